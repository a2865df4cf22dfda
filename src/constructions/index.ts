/**
 * The papers' constructions over any number system, and their planners.
 * @module
 */
export { agm, type AgmResult, ellipticCoefficient, reciprocalAgm, type RootSource } from './agm.ts';
export {
  construct,
  type Construction,
  type ConstructionRequest,
  defaultDomain,
  describeDomain,
  methodsFor,
} from './construct.ts';
export type { FormulaMethod, PlannedFormula } from './composite.ts';
export type { Method, MethodRole, Planned } from './construction.ts';
export { constructLayer, inputNames, layerMethods } from './layer.ts';
export { smoothActivations, smoothCarrying } from './gates/carrying.ts';
export { shallowNetwork, type ShallowNetwork } from './gates/differences.ts';
export type { GateKit, SquareGate } from './gates/gate-kit.ts';
export { type GateNetwork, networkOfCircuit } from './gates/network-of-circuit.ts';
export { smoothKit } from './gates/smooth-square.ts';
export { type Objective, objectives, type Work } from './work.ts';
export { type DoublingPlan, expDoubling, lambertConvergent, planDoubling } from './exp-doubling.ts';
export { expHybrid, type HybridPlan, planHybrid } from './exp-hybrid.ts';
export { expHalley, halleyExpStep, type HalleyPlan } from './exp-halley.ts';
export { expCircuit, type ExpMethod, expMethods, type ExpPlan, planExp } from './exp-plan.ts';
export { logAgm, type LogForm, type LogPlan, type LogResult, startPair, thetaPair } from './log-agm.ts';
export { type LogHead } from './log-head.ts';
export { type KeptRoots, type LogOptions } from './log-levels.ts';
export { planLog, planLogFrom, type PlannedLog, type PlannedLogWithHead } from './log-plan.ts';
export { type BestRational, bestRational, type BestRationalRequest } from './minimax/best-rational.ts';
export type { MinimaxProblem } from './minimax/problem.ts';
export type { SingleRational, SingleRequest } from './single/approximant.ts';
export { padeApproximant } from './single/pade.ts';
export { exactPadeCell, type PadeCell } from './single/pade-table.ts';
export { type Rationalized, type RationalizedLayer, rationalize, type RationalizeRequest } from './rationalize.ts';
export {
  type BalancedRootPlan,
  halleyRootStep,
  newtonRootStep,
  planBalancedRoot,
  planRoot,
  planRootFromZero,
  planRootSteps,
  pthRoot,
  type RootMethod,
  type RootPlan,
} from './pth-root.ts';
export {
  planSign,
  planSignDegrees,
  type SignPlan,
  zolotarevError,
  zolotarevSign,
  type ZolotarevStage,
} from './zolotarev.ts';
