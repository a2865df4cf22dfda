/** Rows of single rational functions: for each ε the least degree whose nearly best function has a certified error within ε. */
import { formatDecimal, log2Of, parseNumeral } from '../arithmetic/numerals.ts';
import { type Rational, rationals } from '../arithmetic/rational.ts';
import type { Certificate } from '../certificates/certificate.ts';
import type { Circuit } from '../circuits/circuit.ts';
import { sizeOf } from '../circuits/size.ts';
import { describeDomain } from '../constructions/construct.ts';
import type { NearBestFamily } from '../constructions/minimax/near-best-family.ts';
import { certifyMinimax } from '../measurement/certify-minimax.ts';
import { certifyNearBest, expectedDegree } from '../measurement/certify-near-best.ts';
import type { Subject } from './needed-sizes.ts';
import type { Row } from './records.ts';
import { sizeRecord, type VerificationContext } from './statement.ts';

/** A function with its certificate, whichever way it was found. */
interface Candidate {
  readonly type: readonly [number, number];
  readonly circuit: Circuit;
  readonly error: { readonly lower: string; readonly upper: string };
  readonly best: Rational | undefined;
  readonly certificate: Certificate;
  readonly seconds: number;
}

/** upper/lower − 1 of best errors where Remez’s algorithm steps in. */
const GAP = 0.05;
/** Up to this degree it does. */
const SMALL_DEGREE = 16;
/** Degrees tried from the expected one on. */
const TRIES = 4;
/** Rounds in which the expectation settles. */
const ROUNDS = 6;
/** log₂ of the factor above ε within which an expected error may turn out to be below. */
const CLOSE_BITS = 4;

/** The approximant of a degree; small degrees at which interpolation does not alternate are left to Remez’s algorithm. */
async function candidate(
  context: VerificationContext,
  { target, domain }: Subject,
  family: NearBestFamily,
  degree: number,
): Promise<Candidate | undefined> {
  const { certifySeconds: maxSeconds, executor } = context;
  const limits = { maxSeconds, ...(executor && { executor }) };
  const found = await certifyNearBest(target, domain, family, degree, limits);
  if (typeof found !== 'string') return found;
  if (degree > SMALL_DEGREE) return undefined;
  try {
    const type = [degree, degree] as const;
    const { circuit, error, certificate, seconds } = await certifyMinimax({
      target,
      domain,
      type,
      gap: GAP,
      ...limits,
    });
    const { lower, upper } = error;
    if (upper === null || certificate === undefined) return undefined;
    const best = parseNumeral(lower);
    return { type, circuit, error: { lower, upper }, best, certificate, seconds: seconds.search + seconds.proof };
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** The expected degree, until what is found at it does not change the expectation. */
function settledDegree(family: NearBestFamily, eps: Rational): number | undefined {
  let degree = expectedDegree(family, eps);
  for (let i = 0; i < ROUNDS && degree !== undefined; i += 1) {
    family.tryAt(degree);
    const next = expectedDegree(family, eps);
    if (next === degree) break;
    degree = next;
  }
  return degree;
}

/** The first degree from the expected one on that reaches ε, or one below it that does. */
async function leastCandidate(
  context: VerificationContext,
  subject: Subject,
  family: NearBestFamily,
  eps: Rational,
): Promise<Candidate | undefined> {
  const expected = settledDegree(family, eps);
  if (expected === undefined) return undefined;
  const isSeenAbove = (degree: number): boolean => (family.tryAt(degree)?.log2Errors[1] ?? -Infinity) > log2Of(eps);
  const reaching = async (degree: number): Promise<Candidate | 'above' | undefined> => {
    if (isSeenAbove(degree)) return 'above';
    const found = await candidate(context, subject, family, degree);
    return found && rationals.compare(parseNumeral(found.error.upper), eps) > 0 ? 'above' : found;
  };
  for (let degree = expected; degree < expected + TRIES; degree += 1) {
    const found = await reaching(degree);
    if (found === 'above' || (found === undefined && degree <= SMALL_DEGREE)) continue;
    // What was not certified in time will not be at a larger degree.
    if (found === undefined) return undefined;
    // Errors of small degrees are irregular, and what is expected is no bound: one degree less is tried where it may do.
    const isClose = degree <= SMALL_DEGREE || (family.expected(degree - 1) ?? 0) < log2Of(eps) + CLOSE_BITS;
    const less = degree > 1 && isClose ? await reaching(degree - 1) : undefined;
    return less === undefined || less === 'above' ? found : less;
  }
  return undefined;
}

/**
 * The row of the nearly best single rational function for ε.
 * @param context - Keeps the row, its network and certificate.
 * @param subject - Target and interval.
 * @param family - Approximants of at least two degrees.
 * @param eps - ε.
 * @param prefix - What the names of kept things begin with.
 * @returns The row, or undefined where no function within ε was certified in the time given.
 */
export async function singleRow(
  context: VerificationContext,
  subject: Subject,
  family: NearBestFamily,
  eps: Rational,
  prefix: string,
): Promise<Row | undefined> {
  const { target, domain } = subject;
  const key = [prefix, target.name, 'near-best', formatDecimal(eps, 40)].join('_');
  const kept = context.recall(key);
  if (kept !== undefined) return kept;
  const found = await leastCandidate(context, subject, family, eps);
  if (found === undefined) return undefined;
  const { circuit, error, certificate, seconds, type, best } = found;
  const row: Row = {
    eps: formatDecimal(eps, 12),
    target: target.name,
    domain: describeDomain(domain),
    method: 'near-best',
    role: 'competitor',
    size: sizeRecord(sizeOf(circuit)),
    planBound: error.upper,
    error: { kind: 'bound', ...error, certificate: await context.keepCertificate(key, certificate) },
    ...(best !== undefined && { best: { type: [...type] as [number, number], lower: formatDecimal(best, 10) } }),
    seconds,
    network: await context.keepNetwork(key, circuit),
  };
  await context.keep(key, row);
  return row;
}
