import { describe, expect, it } from 'vitest';
import { parseNumeral } from '../../src/arithmetic/numerals.ts';
import { checkCertificate } from '../../src/certificates/index.ts';
import { attainedError } from '../../src/certificates/attained.ts';
import { stepsOf } from '../../src/certificates/steps.ts';
import { parseDomain, resolveTarget } from '../../src/functions/index.ts';
import { certifyMinimax } from '../../src/measurement/index.ts';

const request = (target: string, type: readonly [number, number], interval = '-1,1') => ({
  target: resolveTarget(target),
  domain: parseDomain(interval),
  type,
});

describe('certifyMinimax', () => {
  it('encloses the best error of exp, with an alternation and a certificate that hold by themselves', async () => {
    const found = await certifyMinimax(request('exp', [3, 3]));
    const { lower, upper } = found.error;
    expect(found.status).toBe('proved');
    // From the equations of the alternation, with 30 digits in mpmath; the published 1.550669058714149e-7 is that of doubles.
    expect(Number(lower)).toBeLessThanOrEqual(1.5506690539711686e-7);
    expect(Number(upper)).toBeGreaterThanOrEqual(1.5506690539711686e-7);
    expect(Number(upper) / Number(lower) - 1).toBeLessThanOrEqual(1e-8);
    const problem = {
      circuit: found.circuit,
      steps: stepsOf(found.circuit),
      target: resolveTarget('exp'),
      relative: false,
    };
    const signs = found.best.alternation.map((x) => attainedError(problem, x, 200).sign);
    expect(signs.map((sign, i) => sign * (-1) ** i)).toEqual(Array(8).fill(signs[0]));
    const checked = found.certificate && (await checkCertificate(found.certificate));
    expect(checked).toMatchObject({ status: 'proved', upper: parseNumeral(upper ?? '') });
  });

  it.each([
    ['abs', [8, 8], '-1,1'],
    ['gelu-tanh', [5, 5], '-1,1'],
    ['tanh', [3, 4], '-1,1'],
    ['sqrt', [4, 4], '0,1'],
    ['sigmoid', [5, 5], '-3,3'],
  ] as const)('encloses the best error of %s, type (%j) on [%s], to twelve digits', async (target, type, interval) => {
    const { status, error, certificate } = await certifyMinimax({ ...request(target, type, interval), gap: 1e-12 });
    expect(status).toBe('proved');
    expect(Number(error.upper) / Number(error.lower) - 1).toBeLessThanOrEqual(1e-12);
    expect(certificate && (await checkCertificate(certificate)).status).toBe('proved');
  });

  it('gives bounds that decrease along the diagonal, each below the certified errors of lower types', async () => {
    let previous = Infinity;
    for (const n of [0, 1, 2, 3]) {
      const { error } = await certifyMinimax({ ...request('softplus:1', [n, n]), gap: 1e-6 });
      expect(Number(error.lower)).toBeLessThan(previous);
      previous = Number(error.upper);
    }
  });

  it('encloses relative errors', async () => {
    const { status, error } = await certifyMinimax({ ...request('sqrt', [2, 1], '0.01,1'), relative: true, gap: 1e-6 });
    const alpha = [1, 2].reduce((a) => (2 * Math.sqrt(a)) / (1 + a), 0.1);
    expect(status).toBe('proved');
    expect(Number(error.lower)).toBeLessThanOrEqual((1 - alpha) / (1 + alpha));
    expect(Number(error.upper)).toBeGreaterThanOrEqual((1 - alpha) / (1 + alpha));
  });

  it.each([
    ['sqrt(x+1)', [8, 8], '-1,1', false],
    ['sqrt(x^4+1)', [4, 4], '-1,1', true],
    ['relu6', [1, 0], '1,2', true],
    // Peaks close to an end, and far from where a coarse look sees them.
    ['mish', [3, 6], '-8,8', false],
    ['cbrt', [2, 1], '-1,1', false],
    ['abs(x^2-x/7-1/2)', [4, 4], '-1,1', false],
    ['exp', [3, 3], '0,1e-30', false],
  ] as const)(
    'encloses the best error of %s, type (%j) on [%s], relative %s',
    async (target, type, interval, relative) => {
      const { status, error } = await certifyMinimax({ ...request(target, type, interval), relative, maxSeconds: 20 });
      expect(status).toBe('proved');
      expect(Number(error.upper)).toBeLessThanOrEqual(Number(error.lower) * (1 + 1e-8));
    },
  );

  it.each([
    ['pi', [2, 1]],
    ['sqrt(2)*x^2+1', [3, 3]],
  ] as const)(
    'says of %s that it seems to be of type (%j) itself, with irrational coefficients',
    async (target, type) => {
      const { status, reason, error, best } = await certifyMinimax(request(target, type));
      expect(status).toBe('unknown');
      expect(reason).toContain('the best error would be 0');
      expect(error.lower).toBe('0');
      expect(Number(error.upper)).toBeLessThan(1e-45);
      expect(best.alternation).toEqual([]);
    },
  );

  it.each([
    ['silu', '-1,2'],
    ['x^2', '-1,1'],
    ['0*x', '0,1'],
    ['erf', '0,1'],
  ])('refuses relative errors of %s on [%s], where it vanishes', async (target, interval) => {
    await expect(certifyMinimax({ ...request(target, [1, 1], interval), relative: true })).rejects.toThrow(
      `certifyMinimax: relative errors need a target without zeros, but ${target} vanishes near x = 0`,
    );
  });

  it('has an answer for a target that is rational on the domain alone', async () => {
    const { status, error } = await certifyMinimax(request('elu:1', [4, 0], '1000,1001'));
    expect([status === 'proved', error.lower]).toEqual([error.upper === '0', '0']);
  });

  it('proves that a rational target has the best error 0', async () => {
    const found = await certifyMinimax(request('1/(1+25*x^2)', [2, 4]));
    expect(found).toMatchObject({ status: 'proved', error: { lower: '0', upper: '0' } });
  });

  it('refuses domains on which the target is not defined', async () => {
    await expect(certifyMinimax(request('1/x', [2, 2]))).rejects.toThrow('undefined or discontinuous at 0');
    await expect(certifyMinimax({ ...request('exp', [2, 2]), gap: 2 })).rejects.toThrow('expected a gap in (0, 1)');
  });
});
