/**
 * Dense networks as targets: what another network is to be compared with.
 */
import { interval64 as I } from '../arithmetic/interval64.ts';
import type { RealField } from '../arithmetic/number-systems.ts';
import { fromDouble, type Rational, rationals as Q } from '../arithmetic/rational.ts';
import { findTarget, isCatalogName } from '../functions/catalog.ts';
import { resolveTarget } from '../functions/expression.ts';
import { findLayer, type Layer } from '../functions/layers.ts';
import type { Domain, Target } from '../functions/target.ts';
import { bindDense, catalogActivations, shapeOf } from './dense.ts';
import { type DenseNetwork, parseNetwork, serializeNetwork } from './network-file.ts';

/** Refuses a domain on which an activation is not shown to be continuous where its argument can reach. */
function checkReach(network: DenseNetwork, domain: Domain): void {
  const x = I.union(I.constant(domain.lower), I.constant(domain.upper));
  const plain = catalogActivations(I);
  bindDense(I, network, (name, argument) => {
    if (!(argument.lower > -Infinity && argument.upper < Infinity)) {
      throw new RangeError('an argument of the network leaves the range of doubles on the domain');
    }
    if (argument.lower < argument.upper) {
      findTarget(name).checkDomain({ lower: fromDouble(argument.lower), upper: fromDouble(argument.upper) });
    }
    return plain(name, argument);
  })([x]);
}

/** Points where an activation of the first layer has a kink. */
function firstKinks({ layers }: DenseNetwork, domain: Domain): readonly Rational[] {
  const [first] = layers;
  if (first === undefined || typeof first.activation !== 'string' || first.activation === 'identity') return [];
  const activation = findTarget(first.activation);
  const found = first.weights.flatMap(([w = Q.zero], i) => {
    if (w.numerator === 0n) return [];
    const b = first.bias[i] ?? Q.zero;
    const ends = [domain.lower, domain.upper].map((x) => Q.add(Q.mul(w, x), b)).sort((x, y) => Q.compare(x, y));
    return activation
      .kinks({ lower: ends[0] as Rational, upper: ends[1] as Rational })
      .map((z) => Q.div(Q.sub(z, b), w));
  });
  const sorted = found.sort((x, y) => Q.compare(x, y));
  return sorted.filter((x, i) => i === 0 || Q.compare(x, sorted[i - 1] as Rational) !== 0);
}

/**
 * A dense network of one input and one output as a target. Its name is the network's file, from which {@link targetOf} makes it again.
 * @param network - Activations of the catalog, rational ones or the identity.
 * @returns The target; of its kinks, those of the first layer.
 * @throws {RangeError} for another shape
 */
export function networkTarget(network: DenseNetwork): Target {
  const [inputs, outputs] = shapeOf(network);
  if (inputs !== 1 || outputs !== 1) {
    throw new RangeError(
      `expected a target of one input and one output, got a network of ${String(inputs)} and ${String(outputs)}`,
    );
  }
  const { layers } = network;
  const bound = new WeakMap<object, unknown>();
  return Object.freeze<Target>({
    name: textOf(network),
    formula: `a dense network of ${String(layers.length)} layers`,
    reference: 'a network of the user',
    evaluate: <T>(F: RealField<T>, x: T): T => {
      let run = bound.get(F) as ReturnType<typeof bindDense<T>> | undefined;
      if (run === undefined) {
        run = bindDense(F, network, catalogActivations(F));
        bound.set(F, run);
      }
      return run([x])[0] as T;
    },
    checkDomain: (domain) => {
      checkReach(network, domain);
    },
    kinks: (domain) => firstKinks(network, domain),
  });
}

/** The file of a network in one line. */
const textOf = ({ layers }: DenseNetwork): string => serializeNetwork({ layers }).replaceAll('\n', '').trim();

/**
 * A dense network of any shape as a layer: what networks of several inputs are compared with on a box. Its name is the network's file.
 */
export function networkLayer(network: DenseNetwork): Layer {
  const [inputs, outputs] = shapeOf(network);
  return Object.freeze<Layer>({
    name: textOf(network),
    formula: `a dense network of ${String(network.layers.length)} layers`,
    reference: 'a network of the user',
    inputs,
    outputs,
    evaluate: <T>(F: RealField<T>, values: readonly T[]): readonly T[] =>
      bindDense(F, network, catalogActivations(F))(values),
  });
}

/**
 * The layer that a text means: a name, or the text of a file of a dense network.
 * @throws {RangeError} with one line
 */
export function layerOf(text: string): Layer {
  if (!text.trimStart().startsWith('{')) return findLayer(text);
  return networkLayer(parseNetwork(text, { name: 'target', isActivation: isCatalogName }));
}

/**
 * The target that a text means: a name of the catalog, an expression in x, or the text of a file of a dense network.
 * @throws {RangeError} with one line
 */
export function targetOf(text: string): Target {
  if (!text.trimStart().startsWith('{')) return resolveTarget(text);
  return networkTarget(parseNetwork(text, { name: 'target', isActivation: isCatalogName }));
}
