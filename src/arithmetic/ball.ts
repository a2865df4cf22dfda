/**
 * Real balls: enclosures `midpoint ± radius` that contain, with certainty, what exact arithmetic would give.
 *
 * Containment: for every operation f and all reals x ∈ X, y ∈ Y, the ball f(X, Y) contains f(x, y). It rests on the
 * contract of `bigfloat(p)` alone: a computed v differs from the exact t by less than 2^(1−p)·|t|, and |mantissa| ≤ 2^p.
 */
import { type BallField, createBallArithmetic } from './ball-arithmetic.ts';
import { createBallElementary } from './ball-elementary.ts';
import { bigfloat } from './bigfloat.ts';

export type { Ball, BallField, Enclosing, EnclosingField } from './ball-arithmetic.ts';

const systems = new Map<number, BallField>();

/**
 * Real ball arithmetic with midpoints of `bits` bits.
 *
 * The result of every operation contains all exact results for members of the operands; on point operands the radius
 * is below 2^(3−bits) relative for field operations, and zero where the result is seen to be exact. Narrow balls pass
 * through elementary functions by their slope, wide ones by the values at both ends.
 * @param bits - Precision of the midpoints, at least 8.
 * @returns The number system; the same object for the same precision.
 * @throws {RangeError} for a lower precision; operations throw it where an operand is not inside the domain, for
 * instance dividing by a ball that contains zero, or taking the logarithm of one that is not shown to be positive.
 *
 * Reference: F. Johansson, Arb: efficient arbitrary-precision midpoint-radius interval arithmetic, IEEE Trans. Comput.
 * 66 (2017) 1281–1292, doi:10.1109/TC.2017.2690633.
 */
export function ball(bits: number): BallField {
  const known = systems.get(bits);
  if (known) return known;
  const core = createBallArithmetic(bigfloat(bits));
  const { pi, ...elementary } = createBallElementary(core, (finer) => ball(finer));
  const created: BallField = Object.freeze({
    ...core,
    ...elementary,
    get pi() {
      return pi();
    },
  });
  systems.set(bits, created);
  return created;
}
