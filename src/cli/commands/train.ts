/** `loglog train triangle`. */
import { cpus } from 'node:os';
import { join } from 'node:path';
import { serializeNetwork } from '../../circuits/index.ts';
import { makeFolder, writeFileAtomically } from '../../circuits/file-node.ts';
import { paperTables, type Published, trainingTable, writeTrainingReport } from '../../report/index.ts';
import {
  bestOf,
  checkSettings,
  curveSlug,
  epochsOf,
  type ExperimentSettings,
  type FinishedWork,
  hasPretraining,
  illustrate,
  MODEL_KINDS,
  type ModelKind,
  type ModelRecord,
  networkOfModel,
  PUBLISHED_CURVES,
  PUBLISHED_SETTINGS,
  publishedErrors,
  readCurve,
  runExperiment,
  type Stage,
  summariseModels,
  timeKey,
  type TrainedModels,
  type TrainingResults,
  type TrainingRow,
} from '../../training/index.ts';
import { parallelTraining } from '../../training/parallel-node.ts';
import { badRequest } from '../failure.ts';
import { interruption } from '../interruption.ts';
import { answer, type CommonOptions, progressBar, remark } from '../output.ts';
import { fileName, openRecords, type RunRecords } from '../run-directory.ts';
import { version } from '../version.ts';

/** Options of the command. */
export interface TrainOptions extends CommonOptions {
  readonly curve?: string;
  readonly kind?: string;
  readonly all?: boolean;
  readonly models: number;
  readonly epochs: number;
  readonly learningRate: number;
  readonly pretrainingLearningRate: number;
  readonly stage: Stage;
  readonly seed: number;
  readonly points: number;
  readonly depth: number;
  readonly trainBiases?: boolean;
  readonly out?: string;
  readonly resume?: boolean;
  readonly threads?: number;
}

function settingsOf(options: TrainOptions): ExperimentSettings {
  const { curve, kind, all, models, epochs, learningRate, pretrainingLearningRate, stage, seed, points, depth } =
    options;
  if (all === true && (curve !== undefined || kind !== undefined)) {
    throw badRequest('train triangle: expected --all, or --curve and --kind, not both');
  }
  if (options.resume === true && options.out === undefined) {
    throw badRequest('train triangle: expected --out DIR with --resume: the directory of the interrupted run');
  }
  const kinds = kind === undefined ? MODEL_KINDS.filter((one) => stage === 'all' || hasPretraining(one)) : [kind];
  return {
    curves: all === true ? PUBLISHED_CURVES : [curve ?? 'x^3'],
    // Whatever was typed; checkSettings says what is wrong with it.
    kinds: kinds as readonly ModelKind[],
    models,
    epochs,
    learningRate,
    pretrainingLearningRate,
    stage,
    seed,
    points,
    depth,
    trainsBiases: options.trainBiases ?? false,
  };
}

/** Trains all models, with progress, and keeps what is finished where there is a directory. */
async function trainAll(settings: ExperimentSettings, options: TrainOptions): Promise<TrainedModels> {
  const records = await recordsOf(settings, options);
  const pool = parallelTraining(options.threads);
  const bar = progressBar(options, 'train');
  const interrupted = interruption(
    records === undefined
      ? 'nothing is kept without --out DIR'
      : 'finished models are kept: the same command with --resume continues',
  );
  try {
    const work = runExperiment(settings, {
      executor: pool,
      ...(records && {
        recall: (key: string) => records.recall(key),
        keep: (key: string, finished: FinishedWork) => records.keep(key, finished),
      }),
      onProgress: (label, done, total) => {
        bar.update(done / total, label);
      },
    });
    // After an interruption nothing waits for the rest of the work, which the end of the pool makes fail.
    work.catch(() => undefined);
    const trained = await Promise.race([work, interrupted.signal]);
    interrupted.release();
    return trained;
  } finally {
    bar.stop();
    await pool.close();
  }
}

async function recordsOf(
  settings: ExperimentSettings,
  options: TrainOptions,
): Promise<RunRecords<FinishedWork> | undefined> {
  if (options.out === undefined) return undefined;
  const stamp = JSON.stringify([version(), settings]);
  const records = await openRecords<FinishedWork>(options.out, options.resume === true, stamp);
  if (records.resumed === 0 && records.foreign > 0) {
    throw badRequest(
      `train triangle: expected the directory of a run with these settings, got another run in ${options.out}; without --resume it is replaced`,
    );
  }
  if (records.resumed > 0) {
    remark(options, `resuming with ${String(records.resumed)} finished parts from ${options.out}`);
  }
  return records;
}

/** The rows, with the networks of the best models written where there is a directory. */
async function rowsOf(
  models: readonly ModelRecord[],
  settings: ExperimentSettings,
  out: string | undefined,
): Promise<readonly TrainingRow[]> {
  const rows: TrainingRow[] = [];
  if (out !== undefined) await makeFolder(join(out, 'networks'));
  for (const group of groups(models)) {
    const row = summariseModels(group, settings);
    if (out === undefined) rows.push(row);
    else {
      const network = `networks/${fileName(`${row.kind}-${curveSlug(row.curve)}`)}`;
      await writeFileAtomically(join(out, network), serializeNetwork(networkOfModel(bestOf(group), settings)));
      rows.push({ ...row, best: { ...row.best, network } });
    }
  }
  return rows;
}

/** The models by curve and kind, in their order. */
function groups(models: readonly ModelRecord[]): readonly (readonly ModelRecord[])[] {
  const byKey = new Map<string, ModelRecord[]>();
  for (const model of models) {
    const key = timeKey(model.curve, model.kind);
    byKey.set(key, [...(byKey.get(key) ?? []), model]);
  }
  return [...byKey.values()];
}

/** Seconds of one thread per model and epoch. */
function paceOf(row: TrainingRow, { seconds }: TrainedModels, settings: ExperimentSettings): number {
  const epochs = row.continued?.epochs ?? epochsOf(row.kind, settings);
  return (seconds.get(timeKey(row.curve, row.kind)) ?? 0) / (row.models * epochs);
}

/** The paper's errors, for an experiment with its number of epochs, points and layers. */
function publishedFor(settings: ExperimentSettings): Published {
  const same = (['epochs', 'learningRate', 'pretrainingLearningRate', 'stage', 'points', 'depth'] as const).every(
    (name) => settings[name] === PUBLISHED_SETTINGS[name],
  );
  return same ? publishedErrors : () => undefined;
}

/** Trains the models of an experiment, prints the tables and writes the report. */
export async function runTrain(experiment: string, options: TrainOptions): Promise<void> {
  if (experiment !== 'triangle') {
    throw badRequest(`train: expected triangle, got ${JSON.stringify(experiment.slice(0, 40))}`);
  }
  const start = performance.now();
  const requested = settingsOf(options);
  checkSettings(requested);
  const curves = requested.curves.map((text) => readCurve(text, requested.points));
  const settings = { ...requested, curves: curves.map(({ target }) => target.name) };
  const warnings = curves.flatMap((curve) => curve.warnings);
  for (const warning of warnings) remark(options, `warning: ${warning}`);
  const trained = await trainAll(settings, options);
  const rows = await rowsOf(trained.models, settings, options.out);
  const results: TrainingResults = { settings, rows, models: trained.models, warnings };
  const timed = rows.map((row) => ({ ...row, secondsPerModelEpoch: paceOf(row, trained, settings) }));
  const seconds = (): number => (performance.now() - start) / 1000;
  if (options.out !== undefined) await writeFiles(results, timed, options.out, seconds);
  const json = {
    rows: timed,
    seed: settings.seed,
    epochs: settings.epochs,
    learningRates: { weights: settings.learningRate, pretraining: settings.pretrainingLearningRate },
    settings,
    warnings,
    seconds: seconds(),
  };
  answer(options, json, () => {
    const pace = timed.map(({ secondsPerModelEpoch }) => secondsPerModelEpoch * 1e6);
    return [
      trainingTable(results, publishedFor(settings)),
      paperTables(results),
      `${String(trained.models.length)} ${trained.models.length === 1 ? 'model' : 'models'} in ${seconds().toFixed(1)} s, ${Math.min(...pace).toFixed(1)} to ${Math.max(...pace).toFixed(1)} µs per model and epoch on a thread`,
    ].join('\n');
  });
  if (options.out !== undefined) remark(options, `written to ${options.out}`);
}

/** The report, then the times in a file of their own; the records of an interruption are no longer needed. */
async function writeFiles(
  results: TrainingResults,
  timed: readonly (TrainingRow & { readonly secondsPerModelEpoch: number })[],
  out: string,
  seconds: () => number,
): Promise<void> {
  const { settings } = results;
  await writeTrainingReport(results, illustrate(results.models, settings), publishedFor(settings), out);
  const timing = {
    seconds: seconds(),
    cpus: `${String(cpus().length)} × ${cpus()[0]?.model.trim() ?? 'unknown'}`,
    node: process.version,
    rows: timed.map(({ curve, kind, secondsPerModelEpoch }) => ({ curve, kind, secondsPerModelEpoch })),
  };
  await writeFileAtomically(join(out, 'timing.json'), `${JSON.stringify(timing, null, 2)}\n`);
  await (await openRecords(out, false, '')).discard();
}
