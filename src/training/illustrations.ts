/**
 * What the figures of [MHL] show, as sampled functions: waves, their sums and derivatives; what neurons do; how errors fall.
 */
import { float64 } from '../arithmetic/float64.ts';
import { bendsOfWaves, type PiecewiseLinear, slopesOf, sumPieces } from '../triangle/bends.ts';
import { firstFactor, scalingFactors } from '../triangle/scaling.ts';
import { curveSlug } from './curve.ts';
import { neuronOutputs } from './forward.ts';
import { encodedParameters, layoutOfKind } from './model.ts';
import type { ExperimentSettings, FunctionFigure, FunctionLine, ModelKind, ModelRecord } from './records.ts';
import { bestOf } from './summary.ts';

/** Waves after the last one drawn, for the limit. */
const LIMIT_WAVES = 6;
const SHOWN_WAVES = 3;

const line = (label: string, { points, values }: PiecewiseLinear<number>): FunctionLine => ({
  label,
  x: points,
  y: values,
});

/** The graph of a step function, with its vertical parts. */
function steps(label: string, pieces: PiecewiseLinear<number>): FunctionLine {
  const slopes = slopesOf(float64, pieces);
  return {
    label,
    x: slopes.flatMap((_, k) => [pieces.points[k] as number, pieces.points[k + 1] as number]),
    y: slopes.flatMap((slope) => [slope, slope]),
  };
}

/** The slopes at the middles of pieces: a derivative in the limit. */
function slopeCurve(label: string, pieces: PiecewiseLinear<number>): FunctionLine {
  const { points } = pieces;
  const middles = points.slice(1).map((right, k) => (right + (points[k] as number)) / 2);
  return { label, x: middles, y: slopesOf(float64, pieces) };
}

/**
 * The first three waves for given peaks, their sums by the rule with their limit, and the derivatives of these: [MHL]
 * figures 1 (all peaks ½) and 4.
 *
 * @param a - At least two peaks; the last is repeated.
 * @param name - The figure's file name.
 * @param title - The figure's title.
 * @returns Nine panels.
 */
export function illustrateWaves(a: readonly number[], name: string, title: string): FunctionFigure {
  const count = SHOWN_WAVES + LIMIT_WAVES;
  const peaks = Array.from({ length: count + 1 }, (_, i) => a[i] ?? (a.at(-1) as number));
  const factors = scalingFactors(float64, peaks, firstFactor(float64, peaks, 'difference'));
  const sum = (n: number): PiecewiseLinear<number> => sumPieces(float64, peaks, factors.slice(0, n));
  const limit = sum(count);
  const shown = Array.from({ length: SHOWN_WAVES }, (_, i) => i);
  const waves = bendsOfWaves(float64, peaks.slice(0, SHOWN_WAVES)).map((bends, i) => {
    const points = [...bends.peaks, ...bends.valleys].sort((x, y) => x - y);
    const values = points.map((_, k) => k % 2);
    return { title: `wave ${String(i)}`, lines: [line('finite', { points, values })] };
  });
  return {
    name,
    title,
    caption:
      'Rows: the waves; the sums of the first one, two and three waves with factors by the rule; their derivatives. The limit is the sum of nine waves.',
    panels: [
      ...waves,
      ...shown.map((i) => ({
        title: i === 0 ? '1 wave' : `${String(i + 1)} waves`,
        lines: [line('finite', sum(i + 1)), line('limit', limit)],
      })),
      ...shown.map((i) => ({
        title: 'slope',
        lines: [steps('finite', sum(i + 1)), slopeCurve('limit', limit)],
      })),
    ],
    axes: 'row',
    xLabel: '_x_',
    yLabel: 'value, scale of its row',
  };
}

/** Points that show every bend of 2^5 pieces. */
const GRID: Float64Array = Float64Array.from({ length: 513 }, (_, i) => i / 512);

const COMPOSITIONAL_NEURONS = ['sum', 'wave t₁', 'wave t₂', 'constant'];

/** What the neurons of a network give, layer by layer, each neuron scaled to its largest size. */
function illustrateNeurons(
  parameters: Float64Array,
  kind: ModelKind,
  settings: ExperimentSettings,
  texts: Pick<FunctionFigure, 'name' | 'title'> & { readonly isRectified: boolean },
): FunctionFigure {
  const { name, title, isRectified } = texts;
  const isCompositional = kind === 'no-pretraining' || kind === 'free' || kind === 'tied';
  const layers = neuronOutputs(layoutOfKind(kind, settings.depth), parameters, GRID).slice(0, -1);
  const panels = layers.map((neurons, l) => {
    const values = neurons.map((outputs) => (isRectified ? outputs.map((v) => Math.max(0, v)) : outputs));
    return {
      title: `layer ${String(l + 1)}`,
      lines: values.map((outputs, o) => {
        const size = outputs.reduce((most, v) => Math.max(most, Math.abs(v)), 0);
        return {
          label: isCompositional ? (COMPOSITIONAL_NEURONS[o] ?? '') : `neuron ${String(o + 1)}`,
          x: Array.from(GRID),
          y: Array.from(outputs, (v) => (size === 0 ? 0 : v / size)),
        };
      }),
    };
  });
  const caption = `What the neurons of each hidden layer give ${isRectified ? 'after' : 'before'} ReLU, each scaled to its largest size.`;
  return { name, title, caption, panels, axes: 'row', xLabel: '_x_', yLabel: 'neuron, scaled' };
}

/** Geometric means of the errors of models at the epochs recorded, stages one after the other. */
function learningLine(models: readonly ModelRecord[], label: string): FunctionLine {
  const courses = models.map(({ pretrained, learning }) => {
    const offset = pretrained?.curve.at(-1)?.epoch ?? 0;
    return [...(pretrained?.curve ?? []), ...learning.map(({ epoch, mse }) => ({ epoch: epoch + offset, mse }))];
  });
  const [first = []] = courses;
  const seen = first.map((_, k) => courses.map((course) => course[k]?.mse ?? Number.NaN));
  // Epoch 0 has no place on a logarithmic axis.
  const kept = first.map(({ epoch }, k) => ({ epoch, errors: seen[k] ?? [] })).filter(({ epoch }) => epoch > 0);
  return {
    label,
    x: kept.map(({ epoch }) => epoch),
    y: kept.map(({ errors }) => {
      const logs = errors.map((mse) => Math.log(Math.max(mse, Number.MIN_VALUE)));
      return Math.exp(logs.reduce((a, b) => a + b, 0) / logs.length);
    }),
  };
}

/**
 * The figures of an experiment: learning curves of all kinds, and for each curve what happens inside of networks: the best
 * default one, the best with and without pretraining, and one as it was encoded ([MHL] figures 3, 5 and 6).
 *
 * @param models - Its models.
 * @param settings - Its settings.
 * @returns The figures, also those of waves with symmetric and with trained peaks.
 */
export function illustrate(models: readonly ModelRecord[], settings: ExperimentSettings): readonly FunctionFigure[] {
  const names = [...new Set(models.map(({ curve }) => curve))];
  const of = (curve: string, kind: ModelKind): readonly ModelRecord[] =>
    models.filter((model) => model.curve === curve && model.kind === kind);
  const inside = names.flatMap((curve) =>
    settings.kinds.map((kind) => {
      const best = bestOf(of(curve, kind));
      return illustrateNeurons(Float64Array.from(best.parameters), kind, settings, {
        name: `inside-${kind}-${curveSlug(curve)}`,
        title: `Inside of the best network of the kind ${kind} for ${curve}`,
        isRectified: false,
      });
    }),
  );
  return [
    illustrateWaves([0.5, 0.5], 'waves-symmetric', 'Triangle waves with symmetric peaks, and x − x²'),
    ...names.flatMap((curve) => [
      ...trainedWaves(curve, of(curve, 'tied')),
      ...encoded(curve, of(curve, 'tied'), settings),
    ]),
    ...inside,
    {
      name: 'learning',
      title: 'Mean squared error against epochs',
      caption: 'Geometric means over all models of a kind. Pretraining and training of the weights follow each other.',
      panels: names.map((curve) => ({
        title: curve,
        lines: settings.kinds.map((kind) => learningLine(of(curve, kind), kind)),
      })),
      axes: 'logarithmic',
      xLabel: 'epochs',
      yLabel: 'mean squared error',
    },
  ];
}

/** Waves with the peaks that pretraining found. */
function trainedWaves(curve: string, tied: readonly ModelRecord[]): readonly FunctionFigure[] {
  const peaks = tied.length === 0 ? undefined : bestOf(tied).pretrained?.peaks;
  if (peaks === undefined) return [];
  return [illustrateWaves(peaks, `waves-${curveSlug(curve)}`, `Triangle waves with the peaks trained for ${curve}`)];
}

/** The neurons of a network as it was encoded after pretraining, from its peaks and ratios. */
function encoded(curve: string, tied: readonly ModelRecord[], settings: ExperimentSettings): readonly FunctionFigure[] {
  if (tied.length === 0) return [];
  const parameters = encodedParameters(bestOf(tied), settings);
  return [
    illustrateNeurons(parameters, 'tied', settings, {
      name: `encoded-${curveSlug(curve)}`,
      title: `Neurons of a compositional network as encoded for ${curve}`,
      isRectified: true,
    }),
  ];
}
