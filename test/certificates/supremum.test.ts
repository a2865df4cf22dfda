import { describe, expect, it } from 'vitest';
import { bigfloat, type BigFloat } from '../../src/arithmetic/bigfloat.ts';
import { fromDouble } from '../../src/arithmetic/rational.ts';
import { chebyshevSeries, type NodeValues, supremum } from '../../src/certificates/supremum.ts';
import { cases, createRandom, type Random } from '../laws/random.ts';

const F = bigfloat(90);
const cosine = (numerator: number, denominator: number): BigFloat =>
  F.cos(F.div(F.mul(F.pi, F.fromInteger(numerator)), F.fromInteger(denominator)));

/** Σ c_k T_k(cos θ) for θ = πi/parts, to 90 bits. */
function valueAt(coefficients: readonly number[], i: number, parts: number): BigFloat {
  const x = cosine(i, parts);
  // Clenshaw.
  let [b, c] = [F.zero, F.zero];
  for (let k = coefficients.length - 1; k > 0; k -= 1) {
    [b, c] = [F.add(F.constant(exactly(coefficients[k]!)), F.sub(F.scale(F.mul(x, b), 1), c)), b];
  }
  return F.add(F.constant(exactly(coefficients[0]!)), F.sub(F.mul(x, b), c));
}

const exactly = (x: number): { numerator: bigint; denominator: bigint } => ({
  numerator: BigInt(Math.round(x * 2 ** 40)),
  denominator: 1n << 40n,
});

/** Values of a series at n Chebyshev points, each rounded to a double and moved by at most `moved`. */
function nodesOf(coefficients: readonly number[], n: number, moved: (j: number) => number = () => 0): NodeValues {
  let largest = 0;
  const values = Float64Array.from({ length: n }, (_, j) => {
    const by = moved(j);
    largest = Math.max(largest, Math.abs(by));
    return F.toNumber(valueAt(coefficients, 2 * j + 1, 2 * n)) + by;
  });
  const size = coefficients.reduce((sum, c) => sum + Math.abs(c), 0);
  return { values, error: largest + 2 ** -51 * size };
}

/** A multiple of 2^−40. */
const coefficient = (random: Random): number => Math.round((2 * random.uniform() - 1) * 2 ** 40) * 2 ** -40;

/** The largest |p| on a fine grid: at most 0.1 % below the supremum. */
function denseSupremum(coefficients: readonly number[]): number {
  const parts = 40 * coefficients.length;
  let largest = 0;
  for (let i = 0; i <= parts; i += 1) {
    let value = 0;
    coefficients.forEach((c, k) => (value += c * Math.cos((Math.PI * i * k) / parts)));
    largest = Math.max(largest, Math.abs(value));
  }
  return largest;
}

describe('Chebyshev series from values', () => {
  it('has coefficients within its error, for values that were moved as well', () => {
    const random = createRandom(351);
    for (let i = 0; i < cases(60); i += 1) {
      const n = random.integer(1, 40);
      const coefficients = Array.from({ length: n }, () => coefficient(random));
      const scale = 2 ** -random.integer(0, 40);
      const signs = (k: number) => (j: number) =>
        scale * Math.sign(Math.cos((k * (2 * j + 1) * Math.PI) / (2 * n)) || 1);
      // Signs that all push one coefficient.
      const pushed = random.integer(0, n - 1);
      const series = chebyshevSeries(nodesOf(coefficients, n, signs(pushed)));
      coefficients.forEach((c, k) => {
        expect(Math.abs(series.coefficients[k]! - c)).toBeLessThanOrEqual(series.error);
      });
      if (n > 1) expect(Math.abs(series.coefficients[pushed]! - coefficients[pushed]!)).toBeGreaterThan(0.6 * scale);
    }
  });

  it('errs by roundings that its error contains, for values that are doubles', () => {
    const random = createRandom(355);
    for (let i = 0; i < cases(40); i += 1) {
      const n = random.integer(1, 60);
      const values = Float64Array.from({ length: n }, () => random.uniform() + random.uniform() * 2 ** -32);
      const { coefficients, error } = chebyshevSeries({ values, error: 0 });
      for (let k = 0; k < n; k += 1) {
        let sum = F.zero;
        values.forEach((value, j) => {
          sum = F.add(sum, F.mul(F.constant(fromDouble(value)), cosine(k * (2 * j + 1), 2 * n)));
        });
        const exact = F.div(F.scale(sum, k === 0 ? 0 : 1), F.fromInteger(n));
        const distance = F.toNumber(F.abs(F.sub(F.constant(fromDouble(coefficients[k]!)), exact)));
        expect(distance).toBeLessThanOrEqual(error);
      }
      expect(error).toBeLessThan(1e-13);
    }
  });

  it('of a single value is constant', () => {
    expect([...chebyshevSeries({ values: Float64Array.of(3), error: 0 }).coefficients]).toEqual([3]);
  });
});

describe('the supremum of a polynomial', () => {
  it.each([1, 2, 3, 5, 8, 13, 40])('of T_%i is 1', (d) => {
    const coefficients = Array.from({ length: d + 1 }, (_, k) => (k === d ? 1 : 0));
    for (const n of [d + 1, d + 2, 2 * d + 3]) {
      const series = chebyshevSeries(nodesOf(coefficients, n));
      const { upper } = supremum(series, d + 1, 12 * (d + 1));
      expect(upper).toBeGreaterThanOrEqual(1);
      expect(upper).toBeLessThan(1.01);
      // Nothing is lost if the series is cut, which is far too early here.
      expect(supremum(series, 1, 10).upper).toBeGreaterThanOrEqual(1);
    }
  });

  it('is not missed between the points of a grid, however coarse', () => {
    const random = createRandom(352);
    let missed = 0;
    for (let i = 0; i < cases(1500); i += 1) {
      const m = random.integer(2, 16);
      const coefficients = Array.from({ length: m }, () => coefficient(random));
      const series = { coefficients: Float64Array.from(coefficients), error: 0 };
      const grid = random.integer(2, 3 * m);
      const { upper, index } = supremum(series, m, grid);
      if (upper === Infinity) continue;
      const true_ = denseSupremum(coefficients);
      expect(upper, `case ${String(i)}`).toBeGreaterThanOrEqual(true_ * (1 - 1e-14));
      const found = Math.abs(F.toNumber(valueAt(coefficients, index, grid)));
      if (found < 0.98 * true_) missed += 1;
    }
    expect(missed).toBeGreaterThan(100);
  });

  it('is bounded for values that were moved, by errors that hide it', () => {
    const random = createRandom(353);
    for (let i = 0; i < cases(60); i += 1) {
      const n = random.integer(1, 30);
      const coefficients = Array.from({ length: n }, () => coefficient(random) * 0.5 ** random.integer(0, 4));
      const peak = denseSupremum(coefficients);
      const scale = 2 ** -random.integer(1, 30);
      const sign = (x: number): number => (x < 0 ? -1 : 1);
      const exact = nodesOf(coefficients, n);
      const moved = nodesOf(coefficients, n, (j) => -scale * sign(exact.values[j]!));
      const { upper } = supremum(chebyshevSeries(moved), random.integer(1, n), 20 * n);
      expect(upper, `case ${String(i)}`).toBeGreaterThanOrEqual(peak * (1 - 1e-14));
    }
    // A constant, each value too small by the error.
    const series = chebyshevSeries({ values: new Float64Array(9).fill(1 - 2 ** -10), error: 2 ** -10 });
    expect(supremum(series, 9, 100).upper).toBeGreaterThanOrEqual(1);
  });

  it('is that of the whole series where only a part is evaluated', () => {
    const random = createRandom(354);
    for (let i = 0; i < cases(300); i += 1) {
      const n = random.integer(2, 20);
      const coefficients = Array.from({ length: n }, () => coefficient(random));
      const series = { coefficients: Float64Array.from(coefficients), error: 0 };
      const degree = random.integer(1, n);
      const { upper } = supremum(series, degree, 8 * n);
      expect(upper).toBeGreaterThanOrEqual(denseSupremum(coefficients) * (1 - 1e-14));
    }
  });

  it('takes the error of every coefficient into account', () => {
    // 1 + T_1 + … + T_19 is 20 at 1, if each coefficient is off by 1/64.
    const series = { coefficients: new Float64Array(20).fill(1 - 2 ** -6), error: 2 ** -6 };
    for (const degree of [20, 10]) {
      expect(supremum(series, degree, 2000).upper).toBeGreaterThanOrEqual(20);
      expect(supremum(series, degree, 2000).upper).toBeLessThan(20.01);
    }
  });

  it('of zero is no more than the error', () => {
    const { upper, index } = supremum({ coefficients: new Float64Array(4), error: 0 }, 4, 40);
    expect([upper, index]).toEqual([0, 0]);
  });

  it.each([
    [8, 7],
    [8, 1],
    [20, 21],
    [2, 1],
  ])('has no bound for the degree below %i and a grid of %i parts', (degree, grid) => {
    expect(supremum({ coefficients: new Float64Array(20).fill(1), error: 0 }, degree, grid).upper).toBe(Infinity);
  });

  it.each([
    [21, 100],
    [0, 100],
    [2.5, 100],
    [NaN, 100],
    [3, 0],
    [3, 50.5],
    [3, NaN],
    [3, Infinity],
  ])('has no bound for %d terms of 20 and a grid of %d parts, which are no such numbers', (degree, grid) => {
    expect(supremum({ coefficients: new Float64Array(20).fill(1), error: 0 }, degree, grid).upper).toBe(Infinity);
  });

  it('has none for errors that are none', () => {
    for (const error of [NaN, Infinity]) {
      const { upper } = supremum(chebyshevSeries({ values: Float64Array.of(1, 2), error }), 2, 20);
      expect(upper < Infinity).toBe(false);
    }
  });
});
