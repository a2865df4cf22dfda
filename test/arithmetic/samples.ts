/** Seeded random numbers, and results of operations that may refuse their operands. */
import type { Random } from '../laws/random.ts';
import type { Dyadic } from './dyadics.ts';

/** A number of up to `bits` bits and either sign, 2^lo ≤ |x| < 2^hi. */
export function randomDyadic(random: Random, bits: number, lo: number, hi: number): Dyadic {
  const length = random.integer(0, 2) === 0 ? random.integer(1, bits) : bits;
  const n = random.bits(length) | (1n << BigInt(length - 1));
  return { mantissa: random.integer(0, 1) === 0 ? n : -n, exponent: random.integer(lo, hi - 1) - length + 1 };
}

/** The result, or undefined where the operation refuses its operands. */
export function attempt<T>(f: () => T): T | undefined {
  try {
    return f();
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
