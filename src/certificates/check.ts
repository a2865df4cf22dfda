/**
 * Checking certificates: from the numbers of a certificate alone, without the search that found them.
 */
import { type Magnitude, magnitudeToRational } from '../arithmetic/magnitude.ts';
import { formatDecimal } from '../arithmetic/numerals.ts';
import { type Rational, rationals } from '../arithmetic/rational.ts';
import { targetOf } from '../circuits/network-target.ts';
import type { Target } from '../functions/target.ts';
import { attainedError } from './attained.ts';
import type { BoundClaim, Certificate } from './certificate.ts';
import { areIdentical } from './identity.ts';
import { type ErrorProblem, type Panel, withDeferred } from './panel.ts';
import { boundPanel } from './panel-bound.ts';
import { type PoleClaim, provesPole } from './pole.ts';
import { stepsOf } from './steps.ts';

/** What a check found. */
export type CheckResult =
  /** The claim holds: lower ≤ sup |e| ≤ upper. */
  | { readonly status: 'proved'; readonly lower: Rational; readonly upper: Rational }
  /** The circuit has a pole on the domain, or the error exceeds the claim. */
  | { readonly status: 'refuted'; readonly reason: string; readonly pole?: PoleClaim }
  /** The certificate does not prove its claim. */
  | { readonly status: 'unknown'; readonly reason: string };

/** How a check is carried out. */
export interface CheckOptions {
  /** Bounds a panel, perhaps elsewhere; by default here and now. */
  readonly bound?: (problem: ErrorProblem, panel: Panel) => Promise<Magnitude>;
  /** Told the fraction done. */
  readonly onProgress?: (done: number) => void;
}

const unknown = (reason: string): CheckResult => ({ status: 'unknown', reason });

/** The problem that a certificate is about. */
export function problemOf(certificate: Pick<Certificate, 'circuit' | 'target' | 'relative'>): ErrorProblem {
  const { circuit } = certificate;
  return {
    circuit,
    steps: stepsOf(circuit),
    target: targetOf(certificate.target),
    relative: certificate.relative,
  };
}

/** Why the panels do not make up the domain, if they do not. */
function gapIn({ panels }: BoundClaim, { domain }: Certificate): string | undefined {
  let end = domain.lower;
  for (const [i, { lower, upper }] of panels.entries()) {
    if (rationals.compare(lower, end) !== 0) return `panel ${String(i)} does not begin where the one before ends`;
    if (rationals.compare(lower, upper) >= 0) return `panel ${String(i)} is empty`;
    end = upper;
  }
  return rationals.compare(end, domain.upper) === 0 ? undefined : 'the panels do not reach the end of the domain';
}

/** Whether the lower end is attained at its point. */
function checkLower(problem: ErrorProblem, certificate: Certificate, claim: BoundClaim): CheckResult | undefined {
  const { at, bits } = claim.attained;
  const { lower, upper } = certificate.domain;
  if (rationals.compare(at, lower) < 0 || rationals.compare(at, upper) > 0) {
    return unknown('the point of the lower bound lies outside of the domain');
  }
  const attained = attainedError(problem, at, bits);
  const place = `the error at x = ${formatDecimal(at, 20)}`;
  if (rationals.compare(attained.lower, claim.upper) > 0)
    return { status: 'refuted', reason: `${place} exceeds the bound` };
  if (rationals.compare(attained.lower, claim.lower) < 0) return unknown(`${place} does not reach the lower bound`);
  return undefined;
}

async function checkBound(
  problem: ErrorProblem,
  certificate: Certificate,
  claim: BoundClaim,
  options: CheckOptions,
): Promise<CheckResult> {
  const gap = gapIn(claim, certificate);
  if (gap !== undefined) return unknown(gap);
  const fault = checkLower(problem, certificate, claim);
  if (fault !== undefined) return fault;
  const bound = options.bound ?? ((p, panel) => Promise.resolve(boundPanel(p, panel).upper));
  let done = 0;
  const faults = await Promise.all(
    claim.panels.map(async (panel, i) => {
      const upper = await bound(problem, panel);
      done += 1;
      options.onProgress?.(done / claim.panels.length);
      const exceeds = rationals.compare(magnitudeToRational(upper), claim.upper) > 0;
      return exceeds
        ? `panel ${String(i)} is bounded by ${formatDecimal(magnitudeToRational(upper), 12)} only`
        : undefined;
    }),
  );
  const first = faults.find((text) => text !== undefined);
  return first === undefined ? { status: 'proved', lower: claim.lower, upper: claim.upper } : unknown(first);
}

/** The target on the domain; refuses one that is undefined or jumps there. */
function requireTarget(target: Target, { domain }: Certificate): void {
  target.checkDomain(domain);
}

/**
 * Checks a certificate.
 *
 * Nothing of it is believed but the circuit, the target and the domain, which say what it is about: every inequality is
 * evaluated anew for the numbers given. Cost: about that of finding it.
 * @param certificate - The certificate.
 * @param options - Where panels are bounded, and who is told.
 * @returns The finding; `unknown` with the reason where a condition fails.
 */
export async function checkCertificate(certificate: Certificate, options: CheckOptions = {}): Promise<CheckResult> {
  const { claim, domain } = certificate;
  try {
    if (rationals.compare(domain.lower, domain.upper) >= 0) return unknown('expected a domain a,b with a < b');
    const problem = problemOf(certificate);
    requireTarget(problem.target, certificate);
    if (claim.kind === 'pole') {
      return isInside(claim.pole, certificate) && provesPole(withDeferred(problem, claim.deferred).steps, claim.pole)
        ? { status: 'refuted', reason: 'the network has a pole on the domain', pole: claim.pole }
        : unknown('the pole is not proven');
    }
    if (claim.kind === 'bound') return await checkBound(problem, certificate, claim, options);
    const zero = rationals.zero;
    return areIdentical(problem, domain)
      ? { status: 'proved', lower: zero, upper: zero }
      : unknown('the circuit and the target are not shown to be equal');
  } catch (error) {
    if (error instanceof RangeError) return unknown(error.message);
    throw error;
  }
}

/** Whether a pole is claimed inside the domain. */
function isInside(pole: PoleClaim, { domain }: Certificate): boolean {
  const [lower, upper] = pole.kind === 'point' ? [pole.at, pole.at] : [pole.lower, pole.upper];
  return rationals.compare(domain.lower, lower) <= 0 && rationals.compare(upper, domain.upper) <= 0;
}
