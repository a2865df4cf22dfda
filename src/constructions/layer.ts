/** Constructions of layers: functions of several variables, from their formulas. */
import { formulaMethods, type FormulaMethod } from './composite.ts';
import { constructBy, type Construction, type ConstructionRequest } from './construct.ts';
import type { Layer } from '../functions/layers.ts';

/**
 * The constructions of a layer.
 * @param layer - Found by `findLayer`.
 * @returns As many as its formula has: by the constructions of exp, else of |x|, else a single one.
 */
export const layerMethods = (layer: Layer): readonly FormulaMethod[] => formulaMethods(layer);

/** Names of inputs: x1, x2, … */
export const inputNames = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, i) => `x${String(i + 1)}`);

/**
 * Constructs a rational circuit within ε of a layer, for every value, on the box in which each input lies in the domain.
 *
 * Error: proven a priori, rounding of the weights included; see `bound` of the result, the largest over the outputs.
 * @param layer - Found by `findLayer`.
 * @param request - Accuracy, the interval of every input, and the method.
 * @returns The circuit: inputs x1, x2, …, outputs in the layer's order.
 * @throws {RangeError} for an ε outside (0, 1), an empty domain, an unknown method
 */
export function constructLayer(layer: Layer, request: ConstructionRequest): Construction {
  const { eps, domain, method = 'auto' } = request;
  const inputs = inputNames(layer.inputs);
  const box = inputs.map(() => domain);
  return constructBy({ ...request, name: layer.name, inputs }, method, layerMethods(layer), (known, objective) =>
    known.plan(box, eps, objective),
  );
}
