import { describe, expect, it } from 'vitest';
import {
  createAdam,
  createRandomSource,
  countPieces,
  createGradientEngine,
  createTrainer,
  isDead,
  layoutOf,
  linearStart,
  raiStart,
  randomPeaks,
  rawWeights,
  readCurve,
  sampleCurve,
  wavePeaks,
} from '../../src/training/index.ts';
import { resolveTarget } from '../../src/functions/index.ts';

describe('random numbers', () => {
  it('are the same for the same key and different for others', () => {
    const draw = (...key: number[]): number[] => {
      const random = createRandomSource(...key);
      return Array.from({ length: 5 }, () => random.uniform());
    };
    expect(draw(1, 2, 3)).toEqual(draw(1, 2, 3));
    const others = [draw(1, 2, 3), draw(1, 2, 4), draw(1, 3, 2), draw(2, 2, 3), draw(1, 2), draw(0, 2, 3)];
    expect(new Set(others.map(String)).size).toBe(others.length);
  });

  it('have the moments of their distributions', () => {
    const random = createRandomSource(3);
    const n = 40_000;
    const moments = (draw: () => number): readonly [number, number] => {
      const values = Array.from({ length: n }, draw);
      const mean = values.reduce((a, b) => a + b) / n;
      return [mean, values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / n];
    };
    const [mean, variance] = moments(() => random.uniform());
    expect(mean).toBeCloseTo(0.5, 2);
    expect(variance).toBeCloseTo(1 / 12, 2);
    const [centre, spread] = moments(() => random.normal());
    expect(Math.abs(centre)).toBeLessThan(0.02);
    expect(spread).toBeCloseTo(1, 1);
  });
});

describe('starts', () => {
  const layout = layoutOf([1, 4, 4, 1]);

  it('of PyTorch lie within ±1/√(fan in), in every layer and to both sides', () => {
    const parameters = Array.from({ length: 50 }, (_, i) => linearStart(layout, createRandomSource(4, i)));
    layout.weightsAt.forEach((at, l) => {
      const bound = 1 / Math.sqrt(layout.widths[l]!);
      const end = layout.biasesAt[l]! + layout.widths[l + 1]!;
      const values = parameters.flatMap((p) => Array.from(p.subarray(at, end)));
      expect(Math.max(...values)).toBeLessThanOrEqual(bound);
      expect(Math.min(...values)).toBeGreaterThanOrEqual(-bound);
      expect(Math.max(...values)).toBeGreaterThan(0.9 * bound);
      expect(Math.min(...values)).toBeLessThan(-0.9 * bound);
    });
  });

  it('of RAI have one positive entry below 1 of mean 2/3 in each neuron, the others normal', () => {
    const single = layoutOf([1, 1, 1]);
    const values = Array.from({ length: 8000 }, (_, i) =>
      Array.from(raiStart(single, createRandomSource(5, i)).slice(0, 2)),
    );
    const all = values.flat();
    // Half the entries are Beta(2, 1) with mean 2/3, half normal with variance 0.6007².
    expect(all.reduce((a, b) => a + b) / all.length).toBeCloseTo(1 / 3, 1);
    const square = all.reduce((sum, v) => sum + v * v, 0) / all.length;
    expect(square).toBeCloseTo((0.5 + 0.6007 ** 2) / 2, 1);
  });
});

describe('Adam', () => {
  it('takes the steps of its definition', () => {
    const adam = createAdam(2, 0.1);
    const values = Float64Array.from([1, 5]);
    let [m, v, x] = [0, 0, 1];
    [3, -2, 0.5].forEach((g, k) => {
      adam.step(values, Float64Array.from([g, 0]));
      m = 0.9 * m + 0.1 * g;
      v = 0.999 * v + 0.001 * g * g;
      x -= (0.1 * (m / (1 - 0.9 ** (k + 1)))) / (Math.sqrt(v / (1 - 0.999 ** (k + 1))) + 1e-8);
      expect(values[0]).toBeCloseTo(x, 12);
    });
    expect(values[1]).toBe(5);
  });
});

describe('a training', () => {
  it('goes on where it stopped: two runs are one', () => {
    const layout = layoutOf([1, 4, 4, 1]);
    const samples = sampleCurve(resolveTarget('x^3'), 100);
    const engine = createGradientEngine(layout, samples);
    const trainer = (): ReturnType<typeof createTrainer> => {
      const parameterisation = rawWeights(linearStart(layout, createRandomSource(9)), () => true);
      return createTrainer({ layout, samples, engine, parameterisation, learningRate: 1e-2 });
    };
    const whole = trainer().run(120);
    const parts = trainer();
    parts.run(50);
    const rest = parts.run(70);
    expect(rest.parameters).toEqual(whole.parameters);
    expect(rest.mse).toBe(whole.mse);
    expect(whole.curve.map(({ epoch }) => epoch)).toEqual([0, 1, 2, 5, 10, 20, 50, 100, 120]);
  });

  it('of tied peaks at learning rate 1e-2 reaches 3.40e-5 on x³ from practically every start', () => {
    const layout = layoutOf([1, 4, 4, 4, 4, 4, 1]);
    const samples = sampleCurve(resolveTarget('x^3'), 500);
    const engine = createGradientEngine(layout, samples);
    const errors = Array.from({ length: 20 }, (_, model) => {
      const peaks = randomPeaks(6, createRandomSource(1, 4, model));
      const parameterisation = wavePeaks(layout, peaks, 'difference', false);
      return createTrainer({ layout, samples, engine, parameterisation, learningRate: 1e-2 }).run(1000).mse;
    }).sort((a, b) => a - b);
    expect(errors[0]!.toExponential(2)).toBe('3.40e-5');
    expect(errors[10]!.toExponential(2)).toBe('3.40e-5');
    expect(errors[19]).toBeLessThan(3.43e-5);
  });
});

describe('looking at a network', () => {
  const layout = layoutOf([1, 4, 4, 4, 4, 4, 1]);
  const x = Float64Array.from({ length: 500 }, (_, i) => i / 499);

  it('counts the 2^5 pieces of a compositional network', () => {
    const network = new Float64Array(layout.size);
    wavePeaks(layout, [0.3, 0.6, 0.45, 0.7, 0.35, 0.5], 'difference', false).write(network);
    expect(countPieces(layout, network)).toBe(32);
    expect(isDead(layout, network, x)).toBe(false);
  });

  it('finds a dead network by its constant output', () => {
    const network = new Float64Array(layout.size);
    network[layout.size - 1] = 0.4;
    expect(isDead(layout, network, x)).toBe(true);
    expect(countPieces(layout, network)).toBe(1);
  });
});

describe('a curve', () => {
  it('is approached from the side on which it lies', () => {
    for (const convex of ['x^3', 'x^11', 'x']) expect(readCurve(convex, 200).form).toBe('difference');
    for (const concave of ['tanh(3*x)', 'sin(pi*x/2)']) expect(readCurve(concave, 200).form).toBe('sum');
    for (const plain of ['x^3', 'tanh(3*x)', 'sqrt(x)']) expect(readCurve(plain, 200).warnings).toEqual([]);
  });

  it('is accepted with a warning if it is neither convex nor concave, or runs elsewhere', () => {
    const wave = readCurve('x + sin(2*pi*x)/10', 200);
    expect(wave.warnings.join()).toContain('neither convex nor concave');
    expect(readCurve('exp(x)', 200).warnings.join()).toContain('does not run from 0 to 1');
  });

  it('is refused where it is undefined', () => {
    expect(() => readCurve('log(x)', 200)).toThrow(/log/);
    expect(() => readCurve('1/(x-1/2)', 200)).toThrow(/1\/\(x-1\/2\)/);
    expect(() => readCurve('qzx', 200)).toThrow(/unknown target/);
  });
});
