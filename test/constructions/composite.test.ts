import { describe, expect, it } from 'vitest';
import { decimal } from '../../src/arithmetic/decimal.ts';
import { float64 } from '../../src/arithmetic/float64.ts';
import { formatExact, parseNumeral } from '../../src/arithmetic/numerals.ts';
import { rationals } from '../../src/arithmetic/rational.ts';
import { bind } from '../../src/circuits/evaluate.ts';
import { serializeCircuit } from '../../src/circuits/file.ts';
import { compile } from '../../src/circuits/plan.ts';
import { construct, methodsFor } from '../../src/constructions/construct.ts';
import { parseDomain } from '../../src/functions/domain.ts';
import { resolveTarget } from '../../src/functions/expression.ts';
import { certifyError } from '../../src/measurement/index.ts';
import { createRandom } from '../laws/random.ts';
import { evaluateFile } from './evaluate-file.ts';
import { pointsIn } from './sampling.ts';

const activations = [
  'relu',
  'leaky-relu',
  'prelu',
  'prelu:-3/2',
  'relu6',
  'hardtanh',
  'hardsigmoid',
  'hardswish',
  'elu',
  'elu:2',
  'celu',
  'celu:1/3',
  'selu',
  'sigmoid',
  'logsigmoid',
  'tanh',
  'softsign',
  'softplus',
  'softplus:2',
  'silu',
  'mish',
  'gelu-tanh',
  'gelu-erf',
  'golu',
  'cauchy:1,2,1',
];

const expressions = [
  'sin(x)*cos(3x)',
  'atan(5x)',
  'atan(x)/x^0+x',
  'erf(x)',
  'exp(-x^2)',
  'x^3-x',
  'x^(-2)*0+1',
  'sinh(x)+cosh(x)',
  'log(1+x^2)',
  'abs(x)^3',
  'max(x,-2)+min(x,1)',
  'sqrt(1+x^2)',
  'cbrt(x+9)',
  'atanh(x/9)',
  'pi*x+e',
  'abs(sin(x))',
];

/** The network as its file says, against the target, at points of the domain, in decimals. */
function expectWithin(name: string, domainText: string, eps: string, method: string): void {
  const [target, domain] = [resolveTarget(name), parseDomain(domainText)];
  const built = construct(target, { eps: parseNumeral(eps), domain, method });
  const bound = parseNumeral(built.bound);
  expect(rationals.compare(bound, parseNumeral(eps))).toBeLessThanOrEqual(0);
  const F = decimal(70);
  const f = evaluateFile(F, serializeCircuit(built.circuit));
  for (const point of pointsIn(domain, 12, createRandom(17), 30)) {
    const x = F.constant(point);
    const error = F.abs(F.sub(f(x), target.evaluate(F, x)));
    // Decimals have roundings of their own, far below the bound but not below 0.
    const allowed = F.add(F.constant(bound), F.constant(parseNumeral('1e-50')));
    expect(F.compare(error, allowed), `${name} by ${method} at ${formatExact(point)}`).toBeLessThanOrEqual(0);
  }
}

describe('construct puts together every activation', () => {
  it.each(activations.flatMap((name) => ['-1,1', '-8,8'].map((domain) => [name, domain] as const)))(
    '%s on %s, certified within 1e-10',
    async (name, text) => {
      const [target, domain, eps] = [resolveTarget(name), parseDomain(text), parseNumeral('1e-10')];
      const built = construct(target, { eps, domain });
      const { status, error } = await certifyError({ circuit: built.circuit, target, domain, maxSeconds: 60 });
      expect(status).toBe('proved');
      const [upper, bound] = [parseNumeral(error.upper ?? '1'), parseNumeral(built.bound)];
      expect(rationals.compare(bound, eps)).toBeLessThanOrEqual(0);
      expect(rationals.compare(upper, eps)).toBeLessThanOrEqual(0);
      expect(rationals.compare(parseNumeral(error.lower), bound)).toBeLessThanOrEqual(0);
    },
  );

  it.each(activations)('%s by each of its methods, within its bound', (name) => {
    for (const { name: method } of methodsFor(resolveTarget(name))) {
      expectWithin(name, '-3,11/2', '1e-24', method);
    }
  });
});

describe('construct puts together expressions', () => {
  it.each(expressions)('%s by each of its methods, within its bound', (name) => {
    for (const { name: method } of methodsFor(resolveTarget(name))) {
      for (const [domain, eps] of [
        ['-8,8', '1e-12'],
        ['2,5/2', '1e-3'],
      ] as const) {
        if (!name.includes('x^(-2)') || domain === '2,5/2') expectWithin(name, domain, eps, method);
      }
    }
  });

  it.each([
    ['1/x', '-1,1', /undefined/],
    ['log(x)', '-1,1', /undefined/],
    ['sqrt(x-1/3)', '-1,1', /undefined/],
    ['sign(x)', '-1,1', /discontinuous/],
    ['exp(exp(exp(x)))', '-2,2', /range of doubles/],
    ['sin(1e9*x)', '-1,1', /terms/],
  ])('and refuses %s on %s in one line', (name, domain, message) => {
    const attempt = (): unknown =>
      construct(resolveTarget(name), { eps: parseNumeral('1e-6'), domain: parseDomain(domain) });
    expect(attempt).toThrow(RangeError);
    expect(attempt).toThrow(message);
    expect(attempt).not.toThrow(/\n/);
  });
});

describe('networks for erf', () => {
  it.each(['-1,1', '-8,8', '-12,17', '-100,80', '-1000,3'])('lose no digits in doubles on %s', (domainText) => {
    const [target, domain] = [resolveTarget('gelu-erf'), parseDomain(domainText)];
    const { circuit, bound } = construct(target, { eps: parseNumeral('1e-9'), domain });
    const run = bind(float64, compile(circuit));
    for (const point of pointsIn(domain, 40, createRandom(3), 30)) {
      const x = float64.constant(point);
      const off = Math.abs((run([x])[0] as number) - target.evaluate(float64, x));
      expect(off, formatExact(point)).toBeLessThanOrEqual(Number(bound) + 1e-14 * (1 + Math.abs(x)));
    }
  });
});
