/** Cosines of the multiples of π/m, with proven errors, for Chebyshev points and cosine sums. */
import { ball } from '../arithmetic/ball.ts';
import { shifted } from './fixed-point.ts';

/**
 * `2^bits cos(kπ/m)` for k = 0 … m, within one unit.
 *
 * Recurrence c_{k+1} = 2 c₁ c_k − c_{k−1} at `g` more bits. If c₁ is within one unit and each step is cut by one, the error
 * obeys the same recurrence with an inhomogeneity of at most 3 units, so that with |sin(iα)/sin α| ≤ i it is at most
 * k + 3k²/2 ≤ 5m² units of 2^−(bits+g) up to k = m; 2^g ≥ 10m² leaves half a unit for it and half for the last rounding.
 * Only k ≤ m/2 are computed, the rest is odd about m/2.
 * @param m - An integer ≥ 1.
 * @param bits - Fraction bits, ≥ 0.
 * @returns m + 1 integers.
 */
export function cosines(m: number, bits: number): readonly bigint[] {
  const guard = 4 + 2 * Math.ceil(Math.log2(m + 1));
  const working = bits + guard;
  const one = 1n << BigInt(working);
  const first = cosineOfPart(m, working);
  const fine: bigint[] = [one, first];
  const shift = BigInt(working - 1);
  for (let k = 1; 2 * (k + 1) <= m + 1; k += 1) {
    fine.push(((first * (fine[k] as bigint)) >> shift) - (fine[k - 1] as bigint));
  }
  const half = 1n << BigInt(guard - 1);
  const rounded = fine.map((value) => (value + half) >> BigInt(guard));
  return Array.from({ length: m + 1 }, (_, k) => (2 * k <= m ? (rounded[k] as bigint) : -(rounded[m - k] as bigint)));
}

/** `2^bits cos(π/m)` within one unit. */
function cosineOfPart(m: number, bits: number): bigint {
  const B = ball(bits + 16);
  const { midpoint } = B.cos(B.div(B.pi, B.fromInteger(m)));
  // The enclosure at 16 bits more is narrower than a quarter of a unit, its midpoint is cut by less than one half.
  return (shifted(midpoint.mantissa, midpoint.exponent + bits + 1) + 1n) >> 1n;
}

/** A table of doubles: cos(kπ/m) for k = 0 … 2m − 1, a whole period, each within 2^−53. */
export function cosineTable(m: number): Float64Array {
  const table = new Float64Array(2 * m);
  cosines(m, 62).forEach((value, k) => {
    const cosine = Number(value) * 2 ** -62;
    table[k] = cosine;
    if (k > 0 && k < m) table[2 * m - k] = cosine;
  });
  return table;
}
