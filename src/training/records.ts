/**
 * Records of a training experiment, plain and immutable: what is kept, what reports read. Times are kept apart from them, so
 * that the same seed gives the same records.
 */
import type { LearningPoint } from './learning.ts';

/**
 * How a model starts and what is trained.
 *
 * `default`: PyTorch's start, all weights; `default-relu-output`: the same with ReLU on the output neuron; `rai`: the start RAI;
 * the others start as compositional networks with the same random peaks. `no-pretraining`: raw weights at once; `free`: first
 * peaks and ratios; `tied`: first the peaks, ratios by the rule; then raw weights.
 */
export type ModelKind = 'default' | 'default-relu-output' | 'rai' | 'no-pretraining' | 'free' | 'tied';

/** All kinds, in the order of tables. */
export const MODEL_KINDS: readonly ModelKind[] = Object.freeze([
  'default',
  'default-relu-output',
  'rai',
  'no-pretraining',
  'free',
  'tied',
]);

/** What is trained: the peaks alone, or everything. */
export type Stage = 'pretraining' | 'all';

/** Everything that the result of an experiment depends on. */
export interface ExperimentSettings {
  /** Names of targets or expressions. */
  readonly curves: readonly string[];
  readonly kinds: readonly ModelKind[];
  /** Models of each kind for each curve. */
  readonly models: number;
  /** Epochs of each stage. */
  readonly epochs: number;
  readonly learningRate: number;
  readonly pretrainingLearningRate: number;
  readonly stage: Stage;
  readonly seed: number;
  /** Evenly spaced points of [0, 1]. */
  readonly points: number;
  /** Hidden layers of four neurons. */
  readonly depth: number;
  /** Whether the raw stage of compositional kinds trains the biases of all layers, not of the first alone. */
  readonly trainsBiases: boolean;
}

/** The settings of [MHL], as far as they are known; docs/guide.md says which decisions are this project's. */
export const PUBLISHED_SETTINGS: Omit<ExperimentSettings, 'curves' | 'kinds'> = Object.freeze({
  models: 30,
  epochs: 1000,
  learningRate: 1e-3,
  pretrainingLearningRate: 1e-3,
  stage: 'all',
  seed: 1,
  points: 500,
  depth: 5,
  trainsBiases: false,
});

/** What pretraining led to. */
export interface Pretrained {
  readonly mse: number;
  readonly curve: readonly LearningPoint[];
  readonly startPeaks: readonly number[];
  readonly peaks: readonly number[];
  /** S_i = s_i/s_{i−1}, S_0 = s_0. */
  readonly ratios: readonly number[];
}

/** One trained model. */
export interface ModelRecord {
  readonly curve: string;
  readonly kind: ModelKind;
  /** 0, 1, …: models of compositional kinds with the same index start alike. */
  readonly index: number;
  /** Mean squared error after the last update of the last stage. */
  readonly mse: number;
  readonly dead: boolean;
  readonly pieces: number;
  readonly pretrained?: Pretrained;
  /** The learning curve of the raw weights; empty where only pretraining was asked for. */
  readonly learning: readonly LearningPoint[];
  /** The error after twice the epochs, for the kind that has no pretraining. */
  readonly continued?: number;
  /** The network's parameters, weights row by row before biases, layer after layer. */
  readonly parameters: readonly number[];
}

/** Mean and standard deviation (of the sample) of log₁₀ of the mean squared errors. */
export interface Spread {
  readonly mean: number;
  readonly sd: number;
}

/** The errors of the models of one kind. */
export interface ErrorSummary {
  readonly min: number;
  readonly mean: number;
  readonly log10: Spread;
}

/** The uniform error of a network against its curve on [0, 1]: an interval proven to contain it, decimal strings. */
export interface NetworkError {
  readonly kind: 'bound';
  readonly lower: string;
  readonly upper: string;
  /** Exact linear pieces of the network. */
  readonly pieces: number;
}

/** All models of one kind for one curve. */
export interface TrainingRow extends ErrorSummary {
  readonly curve: string;
  readonly kind: ModelKind;
  readonly models: number;
  /** Epochs per model, all stages. */
  readonly epochs: number;
  readonly dead: number;
  readonly pieces: { readonly min: number; readonly mean: number; readonly max: number };
  /** The same models after twice the epochs. */
  readonly continued?: ErrorSummary & { readonly epochs: number };
  /** The model of least error. */
  readonly best: {
    readonly index: number;
    readonly mse: number;
    readonly error: NetworkError;
    readonly network?: string;
  };
}

/** A polygonal line of a figure. */
export interface FunctionLine {
  readonly label: string;
  readonly x: readonly number[];
  readonly y: readonly number[];
}

/** Functions on [0, 1], sampled for a figure: panels from left to right, three in a row. */
export interface FunctionFigure {
  /** File name without extension. */
  readonly name: string;
  readonly title: string;
  readonly caption: string;
  readonly panels: readonly { readonly title: string; readonly lines: readonly FunctionLine[] }[];
  /** `row`: panels of a row share their vertical axis; `logarithmic`: all panels do, both axes logarithmic. */
  readonly axes: 'row' | 'logarithmic';
  readonly xLabel: string;
  readonly yLabel: string;
}

/** The results of an experiment. */
export interface TrainingResults {
  readonly settings: ExperimentSettings;
  readonly rows: readonly TrainingRow[];
  readonly models: readonly ModelRecord[];
  readonly warnings: readonly string[];
}
