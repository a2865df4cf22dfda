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
import { ellipticCoefficient, type RootSource } from './agm.ts';
import { type LogForm, type LogPlan, startPair } from './log-agm.ts';
import { atMost, down, expm1, inflate, larger, log2, minusLog1m, newtonLogError, S, weight } from './planning.ts';
import { planRoot } from './pth-root.ts';

/** What has to hold for the head of the logarithm, whatever its levels are. */
export interface LogHead {
  readonly form: LogForm;
  /** c = 2^shift. */
  readonly shift: number;
  readonly qLow: BigFloat;
  readonly qHigh: BigFloat;
  /** Λ = log(1/qLow), the largest value that the AGM has to deliver. */
  readonly largest: BigFloat;
  /** Proven bound of the error that the form itself makes, absolute. */
  readonly truncation: BigFloat;
  /** Gates before the first AGM level: q, the theta series, the start pair. */
  readonly gates: number;
}

/** The forms that planners choose from, with the gates of their start pair. */
const FORMS: readonly { form: LogForm; gates: number }[] = [
  { form: [1, 1], gates: 3 },
  { form: [1, 2], gates: 5 },
  { form: [2, 2], gates: 7 },
  { form: [2, 3], gates: 8 },
  { form: [3, 3], gates: 9 },
  { form: [3, 4], gates: 11 },
];

const SALAMIN: { form: LogForm; gates: number } = { form: 'salamin', gates: 1 };

const power = (x: BigFloat, n: number): BigFloat => {
  let [result, base, rest] = [S.one, x, n];
  for (; rest > 0; rest >>= 1, base = S.mul(base, base)) if (rest & 1) result = S.mul(result, base);
  return result;
};

/**
 * Absolute error of the form at q ≤ 1/4, for a logarithm of at most `largest`:
 * theta: both squares are wrong by log-errors of at most 2·max(q^((2n₂+1)²−1), 2 q^(4n₃²))/(1−q⁴), and the AGM is homogeneous
 * and increasing; Salamin: `4 log(s)/s²`, s = 1/q.
 */
function truncationError(form: LogForm, q: BigFloat, largest: BigFloat): BigFloat {
  if (form === 'salamin') return inflate(S.mul(S.scale(largest, 2), S.mul(q, q)));
  const [n2, n3] = form;
  const theta2 = power(q, (2 * n2 + 1) ** 2 - 1);
  const theta3 = S.scale(power(q, 4 * n3 * n3), 1);
  const tail = S.div(larger(theta2, theta3), S.sub(S.one, power(q, 4)));
  return inflate(S.mul(largest, expm1(S.scale(tail, 1))));
}

/** The smallest power of two c for which the form's own error on [lo, hi] is at most `error`. */
function planHead(
  { form, gates }: { form: LogForm; gates: number },
  lo: BigFloat,
  hi: BigFloat,
  error: BigFloat,
): LogHead {
  const at = (shift: number): LogHead => {
    const qHigh = S.div(S.one, S.scale(lo, shift));
    const qLow = S.div(S.one, S.scale(hi, shift));
    const largest = S.neg(S.log(qLow));
    return { form, shift, qLow, qHigh, largest, truncation: truncationError(form, qHigh, largest), gates };
  };
  // q ≤ 1/4 keeps θ₂ below θ₃ and every estimate of this file valid; for Salamin it keeps s ≥ 1.26.
  const least = Math.ceil(2 - log2(lo)) + 1;
  const suffices = (shift: number): boolean => atMost(at(shift).truncation, error);
  let step = 1;
  while (!suffices(least + step)) step *= 2;
  let [low, high] = [least - 1, least + step];
  while (high - low > 1) {
    const middle = low + Math.floor((high - low) / 2);
    if (suffices(middle)) high = middle;
    else low = middle;
  }
  return at(high);
}

/** One level of truth: the pair at both ends, z at qLow, and bounds of d log a/d log q and d log b/d log q. */
interface Level {
  readonly low: readonly [BigFloat, BigFloat];
  readonly high: readonly [BigFloat, BigFloat];
  readonly z: BigFloat;
  readonly slopes: readonly [BigFloat, BigFloat];
}

const half = (x: BigFloat): BigFloat => S.scale(x, -1);
const mean = ([a, b]: readonly [BigFloat, BigFloat]): BigFloat => half(S.add(a, b));
const exactStep = (pair: readonly [BigFloat, BigFloat]): readonly [BigFloat, BigFloat] => [
  mean(pair),
  S.sqrt(S.mul(pair[0], pair[1])),
];

/** Slopes of the start pair: theta `(log θ₂)' ≤ 1 + 16q⁸`, `(log θ₃)' ≤ 16q⁴` for q ≤ 1/4; Salamin 0 and 1. */
function startLevel(head: LogHead): Level {
  const low = startPair(S, head.qLow, head.form);
  const high = startPair(S, head.qHigh, head.form);
  const z = S.div(S.sub(low[0], low[1]), S.add(low[0], low[1]));
  if (head.form === 'salamin') return { low, high, z, slopes: [S.zero, S.one] };
  const q4 = S.scale(power(head.qHigh, 4), 4);
  const theta2 = S.add(S.one, S.mul(q4, q4));
  const b = S.add(theta2, q4);
  // a₁ = (θ₂² + θ₃²)/2 and θ₂² ≤ 2a₁·w with w = θ₂²/(θ₂²+θ₃²) ≤ 2 (2q)².
  const w = S.scale(S.mul(head.qHigh, head.qHigh), 3);
  const a = S.add(S.scale(q4, 1), S.mul(w, S.scale(theta2, 1)));
  return { low, high, z, slopes: [a, b] };
}

function nextLevel({ low, high, z, slopes }: Level): Level {
  const [nextLow, nextHigh] = [exactStep(low), exactStep(high)];
  // z' = (z / (1 + √(1−z²)))²; from the pair itself while z is large and the square root would cancel.
  const root = S.add(S.one, S.sqrt(S.sub(S.one, S.mul(z, z))));
  const quotient = S.div(z, root);
  const direct = S.div(S.sub(nextLow[0], nextLow[1]), S.add(nextLow[0], nextLow[1]));
  const nextZ = log2(z) > -10 ? direct : S.mul(quotient, quotient);
  // (log a')' is the mean of both slopes weighted by a and b; b/(a+b) is largest at qHigh.
  const share = S.div(high[1], S.add(high[0], high[1]));
  const [a, b] = slopes;
  const weighted = S.compare(b, a) > 0 ? S.add(a, S.mul(share, S.sub(b, a))) : a;
  return { low: nextLow, high: nextHigh, z: nextZ, slopes: [inflate(weighted), inflate(half(S.add(a, b)))] };
}

/** What an earlier evaluation left behind: D of every kept root, and how far log x has moved since. */
export interface KeptRoots {
  readonly errors: readonly BigFloat[];
  readonly moved: BigFloat;
}

/** Which sources a planner may use for the roots. */
export interface LogOptions {
  /** `fixed`: composite roots on fixed intervals only ([TT]); `free`: whichever source costs least. */
  readonly roots: 'fixed' | 'free';
  readonly kept?: KeptRoots;
}

interface PlannedRoot {
  readonly source: RootSource;
  readonly gates: number;
  /** η: the log-error of this root. */
  readonly error: BigFloat;
}

const MAX_NEWTON_STEPS = 64;

/** Newton steps from a start with log-error ω until the log-error is at most `error`. */
function stepsFrom(from: 'mean' | 'kept', omega: BigFloat, error: BigFloat): PlannedRoot | undefined {
  let reached = inflate(omega);
  for (let steps = 0; steps <= MAX_NEWTON_STEPS; steps += 1) {
    if (atMost(reached, error)) return { source: { from, steps }, gates: steps === 0 ? 0 : steps + 1, error: reached };
    reached = inflate(newtonLogError(reached));
  }
  return undefined;
}

/** Log-error of the mean as a square root, `log((a+b)/(2√(ab))) = −½ log(1−z²)`; d log/2 and z move by at most D. */
function meanLogError(level: Level, d: BigFloat): BigFloat {
  if (log2(level.z) <= -10) {
    const z = S.add(level.z, d);
    return half(minusLog1m(S.mul(z, z)));
  }
  const [a, b] = level.low;
  return S.add(S.log(S.div(half(S.add(a, b)), S.sqrt(S.mul(a, b)))), d);
}

/** The cheapest root of this level with log-error at most `error`, given D of the pair. */
function planLevelRoot(
  level: Level,
  index: number,
  d: BigFloat,
  error: BigFloat,
  options: LogOptions,
  firstIsOne: boolean,
): PlannedRoot {
  const slack = S.exp(S.scale(d, 1));
  const lo = S.div(S.mul(level.low[0], level.low[1]), slack);
  const hi = S.mul(S.mul(level.high[0], level.high[1]), slack);
  const plan = planRoot(2, down(lo), inflate(hi), half(error));
  const product = firstIsOne ? 0 : 1;
  const candidates: (PlannedRoot | undefined)[] = [
    {
      source: { from: 'constant', plan },
      gates: product + Math.max(0, plan.weights.length - 1),
      error: inflate(minusLog1m(plan.relativeError)),
    },
  ];
  if (options.roots === 'free') {
    candidates.push(stepsFrom('mean', meanLogError(level, d), error));
    const keptError = options.kept?.errors[index];
    if (options.kept !== undefined && keptError !== undefined) {
      const drift = S.mul(half(S.add(level.slopes[0], level.slopes[1])), options.kept.moved);
      candidates.push(stepsFrom('kept', S.add(S.add(keptError, drift), d), error));
    }
  }
  return candidates.filter((c) => c !== undefined).reduce((best, c) => (c.gates < best.gates ? c : best));
}

/** Fewest terms of the elliptic series whose relative remainder is at most `error`, if at most `MAX_FINISH`. */
function planFinish(z: BigFloat, error: BigFloat): { finish: number; error: BigFloat } | undefined {
  const square = S.mul(z, z);
  const rest = S.sub(S.one, square);
  // Far apart, the pair is indistinguishable from (a, 0) in this arithmetic: no series yet.
  if (rest.mantissa <= 0n) return undefined;
  let tail = square;
  for (let finish = 0; finish <= MAX_FINISH; finish += 1, tail = S.mul(tail, square)) {
    const reached = inflate(S.div(S.mul(S.constant(ellipticCoefficient(finish + 1)), tail), rest));
    if (atMost(reached, error)) return { finish, error: reached };
  }
  return undefined;
}

const MAX_FINISH = 12;

/** A plan with its proven bound, its cost, and what a later evaluation needs to know of its roots. */
export interface PlannedLog {
  readonly plan: LogPlan;
  /** Proven bound of |value − log x| on the interval. */
  readonly error: BigFloat;
  readonly gates: number;
  /** D of the root of each level. */
  readonly rootErrors: readonly BigFloat[];
}

/** The levels of one candidate: M of them, each root within its share of the budget. */
function planLevels(head: LogHead, levels: readonly Level[], count: number, relative: BigFloat, options: LogOptions) {
  const share = S.div(relative, S.fromInteger(Math.max(1, count)));
  const roots: PlannedRoot[] = [];
  const errors: BigFloat[] = [];
  let d = S.zero;
  for (const [index, level] of levels.slice(0, count).entries()) {
    const root = planLevelRoot(level, index, d, share, options, head.form === 'salamin' && index === 0);
    d = inflate(S.add(d, root.error));
    roots.push(root);
    errors.push(d);
  }
  return { roots, errors, d, gates: roots.reduce((sum, root) => sum + root.gates, 0) };
}

/** Bits of π and log c such that their rounding costs at most `error` altogether. */
function constantBits(head: LogHead, error: BigFloat): number {
  const size = S.add(head.largest, S.fromInteger(Math.abs(head.shift) + 1));
  return Math.max(16, Math.ceil(log2(S.div(size, error))) + 3);
}

/** Completes a head: chooses the number of levels, their roots and the finish with the fewest gates. */
export function planLogFrom(head: LogHead, error: BigFloat, options: LogOptions): PlannedLog {
  const rest = S.sub(error, head.truncation);
  // D_M and 2φ get a quarter of the budget each; what is left covers the constants and the second-order terms.
  const relative = S.div(rest, S.mul(S.fromInteger(4), head.largest));
  const bits = constantBits(head, S.scale(rest, -4));
  const levels: Level[] = [startLevel(head)];
  let best: { gates: number; count: number; finish: { finish: number; error: BigFloat } } | undefined;
  for (let count = 0; ; count += 1) {
    const last = levels[count];
    if (last === undefined) throw new RangeError('planLog: internal level missing');
    // z of the computed pair differs from truth by at most D, which stays below twice its budget.
    const finish = planFinish(S.add(last.z, S.scale(relative, 1)), half(relative));
    if (finish !== undefined) {
      const { gates } = planLevels(head, levels, count, relative, options);
      const total = gates + (finish.finish === 0 ? 1 : finish.finish + 3);
      if (best === undefined || total < best.gates) best = { gates: total, count, finish };
      if (finish.finish === 0) break;
    }
    levels.push(nextLevel(last));
  }
  return assemble(head, levels, best, relative, bits, options);
}

function assemble(
  head: LogHead,
  levels: readonly Level[],
  best: { gates: number; count: number; finish: { finish: number; error: BigFloat } },
  relative: BigFloat,
  bits: number,
  options: LogOptions,
): PlannedLog {
  const { roots, errors, d, gates } = planLevels(head, levels, best.count, relative, options);
  const quarter = head.form === 'salamin' ? -1 : -2;
  const plan: LogPlan = {
    form: head.form,
    c: dyadic(1n, head.shift),
    levels: roots.map((root) => root.source),
    finish: best.finish.finish,
    factor: weight((F) => F.scale(F.pi, quarter), bits),
    logC: weight((F) => F.mul(F.fromInteger(head.shift), F.log(F.fromInteger(2))), bits),
  };
  const rounding = S.scale(S.one, -bits);
  const logError = S.add(S.add(d, S.scale(best.finish.error, 1)), S.scale(rounding, 1));
  const amplified = S.mul(head.largest, expm1(inflate(logError)));
  const ofLogC = S.mul(S.fromInteger(Math.abs(head.shift)), rounding);
  // The truncation passes through the same multiplication, hence the factor e^logError ≤ 2.
  const truncation = S.mul(head.truncation, S.add(S.one, S.scale(expm1(inflate(logError)), 1)));
  return {
    plan,
    error: inflate(S.add(S.add(amplified, ofLogC), truncation)),
    gates: head.gates + gates + (best.finish.finish === 0 ? 1 : best.finish.finish + 3),
    rootErrors: errors,
  };
}

/** The head and the whole plan with the fewest gates among the forms offered. */
export interface PlannedLogWithHead extends PlannedLog {
  readonly head: LogHead;
}

/** How much of the tolerance the form's own error may take. */
const HEAD_SHARE = 4;

/**
 * Plans log on [lo, hi] ⊂ (0, ∞) within an absolute error.
 * @param form `theta` lets the planner choose the number of terms, `salamin` takes Salamin's form
 * @throws {RangeError} if the interval does not lie in (0, ∞)
 */
export function planLog(
  lo: BigFloat,
  hi: BigFloat,
  error: BigFloat,
  options: LogOptions = { roots: 'fixed' },
  form: 'theta' | 'salamin' = 'theta',
): PlannedLogWithHead {
  if (lo.mantissa <= 0n || S.compare(lo, hi) > 0) throw new RangeError('planLog: expected an interval in (0, ∞)');
  const forms = form === 'salamin' ? [SALAMIN] : FORMS;
  return forms
    .map((candidate) => {
      const head = planHead(candidate, lo, hi, S.scale(error, -HEAD_SHARE));
      return { head, ...planLogFrom(head, error, options) };
    })
    .reduce((best, candidate) => (candidate.gates < best.gates ? candidate : best));
}
