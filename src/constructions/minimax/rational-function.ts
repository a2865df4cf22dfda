/**
 * Rational functions by their coefficients, over any field.
 */
import type { Field } from '../../arithmetic/number-systems.ts';
import type { Rational } from '../../arithmetic/rational.ts';

/** Powers x¹ … x^k with one product each. */
function powersOf<T>(F: Field<T>, x: T, k: number): readonly T[] {
  const powers = [x];
  for (let i = 2; i <= k; i += 1) {
    const half = powers[Math.ceil(i / 2) - 1] as T;
    powers.push(F.mul(half, powers[Math.floor(i / 2) - 1] as T));
  }
  return powers;
}

/** Σ c_i x^i by blocks of `size` terms (Paterson and Stockmeyer): one product for each block but the first. */
function evaluateBlocks<T>(F: Field<T>, coefficients: readonly Rational[], powers: readonly T[], size: number): T {
  const blocks = Math.ceil(coefficients.length / size);
  let sum: T | undefined;
  for (let b = blocks - 1; b >= 0; b -= 1) {
    const block = coefficients.slice(b * size, (b + 1) * size);
    let value = F.constant(block[0] as Rational);
    block.slice(1).forEach((c, i) => {
      if (c.numerator !== 0n) value = F.add(value, F.mul(F.constant(c), powers[i] as T));
    });
    sum = sum === undefined ? value : F.add(F.mul(sum, powers[size - 1] as T), value);
  }
  return sum ?? F.zero;
}

/** Products that blocks of a size take for polynomials of some lengths. */
function productsFor(size: number, lengths: readonly number[]): number {
  // A top block that is a constant times the power is affine.
  const between = (length: number): number => Math.max(0, Math.ceil(length / size) - (length % size === 1 ? 2 : 1));
  return size - 1 + lengths.reduce((sum, length) => sum + (size === 1 ? Math.max(0, length - 2) : between(length)), 0);
}

/**
 * p(x) and q(x), with about 2√(2n) products for degrees n.
 *
 * The powers up to some k are shared by p and q, which are then evaluated by Horner's rule in x^k.
 * @param F - The field.
 * @param numerator - Coefficients, lowest degree first.
 * @param denominator - Coefficients, lowest degree first.
 * @param x - The argument.
 * @returns Both values.
 * @see Paterson, Stockmeyer, doi:10.1137/0202007
 */
export function evaluatePair<T>(
  F: Field<T>,
  numerator: readonly Rational[],
  denominator: readonly Rational[],
  x: T,
): readonly [p: T, q: T] {
  const lengths = [numerator.length, denominator.length];
  const longest = Math.max(...lengths);
  let size = 1;
  for (let k = 2; k <= longest; k += 1) if (productsFor(k, lengths) < productsFor(size, lengths)) size = k;
  const powers = powersOf(F, x, size);
  return [evaluateBlocks(F, numerator, powers, size), evaluateBlocks(F, denominator, powers, size)];
}

/**
 * p(x)/q(x), evaluated as in {@link evaluatePair}.
 * @param F - The field.
 * @param numerator - Coefficients, lowest degree first.
 * @param denominator - Coefficients, lowest degree first.
 * @param x - The argument.
 * @returns The value.
 */
export function evaluateQuotient<T>(
  F: Field<T>,
  numerator: readonly Rational[],
  denominator: readonly Rational[],
  x: T,
): T {
  const [p, q] = evaluatePair(F, numerator, denominator, x);
  if (denominator.length === 1) return F.mul(p, F.div(F.one, F.constant(denominator[0] as Rational)));
  return F.div(p, q);
}
