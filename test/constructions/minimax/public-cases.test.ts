/**
 * What the test suites of chebfun (minimax) and baryrat (brasil) ask for, with their tolerances.
 * @see https://github.com/chebfun/chebfun, tests/chebfun/test_minimax.m; https://github.com/c-f-h/baryrat
 */
import { describe, expect, it } from 'vitest';
import { formatExact, parseNumeral } from '../../../src/arithmetic/numerals.ts';
import { rationals } from '../../../src/arithmetic/rational.ts';
import { bestRational } from '../../../src/constructions/minimax/best-rational.ts';
import { parseDomain, resolveTarget } from '../../../src/functions/index.ts';
import { type CertifiedMinimax, certifyMinimax } from '../../../src/measurement/index.ts';

type Type = readonly [number, number];

const enclose = (target: string, type: Type, interval: string, gap = 1e-8): Promise<CertifiedMinimax> =>
  certifyMinimax({ target: resolveTarget(target), domain: parseDomain(interval), type, gap });

describe('chebfun', () => {
  it.each([
    ['abs(x)+x', [1, 0], ['0.5', '1'], ['1'], 1e-10],
    ['abs(x)', [3, 0], ['0.125', '0', '1'], ['1'], 10 * 2 ** -52],
  ] as const)('%s, type (%j): the known answer', async (target, type, numerator, denominator, tolerance) => {
    const { best } = await enclose(target, type, '-1,1');
    const distance = (found: (typeof best)['numerator'], known: readonly string[]): number =>
      Math.max(
        ...known.map((text, i) =>
          Math.abs(rationals.toNumber(rationals.sub(found[i] ?? rationals.zero, parseNumeral(text)))),
        ),
      );
    expect(best.numerator).toHaveLength(numerator.length);
    expect(distance(best.numerator, numerator)).toBeLessThan(tolerance);
    expect(distance(best.denominator, denominator)).toBeLessThan(tolerance);
  });

  it.each([
    ['(x+3)*(x-0.5)/(x^2-4)', [2, 2]],
    ['(x-3)*(x+0.2)*(x-0.7)/((x-1.5)*(x+2.1))', [3, 2]],
    ['0*x', [2, 0]],
  ] as const)('%s of type (%j) comes back exactly', async (target, type) => {
    const { status, error } = await enclose(target, type, '-1,1');
    expect([status, error.lower, error.upper]).toEqual(['proved', '0', '0']);
  });

  it.each([
    ['abs', [0, 0], 0.5, 1e-10],
    ['abs', [2, 2], 0.043689, 1e-3],
    ['abs', [30, 30], 2.1739878e-7, 1e-3 * 2.1739878e-7],
  ] as const)('the error of %s, type (%j), is %f', async (target, type, known, tolerance) => {
    const { status, error } = await enclose(target, type, '-1,1');
    expect(status).toBe('proved');
    const { error: fine } = type[0] === 0 ? await enclose(target, type, '-1,1', 1e-11) : { error };
    expect(Math.abs(Number(fine.upper) - known)).toBeLessThan(tolerance);
  });

  it('x³ with a constant numerator has an answer: 0', async () => {
    const { status, best, error } = await enclose('x^3', [0, 2], '-1,1');
    expect([status, best.numerator.map(formatExact), best.alternation.map(formatExact)]).toEqual([
      'proved',
      ['0'],
      ['-1', '1'],
    ]);
    expect(Number(error.lower)).toBeCloseTo(1, 8);
  });

  it.each([
    [[7, 0], '1e100', 100],
    [[1, 3], '1e-100', -100],
  ] as const)('exp of type (%j) scales with its amplitude, %s', async (type, factor, digits) => {
    const [plain, scaled] = [await enclose('exp', type, '-1,1'), await enclose(`${factor}*exp(x)`, type, '-1,1')];
    expect(Number(scaled.error.lower) / 10 ** digits / Number(plain.error.lower)).toBeCloseTo(1, 7);
  });

  it('|x| by polynomials of degree 30 on [−1e30, 2e30]', () => {
    const target = resolveTarget('abs');
    const domain = parseDomain('-1e30,2e30');
    const { alternation } = bestRational({ f: target.evaluate, domain, kinks: target.kinks(domain), type: [30, 0] });
    expect(alternation).toHaveLength(32);
  });

  it('√|x − 1/10| and 1e40·|x|', async () => {
    const { status, error } = await enclose('sqrt(abs(x-0.1))', [4, 4], '-1,1');
    expect([status, Number(error.upper) / Number(error.lower) - 1 < 1e-8]).toEqual(['proved', true]);
    expect(Number((await enclose('1e40*abs(x)', [5, 5], '-1,1')).error.upper)).toBeLessThan(1e38);
  });
});

describe('baryrat', () => {
  const line = Math.exp(1) - 1;
  it.each([
    ['exp', [1, 0], '0,1', 1 - (line + Math.exp(1) - line * Math.log(line) - line) / 2],
    ['sin(exp(x))', [10, 0], '-1,1', 1.786234e-6],
    ['sqrt(x+1)', [10, 0], '-1,1', 1.97800700838e-2],
  ] as const)('the error of %s, type (%j) on [%s], is known', async (target, type, interval, known) => {
    const { status, error } = await enclose(target, type, interval);
    expect(status).toBe('proved');
    // Stricter than a relative 1e-5 and an absolute 1e-8, which would accept any error below 1e-8.
    expect(Math.abs(Number(error.upper) / known - 1)).toBeLessThan(1e-5);
  });

  it.each([
    [[10, 10], 5e-6],
    [[10, 5], 6e-5],
    [[5, 10], 8e-5],
  ] as const)('√x on [0, 1] of type (%j) errs by at most %f', async (type, limit) => {
    const { status, error } = await enclose('sqrt', type, '0,1');
    expect(status).toBe('proved');
    expect(Number(error.upper)).toBeLessThanOrEqual(limit);
  });

  it('sin x · exp x of degree 5 on [0, π]', async () => {
    const { status, error } = await enclose('sin(x)*exp(x)', [5, 5], '0,3.14159265358979');
    expect(status).toBe('proved');
    expect(Number(error.upper)).toBeLessThan(5.6e-7);
  });
});
