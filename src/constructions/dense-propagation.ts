/**
 * How far errors of single activations carry in a dense network, on a box of inputs: rigorous ranges of all neurons, and the
 * linear dependence of the outputs on the errors.
 *
 * Let the network compute z_l = W_l a_{l−1} + b_l, a_l = σ_l(z_l), and let ã be what it computes if every activation σ_{l,i} is
 * replaced by one within e_{l,i} of it. With slopes s of σ between z and z̃, ã_l − a_l = (errors) + s_l (z̃_l − z_l), hence
 *
 *     ã_L − a_L = Σ_l Γ_l · (errors of layer l),     Γ_L = 1,  Γ_{l−1} = Γ_l diag(s_l) W_l
 *
 * exactly. Enclosing the slopes on each cell of the box encloses Γ: signs are kept, so that contributions along different
 * paths cancel as they do in the network. proofs/theorem-3.4.md.
 */
import { type Interval, interval64 as I } from '../arithmetic/interval64.ts';
import {
  addUp,
  compareMagnitudes,
  type Magnitude,
  magnitude,
  maxMagnitude,
  mulUp,
  zeroMagnitude,
} from '../arithmetic/magnitude.ts';
import { type Rational, rationals } from '../arithmetic/rational.ts';
import { bindActivation, catalogActivations, shapeOf } from '../circuits/dense.ts';
import type { DenseLayer, DenseNetwork } from '../circuits/network-file.ts';
import { findTarget } from '../functions/catalog.ts';
import type { Box, Domain } from '../functions/target.ts';
import { type Activation, slopeTable } from './slopes.ts';

/** What is known of one layer. */
export interface LayerReach {
  /** For each neuron an interval that contains its argument for all inputs of the box. */
  readonly ranges: readonly Interval[];
  /** For each neuron how far its argument may be off by the errors before it. */
  readonly margins: readonly number[];
  /** For each neuron a bound of |Γ|: by how much an error of its activation is multiplied until the outputs. */
  readonly sensitivities: readonly number[];
}

/** A dense network on a box. */
export interface Propagation {
  readonly layers: readonly LayerReach[];
  /** Cells into which the box was cut. */
  readonly cells: number;
  /**
   * By how much the errors would have to shrink, if at all, for no argument to leave its margin.
   * @param errors - For each layer and neuron.
   * @returns The largest quotient of what an argument is off by and its margin; a bound of errors is valid if it is at most 1.
   */
  strain(errors: readonly (readonly Magnitude[])[]): Magnitude;
  /** A bound of the uniform error of all outputs on the box, if {@link Propagation.strain} is at most 1. */
  bound(errors: readonly (readonly Magnitude[])[]): Magnitude;
}

/** The activation of a layer; undefined for the identity. */
function activationOf({ activation }: DenseLayer): Activation | undefined {
  if (activation === 'identity') return undefined;
  if (typeof activation === 'string') return findTarget(activation);
  return { evaluate: (F, x) => bindActivation(F, activation, catalogActivations(F))(x), kinks: () => [] };
}

/** Operations on slopes that are worth their time. */
const MOST_PRODUCTS = 3e6;
const MOST_CELLS = 1024;

const largest = ({ lower, upper }: Interval): number => Math.max(-lower, upper);
const hull = (x: Interval, y: Interval): Interval => I.union(x, y);

/** Rounding an end may take some of a margin: half of each is kept for that. */
const loosened = ({ lower, upper }: Interval, margin: number): Interval =>
  I.fromInterval(lower - margin, upper + margin);

/** Wide enough for the errors of coarse networks, and without effect on slopes. */
const marginOf = (range: Interval): number =>
  2 ** -6 * Math.max(range.upper - range.lower, 2 ** -6, 2 ** -14 * largest(range));

/** Products of intervals on the way back from the outputs, for one cell. */
function productsOf({ layers }: DenseNetwork): number {
  const outputs = layers.at(-1)?.bias.length ?? 1;
  return layers.reduce((sum, { weights, bias }) => sum + outputs * bias.length * (weights[0]?.length ?? 1), 1);
}

/** The box cut evenly, as many times in every direction. */
function cellsOf(box: Box, most: number): readonly (readonly Interval[])[] {
  const count = Math.max(1, Math.floor(most ** (1 / box.length) + 1e-9));
  const at = ({ lower, upper }: Domain, i: number): Interval =>
    I.constant(
      rationals.add(
        lower,
        rationals.mul(rationals.sub(upper, lower), { numerator: BigInt(i), denominator: BigInt(count) }),
      ),
    );
  const parts = box.map((side) => Array.from({ length: count }, (_, i) => hull(at(side, i), at(side, i + 1))));
  return parts.reduce<readonly (readonly Interval[])[]>(
    (cells, side) => cells.flatMap((cell) => side.map((part) => [...cell, part])),
    [[]],
  );
}

/** Weights as intervals. */
interface IntervalLayer {
  readonly weights: readonly (readonly Interval[])[];
  readonly bias: readonly Interval[];
}

const enclosed = ({ weights, bias }: DenseLayer): IntervalLayer => ({
  weights: weights.map((row) => row.map((w: Rational) => I.constant(w))),
  bias: bias.map((b) => I.constant(b)),
});

/** Σ x_i y_i, without the terms that are zero. */
function dot(x: readonly Interval[], y: readonly Interval[], start: Interval): Interval {
  let sum = start;
  for (let i = 0; i < x.length; i += 1) {
    const [a, b] = [x[i] as Interval, y[i] as Interval];
    if ((a.lower === 0 && a.upper === 0) || (b.lower === 0 && b.upper === 0)) continue;
    sum = I.add(sum, I.mul(a, b));
  }
  return sum;
}

/** One layer over all cells: the ranges of its arguments, its slopes on each cell, and its values there. */
function passLayer(layer: DenseLayer, exact: IntervalLayer, inputs: readonly (readonly Interval[])[], place: string) {
  const args = inputs.map((values) => exact.weights.map((row, i) => dot(row, values, exact.bias[i] as Interval)));
  const ranges = exact.bias.map((_, i) => args.map((cell) => cell[i] as Interval).reduce(hull));
  if (!ranges.every((range) => largest(range) < Infinity)) {
    throw new RangeError(`${place}: an argument leaves the range of doubles on the domain`);
  }
  const margins = ranges.map(marginOf);
  const activation = activationOf(layer);
  if (activation === undefined) {
    return { ranges, margins, slopes: args.map((cell) => cell.map(() => I.one)), values: args };
  }
  try {
    const reach = ranges.map((range, i) => loosened(range, margins[i] as number)).reduce(hull);
    const table = slopeTable(activation, reach);
    const slopes = args.map((cell) => cell.map((x, i) => table.slope(loosened(x, margins[i] as number))));
    return { ranges, margins, slopes, values: args.map((cell) => cell.map((x) => table.value(x))) };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const name = typeof layer.activation === 'string' ? layer.activation : 'a rational activation';
    throw new RangeError(`${place}: ${name}: ${error.message}`, { cause: error });
  }
}

/**
 * Ranges, margins and the dependence on errors of a dense network.
 * @param network - With activations of the catalog, rational ones, or the identity.
 * @param box - An interval for each input.
 * @returns Bounds that hold for all inputs of the box.
 * @throws {RangeError} where an activation has no bounded slope on what its argument can reach, or an argument overflows.
 */
export function propagate(network: DenseNetwork, box: Box): Propagation {
  const cells = cellsOf(box, Math.min(MOST_CELLS, Math.max(1, MOST_PRODUCTS / productsOf(network))));
  const weights = network.layers.map(enclosed);
  let values = cells;
  const passed = network.layers.map((layer, l) => {
    const pass = passLayer(layer, weights[l] as IntervalLayer, values, `layers[${String(l)}]`);
    ({ values } = pass);
    return pass;
  });
  const [, outputs] = shapeOf(network);
  const columns = weights.map(({ weights: rows }) =>
    (rows[0] ?? []).map((_, j) => rows.map((row) => row[j] as Interval)),
  );

  /** |Γ| on one cell for one output: for each layer and neuron. */
  function dependence(cell: number, output: number): readonly (readonly Magnitude[])[] {
    let gamma: readonly Interval[] = Array.from({ length: outputs }, (_, i) => (i === output ? I.one : I.zero));
    const found: Magnitude[][] = [];
    for (let l = network.layers.length - 1; l >= 0; l -= 1) {
      found.unshift(gamma.map((x) => sizeOf(x, l)));
      const slopes = passed[l]?.slopes[cell] ?? [];
      const through = gamma.map((x, i) => I.mul(x, slopes[i] as Interval));
      gamma = (columns[l] ?? []).map((column) => dot(column, through, I.zero));
    }
    return found;
  }

  const all = cells.flatMap((_, cell) => Array.from({ length: outputs }, (_unused, k) => dependence(cell, k)));
  const layers = passed.map(({ ranges, margins }, l): LayerReach => ({
    ranges,
    margins,
    sensitivities: ranges.map((_, i) => all.reduce((most, gamma) => Math.max(most, toDouble(gamma[l]?.[i])), 0)),
  }));
  const lipschitz = passed.map(({ slopes, ranges }) =>
    ranges.map((_, i) => magnitude(slopes.reduce((most, cell) => Math.max(most, largest(cell[i] as Interval)), 0))),
  );

  function strain(errors: readonly (readonly Magnitude[])[]): Magnitude {
    let most = zeroMagnitude;
    let before: readonly Magnitude[] = box.map(() => zeroMagnitude);
    for (const [l, own] of errors.entries()) {
      const off = (weights[l]?.weights ?? []).map((row) =>
        row.reduce(
          (sum, w, j) => addUp(sum, mulUp(magnitude(largest(I.abs(w))), before[j] as Magnitude)),
          zeroMagnitude,
        ),
      );
      // Half of the margin, as the other half covers the rounding of its ends.
      off.forEach((x, i) => {
        most = maxMagnitude(most, mulUp(x, magnitude((2 * (1 + 2 ** -50)) / (passed[l]?.margins[i] as number))));
      });
      before = own.map((e, i) => addUp(e, mulUp(lipschitz[l]?.[i] as Magnitude, off[i] as Magnitude)));
    }
    return most;
  }

  function bound(errors: readonly (readonly Magnitude[])[]): Magnitude {
    return all.reduce((most, gamma) => {
      const sum = gamma.reduce(
        (total, layer, l) => layer.reduce((part, x, i) => addUp(part, mulUp(x, errors[l]?.[i] as Magnitude)), total),
        zeroMagnitude,
      );
      return compareMagnitudes(sum, most) > 0 ? sum : most;
    }, zeroMagnitude);
  }
  return { layers, cells: cells.length, strain, bound };
}

/** |Γ| as a magnitude. */
function sizeOf(x: Interval, l: number): Magnitude {
  const size = largest(x);
  if (size < Infinity) return magnitude(size);
  throw new RangeError(`layers[${String(l)}]: the dependence of the outputs on errors leaves the range of doubles`);
}

/** A double that is not below a magnitude of 53 bits or fewer. */
const toDouble = (x: Magnitude | undefined): number => (x === undefined ? 0 : x.mantissa * 2 ** x.exponent);
