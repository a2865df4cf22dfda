/**
 * Polynomials with few products: Paterson and Stockmeyer's scheme.
 *
 * @see Paterson, Stockmeyer 1973 (doi 10.1137/0202007)
 */
import type { Field } from '../arithmetic/number-systems.ts';
import { makeRational, type Rational } from '../arithmetic/rational.ts';

/** z, z², …, z^count. Cost: count − 1 products. */
export function powersTo<T>(F: Field<T>, z: T, count: number): readonly T[] {
  const powers = [z];
  for (let i = 1; i < count; i += 1) powers.push(F.mul(powers[i - 1] ?? z, z));
  return powers;
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

/** The block length with the fewest products for a polynomial of a degree, its powers included. */
export function bestBlock(degree: number): { readonly block: number; readonly products: number } {
  let best = { block: 1, products: Infinity };
  for (let block = 1; block <= Math.max(1, degree); block += 1) {
    // The top block is a constant where the degree is a multiple of the block length: its product is affine.
    const between = degree < block ? 0 : Math.floor(degree / block) - (degree % block === 0 ? 1 : 0);
    const products = block - 1 + between;
    if (products < best.products) best = { block, products };
  }
  return best;
}
