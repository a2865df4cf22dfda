/**
 * Closed intervals with double ends, rounded outward: the fast enclosures of low precision.
 */
import type { EnclosingField } from './ball-arithmetic.ts';
import { intervalFunctions } from './interval64-functions.ts';
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
import type { Rational } from './number-systems.ts';
import { fromDouble, rationals, rationalToNumber, scaleDouble } from './rational.ts';

export type { Interval } from './interval64-rounding.ts';

/** fl(x + y) − (x + y) exactly (Knuth's two-sum; sums do not underflow), or NaN where something is infinite. */
function sumError(x: number, y: number, s: number): number {
  const z = s - x;
  return s - z - x + (z - y);
}

function sumDown(x: number, y: number): number {
  const s = x + y;
  return s === Infinity ? LARGEST : sumError(x, y, s) <= 0 ? s : roundedDown(s);
}

function sumUp(x: number, y: number): number {
  const s = x + y;
  return s === -Infinity ? -LARGEST : sumError(x, y, s) >= 0 ? s : roundedUp(s);
}

const interval = (lower: number, upper: number): Interval => ({ lower, upper });

const add = (x: Interval, y: Interval): Interval => interval(sumDown(x.lower, y.lower), sumUp(x.upper, y.upper));
const neg = (x: Interval): Interval => interval(0 - x.upper, 0 - x.lower);

/** Which ends make the least and the greatest product depends on the signs alone, but where both contain zero. */
function mul({ lower: a, upper: b }: Interval, { lower: c, upper: d }: Interval): Interval {
  if (a >= 0) return interval(productDown(c >= 0 ? a : b, c), productUp(d >= 0 ? b : a, d));
  if (b <= 0) return interval(productDown(d >= 0 ? a : b, d), productUp(c >= 0 ? b : a, c));
  if (c >= 0) return interval(productDown(a, d), productUp(b, d));
  if (d <= 0) return interval(productDown(b, c), productUp(a, c));
  return interval(Math.min(productDown(a, d), productDown(b, c)), Math.max(productUp(a, c), productUp(b, d)));
}

function div(x: Interval, y: Interval): Interval {
  const { lower: a, upper: b } = x;
  const { lower: c, upper: d } = y;
  if (c > 0) return interval(quotientDown(a, a >= 0 ? d : c), quotientUp(b, b >= 0 ? c : d));
  if (d < 0) return interval(quotientDown(b, b >= 0 ? d : c), quotientUp(a, a >= 0 ? c : d));
  throw outsideDomain('div', 'a divisor that excludes zero', y);
}

/** The tightest interval around a rational number. */
function constant(q: Rational): Interval {
  const t = rationalToNumber(q) + 0;
  if (t === Infinity) return interval(LARGEST, Infinity);
  if (t === -Infinity) return interval(-Infinity, -LARGEST);
  const order = rationals.compare(fromDouble(t), q);
  return interval(order > 0 ? roundedDown(t) : t, order < 0 ? roundedUp(t) : t);
}

function fromInteger(n: bigint | number): Interval {
  return constant({ numerator: BigInt(n), denominator: 1n });
}

/** x·2^k rounds only where it leaves the normal doubles. */
function scale({ lower, upper }: Interval, k: number): Interval {
  const isExact = (x: number, t: number): boolean => x === 0 || Math.abs(x) === Infinity || isNormal(t);
  const [lo, hi] = [scaleDouble(lower, k) + 0, scaleDouble(upper, k) + 0];
  return interval(isExact(lower, lo) ? lo : roundedDown(lo), isExact(upper, hi) ? hi : roundedUp(hi));
}

const isNormal = (t: number): boolean => Math.abs(t) >= 2 ** -1022 && Math.abs(t) <= LARGEST;

const containsZero = ({ lower, upper }: Interval): boolean => lower <= 0 && upper >= 0;

function contains({ lower, upper }: Interval, q: Rational): boolean {
  return (
    (lower === -Infinity || rationals.compare(fromDouble(lower), q) <= 0) &&
    (upper === Infinity || rationals.compare(q, fromDouble(upper)) <= 0)
  );
}

function abs(x: Interval): Interval {
  if (x.lower >= 0) return x;
  return x.upper <= 0 ? neg(x) : interval(0, Math.max(-x.lower, x.upper));
}

function fromInterval(lo: number, hi: number): Interval {
  if (!(lo <= hi) || lo === Infinity || hi === -Infinity) {
    throw new RangeError(`interval64.fromInterval: expected lo ≤ hi, got ${String(lo)}, ${String(hi)}`);
  }
  return interval(lo, hi);
}

/**
 * Interval arithmetic with double ends.
 *
 * The result of every operation contains all exact results for members of the operands. Sums are the tightest intervals or
 * one unit wider at each end; products, quotients and square roots at most two units wider, and exact for short operands;
 * min, max, |x| and sign are exact. Elementary functions are those of `ball(64)` at the ends, by monotonicity. An overflow
 * makes an end infinite; nothing is ever NaN.
 * @throws {RangeError} from operations whose operand is not inside the domain, as for balls.
 */
export const interval64: EnclosingField<Interval, number> = Object.freeze({
  name: 'interval64',
  zero: interval(0, 0),
  one: interval(1, 1),
  fromInteger,
  constant,
  add,
  sub: (x: Interval, y: Interval) => add(x, neg(y)),
  mul,
  neg,
  div,
  scale,
  abs,
  sign: ({ lower, upper }: Interval) => interval(Math.sign(lower) + 0, Math.sign(upper) + 0),
  min: (x: Interval, y: Interval) => interval(Math.min(x.lower, y.lower), Math.min(x.upper, y.upper)),
  max: (x: Interval, y: Interval) => interval(Math.max(x.lower, y.lower), Math.max(x.upper, y.upper)),
  choose: <R>(x: Interval, left: () => R, right: () => R): R => (-x.lower > x.upper ? left() : right()),
  lower: (x: Interval) => x.lower,
  upper: (x: Interval) => x.upper,
  contains,
  containsZero,
  fromInterval,
  union: (x: Interval, y: Interval) => interval(Math.min(x.lower, y.lower), Math.max(x.upper, y.upper)),
  ...intervalFunctions,
});
