/** Seeded random inputs for law suites: the same cases in every run, more of them with LOGLOG_CASES=10. */
import { dyadic, makeRational, type Rational } from '../../src/arithmetic/rational.ts';

const MULTIPLIER = Number(process.env.LOGLOG_CASES ?? '1');

/** The number of random cases to run where n are usual. */
export const cases = (n: number): number => Math.max(1, Math.round(n * MULTIPLIER));

/** A source of random numbers. */
export interface Random {
  /** A double in [0, 1) of 32 bits. */
  uniform(): number;
  /** An integer with lo ≤ n ≤ hi. */
  integer(lo: number, hi: number): number;
  /** An integer 0 ≤ n < 2^bits. */
  bits(bits: number): bigint;
  /** A dyadic number of random sign with up to `bits` bits and 2^lo ≲ |x| < 2^hi. */
  dyadic(bits: number, lo: number, hi: number): Rational;
  /** A fraction n/d in (lo, hi) with d < 2^20. */
  between(lo: number, hi: number): Rational;
}

/** The generator mulberry32 from a seed. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return (t ^ (t >>> 14)) >>> 0;
  };
  const integer = (lo: number, hi: number): number => lo + Math.floor((next() / 2 ** 32) * (hi - lo + 1));
  const bits = (count: number): bigint => {
    let n = 0n;
    for (let have = 0; have < count; have += 32) n = (n << 32n) | BigInt(next());
    return BigInt.asUintN(count, n);
  };
  return {
    uniform: () => next() / 2 ** 32,
    integer,
    bits,
    dyadic: (count, lo, hi) => {
      // Short and long mantissas, so that exact and rounded results both occur.
      const length = integer(1, count);
      const mantissa = bits(length) | (1n << BigInt(length - 1));
      return dyadic(next() % 2 === 0 ? mantissa : -mantissa, integer(lo, hi - 1) - length + 1);
    },
    between: (lo, hi) => {
      const denominator = integer(1, 2 ** 20);
      const numerator = Math.round((lo + (hi - lo) * (0.001 + 0.998 * (next() / 2 ** 32))) * denominator);
      const value = makeRational(BigInt(numerator), BigInt(denominator));
      const size = numerator / denominator;
      return size > lo && size < hi ? value : dyadic(BigInt(Math.round(((lo + hi) / 2) * 2 ** 20)), -20);
    },
  };
}
