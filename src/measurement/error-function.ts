/**
 * The error e(x) = f(x) − R(x) of a circuit against a target, at points, in `bigfloat(bits)`.
 */
import { type BigFloat, type BigFloatField, bigfloat } from '../arithmetic/bigfloat.ts';
import type { Circuit } from '../circuits/circuit.ts';
import { bind } from '../circuits/evaluate.ts';
import { compile } from '../circuits/plan.ts';
import type { Target } from '../functions/target.ts';
import { samplePoint, type SamplePoint, type SampleSet } from './sampling.ts';

/** What is measured: a circuit of one input and one output against a target. */
export interface ErrorTask {
  readonly circuit: Circuit;
  readonly target: Target;
  readonly samples: SampleSet;
  /** |f − R| / |f| instead of |f − R|. */
  readonly relative: boolean;
}

/** |e| at a point. */
export interface Peak extends SamplePoint {
  readonly error: BigFloat;
}

/** |e(x)| in `bigfloat(bits)`; a relative error where f(x) = 0 is refused. */
export function errorFunction(task: Omit<ErrorTask, 'samples'>, bits: number): (x: BigFloat) => BigFloat {
  const F: BigFloatField = bigfloat(bits);
  const run = bind(F, compile(task.circuit));
  const { target, relative } = task;
  return (x) => {
    const argument = F.from(x);
    const [approximation] = run([argument]);
    if (approximation === undefined) throw new RangeError('errorFunction: expected a circuit with an output');
    const value = target.evaluate(F, argument);
    const error = F.abs(F.sub(value, approximation));
    return relative ? F.div(error, F.abs(value)) : error;
  };
}

/** How many of the largest errors a range of points reports. */
const KEPT = 6;

/** Inserts a peak into a short list sorted by decreasing error; of neighbours only the largest stays. */
function insert(F: BigFloatField, peaks: Peak[], peak: Peak): void {
  const last = peaks[KEPT - 1];
  if (last !== undefined && F.compare(peak.error, last.error) <= 0) return;
  const near = (other: Peak): boolean => F.compare(F.abs(F.sub(other.x, peak.x)), F.max(other.reach, peak.reach)) <= 0;
  if (peaks.some((other) => near(other) && F.compare(other.error, peak.error) >= 0)) return;
  const others = peaks.filter((other) => !near(other));
  const place = others.findIndex((other) => F.compare(peak.error, other.error) > 0);
  others.splice(place === -1 ? others.length : place, 0, peak);
  peaks.splice(0, peaks.length, ...others.slice(0, KEPT));
}

/** The largest of several lists of peaks. */
export function mergePeaks(lists: readonly (readonly Peak[])[], bits: number): readonly Peak[] {
  const merged: Peak[] = [];
  for (const peak of lists.flat()) insert(bigfloat(bits), merged, peak);
  return merged;
}

/** The largest sampled errors at the points `from … to − 1`, decreasing; memory does not grow with their number. */
export function largestErrors(task: ErrorTask, bits: number, from: number, to: number): readonly Peak[] {
  const F = bigfloat(bits);
  const error = errorFunction(task, bits);
  const peaks: Peak[] = [];
  for (let i = from; i < to; i += 1) {
    const point = samplePoint(F, task.samples, i);
    insert(F, peaks, { ...point, error: error(point.x) });
  }
  return peaks;
}
