/** Mathematical constants in fixed point, to any precision. */
import { rationalAtanh, type RationalSeries, sumSeries } from './elementary/binary-splitting.ts';
import { integerSquareRoot } from './integer-roots.ts';

/** A constant c as a function: `bits ↦ n` with `|n − 2^bits · c| < 1`. */
export type FixedConstant = (bits: number) => bigint;

/** Kept beyond what was asked for, so that the last rounding hides all but 2^−63 of the stored error. */
const RESERVE = 64;

/**
 * Remembers a constant at the highest precision computed so far and serves every lower one from it.
 *
 * Error: the stored value is within 4 units of its last place, at least 64 bits below the place to which it is then
 * rounded to nearest; the result is within `1/2 + 2^−62` units.
 *
 * @param compute - bits ↦ an integer within 4 of `2^bits · c`
 */
export function cachedConstant(compute: (bits: number) => bigint): FixedConstant {
  let storedBits = -1;
  let stored = 0n;
  return (bits) => {
    if (bits + RESERVE > storedBits) {
      // A tenth more than needed: slowly rising requests then cost a constant factor together.
      storedBits = Math.ceil(bits * 1.1) + 2 * RESERVE;
      stored = compute(storedBits);
    }
    return ((stored >> BigInt(storedBits - bits - 1)) + 1n) >> 1n;
  };
}

/** Chudnovsky: `426880 √10005 / π = Σ (−1)^k (6k)! (13591409 + 545140134 k) / ((3k)! k!³ 640320^(3k))`. */
const chudnovsky: RationalSeries = {
  numerator: (k) => 13591409n + 545140134n * BigInt(k),
  denominator: () => 1n,
  p: (k) => (k === 0 ? 1n : -BigInt(6 * k - 5) * BigInt(2 * k - 1) * BigInt(6 * k - 1)),
  q: (k) => (k === 0 ? 1n : BigInt(k) ** 3n * 10939058860032000n),
};

/**
 * `2^bits · π`, within one unit.
 *
 * Chudnovsky's series gains 47.11 bits per term and alternates, so that n terms leave a relative error below `2^−47n`.
 * The floors of √10005 and of the quotient add less than two units.
 *
 * @param bits - fraction bits, ≥ 0
 * @see D. V. and G. V. Chudnovsky, "Approximations and complex multiplication according to Ramanujan" (1988)
 */
export const piFixed: FixedConstant = cachedConstant((bits) => {
  const { numerator, denominator } = sumSeries(chudnovsky, Math.ceil(bits / 47) + 1);
  return (426880n * integerSquareRoot(10005n << BigInt(2 * bits)) * denominator) / numerator;
});

/** `Σ cᵢ atanh(1/nᵢ)`, with eight guard bits against `Σ |cᵢ| < 128` times two units. */
const machinSum = (weights: readonly (readonly [bigint, number])[]): FixedConstant =>
  cachedConstant(
    (bits) => weights.reduce((sum, [weight, n]) => sum + weight * rationalAtanh(1, n, bits + 8), 0n) >> 8n,
  );

/**
 * `2^bits · log 2`, within one unit: `log 2 = 14 atanh(1/31) + 10 atanh(1/49) + 6 atanh(1/161)`.
 *
 * @param bits - fraction bits, ≥ 0
 */
export const log2Fixed: FixedConstant = machinSum([
  [14n, 31],
  [10n, 49],
  [6n, 161],
]);

/**
 * `2^bits · log 10`, within one unit: `log 10 = 46 atanh(1/31) + 34 atanh(1/49) + 20 atanh(1/161)`.
 *
 * @param bits - fraction bits, ≥ 0
 */
export const log10Fixed: FixedConstant = machinSum([
  [46n, 31],
  [34n, 49],
  [20n, 161],
]);

/**
 * `2^bits · √2`, within one unit.
 *
 * @param bits - fraction bits, ≥ 0
 */
export const sqrt2Fixed: FixedConstant = cachedConstant((bits) => integerSquareRoot(2n << BigInt(2 * bits)));

/**
 * `2^bits · 2/√π`, within one unit.
 *
 * `√(4/π)`: one unit of π and one of the quotient move the root by less than `½(4/π²+1)/1.12 < 1` unit, its floor by one.
 *
 * @param bits - fraction bits, ≥ 0
 */
export const twoOverSqrtPiFixed: FixedConstant = cachedConstant((bits) =>
  integerSquareRoot(((1n << BigInt(2 * bits + 2)) / piFixed(bits)) << BigInt(bits)),
);
