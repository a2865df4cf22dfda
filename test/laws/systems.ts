/**
 * What the laws need to know of a number system: how to make elements, and when two of them agree.
 */
import type { Ball, BallField, EnclosingField } from '../../src/arithmetic/ball.ts';
import type { ComplexBall, ComplexBallField } from '../../src/arithmetic/complex-ball.ts';
import { type Complex, complexField } from '../../src/arithmetic/complex-field.ts';
import { type Magnitude, magnitudeToRational, zeroMagnitude } from '../../src/arithmetic/magnitude.ts';
import type { Convertible, Field, Ordered, OrderedRealField, RealField } from '../../src/arithmetic/number-systems.ts';
import { powerSeries, type Series } from '../../src/arithmetic/power-series.ts';
import { dyadic, fromDouble, type Rational, rationals } from '../../src/arithmetic/rational.ts';

/** Laws that not every number system can have. */
export type Law =
  /** Odd roots of negative numbers are real: principal branches of complex numbers are not. */
  | 'real odd roots'
  /** |x|, min and max of any numbers: refused where the order is undecided. */
  | 'order of any numbers';

/** A number system under test. */
export interface System<T> {
  readonly field: Field<T>;
  /** How the laws make elements of numbers; `field.constant` if absent. */
  readonly element?: (value: Rational) => T;
  /** Its functions, if it has any. */
  readonly real?: RealField<T>;
  /** Its order and exact values, if it has them. */
  readonly ordered?: Field<T> & Ordered<T> & Convertible<T>;
  /**
   * Whether x and y can be the same real number: equal up to `ulps` relative rounding errors of the size of the largest
   * of x, y and the terms of `scale`; for enclosures, overlapping and no wider than that.
   */
  readonly agree: (x: T, y: T, ulps: number, ...scale: readonly T[]) => boolean;
  /** The laws that it does not have. */
  readonly without?: readonly Law[];
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

/**
 * Whether two enclosures at a distance can agree: each rounding adds up to two units, and the radii of operands near 10
 * pass through, some eight bits at most.
 */
function overlap(distance: Rational, radii: Rational, ulps: number, bits: number, largest: Rational): boolean {
  const allowed = rationals.mul(dyadic(BigInt(16 * ulps + 128), 1 - bits), largest);
  return rationals.compare(distance, radii) <= 0 && rationals.compare(radii, allowed) <= 0;
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
      const largest = [y, ...scale].map(size).reduce(larger, size(x));
      return overlap(absolute(rationals.sub(centre(x), centre(y))), radii, ulps, field.bits, largest);
    },
    cost,
  };
}

/** A system of intervals whose ends have `bits` bits. */
export function intervals<T>(field: EnclosingField<T, number>, bits: number, cost: number): System<T> {
  const [lower, upper] = [(x: T) => fromDouble(field.lower(x)), (x: T) => fromDouble(field.upper(x))];
  const width = (x: T): Rational => rationals.sub(upper(x), lower(x));
  return {
    field,
    real: field,
    agree: (x, y, ulps, ...scale) => {
      const distance = larger(rationals.sub(lower(x), upper(y)), rationals.sub(lower(y), upper(x)));
      const largest = [x, y, ...scale].flatMap((z) => [absolute(lower(z)), absolute(upper(z))]).reduce(larger);
      // The gap of two intervals is not positive if they overlap; no radii are added to it.
      const radii = rationals.scale(rationals.add(width(x), width(y)), -1);
      return distance.numerator <= 0n && overlap(rationals.zero, radii, ulps, bits, largest);
    },
    cost,
  };
}

/** A multiple of 1/16 in [−1/2, 1/2) that varies with q and k. */
const weightOf = (q: Rational, k: number): Rational =>
  dyadic(BigInt.asUintN(4, q.numerator * BigInt(2 * k + 1) + q.denominator) - 8n, -4);

/** A system of discs with centres of `bits` bits; elements q (1 + iw/16) are so close to the axis that branches are those of q. */
export function discs(field: ComplexBallField, cost: number): System<ComplexBall> {
  const exact = (x: Magnitude): Rational => magnitudeToRational(x);
  const distance = (z: ComplexBall, w: ComplexBall): Rational =>
    exact(field.absUp(field.sub({ ...z, radius: zeroMagnitude }, { ...w, radius: zeroMagnitude })));
  return {
    field,
    real: field,
    agree: (z, w, ulps, ...scale) => {
      const radii = rationals.add(exact(z.radius), exact(w.radius));
      const largest = [z, w, ...scale].map((x) => exact(field.absUp(x))).reduce(larger);
      return overlap(distance(z, w), radii, ulps, field.bits, largest);
    },
    element: (q) => field.disc(q, rationals.scale(rationals.mul(q, weightOf(q, 1)), -4), zeroMagnitude),
    without: ['real odd roots', 'order of any numbers'],
    cost,
  };
}

/**
 * The power series over a system. Elements are q (1 + w₁ t + w₂ t² + …) with short w that vary with q; coefficients agree if
 * they do in the system below, up to the bits that recurrences may lose beside the largest coefficient.
 */
export function series<T>(base: System<T>, real: RealField<T>, order: number): System<Series<T>> {
  const LOST = 2 ** 40;
  const field = powerSeries(real, order);
  return {
    field,
    real: field,
    element: (q) =>
      field.fromCoefficients(
        Array.from({ length: order + 1 }, (_, k) => real.constant(k === 0 ? q : rationals.mul(q, weightOf(q, k)))),
      ),
    agree: (x, y, ulps, ...scale) => {
      const all = [x, y, ...scale].flatMap((z) => z.coefficients);
      const other = field.coefficients(y);
      return field.coefficients(x).every((c, k) => base.agree(c, other[k] as T, (ulps + 1) * LOST, ...all));
    },
    cost: 10 * base.cost,
  };
}

/** The complex numbers over a system; elements are q (1 + iw), and parts agree up to errors beside the whole number. */
export function complex<T>(base: System<T>): System<Complex<T>> {
  const field = complexField(base.field);
  const parts = (z: Complex<T>): readonly T[] => [z.re, z.im];
  return {
    field,
    element: (q) => field.fromParts(base.field.constant(q), base.field.constant(rationals.mul(q, weightOf(q, 1)))),
    agree: (z, w, ulps, ...scale) => {
      const all = [z, w, ...scale].flatMap(parts);
      return base.agree(z.re, w.re, 8 * ulps + 8, ...all) && base.agree(z.im, w.im, 8 * ulps + 8, ...all);
    },
    cost: 4 * base.cost,
  };
}
