/**
 * Outward rounding of doubles to nearest, and the type of intervals.
 *
 * Let t = fl(v) be the double nearest to a real v (any tie), so v lies between the neighbours of t. With
 * φ = 2^−53 (1 + 2^−52) and η = 2^−1074, e = fl(fl(φ|t|) + η) has fl(t − e) ≤ predecessor(t) ≤ v and fl(t + e) ≥ v:
 *
 * - 2^k ≤ |t| < 2^(k+1), k ≥ −1022: the neighbours of t are at most 2^(k−52) away, and fl(φ|t|) is above half of that:
 *   where it is normal, φ|t|(1 − 2^−53) > 2^(k−53); where it is not, it lacks at most η/2, which the η added makes up for.
 *   So t ∓ e is more than half-way to the neighbour and rounds to it or beyond.
 * - |t| < 2^−1022: the spacing is η ≤ e, and differences of multiples of η this small are exact.
 *
 * Reference: S. M. Rump, P. Zimmermann, S. Boldo, G. Melquiond, Computing predecessor and successor in rounding to nearest,
 * BIT Numer. Math. 49 (2009) 419–431, doi:10.1007/s10543-009-0218-z.
 */
/**
 * The reals x with lower ≤ x ≤ upper; an end may be infinite where there is no bound.
 * `lower ≤ upper`, neither is NaN, lower < ∞ and upper > −∞.
 */
export interface Interval {
  readonly lower: number;
  readonly upper: number;
}

const PHI = 2 ** -53 * (1 + 2 ** -52);
const ETA = 2 ** -1074;
/** The largest double. */
export const LARGEST: number = Number.MAX_VALUE;

/** A lower bound of every real that rounds to t; what rounds to ∞ is above the largest double. */
export const roundedDown = (t: number): number => (t === Infinity ? LARGEST : t - (Math.abs(t) * PHI + ETA));

/** An upper bound of every real that rounds to t. */
export const roundedUp = (t: number): number => (t === -Infinity ? -LARGEST : t + (Math.abs(t) * PHI + ETA));

/** Whether both have at most 24 bits within the range of single precision: their product is a double. */
const areShort = (x: number, y: number): boolean => Math.fround(x) === x && Math.fround(y) === y;

/** A lower bound of xy for ends of intervals; 0·∞ is 0: an infinite end is no member. */
export function productDown(x: number, y: number): number {
  if (x === 0 || y === 0) return 0;
  return areShort(x, y) ? x * y : roundedDown(x * y);
}

/** An upper bound of xy for ends of intervals. */
export function productUp(x: number, y: number): number {
  if (x === 0 || y === 0) return 0;
  return areShort(x, y) ? x * y : roundedUp(x * y);
}

/** x/y = q exactly if q y, a product without rounding, is x; an infinite y bounds nothing from zero. */
const isExactQuotient = (x: number, y: number, q: number): boolean =>
  x === 0 || y === Infinity || y === -Infinity || (areShort(q, y) && q * y === x);

/** A lower bound of x/y for ends of intervals. */
export function quotientDown(x: number, y: number): number {
  const q = x / y;
  return isExactQuotient(x, y, q) ? q + 0 : roundedDown(q);
}

/** An upper bound of x/y for ends of intervals. */
export function quotientUp(x: number, y: number): number {
  const q = x / y;
  return isExactQuotient(x, y, q) ? q + 0 : roundedUp(q);
}

const describe = ({ lower, upper }: Interval): string => `[${String(lower)}, ${String(upper)}]`;

/** The error for an operand outside of a domain. */
export const outsideDomain = (operation: string, domain: string, x: Interval): RangeError =>
  new RangeError(`interval64.${operation}: expected ${domain}, got ${describe(x)}`);
