/** The two power series of the elementary functions, in fixed point, by rectangular splitting. */
import { shiftCount } from './dyadic.ts';

/**
 * The powers `t⁰ … t^m` in fixed point with w bits, for `|t| ≤ 1/2`.
 *
 * Each product is cut by at most one unit, so the error obeys `e ← e/2 + 1` from `e = 0` at t: below 2 units.
 */
export function powers(t: bigint, w: number, m: number): readonly bigint[] {
  const W = shiftCount(w);
  const list = [1n << W, t];
  let power = t;
  for (let i = 2; i <= m; i++) list.push((power = (power * t) >> W));
  return list;
}

/** Terms per block that balance the powers to prepare (m) against the blocks to multiply (n/m). */
export const blockLength = (terms: number): number => Math.max(2, Math.round(Math.sqrt(terms)));

/**
 * Least n for which the terms after the n-th of `Σ t^k / (d(1)…d(k))` amount to at most `2^−w`, if `|t| ≤ 2^−b`, b ≥ 1.
 *
 * They are at most `2 · 2^−(n+1)b / (d(1)…d(n+1))`, so `Σ_{k ≤ n+1} (b + ⌊log₂ d(k)⌋) ≥ w + 1` is enough.
 */
function productTerms(w: number, b: number, divisor: (k: number) => number): number {
  let n = 0;
  for (let gained = b + Math.floor(Math.log2(divisor(1))); gained < w + 1; n++) {
    gained += b + Math.floor(Math.log2(divisor(n + 2)));
  }
  return n;
}

/**
 * `2^w Σ_{k ≥ 1} t^k / (d(1) d(2) … d(k))` for `|t| ≤ 2^−b ≤ 1/2`, `d(1) ≥ 1` and `d(k) ≥ 2` for k ≥ 2.
 *
 * Error below 8 units: Horner's scheme from the last term, where t^(k mod m) joins at step k and t^m is multiplied at
 * block borders. If the partial sum is within 4 units, then so is it after division, `(4 + 2)/d + 1 ≤ 4`, and after a
 * multiplication, `4/4 + 2|sum| + 1 ≤ 4` because `|sum| ≤ e^(1/2)/d(k) ≤ 0.83` and `|t|^m ≤ 1/4`. The step k = 1 leaves
 * `(4 + 2)/1 + 1 = 7`; the terms left out make one more.
 *
 * @param t - fixed point with w bits
 * @param w - fraction bits
 * @param b - an integer ≥ 1 with `|t| ≤ 2^−b`
 * @param divisor - the integers d(k)
 */
export function productSeries(t: bigint, w: number, b: number, divisor: (k: number) => number): bigint {
  const terms = productTerms(w, b, divisor);
  const m = blockLength(terms);
  const list = powers(t, w, Math.min(m, Math.max(1, terms)));
  const W = shiftCount(w);
  let sum = 0n;
  for (let k = terms, i = terms % m; k > 0; k--, i--) {
    if (i < 0) i = m - 1;
    sum = (sum + (list[i] ?? 0n)) / BigInt(divisor(k));
    if (i === 0) sum = (sum * (list[m] ?? 0n)) >> W;
  }
  return sum;
}

/**
 * `2^w · atanh z` (sign +1) or `2^w · atan z` (sign −1) for `|z| ≤ 2^−8`, by `z Σ_{i ≥ 0} (±z²)^i / (2i+1)`.
 *
 * Error below 3 units. With `u = ±z²` (cut once: 1 unit; powers: below 2) a block of m terms errs by at most 3m, a
 * multiplication by u^m by `2 · 1.01 + 1` more while it shrinks the rest by 2^−16, so the sum errs by less than
 * `3m + 4`; times z ≤ 2^−8 that is below 1 as long as m ≤ 80, and wider sums carry `log₂ m` guard bits. The last
 * product is cut once, and n terms leave `|z|^(2n+1) · 1.01 ≤ 2^−w` because `(2n)·b ≥ w` with `|z| ≤ 2^−b`.
 *
 * @param z - fixed point with w bits
 * @param w - fraction bits
 * @param b - an integer ≥ 8 with `|z| ≤ 2^−b`
 */
export function inverseTangentSeries(z: bigint, w: number, b: number, sign: 1 | -1): bigint {
  const terms = Math.ceil(w / (2 * b));
  if (terms <= 1) return z;
  const m = blockLength(terms);
  const guard = Math.max(0, 32 - Math.clz32(m) - 6);
  const W = shiftCount(w + guard);
  const square = (z * z) >> shiftCount(w - guard);
  const list = powers(sign > 0 ? square : -square, w + guard, m);
  let sum = 0n;
  for (let block = Math.floor((terms - 1) / m); block >= 0; block--) {
    const first = block * m;
    if (sum !== 0n) sum = (sum * (list[m] ?? 0n)) >> W;
    for (let i = Math.min(m, terms - first) - 1; i >= 0; i--) sum += (list[i] ?? 0n) / BigInt(2 * (first + i) + 1);
  }
  return (z * sum) >> W;
}
