/** The inverse tangent. */
import { piFixed } from '../constants.ts';
import {
  absolute,
  type BigFloat,
  bitLengthNear,
  magnitude,
  roundToBits,
  shiftCount,
  shiftLeft,
  toFixed,
  withSignOf,
  ZERO,
} from './dyadic.ts';
import { inverseTangentSeries } from './series.ts';
import { coarseAtan, fineAtan } from './tables.ts';

/**
 * `2^w atan(Y/X)` for integers `0 ≤ Y ≤ X` of w + 1 bits or about that.
 *
 * Error below 2 units for exact X and Y. The vector X + iY is turned by `−atan(a/2^7)` and `−atan(b/2^14)`, exactly, by
 * multiplication with `2^7 − ia` and `2^14 − ib`; what remains is `atan z`, `|z| ≤ 2^−14.9`. At `W = w + 4` bits: z is cut
 * by one unit, its series errs by three, the tables by one each: 6 units, 3/8 of `2^−w`, and the last cut up to one half.
 */
export function atanFixed(Y: bigint, X: bigint, w: number): bigint {
  const W = w + 4;
  const drop = w - 50;
  const a = Math.round((128 * Number(shiftLeft(Y, -drop))) / Number(shiftLeft(X, -drop)));
  const A = BigInt(a);
  const [X1, Y1] = [128n * X + A * Y, 128n * Y - A * X];
  const b = Math.round((16384 * Number(shiftLeft(Y1, -drop - 7))) / Number(shiftLeft(X1, -drop - 7)));
  const B = BigInt(b);
  const z = ((16384n * Y1 - B * X1) << shiftCount(W)) / (16384n * X1 + B * Y1);
  const leading = W - bitLengthNear(z, W - 15);
  const sum = inverseTangentSeries(z, W, leading, -1) + coarseAtan(a, W) + fineAtan(b, W);
  return (sum + 8n) >> 4n;
}

/**
 * `atan x` at p bits: relative error below `2^−p (1 + 2^−5)`.
 *
 * For `|x| ≥ 1`, `π/2 − atan(1/x) ≥ π/4` with at most `2 + 1 + 3` units of error (those of π/2 and of the cuts of the coordinates). For `2^−k ≤ |x| < 1` the working precision is p + 8 + k bits. If `|x| < 2^−(p/2+1)` the value is `x (1 − ε)`,
 * `0 ≤ ε < 2^−(p+3)`.
 *
 * @param x - any number
 * @param bits - the precision p
 */
export function inverseTangent(x: BigFloat, bits: number): BigFloat {
  if (x.mantissa === 0n) return ZERO;
  const size = magnitude(x, bits);
  if (size <= -bits / 2 - 1) return roundToBits(x.mantissa, x.exponent, bits, bits);
  const w = bits + 9 + Math.max(0, -size);
  let value: bigint;
  if (size > 0) {
    // The point 1 + ix shrunk by 2^size: both coordinates are at most 2^w, and the larger is at least 2^(w−1).
    const far = shiftLeft(absolute(x).mantissa, x.exponent + w - size);
    value = piFixed(w - 1) - atanFixed(shiftLeft(1n, w - size), far, w);
  } else {
    value = atanFixed(toFixed(absolute(x), w), 1n << shiftCount(w), w);
  }
  const result = roundToBits(value, -w, bits, bits + 9);
  return withSignOf(x, result);
}
