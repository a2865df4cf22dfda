/**
 * The size measures of dense networks whose activations are not rational.
 */
import { type Rational, rationals } from '../arithmetic/rational.ts';
import type { Size } from './circuit.ts';
import type { DenseNetwork } from './network-file.ts';

/**
 * The size of a dense network with activations that have a name, in the measures of circuits.
 *
 * - `gates`: 0, since such networks multiply and divide by constants only;
 * - `nodes`: neurons with an activation other than the identity;
 * - `depth`: layers with such neurons;
 * - `parameters`: weights and biases that are not zero, which is all there is to count in a layered network;
 * - `degree`: 1, the degree on each linear piece of ReLU networks; it says nothing of other activations.
 * @param network - Dense layers.
 * @returns Its size; the layered measures equal the others.
 */
export function sizeOfDense({ layers }: DenseNetwork): Size {
  const active = layers.filter(({ activation }) => activation !== 'identity');
  const nodes = active.reduce((sum, { bias }) => sum + bias.length, 0);
  const parameters = layers
    .flatMap(({ weights, bias }) => [...weights.flat(), ...bias])
    .filter(({ numerator }) => numerator !== 0n).length;
  return {
    gates: 0,
    nodes,
    depth: active.length,
    parameters,
    layeredNodes: nodes,
    layeredParameters: parameters,
    degree: 1n,
  };
}

/** The largest |weight| or |bias| of a dense network. */
export function largestWeight({ layers }: DenseNetwork): Rational {
  const sizes = layers
    .flatMap(({ weights, bias }) => [...weights.flat(), ...bias])
    .map(({ numerator, denominator }) => ({ numerator: numerator < 0n ? -numerator : numerator, denominator }));
  return sizes.reduce((most, weight) => rationals.max(most, weight), rationals.zero);
}
