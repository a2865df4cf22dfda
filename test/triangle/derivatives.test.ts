import { describe, expect, it } from 'vitest';
import { formatExact } from '../../src/arithmetic/numerals.ts';
import { makeRational, rationals as Q, type Rational } from '../../src/arithmetic/rational.ts';
import {
  bendsOfWaves,
  encloseDerivative,
  extendPeaks,
  firstFactor,
  jumpBracket,
  scalingFactors,
  slopesOf,
  sumDerivatives,
  sumPieces,
  truncationError,
  waveDerivatives,
  waveSum,
} from '../../src/triangle/index.ts';
import { createRandom } from '../laws/random.ts';
import { q, randomPeaks, shortFraction } from './instances.ts';

const HALF = q(1, 2);
const width = ({ lower, upper }: { lower: Rational; upper: Rational }): number => Q.toNumber(Q.sub(upper, lower));

describe('the jump of the derivative at a peak', () => {
  it('is the bracket of equation (4) times the slopes of the wave, for any factors', () => {
    const random = createRandom(21);
    for (let run = 0; run < 40; run += 1) {
      const a = randomPeaks(random, 5);
      const s = a.map(() => Q.sub(shortFraction(random), HALF));
      bendsOfWaves(Q, a).forEach(({ peaks }, i) => {
        const bracket = jumpBracket(Q, a, s, i);
        for (const x of peaks) {
          const wave = waveDerivatives(Q, a, x)[i] as { left: Rational; right: Rational };
          const before = sumDerivatives(Q, a, s.slice(0, i), x);
          const whole = sumDerivatives(Q, a, s, x);
          expect(formatExact(before.left)).toBe(formatExact(before.right));
          expect(formatExact(whole.left)).toBe(formatExact(Q.add(before.left, Q.mul(wave.left, bracket))));
          expect(formatExact(whole.right)).toBe(formatExact(Q.add(before.right, Q.mul(wave.right, bracket))));
        }
      });
    }
  });

  it('shrinks to nothing with the rule and stays with another one', () => {
    const a = extendPeaks([q(1, 3), q(2, 5)], 40);
    const s = scalingFactors(Q, a, firstFactor(Q, a, 'difference'));
    expect(Math.abs(Q.toNumber(jumpBracket(Q, a, s, 0)))).toBeLessThan(1e-8);
    const halves = s.map((factor, i) => (i === 0 ? factor : Q.scale(factor, -1)));
    expect(Q.toNumber(jumpBracket(Q, a, halves, 0))).toBeCloseTo(Q.toNumber(s[0] as Rational) / 2, 6);
  });
});

describe('the derivative of the limit', () => {
  it('is 1 − 2x for symmetric peaks and s_0 = 1/4, enclosed to 2^−n', () => {
    const a = extendPeaks([HALF], 41);
    for (const x of [q(0), q(1, 3), q(1, 2), q(5, 8), q(9, 10), q(1)]) {
      const enclosure = encloseDerivative(a, q(1, 4), x);
      const exact = Q.sub(Q.one, Q.scale(x, 1));
      expect(Q.compare(enclosure.lower, exact)).toBeLessThanOrEqual(0);
      expect(Q.compare(exact, enclosure.upper)).toBeLessThanOrEqual(0);
      expect(width(enclosure)).toBeLessThan(1e-11);
    }
  });

  it('has the enclosures of more waves inside those of fewer, and difference quotients inside both', () => {
    const random = createRandom(22);
    for (let run = 0; run < 60; run += 1) {
      const a = Array.from({ length: 30 }, () => shortFraction(random, 8, 56));
      const first = firstFactor(Q, a, 'sum');
      const x = run % 3 === 0 ? (bendsOfWaves(Q, a.slice(0, 4))[3]?.peaks[run % 8] as Rational) : shortFraction(random);
      const coarse = encloseDerivative(a.slice(0, 12), first, x);
      const fine = encloseDerivative(a, first, x);
      expect(Q.compare(coarse.lower, fine.lower)).toBeLessThanOrEqual(0);
      expect(Q.compare(fine.upper, coarse.upper)).toBeLessThanOrEqual(0);
      // F is concave: its secants over [x−h, x] and [x, x+h] lie on either side of F′(x).
      const s = scalingFactors(Q, a, first);
      const h = makeRational(1n, 1n << 20n);
      const slope = (u: Rational, v: Rational): number =>
        Q.toNumber(Q.div(Q.sub(waveSum(Q, a, s, v), waveSum(Q, a, s, u)), h));
      expect(slope(Q.sub(x, h), x)).toBeGreaterThan(Q.toNumber(fine.lower) - 1e-3);
      expect(slope(x, Q.add(x, h))).toBeLessThan(Q.toNumber(fine.upper) + 1e-3);
    }
  });

  it('needs a positive factor and a point of [0, 1]', () => {
    expect(() => encloseDerivative([HALF, HALF], Q.zero, HALF)).toThrow('s_0 > 0');
    expect(() => encloseDerivative([HALF, HALF], Q.one, q(3, 2))).toThrow('point x of [0, 1]');
  });
});

describe('the limit', () => {
  it('is concave: the slopes of every partial sum decrease strictly', () => {
    const random = createRandom(23);
    for (let run = 0; run < 60; run += 1) {
      const a = randomPeaks(random, 7);
      const slopes = slopesOf(Q, sumPieces(Q, a, scalingFactors(Q, a, q(1, 7))));
      slopes.slice(1).forEach((slope, k) => {
        expect(Q.compare(slope, slopes[k] as Rational)).toBeLessThan(0);
      });
    }
  });

  it('lies s_n above F_n at every peak of W_n, and nowhere higher on a finer grid', () => {
    const random = createRandom(24);
    for (let run = 0; run < 20; run += 1) {
      const a = randomPeaks(random, 9);
      const n = 1 + (run % 3);
      const first = firstFactor(Q, a, 'difference');
      const s = scalingFactors(Q, a, first);
      const bound = truncationError(Q, a, first, n);
      expect(formatExact(bound)).toBe(formatExact(s[n] as Rational));
      const gap = (x: Rational): Rational => Q.sub(waveSum(Q, a, s, x), waveSum(Q, a, s.slice(0, n), x));
      for (const x of bendsOfWaves(Q, a)[n]?.peaks ?? []) expect(formatExact(gap(x))).toBe(formatExact(bound));
      for (const x of sumPieces(Q, a, s).points) {
        expect(gap(x).numerator >= 0n && Q.compare(gap(x), bound) <= 0).toBe(true);
      }
    }
  });
});
