/**
 * All kinks of a target that a search should know of, irrational ones as well.
 */
import { ball } from '../../arithmetic/ball.ts';
import { makeRational, type Rational, rationals } from '../../arithmetic/rational.ts';
import { type Answers, answersAt } from '../../certificates/branches.ts';
import type { Domain, Target } from '../../functions/target.ts';

const GRID = 256;
const SCAN_BITS = 128;
/** Irrational kinks are found to within 2^−this of a cell: so close that even a root of high order has no error left there. */
const BISECTIONS = 400;

function answers(target: Target, point: Rational, bits: number): Answers | undefined {
  try {
    return answersAt(target, ball(bits), point);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

const differ = (x: Answers, y: Answers): boolean =>
  x.certain.some((certain, i) => certain && y.certain[i] === true && x.branch[i] !== y.branch[i]);

/** A point of a cell at whose ends the target takes different branches, where it switches. */
function switchIn(target: Target, cell: Domain, left: Answers): Rational {
  let { lower, upper } = cell;
  for (let step = 0; step < BISECTIONS; step += 1) {
    const middle = rationals.scale(rationals.add(lower, upper), -1);
    const found = answers(target, middle, SCAN_BITS + step);
    // Undecided: the point is the kink, as far as so many bits tell.
    if (found === undefined || found.certain.some((certain, i) => !certain && left.certain[i] === true)) return middle;
    if (differ(found, left)) upper = middle;
    else lower = middle;
  }
  return upper;
}

/**
 * The kinks that the target names, and points close to those that a grid of 257 points shows besides. Two kinks between
 * neighbouring points can stay unseen: what is found serves a search, and no proof.
 * @param target - The target.
 * @param domain - The interval.
 * @returns Interior points in order.
 */
export function findKinks(target: Target, domain: Domain): readonly Rational[] {
  const known = target.kinks(domain);
  const first = answers(target, domain.upper, SCAN_BITS);
  if (first?.matter === false) return known;
  const length = rationals.sub(domain.upper, domain.lower);
  const points = Array.from({ length: GRID + 1 }, (_, k) =>
    rationals.add(domain.lower, rationals.mul(length, makeRational(BigInt(k), BigInt(GRID)))),
  );
  const seen = points.map((point) => answers(target, point, SCAN_BITS));
  const found = seen.slice(1).flatMap((right, k) => {
    const [left, lower, upper] = [seen[k], points[k] as Rational, points[k + 1] as Rational];
    if (left === undefined || right === undefined || !differ(left, right)) return [];
    const isKnown = known.some((x) => rationals.compare(x, lower) >= 0 && rationals.compare(x, upper) <= 0);
    return isKnown ? [] : [switchIn(target, { lower, upper }, left)];
  });
  return [...known, ...found].sort((x, y) => rationals.compare(x, y));
}
