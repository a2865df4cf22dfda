/**
 * Uniform errors: estimates by sampling, and bounds with certificates.
 * @module
 */
export { type Assessment, type AssessmentRequest, assess, assessHere, type Assessor } from './assess.ts';
export { type CertifiedError, certifyError, type CertifyRequest } from './certify.ts';
export { type CertifiedMinimax, certifyMinimax, type MinimaxRequest } from './certify-minimax.ts';
export { constructMinimax, minimaxMethod } from './construct-minimax.ts';
export { type BestOptions, constructBest } from './construct-best.ts';
export { constructSingle } from './construct-single.ts';
export type { CertifiedSingle, SingleMethod, SingleOptions } from './single-search.ts';
export { singleMethods } from './single-methods.ts';
export type { Bounded, Unbounded } from './certify-analytic.ts';
export type { PanelGoal } from './certify-series.ts';
export { type Attempt, type AttemptExecutor, attemptHere, type BoundedPanel } from './certify-attempt.ts';
export {
  type BoundFunction,
  type DifferenceEstimate,
  type DifferenceRequest,
  estimateDifference,
} from './difference.ts';
export { errorFunction, type ErrorTask, largestErrors, mergePeaks, type Peak } from './error-function.ts';
export { type FastEvaluator, fastEvaluator, type FastEvaluatorOptions } from './fast-evaluator.ts';
export { type GpuEvaluator, gpuEvaluator, type GpuEvaluatorOptions } from './gpu-evaluator.ts';
export {
  type Backend,
  type ErrorEstimate,
  type ErrorEvaluator,
  estimateError,
  type EstimateRequest,
  singleThread,
} from './estimate.ts';
export { refusePoles } from './poles.ts';
export { samplePoint, type SamplePoint, type SampleSet } from './sampling.ts';
export { type BoxRequest, certifyBoxError, type CertifiedBoxError, DEFAULT_BOX_TIGHTNESS } from './certify-box.ts';
export { type BoxEstimate, type BoxEstimateRequest, estimateBoxError } from './estimate-box.ts';
