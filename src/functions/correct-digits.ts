/**
 * Values with all digits correct: enclosures of rising precision until both ends round to the same decimal number
 * (Ziv's strategy).
 *
 * Reference: A. Ziv, Fast evaluation of elementary mathematical functions with correctly rounded last bit, ACM Trans.
 * Math. Software 17 (1991) 410–423, doi:10.1145/114697.116813.
 */
import { ball, type Ball, type BallField } from '../arithmetic/ball.ts';
import type { RealField } from '../arithmetic/number-systems.ts';
import { type DecimalFormat, formatDecimal, log2Of, roundToDigits } from '../arithmetic/numerals.ts';
import { bitLength, makeRational, type Rational, rationals } from '../arithmetic/rational.ts';
import { describeNumber } from './domain.ts';
import { type Exact, exactValues } from './exact-values.ts';
import type { RealFunction, VectorFunction } from './target.ts';

/** A value as text, and how its digits are known. */
export interface CorrectDigits {
  /** The decimal number of the digits asked for that is nearest to the value. */
  readonly text: string;
  /**
   * `proved`: an enclosure or an exact evaluation decides every digit. `assumed`: the value agrees with a number that lies
   * exactly between two candidates, or with zero, to the last precision tried, and is taken to be that number.
   */
  readonly status: 'proved' | 'assumed';
}

const LOG2_10 = Math.log2(10);
const MAX_DIGITS = 1_000_000;
/** Bits beyond the digits asked for: the usual loss of a short formula, and 2^−32 odds of a second round. */
const GUARD_BITS = 48;
/** Cancellation deeper than this many bits is taken for exact, see {@link lastPrecision}. */
const DEEP = 8192;
/** Precisions are multiples of this, so that number systems and their constants are shared. */
const PRECISION_STEP = 64;
/** Numbers outside 2^±this would be longer in decimals than anybody reads. */
const MAX_EXPONENT = 2 ** 22;

const ZERO = makeRational(0n);

/** An enclosure of the value by exact ends. */
interface Enclosure {
  readonly lower: Rational;
  readonly upper: Rational;
}

function toEnclosure(F: BallField, value: Ball): Enclosure {
  const { midpoint, radius } = value;
  const isWide = radius.mantissa !== 0 && radius.exponent > MAX_EXPONENT;
  const isTiny = !F.containsZero(value) && midpoint.exponent < -MAX_EXPONENT;
  if (isWide || isTiny || midpoint.exponent > MAX_EXPONENT) {
    throw new RangeError(`expected a value within 2^±${String(MAX_EXPONENT)}, got one beyond`);
  }
  return { lower: F.base.toRational(F.lower(value)), upper: F.base.toRational(F.upper(value)) };
}

/** A function at a fixed point, over any number system; `exact` takes the coordinates there. */
type AtPoint = <T>(F: RealField<T>, exact: (x: Rational) => T) => T;

/** The enclosure at a precision, or the reason why there is none. */
function enclose(f: AtPoint, bits: number): Enclosure | RangeError {
  const F = ball(bits);
  try {
    return toEnclosure(
      F,
      f<Ball>(F, (x) => F.constant(x)),
    );
  } catch (error) {
    if (error instanceof RangeError) return error;
    throw error;
  }
}

/** Bits by which the enclosure is too wide for the digits; infinite if it contains zero. */
function missingBits({ lower, upper }: Enclosure, digits: number): number {
  if (lower.numerator <= 0n && upper.numerator >= 0n) return Infinity;
  const width = rationals.sub(upper, lower);
  const accuracy = width.numerator === 0n ? Infinity : log2Of(lower) - log2Of(width);
  return Math.max(0, digits * LOG2_10 + GUARD_BITS - accuracy);
}

/** The exact value if it is rational and seen to be, and the size of the numbers in the formula. */
function evaluateExactly(f: AtPoint): { readonly value: Exact; readonly constantBits: number } {
  let constantBits = 0;
  const note = (q: Rational): Rational => {
    constantBits = Math.max(constantBits, bitLength(q.numerator) + bitLength(q.denominator));
    return q;
  };
  const F: RealField<Exact> = { ...exactValues, constant: note };
  return { value: f<Exact>(F, note), constantBits };
}

/**
 * Heuristic, chosen for safety: values of formulas whose numbers have b bits seldom come closer to a short decimal, without
 * being equal to it, than a few times b bits (1 − cos x needs 2b); this allows 8b, and 8192 in any case.
 */
function lastPrecision(first: number, constantBits: number): number {
  return 4 * first + DEEP + 8 * constantBits;
}

/** Zero, or the number halfway between two candidates, if the enclosure is narrow and contains it. */
function assumedValue(enclosure: Enclosure | RangeError, digits: number, precision: number): Rational | undefined {
  if (enclosure instanceof RangeError) return undefined;
  const { lower, upper } = enclosure;
  const width = rationals.sub(upper, lower);
  // One digit more than asked for: halfway numbers have it.
  const candidate = lower.numerator <= 0n && upper.numerator >= 0n ? ZERO : roundToDigits(lower, digits + 1);
  if (rationals.compare(lower, candidate) > 0 || rationals.compare(candidate, upper) > 0) return undefined;
  const scale = candidate.numerator === 0n ? 0 : log2Of(candidate);
  return width.numerator === 0n || log2Of(width) < scale - precision / 2 ? candidate : undefined;
}

function requireDigits(digits: number): void {
  if (!Number.isSafeInteger(digits) || digits < 1 || digits > MAX_DIGITS) {
    throw new RangeError(
      `evaluateToDigits: expected a number of digits from 1 to ${String(MAX_DIGITS)}, got ${String(digits)}`,
    );
  }
}

const roundUpTo = (multiple: number, n: number): number => multiple * Math.ceil(n / multiple);

/**
 * The value of a function at an exact point, rounded to nearest, and how its digits are known.
 *
 * Balls of rising precision enclose f(x) until both ends round to the same `digits` significant digits. If the first does
 * not decide, f is also evaluated over {@link exactValues}, which settles values such as √4, exp 0 or 1/8 to two digits.
 * If an enclosure of width below 2^(−p/2), relative to its size, still contains zero or a halfway number at
 * p = 4·(bits of the digits) + 8192 + 8·(bits of the longest number in the formula), the value is taken to be that
 * number and the status is `assumed`: sin(π) is such a case.
 * @param f - The function, over any number system; a target's `evaluate`, or a circuit.
 * @param x - The point.
 * @param digits - Significant digits, 1 to 1 000 000.
 * @param format - Whether to keep zeros at the end.
 * @returns The digits and their status.
 * @throws {RangeError} with one line where f is undefined at x, or not shown to be defined at the last precision, or the
 * value lies outside 2^±4194304.
 */
export function correctDigits(f: RealFunction, x: Rational, digits: number, format: DecimalFormat = {}): CorrectDigits {
  return digitsAt((F, exact) => f(F, exact(x)), describeNumber(x), digits, format);
}

/** The value of a function at a point, see {@link correctDigits}; `place` names the point. */
function digitsAt(f: AtPoint, place: string, digits: number, format: DecimalFormat): CorrectDigits {
  requireDigits(digits);
  const fail = (reason: string): RangeError => new RangeError(`evaluateToDigits: no value at x = ${place}: ${reason}`);
  const first = roundUpTo(PRECISION_STEP, Math.ceil(digits * LOG2_10) + GUARD_BITS);
  let last = Infinity;
  let step = PRECISION_STEP;
  for (let precision = first; ; step *= 2) {
    const enclosure = enclose(f, precision);
    const missing = enclosure instanceof RangeError ? Infinity : missingBits(enclosure, digits);
    if (!(enclosure instanceof RangeError)) {
      const text = formatDecimal(enclosure.lower, digits, format);
      if (text === formatDecimal(enclosure.upper, digits, format)) return { text, status: 'proved' };
    }
    if (precision === first) {
      const exact = tryExactly(f, fail);
      if (exact.value) return { text: formatDecimal(exact.value, digits, format), status: 'proved' };
      last = lastPrecision(first, exact.constantBits);
    }
    if (precision >= last) {
      const assumed = assumedValue(enclosure, digits, precision);
      if (assumed) return { text: formatDecimal(assumed, digits, format), status: 'assumed' };
      throw fail(enclosure instanceof RangeError ? enclosure.message : 'the digits cannot be decided');
    }
    precision = roundUpTo(
      PRECISION_STEP,
      Math.min(last, missing === Infinity ? 2 * precision : precision + Math.max(step, missing)),
    );
  }
}

function tryExactly(f: AtPoint, fail: (reason: string) => RangeError): ReturnType<typeof evaluateExactly> {
  try {
    return evaluateExactly(f);
  } catch (error) {
    throw error instanceof RangeError ? fail(error.message) : error;
  }
}

/**
 * The value of a function at an exact point with all digits correct (rounded to nearest).
 *
 * See {@link correctDigits} for the method and for the rule that ends undecidable cases.
 * @param f - The function, over any number system.
 * @param x - The point.
 * @param digits - Significant digits, 1 to 1 000 000.
 * @param format - Whether to keep zeros at the end.
 * @returns The decimal number.
 * @throws {RangeError} as {@link correctDigits}.
 * @example evaluateToDigits(findTarget('exp').evaluate, makeRational(1n), 10) // '2.718281828'
 */
export function evaluateToDigits(f: RealFunction, x: Rational, digits: number, format: DecimalFormat = {}): string {
  return correctDigits(f, x, digits, format).text;
}

/**
 * The values of a function of several variables at an exact point with all digits correct (rounded to nearest).
 * @param f - The function, over any number system, and how many values it has.
 * @param point - The coordinates.
 * @param digits - Significant digits, 1 to 1 000 000.
 * @returns One decimal number for each value.
 * @throws {RangeError} as {@link correctDigits}.
 */
export function evaluateVectorToDigits(
  f: { readonly outputs: number; readonly evaluate: VectorFunction },
  point: readonly Rational[],
  digits: number,
): readonly string[] {
  const [first] = point;
  const place = point.length === 1 && first ? describeNumber(first) : `(${point.map(describeNumber).join(', ')})`;
  const valueOf =
    (i: number): AtPoint =>
    (F, exact) => {
      const values = f.evaluate(F, point.map(exact));
      // An unknown exact value is `undefined` itself.
      if (i >= values.length) throw new RangeError('evaluateToDigits: expected as many values in every number system');
      return values[i] as (typeof values)[number];
    };
  return Array.from({ length: f.outputs }, (_, i) => digitsAt(valueOf(i), place, digits, {}).text);
}
