/**
 * The size measures of a circuit and of the network it lowers to.
 */
import type { PackedForm } from './affine.ts';
import type { Circuit, Size } from './circuit.ts';
import { layeredSize } from './layered.ts';
import { lastUses } from './liveness.ts';
import { DegreeBound, gatesInCone } from './degree.ts';
import { type Lowering, lowerOver } from './lowering.ts';
import { filteredWeights, type WeightField } from './weights.ts';

/** Non-zero weights and bias of a form. */
function parametersOf<W>(field: WeightField<W>, form: PackedForm<W>): number {
  return form.sources.length + (field.isZero(form.bias) ? 0 : 1);
}

/** Layers of the nodes, and how many identity nodes carry values over the layers that they skip. */
function layering<W>({ inputs, nodes, outputs }: Lowering<W>): { readonly depth: number; readonly carriers: number } {
  const layers = new Uint32Array(inputs + nodes.length);
  /** The last layer in which each source is read. */
  const reach = new Uint32Array(inputs + nodes.length);
  const read = (form: PackedForm<W>, layer: number): void => {
    for (const source of form.sources) if ((reach[source] ?? 0) < layer) reach[source] = layer;
  };
  let depth = 0;
  nodes.forEach(({ form }, k) => {
    let below = 0;
    for (const source of form.sources) below = Math.max(below, layers[source] ?? 0);
    layers[inputs + k] = below + 1;
    depth = Math.max(depth, below + 1);
    read(form, below + 1);
  });
  for (const form of outputs) read(form, depth + 1);
  const carriers = reach.reduce((sum, layer, source) => sum + Math.max(0, layer - 1 - (layers[source] ?? 0)), 0);
  return { depth, carriers };
}

/** The largest bound over the outputs. */
function degreeOf<W>(circuit: Circuit, lowering: Lowering<W>, bound: readonly bigint[]): bigint {
  return circuit.outputs.reduce((largest, output, k) => {
    const cone = 1n << BigInt(gatesInCone(circuit, lowering.gates, output));
    const own = bound[k] ?? cone;
    const degree = own < cone ? own : cone;
    return degree > largest ? degree : largest;
  }, 0n);
}

/**
 * The size measures of a circuit.
 *
 * - `gates`: products of two values, and quotients by a value, that are not constant; instructions that no output needs
 *   do not count.
 * - `nodes`: square and reciprocal nodes of the lowered network ({@link lower}): a² one, ab two, 1/b one for all
 *   quotients by the same b.
 * - `depth`: nodes on the longest chain.
 * - `parameters`: non-zero weights and biases of nodes and outputs, and free activation coefficients: the non-zero
 *   coefficients of P and Q less one for their common scaling, that is 1 for u², for 1/u and for the identity.
 * - `layeredNodes`: a node stands in the layer that is the length of the longest chain to it, inputs in layer 0, outputs
 *   in the layer after the last; whatever is read in later layers than the next is carried there by one identity node in
 *   each layer between. Two layouts are counted, one that carries single nodes and one that carries values of the circuit
 *   (layered.ts); the one with fewer nodes counts. `layeredParameters` are the parameters of that layout, identity
 *   nodes with their weights and coefficients included.
 * - `degree`: a bound of max(deg P, deg Q) for every output P/Q (in lowest terms; the total degree if there are several
 *   inputs): degrees of numerators and denominators are propagated through the circuit, and s gates give at most 2^s.
 *
 * All measures are exact (zero weights are found exactly), except that `degree` is an upper bound.
 *
 * Cost: linear in the number of weights of the network.
 *
 * @param circuit a straight-line program
 * @throws {RangeError} on a division by a value that is constantly zero, on references to later values, and where the
 * network has more than about 2^24 weights
 */
export function sizeOf(circuit: Circuit): Size {
  const degrees = new DegreeBound(filteredWeights, circuit.inputs.length);
  const lowering = lowerOver(filteredWeights, circuit, degrees);
  const { depth, carriers } = layering(lowering);
  const weights = [...lowering.nodes.map((node) => node.form), ...lowering.outputs].reduce(
    (sum, form) => sum + parametersOf(filteredWeights, form),
    0,
  );
  const nodes = lowering.nodes.length;
  const parameters = weights + nodes;
  const byNodes = { nodes: nodes + carriers, parameters: parameters + 2 * carriers };
  const byValues = layeredSize(circuit, lowering.gates, lastUses(circuit));
  const layered = byValues.nodes < byNodes.nodes ? byValues : byNodes;
  return {
    gates: lowering.gates.filter((gate) => gate).length,
    nodes,
    depth,
    parameters,
    layeredNodes: layered.nodes,
    layeredParameters: layered.parameters,
    degree: degreeOf(circuit, lowering, degrees.bounds),
  };
}
