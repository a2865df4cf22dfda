/**
 * Magnitudes: non-negative numbers of 53 bits with an unbounded exponent, for the radii of balls.
 *
 * Every operation errs on a stated side. Proofs use one fact: a double operation without overflow or underflow returns
 * fl(t) = t(1+δ) with |δ| ≤ u = 2^−53. Hence t ≤ fl(t)(1+2u), and
 *
 *     fl(fl(t)·(1+4u)) ≥ fl(t)(1+4u)(1−u) ≥ fl(t)(1+2u) ≥ t          (multiply by UP: an upper bound)
 *     fl(fl(t)·(1−4u)) ≤ fl(t)(1−4u)(1+u) ≤ fl(t)(1−2u) ≤ t          (multiply by DOWN: a lower bound)
 *
 * Mantissas stay in [1, 2), so nothing overflows or underflows where this is used.
 */
import { bitLength, makeRational, type Rational } from './rational.ts';

/** The number `mantissa · 2^exponent` with `1 ≤ mantissa < 2`, or zero with `mantissa = 0, exponent = 0`. */
export interface Magnitude {
  readonly mantissa: number;
  readonly exponent: number;
}

const UP = 1 + 2 ** -51;
const DOWN = 1 - 2 ** -51;
/** Two mantissas further apart than this do not overlap. */
const DISJOINT = 60;

/** The magnitude 0. */
export const zeroMagnitude: Magnitude = Object.freeze({ mantissa: 0, exponent: 0 });

/** The magnitude 1. */
export const oneMagnitude: Magnitude = Object.freeze({ mantissa: 1, exponent: 0 });

/** Brings a positive mantissa near 1 into [1, 2), exactly. */
export function settle(mantissa: number, exponent: number): Magnitude {
  if (mantissa < 2) return mantissa >= 1 ? { mantissa, exponent } : settle(mantissa * 2, exponent - 1);
  return settle(mantissa / 2, exponent + 1);
}

/**
 * The magnitude `value · 2^exponent`, exactly.
 * @param value - A finite double ≥ 0.
 * @param exponent - Any integer; default 0.
 * @returns The magnitude.
 * @throws {RangeError} for a negative or non-finite value.
 */
export function magnitude(value: number, exponent = 0): Magnitude {
  if (!(value >= 0 && value < Infinity)) {
    throw new RangeError(`magnitude: expected a finite number ≥ 0, got ${String(value)}`);
  }
  if (value === 0) return zeroMagnitude;
  // Subnormal doubles become normal first; the shift then leaves at most a few steps to settle.
  const [normal, offset] = value < 2 ** -1000 ? [value * 2 ** 200, -200] : [value, 0];
  const shift = Math.max(-1000, Math.min(1000, Math.floor(Math.log2(normal))));
  return settle(normal * 2 ** -shift, exponent + offset + shift);
}

/** `2^exponent`, exactly. */
export const powerOfTwo = (exponent: number): Magnitude => ({ mantissa: 1, exponent });

/** An upper bound of x + y. */
export function addUp(x: Magnitude, y: Magnitude): Magnitude {
  if (x.mantissa === 0) return y;
  if (y.mantissa === 0) return x;
  const [large, small] = x.exponent >= y.exponent ? [x, y] : [y, x];
  // Raising the smaller exponent to at least large − 60 only increases it, and the scaling is then exact.
  const gap = Math.min(large.exponent - small.exponent, DISJOINT);
  return settle((large.mantissa + small.mantissa * 2 ** -gap) * UP, large.exponent);
}

/** A lower bound of x + y. */
export function addDown(x: Magnitude, y: Magnitude): Magnitude {
  if (x.mantissa === 0) return y;
  if (y.mantissa === 0) return x;
  const [large, small] = x.exponent >= y.exponent ? [x, y] : [y, x];
  const gap = large.exponent - small.exponent;
  if (gap > DISJOINT) return large;
  return settle((large.mantissa + small.mantissa * 2 ** -gap) * DOWN, large.exponent);
}

/** A lower bound of x − y, and zero where that is not positive. */
export function subDown(x: Magnitude, y: Magnitude): Magnitude {
  if (y.mantissa === 0) return x;
  if (x.mantissa === 0 || y.exponent > x.exponent) return zeroMagnitude;
  const gap = Math.min(x.exponent - y.exponent, DISJOINT);
  const difference = (x.mantissa - y.mantissa * 2 ** -gap) * DOWN;
  return difference > 0 ? settle(difference, x.exponent) : zeroMagnitude;
}

/** An upper bound of x − y, and zero where that is not positive. */
export function subUp(x: Magnitude, y: Magnitude): Magnitude {
  const gap = x.exponent - y.exponent;
  if (y.mantissa === 0 || (gap > DISJOINT && x.mantissa !== 0)) return x;
  if (x.mantissa === 0 || gap < 0) return zeroMagnitude;
  const difference = (x.mantissa - y.mantissa * 2 ** -gap) * UP;
  return difference > 0 ? settle(difference, x.exponent) : zeroMagnitude;
}

/** An upper bound of x · y. */
export function mulUp(x: Magnitude, y: Magnitude): Magnitude {
  if (x.mantissa === 0 || y.mantissa === 0) return zeroMagnitude;
  return settle(x.mantissa * y.mantissa * UP, x.exponent + y.exponent);
}

/**
 * An upper bound of x / y.
 * @throws {RangeError} if y is zero.
 */
export function divUp(x: Magnitude, y: Magnitude): Magnitude {
  if (y.mantissa === 0) throw new RangeError('divUp: expected a non-zero divisor, got 0');
  if (x.mantissa === 0) return zeroMagnitude;
  return settle((x.mantissa / y.mantissa) * UP, x.exponent - y.exponent);
}

/** A lower bound of x · y. */
export function mulDown(x: Magnitude, y: Magnitude): Magnitude {
  if (x.mantissa === 0 || y.mantissa === 0) return zeroMagnitude;
  return settle(x.mantissa * y.mantissa * DOWN, x.exponent + y.exponent);
}

/** An upper bound of e^(−x), within a factor 2.1 as long as x < 10^6. */
export function expNegativeUp(x: Magnitude): Magnitude {
  // e^(−x) decreases, so that cutting x off is sound; 1.442695 < log₂ e by more than the rounding of the product.
  const value = x.exponent > 40 ? 2 ** 40 : x.mantissa * 2 ** x.exponent;
  return powerOfTwo(x.exponent < -1 ? 0 : 0 - Math.floor(1.442695 * value));
}

/** `x · 2^k`, exactly. */
export const scaleMagnitude = (x: Magnitude, k: number): Magnitude =>
  x.mantissa === 0 ? x : { mantissa: x.mantissa, exponent: x.exponent + k };

/** Negative, zero or positive as x < y, x = y, x > y. */
export function compareMagnitudes(x: Magnitude, y: Magnitude): number {
  if (x.mantissa === 0 || y.mantissa === 0) return x.mantissa - y.mantissa;
  return x.exponent - y.exponent || x.mantissa - y.mantissa;
}

/** The smaller of two magnitudes. */
export const minMagnitude = (x: Magnitude, y: Magnitude): Magnitude => (compareMagnitudes(x, y) <= 0 ? x : y);

/** The larger of two magnitudes. */
export const maxMagnitude = (x: Magnitude, y: Magnitude): Magnitude => (compareMagnitudes(x, y) >= 0 ? x : y);

/** The mantissa and exponent as integers: `x = integer · 2^exponent`, exactly. */
export function magnitudeParts(x: Magnitude): { readonly integer: bigint; readonly exponent: number } {
  return x.mantissa === 0
    ? { integer: 0n, exponent: 0 }
    : { integer: BigInt(x.mantissa * 2 ** 52), exponent: x.exponent - 52 };
}

/** The exact value of a magnitude. */
export function magnitudeToRational(x: Magnitude): Rational {
  const { integer, exponent } = magnitudeParts(x);
  return exponent >= 0 ? makeRational(integer << BigInt(exponent)) : makeRational(integer, 1n << BigInt(-exponent));
}

/** An upper bound of |value|, above it by a factor of at most 1 + 2^−50. */
export function magnitudeFromRational({ numerator, denominator }: Rational): Magnitude {
  if (numerator === 0n) return zeroMagnitude;
  const n = numerator < 0n ? -numerator : numerator;
  // The quotient below has 51 or 52 bits; the ceiling of it at most 2^52.
  const shift = 51 - (bitLength(n) - bitLength(denominator));
  const scaledN = shift > 0 ? n << BigInt(shift) : n;
  const scaledD = shift < 0 ? denominator << BigInt(-shift) : denominator;
  return magnitude(Number((scaledN + scaledD - 1n) / scaledD), -shift);
}
