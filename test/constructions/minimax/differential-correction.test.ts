import { describe, expect, it } from 'vitest';
import { differentialCorrection } from '../../../src/constructions/minimax/differential-correction.ts';
import { type LinearProgram, simplex } from '../../../src/constructions/minimax/simplex.ts';

/** Minimise c·x with the columns given. */
function program(
  columns: readonly (readonly number[])[],
  costs: readonly number[],
  right: readonly number[],
  basis: readonly number[],
): LinearProgram {
  const column = (j: number): Float64Array => Float64Array.from(columns[j] ?? []);
  return {
    column,
    cost: (j) => costs[j] ?? 0,
    right: Float64Array.from(right),
    basis,
    worst: (y, tolerance, _, isInBasis) => {
      const excess = costs.map((cost, j) => column(j).reduce((sum, a, i) => sum + a * (y[i] ?? 0), -cost));
      const order = [...excess.keys()].filter((j) => !isInBasis(j)).sort((i, j) => (excess[j] ?? 0) - (excess[i] ?? 0));
      return (excess[order[0] ?? 0] ?? 0) > tolerance ? order[0] : undefined;
    },
  };
}

describe('simplex', () => {
  it('finds the multipliers of a small program', () => {
    // Most of 3a + 5b under a ≤ 4, 2b ≤ 12, 3a + 2b ≤ 18: 36 at (2, 6), with the prices 0, 3/2, 1.
    const columns = [
      [1, 0, 3],
      [0, 2, 2],
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ];
    const y = simplex(program(columns, [-3, -5, 0, 0, 0], [4, 12, 18], [2, 3, 4]));
    [0, -1.5, -1].forEach((price, i) => {
      expect(y[i]).toBeCloseTo(price, 12);
    });
  });

  it('says in one line that a basis is singular', () => {
    expect(() =>
      simplex(
        program(
          [
            [1, 0],
            [2, 0],
          ],
          [0, 0],
          [1, 1],
          [0, 1],
        ),
      ),
    ).toThrow(/^simplex: the basis is singular/);
  });
});

describe('differentialCorrection', () => {
  const points = Float64Array.from({ length: 401 }, (_, i) => -Math.cos((Math.PI * i) / 400));
  const weights = points.map(() => 1);

  it.each([
    ['exp, where the minimum is known', Math.exp, [3, 3], 1.5506690539711686e-7],
    ['|x|, whose best (3, 0) is x² + 1/8', Math.abs, [3, 0], 0.125],
    [
      'exp 8x by c/q, where no interpolation leads to it',
      (x: number) => Math.exp(8 * x) / Math.exp(8),
      [0, 6],
      0.50754081851 / Math.exp(8),
    ],
  ] as const)('%s', (_, f, [m, n], known) => {
    const { size, denominators } = differentialCorrection({ points, values: points.map(f), weights }, m, n);
    // The grid may miss the peaks by the square of its gaps.
    expect(size / known).toBeGreaterThan(0.9);
    expect(size / known).toBeLessThan(1.0001);
    expect(denominators.every((q) => q > 0)).toBe(true);
  });

  it('minimises the weighted error', () => {
    const { errors, size } = differentialCorrection(
      { points, values: points.map(Math.exp), weights: points.map((x) => Math.exp(-x)) },
      1,
      0,
    );
    const weighted = errors.map((e, i) => Math.abs(e) * Math.exp(-(points[i] ?? 0)));
    expect(Math.max(...weighted)).toBeCloseTo(size, 14);
    expect(weighted.filter((e) => e > 0.999 * size).length).toBeGreaterThanOrEqual(3);
  });
});
