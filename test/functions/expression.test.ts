import { describe, expect, it } from 'vitest';
import { ball } from '../../src/arithmetic/ball.ts';
import { bigfloat } from '../../src/arithmetic/bigfloat.ts';
import { float64 } from '../../src/arithmetic/float64.ts';
import { formatExact, parseNumeral } from '../../src/arithmetic/numerals.ts';
import { fromDouble } from '../../src/arithmetic/rational.ts';
import { findTarget } from '../../src/functions/catalog.ts';
import { evaluateToDigits } from '../../src/functions/correct-digits.ts';
import { parseDomain } from '../../src/functions/domain.ts';
import { expressionTarget, resolveTarget } from '../../src/functions/expression.ts';
import { createRandom } from '../laws/random.ts';

const value = (text: string, x = 0): number => expressionTarget(text).evaluate(float64, x);
const exactly = (text: string, x: string): string =>
  evaluateToDigits(expressionTarget(text).evaluate, parseNumeral(x), 30);

describe('expressions', () => {
  it.each([
    ['gelu-tanh', '0.5*x*(1+tanh(sqrt(2/pi)*(x+0.044715x^3)))'],
    ['gelu-erf', 'x/2*(1+erf(x/sqrt(2)))'],
    ['sigmoid', '1/(1+e^-x)'],
    ['silu', 'x/(1+exp(-x))'],
    ['softplus', 'log(1+exp(x))'],
    ['mish', 'x*tanh(log(1+exp(x)))'],
    ['relu', 'max(x, 0)'],
    ['relu6', 'min(max(x, 0), 6)'],
    ['leaky-relu:0.2', 'max(x,0)+0.2*min(x,0)'],
    ['hardswish', 'x*min(max(x+3,0),6)/6'],
    ['elu', 'max(x,0)+exp(min(x,0))-1'],
    ['softsign', 'x/(1+abs(x))'],
    ['golu', 'x*exp(-exp(-x))'],
    ['cauchy:1,2,3', '(x+2)/(x^2+9)'],
    ['cbrt', 'cbrt(x)'],
    ['sign', 'sign(x)'],
    ['sinh', '(e^x-e^(-x))/2'],
  ])('give %s as %s', (name, text) => {
    const F = bigfloat(200);
    const B = ball(200);
    const random = createRandom(5);
    for (let i = 0; i < 20; i += 1) {
      const x = fromDouble(8 * random.uniform() - 4);
      const wanted = findTarget(name).evaluate(F, F.constant(x));
      const difference = F.sub(expressionTarget(text).evaluate(F, F.constant(x)), wanted);
      expect(Math.abs(F.toNumber(difference))).toBeLessThan(2 ** -185);
      // The enclosures of two formulas for one number overlap.
      const gap = B.sub(expressionTarget(text).evaluate(B, B.constant(x)), findTarget(name).evaluate(B, B.constant(x)));
      expect(B.containsZero(gap)).toBe(true);
    }
  });

  it.each([
    ['-x^2', 3, -9],
    ['2^3^2', 0, 512],
    ['2^-x', 2, 0.25],
    ['1/2x', 4, 2],
    ['2 (x+1)(x-1)', 3, 16],
    ['8/4/2', 0, 1],
    ['10-4-3', 0, 3],
    ['--x', 5, 5],
    ['+x', 5, 5],
    ['-2^2', 0, -4],
    ['2e', 0, 2 * Math.E],
    ['1e1', 0, 10],
    ['tau/pi', 0, 2],
    ['min(3, x, 2)', 1, 1],
    ['max(x)', 1, 1],
    ['pow(x, 3)', -2, -8],
    ['pow(x, -2)', 2, 0.25],
    ['x^(1+1)', -3, 9],
    ['x^1.5', 4, 8],
    ['x^0', 0, 1],
    ['x^13', 2, 8192],
    ['x^(2/3)', 8, 4],
    ['log(x, 2)', 8, 3],
    ['sqrt(x)^2', 2, 2],
    ['sin(pi*x)', 0.5, 1],
    ['cos(x)\n + 1', 0, 2],
  ])('read %j at %d as %d, with the precedence of mathjs', (text, x, y) => {
    expect(value(text, x)).toBeCloseTo(y, 12);
  });

  it('read numbers exactly', () => {
    expect(exactly('x - 0.1', '1/10')).toBe('0');
    expect(exactly('3*(x/3)', '0.1')).toBe('0.1');
    expect(exactly('1e-500 * x', '3')).toBe('3e-500');
    expect(exactly('0.1 + 0.2 - 0.3', '0')).toBe('0');
    expect(exactly('123456789012345678901234567890 + x', '0')).toBe(
      '123456789012345678901234567890'.replace(/^(.)(.*)0$/, '$1.$2e29'),
    );
  });

  it('compute powers by multiplication, also of negative numbers', () => {
    expect(value('x^1000', -1.01)).toBeCloseTo(1.01 ** 1000, 5);
    expect(exactly('x^100', '-3')).toBe(exactly('3^100 + 0*x', '0'));
    expect(() => value('x^0.3', -1)).toThrow(RangeError);
  });

  it('of ten thousand terms neither overflow the stack nor take long', () => {
    const start = performance.now();
    expect(value('x+'.repeat(9_999) + 'x', 1)).toBe(10_000);
    expect(value('x*'.repeat(9_999) + 'x', 1)).toBe(1);
    expect(value('x-1-'.repeat(4_000) + 'x', 1)).toBe(1 - 4_000 - 4_000);
    expect(performance.now() - start).toBeLessThan(3_000);
  });

  it('carry their text as name', () => {
    expect(expressionTarget('  x  +\n1 ').name).toBe('x + 1');
  });
});

describe('domains of expressions', () => {
  it.each([
    ['log(x)', '0,1', /at 0: log of 0/],
    ['1/x', '-1,1', /at 0: division by zero/],
    ['1/(x-1/3)', '0,1', /at 1\/3: division by zero/],
    ['sqrt(x^2-2)', '1.3,2', /at 1\.3: /],
    ['sqrt((x-1/3)^2-1e-12)', '0,1', /undefined or discontinuous at /],
    ['log(sin(x)-2)', '0,1', /at 0: log of/],
    ['sign(x)', '-1,1', /at 0: sign/],
    ['x^(1/3)', '-1,1', /at -1: /],
    ['x^-2', '0,1', /at 0: division/],
    ['atanh(x)', '0,1', /at 1: atanh/],
    ['1/(x^2-2)', '1,2', /cannot be shown .* near 1\.4142/],
    ['sign(x^2-2)', '1,2', /cannot be shown .* near 1\.4142/],
    ['log(cos(x)-0.1)', '0,1.48', /at 1\.47.*: log of/],
  ])('refuse %s on [%s], naming the place', (text, domain, message) => {
    expect(() => {
      expressionTarget(text).checkDomain(parseDomain(domain));
    }).toThrow(message);
  });

  it.each([
    ['x^2', '-1,1'],
    ['sqrt(x-0.1)', '0.1,1'],
    ['sqrt(1-x^2)', '-1,1'],
    ['sqrt(x-x^2)', '0,1'],
    ['sqrt(abs(x))', '-1,1'],
    ['x^0.3', '0,1'],
    ['cbrt(x)', '-1,1'],
    ['log(x)', '1e-6,1'],
    ['x*log(x)', '0,1'],
    ['sqrt(x)*log(x, 2) + 2*x^2*log(x)', '0,1'],
    ['1/(1+25*x^2)', '-1,1'],
    ['1e-3*1e-12/((x-0.3)^2+1e-12)', '-1,1'],
    ['sign(x)', '1e-9,1'],
    ['tanh(3*x)', '0,1'],
    ['log(cos(x)-0.1)', '0,1.47'],
    ['x+'.repeat(5000) + 'x', '0,1'],
  ])('admit %s on [%s]', (text, domain) => {
    expect(() => {
      expressionTarget(text).checkDomain(parseDomain(domain));
    }).not.toThrow();
  });

  it.each([
    ['x^2', '-1,1', []],
    ['abs(x-1/3)+max(x,1/7)', '-1,1', ['1/7', '1/3']],
    ['abs(exp(x)-1)', '-1,2', ['0']],
    ['max(0,min(6,x))', '-1,7', ['0', '6']],
    ['cbrt(x-0.1)', '-1,1', ['0.1']],
    ['sqrt(x^2)', '-1,1', ['0']],
    ['abs(x^2-2)', '0,2', []],
    ['abs(x-x)', '-1,1', []],
    ['abs(x)', '0,1', []],
    ['abs(sin(pi*x))', '0.5,2.5', ['1', '2']],
  ])('of %s on [%s] have the kinks %j', (text, domain, kinks) => {
    expect(expressionTarget(text).kinks(parseDomain(domain)).map(formatExact)).toEqual(kinks);
  });
});

describe('a text for a target', () => {
  it.each([
    ['exp', 'exp'],
    [' root:3 ', 'root:3'],
    ['elu', 'elu:1'],
    ['x', 'x'],
    ['pi', 'pi'],
    ['x-1', 'x-1'],
    ['exp(x)', 'exp(x)'],
  ])('%j means %s', (text, name) => {
    expect(resolveTarget(text).name).toBe(name);
  });

  it.each([
    ['gelu-tahn', 'unknown target "gelu-tahn": did you mean gelu-tanh? (loglog list targets)'],
    ['root:1', 'root:p: expected p an integer from 2 to 10000, got "1"'],
    ['reul', 'unknown target "reul": did you mean relu? (loglog list targets)'],
    ['tahn(x)', 'parseExpression: unknown name "tahn" (did you mean tanh?) at character 1'],
    ['1/0', 'expressionTarget: division by zero at character 2'],
    ['x^99999999', 'expressionTarget: expected exponents within ±1000000, got more at character 2'],
    [
      '((x^1000000)^1000000)^1000000',
      'expressionTarget: expected powers of total degree at most 1000000000, got more at character 13',
    ],
  ])('%j is refused: %s', (text, message) => {
    expect(() => resolveTarget(text)).toThrow(new RangeError(message));
  });
});
