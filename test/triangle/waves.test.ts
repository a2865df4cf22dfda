import { describe, expect, it } from 'vitest';
import { ball } from '../../src/arithmetic/ball.ts';
import { float64 } from '../../src/arithmetic/float64.ts';
import { formatExact } from '../../src/arithmetic/numerals.ts';
import { rationals as Q, type Rational } from '../../src/arithmetic/rational.ts';
import {
  bendsOfWaves,
  extendPeaks,
  firstFactor,
  scalingFactors,
  slopesOf,
  sumDerivatives,
  sumPieces,
  triangle,
  triangleWaves,
  waveSum,
} from '../../src/triangle/index.ts';
import { createRandom } from '../laws/random.ts';
import { q, randomPeaks, shortFraction } from './instances.ts';

const HALF = q(1, 2);
const number = (x: Rational): number => Q.toNumber(x);
const text = (list: readonly Rational[]): readonly string[] => list.map(formatExact);

describe('the triangle function', () => {
  it('is 0 at both ends, 1 at its peak, and linear between', () => {
    const a = q(1, 3);
    const at = (n: number, d: number): string => formatExact(triangle(Q, a, q(n, d)));
    expect([at(0, 1), at(1, 6), at(1, 3), at(2, 3), at(1, 1)]).toEqual(['0', '0.5', '1', '0.5', '0']);
  });

  it('is enclosed by its range over balls, also across the peak', () => {
    const B = ball(64);
    const wide = B.union(B.constant(q(1, 4)), B.constant(q(1, 2)));
    const range = triangle(B, B.constant(q(1, 3)), wide);
    for (const x of [q(1, 4), q(1, 3), q(2, 5), q(1, 2)]) expect(B.contains(range, triangle(Q, q(1, 3), x))).toBe(true);
  });

  it('refuses a peak at 0 or 1', () => {
    expect(() => triangle(Q, Q.zero, HALF)).toThrow(RangeError);
    expect(() => triangle(Q, Q.one, HALF)).toThrow(RangeError);
  });
});

describe('bends', () => {
  it('are the lists of the paper for two layers', () => {
    const [first, second] = bendsOfWaves(Q, [q(1, 3), q(1, 4)]);
    expect(text(first?.peaks ?? [])).toEqual(['1/3']);
    expect(text(first?.valleys ?? [])).toEqual(['0', '1']);
    // Where W_0 = 1/4: at 1/12 on the way up, at 1 − (1/4)(2/3) on the way down.
    expect(text(second?.peaks ?? [])).toEqual(['1/12', '5/6']);
    expect(text(second?.valleys ?? [])).toEqual(['0', '1/3', '1']);
  });

  it('are exactly where the waves are 1 and 0, for random peaks', () => {
    const random = createRandom(11);
    for (let run = 0; run < 40; run += 1) {
      const a = randomPeaks(random, 1 + (run % 6));
      bendsOfWaves(Q, a).forEach(({ peaks, valleys }, i) => {
        expect([peaks.length, valleys.length]).toEqual([2 ** i, 2 ** i + 1]);
        const wave = (x: Rational): string => formatExact(triangleWaves(Q, a, x)[i] as Rational);
        expect(new Set(peaks.map(wave))).toEqual(new Set(['1']));
        expect(new Set(valleys.map(wave))).toEqual(new Set(['0']));
        const sorted = [...peaks, ...valleys].sort((x, y) => Q.compare(x, y));
        expect(new Set(sorted.map(formatExact)).size).toBe(sorted.length);
      });
    }
  });
});

describe('the sum of waves', () => {
  it('is x − x² at k/2^n for symmetric peaks and s_0 = 1/4', () => {
    const n = 6;
    const a = extendPeaks([HALF], n + 1);
    const s = scalingFactors(Q, a, q(1, 4));
    for (let k = 0; k <= 2 ** n; k += 1) {
      const x = q(k, 2 ** n);
      expect(formatExact(waveSum(Q, a, s, x))).toBe(formatExact(Q.sub(x, Q.mul(x, x))));
    }
  });

  it('agrees with its pieces at random points, and in floating point', () => {
    const random = createRandom(12);
    for (let run = 0; run < 60; run += 1) {
      const a = randomPeaks(random, 2 + (run % 6));
      const s = scalingFactors(Q, a, shortFraction(random));
      const { points, values } = sumPieces(Q, a, s);
      expect(points).toHaveLength(2 ** s.length + 1);
      points.forEach((x, k) => {
        expect(formatExact(waveSum(Q, a, s, x))).toBe(formatExact(values[k] as Rational));
      });
      const x = shortFraction(random);
      const exact = Q.toNumber(waveSum(Q, a, s, x));
      const doubles = waveSum(float64, a.map(number), s.map(number), number(x));
      expect(Math.abs(doubles - exact)).toBeLessThan(1e-9);
    }
  });

  it('has the slopes that its one-sided derivatives say', () => {
    const random = createRandom(13);
    for (let run = 0; run < 30; run += 1) {
      const a = randomPeaks(random, 2 + (run % 5));
      const s = scalingFactors(Q, a, firstFactor(Q, a, 'difference')).map((factor) =>
        Q.mul(factor, shortFraction(random)),
      );
      const pieces = sumPieces(Q, a, s);
      const slopes = slopesOf(Q, pieces);
      pieces.points.slice(1, -1).forEach((x, k) => {
        const { left, right } = sumDerivatives(Q, a, s, x);
        expect([formatExact(left), formatExact(right)]).toEqual([
          formatExact(slopes[k] as Rational),
          formatExact(slopes[k + 1] as Rational),
        ]);
      });
    }
  });

  it('refuses fewer peaks than factors', () => {
    expect(() => waveSum(Q, [HALF], [HALF, HALF], HALF)).toThrow('waveSum: expected at least 2 peaks, got 1');
    expect(() => scalingFactors(Q, [HALF], HALF)).toThrow('at least 2 peaks');
  });
});
