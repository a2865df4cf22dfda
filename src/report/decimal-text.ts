/**
 * Decimal strings as reports need them: logarithms that do not underflow and roundings that keep an inequality true.
 *
 * The numbers of a record can lie as far from 1 as 10^(−100000), so nothing here passes through a double except a mantissa.
 */

/** The decimal `sign · d₁.d₂d₃… · 10^exponent`, `digits` = d₁d₂d₃… without zeros at either end; zero has no digits. */
export interface DecimalParts {
  readonly negative: boolean;
  readonly digits: string;
  readonly exponent: number;
}

/** How the last digit kept is chosen; `up` and `down` are towards +∞ and −∞. */
export type Rounding = 'nearest' | 'up' | 'down';

const decimalPattern = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,15}))?$/;

/** Whether `text` is a decimal number that these functions can read. */
export function isDecimal(text: string): boolean {
  const match = decimalPattern.exec(text);
  return match !== null && `${match[2] ?? ''}${match[3] ?? ''}` !== '';
}

/**
 * Reads a decimal string exactly.
 *
 * @param text - for instance `0.1`, `-3`, `1.25e-4000`
 * @returns its sign, digits and exponent
 * @throws {RangeError} if the text is not a decimal number, or its exponent has more than 15 digits
 */
export function parseDecimal(text: string): DecimalParts {
  const match = decimalPattern.exec(text);
  const integer = match?.[2] ?? '';
  const written = integer + (match?.[3] ?? '');
  if (match === null || written === '') throw new RangeError(`parseDecimal: expected a decimal number, got "${text}"`);
  const leadingZeros = /^0*/.exec(written)?.[0].length ?? 0;
  const digits = written.slice(leadingZeros).replace(/0+$/, '');
  if (digits === '') return { negative: false, digits: '', exponent: 0 };
  const exponent = Number(match[4] ?? '0') + integer.length - leadingZeros - 1;
  return { negative: match[1] === '-', digits, exponent };
}

/**
 * The common logarithm of a positive decimal string, `log₁₀ x`, also where x underflows or overflows a double.
 *
 * Error: below 1e-15 · max(1, |log₁₀ x|).
 *
 * @param text - a decimal string, x > 0
 * @returns log₁₀ x
 * @throws {RangeError} if x ≤ 0 or the text is no decimal number
 */
export function decimalLogarithm(text: string): number {
  const { negative, digits, exponent } = parseDecimal(text);
  if (negative || digits === '') throw new RangeError(`decimalLogarithm: expected x > 0, got ${text}`);
  return exponent + Math.log10(Number(`${digits.slice(0, 1)}.${digits.slice(1, 20)}`));
}

/**
 * The scale on which the theorems count, `L(ε) = log₂ log₂(1/ε)`.
 *
 * @param eps - a decimal string, 0 < ε < 1
 * @returns L(ε), negative for ε > 1/2
 * @throws {RangeError} if ε lies outside (0, 1)
 */
export function doubleLogarithm(eps: string): number {
  const digits = -decimalLogarithm(eps);
  if (!(digits > 0)) throw new RangeError(`doubleLogarithm: expected 0 < ε < 1, got ${eps}`);
  return Math.log2(digits * Math.log2(10));
}

/**
 * Rounds a decimal string to `count` significant digits.
 *
 * @param text - a decimal string
 * @param count - significant digits kept, at least 1
 * @param rounding - `up` gives the least such number ≥ x, `down` the greatest ≤ x, `nearest` the closest (halves away from zero)
 * @returns the rounded number
 * @throws {RangeError} if `count` is not a positive integer or the text is no decimal number
 */
export function roundDecimal(text: string, count: number, rounding: Rounding): DecimalParts {
  if (!Number.isInteger(count) || count < 1) {
    throw new RangeError(`roundDecimal: expected a positive number of digits, got ${String(count)}`);
  }
  const { negative, digits, exponent } = parseDecimal(text);
  const dropped = digits.slice(count);
  if (dropped === '') return { negative, digits, exponent };
  const awayFromZero = rounding === 'nearest' ? dropped >= '5' : (rounding === 'up') !== negative;
  const kept = String(BigInt(digits.slice(0, count)) + (awayFromZero ? 1n : 0n));
  return { negative, digits: kept.replace(/0+$/, ''), exponent: exponent + kept.length - count };
}

/** How a decimal is written: `unicode` with superscripts (3.1×10⁻⁷), `latex` for math mode, `plain` as 3.1e-7. */
export type DecimalStyle = 'unicode' | 'latex' | 'plain';

/** The decimal with superscript digits, for instance 12 → ¹². */
export function superscript(value: number): string {
  return Array.from(String(value), (digit) => (digit === '-' ? '⁻' : ('⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(digit)] ?? digit))).join('');
}

const powerOfTen: Readonly<Record<DecimalStyle, (mantissa: string, exponent: number) => string>> = {
  unicode: (mantissa, exponent) => `${mantissa === '1' ? '' : `${mantissa}×`}10${superscript(exponent)}`,
  latex: (mantissa, exponent) => `${mantissa === '1' ? '' : `${mantissa}\\times`}10^{${String(exponent)}}`,
  plain: (mantissa, exponent) => `${mantissa}e${String(exponent)}`,
};

/** Positional where that is short (0.001 ≤ |x| < 10⁶, and at most four decimals more), a power of ten otherwise. */
function writeParts({ negative, digits, exponent }: DecimalParts, style: DecimalStyle): string {
  if (digits === '') return '0';
  const sign = negative ? (style === 'unicode' ? '−' : '-') : '';
  if (exponent >= 0 && exponent < 6) {
    const integer = digits.slice(0, exponent + 1).padEnd(exponent + 1, '0');
    const fraction = digits.slice(exponent + 1);
    return `${sign}${integer}${fraction === '' ? '' : `.${fraction}`}`;
  }
  if (exponent < 0 && exponent >= -3 && digits !== '1') return `${sign}0.${'0'.repeat(-exponent - 1)}${digits}`;
  const mantissa = digits.length === 1 ? digits : `${digits.slice(0, 1)}.${digits.slice(1)}`;
  return sign + powerOfTen[style](mantissa, exponent);
}

/**
 * Writes a decimal string for a reader, with at most `count` significant digits.
 *
 * @param text - a decimal string; anything else is returned as it stands
 * @param count - significant digits
 * @param style - see {@link DecimalStyle}
 * @param rounding - `up` for upper bounds, `down` for lower bounds, `nearest` for estimates
 * @returns for instance `3.15×10⁻¹⁷`, `10⁻¹⁶`, `0.25`, `120`
 */
export function formatDecimal(
  text: string,
  count: number,
  style: DecimalStyle,
  rounding: Rounding = 'nearest',
): string {
  return isDecimal(text) ? writeParts(roundDecimal(text, count, rounding), style) : text;
}
