/**
 * Dense networks: evaluated over a number system, and as circuits where their activations are rational.
 */
import type { Field, LatticeField } from '../arithmetic/number-systems.ts';
import type { Rational } from '../arithmetic/rational.ts';
import { circuitField } from './builder.ts';
import type { Circuit } from './circuit.ts';
import type { DenseLayer, DenseNetwork, RationalActivation } from './network-file.ts';

/** `Σ c_i x^i` by Horner's rule, lowest degree first. */
function horner<T>(F: Field<T>, coefficients: readonly Rational[], x: T): T {
  return coefficients.reduceRight<T>((sum, c) => F.add(F.mul(sum, x), F.constant(c)), F.zero);
}

function activate<T>(F: Field<T>, activation: RationalActivation, x: T): T {
  return F.div(horner(F, activation.numerator, x), horner(F, activation.denominator, x));
}

function applyLayer<T>(
  F: Field<T>,
  { weights, bias, activation }: DenseLayer,
  inputs: readonly T[],
  named: (activation: string, x: T) => T,
): T[] {
  return weights.map((row, i) => {
    const start = F.constant(bias[i] ?? { numerator: 0n, denominator: 1n });
    const sum = row.reduce<T>(
      (value, weight, j) => F.add(value, F.mul(F.constant(weight), inputs[j] ?? F.zero)),
      start,
    );
    if (activation === 'identity') return sum;
    return typeof activation === 'string' ? named(activation, sum) : activate(F, activation, sum);
  });
}

/**
 * The outputs of a dense network whose activations are `relu`, `identity` or rational.
 *
 * Exact over exact systems; over enclosures it contains the outputs for all members of the inputs.
 * @param F - The number system; ReLU is `max(x, 0)`.
 * @param network - Its exact weights are converted at every call.
 * @param inputs - One element for each input.
 * @returns One element for each output.
 * @throws {RangeError} for another number of inputs, another activation, or a rational activation at a pole.
 */
export function evaluateDense<T>(F: LatticeField<T>, network: DenseNetwork, inputs: readonly T[]): readonly T[] {
  const width = network.layers[0]?.weights[0]?.length ?? inputs.length;
  if (inputs.length !== width) {
    throw new RangeError(`evaluateDense: expected ${String(width)} inputs, got ${String(inputs.length)}`);
  }
  const named = (activation: string, x: T): T => {
    if (activation === 'relu') return F.max(x, F.zero);
    throw new RangeError(`evaluateDense: expected the activation relu, identity or a rational one, got ${activation}`);
  };
  return network.layers.reduce<readonly T[]>((values, layer) => applyLayer(F, layer, values, named), inputs);
}

/**
 * The circuit of a dense network with rational or identity activations: the same function, exactly.
 * @param name what errors call the network
 * @throws {RangeError} if an activation is not rational
 */
export function circuitOfNetwork(network: DenseNetwork, name = 'network'): Circuit {
  const width = network.layers[0]?.weights[0]?.length ?? 1;
  const F = circuitField(width === 1 ? ['x'] : Array.from({ length: width }, (_, i) => `x${String(i)}`));
  const refuse = (activation: string): never => {
    throw new RangeError(
      `${name}: expected rational activations, got ${activation}, which no rational circuit computes exactly`,
    );
  };
  const outputs = network.layers.reduce<readonly ReturnType<typeof F.add>[]>(
    (values, layer) => applyLayer(F, layer, values, refuse),
    F.inputs,
  );
  return F.build(outputs, network.meta);
}
