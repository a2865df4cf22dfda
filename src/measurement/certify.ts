/**
 * Certified uniform error: an interval that is proven to contain sup |f − R| over a domain.
 */
import { compareMagnitudes, magnitudeToRational } from '../arithmetic/magnitude.ts';
import { formatDecimal, log2Of, roundToDigits } from '../arithmetic/numerals.ts';
import { type Rational, rationals } from '../arithmetic/rational.ts';
import type { Certificate, UnboundedClaim } from '../certificates/certificate.ts';
import { areIdentical } from '../certificates/identity.ts';
import { isShort, LIMITS } from '../certificates/limits.ts';
import { type ErrorProblem, halfLength } from '../certificates/panel.ts';
import { stepsOf } from '../certificates/steps.ts';
import type { Circuit } from '../circuits/circuit.ts';
import type { Domain, Target } from '../functions/target.ts';
import { type AttemptExecutor, attemptHere, type BoundedPanel } from './certify-attempt.ts';
import { firstScale, type Peak, peakNear } from './certify-scale.ts';
import { larger, pieces, Search, Stopped } from './certify-search.ts';

/** What is to be certified, and how far the search may go. */
export interface CertifyRequest {
  readonly circuit: Circuit;
  readonly target: Target;
  readonly domain: Domain;
  /** |f − R|/|f| instead of |f − R|. */
  readonly relative?: boolean;
  /** upper/lower to reach, above 1; default 1.05. */
  readonly tightness?: number;
  /** Seconds after which the search ends without a proof; default: none. */
  readonly maxSeconds?: number;
  /** The highest precision, in bits; default 2^18. */
  readonly maxBits?: number;
  /** Panels that were bounded before, with the same circuit, target and domain. */
  readonly known?: readonly BoundedPanel[];
  /** Carries out the work; by default this thread. */
  readonly executor?: AttemptExecutor;
  /** Told about every bounded panel. @param done fraction of the domain that is bounded */
  readonly onPanel?: (panel: BoundedPanel, done: number) => void;
}

/** What was found about the uniform error. */
export interface CertifiedError {
  readonly kind: 'bound';
  /**
   * `proved`: lower ≤ sup |e| ≤ upper with upper/lower within the tightness; `refuted`: the circuit has a pole on the domain;
   * `unknown`: neither was shown, `reason` says why.
   */
  readonly status: 'proved' | 'refuted' | 'unknown';
  /** Bounds as decimals, rounded outward; `upper` is null where none is known. */
  readonly error: { readonly lower: string; readonly upper: string | null };
  /** A point with |e| ≥ lower, or an enclosure of the pole. */
  readonly at?: string;
  readonly reason?: string;
  readonly seconds: number;
  /** The proof, where there is one. */
  readonly certificate?: Certificate;
}

const DEFAULT_TIGHTNESS = 1.05;
const DEFAULT_MAX_BITS = 2 ** 18;
/** Digits of the bounds shown and claimed, at least. */
const DIGITS = 10;

/** Digits that do not widen bounds of a tightness. */
const digitsFor = (tightness: number): number => Math.max(DIGITS, 3 - Math.floor(Math.log10(tightness - 1)));

/** A decimal of a few digits that is at least q (or at most q). */
export function roundedOutward(q: Rational, direction: 1 | -1, digits: number = DIGITS): Rational {
  const nearest = roundToDigits(q, digits);
  if (direction * rationals.compare(nearest, q) >= 0) return nearest;
  const exponent = Math.floor(log2Of(q) * Math.log10(2)) - digits + 2;
  const unit =
    exponent >= 0
      ? { numerator: 10n ** BigInt(exponent), denominator: 1n }
      : { numerator: 1n, denominator: 10n ** BigInt(-exponent) };
  return roundToDigits(direction > 0 ? rationals.add(nearest, unit) : rationals.sub(nearest, unit), digits);
}

const ZERO = rationals.zero;

function checkRequest({
  target,
  domain,
  tightness = DEFAULT_TIGHTNESS,
  maxBits = DEFAULT_MAX_BITS,
}: CertifyRequest): void {
  if (rationals.compare(domain.lower, domain.upper) >= 0)
    throw new RangeError('certifyError: expected a domain a,b with a < b');
  if (!isShort(domain.lower) || !isShort(domain.upper))
    throw new RangeError(
      `certifyError: expected ends of the domain of at most ${String(LIMITS.exactBits)} bits in exact form`,
    );
  if (!(maxBits >= 64 && maxBits <= LIMITS.bits))
    throw new RangeError(
      `certifyError: expected a highest precision from 64 to ${String(LIMITS.bits)} bits, got ${String(maxBits)}`,
    );
  if (!(tightness > 1 && tightness < 1e6))
    throw new RangeError(`certifyError: expected a tightness above 1, got ${String(tightness)}`);
  target.checkDomain(domain);
}

/** How often panels are bounded again, more tightly. */
const ROUNDS = 4;

/**
 * Encloses the uniform error of a circuit against a target on a domain.
 *
 * The domain is cut into panels; on each the error is analytic in an ellipse and is bounded from its values at Chebyshev
 * points, or the panel is so short that ranges do (proofs/certification.md). Precision, degree and panels are chosen here;
 * that the choice is sound is what the certificate shows. `lower` is attained at a point by ball arithmetic.
 *
 * Cost: about log(1/error) evaluations of the circuit per panel, with log(1/error) digits.
 * @param request - Circuit, target, domain, and limits.
 * @returns The finding with its certificate.
 * @throws {RangeError} for a request that makes no sense: a circuit of several inputs, a target undefined on the domain.
 */
export async function certifyError(request: CertifyRequest): Promise<CertifiedError> {
  const start = performance.now();
  checkRequest(request);
  const { circuit, target, domain, relative = false } = request;
  const problem: ErrorProblem = { circuit, steps: stepsOf(circuit), target, relative };
  const seconds = (): number => (performance.now() - start) / 1000;
  const { scale, seen } = firstScale(problem, domain, Math.min(request.maxBits ?? DEFAULT_MAX_BITS, 2 ** 14));
  const base = { circuit, target: target.name, domain, relative };
  // Where the error vanishes, so does the relative one, as far as it is defined.
  if (!seen && areIdentical(problem, domain)) {
    const certificate: Certificate = { ...base, claim: { kind: 'identity' } };
    return { kind: 'bound', status: 'proved', error: { lower: '0', upper: '0' }, seconds: seconds(), certificate };
  }
  const search = new Search(
    {
      problem,
      domain,
      tightness: request.tightness ?? DEFAULT_TIGHTNESS,
      maxBits: request.maxBits ?? DEFAULT_MAX_BITS,
      maxSeconds: request.maxSeconds ?? Infinity,
      start,
      executor: request.executor ?? attemptHere,
      onPanel: request.onPanel ?? (() => undefined),
    },
    scale,
  );
  for (const panel of request.known ?? []) search.accept(panel);
  let reason: string | undefined;
  try {
    await search.run(openParts(pieces(search, target), request.known ?? []));
    for (let round = 0; round < ROUNDS && search.pole === undefined && search.loose().length > 0; round += 1) {
      await search.run(search.reopen(search.loose()));
    }
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
    reason = error.message;
  }
  return conclude(search, base, reason, seconds);
}

/** What known panels leave of some intervals. */
function openParts(intervals: readonly Domain[], known: readonly BoundedPanel[]): readonly Domain[] {
  const isBefore = (x: Rational, y: Rational): boolean => rationals.compare(x, y) < 0;
  return known.reduce<readonly Domain[]>(
    (parts, { panel }) =>
      parts.flatMap((part) => {
        if (!isBefore(panel.lower, part.upper) || !isBefore(part.lower, panel.upper)) return [part];
        return [
          { lower: part.lower, upper: panel.lower },
          { lower: panel.upper, upper: part.upper },
        ].filter(({ lower, upper }) => isBefore(lower, upper));
      }),
    intervals,
  );
}

/** The point of the largest error seen, evaluated. */
function bestPeak({ bounded, settings }: Search): Peak | undefined {
  const { problem, domain } = settings;
  const order = [...bounded].sort((x, y) => compareMagnitudes(y.seen, x.seen)).slice(0, 3);
  const peaks = order.flatMap(({ panel, at }) => {
    const reach = rationals.scale(halfLength(panel.lower, panel.upper), -20);
    return peakNear(problem, at, reach, domain, settings) ?? [];
  });
  return peaks.sort((x, y) => rationals.compare(y.lower, x.lower))[0];
}

const text = (q: Rational, digits: number = DIGITS): string => formatDecimal(q, digits);

function refuted(claim: UnboundedClaim, base: Omit<Certificate, 'claim'>, seconds: () => number): CertifiedError {
  const { pole } = claim;
  const at =
    pole.kind === 'point'
      ? text(pole.at, 24)
      : `[${text(roundedOutward(pole.lower, -1, 24), 24)}, ${text(roundedOutward(pole.upper, 1, 24), 24)}]`;
  return {
    kind: 'bound',
    status: 'refuted',
    error: { lower: '0', upper: null },
    at,
    reason: `the network has a pole on the domain, at x ${pole.kind === 'point' ? '=' : 'in'} ${at}`,
    seconds: seconds(),
    certificate: { ...base, claim },
  };
}

function conclude(
  search: Search,
  base: Omit<Certificate, 'claim'>,
  reason: string | undefined,
  seconds: () => number,
): CertifiedError {
  const { tightness } = search.settings;
  if (search.pole !== undefined) return refuted(search.pole, base, seconds);
  const peak = bestPeak(search);
  const digits = digitsFor(tightness);
  const lower = peak === undefined ? ZERO : roundedOutward(peak.lower, -1, digits);
  const known = { kind: 'bound', ...(peak && { at: formatDecimal(peak.at, 40) }) } as const;
  if (reason !== undefined || peak === undefined) {
    const why = reason ?? 'no point was found at which the error is not zero';
    return {
      ...known,
      status: 'unknown',
      error: { lower: text(lower, digits), upper: null },
      reason: why,
      seconds: seconds(),
    };
  }
  const upper = roundedOutward(
    magnitudeToRational(search.bounded.map(({ bound }) => bound.upper).reduce(larger)),
    1,
    digits,
  );
  const panels = search.bounded.map(({ panel }) => panel).sort((x, y) => rationals.compare(x.lower, y.lower));
  const { at, bits } = peak;
  const certificate: Certificate = { ...base, claim: { kind: 'bound', lower, upper, attained: { at, bits }, panels } };
  const error = { lower: text(lower, digits), upper: text(upper, digits) };
  const isTight =
    upper.numerator === 0n || (lower.numerator > 0n && rationals.toNumber(rationals.div(upper, lower)) <= tightness);
  return {
    ...known,
    status: isTight ? 'proved' : 'unknown',
    error,
    ...(!isTight && { reason: `the bounds are further apart than the factor ${String(tightness)}` }),
    seconds: seconds(),
    certificate,
  };
}
