/**
 * Uniform errors: estimates by sampling.
 * @module
 */
export { errorFunction, type ErrorTask, largestErrors, mergePeaks, type Peak } from './error-function.ts';
export {
  type ErrorEstimate,
  type ErrorEvaluator,
  estimateError,
  type EstimateRequest,
  singleThread,
} from './estimate.ts';
export { refusePoles } from './poles.ts';
export { samplePoint, type SamplePoint, type SampleSet } from './sampling.ts';
