/**
 * The published errors of [MHL], as far as they are known: its table for x³ and x¹¹.
 */
import type { ModelKind } from './records.ts';

/** Least and mean squared error over 30 models. */
export interface PublishedErrors {
  readonly min: number;
  readonly mean: number;
}

/**
 * Published mean squared errors by curve and kind: 500 points, width 4, 5 hidden layers, 30 models of each kind.
 *
 * The default row stands beside networks with ReLU on the output neuron: only these meet its means. The paper's RAAI row has
 * no counterpart here, since that start is not available in full; RAI is another one.
 *
 * Reference: [MHL] Tables 1 and 2.
 */
export const PUBLISHED_ERRORS: Readonly<Record<string, Readonly<Partial<Record<ModelKind, PublishedErrors>>>>> =
  Object.freeze({
    'x^3': {
      'default-relu-output': { min: 2.11e-5, mean: 7.2e-2 },
      'no-pretraining': { min: 7.63e-7, mean: 3.89e-5 },
      free: { min: 1.64e-7, mean: 1.02e-5 },
      tied: { min: 7.86e-8, mean: 5.27e-7 },
    },
    'x^11': {
      'default-relu-output': { min: 2.19e-5, mean: 2.82e-2 },
      'no-pretraining': { min: 1.86e-5, mean: 3.56e-4 },
      free: { min: 3.2e-6, mean: 3.73e-5 },
      tied: { min: 8.86e-7, mean: 7.87e-6 },
    },
  });

/** The published errors of a kind for a curve, where there are any. */
export function publishedErrors(curve: string, kind: ModelKind): PublishedErrors | undefined {
  return PUBLISHED_ERRORS[curve.replaceAll(' ', '')]?.[kind];
}
