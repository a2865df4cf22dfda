/**
 * The experiment as a list of independent pieces of work, done here or by whatever executes them.
 */
import { nearestName } from '../functions/nearest-name.ts';
import { readCurve } from './curve.ts';
import { hasPretraining, openWorkshop, trainModel, type Workshop } from './model.ts';
import { type ExperimentSettings, MODEL_KINDS, type ModelKind, type ModelRecord } from './records.ts';

/** Models from … to − 1 of one kind for one curve; plain data. */
export interface TrainingWork {
  readonly settings: ExperimentSettings;
  readonly curve: string;
  readonly kind: ModelKind;
  readonly from: number;
  readonly to: number;
}

/** Finished work. */
export interface FinishedWork {
  readonly models: readonly ModelRecord[];
  /** What training took, on the thread that did it. */
  readonly seconds: number;
}

/** Something that does work: this thread, or a pool of them. */
export interface TrainingExecutor {
  run(work: TrainingWork): Promise<FinishedWork>;
}

/** The last workshop opened: work comes in runs of the same curve and kind. */
let open: { readonly key: string; readonly workshop: Workshop } | undefined;

/** Does work in the thread that asks. */
export function doWork({ settings, curve, kind, from, to }: TrainingWork): FinishedWork {
  const key = JSON.stringify([settings, curve, kind]);
  if (open?.key !== key) open = { key, workshop: openWorkshop(settings, curve, kind) };
  const { workshop } = open;
  const trained = Array.from({ length: to - from }, (_, k) => trainModel(workshop, from + k));
  return { models: trained.map(({ model }) => model), seconds: trained.reduce((sum, { seconds }) => sum + seconds, 0) };
}

/** Does all work in the thread that asks. */
export const singleThreadTraining: TrainingExecutor = Object.freeze({
  run: (work: TrainingWork) => Promise.resolve(doWork(work)),
});

/** Where an experiment is done, and what it keeps on the way. */
export interface ExperimentContext {
  readonly executor: TrainingExecutor;
  /** Work finished earlier, or undefined. */
  readonly recall?: (key: string) => FinishedWork | undefined;
  /** Keeps finished work. */
  readonly keep?: (key: string, finished: FinishedWork) => Promise<void>;
  /** Told about every finished piece. @param done of `total` models */
  readonly onProgress?: (label: string, done: number, total: number) => void;
}

/** Models that are trained in one piece. */
const BATCH = 5;

/** Largest numbers admitted: memory and patience; with these no weight can overflow. */
const MOST: Readonly<Record<'models' | 'epochs' | 'points' | 'depth', number>> = Object.freeze({
  models: 100_000,
  epochs: 10_000_000,
  points: 100_000,
  depth: 24,
});

/**
 * Checks settings, before any work.
 *
 * @throws {RangeError} with one line that names the setting, or what is wrong with a curve.
 */
export function checkSettings(settings: ExperimentSettings): void {
  for (const name of ['models', 'epochs', 'points', 'depth'] as const) {
    const least = name === 'points' ? 3 : 1;
    const value = settings[name];
    if (!Number.isSafeInteger(value) || value < least || value > MOST[name]) {
      throw new RangeError(
        `training: expected ${name} from ${String(least)} to ${String(MOST[name])}, got ${String(value)}`,
      );
    }
  }
  for (const name of ['learningRate', 'pretrainingLearningRate'] as const) {
    const value = settings[name];
    if (!(value > 0 && value <= 1000)) {
      throw new RangeError(`training: expected a ${name} in (0, 1000], got ${String(value)}`);
    }
  }
  for (const kind of settings.kinds) checkKind(kind, settings);
  for (const curve of settings.curves) readCurve(curve, settings.points);
}

function checkKind(kind: string, { stage }: ExperimentSettings): void {
  if (!(MODEL_KINDS as readonly string[]).includes(kind)) {
    const near = nearestName(kind, MODEL_KINDS);
    const hint = near === undefined ? `expected one of ${MODEL_KINDS.join(', ')}` : `did you mean ${near}?`;
    throw new RangeError(`training: unknown kind "${kind.slice(0, 40)}": ${hint}`);
  }
  if (stage === 'pretraining' && !hasPretraining(kind as ModelKind)) {
    throw new RangeError(`training: expected a kind with pretraining (free, tied), got ${kind}`);
  }
}

function worksOf(settings: ExperimentSettings): readonly TrainingWork[] {
  const { curves, kinds, models } = settings;
  return curves.flatMap((curve) =>
    kinds.flatMap((kind) =>
      Array.from({ length: Math.ceil(models / BATCH) }, (_, k) => {
        const from = k * BATCH;
        return { settings, curve, kind, from, to: Math.min(from + BATCH, models) };
      }),
    ),
  );
}

/** Models with the seconds that their training took. */
export interface TrainedModels {
  readonly models: readonly ModelRecord[];
  /** By curve and kind, as {@link timeKey} writes them. */
  readonly seconds: ReadonlyMap<string, number>;
}

/** The key of a curve and a kind. */
export const timeKey = (curve: string, kind: ModelKind): string => `${kind} ${curve}`;

/**
 * Trains all models of an experiment.
 *
 * The records depend on the settings only, not on threads or interruptions.
 * @param settings - The experiment.
 * @param context - Where it is done.
 * @returns The models, ordered by curve, kind and index.
 * @throws {RangeError} as {@link checkSettings}.
 */
export async function runExperiment(settings: ExperimentSettings, context: ExperimentContext): Promise<TrainedModels> {
  checkSettings(settings);
  const { executor, recall, keep, onProgress } = context;
  const total = settings.curves.length * settings.kinds.length * settings.models;
  let done = 0;
  const finished = await Promise.all(
    worksOf(settings).map(async (work) => {
      const key = [work.curve, work.kind, String(work.from), String(work.to)].join(' ');
      let result = recall?.(key);
      if (result === undefined) {
        result = await executor.run(work);
        await keep?.(key, result);
      }
      done += work.to - work.from;
      onProgress?.(timeKey(work.curve, work.kind), done, total);
      return { work, result };
    }),
  );
  const seconds = new Map<string, number>();
  for (const { work, result } of finished) {
    const key = timeKey(work.curve, work.kind);
    seconds.set(key, (seconds.get(key) ?? 0) + result.seconds);
  }
  return { models: finished.flatMap(({ result }) => result.models), seconds };
}
