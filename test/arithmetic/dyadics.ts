/** Exact arithmetic with numbers n·2^e of any length, fast because nothing is brought to lowest terms. */
import type { Ball } from '../../src/arithmetic/ball.ts';
import type { BigFloat } from '../../src/arithmetic/bigfloat.ts';
import type { Interval } from '../../src/arithmetic/interval64.ts';
import { type Magnitude, magnitude, magnitudeParts } from '../../src/arithmetic/magnitude.ts';
import { bitLength, splitDouble } from '../../src/arithmetic/rational.ts';

/** The number mantissa · 2^exponent. */
export type Dyadic = BigFloat;

/** n·2^exponent. */
export const dyadicOf = (n: bigint | number, exponent = 0): Dyadic => ({ mantissa: BigInt(n), exponent });

/** x + y. */
export function sum(x: Dyadic, y: Dyadic): Dyadic {
  if (x.mantissa === 0n) return y;
  if (y.mantissa === 0n) return x;
  return x.exponent >= y.exponent
    ? { mantissa: (x.mantissa << BigInt(x.exponent - y.exponent)) + y.mantissa, exponent: y.exponent }
    : sum(y, x);
}

/** −x. */
const negative = (x: Dyadic): Dyadic => ({ mantissa: -x.mantissa, exponent: x.exponent });

/** x − y. */
export const difference = (x: Dyadic, y: Dyadic): Dyadic => sum(x, negative(y));

/** x·y. */
export const product = (x: Dyadic, y: Dyadic): Dyadic => ({
  mantissa: x.mantissa * y.mantissa,
  exponent: x.exponent + y.exponent,
});

/** |x|. */
export const sizeOf = (x: Dyadic): Dyadic => (x.mantissa < 0n ? negative(x) : x);

/** x ≤ y. */
export const isAtMost = (x: Dyadic, y: Dyadic): boolean => difference(x, y).mantissa <= 0n;

/** The value of a magnitude. */
export function fromMagnitude(r: Magnitude): Dyadic {
  const { integer, exponent } = magnitudeParts(r);
  return { mantissa: integer, exponent };
}

/** An upper bound of |x|, by less than a factor 1 + 2^−50. */
export function magnitudeAbove({ mantissa, exponent }: Dyadic): Magnitude {
  const n = mantissa < 0n ? -mantissa : mantissa;
  const shift = bitLength(n) - 52;
  if (shift <= 0) return magnitude(Number(n), exponent);
  return magnitude(Number(n >> BigInt(shift)) + 1, exponent + shift);
}

/** The value of a finite double. */
export const fromNumber = (x: number): Dyadic => splitDouble(x);

/** Whether the ball contains x. */
export const ballHolds = ({ midpoint, radius }: Ball, x: Dyadic): boolean =>
  isAtMost(sizeOf(difference(x, midpoint)), fromMagnitude(radius));

/** Whether the interval contains x. */
export const intervalHolds = ({ lower, upper }: Interval, x: Dyadic): boolean =>
  (lower === -Infinity || isAtMost(fromNumber(lower), x)) && (upper === Infinity || isAtMost(x, fromNumber(upper)));

/** A point of the plane. */
export interface Point {
  readonly re: Dyadic;
  readonly im: Dyadic;
}

/** The complex sum. */
export const pointSum = (z: Point, w: Point): Point => ({ re: sum(z.re, w.re), im: sum(z.im, w.im) });

/** The complex difference. */
export const pointDifference = (z: Point, w: Point): Point => ({
  re: difference(z.re, w.re),
  im: difference(z.im, w.im),
});

/** The complex product. */
export const pointProduct = (z: Point, w: Point): Point => ({
  re: difference(product(z.re, w.re), product(z.im, w.im)),
  im: sum(product(z.re, w.im), product(z.im, w.re)),
});

/** |z|². */
export const squaredSize = ({ re, im }: Point): Dyadic => sum(product(re, re), product(im, im));
