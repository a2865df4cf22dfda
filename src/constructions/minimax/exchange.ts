/**
 * The exchange step of Remez's algorithm: where the error of an approximant is largest, with alternating signs.
 */
import { makeRational } from '../../arithmetic/rational.ts';
import { type Barycentric, evaluateBarycentric } from './barycentric.ts';
import type { BoundProblem } from './problem.ts';

/** The weighted error W(f − r) at a point. */
export interface ErrorSample<T> {
  readonly x: T;
  readonly error: T;
}

/** What the error looks like. */
export interface ErrorScan<T> {
  /** The largest errors of alternating sign, one for each stretch between changes of sign, in order. */
  readonly peaks: readonly ErrorSample<T>[];
  /** Whether the denominator was seen to change its sign. */
  readonly hasPole: boolean;
}

/** Fractions of a gap of the reference at which the error is looked at: denser towards its ends. */
const FRACTIONS = [0.07, 0.25, 0.5, 0.75, 0.93].map((t) => makeRational(BigInt(Math.round(t * 1024)), 1024n));
/** Gaps next to one that is shorter by more than this are looked at closely on that side. */
const GRADING = 6;
const MOST_GRADED = 60;

/** Points to look at: in every gap, and in steps that grow from short gaps into their long neighbours. */
function scanPoints<T>({ F, lower, upper, isOpenBelow, kinks }: BoundProblem<T>, points: readonly T[]): readonly T[] {
  const knots = [...points];
  if (F.compare(lower, knots[0] as T) < 0) knots.unshift(lower);
  if (F.compare(upper, knots.at(-1) as T) > 0) knots.push(upper);
  const fractions = FRACTIONS.map((t) => F.constant(t));
  const gaps = knots.slice(1).map((x, i) => F.sub(x, knots[i] as T));
  const found: T[] = [];
  const graded = (from: T, near: T | undefined, gap: T, side: 1 | -1): void => {
    if (near === undefined) return;
    let step = F.scale(near, 1);
    for (let k = 0; k < MOST_GRADED && F.compare(F.scale(step, 4), gap) < 0; k += 1) {
      found.push(side > 0 ? F.add(from, step) : F.sub(from, step));
      step = F.scale(step, 2);
    }
  };
  const limit = F.fromInteger(GRADING);
  gaps.forEach((gap, i) => {
    const start = knots[i] as T;
    found.push(start, ...fractions.map((t) => F.add(start, F.mul(t, gap))));
    const [before, after] = [gaps[i - 1], gaps[i + 1]];
    if (before !== undefined && F.compare(F.mul(before, limit), gap) < 0) graded(start, before, gap, 1);
    if (after !== undefined && F.compare(F.mul(after, limit), gap) < 0) graded(knots[i + 1] as T, after, gap, -1);
  });
  found.push(knots.at(-1) as T, ...kinks);
  const sorted = found.sort((x, y) => F.compare(x, y));
  return sorted.filter((x, i) => {
    if (isOpenBelow && F.compare(x, lower) === 0) return false;
    return i === 0 || F.compare(x, sorted[i - 1] as T) > 0;
  });
}

/** Steps of parabolic interpolation towards a peak. */
const REFINEMENTS = 3;

/** Follows a peak between its neighbours by parabolas through three points. */
function climb<T>(
  { F }: BoundProblem<T>,
  errorAt: (x: T) => T,
  left: ErrorSample<T>,
  top: ErrorSample<T>,
  right: ErrorSample<T>,
): ErrorSample<T> {
  const size = F.compare(top.error, F.zero) < 0 ? (e: T): T => F.neg(e) : (e: T): T => e;
  let [l, best, r] = [left, top, right];
  for (let step = 0; step < REFINEMENTS; step += 1) {
    const [before, after] = [F.sub(best.x, l.x), F.sub(r.x, best.x)];
    const rise = F.div(F.sub(size(best.error), size(l.error)), before);
    const fall = F.div(F.sub(size(r.error), size(best.error)), after);
    const bend = F.sub(rise, fall);
    if (F.compare(bend, F.zero) <= 0) break;
    const shift = F.div(F.add(F.mul(rise, after), F.mul(fall, before)), F.scale(bend, 1));
    const x = F.add(best.x, shift);
    if (F.compare(x, l.x) <= 0 || F.compare(x, r.x) >= 0 || F.compare(x, best.x) === 0) break;
    const sample = { x, error: errorAt(x) };
    const isRight = F.compare(x, best.x) > 0;
    if (F.compare(size(sample.error), size(best.error)) > 0) {
      if (isRight) l = best;
      else r = best;
      best = sample;
    } else if (isRight) r = sample;
    else l = sample;
  }
  return best;
}

/** Parts of the way to the next sample at which the error is looked at beside an end: 2^−30, then ½, ¼ … of it. */
const SLOPE_BITS = 30;

/** The peak between an end or a kink and the sample next to it; undefined if the error falls there. */
function besideStop<T>(
  problem: BoundProblem<T>,
  errorAt: (x: T) => T,
  next: ErrorSample<T> | undefined,
  stop: ErrorSample<T>,
): ErrorSample<T> | undefined {
  if (next === undefined) return undefined;
  const { F } = problem;
  const way = F.sub(next.x, stop.x);
  const sampleAt = (bits: number): ErrorSample<T> => {
    const x = F.add(stop.x, F.scale(way, -bits));
    return { x, error: errorAt(x) };
  };
  const isHigher = ({ error }: ErrorSample<T>): boolean =>
    F.compare(F.mul(error, stop.error), F.zero) > 0 && F.compare(F.abs(error), F.abs(stop.error)) > 0;
  const closest = sampleAt(SLOPE_BITS);
  if (!isHigher(closest)) return undefined;
  let [top, beyond] = [closest, next];
  for (let bits = 1; bits < SLOPE_BITS; bits += 1) {
    const sample = sampleAt(bits);
    if (isHigher(sample)) {
      top = sample;
      break;
    }
    beyond = sample;
  }
  const [left, right] = F.compare(way, F.zero) > 0 ? [stop, beyond] : [beyond, stop];
  return climb(problem, errorAt, left, top, right);
}

/**
 * Looks at the error of an approximant all over the interval.
 *
 * A search, no proof: a feature narrower than the gaps of the reference beside it can stay unseen.
 */
export function scanError<T>(problem: BoundProblem<T>, r: Barycentric<T>): ErrorScan<T> {
  const { F } = problem;
  const errorAt = (x: T): { error: T; sign: number } => {
    const { value, sign } = evaluateBarycentric(F, r, x);
    return { error: F.mul(problem.weight(x), F.sub(problem.value(x), value)), sign };
  };
  const scanned = scanPoints(problem, r.points).map((x) => ({ x, ...errorAt(x) }));
  const sign = scanned[0]?.sign;
  const hasPole = scanned.some((sample) => sample.sign !== sign);
  // Where the error vanishes, as it does at nodes of interpolation, it has no sign.
  const samples = scanned.filter(({ error }) => F.compare(error, F.zero) !== 0);
  if (samples.length === 0) return { peaks: [], hasPole };
  const peaks: ErrorSample<T>[] = [];
  let best = 0;
  const isAbove = (i: number, j: number): boolean =>
    F.compare(F.abs((samples[i] as ErrorSample<T>).error), F.abs((samples[j] as ErrorSample<T>).error)) > 0;
  const at = (x: T): T => errorAt(x).error;
  const finish = (): void => {
    const [left, top, right] = [samples[best - 1], samples[best] as ErrorSample<T>, samples[best + 1]];
    const isKink = problem.kinks.some((kink) => F.compare(kink, top.x) === 0);
    if (left && right && !isKink) peaks.push(climb(problem, at, left, top, right));
    else peaks.push(besideStop(problem, at, left, top) ?? besideStop(problem, at, right, top) ?? top);
  };
  samples.forEach(({ error }, i) => {
    if (i === 0) return;
    const changes = F.compare(F.mul(error, (samples[i - 1] as ErrorSample<T>).error), F.zero) < 0;
    if (changes) {
      finish();
      best = i;
    } else if (isAbove(i, best)) best = i;
  });
  finish();
  return { peaks, hasPole };
}

/**
 * Chooses as many peaks as a reference takes, alternating and without the smallest ones: single peaks are dropped at the
 * ends, pairs of neighbours inside.
 * @returns The peaks, or undefined if there are too few.
 */
export function choosePeaks<T>(
  { F }: BoundProblem<T>,
  peaks: readonly ErrorSample<T>[],
  count: number,
): readonly ErrorSample<T>[] | undefined {
  if (peaks.length < count) return undefined;
  const kept = [...peaks];
  const isSmaller = (i: number, j: number): boolean =>
    F.compare(F.abs((kept[i] as ErrorSample<T>).error), F.abs((kept[j] as ErrorSample<T>).error)) < 0;
  while (kept.length > count) {
    const last = kept.length - 1;
    if (kept.length === count + 1) {
      if (isSmaller(0, last)) kept.shift();
      else kept.pop();
      continue;
    }
    let least = 0;
    for (let i = 1; i <= last; i += 1) if (isSmaller(i, least)) least = i;
    if (least === 0) kept.shift();
    else if (least === last) kept.pop();
    else kept.splice(isSmaller(least - 1, least + 1) ? least - 1 : least, 2);
  }
  return kept;
}
