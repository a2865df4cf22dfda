/**
 * The planners of exp on a compact interval within a log-error: nested, coupled, hybrid, and Padé with doubling.
 *
 * Every activation of the catalog that is built from exp needs a bound of |log Y − x|, from which its own error follows by
 * an exact inequality; so this is the one interface between exp and the rest.
 *
 * @see proofs/lemma-1.3.md, proofs/theorem-3.1-upper.md, proofs/exp-hybrid.md, proofs/exp-doubling.md
 */
import { type BigFloat } from '../arithmetic/bigfloat.ts';
import type { Field } from '../arithmetic/number-systems.ts';
import { makeRational, type Rational, rationals } from '../arithmetic/rational.ts';
import { type DoublingPlan, expDoubling, planDoubling } from './exp-doubling.ts';
import { expHalley, type HalleyPlan } from './exp-halley.ts';
import { expHybrid, expRange, type HybridPlan, planHybrid } from './exp-hybrid.ts';
import type { LogHead } from './log-head.ts';
import type { KeptRoots, LogOptions } from './log-levels.ts';
import { planLog, planLogFrom, type PlannedLog } from './log-plan.ts';
import { atMost, inflate, larger, log2, S, scalar, weight } from './planning.ts';
import { compareWork, DIVISION, inSequence, type Objective, PRODUCT, type Work } from './work.ts';

/** The constructions of exp. */
export const expMethods = ['nested', 'coupled', 'hybrid', 'doubling'] as const;
/** The name of a construction of exp. */
export type ExpMethod = (typeof expMethods)[number];

/** Everything that {@link expCircuit} needs. */
export interface ExpPlan {
  readonly method: ExpMethod;
  /** The argument is taken relative to this centre: exp(x) = exp(centre) exp(x − centre). */
  readonly centre: Rational;
  /** exp(centre), rounded; absent where the centre is 0. */
  readonly factor?: Rational;
  readonly core:
    { readonly halley: HalleyPlan } | { readonly hybrid: HybridPlan } | { readonly doubling: DoublingPlan };
  /** Proven bound of |log(result) − x| on the interval planned for. */
  readonly logError: BigFloat;
}

/** `exp(x)` in the number system `F`; |log(result) − x| ≤ plan.logError on the interval planned for. */
export function expCircuit<T>(F: Field<T>, x: T, plan: ExpPlan): T {
  const centred = plan.centre.numerator === 0n ? x : F.sub(x, F.constant(plan.centre));
  const y = coreOf(F, centred, plan.core);
  return plan.factor === undefined ? y : F.mul(F.constant(plan.factor), y);
}

function coreOf<T>(F: Field<T>, x: T, core: ExpPlan['core']): T {
  if ('halley' in core) return expHalley(F, x, core.halley);
  return 'hybrid' in core ? expHybrid(F, x, core.hybrid) : expDoubling(F, x, core.doubling);
}

/** Accuracy of the start of Halley's iteration: any number that does not depend on ε. */
const START_ERROR = scalar(2 ** -10);

/** The next log-error from E and λ; the inequality at the head of exp-halley.ts. */
function nextError(e: BigFloat, lambda: BigFloat): BigFloat {
  const quarter = (x: BigFloat): BigFloat => S.scale(S.mul(x, x), -2);
  const cubic = S.div(S.mul(S.mul(e, e), e), S.mul(S.fromInteger(12), S.sub(S.one, quarter(e))));
  return inflate(S.add(cubic, S.div(lambda, S.sub(S.one, quarter(S.add(e, lambda))))));
}

interface PlannedHalley {
  readonly halley: HalleyPlan;
  readonly logError: BigFloat;
  readonly work: Work;
}

/** Halley steps with their logarithms, from a start. */
const stepsWork = (start: Work, logs: readonly Work[]): Work =>
  inSequence(start, ...logs.map((log) => inSequence(log, PRODUCT, DIVISION)));

/** [TT]: a fresh logarithm of accuracy ~ε inside each step. */
function planNested(halfWidth: BigFloat, logError: BigFloat, objective: Objective): PlannedHalley {
  const start = planDoubling(halfWidth, START_ERROR, objective);
  const [lo, hi] = expRange(halfWidth, start.logError);
  const log = planLog(lo, hi, S.scale(logError, -1), { roots: 'fixed', objective });
  const logs = [];
  let e = start.logError;
  do {
    // No error exceeds the first, for which the logarithm is planned: λ ≤ ℓ/2, and e' > ℓ means e' < e³/5.
    e = nextError(e, log.error);
    logs.push(log.plan);
  } while (!atMost(e, logError));
  return {
    halley: { start, logs },
    logError: e,
    work: stepsWork(
      start,
      logs.map(() => log),
    ),
  };
}

/** Outer steps with errors E_0, E_1, … ending at or below `logError`; undefined where the cubic term is in the way. */
function planCoupledSteps(
  logError: BigFloat,
  steps: number,
  start: DoublingPlan,
  head: LogHead,
  objective: Objective,
): PlannedHalley | undefined {
  const rate = (log2(logError) / log2(start.logError)) ** (1 / steps);
  let e = start.logError;
  let kept: KeptRoots | undefined;
  const logs: PlannedLog[] = [];
  for (let j = 1; j <= steps; j += 1) {
    const aim = j === steps ? logError : powerOfTwo(log2(start.logError) * rate ** j);
    const cubic = nextError(e, S.zero);
    const budget = S.mul(S.sub(aim, cubic), scalar(0.99));
    if (S.compare(budget, S.scale(head.truncation, 2)) < 0) return undefined;
    const options: LogOptions = { roots: 'free', objective, ...(kept && { kept }) };
    const log = planLogFrom(head, budget, options);
    const next = nextError(e, log.error);
    // The next logarithm is planned for arguments with at most the first error.
    if (j < steps && S.compare(next, start.logError) > 0) return undefined;
    logs.push(log);
    // The next argument differs from this one by at most the errors of both.
    kept = { errors: log.rootErrors, moved: inflate(S.add(e, next)) };
    e = next;
  }
  if (!atMost(e, logError)) return undefined;
  return { halley: { start, logs: logs.map((log) => log.plan) }, logError: e, work: stepsWork(start, logs) };
}

const powerOfTwo = (exponent: number): BigFloat => S.scale(S.one, Math.floor(exponent));

/** Own: the square roots are kept between the steps; as many outer steps as cost least. */
function planCoupled(halfWidth: BigFloat, logError: BigFloat, objective: Objective): PlannedHalley {
  const start = planDoubling(halfWidth, START_ERROR, objective);
  const [lo, hi] = expRange(halfWidth, start.logError);
  // All steps share c and the theta terms, or the kept roots would be roots of something else.
  const { head } = planLog(lo, hi, S.scale(logError, -1), { roots: 'free', objective });
  // With this many steps the exponents of the errors grow by a factor of at most 2.75, which always succeeds and has O(L²)
  // gates (proofs/theorem-3.1-upper.md); fewer, or a few more, may be cheaper.
  const enough = Math.ceil(Math.log(log2(logError) / log2(start.logError)) / Math.log(2.75));
  let best: PlannedHalley | undefined;
  for (let steps = 1; best === undefined || steps <= Math.max(enough, best.halley.logs.length + 3); steps += 1) {
    const candidate = planCoupledSteps(logError, steps, start, head, objective);
    if (candidate !== undefined && (best === undefined || compareWork(candidate.work, best.work, objective) < 0))
      best = candidate;
  }
  return best;
}

/**
 * Plans exp on [lo, hi] within a log-error, by the method named.
 *
 * Size: nested O(L³), coupled O(L²), hybrid O((log 1/ε)^(1/5) + L²), doubling O((log 1/ε)^(1/3)) gates, L = log₂ log₂ 1/logError.
 * @param logError tolerance for |log(result) − x|, in (0, 1)
 * @param objective what the parameters are chosen for
 */
export function planExp(
  method: ExpMethod,
  lo: Rational,
  hi: Rational,
  logError: BigFloat,
  objective: Objective = 'gates',
): ExpPlan {
  const middle = rationals.scale(rationals.add(lo, hi), -1);
  // A centre near 0 buys nothing and costs a weight.
  const symmetric = rationals.add(lo, hi).numerator === 0n;
  const centre = symmetric ? makeRational(0n) : middle;
  const half = S.constant(rationals.scale(rationals.sub(hi, lo), -1));
  const halfWidth = inflate(larger(half, S.scale(S.one, -20)));
  const bits = Math.ceil(-log2(logError)) + 4;
  const core = S.sub(logError, symmetric ? S.zero : S.scale(logError, -2));
  const factor = symmetric ? {} : { factor: weight((F) => F.exp(F.constant(centre)), bits) };
  // log of the rounded factor is wrong by at most 2^(1−bits) ≤ logError/8.
  const total = (e: BigFloat): BigFloat => inflate(S.add(e, symmetric ? S.zero : S.scale(S.one, 1 - bits)));
  if (method === 'doubling') {
    const doubling = planDoubling(halfWidth, core, objective);
    return { method, centre, ...factor, core: { doubling }, logError: total(doubling.logError) };
  }
  if (method === 'hybrid') {
    const hybrid = planHybrid(halfWidth, core, objective);
    return { method, centre, ...factor, core: { hybrid }, logError: total(hybrid.logError) };
  }
  const plan = method === 'nested' ? planNested : planCoupled;
  const planned = plan(halfWidth, core, objective);
  return { method, centre, ...factor, core: { halley: planned.halley }, logError: total(planned.logError) };
}
