/**
 * One model of the experiment: its start and its stages.
 */
import { type Curve, readCurve } from './curve.ts';
import { createGradientEngine, type GradientEngine } from './gradient.ts';
import { linearStart, raiStart, randomPeaks } from './initialise.ts';
import { countPieces, isDead } from './inspect.ts';
import { type Layout, layoutOf } from './layout.ts';
import { createTrainer, type Trained } from './learning.ts';
import { type Parameterisation, ratiosByRule, rawWeights, wavePeaks } from './parameterisation.ts';
import { createRandomSource } from './random.ts';
import type { ExperimentSettings, ModelKind, ModelRecord, Pretrained } from './records.ts';

/** The hidden width of every network of the experiment. */
const WIDTH = 4;

/** Numbers that tell the random streams of the starts apart. The three compositional kinds share one. */
const STREAMS: Readonly<Record<ModelKind, number>> = Object.freeze({
  default: 1,
  'default-relu-output': 2,
  rai: 3,
  'no-pretraining': 4,
  free: 4,
  tied: 4,
});

/** What models of one kind for one curve share. */
export interface Workshop {
  readonly settings: ExperimentSettings;
  readonly curve: Curve;
  readonly kind: ModelKind;
  readonly layout: Layout;
  readonly engine: GradientEngine;
}

/** The layout of a kind's networks. */
export function layoutOfKind(kind: ModelKind, depth: number): Layout {
  const hidden = Array.from({ length: depth }, () => WIDTH);
  return layoutOf([1, ...hidden, 1], kind === 'default-relu-output');
}

/**
 * Prepares the training of models of one kind for one curve.
 *
 * @throws {RangeError} as {@link readCurve}, or for pretraining alone of a kind that has none.
 */
export function openWorkshop(settings: ExperimentSettings, curveText: string, kind: ModelKind): Workshop {
  if (settings.stage === 'pretraining' && !hasPretraining(kind)) {
    throw new RangeError(`openWorkshop: expected a kind with pretraining (free, tied), got ${kind}`);
  }
  const curve = readCurve(curveText, settings.points);
  const layout = layoutOfKind(kind, settings.depth);
  return { settings, curve, kind, layout, engine: createGradientEngine(layout, curve.samples) };
}

/** Whether models of a kind train their peaks before their weights. */
export const hasPretraining = (kind: ModelKind): boolean => kind === 'free' || kind === 'tied';

/** What training gave, before anything is said about the network. */
type Outcome = Trained & Pick<ModelRecord, 'learning' | 'pretrained' | 'continued'>;

/** A model and the seconds that its training took. */
export interface TimedModel {
  readonly model: ModelRecord;
  readonly seconds: number;
}

/**
 * Trains one model.
 *
 * @param workshop - The kind and the curve.
 * @param index - Its number; with the seed it decides the start.
 * @returns Its record, and what training took, without what is found out about the network afterwards.
 */
export function trainModel(workshop: Workshop, index: number): TimedModel {
  const start = performance.now();
  const outcome = runStages(workshop, index);
  const seconds = (performance.now() - start) / 1000;
  return { model: describe(workshop, index, outcome), seconds };
}

function runStages(workshop: Workshop, index: number): Outcome {
  const { settings, curve, kind, layout } = workshop;
  const random = createRandomSource(settings.seed, STREAMS[kind], index);
  if (kind === 'default' || kind === 'default-relu-output' || kind === 'rai') {
    const start = (kind === 'rai' ? raiStart : linearStart)(layout, random);
    const trained = trainWeights(
      workshop,
      rawWeights(start, () => true),
    ).run(settings.epochs);
    return { ...trained, learning: trained.curve };
  }
  const peaks = randomPeaks(settings.depth + 1, random);
  const waves = wavePeaks(layout, peaks, curve.form, kind === 'free');
  if (!hasPretraining(kind)) {
    const trainer = trainWeights(workshop, rawWeights(encoded(layout, waves), trainedWeights(workshop)));
    const trained = trainer.run(settings.epochs);
    const continued = trainer.run(settings.epochs);
    return { ...trained, learning: continued.curve, continued: continued.mse };
  }
  const pretraining = trainPeaks(workshop, waves).run(settings.epochs);
  const pretrained = describePretraining(workshop, peaks, waves, pretraining);
  if (settings.stage === 'pretraining') return { ...pretraining, pretrained, learning: [] };
  const raw = rawWeights(pretraining.parameters, trainedWeights(workshop));
  const trained = trainWeights(workshop, raw).run(settings.epochs);
  return { ...trained, pretrained, learning: trained.curve };
}

type Trainer = ReturnType<typeof createTrainer>;

function trainWeights({ settings, curve, layout, engine }: Workshop, parameterisation: Parameterisation): Trainer {
  return createTrainer({
    layout,
    samples: curve.samples,
    engine,
    parameterisation,
    learningRate: settings.learningRate,
  });
}

function trainPeaks({ settings, curve, layout, engine }: Workshop, parameterisation: Parameterisation): Trainer {
  return createTrainer({
    layout,
    samples: curve.samples,
    engine,
    parameterisation,
    learningRate: settings.pretrainingLearningRate,
  });
}

function encoded(layout: Layout, waves: Parameterisation): Float64Array {
  const parameters = new Float64Array(layout.size);
  waves.write(parameters);
  return parameters;
}

/** Which parameters the raw stage of a compositional network moves: all weights, and the biases of the first hidden layer. */
function trainedWeights({ settings, layout }: Workshop): (i: number) => boolean {
  if (settings.trainsBiases) return () => true;
  const isFrozen = new Set(
    layout.biasesAt
      .slice(1)
      .flatMap((at, l) => Array.from({ length: layout.widths[l + 2] as number }, (_, o) => at + o)),
  );
  return (i) => !isFrozen.has(i);
}

function describePretraining(
  { curve, settings }: Workshop,
  startPeaks: readonly number[],
  waves: Parameterisation,
  { mse, curve: learning }: Trained,
): Pretrained {
  const values = Array.from(waves.values);
  const peaks = values.slice(0, settings.depth + 1);
  const free = values.slice(settings.depth + 1);
  const ratios = free.length > 0 ? free : ratiosByRule(peaks, curve.form);
  return { mse, curve: learning, startPeaks, peaks, ratios };
}

function describe(
  { curve, kind, layout }: Workshop,
  index: number,
  { mse, parameters, pretrained, learning, continued }: Outcome,
): ModelRecord {
  return {
    curve: curve.target.name,
    kind,
    index,
    mse,
    dead: isDead(layout, parameters, curve.samples.x),
    pieces: countPieces(layout, parameters),
    ...(pretrained && { pretrained }),
    learning,
    ...(continued !== undefined && { continued }),
    parameters: Array.from(parameters),
  };
}

/**
 * The parameters of a model as its peaks and ratios encode them after pretraining, before the raw weights move.
 *
 * @throws {RangeError} for a model without pretraining.
 */
export function encodedParameters(
  { curve, kind, pretrained }: ModelRecord,
  settings: ExperimentSettings,
): Float64Array {
  if (pretrained === undefined) throw new RangeError(`encodedParameters: expected a pretrained model, got ${kind}`);
  const layout = layoutOfKind(kind, settings.depth);
  const { form } = readCurve(curve, settings.points);
  const waves = wavePeaks(layout, pretrained.peaks, form, true);
  waves.values.set([...pretrained.peaks, ...pretrained.ratios]);
  return encoded(layout, waves);
}
