/** The reference trainings of PyTorch, model by model. */
import { type Layout, layoutOf } from '../../src/training/index.ts';
import data from '../fixtures/triangle-training.json' with { type: 'json' };

/** Mean squared errors of the three models before some updates, by epoch. */
type Losses = Readonly<Record<string, readonly number[]>>;

interface Case {
  readonly kind: string;
  readonly curve: string;
  readonly W: readonly (readonly (readonly (readonly number[])[])[])[];
  readonly b: readonly (readonly (readonly number[])[])[];
  readonly gW: Case['W'];
  readonly gb: Case['b'];
  readonly losses: Losses;
  readonly final: readonly number[];
  readonly start_a?: readonly (readonly number[])[];
  readonly a_after?: readonly (readonly number[])[];
  readonly pre_losses?: Losses;
  readonly pre_final?: readonly number[];
}

/** One model of the reference. */
export interface ReferenceModel {
  readonly name: string;
  readonly kind: string;
  readonly curve: string;
  readonly start: Float64Array;
  readonly gradient: Float64Array;
  /** By epoch, and the error after the last update. */
  readonly losses: ReadonlyMap<number, number>;
  readonly final: number;
  /** Of the kinds that train their peaks first. */
  readonly peaks?: {
    readonly start: readonly number[];
    readonly end: readonly number[];
    readonly losses: ReadonlyMap<number, number>;
    readonly final: number;
  };
}

export const LAYOUT: Layout = layoutOf([1, 4, 4, 4, 4, 4, 1]);

const CURVES: Readonly<Record<string, string>> = { x3: 'x^3', tanh3x: 'tanh(3*x)' };

const flatten = (weights: Case['W'], biases: Case['b'], m: number): Float64Array =>
  Float64Array.from(weights.flatMap((layer, l) => [...layer[m]!.flat(), ...biases[l]![m]!]));

const byEpoch = (losses: Losses, m: number): ReadonlyMap<number, number> =>
  new Map(
    Object.entries(losses)
      .filter(([epoch]) => /^\d+$/.test(epoch))
      .map(([epoch, values]) => [Number(epoch), values[m]!]),
  );

export const REFERENCE: readonly ReferenceModel[] = (data.cases as unknown as readonly Case[]).flatMap((one) =>
  [0, 1, 2].map((m) => ({
    name: `${one.kind} ${one.curve} ${String(m)}`,
    kind: one.kind,
    curve: CURVES[one.curve]!,
    start: flatten(one.W, one.b, m),
    gradient: flatten(one.gW, one.gb, m),
    losses: byEpoch(one.losses, m),
    final: one.final[m]!,
    ...(one.start_a &&
      one.a_after &&
      one.pre_losses &&
      one.pre_final && {
        peaks: {
          start: one.start_a[m]!,
          end: one.a_after[m]!,
          losses: byEpoch(one.pre_losses, m),
          final: one.pre_final[m]!,
        },
      }),
  })),
);
