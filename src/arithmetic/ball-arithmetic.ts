/**
 * Real balls `midpoint ± radius`: their types, field and lattice operations, and endpoints.
 */
import { createBallRounding } from './ball-rounding.ts';
import type { BigFloat, BigFloatField } from './bigfloat.ts';
import {
  addUp,
  compareMagnitudes,
  divUp,
  type Magnitude,
  magnitudeParts,
  magnitudeToRational,
  mulUp,
  oneMagnitude,
  scaleMagnitude,
  subDown,
  zeroMagnitude,
} from './magnitude.ts';
import type { RealField } from './number-systems.ts';
import { makeRational, type Rational, rationals } from './rational.ts';

/** The set of reals x with |x − midpoint| ≤ radius. */
export interface Ball {
  readonly midpoint: BigFloat;
  readonly radius: Magnitude;
}

/** What a system of enclosures offers beside its operations; endpoints are of type E. */
export interface Enclosing<T, E> {
  /** A lower bound of every member, rounded downward. */
  lower(x: T): E;
  /** An upper bound of every member, rounded upward. */
  upper(x: T): E;
  /** Whether the exact number q is a member. */
  contains(x: T, q: Rational): boolean;
  /** Whether zero is a member. */
  containsZero(x: T): boolean;
  /**
   * An enclosure of all reals from lo to hi.
   * @throws {RangeError} if lo > hi.
   */
  fromInterval(lo: E, hi: E): T;
  /** An enclosure of both. */
  union(x: T, y: T): T;
}

/** A real field of enclosures. */
export interface EnclosingField<T, E = BigFloat> extends RealField<T>, Enclosing<T, E> {}

/** The real balls of one precision. */
export interface BallField extends EnclosingField<Ball> {
  /** Precision of the midpoints in bits. */
  readonly bits: number;
  /** The number system of midpoints and endpoints. */
  readonly base: BigFloatField;
  /** The ball around a midpoint of this precision; radius 0 by default. */
  fromMidpoint(midpoint: BigFloat, radius?: Magnitude): Ball;
  /** The same set (or a slightly larger one) from another precision. */
  from(x: Ball): Ball;
}

/** All of {@link BallField} that the elementary functions rest on. */
export type BallArithmetic = Omit<
  BallField,
  | 'pi'
  | 'sqrt'
  | 'root'
  | 'exp'
  | 'log'
  | 'xlogx'
  | 'sinh'
  | 'cosh'
  | 'tanh'
  | 'atanh'
  | 'sin'
  | 'cos'
  | 'atan'
  | 'erf'
  | 'pow'
>;

/**
 * Field and lattice operations, conversions and endpoints of balls over the midpoint system F.
 * @param F - The system of midpoints.
 * @returns Everything of a {@link BallField} but the transcendental functions and roots.
 */
export function createBallArithmetic(F: BigFloatField): BallArithmetic {
  const { bits } = F;
  const rounding = createBallRounding(F);
  const { slack, errorOf, above, below } = rounding;
  const point = (midpoint: BigFloat): Ball => ({ midpoint, radius: zeroMagnitude });
  const describe = (x: Ball): string =>
    `a ball around ${F.toNumber(x.midpoint).toPrecision(6)} with radius below 2^${String(x.radius.exponent + 1)}`;

  function add(x: Ball, y: Ball): Ball {
    const midpoint = F.add(x.midpoint, y.midpoint);
    const radius = addUp(x.radius, y.radius);
    if (rounding.isExactSum(x.midpoint, y.midpoint, midpoint)) return { midpoint, radius };
    return { midpoint, radius: addUp(radius, errorOf(midpoint)) };
  }

  const neg = (x: Ball): Ball => ({ midpoint: F.neg(x.midpoint), radius: x.radius });

  /** |xy − mₓm_y| ≤ |mₓ| r_y + (|m_y| + r_y) rₓ. */
  function mul(x: Ball, y: Ball): Ball {
    const midpoint = F.mul(x.midpoint, y.midpoint);
    let radius = zeroMagnitude;
    if (y.radius.mantissa !== 0) radius = mulUp(above(x.midpoint), y.radius);
    if (x.radius.mantissa !== 0) radius = addUp(radius, mulUp(addUp(above(y.midpoint), y.radius), x.radius));
    if (rounding.isExactProduct(x.midpoint, y.midpoint, midpoint)) return { midpoint, radius };
    return { midpoint, radius: addUp(radius, errorOf(midpoint)) };
  }

  /** |x/y − mₓ/m_y| ≤ (rₓ + |mₓ/m_y| r_y)/(|m_y| − r_y). */
  function div(x: Ball, y: Ball): Ball {
    const least = subDown(below(y.midpoint), y.radius);
    if (least.mantissa === 0) {
      throw new RangeError(`ball.div: expected a divisor that excludes zero, got ${describe(y)}`);
    }
    const midpoint = F.div(x.midpoint, y.midpoint);
    let radius = x.radius;
    if (y.radius.mantissa !== 0) radius = addUp(radius, mulUp(mulUp(above(midpoint), slack), y.radius));
    if (radius.mantissa !== 0) radius = divUp(radius, least);
    // q = x/y exactly if and only if qy = x.
    if (rounding.isExactProduct(midpoint, y.midpoint, x.midpoint)) return { midpoint, radius };
    return { midpoint, radius: addUp(radius, errorOf(midpoint)) };
  }

  function from(x: Ball): Ball {
    const midpoint = F.from(x.midpoint);
    if (rounding.isExactProduct(x.midpoint, F.one, midpoint)) return { midpoint, radius: x.radius };
    return { midpoint, radius: addUp(x.radius, errorOf(midpoint)) };
  }

  function constant(value: Rational): Ball {
    const midpoint = F.constant(value);
    const { numerator, denominator } = value;
    const [divisor, dividend] = [denominator, numerator].map((mantissa) => ({ mantissa, exponent: 0 }));
    const exact = rounding.isExactProduct(midpoint, divisor as BigFloat, dividend as BigFloat);
    return { midpoint, radius: exact ? zeroMagnitude : errorOf(midpoint) };
  }

  function lower({ midpoint, radius }: Ball): BigFloat {
    return rounding.subtractDown(midpoint, radius);
  }

  const upper = ({ midpoint, radius }: Ball): BigFloat => F.neg(rounding.subtractDown(F.neg(midpoint), radius));

  /** All x of [lo, hi] have |x − m| ≤ (hi − lo)/2 + |m − (lo + hi)/2|; ends with few digits stay the ends. */
  function fromInterval(lo: BigFloat, hi: BigFloat): Ball {
    const width = F.sub(hi, lo);
    if (width.mantissa < 0n) throw new RangeError('ball.fromInterval: expected lo ≤ hi, got lo > hi');
    if (width.mantissa === 0n) return point(lo);
    const sum = F.add(lo, hi);
    const midpoint = F.scale(sum, -1);
    if (rounding.isExactSum(lo, hi, sum) && rounding.isExactSum(hi, F.neg(lo), width)) {
      const exact = rounding.exactly(width);
      if (exact !== undefined) return { midpoint, radius: scaleMagnitude(exact, -1) };
    }
    const half = scaleMagnitude(mulUp(above(width), slack), -1);
    return { midpoint, radius: addUp(half, errorOf(midpoint)) };
  }

  const union = (x: Ball, y: Ball): Ball => fromInterval(F.min(lower(x), lower(y)), F.max(upper(x), upper(y)));

  function containsZero({ midpoint, radius }: Ball): boolean {
    if (compareMagnitudes(below(midpoint), radius) > 0) return false;
    if (compareMagnitudes(above(midpoint), radius) <= 0) return true;
    // Undecided by 52 bits, so the exponents are close: compare in integers.
    const { integer, exponent } = magnitudeParts(radius);
    const size = midpoint.mantissa < 0n ? -midpoint.mantissa : midpoint.mantissa;
    const gap = midpoint.exponent - exponent;
    return gap >= 0 ? size << BigInt(gap) <= integer : size <= integer << BigInt(-gap);
  }

  function contains({ midpoint, radius }: Ball, q: Rational): boolean {
    const distance = rationals.sub(q, F.toRational(midpoint));
    const size = {
      numerator: distance.numerator < 0n ? -distance.numerator : distance.numerator,
      denominator: distance.denominator,
    };
    return rationals.compare(size, magnitudeToRational(radius)) <= 0;
  }

  function abs(x: Ball): Ball {
    if (containsZero(x)) return fromInterval(F.zero, F.max(F.neg(lower(x)), upper(x)));
    return x.midpoint.mantissa < 0n ? neg(x) : x;
  }

  function sign(x: Ball): Ball {
    if (!containsZero(x) || (x.midpoint.mantissa === 0n && x.radius.mantissa === 0)) return point(F.sign(x.midpoint));
    return { midpoint: F.zero, radius: oneMagnitude };
  }

  /** One of the operands if they are apart, else the interval of the results at the ends. */
  function min(x: Ball, y: Ball): Ball {
    const [lowX, highX, lowY, highY] = [lower(x), upper(x), lower(y), upper(y)];
    if (F.compare(highX, lowY) <= 0) return x;
    if (F.compare(highY, lowX) <= 0) return y;
    return fromInterval(F.min(lowX, lowY), F.min(highX, highY));
  }

  return {
    name: `ball(${String(bits)})`,
    bits,
    base: F,
    zero: point(F.zero),
    one: point(F.one),
    fromMidpoint: (midpoint, radius = zeroMagnitude) => from({ midpoint, radius }),
    from,
    fromInteger: (n) => constant(makeRational(BigInt(n))),
    constant,
    add,
    sub: (x, y) => add(x, neg(y)),
    mul,
    neg,
    div,
    scale: (x, k) => ({ midpoint: F.scale(x.midpoint, k), radius: scaleMagnitude(x.radius, k) }),
    abs,
    sign,
    min,
    max: (x, y) => neg(min(neg(x), neg(y))),
    choose: (x, left, right) => (x.midpoint.mantissa < 0n ? left() : right()),
    lower,
    upper,
    contains,
    containsZero,
    fromInterval,
    union,
  };
}
