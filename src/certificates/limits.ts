/**
 * What certificates may ask for: far beyond what is of use, and little enough that no file makes a check run for hours or out
 * of memory. The search keeps to it.
 */
import { bitLength, type Rational } from '../arithmetic/rational.ts';

/** The largest counts and sizes. */
export const LIMITS: Readonly<{
  /** Chebyshev points of a panel; their cosine transform takes the square of it in products. */
  nodes: number;
  /** Points of a grid. */
  grid: number;
  /** Terms of a series times points of the grid. */
  gridProducts: number;
  /** Bits of precision. */
  bits: number;
  /** Chebyshev points times bits of precision: a few copies of their values are kept. */
  nodeBits: number;
  /** Exponents of units. */
  unit: number;
  /** Vertices of a contour. */
  vertices: number;
  /** Discs of a tiling. */
  discs: number;
  /** Bits of a numerator and a denominator together, where exact numbers are computed with. */
  exactBits: number;
}> = Object.freeze({
  nodes: 2 ** 16,
  grid: 2 ** 21,
  gridProducts: 2 ** 33,
  bits: 2 ** 22,
  nodeBits: 2 ** 31,
  unit: 2 ** 24,
  vertices: 2 ** 12,
  discs: 2 ** 14,
  exactBits: 2 ** 18,
});

/** Whether an exact number is short enough to be computed with. */
export const isShort = ({ numerator, denominator }: Rational): boolean =>
  bitLength(numerator) + bitLength(denominator) <= LIMITS.exactBits;
