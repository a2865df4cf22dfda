/**
 * The error e(x) = f(x) − R(x) of a circuit against a target, at points.
 */
import { ball } from '../arithmetic/ball.ts';
import { type BigFloat, type BigFloatField, bigfloat } from '../arithmetic/bigfloat.ts';
import { LIMB_BITS, LimbRangeError, limbs } from '../arithmetic/limbs.ts';
import type { RealField } from '../arithmetic/number-systems.ts';
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

/**
 * The number system in which samples are gone through: limb arithmetic with at least 32 bits to spare as long as that has
 * enough bits, so that graphics processors find the same bits, and `bigfloat(bits)` beyond.
 */
export function workingField(bits: number): BigFloatField {
  const whole = 32 * Math.ceil((bits + 32) / 32);
  return whole <= LIMB_BITS.most ? limbs(Math.max(whole, LIMB_BITS.least)) : bigfloat(bits);
}

/** What samples and errors are compared in: as many bits, and no limit of exponents that an error could meet. */
export const comparingField = (bits: number): BigFloatField => bigfloat(workingField(bits).bits);

/** |f(x) − R(x)|, or |f(x) − R(x)|/|f(x)|, in any number system. */
export function errorFrom<T>(
  F: Pick<RealField<T>, 'abs' | 'sub' | 'div'>,
  value: T,
  approximation: T,
  relative: boolean,
): T {
  const error = F.abs(F.sub(value, approximation));
  return relative ? F.div(error, F.abs(value)) : error;
}

/** |e(x)| in a binary number system; a relative error where f(x) = 0 is refused. */
function errorFunctionIn(F: BigFloatField, task: Omit<ErrorTask, 'samples'>): (x: BigFloat) => BigFloat {
  const run = bind(F, compile(task.circuit));
  const { target, relative } = task;
  return (x) => {
    const argument = F.from(x);
    const [approximation] = run([argument]);
    if (approximation === undefined) throw new RangeError('errorFunction: expected a circuit with an output');
    const value = target.evaluate(F, argument);
    if (relative && value.mantissa === 0n) {
      const at = formatDecimal(F.toRational(argument), 20);
      throw new RangeError(`the relative error is undefined at x = ${at}, where ${target.name} is 0`);
    }
    return errorFrom(F, value, approximation, relative);
  };
}

/** |e(x)| in `bigfloat(bits)`; a relative error where f(x) = 0 is refused. */
export function errorFunction(task: Omit<ErrorTask, 'samples'>, bits: number): (x: BigFloat) => BigFloat {
  return errorFunctionIn(bigfloat(bits), task);
}

/** |e(x)| in `workingField(bits)`; where the exponents of limbs are too short, in `bigfloat` of as many bits. */
export function workingError(task: Omit<ErrorTask, 'samples'>, bits: number): (x: BigFloat) => BigFloat {
  const F = workingField(bits);
  const error = errorFunctionIn(F, task);
  let wide: ((x: BigFloat) => BigFloat) | undefined;
  return (x) => {
    try {
      return error(x);
    } catch (failure) {
      // A refused division carries the failure of its operands, if any, as its cause.
      if (!isOutOfRange(failure)) throw failure;
      wide ??= errorFunctionIn(bigfloat(F.bits), task);
      return wide(x);
    }
  };
}

const isOutOfRange = (failure: unknown): boolean =>
  failure instanceof LimbRangeError || (failure instanceof Error && failure.cause instanceof LimbRangeError);

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
  for (const peak of lists.flat()) insert(comparingField(bits), merged, peak);
  return merged;
}

/**
 * Number of neighbours of which only the largest error counts: a graphics processor reports one record for each such block.
 * A power of two that leaves thousands of blocks, and no point out where there are few.
 */
export const blockSize = (points: number): number =>
  2 ** Math.min(12, Math.max(0, Math.ceil(Math.log2(points / 4096))));

/** The largest error of the points `from … to − 1`, of equal ones the first. */
export function largestOf(
  F: BigFloatField,
  task: ErrorTask,
  error: (x: BigFloat) => BigFloat,
  from: number,
  to: number,
): Peak {
  const G = bigfloat(F.bits);
  let best: Peak | undefined;
  for (let i = from; i < to; i += 1) {
    const point = samplePoint(F, task.samples, i);
    const size = error(point.x);
    if (best === undefined || G.compare(size, best.error) > 0) best = { ...point, error: size };
  }
  return best as Peak;
}

/** The largest sampled errors at the points `from … to − 1`, decreasing; memory does not grow with their number. */
export function largestErrors(task: ErrorTask, bits: number, from: number, to: number): readonly Peak[] {
  const F = workingField(bits);
  const error = workingError(task, bits);
  const block = blockSize(task.samples.points);
  const peaks: Peak[] = [];
  for (let i = from; i < to; i += block)
    insert(comparingField(bits), peaks, largestOf(F, task, error, i, Math.min(to, i + block)));
  return peaks;
}

/** The lists of peaks of ranges, filled by blocks that come in order as {@link largestErrors} fills them. */
export class RangePeaks {
  readonly #field: BigFloatField;
  readonly #size: number;
  readonly #lists: Peak[][] = [];

  constructor(points: number, bits: number) {
    this.#field = comparingField(bits);
    this.#size = rangeSize(points);
  }

  /** Adds the largest error of the block that begins with point `from`. */
  add(from: number, peak: Peak): void {
    insert(this.#field, (this.#lists[Math.floor(from / this.#size)] ??= []), peak);
  }

  /** The lists of the ranges that lie before point `to`, all of whose blocks were added. */
  before(to: number, points: number): readonly (readonly Peak[])[] {
    return this.#lists.slice(0, to >= points ? undefined : Math.floor(to / this.#size));
  }
}

const RANGES = 64;

/** Points of a range: whole blocks. */
function rangeSize(points: number): number {
  const block = blockSize(points);
  return Math.max(1, Math.ceil(points / RANGES / block)) * block;
}

/**
 * The ranges `[from, to)` in which the points of a task are gone through: they depend on the number of points only, so that
 * every evaluator merges the same lists and finds the same peaks, bit for bit.
 */
export function ranges(points: number): readonly (readonly [from: number, to: number])[] {
  const size = rangeSize(points);
  return Array.from({ length: Math.ceil(points / size) }, (_, i) => [i * size, Math.min(points, (i + 1) * size)]);
}
