/**
 * Statements that are verified case by case: identities and inequalities that exact or enclosing arithmetic decides for
 * given and for random instances.
 */
import { createRandomSource, type RandomSource } from '../training/random.ts';
import type { Check, Row, StatementResult, Verdict } from './records.ts';
import { conclude, type Statement, type VerificationContext } from './statement.ts';

/** What a case showed: nothing where the claim holds, otherwise the witness against it, or why it stays open. */
export type Finding = { readonly witness: string } | { readonly undecided: string } | undefined;

/** One claim about instances of type I. */
export interface Proposition<I> {
  readonly claim: string;
  readonly method: Check['method'];
  /** Decides the claim for one instance. */
  readonly check: (instance: I) => Finding;
}

/** Where the instances come from. */
export interface Instances<I> {
  /** Instances with a reason of their own: symmetric, extreme. */
  readonly fixed: readonly I[];
  /** A random instance. */
  readonly draw: (random: RandomSource) => I;
  /** Random instances for each proposition. */
  readonly count: number;
}

/** A statement of this form. */
export interface CaseStatement<I> extends Omit<Statement, 'verify' | 'needs'> {
  readonly propositions: readonly Proposition<I>[];
  readonly instances: Instances<I>;
  readonly notes: readonly string[];
  /** Networks that illustrate the statement, with certified errors. */
  readonly rows?: (context: VerificationContext) => Promise<readonly Row[]>;
}

/** A statement whose propositions can be checked for instances of the caller's. */
export interface CheckableStatement<I> extends Statement {
  readonly propositions: readonly Proposition<I>[];
  readonly instances: Instances<I>;
}

/** Completes a statement of this form with its verification. */
export function caseStatement<I>(definition: CaseStatement<I>): CheckableStatement<I> {
  const { propositions, instances } = definition;
  const needs =
    `every proposition (${String(propositions.length)}) holds, by exact or enclosing arithmetic, for ` +
    `${String(instances.fixed.length)} chosen and ${String(instances.count)} random instances each`;
  return { ...definition, needs, verify: (context) => verifyCases(definition, context) };
}

/** A number of an id's own, so that statements do not share their random instances. */
const streamOf = (id: string): number =>
  Array.from(id).reduce((hash, sign) => hash * 31 + sign.charCodeAt(0), 7) % 2 ** 31;

async function verifyCases<I>(definition: CaseStatement<I>, context: VerificationContext): Promise<StatementResult> {
  const { propositions, instances, notes, id } = definition;
  const checks: Check[] = [];
  for (const [k, proposition] of propositions.entries()) {
    const random = createRandomSource(context.seed, streamOf(id), k);
    checks.push(checkAll(proposition, instances, random));
    context.onProgress(proposition.claim, k + 1, propositions.length);
    // Lets progress show and interruptions through.
    await new Promise<void>((resolve) => {
      setTimeout(resolve, 0);
    });
  }
  const rows = (await definition.rows?.(context)) ?? [];
  const { verdict, reason } = judge(checks);
  return { ...conclude(definition, verdict, rows, [], notes, reason), checks };
}

function checkAll<I>(
  { claim, method, check }: Proposition<I>,
  { fixed, draw, count }: Instances<I>,
  random: RandomSource,
): Check {
  const total = fixed.length + count;
  for (let cases = 0; cases < total; cases += 1) {
    const finding = check(fixed[cases] ?? draw(random));
    if (finding !== undefined) return { claim, method, cases, ...finding };
  }
  return { claim, method, cases: total };
}

/** Violated by a witness, inconclusive by an open case, verified otherwise. */
function judge(checks: readonly Check[]): { readonly verdict: Verdict; readonly reason?: string } {
  for (const { claim, witness } of checks) {
    if (witness !== undefined) return { verdict: 'violated', reason: `${claim}: ${witness}` };
  }
  for (const { claim, undecided } of checks) {
    if (undecided !== undefined) return { verdict: 'inconclusive', reason: `${claim}: ${undecided}` };
  }
  return { verdict: 'verified' };
}

/** Runs the propositions of a statement on one instance of the caller's. */
export function checkInstance<I>(propositions: readonly Proposition<I>[], instance: I): readonly Check[] {
  return propositions.map(({ claim, method, check }) => {
    const finding = check(instance);
    return { claim, method, cases: finding === undefined ? 1 : 0, ...finding };
  });
}
