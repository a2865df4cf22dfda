/**
 * Seeded random numbers: the same on every machine, bit for bit.
 */

/** A source of random numbers. */
export interface RandomSource {
  /** A multiple of 2^−53 in [0, 1). */
  uniform(): number;
  /** Normal with mean 0 and variance 1. */
  normal(): number;
  /** An integer 0 ≤ k < n. */
  below(n: number): number;
}

/** Mixes a word into a hash (the finalizer of MurmurHash3). */
function mix(hash: number, word: number): number {
  let h = (hash ^ word) >>> 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b) >>> 0;
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35) >>> 0;
  return (h ^ (h >>> 16)) >>> 0;
}

/** Discarded first values, after which every bit of the state depends on every bit of the key. */
const WARM_UP = 16;

/**
 * The stream of random numbers with a key: the generator sfc32, normal numbers by Box and Muller's transform.
 *
 * @param key - Integers that tell streams apart, for instance seed, purpose and model.
 * @returns The source, at its beginning.
 *
 * Reference: C. Doty-Humphrey, PractRand (sfc32); G. E. P. Box, M. E. Muller, Ann. Math. Statist. 29 (1958) 610–611.
 */
export function createRandomSource(...key: readonly number[]): RandomSource {
  const hash = (salt: number): number => key.reduce((h, word, i) => mix(h, Math.imul(word + i, 0x9e3779b9)), salt);
  let [a, b, c, counter] = [hash(0x243f6a88), hash(0x85a308d3), hash(0x13198a2e), 1];

  function next(): number {
    const sum = (a + b + counter) >>> 0;
    counter = (counter + 1) >>> 0;
    a = (b ^ (b >>> 9)) >>> 0;
    b = (c + (c << 3)) >>> 0;
    c = (((c << 21) | (c >>> 11)) + sum) >>> 0;
    return sum;
  }

  const uniform = (): number => ((next() >>> 5) * 2 ** 26 + (next() >>> 6)) / 2 ** 53;
  for (let i = 0; i < WARM_UP; i += 1) next();
  return {
    uniform,
    normal: () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
    below: (n) => Math.floor(uniform() * n),
  };
}
