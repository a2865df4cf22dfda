import { describe, expect, it } from 'vitest';
import { bigfloat } from '../../src/arithmetic/bigfloat.ts';
import { decimal } from '../../src/arithmetic/decimal.ts';
import { formatDecimal, formatExact, log2Of, parseNumeral } from '../../src/arithmetic/numerals.ts';
import { type Rational, rationals } from '../../src/arithmetic/rational.ts';
import { evaluate } from '../../src/circuits/evaluate.ts';
import { serializeCircuit } from '../../src/circuits/file.ts';
import { sizeOf } from '../../src/circuits/size.ts';
import { construct, type Construction, defaultDomain, methodsFor } from '../../src/constructions/construct.ts';
import { findTarget } from '../../src/functions/catalog.ts';
import type { Domain } from '../../src/functions/target.ts';
import { createRandom } from '../laws/random.ts';
import { evaluateFile } from './evaluate-file.ts';
import { domainOf, pointsIn } from './sampling.ts';

/** Targets with constructions of their own. */
const names = ['sqrt', 'cbrt', 'root:5', 'sign', 'abs', 'log', 'exp', 'tanh', 'gelu-tanh'];
/** Plain iterations have no uniform bound at 0. */
const domainFor = (target: string, method: string): Domain =>
  method === 'newton' || method === 'halley' ? domainOf('1/1000', '3') : defaultDomain(target);
const everything = names.flatMap((target) =>
  methodsFor(findTarget(target)).map((method) => [target, method.name] as const),
);

/** The points at which the file's circuit is further from the target than ε, by decimal arithmetic; there should be none. */
function misses(built: Construction, count: number): string[] {
  const digits = Math.ceil(-log2Of(parseNumeral(built.bound)) * Math.LOG10E * Math.LN2);
  // 50 digits more than the bound has: for the condition of the circuits and for points close to the ends.
  const F = decimal(digits + 50);
  const f = evaluateFile(F, serializeCircuit(built.circuit));
  const target = findTarget(built.target);
  const bound = F.constant(parseNumeral(built.bound));
  const points = pointsIn(built.domain, count, createRandom(digits), 2 * digits);
  return points
    .filter((point) => {
      const x = F.constant(point);
      return F.compare(F.abs(F.sub(f(x), target.evaluate(F, x))), bound) > 0;
    })
    .map((point) => formatDecimal(point, 20));
}

/** Deep circuits take a while to plan, and several tests look at the same ones. */
const known = new Map<string, Construction>();

function build(target: string, method: string, domain: Domain, eps: string): Construction {
  const key = [target, method, domain.lower, domain.upper, eps]
    .map((part) => (typeof part === 'string' ? part : formatExact(part)))
    .join(' ');
  const built = known.get(key) ?? construct(findTarget(target), { eps: parseNumeral(eps), domain, method });
  known.set(key, built);
  // The bound that is shown is at most ε and the size is that of the circuit.
  expect(rationals.compare(parseNumeral(built.bound), built.eps)).toBeLessThanOrEqual(0);
  expect(built.size).toEqual(sizeOf(built.circuit));
  expect(built.circuit.meta).toMatchObject({ target, method: built.method, bound: built.bound });
  return built;
}

describe('construct', () => {
  it.each(everything)('writes circuits of %s by %s that keep their bound at 1e-4, 1e-16, 1e-64', (target, method) => {
    for (const [eps, count] of [
      ['1e-4', 38],
      ['1e-16', 38],
      ['1e-64', 10],
    ] as const) {
      expect(misses(build(target, method, domainFor(target, method), eps), count), eps).toEqual([]);
    }
  });

  it.each(everything)('writes circuits of %s by %s that keep their bound at 1e-256', (target, method) => {
    expect(misses(build(target, method, domainFor(target, method), '1e-256'), 3)).toEqual([]);
  });

  it.each(['exp', 'gelu-tanh'])('reaches 1e-1000 for %s by doubling', (target) => {
    expect(misses(build(target, 'doubling', domainOf('-1', '1'), '1e-1000'), 2)).toEqual([]);
  });

  it.each([
    ['exp', '-30', '2', '1e-12'],
    ['exp', '20', '21', '1e-6'],
    ['tanh', '-200', '200', '1e-16'],
    ['tanh', '3', '4', '1e-30'],
    ['gelu-tanh', '-6', '6', '1e-16'],
    ['gelu-tanh', '-6', '6', '1e-64'],
    ['gelu-tanh', '0', '1e-6', '1e-16'],
  ])('keeps its bound for %s on [%s, %s] at %s, by every method', (target, lower, upper, eps) => {
    for (const { name } of methodsFor(findTarget(target))) {
      expect(misses(build(target, name, domainOf(lower, upper), eps), 14), name).toEqual([]);
    }
  });

  it.each([
    ['sqrt', 'scaled-newton', '1e-20', '1e20', '1e-9'],
    ['sqrt', 'scaled-newton', '0', '1e-30', '1e-20'],
    ['cbrt', 'halley', '7', '8', '1e-33'],
    ['root:17', 'scaled-newton', '0', '2', '1e-6'],
    ['abs', 'zolotarev', '-3', '1000', '1.0061e-4'],
    ['abs', 'zolotarev', '-1', '1', '0.6'],
    ['abs', 'root', '-3', '1000', '1e-10'],
    ['sign', 'zolotarev', '-7', '-1e-9', '1e-9'],
    ['log', 'agm-theta', '1e-30', '1e30', '1e-20'],
    ['log', 'agm-salamin', '0.999', '1.001', '1e-20'],
    ['log', 'agm-mean', '1e-30', '1', '1e-20'],
  ])('keeps its bound for %s by %s on [%s, %s] at %s', (target, method, lower, upper, eps) => {
    expect(misses(build(target, method, domainOf(lower, upper), eps), 40)).toEqual([]);
  });

  it.each([
    ['nested', { '1e-16': 600, '1e-64': 1600, '1e-256': 3200 }],
    ['coupled', { '1e-16': 330, '1e-64': 600, '1e-256': 1200 }],
  ] as const)('spends no more gates on GELU than the specification allows, %s', (method, limits) => {
    for (const [eps, limit] of Object.entries(limits)) {
      expect(build('gelu-tanh', method, domainOf('-1', '1'), eps).size.gates).toBeLessThanOrEqual(limit);
    }
  });

  it.each(everything)('is the same function as planned, %s by %s', (target, method) => {
    const domain = domainFor(target, method);
    const eps = parseNumeral('1e-16');
    const { circuit } = build(target, method, domain, '1e-16');
    const planned = methodsFor(findTarget(target))
      .find(({ name }) => name === method)!
      .plan(domain, eps);
    // Over the rationals the values grow too long: both at 400 bits, where their roundings differ by less than 2^−300.
    const F = bigfloat(400);
    for (const point of pointsIn(domain, 10, createRandom(4), 30)) {
      const x = F.constant(point);
      const [value] = evaluate(F, circuit, [x]);
      const gap = F.abs(F.sub(value!, planned.apply(F, x)));
      expect(F.compare(gap, F.scale(F.one, -300))).toBeLessThan(0);
    }
  });

  it('takes the method with the fewest gates if none is named', () => {
    for (const target of names) {
      const domain = domainFor(target, 'newton');
      const gates = methodsFor(findTarget(target)).map(({ name }) => build(target, name, domain, '1e-4').size.gates);
      const fewest = construct(findTarget(target), { eps: parseNumeral('1e-4'), domain });
      expect(fewest.size.gates).toBe(Math.min(...gates));
      expect(build(target, 'auto', domain, '1e-4')).toEqual(fewest);
    }
  });

  it('skips methods that do not apply to the domain if none is named', () => {
    // The plain iterations refuse an interval that begins at 0.
    expect(construct(findTarget('sqrt'), { eps: parseNumeral('1e-5'), domain: domainOf('0', '1') }).method).toBe(
      'scaled-newton',
    );
  });
});

describe('construct refuses', () => {
  const attempt = (target: string, domain: Domain, eps: Rational, method = 'auto') => {
    try {
      construct(findTarget(target), { eps, domain, method });
    } catch (error) {
      return error;
    }
    return undefined;
  };
  it.each([
    ['ε = 0', 'exp', '-1', '1', '0', 'auto', /0 < eps < 1, got 0$/],
    ['ε < 0', 'exp', '-1', '1', '-1e-3', 'auto', /0 < eps < 1, got -0\.001$/],
    ['ε = 1', 'exp', '-1', '1', '1', 'auto', /0 < eps < 1, got 1$/],
    ['ε > 1', 'exp', '-1', '1', '7', 'auto', /0 < eps < 1, got 7$/],
    ['a reversed domain', 'exp', '1', '-1', '1e-5', 'auto', /a < b, got 1,-1$/],
    ['a single point', 'exp', '1', '1', '1e-5', 'auto', /a < b, got 1,1$/],
    ['log at 0', 'log', '0', '1', '1e-5', 'auto', /log/],
    ['log below 0', 'log', '-1', '1', '1e-5', 'auto', /log/],
    ['square roots of negatives', 'sqrt', '-1', '1', '1e-5', 'auto', /sqrt|root/],
    ['cube roots of negatives, which need a kink', 'cbrt', '-1', '1', '1e-5', 'auto', /expected a domain in \[0, ∞\)/],
    ['sign over 0', 'sign', '-1', '1', '1e-5', 'auto', /sign/],
    ['sign up to 0', 'sign', '0', '1', '1e-5', 'auto', /sign/],
    ['plain Newton from 0', 'sqrt', '0', '1', '1e-5', 'newton', /no uniform bound at 0/],
    [
      'an unknown method',
      'tanh',
      '-1',
      '1',
      '1e-5',
      'magic',
      /unknown method "magic" for tanh; expected auto, nested, coupled, hybrid, doubling$/,
    ],
  ])('%s, in one line', (_, target, lower, upper, eps, method, message) => {
    const error = attempt(
      target,
      { lower: parseNumeral(lower), upper: parseNumeral(upper) },
      parseNumeral(eps),
      method,
    );
    expect(error).toBeInstanceOf(RangeError);
    expect((error as Error).message).toMatch(message);
    expect((error as Error).message).not.toContain('\n');
  });
});
