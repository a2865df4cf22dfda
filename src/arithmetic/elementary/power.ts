/** Powers and roots. */
import { integerRoot } from '../integer-roots.ts';
import {
  absolute,
  type BigFloat,
  integerValue,
  magnitude,
  MAGNITUDE_LIMIT,
  roundToBits,
  shiftCount,
  shiftLeft,
  withSignOf,
  ZERO,
} from './dyadic.ts';
import { scaledExponential } from './exp.ts';
import { logarithm } from './log.ts';

/** Heuristic, chosen by measurement: larger integer exponents go through the logarithm, which costs about as much as 32 products. */
const LARGEST_REPEATED = 2 ** 16;

/** Heuristic, chosen by measurement: roots of higher degree go through the logarithm. */
const LARGEST_INTEGER_ROOT = 6;

/**
 * `e^(t log x)` for x > 0 with the exact factor `t = numerator/denominator`, at p bits: relative error below `2^−p (1 + 2^−5)`.
 *
 * With `|t log x| < 2^a` (else the result is out of range) the logarithm is taken to `p + a + 10` bits, so that the exponent
 * errs by less than `2^−(p+9)` in all, which the exponential turns into as much relative error.
 */
function powerByLogarithm(x: BigFloat, t: BigFloat, divisor: bigint, bits: number, caller: string): BigFloat {
  const log = logarithm(x, 64);
  if (log.mantissa === 0n) return roundToBits(1n, 0, bits, 1);
  const a = Math.max(0, magnitude(log, 64) + magnitude(t, bits));
  if (a > 80) throw new RangeError(`${caller}: result out of range, expected |y log x| < 2^40 log 2`);
  const precise = logarithm(x, bits + a + 11);
  const exponent = precise.exponent + t.exponent;
  // The quotient by the divisor is cut far below the errors that count.
  const extra = divisor === 1n ? 0 : bits + a + 80;
  const product = ((precise.mantissa * t.mantissa) << shiftCount(extra)) / divisor;
  const result = scaledExponential({ mantissa: product, exponent: exponent - extra }, bits + 8, caller);
  return roundToBits(result.mantissa, result.exponent, bits, bits + 9);
}

/**
 * `x^n` for an integer `1 ≤ |n| ≤ 2^16` and x ≠ 0 by repeated multiplication, at p bits: relative error below `2^−p (1 + 2^−5)`.
 *
 * Products are cut to `W = p + b + 10` bits, b the length of n: relative error below `2^(1−W)` each, which enters the
 * result at most |n| times per level, `2 |n| 2^(1−W) ≤ 2^(b+2−W) = 2^−(p+8)` in all.
 */
function powerByMultiplication(x: BigFloat, n: number, bits: number): BigFloat {
  const W = bits + 42 - Math.clz32(Math.abs(n));
  const multiply = (y: BigFloat, z: BigFloat): BigFloat => {
    const mantissa = y.mantissa * z.mantissa;
    const excess = magnitude({ mantissa, exponent: 0 }, 2 * W) - W;
    const exponent = y.exponent + z.exponent;
    return excess > 0
      ? { mantissa: mantissa >> shiftCount(excess), exponent: exponent + excess }
      : { mantissa, exponent };
  };
  let power = absolute(x);
  for (let bit = 30 - Math.clz32(Math.abs(n)); bit >= 0; bit--) {
    power = multiply(power, power);
    if (((Math.abs(n) >> bit) & 1) === 1) power = multiply(power, absolute(x));
  }
  if (n < 0) {
    const shift = W + magnitude(power, W) - power.exponent;
    power = { mantissa: (1n << shiftCount(shift)) / power.mantissa, exponent: -power.exponent - shift };
  }
  if (Math.abs(magnitude(power, W)) > MAGNITUDE_LIMIT) {
    throw new RangeError('bigfloat.pow: result out of range, expected |y log x| < 2^40 log 2');
  }
  const result = roundToBits(power.mantissa, power.exponent, bits, W);
  return n % 2 === 0 ? result : withSignOf(x, result);
}

/**
 * `x^y` at p bits: relative error below `2^−p (1 + 2^−4)`; `x^0 = 1` for every x, `0^y = 0` for y > 0.
 *
 * @param x - the base
 * @param y - the exponent, an integer if x < 0
 * @param bits - the precision p
 * @throws {RangeError} if x = 0 and y < 0, if x < 0 and y is not an integer, or if the result leaves `2^±(2^40)`
 */
export function power(x: BigFloat, y: BigFloat, bits: number): BigFloat {
  if (y.mantissa === 0n) return roundToBits(1n, 0, bits, 1);
  if (x.mantissa === 0n) {
    if (y.mantissa < 0n) throw new RangeError('bigfloat.pow: expected x ≠ 0 for y < 0');
    return ZERO;
  }
  const size = magnitude(y, bits);
  if (size <= 17) {
    const n = size < 0 ? undefined : integerValue(y);
    if (n !== undefined && n >= -LARGEST_REPEATED && n <= LARGEST_REPEATED) {
      return powerByMultiplication(x, Number(n), bits);
    }
  }
  if (x.mantissa > 0n) return powerByLogarithm(x, y, 1n, bits, 'bigfloat.pow');
  const parity = size <= 0 ? undefined : integerParity(y);
  if (parity === undefined) throw new RangeError('bigfloat.pow: expected x ≥ 0 or an integer y');
  const result = powerByLogarithm(absolute(x), y, 1n, bits, 'bigfloat.pow');
  return parity === 0 ? result : withSignOf(x, result);
}

/** 0 or 1 for an even or odd integer of any size, `undefined` for any other number. */
function integerParity(y: BigFloat): 0 | 1 | undefined {
  if (y.exponent > 0) return 0;
  const n = integerValue(y);
  if (n === undefined) return undefined;
  return (n & 1n) === 0n ? 0 : 1;
}

/**
 * The real p-th root of x at the given precision: relative error below `2^−bits (1 + 2^−1)`, exact for perfect powers that fit.
 *
 * Low degrees: the floor of the root of an integer of `degree · (bits + 3)` bits or more has `bits + 3` bits or more,
 * and rounding to nearest follows. High degrees: `e^(log x / degree)`.
 *
 * @param x - a number, ≥ 0 if the degree is even
 * @param degree - an integer ≥ 1
 * @param bits - the precision
 * @throws {RangeError} if the degree is not a positive integer, or is even while x < 0
 */
export function nthRoot(x: BigFloat, degree: number, bits: number): BigFloat {
  if (!Number.isSafeInteger(degree) || degree < 1) {
    throw new RangeError(`bigfloat.root: expected an integer degree ≥ 1, got ${String(degree)}`);
  }
  if (x.mantissa === 0n) return ZERO;
  if (x.mantissa < 0n && degree % 2 === 0) throw new RangeError('bigfloat.root: expected x ≥ 0 for an even degree');
  if (degree === 1) return roundToBits(x.mantissa, x.exponent, bits, bits);
  if (degree > LARGEST_INTEGER_ROOT) {
    const t: BigFloat = { mantissa: 1n, exponent: 0 };
    return withSignOf(x, powerByLogarithm(absolute(x), t, BigInt(degree), bits, 'bigfloat.root'));
  }
  const length = magnitude({ mantissa: x.mantissa, exponent: 0 }, bits);
  const least = degree * (bits + 3) - length;
  // The least shift from there on that leaves an exponent divisible by the degree.
  const shift = least + ((((x.exponent - least) % degree) + degree) % degree);
  const root = integerRoot(shiftLeft(absolute(x).mantissa, shift), degree);
  return withSignOf(x, roundToBits(root, (x.exponent - shift) / degree, bits, bits + 3));
}
