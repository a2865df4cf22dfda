/**
 * Rational networks, and the exact lowering of circuits to them.
 */
import type { Field } from '../arithmetic/number-systems.ts';
import { makeRational, type Rational } from '../arithmetic/rational.ts';
import type { PackedForm } from './affine.ts';
import type { Circuit } from './circuit.ts';
import { asPoleError } from './evaluate.ts';
import { lowerOver } from './lowering.ts';
import { exactWeights } from './weights.ts';

/** One weight: what it multiplies and by how much. Sources are numbered: inputs first, then nodes in order. */
export interface NetworkWeight {
  readonly source: number;
  readonly weight: Rational;
}

/** `Σ weight · source + bias`, sources ascending, no weight zero. */
export interface NetworkForm {
  readonly weights: readonly NetworkWeight[];
  readonly bias: Rational;
}

/** A node `P(u)/Q(u)` of an affine form u; coefficients lowest degree first, of type at most (3, 2). */
export interface NetworkNode extends NetworkForm {
  readonly numerator: readonly Rational[];
  readonly denominator: readonly Rational[];
}

/** A network of univariate rational nodes, with skip connections and exact weights. */
export interface RationalNetwork {
  /** Names of the inputs. */
  readonly inputs: readonly string[];
  /** Nodes in topological order: weights refer to inputs and earlier nodes. */
  readonly nodes: readonly NetworkNode[];
  readonly outputs: readonly NetworkForm[];
}

const ZERO = makeRational(0n);
const ONE = makeRational(1n);
const SQUARE = Object.freeze({ numerator: Object.freeze([ZERO, ZERO, ONE]), denominator: Object.freeze([ONE]) });
const RECIPROCAL = Object.freeze({ numerator: Object.freeze([ONE]), denominator: Object.freeze([ZERO, ONE]) });

function networkForm({ sources, weights, bias }: PackedForm<Rational>): NetworkForm {
  const terms = weights.map((weight, i) => ({ source: sources[i] ?? 0, weight }));
  return { weights: terms.sort((a, b) => a.source - b.source), bias };
}

/**
 * Lowers a circuit exactly to a network of square nodes u² and reciprocal nodes 1/u:
 * `ab = ((a+b)² − (a−b)²)/4`, `a/b = a·(1/b)` with one reciprocal for all quotients by the same b; affine operations,
 * among them × and ÷ by constants, cost no node. Sums that cancel have no weight at all.
 *
 * The network is the same rational function as the circuit, so an error bound for one holds for the other. (Where a
 * value cancels altogether, its poles are gone too.)
 *
 * @param circuit a straight-line program
 * @returns the network, with exact weights
 * @throws {RangeError} on a division by a value that is constantly zero, on references to later values, where an
 * exact weight would exceed 2^20 bits, and where more than 2^24 weights would be needed
 */
export function lower(circuit: Circuit): RationalNetwork {
  const { nodes, outputs } = lowerOver(exactWeights, circuit);
  return {
    inputs: circuit.inputs,
    nodes: nodes.map(({ kind, form }) => ({ ...(kind === 'square' ? SQUARE : RECIPROCAL), ...networkForm(form) })),
    outputs: outputs.map(networkForm),
  };
}

function evaluateForm<T>(F: Field<T>, { weights, bias }: NetworkForm, values: readonly T[]): T {
  return weights.reduce((sum, { source, weight }) => {
    const value = values[source];
    if (value === undefined) {
      throw new RangeError(`evaluateNetwork: expected weights of earlier sources, got one of ${String(source)}`);
    }
    return F.add(sum, F.mul(F.constant(weight), value));
  }, F.constant(bias));
}

function horner<T>(F: Field<T>, coefficients: readonly Rational[], x: T): T {
  return coefficients.reduceRight((sum, coefficient) => F.add(F.mul(sum, x), F.constant(coefficient)), F.zero);
}

/**
 * The outputs of a network at one point.
 *
 * @param F number system
 * @param network a rational network
 * @param inputs one element for each input
 * @returns one element for each output
 * @throws {RangeError} on a wrong number of inputs; {@link PoleError}, naming the node, where a node's denominator is zero
 */
export function evaluateNetwork<T>(F: Field<T>, network: RationalNetwork, inputs: readonly T[]): readonly T[] {
  if (inputs.length !== network.inputs.length) {
    throw new RangeError(
      `evaluateNetwork: expected ${String(network.inputs.length)} inputs, got ${String(inputs.length)}`,
    );
  }
  const values = [...inputs];
  network.nodes.forEach((node, k) => {
    const u = evaluateForm(F, node, values);
    const [numerator, denominator] = [horner(F, node.numerator, u), horner(F, node.denominator, u)];
    try {
      values.push(F.div(numerator, denominator));
    } catch (error) {
      throw asPoleError(error, 'node', k);
    }
  });
  return network.outputs.map((form) => evaluateForm(F, form, values));
}
