/**
 * Statements of the form "for every ε there is a rational network within ε of f on I whose size is O(L(ε)^a)": one way to
 * verify all of them.
 */
import { parseNumeral } from '../arithmetic/numerals.ts';
import { describeDomain } from '../constructions/construct.ts';
import type { Domain, Target } from '../functions/target.ts';
import { fitPower, keepsGrowth } from './growth.ts';
import type { Row, RowRole, SizeMeasure, StatementResult, Verdict } from './records.ts';
import {
  certifiedNote,
  conclude,
  findUndecided,
  findViolation,
  ladder,
  makeRows,
  plannedRow,
  type RowRequest,
  type Statement,
  type VerificationContext,
} from './statement.ts';

/** A construction that a statement compares. */
export interface ComparedMethod {
  readonly name: string;
  readonly role: RowRole;
  /** The power of L that is claimed for each measure; nothing is claimed where it is absent. */
  readonly claims: Readonly<Partial<Record<SizeMeasure, number>>>;
}

/** What differs between statements of this form. */
export interface GrowthStatement extends Omit<Statement, 'verify' | 'needs' | 'certified'> {
  readonly target: Target;
  readonly domain: Domain;
  /** The claimed construction first. */
  readonly methods: readonly ComparedMethod[];
  readonly notes: readonly string[];
}

const NEEDS =
  'for every ε of the ladder a circuit whose error is certified to be at most ε (or, where no certificate is found in its time, ' +
  'whose proven a-priori bound is at most ε and not contradicted by samples), and sizes whose fitted exponent in L exceeds the claimed one by at most one half, over at least four accuracies';

/** Completes a statement of this form with its verification. */
export function growthStatement(definition: GrowthStatement): Statement {
  return {
    ...definition,
    needs: NEEDS,
    certified: () => certifiedNetworks(definition),
    verify: (context) => verifyGrowth(definition, context),
  };
}

/** Accuracies of the certificates that stand beside a proof. */
const PROOF_LADDER = ['1e-4', '1e-16', '1e-64', '1e-128'].map(parseNumeral);

/** The paper's and our own constructions along the ladder. */
function certifiedNetworks({ target, domain, methods }: GrowthStatement): readonly RowRequest[] {
  const claimed = methods.filter(({ role }) => role === 'paper' || role === 'own');
  return PROOF_LADDER.flatMap((eps) => claimed.map(({ name, role }) => plannedRow(target, domain, name, role, eps)));
}

async function verifyGrowth(definition: GrowthStatement, context: VerificationContext): Promise<StatementResult> {
  const { target, domain, methods } = definition;
  const requests = ladder(context).flatMap((eps) =>
    methods.map(({ name, role }) => plannedRow(target, domain, name, role, eps)),
  );
  const rows = await makeRows(context, requests);
  const of = (name: string): Row[] => rows.filter((row) => row.method === name);
  const fits = methods.flatMap(({ name, claims }) => [
    fitPower(name, of(name), 'gates', claims.gates),
    fitPower(name, of(name), 'nodes', claims.nodes),
    fitPower(name, of(name), 'layeredNodes', claims.layeredNodes),
  ]);
  const { verdict, reason } = judge(methods, rows, of);
  const notes = [
    `All errors are absolute, on [${describeDomain(domain).join(', ')}].`,
    certifiedNote(rows, context.certifySeconds),
    'The planner’s bound is proven before any evaluation, rounding of the weights included.',
    ...definition.notes,
  ];
  return conclude(definition, verdict, rows, fits, notes, reason);
}

function judge(
  methods: readonly ComparedMethod[],
  rows: readonly Row[],
  of: (name: string) => Row[],
): { verdict: Verdict; reason?: string } {
  const violation = findViolation(rows);
  if (violation !== undefined) return { verdict: 'violated', reason: violation };
  const undecided = findUndecided(rows);
  if (undecided !== undefined) return { verdict: 'inconclusive', reason: undecided };
  for (const { name, claims } of methods) {
    for (const [measure, exponent] of Object.entries(claims) as [SizeMeasure, number][]) {
      const fit = fitPower(name, of(name), measure);
      const claim = `${measure} of ${name} = O(L^${String(exponent)})`;
      if (fit === undefined || fit.points < 4) {
        const reason = `${claim}: fewer than four accuracies below 1/2 say nothing about growth`;
        return { verdict: 'inconclusive', reason };
      }
      if (!keepsGrowth(fit, exponent)) {
        const reason = `${claim}: the exponent fitted over ${String(fit.points)} accuracies is ${fit.exponent.toFixed(2)}`;
        return { verdict: 'inconclusive', reason };
      }
    }
  }
  return { verdict: 'verified' };
}
