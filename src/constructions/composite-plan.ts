/**
 * Planning any formula: a number system whose elements are ranges with errors, and which chooses for every operation that is
 * not rational the piece of network that stands for it.
 *
 * An element knows an interval that contains the exact value for every x of the domain, and a bound e of how far the network's
 * value is from it. With x̃ for the network's x, |x̃ − x| ≤ e:
 *
 *     x̃ ± ỹ: e_x + e_y          x̃ỹ: |x| e_y + |y| e_x + e_x e_y          x̃/ỹ: (e_x + |x/y| e_y)/(|y| − e_y)
 *     exp: e^b (e^(ℓ+e) − 1)    log: λ + e/(a − e)                       root: ρ + e (a − e)^(1/p−1)/p
 *     |x|: δ + e                sin, cos, atan: σ + e                    erf: σ + (2/√π) e
 *
 * on the range [a, b], ℓ, λ, ρ, δ, σ the proven errors of the pieces on [a − e, b + e]. proofs/composition.md.
 */
import { type Interval, interval64 } from '../arithmetic/interval64.ts';
import {
  addUp,
  divUp,
  type Magnitude,
  magnitude,
  magnitudeFromRational,
  magnitudeToRational,
  mulUp,
  oneMagnitude,
  scaleMagnitude,
  subDown,
  zeroMagnitude,
} from '../arithmetic/magnitude.ts';
import type { RealField } from '../arithmetic/number-systems.ts';
import { fromDouble, makeRational, type Rational, rationals } from '../arithmetic/rational.ts';
import type { Domain } from '../functions/target.ts';
import { ATAN_HALVINGS, type Piece, type SeriesName } from './composite-pieces.ts';
import type { RealConstant } from './folding.ts';

/** A value of the formula: its range, and how far the network's value may be from it. */
export interface Approximate {
  readonly range: Interval;
  readonly error: Magnitude;
}

/** A piece with its proven error: relative for `exp` (a log-error), absolute for the others. */
export interface PlannedPiece {
  readonly piece: Piece;
  readonly error: Magnitude;
}

/** Chooses pieces on intervals. */
export interface PiecePlanner {
  exp(domain: Domain): PlannedPiece;
  log(domain: Domain): PlannedPiece;
  root(domain: Domain, p: number): PlannedPiece;
  abs(domain: Domain): PlannedPiece;
  series(name: SeriesName, domain: Domain): PlannedPiece;
  /** A constant with a relative error. */
  weight(constant: RealConstant): PlannedPiece;
}

const TWO_OVER_ROOT_PI = magnitude(1.1284);

/** Bounds of a finite interval. */
function finite(operation: string, { lower, upper }: Interval): Domain {
  if (!(lower > -Infinity && upper < Infinity)) {
    throw new RangeError(`construct: the argument of ${operation} leaves the range of doubles on the domain`);
  }
  return { lower: fromDouble(lower), upper: fromDouble(upper) };
}

/** The interval in which the network's value lies. */
function reach(operation: string, { range, error }: Approximate): Domain {
  const { lower, upper } = finite(operation, range);
  const slack = magnitudeToRational(error);
  return { lower: rationals.sub(lower, slack), upper: rationals.add(upper, slack) };
}

/** The largest |x| of an interval. */
function sizeOf({ lower, upper }: Interval): Magnitude {
  const size = Math.max(Math.abs(lower), Math.abs(upper));
  if (!(size < Infinity)) throw new RangeError('construct: a value leaves the range of doubles on the domain');
  return magnitude(size);
}

/** The least |x|, 0 if it contains 0. */
const leastOf = ({ lower, upper }: Interval): Magnitude => magnitude(Math.max(0, lower, -upper));

/** e^x − 1 for a magnitude: x + x² for x ≤ 1, by interval arithmetic beyond. */
function expm1Up(x: Magnitude): Magnitude {
  if (x.mantissa === 0 || x.exponent < 0) return addUp(x, mulUp(x, x));
  const { upper } = interval64.exp(interval64.constant(magnitudeToRational(x)));
  return magnitude(upper);
}

/** The sign that a value has everywhere, by its range, also of the network's value. */
function signOf({ range, error }: Approximate): 1 | -1 | undefined {
  const slack = magnitudeToRational(error);
  if (range.lower >= 0 && (slack.numerator === 0n || rationals.compare(fromDouble(range.lower), slack) >= 0)) return 1;
  if (range.upper <= 0 && (slack.numerator === 0n || rationals.compare(fromDouble(-range.upper), slack) >= 0))
    return -1;
  return undefined;
}

/**
 * The number system of plans.
 * @param planner - Chooses the pieces.
 * @param record - Notes each piece, in the order of the formula.
 */
export function planningField(planner: PiecePlanner, record: (piece: Piece) => void): RealField<Approximate> {
  const I = interval64;
  const use = ({ piece, error }: PlannedPiece): Magnitude => {
    record(piece);
    return error;
  };
  const refuse = (what: string): never => {
    throw new RangeError(`construct: ${what}`);
  };
  const constant = (value: Rational): Approximate => ({ range: I.constant(value), error: zeroMagnitude });
  const add = (x: Approximate, y: Approximate): Approximate => ({
    range: I.add(x.range, y.range),
    error: addUp(x.error, y.error),
  });
  const neg = (x: Approximate): Approximate => ({ range: I.neg(x.range), error: x.error });
  const sub = (x: Approximate, y: Approximate): Approximate => add(x, neg(y));
  const mul = (x: Approximate, y: Approximate): Approximate => {
    const range = x === y ? square(x.range) : I.mul(x.range, y.range);
    if (x.error.mantissa === 0 && y.error.mantissa === 0) return { range, error: zeroMagnitude };
    const first = mulUp(sizeOf(x.range), y.error);
    return { range, error: addUp(addUp(first, mulUp(sizeOf(y.range), x.error)), mulUp(x.error, y.error)) };
  };
  const square = (x: Interval): Interval => {
    const size = I.abs(x);
    return I.mul(size, size);
  };
  const div = (x: Approximate, y: Approximate): Approximate => {
    const range = I.div(x.range, y.range);
    const least = subDown(leastOf(y.range), y.error);
    if (least.mantissa === 0) return refuse('a divisor is not shown to differ from 0 on the domain');
    return { range, error: divUp(addUp(x.error, mulUp(sizeOf(range), y.error)), least) };
  };
  const scale = (x: Approximate, k: number): Approximate => ({
    range: I.scale(x.range, k),
    error: scaleMagnitude(x.error, k),
  });
  const one = constant(makeRational(1n));

  function exp(x: Approximate): Approximate {
    const range = I.exp(x.range);
    const logError = addUp(use(planner.exp(reach('exp', x))), x.error);
    return { range, error: mulUp(sizeOf(range), expm1Up(logError)) };
  }

  function log(x: Approximate): Approximate {
    const domain = reach('log', x);
    if (domain.lower.numerator <= 0n) return refuse('the argument of log is not shown to be positive on the domain');
    const own = use(planner.log(domain));
    return { range: I.log(x.range), error: addUp(own, divUp(x.error, magnitudeDown(domain.lower))) };
  }

  function root(x: Approximate, p: number): Approximate {
    const sign = signOf(x);
    if (sign === undefined || (sign < 0 && p % 2 === 0)) {
      return refuse('the argument of a root is not shown to keep its sign on the domain');
    }
    record({ kind: 'sign', sign });
    return sign > 0 ? positiveRoot(x, p) : neg(positiveRoot(neg(x), p));
  }

  /** |x̃^(1/p) − x^(1/p)| ≤ e · least^(1/p)/(p·least). */
  function positiveRoot(x: Approximate, p: number): Approximate {
    const domain = reach('a root', x);
    const own = use(planner.root(domain, p));
    const range = I.root(x.range, p);
    if (x.error.mantissa === 0) return { range, error: own };
    if (domain.lower.numerator <= 0n) return refuse('the argument of a root is not shown to be positive on the domain');
    const top = sizeOf(I.root(I.constant(domain.lower), p));
    const slope = divUp(top, mulUpDown(magnitudeDown(domain.lower), p));
    return { range, error: addUp(own, mulUp(x.error, slope)) };
  }

  function abs(x: Approximate): Approximate {
    const sign = signOf(x);
    if (sign !== undefined) {
      record({ kind: 'sign', sign });
      return sign > 0 ? x : neg(x);
    }
    return { range: I.abs(x.range), error: addUp(use(planner.abs(reach('|x|', x))), x.error) };
  }

  /** min and max: one of the two where that is known, else (x + y ∓ |x − y|)/2. */
  const extreme =
    (direction: 1 | -1) =>
    (x: Approximate, y: Approximate): Approximate => {
      const difference = sub(x, y);
      const sign = signOf(difference);
      if (sign !== undefined) {
        record({ kind: 'sign', sign });
        return sign === direction ? x : y;
      }
      const size = abs(difference);
      const sum = add(x, y);
      const { error } = scale(direction > 0 ? add(sum, size) : sub(sum, size), -1);
      return { range: direction > 0 ? I.max(x.range, y.range) : I.min(x.range, y.range), error };
    };

  function sign(x: Approximate): Approximate {
    const known = signOf(x);
    if (known === undefined || (x.range.lower <= 0 && x.range.upper >= 0)) {
      return refuse('sign is not shown to be constant on the domain');
    }
    record({ kind: 'sign', sign: known });
    return known > 0 ? one : neg(one);
  }

  const series =
    (name: SeriesName, slope: Magnitude) =>
    (x: Approximate): Approximate => ({
      range: I[name](x.range),
      error: addUp(use(planner.series(name, reach(name, x))), mulUp(slope, x.error)),
    });

  /** tanh x = 1 − 2/(e^(2x) + 1), whose error is that of x and half of the log-error of e^(2x). */
  function tanh(x: Approximate): Approximate {
    const own = use(planner.exp(reach('tanh', scale(x, 1))));
    return { range: I.tanh(x.range), error: addUp(scaleMagnitude(own, -1), x.error) };
  }

  const log1p = (x: Approximate): Approximate => ({ ...log(add(one, x)), range: logOnePlus(x.range) });
  const expm1 = (x: Approximate): Approximate => sub(exp(x), one);
  const hyperbolic =
    (combine: (x: Approximate, y: Approximate) => Approximate, range: (x: Interval) => Interval) =>
    (x: Approximate): Approximate => {
      const y = exp(x);
      return { ...scale(combine(y, div(one, y)), -1), range: range(x.range) };
    };

  /** Halvings of the argument, x ↦ x/(1 + √(1+x²)), before the series of arctan. */
  function atan(x: Approximate): Approximate {
    finite('arctan', x.range);
    let y = x;
    for (let i = 0; i < ATAN_HALVINGS; i += 1) {
      const { error } = div(y, add(one, root(add(one, mul(y, y)), 2)));
      y = { range: halfAngle(y.range), error };
    }
    return { ...scale(series('atan', oneMagnitude)(y), ATAN_HALVINGS), range: I.atan(x.range) };
  }

  return {
    name: 'plans',
    zero: constant(makeRational(0n)),
    one,
    get pi() {
      return refuse('π is a constant of the formula');
    },
    fromInteger: (n) => constant(makeRational(BigInt(n))),
    constant,
    add,
    sub,
    mul,
    neg,
    div,
    scale,
    sqrt: (x) => root(x, 2),
    root,
    exp,
    log,
    log1p,
    expm1,
    xlogx: (x) => mul(x, log(x)),
    sinh: hyperbolic(sub, (x) => I.sinh(x)),
    cosh: hyperbolic(add, (x) => I.cosh(x)),
    tanh,
    atanh: (x) => ({ ...scale(log(div(add(one, x), sub(one, x))), -1), range: I.atanh(x.range) }),
    sin: series('sin', oneMagnitude),
    cos: series('cos', oneMagnitude),
    atan,
    erf: series('erf', TWO_OVER_ROOT_PI),
    pow: (x, y) => exp(mul(y, log(x))),
    abs,
    sign,
    min: extreme(-1),
    max: extreme(1),
    choose: (x, left, right) => {
      const known = x.range.upper <= 0 ? -1 : 1;
      record({ kind: 'sign', sign: known });
      return known > 0 ? right() : left();
    },
  };
}

/** x/(1 + √(1+x²)) = tan(½ arctan x) of an interval: it increases with x. */
function halfAngle({ lower, upper }: Interval): Interval {
  const I = interval64;
  const half = (end: number): Interval => {
    const x = I.constant(fromDouble(end));
    return I.div(x, I.add(I.one, I.sqrt(I.add(I.one, I.mul(x, x)))));
  };
  return I.union(half(lower), half(upper));
}

/** log(1 + x) of an interval. */
const logOnePlus = (x: Interval): Interval => interval64.log(interval64.add(interval64.one, x));

/** A lower bound of a positive rational number. */
function magnitudeDown(q: Rational): Magnitude {
  const inverse = magnitudeFromRational(makeRational(q.denominator, q.numerator));
  // 1/q ≤ inverse, so q ≥ 1/inverse; one rounding of the quotient downward.
  const { mantissa, exponent } = divUp(oneMagnitude, inverse);
  return magnitude(mantissa * (1 - 2 ** -50), exponent);
}

const mulUpDown = (x: Magnitude, p: number): Magnitude => magnitude(x.mantissa * p * (1 - 2 ** -50), x.exponent);
