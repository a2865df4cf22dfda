/**
 * One-sided derivatives of sums of triangle waves, and of their limit.
 */
import type { Field, Ordered } from '../arithmetic/number-systems.ts';
import { type Rational, rationals } from '../arithmetic/rational.ts';
import { requirePeaks } from './waves.ts';

/** The derivatives from the left and from the right. */
export interface OneSided<T> {
  readonly left: T;
  readonly right: T;
}

/** A wave at a point: its value and its one-sided derivatives. */
interface WaveAt<T> extends OneSided<T> {
  readonly value: T;
}

/**
 * One-sided derivatives of the waves W_0, …, W_{n−1} at x by the chain rule.
 *
 * At a peak of the next triangle function the branch is chosen by the direction in which the inner wave moves.
 * @param F - An ordered field; exact over exact systems.
 * @param a - The peaks a_0, …, a_{n−1}.
 * @param x - A point of [0, 1]; at 0 the left and at 1 the right derivative is that of the continued formula.
 * @returns One pair for each wave.
 *
 * Reference: [MHL] equation (1) and the proof of Lemma 3.2.
 */
export function waveDerivatives<T>(F: Field<T> & Ordered<T>, a: readonly T[], x: T): readonly OneSided<T>[] {
  let wave: WaveAt<T> = { value: x, left: F.one, right: F.one };
  return a.map((peak) => {
    const [rise, fall] = [F.div(F.one, peak), F.div(F.one, F.sub(peak, F.one))];
    const place = F.compare(wave.value, peak);
    const isRising = (derivative: T): boolean => F.compare(derivative, F.zero) > 0;
    // Just right of x the inner wave lies above the peak if it rises there; just left of x, if it falls.
    const right = place > 0 || (place === 0 && isRising(wave.right)) ? fall : rise;
    const left = place > 0 || (place === 0 && !isRising(wave.left)) ? fall : rise;
    const value = place <= 0 ? F.mul(wave.value, rise) : F.mul(F.sub(wave.value, F.one), fall);
    wave = { value, left: F.mul(wave.left, left), right: F.mul(wave.right, right) };
    return { left: wave.left, right: wave.right };
  });
}

/**
 * One-sided derivatives of `F_n = Σ_{i<n} s_i W_i` at x.
 *
 * @param F - An ordered field; exact over exact systems.
 * @param a - The peaks, at least n.
 * @param s - The n factors.
 * @param x - A point of [0, 1]; see {@link waveDerivatives} for its ends.
 * @returns The derivatives.
 * @throws {RangeError} if there are fewer peaks than factors.
 */
export function sumDerivatives<T>(F: Field<T> & Ordered<T>, a: readonly T[], s: readonly T[], x: T): OneSided<T> {
  requirePeaks('sumDerivatives', a, s.length);
  const waves = waveDerivatives(F, a.slice(0, s.length), x);
  const total = (side: keyof OneSided<T>): T =>
    waves.reduce((sum, wave, i) => F.add(sum, F.mul(s[i] as T, wave[side])), F.zero);
  return { left: total('left'), right: total('right') };
}

/**
 * The bracket of [MHL] equation (4), to which the derivative's jump at every peak of layer i is proportional:
 * `s_i − (1/(1−a_{i+1})) (s_{i+1} + Σ_{j=i+2..n−1} s_j Π_{k=i+2..j} 1/a_k)`.
 *
 * If W_i has the slopes w₋ > 0 and −w₊ < 0 beside its peak x, then `F_n′(x−) = F_i′(x) + w₋·bracket` and
 * `F_n′(x+) = F_i′(x) − w₊·bracket` (proofs/mhl-lemma-3.2.md). For the factors of the rule it is
 * `s_i Π_{m=i+2..n} (1−a_m)` with n waves, which uses the peak a_n too.
 * @param F - The number system.
 * @param a - The peaks a_0, …, a_{n−1}.
 * @param s - The factors s_0, …, s_{n−1}.
 * @param i - The layer, 0 ≤ i < n.
 * @returns The bracket for the sum of n waves.
 * @throws {RangeError} if there are fewer peaks than factors.
 */
export function jumpBracket<T>(F: Field<T>, a: readonly T[], s: readonly T[], i: number): T {
  requirePeaks('jumpBracket', a, s.length);
  if (i + 1 >= s.length) return s[i] as T;
  // Horner's rule from the last wave inwards: rest = s_{j} + (1/a_{j+1}) · rest.
  let rest = s.at(-1) as T;
  for (let j = s.length - 2; j > i; j -= 1) rest = F.add(s[j] as T, F.div(rest, a[j + 1] as T));
  return F.sub(s[i] as T, F.div(rest, F.sub(F.one, a[i + 1] as T)));
}

/** An enclosure of the one-sided derivatives of the limit F at a point. */
export interface DerivativeEnclosure {
  /** F′(x+) and F′(x−) lie in [lower, upper]. */
  readonly lower: Rational;
  readonly upper: Rational;
  /** Waves whose derivatives were added. */
  readonly layers: number;
}

/**
 * Encloses the derivative of `F = Σ s_i W_i`, factors by the rule, from its first n terms and a proven bound of the rest.
 *
 * Let [l, r] be the piece of F_n that holds x, and c the slope of F_n there. Then F′(x−) and F′(x+) lie in
 * `[c − v, c + u]`, where (u, v) starts as `(s_0/(a_0 a_1), s_0/((1−a_0) a_1))` and becomes `(u(1−a), u a)` on the left of a
 * peak and `(v a, v(1−a))` on its right, a = a_{i+1}. So the tail u + v shrinks by `max(a, 1−a)` or more with every wave:
 * geometrically for peaks in [c, 1−c]. At a bend, the peak of W_i, the derivative of F_i is F′ up to
 * `u a_{i+1} Π_{m=i+2..n} (1−a_m)` (proofs/mhl-a.1.md).
 *
 * Cost: O(n) operations on rationals that grow by the length of one peak a step.
 * @param a - The peaks a_0, …, a_n.
 * @param first - s_0 > 0.
 * @param x - A point of [0, 1], exact.
 * @returns The enclosure from n = a.length − 1 waves.
 * @throws {RangeError} for fewer than two peaks, s_0 ≤ 0, or x outside [0, 1].
 */
export function encloseDerivative(a: readonly Rational[], first: Rational, x: Rational): DerivativeEnclosure {
  requirePeaks('encloseDerivative', a, 2);
  if (first.numerator <= 0n) throw new RangeError('encloseDerivative: expected a factor s_0 > 0');
  if (x.numerator < 0n || x.numerator > x.denominator) {
    throw new RangeError('encloseDerivative: expected a point x of [0, 1]');
  }
  const [a0, a1] = a as readonly [Rational, Rational];
  let piece: Piece = {
    left: Q.zero,
    right: Q.one,
    isRising: true,
    slope: Q.zero,
    up: Q.div(first, Q.mul(a0, a1)),
    down: Q.div(first, Q.mul(complement(a0), a1)),
  };
  const layers = a.length - 1;
  for (let i = 0; i < layers; i += 1) {
    const [peak, next] = [a[i] as Rational, a[i + 1] as Rational];
    const way = Q.mul(peak, Q.sub(piece.right, piece.left));
    const middle = piece.isRising ? Q.add(piece.left, way) : Q.sub(piece.right, way);
    const place = Q.compare(x, middle);
    if (place === 0) return atBend(piece, a, i);
    piece = halfOf(piece, place < 0, middle, next);
  }
  return { lower: Q.sub(piece.slope, piece.down), upper: Q.add(piece.slope, piece.up), layers };
}

const Q = rationals;
const complement = (p: Rational): Rational => Q.sub(Q.one, p);

/** A piece [left, right] of F_i, the slope there, and how far F′ goes above and below it at most. */
interface Piece {
  readonly left: Rational;
  readonly right: Rational;
  /** Whether W_{i−1} rises on it. */
  readonly isRising: boolean;
  readonly slope: Rational;
  readonly up: Rational;
  readonly down: Rational;
}

/** The part of a piece on one side of the new peak, once the next wave is added. */
function halfOf({ left, right, slope, up, down }: Piece, isLeft: boolean, middle: Rational, next: Rational): Piece {
  const total = isLeft ? up : down;
  const [kept, given] = [Q.mul(total, complement(next)), Q.mul(total, next)];
  return isLeft
    ? { left, right: middle, isRising: true, slope: Q.add(slope, given), up: kept, down: given }
    : { left: middle, right, isRising: false, slope: Q.sub(slope, given), up: given, down: kept };
}

/** The enclosure at the peak of W_i in the middle of a piece of F_i. */
function atBend({ slope, up, down }: Piece, a: readonly Rational[], i: number): DerivativeEnclosure {
  const factor = a.slice(i + 2).reduce((product, peak) => Q.mul(product, complement(peak)), a[i + 1] as Rational);
  return {
    lower: Q.sub(slope, Q.mul(down, factor)),
    upper: Q.add(slope, Q.mul(up, factor)),
    layers: a.length - 1,
  };
}
