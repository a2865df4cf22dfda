/**
 * Kinks of expressions: the rational points where an absolute value, a minimum, a root … switches.
 */
import { ball, type Ball } from '../arithmetic/ball.ts';
import { makeRational, type Rational, rationals } from '../arithmetic/rational.ts';
import { exactValues } from './exact-values.ts';
import { type Program, runProgram } from './program.ts';
import { simplestBetween } from './simplest-rational.ts';
import type { Domain } from './target.ts';

const GRID = 256;
const SCAN_BITS = 96;
/** Brackets shrink to 2^−this of a grid cell before the simplest number inside is tried. */
const BISECTIONS = 80;
/** A candidate whose value is not known exactly is accepted if an enclosure of this precision contains zero. */
const CONFIRM_BITS = 512;
/** Evaluations of single operations that the search may cost. */
const MAX_OPERATIONS = 400_000;

/** A function whose zeros are kinks: a step, or the difference of two. */
type Switch = readonly [first: number, second: number | undefined];

function switchesOf(program: Program): readonly Switch[] {
  return program.flatMap((step): readonly Switch[] => {
    if (step.op === 'abs' || step.op === 'sqrt' || step.op === 'root') return [[step.args[0], undefined]];
    if (step.op === 'pow') return [[step.args[0], undefined]];
    if (step.op === 'min' || step.op === 'max') return [step.args];
    return [];
  });
}

/** The sign of each switch at a point: −1, 0 (zero or not decided) or 1; undefined where there is no value. */
function signsAt(program: Program, switches: readonly Switch[], point: Rational): readonly number[] | undefined {
  const F = ball(SCAN_BITS);
  try {
    const values = runProgram(program, F, F.constant(point));
    return switches.map((change) => signOf(difference(values, change, (x, y) => F.sub(x, y))));
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
  function signOf(value: Ball | undefined): number {
    if (value === undefined || F.containsZero(value)) return 0;
    return value.midpoint.mantissa < 0n ? -1 : 1;
  }
}

function difference<T>(values: readonly T[], [first, second]: Switch, sub: (x: T, y: T) => T): T | undefined {
  const x = values[first];
  const y = second === undefined ? undefined : values[second];
  return x !== undefined && y !== undefined ? sub(x, y) : second === undefined ? x : undefined;
}

/** Whether a switch is zero at a point: exactly, or else to 512 bits. */
function isZeroAt(program: Program, change: Switch, point: Rational): boolean {
  const F = ball(CONFIRM_BITS);
  try {
    const exact = difference(runProgram(program, exactValues, point), change, (x, y) => exactValues.sub(x, y));
    if (exact) return exact.numerator === 0n;
    const value = difference(runProgram(program, F, F.constant(point)), change, (x, y) => F.sub(x, y));
    return value !== undefined && F.containsZero(value);
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** A rational zero of the switch between two points where its signs differ. */
function zeroBetween(program: Program, change: Switch, cell: Domain, leftSign: number): Rational | undefined {
  let { lower, upper } = cell;
  for (let i = 0; i < BISECTIONS; i += 1) {
    const middle = rationals.scale(rationals.add(lower, upper), -1);
    const sign = signsAt(program, [change], middle)?.[0];
    if (sign === undefined) return undefined;
    if (sign === 0 && isZeroAt(program, change, middle)) return middle;
    if (sign === leftSign) lower = middle;
    else upper = middle;
  }
  const candidate = simplestBetween({ lower, upper });
  return isZeroAt(program, change, candidate) ? candidate : undefined;
}

/**
 * The rational points inside a domain where a part of an expression switches between analytic pieces.
 *
 * A grid of at most 257 points is searched for zeros and changes of sign of the operands of abs, roots and powers and of the
 * differences in min and max; the simplest rational number in each bracket is kept if the operand vanishes there (exactly,
 * or to 512 bits where the value is not rational). Irrational kinks, and pairs of kinks within a grid cell, are not found.
 * @param program - The expression compiled.
 * @param domain - The interval.
 * @returns The points in order.
 */
export function findProgramKinks(program: Program, domain: Domain): readonly Rational[] {
  const switches = switchesOf(program);
  if (switches.length === 0) return [];
  const grid = Math.max(8, Math.min(GRID, 2 * Math.floor(MAX_OPERATIONS / program.length / 128)));
  const step = rationals.div(rationals.sub(domain.upper, domain.lower), makeRational(BigInt(grid)));
  const points = Array.from({ length: grid + 1 }, (_, k) =>
    rationals.add(domain.lower, rationals.mul(makeRational(BigInt(k)), step)),
  );
  const signs = points.map((point) => signsAt(program, switches, point));
  const found = new Map<string, Rational>();
  const keep = (point: Rational | undefined): void => {
    if (point) found.set(`${String(point.numerator)}/${String(point.denominator)}`, point);
  };
  for (const [i, change] of switches.entries()) {
    for (const [k, point] of points.entries()) {
      const [before, here, after] = [signs[k - 1]?.[i], signs[k]?.[i], signs[k + 1]?.[i]];
      // Where the operand vanishes on a whole stretch, nothing switches inside.
      const isAlone = (before ?? 0) !== 0 || (after ?? 0) !== 0;
      if (here === 0 && isAlone && isZeroAt(program, change, point)) keep(point);
      const left = points[k - 1];
      if (left && before !== undefined && before * (here ?? 0) === -1) {
        keep(zeroBetween(program, change, { lower: left, upper: point }, before));
      }
    }
  }
  const inside = (q: Rational): boolean =>
    rationals.compare(domain.lower, q) < 0 && rationals.compare(q, domain.upper) < 0;
  return [...found.values()].filter(inside).sort((x, y) => rationals.compare(x, y));
}
