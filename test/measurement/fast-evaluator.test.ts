import { afterAll, describe, expect, it } from 'vitest';
import { parseNumeral } from '../../src/arithmetic/numerals.ts';
import { construct } from '../../src/constructions/index.ts';
import { parseDomain, resolveTarget } from '../../src/functions/index.ts';
import type { FastSystem } from '../../src/gpu/index.ts';
import { type ErrorEvaluator, fastEvaluator, gpuEvaluator } from '../../src/measurement/index.ts';
import { testGpu, unlessSkipped } from '../gpu/adapter.ts';
import { estimate } from './requests.ts';

const gpu = await testGpu();
const exact = gpu && gpuEvaluator({ gpu });
afterAll(() => exact?.close());

type Fast = ErrorEvaluator & { readonly remarks: readonly string[] };
const fast = (system: FastSystem, transform?: (code: string) => string): Fast =>
  fastEvaluator({ device: gpu!.device, system, exact: exact!, ...(transform && { transform }) });

const PADE = 'x*(15+x^2)/(15+6*x^2)';
const network = (target: string, eps: string, domain: string): ReturnType<typeof construct>['circuit'] =>
  construct(resolveTarget(target), { eps: parseNumeral(eps), domain: parseDomain(domain) }).circuit;

describe.skipIf(gpu === undefined)(`the search in floating point${unlessSkipped(gpu)}`, () => {
  it.each([
    ['tanh', PADE, '-1,1'],
    ['gelu-tanh', network('gelu-tanh', '1e-9', '-1,1'), '-1,1'],
    ['log', network('log', '1e-8', '0.5,2'), '0.5,2'],
    ['gelu-erf', 'x/2+0.39*x^2', '-1,1'],
    ['sqrt', '0.2+0.9*x', '0.1,1'],
    ['exp', '1+x+x^2/2+x^3/6', '-1,1'],
  ] as const)('in pairs of floats finds the error of %s that limbs find', async (target, circuit, domain) => {
    const evaluator = fast('double-float');
    const options = { points: 3000, seed: 3 };
    const answer = await estimate(circuit, target, domain, { ...options, evaluator });
    expect(evaluator.remarks).toEqual([]);
    expect(answer.arithmetic).toMatch(/^double-float, evaluated at its point in limbs\(\d+\)$/);
    const { error } = await estimate(circuit, target, domain, options);
    // Both are refined around the samples; a search that is right to 2^−40 begins at the same peak, or an equal one.
    expect(Math.abs(Number(answer.error) / Number(error) - 1)).toBeLessThan(1e-6);
  });

  it.each([
    ['sums that forget what they round', /seal\(seal\(a - seal\(s - t\)\) \+ seal\(b - t\)\)/, '0.0'],
    ['products that forget what they round', /seal\(e \+ seal\(al \* bl\)\)/, '0.0'],
    ['sums without their seals, folded away', /let t = seal\(s - a\);/, 'let t = b;'],
    [
      'a factor that is a little off',
      /fn fast_mul\(x: vec2<f32>, y: vec2<f32>\) -> vec2<f32> \{/,
      '$& if (x.x > 0.5) { return x * y.x * 1.0001; }',
    ],
    [
      'values that are no numbers',
      /return select\(x, -x, x.x < 0.0\);/,
      'return vec2<f32>(bitcast<f32>(0x7fc00000u | job.zero), 0.0);',
    ],
    ['text that does not compile', /fn fast_add/, 'fn fast_ad'],
  ])('is refused with %s', async (_, pattern, broken) => {
    const evaluator = fast('double-float', (code) => {
      expect(code).toMatch(pattern);
      return code.replace(pattern, broken);
    });
    const options = { points: 1000 };
    const answer = await estimate(PADE, 'tanh', '-1,1', { ...options, evaluator });
    expect(evaluator.remarks.join()).toMatch(/^double-float was refused: .*; went on in limbs\(128\)/s);
    const { error, at, arithmetic } = await estimate(PADE, 'tanh', '-1,1', options);
    expect(answer).toMatchObject({ error, at, arithmetic, backend: 'webgpu' });
  });

  it('never answers where the error is not above its own accuracy', async () => {
    for (const [eps, system] of [
      ['1e-14', 'double-float'],
      ['1e-30', 'double-float'],
      ['1e-7', 'float32'],
    ] as const) {
      const circuit = network('tanh', eps, '-1,1');
      const evaluator = fast(system);
      const options = { points: 600 };
      const { error, arithmetic } = await estimate(circuit, 'tanh', '-1,1', { ...options, evaluator });
      expect(evaluator.remarks.join()).toMatch(/is not above its accuracy|was off by/);
      const own = await estimate(circuit, 'tanh', '-1,1', options);
      expect([error, arithmetic]).toEqual([own.error, own.arithmetic]);
    }
  });

  it('in single floats is called a preview', async () => {
    const evaluator = fast('float32');
    const answer = await estimate('x', 'tanh', '-1,1', { points: 500, evaluator });
    expect(answer.arithmetic).toBe('a preview in float32, evaluated at its point in limbs(128)');
    expect(Number(answer.error)).toBeCloseTo(1 - Math.tanh(1), 6);
  });
});
