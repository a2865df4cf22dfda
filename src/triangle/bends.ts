/**
 * Where triangle waves and their sums bend: exact lists.
 *
 * Between two neighbouring valleys of W_i the wave W_{i−1} is linear and runs from 0 to 1 or from 1 to 0, in turns, rising
 * first. So W_i has one peak there, at the fraction a_i of the way from the end at which W_{i−1} is 0, and the peaks and
 * valleys of W_i together are the valleys of W_{i+1}.
 */
import type { Field } from '../arithmetic/number-systems.ts';
import { requirePeaks } from './waves.ts';

/** The peaks (value 1) and valleys (value 0) of one wave, each in increasing order. */
export interface Bends<T> {
  readonly peaks: readonly T[];
  readonly valleys: readonly T[];
}

/** The peak of W_i on its k-th interval between valleys, counted from 0. */
function peakBetween<T>(F: Field<T>, a: T, k: number, left: T, right: T): T {
  const way = F.mul(a, F.sub(right, left));
  return k % 2 === 0 ? F.add(left, way) : F.sub(right, way);
}

/** Every list after the first, with the elements of `between` put between those of `ends`. */
function interleave<T>(ends: readonly T[], between: readonly T[]): readonly T[] {
  return ends.flatMap((end, k) => (k < between.length ? [end, between[k] as T] : [end]));
}

/**
 * The peaks and valleys of the waves W_0, …, W_{n−1}.
 *
 * Cost: 2^n elements for the last wave.
 * @param F - The number system; exact over exact systems.
 * @param a - The peaks a_0, …, a_{n−1}.
 * @returns The bends of each wave: W_i has 2^i peaks and 2^i + 1 valleys, 0 and 1 among these.
 *
 * Reference: [MHL] section 3.1 and figure 4.
 */
export function bendsOfWaves<T>(F: Field<T>, a: readonly T[]): readonly Bends<T>[] {
  let valleys: readonly T[] = [F.zero, F.one];
  return a.map((ratio) => {
    const own = valleys;
    const peaks = own.slice(1).map((right, k) => peakBetween(F, ratio, k, own[k] as T, right));
    valleys = interleave(own, peaks);
    return { peaks, valleys: own };
  });
}

/** A piecewise linear function on [0, 1] by its values at the ends of its pieces, in increasing order. */
export interface PiecewiseLinear<T> {
  readonly points: readonly T[];
  readonly values: readonly T[];
}

/**
 * The sum `F_n = Σ_{i<n} s_i W_i` by its values at its possible bends: 2^n pieces, on each of which every wave of the sum
 * is linear.
 *
 * @param F - The number system; exact over exact systems.
 * @param a - The peaks, at least n.
 * @param s - The n factors.
 * @returns Points and values; F_n is 0 at both ends.
 * @throws {RangeError} if there are fewer peaks than factors.
 */
export function sumPieces<T>(F: Field<T>, a: readonly T[], s: readonly T[]): PiecewiseLinear<T> {
  requirePeaks('sumPieces', a, s.length);
  let points: readonly T[] = [F.zero, F.one];
  let values: readonly T[] = [F.zero, F.zero];
  s.forEach((factor, i) => {
    const [ends, heights] = [points, values];
    const peaks = ends.slice(1).map((right, k) => peakBetween(F, a[i] as T, k, ends[k] as T, right));
    const tops = peaks.map((peak, k) => {
      const [left, right] = [ends[k] as T, ends[k + 1] as T];
      const [low, high] = [heights[k] as T, heights[k + 1] as T];
      const share = F.div(F.sub(peak, left), F.sub(right, left));
      return F.add(F.add(low, F.mul(share, F.sub(high, low))), factor);
    });
    points = interleave(ends, peaks);
    values = interleave(heights, tops);
  });
  return { points, values };
}

/** The slopes of a piecewise linear function, one for each piece. */
export function slopesOf<T>(F: Field<T>, { points, values }: PiecewiseLinear<T>): readonly T[] {
  return points
    .slice(1)
    .map((right, k) => F.div(F.sub(values[k + 1] as T, values[k] as T), F.sub(right, points[k] as T)));
}
