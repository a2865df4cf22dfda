/**
 * The error e(x) = f(x) − R(x) of a circuit against a target, at points, in `bigfloat(bits)`.
 */
import { ball } from '../arithmetic/ball.ts';
import { type BigFloat, type BigFloatField, bigfloat } from '../arithmetic/bigfloat.ts';
import { formatDecimal } from '../arithmetic/numerals.ts';
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
    if (!relative) return error;
    if (value.mantissa === 0n) {
      const at = formatDecimal(F.toRational(argument), 20);
      throw new RangeError(`the relative error is undefined at x = ${at}, where ${target.name} is 0`);
    }
    return F.div(error, F.abs(value));
  };
}

/**
 * An enclosure of |e(x)|, proven by ball arithmetic; undefined where the balls are too wide to go on with.
 * @param x with at most `bits` bits
 */
export function encloseError(
  { circuit, target, relative }: Omit<ErrorTask, 'samples'>,
  bits: number,
  x: BigFloat,
): { readonly lower: BigFloat; readonly upper: BigFloat } | undefined {
  const F = ball(bits);
  try {
    const argument = F.constant(F.base.toRational(x));
    const [approximation] = bind(F, compile(circuit))([argument]);
    if (approximation === undefined) return undefined;
    const value = target.evaluate(F, argument);
    const error = F.abs(F.sub(value, approximation));
    const shown = relative ? F.div(error, F.abs(value)) : error;
    return { lower: F.lower(shown), upper: F.upper(shown) };
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
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

const RANGES = 64;

/**
 * The ranges `[from, to)` in which the points of a task are gone through: they depend on the number of points only, so that
 * every evaluator merges the same lists and finds the same peaks, bit for bit.
 */
export function ranges(points: number): readonly (readonly [from: number, to: number])[] {
  const size = Math.max(1, Math.ceil(points / RANGES));
  return Array.from({ length: Math.ceil(points / size) }, (_, i) => [i * size, Math.min(points, (i + 1) * size)]);
}
