/**
 * Sampled error of networks of several inputs: the largest |f_i − R_i| found, which is a lower bound of the largest error on the box
 * and says nothing between the samples.
 */
import { type BigFloat, bigfloat } from '../arithmetic/bigfloat.ts';
import { formatDecimal } from '../arithmetic/numerals.ts';
import { type Rational, rationals } from '../arithmetic/rational.ts';
import { attainedAt } from '../certificates/box-certificate.ts';
import type { BoxProblem } from '../certificates/box-problem.ts';
import { bind } from '../circuits/evaluate.ts';
import { boxSample, clip } from './box-samples.ts';
import type { ErrorEstimate } from './estimate.ts';
import { digitsToBits } from './precision.ts';

/** What to measure, and how. */
export interface BoxEstimateRequest {
  readonly problem: BoxProblem;
  /** Number of sample points, at least 2; default 2000. */
  readonly points?: number;
  /** Seed of the random points; default 1. */
  readonly seed?: number;
  /** Working precision in decimal digits, instead of the one chosen here. */
  readonly digits?: number;
  readonly onProgress?: (done: number) => void;
}

/** The largest sampled error: as {@link ErrorEstimate}, the point by its coordinates. */
export interface BoxEstimate extends Omit<ErrorEstimate, 'at'> {
  readonly at: readonly string[];
}

/** A point with its error, found with so many bits and confirmed by balls. */
export interface BoxPeak {
  readonly at: readonly Rational[];
  /** Precision of the balls that confirm it. */
  readonly bits: number;
  /** A bound of the error at the point from below. */
  readonly lower: Rational;
}

const FIRST_BITS = 96;
/** Errors that vanish up to this precision count as 0. */
const MOST_BITS = 2 ** 13;
const GUARD_BITS = 64;

/** max_i |f_i − R_i| in floating point. */
export function boxErrorFunction({ plan, target }: BoxProblem, bits: number): (at: readonly Rational[]) => BigFloat {
  const F = bigfloat(bits);
  const network = bind(F, plan);
  return (at) => {
    const inputs = at.map((x) => F.constant(x));
    const values = target.evaluate(F, inputs);
    return network(inputs)
      .map((approximation, i) => F.abs(F.sub(values[i] ?? F.zero, approximation)))
      .reduce((most, error) => (F.compare(error, most) > 0 ? error : most), F.zero);
  };
}

interface Candidate {
  readonly at: readonly Rational[];
  readonly error: BigFloat;
}

/** Halvings of the step of a refinement. */
const REFINEMENTS = 24;

/** Moves a point along its coordinates as long as the error grows, by ever smaller steps. */
function refine(
  { box }: BoxProblem,
  error: (at: readonly Rational[]) => BigFloat,
  start: Candidate,
  bits: number,
): Candidate {
  const F = bigfloat(bits);
  let best = start;
  for (let halvings = 3; halvings < REFINEMENTS; halvings += 1) {
    box.forEach((side, j) => {
      const step = rationals.scale(rationals.sub(side.upper, side.lower), -halvings);
      for (const move of [step, rationals.neg(step)]) {
        const at = best.at.map((x, k) => (k === j ? clip(side, rationals.add(x, move)) : x));
        const value = error(at);
        if (F.compare(value, best.error) > 0) best = { at, error: value };
      }
    });
  }
  return best;
}

const KEPT = 4;

/** The largest errors of the samples, refined. */
function largestOf({ problem, points = 2000, seed = 1, onProgress }: BoxEstimateRequest, bits: number): Candidate {
  const F = bigfloat(bits);
  const error = boxErrorFunction(problem, bits);
  let kept: readonly Candidate[] = [];
  for (let i = 0; i < points; i += 1) {
    const at = boxSample(problem.box, seed, i);
    const value = error(at);
    const last = kept[KEPT - 1];
    if (last === undefined || F.compare(value, last.error) > 0) {
      kept = [...kept, { at, error: value }].sort((x, y) => F.compare(y.error, x.error)).slice(0, KEPT);
    }
    if (i % 256 === 255) onProgress?.(i / points);
  }
  const refined = kept.map((candidate) => refine(problem, error, candidate, bits));
  return refined.reduce((best, candidate) => (F.compare(candidate.error, best.error) > 0 ? candidate : best));
}

/** Whether the balls at a point are narrow against the error there. */
function isNarrow({ lower, upper }: { readonly lower: Rational; readonly upper: Rational }): boolean {
  return rationals.compare(rationals.scale(rationals.sub(upper, lower), 24), upper) <= 0;
}

/** The enclosure at a point; undefined where the balls are too wide for it. */
function confirmed(
  problem: BoxProblem,
  at: readonly Rational[],
  bits: number,
): ReturnType<typeof attainedAt> | undefined {
  try {
    const enclosure = attainedAt(problem, at, bits);
    return isNarrow(enclosure) && enclosure.upper.numerator > 0n ? enclosure : undefined;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/**
 * The largest error found, confirmed by balls; the precision is raised until it is.
 * @param request - Problem, points and seed.
 * @returns The peak, and `lower` 0 where errors vanish with rising precision as far as they are followed.
 * @throws {RangeError} where the network has a pole at a sample
 */
export function largestError(request: BoxEstimateRequest): BoxPeak {
  const first = request.digits === undefined ? FIRST_BITS : digitsToBits(request.digits);
  for (let bits = first; ; bits *= 2) {
    const { at } = largestOf(request, bits);
    const enclosure = confirmed(request.problem, at, bits + GUARD_BITS);
    if (enclosure !== undefined) return { at, bits: bits + GUARD_BITS, lower: enclosure.lower };
    if (bits >= MOST_BITS) return { at, bits: bits + GUARD_BITS, lower: rationals.zero };
  }
}

/**
 * Estimates the largest error of a network on a box, over all outputs, correct to six digits at the point reported.
 * @param request - Problem, points and seed.
 * @returns The estimate: attained, hence a lower bound.
 * @throws {RangeError} for a number of points below 2, and where the network has a pole at a sample
 */
export function estimateBoxError(request: BoxEstimateRequest): BoxEstimate {
  const start = performance.now();
  const { points = 2000 } = request;
  if (!Number.isSafeInteger(points) || points < 2) {
    throw new RangeError(`estimateBoxError: expected at least 2 points, got ${String(points)}`);
  }
  const { at, bits, lower } = largestError(request);
  return {
    kind: 'estimate',
    error: formatDecimal(lower, 12),
    at: at.map((x) => formatDecimal(x, 25)),
    points,
    backend: 'cpu',
    device: 'one CPU thread',
    arithmetic: bigfloat(bits).name,
    bits,
    seconds: (performance.now() - start) / 1000,
  };
}
