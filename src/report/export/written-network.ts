/** A network of either kind as what exports write: a function over any number system. */
import type { RealField } from '../../arithmetic/number-systems.ts';
import type { Circuit } from '../../circuits/circuit.ts';
import { catalogActivations, evaluateDense, shapeOf } from '../../circuits/dense.ts';
import { evaluate } from '../../circuits/evaluate.ts';
import type { DenseNetwork } from '../../circuits/network-file.ts';

/** A function of several inputs and outputs. */
export interface WrittenNetwork {
  readonly inputs: number;
  readonly evaluate: <T>(F: RealField<T>, inputs: readonly T[]) => readonly T[];
}

/** A circuit, or a dense network with activations of the catalog. */
export function writtenNetwork(network: Circuit | DenseNetwork): WrittenNetwork {
  if ('layers' in network) {
    const [inputs] = shapeOf(network);
    return { inputs, evaluate: (F, values) => evaluateDense(F, network, values, catalogActivations(F)) };
  }
  return { inputs: network.inputs.length, evaluate: (F, values) => evaluate(F, network, values) };
}
