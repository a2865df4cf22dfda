/**
 * What a network with one activation multiplies with: squaring gates of any accuracy, products and reciprocals made of them.
 */
import type { BigFloat } from '../../arithmetic/bigfloat.ts';
import { makeRational, type Rational, rationals } from '../../arithmetic/rational.ts';
import type { AffineActivation, Carrying } from '../../circuits/network-builder.ts';
import { S } from '../planning.ts';

/** A part of a network with activation σ that is close to x² on [−1, 1]. */
export interface SquareGate {
  readonly apply: <T>(P: AffineActivation<T>, x: T) => T;
  /** Proven bound of |gate − x²| on [−1, 1], rounding of the weights included. */
  readonly error: BigFloat;
  /** The parameters, as plain data. */
  readonly steps: Readonly<Record<string, unknown>>;
}

/** The squaring gates of an activation. */
export interface GateKit {
  readonly carrying: Carrying;
  /** Bound of all weights; none if absent. */
  readonly maxWeight?: Rational;
  /**
   * A gate within the tolerance.
   * @param tolerance - In (0, 1].
   */
  readonly square: (tolerance: BigFloat) => SquareGate;
}

const HALF = makeRational(1n, 2n);
const MINUS_ONE = rationals.neg(rationals.one);

/** The least power of two that is at least x > 0: factors that cost no digits. */
export function powerAbove(x: BigFloat): Rational {
  const one = S.one;
  let exponent = 0;
  while (S.compare(S.scale(one, exponent), x) < 0) exponent += 1;
  while (S.compare(S.scale(one, exponent - 1), x) >= 0) exponent -= 1;
  return rationals.scale(rationals.one, exponent);
}

/**
 * The square of a number of [−scale, scale], held for the next layers.
 *
 * Error: `scale²` times that of the gate.
 */
export function scaledSquare<T>(P: AffineActivation<T>, gate: SquareGate, x: T, scale: Rational): T {
  const square = gate.apply(P, P.scaleBy(rationals.div(rationals.one, scale), x));
  return P.hold(P.scaleBy(rationals.mul(scale, scale), square));
}

/**
 * The product of numbers of [−u, u] and [−v, v], held for the next layers: `xy = uv(((x/u + y/v)/2)² − ((x/u − y/v)/2)²)`.
 *
 * Error: `2uv` times that of the gate.
 */
export function scaledProduct<T>(
  P: AffineActivation<T>,
  gate: SquareGate,
  [x, u]: readonly [T, Rational],
  [y, v]: readonly [T, Rational],
): T {
  const [first, second] = [P.scaleBy(rationals.div(HALF, u), x), P.scaleBy(rationals.div(HALF, v), y)];
  const sum = gate.apply(P, P.add(first, second));
  const difference = gate.apply(P, P.add(first, P.scaleBy(MINUS_ONE, second)));
  return P.hold(P.scaleBy(rationals.mul(u, v), P.add(sum, P.scaleBy(MINUS_ONE, difference))));
}
