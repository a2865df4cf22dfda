/**
 * Sampled uniform error: the largest |f − R| found, which is a lower bound of the uniform error and says nothing between
 * the samples.
 */
import { type BigFloat, bigfloat } from '../arithmetic/bigfloat.ts';
import { formatDecimal } from '../arithmetic/numerals.ts';
import { makeRational, type Rational, rationals } from '../arithmetic/rational.ts';
import type { Circuit } from '../circuits/circuit.ts';
import type { Domain, Target } from '../functions/target.ts';
import {
  errorFunction,
  type ErrorTask,
  largestErrors,
  mergePeaks,
  type Peak,
  ranges,
  workingField,
} from './error-function.ts';
import {
  checkBits,
  confirmed,
  digitsToBits,
  firstPrecision,
  fixedPrecision,
  isNothing,
  MOST_BITS,
  startingPrecision,
  unlessSpuriousPole,
  vanishingBits,
} from './precision.ts';
import { refine } from './refine.ts';

/** Where samples are evaluated. */
export type Backend = 'cpu' | 'webgpu';

/** The largest sampled error. */
export interface ErrorEstimate {
  readonly kind: 'estimate';
  /** Largest |f − R| (or |f − R|/|f|) found, as a decimal string. */
  readonly error: string;
  /** Where it was found. */
  readonly at: string;
  /** Number of sample points, refinements not counted. */
  readonly points: number;
  readonly backend: Backend;
  readonly device: string;
  /** The working precision, in words. */
  readonly arithmetic: string;
  /** The working precision, in bits. */
  readonly bits: number;
  readonly seconds: number;
}

/** Something that finds the largest errors of a task: one thread, many threads, a GPU. */
export interface ErrorEvaluator {
  /** What it has run on. */
  readonly backend: Backend;
  readonly device: string;
  /** What the search computed with, if that was not the working precision. */
  readonly arithmetic?: string | undefined;
  /** The largest errors over all points of the task. @param onProgress is told the fraction done */
  largest(task: ErrorTask, bits: number, onProgress: (done: number) => void): Promise<readonly Peak[]>;
  /** The largest errors of each range of the task from number `first` on. @param onProgress is told the fraction done */
  ofRanges(
    task: ErrorTask,
    bits: number,
    first: number,
    onProgress: (done: number) => void,
  ): Promise<readonly (readonly Peak[])[]>;
}

/** Evaluates in the thread that asks. */
export const singleThread: ErrorEvaluator = Object.freeze<ErrorEvaluator>({
  backend: 'cpu',
  device: 'one CPU thread',
  largest: async (task, bits, onProgress) => mergePeaks(await singleThread.ofRanges(task, bits, 0, onProgress), bits),
  ofRanges: (task, bits, first, onProgress) => {
    const { points } = task.samples;
    const lists = ranges(points)
      .slice(first)
      .map(([from, to]) => {
        const peaks = largestErrors(task, bits, from, to);
        onProgress(to / points);
        return peaks;
      });
    return Promise.resolve(lists);
  },
});

/** What to measure, and how. */
export interface EstimateRequest {
  readonly circuit: Circuit;
  readonly target: Target;
  readonly domain: Domain;
  /** Number of sample points, at least 2; default 2000. */
  readonly points?: number;
  /** Seed of the random points; default 1. */
  readonly seed?: number;
  /** Measure |f − R|/|f|. */
  readonly relative?: boolean;
  /** Expected size of the error, which chooses the precision to start with. */
  readonly eps?: Rational;
  /** Working precision in decimal digits, instead of the one chosen here. */
  readonly digits?: number;
  readonly evaluator?: ErrorEvaluator;
  readonly onProgress?: (done: number) => void;
}

/** Kinks, ends and 0: where errors of networks change over short distances. */
function specialPoints(target: Target, domain: Domain): readonly Rational[] {
  const zero = makeRational(0n);
  const inside = rationals.compare(domain.lower, zero) < 0 && rationals.compare(zero, domain.upper) < 0;
  const kinks = target.kinks(domain).filter((kink) => kink.numerator !== 0n);
  return [domain.lower, domain.upper, ...(inside ? [zero] : []), ...kinks];
}

/**
 * Estimates the uniform error of a circuit against a target on a domain, correct to at least six digits as the value at
 * the point reported; a lower bound of the uniform error up to that rounding.
 *
 * The working precision is raised until ball arithmetic confirms the largest error at its point. An error that shrinks with the precision for
 * as long as it is followed, down to 2^−2048 and the square of the shortest number in the formulas, is reported as 0.
 * @throws {RangeError} for a pole that shows at samples, or a target undefined at a sample
 */
export async function estimateError(request: EstimateRequest): Promise<ErrorEstimate> {
  const start = performance.now();
  const { circuit, target, domain, relative = false, points = 2000, seed = 1, digits } = request;
  checkRequest(request, points);
  const evaluator = request.evaluator ?? singleThread;
  const task: ErrorTask = {
    circuit,
    target,
    relative,
    samples: { domain, points, seed, special: specialPoints(target, domain) },
  };
  const first = digits === undefined ? firstPrecision(request.eps) : digitsToBits(digits);
  const limit = vanishingBits(task, first);
  const begin = digits === undefined ? startingPrecision(task, first, limit) : fixedPrecision(task, first);
  for (let { bits } = begin; ; bits *= 2) {
    const peaks = await unlessSpuriousPole(bits, () =>
      evaluator.largest(task, bits, request.onProgress ?? (() => undefined)),
    );
    const best = peaks && (await unlessSpuriousPole(bits, () => refine(task, bits, peaks)));
    if (best === undefined) continue;
    const fixed = digits !== undefined || bits >= MOST_BITS;
    const settled = fixed ? errorFunction(task, checkBits(bits))(best.x) : confirmed(task, best, bits);
    if (settled !== undefined) return describe(best.x, settled, bits, points, evaluator, start);
    if ((begin.vanishes || bits >= limit) && isNothing(errorFunction(task, limit)(best.x), limit)) {
      return describe(best.x, bigfloat(limit).zero, limit, points, evaluator, start);
    }
  }
}

function checkRequest({ circuit, domain, target }: EstimateRequest, points: number): void {
  if (circuit.inputs.length !== 1 || circuit.outputs.length !== 1) {
    throw new RangeError(
      `estimateError: expected a network of one input and one output, got ${String(circuit.inputs.length)} and ${String(circuit.outputs.length)}`,
    );
  }
  if (!Number.isSafeInteger(points) || points < 2 || points > 1e12) {
    throw new RangeError(`estimateError: expected 2 to 10^12 points, got ${String(points)}`);
  }
  if (rationals.compare(domain.lower, domain.upper) >= 0) {
    throw new RangeError('estimateError: expected a domain a,b with a < b');
  }
  target.checkDomain(domain);
}

function describe(
  x: BigFloat,
  error: BigFloat,
  bits: number,
  points: number,
  { backend, device, arithmetic: search }: ErrorEvaluator,
  start: number,
): ErrorEstimate {
  const F = bigfloat(checkBits(bits));
  return {
    kind: 'estimate',
    error: formatDecimal(F.toRational(error), 12),
    at: formatDecimal(F.toRational(x), 25),
    points,
    backend,
    device,
    arithmetic: search === undefined ? workingField(bits).name : `${search} ${workingField(bits).name}`,
    bits,
    seconds: (performance.now() - start) / 1000,
  };
}
