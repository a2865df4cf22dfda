/**
 * Triangle functions, their compositions, and weighted sums of these: the functions of a compositional network [MHL].
 */
import type { LatticeField } from '../arithmetic/number-systems.ts';

/**
 * The triangle function with its peak at a: `T_a(x) = min(x/a, (1−x)/(1−a))`, that is x/a on [0, a] and (1−x)/(1−a) on
 * [a, 1].
 *
 * Exact over exact systems. Over enclosures the range of T_a on an interval, up to rounding.
 * @param F - The number system.
 * @param a - The peak, 0 < a < 1.
 * @param x - The argument, in [0, 1].
 * @returns T_a(x), in [0, 1].
 * @throws {RangeError} if a or 1 − a is zero (contains zero).
 *
 * Reference: [MHL] section 3.
 */
export function triangle<T>(F: LatticeField<T>, a: T, x: T): T {
  return F.min(F.div(x, a), F.div(F.sub(F.one, x), F.sub(F.one, a)));
}

/**
 * The values of the triangle waves `W_i = T_{a_i} ∘ … ∘ T_{a_0}` at x, for every i. W_i has 2^(i+1) linear pieces.
 *
 * @param F - The number system.
 * @param a - The peaks a_0, a_1, …, each in (0, 1).
 * @param x - The argument, in [0, 1].
 * @returns W_0(x), W_1(x), …, as many as there are peaks.
 * @throws {RangeError} as {@link triangle}.
 *
 * Reference: [MHL] equation (2).
 */
export function triangleWaves<T>(F: LatticeField<T>, a: readonly T[], x: T): readonly T[] {
  const waves: T[] = [];
  let wave = x;
  for (const peak of a) {
    wave = triangle(F, peak, wave);
    waves.push(wave);
  }
  return waves;
}

/**
 * The sum of the first n triangle waves, `F_n(x) = Σ_{i<n} s_i W_i(x)`, n the number of factors.
 *
 * @param F - The number system.
 * @param a - The peaks, at least as many as factors; the others are not used.
 * @param s - The scaling factors s_0, s_1, ….
 * @param x - The argument, in [0, 1].
 * @returns F_n(x); 0 for n = 0.
 * @throws {RangeError} if there are fewer peaks than factors, and as {@link triangle}.
 *
 * Reference: [MHL] equation (3).
 */
export function waveSum<T>(F: LatticeField<T>, a: readonly T[], s: readonly T[], x: T): T {
  requirePeaks('waveSum', a, s.length);
  const waves = triangleWaves(F, a.slice(0, s.length), x);
  return waves.reduce((sum, wave, i) => F.add(sum, F.mul(s[i] as T, wave)), F.zero);
}

/** Throws unless there are at least `least` peaks. */
export function requirePeaks(caller: string, a: readonly unknown[], least: number): void {
  if (a.length < least) {
    throw new RangeError(`${caller}: expected at least ${String(least)} peaks, got ${String(a.length)}`);
  }
}
