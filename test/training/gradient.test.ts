import { describe, expect, it } from 'vitest';
import { type BigFloat, bigfloat } from '../../src/arithmetic/bigfloat.ts';
import type { LatticeField } from '../../src/arithmetic/number-systems.ts';
import { fromDouble } from '../../src/arithmetic/rational.ts';
import { encodingLayers } from '../../src/triangle/index.ts';
import {
  createGradientEngine,
  createRandomSource,
  type Layout,
  layoutOf,
  linearStart,
  meanSquaredError,
  outputsAt,
  randomPeaks,
  type Samples,
  wavePeaks,
} from '../../src/training/index.ts';

/** Reverse mode point by point: what the engine does by runs. */
function pointwiseGradient(layout: Layout, parameters: Float64Array, { x, y }: Samples): Float64Array {
  const { widths, weightsAt, biasesAt, hasReluOutput } = layout;
  const gradient = new Float64Array(layout.size);
  x.forEach((t, i) => {
    const values = [[t]];
    for (let l = 0; l + 1 < widths.length; l += 1) {
      const isRelu = l + 2 < widths.length || hasReluOutput;
      values.push(
        Array.from({ length: widths[l + 1]! }, (_, o) => {
          const sum = values[l]!.reduce(
            (total, input, j) => total + parameters[weightsAt[l]! + o * widths[l]! + j]! * input,
            parameters[biasesAt[l]! + o]!,
          );
          return isRelu ? Math.max(0, sum) : sum;
        }),
      );
    }
    let by = [(2 / x.length) * (values.at(-1)![0]! - y[i]!)];
    for (let l = widths.length - 2; l >= 0; l -= 1) {
      const isRelu = l + 2 < widths.length || hasReluOutput;
      const before = values[l]!.map(() => 0);
      by.forEach((g, o) => {
        if (isRelu && values[l + 1]![o] === 0) return;
        gradient[biasesAt[l]! + o]! += g;
        values[l]!.forEach((input, j) => {
          const at = weightsAt[l]! + o * widths[l]! + j;
          gradient[at]! += g * input;
          before[j]! += g * parameters[at]!;
        });
      });
      by = before;
    }
  });
  return gradient;
}

/** Points that avoid 0 and 1, where waves vanish and the error has a kink in every weight. */
function innerSamples(count: number, curve: (t: number) => number): Samples {
  const x = Float64Array.from({ length: count }, (_, i) => (i + 0.37) / count);
  return { x, y: x.map(curve) };
}

/** The mean squared error over any number system. */
function errorOver<T>(F: LatticeField<T>, layout: Layout, parameters: readonly T[], { x, y }: Samples): T {
  const total = Array.from(x).reduce((sum, t, i) => {
    let values: readonly T[] = [F.constant(fromDouble(t))];
    for (let l = 0; l + 1 < layout.widths.length; l += 1) {
      const inputs = values;
      values = Array.from({ length: layout.widths[l + 1]! }, (_, o) => {
        const row = inputs.reduce<T>(
          (s, input, j) => F.add(s, F.mul(parameters[layout.weightsAt[l]! + o * inputs.length + j]!, input)),
          parameters[layout.biasesAt[l]! + o]!,
        );
        return l + 2 < layout.widths.length || layout.hasReluOutput ? F.max(row, F.zero) : row;
      });
    }
    const residual = F.sub(values[0]!, F.constant(fromDouble(y[i]!)));
    return F.add(sum, F.mul(residual, residual));
  }, F.zero);
  return F.div(total, F.fromInteger(x.length));
}

const F = bigfloat(320);
const STEP = F.scale(F.one, -100);
const big = (values: Iterable<number>): BigFloat[] => Array.from(values, (v) => F.constant(fromDouble(v)));

/** (f(v + h e_i) − f(v − h e_i))/2h in 320 bits, h = 2^−100. */
function centralDifference(
  f: (values: readonly BigFloat[]) => BigFloat,
  values: readonly BigFloat[],
  i: number,
): number {
  const moved = (by: BigFloat): BigFloat => f(values.map((v, k) => (k === i ? F.add(v, by) : v)));
  return F.toNumber(F.scale(F.div(F.sub(moved(STEP), moved(F.neg(STEP))), STEP), -1));
}

const largest = (list: Float64Array): number => list.reduce((most, g) => Math.max(most, Math.abs(g)), 0);

describe('the gradient', () => {
  it.each([
    { widths: [1, 4, 4, 4, 4, 4, 1], hasReluOutput: false },
    { widths: [1, 4, 4, 4, 1], hasReluOutput: true },
    { widths: [1, 7, 5, 1], hasReluOutput: false },
    { widths: [1, 3, 9, 2, 1], hasReluOutput: true },
    { widths: [1, 1, 1], hasReluOutput: false },
  ])('is that of reverse mode point by point, for widths $widths', ({ widths, hasReluOutput }) => {
    const layout = layoutOf(widths, hasReluOutput);
    const own = new Float64Array(layout.size);
    for (const [seed, points] of [3, 10, 77, 500].entries()) {
      const samples = innerSamples(points, (t) => t ** 3 - 0.2);
      const engine = createGradientEngine(layout, samples);
      for (let model = 0; model < 12; model += 1) {
        const parameters = linearStart(layout, createRandomSource(seed, model)).map((w) => 2 * w);
        engine.gradient(parameters, own);
        const reference = pointwiseGradient(layout, parameters, samples);
        reference.forEach((g, i) => expect(Math.abs(own[i]! - g)).toBeLessThan(1e-12 * (1 + largest(reference))));
      }
    }
  });

  it('holds for unevenly spaced points', () => {
    const layout = layoutOf([1, 4, 4, 4, 1]);
    const x = Float64Array.from({ length: 90 }, (_, i) => (i / 89) ** 4 - 0.3);
    const samples = { x, y: x.map(Math.exp) };
    const own = new Float64Array(layout.size);
    const engine = createGradientEngine(layout, samples);
    for (let model = 0; model < 20; model += 1) {
      const parameters = linearStart(layout, createRandomSource(5, model)).map((w) => 3 * w);
      engine.gradient(parameters, own);
      const reference = pointwiseGradient(layout, parameters, samples);
      reference.forEach((g, i) => expect(Math.abs(own[i]! - g)).toBeLessThan(1e-12 * (1 + largest(reference))));
    }
  });

  it('agrees with central differences in 320 bits to 1e-10, for the weights of dense networks', () => {
    const layout = layoutOf([1, 4, 4, 4, 1]);
    const samples = innerSamples(60, Math.tanh);
    const engine = createGradientEngine(layout, samples);
    const own = new Float64Array(layout.size);
    for (let model = 0; model < 3; model += 1) {
      const parameters = linearStart(layout, createRandomSource(6, model)).map((w) => 2 * w);
      engine.gradient(parameters, own);
      const values = big(parameters);
      own.forEach((g, i) => {
        const reference = centralDifference((v) => errorOver(F, layout, v, samples), values, i);
        expect(Math.abs(g - reference)).toBeLessThan(1e-10 * largest(own));
      });
    }
  });

  it.each([
    { form: 'difference', isFree: false },
    { form: 'sum', isFree: false },
    { form: 'difference', isFree: true },
    { form: 'sum', isFree: true },
  ] as const)('agrees with them for peaks, $form, free ratios: $isFree', ({ form, isFree }) => {
    const layout = layoutOf([1, 4, 4, 4, 4, 4, 1]);
    const samples = innerSamples(60, (t) => (form === 'sum' ? Math.sin(1.5 * t) : t ** 3));
    const engine = createGradientEngine(layout, samples);
    const [network, byNetwork] = [new Float64Array(layout.size), new Float64Array(layout.size)];
    const sign = form === 'sum' ? F.one : F.neg(F.one);
    /** The same parameterisation from the rule itself, over any number system. */
    const expand = (v: readonly BigFloat[]): readonly BigFloat[] => {
      const a = v.slice(0, 6);
      const tied = a.slice(0, 5).map((peak, i) => {
        const factor = i === 0 && form === 'difference' ? peak : F.sub(F.one, peak);
        return F.mul(factor, a[i + 1]!);
      });
      const ratios = (isFree ? v.slice(6) : tied).map((scale) => ({ scale, sum: F.mul(sign, scale) }));
      const layers = encodingLayers(F, a, ratios, { slope: F.one, offset: F.zero });
      return layers.flatMap(({ weights, bias }) => [...weights.flat(), ...bias]);
    };
    for (let model = 0; model < 2; model += 1) {
      const waves = wavePeaks(layout, randomPeaks(6, createRandomSource(7, model)), form, isFree);
      const own = new Float64Array(waves.values.length);
      waves.write(network);
      engine.gradient(network, byNetwork);
      waves.pullBack(byNetwork, own);
      const values = big(waves.values);
      own.forEach((g, i) => {
        const reference = centralDifference((v) => errorOver(F, layout, expand(v), samples), values, i);
        expect(Math.abs(g - reference)).toBeLessThan(1e-10 * largest(own));
      });
    }
  });

  it('needs three increasing points', () => {
    const layout = layoutOf([1, 4, 1]);
    const of = (...x: number[]): Samples => ({ x: Float64Array.from(x), y: Float64Array.from(x) });
    expect(() => createGradientEngine(layout, of(0, 1))).toThrow('at least 3 increasing points');
    expect(() => createGradientEngine(layout, of(0, 0.5, 0.5, 1))).toThrow('at least 3 increasing points');
  });
});

describe('the encoding of peaks', () => {
  it('is that of the theory, bit for bit', () => {
    const layout = layoutOf([1, 4, 4, 4, 1]);
    const network = new Float64Array(layout.size);
    const peaks = [0.3, 0.6, 0.45, 0.8];
    for (const form of ['sum', 'difference'] as const) {
      const waves = wavePeaks(layout, peaks, form, true);
      waves.values.set([0.31, 0.59, 0.44, 0.79, 0.2, 0.3, 0.25]);
      waves.write(network);
      const x = Float64Array.from([0, 0.1, 0.31, 0.5, 0.9, 1]);
      const [a, ratios] = [
        [0.31, 0.59, 0.44],
        [0.2, 0.3, 0.25],
      ];
      outputsAt(layout, network, x).forEach((y, i) => {
        let wave = x[i]!;
        let [sum, factor] = [wave, 1];
        a.forEach((peak, k) => {
          wave = Math.min(wave / peak, (1 - wave) / (1 - peak));
          factor *= ratios[k]!;
          sum += (form === 'sum' ? 1 : -1) * factor * wave;
        });
        expect(Math.abs(y - sum)).toBeLessThan(1e-14);
      });
    }
  });

  it('keeps peaks and ratios in their ranges', () => {
    const waves = wavePeaks(layoutOf([1, 4, 4, 1]), [0.3, 0.6, 0.5], 'sum', true);
    waves.values.set([-1, 2, 0.5, -3, 0.2]);
    waves.project();
    expect(Array.from(waves.values)).toEqual([0.01, 0.99, 0.5, 1e-4, 0.2]);
  });

  it('refuses other layouts and numbers of peaks', () => {
    expect(() => wavePeaks(layoutOf([1, 3, 1]), [0.5, 0.5], 'sum', false)).toThrow('hidden layers of 4 neurons');
    expect(() => wavePeaks(layoutOf([1, 4, 1]), [0.5], 'sum', false)).toThrow('expected 2 peaks, got 1');
  });
});

describe('the mean squared error', () => {
  it('is that of the formula', () => {
    const layout = layoutOf([1, 1, 1]);
    // 2·relu(x − 0.25) + 1.
    const parameters = Float64Array.from([1, -0.25, 2, 1]);
    const samples = { x: Float64Array.from([0, 0.5, 1]), y: Float64Array.from([0, 0, 0]) };
    expect(meanSquaredError(layout, parameters, samples)).toBe((1 + 1.5 ** 2 + 2.5 ** 2) / 3);
  });

  it('is not a number where a neuron is not', () => {
    const layout = layoutOf([1, 2, 1, 1]);
    // The second layer subtracts infinities.
    const parameters = Float64Array.from([1e308, 1e308, 0, 0, 1e308, -1e308, 0, 1, 0]);
    const samples = { x: Float64Array.from([0.25, 0.5, 1]), y: Float64Array.from([0, 0, 0]) };
    expect(meanSquaredError(layout, parameters, samples)).toBeNaN();
  });
});
