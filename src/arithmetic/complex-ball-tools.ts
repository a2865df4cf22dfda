/**
 * Discs, and what their operations share: sizes, widening and messages.
 */
import type { Ball, BallField } from './ball-arithmetic.ts';
import { createBallRounding } from './ball-rounding.ts';
import type { BigFloat } from './bigfloat.ts';
import { addUp, type Magnitude, subDown, zeroMagnitude } from './magnitude.ts';
import { hypotDown, hypotUp } from './magnitude-functions.ts';

/** The disc of all complex z with |z − (re + i·im)| ≤ radius. */
export interface ComplexBall {
  readonly re: BigFloat;
  readonly im: BigFloat;
  readonly radius: Magnitude;
}

/** Helpers over the real balls of one precision. */
export interface DiscTools {
  /** The point ball x ± 0. */
  readonly point: (x: BigFloat) => Ball;
  /** The disc around x + iy for all members of x and y, widened by a further radius. */
  readonly widened: (x: Ball, y: Ball, radius: Magnitude) => ComplexBall;
  /** An upper bound of |x| for all members of a real ball. */
  readonly up: (x: Ball) => Magnitude;
  /** A lower bound of |x| for all members of a real ball. */
  readonly down: (x: Ball) => Magnitude;
  /** An upper bound of |m|. */
  readonly centreUp: (z: ComplexBall) => Magnitude;
  /** A lower bound of |m|. */
  readonly centreDown: (z: ComplexBall) => Magnitude;
  /** The error for an operand outside of a domain. */
  readonly outside: (operation: string, domain: string, z: ComplexBall) => RangeError;
}

/** The helpers over the real balls B. */
export function createDiscTools(B: BallField): DiscTools {
  const F = B.base;
  const { above, below } = createBallRounding(F);

  function describe({ re, im, radius }: ComplexBall): string {
    const [x, y] = [F.toNumber(re), F.toNumber(im)];
    const centre = `${x.toPrecision(6)} ${y < 0 ? '−' : '+'} ${Math.abs(y).toPrecision(6)}i`;
    return radius.mantissa === 0
      ? centre
      : `a disc around ${centre} with radius below 2^${String(radius.exponent + 1)}`;
  }

  return {
    point: (midpoint) => ({ midpoint, radius: zeroMagnitude }),
    // |(x + iy) − (x′ + iy′)| ≤ √(r_x² + r_y²).
    widened: (x, y, radius) => ({
      re: x.midpoint,
      im: y.midpoint,
      radius: addUp(hypotUp(x.radius, y.radius), radius),
    }),
    up: ({ midpoint, radius }) => addUp(above(midpoint), radius),
    down: ({ midpoint, radius }) => subDown(below(midpoint), radius),
    centreUp: ({ re, im }) => hypotUp(above(re), above(im)),
    centreDown: ({ re, im }) => hypotDown(below(re), below(im)),
    outside: (operation, domain, z) =>
      new RangeError(`complexBall.${operation}: expected ${domain}, got ${describe(z)}`),
  };
}
