/**
 * Arithmetics of the coefficients of Taylor models: what they compute with, and how far it may be from exact.
 */
import { type Ball, ball, type BallField } from './ball.ts';
import { type BigFloat, bigfloat } from './bigfloat.ts';
import { float64 } from './float64.ts';
import { addUp, type Magnitude, magnitude, mulUp, powerOfTwo, settle, zeroMagnitude } from './magnitude.ts';
import type { Monomials } from './monomials.ts';
import type { OrderedRealField } from './number-systems.ts';
import { bitLength, fromDouble } from './rational.ts';

/** A number with a bound of how far it is from what it stands for. */
export interface Rounded<T> {
  readonly value: T;
  readonly error: Magnitude;
}

/** The arithmetic of coefficients. */
export interface CoefficientSystem<T> {
  readonly field: OrderedRealField<T>;
  /** Sums, products and quotients have a relative error of at most `unit` … */
  readonly unit: Magnitude;
  /** … and products and quotients an absolute one of at most this beside it. */
  readonly underflow: Magnitude;
  /** Balls for the values of functions. */
  readonly balls: BallField;
  /** An upper bound of |x|. */
  above(x: T): Magnitude;
  /** A lower bound of |x|. */
  below(x: T): Magnitude;
  toBall(x: T): Ball;
  fromBall(x: Ball): Rounded<T>;
  /** Upper bounds of the sums of |c| over the coefficients of each degree. */
  norms(table: Monomials, coefficients: readonly T[]): readonly Magnitude[];
  /** The first `length` coefficients of the product. */
  multiply(table: Monomials, x: readonly T[], y: readonly T[], length: number): T[];
}

function normsOfDoubles({ degrees }: Monomials, coefficients: readonly number[]): readonly Magnitude[] {
  const sums: number[] = [];
  for (let i = 0; i < coefficients.length; i += 1) {
    const k = degrees[i] as number;
    sums[k] = (sums[k] ?? 0) + Math.abs(coefficients[i] as number);
  }
  // n additions lose at most n·2^−53 of a sum of numbers ≥ 0.
  const up = 1 + (coefficients.length + 2) * 2 ** -52;
  return sums.map((sum) => magnitude(sum * up));
}

function multiplyDoubles(
  { products }: Monomials,
  x: readonly number[],
  y: readonly number[],
  length: number,
): number[] {
  const out = new Array<number>(length).fill(0);
  for (let i = 0; i < x.length; i += 1) {
    const factor = x[i] as number;
    if (factor === 0) continue;
    const row = products[i] as Int32Array;
    const end = Math.min(row.length, y.length);
    for (let j = 0; j < end; j += 1) {
      const k = row[j] as number;
      out[k] = (out[k] as number) + factor * (y[j] as number);
    }
  }
  return out;
}

const DOUBLE_BALLS = ball(64);

/** Doubles: overflow shows as a norm that is not finite, which {@link magnitude} refuses. */
export const doubleCoefficients: CoefficientSystem<number> = Object.freeze({
  field: float64,
  unit: powerOfTwo(-52),
  underflow: powerOfTwo(-1074),
  balls: DOUBLE_BALLS,
  above: (x: number) => magnitude(Math.abs(x)),
  below: (x: number) => magnitude(Math.abs(x)),
  toBall: (x: number) => DOUBLE_BALLS.constant(fromDouble(x)),
  fromBall: ({ midpoint, radius }: Ball) => {
    const value = DOUBLE_BALLS.base.toNumber(midpoint);
    const rounding = addUp(mulUp(magnitude(Math.abs(value)), powerOfTwo(-52)), powerOfTwo(-1074));
    return { value, error: addUp(radius, rounding) };
  },
  norms: normsOfDoubles,
  multiply: multiplyDoubles,
});

/** |x| between two magnitudes: its first 52 bits, and one more unit of them. */
function aboveBigFloat({ mantissa, exponent }: BigFloat, unit: 0n | 1n): Magnitude {
  if (mantissa === 0n) return zeroMagnitude;
  const size = mantissa < 0n ? -mantissa : mantissa;
  const shift = bitLength(size) - 52;
  if (shift <= 0) return settle(Number(size) * 2 ** -51, exponent + 51);
  return settle(Number((size >> BigInt(shift)) + unit) * 2 ** -51, exponent + shift + 51);
}

/**
 * Floating point of any precision.
 * @param bits - The precision, at least 64.
 */
export function bigfloatCoefficients(bits: number): CoefficientSystem<BigFloat> {
  const [field, balls] = [bigfloat(bits), ball(bits)];
  const above = (x: BigFloat): Magnitude => aboveBigFloat(x, 1n);
  return Object.freeze({
    field,
    unit: powerOfTwo(1 - bits),
    underflow: zeroMagnitude,
    balls,
    above,
    below: (x: BigFloat) => aboveBigFloat(x, 0n),
    toBall: (x: BigFloat) => balls.fromMidpoint(x),
    fromBall: ({ midpoint, radius }: Ball) => ({ value: midpoint, error: radius }),
    norms: ({ degrees }: Monomials, coefficients: readonly BigFloat[]) => {
      const sums: Magnitude[] = [];
      coefficients.forEach((c, i) => {
        const k = degrees[i] ?? 0;
        sums[k] = addUp(sums[k] ?? zeroMagnitude, above(c));
      });
      return sums;
    },
    multiply: ({ products }: Monomials, x: readonly BigFloat[], y: readonly BigFloat[], length: number) => {
      const out = Array.from({ length }, () => field.zero);
      x.forEach((factor, i) => {
        if (factor.mantissa === 0n) return;
        const row = products[i] as Int32Array;
        const end = Math.min(row.length, y.length);
        for (let j = 0; j < end; j += 1) {
          const k = row[j] as number;
          out[k] = field.add(out[k] as BigFloat, field.mul(factor, y[j] as BigFloat));
        }
      });
      return out;
    },
  });
}
