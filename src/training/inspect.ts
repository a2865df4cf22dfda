/**
 * What became of a network: whether it is dead, and how many linear pieces it has.
 */
import { float64 } from '../arithmetic/float64.ts';
import { linearPieces } from '../triangle/linear-pieces.ts';
import { outputsAt } from './forward.ts';
import { type Layout, networkOf } from './layout.ts';

/** An output that varies less than this over the data is no function of its input any more. */
const DEAD_RANGE = 1e-7;

/** Whether the output varies by less than 1e-7 over points: the network has died. */
export function isDead(layout: Layout, parameters: Float64Array, x: Float64Array): boolean {
  const outputs = outputsAt(layout, parameters, x);
  const [least, most] = [outputs.reduce((a, b) => Math.min(a, b)), outputs.reduce((a, b) => Math.max(a, b))];
  return most - least < DEAD_RANGE;
}

/** Pieces narrower than this, and changes of slope smaller than this share, come from rounding. */
const LEAST_WIDTH = 1e-5;
const LEAST_CHANGE = 1e-6;

/**
 * The number of linear pieces of a network on [0, 1], from its bends in double precision: pieces wider than 1e-5 with slopes
 * that differ by more than 1e-6 of the larger.
 *
 * @param layout - The network's shape.
 * @param parameters - Its parameters.
 * @returns The number, at least 1.
 */
export function countPieces(layout: Layout, parameters: Float64Array): number {
  const pieces = linearPieces(float64, networkOf(layout, parameters), 0, 1);
  const slopes = pieces.filter(({ lower, upper }) => upper - lower > LEAST_WIDTH).map(({ slope }) => slope);
  const bends = slopes.slice(1).filter((slope, k) => {
    const before = slopes[k] as number;
    return Math.abs(slope - before) > LEAST_CHANGE * Math.max(Math.abs(slope), Math.abs(before));
  });
  return bends.length + 1;
}
