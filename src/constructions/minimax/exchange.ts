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
  const finish = (): void => {
    const [left, top, right] = [samples[best - 1], samples[best] as ErrorSample<T>, samples[best + 1]];
    peaks.push(left && right ? climb(problem, (x) => errorAt(x).error, left, top, right) : top);
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

/** Differences for Newton's method are taken over this part of the way to the nearest peak, 2^−20. */
const DIFFERENCE_BITS = 20;
/** Most steps of Newton's method; it ends after a step below 2^−34 of the way, whose square is below what differences give. */
const SETTLING_STEPS = 8;
const SETTLED_BITS = 34;

/**
 * Moves peaks to where the slope of the error vanishes, by Newton's method with central differences.
 * @param problem - The problem over a number system.
 * @param r - The approximant.
 * @param peaks - Peaks that are nearly right, of alternating sign.
 */
export function settlePeaks<T>(
  problem: BoundProblem<T>,
  r: Barycentric<T>,
  peaks: readonly ErrorSample<T>[],
): readonly ErrorSample<T>[] {
  const { F, lower, upper, kinks } = problem;
  const errorAt = (x: T): T => F.mul(problem.weight(x), F.sub(problem.value(x), evaluateBarycentric(F, r, x).value));
  const stops = [lower, upper, ...kinks];
  return peaks.map((peak, i) => {
    if (stops.some((stop) => F.compare(stop, peak.x) === 0)) return peak;
    const left = peaks[i - 1]?.x ?? lower;
    const right = peaks[i + 1]?.x ?? upper;
    let best = peak;
    for (let step = 0; step < SETTLING_STEPS; step += 1) {
      const reach = F.min(F.sub(best.x, left), F.sub(right, best.x));
      const h = F.scale(reach, -DIFFERENCE_BITS);
      const [before, after] = [errorAt(F.sub(best.x, h)), errorAt(F.add(best.x, h))];
      const bend = F.sub(F.add(before, after), F.scale(best.error, 1));
      if (F.compare(F.mul(bend, best.error), F.zero) >= 0) return best;
      const shift = F.neg(F.div(F.mul(h, F.sub(after, before)), F.scale(bend, 1)));
      if (F.compare(F.abs(shift), reach) >= 0) return best;
      const x = F.add(best.x, shift);
      const error = errorAt(x);
      if (F.compare(F.abs(error), F.abs(best.error)) < 0) return best;
      best = { x, error };
      if (F.compare(F.abs(shift), F.scale(reach, -SETTLED_BITS)) <= 0) return best;
    }
    return best;
  });
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
