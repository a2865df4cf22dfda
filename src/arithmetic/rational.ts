/**
 * Exact rational numbers: the weights of networks, the constants of circuits, and a number system for tests.
 */
import type { Convertible, LatticeField, Ordered, Rational } from './number-systems.ts';

export type { Rational } from './number-systems.ts';

const WORD = 62;
const LEHMER_FROM_BITS = 512;

/**
 * The matrix (a b; c d) that applies to (x, y) as many Euclidean steps as the leading words decide.
 *
 * Legend: x̂, ŷ are the leading 62 bits of x ≥ y; a quotient is certain if both extreme readings of the cut-off tails
 * give it (Collins' condition as in Knuth, The Art of Computer Programming 2, §4.5.2, Algorithm L).
 */
function lehmerMatrix(x: bigint, y: bigint): readonly [bigint, bigint, bigint, bigint] {
  let [a, b, c, d] = [1n, 0n, 0n, 1n];
  let [head, next] = [x, y];
  while (next + c !== 0n && next + d !== 0n) {
    const quotient = (head + a) / (next + c);
    if (quotient !== (head + b) / (next + d)) break;
    [a, c] = [c, a - quotient * c];
    [b, d] = [d, b - quotient * d];
    [head, next] = [next, head - quotient * next];
  }
  return [a, b, c, d];
}

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  let [x, y] = [a < 0n ? -a : a, b < 0n ? -b : b];
  if (x < y) [x, y] = [y, x];
  for (let length = bitLength(y); length > LEHMER_FROM_BITS; length = bitLength(y)) {
    const shift = BigInt(bitLength(x) - WORD);
    const [a11, a12, a21, a22] = lehmerMatrix(x >> shift, y >> shift);
    [x, y] = a12 === 0n ? [y, x % y] : [a11 * x + a12 * y, a21 * x + a22 * y];
  }
  while (y !== 0n) [x, y] = [y, x % y];
  return x;
}

/**
 * Number of factors two in n.
 * @param n - A non-zero integer.
 * @returns The largest k with 2^k dividing n.
 * @throws {RangeError} if n is zero.
 */
export function trailingZeros(n: bigint): number {
  if (n === 0n) throw new RangeError('trailingZeros: expected a non-zero integer, got 0');
  let shift = 0;
  let rest = n;
  // Doubling windows: BigInt has no count-trailing-zeros, and one bit at a time is quadratic for long numbers.
  for (let window = 64; (rest & 1n) === 0n;) {
    if (BigInt.asUintN(window, rest) === 0n) {
      shift += window;
      rest >>= BigInt(window);
      window *= 2;
    } else {
      window = Math.max(1, window >> 1);
    }
  }
  return shift;
}

/**
 * Number of bits of |n|.
 * @param n - Any integer.
 * @returns ⌊log₂|n|⌋ + 1, and 0 for n = 0.
 */
export function bitLength(n: bigint): number {
  const text = (n < 0n ? -n : n).toString(16);
  return text === '0' ? 0 : 4 * (text.length - 1) + (32 - Math.clz32(Number.parseInt(text.charAt(0), 16)));
}

/**
 * The rational `numerator / denominator` in lowest terms.
 * @param numerator - Any integer.
 * @param denominator - Any integer but zero; default 1.
 * @returns The reduced number, with a positive denominator.
 * @throws {RangeError} if the denominator is zero.
 */
export function makeRational(numerator: bigint, denominator = 1n): Rational {
  if (denominator === 0n) throw new RangeError('makeRational: expected a non-zero denominator, got 0');
  if (numerator === 0n) return { numerator: 0n, denominator: 1n };
  let [n, d] = denominator < 0n ? [-numerator, -denominator] : [numerator, denominator];
  if (d === 1n) return { numerator: n, denominator: d };
  // Dyadic numbers are by far the most frequent: strip powers of two before the Euclidean algorithm.
  if ((d & 1n) === 0n) {
    const twos = BigInt(Math.min(trailingZeros(n), trailingZeros(d)));
    n >>= twos;
    d >>= twos;
    if (d === 1n) return { numerator: n, denominator: d };
    if ((d & (d - 1n)) === 0n) return { numerator: n, denominator: d };
  }
  const common = greatestCommonDivisor(n, d);
  return common === 1n ? { numerator: n, denominator: d } : { numerator: n / common, denominator: d / common };
}

/**
 * The number `n · 2^exponent`, exactly.
 * @param n - Any integer.
 * @param exponent - Any integer.
 * @returns The reduced rational.
 */
export function dyadic(n: bigint, exponent: number): Rational {
  return exponent >= 0 ? makeRational(n << BigInt(exponent)) : makeRational(n, 1n << BigInt(-exponent));
}

/** One double and its 64 bits. */
const doubleView = new DataView(new ArrayBuffer(8));

/**
 * Mantissa and exponent of a finite double, `x = mantissa · 2^exponent` exactly.
 * @param x - A finite double.
 * @returns An integer of 53 bits (fewer for subnormal numbers and 0) and the exponent.
 * @throws {RangeError} for NaN and infinities.
 */
export function splitDouble(x: number): { readonly mantissa: bigint; readonly exponent: number } {
  if (!Number.isFinite(x)) throw new RangeError(`splitDouble: expected a finite number, got ${String(x)}`);
  doubleView.setFloat64(0, x);
  const bits = doubleView.getBigUint64(0);
  const biased = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & 0xfffffffffffffn;
  // Subnormal numbers (biased exponent 0) have no hidden bit and the exponent of the smallest normal ones.
  const mantissa = biased === 0 ? fraction : fraction | 0x10000000000000n;
  return { mantissa: x < 0 ? -mantissa : mantissa, exponent: Math.max(biased, 1) - 1075 };
}

/**
 * The exact value of a finite double.
 * @param x - A finite double.
 * @returns Its value.
 * @throws {RangeError} for NaN and infinities.
 */
export function fromDouble(x: number): Rational {
  if (!Number.isFinite(x)) throw new RangeError(`fromDouble: expected a finite number, got ${String(x)}`);
  if (Number.isInteger(x)) return makeRational(BigInt(x));
  const { mantissa, exponent } = splitDouble(x);
  return dyadic(mantissa, exponent);
}

/**
 * The nearest double, ties to even.
 * @param value - A fraction with positive denominator, not necessarily in lowest terms.
 * @returns The double; ±Infinity beyond the range, gradual underflow to 0.
 */
export function rationalToNumber({ numerator, denominator }: Rational): number {
  if (numerator === 0n) return 0;
  const negative = numerator < 0n;
  const n = negative ? -numerator : numerator;
  // Keep 66 or more quotient bits plus a sticky bit, so that Number() rounds once and correctly.
  const shift = 66 - (bitLength(n) - bitLength(denominator));
  const scaledN = shift > 0 ? n << BigInt(shift) : n;
  const scaledD = shift < 0 ? denominator << BigInt(-shift) : denominator;
  const quotient = scaledN / scaledD;
  const sticky = quotient * scaledD === scaledN ? quotient : quotient | 1n;
  // In the subnormal range the rounding position is fixed at 2^-1074: cut two bits below it, again with a sticky bit.
  // Where that keeps 54 bits, Number() rounds the last and the product rounds the next; in each of the four cases of
  // these two bits the result is that of one rounding, because ties go to even.
  const cut = Math.max(0, shift - 1076);
  const kept = cut > 0 ? sticky >> BigInt(cut) : sticky;
  const keptSticky = cut > 0 && kept << BigInt(cut) !== sticky ? kept | 1n : kept;
  const magnitude = scaleDouble(Number(keptSticky), cut - shift);
  return negative ? -magnitude : magnitude;
}

/**
 * The double nearest to `x · 2^k`: one rounding, and none unless the result is subnormal or overflows.
 * @param x - Any double.
 * @param k - Any integer.
 * @returns The scaled double.
 */
export function scaleDouble(x: number, k: number): number {
  if (k >= -1022 && k <= 1023) return x * 2 ** k;
  if (k < 0) {
    // 2^-1074 is a double, so the last product is the only one that can round, unless the result is 0 anyway.
    return k < -1074 ? x * 2 ** Math.max(k + 1074, -1074) * 2 ** -1074 : x * 2 ** k;
  }
  return x * 2 ** 1023 * 2 ** Math.min(k - 1023, 1023) * 2 ** Math.min(Math.max(k - 2046, 0), 1023);
}

const compareRationals = (x: Rational, y: Rational): number => {
  const difference = x.numerator * y.denominator - y.numerator * x.denominator;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
};

/** The field of rational numbers: every operation exact, cost growing with the numbers. */
export const rationals: LatticeField<Rational> & Ordered<Rational> & Convertible<Rational> = Object.freeze({
  name: 'rational',
  zero: Object.freeze(makeRational(0n)),
  one: Object.freeze(makeRational(1n)),
  fromInteger: (n: bigint | number) => makeRational(BigInt(n)),
  constant: (value: Rational) => value,
  add: (x: Rational, y: Rational) =>
    makeRational(x.numerator * y.denominator + y.numerator * x.denominator, x.denominator * y.denominator),
  sub: (x: Rational, y: Rational) =>
    makeRational(x.numerator * y.denominator - y.numerator * x.denominator, x.denominator * y.denominator),
  mul: (x: Rational, y: Rational) => makeRational(x.numerator * y.numerator, x.denominator * y.denominator),
  neg: (x: Rational) => ({ numerator: -x.numerator, denominator: x.denominator }),
  div: (x: Rational, y: Rational) => {
    if (y.numerator === 0n) throw new RangeError('rationals.div: expected a non-zero divisor, got 0');
    return makeRational(x.numerator * y.denominator, x.denominator * y.numerator);
  },
  scale: (x: Rational, k: number) =>
    k >= 0
      ? makeRational(x.numerator << BigInt(k), x.denominator)
      : makeRational(x.numerator, x.denominator << BigInt(-k)),
  min: (x: Rational, y: Rational) => (compareRationals(x, y) <= 0 ? x : y),
  max: (x: Rational, y: Rational) => (compareRationals(x, y) >= 0 ? x : y),
  compare: compareRationals,
  toNumber: rationalToNumber,
  toRational: (x: Rational) => x,
});
