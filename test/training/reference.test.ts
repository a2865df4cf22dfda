import { describe, expect, it } from 'vitest';
import { resolveTarget } from '../../src/functions/index.ts';
import {
  createGradientEngine,
  createTrainer,
  type LearningPoint,
  rawWeights,
  sampleCurve,
  wavePeaks,
} from '../../src/training/index.ts';
import { LAYOUT, REFERENCE } from './fixtures.ts';

/** All parameters of default networks move; of the others the weights and the biases of the first layer. */
const isTrained = (kind: string, i: number): boolean =>
  kind === 'default' || LAYOUT.biasesAt.every((at, l) => l === 0 || i < at || i >= at + LAYOUT.widths[l + 1]!);

/** The largest relative difference to the reference up to an epoch. */
function farthest(curve: readonly LearningPoint[], reference: ReadonlyMap<number, number>, last: number): number {
  const shared = curve.filter(({ epoch }) => epoch <= last && reference.has(epoch));
  expect(shared.length).toBeGreaterThan(last === 0 ? 0 : 5);
  return Math.max(...shared.map(({ epoch, mse }) => Math.abs(mse / reference.get(epoch)! - 1)));
}

describe.each(REFERENCE)('the reference model $name', ({ kind, curve, start, gradient, losses, final }) => {
  const samples = sampleCurve(resolveTarget(curve), 500);
  const engine = createGradientEngine(LAYOUT, samples);

  it('has the gradient of PyTorch to 1e-9 at its start', () => {
    const own = new Float64Array(LAYOUT.size);
    engine.gradient(start, own);
    const scale = gradient.reduce((most, g) => Math.max(most, Math.abs(g)), 0);
    gradient.forEach((g, i) => {
      expect(Math.abs(own[i]! - g) / scale, String(i)).toBeLessThan(1e-9);
    });
  });

  it('learns as in PyTorch: to 1e-9 up to epoch 50, and ends near it', () => {
    const parameterisation = rawWeights(start, (i) => isTrained(kind, i));
    const trainer = createTrainer({ layout: LAYOUT, samples, engine, parameterisation, learningRate: 1e-3 });
    const { curve: learning, mse } = trainer.run(1000);
    expect(farthest(learning, losses, 50)).toBeLessThan(1e-9);
    // Rounding is amplified by then; the reference itself allows no more.
    expect(Math.abs(mse / final - 1)).toBeLessThan(1e-3);
  });
});

const PRETRAINED = REFERENCE.flatMap(({ peaks, ...model }) => (peaks === undefined ? [] : [{ ...model, peaks }]));

describe.each(PRETRAINED)('the reference model $name', ({ kind, curve, peaks }) => {
  it('trains its peaks as in PyTorch: to 1e-9 up to epoch 50, and ends near it', () => {
    const samples = sampleCurve(resolveTarget(curve), 500);
    const engine = createGradientEngine(LAYOUT, samples);
    const form = curve === 'x^3' ? 'difference' : 'sum';
    const parameterisation = wavePeaks(LAYOUT, peaks.start, form, kind === 'free');
    const trainer = createTrainer({ layout: LAYOUT, samples, engine, parameterisation, learningRate: 1e-3 });
    const { curve: learning, mse } = trainer.run(1000);
    expect(farthest(learning, peaks.losses, 50)).toBeLessThan(1e-9);
    expect(Math.abs(mse / peaks.final - 1)).toBeLessThan(1e-4);
    peaks.end.forEach((peak, i) => {
      expect(Math.abs(parameterisation.values[i]! - peak)).toBeLessThan(1e-3);
    });
  });
});
