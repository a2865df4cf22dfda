/**
 * Polynomials with few products: Paterson and Stockmeyer's scheme.
 *
 * @see Paterson, Stockmeyer 1973 (doi 10.1137/0202007)
 */
import type { Field } from '../arithmetic/number-systems.ts';
import { makeRational, type Rational } from '../arithmetic/rational.ts';
import { inSequence, leastBy, NOTHING, type Objective, PRODUCT, repeated, SQUARE, type Work } from './work.ts';

/** z, z², …, z^count, each from its halves. Cost: count − 1 gates, the even powers being squares, in a chain of ⌈log₂ count⌉. */
export function powersTo<T>(F: Field<T>, z: T, count: number): readonly T[] {
  const powers = [z];
  const at = (exponent: number): T => powers[exponent - 1] ?? z;
  for (let n = 2; n <= count; n += 1) powers.push(F.mul(at(n >> 1), at((n + 1) >> 1)));
  return powers;
}

/** What {@link powersTo} costs. */
export function powersWork(count: number): Work {
  const squares = Math.floor(count / 2);
  const all = inSequence(repeated(squares, SQUARE), repeated(count - 1 - squares, PRODUCT));
  return { ...all, depth: Math.ceil(Math.log2(count)) };
}

/** What {@link evaluateBlocks} costs. The top block is a constant where the degree is a multiple of the block length. */
export function blocksWork(degree: number, block: number): Work {
  const products = degree < block ? 0 : Math.floor(degree / block) - (degree % block === 0 ? 1 : 0);
  return repeated(products, PRODUCT);
}

/**
 * Σ c_k z^k, given z, z², …, z^block. Cost: at most ⌊degree/block⌋ products.
 * @param coefficients lowest degree first
 */
export function evaluateBlocks<T>(F: Field<T>, coefficients: readonly Rational[], powers: readonly T[]): T {
  const block = powers.length;
  const blockValue = (start: number): T => {
    let sum = F.constant(coefficients[start] ?? makeRational(0n));
    powers.slice(0, block - 1).forEach((power, i) => {
      const c = coefficients[start + i + 1];
      if (c !== undefined) sum = F.add(sum, F.mul(F.constant(c), power));
    });
    return sum;
  };
  const top = powers[block - 1];
  if (top === undefined) return blockValue(0);
  const last = Math.floor((coefficients.length - 1) / block) * block;
  let value = blockValue(last);
  for (let start = last - block; start >= 0; start -= block) value = F.add(F.mul(value, top), blockValue(start));
  return value;
}

/** A block length for a polynomial of a degree, and what it costs with its powers. */
export interface Blocks {
  readonly block: number;
  readonly work: Work;
}

/** The block length that costs least. */
export function bestBlock(degree: number, objective: Objective = 'gates'): Blocks {
  const blocks = Array.from({ length: Math.max(1, degree) }, (_, i): Blocks => {
    const block = i + 1;
    return { block, work: inSequence(powersWork(block), blocksWork(degree, block)) };
  });
  return leastBy(blocks, ({ work }) => work, objective) ?? { block: 1, work: NOTHING };
}
