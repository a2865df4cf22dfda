/**
 * Points at which errors of single rational functions are looked at.
 */
import { type BigFloat, type BigFloatField } from '../../arithmetic/bigfloat.ts';
import { log2Of } from '../../arithmetic/numerals.ts';
import { makeRational, type Rational } from '../../arithmetic/rational.ts';
import type { Domain } from '../../functions/target.ts';

/** Points for each degree of p and q on a piece between kinks. */
const POINTS_PER_DEGREE = 3;
const FEWEST_POINTS = 24;
/** Points that quarter the distance to an end: errors of functions that are singular there have their peaks so. */
const MOST_QUARTERS = 80;

/** Chebyshev points of every piece between the ends and the kinks, and points that approach the ends of the piece geometrically, in order. */
export function samplePoints(
  F: BigFloatField,
  request: {
    readonly domain: Domain;
    readonly kinks: readonly Rational[];
    readonly type: readonly [number, number];
    readonly eps: Rational;
  },
): readonly BigFloat[] {
  const { domain, kinks, type, eps } = request;
  const ends = [domain.lower, ...kinks, domain.upper].map((end) => F.constant(end));
  const count = FEWEST_POINTS + POINTS_PER_DEGREE * (type[0] + type[1]);
  const quarters = Math.min(MOST_QUARTERS, Math.ceil(-log2Of(eps)));
  const angles = Array.from({ length: count - 1 }, (_, i) =>
    F.scale(F.sub(F.one, F.cos(F.mul(F.pi, F.constant(makeRational(BigInt(i + 1), BigInt(count)))))), -1),
  );
  return ends.slice(1).flatMap((right, i) => {
    const left = ends[i] as BigFloat;
    const length = F.sub(right, left);
    const near = Array.from({ length: quarters }, (_, k) => F.scale(length, -2 * k - 3));
    return [
      left,
      ...angles.map((part) => F.add(left, F.mul(part, length))),
      ...near.flatMap((step) => [F.add(left, step), F.sub(right, step)]),
      right,
    ].sort((x, y) => F.compare(x, y));
  });
}
