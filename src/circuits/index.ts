/**
 * Rational circuits: build, read and write, evaluate over any field, lower to rational networks, measure their size.
 *
 * @module circuits
 */
export { type CircuitField, circuitField, prune, type Wire } from './builder.ts';
export type { Circuit, Instruction, Size } from './circuit.ts';
export { bindDense, catalogActivations, evaluateDense, type NamedActivations, shapeOf } from './dense.ts';
export { bind, bindDivisors, evaluate, evaluateAll, type OutputsAndDivisors, PoleError } from './evaluate.ts';
export { circuitFromExpression } from './expression.ts';
export { parseCircuit, type ParseOptions, serializeCircuit } from './file.ts';
export {
  evaluateNetwork,
  lower,
  type NetworkForm,
  type NetworkNode,
  type NetworkWeight,
  type RationalNetwork,
} from './lower.ts';
export {
  type AffineActivation,
  type Carrying,
  networkBuilder,
  type NetworkBuilder,
  RELU,
  type Signal,
} from './network-builder.ts';
export {
  type DenseLayer,
  type DenseNetwork,
  parseNetwork,
  type ParseNetworkOptions,
  type RationalActivation,
  serializeNetwork,
} from './network-file.ts';
export { layerOf, networkLayer, networkTarget, targetOf } from './network-target.ts';
export { compile, OPCODES, type Plan, type PlannedConstant } from './plan.ts';
export { sizeOf } from './size.ts';
export { sizeOfDense } from './size-dense.ts';
