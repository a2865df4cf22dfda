/**
 * Roots and transcendental functions of balls.
 *
 * Legend: X = m ± r is the operand, t a real with |t| ≤ r, v the computed value f(m) with error `errorOf(v)`, V an upper
 * bound of |f(m)|, d = |m| − r (or 0), the least size of a member, u = r/|m|. A ball is narrow if r (or u) is at most
 * 2^−30; it gets v ± (proven slope · r + errorOf(v)), each slope bound standing beside its function. A wide ball under a
 * monotone f gets the interval from f(lower) to f(upper), rounded outward.
 */
import type { Ball, BallArithmetic, BallField } from './ball-arithmetic.ts';
import { createBallRounding } from './ball-rounding.ts';
import type { BigFloat } from './bigfloat.ts';
import {
  addUp,
  compareMagnitudes,
  divUp,
  expNegativeUp,
  type Magnitude,
  magnitude,
  minMagnitude,
  mulDown,
  mulUp,
  oneMagnitude,
  scaleMagnitude,
  subDown,
  zeroMagnitude,
} from './magnitude.ts';

/** What remains of {@link BallField} above {@link BallArithmetic}, with π on demand. */
export type BallElementary = Omit<BallField, keyof BallArithmetic | 'pi'> & { readonly pi: () => Ball };

const NARROW = -30;
/** 2/√π = 1.12837… */
const TWO_OVER_ROOT_PI = magnitude(1.1284);
/** Extra bits inside x^y = exp(y log x), where |y log x| < 2^40 multiplies the relative error. */
const POWER_GUARD = 64;

/**
 * The elementary functions over a ball arithmetic.
 * @param B - The arithmetic.
 * @param refine - The complete ball field of another precision, for the inside of x^y.
 * @returns The functions.
 */
export function createBallElementary(B: BallArithmetic, refine: (bits: number) => BallField): BallElementary {
  const F = B.base;
  const { slack, errorOf, above, below, isExactProduct, subtractDown } = createBallRounding(F);

  const describe = (x: Ball): string =>
    `[${F.toNumber(B.lower(x)).toPrecision(6)}, ${F.toNumber(B.upper(x)).toPrecision(6)}]`;
  const outside = (operation: string, domain: string, x: Ball): RangeError =>
    new RangeError(`ball.${operation}: expected ${domain}, got ${describe(x)}`);

  const isNarrow = (r: Magnitude): boolean => r.mantissa === 0 || r.exponent < NARROW;
  const isNarrowBeside = (r: Magnitude, size: Magnitude): boolean =>
    r.mantissa === 0 || compareMagnitudes(r, scaleMagnitude(size, NARROW)) <= 0;
  const isZero = (x: Ball): boolean => x.midpoint.mantissa === 0n && x.radius.mantissa === 0;
  const isPoint = ({ midpoint, radius }: Ball, p: BigFloat): boolean =>
    radius.mantissa === 0 && F.compare(midpoint, p) === 0;
  const least = ({ midpoint, radius }: Ball): Magnitude => subDown(below(midpoint), radius);
  const bounded = (v: BigFloat): Magnitude => mulUp(above(v), slack);

  const around = (v: BigFloat, radius: Magnitude): Ball => ({ midpoint: v, radius: addUp(radius, errorOf(v)) });
  const down = (v: BigFloat): BigFloat => subtractDown(v, errorOf(v));
  const up = (v: BigFloat): BigFloat => F.neg(down(F.neg(v)));
  const between = (f: (x: BigFloat) => BigFloat, lo: BigFloat, hi: BigFloat): Ball =>
    B.fromInterval(down(f(lo)), up(f(hi)));
  const monotone = (f: (x: BigFloat) => BigFloat, x: Ball): Ball => between(f, B.lower(x), B.upper(x));

  /** The least and the greatest |x|. */
  function sizes(x: Ball): readonly [BigFloat, BigFloat] {
    const [lo, hi] = [B.lower(x), B.upper(x)];
    const [first, second] = [F.abs(lo), F.abs(hi)];
    return [lo.mantissa > 0n || hi.mantissa < 0n ? F.min(first, second) : F.zero, F.max(first, second)];
  }

  /** An increasing function with |f′| ≤ slope(d) on members of size at least d. */
  const sloped =
    (f: (x: BigFloat) => BigFloat, slope: (d: Magnitude) => Magnitude) =>
    (x: Ball): Ball => {
      if (!isNarrow(x.radius)) return monotone(f, x);
      const radius = x.radius.mantissa === 0 ? zeroMagnitude : mulUp(x.radius, slope(least(x)));
      return around(f(x.midpoint), radius);
    };

  /** r + r² ≥ e^r − 1 for 0 ≤ r ≤ 1. */
  const growth = (r: Magnitude): Magnitude => addUp(r, mulUp(r, r));

  /** |e^(m+t) − e^m| ≤ e^m (e^r − 1). */
  function exp(x: Ball): Ball {
    if (isZero(x)) return B.one;
    if (!isNarrow(x.radius)) return monotone(F.exp, x);
    const v = F.exp(x.midpoint);
    return around(v, mulUp(bounded(v), growth(x.radius)));
  }

  /** |log(m+t) − log m| ≤ −log(1−u) ≤ u/(1−u) = r/(m−r). */
  function log(x: Ball): Ball {
    const size = least(x);
    if (x.midpoint.mantissa > 0n && size.mantissa !== 0 && isNarrowBeside(x.radius, size)) {
      return around(F.log(x.midpoint), divUp(x.radius, size));
    }
    if (B.lower(x).mantissa <= 0n) throw outside('log', 'x > 0', x);
    return monotone(F.log, x);
  }

  /**
   * x log x falls from 0 to −1/e at 1/e and rises from there. Narrow balls: |Δ| ≤ r (1 + |log m| + log(m/(m−r))), since
   * |1 + log ξ| ≤ 1 + |log m| + |log(ξ/m)|, and log(m/(m−r)) ≤ r/(m−r) ≤ 2^−29.
   */
  function xlogx(x: Ball): Ball {
    const { midpoint, radius } = x;
    if (midpoint.mantissa > 0n && isNarrowBeside(radius, below(midpoint))) {
      const v = F.xlogx(midpoint);
      if (radius.mantissa === 0) return isPoint(x, F.one) ? B.zero : around(v, radius);
      return around(v, mulUp(radius, addUp(magnitude(1 + 2 ** -29), bounded(F.log(midpoint)))));
    }
    const hi = B.upper(x);
    if (hi.mantissa < 0n) throw outside('xlogx', 'a member x ≥ 0', x);
    const lo = F.max(F.zero, B.lower(x));
    const [atLo, atHi] = [F.xlogx(lo), F.xlogx(hi)];
    const greatest = up(F.max(atLo, atHi));
    const turn = F.exp(F.neg(F.one));
    // Beside 1/e, undecided by the rounding of it, the whole range down to −1/e is taken.
    const [before, after] = [F.compare(hi, down(turn)) <= 0, F.compare(lo, up(turn)) >= 0];
    return B.fromInterval(before ? down(atHi) : after ? down(atLo) : F.neg(up(turn)), greatest);
  }

  /** |sinh(m+t) − sinh m| ≤ cosh m · sinh r + |sinh m|(cosh r − 1) ≤ cosh m (e^r − 1), cosh m ≤ 1 + |sinh m|. */
  function sinh(x: Ball): Ball {
    if (!isNarrow(x.radius)) return monotone(F.sinh, x);
    const v = F.sinh(x.midpoint);
    return around(v, mulUp(addUp(oneMagnitude, bounded(v)), growth(x.radius)));
  }

  /**
   * |cosh(m+t) − cosh m| ≤ |sinh m| sinh r + cosh m (cosh r − 1) ≤ cosh m (min(1, |m|)(r + r²) + r²), since
   * |sinh m| ≤ min(1, |m|) cosh m and cosh r − 1 ≤ r² for r ≤ 1.
   */
  function cosh(x: Ball): Ball {
    if (isZero(x)) return B.one;
    if (!isNarrow(x.radius)) return between(F.cosh, ...sizes(x));
    const v = F.cosh(x.midpoint);
    const linear = mulUp(minMagnitude(oneMagnitude, above(x.midpoint)), growth(x.radius));
    return around(v, mulUp(bounded(v), addUp(linear, mulUp(x.radius, x.radius))));
  }

  /** tanh′ = 1/cosh² ≤ min(1, 4 e^(−2d)). */
  const tanh = sloped(F.tanh, (d) =>
    minMagnitude(oneMagnitude, scaleMagnitude(expNegativeUp(scaleMagnitude(d, 1)), 2)),
  );

  /** atan′ = 1/(1+x²) ≤ min(1, 1/d²). */
  const atan = sloped(F.atan, (d) =>
    d.exponent < 0 || d.mantissa === 0 ? oneMagnitude : divUp(oneMagnitude, mulDown(d, d)),
  );

  /** erf′ = (2/√π) e^(−x²) ≤ (2/√π) e^(−d²). */
  const erf = sloped(F.erf, (d) => mulUp(TWO_OVER_ROOT_PI, expNegativeUp(mulDown(d, d))));

  /** atanh′ = 1/((1−|x|)(1+|x|)) ≤ 1/(1−|m|−r). */
  function atanh(x: Ball): Ball {
    const complement = F.sub(F.one, F.abs(x.midpoint));
    if (complement.mantissa > 0n) {
      const margin = subDown(subDown(below(complement), errorOf(complement)), x.radius);
      if (margin.mantissa !== 0 && isNarrowBeside(x.radius, margin)) {
        return around(F.atanh(x.midpoint), divUp(x.radius, margin));
      }
    }
    if (F.compare(sizes(x)[1], F.one) >= 0) throw outside('atanh', '−1 < x < 1', x);
    return monotone(F.atanh, x);
  }

  /** |f(m+t) − f(m)| ≤ min(r, |f′(m)| r + r²/2) for f = sin, cos, whose second derivatives are at most 1. */
  function circular(f: (x: BigFloat) => BigFloat, derivative: (x: BigFloat) => BigFloat, x: Ball): Ball {
    const { midpoint, radius } = x;
    if (radius.exponent >= 0 && radius.mantissa !== 0) return { midpoint: F.zero, radius: oneMagnitude };
    if (isNarrow(radius)) return around(f(midpoint), radius);
    const linear = mulUp(bounded(derivative(midpoint)), radius);
    const quadratic = scaleMagnitude(mulUp(radius, radius), -1);
    return around(f(midpoint), minMagnitude(radius, addUp(linear, quadratic)));
  }

  /** |√(m+t) − √m| = |t|/(√(m+t) + √m) ≤ r/(√m (1 + √(1−u))) ≤ r/(√m (2 − u)). */
  function sqrt(x: Ball): Ball {
    const { midpoint, radius } = x;
    if (midpoint.mantissa > 0n && isNarrowBeside(radius, below(midpoint))) {
      const v = F.sqrt(midpoint);
      if (radius.mantissa === 0) return isExactProduct(v, v, midpoint) ? { midpoint: v, radius } : around(v, radius);
      const size = subDown(below(v), errorOf(v));
      return around(v, divUp(radius, mulDown(size, magnitude(2 - 2 ** NARROW))));
    }
    if (isZero(x)) return x;
    return clipped('sqrt', F.sqrt, x);
  }

  /** An increasing function on x ≥ 0, continuous at 0: members below 0 are left out. */
  function clipped(operation: string, f: (x: BigFloat) => BigFloat, x: Ball): Ball {
    const hi = B.upper(x);
    if (hi.mantissa < 0n) throw outside(operation, 'a member x ≥ 0', x);
    return between(f, F.max(F.zero, B.lower(x)), hi);
  }

  /** |Δ| ≤ r sup |ξ|^(1/p−1)/p ≤ (|m|^(1/p)/p) · u/(1−u), and 1/(1−u) ≤ 1 + 2^−20. */
  function root(x: Ball, p: number): Ball {
    if (!Number.isSafeInteger(p) || p < 1) throw new RangeError(`ball.root: expected p ≥ 1, got ${String(p)}`);
    if (p === 1 || isZero(x)) return x;
    if (p === 2) return sqrt(x);
    const f = (y: BigFloat): BigFloat => F.root(y, p);
    const { midpoint, radius } = x;
    if ((midpoint.mantissa > 0n || p % 2 === 1) && isNarrowBeside(radius, below(midpoint))) {
      const v = f(midpoint);
      if (radius.mantissa === 0) return around(v, radius);
      const relative = divUp(mulUp(radius, magnitude(1 + 2 ** -20)), below(midpoint));
      return around(v, divUp(mulUp(bounded(v), relative), magnitude(p)));
    }
    return p % 2 === 1 ? monotone(f, x) : clipped('root', f, x);
  }

  /** |(m+t)^n − m^n| ≤ |m|^n ((1+u)^n − 1) ≤ |m|^n (w + w²) with w = nu ≤ 1, for n ≥ 1. */
  function integerPower(x: Ball, n: number): Ball {
    const exponent = F.fromInteger(n);
    const f = (y: BigFloat): BigFloat => F.pow(y, exponent);
    const { midpoint, radius } = x;
    const size = below(midpoint);
    if (midpoint.mantissa !== 0n) {
      const relative = radius.mantissa === 0 ? zeroMagnitude : mulUp(divUp(radius, size), magnitude(n));
      if (isNarrow(relative)) {
        const v = f(midpoint);
        return around(v, mulUp(bounded(v), growth(relative)));
      }
    }
    return n % 2 === 0 ? between(f, ...sizes(x)) : monotone(f, x);
  }

  /** The integer that a point ball is, if it is one below 2^53 (and exact at this precision). */
  function asInteger(y: Ball): number | undefined {
    if (y.radius.mantissa !== 0) return undefined;
    const n = F.toNumber(y.midpoint);
    return Number.isSafeInteger(n) && F.compare(F.fromInteger(n), y.midpoint) === 0 ? n : undefined;
  }

  function pow(x: Ball, y: Ball): Ball {
    const n = asInteger(y);
    if (n === 0) return B.one;
    if (n !== undefined && n > 0) return integerPower(x, n);
    if (n !== undefined && n < 0) {
      if (B.containsZero(x)) throw outside('pow', `x ≠ 0 for the exponent ${String(n)}`, x);
      return B.div(B.one, integerPower(x, -n));
    }
    if (B.lower(x).mantissa > 0n) {
      const fine = refine(B.bits + POWER_GUARD);
      return B.from(fine.exp(fine.mul(fine.from(y), fine.log(fine.from(x)))));
    }
    const hi = B.upper(x);
    if (hi.mantissa < 0n) throw outside('pow', 'x ≥ 0 for an exponent that is no integer', x);
    if (B.lower(y).mantissa <= 0n) throw outside('pow', 'an exponent > 0 for a base that contains 0', y);
    // 0 ≤ x^y ≤ h^y for 0 ≤ x ≤ h and y > 0.
    if (hi.mantissa === 0n) return B.zero;
    return B.fromInterval(F.zero, B.upper(pow(B.fromMidpoint(hi), y)));
  }

  return {
    pi: () => around(F.pi, zeroMagnitude),
    sqrt,
    root,
    exp,
    log,
    xlogx,
    sinh,
    cosh,
    tanh,
    atanh,
    sin: (x) => circular(F.sin, F.cos, x),
    cos: (x) => (isZero(x) ? B.one : circular(F.cos, F.sin, x)),
    atan,
    erf,
    pow,
  };
}
