import { describe, expect, it } from 'vitest';
import { parseNumeral } from '../../src/arithmetic/numerals.ts';
import { rationals } from '../../src/arithmetic/rational.ts';
import { construct, methodsFor } from '../../src/constructions/construct.ts';
import { sizeOfType } from '../../src/constructions/single/type-size.ts';
import { parseDomain, resolveTarget } from '../../src/functions/index.ts';
import { certifyError, constructBest, constructSingle, singleMethods } from '../../src/measurement/index.ts';
import { fallsTooSlowly } from '../../src/measurement/outlook.ts';

const isAtMost = (x: string, y: string): boolean => rationals.compare(parseNumeral(x), parseNumeral(y)) <= 0;

describe('constructBest', () => {
  it.each([
    ['tanh', '1e-3', '-1,1'],
    ['gelu-tanh', '1e-12', '-1,1'],
    ['exp', '1e-9', '-1,1'],
    ['abs', '1e-2', '-1,1'],
    ['log', '1e-6', '1/2,2'],
    ['x^2/(1+x)+2', '1e-5', '0,1'],
    ['sin(x)*exp(x)', '1e-8', '-1,1'],
  ] as const)('%s within %s has no more gates than any method, and a bound that holds', async (name, eps, interval) => {
    const target = resolveTarget(name);
    const domain = parseDomain(interval);
    const request = { domain, eps: parseNumeral(eps) };
    const best = await constructBest(target, request);
    const others: { gates: number }[] = [];
    for (const { name: method } of methodsFor(target)) others.push(construct(target, { ...request, method }).size);
    for (const method of singleMethods) {
      const single = await constructSingle(method, target, request, { maxSeconds: 5 }).catch(() => undefined);
      if (single) others.push(single.size);
    }
    expect(best.size.gates).toBeLessThanOrEqual(Math.min(...others.map(({ gates }) => gates)));
    expect(isAtMost(best.bound, eps)).toBe(true);
    const { error } = await certifyError({ circuit: best.circuit, target, domain });
    expect(isAtMost(error.upper ?? '1', eps)).toBe(true);
  });

  it('takes the planned construction where it is as small, and where nothing else is certified in time', async () => {
    const target = resolveTarget('exp');
    const request = { domain: parseDomain('-1,1'), eps: parseNumeral('1e-40') };
    expect(await constructBest(target, request)).toMatchObject({ method: 'doubling' });
    const gelu = resolveTarget('gelu-tanh');
    const { eps } = request;
    const quick = { domain: parseDomain('-1,1'), eps };
    expect(await constructBest(gelu, quick, { maxSeconds: 0 })).toEqual(construct(gelu, quick));
    expect((await constructBest(gelu, quick)).method).toBe('chebyshev-pade');
  });

  it('goes by the measure that is asked for', async () => {
    const target = resolveTarget('gelu-tanh');
    const request = { domain: parseDomain('-1,1'), eps: parseNumeral('1e-6') };
    const shallow = await constructBest(target, { ...request, optimize: 'depth' });
    const small = await constructBest(target, request);
    expect(shallow.size.depth).toBeLessThanOrEqual(small.size.depth);
    expect(small.size.gates).toBeLessThanOrEqual(shallow.size.gates);
  });

  it('refuses in the words of the planners, and at once', async () => {
    const domain = parseDomain('-1,1');
    const best = (name: string, eps: string) => constructBest(resolveTarget(name), { domain, eps: parseNumeral(eps) });
    await expect(best('tanh', '1')).rejects.toThrow('expected 0 < eps < 1');
    await expect(best('log', '1e-3')).rejects.toThrow(/log is undefined/);
    await expect(best('1/x', '1e-3')).rejects.toThrow(/undefined or discontinuous at 0/);
  });
});

describe('sizeOfType', () => {
  it('is what a construction of the type has', async () => {
    for (const [name, symmetry] of [
      ['tanh', { parity: 'odd', hasConstant: false, hasSlope: false }],
      ['gelu-tanh', { parity: 'even', hasConstant: false, hasSlope: true }],
      ['exp', undefined],
    ] as const) {
      const request = { domain: parseDomain('-1,1'), eps: parseNumeral('1e-14') };
      for (const method of singleMethods) {
        const { plan, size } = await constructSingle(method, resolveTarget(name), request);
        const [m, n] = plan.type as [number, number];
        if (plan.defect !== 0) continue;
        expect([name, method.name, size.gates]).toEqual([name, method.name, sizeOfType(symmetry, m, n).gates]);
      }
    }
  });
});

describe('fallsTooSlowly', () => {
  const errors = (...sizes: number[]) => sizes.map((size, i) => ({ degree: 4 * 2 ** i, size }));

  it('continues the last three errors by the growth that is seen', () => {
    // Algebraic: 3 bits with each doubling; geometric: twice as many with each.
    expect(fallsTooSlowly(errors(-3, -6, -9), 200, -40)).toBe(true);
    expect(fallsTooSlowly(errors(-3, -6, -9), 200, -15)).toBe(false);
    expect(fallsTooSlowly(errors(-5, -10, -20), 200, -150)).toBe(false);
    expect(fallsTooSlowly(errors(-5, -10, -20), 200, -900)).toBe(true);
    expect(fallsTooSlowly(errors(-1, -1, -1), 200, -2)).toBe(true);
    expect(fallsTooSlowly(errors(-3, -6), 200, -40)).toBe(false);
  });
});
