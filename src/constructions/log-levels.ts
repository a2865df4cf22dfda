/** The levels of the AGM as the planner of the logarithm sees them, and how each of them takes its root. */
import { type BigFloat } from '../arithmetic/bigfloat.ts';
import type { RootSource } from './agm.ts';
import { type LogForm, startPair } from './log-agm.ts';
import { type LogHead, power } from './log-head.ts';
import { atMost, down, inflate, log2, minusLog1m, newtonLogError, S } from './planning.ts';
import { expectedSquareRootSteps, planRoot } from './pth-root.ts';
import { DIVISION, inSequence, leastBy, NOTHING, type Objective, PRODUCT, repeated, type Work } from './work.ts';

/** One level of truth: the pair at both ends, z at qLow, and bounds of d log a/d log q and d log b/d log q. */
export interface Level {
  readonly low: readonly [BigFloat, BigFloat];
  readonly high: readonly [BigFloat, BigFloat];
  readonly z: BigFloat;
  readonly slopes: readonly [BigFloat, BigFloat];
}

/** x/2. */
export const half = (x: BigFloat): BigFloat => S.scale(x, -1);
const mean = ([a, b]: readonly [BigFloat, BigFloat]): BigFloat => half(S.add(a, b));
const exactStep = (pair: readonly [BigFloat, BigFloat]): readonly [BigFloat, BigFloat] => [
  mean(pair),
  S.sqrt(S.mul(pair[0], pair[1])),
];

/** Slopes of the start pair: theta `(log θ₂)' ≤ 1 + 16q⁸`, `(log θ₃)' ≤ 16q⁴` for q ≤ 1/4; Salamin 0 and 1. */
export function startLevel(head: LogHead): Level {
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

/** The level after an exact one. */
export function nextLevel({ low, high, z, slopes }: Level): Level {
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

/** What a planner of the logarithm may use, and what it minimises. */
export interface LogOptions {
  /** `fixed`: composite roots on fixed intervals only ([TT]); `free`: whichever source costs least. */
  readonly roots: 'fixed' | 'free';
  readonly kept?: KeptRoots;
  /** What is minimised; gates by default. */
  readonly objective?: Objective;
  /** The forms to choose from; by default the theta forms with as many terms as pay. */
  readonly forms?: readonly LogForm[];
  /** Most terms of the elliptic series after the last level; default 64. */
  readonly mostFinish?: number;
}

/** A source of a root: what it costs, and its log-error. */
interface PlannedRoot {
  /** Undefined for a composite root that is not planned yet: its steps are an estimate, its error what was asked for. */
  readonly source: RootSource | undefined;
  readonly work: Work;
  /** η: the log-error of this root. */
  readonly error: BigFloat;
}

const MAX_NEWTON_STEPS = 64;

/** Newton steps from a start with log-error ω until the log-error is at most `error`. */
function stepsFrom(from: 'mean' | 'kept', omega: BigFloat, error: BigFloat): readonly PlannedRoot[] {
  let reached = inflate(omega);
  for (let steps = 0; steps <= MAX_NEWTON_STEPS; steps += 1) {
    const work = steps === 0 ? NOTHING : inSequence(PRODUCT, repeated(steps, DIVISION));
    if (atMost(reached, error)) return [{ source: { from, steps }, work, error: reached }];
    reached = inflate(newtonLogError(reached));
  }
  return [];
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

/** The composite root of this level on the interval that its pair can reach. */
function constantRoot([lo, hi]: readonly [BigFloat, BigFloat], product: Work, error: BigFloat): PlannedRoot {
  const plan = planRoot(2, down(lo), inflate(hi), half(error));
  const work = inSequence(product, repeated(Math.max(0, plan.weights.length - 1), DIVISION));
  return { source: { from: 'constant', plan }, work, error: inflate(minusLog1m(plan.relativeError)) };
}

/** The cheapest root of a level with log-error at most `error`, given D of the pair. */
function planLevelRoot(
  level: Level,
  index: number,
  d: BigFloat,
  error: BigFloat,
  { options, form, isEstimate }: LevelsRequest,
): PlannedRoot {
  const slack = S.exp(S.scale(d, 1));
  const reach = [
    S.div(S.mul(level.low[0], level.low[1]), slack),
    S.mul(S.mul(level.high[0], level.high[1]), slack),
  ] as const;
  const product = form === 'salamin' && index === 0 ? NOTHING : PRODUCT;
  const steps = expectedSquareRootSteps(...reach, half(error));
  const expected = inSequence(product, repeated(Math.max(0, steps - 1), DIVISION));
  const candidates: PlannedRoot[] = [{ source: undefined, work: expected, error }];
  if (options.roots === 'free') {
    candidates.push(...stepsFrom('mean', meanLogError(level, d), error));
    const keptError = options.kept?.errors[index];
    if (options.kept !== undefined && keptError !== undefined) {
      const drift = S.mul(half(S.add(level.slopes[0], level.slopes[1])), options.kept.moved);
      candidates.push(...stepsFrom('kept', S.add(S.add(keptError, drift), d), error));
    }
  }
  const best = leastBy(candidates, ({ work }) => work, options.objective ?? 'gates');
  if (best !== undefined && (best.source !== undefined || isEstimate)) return best;
  return constantRoot(reach, product, error);
}
/** What the roots of all levels are planned for. */
export interface LevelsRequest {
  readonly form: LogForm;
  readonly options: LogOptions;
  /** Composite roots are not planned, only their number of steps is estimated. */
  readonly isEstimate: boolean;
}

/** The roots of the levels, each with a log-error of at most `share`, with D after every level. */
export function planLevels(levels: readonly Level[], share: BigFloat, request: LevelsRequest): PlannedLevels {
  const roots: PlannedRoot[] = [];
  const errors: BigFloat[] = [];
  let d = S.zero;
  for (const [index, level] of levels.entries()) {
    const root = planLevelRoot(level, index, d, share, request);
    d = inflate(S.add(d, root.error));
    roots.push(root);
    errors.push(d);
  }
  return { roots, errors };
}

/** Roots by level. */
export interface PlannedLevels {
  readonly roots: readonly PlannedRoot[];
  /** D of each root. */
  readonly errors: readonly BigFloat[];
}
