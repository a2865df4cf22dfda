/**
 * Roots and transcendental functions of intervals with double ends: those of `ball(64)` at the ends, by monotonicity.
 */
import { type Ball, ball, type BallField } from './ball.ts';
import type { BigFloat } from './bigfloat.ts';
import {
  type Interval,
  LARGEST,
  outsideDomain,
  productDown,
  productUp,
  quotientDown,
  quotientUp,
  roundedDown,
  roundedUp,
} from './interval64-rounding.ts';
import { zeroMagnitude } from './magnitude.ts';
import type { RealField } from './number-systems.ts';
import { splitDouble } from './rational.ts';

const B: BallField = ball(64);
const F = B.base;

type Functions = Pick<
  RealField<Interval>,
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

/** The double x in 64 bits, exactly. */
function fromDouble(x: number): BigFloat {
  const { mantissa, exponent } = splitDouble(x);
  // Normal doubles have 53 bits.
  return Math.abs(x) >= 2 ** -1022
    ? { mantissa: mantissa << 11n, exponent: exponent - 11 }
    : F.fromParts(mantissa, exponent);
}

const point = (x: number): Ball => ({ midpoint: fromDouble(x), radius: zeroMagnitude });

/** The nearest double if it is not above v, else a lower bound of it. */
function toLower(v: BigFloat): number {
  const t = F.toNumber(v) + 0;
  if (!Number.isFinite(t)) return t > 0 ? LARGEST : t;
  return F.compare(fromDouble(t), v) <= 0 ? t : roundedDown(t);
}

const toUpper = (v: BigFloat): number => 0 - toLower(F.neg(v));

const enclose = (x: Ball): Interval => ({ lower: toLower(B.lower(x)), upper: toUpper(B.upper(x)) });

/** An enclosure of f at one double, which may be infinite. */
type AtPoint = (x: number) => Interval;

/** f by balls, with its limits at ±∞. */
const byBalls =
  (f: (x: Ball) => Ball, atMinus = -Infinity, atPlus = Infinity): AtPoint =>
  (x) => {
    if (x === Infinity) return { lower: atPlus, upper: atPlus };
    return x === -Infinity ? { lower: atMinus, upper: atMinus } : enclose(f(point(x)));
  };

/** An increasing function has its extrema at the ends. */
const increasing =
  (at: AtPoint) =>
  ({ lower, upper }: Interval): Interval => {
    const first = at(lower);
    return lower === upper ? first : { lower: first.lower, upper: at(upper).upper };
  };

/** exp, sinh and cosh overflow beyond: e^800 > 2 · 2^1024, and by as much e^−800 is below every double. */
const BEYOND = 800;
const overflow: Interval = { lower: LARGEST, upper: Infinity };

function expAt(x: number): Interval {
  if (x > BEYOND) return overflow;
  if (x === -Infinity) return { lower: 0, upper: 0 };
  const { lower, upper } = enclose(B.exp(point(Math.max(-BEYOND, x))));
  return { lower: x < -BEYOND ? 0 : Math.max(0, lower), upper };
}

function sinhAt(x: number): Interval {
  if (x > BEYOND) return overflow;
  return x < -BEYOND ? { lower: -Infinity, upper: -LARGEST } : enclose(B.sinh(point(x)));
}

const coshAt = (x: number): Interval => (Math.abs(x) > BEYOND ? overflow : enclose(B.cosh(point(x))));

function cosh({ lower, upper }: Interval): Interval {
  const [first, last] = [coshAt(lower), coshAt(upper)];
  const least = lower <= 0 && upper >= 0 ? 1 : Math.min(first.lower, last.lower);
  return { lower: Math.max(1, least), upper: Math.max(first.upper, last.upper) };
}

const halfPi = enclose(B.scale(B.pi, -1));
const withinUnit = ({ lower, upper }: Interval): Interval => ({
  lower: Math.max(-1, lower),
  upper: Math.min(1, upper),
});
const tanhAt = byBalls(B.tanh, -1, 1);
const erfAt = byBalls(B.erf, -1, 1);
const atanAt: AtPoint = (x) => {
  if (Number.isFinite(x)) return enclose(B.atan(point(x)));
  return x > 0 ? halfPi : { lower: -halfPi.upper, upper: -halfPi.lower };
};

const logAt = byBalls(B.log);
function log(x: Interval): Interval {
  if (x.lower <= 0) throw outsideDomain('log', 'x > 0', x);
  return increasing(logAt)(x);
}

function atanh(x: Interval): Interval {
  if (x.lower <= -1 || x.upper >= 1) throw outsideDomain('atanh', '−1 < x < 1', x);
  return increasing(byBalls(B.atanh))(x);
}

/** Beside 1/e, where x log x turns from falling to rising. */
const turn = enclose(B.exp(B.neg(B.one)));
const xlogxAt = byBalls(B.xlogx);

function xlogx(x: Interval): Interval {
  if (x.upper < 0) throw outsideDomain('xlogx', 'a member x ≥ 0', x);
  const lower = Math.max(0, x.lower);
  const [first, last] = [xlogxAt(lower), xlogxAt(x.upper)];
  // The minimum is −1/e.
  const least = lower <= turn.upper && x.upper >= turn.lower ? -turn.upper : Math.min(first.lower, last.lower);
  return { lower: least, upper: Math.max(first.upper, last.upper) };
}

/**
 * Bounds of √x: the double root, or its neighbours. c² ≤ x where rounding c² up gives at most x; the accuracy of Math.sqrt
 * is not relied on. Arguments below 2^−900 are scaled by 2^200, exactly, so that squares keep their relative accuracy.
 */
function sqrtAt(x: number): Interval {
  if (x < 2 ** -900 && x > 0) {
    const { lower, upper } = sqrtAt(x * 2 ** 200);
    return { lower: lower * 2 ** -100, upper: upper * 2 ** -100 };
  }
  const root = Math.sqrt(x);
  if (x === Infinity || (Math.fround(root) === root && root * root === x)) return { lower: root, upper: root };
  let [lower, upper] = [roundedDown(root), roundedUp(root)];
  while (roundedUp(lower * lower) > x) lower = roundedDown(lower);
  while (roundedDown(upper * upper) < x) upper = roundedUp(upper);
  return { lower, upper };
}

/** An increasing function on x ≥ 0, continuous at 0: members below 0 are left out. */
function clipped(operation: string, at: AtPoint, x: Interval): Interval {
  if (x.upper < 0) throw outsideDomain(operation, 'a member x ≥ 0', x);
  const { lower, upper } = increasing(at)({ lower: Math.max(0, x.lower), upper: x.upper });
  return { lower: Math.max(0, lower), upper };
}

const sqrt = (x: Interval): Interval => clipped('sqrt', sqrtAt, x);

function root(x: Interval, p: number): Interval {
  if (!Number.isSafeInteger(p) || p < 1) throw new RangeError(`interval64.root: expected p ≥ 1, got ${String(p)}`);
  if (p === 1) return x;
  if (p === 2) return sqrt(x);
  const at = byBalls((y) => B.root(y, p));
  return p % 2 === 1 ? increasing(at)(x) : clipped('root', at, x);
}

const HALF = B.scale(B.one, -1);
/** Beyond, the places of the extrema of sin and cos are not told apart from their neighbours by 64 bits. */
const LARGEST_ANGLE = 2 ** 40;

/**
 * sin or cos from the values at the ends, and ±1 where an extremum lies between or may do so: with the maxima at
 * (2n + shift)π, [a, b] may hold one if an even integer lies in the enclosure of [a, b]/π − shift, and a minimum if an odd
 * one does.
 */
function circular(f: (x: Ball) => Ball, shift: Ball, { lower, upper }: Interval): Interval {
  if (lower === upper) return withinUnit(enclose(f(point(lower))));
  if (!(Math.abs(lower) < LARGEST_ANGLE && Math.abs(upper) < LARGEST_ANGLE)) return { lower: -1, upper: 1 };
  const turns = (x: number): Ball => B.sub(B.div(point(x), B.pi), shift);
  const first = Math.ceil(toLower(B.lower(turns(lower))));
  const last = Math.floor(toUpper(B.upper(turns(upper))));
  const [a, b] = [enclose(f(point(lower))), enclose(f(point(upper)))];
  const hasBoth = last > first;
  const hasMaximum = hasBoth || (last === first && first % 2 === 0);
  const hasMinimum = hasBoth || (last === first && first % 2 !== 0);
  return {
    lower: hasMinimum ? -1 : Math.max(-1, Math.min(a.lower, b.lower)),
    upper: hasMaximum ? 1 : Math.min(1, Math.max(a.upper, b.upper)),
  };
}

const hull = (parts: readonly Interval[]): Interval => ({
  lower: Math.min(...parts.map(({ lower }) => lower)),
  upper: Math.max(...parts.map(({ upper }) => upper)),
});

/** x^y for doubles x ≥ 0 and y, either of which may be a limit; 0^y only for y > 0. */
function positivePowerAt(x: number, y: number): Interval {
  if (x === 0 || x === 1) return { lower: x, upper: x };
  if (x === Infinity || Math.abs(y) === Infinity) return { lower: x ** y, upper: x ** y };
  // Where the result may leave the range of doubles, y log x decides.
  if (Math.abs(y) * (Math.abs(Math.log2(x)) + 1) > 1000) {
    const exponent = B.mul(point(y), B.log(point(x)));
    if (toLower(B.lower(exponent)) > BEYOND) return overflow;
    if (toUpper(B.upper(exponent)) < -BEYOND) return { lower: 0, upper: expAt(-BEYOND).upper };
  }
  return enclose(B.pow(point(x), point(y)));
}

/** Heuristic, chosen by measurement: larger integer exponents go through balls, which cost about as much as 100 products. */
const LARGEST_REPEATED = 16;

/** x^n for a double x ≥ 0 by squarings with outward rounding, 1 ≤ n ≤ 16. */
function repeatedProduct(x: number, n: number): Interval {
  if (n === 1) return { lower: x, upper: x };
  const half = repeatedProduct(x, n >> 1);
  const [lower, upper] = [productDown(half.lower, half.lower), productUp(half.upper, half.upper)];
  return n % 2 === 0 ? { lower, upper } : { lower: productDown(lower, x), upper: productUp(upper, x) };
}

/** x^n for a double x ≥ 0 and an integer n; x ≠ 0 if n < 0. */
function integerPowerAt(x: number, n: number): Interval {
  if (Math.abs(n) > LARGEST_REPEATED || x === Infinity) return positivePowerAt(x, n);
  if (n > 0) return repeatedProduct(x, n);
  const { lower, upper } = repeatedProduct(x, -n);
  return { lower: quotientDown(1, upper), upper: quotientUp(1, lower) };
}

/** x^n is monotone on either side of 0. */
function integerPower(x: Interval, n: number): Interval {
  const containsZero = x.lower <= 0 && x.upper >= 0;
  if (n < 0 && containsZero) throw outsideDomain('pow', `x ≠ 0 for the exponent ${String(n)}`, x);
  const at = (end: number): Interval => {
    const { lower, upper } = integerPowerAt(Math.abs(end), n);
    return end < 0 && n % 2 !== 0 ? { lower: 0 - upper, upper: 0 - lower } : { lower, upper };
  };
  const ends = hull([at(x.lower), at(x.upper)]);
  return containsZero && n % 2 === 0 ? { lower: 0, upper: ends.upper } : ends;
}

/** x^y is monotone in x > 0 and in y, so that its extrema are at the corners. */
function pow(x: Interval, y: Interval): Interval {
  if (y.lower === y.upper && Number.isInteger(y.lower)) {
    return y.lower === 0 ? { lower: 1, upper: 1 } : integerPower(x, y.lower);
  }
  if (x.upper < 0) throw outsideDomain('pow', 'a member x ≥ 0 for an exponent that is no integer', x);
  if (x.lower > 0) {
    return hull([x.lower, x.upper].flatMap((end) => [positivePowerAt(end, y.lower), positivePowerAt(end, y.upper)]));
  }
  if (y.lower <= 0) throw outsideDomain('pow', 'an exponent > 0 for a base that contains 0', y);
  const { upper } = hull([positivePowerAt(x.upper, y.lower), positivePowerAt(x.upper, y.upper)]);
  return { lower: 0, upper };
}

/** The functions of `interval64`. */
export const intervalFunctions: Functions = {
  pi: enclose(B.pi),
  sqrt,
  root,
  exp: increasing(expAt),
  log,
  xlogx,
  sinh: increasing(sinhAt),
  cosh,
  tanh: (x) => withinUnit(increasing(tanhAt)(x)),
  atanh,
  sin: (x) => circular(B.sin, HALF, x),
  cos: (x) => circular(B.cos, B.zero, x),
  atan: increasing(atanAt),
  erf: (x) => withinUnit(increasing(erfAt)(x)),
  pow,
};
