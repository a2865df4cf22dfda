import { describe, expect, it } from 'vitest';
import {
  type ExperimentSettings,
  type FinishedWork,
  MODEL_KINDS,
  networkOfModel,
  outputsAt,
  layoutOfKind,
  PUBLISHED_SETTINGS,
  runExperiment,
  singleThreadTraining,
  summariseErrors,
  summariseModels,
  type TrainingWork,
} from '../../src/training/index.ts';
import { parallelTraining } from '../../src/training/parallel-node.ts';
import { evaluateDense } from '../../src/circuits/index.ts';
import { float64 } from '../../src/arithmetic/float64.ts';
import { parseNumeral } from '../../src/arithmetic/numerals.ts';

const SETTINGS: ExperimentSettings = {
  ...PUBLISHED_SETTINGS,
  curves: ['x^3', 'tanh(3*x)'],
  kinds: MODEL_KINDS,
  models: 3,
  epochs: 30,
};

const small = (overrides: Partial<ExperimentSettings>): ExperimentSettings => ({ ...SETTINGS, ...overrides });
const executor = singleThreadTraining;

describe('an experiment', () => {
  it('has every model once, in order, and the same records for the same seed', async () => {
    const { models } = await runExperiment(SETTINGS, { executor });
    expect(models.map(({ curve, kind, index }) => `${curve} ${kind} ${String(index)}`)).toEqual(
      SETTINGS.curves.flatMap((curve) =>
        MODEL_KINDS.flatMap((kind) => [0, 1, 2].map((index) => `${curve} ${kind} ${String(index)}`)),
      ),
    );
    const again = await runExperiment(SETTINGS, { executor });
    expect(again.models).toEqual(models);
    const other = await runExperiment(small({ seed: 2 }), { executor });
    other.models.forEach(({ parameters }, k) => {
      expect(parameters).not.toEqual(models[k]!.parameters);
    });
  });

  it('is the same on two threads', async () => {
    const pool = parallelTraining(2);
    try {
      const parallel = await runExperiment(small({ models: 7 }), { executor: pool });
      const single = await runExperiment(small({ models: 7 }), { executor });
      expect(parallel.models).toEqual(single.models);
    } finally {
      await pool.close();
    }
  });

  it('does not do finished work again', async () => {
    const kept = new Map<string, FinishedWork>();
    const first = await runExperiment(SETTINGS, {
      executor,
      keep: (key, finished) => {
        kept.set(key, finished);
        return Promise.resolve();
      },
    });
    const lost = [...kept.keys()][4]!;
    kept.delete(lost);
    const done: TrainingWork[] = [];
    const second = await runExperiment(SETTINGS, {
      executor: {
        run: (work) => {
          done.push(work);
          return executor.run(work);
        },
      },
      recall: (key) => kept.get(key),
    });
    expect(done).toHaveLength(1);
    expect(second.models).toEqual(first.models);
  });

  it('starts the compositional kinds alike, for every curve', async () => {
    const { models } = await runExperiment(small({ kinds: ['free', 'tied'] }), { executor });
    const starts = models.map(({ index, pretrained }) => `${String(index)} ${String(pretrained?.startPeaks)}`);
    expect(new Set(starts).size).toBe(3);
    expect(models.every(({ pretrained }) => pretrained?.startPeaks.every((a) => a > 0.1 && a < 0.9))).toBe(true);
  });

  it('trains peaks alone where that is asked for', async () => {
    const { models } = await runExperiment(small({ kinds: ['tied'], stage: 'pretraining' }), { executor });
    for (const { mse, pretrained, learning } of models) {
      expect(learning).toEqual([]);
      expect(mse).toBe(pretrained?.mse);
    }
    await expect(runExperiment(small({ stage: 'pretraining' }), { executor })).rejects.toThrow('got default');
  });

  it('keeps the biases of later layers at 0, unless all are to be trained', async () => {
    const layout = layoutOfKind('tied', 5);
    const later = (parameters: readonly number[]): number[] =>
      layout.biasesAt.slice(1).flatMap((at, l) => parameters.slice(at, at + layout.widths[l + 2]!));
    const frozen = await runExperiment(small({ kinds: ['tied', 'no-pretraining'] }), { executor });
    for (const { parameters } of frozen.models) expect(new Set(later(parameters).map(Math.abs))).toEqual(new Set([0]));
    const free = await runExperiment(small({ kinds: ['tied'], trainsBiases: true }), { executor });
    for (const { parameters } of free.models) expect(later(parameters).some((b) => b !== 0)).toBe(true);
  });

  it.each([
    [{ models: 0 }, 'expected models from 1 to 100000, got 0'],
    [{ epochs: 1.5 }, 'expected epochs'],
    [{ points: 2 }, 'expected points from 3'],
    [{ depth: 25 }, 'expected depth from 1 to 24, got 25'],
    [{ learningRate: 0 }, 'expected a learningRate in (0, 1000], got 0'],
    [{ pretrainingLearningRate: NaN }, 'expected a pretrainingLearningRate'],
    [{ kinds: ['tyed'] as never }, 'unknown kind "tyed": did you mean tied?'],
    [{ curves: ['log(x)'] }, 'log(x) is undefined or discontinuous at 0'],
  ])('refuses %j with one line', async (overrides, message) => {
    await expect(runExperiment(small(overrides), { executor })).rejects.toThrow(message);
  });

  it('stays finite at the largest learning rate', async () => {
    const { models } = await runExperiment(small({ learningRate: 1000, pretrainingLearningRate: 1000 }), { executor });
    for (const { mse, parameters } of models) expect([mse, ...parameters].every(Number.isFinite)).toBe(true);
  });
});

describe('a row', () => {
  it('has least value, mean, and sample deviation of the logarithms', () => {
    const { min, mean, log10 } = summariseErrors([1e-2, 1e-4, 1e-6]);
    expect(min).toBe(1e-6);
    expect(mean).toBeCloseTo((1e-2 + 1e-4 + 1e-6) / 3, 15);
    expect([log10.mean, log10.sd]).toEqual([-4, 2]);
    expect(summariseErrors([0]).log10).toEqual({ mean: Math.log10(Number.MIN_VALUE), sd: 0 });
  });

  it('has a certified error that no sample exceeds, of the network in its file', async () => {
    const { models } = await runExperiment(small({ epochs: 150, curves: ['x^3'] }), { executor });
    for (const kind of MODEL_KINDS) {
      const own = models.filter((model) => model.kind === kind);
      const { best, models: count, epochs } = summariseModels(own, SETTINGS);
      expect([count, epochs]).toEqual([3, kind === 'free' || kind === 'tied' ? 60 : 30]);
      const model = own[best.index]!;
      const network = networkOfModel(model, SETTINGS);
      const layout = layoutOfKind(kind, 5);
      const x = Float64Array.from({ length: 400 }, (_, i) => i / 399);
      const outputs = outputsAt(layout, Float64Array.from(model.parameters), x);
      const errors = outputs.map((y, i) => Math.abs(y - x[i]! ** 3));
      const [lower, upper] = [best.error.lower, best.error.upper].map((text) => float64.constant(parseNumeral(text)));
      expect(Math.max(...errors)).toBeLessThanOrEqual(upper! * (1 + 1e-9));
      expect(upper! / lower!).toBeLessThanOrEqual(1.05 + 1e-9);
      outputs.forEach((y, i) => {
        expect(evaluateDense(float64, network, [x[i]!])[0]).toBeCloseTo(y, 12);
      });
    }
  });
});
