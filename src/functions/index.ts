/**
 * Targets: the catalog of functions, expressions, and their values with all digits correct.
 *
 * @packageDocumentation
 */
export { findTarget, isCatalogName, listTargets, type TargetSummary } from './catalog.ts';
export { type CorrectDigits, correctDigits, evaluateToDigits, evaluateVectorToDigits } from './correct-digits.ts';
export { describeNumber, makeDomain, parseDomain } from './domain.ts';
export { type Exact, exactValues } from './exact-values.ts';
export { expressionTarget, resolveTarget } from './expression.ts';
export { findLayer, isLayerName, type Layer, type LayerSummary, listLayers } from './layers.ts';
export {
  type BinaryOperator,
  EXPRESSION_CONSTANTS,
  EXPRESSION_FUNCTIONS,
  type ExpressionNode,
  foldExpression,
  parseExpression,
} from './parse-expression.ts';
export { simplestBetween } from './simplest-rational.ts';
export type { Box, Domain, RealFunction, Target, VectorFunction } from './target.ts';
