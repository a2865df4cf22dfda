/**
 * Ranges of all values of a circuit over a box of inputs, by ball arithmetic on a subdivision.
 */
import { type Ball, ball } from '../../arithmetic/ball.ts';
import type { BigFloat } from '../../arithmetic/bigfloat.ts';
import { formatDecimal } from '../../arithmetic/numerals.ts';
import { type Rational, rationals } from '../../arithmetic/rational.ts';
import type { Circuit } from '../../circuits/circuit.ts';
import { evaluateAll } from '../../circuits/evaluate.ts';
import type { Domain } from '../../functions/target.ts';

/** An interval that contains all values of a wire. */
export interface Range {
  readonly lower: BigFloat;
  readonly upper: BigFloat;
}

const F = ball(96);
const Q = rationals;
/** Boxes after which a refused division is taken for a pole. */
const MOST_BOXES = 4096;
/** Boxes up to which ranges are made tighter. */
const ENOUGH_BOXES = 128;

const widthOf = ({ lower, upper }: Domain): Rational => Q.sub(upper, lower);

/** The two halves of a box, cut across its longest side. */
function halves(box: readonly Domain[]): readonly (readonly Domain[])[] {
  const longest = box.reduce(
    (best, side, i) => (Q.compare(widthOf(side), widthOf(box[best] as Domain)) > 0 ? i : best),
    0,
  );
  const { lower, upper } = box[longest] as Domain;
  const middle = Q.scale(Q.add(lower, upper), -1);
  return [{ lower, upper: middle }, { lower: middle, upper }].map((half) => box.map((side, i) => (i === longest ? half : side))); // prettier-ignore
}

function valuesOver(circuit: Circuit, box: readonly Domain[]): readonly Ball[] | RangeError {
  const inputs = box.map(({ lower, upper }) => F.union(F.constant(lower), F.constant(upper)));
  try {
    return evaluateAll(F, circuit, inputs);
  } catch (error) {
    if (error instanceof RangeError) return error;
    throw error;
  }
}

function pole(part: readonly Domain[]): RangeError {
  const sides = part.map(({ lower, upper }) => `[${formatDecimal(lower, 6)}, ${formatDecimal(upper, 6)}]`);
  return new RangeError(
    `expected a network without a pole on the domain; a divisor is not told from 0 in ${sides.join(' × ')}`,
  );
}

/**
 * The range of every value of a circuit, by value number, over a box of inputs; each contains the exact one.
 * @param circuit - A straight-line program.
 * @param box - One interval for each input.
 * @throws {RangeError} where a divisor cannot be told from 0 on some of 4096 parts of the box.
 */
export function rangesOf(circuit: Circuit, box: readonly Domain[]): readonly Range[] {
  let ranges: Range[] | undefined;
  const open: (readonly Domain[])[] = [box];
  for (let used = 0; open.length > 0; used += 1) {
    const part = open.shift() as readonly Domain[];
    const values = used + open.length < ENOUGH_BOXES ? new RangeError('wide') : valuesOver(circuit, part);
    if (values instanceof RangeError) {
      if (used + open.length >= MOST_BOXES) throw pole(part);
      open.push(...halves(part));
      continue;
    }
    const found = values.map((value): Range => ({ lower: F.lower(value), upper: F.upper(value) }));
    ranges = ranges?.map((range, i) => joined(range, found[i] as Range)) ?? found;
  }
  return ranges ?? [];
}

function joined(x: Range, y: Range): Range {
  const base = F.base;
  return {
    lower: base.compare(x.lower, y.lower) <= 0 ? x.lower : y.lower,
    upper: base.compare(x.upper, y.upper) >= 0 ? x.upper : y.upper,
  };
}
