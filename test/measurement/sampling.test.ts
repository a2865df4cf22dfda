import { describe, expect, it } from 'vitest';
import { bigfloat } from '../../src/arithmetic/bigfloat.ts';
import { makeRational, type Rational, rationals, rationalToNumber } from '../../src/arithmetic/rational.ts';
import { parseDomain } from '../../src/functions/index.ts';
import { ranges } from '../../src/measurement/error-function.ts';
import { samplePoint, type SampleSet } from '../../src/measurement/index.ts';

const F = bigfloat(96);

/** One eighth of the points is random and one eighth graded, after the Chebyshev points; none of either below 16 points. */
const shares = (points: number): { chebyshev: number; random: number } => {
  const random = points < 16 ? 0 : Math.floor(points / 8);
  return { chebyshev: points - 2 * random, random };
};

const setOf = (domain: string, points: number, seed = 1): SampleSet => {
  const { lower, upper } = parseDomain(domain);
  return { domain: { lower, upper }, points, seed, special: [lower, upper, makeRational(0n)] };
};

const pointsOf = (set: SampleSet): number[] =>
  Array.from({ length: set.points }, (_, i) => F.toNumber(samplePoint(F, set, i).x));

describe('samples', () => {
  it.each(['-1,1', '0,1', '-3,-2.9', '1/3,1e6', '-1e-30,1e-30'])('lie in [%s] and contain both ends', (domain) => {
    for (const points of [2, 3, 15, 16, 40, 257]) {
      const set = setOf(domain, points);
      const xs = Array.from({ length: points }, (_, i) => F.toRational(samplePoint(F, set, i).x));
      const { lower, upper } = set.domain;
      expect(xs.every((x) => rationals.compare(lower, x) <= 0 && rationals.compare(x, upper) <= 0)).toBe(true);
      // Within an ulp where an end is no binary number, and exactly otherwise.
      const nearest = (end: Rational): number =>
        Math.min(...xs.map((x) => Math.abs(rationalToNumber(rationals.sub(rationals.div(x, end), rationals.one)))));
      for (const end of [lower, upper]) {
        if (end.numerator === 0n) expect(xs.some((x) => x.numerator === 0n)).toBe(true);
        else expect(nearest(end)).toBeLessThanOrEqual(2 ** -95);
      }
    }
  });

  it.each([15, 160])('are Chebyshev points first, of %i points', (points) => {
    const { chebyshev } = shares(points);
    const xs = pointsOf(setOf('-1,1', points)).slice(0, chebyshev);
    xs.forEach((x, i) => {
      expect(x).toBeCloseTo(-Math.cos((Math.PI * i) / (chebyshev - 1)), 14);
    });
  });

  it('come close to 0, geometrically, down to the working precision', () => {
    const sizes = pointsOf(setOf('-1,1', 2000)).map(Math.abs);
    for (let octave = 0; octave < 90; octave += 6) {
      const found = sizes.filter((x) => x <= 2 ** -octave && x > 2 ** -(octave + 6));
      expect(found.length, `|x| between 2^-${String(octave + 6)} and 2^-${String(octave)}`).toBeGreaterThan(1);
    }
  });

  it('depend on the seed in their random part only', () => {
    const [one, two] = [pointsOf(setOf('-1,1', 160, 1)), pointsOf(setOf('-1,1', 160, 2))];
    const { chebyshev } = shares(160);
    expect(two.slice(0, chebyshev)).toEqual(one.slice(0, chebyshev));
    expect(two.slice(chebyshev)).not.toEqual(one.slice(chebyshev));
    expect(pointsOf(setOf('-1,1', 160, 1))).toEqual(one);
  });

  it('have random points that fill the domain evenly', () => {
    const { chebyshev, random } = shares(8000);
    const counts = Array.from({ length: 10 }, () => 0);
    for (const x of pointsOf(setOf('0,1', 8000)).slice(chebyshev, chebyshev + random)) {
      const bin = Math.floor(10 * x);
      counts[bin] = (counts[bin] ?? 0) + 1;
    }
    // 1000 points in 10 bins: each count is 100 with standard deviation 9.5; 45 is nearly five of them.
    for (const count of counts) expect(Math.abs(count - 100)).toBeLessThan(45);
  });
});

describe('ranges', () => {
  it.each([2, 3, 63, 64, 65, 1000, 12345, 1e12])('go through %i points once, in at most 64 pieces', (points) => {
    const pieces = ranges(points);
    expect(pieces.length).toBeLessThanOrEqual(64);
    let next = 0;
    for (const [from, to] of pieces) {
      expect(from).toBe(next);
      expect(to).toBeGreaterThan(from);
      next = to;
    }
    expect(next).toBe(points);
  });
});

describe('the ends of a domain', () => {
  it('are samples exactly where they are representable', () => {
    const set = setOf('-3/4,1/1024', 20);
    expect(rationals.compare(F.toRational(samplePoint(F, set, 0).x), set.domain.lower)).toBe(0);
  });
});
