/**
 * Dense networks: evaluated over a number system, and as circuits where their activations are rational.
 */
import type { Field, LatticeField, RealField } from '../arithmetic/number-systems.ts';
import { findTarget } from '../functions/catalog.ts';
import type { RealFunction } from '../functions/target.ts';
import { circuitField, type Wire } from './builder.ts';
import type { Circuit } from './circuit.ts';
import type { DenseLayer, DenseNetwork } from './network-file.ts';

/** `Σ c_i x^i` by Horner's rule, lowest degree first. */
function horner<T>(F: Field<T>, coefficients: readonly T[], x: T): T {
  return coefficients.reduceRight<T>((sum, c) => F.add(F.mul(sum, x), c), F.zero);
}

/** What stands for the activations that have a name, other than the identity. */
export type NamedActivations<T> = (name: string, x: T) => T;

/**
 * One layer over a number system, its weights converted once and those that are 0 left out. An element may be `undefined`
 * (an unknown exact value), so absence is never tested for.
 * @param named - Called for the neurons in their order.
 */
export function bindLayer<T>(
  F: Field<T>,
  { weights, bias, activation }: DenseLayer,
  named: NamedActivations<T>,
): (inputs: readonly T[]) => T[] {
  const rows = weights.map((row) =>
    row.flatMap((weight, j) => (weight.numerator === 0n ? [] : [{ j, weight: F.constant(weight) }])),
  );
  const starts = bias.map((b) => F.constant(b));
  const activate = bindActivation(F, activation, named);
  return (inputs) =>
    rows.map((row, i) =>
      activate(row.reduce<T>((value, { j, weight }) => F.add(value, F.mul(weight, inputs[j] as T)), starts[i] as T)),
    );
}

/** An activation over a number system, the coefficients of a rational one converted once. */
export function bindActivation<T>(
  F: Field<T>,
  activation: DenseLayer['activation'],
  named: NamedActivations<T>,
): (x: T) => T {
  if (activation === 'identity') return (x) => x;
  if (typeof activation === 'string') return (x) => named(activation, x);
  const [numerator, denominator] = [activation.numerator, activation.denominator].map((coefficients) =>
    coefficients.map((c) => F.constant(c)),
  ) as [T[], T[]];
  return (x) => F.div(horner(F, numerator, x), horner(F, denominator, x));
}

function reluOnly<T>(F: LatticeField<T>): NamedActivations<T> {
  return (name, x) => {
    if (name === 'relu') return F.max(x, F.zero);
    throw new RangeError(`evaluateDense: expected the activation relu, identity or a rational one, got ${name}`);
  };
}

/** The activations of the catalog over a number system that has them. */
export function catalogActivations<T>(F: RealField<T>): NamedActivations<T> {
  const found = new Map<string, RealFunction>();
  return (name, x) => {
    let f = found.get(name);
    if (f === undefined) {
      f = findTarget(name).evaluate;
      found.set(name, f);
    }
    return f(F, x);
  };
}

/** The numbers of inputs and outputs of a dense network. */
export function shapeOf({ layers }: DenseNetwork): readonly [inputs: number, outputs: number] {
  return [layers[0]?.weights[0]?.length ?? 0, layers.at(-1)?.bias.length ?? 0];
}

/** Names of the inputs of circuits: `x`, or `x0`, `x1`, … */
export const inputNames = (width: number): readonly string[] =>
  width === 1 ? ['x'] : Array.from({ length: width }, (_, i) => `x${String(i)}`);

/**
 * A dense network as a function over a number system, its weights converted once, here.
 *
 * Exact over exact systems; over enclosures it contains the outputs for all members of the inputs.
 * @param F - The number system.
 * @param network - Dense layers.
 * @param named - The activations that have a name: {@link catalogActivations}, or ReLU alone.
 * @returns Inputs in, outputs out. It throws a `RangeError` for another number of inputs, another activation, and where a
 * rational activation has a pole.
 */
export function bindDense<T>(
  F: LatticeField<T>,
  network: DenseNetwork,
  named: NamedActivations<T> = reluOnly(F),
): (inputs: readonly T[]) => readonly T[] {
  const layers = network.layers.map((layer) => bindLayer(F, layer, named));
  const [width] = shapeOf(network);
  return (inputs) => {
    if (inputs.length !== width) {
      throw new RangeError(`evaluateDense: expected ${String(width)} inputs, got ${String(inputs.length)}`);
    }
    return layers.reduce<readonly T[]>((values, layer) => layer(values), inputs);
  };
}

/**
 * The outputs of a dense network: {@link bindDense} for one point.
 *
 * @param F - The number system.
 * @param network - Its exact weights are converted at every call.
 * @param inputs - One element for each input.
 * @param named - The activations that have a name.
 * @returns One element for each output.
 * @throws {RangeError} as {@link bindDense}.
 */
export function evaluateDense<T>(
  F: LatticeField<T>,
  network: DenseNetwork,
  inputs: readonly T[],
  named?: NamedActivations<T>,
): readonly T[] {
  return bindDense(F, network, named)(inputs);
}

/**
 * The circuit of a dense network with rational or identity activations: the same function, exactly.
 * @param name what errors call the network
 * @throws {RangeError} if an activation is not rational
 */
export function circuitOfNetwork(network: DenseNetwork, name = 'network'): Circuit {
  const [width] = shapeOf(network);
  const F = circuitField(inputNames(width));
  const refuse = (activation: string): never => {
    throw new RangeError(
      `${name}: expected rational activations, got ${activation}, which no rational circuit computes exactly`,
    );
  };
  const outputs = network.layers.reduce<readonly Wire[]>(
    (values, layer) => bindLayer(F, layer, refuse)(values),
    F.inputs,
  );
  return F.build(outputs, network.meta);
}
