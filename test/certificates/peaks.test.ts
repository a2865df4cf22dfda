import { describe, expect, it } from 'vitest';
import { boundByPeaks, PEAK_BITS } from '../../src/certificates/peaks.ts';
import { type ChebyshevSeries } from '../../src/certificates/supremum.ts';
import { cases, createRandom, type Random } from '../laws/random.ts';

const UNIT = 2 ** PEAK_BITS;

/** Σ c_k T_k(t), by Clenshaw's recurrence. */
function valueAt(c: readonly number[], t: number): number {
  let [b, before] = [0, 0];
  for (let k = c.length - 1; k > 0; k -= 1) [b, before] = [(c[k] ?? 0) + 2 * t * b - before, b];
  return (c[0] ?? 0) + t * b - before;
}

const series = (c: readonly number[], error = 0): ChebyshevSeries => ({ coefficients: Float64Array.from(c), error });

/** Local maxima of sign·p by golden section from a dense grid, as multiples of 2^−52. */
function peaksOf(c: readonly number[], sign: number): readonly number[] {
  const parts = 60 * c.length;
  const at = (phi: number): number => sign * valueAt(c, Math.cos(phi));
  const step = Math.PI / parts;
  return Array.from({ length: parts + 1 }, (_, i) => i * step)
    .filter((phi) => at(phi) >= at(phi - step) && at(phi) >= at(phi + step))
    .map((phi) => {
      let [low, high] = [Math.max(0, phi - step), Math.min(Math.PI, phi + step)];
      for (let k = 0; k < 60; k += 1) {
        const [x, y] = [high - 0.618 * (high - low), low + 0.618 * (high - low)];
        if (at(x) > at(y)) high = y;
        else low = x;
      }
      return Math.round(Math.cos((low + high) / 2) * UNIT);
    });
}

/** The bounds of p and −p that follow. */
function boundsOf(c: readonly number[], grid: number, peaks: readonly number[], error = 0): readonly number[] {
  return boundByPeaks(series(c, error), grid, peaks).map(({ sign, coarse, near }) =>
    near.length === 0
      ? coarse
      : Math.max(...near.map(({ index, excess }) => sign * valueAt(c, (peaks[index] ?? NaN) / UNIT) + excess)),
  );
}

const supremum = (c: readonly number[], sign: number): number =>
  Math.max(...peaksOf(c, sign).map((peak) => sign * valueAt(c, peak / UNIT)));

/** Polynomials with few terms, some of them flat at an end or inside, or close to a constant. */
function polynomial(random: Random): readonly number[] {
  const coefficient = (): number => 2 * random.uniform() - 1;
  const kind = random.integer(0, 3);
  // 1 − ½(1 − t)²·…: flat at t = 1 for all orders up to a small slope.
  if (kind === 0) return [0.25, 1 + 2 ** -random.integer(3, 30) * coefficient(), -0.25];
  // −T_4-like plateaus: 3/8 + T_2/2 + T_4/8 = t⁴.
  if (kind === 1) return [-3 / 8, 2 ** -random.integer(2, 20) * coefficient(), -1 / 2, 0, -1 / 8];
  const n = random.integer(2, 14);
  const decay = 0.3 + 0.7 * random.uniform();
  return Array.from({ length: n }, (_, k) => (k === 0 && kind === 2 ? 5 : 1) * coefficient() * decay ** k);
}

describe('bounds by values at peaks', () => {
  it('hold for points anywhere, whether they account for the peaks or not', () => {
    const random = createRandom(5);
    let accounted = 0;
    for (let i = 0; i < cases(400); i += 1) {
      const c = polynomial(random);
      const grid = c.length * random.integer(2, 40);
      const close = [1, -1].flatMap((sign) => peaksOf(c, sign));
      const moved = close.map((peak) => {
        const to = peak + Math.round((2 * random.uniform() - 1) * UNIT * 2 ** -random.integer(2, 40));
        return Math.max(-UNIT, Math.min(UNIT, to));
      });
      const peaks = [...moved, ...[UNIT, -UNIT, 0].filter(() => random.integer(0, 1) === 1)];
      try {
        boundsOf(c, grid, peaks).forEach((bound, side) => {
          const top = supremum(c, side === 0 ? 1 : -1);
          expect(bound).toBeGreaterThanOrEqual(top - 1e-13);
          if (bound < top + 1e-9) accounted += 1;
        });
      } catch (error) {
        expect(String(error)).toContain('too fine');
      }
    }
    expect(accounted).toBeGreaterThan(cases(400) / 4);
  });

  it.each([
    ['T_5', [0, 0, 0, 0, 0, 1], 60],
    ['a level error with decreasing terms', [0.1, -0.2, 0.4, 1, 0.3, -0.1, 0.02], 200],
    ['a line', [0, 1], 4],
    ['a line with a bend', [0, 1, 0.05], 12],
    ['a parabola with its peak close to the end', [0, 1, -0.2500001], 200],
  ] as const)('are as tight as the values at the peaks for %s', (_, c, grid) => {
    const peaks = [...peaksOf(c, 1), ...peaksOf(c, -1), UNIT, -UNIT];
    boundsOf(c, grid, peaks).forEach((bound, side) => {
      const top = supremum(c, side === 0 ? 1 : -1);
      expect(bound).toBeLessThan(top + 1e-14);
      expect(bound).toBeGreaterThanOrEqual(top - 1e-15);
    });
  });

  it('fall back on the grid where a peak has no point, and contain the error of the coefficients', () => {
    const c = [0, 0, 0, 1];
    const [without = 0] = boundsOf(c, 60, [0]);
    expect(without).toBeGreaterThan(1);
    expect(without).toBeLessThan(1.02);
    const [exact = 0, wide = 0] = [0, 2 ** -12].map((error) => boundsOf(c, 20, [0], error)[0]);
    expect(wide).toBeGreaterThanOrEqual(exact + 4 * 2 ** -12);
  });

  it('see a peak halfway between points of the grid beside one on it that is a little lower', () => {
    const c = [0, 0, -0.009, 0, 1];
    expect(boundsOf(c, 21, [UNIT, -UNIT, 0])[0]).toBeGreaterThanOrEqual(1.009);
  });

  it('do not take a rise at the end of the interval for one all over it', () => {
    // T₂ − x/10 rises at 1 up to 0.9, and is 1.1 at −1.
    expect(boundsOf([0, -0.1, 1], 2, [UNIT])[0]).toBeGreaterThanOrEqual(1.1);
  });

  it('are refused for grids that the accuracy does not admit, and for points off the interval', () => {
    expect(() => boundByPeaks(series([0, 0, 1], 1e-6), 100_000, [])).toThrow('too fine');
    expect(() => boundByPeaks(series([1]), 8, [])).toThrow('too fine');
    expect(() => boundByPeaks(series([0, 1]), 8, [UNIT + 2])).toThrow('points of [−1, 1]');
    expect(() => boundByPeaks(series([0, 1]), 8, [0.5])).toThrow('points of [−1, 1]');
    expect(() => boundByPeaks(series([0, 1]), 1, [])).toThrow('expected a grid');
  });
});
