/**
 * From a dense network to a rational one within ε on a box of inputs: [TT] Theorem 3.4.
 *
 * Every neuron's activation is replaced by a rational circuit on the interval that its argument can reach, within a tolerance
 * of its own. A tolerance is ε/(N S): N neurons, S the bound of how much the outputs depend on that neuron (dense-propagation.ts).
 * So every neuron has an equal share of ε, which is nearly the best split, as sizes grow with log log 1/tolerance only.
 */
import {
  divUp,
  type Magnitude,
  magnitudeFromRational,
  magnitudeToRational,
  oneMagnitude,
} from '../arithmetic/magnitude.ts';
import { formatDecimal, log2Of, parseNumeral } from '../arithmetic/numerals.ts';
import { compareMagnitudes } from '../arithmetic/magnitude.ts';
import { fromDouble, makeRational, type Rational, rationals } from '../arithmetic/rational.ts';
import { circuitField, type Wire } from '../circuits/builder.ts';
import type { Circuit, Size } from '../circuits/circuit.ts';
import { bindLayer, inputNames, shapeOf } from '../circuits/dense.ts';
import { bind } from '../circuits/evaluate.ts';
import type { DenseNetwork } from '../circuits/network-file.ts';
import { compile } from '../circuits/plan.ts';
import { sizeOf } from '../circuits/size.ts';
import type { Box, Domain } from '../functions/target.ts';
import { type Construction, describeDomain } from './construct.ts';
import { type LayerReach, propagate, type Propagation } from './dense-propagation.ts';
import { describeBound } from './describe.ts';
import { type Neuron, neuronDomain, neuronMaker } from './neurons.ts';
import { S } from './planning.ts';

/** What a layer has become. */
export interface RationalizedLayer {
  /** A name of the catalog, `identity` or `rational`. */
  readonly activation: string;
  readonly neurons: number;
  /** The interval that contains the arguments of all its neurons. */
  readonly range: readonly [string, string];
  /** How much an error in this layer is multiplied until the outputs, at most. */
  readonly sensitivity: string;
  /** The least and the largest tolerance of its neurons; absent where the activation is kept as it is. */
  readonly tolerance?: readonly [string, string];
  /** The constructions of its activations. */
  readonly methods?: readonly string[];
  /** The largest proven error of its neurons. */
  readonly bound: string;
  /** Gates of its activations together. */
  readonly gates: number;
}

/** A rational network in place of a dense one. */
export interface Rationalized {
  readonly circuit: Circuit;
  readonly size: Size;
  /** The interval of each input. */
  readonly box: Box;
  readonly eps: Rational;
  /** Proven bound of the uniform error of all outputs on the box, a decimal string rounded up; at most ε. */
  readonly bound: string;
  readonly layers: readonly RationalizedLayer[];
}

/** What is wanted. */
export interface RationalizeRequest {
  /** Accuracy in (0, 1). */
  readonly eps: Rational;
  /** The interval of every input, or one for each. */
  readonly domain: Domain | Box;
  /** A construction for the activations that have it (`loglog list methods`), or `auto`, the default, for the fewest gates. */
  readonly method?: string;
  /** Is told the fraction of neurons that are done. */
  readonly onProgress?: (done: number) => void;
}

const Q = rationals;
const MOST_TOLERANCE = makeRational(1n, 4n);

/** q rounded down to four bits, so that neighbours share a construction and files stay short. */
function roundDown(q: Rational): Rational {
  const shift = 3 - Math.floor(log2Of(q));
  const { numerator, denominator } = Q.scale(q, shift);
  return Q.scale(makeRational(numerator / denominator), -shift);
}

/** The tolerances of all neurons: equal shares of ε, smaller where an argument would leave its margin. */
function splitTolerance(
  propagation: Propagation,
  isReplaced: (layer: number) => boolean,
  eps: Rational,
): readonly (readonly Rational[])[] {
  const { layers } = propagation;
  const count = layers.reduce((sum, { ranges }, l) => sum + (isReplaced(l) ? ranges.length : 0), 0);
  const share = Q.div(eps, makeRational(BigInt(Math.max(1, count))));
  const tolerance = (sensitivity: number): Rational => {
    const own = sensitivity === 0 ? MOST_TOLERANCE : Q.div(share, fromDouble(sensitivity));
    return roundDown(Q.compare(own, MOST_TOLERANCE) < 0 ? own : MOST_TOLERANCE);
  };
  let tolerances = layers.map(({ sensitivities }, l) =>
    sensitivities.map((s) => (isReplaced(l) ? tolerance(s) : Q.zero)),
  );
  for (;;) {
    const over = propagation.strain(tolerances.map((layer) => layer.map(magnitudeFromRational)));
    if (compareMagnitudes(over, oneMagnitude) <= 0) return tolerances;
    const factor = magnitudeToRational(divUp(oneMagnitude, over));
    tolerances = tolerances.map((layer) =>
      layer.map((t) => (t.numerator === 0n ? t : roundDown(Q.scale(Q.mul(t, factor), -1)))),
    );
  }
}

function checkRequest(network: DenseNetwork, { eps, domain }: RationalizeRequest): Box {
  if (eps.numerator <= 0n || eps.numerator >= eps.denominator) {
    throw new RangeError(`rationalize: expected 0 < eps < 1, got ${formatDecimal(eps, 6)}`);
  }
  const [inputs] = shapeOf(network);
  const box = isBox(domain) ? domain : Array.from({ length: inputs }, () => domain);
  if (box.length !== inputs) {
    throw new RangeError(
      `rationalize: expected ${String(inputs)} intervals, one for each input, got ${String(box.length)}`,
    );
  }
  for (const side of box) {
    if (Q.compare(side.lower, side.upper) < 0) continue;
    throw new RangeError(`rationalize: expected a domain a,b with a < b, got ${describeDomain(side).join(',')}`);
  }
  return box;
}

const isBox = (domain: Domain | Box): domain is Box => Array.isArray(domain);

/**
 * Turns a dense network into a rational network within ε of it on a box.
 *
 * Error: proven. Weights of the dense network are kept exactly; those of the activations' circuits are rounded, and their
 * bounds include that.
 * Size: N neurons with activations of O(log^a log 1/ε) gates each, where that is the size of the activation's construction.
 * Cost: one construction for each neuron, and O(cells · outputs · weights) operations on intervals, at most about 10^7.
 * @param network - Activations of the catalog, rational ones, or the identity.
 * @param request - ε and the box.
 * @returns The circuit with its bound, and what became of each layer.
 * @throws {RangeError} with one line for a wrong request; for an activation that is undefined, has a pole or no bounded slope
 *   where its argument can reach; for arguments beyond the doubles.
 * @see proofs/theorem-3.4.md; Tang, Townsend, arXiv 2602.12390, Theorem 3.4
 */
export function rationalize(network: DenseNetwork, request: RationalizeRequest): Rationalized {
  const box = checkRequest(network, request);
  const { eps } = request;
  const propagation = propagate(network, box);
  const isReplaced = (l: number): boolean => {
    const activation = network.layers[l]?.activation;
    return typeof activation === 'string' && activation !== 'identity';
  };
  const tolerances = splitTolerance(propagation, isReplaced, eps);
  const F = circuitField(inputNames(box.length));
  const neurons = network.layers.map(({ activation }, l) =>
    isReplaced(l) ? neuronsOf(activation as string, l, propagation.layers[l], tolerances[l] ?? []) : [],
  );
  const make = neuronMaker(neurons.flat(), request.method ?? 'auto');
  const errors: Magnitude[][] = [];
  const layers: RationalizedLayer[] = [];
  const count = neurons.flat().length;
  let done = 0;
  let values: readonly Wire[] = F.inputs;
  for (const [l, layer] of network.layers.entries()) {
    const made = (neurons[l] ?? []).map((neuron) => {
      done += 1;
      request.onProgress?.(done / count);
      return make(neuron);
    });
    let next = 0;
    values = bindLayer<Wire>(F, layer, (_, x) => {
      const neuron = made[next++] as Construction;
      return bind(F, compile(neuron.circuit))([x])[0] as Wire;
    })(values);
    errors.push(layer.bias.map((_, i) => magnitudeFromRational(parseNumeral(made[i]?.bound ?? '0'))));
    layers.push(describeLayer(network, propagation, l, tolerances[l] ?? [], made));
  }
  const proven = S.constant(magnitudeToRational(propagation.bound(errors)));
  const bound = describeBound(proven);
  if (Q.compare(parseNumeral(bound), eps) > 0) {
    throw new RangeError('rationalize: the split of the tolerance did not reach the accuracy asked for');
  }
  const circuit = F.build(values, {
    method: 'rationalize',
    domain: box.map(describeDomain),
    eps: formatDecimal(eps, 20),
    bound,
    layers,
  });
  return { circuit, size: sizeOf(circuit), box, eps, bound, layers };
}

function neuronsOf(
  activation: string,
  l: number,
  reach: LayerReach | undefined,
  tolerances: readonly Rational[],
): Neuron[] {
  return (reach?.ranges ?? []).map((range, i) => ({
    activation,
    domain: neuronDomain(range, reach?.margins[i] ?? 1),
    eps: tolerances[i] ?? MOST_TOLERANCE,
    place: `layers[${String(l)}], neuron ${String(i)}`,
  }));
}

const largestOf = (list: readonly Rational[]): Rational =>
  list.reduce((x, y) => (Q.compare(x, y) >= 0 ? x : y), Q.zero);
const leastOf = (list: readonly Rational[]): Rational => list.reduce((x, y) => (Q.compare(x, y) <= 0 ? x : y));

function describeLayer(
  network: DenseNetwork,
  { layers }: Propagation,
  l: number,
  tolerances: readonly Rational[],
  made: readonly Construction[],
): RationalizedLayer {
  const { activation = 'identity' } = network.layers[l] ?? {};
  const { ranges = [], sensitivities = [] } = layers[l] ?? {};
  return {
    activation: typeof activation === 'string' ? activation : 'rational',
    neurons: ranges.length,
    range: [
      formatDecimal(fromDouble(Math.min(...ranges.map(({ lower }) => lower))), 6),
      formatDecimal(fromDouble(Math.max(...ranges.map(({ upper }) => upper))), 6),
    ],
    sensitivity: formatDecimal(fromDouble(Math.max(0, ...sensitivities)), 6),
    ...(made.length > 0 && {
      tolerance: [formatDecimal(leastOf(tolerances), 6), formatDecimal(largestOf(tolerances), 6)] as const,
      methods: [...new Set(made.map(({ method }) => method))],
    }),
    bound: formatDecimal(largestOf(made.map(({ bound }) => parseNumeral(bound))), 7),
    gates: made.reduce((sum, { size }) => sum + size.gates, 0),
  };
}
