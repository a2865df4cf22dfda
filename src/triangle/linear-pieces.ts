/**
 * The linear pieces of a ReLU network with one input: all of them, exactly over exact systems.
 */
import type { Field, Ordered } from '../arithmetic/number-systems.ts';
import type { Rational } from '../arithmetic/rational.ts';
import type { DenseLayer, DenseNetwork } from '../circuits/network-file.ts';

/** The function `slope·x + intercept`. */
export interface Line<T> {
  readonly slope: T;
  readonly intercept: T;
}

/** A function that is a line on [lower, upper]. */
export interface LinearPiece<T> extends Line<T> {
  readonly lower: T;
  readonly upper: T;
}

/** An interval on which every neuron of a layer is a line. */
interface Cell<T> {
  readonly lower: T;
  readonly upper: T;
  readonly lines: readonly Line<T>[];
}

type OrderedField<T> = Field<T> & Ordered<T>;

/** A layer with its weights in the number system. */
interface ReadyLayer<T> {
  readonly weights: readonly (readonly T[])[];
  readonly bias: readonly T[];
  readonly isRelu: boolean;
}

function readyLayer<T>(F: OrderedField<T>, { weights, bias, activation }: DenseLayer): ReadyLayer<T> {
  if (activation !== 'relu' && activation !== 'identity') {
    const name = typeof activation === 'string' ? activation : 'a rational function';
    throw new RangeError(`linearPieces: expected the activation relu or identity, got ${name}`);
  }
  const convert = (value: Rational): T => F.constant(value);
  return { weights: weights.map((row) => row.map(convert)), bias: bias.map(convert), isRelu: activation === 'relu' };
}

function combine<T>(F: OrderedField<T>, row: readonly T[], bias: T, lines: readonly Line<T>[]): Line<T> {
  return row.reduce<Line<T>>(
    ({ slope, intercept }, weight, j) => {
      const line = lines[j] as Line<T>;
      return {
        slope: F.add(slope, F.mul(weight, line.slope)),
        intercept: F.add(intercept, F.mul(weight, line.intercept)),
      };
    },
    { slope: F.zero, intercept: bias },
  );
}

const valueAt = <T>(F: OrderedField<T>, { slope, intercept }: Line<T>, x: T): T => F.add(F.mul(slope, x), intercept);

/** Where lines cross 0 strictly inside a cell, in order, each once. */
function crossings<T>(F: OrderedField<T>, { lower, upper, lines }: Cell<T>): readonly T[] {
  const inside = lines
    .filter(({ slope }) => F.compare(slope, F.zero) !== 0)
    .map(({ slope, intercept }) => F.neg(F.div(intercept, slope)))
    .filter((x) => F.compare(lower, x) < 0 && F.compare(x, upper) < 0)
    .sort((x, y) => F.compare(x, y));
  return inside.filter((x, k) => k === 0 || F.compare(inside[k - 1] as T, x) < 0);
}

/** Cuts a cell where neurons change between active and inactive, and applies ReLU on the parts. */
function rectify<T>(F: OrderedField<T>, cell: Cell<T>): readonly Cell<T>[] {
  const off = { slope: F.zero, intercept: F.zero };
  const ends = [cell.lower, ...crossings(F, cell), cell.upper];
  return ends.slice(1).map((upper, k) => {
    const lower = ends[k] as T;
    const middle = F.scale(F.add(lower, upper), -1);
    // No neuron changes its sign inside the part, so its middle decides.
    const lines = cell.lines.map((line) => (F.compare(valueAt(F, line, middle), F.zero) > 0 ? line : off));
    return { lower, upper, lines };
  });
}

function pushThrough<T>(F: OrderedField<T>, layer: ReadyLayer<T>, cell: Cell<T>): readonly Cell<T>[] {
  const lines = layer.weights.map((row, i) => combine(F, row, layer.bias[i] as T, cell.lines));
  return layer.isRelu ? rectify(F, { ...cell, lines }) : [{ ...cell, lines }];
}

/**
 * The linear pieces of a network with one input and one output, from left to right.
 *
 * Layer by layer, every interval on which all neurons are lines is cut where one of them crosses 0. Over exact systems the
 * pieces are exact; neighbours with the same line are joined, so their number is the number of linear pieces of the
 * function.
 *
 * Cost: the number of pieces times the number of weights; the pieces can double with every layer and neuron.
 * @param F - An ordered field: `rationals` for exact pieces.
 * @param network - Dense layers with ReLU or the identity.
 * @param lower - Left end of the interval.
 * @param upper - Right end, lower < upper.
 * @returns The pieces, at least one.
 * @throws {RangeError} for other activations, more than one input or output, or lower ≥ upper.
 */
export function linearPieces<T>(
  F: Field<T> & Ordered<T>,
  network: DenseNetwork,
  lower: T,
  upper: T,
): readonly LinearPiece<T>[] {
  const inputs = network.layers[0]?.weights[0]?.length ?? 0;
  const outputs = network.layers.at(-1)?.weights.length ?? 0;
  if (inputs !== 1 || outputs !== 1) {
    throw new RangeError(
      `linearPieces: expected one input and one output, got ${String(inputs)} and ${String(outputs)}`,
    );
  }
  if (F.compare(lower, upper) >= 0) throw new RangeError('linearPieces: expected lower < upper');
  const identity = { slope: F.one, intercept: F.zero };
  const cells = network.layers
    .map((layer) => readyLayer(F, layer))
    .reduce<readonly Cell<T>[]>(
      (parts, layer) => parts.flatMap((cell) => pushThrough(F, layer, cell)),
      [{ lower, upper, lines: [identity] }],
    );
  return joinPieces(
    F,
    cells.map((cell) => ({ lower: cell.lower, upper: cell.upper, ...(cell.lines[0] as Line<T>) })),
  );
}

/** Neighbouring pieces with equal slopes as one: the function is continuous, so they lie on one line. */
function joinPieces<T>(F: OrderedField<T>, pieces: readonly LinearPiece<T>[]): readonly LinearPiece<T>[] {
  const joined: LinearPiece<T>[] = [];
  for (const piece of pieces) {
    const last = joined.at(-1);
    if (last !== undefined && F.compare(last.slope, piece.slope) === 0) {
      joined[joined.length - 1] = { ...last, upper: piece.upper };
    } else joined.push(piece);
  }
  return joined;
}
