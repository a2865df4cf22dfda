/**
 * The best error of rational approximation, enclosed: from below by alternation, from above by a certificate.
 */
import { formatDecimal, parseNumeral } from '../arithmetic/numerals.ts';
import { bigfloat } from '../arithmetic/bigfloat.ts';
import { makeRational, type Rational, rationals } from '../arithmetic/rational.ts';
import { attainedError } from '../certificates/attained.ts';
import type { Certificate } from '../certificates/certificate.ts';
import type { ErrorProblem } from '../certificates/panel.ts';
import { stepsOf } from '../certificates/steps.ts';
import { circuitField } from '../circuits/builder.ts';
import type { Circuit } from '../circuits/circuit.ts';
import { describeDomain } from '../constructions/construct.ts';
import { type BestRational, bestRational } from '../constructions/minimax/best-rational.ts';
import { findKinks } from '../constructions/minimax/find-kinks.ts';
import type { RealField } from '../arithmetic/number-systems.ts';
import type { Domain, Target } from '../functions/target.ts';
import { certifyError, roundedOutward } from './certify.ts';
import type { AttemptExecutor, BoundedPanel } from './certify-attempt.ts';

/** What is to be approximated, and how closely the best error is to be enclosed. */
export interface MinimaxRequest {
  readonly target: Target;
  readonly domain: Domain;
  /** Degrees m of the numerator and n of the denominator. */
  readonly type: readonly [number, number];
  /** |f − R|/|f| instead of |f − R|; f has no zero then. */
  readonly relative?: boolean;
  /** upper/lower − 1 to reach; default 1e-8. */
  readonly gap?: number;
  /** Significant digits of the coefficients; by default as few as the gap admits. */
  readonly digits?: number;
  /** Seconds for the search, and again for the certificate; default: none. */
  readonly maxSeconds?: number;
  /** Carries out the certification; by default this thread. */
  readonly executor?: AttemptExecutor;
  /** Told about every bounded panel. @param done fraction of the domain that is bounded */
  readonly onPanel?: (panel: BoundedPanel, done: number) => void;
}

/** The best error of a type, enclosed, with an approximant that comes so close to it. */
export interface CertifiedMinimax {
  /**
   * `proved`: lower ≤ E ≤ ‖f − R‖ ≤ upper and upper/lower − 1 within the gap; `unknown`: the bounds are further apart, or
   * there is no upper one; `reason` says why.
   */
  readonly status: 'proved' | 'unknown';
  readonly type: readonly [number, number];
  /** Bounds of the best error of the type as decimals, rounded outward; `upper` bounds the error of `circuit` as well. */
  readonly error: { readonly lower: string; readonly upper: string | null };
  readonly best: BestRational;
  readonly circuit: Circuit;
  readonly reason?: string;
  readonly seconds: { readonly search: number; readonly proof: number };
  /** The proof of the upper bound, where there is one. */
  readonly certificate?: Certificate;
}

const DEFAULT_GAP = 1e-8;
/** Parts of the gap that the unevenness of the alternation and the upper bound take. */
const SHARES = { spread: 0.3, tightness: 0.6 };
const FIRST_BITS = 128;
const MOST_BITS = 2 ** 16;
/** Relative width of the errors at the points of alternation, against the gap: 2^−6. */
const NARROW_BITS = 6;

const EXACT_SECONDS = 2;

/** Why bounds are not close to each other. */
function reasonOf({ alternation, digits }: BestRational, reason: string | undefined, gap: number): string {
  if (alternation.length > 0) return reason ?? `the bounds are further apart than ${String(gap)}`;
  return digits === 0
    ? 'the target seems to be a rational function of the type, which is not shown; the best error would be 0'
    : 'the target seems to be a rational function of the type, with irrational coefficients; the best error would be 0';
}

/** The circuit of a best approximant. */
function circuitOf(best: BestRational, { target, domain, type }: MinimaxRequest): Circuit {
  const F = circuitField(['x']);
  const [x = F.zero] = F.inputs;
  const meta = { target: target.name, method: 'minimax', domain: describeDomain(domain), type: [...type] };
  return F.build([best.apply(F, x)], meta);
}

/** sup over the alternation of its smallest |e|, with the signs proven to alternate. */
export function leastPeak(problem: ErrorProblem, points: readonly Rational[], gap: number): Rational {
  const goal = -Math.log2(gap) + NARROW_BITS;
  let least: Rational | undefined;
  let previous = 0;
  for (const point of points) {
    for (let bits = FIRST_BITS; ; bits *= 2) {
      const { lower, upper, sign } = attainedError(problem, point, bits);
      const width = rationals.sub(upper, lower);
      const isNarrow = sign !== 0 && rationals.toNumber(rationals.div(width, lower)) < 2 ** -goal;
      if (!isNarrow && bits < MOST_BITS) continue;
      if (!isNarrow || sign === previous) {
        throw new RangeError(`certifyMinimax: the error does not alternate at x = ${formatDecimal(point, 20)}`);
      }
      previous = sign;
      if (least === undefined || rationals.compare(lower, least) < 0) least = lower;
      break;
    }
  }
  return least ?? rationals.zero;
}

/** Whether upper/lower − 1 ≤ gap; two zeros are close to each other. */
function isWithin(upper: Rational, lower: Rational, gap: number): boolean {
  if (upper.numerator === 0n) return true;
  return lower.numerator > 0n && rationals.toNumber(rationals.div(rationals.sub(upper, lower), lower)) <= gap;
}

/** 1/|f|. */
const reciprocalOf =
  (target: Target) =>
  <T>(F: RealField<T>, x: T): T =>
    F.div(F.one, F.abs(target.evaluate(F, x)));

/** Points at which zeros are looked for, beside ends and kinks. */
const ZERO_GRID = 256;

/** Sees to it that a target has no zeros, as far as its signs at some points tell. @throws {RangeError} that names one */
function refuseZeros(target: Target, domain: Domain): void {
  const F = bigfloat(FIRST_BITS);
  const width = rationals.sub(domain.upper, domain.lower);
  const grid = Array.from({ length: ZERO_GRID + 1 }, (_, k) =>
    rationals.add(domain.lower, rationals.mul(width, makeRational(BigInt(k), BigInt(ZERO_GRID)))),
  );
  const inside = (x: Rational): boolean =>
    rationals.compare(domain.lower, x) <= 0 && rationals.compare(x, domain.upper) <= 0;
  const points = [...grid, ...target.kinks(domain), ...(inside(rationals.zero) ? [rationals.zero] : [])];
  points.sort((x, y) => rationals.compare(x, y));
  let before = 0;
  for (const x of points) {
    const sign = F.compare(target.evaluate(F, F.constant(x)), F.zero);
    if (sign === 0 || sign * before < 0) {
      throw new RangeError(
        `certifyMinimax: relative errors need a target without zeros, but ${target.name} vanishes near x = ${formatDecimal(x, 6)}`,
      );
    }
    before = sign;
  }
}

/**
 * Encloses the least uniform error E of rational functions of type (m, n), and gives one that comes close to it.
 *
 * Lower bound (de la Vallée Poussin): R = p/q of degrees m − d, n − d₂ has no pole on the domain, and its error alternates
 * at m + n + 2 − min(d, d₂) points; then E is at least the smallest |f − R| there (proofs/best-rational.md). Upper bound:
 * the certified error of R, which also shows that it has no pole.
 * @param request - Target, domain, type, and how tightly.
 * @returns Bounds, approximant and certificate.
 * @throws {RangeError} for a request that makes no sense, and where no approximant was found.
 */
export async function certifyMinimax(request: MinimaxRequest): Promise<CertifiedMinimax> {
  const { target, domain, type, relative = false, gap = DEFAULT_GAP, digits, maxSeconds } = request;
  if (!(gap > 0 && gap < 1)) throw new RangeError(`certifyMinimax: expected a gap in (0, 1), got ${String(gap)}`);
  if (rationals.compare(domain.lower, domain.upper) >= 0) {
    throw new RangeError('certifyMinimax: expected a domain a,b with a < b');
  }
  target.checkDomain(domain);
  if (relative) refuseZeros(target, domain);
  const start = performance.now();
  const best = bestRational({
    f: target.evaluate,
    ...(relative && { weight: reciprocalOf(target) }),
    domain,
    kinks: findKinks(target, domain),
    type,
    spread: SHARES.spread * gap,
    ...(digits !== undefined && { digits }),
    ...(maxSeconds !== undefined && { maxSeconds }),
  });
  const circuit = circuitOf(best, request);
  const search = (performance.now() - start) / 1000;
  const problem: ErrorProblem = { circuit, steps: stepsOf(circuit), target, relative };
  const [m, n] = type;
  const needed = m + n + 2 - best.defect;
  const isExact = best.alternation.length === 0;
  if (!isExact && best.alternation.length < needed) {
    throw new RangeError(`certifyMinimax: internal: ${String(best.alternation.length)} points of alternation`);
  }
  const shown = Math.ceil(-Math.log10(gap)) + 3;
  const lower = isExact ? rationals.zero : roundedOutward(leastPeak(problem, best.alternation, gap), -1, shown);
  const bound = await certifyError({
    circuit,
    target,
    domain,
    relative,
    tightness: 1 + SHARES.tightness * gap,
    // An error that vanishes is shown to at once, or not at all.
    ...(best.digits === 0 && isExact ? { maxSeconds: EXACT_SECONDS } : maxSeconds !== undefined && { maxSeconds }),
    ...(request.executor && { executor: request.executor }),
    ...(request.onPanel && { onPanel: request.onPanel }),
  });
  const { upper } = bound.error;
  const isClose = upper !== null && isWithin(parseNumeral(upper), lower, gap);
  const reason = isClose ? undefined : reasonOf(best, bound.reason, gap);
  return {
    status: isClose ? 'proved' : 'unknown',
    type,
    // Without an upper bound a pole is not excluded, and nothing follows from the alternation.
    error: { lower: upper === null ? '0' : formatDecimal(lower, shown), upper },
    best,
    circuit,
    ...(reason !== undefined && { reason }),
    seconds: { search, proof: bound.seconds },
    ...(bound.certificate && { certificate: bound.certificate }),
  };
}
