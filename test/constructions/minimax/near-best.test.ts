import { describe, expect, it } from 'vitest';
import { bigfloat } from '../../../src/arithmetic/bigfloat.ts';
import { float64 } from '../../../src/arithmetic/float64.ts';
import { makeRational, rationals } from '../../../src/arithmetic/rational.ts';
import { levellingNodes } from '../../../src/constructions/minimax/levelling-nodes.ts';
import { nearBest } from '../../../src/constructions/minimax/near-best.ts';
import { NearBestFamily } from '../../../src/constructions/minimax/near-best-family.ts';
import { applyForm, degreesOf, pairAt, roundForm } from '../../../src/constructions/minimax/quotient-form.ts';
import { interpolateThiele } from '../../../src/constructions/minimax/thiele.ts';
import { findTarget, resolveTarget } from '../../../src/functions/index.ts';

const domain = { lower: makeRational(-1n), upper: makeRational(1n) };

describe('interpolateThiele', () => {
  it('gives a rational function of the type back', () => {
    // (1 + 2x + 5x²)/(3 + x + x²) from five points.
    const F = bigfloat(200);
    const at = (x: bigint): ReturnType<typeof F.fromInteger> =>
      F.div(F.fromInteger(1n + 2n * x + 5n * x * x), F.fromInteger(3n + x + x * x));
    const points = [0n, 4n, -3n, 7n, 2n];
    const found = interpolateThiele(
      F,
      points.map((x) => F.fromInteger(x)),
      points.map(at),
    );
    const scaled = (list: typeof points, by: number): readonly number[] => list.map((c) => Number(c) * by);
    const q = found?.denominator.map((c) => F.toNumber(c)) ?? [];
    const by = (q[0] ?? 0) / 3;
    expect(q.map((c) => c / by).map((c) => Number(c.toFixed(12)))).toEqual([3, 1, 1]);
    const p = found?.numerator.map((c) => F.toNumber(c) / by).map((c) => Number(c.toFixed(12)));
    expect(p).toEqual(scaled([1n, 2n, 5n], 1));
  });

  it('refuses values of a function of lower degree, whose differences vanish', () => {
    const F = bigfloat(100);
    const points = [0, 1, 2, 3, 4].map((x) => F.fromInteger(x));
    expect(
      interpolateThiele(
        F,
        points,
        points.map(() => F.one),
      ),
    ).toBeUndefined();
  });
});

describe('levellingNodes', () => {
  it('are Chebyshev points without a smooth part, and crowd where the error is larger', () => {
    const { nodes, peaks } = levellingNodes(5);
    nodes.forEach((x, i) => {
      expect(x).toBeCloseTo(Math.cos(((i + 0.5) * Math.PI) / 5), 14);
    });
    expect([peaks.length, peaks[0], peaks.at(-1)]).toEqual([6, 1, -1]);
    expect(levellingNodes(5, [0, 1]).nodes[2]).toBeGreaterThan(0.1);
  });

  it('level ω e^g', () => {
    const g = [0, 0.7, 0.2];
    const { nodes, peaks } = levellingNodes(30, g);
    const heights = peaks.map((x) => {
      const smooth = g.reduce((sum, c, k) => sum + c * Math.cos(k * Math.acos(x)), 0);
      return nodes.reduce((sum, node) => sum + Math.log(Math.abs(x - node)), smooth);
    });
    expect(Math.max(...heights) - Math.min(...heights)).toBeLessThan(1e-6);
  });
});

describe('nearBest', () => {
  it.each([
    ['tanh', 'odd', 21, [21, 20]],
    ['tanh', 'odd', 22, [21, 22]],
    ['gelu-tanh', 'even', 20, [21, 20]],
    ['exp', 'reciprocal', 12, [12, 12]],
    ['exp', 'reciprocal', 13, [13, 13]],
    ['mish', 'plain', 9, [9, 9]],
  ] as const)('uses the symmetry of %s (%s) at degree %i', (name, symmetry, degree, degrees) => {
    const { f } = { f: findTarget(name).evaluate };
    const family = new NearBestFamily(f, domain);
    const { form, log2Errors, alternation, type } = family.at(degree);
    expect([form.symmetry, degreesOf(form)]).toEqual([symmetry, degrees]);
    expect(alternation).toHaveLength(type[0] + type[1] + 2);
    // Level, or with peaks in the ratio e² where exp has a symmetric relative error.
    expect(log2Errors[1] - log2Errors[0]).toBeLessThan(name === 'exp' ? 3 : 0.5);
    // The same function in all its forms, and with rounded coefficients.
    const F = bigfloat(300);
    const x = F.constant(makeRational(3n, 7n));
    const [p, q] = pairAt(F, form, x);
    const value = F.toNumber(F.div(F.sub(applyForm(F, form, x), F.div(p, q)), F.div(p, q)));
    expect(Math.abs(value)).toBeLessThan(1e-80);
    const rounded = roundForm(form, 12, domain);
    expect(rounded.denominator.every(({ denominator }) => 10n ** 12n % denominator === 0n)).toBe(true);
    expect(applyForm(float64, rounded, 3 / 7)).toBeCloseTo(findTarget(name).evaluate(float64, 3 / 7), 8);
  });

  it('is at home on other intervals', () => {
    const wide = { lower: makeRational(2n), upper: makeRational(17n, 2n) };
    const { log2Errors, form, alternation } = new NearBestFamily(findTarget('log').evaluate, wide).at(12);
    expect(log2Errors[1] - log2Errors[0]).toBeLessThan(0.5);
    expect(log2Errors[1]).toBeLessThan(-80);
    expect(alternation[0]).toEqual(wide.lower);
    const rounded = roundForm(form, 30, wide);
    expect(applyForm(float64, rounded, 8)).toBeCloseTo(Math.log(8), 12);
  });

  it('says where no alternation is seen', () => {
    const line = { f: resolveTarget('x^2').evaluate, domain, degree: 3 };
    expect(() => nearBest(line)).toThrow(/no alternation of type/);
    expect(() => nearBest({ ...line, degree: 0 })).toThrow(/expected a degree N ≥ 1, got 0/);
  });

  it('expects errors close to those that are found', () => {
    const family = new NearBestFamily(findTarget('tanh').evaluate, domain);
    for (const degree of [4, 8, 16]) family.at(degree);
    const expected = family.expected(32) ?? 0;
    expect(Math.abs(expected / family.at(32).log2Errors[1] - 1)).toBeLessThan(0.01);
    expect(rationals.compare(family.at(32).alternation[0] ?? rationals.zero, domain.lower)).toBe(0);
  });
});
