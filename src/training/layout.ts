/**
 * Dense ReLU networks of one input and one output as one array of parameters.
 */
import { fromDouble, type Rational } from '../arithmetic/rational.ts';
import type { DenseLayer, DenseNetwork } from '../circuits/network-file.ts';

/** Where the parameters of each layer lie in the array: weights row by row, then biases, layer after layer. */
export interface Layout {
  /** Neurons by layer, input and output included: 1, 4, 4, 4, 4, 4, 1. */
  readonly widths: readonly number[];
  /** Whether the output neuron passes through ReLU too. */
  readonly hasReluOutput: boolean;
  /** First index of the weights and of the biases of layer l, which maps widths[l] to widths[l + 1] neurons. */
  readonly weightsAt: readonly number[];
  readonly biasesAt: readonly number[];
  /** Number of parameters. */
  readonly size: number;
}

/**
 * The layout of a network.
 *
 * @param widths - Neurons by layer, from 1 input to 1 output, with at least one hidden layer.
 * @param hasReluOutput - Whether the output neuron passes through ReLU.
 * @returns The layout.
 * @throws {RangeError} for other widths.
 */
export function layoutOf(widths: readonly number[], hasReluOutput = false): Layout {
  const isWidth = (width: number): boolean => Number.isSafeInteger(width) && width >= 1;
  if (widths.length < 3 || !widths.every(isWidth) || widths[0] !== 1 || widths.at(-1) !== 1) {
    throw new RangeError(`layoutOf: expected widths 1, …, 1 with a hidden layer, got ${widths.join(', ')}`);
  }
  const weightsAt: number[] = [];
  const biasesAt: number[] = [];
  let size = 0;
  widths.slice(1).forEach((width, l) => {
    weightsAt.push(size);
    size += width * (widths[l] as number);
    biasesAt.push(size);
    size += width;
  });
  return Object.freeze({ widths: [...widths], hasReluOutput, weightsAt, biasesAt, size });
}

/** The network that an array of parameters stands for, its weights exactly. */
export function networkOf(
  layout: Layout,
  parameters: Float64Array,
  meta?: Readonly<Record<string, unknown>>,
): DenseNetwork {
  const exact = (from: number, count: number): Rational[] =>
    Array.from(parameters.subarray(from, from + count), fromDouble);
  const { widths, weightsAt, biasesAt } = layout;
  const layers = widths.slice(1).map((width, l): DenseLayer => {
    const inputs = widths[l] as number;
    const isHidden = l < widths.length - 2 || layout.hasReluOutput;
    return {
      weights: Array.from({ length: width }, (_, o) => exact((weightsAt[l] as number) + o * inputs, inputs)),
      bias: exact(biasesAt[l] as number, width),
      activation: isHidden ? 'relu' : 'identity',
    };
  });
  return { layers, ...(meta && { meta }) };
}
