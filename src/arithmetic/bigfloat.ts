/**
 * Arbitrary-precision binary floating point on native BigInt: the workhorse.
 */
import { piFixed } from './constants.ts';
import { inverseTangent } from './elementary/atan.ts';
import { absolute, type BigFloat, MAGNITUDE_LIMIT, roundToBits, shiftCount, ZERO } from './elementary/dyadic.ts';
import { errorFunction } from './elementary/erf.ts';
import { exponential } from './elementary/exp.ts';
import { hyperbolicCosine, hyperbolicSine, hyperbolicTangent } from './elementary/hyperbolic.ts';
import { entropy, inverseHyperbolicTangent, logarithm } from './elementary/log.ts';
import { nthRoot, power } from './elementary/power.ts';
import { cosine, sine } from './elementary/trigonometric.ts';
import { integerSquareRoot } from './integer-roots.ts';
import type { OrderedRealField } from './number-systems.ts';
import { bitLength, makeRational, type Rational, scaleDouble } from './rational.ts';

export type { BigFloat } from './elementary/dyadic.ts';

/** A {@link OrderedRealField} of fixed precision whose elements are {@link BigFloat}s. */
export interface BigFloatField extends OrderedRealField<BigFloat> {
  /** Precision p in bits. */
  readonly bits: number;
  /** `mantissa · 2^exponent` for any integers, cut to p bits. */
  fromParts(mantissa: bigint, exponent: number): BigFloat;
  /** The same number in this system, whatever the precision it came from. */
  from(x: BigFloat): BigFloat;
}

/** Beyond the range of the elementary functions, so that their arguments and guard bits pass. */
const LARGEST_EXPONENT = 2 * MAGNITUDE_LIMIT;

/** The part of {@link BigFloatField} that needs no elementary function. */
type Arithmetic = Omit<
  BigFloatField,
  'pi' | 'exp' | 'log' | 'xlogx' | 'sinh' | 'cosh' | 'tanh' | 'atanh' | 'sin' | 'cos' | 'atan' | 'erf' | 'pow' | 'root'
>;

/**
 * Field operations at p bits. Each result is faithful: it is the exact one if that has p bits, and otherwise one of its
 * two neighbours, so the relative error is below 2^(1−p).
 */
export function bigfloatArithmetic(bits: number): Arithmetic {
  if (!Number.isSafeInteger(bits) || bits < 8) {
    throw new RangeError(`bigfloat: expected a precision of at least 8 bits, got ${String(bits)}`);
  }
  const P = BigInt(bits);
  const P1 = BigInt(bits - 1);
  const TOP = 1n << P;
  const NEGATIVE_TOP = -TOP;
  const BOTTOM = 1n << P1;
  const PRODUCT_TOP = 1n << BigInt(2 * bits - 1);
  const NEGATIVE_PRODUCT_TOP = -PRODUCT_TOP;

  /** Brings any mantissa to p bits; the general, slow way. */
  function fromParts(mantissa: bigint, exponent: number): BigFloat {
    if (mantissa === 0n) return ZERO;
    const shift = bitLength(mantissa) - bits;
    if (shift === 0) return { mantissa, exponent };
    if (shift < 0) return { mantissa: mantissa << BigInt(-shift), exponent: exponent + shift };
    return { mantissa: mantissa >> BigInt(shift), exponent: exponent + shift };
  }

  /** |mantissa| < 2^(p+3), any size below; numbers of p bits and a little more are settled by comparisons alone. */
  function settle(mantissa: bigint, exponent: number): BigFloat {
    const magnitude = mantissa < 0n ? -mantissa : mantissa;
    if (magnitude < TOP) {
      if (magnitude >= BOTTOM) return { mantissa, exponent };
      return fromParts(mantissa, exponent);
    }
    const excess = magnitude < TOP << 1n ? 1 : magnitude < TOP << 2n ? 2 : 3;
    return { mantissa: mantissa >> shiftCount(excess), exponent: exponent + excess };
  }

  /**
   * Comparisons of integers are what an addition costs beyond the addition itself: a sum of p bits or more that turns out
   * positive needs no other look at its terms, and most sums are of this kind.
   */
  function add(x: BigFloat, y: BigFloat): BigFloat {
    const gap = x.exponent - y.exponent;
    if (gap < 0) return add(y, x);
    if (gap <= bits + 2) {
      const sum = x.mantissa + (y.mantissa >> shiftCount(gap));
      if (sum >= TOP) return { mantissa: sum >> 1n, exponent: x.exponent + 1 };
      if (sum >= BOTTOM) return { mantissa: sum, exponent: x.exponent };
    }
    return addInGeneral(x, y, gap);
  }

  /** The sum for any signs, `gap = x.exponent − y.exponent ≥ 0`. */
  function addInGeneral(x: BigFloat, y: BigFloat, gap: number): BigFloat {
    if (x.mantissa === 0n) return y;
    if (y.mantissa === 0n || gap > bits + 2) return x;
    if (x.mantissa < 0n && y.mantissa < 0n) {
      const sum = x.mantissa + (y.mantissa >> shiftCount(gap));
      return sum <= NEGATIVE_TOP
        ? { mantissa: sum >> 1n, exponent: x.exponent + 1 }
        : { mantissa: sum, exponent: x.exponent };
    }
    // Opposite signs: with two guard bits (or all of them, where cancellation can be deep) nothing that counts is lost.
    const guard = gap < 2 ? gap : 2;
    const difference = (x.mantissa << shiftCount(guard)) + (y.mantissa >> shiftCount(gap - guard));
    return settle(difference, x.exponent - guard);
  }

  const neg = (x: BigFloat): BigFloat => ({ mantissa: -x.mantissa, exponent: x.exponent });

  /** Exponents so large that only a runaway computation reaches them are refused before they stop being exact. */
  function checked(mantissa: bigint, exponent: number): BigFloat {
    if (exponent > LARGEST_EXPONENT || exponent < -LARGEST_EXPONENT) {
      throw new RangeError('bigfloat: result out of range, expected a binary exponent within ±2^41');
    }
    return { mantissa, exponent };
  }

  function mul(x: BigFloat, y: BigFloat): BigFloat {
    const product = x.mantissa * y.mantissa;
    const exponent = x.exponent + y.exponent;
    if (product >= PRODUCT_TOP) return checked(product >> P, exponent + bits);
    if (product > 0n) return checked(product >> P1, exponent + bits - 1);
    if (product === 0n) return ZERO;
    return product <= NEGATIVE_PRODUCT_TOP
      ? checked(product >> P, exponent + bits)
      : checked(product >> P1, exponent + bits - 1);
  }

  function div(x: BigFloat, y: BigFloat): BigFloat {
    const exponent = x.exponent - y.exponent;
    // Of positive mantissas the larger one is known before dividing, and with it the length of the quotient.
    if (y.mantissa > 0n) {
      if (x.mantissa >= y.mantissa) return checked((x.mantissa << P1) / y.mantissa, exponent - bits + 1);
      if (x.mantissa > 0n) return checked((x.mantissa << P) / y.mantissa, exponent - bits);
    }
    if (y.mantissa === 0n) throw new RangeError('bigfloat.div: division by zero');
    if (x.mantissa === 0n) return ZERO;
    const quotient = (x.mantissa << P) / y.mantissa;
    return quotient >= TOP || quotient <= NEGATIVE_TOP
      ? checked(quotient >> 1n, exponent - bits + 1)
      : checked(quotient, exponent - bits);
  }

  function sqrt(x: BigFloat): BigFloat {
    if (x.mantissa < 0n) throw new RangeError('bigfloat.sqrt: expected x ≥ 0');
    if (x.mantissa === 0n) return ZERO;
    // A mantissa of 2p − 1 … 2p + 1 bits over an even exponent has a root of p … p + 1 bits.
    const shift = bits + ((((x.exponent - bits) % 2) + 2) % 2);
    return settle(integerSquareRoot(x.mantissa << BigInt(shift)), (x.exponent - shift) / 2);
  }

  function constant({ numerator, denominator }: Rational): BigFloat {
    if (denominator === 1n) return fromParts(numerator, 0);
    const shift = Math.max(0, bits + 1 + bitLength(denominator) - bitLength(numerator));
    return fromParts((numerator << BigInt(shift)) / denominator, -shift);
  }

  function compare(x: BigFloat, y: BigFloat): number {
    if (x.mantissa > 0n !== y.mantissa > 0n || x.mantissa < 0n !== y.mantissa < 0n)
      return x.mantissa < y.mantissa ? -1 : 1;
    const difference = add(x, neg(y)).mantissa;
    return difference < 0n ? -1 : difference > 0n ? 1 : 0;
  }

  function toNumber(x: BigFloat): number {
    if (x.mantissa === 0n) return 0;
    if (x.exponent + bits > 1100) return x.mantissa < 0n ? -Infinity : Infinity;
    if (x.exponent + bits < -1100) return 0;
    // 64 bits and a sticky one, or fewer where doubles have fewer: then Number() rounds, once, and scaling is exact.
    const shift = Math.max(0, bits - 64, -1076 - x.exponent);
    const head = x.mantissa >> shiftCount(shift);
    const sticky = shift > 0 && head << shiftCount(shift) !== x.mantissa ? head | 1n : head;
    return scaleDouble(Number(sticky), x.exponent + shift);
  }

  return {
    name: `bigfloat(${String(bits)})`,
    bits,
    zero: ZERO,
    one: fromParts(1n, 0),
    fromParts,
    from: (x) => fromParts(x.mantissa, x.exponent),
    fromInteger: (n) => fromParts(BigInt(n), 0),
    constant,
    add,
    sub: (x, y) => add(x, neg(y)),
    mul,
    neg,
    div,
    scale: (x, k) => (x.mantissa === 0n ? ZERO : checked(x.mantissa, x.exponent + k)),
    sqrt,
    abs: absolute,
    sign: (x) => fromParts(x.mantissa < 0n ? -1n : x.mantissa > 0n ? 1n : 0n, 0),
    min: (x, y) => (compare(x, y) <= 0 ? x : y),
    max: (x, y) => (compare(x, y) >= 0 ? x : y),
    choose: (x, left, right) => (x.mantissa < 0n ? left() : right()),
    compare,
    toNumber,
    toRational: (x) =>
      x.exponent >= 0
        ? makeRational(x.mantissa << BigInt(x.exponent))
        : makeRational(x.mantissa, 1n << BigInt(-x.exponent)),
  };
}

const contexts = new Map<number, BigFloatField>();

/**
 * Binary floating point with p bits: the number system of every computation that is not exact and not a proof.
 *
 * Every operation and function has relative error below `2^(1−p)` for every argument; arithmetic is faithful, and results
 * that p bits can hold are exact. Functions throw a `RangeError` if their result would leave `2^±(2^40)`, and outside of
 * their domain; there is no NaN and no infinity.
 *
 * @param bits - the precision p, an integer ≥ 8
 * @returns the system, one and the same frozen object for each precision
 * @throws {RangeError} if the precision is not an integer ≥ 8
 */
export function bigfloat(bits: number): BigFloatField {
  let field = contexts.get(bits);
  if (field === undefined) {
    field = Object.freeze({
      ...bigfloatArithmetic(bits),
      pi: roundToBits(piFixed(bits + 8), -bits - 8, bits, bits + 10),
      exp: (x: BigFloat) => exponential(x, bits),
      log: (x: BigFloat) => logarithm(x, bits),
      xlogx: (x: BigFloat) => entropy(x, bits),
      sinh: (x: BigFloat) => hyperbolicSine(x, bits),
      cosh: (x: BigFloat) => hyperbolicCosine(x, bits),
      tanh: (x: BigFloat) => hyperbolicTangent(x, bits),
      atanh: (x: BigFloat) => inverseHyperbolicTangent(x, bits),
      sin: (x: BigFloat) => sine(x, bits),
      cos: (x: BigFloat) => cosine(x, bits),
      atan: (x: BigFloat) => inverseTangent(x, bits),
      erf: (x: BigFloat) => errorFunction(x, bits),
      pow: (x: BigFloat, y: BigFloat) => power(x, y, bits),
      root: (x: BigFloat, degree: number) => nthRoot(x, degree, bits),
    });
    contexts.set(bits, field);
  }
  return field;
}
