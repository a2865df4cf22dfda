/**
 * Moving peaks of an error to where they are highest, to all digits.
 */
import type { OrderedRealField } from '../../arithmetic/number-systems.ts';
import { makeRational } from '../../arithmetic/rational.ts';
import { type Barycentric, evaluateBarycentric } from './barycentric.ts';
import type { ErrorSample } from './exchange.ts';
import type { BoundProblem } from './problem.ts';

/** Differences for Newton's method are taken over this part of the way to the nearest peak, 2^−20. */
const DIFFERENCE_BITS = 20;
/** Most steps of Newton's method; it ends after a step below 2^−34 of the way, whose square is below what differences give. */
const SETTLING_STEPS = 12;
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
    let isFar = true;
    for (let step = 0; step < SETTLING_STEPS; step += 1) {
      const next = newtonStep(F, errorAt, left, best, right);
      if (next === undefined) {
        if (!isFar) return best;
        // Too far for Newton's method.
        isFar = false;
        best = goldenSection(F, errorAt, left, best, right);
        continue;
      }
      best = next.sample;
      if (next.isLast) return best;
    }
    return best;
  });
}

/** One step of Newton's method; undefined where it leads to no larger error. */
function newtonStep<T>(
  F: OrderedRealField<T>,
  errorAt: (x: T) => T,
  left: T,
  best: ErrorSample<T>,
  right: T,
): { readonly sample: ErrorSample<T>; readonly isLast: boolean } | undefined {
  const reach = F.min(F.sub(best.x, left), F.sub(right, best.x));
  const h = F.scale(reach, -DIFFERENCE_BITS);
  const [before, after] = [errorAt(F.sub(best.x, h)), errorAt(F.add(best.x, h))];
  const bend = F.sub(F.add(before, after), F.scale(best.error, 1));
  if (F.compare(F.mul(bend, best.error), F.zero) >= 0) return undefined;
  const shift = F.neg(F.div(F.mul(h, F.sub(after, before)), F.scale(bend, 1)));
  if (F.compare(F.abs(shift), reach) >= 0) return undefined;
  const isLast = F.compare(F.abs(shift), F.scale(reach, -SETTLED_BITS)) <= 0;
  const x = F.add(best.x, shift);
  const error = errorAt(x);
  if (F.compare(F.abs(error), F.abs(best.error)) < 0) return isLast ? { sample: best, isLast } : undefined;
  return { sample: { x, error }, isLast };
}

const GOLDEN_STEPS = 16;
/** 2 − (1 + √5)/2, about. */
const GOLDEN = makeRational(391n, 1024n);

/** Narrows the interval around a peak; the error, with the sign of the peak, rises from the left end and falls to the right one. */
function goldenSection<T>(
  F: OrderedRealField<T>,
  errorAt: (x: T) => T,
  left: T,
  peak: ErrorSample<T>,
  right: T,
): ErrorSample<T> {
  const part = F.constant(GOLDEN);
  const isNegative = F.compare(peak.error, F.zero) < 0;
  let [l, best, r] = [left, peak, right];
  for (let step = 0; step < GOLDEN_STEPS; step += 1) {
    const [before, after] = [F.sub(best.x, l), F.sub(r, best.x)];
    const isRight = F.compare(after, before) > 0;
    const x = isRight ? F.add(best.x, F.mul(part, after)) : F.sub(best.x, F.mul(part, before));
    const error = errorAt(x);
    const isHigher = isNegative ? F.compare(error, best.error) < 0 : F.compare(error, best.error) > 0;
    if (isHigher) {
      if (isRight) l = best.x;
      else r = best.x;
      best = { x, error };
    } else if (isRight) r = x;
    else l = x;
  }
  return best;
}
