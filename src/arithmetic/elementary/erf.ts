/** The error function. */
import { twoOverSqrtPiFixed } from '../constants.ts';
import { absolute, type BigFloat, magnitude, roundToBits, shiftCount, toFixed, withSignOf, ZERO } from './dyadic.ts';
import { scaledExponential } from './exp.ts';
import { blockLength, powers } from './series.ts';

/**
 * Least n for which the terms after the n-th of `S(u) = Σ u^k / (3·5…(2k+1))`, `u = 2^logU`, amount to at most `2^−w S(u)`.
 *
 * From the first k with `2u ≤ 2k + 3` on, terms at least halve; the sum is at least its largest term.
 */
function oddTerms(logU: number, w: number): number {
  const u = 2 ** logU;
  let largest = 0;
  let term = 0;
  for (let k = 1; ; k++) {
    term += logU - Math.log2(2 * k + 1);
    if (term > largest) largest = term;
    else if (2 * u <= 2 * k + 3 && term < largest - w - 2.01) return k - 1;
  }
}

/**
 * `2^W S(u)` with `S(u) = Σ_{k ≥ 0} u^k / (3·5…(2k+1))` for `u = U/2^W ≥ 0`, in the representation W that is returned.
 *
 * Relative error below `2^−w`. Let `μ = max(1, u)`. Every factor of a term (u within one unit, products cut by one)
 * makes an error of at most 2 units of `μ^k`, hence the term k one of `3k μ^k/D_k`, second order included; the cuts after
 * division and multiplication in Horner's scheme have the weight `μ^(k−1)/D_(k−1)`. Together at most
 * `(3n + 2) S(μ) ≤ (3n + 2) · 1.42 S(u)` units, with `W = w + ⌊log₂ n⌋ + 5` less than 0.45 · 2^−w; terms left out, 2^−w/2.
 */
function oddFactorialSeries(square: BigFloat, w: number): { sum: bigint; W: number } {
  const position = 60 - magnitude(square, 2 * w);
  const terms = oddTerms(Math.log2(Number(toFixed(square, position))) - position + 1, w);
  const W = w + (32 - Math.clz32(terms)) + 4;
  const m = blockLength(terms);
  const list = powers(toFixed(square, W + 1), W, Math.min(m, Math.max(1, terms)));
  const cut = shiftCount(W);
  let sum = 0n;
  for (let k = terms, i = terms % m; k > 0; k--, i--) {
    if (i < 0) i = m - 1;
    sum = (sum + (list[i] ?? 0n)) / BigInt(2 * k + 1);
    if (i === 0) sum = (sum * (list[m] ?? 0n)) >> cut;
  }
  return { sum: sum + (1n << cut), W };
}

/**
 * `erf x = 2x e^(−x²)/√π · Σ_{k ≥ 0} (2x²)^k / (1·3·5…(2k+1))` at p bits: relative error below `2^−p (1 + 2^−4)`.
 *
 * x² is exact; exponential, sum and constant have relative errors below 5, 1 and 1 units of `2^−(p+8)`, the two cuts of
 * the product below 2 more. All terms are positive: nothing cancels, near 0 or elsewhere. If `x² > (p + 3) log 2` the value
 * is `1 − ε`, `0 < ε < e^(−x²) < 2^−(p+3)`, and ±1 is returned. Cost: at most about `e log 2 · p < 1.9 p` terms.
 *
 * @param x - any number
 * @param bits - the precision p
 */
export function errorFunction(x: BigFloat, bits: number): BigFloat {
  if (x.mantissa === 0n) return ZERO;
  const size = magnitude(x, bits);
  const square: BigFloat = { mantissa: x.mantissa * x.mantissa, exponent: 2 * x.exponent };
  const saturated = size > 40 || Number(toFixed(square, 8)) > 177.5 * (bits + 3) + 1;
  let result: BigFloat;
  if (saturated) {
    result = roundToBits(1n, 0, bits, 1);
  } else {
    const w = bits + 8;
    const { sum, W } = oddFactorialSeries(square, w);
    const exp = scaledExponential({ mantissa: -square.mantissa, exponent: square.exponent }, w, 'bigfloat.erf');
    const factor = (exp.mantissa * twoOverSqrtPiFixed(w)) >> shiftCount(w);
    const product = absolute(x).mantissa * ((factor * sum) >> shiftCount(W));
    result = roundToBits(product, x.exponent + exp.exponent, bits, bits + w);
  }
  return withSignOf(x, result);
}
