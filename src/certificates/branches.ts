/**
 * The branches of a piecewise analytic target on an interval: which side every |·|, sign, min, max and odd root takes there.
 */
import { ball, type Ball, type BallField } from '../arithmetic/ball.ts';
import type { RealField } from '../arithmetic/number-systems.ts';
import { bitLength, type Rational, rationals } from '../arithmetic/rational.ts';
import type { Domain, Target } from '../functions/target.ts';
import { fixedOf } from './fixed-point.ts';

/** What a piecewise definition asks: whether x is positive (1) or negative (−1), or x above y (1) or below (−1). */
export type Question<T> =
  /** `strict`: the answer must hold with x ≠ 0. */
  | { readonly kind: 'sign'; readonly x: T; readonly strict: boolean }
  | { readonly kind: 'order'; readonly x: T; readonly y: T }
  /** Either answer is right ({@link RealField.choose}). */
  | { readonly kind: 'choice'; readonly x: T };

/** An answer to a {@link Question}. */
export type Answer = 1 | -1;

/** A number system in which `answer` decides what depends on signs; what remains is analytic. */
export function branching<T>(F: RealField<T>, answer: (question: Question<T>) => Answer): RealField<T> {
  const isPositive = (x: T, strict = false): boolean => answer({ kind: 'sign', x, strict }) > 0;
  const isAbove = (x: T, y: T): boolean => answer({ kind: 'order', x, y }) > 0;
  return {
    ...F,
    abs: (x) => (isPositive(x) ? x : F.neg(x)),
    sign: (x) => (isPositive(x, true) ? F.one : F.neg(F.one)),
    min: (x, y) => (isAbove(x, y) ? y : x),
    max: (x, y) => (isAbove(x, y) ? x : y),
    root: (x, p) => (p % 2 === 0 || isPositive(x) ? F.root(x, p) : F.neg(F.root(F.neg(x), p))),
    choose: (x, left, right) => (answer({ kind: 'choice', x }) > 0 ? right() : left()),
  };
}

/** The answers that one branch of a target gives, in the order of its questions. */
export type Branch = readonly Answer[];

/** The answers of a branch, one after the other; for one evaluation of the target. */
export function replay(branch: Branch): () => Answer {
  let at = 0;
  return () => {
    at += 1;
    return branch[at - 1] ?? 1;
  };
}

const lengthOf = ({ numerator, denominator }: Rational): number => bitLength(numerator) + bitLength(denominator);

/** Real balls that tell the points of a domain apart, however close to each other its ends are. */
const decidingBalls = ({ lower, upper }: Domain): BallField =>
  ball(64 * Math.ceil((128 + Math.max(lengthOf(lower), lengthOf(upper))) / 64));

const midpointOf = ({ lower, upper }: Domain): Rational => rationals.scale(rationals.add(lower, upper), -1);

/** Ends are rounded outward to 2^−this of the length; ends with fewer digits, such as 0, are kept, which decides x ≥ 0. */
const END_BITS = 40;

/** A ball that contains an interval, and whose ends are those of the interval where they have few digits. */
export function ballOver(F: BallField, { lower, upper }: Domain): Ball {
  const width = rationals.sub(upper, lower);
  const bits = END_BITS + bitLength(width.denominator) - bitLength(width.numerator);
  // Cutting to the precision of F rounds downward, hence the two signs of the upper end.
  const down = (end: Rational): Ball['midpoint'] => F.base.fromParts(fixedOf(end, bits), -bits);
  return F.fromInterval(down(lower), F.base.neg(down(rationals.neg(upper))));
}

/** The question's value whose sign is asked for, in real balls. */
const valueOf = (F: BallField, question: Question<Ball>): Ball =>
  question.kind === 'order' ? F.sub(question.x, question.y) : question.x;

/** Answers at a point. */
export interface Answers {
  /** By the signs of midpoints. */
  readonly branch: Branch;
  /** Which of them are certain. Answers to choices are not: they matter nowhere. */
  readonly certain: readonly boolean[];
  /** Whether there is anything but choices. */
  readonly matter: boolean;
}

/** The answers of a target at a point, in balls. */
export function answersAt(target: Target, F: BallField, point: Rational): Answers {
  const branch: Answer[] = [];
  const certain: boolean[] = [];
  let matter = false;
  const field = branching(F, (question) => {
    const value = valueOf(F, question);
    const answer = value.midpoint.mantissa < 0n ? -1 : 1;
    branch.push(answer);
    matter ||= question.kind !== 'choice';
    certain.push(question.kind !== 'choice' && !F.containsZero(value));
    return answer;
  });
  target.evaluate(field, F.constant(point));
  return { branch, certain, matter };
}

/** Whether all answers of a branch are shown to be right on x. */
function holdsOn(target: Target, F: BallField, branch: Branch, x: Ball): boolean {
  const next = replay(branch);
  let holds = true;
  const field = branching(F, (question) => {
    const answer = next();
    if (question.kind === 'choice') return answer;
    const value = valueOf(F, question);
    const { mantissa } = F.lower(answer > 0 ? value : F.neg(value));
    const strict = question.kind === 'sign' && question.strict;
    holds &&= mantissa > 0n || (mantissa === 0n && !strict);
    return answer;
  });
  try {
    target.evaluate(field, x);
  } catch (error) {
    // What is undefined somewhere on a wide ball may be defined on its parts.
    if (error instanceof RangeError) return false;
    throw error;
  }
  return holds;
}

/** Pieces into which an interval is cut at most. */
const MAX_PIECES = 4000;

/**
 * The branch of a target on an interval: answers to all its questions that are right, proven by enclosures, at every point
 * of it. Without kinks inside the interval there is one; its formula is then analytic on a neighbourhood of the interval as
 * far as the functions in it are.
 *
 * The answers of the midpoint are verified on pieces that are halved where an enclosure is too wide.
 * @param target - The target.
 * @param interval - Lower < upper.
 * @returns The branch, or undefined where none is shown to hold.
 */
export function branchOn(target: Target, interval: Domain): Branch | undefined {
  const F = decidingBalls(interval);
  try {
    const { branch, matter } = answersAt(target, F, midpointOf(interval));
    if (!matter) return branch;
    const open: Domain[] = [interval];
    for (let pieces = 0; pieces < MAX_PIECES; pieces += 1) {
      const piece = open.pop();
      if (piece === undefined) return branch;
      if (holdsOn(target, F, branch, ballOver(F, piece))) continue;
      const middle = midpointOf(piece);
      // A point with another answer ends the search at once.
      const here = answersAt(target, F, middle);
      if (here.certain.some((certain, i) => certain && here.branch[i] !== branch[i])) return undefined;
      open.push({ lower: middle, upper: piece.upper }, { lower: piece.lower, upper: middle });
    }
    return undefined;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
