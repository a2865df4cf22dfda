/**
 * Domains: compact intervals with exact ends, and the rules that say where a function is defined.
 */
import { formatDecimal, formatExact, parseNumeral } from '../arithmetic/numerals.ts';
import { bitLength, makeRational, type Rational, rationals } from '../arithmetic/rational.ts';
import type { Domain } from './target.ts';

const ZERO = makeRational(0n);

const less = (x: Rational, y: Rational): boolean => rationals.compare(x, y) < 0;

/**
 * The interval `[lower, upper]`.
 *
 * @param lower - The left end.
 * @param upper - The right end.
 * @returns The domain.
 * @throws {RangeError} unless lower < upper.
 */
export function makeDomain(lower: Rational, upper: Rational): Domain {
  if (!less(lower, upper)) {
    throw new RangeError(`makeDomain: expected a < b, got ${formatExact(lower)},${formatExact(upper)}`);
  }
  return { lower, upper };
}

/**
 * Reads a domain `a,b`, both ends exactly as written.
 *
 * @param text - For instance `-1,1` or `0.1,1/3`.
 * @returns The domain.
 * @throws {RangeError} unless the text is two numbers a < b with a comma between.
 */
export function parseDomain(text: string): Domain {
  const ends = text.split(',', 3);
  const [lower, upper] = ends;
  if (ends.length !== 2 || lower === undefined || upper === undefined) {
    throw new RangeError(`parseDomain: expected a,b with a < b, got ${JSON.stringify(text.slice(0, 60))}`);
  }
  return makeDomain(parseNumeral(lower), parseNumeral(upper));
}

/** The numbers strictly inside a domain, of a list in increasing order. */
export function interior(points: readonly Rational[], { lower, upper }: Domain): readonly Rational[] {
  return points.filter((point) => less(lower, point) && less(point, upper));
}

/** Throws a `RangeError` with one line if a function is not defined and continuous on a domain. */
export type DomainRule = (name: string, domain: Domain) => void;

function undefinedAt(name: string, point: Rational): RangeError {
  return new RangeError(`${name} is undefined at ${describeNumber(point)}`);
}

/** The rule x ≥ 0. */
export const nonNegative: DomainRule = (name, { lower }) => {
  if (less(lower, ZERO)) throw undefinedAt(name, lower);
};

/** The rule x > 0. */
export const positive: DomainRule = (name, { lower, upper }) => {
  if (!less(ZERO, lower)) throw undefinedAt(name, less(upper, ZERO) ? upper : ZERO);
};

/** The rule −1 < x < 1. */
export const insideUnit: DomainRule = (name, { lower, upper }) => {
  const one = makeRational(1n);
  const minusOne = makeRational(-1n);
  if (!less(minusOne, lower)) throw undefinedAt(name, less(upper, minusOne) ? upper : minusOne);
  if (!less(upper, one)) throw undefinedAt(name, less(one, lower) ? lower : one);
};

/** The rule x ≠ 0, for functions that jump there. */
export const awayFromZero: DomainRule = (name, { lower, upper }) => {
  if (!less(ZERO, lower) && !less(upper, ZERO)) throw new RangeError(`${name} is discontinuous at 0`);
};

/**
 * A number for a message: exact if that is short, otherwise to 20 digits.
 *
 * @param value - The number.
 * @returns Its text.
 */
export function describeNumber(value: Rational): string {
  const isShort = bitLength(value.numerator) + bitLength(value.denominator) < 128;
  const exact = isShort ? formatExact(value) : '';
  return isShort && exact.length <= 40 ? exact : formatDecimal(value, 20);
}
