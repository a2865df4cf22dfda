import { describe, expect, it } from 'vitest';
import { bigfloat } from '../../src/arithmetic/bigfloat.ts';
import { parseNumeral } from '../../src/arithmetic/numerals.ts';
import { rationals } from '../../src/arithmetic/rational.ts';
import { circuitField } from '../../src/circuits/builder.ts';
import type { Circuit } from '../../src/circuits/circuit.ts';
import { construct } from '../../src/constructions/construct.ts';
import { planRootSteps, pthRoot } from '../../src/constructions/pth-root.ts';
import { planSignDegrees, zolotarevSign } from '../../src/constructions/zolotarev.ts';
import { S } from '../../src/constructions/planning.ts';
import { findTarget, parseDomain } from '../../src/functions/index.ts';
import { errorFunction } from '../../src/measurement/index.ts';
import { estimate, relativeDistance } from './requests.ts';

/** Six digits, which is what an estimate promises of the value at its point; smooth peaks are found far better. */
const SIX_DIGITS = 1e-6;

/** The circuit of a function of x written over any field. */
function circuitOf(f: (F: ReturnType<typeof circuitField>, x: { index?: number }) => { index?: number }): Circuit {
  const F = circuitField(['x']);
  const [x] = F.inputs;
  return F.build(x === undefined ? [] : [f(F, x)]);
}

/** k steps of Newton's iteration for √x from 1, as an expression. */
function newtonSquareRoot(steps: number): string {
  let r = '1';
  for (let k = 0; k < steps; k += 1) r = `((${r}) + x/(${r}))/2`;
  return r;
}

describe('estimateError reproduces uniform errors that are known exactly', () => {
  it.each([
    ['the best quadratic (and cubic) to |x|, x² + 1/8', 'x^2+1/8', 'abs', '-1,1', '0.125'],
    ['x⁵ by its best quartic: T₅/16', '(20*x^3-5*x)/16', 'x^5', '-1,1', '0.0625'],
    ['x⁹ by its best polynomial of degree 8: T₉/256', '(576*x^7-432*x^5+120*x^3-9*x)/256', 'x^9', '-1,1', '0.00390625'],
    ['1/x by its chord on [1,2]: 3/2 − √2', '3/2-x/2', '1/x', '1,2', '0.0857864376269049511983'],
    ['√x by its chord through 0 and 1: 1/4', 'x', 'sqrt', '0,1', '0.25'],
    ['the interpolant of x³ in −1, 0, 1: 2/(3√3)', 'x', 'x^3', '-1,1', '0.384900179459750509672765'],
    ['a step of ReLU kinks inside: |max(x,1/3) − x| on [−1,1]', 'x', 'max(x,1/3)', '-1,1', '1.33333333333333333333'],
    ['the kink of |x−1/3| missed by a constant at its own height', '1/2', 'abs(x-1/3)', '0,2/3', '0.5'],
    ['√(2/3 − x) at an end that no binary number is', '0', 'sqrt(2/3-x)', '0,2/3', '0.816496580927726032732'],
    ['√(x − 1/3) likewise', '0', 'sqrt(x-1/3)', '1/3,1', '0.816496580927726032732'],
    ['an error at the left end only', '0', 'exp(-100*x)', '0,1', '1'],
  ])('%s', async (_, network, target, domain, exact) => {
    const { error } = await estimate(network, target, domain);
    expect(relativeDistance(error, exact)).toBeLessThan(SIX_DIGITS);
  });

  it('the chord of exp on [−1, 1], whose error is cosh 1 + sinh 1 (log sinh 1 − 1)', async () => {
    const exact = Math.cosh(1) + Math.sinh(1) * (Math.log(Math.sinh(1)) - 1);
    const chord = `${String(Math.cosh(1))}+${String(Math.sinh(1))}*x`;
    expect(Math.abs(Number((await estimate(chord, 'exp', '-1,1')).error) / exact - 1)).toBeLessThan(1e-12);
  });

  it('plain Newton for √x, (r − √x)/(r + √x) = ((1 − √x)/(1 + √x))^(2^k)', async () => {
    // At the left end, √x = 1/4: q = (3/5)^8, r − √x = 2 √x q/(1 − q) = (1/2) · 6561/384064.
    const { error, at } = await estimate(newtonSquareRoot(3), 'sqrt', '1/16,1');
    expect(relativeDistance(error, '6561/768128')).toBeLessThan(SIX_DIGITS);
    expect(at).toBe('0.0625');
    const relative = await estimate(newtonSquareRoot(3), 'sqrt', '1/16,1', { relative: true });
    expect(relativeDistance(relative.error, '6561/192032')).toBeLessThan(SIX_DIGITS);
  });

  it.each([
    [2, '0.269873863612'],
    [3, '0.0720071068919'],
    [4, '0.0189028467387'],
    [9, '2.34260217628e-5'],
  ])('Zolotarev’s approximant of sign on [0.1, 1] of degree %i', async (degree, exact) => {
    const degrees = { 2: [2], 3: [3], 4: [2, 2], 9: [3, 3] }[degree] ?? [];
    const circuit = circuitOf((F, x) => zolotarevSign(F, x, planSignDegrees(parseNumeral('0.1'), degrees)));
    expect(relativeDistance((await estimate(circuit, 'sign', '0.1,1')).error, exact)).toBeLessThan(SIX_DIGITS);
  });

  it.each([
    [2, '0.01', 5, '9.9565e-19', 2e-5],
    [3, '0.000027', 6, '7.1842827e-14', SIX_DIGITS],
    [5, '0.00243', 6, '1.5866222e-19', SIX_DIGITS],
  ])('the scaled Newton root for p = %i on [%s, 1]', async (p, lower, steps, exact, tolerance) => {
    const circuit = circuitOf((F, x) => pthRoot(F, x, planRootSteps(p, S.constant(parseNumeral(lower)), S.one, steps)));
    const { error } = await estimate(circuit, `root:${String(p)}`, `${lower},1`, { relative: true });
    // The first reference value is printed with five digits.
    expect(relativeDistance(error, exact)).toBeLessThan(tolerance);
  });

  it('errors near 0 of roots, where only graded samples look', async () => {
    // √(x + 1e-20) − √x is largest at 0, and half of that already at x = 5.6e-21.
    const { error, at } = await estimate('0', 'sqrt(x+1e-20)-sqrt(x)', '0,1');
    expect(relativeDistance(error, '1e-10')).toBeLessThan(SIX_DIGITS);
    expect(at).toBe('0');
    // The largest value of d·x/(x² + d²) is 1/2, at x = d.
    const inner = await estimate('1e-10*x/(x^2+1e-20)', '0*x', '-1,1');
    expect(relativeDistance(inner.error, '0.5')).toBeLessThan(SIX_DIGITS);
    expect(Math.abs(Number(inner.at))).toBeCloseTo(1e-10, 14);
  });

  it.each(['1e-200', '1e-1000', '1.25e-3000'])('the error %s, far below every double', async (size) => {
    const { error } = await estimate(`x+${size}*(1-x^2)`, 'x', '-1,1');
    expect(relativeDistance(error, size)).toBeLessThan(SIX_DIGITS);
  });
});

describe('estimateError reports 0 for a network that equals its target, and soon', () => {
  it.each([
    ['x', 'x', '-1,1'],
    ['x^2+2*x+1', '(x+1)^2', '-1,1'],
    ['(x^2-1/9)/(x-1/3)', 'x+1/3', '0,1'],
    ['1', 'sin(x)^2+cos(x)^2', '-1,1'],
    ['x', 'log(exp(x))', '1,2'],
    ['x', 'relu', '0,1'],
  ])('%s against %s', async (network, target, domain) => {
    const { error, seconds } = await estimate(network, target, domain, { points: 200 });
    expect(error).toBe('0');
    expect(seconds).toBeLessThan(20);
  });

  it('and never for an error that a number in the formulas explains', async () => {
    expect((await estimate('x*(1+1e-900)', 'x', '1,2')).error).toBe('2e-900');
    expect((await estimate('x', 'x*(1-1e-2500)', '1,2')).error).toBe('2e-2500');
  });
});

describe('estimateError is an estimate', () => {
  it('says so, and names its points, its device and its precision', async () => {
    const answer = await estimate('x', 'tanh', '-1,1', { points: 100 });
    expect(answer).toMatchObject({ kind: 'estimate', points: 100, backend: 'cpu', device: 'one CPU thread' });
    expect([answer.arithmetic, answer.bits]).toEqual(['limbs(128)', 96]);
  });

  it('does not see a feature narrower than its samples', async () => {
    // The true error is 1, at 0.54321, in a peak of width 1e-9; everywhere else it is x/1000.
    const { error } = await estimate('x*1.001+1e-18/((x-0.54321)^2+1e-18)', 'x', '-1,1');
    expect(relativeDistance(error, '0.001')).toBeLessThan(SIX_DIGITS);
  });

  it('never exceeds the uniform error, whatever the number of points and the seed', async () => {
    for (const points of [2, 3, 15, 16, 17, 100, 999]) {
      const { error } = await estimate('x^2+1/8', 'abs', '-1,1', { points, seed: points });
      expect(Number(error), `${String(points)} points`).toBeLessThanOrEqual(0.125);
    }
  });

  it('reports a value that is attained at the point reported', async () => {
    const circuit = construct(findTarget('tanh'), { eps: parseNumeral('1e-9'), domain: parseDomain('-1,1') }).circuit;
    const { error, at } = await estimate(circuit, 'tanh', '-1,1', { points: 300 });
    const F = bigfloat(300);
    const value = errorFunction(
      { circuit, target: findTarget('tanh'), relative: false },
      300,
    )(F.constant(parseNumeral(at)));
    expect(Math.abs(F.toNumber(F.div(value, F.constant(parseNumeral(error)))) - 1)).toBeLessThan(SIX_DIGITS);
    expect(rationals.compare(parseNumeral(error), parseNumeral('1e-9'))).toBeLessThanOrEqual(0);
  });

  it('is the same again for the same seed, and takes other random points for another', async () => {
    const run = async (seed: number): Promise<string> => {
      // Thousands of waves between neighbouring samples: the error depends on which points are taken.
      const { error, at } = await estimate('0', 'sin(1e6*x)', '-1,1', { points: 64, seed, digits: 20 });
      return `${error} at ${at}`;
    };
    expect(await run(7)).toBe(await run(7));
    expect(new Set(await Promise.all([1, 2, 3, 4, 5, 6, 7, 8].map(run))).size).toBeGreaterThan(1);
  });
});

describe('estimateError raises its precision where the network needs it', () => {
  it.each([
    ['(x+1e40)-1e40', 'x+1/1000', '0,1', '0.001'],
    ['((x+1e40)-1e40)*1.001', 'x', '0,1', '0.001'],
    ['(x+1e300)-1e300', 'x+1e-20', '0,1', '1e-20'],
    // At x = 0 the sum is right at any precision, and 0.5 is found there; the largest error is at 1.
    ['1/(((x+1e60)-1e60)+1)', '1/(x+1)+0.5+x/10', '0,1', '0.6'],
    ['(x*1e200+1)*1e200-x*1e400-1e200', 'x', '1,2', '2'],
  ])('%s against %s', async (network, target, domain, exact) => {
    const { error, bits } = await estimate(network, target, domain, { points: 200 });
    expect(relativeDistance(error, exact)).toBeLessThan(SIX_DIGITS);
    expect(bits).toBeGreaterThan(96);
  });

  it('tanh on [−200, 200] within 1e-12', async () => {
    const domain = parseDomain('-200,200');
    const { circuit } = construct(findTarget('tanh'), { eps: parseNumeral('1e-12'), domain });
    const { error } = await estimate(circuit, 'tanh', '-200,200', { points: 150 });
    expect(Number(error)).toBeLessThanOrEqual(1e-12);
    // Not rounding: the same network in 400 digits says the same.
    const { error: finer } = await estimate(circuit, 'tanh', '-200,200', { points: 150, digits: 400 });
    expect(relativeDistance(error, finer)).toBeLessThan(0.1);
  });

  it('but keeps the digits asked for', async () => {
    const { arithmetic, error } = await estimate('x+1e-100', 'x', '1,2', { digits: 20 });
    expect(arithmetic).toBe('limbs(128)');
    expect(Number(error)).toBeLessThan(1e-20);
  });
});

describe('estimateError refuses', () => {
  const fails = async (options: Parameters<typeof estimate>, message: RegExp): Promise<void> => {
    await expect(estimate(...options)).rejects.toThrow(message);
  };

  it('requests that make no sense', async () => {
    await fails(['x', 'x', '-1,1', { points: 1 }], /2 to 10\^12 points, got 1/);
    await fails(['x', 'x', '-1,1', { points: 2.5 }], /points/);
    await fails(['x', 'log', '0,1'], /log is undefined at 0/);
    await fails(['x', 'x', '-1,1', { domain: { lower: rationals.one, upper: rationals.zero } }], /a < b/);
    await fails(
      [{ inputs: ['x', 'y'], instructions: [], outputs: [0] }, 'x', '-1,1'],
      /one input and one output, got 2/,
    );
    await fails(
      [{ inputs: ['x'], instructions: [], outputs: [0, 0] }, 'x', '-1,1'],
      /one input and one output, got 1 and 2/,
    );
  });

  it('relative errors where the target is 0', async () => {
    await fails(['x', 'x^2', '0,1', { relative: true }], /relative error is undefined at x = 0, where x\^2 is 0/);
  });
});
