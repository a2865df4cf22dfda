/** Composite p-th roots on a fixed interval: [TT] Lemma 1.1. */
import { type BigFloat, type BigFloatField, bigfloat } from '../arithmetic/bigfloat.ts';
import { formatDecimal, parseNumeral } from '../arithmetic/numerals.ts';
import { type Rational, rationals } from '../arithmetic/rational.ts';
import { circuitField } from '../circuits/builder.ts';
import { sizeOf } from '../circuits/size.ts';
import { describeBound } from '../constructions/describe.ts';
import { S } from '../constructions/planning.ts';
import { planRootSteps, pthRoot, type RootMethod } from '../constructions/pth-root.ts';
import { findTarget } from '../functions/catalog.ts';
import type { Domain } from '../functions/target.ts';
import { fitLine } from './growth.ts';
import type { ErrorBound, Row, StatementResult, Verdict } from './records.ts';
import {
  certifiedNote,
  conclude,
  findViolation,
  ladder,
  makeRows,
  type RowRequest,
  type Statement,
  type VerificationContext,
} from './statement.ts';

/** The cases verified: p and α, on the interval [α^p, 1]. */
const CASES: readonly { p: number; alpha: string }[] = [
  { p: 2, alpha: '0.1' },
  { p: 3, alpha: '0.03' },
  { p: 5, alpha: '0.3' },
];

const DEFINITION = {
  id: 'lemma-1.1',
  title: 'Composite p-th root on a fixed interval',
  claim:
    'For p ≥ 2 and α in (0,1), k scaled Newton steps f ← ((p−1) μ f + x/(μ f)^(p−1))/p from f = 1 give a rational network with ' +
    'O(k) nodes whose relative error for x^(1/p) on [α^p, 1] is exactly (1−α_k)/(1+α_k), α_{k+1} = p α_k/((p−1) μ_k + μ_k^(1−p) α_k^p); ' +
    'hence relative error ε takes O(log log(1/ε)) gates.',
  hypotheses: ['p ≥ 2 an integer', '0 < α < 1', 'the interval [α^p, 1] is fixed: the constants depend on α and p'],
  references: ['Tang, Townsend, arXiv 2602.12390, Lemma 1.1', 'Gawlik, Nakatsukasa, arXiv 1906.11326'],
};

const NEEDS =
  'for every number of steps the closed form lies in the certified interval of the relative error (of relative width 10^−3), and the ' +
  'sampled error equals it to 6 digits and does not exceed the proven bound; gates are linear in L with r² ≥ 0.99';

/** (1−α_k)/(1+α_k) for k = 0, 1, …: the closed form, independent of the planner. */
function* closedForm(F: BigFloatField, p: number, alpha: BigFloat): Generator<BigFloat> {
  const power = (x: BigFloat, n: number): BigFloat => (n === 0 ? F.one : F.mul(x, power(x, n - 1)));
  const P = F.fromInteger(p);
  for (let a = alpha; ;) {
    yield F.div(F.sub(F.one, a), F.add(F.one, a));
    const ap = power(a, p);
    const mu = F.root(F.div(F.sub(a, ap), F.mul(F.fromInteger(p - 1), F.sub(F.one, a))), p);
    const next = F.add(F.mul(F.fromInteger(p - 1), mu), F.div(ap, power(mu, p - 1)));
    a = F.div(F.mul(P, a), next);
  }
}

const MOST_STEPS = 64;

/** The rows of one case: k = 1, 2, … while the closed form stays above the finest ε. */
function requestsOf(p: number, alpha: Rational, finest: Rational): RowRequest[] {
  const bits = 256 + 4 * finest.denominator.toString(2).length;
  const F = bigfloat(bits);
  const power = (x: Rational, n: number): Rational => (n === 0 ? rationals.one : rationals.mul(x, power(x, n - 1)));
  const domain: Domain = { lower: power(alpha, p), upper: rationals.one };
  const errors = closedForm(F, p, F.constant(alpha));
  errors.next();
  const requests: RowRequest[] = [];
  for (let steps = 1; steps <= MOST_STEPS; steps += 1) {
    const { value } = errors.next() as IteratorYieldResult<BigFloat>;
    const eps = F.toRational(value);
    if (steps > 1 && rationals.compare(eps, finest) < 0) break;
    requests.push(request(p, domain, 'scaled-newton', steps, eps));
    if (p === 2) requests.push(...baselines(domain, steps, finest));
  }
  return requests;
}

/** Plain Newton and Halley with as many steps, as long as fewer did not reach the finest ε already. */
function baselines(domain: Domain, steps: number, finest: Rational): RowRequest[] {
  const [lo, hi] = [S.constant(domain.lower), S.constant(domain.upper)];
  const reached = (method: RootMethod): boolean =>
    S.compare(planRootSteps(2, lo, hi, steps - 1, method).relativeError, S.constant(finest)) < 0;
  return (['newton', 'halley'] as const)
    .filter((method) => steps === 1 || !reached(method))
    .map((method) => request(2, domain, method, steps, rationals.one));
}

function request(p: number, domain: Domain, method: RootMethod, steps: number, closed: Rational): RowRequest {
  const plan = planRootSteps(p, S.constant(domain.lower), S.constant(domain.upper), steps, method);
  const own = method === 'scaled-newton';
  // A baseline of as many steps reaches its own accuracy, by its own proven bound.
  const eps = own ? closed : S.toRational(plan.relativeError);
  return {
    key: ['lemma-1.1', `root:${String(p)}`, formatDecimal(domain.lower, 6), method, String(steps)].join('_'),
    label: `root:${String(p)} ${method}, ${String(steps)} steps`,
    target: findTarget(`root:${String(p)}`),
    domain,
    method,
    role: own ? 'paper' : 'baseline',
    eps,
    relative: true,
    steps,
    tightness: 1.001,
    build: () => {
      const C = circuitField(['x']);
      const [x] = C.inputs;
      const bound = describeBound(plan.relativeError);
      const meta = { target: `root:${String(p)}`, method, steps, relative: true, bound };
      const circuit = C.build(x === undefined ? [] : [pthRoot(C, x, plan)], meta);
      return { circuit, size: sizeOf(circuit), bound };
    },
  };
}

/** Accuracy up to which the networks of the paper's construction have certificates beside the proof. */
const PROOF_FINEST = parseNumeral('1e-40');

const certified = (): readonly RowRequest[] =>
  CASES.flatMap(({ p, alpha }) => requestsOf(p, parseNumeral(alpha), PROOF_FINEST)).filter(
    ({ role }) => role === 'paper',
  );

/** Relative distance that six digits allow. */
const SIX_DIGITS = parseNumeral('1e-6');

/** Whether the closed form, which the network meets up to the rounding of its weights, lies in a certified interval. */
function liesIn(closed: string, { lower, upper }: ErrorBound): boolean {
  const value = parseNumeral(closed);
  const slack = rationals.mul(SIX_DIGITS, value);
  return (
    rationals.compare(parseNumeral(lower), rationals.add(value, slack)) <= 0 &&
    rationals.compare(value, rationals.add(parseNumeral(upper), slack)) <= 0
  );
}

/** A row whose sampled error is not the closed form, which its eps holds, or whose certified error does not contain it. */
function findMismatch(rows: readonly Row[]): string | undefined {
  for (const row of rows) {
    if (row.role !== 'paper' || row.estimate === undefined) continue;
    if (row.error !== undefined && !liesIn(row.eps, row.error)) {
      return `${row.target}, ${String(row.steps)} steps: certified relative error in [${row.error.lower}, ${row.error.upper}], closed form ${row.eps}`;
    }
    const [measured, closed] = [parseNumeral(row.estimate.error), parseNumeral(row.eps)];
    const difference = rationals.sub(measured, closed);
    const size = difference.numerator < 0n ? rationals.neg(difference) : difference;
    if (rationals.compare(size, rationals.mul(SIX_DIGITS, closed)) > 0) {
      return `${row.target}, ${String(row.steps)} steps: sampled relative error ${row.estimate.error}, closed form ${row.eps}`;
    }
  }
  return undefined;
}

/** Coarser accuracies are left out of the fits: L is negative or its curvature dominates there. */
const asymptotic = (rows: readonly Row[]): Row[] =>
  rows.filter((row) => rationals.compare(parseNumeral(row.eps), parseNumeral('0.05')) < 0);

async function verify(context: VerificationContext): Promise<StatementResult> {
  const finest = ladder(context).at(-1) ?? rationals.one;
  const rows = await makeRows(
    context,
    CASES.flatMap(({ p, alpha }) => requestsOf(p, parseNumeral(alpha), finest)),
  );
  const fits = CASES.map(({ p }) => {
    const own = asymptotic(rows.filter((row) => row.target === `root:${String(p)}` && row.role === 'paper'));
    return fitLine(`scaled-newton, p = ${String(p)}`, own, 'gates');
  });
  const { verdict, reason } = judge(rows, fits);
  const notes = [
    certifiedNote(rows, context.certifySeconds),
    'All errors of this statement are relative: |f/x^(1/p) − 1|. ε is the closed form (1−α_k)/(1+α_k) of the row’s number of steps.',
    'For plain Newton and Halley, from a constant start on the same interval, ε is their own proven bound.',
    'Where the constants of the intervals enter: an interval [α^p, 1] takes about log₂ log(1/α) steps before the error starts to square.',
  ];
  return conclude(DEFINITION, verdict, rows, fits, notes, reason);
}

function judge(
  rows: readonly Row[],
  fits: readonly ReturnType<typeof fitLine>[],
): { verdict: Verdict; reason?: string } {
  const violation = findViolation(rows) ?? findMismatch(rows);
  if (violation !== undefined) return { verdict: 'violated', reason: violation };
  for (const fit of fits) {
    if (fit === undefined)
      return { verdict: 'inconclusive', reason: 'fewer than three accuracies below 0.05 say nothing about growth' };
    if (fit.r2 < 0.99) {
      return {
        verdict: 'inconclusive',
        reason: `${fit.method}: gates against L have r² = ${fit.r2.toFixed(4)} < 0.99`,
      };
    }
  }
  return { verdict: 'verified' };
}

/** [TT] Lemma 1.1. */
export const lemma11: Statement = { ...DEFINITION, needs: NEEDS, certified, verify };
