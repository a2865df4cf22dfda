/** Sine and cosine of arguments of any size. */
import { piFixed } from '../constants.ts';
import { integerSquareRoot } from '../integer-roots.ts';
import {
  absolute,
  type BigFloat,
  bitLengthNear,
  magnitude,
  roundToBits,
  shiftCount,
  toFixed,
  withSignOf,
  ZERO,
} from './dyadic.ts';
import { productSeries } from './series.ts';

/** Arguments are reduced by as many bits of π as they have before the binary point; this many is still practical. */
const LARGEST_MAGNITUDE = 2 ** 20;

/** Heuristic, chosen by measurement: the argument is halved until it is below `2^−h`. */
const reduction = (w: number): number => Math.max(2, Math.round(0.35 * Math.sqrt(w)));

/**
 * `2^w (1 − cos x)` for x in fixed point with w bits, `0 ≤ x ≤ 0.8`, with h ≥ 1 halvings.
 *
 * Error below 2 units. With `t = x/2^h` exact at `W = w + 2h + 5` bits, `1 − cos t` has error below 8 from the series and
 * 1/2 from the cut of t². The step `v ← 2v(2 − v)` from `1 − cos t` to `1 − cos 2t` multiplies an error by at most 4 and
 * adds one cut, so the end is within `4^h (9 + 1/3)` units, below 1/3 of `2^−w`; the last cut adds one.
 */
function versineFixed(x: bigint, w: number, h: number): bigint {
  const W = w + 2 * h + 5;
  const leading = w + h - bitLengthNear(x, w);
  const t = x << shiftCount(h + 5);
  let v = -productSeries(-((t * t) >> shiftCount(W)), W, 2 * leading, (k) => 2 * k * (2 * k - 1));
  const two = 1n << shiftCount(W + 1);
  const cut = shiftCount(W - 1);
  for (let i = 0; i < h; i++) v = (v * (two - v)) >> cut;
  return v >> shiftCount(2 * h + 5);
}

/** `2^w cos x` for `0 ≤ x ≤ 0.8` in fixed point with w bits; error below 2 units. */
export function cosineFixed(x: bigint, w: number): bigint {
  const one = 1n << shiftCount(w);
  if (x === 0n) return one;
  const h = Math.max(1, reduction(w) - (w - bitLengthNear(x, w)));
  return one - versineFixed(x, w, h);
}

/**
 * `2^w sin x` for `0 ≤ x ≤ 0.8` in fixed point with w bits; error below 2 units.
 *
 * Small x: `x (1 + S)` with the series S within 9 units at w + 4 bits. Otherwise, with `x ≥ 2^−k`, `sin x = √(v (2 − v))`
 * from `v = 1 − cos x` within 2 units at `w' = w + k + 3` bits: the square errs by less than 4 units, the root by less than
 * `4/(2 · 0.89 · 2^−k) · 2^−w' < 0.3 · 2^−w`, its floor and the last cut by less than `1.2 · 2^−w`.
 */
export function sineFixed(x: bigint, w: number): bigint {
  if (x === 0n) return 0n;
  const leading = w - bitLengthNear(x, w);
  const h = reduction(w) - leading;
  if (h <= 0) {
    const square = (x * x) >> shiftCount(w - 4);
    const series = productSeries(-square, w + 4, 2 * leading, (k) => 2 * k * (2 * k + 1));
    return x + ((x * series) >> shiftCount(w + 4));
  }
  const extra = leading + 4;
  const v = versineFixed(x << shiftCount(extra), w + extra, h);
  return integerSquareRoot(v * ((1n << shiftCount(w + extra + 1)) - v)) >> shiftCount(extra);
}

/** `|x| = quadrant · π/2 + r`, `|r| ≤ π/4` in fixed point with w bits, the quadrant modulo 4. */
interface Reduced {
  readonly quadrant: number;
  readonly r: bigint;
}

/**
 * The reduction of |x| to `[−π/4, π/4]`; r errs by less than 2 units of `2^−w`.
 *
 * At `w + a + 2` bits with `|x| < 2^a`, x is cut by one unit, and q ≤ `0.64 · 2^a + 1` units of π/2 are subtracted.
 */
function reduce(x: BigFloat, w: number, size: number): Reduced {
  const a = Math.max(0, size);
  const X = toFixed(absolute(x), w + a + 2);
  if (size < 0) return { quadrant: 0, r: X >> 2n };
  const halfPi = piFixed(w + a + 1);
  const q = (2n * X + halfPi) / (2n * halfPi);
  return { quadrant: Number(q & 3n), r: (X - q * halfPi) >> shiftCount(a + 2) };
}

/**
 * `sin(|x| + shift · π/2)` at p bits: relative error below `2^−p (1 + 2^−5)`.
 *
 * The remainder r errs by 2 units and its sine or cosine by 2 more, so that 256 or more units in the value, `|sin r| ≥
 * 0.89 |r|`, are enough; where r is found shorter than p + 9 bits, the argument is close to a multiple of π and the
 * reduction is repeated with the bits that were missing. That ends because x ≠ 0 is rational.
 */
function sineOfShifted(x: BigFloat, size: number, shift: number, bits: number): BigFloat {
  for (let w = bits + 9 + Math.max(0, -size); ;) {
    const { quadrant, r } = reduce(x, w, size);
    const turn = (quadrant + shift) & 3;
    const remainder = r < 0n ? -r : r;
    const missing = (turn & 1) === 1 ? 0 : bits + 9 - bitLengthNear(remainder, w);
    if (missing <= 0) {
      const value = (turn & 1) === 1 ? cosineFixed(remainder, w) : sineFixed(remainder, w);
      const negative = turn >= 2 !== ((turn & 1) === 0 && r < 0n);
      return roundToBits(negative ? -value : value, -w, bits, bits + 9);
    }
    w += missing + 8;
  }
}

function checkMagnitude(caller: string, size: number): void {
  if (size > LARGEST_MAGNITUDE) {
    throw new RangeError(`${caller}: expected |x| < 2^(2^20), got about 2^${String(size)}`);
  }
}

/**
 * `sin x` at p bits: relative error below `2^−p (1 + 2^−3)`, also near the multiples of π.
 *
 * If `|x| < 2^−(p/2+1)` the value is `x (1 − ε)`, `0 ≤ ε < 2^−(p+4)`.
 *
 * @param x - a number, `|x| < 2^(2^20)`
 * @param bits - the precision p
 * @throws {RangeError} if x is larger than that
 */
export function sine(x: BigFloat, bits: number): BigFloat {
  if (x.mantissa === 0n) return ZERO;
  const size = magnitude(x, bits);
  checkMagnitude('bigfloat.sin', size);
  if (size <= -bits / 2 - 1) return roundToBits(x.mantissa, x.exponent, bits, bits);
  const value = sineOfShifted(x, size, 0, bits);
  return withSignOf(x, value);
}

/**
 * `cos x` at p bits: relative error below `2^−p (1 + 2^−3)`, also near the odd multiples of π/2.
 *
 * @param x - a number, `|x| < 2^(2^20)`
 * @param bits - the precision p
 * @throws {RangeError} if x is larger than that
 */
export function cosine(x: BigFloat, bits: number): BigFloat {
  const size = x.mantissa === 0n ? -Infinity : magnitude(x, bits);
  checkMagnitude('bigfloat.cos', size);
  if (size <= -bits / 2 - 1) return roundToBits(1n, 0, bits, 1);
  return sineOfShifted(x, size, 1, bits);
}
