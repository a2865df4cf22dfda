/**
 * Sums of two products and quotients of such sums, with one cut to the precision of a ball system instead of three.
 *
 * Complex products and quotients need them: re(zw) = ac − bd may cancel, and its relative accuracy is kept only if the
 * products are not rounded first.
 */
import type { Ball, BallField } from './ball-arithmetic.ts';
import type { BigFloat } from './bigfloat.ts';
import { bitLengthNear, MAGNITUDE_LIMIT, shiftCount } from './elementary/dyadic.ts';
import { addUp, type Magnitude, powerOfTwo, zeroMagnitude } from './magnitude.ts';

/** Operations on midpoints of p bits, |mantissa| ≤ 2^p, whose results are within one unit in the last place. */
export interface ExactSums {
  /** The number x of any length, exact if p bits suffice. */
  readonly cut: (x: BigFloat) => Ball;
  /** ac + bd, exact if p bits suffice. */
  readonly productSum: (a: BigFloat, c: BigFloat, b: BigFloat, d: BigFloat) => Ball;
  /** Real and imaginary part of (a + ib)/(c + id) for c + id ≠ 0. */
  readonly quotient: (a: BigFloat, b: BigFloat, c: BigFloat, d: BigFloat) => readonly [Ball, Ball];
}

/** Exponents beyond are refused, as in `bigfloat`. */
const LARGEST_EXPONENT = 2 * MAGNITUDE_LIMIT;
/** Bits that decide nearly every exactness test. */
const WORD = 64;

/** Whether the lowest `count` bits of n vanish. */
const endsInZeros = (n: bigint, count: number): boolean =>
  BigInt.asUintN(Math.min(count, WORD), n) === 0n && (count <= WORD || BigInt.asUintN(count, n) === 0n);

/** The operations over the midpoints of B. */
export function createExactSums(B: BallField): ExactSums {
  const { bits, zero } = B;
  const LENGTH = 2 * bits;
  /** Terms further apart do not overlap in p bits: the smaller is below 1/8 unit of the larger, and becomes radius. */
  const LARGEST_GAP = bits + 8;

  /** n·2^exponent with a further error, as a ball: ⌊n/2^k⌋ is off by less than one unit; `guess` is about the length of n. */
  function round(n: bigint, exponent: number, error: Magnitude, guess = LENGTH): Ball {
    if (n === 0n) return error.mantissa === 0 ? zero : { midpoint: zero.midpoint, radius: error };
    const excess = bitLengthNear(n, guess) - bits;
    const e = exponent + excess;
    if (e > LARGEST_EXPONENT || e < -LARGEST_EXPONENT) {
      throw new RangeError('complexBall: result out of range, expected a binary exponent within ±2^41');
    }
    if (excess <= 0) return { midpoint: { mantissa: n << shiftCount(-excess), exponent: e }, radius: error };
    const midpoint = { mantissa: n >> shiftCount(excess), exponent: e };
    if (endsInZeros(n, excess)) return { midpoint, radius: error };
    return { midpoint, radius: addUp(powerOfTwo(e), error) };
  }

  const productSum = (a: BigFloat, c: BigFloat, b: BigFloat, d: BigFloat): Ball =>
    sum(a.mantissa * c.mantissa, a.exponent + c.exponent, b.mantissa * d.mantissa, b.exponent + d.exponent);

  /** m·2^e + n·2^f for products |m|, |n| ≤ 2^(2p). */
  function sum(m: bigint, e: number, n: bigint, f: number): Ball {
    if (n === 0n) return round(m, e, zeroMagnitude);
    if (m === 0n) return round(n, f, zeroMagnitude);
    const gap = e - f;
    if (gap > LARGEST_GAP) return round(m, e, powerOfTwo(f + LENGTH));
    if (gap < -LARGEST_GAP) return round(n, f, powerOfTwo(e + LENGTH));
    return gap >= 0
      ? round((m << shiftCount(gap)) + n, f, zeroMagnitude)
      : round(m + (n << shiftCount(-gap)), e, zeroMagnitude);
  }

  /** numerator/denominator · 2^exponent, denominator > 0, cut to p or p + 1 bits by the division and then to p. */
  function divide(numerator: bigint, denominator: bigint, length: number, exponent: number): Ball {
    if (numerator === 0n) return zero;
    const negative = numerator < 0n;
    const n = negative ? -numerator : numerator;
    // 2^(p−1) < 2^shift n/denominator < 2^(p+1).
    const shift = length - bitLengthNear(n, length) + bits;
    const scaled = shift >= 0 ? n << shiftCount(shift) : n;
    const divisor = shift >= 0 ? denominator : denominator << shiftCount(-shift);
    const quotient = scaled / divisor;
    // Floors of a positive number: together off by less than one unit of the result.
    const rounded = round(negative ? -quotient : quotient, exponent - shift, zeroMagnitude, bits);
    const isExact = rounded.radius.mantissa === 0 && quotient * divisor === scaled;
    return isExact ? rounded : { midpoint: rounded.midpoint, radius: powerOfTwo(rounded.midpoint.exponent) };
  }

  function quotient(a: BigFloat, b: BigFloat, c: BigFloat, d: BigFloat): readonly [Ball, Ball] {
    const numerator = align(a, b);
    const divisor = align(c, d);
    if (!numerator || !divisor) return quotientOfBalls(a, b, c, d);
    const [A, B1, e] = numerator;
    const [C, D, f] = divisor;
    if (D === 0n) {
      const [X, Y, size] = C < 0n ? [-A, -B1, -C] : [A, B1, C];
      const length = bitLengthNear(size, bits);
      return [divide(X, size, length, e - f), divide(Y, size, length, e - f)];
    }
    const norm = C * C + D * D;
    const length = bitLengthNear(norm, LENGTH);
    return [divide(A * C + B1 * D, norm, length, e - f), divide(B1 * C - A * D, norm, length, e - f)];
  }

  /** Two numbers as integers over a common power of two, unless that would make them long. */
  function align(x: BigFloat, y: BigFloat): readonly [bigint, bigint, number] | undefined {
    if (y.mantissa === 0n) return [x.mantissa, 0n, x.exponent];
    if (x.mantissa === 0n) return [0n, y.mantissa, y.exponent];
    const gap = x.exponent - y.exponent;
    if (gap > LARGEST_GAP || gap < -LARGEST_GAP) return undefined;
    return gap >= 0
      ? [x.mantissa << shiftCount(gap), y.mantissa, y.exponent]
      : [x.mantissa, y.mantissa << shiftCount(-gap), x.exponent];
  }

  /** (ac + bd)/(c² + d²) and (bc − ad)/(c² + d²) in ball arithmetic. */
  function quotientOfBalls(a: BigFloat, b: BigFloat, c: BigFloat, d: BigFloat): readonly [Ball, Ball] {
    const norm = productSum(c, c, d, d);
    const negative = { mantissa: -a.mantissa, exponent: a.exponent };
    return [B.div(productSum(a, c, b, d), norm), B.div(productSum(b, c, negative, d), norm)];
  }

  return { cut: ({ mantissa, exponent }) => round(mantissa, exponent, zeroMagnitude), productSum, quotient };
}
