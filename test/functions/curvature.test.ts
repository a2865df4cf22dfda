import { describe, expect, it } from 'vitest';
import { parseNumeral } from '../../src/arithmetic/numerals.ts';
import { rationalToNumber } from '../../src/arithmetic/rational.ts';
import { findTarget } from '../../src/functions/catalog.ts';
import { curvatureOf, layeredDerivatives, networkCurvatures } from '../../src/functions/curvature.ts';

describe('curvatureOf', () => {
  // The maxima: φ-values at 0 and √2 for the erf form; for silu 1/2 at 0.
  it.each([
    ['gelu-erf', 1.1289, 2 / Math.sqrt(2 * Math.PI)],
    ['gelu-tanh', 1.129, 0.79788],
    ['silu', 1.0998, 0.5],
  ])('bounds the derivatives of %s closely', (name, slope, bend) => {
    const found = curvatureOf(findTarget(name));
    const [first, second] = [rationalToNumber(found.slope), rationalToNumber(found.curvature)];
    expect(first).toBeGreaterThanOrEqual(slope - 1e-4);
    expect(first).toBeLessThan(slope + 3e-4);
    expect(second).toBeGreaterThanOrEqual(bend - 1e-5);
    expect(second).toBeLessThan(bend + 2e-4);
  });

  it('refuses activations whose tails are not covered', () => {
    expect(() => curvatureOf(findTarget('tanh'))).toThrow('tanh: expected one of gelu-tanh, gelu-erf, silu');
  });
});

describe('bounds of networks', () => {
  const bounds = { slope: parseNumeral('1'), curvature: parseNumeral('1/2') };
  it('follow the recurrences', () => {
    // D: 2, then 3·2·2 = 12; E: 0, 3·2·(½·4) = 12, then 1·2·(½·144 + 12) = 168.
    const { first, second } = layeredDerivatives(bounds, [3, 1], parseNumeral('2'));
    expect([rationalToNumber(first), rationalToNumber(second)]).toEqual([24, 168]);
    // B = 2: D = 2, 6, 18; E₁ = 0, E₂ = 2·½·4 = 4, E₃ = 2(½(4 + 36) + 4) = 48.
    const found = networkCurvatures(bounds, parseNumeral('2'), 2).map((x) => Number(x.mantissa) * 2 ** x.exponent);
    expect(found[0]).toBe(0);
    expect(found[1]).toBeCloseTo(4, 12);
    expect(found[2]).toBeCloseTo(48, 10);
  });
});
