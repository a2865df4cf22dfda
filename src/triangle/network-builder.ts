/**
 * Computing that builds a dense ReLU network: an {@link AffineRelu} system whose elements are affine forms in neurons.
 */
import { networkBuilder, type NetworkBuilder, type Signal } from '../circuits/network-builder.ts';
import type { AffineRelu } from './affine-relu.ts';

export type { Signal } from '../circuits/network-builder.ts';

/** The system in which computing builds a ReLU network. */
export interface ReluBuilder extends AffineRelu<Signal>, Pick<NetworkBuilder, 'inputs' | 'build'> {}

/**
 * A builder of ReLU networks: {@link networkBuilder}, where numbers that are held are not negative, so that ReLU lets them
 * through.
 * @param inputs - The number of inputs.
 * @returns The builder.
 */
export function reluBuilder(inputs: number): ReluBuilder {
  const builder = networkBuilder(inputs);
  const relu = (x: Signal): Signal => builder.activate(x);
  return { ...builder, relu, hold: relu };
}
