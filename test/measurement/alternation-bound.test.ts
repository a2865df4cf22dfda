import { describe, expect, it } from 'vitest';
import { parseNumeral } from '../../src/arithmetic/numerals.ts';
import { makeRational, type Rational, rationals } from '../../src/arithmetic/rational.ts';
import { NearBestFamily } from '../../src/constructions/minimax/near-best-family.ts';
import type { QuotientForm } from '../../src/constructions/minimax/quotient-form.ts';
import { findTarget, resolveTarget } from '../../src/functions/index.ts';
import { alternationBound } from '../../src/measurement/alternation-bound.ts';
import { certifyMinimax } from '../../src/measurement/certify-minimax.ts';
import { certifyNearBest, degreeBound } from '../../src/measurement/certify-near-best.ts';

const domain = { lower: makeRational(-1n), upper: makeRational(1n) };
const numbers = (...list: readonly (readonly [bigint, bigint?])[]): readonly Rational[] =>
  list.map(([n, d]) => makeRational(n, d));
const plain = (numerator: readonly Rational[], denominator: readonly Rational[]): QuotientForm => ({
  symmetry: 'plain',
  constant: rationals.zero,
  slope: rationals.zero,
  numerator,
  denominator,
});

describe('alternationBound', () => {
  const target = findTarget('abs');
  // The best approximant of |x| by polynomials of degree 3 is x² + 1/8, with error 1/8 at five points.
  const form = plain(numbers([1n, 8n], [0n], [1n], [0n]), numbers([1n]));
  const alternation = numbers([-1n], [-1n, 2n], [0n], [1n, 2n], [1n]);
  const request = { target, domain, type: [3, 0] as const, form, alternation, bits: 100 };

  it('gives the best error where the alternation is that of the best approximant', () => {
    expect(alternationBound(request)).toEqual(makeRational(1n, 8n));
  });

  it('refuses what would make it unsound: too few points, another order, no alternation, points outside', () => {
    // With four points x² + 1/8 would exclude type (4, 0), which has an error below 1/8.
    expect(alternationBound({ ...request, type: [4, 0] })).toBeUndefined();
    expect(alternationBound({ ...request, alternation: alternation.slice(1) })).toBeUndefined();
    expect(alternationBound({ ...request, alternation: [...alternation].reverse() })).toBeUndefined();
    expect(
      alternationBound({ ...request, alternation: [...alternation.slice(0, 4), makeRational(2n)] }),
    ).toBeUndefined();
    const close = numbers([-1n], [-1n, 2n], [-1n, 3n], [1n, 2n], [1n]);
    expect(alternationBound({ ...request, alternation: close })).toBeUndefined();
    // A degree that is too large for the type.
    expect(alternationBound({ ...request, type: [2, 0] })).toBeUndefined();
  });

  it('refuses a denominator that changes its sign between the points', () => {
    // f = x is of type (1, 1). With R = (1/8)/(x − 1/4), f − R = (x + 1/4)(x − 1/2)/(x − 1/4) alternates at four points, once
    // of them through the pole: counted, it would exclude the type of f itself.
    const line = resolveTarget('x');
    const pole = plain(numbers([1n, 8n]), numbers([-1n, 4n], [1n]));
    const points = numbers([-1n], [0n], [2n, 5n], [1n]);
    const signs = points.map((x) => {
      const r = rationals.div(makeRational(1n, 8n), rationals.sub(x, makeRational(1n, 4n)));
      return rationals.compare(x, r);
    });
    expect(signs).toEqual([-1, 1, -1, 1]);
    const request = { target: line, domain, type: [1, 1] as const, form: pole, alternation: points, bits: 100 };
    expect(alternationBound(request)).toBeUndefined();
  });
});

describe('bounds of best errors of high degree', () => {
  it.each(['tanh', 'gelu-tanh', 'mish', 'exp'])('agree with certified best errors of %s', async (name) => {
    const target = findTarget(name);
    const family = new NearBestFamily(target.evaluate, domain);
    for (const degree of [2, 5, 8]) {
      const bound = degreeBound(target, domain, family, degree);
      const { error } = await certifyMinimax({ target, domain, type: [degree, degree], gap: 0.01 });
      const ratio = bound && rationals.toNumber(rationals.div(bound, parseNumeral(error.upper ?? '1')));
      expect(ratio).toBeLessThanOrEqual(1);
      expect(ratio).toBeGreaterThan(0.1);
    }
  });

  it('are close to what is reached at degrees where Remez’s algorithm takes long', async () => {
    for (const [name, degree, size] of [
      ['tanh', 64, 255],
      ['exp', 40, 165],
      ['softplus', 31, 68],
    ] as const) {
      const target = findTarget(name);
      const family = new NearBestFamily(target.evaluate, domain);
      const found = await certifyNearBest(target, domain, family, degree);
      if (typeof found === 'string') throw new Error(found);
      const [upper, best] = [parseNumeral(found.error.upper), found.best ?? rationals.zero];
      expect(rationals.compare(best, parseNumeral(found.error.lower))).toBeLessThanOrEqual(0);
      expect(rationals.toNumber(rationals.div(upper, best))).toBeLessThan(8);
      expect(rationals.compare(upper, parseNumeral(`1e-${String(size)}`))).toBeLessThan(0);
      // Degree N − 2 does not reach the error that degree N is proven to have.
      const before = degreeBound(target, domain, family, degree - 2);
      expect(before && rationals.compare(before, upper)).toBeGreaterThan(0);
    }
  });
});
