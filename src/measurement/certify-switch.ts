/**
 * Where a target switches its formula: short intervals around kinks, so that what is left and right of them is analytic.
 */
import { ball } from '../arithmetic/ball.ts';
import { log2Of } from '../arithmetic/numerals.ts';
import { dyadic, makeRational, type Rational, rationals } from '../arithmetic/rational.ts';
import { type Answers, answersAt } from '../certificates/branches.ts';
import type { ErrorProblem } from '../certificates/panel.ts';
import type { Domain } from '../functions/target.ts';

/** Says whether the range of the target on an interval is small enough for a range panel. */
export type IsNarrow = (interval: Domain) => boolean;

const PARTS = 16;
const MOST_HALVINGS = 4096;

const widthOf = ({ lower, upper }: Domain): Rational => rationals.sub(upper, lower);
const between = ({ lower, upper }: Domain, numerator: bigint, denominator: bigint): Rational =>
  rationals.add(lower, rationals.mul(rationals.sub(upper, lower), makeRational(numerator, denominator)));

/** Answers at a point, with enough bits to tell it from points 2^−bits away. */
function answers({ target }: ErrorProblem, point: Rational, bits: number): Answers | undefined {
  const F = ball(64 * Math.ceil((128 + bits) / 64));
  try {
    return answersAt(target, F, point);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** Whether two points certainly lie on different branches. */
const differ = (x: Answers | undefined, y: Answers | undefined): boolean =>
  x !== undefined &&
  y !== undefined &&
  x.certain.some((certain, i) => certain && y.certain[i] === true && x.branch[i] !== y.branch[i]);

/** A point of few binary digits close to x. */
function rounded(x: Rational, bits: number): Rational {
  const scaled = rationals.scale(x, bits);
  return dyadic(scaled.numerator / scaled.denominator, -bits);
}

/** Two points of different branches, in different parts of an interval. */
function bracket(problem: ErrorProblem, interval: Domain, bits: number): { cell: Domain; left: Answers } | undefined {
  let previous: { readonly x: Rational; readonly found: Answers } | undefined;
  for (let i = 0; i <= PARTS; i += 1) {
    const x = between(interval, BigInt(i), BigInt(PARTS));
    const found = answers(problem, x, bits);
    if (found === undefined) continue;
    if (previous !== undefined && differ(previous.found, found)) {
      return { cell: { lower: previous.x, upper: x }, left: previous.found };
    }
    previous = { x, found };
  }
  return undefined;
}

/** −log₂ of the width of an interval, against the size of its ends. */
function depthOf(interval: Domain): number {
  const ends = [interval.lower, interval.upper].map((end) => (end.numerator === 0n ? 0 : Math.max(0, log2Of(end))));
  return Math.max(0, Math.ceil(Math.max(...ends) - log2Of(widthOf(interval))));
}

/**
 * A short interval in which the target switches its formula, its ends of few binary digits.
 * @param problem - The circuit and the target.
 * @param interval - Where to look.
 * @param isNarrow - When the interval is short enough.
 * @returns The interval, or undefined where no switch is seen.
 */
export function findSwitch(problem: ErrorProblem, interval: Domain, isNarrow: IsNarrow): Domain | undefined {
  const start = bracket(problem, interval, depthOf(interval));
  if (start === undefined) return undefined;
  let { cell } = start;
  for (let i = 0; i < MOST_HALVINGS; i += 1) {
    const bits = depthOf(cell) + 8;
    const short = {
      lower: rounded(cell.lower, bits),
      upper: rounded(rationals.add(cell.upper, dyadic(1n, -bits)), bits),
    };
    if (i >= 8 && isNarrow(short)) return inside(short, interval);
    // The middle may be the kink itself; then a point beside it is taken.
    const middle = [between(cell, 1n, 2n), between(cell, 7n, 16n)].find((x) => {
      const found = answers(problem, x, depthOf(cell));
      return found !== undefined && (differ(found, start.left) || agrees(found, start.left));
    });
    if (middle === undefined) return undefined;
    const found = answers(problem, middle, depthOf(cell));
    cell = differ(found, start.left) ? { lower: cell.lower, upper: middle } : { lower: middle, upper: cell.upper };
  }
  return undefined;
}

/** Whether all answers at a point are certain and those of another. */
const agrees = (x: Answers, y: Answers): boolean =>
  x.branch.length === y.branch.length &&
  x.branch.every((answer, i) => answer === y.branch[i] && (x.certain[i] === true || y.certain[i] !== true));

function inside({ lower, upper }: Domain, interval: Domain): Domain {
  return {
    lower: rationals.compare(lower, interval.lower) < 0 ? interval.lower : lower,
    upper: rationals.compare(upper, interval.upper) > 0 ? interval.upper : upper,
  };
}

/** The non-empty parts of an interval before, on and after a part of it. */
export function around(interval: Domain, part: Domain): readonly Domain[] {
  return [{ lower: interval.lower, upper: part.lower }, part, { lower: part.upper, upper: interval.upper }].filter(
    ({ lower, upper }) => rationals.compare(lower, upper) < 0,
  );
}

/**
 * The narrow interval around a point, or on one side of it, cut to an interval.
 * @param point - A kink.
 * @param interval - The interval that contains it.
 * @param isNarrow - When it is short enough.
 * @returns The interval, its ends of few binary digits; undefined where none is short enough.
 */
export function narrowAround(point: Rational, interval: Domain, isNarrow: IsNarrow): Domain | undefined {
  const size = log2Of(widthOf(interval));
  for (let depth = 12; depth <= MOST_HALVINGS; depth = Math.ceil(1.5 * depth)) {
    const bits = Math.ceil(depth - size);
    const unit = dyadic(1n, -bits);
    const lower = rounded(rationals.sub(point, unit), bits);
    const part = inside({ lower, upper: rationals.add(lower, rationals.scale(unit, 2)) }, interval);
    if (isNarrow(part)) return part;
  }
  return undefined;
}
