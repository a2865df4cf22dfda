/**
 * Upper bounds in doubles.
 *
 * Legend: u = 2^−53; an operation on doubles without overflow or underflow has a relative error of at most u. Sums and
 * products of non-negative doubles in which every number has passed k roundings or fewer err relatively by at most
 * k·u/(1 − k·u). {@link OUTWARD} covers k ≤ 4000 and a final multiplication; where a sum is longer, the caller says so.
 */

/** Multiplying a computed non-negative sum of products by this gives an upper bound. */
export const OUTWARD: number = 1 + 2 ** -40;

/** Squares of numbers outside of this range may leave that of the normal doubles. */
const [SMALLEST, LARGEST] = [2 ** -900, 2 ** 900];

/**
 * An upper bound of |x + iy|, above it by a factor of at most 1 + 2^−46 where the squares are normal doubles.
 *
 * With s the computed x² + y², |z|² ≤ s(1+2u+…); y² is verified to be at least s(1 + 2^−50), with its own rounding, so that
 * nothing is assumed of the square root of the platform.
 */
export function modulusUp(x: number, y: number): number {
  const s = x * x + y * y;
  if (s > SMALLEST && s < LARGEST) {
    const root = Math.sqrt(s) * (1 + 2 ** -47);
    if (root * root >= s * (1 + 2 ** -49)) return root;
  }
  return (Math.abs(x) + Math.abs(y)) * (1 + 2 ** -50);
}

/** √2 − 1, rounded up. */
const SILVER = 0.41421357;

/** An upper bound of |x + iy| within 8.3 %, without a root: max + (√2 − 1) min, up to rounding (see {@link OUTWARD}). */
export function octagonal(x: number, y: number): number {
  const [a, b] = [x < 0 ? -x : x, y < 0 ? -y : y];
  return a > b ? a + SILVER * b : b + SILVER * a;
}
