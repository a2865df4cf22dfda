/** Binary numbers `mantissa · 2^exponent` of any length: what the elementary functions take and return. */
import { bitLength } from '../rational.ts';

/**
 * The number `mantissa · 2^exponent`. In the system `bigfloat(p)` a non-zero element has
 * `2^(p−1) ≤ |mantissa| ≤ 2^p`; zero is `mantissa = 0n, exponent = 0`.
 */
export interface BigFloat {
  readonly mantissa: bigint;
  readonly exponent: number;
}

/** The number zero. */
export const ZERO: BigFloat = Object.freeze({ mantissa: 0n, exponent: 0 });

/** Magnitudes (see {@link magnitude}) of results stay within ±2^40. */
export const MAGNITUDE_LIMIT: number = 2 ** 40;

/** Shift counts as BigInts, made once: converting a number to a BigInt costs as much as a short product. */
const SHIFTS: readonly bigint[] = Array.from({ length: 4096 }, (_, i) => BigInt(i));

/** The non-negative integer `n` as a BigInt. */
export const shiftCount = (n: number): bigint => SHIFTS[n] ?? BigInt(n);

/** `⌊n · 2^k⌋` for any integer k. */
export const shiftLeft = (n: bigint, k: number): bigint => (k >= 0 ? n << shiftCount(k) : n >> shiftCount(-k));

/** Number of bits of `|n|`, fast if it lies within about ±20 of `guess`. */
export function bitLengthNear(n: bigint, guess: number): number {
  if (guess > 32) {
    const magnitude = n < 0n ? -n : n;
    const head = Number(magnitude >> shiftCount(guess - 32));
    if (head >= 1 && head < 4503599627370496) {
      const high = Math.floor(head / 4294967296);
      return guess - Math.clz32(high === 0 ? head : high) + (high === 0 ? 0 : 32);
    }
  }
  return bitLength(n);
}

/** The integer m with `2^(m−1) ≤ |x| < 2^m` for x ≠ 0; `bits` is a guess of the mantissa's length. */
export const magnitude = (x: BigFloat, bits: number): number => x.exponent + bitLengthNear(x.mantissa, bits);

/** `⌊x · 2^w⌋`. */
export const toFixed = (x: BigFloat, w: number): bigint => shiftLeft(x.mantissa, x.exponent + w);

/** `|x|`. */
export const absolute = (x: BigFloat): BigFloat =>
  x.mantissa < 0n ? { mantissa: -x.mantissa, exponent: x.exponent } : x;

/** `value` for x ≥ 0, `−value` for x < 0: odd functions are computed for |x|. */
export const withSignOf = (x: BigFloat, value: BigFloat): BigFloat =>
  x.mantissa < 0n ? { mantissa: -value.mantissa, exponent: value.exponent } : value;

/**
 * `mantissa · 2^exponent` rounded to the nearest number of p bits.
 *
 * Relative error at most `2^−p`, and none where p bits suffice. Hence a function computed with relative error at most
 * `2^−p / 2` and then rounded has relative error below `2^(1−p)`, and is exact wherever the value has p bits.
 *
 * @param mantissa - any integer
 * @param exponent - any integer
 * @param bits - the precision p
 * @param guess - about the bit length of the mantissa, for speed only
 */
export function roundToBits(mantissa: bigint, exponent: number, bits: number, guess: number): BigFloat {
  if (mantissa === 0n) return ZERO;
  const excess = bitLengthNear(mantissa, guess) - bits;
  if (excess <= 0) return { mantissa: mantissa << shiftCount(-excess), exponent: exponent + excess };
  const rounded = ((mantissa >> shiftCount(excess - 1)) + 1n) >> 1n;
  const top = 1n << shiftCount(bits);
  // A carry into a new bit: results carry the one representation with |mantissa| < 2^p, so that equal ones look equal.
  if (rounded === top || rounded === -top) return { mantissa: rounded >> 1n, exponent: exponent + excess + 1 };
  return { mantissa: rounded, exponent: exponent + excess };
}

/**
 * The integer that x equals, or `undefined`.
 * Only for `1 ≤ |x|` of moderate size: the answer is written out in full.
 */
export function integerValue(x: BigFloat): bigint | undefined {
  if (x.exponent >= 0) return x.mantissa << shiftCount(x.exponent);
  const floor = x.mantissa >> shiftCount(-x.exponent);
  return floor << shiftCount(-x.exponent) === x.mantissa ? floor : undefined;
}
