/**
 * Cells of the Padé table in floating point, for series that halve where the target is even or odd.
 */
import type { BigFloat, BigFloatField } from '../../arithmetic/bigfloat.ts';
import { log2Size } from '../minimax/linear-algebra.ts';
import type { Symmetry } from '../minimax/symmetry.ts';
import { MoreBits } from './approximant.ts';
import { padeCell, type PadeCell, roundedPivoting } from './pade-table.ts';

/** Every second coefficient, from the first or the second; all without symmetry. */
export function halvedSeries<T>(series: readonly T[], symmetry: Symmetry | undefined): readonly T[] {
  if (symmetry === undefined) return series;
  const first = symmetry.parity === 'odd' ? 1 : 0;
  return series.filter((_, k) => k % 2 === first);
}

/** The last coefficient up to an index that is not zero, with its logarithm. */
function lastSize(
  F: BigFloatField,
  series: readonly BigFloat[],
  index: number,
): { k: number; size: number } | undefined {
  const k = series.slice(0, index + 1).findLastIndex(({ mantissa }) => mantissa !== 0n);
  return k < 0 ? undefined : { k, size: log2Size(F, series[k] as BigFloat) };
}

/**
 * The cell, computed in a variable in which the coefficients that it needs have about the same size.
 * @param goal - Bits that are to be right beyond those that the system loses.
 * @param inaccurate - Bits of the field to which the smallest coefficients are not known.
 * @throws {MoreBits} where the field has too few
 */
export function roundedCell(
  F: BigFloatField,
  series: readonly BigFloat[],
  [m, n]: readonly [number, number],
  goal: number,
  inaccurate = 0,
): PadeCell<BigFloat> {
  const [low, high] = [lastSize(F, series, Math.max(0, m - n + 1)), lastSize(F, series, m + n)];
  const shift = low && high && high.k > low.k ? Math.round((low.size - high.size) / (high.k - low.k)) : 0;
  const scaled = series.map((c, k) => F.scale(c, k * shift));
  const { numerator, denominator, lostBits } = padeCell(F, scaled, [m, n], roundedPivoting(F, F.bits - inaccurate));
  // Half of the bits tell a small pivot from one that is zero.
  const needed = inaccurate + Math.max(2 * lostBits + 64, lostBits + goal);
  if (needed > F.bits) throw new MoreBits(needed);
  const unscaled = (list: readonly BigFloat[]): readonly BigFloat[] => list.map((c, k) => F.scale(c, -k * shift));
  return { numerator: unscaled(numerator), denominator: unscaled(denominator), lostBits };
}
