/** Points and sampled errors for the tests of the constructions. */
import { type BigFloat, bigfloat, type BigFloatField } from '../../src/arithmetic/bigfloat.ts';
import { log2Of, parseNumeral } from '../../src/arithmetic/numerals.ts';
import { fromDouble, type Rational, rationals } from '../../src/arithmetic/rational.ts';
import { log2, S } from '../../src/constructions/planning.ts';
import type { Domain } from '../../src/functions/target.ts';
import type { Random } from '../laws/random.ts';

/** The interval between two numerals. */
export const domainOf = (lower: string, upper: string): Domain => ({
  lower: parseNumeral(lower),
  upper: parseNumeral(upper),
});

/** A numeral in the planners' arithmetic. */
export const scalarOf = (text: string): BigFloat => S.constant(parseNumeral(text));

/** A number system with at least 96 bits below the size of `bound`. */
export const systemFor = (bound: BigFloat): BigFloatField =>
  bigfloat(96 + 64 * Math.ceil(Math.max(0, -log2(bound)) / 64));

const Q = rationals;

/** `2^t` for any double t, with 53 bits. */
const powerOfTwo = (t: number): Rational => Q.scale(fromDouble(2 ** (t - Math.floor(t))), Math.floor(t));

function inside(x: Rational, { lower, upper }: Domain): Rational {
  if (Q.compare(x, lower) < 0) return lower;
  return Q.compare(x, upper) > 0 ? upper : x;
}

/**
 * Both ends and `count` points between them: uniform, crowded at either end down to 2^−depth of the width, and spread evenly
 * in log|x| (where the domain contains 0, down to 2^−depth).
 */
export function pointsIn(domain: Domain, count: number, random: Random, depth = 60): Rational[] {
  const { lower, upper } = domain;
  const width = Q.sub(upper, lower);
  const graded = (): Rational => Q.mul(width, powerOfTwo(-depth * random.uniform()));
  const spread = (): Rational => {
    const [end, other] = random.uniform() < 0.5 ? [lower, upper] : [upper, lower];
    if (end.numerator === 0n) return Q.mul(other, powerOfTwo(-depth * random.uniform()));
    const sameSign = end.numerator > 0n === other.numerator > 0n && other.numerator !== 0n;
    const bits = sameSign ? log2Of(other) - log2Of(end) : -depth;
    return Q.mul(end, powerOfTwo(bits * random.uniform()));
  };
  const kinds = [
    () => Q.add(lower, Q.mul(width, fromDouble(random.uniform()))),
    () => Q.add(lower, graded()),
    () => Q.sub(upper, graded()),
    spread,
  ];
  const between = Array.from({ length: count }, (_, i) => inside(kinds[i % 4]!(), domain));
  return [lower, upper, ...between];
}

/** The largest of some numbers in the planners' arithmetic; 0 for none. */
const largestOf = (values: readonly BigFloat[]): BigFloat =>
  values.reduce((x, y) => (S.compare(x, y) >= 0 ? x : y), S.zero);

/** `x ≤ y` up to a relative 2^−40, for a sampled x that carries the rounding of its evaluation. */
export const isAtMost = (x: BigFloat, y: BigFloat): boolean => S.compare(x, S.add(y, S.scale(S.abs(y), -40))) <= 0;

/** The larger of the sampled values of `error` at the points, in the planners' arithmetic. */
export const sampled = (F: BigFloatField, points: readonly Rational[], error: (x: BigFloat) => BigFloat): BigFloat =>
  largestOf(points.map((x) => S.from(F.abs(error(F.constant(x))))));
