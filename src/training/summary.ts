/**
 * From trained models to the rows of the tables.
 */
import { rationals } from '../arithmetic/rational.ts';
import type { DenseNetwork } from '../circuits/network-file.ts';
import { resolveTarget } from '../functions/expression.ts';
import { boundAsText, boundPiecewiseError } from '../triangle/piecewise-error.ts';
import { networkOf } from './layout.ts';
import { hasPretraining, layoutOfKind } from './model.ts';
import type {
  NetworkError,
  ErrorSummary,
  ExperimentSettings,
  ModelKind,
  ModelRecord,
  Spread,
  TrainingRow,
} from './records.ts';

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Mean and standard deviation of the sample, n − 1 in its denominator; 0 for one value. */
function spreadOf(values: readonly number[]): Spread {
  const centre = mean(values);
  const squares = values.reduce((sum, value) => sum + (value - centre) ** 2, 0);
  return { mean: centre, sd: values.length < 2 ? 0 : Math.sqrt(squares / (values.length - 1)) };
}

/** An error of 0 has no logarithm; it counts as the smallest double. */
const log10 = (mse: number): number => Math.log10(Math.max(mse, Number.MIN_VALUE));

/** Least value, mean, and spread of the logarithms. */
export function summariseErrors(errors: readonly number[]): ErrorSummary {
  return {
    min: errors.reduce((a, b) => Math.min(a, b)),
    mean: mean(errors),
    log10: spreadOf(errors.map(log10)),
  };
}

/** The network of a model, with its exact weights. */
export function networkOfModel(model: ModelRecord, settings: ExperimentSettings): DenseNetwork {
  const meta = { curve: model.curve, kind: model.kind, index: model.index, seed: settings.seed, mse: model.mse };
  return networkOf(layoutOfKind(model.kind, settings.depth), Float64Array.from(model.parameters), meta);
}

/**
 * A proven enclosure of the uniform error of a model's network against its curve on [0, 1], within 5 %.
 *
 * @param model - The model.
 * @param settings - Its experiment.
 * @returns Decimal strings, rounded outward.
 */
export function certifyModel(model: ModelRecord, settings: ExperimentSettings): NetworkError {
  const unit = { lower: rationals.zero, upper: rationals.one };
  const bound = boundPiecewiseError(networkOfModel(model, settings), resolveTarget(model.curve), unit);
  return { ...boundAsText(bound), pieces: bound.pieces };
}

/** The model of least error among some, the first of equals. */
export function bestOf(models: readonly ModelRecord[]): ModelRecord {
  return models.reduce((best, model) => (model.mse < best.mse ? model : best));
}

/** Epochs that a model of a kind sees. */
export function epochsOf(kind: ModelKind, { stage, epochs }: ExperimentSettings): number {
  return stage === 'all' && hasPretraining(kind) ? 2 * epochs : epochs;
}

/**
 * The row of all models of one kind for one curve.
 *
 * @param models - These models, at least one.
 * @param settings - Their experiment.
 * @returns The row, without the path of a network.
 */
export function summariseModels(models: readonly ModelRecord[], settings: ExperimentSettings): TrainingRow {
  const best = bestOf(models);
  const { curve, kind } = best;
  const pieces = models.map((model) => model.pieces);
  const continued = models.flatMap((model) => (model.continued === undefined ? [] : [model.continued]));
  return {
    curve,
    kind,
    models: models.length,
    epochs: epochsOf(kind, settings),
    ...summariseErrors(models.map(({ mse }) => mse)),
    dead: models.filter(({ dead }) => dead).length,
    pieces: {
      min: pieces.reduce((a, b) => Math.min(a, b)),
      mean: mean(pieces),
      max: pieces.reduce((a, b) => Math.max(a, b)),
    },
    ...(continued.length > 0 && { continued: { epochs: 2 * settings.epochs, ...summariseErrors(continued) } }),
    best: { index: best.index, mse: best.mse, error: certifyModel(best, settings) },
  };
}
