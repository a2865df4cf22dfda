/**
 * Computing that builds a dense network with one activation: elements are affine forms in inputs and neurons.
 */
import { type Rational, rationals } from '../arithmetic/rational.ts';
import type { DenseLayer, DenseNetwork } from './network-file.ts';

/** An affine form in inputs and neurons of the network under construction. */
export interface Signal {
  /** Weights by the number of the input or neuron. */
  readonly terms: ReadonlyMap<number, Rational>;
  readonly bias: Rational;
}

/** What networks with one activation compute with. Gates are written over it, so the same definition evaluates over numbers. */
export interface AffineActivation<T> {
  constant(value: Rational): T;
  add(x: T, y: T): T;
  /** `factor · x` for an exact factor. */
  scaleBy(factor: Rational, x: T): T;
  /** The activation of x. */
  activate(x: T): T;
  /** The same number one layer later. */
  hold(x: T): T;
}

/** How a value is handed on from layer to layer. */
export interface Carrying {
  /** The activation, as network files name it. */
  readonly activation: string;
  /** κ ≠ 0 with σ(x) − σ(−x) = κx for every x. */
  readonly slope: Rational;
  /** Whether σ(σ(x)) = σ(x), so that one neuron hands on another one's value. */
  readonly idempotent: boolean;
}

/** The system in which computing builds a network. */
export interface NetworkBuilder extends AffineActivation<Signal> {
  /** The inputs, in order. */
  readonly inputs: readonly Signal[];
  /** The network that computes `outputs`, layered: neurons read the layer before only. */
  build(outputs: readonly Signal[], meta?: Readonly<Record<string, unknown>>): DenseNetwork;
}

/** ReLU: max(x, 0) − max(−x, 0) = x. */
export const RELU: Carrying = { activation: 'relu', slope: rationals.one, idempotent: true };

const Q = rationals;
const size = (x: Rational): Rational => Q.max(x, Q.neg(x));
const single = (source: number, weight = Q.one): Signal => ({ terms: new Map([[source, weight]]), bias: Q.zero });

/** An input (without form, in layer 0) or a neuron. */
interface Source {
  readonly layer: number;
  readonly form: Signal | undefined;
  /** The neuron of the opposite argument: the two stand for the value σ(x) − σ(−x) = κx. */
  partner?: number;
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

/** A text that equal forms share. */
function describe({ terms, bias }: Signal): string {
  const text = ({ numerator, denominator }: Rational): string =>
    `${numerator.toString(36)}/${denominator.toString(36)}`;
  const sorted = [...terms].sort(([x], [y]) => x - y).map(([source, weight]) => `${String(source)}*${text(weight)}`);
  return [text(bias), ...sorted].join(' ');
}

/**
 * A builder of networks.
 *
 * What is read in later layers than the next is carried there: by one neuron for each layer and neuron where the activation is
 * idempotent, otherwise by the two neurons of {@link Carrying.slope} for each layer and value. Equal neurons are shared.
 * @param inputs - The number of inputs.
 * @param carrying - The activation; ReLU if absent.
 * @param maxWeight - Bounds all weights and biases in size, at least 2; larger factors are made of several layers. No bound if absent.
 * @returns The builder.
 */
export function networkBuilder(inputs: number, carrying: Carrying = RELU, maxWeight?: Rational): NetworkBuilder {
  const sources: Source[] = Array.from({ length: inputs }, () => ({ layer: 0, form: undefined }));
  const known = new Map<string, number>();
  const at = (source: number): Source => sources[source] as Source;
  const layerOf = ({ terms }: Signal): number =>
    [...terms.keys()].reduce((most, source) => Math.max(most, at(source).layer), 0);
  const inverse = Q.div(Q.one, carrying.slope);

  /** One neuron, of a form whose terms are all in one layer and whose weights are admitted. */
  function neuron(form: Signal, layer: number): number {
    const key = `${String(layer)} ${describe(form)}`;
    let source = known.get(key);
    if (source === undefined) {
      source = sources.push({ layer: layer + 1, form }) - 1;
      known.set(key, source);
    }
    return source;
  }

  /** A form in one layer as the difference of two neurons of the next. */
  function pair(form: Signal, layer: number): Signal {
    const plus = neuron(form, layer);
    const minus = neuron(scaleSignal(Q.neg(Q.one), form), layer);
    at(plus).partner = minus;
    return { terms: new Map([[plus, inverse], [minus, Q.neg(inverse)]]), bias: Q.zero }; // prettier-ignore
  }

  /** Everything that the form reads below a layer, handed on to the layer after `from`. */
  function raise({ terms, bias }: Signal, from: number): Signal {
    let raised: Signal = { terms: new Map([...terms].filter(([source]) => at(source).layer > from)), bias };
    const left = new Map([...terms].filter(([source]) => at(source).layer <= from));
    for (const [source, weight] of left) {
      if (!left.has(source)) continue;
      raised = addSignals(raised, scaleSignal(weight, carry(source, weight, left, from)));
    }
    return raised;
  }

  /** The value of a source, or `1/weight` times that of a pair, one layer later; takes a pair's other half out of `left`. */
  function carry(source: number, weight: Rational, left: Map<number, Rational>, from: number): Signal {
    const { form, partner } = at(source);
    if (carrying.idempotent && form !== undefined) return single(neuron(single(source), from));
    const other = partner === undefined ? undefined : left.get(partner);
    if (partner === undefined || other === undefined || Q.add(other, weight).numerator !== 0n) {
      return pair(single(source), from);
    }
    left.delete(partner);
    const value: Signal = { terms: new Map([[source, inverse], [partner, Q.neg(inverse)]]), bias: Q.zero }; // prettier-ignore
    return scaleSignal(carrying.slope, pair(value, from));
  }

  /** The form with all its sources in one layer. */
  function align(form: Signal, layer = layerOf(form)): Signal {
    const lowest = [...form.terms.keys()].reduce((least, source) => Math.min(least, at(source).layer), layer);
    let aligned = form;
    for (let from = lowest; from < layer; from += 1) aligned = raise(aligned, from);
    return aligned;
  }

  /** The aligned form with admitted weights: too large a factor is spread over layers of pairs. */
  function admit(form: Signal): Signal {
    const aligned = align(form);
    if (maxWeight === undefined) return aligned;
    const largest = [...aligned.terms.values(), aligned.bias].reduce((most, w) => Q.max(most, size(w)), Q.zero);
    // A pair is read with the weights ±1/κ times its factor.
    const step = Q.div(maxWeight, size(inverse));
    let [factor, excess] = [Q.one, Q.div(largest, maxWeight)];
    if (Q.compare(excess, Q.one) <= 0) return aligned;
    let layers = 0;
    for (; Q.compare(excess, Q.one) > 0; layers += 1) {
      factor = Q.mul(factor, step);
      excess = Q.div(excess, step);
    }
    let value = scaleSignal(Q.div(Q.one, factor), aligned);
    for (; layers > 0; layers -= 1) value = scaleSignal(step, pair(value, layerOf(value)));
    return value;
  }

  const activate = (form: Signal): Signal => {
    const admitted = admit(form);
    return single(neuron(admitted, layerOf(admitted)));
  };

  return {
    inputs: sources.map((_, source) => single(source)),
    constant: (bias) => ({ terms: new Map(), bias }),
    add: addSignals,
    scaleBy: scaleSignal,
    activate,
    hold: (form) => {
      const admitted = admit(form);
      return pair(admitted, layerOf(admitted));
    },
    build: (outputs, meta) => {
      let admitted = outputs.map(admit);
      const depth = admitted.reduce((most, form) => Math.max(most, layerOf(form)), 0);
      admitted = admitted.map((form) => align(form, depth));
      return layOut(sources, inputs, admitted, depth, carrying.activation, meta);
    },
  };
}

/** Puts the neurons that the outputs need into their layers. */
function layOut(
  sources: readonly Source[],
  inputs: number,
  outputs: readonly Signal[],
  depth: number,
  activation: string,
  meta: Readonly<Record<string, unknown>> | undefined,
): DenseNetwork {
  const levels = Array.from({ length: depth + 1 }, (): number[] => []);
  for (const source of neededSources(sources, outputs)) levels[(sources[source] as Source).layer]?.push(source);
  levels[0] = Array.from({ length: inputs }, (_, i) => i);
  const layers = levels.slice(1).map((own, below) =>
    denseLayer(
      own.map((source) => (sources[source] as Source).form as Signal),
      levels[below] as number[],
      activation,
    ),
  );
  layers.push(denseLayer(outputs, levels[depth] as number[], 'identity'));
  return { layers, ...(meta && { meta }) };
}

function neededSources(sources: readonly Source[], outputs: readonly Signal[]): readonly number[] {
  const needed = new Set<number>();
  const open = outputs.flatMap(({ terms }) => [...terms.keys()]);
  for (let source = open.pop(); source !== undefined; source = open.pop()) {
    if (needed.has(source)) continue;
    needed.add(source);
    open.push(...((sources[source] as Source).form?.terms.keys() ?? []));
  }
  return [...needed].sort((x, y) => x - y);
}

function denseLayer(forms: readonly Signal[], below: readonly number[], activation: string): DenseLayer {
  return {
    weights: forms.map(({ terms }) => below.map((source) => terms.get(source) ?? Q.zero)),
    bias: forms.map(({ bias }) => bias),
    activation,
  };
}
