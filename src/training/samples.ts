/**
 * The data of a fit: a curve at increasing points, with the sums that a least-squares fit by pieces needs.
 */
import { float64 } from '../arithmetic/float64.ts';
import type { Target } from '../functions/target.ts';

/** A curve at points. */
export interface Samples {
  /** Increasing. */
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/**
 * A curve at evenly spaced points of [0, 1], both ends included, in double precision.
 *
 * @param target - The curve, defined on [0, 1].
 * @param points - Number of points, at least 3.
 * @returns x_i = i/(points − 1) and the curve there.
 * @throws {RangeError} for fewer points, or where the curve is undefined or overflows.
 */
export function sampleCurve(target: Target, points: number): Samples {
  if (!Number.isSafeInteger(points) || points < 3) {
    throw new RangeError(`sampleCurve: expected at least 3 points, got ${String(points)}`);
  }
  const x = Float64Array.from({ length: points }, (_, i) => i / (points - 1));
  return { x, y: x.map((t) => target.evaluate(float64, t)) };
}

/** Numbers of one entry of {@link prefixSums}: four sums, each as a head and what its rounding lost. */
export const SUMS = 8;

/** The prefix sums of a sequence as head and tail: the difference of two of them is right to a few ulps of itself. */
function accumulate(
  count: number,
  term: (i: number) => number,
  store: (k: number, head: number, tail: number) => void,
): void {
  let [head, tail] = [0, 0];
  store(0, 0, 0);
  for (let i = 0; i < count; i += 1) {
    const value = term(i);
    const sum = head + value;
    const part = sum - head;
    tail += head - (sum - part) + (value - part);
    head = sum;
    store(i + 1, head, tail);
  }
}

/**
 * Sums over the first k points of x, x², y and xy, k = 0, …, n, at `SUMS·k`: heads in the first four places, tails in the
 * last four.
 */
export function prefixSums({ x, y }: Samples): Float64Array {
  const sums = new Float64Array(SUMS * (x.length + 1));
  const terms: readonly ((i: number) => number)[] = [
    (i) => x[i] as number,
    (i) => (x[i] as number) ** 2,
    (i) => y[i] as number,
    (i) => (x[i] as number) * (y[i] as number),
  ];
  terms.forEach((term, place) => {
    accumulate(x.length, term, (k, head, tail) => {
      sums[SUMS * k + place] = head;
      sums[SUMS * k + 4 + place] = tail;
    });
  });
  return sums;
}
