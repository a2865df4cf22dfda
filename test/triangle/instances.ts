/** Random peaks and factors for the tests of compositional networks. */
import { makeRational, type Rational } from '../../src/arithmetic/rational.ts';
import type { Random } from '../laws/random.ts';

/** A short fraction strictly between lo/64 and hi/64. */
export function shortFraction(random: Random, lo = 0, hi = 64): Rational {
  const denominator = random.integer(3, 97);
  const least = Math.floor((lo * denominator) / 64) + 1;
  const most = Math.ceil((hi * denominator) / 64) - 1;
  return makeRational(BigInt(random.integer(least, Math.max(least, most))), BigInt(denominator));
}

/** Peaks a_0, …, a_{count−1} with short denominators. */
export const randomPeaks = (random: Random, count: number): readonly Rational[] =>
  Array.from({ length: count }, () => shortFraction(random));

/** n/d. */
export const q = (n: number, d = 1): Rational => makeRational(BigInt(n), BigInt(d));
