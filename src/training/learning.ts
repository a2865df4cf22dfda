/**
 * The training loop: full batch, Adam.
 */
import { createAdam } from './adam.ts';
import { meanSquaredError } from './forward.ts';
import type { GradientEngine } from './gradient.ts';
import type { Layout } from './layout.ts';
import type { Parameterisation } from './parameterisation.ts';
import type { Samples } from './samples.ts';

/** The mean squared error before update `epoch` (after the last one, for the number of epochs). */
export interface LearningPoint {
  readonly epoch: number;
  readonly mse: number;
}

/** What is trained, on what, and how. */
export interface TrainingTask {
  readonly layout: Layout;
  readonly samples: Samples;
  /** An engine of this layout and these samples. */
  readonly engine: GradientEngine;
  readonly parameterisation: Parameterisation;
  readonly learningRate: number;
}

/** A trained network. */
export interface Trained {
  readonly parameters: Float64Array;
  /** At epochs 0, 1, 2, 5, 10, … and where runs ended. */
  readonly curve: readonly LearningPoint[];
  /** The error after the last update. */
  readonly mse: number;
}

/** A training that can go on. */
export interface Trainer {
  /** Trains for so many epochs more. @returns the network then, and the learning curve from the beginning */
  run(epochs: number): Trained;
}

/** Whether the error is recorded before this update: 0, and 1, 2 and 5 times powers of ten. */
function isRecorded(epoch: number): boolean {
  if (epoch === 0) return true;
  const power = 10 ** Math.floor(Math.log10(epoch) + 1e-9);
  return epoch === power || epoch === 2 * power || epoch === 5 * power;
}

/**
 * A training with a fresh Adam, all points in every step.
 *
 * The loop allocates nothing between recorded epochs.
 * @param task - What is trained; the values of its parameterisation are moved.
 * @returns The training, before its first step.
 */
export function createTrainer(task: TrainingTask): Trainer {
  const { layout, samples, engine, parameterisation, learningRate } = task;
  const { values } = parameterisation;
  const parameters = new Float64Array(layout.size);
  const byNetwork = new Float64Array(layout.size);
  const byValues = new Float64Array(values.length);
  const adam = createAdam(values.length, learningRate);
  const curve: LearningPoint[] = [];
  let epoch = 0;
  const record = (): number => {
    const mse = meanSquaredError(layout, parameters, samples);
    if (curve.at(-1)?.epoch !== epoch) curve.push({ epoch, mse });
    return mse;
  };
  return {
    run(epochs) {
      for (const end = epoch + epochs; epoch < end; epoch += 1) {
        parameterisation.write(parameters);
        if (isRecorded(epoch)) record();
        engine.gradient(parameters, byNetwork);
        parameterisation.pullBack(byNetwork, byValues);
        adam.step(values, byValues);
        parameterisation.project();
      }
      parameterisation.write(parameters);
      const mse = record();
      return { parameters: parameters.slice(), curve: [...curve], mse };
    },
  };
}
