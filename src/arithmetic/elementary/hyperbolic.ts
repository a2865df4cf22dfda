/** Hyperbolic sine, cosine and tangent, from one exponential. */
import { absolute, type BigFloat, magnitude, roundToBits, shiftCount, shiftLeft, withSignOf, ZERO } from './dyadic.ts';
import { scaledExponential } from './exp.ts';

/**
 * `2^(w−q) (e^|x| ∓ e^−|x|)` with the q that puts `e^|x|` into `[1, 2) · 2^q`, within 20 units.
 *
 * With `M · 2^(q−w) = e^|x| (1 + δ)`, `|δ| < 5 · 2^−w`: M errs by at most 10.1 units, and `2^(2w−2q)/M`, at most 2^w, by less than
 * 6.2 and its cut by one more.
 */
function exponentialPair(x: BigFloat, w: number, sign: 1n | -1n, caller: string): { value: bigint; q: number } {
  const { mantissa, exponent } = scaledExponential(absolute(x), w, caller);
  const q = exponent + w;
  const inverse = 2 * q > w + 1 ? 0n : (1n << shiftCount(2 * w - 2 * q)) / mantissa;
  return { value: mantissa + sign * inverse, q };
}

/**
 * `sinh x` at p bits: relative error below `2^−p (1 + 2^−3)`.
 *
 * With `|x| ≥ 2^−k` and `w = p + 8 + k` bits, the difference is at least `2x · 2^w ≥ 2^(w+1−k)` for q = 0 and at least
 * `3/4 · 2^w` for q ≥ 1, against an error of 20 units. If `|x| < 2^−(p/2+1)` the value is `x (1 + ε)`, `0 ≤ ε < 2^−(p+4)`.
 *
 * @param x - any number
 * @param bits - the precision p
 * @throws {RangeError} if the result leaves `2^±(2^40)`
 */
export function hyperbolicSine(x: BigFloat, bits: number): BigFloat {
  if (x.mantissa === 0n) return ZERO;
  const size = magnitude(x, bits);
  if (size <= -bits / 2 - 1) return roundToBits(x.mantissa, x.exponent, bits, bits);
  const w = bits + 9 + Math.max(0, -size);
  const { value, q } = exponentialPair(x, w, -1n, 'bigfloat.sinh');
  return withSignOf(x, roundToBits(value, q - w - 1, bits, w));
}

/**
 * `cosh x` at p bits: relative error below `2^−p (1 + 2^−3)`; the sum is at least 2^w, its error 20 units.
 *
 * @param x - any number
 * @param bits - the precision p
 * @throws {RangeError} if the result leaves `2^±(2^40)`
 */
export function hyperbolicCosine(x: BigFloat, bits: number): BigFloat {
  if (x.mantissa === 0n || magnitude(x, bits) <= -bits / 2 - 1) return roundToBits(1n, 0, bits, 1);
  const w = bits + 8;
  const { value, q } = exponentialPair(x, w, 1n, 'bigfloat.cosh');
  return roundToBits(value, q - w - 1, bits, w);
}

/**
 * `tanh x = (E − 1)/(E + 1)`, `E = e^(2|x|)`, at p bits: relative error below `2^−p (1 + 2^−5)`.
 *
 * A relative error δ of E becomes `δ / sinh 2|x| ≤ δ/(2|x|)`, with `|x| ≥ 2^−k` and `|δ| < 5 · 2^−(p+8+k)` below
 * `2.5 · 2^−(p+8)`; the quotient, at least `0.76 · 2^−k`, is cut at p + 8 + k bits. If `|x| < 2^−(p/2+1)` the value is
 * `x (1 − ε)`, `0 ≤ ε < 2^−(p+3)`; if `2|x| > (p + 4) log 2` it is `1 − ε`, `0 < ε < 2^−(p+3)`, and 1 is returned.
 * Cost O(1) exponentials of p + 8 + k ≤ 1.5 p + 10 bits for every x.
 *
 * @param x - any number
 * @param bits - the precision p
 */
export function hyperbolicTangent(x: BigFloat, bits: number): BigFloat {
  if (x.mantissa === 0n) return ZERO;
  const size = magnitude(x, bits);
  if (size <= -bits / 2 - 1) return roundToBits(x.mantissa, x.exponent, bits, bits);
  const saturated = size > 40 || Number(shiftLeft(absolute(x).mantissa, x.exponent + 8)) > 89 * (bits + 5);
  if (saturated) return withSignOf(x, roundToBits(1n, 0, bits, 1));
  const w = bits + 9 + Math.max(0, -size);
  const { mantissa, exponent } = scaledExponential({ ...absolute(x), exponent: x.exponent + 1 }, w, 'bigfloat.tanh');
  const one = 1n << shiftCount(w);
  const scaled = mantissa << shiftCount(exponent + w);
  const quotient = ((scaled - one) << shiftCount(w)) / (scaled + one);
  return withSignOf(x, roundToBits(quotient, -w, bits, w));
}
