import { describe, expect, it } from 'vitest';
import { makeRational } from '../../src/arithmetic/rational.ts';
import { areIdentical } from '../../src/certificates/identity.ts';
import { shortRationals } from '../../src/certificates/short-rationals.ts';
import { stepsOf } from '../../src/certificates/steps.ts';
import type { Instruction } from '../../src/circuits/circuit.ts';
import { parseDomain, resolveTarget } from '../../src/functions/index.ts';
import { problemFor } from './problems.ts';

const identical = (network: string, target: string, domain = '1/3,2'): boolean =>
  areIdentical(problemFor(network, target), parseDomain(domain));

describe('a network and a target that are the same rational function', () => {
  it.each([
    ['x', 'x'],
    ['0', '0*x'],
    ['(x+1)^2', 'x^2+2*x+1'],
    ['(x^3-1)/(x^2+x+1)', 'x-1'],
    ['1/(1+1/x)', 'x/(x+1)'],
    ['x', 'abs'],
    ['x', 'relu'],
    ['(x+1)/2', 'max(x, 0)/2+abs(1)/2'],
    ['1/(1+x)', '1/(1+abs(x))'],
    ['x/(1+x)', 'softsign'],
    ['1', 'sign'],
    ['x', 'x+0*(x-1)^40'],
    ['(1+x/100)^100', '(1+0.01*x)^100'],
    ['x*(1/3)', 'x/3'],
  ])('%s and %s', (network, target) => {
    expect(identical(network, target)).toBe(true);
  });

  it('on the side of a kink where they are', () => {
    expect(identical('-x', 'abs', '-2,-1')).toBe(true);
    expect(identical('-x', 'abs', '-2,0')).toBe(true);
    expect(identical('-x', 'abs', '-2,1')).toBe(false);
    expect(identical('x', 'abs', '-2,-1')).toBe(false);
    expect(identical('0', 'relu', '-2,-1/7')).toBe(true);
  });
});

describe('what is not shown to be identical', () => {
  it.each([
    ['x', 'x+1e-300'],
    ['x', 'x*(1+1e-300)'],
    ['x^20', 'x^20+1e-500*(x-1)'],
    ['(x+1)^2', 'x^2+2*x+1+1e-40*x'],
    ['x', '1/x'],
    // Not rational, although equal.
    ['x', 'exp(log(x))'],
    ['1', 'sin(x)^2+cos(x)^2'],
    ['x', 'sqrt(x^2)'],
    ['x', 'cbrt(x^3)'],
    ['3', 'pi'],
    ['0*x', '0*pi'],
    // Of degrees too high to try.
    ['x^3000', 'x^3000'],
  ])('%s and %s', (network, target) => {
    expect(identical(network, target)).toBe(false);
  });

  it('agreement at all points but one is not enough: zeros are counted against the degrees', () => {
    // The product vanishes at all but one of the points that are looked at, or of as many as its degree.
    for (let degree = 1; degree < 20; degree += 1) {
      for (let points = degree; points <= degree + 3; points += 1) {
        const factors = Array.from(
          { length: degree },
          (_, i) => `(x-${String(41 * i + 29)}/${String(41 * points)})`,
        ).join('*');
        expect(identical('0*x', factors, '0,1')).toBe(false);
      }
    }
  });

  it('a network that is undefined at one of the points', () => {
    // Three points, at (29/41 + i)/3.
    expect(identical('x/(x-29/123)*((x-29/123)/x)', '1', '0,1')).toBe(false);
    expect(identical('x/x', '1', '-1,1')).toBe(true);
  });

  it('numbers that grow beyond reason, without a long wait', () => {
    const squarings: Instruction[] = [{ op: 'const', value: makeRational(1n, 3n) }];
    for (let k = 0; k < 40; k += 1) squarings.push({ op: 'mul', args: [k + 1, k + 1] });
    const circuit = {
      inputs: ['x'],
      instructions: [...squarings, { op: 'mul', args: [0, 41] } as const],
      outputs: [42],
    };
    const problem = { circuit, steps: stepsOf(circuit), target: resolveTarget('x'), relative: false };
    const start = performance.now();
    expect(areIdentical(problem, parseDomain('0,1'))).toBe(false);
    expect(performance.now() - start).toBeLessThan(20_000);
  });

  it('short rationals end with their work', () => {
    const F = shortRationals(100, 1000);
    const third = makeRational(1n, 3n);
    expect(F.mul(third, third)).toEqual(makeRational(1n, 9n));
    expect(() => {
      for (let i = 0; i < 100; i += 1) F.add(third, third);
    }).toThrow(/^certificates: expected exact numbers that stay short$/);
    expect(() => shortRationals(20).mul(makeRational(2n ** 15n), makeRational(2n ** 15n))).toThrow(RangeError);
  });
});
