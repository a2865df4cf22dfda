/**
 * Exact values where they are rational: a number system whose elements are rational numbers or "some real number".
 *
 * It finds values such as √4, exp 0 or 0·π exactly, which no enclosure with a positive radius can single out, and
 * undefined operations such as log 0. At rational arguments other than those treated here, exp, log, sin, cos, sinh,
 * cosh, tanh, atan and atanh are transcendental (Lindemann–Weierstrass), so that nothing is missed there.
 */
import { integerRoot } from '../arithmetic/integer-roots.ts';
import type { RealField } from '../arithmetic/number-systems.ts';
import { bitLength, makeRational, type Rational, rationals } from '../arithmetic/rational.ts';
import { describeNumber } from './domain.ts';

/** A rational number, or `undefined` for a real number of which nothing is known. */
export type Exact = Rational | undefined;

/** Longer results are given up: the value is some real number. */
const MAX_BITS = 2 ** 20;

const ZERO = makeRational(0n);
const ONE = makeRational(1n);

const isZero = (x: Exact): boolean => x?.numerator === 0n;
const size = ({ numerator, denominator }: Rational): number => bitLength(numerator) + bitLength(denominator);

function undefinedValue(what: string): RangeError {
  return new RangeError(`${what} is undefined`);
}

/** The operation on two rational numbers that are not too long. */
const exactly =
  (operation: (x: Rational, y: Rational) => Rational) =>
  (x: Exact, y: Exact): Exact =>
    x && y && size(x) + size(y) <= MAX_BITS ? operation(x, y) : undefined;

/** A function whose value is rational at one rational argument only. */
const only =
  (argument: Rational, value: Rational) =>
  (x: Exact): Exact =>
    x && rationals.compare(x, argument) === 0 ? value : undefined;

/** The integer n ≥ 0 with nᵖ = `power` ≥ 0, if there is one. */
function perfectRoot(power: bigint, p: number): bigint | undefined {
  const root = integerRoot(power, p);
  return root ** BigInt(p) === power ? root : undefined;
}

function root(x: Exact, p: number): Exact {
  if (x === undefined) return undefined;
  const negative = x.numerator < 0n;
  if (negative && p % 2 === 0) throw undefinedValue(`the root of order ${String(p)} of ${describeNumber(x)}`);
  const numerator = perfectRoot(negative ? -x.numerator : x.numerator, p);
  const denominator = perfectRoot(x.denominator, p);
  if (numerator === undefined || denominator === undefined) return undefined;
  return makeRational(negative ? -numerator : numerator, denominator);
}

/** xⁿ for an integer n, if it is not too long. */
function integerPower(x: Rational, n: bigint): Exact {
  const exponent = n < 0n ? -n : n;
  if (exponent > BigInt(MAX_BITS) || size(x) * Number(exponent) > MAX_BITS) return undefined;
  const power = makeRational(x.numerator ** exponent, x.denominator ** exponent);
  return n < 0n ? makeRational(power.denominator, power.numerator) : power;
}

function pow(x: Exact, y: Exact): Exact {
  if (isZero(y)) return ONE;
  if (x === undefined || y === undefined) return undefined;
  const { numerator, denominator } = y;
  if (isZero(x)) {
    if (numerator < 0n) throw undefinedValue(`0 to the power ${describeNumber(y)}`);
    return ZERO;
  }
  if (x.numerator === x.denominator) return ONE;
  if (denominator === 1n) return integerPower(x, numerator);
  if (x.numerator < 0n) throw undefinedValue(`${describeNumber(x)} to the power ${describeNumber(y)}`);
  const base = denominator <= 1024n ? root(x, Number(denominator)) : undefined;
  return base && integerPower(base, numerator);
}

function log(x: Exact): Exact {
  if (x && x.numerator <= 0n) throw undefinedValue(`log of ${describeNumber(x)}`);
  return only(ONE, ZERO)(x);
}

function xlogx(x: Exact): Exact {
  if (x && x.numerator < 0n) throw undefinedValue(`x log x at ${describeNumber(x)}`);
  return isZero(x) ? ZERO : only(ONE, ZERO)(x);
}

function atanh(x: Exact): Exact {
  if (x && (x.numerator >= x.denominator || -x.numerator >= x.denominator)) {
    throw undefinedValue(`atanh of ${describeNumber(x)}`);
  }
  return only(ZERO, ZERO)(x);
}

function div(x: Exact, y: Exact): Exact {
  if (isZero(y)) throw undefinedValue('division by zero');
  return exactly(rationals.div.bind(rationals))(x, y);
}

const pick = (sign: 1 | -1): ((x: Exact, y: Exact) => Exact) =>
  exactly((x, y) => (sign * rationals.compare(x, y) <= 0 ? x : y));

const odd = only(ZERO, ZERO);
const even = only(ZERO, ONE);

/**
 * The number system of rational numbers and unknown reals.
 *
 * Zero times an unknown real is zero. Results of more than 2^20 bits are unknown.
 * @throws {RangeError} from operations that are undefined whatever the unknown operands are: `log of 0 is undefined`.
 */
export const exactValues: RealField<Exact> = Object.freeze({
  name: 'exact values',
  zero: ZERO,
  one: ONE,
  pi: undefined,
  fromInteger: (n: bigint | number) => makeRational(BigInt(n)),
  constant: (value: Rational) => value,
  add: exactly((x, y) => rationals.add(x, y)),
  sub: exactly((x, y) => rationals.sub(x, y)),
  mul: (x: Exact, y: Exact) => (isZero(x) || isZero(y) ? ZERO : exactly((a, b) => rationals.mul(a, b))(x, y)),
  neg: (x: Exact) => x && rationals.neg(x),
  div,
  scale: (x: Exact, k: number) => (x && size(x) + Math.abs(k) <= MAX_BITS ? rationals.scale(x, k) : undefined),
  sqrt: (x: Exact) => root(x, 2),
  root,
  exp: even,
  log,
  xlogx,
  sinh: odd,
  cosh: even,
  tanh: odd,
  atanh,
  sin: odd,
  cos: even,
  atan: odd,
  erf: odd,
  pow,
  abs: (x: Exact) => (x && x.numerator < 0n ? rationals.neg(x) : x),
  sign: (x: Exact) => x && makeRational(x.numerator < 0n ? -1n : x.numerator > 0n ? 1n : 0n),
  min: pick(1),
  max: pick(-1),
  choose: <R>(x: Exact, left: () => R, right: () => R): R => (x && x.numerator < 0n ? left() : right()),
});
