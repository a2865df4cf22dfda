/**
 * Sampled uniform error: the largest |f − R| found, which is a lower bound of the uniform error and says nothing between
 * the samples.
 */
import { type BigFloat, type BigFloatField, bigfloat } from '../arithmetic/bigfloat.ts';
import { formatDecimal } from '../arithmetic/numerals.ts';
import type { RealField } from '../arithmetic/number-systems.ts';
import { bitLength, makeRational, type Rational, rationals } from '../arithmetic/rational.ts';
import type { Circuit } from '../circuits/circuit.ts';
import { PoleError } from '../circuits/evaluate.ts';
import { type Exact, exactValues } from '../functions/exact-values.ts';
import type { Domain, Target } from '../functions/target.ts';
import {
  encloseError,
  errorFunction,
  type ErrorTask,
  largestErrors,
  mergePeaks,
  type Peak,
  ranges,
} from './error-function.ts';
import { refusePoles } from './poles.ts';
import { sampledEnds, samplePoint } from './sampling.ts';

/** The largest sampled error. */
export interface ErrorEstimate {
  readonly kind: 'estimate';
  /** Largest |f − R| (or |f − R|/|f|) found, as a decimal string. */
  readonly error: string;
  /** Where it was found. */
  readonly at: string;
  /** Number of sample points, refinements not counted. */
  readonly points: number;
  readonly backend: 'cpu';
  readonly device: string;
  /** The working precision, in words. */
  readonly arithmetic: string;
  /** The working precision, in bits. */
  readonly bits: number;
  readonly seconds: number;
}

/** Something that finds the largest errors of a task: one thread, many threads, a GPU. */
export interface ErrorEvaluator {
  readonly device: string;
  /** The largest errors over all points of the task. @param onProgress is told the fraction done */
  largest(task: ErrorTask, bits: number, onProgress: (done: number) => void): Promise<readonly Peak[]>;
}

/** Evaluates in the thread that asks. */
export const singleThread: ErrorEvaluator = Object.freeze({
  device: 'one CPU thread',
  largest: (task: ErrorTask, bits: number, onProgress: (done: number) => void) => {
    const { points } = task.samples;
    const lists: (readonly Peak[])[] = [];
    for (const [from, to] of ranges(points)) {
      lists.push(largestErrors(task, bits, from, to));
      onProgress(to / points);
    }
    return Promise.resolve(mergePeaks(lists, bits));
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

const GUARD_BITS = 64;
const MOST_BITS = 1 << 20;

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
    if (settled !== undefined) return describe(best.x, settled, bits, points, evaluator.device, start);
    if ((begin.vanishes || bits >= limit) && isNothing(errorFunction(task, limit)(best.x), limit)) {
      return describe(best.x, bigfloat(limit).zero, limit, points, evaluator.device, start);
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

const digitsToBits = (digits: number): number => Math.ceil(digits * 3.3219280948873626) + 8;
const checkBits = (bits: number): number => bits + Math.max(GUARD_BITS, bits >> 2);

/**
 * The error at x, if the value found with `bits` bits agrees with it to 2^−23.
 *
 * What it is compared with is an enclosure: two working precisions can agree on the same wrong value, as 96 and 160 bits
 * do for (x + 10^300) − 10^300. Where no enclosure is to be had, at an end of the target's domain for instance, a higher
 * precision has to do.
 */
function confirmed(task: ErrorTask, { x, error }: Peak, bits: number): BigFloat | undefined {
  const F = bigfloat(checkBits(bits));
  const enclosure = encloseError(task, F.bits, x);
  if (enclosure === undefined && bits < UNENCLOSED_BITS) return undefined;
  const { lower, upper } = enclosure ?? { lower: undefined, upper: errorFunction(task, F.bits)(x) };
  const near = (value: BigFloat): boolean => F.compare(F.abs(F.sub(F.from(error), value)), F.scale(upper, -24)) <= 0;
  return upper.mantissa !== 0n && near(upper) && (lower === undefined || near(lower)) ? upper : undefined;
}

/** Whether the errors at all points of a small task are right to 2^−20 of the largest: none hides below its rounding. */
function allConfirmed(task: ErrorTask, bits: number, peak: Peak): boolean {
  const [F, G] = [bigfloat(bits), bigfloat(checkBits(bits))];
  const error = errorFunction(task, bits);
  const tolerance = G.scale(peak.error, -20);
  for (let i = 0; i < task.samples.points; i += 1) {
    const { x } = samplePoint(F, task.samples, i);
    const value = error(x);
    const enclosure = encloseError(task, G.bits, x);
    if (enclosure === undefined && bits < UNENCLOSED_BITS) return false;
    if (enclosure === undefined) continue;
    const ends = [G.sub(value, enclosure.lower), G.sub(enclosure.upper, value)].map((gap) => G.abs(gap));
    if (ends.some((gap) => G.compare(gap, tolerance) > 0)) return false;
  }
  return true;
}

/** Precision from which a value without an enclosure is believed. */
const UNENCLOSED_BITS = 512;

const COARSE_POINTS = 33;

/** Where measuring begins: a precision, and whether a few errors were seen to vanish with rising precision. */
interface Start {
  readonly bits: number;
  readonly vanishes: boolean;
}

/** Raises the precision until a few errors no longer depend on it, or are seen to vanish. */
function startingPrecision(task: ErrorTask, first: number, limit: number): Start {
  const coarse: ErrorTask = { ...task, samples: { ...task.samples, points: COARSE_POINTS } };
  const largest = (bits: number): Peak | undefined => largestErrors(coarse, bits, 0, COARSE_POINTS)[0];
  let follow = true;
  for (let bits = first; bits <= MOST_BITS; bits *= 2) {
    try {
      refusePoles(task, bits);
      const peak = largest(bits);
      if (peak === undefined) return { bits, vanishes: false };
      if (confirmed(task, peak, bits) !== undefined && allConfirmed(coarse, bits, peak))
        return { bits, vanishes: false };
      if (follow && 2 * bits >= limit) {
        follow = false;
        if (isNothing(largest(limit)?.error, limit)) return { bits: first, vanishes: true };
      }
    } catch (error) {
      // Cancellation can make a divisor vanish at low precision: believe a pole only when it persists.
      if (!isPole(error) || bits >= POLE_BITS) throw error;
    }
  }
  throw new RangeError(
    `estimateError: expected an error that settles within ${String(MOST_BITS)} bits, got one that does not`,
  );
}

/** The precision that was asked for, once no pole persists at it or above. */
function fixedPrecision(task: ErrorTask, bits: number): Start {
  for (let trial = bits; ; trial *= 2) {
    try {
      refusePoles(task, trial);
      return { bits, vanishes: false };
    } catch (error) {
      if (!isPole(error) || trial >= POLE_BITS) throw error;
    }
  }
}

/** The result, or undefined where a divisor vanishes at a precision that cannot be trusted with that. */
async function unlessSpuriousPole<R>(bits: number, evaluate: () => R | Promise<R>): Promise<R | undefined> {
  try {
    return await evaluate();
  } catch (error) {
    if (!isPole(error) || bits >= POLE_BITS) throw error;
    return undefined;
  }
}

const POLE_BITS = 4096;
const isPole = (error: unknown): boolean =>
  error instanceof PoleError || (error instanceof RangeError && /^pole at |pole on the domain/.test(error.message));

const firstPrecision = (eps: Rational | undefined): number => (eps === undefined ? 96 : GUARD_BITS + inverseBits(eps));

/**
 * The precision at which an error that still shrinks is taken to be 0.
 *
 * Heuristic, chosen for safety: a difference of two formulas whose numbers have b bits seldom is below 2^−2b without being
 * 0 (`x + 10^−2000` against `x` has 2^−b); this allows 2^(−2048 − 2b).
 */
function vanishingBits({ circuit, target }: ErrorTask, first: number): number {
  let longest = 0;
  const note = (value: Rational): Rational => {
    longest = Math.max(longest, bitLength(value.numerator) + bitLength(value.denominator));
    return value;
  };
  for (const instruction of circuit.instructions) if (instruction.op === 'const') note(instruction.value);
  const F: RealField<Exact> = { ...exactValues, constant: note };
  target.evaluate<Exact>(F, undefined);
  return Math.max(4096 + 4 * longest, 4 * first);
}

/** Whether an error at the precision `limit` is nothing but its rounding. */
function isNothing(error: BigFloat | undefined, limit: number): boolean {
  const F = bigfloat(limit);
  return error === undefined || F.compare(error, F.scale(F.one, -(limit >> 1))) <= 0;
}

/** ⌈log₂(1/ε)⌉. */
function inverseBits({ numerator, denominator }: Rational): number {
  return Math.max(0, denominator.toString(2).length - numerator.toString(2).length + 1);
}

/** Golden-section search around each peak; the largest error seen wins. */
function refine(task: ErrorTask, bits: number, peaks: readonly Peak[]): Peak {
  const F = bigfloat(bits);
  const error = errorFunction(task, bits);
  const { lower, upper } = sampledEnds(F, task.samples.domain);
  const [first, ...rest] = peaks.map((peak) => {
    const left = F.max(lower, F.sub(peak.x, peak.reach));
    const right = F.min(upper, F.add(peak.x, peak.reach));
    return goldenSection(F, error, left, right, peak);
  });
  if (first === undefined) throw new RangeError('estimateError: no sample could be evaluated');
  return rest.reduce((best, peak) => (F.compare(peak.error, best.error) > 0 ? peak : best), first);
}

const GOLDEN_STEPS = 36;

function goldenSection(
  F: BigFloatField,
  error: (x: BigFloat) => BigFloat,
  left: BigFloat,
  right: BigFloat,
  peak: Peak,
): Peak {
  const ratio = F.fromParts(BigInt(Math.round(((Math.sqrt(5) - 1) / 2) * 2 ** 52)), -52);
  const probe = (x: BigFloat): Peak => ({ x, reach: peak.reach, error: error(x) });
  let [a, b] = [left, right];
  let low = probe(F.sub(b, F.mul(ratio, F.sub(b, a))));
  let high = probe(F.add(a, F.mul(ratio, F.sub(b, a))));
  let best = peak;
  for (let i = 0; i < GOLDEN_STEPS; i += 1) {
    for (const candidate of [low, high]) if (F.compare(candidate.error, best.error) > 0) best = candidate;
    if (F.compare(low.error, high.error) > 0) {
      [b, high] = [high.x, low];
      low = probe(F.sub(b, F.mul(ratio, F.sub(b, a))));
    } else {
      [a, low] = [low.x, high];
      high = probe(F.add(a, F.mul(ratio, F.sub(b, a))));
    }
  }
  return best;
}

function describe(
  x: BigFloat,
  error: BigFloat,
  bits: number,
  points: number,
  device: string,
  start: number,
): ErrorEstimate {
  const F = bigfloat(checkBits(bits));
  return {
    kind: 'estimate',
    error: formatDecimal(F.toRational(error), 12),
    at: formatDecimal(F.toRational(x), 25),
    points,
    backend: 'cpu',
    device,
    arithmetic: `bigfloat(${String(bits)})`,
    bits,
    seconds: (performance.now() - start) / 1000,
  };
}
