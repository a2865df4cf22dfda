import { describe, expect, it } from 'vitest';
import { bigfloat } from '../../../src/arithmetic/bigfloat.ts';
import { formatExact, parseNumeral } from '../../../src/arithmetic/numerals.ts';
import { rationals } from '../../../src/arithmetic/rational.ts';
import { evaluateBarycentric } from '../../../src/constructions/minimax/barycentric.ts';
import { bindProblem } from '../../../src/constructions/minimax/problem.ts';
import { aaaApproximant } from '../../../src/constructions/single/aaa.ts';
import { greedyRational } from '../../../src/constructions/single/greedy-support.ts';
import { parseDomain, resolveTarget } from '../../../src/functions/index.ts';
import { constructSingle, singleMethods } from '../../../src/measurement/index.ts';

const problemOf = (name: string, domain: string) => {
  const target = resolveTarget(name);
  const interval = parseDomain(domain);
  return { f: target.evaluate, domain: interval, kinks: target.kinks(interval) };
};
const approximant = (name: string, n: number, eps: string, domain = '-1,1') =>
  aaaApproximant({ ...problemOf(name, domain), type: [n, n], eps: parseNumeral(eps), deadline: Infinity });

describe('greedyRational', () => {
  it('finds a rational function of the type, and takes no more support points than that needs', () => {
    const F = bigfloat(256);
    const bound = bindProblem(F, problemOf('(1+x)/(2+x+3*x^2)', '-1,1'));
    const [accuracy, tiny] = [F.scale(F.one, -100), F.scale(F.one, -248)];
    const r = greedyRational(bound, 7, accuracy, tiny);
    expect(r?.points.length).toBeLessThanOrEqual(4);
    for (const text of ['-0.97', '0.123', '0.7']) {
      const x = F.constant(parseNumeral(text));
      const error = r && F.sub(evaluateBarycentric(F, r, x).value, bound.value(x));
      expect(Math.abs(F.toNumber(error ?? F.one))).toBeLessThan(1e-30);
    }
  });
});

describe('aaaApproximant', () => {
  it.each([
    ['tanh', 7, '1e-20', 1e-17, 1e-13],
    ['abs', 8, '1e-6', 2e-3, 2e-2],
  ] as const)('%s of degree %i comes close to the best error', (name, n, eps, least, most) => {
    const seen = rationals.toNumber(approximant(name, n, eps).seen);
    expect(seen).toBeGreaterThan(least);
    expect(seen).toBeLessThan(most);
  });

  it('returns rational targets exactly', () => {
    const found = approximant('(1+x)/(2+x^2)', 3, '1e-10');
    expect(formatExact(found.apply(rationals, rationals.one))).toBe(formatExact(parseNumeral('2/3')));
    expect(found.digits).toBe(0);
  });

  it('is certified within ε for smooth targets and for kinks', async () => {
    const aaa = singleMethods.find(({ name }) => name === 'aaa');
    if (aaa === undefined) throw new Error('test: no method aaa');
    for (const [name, eps, domain] of [
      ['sigmoid', '1e-12', '-8,8'],
      ['relu', '1e-2', '-1,2'],
    ] as const) {
      const request = { domain: parseDomain(domain), eps: parseNumeral(eps) };
      const { bound, method } = await constructSingle(aaa, resolveTarget(name), request);
      expect(method).toBe('aaa');
      expect(rationals.compare(parseNumeral(bound), request.eps)).toBeLessThanOrEqual(0);
    }
  });
});
