/**
 * The distance of a sum of triangle waves to its limit.
 */
import type { Field } from '../arithmetic/number-systems.ts';
import { scalingFactors } from './scaling.ts';
import { requirePeaks } from './waves.ts';

/**
 * The uniform distance of F_n to its limit `F = Σ_{i≥0} s_i W_i`, factors by the rule with s_0 ≥ 0: exactly the first
 * factor left out,
 *
 *     sup |F − F_n| = max (F − F_n) = s_n = s_0 Π_{j=1..n} (1−a_j) a_{j+1},
 *
 * attained at every peak of W_n. It shrinks by a factor below 1/4 with every two waves, whatever the peaks.
 *
 * F − F_n is 0 at the bends of F_n, concave between them (proofs/mhl-a.6.md), and s_n at the peak of W_n between two of
 * them, where its slope changes sign (proofs/mhl-a.7.md).
 * @param F - The number system; exact over exact systems.
 * @param a - The peaks a_0, …, a_{n+1} at least.
 * @param first - s_0 ≥ 0.
 * @param n - The number of waves in the sum, n ≥ 0.
 * @returns s_n.
 * @throws {RangeError} for fewer than n + 2 peaks.
 *
 * Reference: [MHL] Theorem A.7.
 */
export function truncationError<T>(F: Field<T>, a: readonly T[], first: T, n: number): T {
  requirePeaks('truncationError', a, n + 2);
  return scalingFactors(F, a.slice(0, n + 2), first)[n] as T;
}
