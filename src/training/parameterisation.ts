/**
 * What is trained: the raw weights of a network, or the peaks (and ratios) that its weights are made from.
 */
import { float64 } from '../arithmetic/float64.ts';
import { encodingLayers } from '../triangle/encoding.ts';
import { firstFactor, scalingRatio, type WaveForm } from '../triangle/scaling.ts';
import type { Layout } from './layout.ts';

/** Values that an optimiser moves, and the network that they stand for. */
export interface Parameterisation {
  /** Moved in place. */
  readonly values: Float64Array;
  /** Writes the network's parameters. Allocates nothing, as the other two. */
  write(network: Float64Array): void;
  /** The derivatives by the values, from those by the network's parameters. */
  pullBack(byNetwork: Float64Array, byValues: Float64Array): void;
  /** Puts the values back into their range after a step. */
  project(): void;
}

/**
 * The network's own parameters.
 *
 * @param start - Their start; copied.
 * @param isTrained - Whether parameter i moves.
 * @returns The parameterisation.
 */
export function rawWeights(start: Float64Array, isTrained: (i: number) => boolean): Parameterisation {
  const values = start.slice();
  const factor = Float64Array.from(start, (_, i) => (isTrained(i) ? 1 : 0));
  return {
    values,
    write(network) {
      network.set(values);
    },
    pullBack(byNetwork, byValues) {
      for (let i = 0; i < factor.length; i += 1) byValues[i] = (factor[i] as number) * (byNetwork[i] as number);
    },
    project: () => undefined,
  };
}

/** Peaks are kept in [0.01, 0.99] and free ratios at 1e-4 or more, as in the experiment that is reproduced. */
const LEAST_PEAK = 0.01;
const MOST_PEAK = 0.99;
const LEAST_RATIO = 1e-4;

/** Hidden width of the encoding. */
const WIDTH = 4;

/**
 * A compositional network of `depth` waves by its peaks a_0, …, a_depth, and by its ratios S_i = s_i/s_{i−1} where these are free.
 *
 * The weights are those of {@link encodingLayers} with the line y = x. Tied, the ratios follow the rule: S_0 = s_0 with
 * slope 0 at one end, S_i = (1−a_i) a_{i+1}; free, they start there.
 * @param layout - Of widths 1, 4, …, 4, 1 with `depth` hidden layers.
 * @param peaks - depth + 1 peaks; copied. The last enters the last ratio only.
 * @param form - `sum` or `difference`.
 * @param isFree - Whether the ratios are values of their own, which follow the peaks in `values`.
 * @returns The parameterisation.
 * @throws {RangeError} for another layout or number of peaks.
 */
export function wavePeaks(
  layout: Layout,
  peaks: readonly number[],
  form: Exclude<WaveForm, 'waves'>,
  isFree: boolean,
): Parameterisation {
  const depth = layout.widths.length - 2;
  if (!layout.widths.slice(1, -1).every((width) => width === WIDTH) || layout.hasReluOutput) {
    throw new RangeError(`wavePeaks: expected hidden layers of ${String(WIDTH)} neurons and a linear output`);
  }
  if (peaks.length !== depth + 1) {
    throw new RangeError(`wavePeaks: expected ${String(depth + 1)} peaks, got ${String(peaks.length)}`);
  }
  const sign = form === 'sum' ? 1 : -1;
  const ratios = ratiosByRule(peaks, form);
  const values = Float64Array.from(isFree ? [...peaks, ...ratios] : peaks);
  const ratio = Float64Array.from(ratios);
  const byRatio = new Float64Array(depth);
  const template = networkTemplate(layout, peaks, ratios, sign);

  return {
    values,
    write(network) {
      if (isFree) for (let i = 0; i < depth; i += 1) ratio[i] = values[depth + 1 + i] as number;
      else tieRatios(values, ratio, form);
      network.set(template);
      writeWaves(layout, values, ratio, sign, network);
    },
    pullBack(byNetwork, byValues) {
      byValues.fill(0);
      byRatio.fill(0);
      pullBackWaves(layout, values, ratio, sign, byNetwork, byValues, byRatio);
      if (isFree) for (let i = 0; i < depth; i += 1) byValues[depth + 1 + i] = byRatio[i] as number;
      else untieRatios(values, byRatio, form, byValues);
    },
    project() {
      for (let i = 0; i <= depth; i += 1) {
        values[i] = Math.min(MOST_PEAK, Math.max(LEAST_PEAK, values[i] as number));
      }
      for (let i = depth + 1; i < values.length; i += 1) values[i] = Math.max(LEAST_RATIO, values[i] as number);
    },
  };
}

/** The ratios S_0, …, S_{depth−1} of the rule for depth + 1 peaks. */
export function ratiosByRule(peaks: readonly number[], form: WaveForm): readonly number[] {
  const first = firstFactor(float64, peaks, form);
  return peaks.slice(0, -1).map((_, i) => (i === 0 ? first : scalingRatio(float64, peaks, i)));
}

/** The network's parameters, of which training the peaks changes those of {@link writeWaves} only. */
function networkTemplate(
  layout: Layout,
  peaks: readonly number[],
  ratios: readonly number[],
  sign: number,
): Float64Array {
  const waves = ratios.map((scale) => ({ scale, sum: sign * scale }));
  const layers = encodingLayers(float64, peaks, waves, { slope: 1, offset: 0 });
  const template = new Float64Array(layout.size);
  layers.forEach(({ weights, bias }, l) => {
    template.set(weights.flat(), layout.weightsAt[l]);
    template.set(bias, layout.biasesAt[l]);
  });
  return template;
}

/** S_0 = s_0 and S_i = (1−a_i) a_{i+1}, in place. */
function tieRatios(peaks: Float64Array, ratio: Float64Array, form: WaveForm): void {
  for (let i = 0; i < ratio.length; i += 1) {
    const a = peaks[i] as number;
    ratio[i] = (i === 0 && form !== 'sum' ? a : 1 - a) * (peaks[i + 1] as number);
  }
}

/** Adds the derivatives by the peaks that come through the tied ratios. */
function untieRatios(peaks: Float64Array, byRatio: Float64Array, form: WaveForm, byPeaks: Float64Array): void {
  for (let i = 0; i < byRatio.length; i += 1) {
    const a = peaks[i] as number;
    const next = peaks[i + 1] as number;
    const g = byRatio[i] as number;
    const isRising = i === 0 && form !== 'sum';
    byPeaks[i] = (byPeaks[i] as number) + (isRising ? g * next : -g * next);
    byPeaks[i + 1] = (byPeaks[i + 1] as number) + g * (isRising ? a : 1 - a);
  }
}

/*
 * Places in the matrix of a hidden layer, row by row (see encodingLayers):
 *   1  ±S/a  ∓S/(a−a²)   0
 *   0   S/a  −S/(a−a²)   0
 *   0   S/a  −S/(a−a²)  −S a′
 *   0   0     0           S
 * The output layer is its first row.
 */
const [SUM_RISE, SUM_FALL, RISE1, FALL1, RISE2, FALL2, OFFSET, SCALE] = [1, 2, 5, 6, 9, 10, 11, 15];

/** Writes all entries that depend on peaks and ratios. */
function writeWaves(
  layout: Layout,
  peaks: Float64Array,
  ratio: Float64Array,
  sign: number,
  network: Float64Array,
): void {
  const depth = ratio.length;
  network[(layout.biasesAt[0] as number) + 2] = -(peaks[0] as number);
  for (let i = 0; i < depth; i += 1) {
    const at = layout.weightsAt[i + 1] as number;
    const a = peaks[i] as number;
    const s = ratio[i] as number;
    const rise = s / a;
    const fall = -(s / (a - a * a));
    network[at + SUM_RISE] = sign * rise;
    network[at + SUM_FALL] = sign * fall;
    if (i === depth - 1) return;
    network[at + RISE1] = rise;
    network[at + FALL1] = fall;
    network[at + RISE2] = rise;
    network[at + FALL2] = fall;
    network[at + OFFSET] = -(s * (peaks[i + 1] as number));
    network[at + SCALE] = s;
  }
}

/** The derivatives by peaks and ratios through these entries. */
function pullBackWaves(
  layout: Layout,
  peaks: Float64Array,
  ratio: Float64Array,
  sign: number,
  byNetwork: Float64Array,
  byPeaks: Float64Array,
  byRatio: Float64Array,
): void {
  const depth = ratio.length;
  byPeaks[0] = -(byNetwork[(layout.biasesAt[0] as number) + 2] as number);
  for (let i = 0; i < depth; i += 1) {
    const at = layout.weightsAt[i + 1] as number;
    const a = peaks[i] as number;
    const s = ratio[i] as number;
    let byRise = sign * (byNetwork[at + SUM_RISE] as number);
    let byFall = sign * (byNetwork[at + SUM_FALL] as number);
    let byScale = 0;
    if (i < depth - 1) {
      const byOffset = byNetwork[at + OFFSET] as number;
      byRise += (byNetwork[at + RISE1] as number) + (byNetwork[at + RISE2] as number);
      byFall += (byNetwork[at + FALL1] as number) + (byNetwork[at + FALL2] as number);
      byScale = (byNetwork[at + SCALE] as number) - byOffset * (peaks[i + 1] as number);
      byPeaks[i + 1] = (byPeaks[i + 1] as number) - byOffset * s;
    }
    const spread = a - a * a;
    byRatio[i] = byScale + byRise / a - byFall / spread;
    byPeaks[i] = (byPeaks[i] as number) - (byRise * s) / (a * a) + (byFall * s * (1 - 2 * a)) / (spread * spread);
  }
}
