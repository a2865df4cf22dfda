/** Exact sums of series with rational terms, by binary splitting. */

/** The series `Σ_k numerator(k)/denominator(k) · Π_{j ≤ k} p(j)/q(j)`, all four integers. */
export interface RationalSeries {
  numerator(k: number): bigint;
  denominator(k: number): bigint;
  p(k: number): bigint;
  q(k: number): bigint;
}

interface Block {
  readonly p: bigint;
  readonly q: bigint;
  readonly denominator: bigint;
  readonly sum: bigint;
}

/** The terms `from ≤ k < to`: products of p, q and denominators, and `sum / (denominator · q)`. */
function splitBlock(series: RationalSeries, from: number, to: number): Block {
  if (to - from === 1) {
    const p = series.p(from);
    return { p, q: series.q(from), denominator: series.denominator(from), sum: series.numerator(from) * p };
  }
  const middle = (from + to) >> 1;
  const left = splitBlock(series, from, middle);
  const right = splitBlock(series, middle, to);
  return {
    p: left.p * right.p,
    q: left.q * right.q,
    denominator: left.denominator * right.denominator,
    sum: right.denominator * right.q * left.sum + left.denominator * left.p * right.sum,
  };
}

/**
 * The first `terms` terms of a series, summed exactly.
 *
 * @param series - the four integer sequences
 * @param terms - how many terms, at least 1
 * @returns the sum as a fraction, not reduced
 * @see Haible, Papanikolaou, "Fast multiprecision evaluation of series of rational numbers", ANTS-III (1998)
 */
export function sumSeries(series: RationalSeries, terms: number): { numerator: bigint; denominator: bigint } {
  const { sum, denominator, q } = splitBlock(series, 0, terms);
  return { numerator: sum, denominator: denominator * q };
}

/** `⌊2^bits · Σ⌋` of the first `terms` terms of a series with positive sum: below the sum by less than one unit. */
function sumSeriesFixed(series: RationalSeries, terms: number, bits: number): bigint {
  const { numerator, denominator } = sumSeries(series, terms);
  return (numerator << BigInt(bits)) / denominator;
}

/**
 * `2^bits · atanh(a/b)` for integers with `0 < 3|a| ≤ b`, with an error below 2 units.
 *
 * `atanh z = Σ_{k ≥ 0} z^(2k+1)/(2k+1)`; n terms leave less than `|z|^(2n+1) / (1 − z²) ≤ z^(2n)·3/8 ≤ 2^−bits`.
 */
export function rationalAtanh(a: number, b: number, bits: number): bigint {
  const [numerator, denominator] = [BigInt(Math.abs(a)), BigInt(b)];
  const [p, q] = [numerator * numerator, denominator * denominator];
  const series: RationalSeries = {
    numerator: () => 1n,
    denominator: (k) => BigInt(2 * k + 1),
    p: (k) => (k === 0 ? numerator : p),
    q: (k) => (k === 0 ? denominator : q),
  };
  const sum = sumSeriesFixed(series, Math.ceil(bits / (2 * Math.log2(b / Math.abs(a)))) + 1, bits);
  return a < 0 ? -sum : sum;
}

/**
 * `2^bits · atan(a/b)` for integers with `0 < |a| ≤ b`, with an error below 2 units.
 *
 * Euler's series `atan(a/b) = ab/(a²+b²) Σ_{k ≥ 0} Π_{1≤i≤k} 2i/(2i+1) · ρ^k` with `ρ = a²/(a²+b²) ≤ 1/2`, all terms
 * positive; n terms leave less than `½ ρ^n / (1 − ρ) ≤ ρ^n ≤ 2^−bits`.
 */
export function rationalAtan(a: number, b: number, bits: number): bigint {
  const square = BigInt(a * a);
  const total = square + BigInt(b * b);
  const series: RationalSeries = {
    numerator: () => 1n,
    denominator: () => 1n,
    p: (k) => (k === 0 ? BigInt(Math.abs(a) * b) : BigInt(2 * k) * square),
    q: (k) => (k === 0 ? total : BigInt(2 * k + 1) * total),
  };
  const sum = sumSeriesFixed(series, Math.ceil(bits / Math.log2(1 + (b * b) / (a * a))) + 1, bits);
  return a < 0 ? -sum : sum;
}
