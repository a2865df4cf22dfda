/**
 * Dense networks whose activations are rational, as circuits.
 */
import type { Field } from '../arithmetic/number-systems.ts';
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
  name: string,
): T[] {
  return weights.map((row, i) => {
    const start = F.constant(bias[i] ?? { numerator: 0n, denominator: 1n });
    const sum = row.reduce<T>(
      (value, weight, j) => F.add(value, F.mul(F.constant(weight), inputs[j] ?? F.zero)),
      start,
    );
    if (activation === 'identity') return sum;
    if (typeof activation === 'string') {
      throw new RangeError(
        `${name}: expected rational activations, got ${activation}, which no rational circuit computes exactly`,
      );
    }
    return activate(F, activation, sum);
  });
}

/**
 * The circuit of a dense network with rational or identity activations: the same function, exactly.
 * @param name what errors call the network
 * @throws {RangeError} if an activation is not rational
 */
export function circuitOfNetwork(network: DenseNetwork, name = 'network'): Circuit {
  const width = network.layers[0]?.weights[0]?.length ?? 1;
  const F = circuitField(width === 1 ? ['x'] : Array.from({ length: width }, (_, i) => `x${String(i)}`));
  const outputs = network.layers.reduce<readonly ReturnType<typeof F.add>[]>(
    (values, layer) => applyLayer(F, layer, values, name),
    F.inputs,
  );
  return F.build(outputs, network.meta);
}
