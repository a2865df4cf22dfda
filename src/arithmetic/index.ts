/**
 * Number systems: one definition, many arithmetics.
 *
 * A construction is a function that takes its number system first: over `float64` it previews, over `bigfloat(bits)` and
 * `decimal(digits)` it evaluates, over `ball(bits)` it proves, over `rationals` it is exact.
 *
 * @module
 */
export { type Ball, ball, type BallField, type Enclosing, type EnclosingField } from './ball.ts';
export { type BigFloat, bigfloat, type BigFloatField } from './bigfloat.ts';
export { type ComplexBall, complexBall, type ComplexBallField } from './complex-ball.ts';
export { type Complex, complexField, type ComplexField } from './complex-field.ts';
export { decimal } from './decimal.ts';
export { float64 } from './float64.ts';
export { type Interval, interval64 } from './interval64.ts';
export { type LimbField, LimbRangeError, limbs } from './limbs.ts';
export { type LimbFunctions, type LimbOperations } from './limb-functions.ts';
export { type Magnitude, magnitude, magnitudeFromRational, magnitudeToRational } from './magnitude.ts';
export type {
  Convertible,
  Field,
  LatticeField,
  Ordered,
  OrderedRealField,
  RealField,
  Ring,
  RootField,
} from './number-systems.ts';
export { type DecimalFormat, formatDecimal, formatExact, log2Of, parseNumeral, roundToDigits } from './numerals.ts';
export { powerSeries, type PowerSeriesField, type Series } from './power-series.ts';
export { dyadic, fromDouble, makeRational, type Rational, rationals, rationalToNumber } from './rational.ts';
