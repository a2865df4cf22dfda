/**
 * Enclosures of a target on complex discs: its analytic branch, with the centres of everything it divides by.
 */
import type { BigFloat } from '../arithmetic/bigfloat.ts';
import { complexBall, type ComplexBall } from '../arithmetic/complex-ball.ts';
import type { Magnitude } from '../arithmetic/magnitude.ts';
import type { RealField } from '../arithmetic/number-systems.ts';
import type { Rational } from '../arithmetic/rational.ts';
import type { Target } from '../functions/target.ts';
import { type Branch, branching, replay } from './branches.ts';
import type { Direction } from './winding.ts';

/** What a disc shows of the target: how large and how small |f| is there, and the centres of its divisors, in order. */
export interface TargetFinding {
  readonly above: Magnitude;
  readonly below: Magnitude;
  readonly divisors: readonly Direction[];
}

/** A disc in the z-plane. */
export interface TargetDisc {
  readonly re: Rational;
  readonly im: Rational;
  /** An upper bound of the radius. */
  readonly radius: Magnitude;
}

/** Stands for a divisor that cannot vanish. */
const CONSTANT: Direction = [1n, 0n];

/** Parts further apart than this make exact directions too long to be reasonable. */
const MAX_GAP = 2 ** 16;

/** The direction of a complex number, exactly. */
function directionOf(re: BigFloat, im: BigFloat): Direction {
  if (re.mantissa === 0n || im.mantissa === 0n) return [re.mantissa, im.mantissa];
  const gap = re.exponent - im.exponent;
  if (Math.abs(gap) > MAX_GAP) throw new RangeError('certificates: expected divisors with parts of comparable size');
  return gap >= 0 ? [re.mantissa << BigInt(gap), im.mantissa] : [re.mantissa, im.mantissa << BigInt(-gap)];
}

/** Encloses a target on discs. @throws {RangeError} where an enclosure meets a pole or a cut */
export type TargetEnclosure = (disc: TargetDisc) => TargetFinding;

/**
 * The enclosure of a branch of a target on discs.
 *
 * Every divisor excludes zero and every function its cut, on the whole disc, or the call throws. Divisors are noted, since
 * only their winding numbers along a whole contour tell that they have no zero inside; so is cosh for tanh, and the base of a
 * negative power. Cuts reach to infinity, and what avoids them on a contour avoids them inside (proofs/certification.md,
 * section 1). For a relative error the value itself divides.
 * @param target - The target.
 * @param branch - The answers that hold on the panel.
 * @param bits - Precision of the enclosure.
 * @param relative - Whether the value is a divisor.
 * @returns The function from discs to findings.
 */
export function targetEnclosure(target: Target, branch: Branch, bits: number, relative: boolean): TargetEnclosure {
  const F = complexBall(bits);
  let divisors: Direction[] = [];
  let answer = replay(branch);
  const note = (divisor: ComplexBall): void => {
    if (F.containsZero(divisor)) throw new RangeError('certificates: expected divisors that exclude zero');
    divisors.push(directionOf(divisor.re, divisor.im));
  };
  const noting: RealField<ComplexBall> = {
    ...F,
    div: (x, y) => {
      note(y);
      return F.div(x, y);
    },
    tanh: (x) => {
      note(F.cosh(x));
      return F.tanh(x);
    },
    // Powers have a cut, but those with an integer for their exponent, a point on every disc. Each power leaves an entry, so
    // that those of one number belong to one divisor on all discs.
    pow: (x, y) => {
      if (y.radius.mantissa === 0 && y.re.mantissa < 0n) note(x);
      else divisors.push(CONSTANT);
      return F.pow(x, y);
    },
  };
  const field = branching(noting, () => answer());
  return ({ re, im, radius }) => {
    divisors = [];
    answer = replay(branch);
    const value = target.evaluate(field, F.disc(re, im, radius));
    if (relative) note(value);
    return { above: F.absUp(value), below: F.absDown(value), divisors };
  };
}
