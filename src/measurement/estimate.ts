/**
 * Sampled uniform error: the largest |f − R| found, which is a lower bound of the uniform error and says nothing between
 * the samples.
 */
import { type BigFloat, type BigFloatField, bigfloat } from '../arithmetic/bigfloat.ts';
import { formatDecimal } from '../arithmetic/numerals.ts';
import { makeRational, type Rational, rationals } from '../arithmetic/rational.ts';
import type { Circuit } from '../circuits/circuit.ts';
import { PoleError } from '../circuits/evaluate.ts';
import type { Domain, Target } from '../functions/target.ts';
import { errorFunction, type ErrorTask, largestErrors, mergePeaks, type Peak } from './error-function.ts';
import { refusePoles } from './poles.ts';

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
    const size = Math.max(1, Math.ceil(points / 20));
    const lists: (readonly Peak[])[] = [];
    for (let from = 0; from < points; from += size) {
      lists.push(largestErrors(task, bits, from, Math.min(points, from + size)));
      onProgress(Math.min(1, (from + size) / points));
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
 * The working precision is raised until the largest error no longer changes.
 * @throws {RangeError} for a pole that shows at samples, or a target undefined at a sample
 */
export async function estimateError(request: EstimateRequest): Promise<ErrorEstimate> {
  const start = performance.now();
  const { circuit, target, domain, relative = false, points = 2000, seed = 1 } = request;
  checkRequest(request, points);
  const evaluator = request.evaluator ?? singleThread;
  const task: ErrorTask = {
    circuit,
    target,
    relative,
    samples: { domain, points, seed, special: specialPoints(target, domain) },
  };
  let bits = request.digits === undefined ? startingPrecision(task, request.eps) : digitsToBits(request.digits);
  for (;;) {
    const peaks = await evaluator.largest(task, bits, request.onProgress ?? (() => undefined));
    const best = refine(task, bits, peaks);
    const checked = errorFunction(task, checkBits(bits))(best.x);
    if (request.digits !== undefined || stable(best.error, checked, bits) || bits >= MOST_BITS) {
      return describe(best.x, checked, bits, points, evaluator.device, start);
    }
    bits = 2 * bits;
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

/** Both values agree to 2^−24; a zero counts as settled once many bits have been spent on it. */
function stable(error: BigFloat, checked: BigFloat, bits: number): boolean {
  const F = bigfloat(checkBits(bits));
  if (checked.mantissa === 0n) return error.mantissa === 0n && bits >= ZERO_BITS;
  const difference = F.abs(F.sub(F.from(error), checked));
  return F.compare(difference, F.scale(checked, -24)) <= 0;
}

/** Precision after which an error that has been exactly 0 throughout is reported as 0. */
const ZERO_BITS = 2048;

const COARSE_POINTS = 33;

/** Raises the precision until a few errors no longer depend on it; that also fixes spurious poles. */
function startingPrecision(task: ErrorTask, eps: Rational | undefined): number {
  const coarse: ErrorTask = { ...task, samples: { ...task.samples, points: COARSE_POINTS } };
  let bits = eps === undefined ? 96 : GUARD_BITS + inverseBits(eps);
  for (; ; bits *= 2) {
    if (bits > MOST_BITS) throw new RangeError('estimateError: the precision needed is beyond 2^20 bits');
    try {
      refusePoles(task, bits);
      const [peak] = largestErrors(coarse, bits, 0, COARSE_POINTS);
      if (peak === undefined) return bits;
      const checked = errorFunction(task, checkBits(bits))(peak.x);
      if (stable(peak.error, checked, bits)) return bits;
    } catch (error) {
      // Cancellation can make a divisor vanish at low precision: believe a pole only when it persists.
      if (!(error instanceof PoleError || isPole(error)) || bits >= POLE_BITS) throw error;
    }
  }
}

const POLE_BITS = 4096;
const isPole = (error: unknown): boolean => error instanceof RangeError && error.message.includes('pole on the domain');

/** ⌈log₂(1/ε)⌉. */
function inverseBits({ numerator, denominator }: Rational): number {
  return Math.max(0, denominator.toString(2).length - numerator.toString(2).length + 1);
}

/** Golden-section search around each peak; the largest error seen wins. */
function refine(task: ErrorTask, bits: number, peaks: readonly Peak[]): Peak {
  const F = bigfloat(bits);
  const error = errorFunction(task, bits);
  const lower = F.constant(task.samples.domain.lower);
  const upper = F.constant(task.samples.domain.upper);
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
