/** Points of boxes at which errors are sampled, each a function of its number. */
import { fromDouble, type Rational, rationals } from '../arithmetic/rational.ts';
import type { Box, Domain } from '../functions/target.ts';
import { uniform } from './sampling.ts';

const middleOf = ({ lower, upper }: Domain): Rational => rationals.scale(rationals.add(lower, upper), -1);
const isInside = ({ lower, upper }: Domain, x: Rational): boolean =>
  rationals.compare(lower, x) <= 0 && rationals.compare(x, upper) <= 0;

/** The nearest point of a side. */
export function clip({ lower, upper }: Domain, x: Rational): Rational {
  if (rationals.compare(x, lower) < 0) return lower;
  return rationals.compare(x, upper) > 0 ? upper : x;
}

/** lower + u (upper − lower). */
const between = ({ lower, upper }: Domain, u: number): Rational =>
  rationals.add(lower, rationals.mul(fromDouble(u), rationals.sub(upper, lower)));

/** A point near another one, at distances of all sizes down to 2^−40 of the side. */
function near(side: Domain, centre: Rational, u: number): Rational {
  const distance = fromDouble((u < 0.5 ? -1 : 1) * 2 ** (-80 * Math.abs(u - 0.5) - 1));
  return clip(side, rationals.add(centre, rationals.mul(distance, rationals.sub(side.upper, side.lower))));
}

/**
 * One coordinate. Heuristic: errors of networks are largest at ends and corners, at kinks, which lie at 0 or in the middle, near
 * where inputs are equal, and at alternation points between, which are denser towards the ends.
 */
function coordinate(side: Domain, before: Rational | undefined, kind: number, u: number): Rational {
  const centre = isInside(side, rationals.zero) ? rationals.zero : middleOf(side);
  if (kind < 0.2) return u < 0.5 ? side.lower : side.upper;
  if (kind < 0.3) return centre;
  if (kind < 0.4) return near(side, centre, u);
  if (kind < 0.5 && before !== undefined) return near(side, clip(side, before), u);
  return between(side, Math.sin((Math.PI * u) / 2) ** 2);
}

/** Corners beyond this number are left to chance. */
const MOST_CORNERS = 64;

/**
 * A sample point: the corners first, the middle, then points at random.
 * @param box - The box.
 * @param seed - Of the random points.
 * @param index - Its number, from 0 on.
 */
export function boxSample(box: Box, seed: number, index: number): readonly Rational[] {
  const corners = Math.min(2 ** box.length, MOST_CORNERS);
  if (index < corners) return box.map(({ lower, upper }, j) => ((index >> j) & 1 ? upper : lower));
  if (index === corners) return box.map(middleOf);
  const point: Rational[] = [];
  box.forEach((side, j) => {
    const number = 2 * (index * box.length + j);
    point.push(coordinate(side, point[j - 1], uniform(seed, number), uniform(seed, number + 1)));
  });
  return point;
}
