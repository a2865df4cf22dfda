/**
 * The planner of the AGM logarithm: parameters by proven inequalities, never by sampling.
 *
 * Legend. The argument x ranges in [lo, hi] > 0, so q = 1/(c x) ranges in [qLow, qHigh]. "Truth" is the AGM of the
 * *truncated* start pair with exact roots; all of its levels are increasing in q. D_k is a bound of the log-error (maximum
 * norm over the pair) of the computed level k against truth: D_0 = 0 and `D_{k+1} ≤ D_k + η_k`, η_k the log-error of the
 * root, since an exact level is 1-Lipschitz in log-coordinates. z_k = (a−b)/(a+b), largest at qLow.
 * With ρ the log-error of truncating θ₂², θ₃², φ that of the elliptic series and w the bits of the constants,
 *
 *     |value − log x| ≤ Λ (exp(D_M + ρ + φ + 2^−w) − 1) + |log c| 2^−w,   Λ = log(1/qLow).
 *
 * @see proofs/lemma-1.2.md
 */
import { type BigFloat } from '../arithmetic/bigfloat.ts';
import { dyadic } from '../arithmetic/rational.ts';
import { ellipticCoefficient, reciprocalAgmWork } from './agm.ts';
import type { LogPlan } from './log-agm.ts';
import { type LogHead, planHead, thetaForms } from './log-head.ts';
import { half, type Level, type LogOptions, nextLevel, planLevels, startLevel } from './log-levels.ts';
import { atMost, expm1, inflate, log2, S, weight } from './planning.ts';
import { compareWork, inSequence, leastBy, type Work } from './work.ts';

/** A plan with its proven bound, its cost, and what a later evaluation needs to know of its roots. */
export interface PlannedLog extends Work {
  readonly plan: LogPlan;
  /** Proven bound of |value − log x| on the interval. */
  readonly error: BigFloat;
  /** D of the root of each level. */
  readonly rootErrors: readonly BigFloat[];
}

/** Fewest terms of the elliptic series whose relative remainder is at most `error`, if at most `most`. */
function planFinish(z: BigFloat, error: BigFloat, most: number): Finish | undefined {
  const square = S.mul(z, z);
  const rest = S.sub(S.one, square);
  // Far apart, the pair is indistinguishable from (a, 0) in this arithmetic: no series yet.
  if (rest.mantissa <= 0n) return undefined;
  let tail = square;
  for (let terms = 0; terms <= most; terms += 1, tail = S.mul(tail, square)) {
    const reached = inflate(S.div(S.mul(S.constant(ellipticCoefficient(terms + 1)), tail), rest));
    if (atMost(reached, error)) return { terms, error: reached };
  }
  return undefined;
}

const MOST_FINISH = 64;

/** Bits of π and log c such that their rounding costs at most `error` altogether. */
function constantBits(head: LogHead, error: BigFloat): number {
  const size = S.add(head.largest, S.fromInteger(Math.abs(head.shift) + 1));
  return Math.max(16, Math.ceil(log2(S.div(size, error))) + 3);
}

/** The number of levels and the finish of a head, with what all of it is expected to cost. */
interface Outline {
  readonly head: LogHead;
  readonly levels: readonly Level[];
  readonly finish: Finish;
  readonly relative: BigFloat;
  readonly bits: number;
  readonly work: Work;
}

/** Chooses the number of levels and the finish for which the whole is expected to cost least. */
function outline(head: LogHead, error: BigFloat, options: LogOptions): Outline {
  const rest = S.sub(error, head.truncation);
  // D_M and 2φ get a quarter of the budget each; what is left covers the constants and the second-order terms.
  const relative = S.div(rest, S.mul(S.fromInteger(4), head.largest));
  const bits = constantBits(head, S.scale(rest, -4));
  const { objective = 'gates', mostFinish = MOST_FINISH } = options;
  const levels: Level[] = [];
  const finishes: (Finish | undefined)[] = [];
  for (let level = startLevel(head); finishes.at(-1)?.terms !== 0; level = nextLevel(level)) {
    levels.push(level);
    // z of the computed pair differs from truth by at most D, which stays below twice its budget.
    finishes.push(planFinish(S.add(level.z, S.scale(relative, 1)), half(relative), mostFinish));
  }
  const { roots } = planLevels(levels, shareOf(relative, levels.length), {
    options,
    form: head.form,
    isEstimate: true,
  });
  const outlines = finishes.flatMap((finish, count): Outline[] => {
    if (finish === undefined) return [];
    const inner = roots.slice(0, count).map(({ work }) => work);
    const work = inSequence(head.work, ...inner, reciprocalAgmWork(finish.terms));
    return [{ head, levels: levels.slice(0, count), finish, relative, bits, work }];
  });
  const best = leastBy(outlines, ({ work }) => work, objective);
  if (best === undefined) throw new RangeError('planLog: internal: no level finishes');
  return best;
}

/** Completes a head: chooses the number of levels, their roots and the finish that cost least. */
export function planLogFrom(head: LogHead, error: BigFloat, options: LogOptions): PlannedLog {
  return complete(outline(head, error, options), options);
}

const shareOf = (budget: BigFloat, count: number): BigFloat => S.div(budget, S.fromInteger(Math.max(1, count)));

/** Terms of the elliptic series, and their relative remainder. */
interface Finish {
  readonly terms: number;
  readonly error: BigFloat;
}

/** Plans the roots of an outline, and bounds the error of the whole. */
function complete({ head, levels, finish, relative, bits }: Outline, options: LogOptions): PlannedLog {
  const request = { options, form: head.form, isEstimate: false };
  const { roots, errors } = planLevels(levels, shareOf(relative, levels.length), request);
  const d = errors.at(-1) ?? S.zero;
  const quarter = head.form === 'salamin' ? -1 : -2;
  const plan: LogPlan = {
    form: head.form,
    c: dyadic(1n, head.shift),
    levels: roots.flatMap(({ source }) => source ?? []),
    finish: finish.terms,
    factor: weight((F) => F.scale(F.pi, quarter), bits),
    logC: weight((F) => F.mul(F.fromInteger(head.shift), F.log(F.fromInteger(2))), bits),
  };
  const rounding = S.scale(S.one, -bits);
  const logError = S.add(S.add(d, S.scale(finish.error, 1)), S.scale(rounding, 1));
  const amplified = S.mul(head.largest, expm1(inflate(logError)));
  const ofLogC = S.mul(S.fromInteger(Math.abs(head.shift)), rounding);
  // The truncation passes through the same multiplication, hence the factor e^logError ≤ 2.
  const truncation = S.mul(head.truncation, S.add(S.one, S.scale(expm1(inflate(logError)), 1)));
  return {
    plan,
    error: inflate(S.add(S.add(amplified, ofLogC), truncation)),
    ...inSequence(head.work, ...roots.map(({ work }) => work), reciprocalAgmWork(finish.terms)),
    rootErrors: errors,
  };
}

/** The head and the whole plan that costs least among the forms offered. */
export interface PlannedLogWithHead extends PlannedLog {
  readonly head: LogHead;
}

/** How much of the tolerance the form's own error may take. */
const HEAD_SHARE = 4;

/**
 * Plans log on [lo, hi] ⊂ (0, ∞) within an absolute error.
 * @param options - `forms: ['salamin']` takes Salamin's form; by default the planner chooses the number of terms of theta.
 * @throws {RangeError} if the interval does not lie in (0, ∞)
 */
export function planLog(
  lo: BigFloat,
  hi: BigFloat,
  error: BigFloat,
  options: LogOptions = { roots: 'fixed' },
): PlannedLogWithHead {
  if (lo.mantissa <= 0n || S.compare(lo, hi) > 0) throw new RangeError('planLog: expected an interval in (0, ∞)');
  const { objective = 'gates', forms = thetaForms() } = options;
  let best: Outline | undefined;
  let failures = 0;
  for (const form of forms) {
    const candidate = outline(planHead(form, lo, hi, S.scale(error, -HEAD_SHARE)), error, options);
    failures = best === undefined || compareWork(candidate.work, best.work, objective) < 0 ? 0 : failures + 1;
    if (failures === 0) best = candidate;
    if (failures === PATIENCE) break;
  }
  if (best === undefined) throw new RangeError('planLog: expected at least one form');
  return { head: best.head, ...complete(best, options) };
}

/** After so many forms that cost more than the best, more terms are not tried. */
const PATIENCE = 3;
