/**
 * References to start from: Chebyshev points, and those of an approximant of lower degree with points put in.
 */
import { fromDouble, makeRational } from '../../arithmetic/rational.ts';
import type { OrderedRealField } from '../../arithmetic/number-systems.ts';
import type { BoundProblem } from './problem.ts';

/** The extrema of the Chebyshev polynomial of degree count − 1 on the interval; its zeros' neighbours where an end is open. */
export function chebyshevReference<T>({ F, lower, upper, isOpenBelow }: BoundProblem<T>, count: number): readonly T[] {
  const centre = F.scale(F.add(lower, upper), -1);
  const radius = F.scale(F.sub(upper, lower), -1);
  // An open end takes the place of one more point, which is left out.
  const total = isOpenBelow ? count + 1 : count;
  const points = Array.from({ length: total }, (_, i) => {
    if (i === 0) return lower;
    if (i === total - 1) return upper;
    const angle = F.div(F.mul(F.pi, F.fromInteger(i)), F.fromInteger(total - 1));
    return F.sub(centre, F.mul(radius, F.cos(angle)));
  });
  return isOpenBelow ? points.slice(1) : points;
}

/** The zeros of the Chebyshev polynomial of degree `count` on the interval. */
export function chebyshevNodes<T>({ F, lower, upper }: BoundProblem<T>, count: number): readonly T[] {
  const centre = F.scale(F.add(lower, upper), -1);
  const radius = F.scale(F.sub(upper, lower), -1);
  return Array.from({ length: count }, (_, i) => {
    const angle = F.div(F.mul(F.pi, F.fromInteger(2 * i + 1)), F.fromInteger(2 * count));
    return F.sub(centre, F.mul(radius, F.cos(angle)));
  });
}

/** A reference of `count` points distributed like the given one: linear interpolation of the points against their numbers. */
export function stretchReference<T>(F: OrderedRealField<T>, points: readonly T[], count: number): readonly T[] {
  const last = points.length - 1;
  return Array.from({ length: count }, (_, i) => {
    const numerator = i * last;
    const whole = Math.min(last - 1, Math.floor(numerator / (count - 1)));
    const part = F.constant(makeRational(BigInt(numerator - whole * (count - 1)), BigInt(count - 1)));
    const [left, right] = [points[whole] as T, points[whole + 1] as T];
    return F.add(left, F.mul(part, F.sub(right, left)));
  });
}

/** Distance of a point that is put in beside another, as a part of the gap there. */
const BESIDE = 2 ** -10;

/**
 * References with `count` points made from fewer by putting points in: near one end, near the other, near both, and in the
 * widest places inside.
 *
 * An approximant close to one of lower degree differs from it by a pole and a zero close together, outside of the interval
 * but close to its ends: the error then changes its sign once more within a short distance of the end.
 */
export function* insertedReferences<T>(
  F: OrderedRealField<T>,
  points: readonly T[],
  count: number,
): Generator<readonly T[]> {
  const missing = count - points.length;
  if (missing <= 0) return;
  const beside = F.constant(makeRational(1n, BigInt(1 / BESIDE)));
  const atEnd = (base: readonly T[], side: 'left' | 'right'): readonly T[] => {
    const list = side === 'left' ? base : [...base].reverse();
    const [first, second] = [list[0] as T, list[1] as T];
    const extended = [first, F.add(first, F.mul(beside, F.sub(second, first))), ...list.slice(1)];
    return side === 'left' ? extended : extended.reverse();
  };
  for (let right = 0; right <= missing; right += 1) {
    let list = points;
    for (let k = 0; k < missing; k += 1) list = atEnd(list, k < right ? 'right' : 'left');
    yield list;
  }
}

/** log(gap · (number of gaps)) at the middles of the gaps, as a function of the fraction of points to the left. */
function logGaps<T>(F: OrderedRealField<T>, points: readonly T[]): (fraction: number) => number {
  const count = points.length - 1;
  const logs = points.slice(1).map((x, i) => F.toNumber(F.log(F.mul(F.fromInteger(count), F.sub(x, points[i] as T)))));
  return (fraction) => {
    const place = fraction * count - 0.5;
    const i = Math.max(0, Math.min(count - 2, Math.floor(place)));
    const [left, right] = [logs[i] as number, logs[i + 1] as number];
    return left + (place - i) * (right - left);
  };
}

/**
 * A reference of `count` points whose logarithmic gaps continue those of two references with fewer points, linearly.
 * @param last - The longer one.
 * @param before - The shorter one.
 */
export function extrapolatedReference<T>(
  F: OrderedRealField<T>,
  last: readonly T[],
  before: readonly T[],
  count: number,
): readonly T[] {
  const [near, far] = [logGaps(F, last), logGaps(F, before)];
  const growth = (count - last.length) / (last.length - before.length);
  const gaps = Array.from({ length: count - 1 }, (_, i) => {
    const fraction = (i + 0.5) / (count - 1);
    const value = near(fraction) + growth * (near(fraction) - far(fraction));
    return F.exp(F.constant(fromDouble(value)));
  });
  return pointsFromGaps(F, last[0] as T, last.at(-1) as T, gaps);
}

/** Points with gaps in given proportions between two ends. */
export function pointsFromGaps<T>(F: OrderedRealField<T>, first: T, last: T, gaps: readonly T[]): readonly T[] {
  const total = gaps.reduce((sum, gap) => F.add(sum, gap));
  const unit = F.div(F.sub(last, first), total);
  const points: T[] = [first];
  let sum = F.zero;
  for (const gap of gaps.slice(0, -1)) {
    sum = F.add(sum, gap);
    points.push(F.add(first, F.mul(unit, sum)));
  }
  return [...points, last];
}

/** A reference between two others with the same number of points, its gaps geometric means of theirs. */
export function betweenReferences<T>(
  F: OrderedRealField<T>,
  from: readonly T[],
  to: readonly T[],
  part: number,
): readonly T[] {
  if (part === 1) return to;
  const t = F.constant(fromDouble(part));
  const mean = (x: T, y: T): T => F.add(x, F.mul(t, F.sub(y, x)));
  const gaps = from.slice(1).map((x, i) => {
    const [g, h] = [F.sub(x, from[i] as T), F.sub(to[i + 1] as T, to[i] as T)];
    return F.exp(mean(F.log(g), F.log(h)));
  });
  return pointsFromGaps(F, mean(from[0] as T, to[0] as T), mean(from.at(-1) as T, to.at(-1) as T), gaps);
}
