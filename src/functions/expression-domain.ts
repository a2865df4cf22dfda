/**
 * Where an expression is defined and continuous, and where it has kinks: what can be decided by enclosures.
 */
import { ball, type Ball, type BallField } from '../arithmetic/ball.ts';
import { formatDecimal } from '../arithmetic/numerals.ts';
import { makeRational, type Rational, rationals } from '../arithmetic/rational.ts';
import { describeNumber } from './domain.ts';
import { exactValues } from './exact-values.ts';
import { type Program, runProgram } from './program.ts';
import { simplestBetween } from './simplest-rational.ts';
import type { Domain } from './target.ts';

const BITS = 96;
/** Cells are halved at most this often. */
const MAX_DEPTH = 24;
/** Evaluations of single operations that a check may cost in all. */
const MAX_OPERATIONS = 100_000;
const MAX_SAMPLES = 256;

/** The expression has no real value, or a jump, at every point of the argument. */
class Undefined extends RangeError {}

const subtract = (x: Rational, y: Rational): Rational => rationals.sub(x, y);
const midpoint = ({ lower, upper }: Domain): Rational => rationals.scale(rationals.add(lower, upper), -1);

/** A ball field that tells what is certainly undefined, and notes where part of an operand lies outside a domain. */
function checkingField(F: BallField, noteClipped: () => void): BallField {
  const isNegative = (x: Ball): boolean => F.upper(x).mantissa < 0n;
  const isZero = (x: Ball): boolean => x.midpoint.mantissa === 0n && x.radius.mantissa === 0;
  const requireNonNegative = (what: string, x: Ball): void => {
    if (isNegative(x)) throw new Undefined(`${what} of a negative number`);
    if (F.lower(x).mantissa < 0n) noteClipped();
  };
  return {
    ...F,
    pi: F.pi,
    div: (x, y) => {
      if (isZero(y)) throw new Undefined('division by zero');
      return F.div(x, y);
    },
    log: (x) => {
      if (F.upper(x).mantissa <= 0n) throw new Undefined('log of a number that is not positive');
      return F.log(x);
    },
    xlogx: (x) => {
      requireNonNegative('log', x);
      return F.xlogx(x);
    },
    sqrt: (x) => {
      requireNonNegative('sqrt', x);
      return F.sqrt(x);
    },
    atanh: (x) => {
      if (F.base.compare(F.lower(F.abs(x)), F.base.one) >= 0) throw new Undefined('atanh of a number outside (−1, 1)');
      return F.atanh(x);
    },
    sign: (x) => {
      if (isZero(x)) throw new Undefined('sign jumps there');
      if (F.containsZero(x)) throw new RangeError('sign may jump');
      return F.sign(x);
    },
    pow: (x, y) => {
      const n = y.radius.mantissa === 0 ? F.base.toRational(y.midpoint) : undefined;
      if (n?.denominator !== 1n) requireNonNegative('a fractional power', x);
      return F.pow(x, y);
    },
  };
}

/** What one evaluation over a cell shows. */
type Finding =
  | { readonly kind: 'defined' }
  | { readonly kind: 'clipped' | 'open'; readonly reason: string }
  | { readonly kind: 'undefined'; readonly reason: string };

function examine(program: Program, { lower, upper }: Domain): Finding {
  const state = { clipped: false };
  const F = ball(BITS);
  const checking = checkingField(F, () => {
    state.clipped = true;
  });
  try {
    runProgram(program, checking, F.union(F.constant(lower), F.constant(upper)));
    return state.clipped
      ? { kind: 'clipped', reason: 'the root of a number that may be negative' }
      : { kind: 'defined' };
  } catch (error) {
    if (error instanceof Undefined) return { kind: 'undefined', reason: error.message };
    if (error instanceof RangeError) return { kind: 'open', reason: error.message };
    throw error;
  }
}

/** Throws if the expression is certainly undefined at a point. */
function refuseUndefinedPoint(name: string, program: Program, point: Rational): void {
  let reason: string | undefined;
  try {
    runProgram(program, exactValues, point);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    reason = error.message;
  }
  if (reason === undefined) {
    const finding = examine(program, { lower: point, upper: point });
    if (finding.kind === 'undefined') reason = finding.reason;
  }
  if (reason !== undefined)
    throw new RangeError(`${name} is undefined or discontinuous at ${describeNumber(point)}: ${reason}`);
}

function samplePoints({ lower, upper }: Domain, count: number): readonly Rational[] {
  const step = rationals.div(subtract(upper, lower), makeRational(BigInt(count)));
  return Array.from({ length: count + 1 }, (_, k) =>
    rationals.add(lower, rationals.mul(makeRational(BigInt(k)), step)),
  );
}

/**
 * Checks that an expression is defined and continuous on a domain.
 *
 * Points of a grid and the points that remain in doubt are examined exactly; subdivision with balls proves the rest.
 * Where the operand of a square root or fractional power touches zero, non-negativity is examined at points, not proved.
 * @param name - The expression, for messages.
 * @param program - The expression compiled.
 * @param domain - The interval.
 * @throws {RangeError} naming a point where the expression is undefined or jumps, or one near which it cannot be shown to be
 * defined and continuous.
 */
export function checkProgramDomain(name: string, program: Program, domain: Domain): void {
  const budget = Math.max(48, Math.min(4096, Math.ceil(MAX_OPERATIONS / program.length)));
  for (const point of samplePoints(domain, Math.min(MAX_SAMPLES, budget))) refuseUndefinedPoint(name, program, point);
  const open: { readonly cell: Domain; readonly depth: number }[] = [{ cell: domain, depth: 0 }];
  for (let work = 1; ; work += 1) {
    const next = open.pop();
    if (next === undefined) return;
    const { cell, depth } = next;
    const finding = examine(program, cell);
    if (finding.kind === 'defined') continue;
    const middle = midpoint(cell);
    if (depth < MAX_DEPTH && work < budget && finding.kind !== 'undefined') {
      // The left half is examined first.
      open.push({ cell: { lower: middle, upper: cell.upper }, depth: depth + 1 });
      open.push({ cell: { lower: cell.lower, upper: middle }, depth: depth + 1 });
      continue;
    }
    for (const point of [cell.lower, simplestBetween(cell), middle, cell.upper]) {
      refuseUndefinedPoint(name, program, point);
    }
    if (finding.kind === 'clipped' && work < budget) continue;
    throw new RangeError(
      `${name} cannot be shown to be defined and continuous near ${formatDecimal(middle, 7)}: ${finding.reason}`,
    );
  }
}
