/**
 * Complex balls, that is discs: their types, field operations, parts and sizes.
 */
import type { Ball, BallField } from './ball-arithmetic.ts';
import { createBallRounding } from './ball-rounding.ts';
import type { BigFloat } from './bigfloat.ts';
import { type ComplexBall, createDiscTools } from './complex-ball-tools.ts';
import { createExactSums } from './exact-sums.ts';
import {
  addUp,
  compareMagnitudes,
  divUp,
  type Magnitude,
  magnitudeToRational,
  mulUp,
  scaleMagnitude,
  subDown,
  zeroMagnitude,
} from './magnitude.ts';
import { hypotUp } from './magnitude-functions.ts';
import type { RealField } from './number-systems.ts';
import { type Rational, rationals } from './rational.ts';

/**
 * The discs of one precision, as the field in which real functions are continued analytically.
 *
 * Functions enclose the principal branch, with cuts (−∞, 0] for log, xlogx, sqrt, root and fractional powers,
 * (−∞, −1] ∪ [1, ∞) for atanh and ±i[1, ∞) for atan. |z|, sign, min and max are continued from the half of the real line
 * over which the operand lies.
 */
export interface ComplexBallField extends RealField<ComplexBall> {
  /** Precision of the centres' parts in bits. */
  readonly bits: number;
  /** The real balls of the same precision. */
  readonly real: BallField;
  /** The imaginary unit. */
  readonly i: ComplexBall;
  /** The same disc (or a slightly larger one) from another precision. */
  from(z: ComplexBall): ComplexBall;
  /** The disc whose diameter is the real ball. */
  fromReal(x: Ball): ComplexBall;
  /** A disc that contains x + iy for all members of two real balls of this precision. */
  fromParts(x: Ball, y: Ball): ComplexBall;
  /** A disc that contains the disc around re + i·im; the rounding of the centre goes into the radius. */
  disc(re: Rational, im: Rational, radius: Magnitude): ComplexBall;
  /** All complex conjugates of members. */
  conj(z: ComplexBall): ComplexBall;
  /** The real parts of members. */
  realPart(z: ComplexBall): Ball;
  /** The imaginary parts of members. */
  imaginaryPart(z: ComplexBall): Ball;
  /** An upper bound of |z| for all members. */
  absUp(z: ComplexBall): Magnitude;
  /** A lower bound of |z| for all members; 0 if zero may be one. */
  absDown(z: ComplexBall): Magnitude;
  /** Whether the exact number re + i·im is a member. */
  contains(z: ComplexBall, re: Rational, im: Rational): boolean;
  /** Whether zero may be a member; if not, {@link absDown} is positive. */
  containsZero(z: ComplexBall): boolean;
}

/** The names of {@link ComplexBallField} that complex-ball-arithmetic.ts does not define. */
export type Transcendental =
  | 'pi'
  | 'sqrt'
  | 'root'
  | 'exp'
  | 'log'
  | 'xlogx'
  | 'sinh'
  | 'cosh'
  | 'tanh'
  | 'atanh'
  | 'sin'
  | 'cos'
  | 'atan'
  | 'erf'
  | 'pow';

/** All of {@link ComplexBallField} that the elementary functions rest on. */
export type ComplexBallArithmetic = Omit<ComplexBallField, Transcendental>;

/**
 * Field operations, parts and sizes of discs over real balls.
 * @param B - The real balls of the same precision.
 * @returns Everything of a {@link ComplexBallField} but the transcendental functions and roots.
 */
export function createComplexBallArithmetic(B: BallField): ComplexBallArithmetic {
  const F = B.base;
  const { errorOf, below, isExactSum } = createBallRounding(F);
  const sums = createExactSums(B);

  const tools = createDiscTools(B);
  const { widened, centreUp, centreDown, outside } = tools;
  const exact = (re: BigFloat, im: BigFloat): ComplexBall => ({ re, im, radius: zeroMagnitude });
  const fromReal = ({ midpoint, radius }: Ball): ComplexBall => ({ re: midpoint, im: F.zero, radius });

  const sum = (x: BigFloat, y: BigFloat): Ball => {
    const midpoint = F.add(x, y);
    return { midpoint, radius: isExactSum(x, y, midpoint) ? zeroMagnitude : errorOf(midpoint) };
  };
  const add = (z: ComplexBall, w: ComplexBall): ComplexBall =>
    widened(sum(z.re, w.re), sum(z.im, w.im), addUp(z.radius, w.radius));
  const neg = ({ re, im, radius }: ComplexBall): ComplexBall => ({ re: F.neg(re), im: F.neg(im), radius });
  const sub = (z: ComplexBall, w: ComplexBall): ComplexBall => add(z, neg(w));

  /** |zw − m_z m_w| ≤ |m_z| r_w + (|m_w| + r_w) r_z. */
  function mul(z: ComplexBall, w: ComplexBall): ComplexBall {
    let radius = zeroMagnitude;
    if (w.radius.mantissa !== 0) radius = mulUp(centreUp(z), w.radius);
    if (z.radius.mantissa !== 0) radius = addUp(radius, mulUp(addUp(centreUp(w), w.radius), z.radius));
    return widened(sums.productSum(z.re, w.re, F.neg(z.im), w.im), sums.productSum(z.re, w.im, z.im, w.re), radius);
  }

  /** |z/w − m_z/m_w| ≤ (r_z + |m_z/m_w| r_w)/(|m_w| − r_w). */
  function div(z: ComplexBall, w: ComplexBall): ComplexBall {
    const least = subDown(centreDown(w), w.radius);
    if (least.mantissa === 0) throw outside('div', 'a divisor that excludes zero', w);
    const [re, im] = sums.quotient(z.re, z.im, w.re, w.im);
    let radius = z.radius;
    if (w.radius.mantissa !== 0) {
      radius = addUp(radius, mulUp(hypotUp(tools.up(re), tools.up(im)), w.radius));
    }
    return widened(re, im, radius.mantissa === 0 ? radius : divUp(radius, least));
  }

  /** −1 or 1 if the real parts of all members have that sign, 0 for the point 0. */
  function signOfReal(operation: string, domain: string, z: ComplexBall): number {
    if (compareMagnitudes(below(z.re), z.radius) > 0) return z.re.mantissa < 0n ? -1 : 1;
    if (z.re.mantissa === 0n && z.im.mantissa === 0n && z.radius.mantissa === 0) return 0;
    throw outside(operation, domain, z);
  }
  const ONE_SIGN = 'a real part of one sign';
  const APART = 'operands whose difference has a real part of one sign';

  return {
    name: `complexBall(${String(B.bits)})`,
    bits: B.bits,
    real: B,
    zero: exact(F.zero, F.zero),
    one: exact(F.one, F.zero),
    i: exact(F.zero, F.one),
    from: ({ re, im, radius }) => widened(sums.cut(re), sums.cut(im), radius),
    fromReal,
    fromParts: (x, y) => widened(x, y, zeroMagnitude),
    fromInteger: (n) => fromReal(B.fromInteger(n)),
    constant: (value) => fromReal(B.constant(value)),
    disc: (re, im, radius) => widened(B.constant(re), B.constant(im), radius),
    add,
    sub,
    mul,
    neg,
    div,
    scale: ({ re, im, radius }, k) => ({ re: F.scale(re, k), im: F.scale(im, k), radius: scaleMagnitude(radius, k) }),
    conj: ({ re, im, radius }) => ({ re, im: F.neg(im), radius }),
    realPart: ({ re, radius }) => ({ midpoint: re, radius }),
    imaginaryPart: ({ im, radius }) => ({ midpoint: im, radius }),
    absUp: (z) => addUp(centreUp(z), z.radius),
    absDown: (z) => subDown(centreDown(z), z.radius),
    contains: ({ re, im, radius }, x, y) => {
      const [dx, dy] = [rationals.sub(x, F.toRational(re)), rationals.sub(y, F.toRational(im))];
      const r = magnitudeToRational(radius);
      const square = rationals.add(rationals.mul(dx, dx), rationals.mul(dy, dy));
      return rationals.compare(square, rationals.mul(r, r)) <= 0;
    },
    containsZero: (z) => compareMagnitudes(centreDown(z), z.radius) <= 0,
    abs: (z) => (signOfReal('abs', ONE_SIGN, z) < 0 ? neg(z) : z),
    sign: (z) => fromReal(B.fromInteger(signOfReal('sign', ONE_SIGN, z))),
    min: (z, w) => (signOfReal('min', APART, sub(z, w)) <= 0 ? z : w),
    max: (z, w) => (signOfReal('max', APART, sub(z, w)) >= 0 ? z : w),
    choose: (z, left, right) => (z.re.mantissa < 0n ? left() : right()),
  };
}
