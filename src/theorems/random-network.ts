/** Random dense networks. */
import { fromDouble, type Rational } from '../arithmetic/rational.ts';
import type { DenseNetwork } from '../circuits/network-file.ts';
import { createRandomSource } from '../training/random.ts';

/**
 * A dense network with weights of four decimals, as binary fractions.
 * @param shape - Widths, inputs first.
 * @param activations - One for each layer.
 * @param size - The largest weight.
 */
export function randomNetwork(
  shape: readonly number[],
  activations: readonly string[],
  size: number,
  seed: number,
): DenseNetwork {
  const random = createRandomSource(seed, 34);
  const weight = (): Rational => fromDouble((Math.round(random.uniform() * 2e4 - 1e4) / 1e4) * size);
  const layers = shape.slice(1).map((outputs, l) => ({
    weights: Array.from({ length: outputs }, () => Array.from({ length: shape[l] as number }, weight)),
    bias: Array.from({ length: outputs }, weight),
    activation: activations[l] as string,
  }));
  return { layers };
}
