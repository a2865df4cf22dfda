/**
 * Numbers as text: exact reading, exact writing, and correctly rounded decimals.
 *
 * Everything rests on BigInt, whose conversions from and to decimal digits are faster than quadratic.
 */
import { bitLength, makeRational, type Rational, rationalToNumber, trailingZeros } from './rational.ts';

/** No exponent may blow a short text up to more bits than this; a long text may have as many as its digits need. */
const MAX_BITS = 2 ** 22;
const LOG2_10 = Math.log2(10);

// No two neighbouring repetitions can match the same character, so matching takes linear time.
const DECIMAL = /^([+-]?)(?:(\d+)(?:\.(\d*))?|\.(\d+))(?:e([+-]?\d+))?$/i;
const FRACTION = /^([+-]?)(\d+)\s*\/\s*([+-]?)(\d+)$/;
const HEXADECIMAL = /^([+-]?)0x(?:([\da-f]+)(?:\.([\da-f]*))?|\.([\da-f]+))(?:p([+-]?\d+))?$/i;

/** A text for an error message: quoted, on one line, cut if long. */
function abbreviate(text: string): string {
  return text.length <= 48
    ? JSON.stringify(text)
    : `${JSON.stringify(`${text.slice(0, 32)}…`)} (${String(text.length)} characters)`;
}

/** Refuses the exponent, before any work, if the number would be unreasonably long. */
function guardSize(bits: number, text: string): void {
  if (bits > Math.max(MAX_BITS, 8 * text.length)) {
    throw new RangeError(
      `parseNumeral: expected a number of at most ${String(MAX_BITS)} bits in exact form, got ${abbreviate(text)}`,
    );
  }
}

/** Divides n by the highest power 5^k with k ≤ limit that divides it. */
function removeFives(n: bigint, limit: number): { readonly rest: bigint; readonly count: number } {
  let [rest, count] = [n, 0];
  const powers: bigint[] = [];
  let [power, step] = [5n, 1];
  // Up through 5^1, 5^2, 5^4, … and down again: the cost is that of a few divisions of the longest number.
  while (count + step <= limit && rest % power === 0n) {
    [rest, count] = [rest / power, count + step];
    powers.push(power);
    [power, step] = [power * power, 2 * step];
  }
  for (const divisor of powers.reverse()) {
    step /= 2;
    if (count + step <= limit && rest % divisor === 0n) [rest, count] = [rest / divisor, count + step];
  }
  return { rest, count };
}

/** digits · 10^exponent in lowest terms, without a general greatest common divisor. */
function decimalRational(digits: bigint, exponent: number): Rational {
  if (digits === 0n) return makeRational(0n);
  if (exponent >= 0) return { numerator: digits * 10n ** BigInt(exponent), denominator: 1n };
  const twos = Math.min(trailingZeros(digits), -exponent);
  const fives = removeFives(digits >> BigInt(twos), -exponent);
  return { numerator: fives.rest, denominator: (5n ** BigInt(-exponent - fives.count)) << BigInt(-exponent - twos) };
}

function dyadicRational(digits: bigint, exponent: number): Rational {
  if (digits === 0n) return makeRational(0n);
  if (exponent >= 0) return { numerator: digits << BigInt(exponent), denominator: 1n };
  const twos = Math.min(trailingZeros(digits), -exponent);
  return { numerator: digits >> BigInt(twos), denominator: 1n << BigInt(-exponent - twos) };
}

/** Sign, digits with the point taken out, and the exponent of the last digit. */
function positional(match: RegExpExecArray, pointWeight: number): { digits: string; exponent: number; sign: bigint } {
  const [, sign, whole = '', fractionAfterWhole = '', bareFraction = '', exponent = '0'] = match;
  const fraction = fractionAfterWhole + bareFraction;
  return {
    digits: whole + fraction,
    exponent: Number(exponent) - pointWeight * fraction.length,
    sign: sign === '-' ? -1n : 1n,
  };
}

function parseDecimal(match: RegExpExecArray, text: string): Rational {
  const { digits, exponent, sign } = positional(match, 1);
  const value = BigInt(digits);
  if (value === 0n) return makeRational(0n);
  guardSize(LOG2_10 * (Math.abs(exponent) + (exponent > 0 ? digits.length : 0)), text);
  return decimalRational(sign * value, exponent);
}

function parseHexadecimal(match: RegExpExecArray, text: string): Rational {
  const { digits, exponent, sign } = positional(match, 4);
  const value = BigInt(`0x${digits}`);
  if (value === 0n) return makeRational(0n);
  guardSize(Math.abs(exponent) + (exponent > 0 ? 4 * digits.length : 0), text);
  return dyadicRational(sign * value, exponent);
}

/**
 * Reads a number exactly as written.
 *
 * Forms: decimals (`0.1`, `-1.25e-30`, `.5`), fractions of integers (`1/3`, `-2/7`) and hexadecimal floats
 * (`0x1.8p-3` = 3/16); white space around the number is ignored.
 * @param text - The numeral.
 * @returns The exact value in lowest terms.
 * @throws {RangeError} if the text is not a number, divides by zero, or has an exponent that makes the exact form
 * exceed 2^22 bits; the last is found before any work is done.
 */
export function parseNumeral(text: string): Rational {
  const numeral = text.trim();
  const decimal = DECIMAL.exec(numeral);
  if (decimal) return parseDecimal(decimal, numeral);
  const hexadecimal = HEXADECIMAL.exec(numeral);
  if (hexadecimal) return parseHexadecimal(hexadecimal, numeral);
  const fraction = FRACTION.exec(numeral);
  if (!fraction) {
    throw new RangeError(
      `parseNumeral: expected a number such as 0.1, 1.25e-30, 1/3 or 0x1.8p-3, got ${abbreviate(text)}`,
    );
  }
  const [, sign = '', numerator = '0', denominatorSign = '', denominator = '1'] = fraction;
  const divisor = BigInt(denominator);
  if (divisor === 0n) {
    throw new RangeError(`parseNumeral: expected a fraction with a non-zero denominator, got ${abbreviate(text)}`);
  }
  const negative = (sign === '-') !== (denominatorSign === '-');
  return makeRational(negative ? -BigInt(numerator) : BigInt(numerator), divisor);
}

/** `digits · 10^exponent`, digits without sign, in plain notation. */
function plainNotation(digits: string, exponent: number): string {
  if (exponent >= 0) return digits + '0'.repeat(exponent);
  const point = digits.length + exponent;
  return point > 0 ? `${digits.slice(0, point)}.${digits.slice(point)}` : `0.${'0'.repeat(-point)}${digits}`;
}

/** `digits · 10^exponent`, digits without sign, in scientific notation. */
function scientificNotation(digits: string, exponent: number): string {
  const leading = exponent + digits.length - 1;
  const fraction = digits.length > 1 ? `.${digits.slice(1)}` : '';
  return `${digits.charAt(0)}${fraction}e${String(leading)}`;
}

/** The k with n = 5^k, or undefined. */
function exponentOfFive(n: bigint): number | undefined {
  if (n === 1n) return 0;
  if (n % 5n !== 0n) return undefined;
  const exponent = Math.round((bitLength(n) - 0.5) / Math.log2(5));
  return 5n ** BigInt(exponent) === n ? exponent : undefined;
}

/**
 * Writes a number exactly: as a decimal if its denominator is 2^a·5^b (in the shorter of plain and scientific
 * notation), otherwise as a fraction `n/d`.
 *
 * `parseNumeral(formatExact(v))` equals `v` for every v.
 * @param value - The number.
 * @returns Its exact text.
 */
export function formatExact(value: Rational): string {
  const { numerator, denominator } = value;
  if (numerator === 0n) return '0';
  const twos = trailingZeros(denominator);
  const fives = exponentOfFive(denominator >> BigInt(twos));
  if (fives === undefined) return `${String(numerator)}/${String(denominator)}`;
  const places = Math.max(twos, fives);
  const magnitude = numerator < 0n ? -numerator : numerator;
  const allDigits = String((magnitude << BigInt(places - twos)) * 5n ** BigInt(places - fives));
  const digits = withoutTrailingZeros(allDigits);
  const exponent = allDigits.length - digits.length - places;
  const plain = plainNotation(digits, exponent);
  const scientific = scientificNotation(digits, exponent);
  // A short text with an enormous exponent would be refused by the reader.
  const readable = LOG2_10 * (Math.abs(exponent) + digits.length) <= MAX_BITS;
  return (numerator < 0n ? '-' : '') + (readable && scientific.length < plain.length ? scientific : plain);
}

function withoutTrailingZeros(digits: string): string {
  let end = digits.length;
  while (end > 1 && digits.charAt(end - 1) === '0') end -= 1;
  return digits.slice(0, end);
}

function requireDigits(caller: string, digits: number): void {
  if (!Number.isSafeInteger(digits) || digits < 1) {
    throw new RangeError(`${caller}: expected a number of digits ≥ 1, got ${String(digits)}`);
  }
}

/**
 * The nearest number m·10^exponent with 10^(digits−1) ≤ m < 10^digits to |value| > 0, ties to even m.
 */
function nearestDecimal(value: Rational, digits: number): { readonly digits: bigint; readonly exponent: number } {
  const magnitude = value.numerator < 0n ? -value.numerator : value.numerator;
  const top = 10n ** BigInt(digits);
  // The estimate of the leading exponent can be off by one beside a power of ten; the quotient decides.
  for (let exponent = Math.floor(log2Of(value) / LOG2_10) - digits + 1; ;) {
    const numerator = exponent < 0 ? magnitude * 10n ** BigInt(-exponent) : magnitude;
    const denominator = exponent > 0 ? value.denominator * 10n ** BigInt(exponent) : value.denominator;
    const quotient = numerator / denominator;
    if (quotient >= top) exponent += 1;
    else if (quotient * 10n < top) exponent -= 1;
    else {
      const twice = 2n * (numerator - quotient * denominator);
      const up = twice > denominator || (twice === denominator && (quotient & 1n) === 1n);
      const rounded = up ? quotient + 1n : quotient;
      return rounded === top ? { digits: top / 10n, exponent: exponent + 1 } : { digits: rounded, exponent };
    }
  }
}

/** How {@link formatDecimal} writes. */
export interface DecimalFormat {
  /** Whether zeros at the end of the fraction are dropped; default true. */
  readonly trim?: boolean;
}

/**
 * Writes a number as a decimal, correctly rounded (half to even) to `digits` significant digits.
 *
 * Plain notation if the leading digit has weight 10^e with −7 < e < 21, otherwise scientific: `1.2346e-100`.
 * @param value - The number.
 * @param digits - Significant digits, at least 1.
 * @param format - Whether to keep zeros at the end.
 * @returns The text; its value is within half a unit of the last digit of `value`.
 * @throws {RangeError} unless `digits` is a positive integer.
 */
export function formatDecimal(value: Rational, digits: number, format: DecimalFormat = {}): string {
  requireDigits('formatDecimal', digits);
  const { trim = true } = format;
  if (value.numerator === 0n) return trim || digits === 1 ? '0' : `0.${'0'.repeat(digits - 1)}`;
  const rounded = nearestDecimal(value, digits);
  const leading = rounded.exponent + digits - 1;
  const all = String(rounded.digits);
  const shown = trim ? withoutTrailingZeros(all) : all;
  const exponent = rounded.exponent + all.length - shown.length;
  const body = leading > -7 && leading < 21 ? plainNotation(shown, exponent) : scientificNotation(shown, exponent);
  return (value.numerator < 0n ? '-' : '') + body;
}

/**
 * The nearest decimal number with `digits` significant digits, ties to even, as an exact rational.
 *
 * Relative error at most ½·10^(1−digits).
 * @param value - The number.
 * @param digits - Significant digits, at least 1.
 * @returns m·10^k with |m| < 10^digits.
 * @throws {RangeError} unless `digits` is a positive integer.
 */
export function roundToDigits(value: Rational, digits: number): Rational {
  requireDigits('roundToDigits', digits);
  if (value.numerator === 0n) return value;
  const rounded = nearestDecimal(value, digits);
  return decimalRational(value.numerator < 0n ? -rounded.digits : rounded.digits, rounded.exponent);
}

/**
 * log₂|value| as a double, for numbers of any size.
 *
 * Error of a few ulps of the result, also beside |value| = 1, where the result is small.
 * @param value - A non-zero number.
 * @returns log₂|value|.
 * @throws {RangeError} if the value is zero.
 */
export function log2Of(value: Rational): number {
  if (value.numerator === 0n) throw new RangeError('log2Of: expected a non-zero number, got 0');
  const n = value.numerator < 0n ? -value.numerator : value.numerator;
  const d = value.denominator;
  let exponent = bitLength(n) - bitLength(d);
  const scaled = {
    numerator: exponent < 0 ? n << BigInt(-exponent) : n,
    denominator: exponent > 0 ? d << BigInt(exponent) : d,
  };
  let fraction = rationalToNumber(scaled);
  // n/d = fraction · 2^exponent with fraction between √½ and √2, so that the sum below does not cancel.
  if (fraction > Math.SQRT2) [fraction, exponent] = [fraction / 2, exponent + 1];
  if (fraction < Math.SQRT1_2) [fraction, exponent] = [fraction * 2, exponent - 1];
  if (exponent === 0) return Math.log1p(rationalToNumber({ numerator: n - d, denominator: d })) / Math.LN2;
  return exponent + Math.log2(fraction);
}
