/** The exponential function. */
import { log2Fixed } from '../constants.ts';
import { type BigFloat, MAGNITUDE_LIMIT, magnitude, roundToBits, shiftCount, toFixed } from './dyadic.ts';
import { productSeries } from './series.ts';

/** Heuristic, chosen by measurement: halvings of the argument that balance squarings against terms. */
const halvings = (w: number): number => Math.round(0.45 * Math.sqrt(w));

/**
 * `2^w e^x` for x in fixed point with w bits, `0 ≤ x < 1`.
 *
 * Error: `0 ≤ … < 2` units, below. With `t = x/2^h` exact at `W = w + h + 5` bits, the series gives `e^t` within 8 units;
 * h squarings of numbers ≥ 1, each cut by at most one unit, leave a relative error of at most `2^h (8 + 1) 2^−W`, hence
 * `e · 9 · 2^−5 < 1` unit of `2^−w`; the last cut adds one.
 */
export function expFixed(x: bigint, w: number): bigint {
  const h = Math.max(1, halvings(w));
  const W = w + h + 5;
  const cut = shiftCount(W);
  let y = (1n << cut) + productSeries(x << 5n, W, h, (k) => k);
  for (let i = 0; i < h; i++) y = (y * y) >> cut;
  return y >> shiftCount(h + 5);
}

/** `e^x = mantissa · 2^exponent` up to a relative error. */
export interface ScaledExponential {
  /** Between `2^w − 2` and `2^(w+1)`. */
  readonly mantissa: bigint;
  readonly exponent: number;
}

/**
 * `e^x` with relative error below `5 · 2^−w`.
 *
 * `x = n log 2 + r` with `0 ≤ r < log 2`. At `w + a + 2` bits, `|x| < 2^a`, the cut of x and n times the unit of log 2
 * amount to `(1.45 · 2^a + 2) 2^−(a+2) < 1` unit of `2^−w`, the cut of r to one more, and {@link expFixed} adds two to a
 * value ≥ 1.
 *
 * @param x - any number
 * @param w - bits, ≥ 8
 * @param caller - named if the result is out of range
 * @throws {RangeError} if the result leaves `2^±(2^40)`
 */
export function scaledExponential(x: BigFloat, w: number, caller: string): ScaledExponential {
  const a = Math.max(0, magnitude(x, w));
  if (a > 41) throw new RangeError(`${caller}: result out of range, expected |x| < 2^40 log 2`);
  const X = toFixed(x, w + a + 2);
  const log2 = log2Fixed(w + a + 2);
  let n = X / log2;
  let r = X - n * log2;
  if (r < 0n) [n, r] = [n - 1n, r + log2];
  const exponent = Number(n);
  if (Math.abs(exponent) > MAGNITUDE_LIMIT) {
    throw new RangeError(`${caller}: result out of range, expected |x| < 2^40 log 2`);
  }
  return { mantissa: expFixed(r >> shiftCount(a + 2), w), exponent: exponent - w };
}

/**
 * `e^x` at p bits: relative error below `2^−p (1 + 2^−5)`.
 *
 * @param x - any number
 * @param bits - the precision p
 * @throws {RangeError} if the result leaves `2^±(2^40)`
 */
export function exponential(x: BigFloat, bits: number): BigFloat {
  if (x.mantissa === 0n || magnitude(x, bits) < -bits - 1) return roundToBits(1n, 0, bits, 1);
  const { mantissa, exponent } = scaledExponential(x, bits + 8, 'bigfloat.exp');
  return roundToBits(mantissa, exponent, bits, bits + 9);
}
