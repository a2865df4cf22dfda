/**
 * The size of an error before anything is known about it, and points where it is attained.
 */
import { compareMagnitudes, type Magnitude, magnitudeFromRational, powerOfTwo } from '../arithmetic/magnitude.ts';
import { log2Of, roundToDigits } from '../arithmetic/numerals.ts';
import { fromDouble, type Rational, rationals } from '../arithmetic/rational.ts';
import { attainedError } from '../certificates/attained.ts';
import type { AttainedAt } from '../certificates/certificate.ts';
import type { ErrorProblem } from '../certificates/panel.ts';
import type { Domain } from '../functions/target.ts';

/** Fractions of the domain, without symmetry. */
const FRACTIONS = [0.03, 0.155, 0.36, 0.53, 0.71, 0.87, 0.985];
const FIRST_BITS = 96;

/** An enclosure of |e| at a point, relative width 2^−8 or better; undefined where it cannot be had at this precision. */
function sizeAt(problem: ErrorProblem, x: Rational, bits: number): Magnitude | undefined {
  try {
    const { lower, upper } = attainedError(problem, x, bits);
    if (lower.numerator <= 0n) return undefined;
    const width = rationals.sub(upper, lower);
    return width.numerator === 0n || log2Of(width) < log2Of(lower) - 8 ? magnitudeFromRational(lower) : undefined;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** A first scale of the error, and whether any error was seen at all. */
export interface FirstScale {
  readonly scale: Magnitude;
  readonly seen: boolean;
}

/**
 * The largest error at a few points, with a precision that is raised until it shows there.
 * @param problem - The circuit and the target.
 * @param domain - The interval.
 * @param maxBits - The highest precision tried; an error that does not show at it is taken to be of the size 2^−maxBits/2.
 * @returns The scale.
 */
export function firstScale(problem: ErrorProblem, domain: Domain, maxBits: number): FirstScale {
  const width = rationals.sub(domain.upper, domain.lower);
  const points = FRACTIONS.map((t) => rationals.add(domain.lower, rationals.mul(width, fromDouble(t))));
  for (let bits = FIRST_BITS; ; bits = Math.min(2 * bits, maxBits)) {
    const sizes = points.map((x) => sizeAt(problem, x, bits)).filter((size) => size !== undefined);
    if (sizes.length > 0) {
      return { scale: sizes.reduce((x, y) => (compareMagnitudes(x, y) >= 0 ? x : y)), seen: true };
    }
    if (bits >= maxBits) return { scale: powerOfTwo(-(maxBits >> 1)), seen: false };
  }
}

/** A point where the error is attained, with the lower bound that is proven there. */
export interface Peak extends AttainedAt {
  readonly lower: Rational;
}

/** Relative width of the enclosure of the error at its point: 2^−30, or less where bounds are to be tighter. */
const PEAK_BITS = 30;

/**
 * The error at a point of few digits close to x.
 * @param problem - The circuit and the target.
 * @param x - Where the error seems to be largest.
 * @param reach - How far from x it hardly changes.
 * @param domain - The point stays inside of it.
 * @param limits - The highest precision tried, and how tight bounds are to be.
 * @returns The point with its bound; undefined where no precision up to `maxBits` gives one.
 */
export function peakNear(
  problem: ErrorProblem,
  x: Rational,
  reach: Rational,
  domain: Domain,
  { maxBits, tightness }: { readonly maxBits: number; readonly tightness: number },
): Peak | undefined {
  const narrow = Math.max(PEAK_BITS, 6 - Math.log2(tightness - 1));
  const digits = x.numerator === 0n ? 17 : Math.max(17, 12 + Math.ceil((log2Of(x) - log2Of(reach)) * Math.log10(2)));
  const rounded = roundToDigits(x, digits);
  const isBelow = rationals.compare(rounded, domain.lower) <= 0;
  const at = isBelow ? domain.lower : rationals.compare(rounded, domain.upper) >= 0 ? domain.upper : rounded;
  for (let bits = FIRST_BITS; ; bits = Math.min(2 * bits, maxBits)) {
    try {
      const { lower, upper } = attainedError(problem, at, bits);
      const width = rationals.sub(upper, lower);
      const isNarrow = width.numerator === 0n || (lower.numerator > 0n && log2Of(width) < log2Of(lower) - narrow);
      if (isNarrow) return { at, bits, lower };
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
    }
    if (bits >= maxBits) return undefined;
  }
}
