/**
 * What flows through a model of dense layers: the layers so far, and an affine map of their outputs.
 */
import { formatExact } from '../../arithmetic/numerals.ts';
import { makeRational, type Rational, rationals as Q } from '../../arithmetic/rational.ts';
import type { DenseLayer } from '../network-file.ts';

/** The vector `weights · a + bias`, a the outputs of the layers so far. */
export interface Signal {
  readonly layers: readonly DenseLayer[];
  readonly weights: readonly (readonly Rational[])[];
  readonly bias: readonly Rational[];
}

const unitMatrix = (n: number): readonly (readonly Rational[])[] =>
  Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_unused, j) => (i === j ? Q.one : Q.zero)));

const zeros = (n: number): readonly Rational[] => Array.from({ length: n }, () => Q.zero);

/** The input of a network of width n. */
export const inputSignal = (n: number): Signal => ({ layers: [], weights: unitMatrix(n), bias: zeros(n) });

const sum = (terms: readonly Rational[]): Rational => terms.reduce((x, y) => Q.add(x, y), Q.zero);

const isUnit = ({ weights, bias }: Signal): boolean =>
  bias.every(({ numerator }) => numerator === 0n) &&
  weights.length === weights[0]?.length &&
  weights.every((row, i) => row.every((w, j) => (i === j ? w.numerator === w.denominator : w.numerator === 0n)));

/** `matrix · signal`, exactly. */
export function transform(signal: Signal, matrix: readonly (readonly Rational[])[]): Signal {
  // The outputs of activations meet their matrix here: nothing to multiply.
  if (isUnit(signal)) return { ...signal, weights: matrix, bias: zeros(matrix.length) };
  const columns = (signal.weights[0] ?? []).map((_, j) => signal.weights.map((row) => row[j] ?? Q.zero));
  const dot = (x: readonly Rational[], y: readonly Rational[]): Rational =>
    sum(x.map((value, i) => Q.mul(value, y[i] ?? Q.zero)));
  return {
    ...signal,
    weights: matrix.map((row) => columns.map((column) => dot(row, column))),
    bias: matrix.map((row) => dot(row, signal.bias)),
  };
}

/** `scale_i · signal_i + shift_i`. */
export function scaleAndShift(signal: Signal, scale: readonly Rational[], shift: readonly Rational[]): Signal {
  return {
    ...signal,
    weights: signal.weights.map((row, i) => row.map((w) => Q.mul(scale[i] ?? Q.one, w))),
    bias: signal.bias.map((b, i) => Q.add(Q.mul(scale[i] ?? Q.one, b), shift[i] ?? Q.zero)),
  };
}

/** `factor · signal + offset` for all entries. */
export const affine = (signal: Signal, factor: Rational, offset: Rational = Q.zero): Signal =>
  scaleAndShift(
    signal,
    signal.bias.map(() => factor),
    signal.bias.map(() => offset),
  );

/** `activation(signal)`. */
export function activated({ layers, weights, bias }: Signal, activation: string): Signal {
  return { ...inputSignal(bias.length), layers: [...layers, { weights, bias, activation }] };
}

/** min(max(signal, lower), upper), by the activations of the catalog. */
export function clipped(signal: Signal, lower: Rational | undefined, upper: Rational | undefined): Signal {
  if (lower === undefined) {
    if (upper === undefined) return signal;
    // min(x, u) = u − max(u − x, 0).
    return affine(activated(affine(signal, Q.neg(Q.one), upper), 'relu'), Q.neg(Q.one), upper);
  }
  if (upper === undefined) return affine(activated(affine(signal, Q.one, Q.neg(lower)), 'relu'), Q.one, lower);
  if (Q.compare(lower, upper) >= 0) {
    throw new RangeError(`expected min < max, got ${formatExact(lower)} and ${formatExact(upper)}`);
  }
  if (lower.numerator === 0n && Q.compare(upper, makeRational(6n)) === 0) return activated(signal, 'relu6');
  const half = Q.scale(Q.sub(upper, lower), -1);
  const middle = Q.scale(Q.add(lower, upper), -1);
  const factor = Q.div(Q.one, half);
  return affine(activated(affine(signal, factor, Q.neg(Q.mul(middle, factor))), 'hardtanh'), half, middle);
}

/** The layers of a network whose output is the signal. */
export function layersOf(signal: Signal): readonly DenseLayer[] {
  const { layers, weights, bias } = signal;
  return isUnit(signal) && layers.length > 0 ? layers : [...layers, { weights, bias, activation: 'identity' }];
}
