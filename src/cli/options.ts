/** Reading the values of options: exact, and with one line for whatever is wrong. */
import { InvalidArgumentError } from 'commander';
import { parseNumeral } from '../arithmetic/numerals.ts';
import { type Rational, rationalToNumber } from '../arithmetic/rational.ts';
import { parseDomain } from '../functions/domain.ts';
import type { Domain } from '../functions/target.ts';

/** Runs a parser of the library as a parser of an option value. */
function asArgument<R>(read: () => R): R {
  try {
    return read();
  } catch (error) {
    if (error instanceof RangeError) throw new InvalidArgumentError(error.message);
    throw error;
  }
}

/** The finest accuracy, 1e-100000: planning takes minutes there, evaluating many points takes hours. */
const SMALLEST_EPS_DIGITS = 100_000;

/** An accuracy in (0, 1). */
export function readEps(text: string): Rational {
  return asArgument(() => {
    const eps = parseNumeral(text);
    if (eps.numerator <= 0n || eps.numerator >= eps.denominator)
      throw new RangeError(`expected 0 < eps < 1, got ${text}`);
    if (eps.denominator > eps.numerator * 10n ** BigInt(SMALLEST_EPS_DIGITS)) {
      throw new RangeError(`expected eps of at least 1e-${String(SMALLEST_EPS_DIGITS)}, got ${text.slice(0, 40)}`);
    }
    return eps;
  });
}

/** Accuracies separated by commas. */
export function readEpsList(text: string): readonly Rational[] {
  return text.split(',').map((part) => readEps(part.trim()));
}

/** A domain `a,b`. */
export function readDomain(text: string): Domain {
  return asArgument(() => parseDomain(text));
}

/** Intervals `a,b`, separated by semicolons: one for all inputs, or one for each. */
export function readBox(text: string): readonly Domain[] {
  return asArgument(() => text.split(';').map((side) => parseDomain(side)));
}

/** Numbers separated by commas. */
export function readNumbers(text: string): readonly { text: string; value: Rational }[] {
  return asArgument(() => text.split(',').map((part) => ({ text: part.trim(), value: parseNumeral(part) })));
}

/** A number above 0, exactly. */
export function readPositive(text: string): Rational {
  return asArgument(() => {
    const value = parseNumeral(text);
    if (value.numerator <= 0n) throw new RangeError(`expected a number above 0, got ${text.slice(0, 40)}`);
    return value;
  });
}

/** A bound of weights: at least 2, so that layers can make up for larger ones. */
export function readMaxWeight(text: string): Rational {
  const bound = readPositive(text);
  if (bound.numerator < 2n * bound.denominator) {
    throw new InvalidArgumentError(`expected a largest weight of at least 2, got ${text.slice(0, 40)}`);
  }
  return bound;
}

/** A number of seconds. */
export function readSeconds(text: string): number {
  const value = rationalToNumber(readPositive(text));
  if (!(value < 1e9)) throw new InvalidArgumentError(`expected fewer than 1e9 seconds, got ${text.slice(0, 40)}`);
  return value;
}

/** A quotient of bounds: above 1, with room for what doubles can tell. */
export function readTightness(text: string): number {
  const value = rationalToNumber(readPositive(text));
  if (!(value >= 1 + 1e-6 && value <= 1000)) {
    throw new InvalidArgumentError(`expected a tightness from 1.000001 to 1000, got ${text.slice(0, 40)}`);
  }
  return value;
}

/** Factors separated by commas, or the word `rule`, which leaves all of them to the rule. */
export function readFactors(text: string): readonly Rational[] | 'rule' {
  return text.trim() === 'rule' ? 'rule' : readNumbers(text).map(({ value }) => value);
}

/** Higher degrees than this take hours. */
const MOST_DEGREE = 200;

/** A type `m,n` of rational functions. */
export function readType(text: string): readonly [number, number] {
  const parts = text.split(',');
  const [m, n] = parts.map((part) => (/^\s*\d{1,4}\s*$/.test(part) ? Number(part) : Number.NaN));
  const isDegree = (degree: number | undefined): degree is number => degree !== undefined && degree <= MOST_DEGREE;
  if (parts.length !== 2 || !isDegree(m) || !isDegree(n)) {
    throw new InvalidArgumentError(
      `expected two degrees m,n from 0 to ${String(MOST_DEGREE)}, got ${JSON.stringify(text.slice(0, 40))}`,
    );
  }
  return [m, n];
}

/** A relative gap between bounds: as small as doubles can prove. */
export function readGap(text: string): Rational {
  const gap = readPositive(text);
  const value = rationalToNumber(gap);
  if (!(value >= 1e-12 && value <= 0.1)) {
    throw new InvalidArgumentError(`expected a gap from 1e-12 to 0.1, got ${text.slice(0, 40)}`);
  }
  return gap;
}

/** A parser of whole numbers from `least` to `most`. */
export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = /^\s*\+?\d+(e\d{1,2})?\s*$/i.test(text) ? Number(text) : Number.NaN;
    if (!Number.isSafeInteger(value) || value < least || value > most) {
      throw new InvalidArgumentError(
        `expected a whole number from ${String(least)} to ${String(most)}, got ${JSON.stringify(text.slice(0, 40))}`,
      );
    }
    return value;
  };
}

/** A learning rate: a positive number up to 1000, as a double. */
export function readRate(text: string): number {
  return asArgument(() => {
    const rate = rationalToNumber(parseNumeral(text));
    if (!(rate > 0 && rate <= 1000)) throw new RangeError(`expected a learning rate in (0, 1000], got ${text}`);
    return rate;
  });
}

/** A size in bytes, with an optional unit KiB, MiB or GiB. */
export function readBytes(text: string): number {
  const match = /^\s*(\d{1,15})\s*(KiB|MiB|GiB)?\s*$/i.exec(text);
  const unit = { kib: 2 ** 10, mib: 2 ** 20, gib: 2 ** 30 }[match?.[2]?.toLowerCase() ?? ''] ?? 1;
  const bytes = Number(match?.[1] ?? Number.NaN) * unit;
  if (!Number.isSafeInteger(bytes) || bytes < 1)
    throw new InvalidArgumentError(`expected a size such as 256MiB, got ${JSON.stringify(text.slice(0, 40))}`);
  return bytes;
}
