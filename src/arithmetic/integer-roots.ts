/** Floors of integer roots by Newton's iteration on BigInt, with rising precision. */
import { bitLength } from './rational.ts';

/**
 * ⌊√n⌋.
 *
 * Newton's iteration `a ← (a + n/a)/2`, started from the double root of the leading bits and run on a prefix of n that
 * is just long enough for each iterate, so that the last of them costs one division of n's upper three quarters.
 *
 * Invariant (Zimmermann; proof in CPython's `math.isqrt`): with `half = ⌊log₄ n⌋` and `depth` bits found,
 * `(a − 1)² < ⌊n / 4^(half − depth)⌋ < (a + 1)²`. One comparison at the end settles the floor.
 *
 * @param n - a non-negative integer
 * @returns the largest integer a with a² ≤ n
 * @throws {RangeError} if n is negative
 */
export function integerSquareRoot(n: bigint): bigint {
  if (n < 0n) throw new RangeError('integerSquareRoot: expected n ≥ 0, got a negative integer');
  // Below 2^52 the double is exact, its root correctly rounded, and a root that is not an integer stays below the next.
  if (n < 0x10000000000000n) return BigInt(Math.floor(Math.sqrt(Number(n))));
  const half = (bitLength(n) - 1) >> 1;
  let level = 0;
  while (half >> level > 25) level += 1;
  let depth = half >> level;
  let a = BigInt(Math.floor(Math.sqrt(Number(n >> BigInt(2 * (half - depth))))));
  while (level > 0) {
    level -= 1;
    const known = depth;
    depth = half >> level;
    a = (a << BigInt(depth - known - 1)) + (n >> BigInt(2 * half - known - depth + 1)) / a;
  }
  return a * a > n ? a - 1n : a;
}

/**
 * ⌊n^(1/p)⌋.
 *
 * Newton's iteration `a ← ((p−1) a + ⌊n / a^(p−1)⌋) / p` decreases from any start above the root until it reaches the
 * floor; the start is the root of the upper half of the bits, plus one, so that one or two steps suffice.
 *
 * @param n - a non-negative integer
 * @param p - the degree of the root, an integer ≥ 1
 * @returns the largest integer a with a^p ≤ n
 * @throws {RangeError} if n is negative or p is not a positive integer
 */
export function integerRoot(n: bigint, p: number): bigint {
  if (!Number.isSafeInteger(p) || p < 1) {
    throw new RangeError(`integerRoot: expected an integer p ≥ 1, got ${String(p)}`);
  }
  if (n < 0n) throw new RangeError('integerRoot: expected n ≥ 0, got a negative integer');
  if (p === 1 || n < 2n) return n;
  if (p === 2) return integerSquareRoot(n);
  return rootFromAbove(n, p, bitLength(n));
}

/** {@link integerRoot} for p ≥ 3 and n ≥ 2 of the given bit length. */
function rootFromAbove(n: bigint, p: number, length: number): bigint {
  if (length <= p) return 1n;
  const rootLength = Math.ceil(length / p);
  const dropped = rootLength < 16 ? 0 : (rootLength >> 1) - 2;
  // (⌊(n / 2^(p·dropped))^(1/p)⌋ + 1) · 2^dropped exceeds the root of n.
  let a =
    dropped === 0
      ? BigInt(Math.ceil(2 ** (length / p)))
      : (rootFromAbove(n >> BigInt(p * dropped), p, length - p * dropped) + 1n) << BigInt(dropped);
  const degree = BigInt(p);
  for (;;) {
    const next = ((degree - 1n) * a + n / a ** (degree - 1n)) / degree;
    if (next >= a) return a;
    a = next;
  }
}
