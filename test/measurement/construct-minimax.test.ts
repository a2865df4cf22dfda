import { describe, expect, it } from 'vitest';
import { parseNumeral } from '../../src/arithmetic/numerals.ts';
import { rationals } from '../../src/arithmetic/rational.ts';
import { construct, methodsFor } from '../../src/constructions/construct.ts';
import { parseDomain, resolveTarget } from '../../src/functions/index.ts';
import { certifyError, constructMinimax, estimateError } from '../../src/measurement/index.ts';

const request = (eps: string, interval = '-1,1') => ({ eps: parseNumeral(eps), domain: parseDomain(interval) });

describe('constructMinimax', () => {
  it.each([
    ['exp', '1e-12', '-1,1', [5, 5]],
    ['gelu-tanh', '1e-7', '-1,1', [6, 5]],
    ['tanh', '1e-10', '-1,1', [5, 5]],
    ['abs', '1e-2', '-1,1', [4, 4]],
    ['exp', '0.7', '-1,1', [1, 1]],
    ['2*x/(3+x)', '1e-300', '-1,1', [1, 1]],
  ] as const)('%s within %s on [%s]: the least degree, certified', async (name, eps, interval, type) => {
    const target = resolveTarget(name);
    const { circuit, bound, size, plan, method } = await constructMinimax(target, request(eps, interval));
    expect(method).toBe('minimax');
    expect(plan.type).toEqual(type);
    expect(rationals.compare(parseNumeral(bound), parseNumeral(eps))).toBeLessThanOrEqual(0);
    const domain = parseDomain(interval);
    const { error } = await estimateError({ circuit, target, domain, eps: parseNumeral(eps) });
    expect(rationals.compare(parseNumeral(error), parseNumeral(bound))).toBeLessThanOrEqual(0);
    expect(size.degree).toBeGreaterThanOrEqual(BigInt(Math.max(...type)) - 1n);
  });

  it('has fewer gates than every planned construction of GELU at 1e-10, within the same bound', async () => {
    const target = resolveTarget('gelu-tanh');
    const best = await constructMinimax(target, request('1e-10'));
    for (const { name } of methodsFor(target)) {
      expect(best.size.gates).toBeLessThan(construct(target, { ...request('1e-10'), method: name }).size.gates);
    }
    const certified = await certifyError({ circuit: best.circuit, target, domain: parseDomain('-1,1') });
    expect(rationals.compare(parseNumeral(certified.error.upper ?? '1'), parseNumeral('1e-10'))).toBeLessThanOrEqual(0);
  });

  it('refuses in one line what makes no sense or takes too long', async () => {
    await expect(constructMinimax(resolveTarget('exp'), request('2'))).rejects.toThrow('expected 0 < eps < 1');
    await expect(constructMinimax(resolveTarget('log'), request('1e-3', '0,1'))).rejects.toThrow('undefined at 0');
    await expect(constructMinimax(resolveTarget('abs'), request('1e-9'), { maxSeconds: 1 })).rejects.toThrow(
      /^construct: minimax: 1 s were not enough; [^\n]+$/,
    );
  });
});
