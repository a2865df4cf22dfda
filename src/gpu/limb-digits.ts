/**
 * Mantissas as digits of 13 bits, in which products are summed without carries: the sum of 64 products is below 2^32.
 *
 * Digits are counted from the top: digit 0 holds the highest bits, the last one is filled up with zeros. Compilers that see that digits have
 * fewer than 15 bits can multiply pairs of 16-bit words, which is several times as fast as 32-bit products on processors.
 */
import { each, range, u } from './wgsl.ts';

/** Bits of a digit. */
export const DIGIT_BITS = 13;
/** As many products of two digits fit a word, and a carry with them: 64 (2^13 − 1)² + 2^19 < 2^32. */
export const SUMMANDS = 64;

const MASK = u(2 ** DIGIT_BITS - 1);

/** How many digits a mantissa has. */
export const digitCount = (words: number): number => Math.ceil((32 * words) / DIGIT_BITS);

/** Bits `low … low + 12` of the words `m[0] …`, lowest word first; what lies outside of them is 0. */
function bitsFrom(low: number, words: number, word: (k: number) => string): string {
  const [k, shift] = [Math.floor(low / 32), ((low % 32) + 32) % 32];
  const parts = [
    ...(k >= 0 && k < words ? [shift === 0 ? word(k) : `(${word(k)} >> ${u(shift)})`] : []),
    ...(shift > 32 - DIGIT_BITS && k + 1 < words ? [`(${word(k + 1)} << ${u(32 - shift)})`] : []),
  ];
  return `(${parts.join(' | ')}) & ${MASK}`;
}

/** The digits of a mantissa, as expressions of its words. */
export const digitsOf = (words: number, word: (k: number) => string): readonly string[] =>
  range(0, digitCount(words)).map((i) => bitsFrom(32 * words - DIGIT_BITS * (i + 1), words, word));

/** Declares the digits of the mantissa of `number`. */
export function declareDigits(words: number, prefix: string, number: string): string {
  const digits = digitsOf(words, (k) => `${number}.m[${String(k)}]`);
  return each(0, digits.length, (i) => `let ${prefix}${String(i)} = ${digits[i] ?? ''};`);
}

/**
 * The 32 bits that begin `above` bits below the top of a row of digits.
 * @param above - Bits of the row above those wanted.
 * @param digit - The digits, of 13 bits each, highest first.
 * @param count - How many there are; 0 follows.
 */
export function wordOfDigits(above: number, digit: (i: number) => string, count: number): string {
  const parts: string[] = [];
  for (let i = Math.floor(above / DIGIT_BITS); i * DIGIT_BITS < above + 32 && i < count; i += 1) {
    const left = above + 32 - (i + 1) * DIGIT_BITS;
    parts.push(left > 0 ? `(${digit(i)} << ${u(left)})` : left === 0 ? digit(i) : `(${digit(i)} >> ${u(-left)})`);
  }
  return parts.length === 0 ? '0u' : parts.join(' | ');
}
