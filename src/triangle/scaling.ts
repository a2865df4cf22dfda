/**
 * The scaling rule: the only factors for which a sum of triangle waves can be differentiable in the limit.
 */
import type { Field } from '../arithmetic/number-systems.ts';
import type { Rational } from '../arithmetic/rational.ts';
import { requirePeaks } from './waves.ts';

/**
 * How the waves enter an approximant: `sum` is x + F (concave, slope 0 at 1 for the first factor of the rule),
 * `difference` is x − F (convex, slope 0 at 0), `waves` is F alone.
 */
export type WaveForm = 'sum' | 'difference' | 'waves';

/**
 * The factors of the scaling rule, `s_{i+1} = s_i (1−a_{i+1}) a_{i+2}`, that is `s_i = s_0 Π_{j=1..i} (1−a_j) a_{j+1}`.
 *
 * The rule is necessary for F′ to be continuous, and sufficient if the peaks stay away from 0 and 1
 * (proofs/mhl-3.4.md, proofs/mhl-a.1.md).
 * @param F - The number system.
 * @param a - The peaks a_0, …, a_n; s_i uses a_1, …, a_{i+1}.
 * @param first - s_0.
 * @returns s_0, …, s_{n−1}: one factor fewer than there are peaks.
 * @throws {RangeError} for fewer than two peaks.
 *
 * Reference: [MHL] Theorem 3.4, equation (5).
 */
export function scalingFactors<T>(F: Field<T>, a: readonly T[], first: T): readonly T[] {
  requirePeaks('scalingFactors', a, 2);
  const factors = [first];
  for (let i = 1; i + 1 < a.length; i += 1) factors.push(F.mul(factors[i - 1] as T, scalingRatio(F, a, i)));
  return factors;
}

/** The ratio `S_i = s_i/s_{i−1} = (1−a_i) a_{i+1}` that the rule prescribes, i ≥ 1. */
export function scalingRatio<T>(F: Field<T>, a: readonly T[], i: number): T {
  return F.mul(F.sub(F.one, a[i] as T), a[i + 1] as T);
}

/**
 * The first factor for which an approximant has slope 0 at one end: `s_0 = a_0 a_1` makes (x − F)′(0) = 0, and
 * `s_0 = (1−a_0) a_1` makes (x + F)′(1) = 0, from F′(0) = s_0/(a_0 a_1) and F′(1) = −s_0/((1−a_0) a_1).
 *
 * @param F - The number system.
 * @param a - The peaks, at least two.
 * @param form - `waves` takes the factor of `difference`.
 * @returns s_0.
 * @throws {RangeError} for fewer than two peaks.
 */
export function firstFactor<T>(F: Field<T>, a: readonly T[], form: WaveForm): T {
  requirePeaks('firstFactor', a, 2);
  const [a0, a1] = a as readonly [T, T];
  return F.mul(form === 'sum' ? F.sub(F.one, a0) : a0, a1);
}

/** Peaks that go on: as many as are asked for, the last one repeated. */
export function extendPeaks(a: readonly Rational[], count: number): readonly Rational[] {
  requirePeaks('extendPeaks', a, 1);
  const last = a.at(-1) as Rational;
  return Array.from({ length: count }, (_, i) => a[i] ?? last);
}
