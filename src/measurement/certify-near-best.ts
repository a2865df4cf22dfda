/**
 * Single rational functions of high degree with proven errors, and degrees that are proven not to reach an accuracy.
 */
import { log2Of } from '../arithmetic/numerals.ts';
import { type Rational, rationals } from '../arithmetic/rational.ts';
import type { Certificate } from '../certificates/certificate.ts';
import { circuitField } from '../circuits/builder.ts';
import type { Circuit } from '../circuits/circuit.ts';
import { describeDomain } from '../constructions/construct.ts';
import { type NearBest, nearBest } from '../constructions/minimax/near-best.ts';
import type { NearBestFamily } from '../constructions/minimax/near-best-family.ts';
import { applyForm, roundForm } from '../constructions/minimax/quotient-form.ts';
import type { Domain, Target } from '../functions/target.ts';
import { alternationBound } from './alternation-bound.ts';
import { certifyError } from './certify.ts';
import type { AttemptExecutor } from './certify-attempt.ts';

/** Bits of the balls beyond those with which the function was found. */
const BALL_BITS = 96;

/** Up to this degree type (N, N) is looked at as it stands as well; it makes a difference of a few digits. */
const SMALL_DEGREE = 12;
const ROUNDS = 3;

/** The bound that an approximant’s own alternation gives. */
function boundBy(target: Target, domain: Domain, { type, form, alternation, bits }: NearBest): Rational | undefined {
  return alternationBound({ target, domain, type, form, alternation, bits: bits + BALL_BITS });
}

/** The bound of type (N, N) for a target whose symmetry admits type (N + 1, N) only. */
function plainBound(target: Target, domain: Domain, degree: number): Rational | undefined {
  let smooth: readonly number[] = [];
  let bound: Rational | undefined;
  for (let round = 0; round < ROUNDS; round += 1) {
    const near = nearBest({ f: target.evaluate, domain, degree, isPlain: true, smooth });
    smooth = near.smooth;
    bound = larger(bound, boundBy(target, domain, near));
  }
  return bound;
}

/** The larger of two bounds, where there are any. */
const larger = (x: Rational | undefined, y: Rational | undefined): Rational | undefined =>
  x === undefined || (y !== undefined && rationals.compare(x, y) < 0) ? y : x;

/** The value, or undefined where no alternation is seen. */
function attempt<R>(compute: () => R): R | undefined {
  try {
    return compute();
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/**
 * A proven lower bound of the best error of a degree N.
 *
 * For a target that is even but for a multiple of x and N > 12 it is one for type (N + 1, N), which is no larger.
 * @param target - The target.
 * @param domain - The interval.
 * @param family - Approximants of the target on it.
 * @param degree - N.
 * @returns The bound; undefined where none was found.
 */
export function degreeBound(
  target: Target,
  domain: Domain,
  family: NearBestFamily,
  degree: number,
): Rational | undefined {
  const near = family.tryAt(degree);
  const bound = attempt(() => near && boundBy(target, domain, near));
  const isLarger = near !== undefined && near.type[0] > degree;
  if (degree > SMALL_DEGREE || !isLarger) return bound;
  return larger(
    bound,
    attempt(() => plainBound(target, domain, degree)),
  );
}

/** A rational function with rounded coefficients and a proven error. */
export interface CertifiedNearBest {
  readonly type: readonly [number, number];
  readonly circuit: Circuit;
  /** Bounds of its error. */
  readonly error: { readonly lower: string; readonly upper: string };
  /** No rational function of its type comes closer than this. */
  readonly best: Rational | undefined;
  readonly certificate: Certificate;
  readonly seconds: number;
}

/** What limits the certification. */
export interface NearBestLimits {
  readonly maxSeconds?: number;
  readonly executor?: AttemptExecutor;
}

/** log₂ of the part of the error that rounding the coefficients may take. */
const ROUNDING_BITS = 8;

/**
 * The nearly best rational function of a degree, its coefficients rounded, with its certified error.
 * @param target - The target.
 * @param domain - The interval.
 * @param family - Approximants of the target on it.
 * @param degree - N.
 * @param limits - Time, and who certifies.
 * @returns The function, or in words why there is none.
 */
export async function certifyNearBest(
  target: Target,
  domain: Domain,
  family: NearBestFamily,
  degree: number,
  limits: NearBestLimits = {},
): Promise<CertifiedNearBest | string> {
  const start = performance.now();
  try {
    const { type, form: long, alternation, log2Errors, bits } = family.at(degree);
    const digits = Math.ceil((ROUNDING_BITS + Math.log2(degree + 1) - log2Errors[0]) * Math.log10(2));
    const form = roundForm(long, digits, domain);
    const F = circuitField(['x']);
    const [x = F.zero] = F.inputs;
    const meta = { target: target.name, method: 'near-best', domain: describeDomain(domain), type: [...type] };
    const circuit = F.build([applyForm(F, form, x)], meta);
    const { status, error, reason, certificate } = await certifyError({ circuit, target, domain, ...limits });
    if (status !== 'proved' || error.upper === null || certificate === undefined) return reason ?? 'no proof was found';
    const best = alternationBound({ target, domain, type, form, alternation, bits: bits + BALL_BITS });
    const seconds = (performance.now() - start) / 1000;
    return { type, circuit, error: { lower: error.lower, upper: error.upper }, best, certificate, seconds };
  } catch (error) {
    if (error instanceof RangeError) return error.message;
    throw error;
  }
}

/** The largest degree that is tried. */
const MOST_DEGREE = 2000;

/**
 * The least degree whose nearly best function is expected to be within ε, by the errors of all degrees found so far.
 * @param family - Approximants of a target, at least two of them.
 * @param eps - ε.
 * @returns N ≥ 1; undefined where it is beyond 2000.
 */
export function expectedDegree(family: NearBestFamily, eps: Rational): number | undefined {
  const goal = log2Of(eps);
  let [low, high] = [0, 1];
  const reaches = (degree: number): boolean => (family.expected(degree) ?? 0) <= goal;
  while (!reaches(high)) {
    if (high > MOST_DEGREE) return undefined;
    [low, high] = [high, 2 * high];
  }
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (reaches(middle)) high = middle;
    else low = middle;
  }
  return high;
}
