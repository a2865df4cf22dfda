/**
 * Statements and how they are verified: the common part of all files of this room.
 */
import { formatDecimal, parseNumeral } from '../arithmetic/numerals.ts';
import { type Rational, rationals } from '../arithmetic/rational.ts';
import type { Circuit, Size } from '../circuits/circuit.ts';
import type { DenseNetwork } from '../circuits/network-file.ts';
import { construct, describeDomain } from '../constructions/construct.ts';
import type { Domain, Target } from '../functions/target.ts';
import type { BoxCertificate } from '../certificates/box-certificate.ts';
import type { Certificate } from '../certificates/certificate.ts';
import type { Assessor } from '../measurement/assess.ts';
import type { AttemptExecutor } from '../measurement/certify-attempt.ts';
import type { CertifiedError } from '../measurement/certify.ts';
import type { ErrorBound, Fit, Row, RowRole, SizeRecord, StatementResult, Verdict } from './records.ts';

/** What a verification is given: the ladder, the machine, and places to keep what is finished. */
export interface VerificationContext {
  /** Accuracies, in any order; those of the statement where they are absent. */
  readonly epsilons?: readonly Rational[];
  /** Sample points for each error. */
  readonly points: number;
  readonly seed: number;
  /** Samples and certifies errors. */
  readonly assessor: Assessor;
  /** Carries out what statements certify themselves; by default this thread. */
  readonly executor?: AttemptExecutor;
  /** Seconds for the certificate of each network. */
  readonly certifySeconds: number;
  /** A row finished earlier, or undefined. */
  readonly recall: (key: string) => Row | undefined;
  /** Keeps a finished row. */
  readonly keep: (key: string, row: Row) => Promise<void>;
  /** Keeps a network and returns the path that a row shows for it. */
  readonly keepNetwork: (name: string, network: Circuit | DenseNetwork) => Promise<string>;
  /** Keeps a certificate and returns the path that a row shows for it. */
  readonly keepCertificate: (name: string, certificate: Certificate | BoxCertificate) => Promise<string>;
  /** Told about every finished piece of work. @param done of `total` pieces of this statement */
  readonly onProgress: (label: string, done: number, total: number) => void;
}

/** A statement of a paper or of this project, with the way it is verified. One file each. */
export interface Statement {
  readonly id: string;
  readonly title: string;
  /** What is claimed, as verified here, constants and quantifiers explicit. */
  readonly claim: string;
  readonly hypotheses: readonly string[];
  readonly references: readonly string[];
  /** What the verdict `verified` needs, in words. */
  readonly needs: string;
  /** The networks whose certificates stand beside the proof of the statement, in proofs/certificates. */
  readonly certified?: () => readonly RowRequest[];
  verify(context: VerificationContext): Promise<StatementResult>;
}

/** Sizes as records write them. */
export function sizeRecord({ degree, ...size }: Size): SizeRecord {
  return { ...size, degree: degree.toString() };
}

/** One network to construct, or already constructed, and measure. */
export interface RowRequest {
  readonly key: string;
  readonly label: string;
  readonly target: Target;
  /** What the row calls the target, if not by its name. */
  readonly name?: string;
  readonly domain: Domain;
  readonly method: string;
  readonly role: RowRole;
  readonly eps: Rational;
  /** Relative instead of absolute error. */
  readonly relative?: boolean;
  /** Number of steps, where the row stands for a number of steps. */
  readonly steps?: number;
  /** upper/lower that the certified error is to reach; default 1.05. */
  readonly tightness?: number;
  /** Gives the circuit, its size and its proven bound, and the method with its role where `method` is `auto`. */
  readonly build: () => { circuit: Circuit; size: Size; bound: string; method?: string; role?: RowRole };
}

/** A row that asks the planner of a method for ε. */
export function plannedRow(target: Target, domain: Domain, method: string, role: RowRole, eps: Rational): RowRequest {
  const digits = formatDecimal(eps, 6);
  return {
    key: [target.name, ...describeDomain(domain), method, formatDecimal(eps, 40)].join('_'),
    label: `${target.name} ${method} ε = ${digits}`,
    target,
    domain,
    method,
    role,
    eps,
    build: () => construct(target, { eps, domain, method }),
  };
}

/** upper/lower of the certified errors: those of roots are compared with a closed form. */
const TIGHTNESS = 1.05;

/** The certified error of a row, with its certificate kept; undefined where none was found in time. */
async function keepBound(
  context: VerificationContext,
  key: string,
  certified: CertifiedError | undefined,
): Promise<ErrorBound | undefined> {
  if (certified?.status !== 'proved' || certified.certificate === undefined || certified.error.upper === null) {
    return undefined;
  }
  const { lower, upper } = certified.error;
  return { kind: 'bound', lower, upper, certificate: await context.keepCertificate(key, certified.certificate) };
}

/** Builds one network, samples its error and certifies it. */
async function makeRow(context: VerificationContext, request: RowRequest): Promise<Row> {
  const start = performance.now();
  const { circuit, size, bound, method = request.method, role = request.role } = request.build();
  const built = (performance.now() - start) / 1000;
  const { target, domain, relative = false, eps, tightness = TIGHTNESS } = request;
  const { points, seed, assessor, certifySeconds: maxSeconds } = context;
  const { estimate: sampled, certified } = await assessor.assess({
    circuit,
    target,
    domain,
    relative,
    eps,
    points,
    seed,
    tightness,
    maxSeconds,
  });
  const network = await context.keepNetwork(request.key, circuit);
  const error = await keepBound(context, request.key, certified);
  return {
    eps: formatDecimal(eps, 12),
    target: request.name ?? target.name,
    domain: describeDomain(domain),
    method,
    role,
    size: sizeRecord(size),
    planBound: bound,
    estimate: {
      kind: 'estimate',
      error: sampled.error,
      at: sampled.at,
      points: sampled.points,
      arithmetic: sampled.arithmetic,
    },
    ...(error !== undefined && { error }),
    ...(relative && { relative }),
    ...(request.steps !== undefined && { steps: request.steps }),
    seconds: built + sampled.seconds + (certified?.seconds ?? 0),
    network,
  };
}

/** Makes all rows of a statement, several at a time, taking those that are already kept. */
export async function makeRows(context: VerificationContext, requests: readonly RowRequest[]): Promise<Row[]> {
  const rows: Row[] = [];
  let [next, done] = [0, 0];
  const work = async (): Promise<void> => {
    for (let i = next++; i < requests.length; i = next++) {
      const request = requests[i] as RowRequest;
      let row = context.recall(request.key);
      if (row === undefined) {
        row = await makeRow(context, request);
        await context.keep(request.key, row);
      }
      rows[i] = row;
      done += 1;
      context.onProgress(request.label, done, requests.length);
    }
  };
  await Promise.all(Array.from({ length: context.assessor.concurrency }, work));
  return rows;
}

/** Powers of ten as accuracies. */
export const accuracies = (...digits: readonly number[]): readonly Rational[] =>
  digits.map((d) => parseNumeral(`1e-${String(d)}`));

/** L = log₂ log₂(1/ε) in nearly even steps from 1e-2 to 1e-512. */
const DEFAULT_LADDER = accuracies(2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512);

/**
 * The accuracies from coarse to fine.
 * @param context - May name them.
 * @param own - Those of the statement.
 */
export const ladder = (context: VerificationContext, own: readonly Rational[] = DEFAULT_LADDER): Rational[] =>
  [...(context.epsilons ?? own)].sort((x, y) => rationals.compare(y, x));

/** The strings of a row are rounded to a few digits; 1e-5 covers that. */
const ROUNDING = parseNumeral('1.00001');

/**
 * A witness of a violation: a proven bound above ε, or an error that is certainly above its proven bound or ε, by certificate
 * or by a sample.
 */
export function findViolation(rows: readonly Row[]): string | undefined {
  const above = (x: string, y: string): boolean =>
    rationals.compare(parseNumeral(x), rationals.mul(parseNumeral(y), ROUNDING)) > 0;
  for (const { target, method, eps, planBound, estimate, error, steps } of rows) {
    const place = `${target} by ${method}, ε = ${eps}`;
    if (estimate !== undefined && above(estimate.error, planBound)) {
      return `${place}: the sampled error ${estimate.error} at x = ${estimate.at} exceeds the proven bound ${planBound}`;
    }
    if (error !== undefined && above(error.lower, planBound)) {
      return `${place}: the certified error is at least ${error.lower}, above the proven bound ${planBound}`;
    }
    if (steps === undefined && above(planBound, eps)) return `${place}: the proven bound ${planBound} exceeds ε`;
  }
  return undefined;
}

/** A certified error of which it is not shown that it is at most ε. */
export function findUndecided(rows: readonly Row[]): string | undefined {
  for (const { target, method, eps, error, steps } of rows) {
    if (steps !== undefined || error === undefined) continue;
    if (rationals.compare(parseNumeral(error.upper), parseNumeral(eps)) > 0) {
      return `${target} by ${method}: the certified error ${error.upper} is not below ε = ${eps}`;
    }
  }
  return undefined;
}

/** How many rows have a certificate, in words. */
export function certifiedNote(rows: readonly Row[], seconds: number): string {
  const count = rows.filter(({ error }) => error !== undefined).length;
  const which =
    count === rows.length ? `All ${String(count)} errors are` : `${String(count)} of ${String(rows.length)} errors are`;
  const rest =
    count === rows.length
      ? ''
      : ` The others were not certified within ${String(seconds)} s each: their estimates are samples, and what is proven of them is the planner’s bound.`;
  return `${which} certified: each lies in an interval proven by a certificate that \`loglog check\` verifies.${rest}`;
}

/** Puts a result together. */
export function conclude(
  statement: Omit<Statement, 'verify' | 'needs' | 'certified'>,
  verdict: Verdict,
  rows: readonly Row[],
  fits: readonly (Fit | undefined)[],
  notes: readonly string[],
  reason?: string,
): StatementResult {
  const kept = fits.filter((fit) => fit !== undefined);
  const [fit] = kept;
  const { id, title, claim, hypotheses, references } = statement;
  return {
    id,
    title,
    verdict,
    claim,
    hypotheses,
    references,
    rows,
    fits: kept,
    ...(fit && { fit }),
    notes,
    ...(reason !== undefined && { reason }),
  };
}
