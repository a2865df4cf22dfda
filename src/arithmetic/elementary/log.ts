/** The natural logarithm and the inverse hyperbolic tangent. */
import { log2Fixed } from '../constants.ts';
import {
  absolute,
  type BigFloat,
  bitLengthNear,
  magnitude,
  roundToBits,
  shiftCount,
  shiftLeft,
  withSignOf,
  ZERO,
} from './dyadic.ts';
import { inverseTangentSeries } from './series.ts';
import { coarseLog, fineLog } from './tables.ts';

/**
 * `2^w log f` for f in fixed point with w bits, `0.7 ≤ f ≤ 1.42`.
 *
 * Error below 2 units. Integers a ≈ 2^7/f and b ≈ 2^14/(2^−7 a f) bring `g = a b f / 2^21` within `2^−14.9` of 1, and
 * `log f = log g − log(a/2^7) − log(b/2^14)` with `log g = 2 atanh z`, `z = (g − 1)/(g + 1)`, `|z| < 2^−15.8`.
 * At `W = w + 4` bits: z is cut by one unit, its series errs by three, the tables by one each: `2 (1.01 + 3) + 2 < 11`
 * units, that is 11/16 of a unit of `2^−w`, and the last cut adds up to one half.
 */
export function logFixed(f: bigint, w: number): bigint {
  const W = w + 4;
  const head = Number(shiftLeft(f, 40 - w)) / 2 ** 40;
  const a = Math.round(128 / head);
  const b = Math.round(2 ** 21 / (a * head));
  const one = 1n << shiftCount(w + 21);
  const product = f * BigInt(a * b);
  const z = ((product - one) << shiftCount(W)) / (product + one);
  if (z === 0n && a === 128 && b === 16384) return 0n;
  const leading = W - bitLengthNear(z, W - 15);
  const sum = 2n * inverseTangentSeries(z, W, leading, 1) - coarseLog(a - 128, W) - fineLog(b - 16384, W);
  return (sum + 8n) >> 4n;
}

/** `x = 2^n f` with `0.7 ≤ f ≤ 1.42`, f as an integer over `2^length`. */
function splitPowerOfTwo(mantissa: bigint, exponent: number, guess: number): { f: bigint; length: number; n: number } {
  const length = bitLengthNear(mantissa, guess);
  const half = Number(shiftLeft(mantissa, 40 - length)) < 0.7071 * 2 ** 40;
  return half
    ? { f: mantissa, length: length - 1, n: exponent + length - 1 }
    : { f: mantissa, length, n: exponent + length };
}

/**
 * `log x` at p bits: relative error below `2^−p (1 + 2^−4)`.
 *
 * For n ≠ 0, `|n log 2 + log f| ≥ 0.34 |n|` while the error is at most `|n| + 4` units of `2^−(p+8)`. For n = 0 with
 * `2^−k ≤ |f − 1|` the working precision is p + 8 + k bits and `|log f| ≥ 0.83 · 2^−k`. If k > p + 2 the value is
 * `(f − 1)(1 + ε)`, `|ε| < 2^−(p+2)`.
 *
 * @param x - a positive number
 * @param bits - the precision p
 * @throws {RangeError} if x ≤ 0
 */
export function logarithm(x: BigFloat, bits: number): BigFloat {
  if (x.mantissa <= 0n) throw new RangeError('bigfloat.log: expected x > 0');
  const { f, length, n } = splitPowerOfTwo(x.mantissa, x.exponent, bits);
  if (n !== 0) {
    const w = bits + 8;
    const sum = BigInt(n) * log2Fixed(w) + logFixed(shiftLeft(f, w - length), w);
    return roundToBits(sum, -w, bits, w + Math.round(Math.log2(Math.abs(n))));
  }
  const difference = f - (1n << shiftCount(length));
  if (difference === 0n) return ZERO;
  const k = length - bitLengthNear(difference, length) + 1;
  if (k > bits + 2) return roundToBits(difference, -length, bits, bits);
  const w = bits + 8 + k;
  return roundToBits(logFixed(shiftLeft(f, w - length), w), -w, bits, bits + 8);
}

/**
 * `x log x` at p bits: relative error below `2^−p (1 + 2^−6)`; 0 at x = 0.
 *
 * The logarithm at p + 8 bits is multiplied exactly, so that only the last rounding adds to its error.
 *
 * @param x - a number ≥ 0
 * @param bits - the precision p
 * @throws {RangeError} if x < 0
 */
export function entropy(x: BigFloat, bits: number): BigFloat {
  if (x.mantissa < 0n) throw new RangeError('bigfloat.xlogx: expected x ≥ 0');
  if (x.mantissa === 0n) return ZERO;
  const { mantissa, exponent } = logarithm(x, bits + 8);
  return roundToBits(x.mantissa * mantissa, x.exponent + exponent, bits, 2 * bits + 8);
}

/**
 * `atanh x = ½ log((1 + x)/(1 − x))` at p bits: relative error below `2^−p (1 + 2^−3)`.
 *
 * With `|x| = m/2^s` the quotient is `(2^s + m)/(2^s − m)`, exactly; it is formed with one cut at p + 8 + k bits, where
 * `|x| ≥ 2^−k`, so that `|log| ≥ 2^(1−k)` or ≥ 0.34 |n| as in {@link logarithm}. If `|x| < 2^−(p/2+1)` the value is
 * `x (1 + ε)`, `0 ≤ ε < x²/2 < 2^−(p+3)`.
 *
 * @param x - a number, `−1 < x < 1`
 * @param bits - the precision p
 * @throws {RangeError} unless −1 < x < 1
 */
export function inverseHyperbolicTangent(x: BigFloat, bits: number): BigFloat {
  if (x.mantissa === 0n) return ZERO;
  const size = magnitude(x, bits);
  const { mantissa: m, exponent } = absolute(x);
  if (size > 0) throw new RangeError('bigfloat.atanh: expected −1 < x < 1');
  if (size <= -bits / 2 - 1) return roundToBits(x.mantissa, x.exponent, bits, bits);
  const w = bits + 9 - size;
  const one = 1n << shiftCount(-exponent);
  const [upper, lower] = [one + m, one - m];
  // upper/lower lies in (2^(n−1), 2^(n+1)): cut to w + 1 bits after division by 2^n, it lies in (1/2, 2).
  let n = 1 - exponent - bitLengthNear(lower, -exponent);
  let quotient = shiftLeft(upper, w + 1 - n) / lower;
  const head = Number(shiftLeft(quotient, 39 - w)) / 2 ** 40;
  if (head < 0.7071) n -= 1;
  else if (head > 1.4143) [n, quotient] = [n + 1, quotient >> 2n];
  else quotient >>= 1n;
  const sum = BigInt(n) * log2Fixed(w) + logFixed(quotient, w);
  const result = roundToBits(sum, -w - 1, bits, w);
  return withSignOf(x, result);
}
