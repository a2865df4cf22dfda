/**
 * What the laws need to know of a number system: how to make elements, and when two of them agree.
 */
import type { Ball, BallField } from '../../src/arithmetic/ball.ts';
import { magnitudeToRational } from '../../src/arithmetic/magnitude.ts';
import type { Convertible, Field, Ordered, OrderedRealField, RealField } from '../../src/arithmetic/number-systems.ts';
import { dyadic, type Rational, rationals } from '../../src/arithmetic/rational.ts';

/** A number system under test. */
export interface System<T> {
  readonly field: Field<T>;
  /** Its functions, if it has any. */
  readonly real?: RealField<T>;
  /** Its order and exact values, if it has them. */
  readonly ordered?: Field<T> & Ordered<T> & Convertible<T>;
  /**
   * Whether x and y can be the same real number: equal up to `ulps` relative rounding errors of the size of the largest
   * of x, y and the terms of `scale`; for enclosures, overlapping and no wider than that.
   */
  readonly agree: (x: T, y: T, ulps: number, ...scale: readonly T[]) => boolean;
  /** Cost of one operation relative to float64, by which the number of cases shrinks. */
  readonly cost: number;
}

const absolute = (x: Rational): Rational => (x.numerator < 0n ? rationals.neg(x) : x);
const larger = (x: Rational, y: Rational): Rational => (rationals.compare(x, y) >= 0 ? x : y);

/** |x − y| ≤ ulps · unit · max(|x|, |y|, |scale|…), decided exactly. */
function within(x: Rational, y: Rational, tolerance: Rational, scale: readonly Rational[]): boolean {
  const size = [y, ...scale].map(absolute).reduce(larger, absolute(x));
  return rationals.compare(absolute(rationals.sub(x, y)), rationals.mul(tolerance, size)) <= 0;
}

/** A system that computes exactly: the tolerance is 0. */
export function exact<T>(field: Field<T> & Ordered<T> & Convertible<T>): System<T> {
  return { field, ordered: field, agree: (x, y) => field.compare(x, y) === 0, cost: 1 };
}

/** A system that rounds each result with a relative error of at most `unit`. */
export function rounding<T>(field: OrderedRealField<T>, unit: Rational, cost: number): System<T> {
  return {
    field,
    real: field,
    ordered: field,
    agree: (x, y, ulps, ...scale) =>
      within(
        field.toRational(x),
        field.toRational(y),
        rationals.mul(rationals.fromInteger(ulps), unit),
        scale.map((s) => field.toRational(s)),
      ),
    cost,
  };
}

/** A system of enclosures with midpoints of `bits` bits. */
export function enclosing(field: BallField, cost: number): System<Ball> {
  const centre = (x: Ball): Rational => field.base.toRational(x.midpoint);
  const size = (x: Ball): Rational => rationals.add(absolute(centre(x)), magnitudeToRational(x.radius));
  return {
    field,
    real: field,
    agree: (x, y, ulps, ...scale) => {
      const radii = rationals.add(magnitudeToRational(x.radius), magnitudeToRational(y.radius));
      const overlap = rationals.compare(absolute(rationals.sub(centre(x), centre(y))), radii) <= 0;
      const largest = [y, ...scale].map(size).reduce(larger, size(x));
      // Each rounding adds up to two units, and the radii of operands near 10 pass through: some eight bits at most.
      const allowed = rationals.mul(dyadic(BigInt(16 * ulps + 128), 1 - field.bits), largest);
      return overlap && rationals.compare(radii, allowed) <= 0;
    },
    cost,
  };
}
