/**
 * Computing that builds a dense ReLU network: an {@link AffineRelu} system whose elements are affine forms in neurons.
 */
import { type Rational, rationals } from '../arithmetic/rational.ts';
import type { DenseLayer, DenseNetwork } from '../circuits/network-file.ts';
import type { AffineRelu } from './affine-relu.ts';

/** An affine form in inputs and neurons of the network under construction. */
export interface Signal {
  /** Weights by the number of the input or neuron. */
  readonly terms: ReadonlyMap<number, Rational>;
  readonly bias: Rational;
}

/** The system in which computing builds a network. */
export interface NetworkBuilder extends AffineRelu<Signal> {
  /** The inputs, in order. */
  readonly inputs: readonly Signal[];
  /** The network that computes `outputs`, layered: neurons read the layer before only. */
  build(outputs: readonly Signal[], meta?: Readonly<Record<string, unknown>>): DenseNetwork;
}

const Q = rationals;

/** A neuron and the layer it stands in; inputs are in layer 0. */
interface Neuron {
  readonly layer: number;
  readonly form: Signal | undefined;
}

function addSignals(x: Signal, y: Signal): Signal {
  const terms = new Map(x.terms);
  for (const [source, weight] of y.terms) {
    const sum = Q.add(terms.get(source) ?? Q.zero, weight);
    if (sum.numerator === 0n) terms.delete(source);
    else terms.set(source, sum);
  }
  return { terms, bias: Q.add(x.bias, y.bias) };
}

function scaleSignal(factor: Rational, { terms, bias }: Signal): Signal {
  const scaled = factor.numerator === 0n ? [] : [...terms].map(([source, w]) => [source, Q.mul(factor, w)] as const);
  return { terms: new Map(scaled), bias: Q.mul(factor, bias) };
}

/**
 * A builder of networks.
 *
 * Neurons that are read in later layers than the next are carried there by one neuron in each layer between; their values
 * are not negative, so ReLU lets them through. Equal neurons are shared.
 * @param inputs - The number of inputs. One that is read beyond the first layer must be ≥ 0.
 * @returns The builder.
 */
export function networkBuilder(inputs: number): NetworkBuilder {
  const neurons: Neuron[] = Array.from({ length: inputs }, () => ({ layer: 0, form: undefined }));
  const known = new Map<string, number>();
  const layerOf = ({ terms }: Signal): number =>
    [...terms.keys()].reduce((most, source) => Math.max(most, (neurons[source] as Neuron).layer), 0);
  const single = (source: number): Signal => ({ terms: new Map([[source, Q.one]]), bias: Q.zero });

  function relu(form: Signal): Signal {
    const key = describe(form);
    let source = known.get(key);
    if (source === undefined) {
      source = neurons.push({ layer: layerOf(form) + 1, form }) - 1;
      known.set(key, source);
    }
    return single(source);
  }

  return {
    inputs: neurons.map((_, source) => single(source)),
    constant: (bias) => ({ terms: new Map(), bias }),
    add: addSignals,
    scaleBy: scaleSignal,
    relu,
    hold: relu,
    build: (outputs, meta) => layOut(neurons, inputs, outputs, meta),
  };
}

const text = ({ numerator, denominator }: Rational): string => `${String(numerator)}/${String(denominator)}`;

function describe({ terms, bias }: Signal): string {
  const sorted = [...terms].sort(([x], [y]) => x - y).map(([source, weight]) => `${String(source)}*${text(weight)}`);
  return [text(bias), ...sorted].join(' ');
}

/** Puts the neurons that the outputs need into layers, with carriers. */
function layOut(
  neurons: readonly Neuron[],
  inputs: number,
  outputs: readonly Signal[],
  meta: Readonly<Record<string, unknown>> | undefined,
): DenseNetwork {
  const needed = neededNeurons(neurons, outputs);
  const depth = [...needed].reduce((most, source) => Math.max(most, (neurons[source] as Neuron).layer), 0);
  const last = lastReaders(neurons, needed, outputs, depth);
  let below: readonly number[] = Array.from({ length: inputs }, (_, i) => i);
  const layers: DenseLayer[] = [];
  for (let layer = 1; layer <= depth; layer += 1) {
    const own = [...needed].filter((source) => {
      const first = (neurons[source] as Neuron).layer;
      return first === layer || (first < layer && (last.get(source) ?? 0) > layer);
    });
    const forms = own.map((source): Signal => {
      const { layer: first, form } = neurons[source] as Neuron;
      return first === layer && form !== undefined ? form : { terms: new Map([[source, Q.one]]), bias: Q.zero };
    });
    layers.push(denseLayer(forms, below, 'relu'));
    below = own;
  }
  layers.push(denseLayer(outputs, below, 'identity'));
  return { layers, ...(meta && { meta }) };
}

function neededNeurons(neurons: readonly Neuron[], outputs: readonly Signal[]): ReadonlySet<number> {
  const needed = new Set<number>();
  const open = outputs.flatMap(({ terms }) => [...terms.keys()]);
  for (let source = open.pop(); source !== undefined; source = open.pop()) {
    if (needed.has(source)) continue;
    needed.add(source);
    open.push(...((neurons[source] as Neuron).form?.terms.keys() ?? []));
  }
  return new Set([...needed].sort((x, y) => x - y));
}

/** The last layer in which each neuron is read; the outputs read in the layer after the last. */
function lastReaders(
  neurons: readonly Neuron[],
  needed: ReadonlySet<number>,
  outputs: readonly Signal[],
  depth: number,
): ReadonlyMap<number, number> {
  const last = new Map<number, number>();
  const read = ({ terms }: Signal, layer: number): void => {
    for (const source of terms.keys()) last.set(source, Math.max(last.get(source) ?? 0, layer));
  };
  for (const source of needed) {
    const { layer, form } = neurons[source] as Neuron;
    if (form !== undefined) read(form, layer);
  }
  for (const output of outputs) read(output, depth + 1);
  return last;
}

function denseLayer(forms: readonly Signal[], below: readonly number[], activation: string): DenseLayer {
  return {
    weights: forms.map(({ terms }) => below.map((source) => terms.get(source) ?? Q.zero)),
    bias: forms.map(({ bias }) => bias),
    activation,
  };
}
