/** Numbers of `limbs(p)` as the words that kernels read and write. */
import type { BigFloat } from '../arithmetic/bigfloat.ts';

/** Exponent and sign of zero, in the first word. */
const ZERO_HEAD = (-0x3000_0000 << 1) >>> 0;
const WORD = 0xffff_ffffn;

/**
 * Writes a number: exponent and sign, then the words of the mantissa, lowest first.
 * @param x - A number of `limbs(32 · words)`.
 * @param words - Words of the mantissa.
 * @param into - Where to.
 * @param at - Its first word.
 */
export function writeNumber(x: BigFloat, words: number, into: Uint32Array, at: number): void {
  const negative = x.mantissa < 0n;
  let rest = negative ? -x.mantissa : x.mantissa;
  into[at] = rest === 0n ? ZERO_HEAD : ((x.exponent << 1) | (negative ? 1 : 0)) >>> 0;
  for (let k = 1; k <= words; k += 1) {
    into[at + k] = Number(rest & WORD);
    rest >>= 32n;
  }
}

/**
 * Reads the magnitude of a number that a record holds: exponent, then the words of the mantissa.
 * @param from - Words.
 * @param at - The first.
 * @param words - Words of the mantissa.
 * @returns The number, not negative.
 */
export function readMagnitude(from: Uint32Array, at: number, words: number): BigFloat {
  let text = '';
  for (let k = words; k >= 1; k -= 1) text += (from[at + k] as number).toString(16).padStart(8, '0');
  const mantissa = BigInt(`0x${text}`);
  return { mantissa, exponent: mantissa === 0n ? 0 : (from[at] as number) | 0 };
}
