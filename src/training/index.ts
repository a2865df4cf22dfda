/**
 * Training small ReLU networks of one variable on a curve, full batch, in double precision: the experiment of [MHL].
 * @module
 */
export { createAdam, type Optimiser } from './adam.ts';
export { type Curve, curveSlug, PUBLISHED_CURVES, readCurve } from './curve.ts';
export {
  checkSettings,
  doWork,
  type ExperimentContext,
  type FinishedWork,
  runExperiment,
  singleThreadTraining,
  timeKey,
  type TrainedModels,
  type TrainingExecutor,
  type TrainingWork,
} from './experiment.ts';
export { meanSquaredError, neuronOutputs, outputsAt } from './forward.ts';
export { createGradientEngine, type GradientEngine } from './gradient.ts';
export { illustrate, illustrateWaves } from './illustrations.ts';
export { linearStart, raiStart, randomPeaks } from './initialise.ts';
export { countPieces, isDead } from './inspect.ts';
export { type Layout, layoutOf, networkOf } from './layout.ts';
export { createTrainer, type LearningPoint, type Trained, type Trainer, type TrainingTask } from './learning.ts';
export { hasPretraining, layoutOfKind, openWorkshop, type TimedModel, trainModel, type Workshop } from './model.ts';
export { type Parameterisation, rawWeights, wavePeaks } from './parameterisation.ts';
export { PUBLISHED_ERRORS, type PublishedErrors, publishedErrors } from './published.ts';
export { createRandomSource, type RandomSource } from './random.ts';
export type {
  NetworkError,
  ErrorSummary,
  ExperimentSettings,
  FunctionFigure,
  FunctionLine,
  ModelKind,
  ModelRecord,
  Pretrained,
  Spread,
  Stage,
  TrainingResults,
  TrainingRow,
} from './records.ts';
export { MODEL_KINDS, PUBLISHED_SETTINGS } from './records.ts';
export { type Samples, sampleCurve } from './samples.ts';
export { bestOf, certifyModel, epochsOf, networkOfModel, summariseErrors, summariseModels } from './summary.ts';
