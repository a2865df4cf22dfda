/**
 * Bounds of analytic functions on discs and ellipses, hence of their Taylor and Chebyshev coefficients.
 */
import { complexBall } from '../../arithmetic/complex-ball.ts';
import {
  type Magnitude,
  magnitudeFromRational,
  magnitudeToRational,
  maxMagnitude,
} from '../../arithmetic/magnitude.ts';
import { makeRational, type Rational, rationals } from '../../arithmetic/rational.ts';
import type { RealFunction } from '../../functions/target.ts';

/** A square with half its side. */
interface Cell {
  readonly x: Rational;
  readonly y: Rational;
  readonly half: Rational;
}

const Q = rationals;
/** Squares along the longer axis, before any is divided. */
const CELLS = 24n;
/** Halvings of a square after which the function is taken not to be analytic in it. */
const MOST_HALVINGS = 6;
/** Above half of √2, what half a diagonal is of a side. */
const HALF_DIAGONAL = makeRational(14_143n, 10_000n);

const nearest = (x: Rational, half: Rational): Rational => Q.max(Q.zero, Q.sub(Q.max(x, Q.neg(x)), half));
const square = (x: Rational): Rational => Q.mul(x, x);

/**
 * An upper bound of |f| on the filled ellipse |Re(z − centre)/a|² + |Im z/b|² ≤ 1, or undefined where f is not seen to be analytic on
 * all of it.
 *
 * The upper half is covered by discs, smaller ones where needed; f over each of them, in complex ball arithmetic, contains its values
 * there and is refused near poles, cuts and kinks. The values at conjugate points are conjugate.
 * @param f - Real on the real line.
 * @param centre - Real.
 * @param axes - a and b, positive.
 */
export function boundOnEllipse(
  f: RealFunction,
  centre: Rational,
  [a, b]: readonly [Rational, Rational],
): Rational | undefined {
  const C = complexBall(53);
  const meets = ({ x, y, half }: Cell): boolean =>
    Q.compare(Q.add(square(Q.div(nearest(x, half), a)), square(Q.div(nearest(y, half), b))), Q.one) <= 0;
  const half = Q.div(Q.max(a, b), makeRational(CELLS));
  const odd = (i: bigint): Rational => Q.mul(makeRational(2n * i + 1n), half);
  const open: Cell[] = [];
  for (let i = -CELLS / 2n; i < CELLS / 2n; i += 1n) {
    for (let j = 0n; j < CELLS / 2n; j += 1n) open.push({ x: odd(i), y: odd(j), half });
  }
  let most: Magnitude = magnitudeFromRational(Q.zero);
  const smallest = Q.scale(half, -MOST_HALVINGS);
  for (let cell = open.pop(); cell !== undefined; cell = open.pop()) {
    if (!meets(cell)) continue;
    try {
      const disc = C.disc(Q.add(centre, cell.x), cell.y, magnitudeFromRational(Q.mul(cell.half, HALF_DIAGONAL)));
      most = maxMagnitude(most, C.absUp(f(C, disc)));
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      if (Q.compare(cell.half, smallest) <= 0) return undefined;
      const quarter = Q.scale(cell.half, -1);
      const shifts = [quarter, Q.neg(quarter)];
      for (const dx of shifts) for (const dy of shifts) open.push({ x: Q.add(cell.x, dx), y: Q.add(cell.y, dy), half: quarter }); // prettier-ignore
    }
  }
  return magnitudeToRational(most);
}

/** {@link boundOnEllipse} for the disc |z − centre| ≤ radius. */
export const boundOnDisc = (f: RealFunction, centre: Rational, radius: Rational): Rational | undefined =>
  boundOnEllipse(f, centre, [radius, radius]);
