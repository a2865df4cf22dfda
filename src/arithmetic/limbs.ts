/**
 * The number system of the kernels on graphics processors, read on BigInt: the same bits.
 */
import { bigfloat, type BigFloatField } from './bigfloat.ts';
import { absolute, type BigFloat, shiftCount, ZERO } from './elementary/dyadic.ts';
import { type LimbFunctions, limbFunctions, type LimbOperations } from './limb-functions.ts';
import { bitLength, type Rational } from './rational.ts';

/** A system of limbs on BigInt. */
export interface LimbField extends BigFloatField, LimbOperations<BigFloat> {
  /** Number of 32-bit words of a mantissa. */
  readonly words: number;
}

/** Bits of the shortest and of the longest mantissas. */
export const LIMB_BITS: { readonly least: number; readonly most: number } = Object.freeze({ least: 128, most: 1024 });

/** Magnitudes `2^E` of results have |E| < 2^28: exponents and their differences fit 32 bits. */
export const LIMB_EXPONENTS: number = 2 ** 28;

/** A result that the exponents of limb arithmetic cannot hold. */
export class LimbRangeError extends RangeError {
  constructor() {
    super('limbs: result out of range, expected a binary exponent within ±2^28');
    this.name = 'LimbRangeError';
  }
}

/** `mantissa · 2^exponent`, |mantissa| cut to p bits. */
function cut(bits: number, mantissa: bigint, exponent: number): BigFloat {
  if (mantissa === 0n) return ZERO;
  const size = mantissa < 0n ? -mantissa : mantissa;
  const shift = bitLength(size) - bits;
  const short = shift > 0 ? size >> shiftCount(shift) : size << shiftCount(-shift);
  const magnitude = exponent + shift + bits;
  if (magnitude >= LIMB_EXPONENTS || magnitude <= -LIMB_EXPONENTS) throw new LimbRangeError();
  return { mantissa: mantissa < 0n ? -short : short, exponent: exponent + shift };
}

/** The operations; each result is the exact one with its magnitude cut to p bits. */
function limbArithmetic(
  bits: number,
): Omit<LimbField, keyof LimbFunctions<BigFloat> | 'pi' | 'sin' | 'cos' | 'atan' | 'erf' | 'pow'> {
  const P = BigInt(bits);
  const P1 = BigInt(bits - 1);
  const TOP = 1n << P;
  const BOTTOM = 1n << P1;
  const PRODUCT_TOP = 1n << BigInt(2 * bits - 1);
  const highest = LIMB_EXPONENTS - bits - 1;
  const lowest = 1 - LIMB_EXPONENTS - bits;

  function checked(mantissa: bigint, exponent: number): BigFloat {
    if (exponent > highest || exponent < lowest) throw new LimbRangeError();
    return { mantissa, exponent };
  }

  function add(x: BigFloat, y: BigFloat): BigFloat {
    if (x.mantissa === 0n) return y;
    if (y.mantissa === 0n) return x;
    const gap = x.exponent - y.exponent;
    if (gap < 0) return add(y, x);
    const negative = x.mantissa < 0n;
    const large = negative ? -x.mantissa : x.mantissa;
    const small = y.mantissa < 0n ? -y.mantissa : y.mantissa;
    if (negative === y.mantissa < 0n) {
      const sum = large + (gap > bits ? 0n : small >> shiftCount(gap));
      if (sum < TOP) return { mantissa: negative ? -sum : sum, exponent: x.exponent };
      return checked(negative ? -(sum >> 1n) : sum >> 1n, x.exponent + 1);
    }
    // A difference: beyond two guard bits what is taken away is rounded up, so that the result is rounded down.
    const guard = gap < 2 ? gap : 2;
    const taken = gap > bits + 2 ? 1n : -(-small >> shiftCount(gap - guard));
    const difference = (large << shiftCount(guard)) - taken;
    return cut(bits, negative ? -difference : difference, x.exponent - guard);
  }

  function mul(x: BigFloat, y: BigFloat): BigFloat {
    const product = x.mantissa * y.mantissa;
    if (product === 0n) return ZERO;
    const exponent = x.exponent + y.exponent;
    if (product > 0n) {
      return product >= PRODUCT_TOP
        ? checked(product >> P, exponent + bits)
        : checked(product >> P1, exponent + bits - 1);
    }
    const size = -product;
    return size >= PRODUCT_TOP ? checked(-(size >> P), exponent + bits) : checked(-(size >> P1), exponent + bits - 1);
  }

  function div(x: BigFloat, y: BigFloat): BigFloat {
    if (y.mantissa === 0n) throw new RangeError('limbs.div: division by zero');
    if (x.mantissa === 0n) return ZERO;
    const exponent = x.exponent - y.exponent;
    const size = x.mantissa < 0n ? -x.mantissa : x.mantissa;
    const isLarge = size >= (y.mantissa < 0n ? -y.mantissa : y.mantissa);
    return checked((x.mantissa << (isLarge ? P1 : P)) / y.mantissa, exponent - bits + (isLarge ? 1 : 0));
  }

  function constant({ numerator, denominator }: Rational): BigFloat {
    if (denominator === 1n) return cut(bits, numerator, 0);
    const shift = Math.max(0, bits + 1 + bitLength(denominator) - bitLength(numerator));
    return cut(bits, (numerator << BigInt(shift)) / denominator, -shift);
  }

  function truncate(x: BigFloat): BigFloat {
    if (x.exponent >= 0) return x;
    if (x.exponent <= -bits) return ZERO;
    const shift = shiftCount(-x.exponent);
    return x.mantissa < 0n
      ? { mantissa: -((-x.mantissa >> shift) << shift), exponent: x.exponent }
      : { mantissa: (x.mantissa >> shift) << shift, exponent: x.exponent };
  }

  const scale = (x: BigFloat, k: number): BigFloat => (x.mantissa === 0n ? ZERO : checked(x.mantissa, x.exponent + k));
  const neg = (x: BigFloat): BigFloat => ({ mantissa: -x.mantissa, exponent: x.exponent });
  const sub = (x: BigFloat, y: BigFloat): BigFloat => add(x, neg(y));
  const compare = (x: BigFloat, y: BigFloat): number => {
    const difference = sub(x, y).mantissa;
    return difference < 0n ? -1 : difference > 0n ? 1 : 0;
  };

  function shift(x: BigFloat, k: BigFloat): BigFloat {
    if (k.mantissa === 0n || x.mantissa === 0n) return x;
    if (k.exponent + bits > 29) throw new LimbRangeError();
    return scale(x, Number(k.mantissa >> shiftCount(-k.exponent)));
  }

  function exponentOf(x: BigFloat): BigFloat {
    if (x.mantissa <= 0n) throw new RangeError('limbs: expected a positive number, got a negative one or 0');
    return cut(bits, BigInt(x.exponent + bits), 0);
  }

  return {
    name: `limbs(${String(bits)})`,
    bits,
    words: bits / 32,
    zero: ZERO,
    one: { mantissa: BOTTOM, exponent: 1 - bits },
    fromParts: (mantissa, exponent) => cut(bits, mantissa, exponent),
    from: (x) => cut(bits, x.mantissa, x.exponent),
    fromInteger: (n) => cut(bits, BigInt(n), 0),
    constant,
    add,
    sub,
    mul,
    neg,
    div,
    scale,
    abs: absolute,
    min: (x, y) => (compare(x, y) <= 0 ? x : y),
    max: (x, y) => (compare(x, y) >= 0 ? x : y),
    choose: (x, left, right) => (x.mantissa < 0n ? left() : right()),
    compare,
    truncate,
    shift,
    exponentOf,
    select: (x, negative, other) => (x.mantissa < 0n ? negative : other),
    toNumber: (x) => bigfloat(bits).toNumber(x),
    toRational: (x) => bigfloat(bits).toRational(x),
  };
}

const systems = new Map<number, LimbField>();

/**
 * Limb arithmetic: binary floating point of p bits that rounds towards zero, with exponents of 32 bits.
 *
 * Every operation is the exact result with its magnitude cut to p bits, hence of relative error below `2^(1−p)`, and the
 * same for −x as for x. A kernel computes the same bits. exp, log, xlogx, sinh, cosh and tanh have relative error below
 * `2^(9−p)`, atanh below `2^(14−p)`, roots below `2^(4−p)` (`proofs/limb-arithmetic.md`); sin, cos, atan, erf and pow are
 * those of `bigfloat(p)`, cut.
 *
 * @param bits - The precision p, a multiple of 32 from 128 to 1024.
 * @returns The system, one and the same frozen object for each precision.
 * @throws {RangeError} for another precision; operations throw {@link LimbRangeError} beyond `2^±(2^28)`.
 */
export function limbs(bits: number): LimbField {
  const known = systems.get(bits);
  if (known !== undefined) return known;
  const { least, most } = LIMB_BITS;
  if (bits % 32 !== 0 || bits < least || bits > most) {
    throw new RangeError(
      `limbs: expected a multiple of 32 from ${String(least)} to ${String(most)} bits, got ${String(bits)}`,
    );
  }
  const K = limbArithmetic(bits);
  const B = bigfloat(bits);
  const field: LimbField = Object.freeze({
    ...K,
    ...limbFunctions(K),
    pi: K.from(bigfloat(bits + 64).pi),
    sin: (x: BigFloat) => K.from(B.sin(x)),
    cos: (x: BigFloat) => K.from(B.cos(x)),
    atan: (x: BigFloat) => K.from(B.atan(x)),
    erf: (x: BigFloat) => K.from(B.erf(x)),
    pow: (x: BigFloat, y: BigFloat) => K.from(B.pow(x, y)),
  });
  systems.set(bits, field);
  return field;
}
