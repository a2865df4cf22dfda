/**
 * Statements and how they are verified: the common part of all files of this room.
 */
import { formatDecimal, parseNumeral } from '../arithmetic/numerals.ts';
import { type Rational, rationals } from '../arithmetic/rational.ts';
import type { Circuit, Size } from '../circuits/circuit.ts';
import { construct, describeDomain } from '../constructions/construct.ts';
import type { Domain, Target } from '../functions/target.ts';
import { type ErrorEvaluator, estimateError } from '../measurement/estimate.ts';
import type { Fit, Row, RowRole, SizeRecord, StatementResult, Verdict } from './records.ts';

/** What a verification is given: the ladder, the machine, and places to keep what is finished. */
export interface VerificationContext {
  /** Accuracies, in any order. */
  readonly epsilons: readonly Rational[];
  /** Sample points for each error. */
  readonly points: number;
  readonly seed: number;
  readonly evaluator: ErrorEvaluator;
  /** A row finished earlier, or undefined. */
  readonly recall: (key: string) => Row | undefined;
  /** Keeps a finished row. */
  readonly keep: (key: string, row: Row) => Promise<void>;
  /** Keeps a network and returns the path that a row shows for it. */
  readonly keepNetwork: (name: string, circuit: Circuit) => Promise<string>;
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
  readonly domain: Domain;
  readonly method: string;
  readonly role: RowRole;
  readonly eps: Rational;
  /** Relative instead of absolute error. */
  readonly relative?: boolean;
  /** Number of steps, where the row stands for a number of steps. */
  readonly steps?: number;
  /** Gives the circuit, its size and its proven bound. */
  readonly build: () => { circuit: Circuit; size: Size; bound: string };
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

/** Builds and measures one network. */
async function makeRow(context: VerificationContext, request: RowRequest): Promise<Row> {
  const start = performance.now();
  const { circuit, size, bound } = request.build();
  const { target, domain, relative = false, eps } = request;
  const { points, seed, evaluator } = context;
  const sampled = await estimateError({ circuit, target, domain, relative, eps, points, seed, evaluator });
  const network = await context.keepNetwork(request.key, circuit);
  return {
    eps: formatDecimal(eps, 12),
    target: target.name,
    domain: describeDomain(domain),
    method: request.method,
    role: request.role,
    size: sizeRecord(size),
    planBound: bound,
    estimate: {
      kind: 'estimate',
      error: sampled.error,
      at: sampled.at,
      points: sampled.points,
      arithmetic: sampled.arithmetic,
    },
    ...(relative && { relative }),
    ...(request.steps !== undefined && { steps: request.steps }),
    seconds: (performance.now() - start) / 1000,
    network,
  };
}

/** Makes all rows of a statement, taking those that are already kept. */
export async function makeRows(context: VerificationContext, requests: readonly RowRequest[]): Promise<Row[]> {
  const rows: Row[] = [];
  for (const request of requests) {
    let row = context.recall(request.key);
    if (row === undefined) {
      row = await makeRow(context, request);
      await context.keep(request.key, row);
    }
    rows.push(row);
    context.onProgress(request.label, rows.length, requests.length);
  }
  return rows;
}

/** The accuracies from coarse to fine. */
export const ladder = (context: VerificationContext): Rational[] =>
  [...context.epsilons].sort((x, y) => rationals.compare(y, x));

/** A row whose sampled error exceeds its proven bound, or whose bound exceeds ε: a witness of a violation. */
export function findViolation(rows: readonly Row[]): string | undefined {
  for (const row of rows) {
    const [eps, bound] = [parseNumeral(row.eps), parseNumeral(row.planBound)];
    // The strings of a row are rounded to a few digits; 1e-5 covers that.
    const above = (x: Rational, y: Rational): boolean =>
      rationals.compare(x, rationals.mul(y, parseNumeral('1.00001'))) > 0;
    const place = `${row.target} by ${row.method}, ε = ${row.eps}`;
    if (row.estimate !== undefined && above(parseNumeral(row.estimate.error), bound)) {
      return `${place}: the sampled error ${row.estimate.error} at x = ${row.estimate.at} exceeds the proven bound ${row.planBound}`;
    }
    if (row.steps === undefined && above(bound, eps)) return `${place}: the proven bound ${row.planBound} exceeds ε`;
  }
  return undefined;
}

/** Puts a result together. */
export function conclude(
  statement: Omit<Statement, 'verify' | 'needs'>,
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
