import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ball } from '../../src/arithmetic/ball.ts';
import { type BigFloat, bigfloat } from '../../src/arithmetic/bigfloat.ts';
import { float64 } from '../../src/arithmetic/float64.ts';
import { formatExact, parseNumeral } from '../../src/arithmetic/numerals.ts';
import { fromDouble } from '../../src/arithmetic/rational.ts';
import { findTarget, listTargets } from '../../src/functions/catalog.ts';
import { parseDomain } from '../../src/functions/domain.ts';
import { createRandom } from '../laws/random.ts';
import { DEFINITIONS } from './definitions.ts';

interface Fixture {
  readonly gelu: { readonly x: number[]; readonly erf: number[]; readonly tanh: number[] };
  readonly defaults: Readonly<Record<string, unknown>>;
}
const fixture = JSON.parse(readFileSync(new URL('../fixtures/activations.json', import.meta.url), 'utf8')) as Fixture;

/** Points of both signs from 2^−20 to 2^6.5, and the special ones. */
function points(seed: number): readonly number[] {
  const generator = createRandom(seed);
  const next = (): number => generator.uniform();
  const random = Array.from({ length: 24 }, () => (next() < 0.5 ? -1 : 1) * 2 ** (-20 + 26.5 * next()));
  return [0, -3, 3, 6, -1, 1, ...random];
}

/** golu(−6.7) = −6.7·exp(−exp 6.7) is below the doubles; further out it would need longer exponents than any system has. */
const isInRange = (name: string, x: number): boolean => name !== 'golu' || x > -5;

/**
 * Tolerance in ulps: the argument of an exponential has a few roundings, and their effect is multiplied by the argument,
 * which is about log |value|.
 */
const tolerance = (value: BigFloat): number => 64 + 16 * Math.abs(value.exponent + value.mantissa.toString(2).length);

describe.each(Object.keys(DEFINITIONS))('%s', (name) => {
  const target = findTarget(name);
  const definition = DEFINITIONS[name] ?? (() => expect.fail('no definition'));
  const exact = bigfloat(1400);

  it.each([53, 128, 300])('agrees with its definition at %i bits', (bits) => {
    const F = bigfloat(bits);
    for (const x of points(bits).filter((x) => isInRange(name, x))) {
      const computed = target.evaluate(F, F.constant(fromDouble(x)));
      const wanted = definition(exact, exact.constant(fromDouble(x)));
      const error = exact.abs(exact.sub(exact.from(computed), wanted));
      // gelu-erf promises an absolute error only.
      const size = name === 'gelu-erf' ? exact.one : exact.abs(wanted);
      const ulps = wanted.mantissa === 0n ? error : exact.div(error, size);
      expect(exact.toNumber(exact.scale(ulps, bits)), `x = ${String(x)}`).toBeLessThan(tolerance(wanted));
    }
  });

  it('agrees with its definition in doubles, far out too', () => {
    for (const x of [...points(7), -600, 600].filter((x) => isInRange(name, x))) {
      const wanted = exact.toNumber(definition(exact, exact.constant(fromDouble(x))));
      const size = name === 'gelu-erf' ? 1 : Math.abs(wanted);
      const allowed = (64 + 16 * Math.abs(Math.log2(Math.abs(wanted) || 1))) * 2 ** -53 * size + 2 ** -1060;
      expect(Math.abs(target.evaluate(float64, x) - wanted), `x = ${String(x)}`).toBeLessThan(allowed);
    }
  });

  it('contains its values over balls, narrow and wide', () => {
    const F = ball(96);
    const generator = createRandom(11);
    const next = (): number => generator.uniform();
    for (const centre of points(3).filter((x) => isInRange(name, x))) {
      const radius = 2 ** -Math.floor(40 * next());
      const [lo, hi] = [fromDouble(centre), fromDouble(centre + radius)].map((q) => F.base.constant(q));
      if (!lo || !hi) continue;
      const values = target.evaluate(F, F.fromInterval(lo, hi));
      for (const t of [0, 0.25, 0.5, 1]) {
        const x = exact.constant(fromDouble(centre + t * radius));
        // The oracle's own rounding is below 2^−1000.
        const y = definition(exact, x);
        const slack = exact.scale(exact.one, -1000);
        expect(exact.compare(exact.from(F.lower(values)), exact.add(y, slack))).toBeLessThanOrEqual(0);
        expect(exact.compare(exact.sub(y, slack), exact.from(F.upper(values)))).toBeLessThanOrEqual(0);
      }
    }
  });
});

describe('the catalog', () => {
  it('reproduces the reference values of both forms of GELU', () => {
    // The reference was computed in single precision, where 1 + erf and 1 + tanh have errors of a few 2^−24.
    fixture.gelu.x.forEach((x, i) => {
      const [erf, tanh] = [fixture.gelu.erf[i] ?? NaN, fixture.gelu.tanh[i] ?? NaN];
      expect(Math.abs(findTarget('gelu-erf').evaluate(float64, x) - erf)).toBeLessThanOrEqual(Math.abs(x) * 2 ** -22);
      expect(Math.abs(findTarget('gelu-tanh').evaluate(float64, x) - tanh)).toBeLessThanOrEqual(Math.abs(x) * 2 ** -22);
    });
  });

  it("takes PyTorch's defaults", () => {
    const d = fixture.defaults;
    expect(findTarget('elu').name).toBe(`elu:${String(d['ELU.alpha'])}`);
    expect(findTarget('celu').name).toBe(`celu:${String(d['CELU.alpha'])}`);
    expect(findTarget('leaky-relu').name).toBe(`leaky-relu:${String(d['LeakyReLU.negativeSlope'])}`);
    expect(findTarget('prelu').name).toBe(`prelu:${String(d['PReLU.init'])}`);
    expect(findTarget('softplus').name).toBe('softplus:1');
    const limit = Number(d['SELU.alpha']) * Number(d['SELU.scale']);
    expect(findTarget('selu').evaluate(float64, -600)).toBeCloseTo(-limit, 15);
  });

  it.each([
    ['sqrt', 2, Math.SQRT2],
    ['root:3', -8, -2],
    ['root:4', 16, 2],
    ['cbrt', 27, 3],
    ['sign', -3, -1],
    ['abs', -3, 3],
    ['exp', 1, Math.E],
    ['log', 10, Math.LN10],
    ['tanh', 0.5, Math.tanh(0.5)],
    ['sinh', 0.5, Math.sinh(0.5)],
    ['cosh', 0.5, Math.cosh(0.5)],
    ['sin', 0.5, Math.sin(0.5)],
    ['cos', 0.5, Math.cos(0.5)],
    ['atan', 1, Math.PI / 4],
    ['atanh', 0.5, Math.atanh(0.5)],
    ['erf', 1, 0.8427007929497149],
  ])('evaluates %s at %d', (name, x, y) => {
    expect(findTarget(name).evaluate(float64, x)).toBeCloseTo(y, 14);
  });

  it('writes the parameters into the name, exactly', () => {
    expect(findTarget('elu:1.50').name).toBe('elu:1.5');
    expect(findTarget('cauchy:1/3,-2,1e-1').name).toBe('cauchy:1/3,-2,0.1');
    expect(findTarget('root:3').name).toBe('root:3');
  });

  it('lists every family once, with its formula and reference', () => {
    const list = listTargets();
    expect(new Set(list.map(({ pattern }) => pattern)).size).toBe(list.length);
    expect(list.map(({ pattern }) => pattern)).toContain('leaky-relu:s');
    for (const { pattern, formula, reference } of list) {
      expect(formula.length * reference.length).toBeGreaterThan(0);
      const name = pattern.replace('p', '3').replace('λ1,λ2,d', '1,2,3');
      expect(() =>
        findTarget(pattern.startsWith('root') || pattern.startsWith('cauchy') ? name : pattern.replace(/:.*/, '')),
      ).not.toThrow();
    }
  });

  it.each([
    ['gelu-tahn', 'unknown target "gelu-tahn": did you mean gelu-tanh? (loglog list targets)'],
    ['gelutanh', 'unknown target "gelutanh": did you mean gelu-tanh? (loglog list targets)'],
    ['Tanh', 'unknown target "Tanh": did you mean tanh? (loglog list targets)'],
    ['quaternion', 'unknown target "quaternion" (loglog list targets)'],
    ['constructor', 'unknown target "constructor" (loglog list targets)'],
    ['', 'unknown target "" (loglog list targets)'],
    ['root', 'root:p: expected a value for p, got "root"'],
    ['root:1', 'root:p: expected p an integer from 2 to 10000, got "1"'],
    ['root:x', 'root:p: expected p an integer from 2 to 10000, got "x"'],
    ['root:2.5', 'root:p: expected p an integer from 2 to 10000, got "2.5"'],
    ['root:1e9', 'root:p: expected p an integer from 2 to 10000, got "1e9"'],
    ['elu:-1', 'elu:α: expected α > 0, got "-1"'],
    ['elu:', 'elu:α: expected α > 0, got ""'],
    ['leaky-relu:1e999999999', 'leaky-relu:s: expected s a number, got "1e999999999"'],
    ['tanh:2', 'tanh: expected no parameter, got "tanh:2"'],
    ['cauchy:1,2', 'cauchy:λ1,λ2,d: expected 3 parameters, got "cauchy:1,2"'],
    ['cauchy:1,2,0', 'cauchy:λ1,λ2,d: expected d ≠ 0, got "0"'],
  ])('refuses %j in one line', (name, message) => {
    expect(() => findTarget(name)).toThrow(new RangeError(message));
  });
});

describe('domains', () => {
  it.each([
    ['log', '0,1', 'log is undefined at 0'],
    ['log', '-1,1', 'log is undefined at 0'],
    ['log', '-3,-2', 'log is undefined at -2'],
    ['sqrt', '-0.1,1', 'sqrt is undefined at -0.1'],
    ['root:4', '-1,1', 'root:4 is undefined at -1'],
    ['atanh', '-1,0', 'atanh is undefined at -1'],
    ['atanh', '0,1', 'atanh is undefined at 1'],
    ['atanh', '2,3', 'atanh is undefined at 2'],
    ['sign', '-1,1', 'sign is discontinuous at 0'],
    ['sign', '0,1', 'sign is discontinuous at 0'],
  ])('refuse %s on [%s]', (name, domain, message) => {
    expect(() => {
      findTarget(name).checkDomain(parseDomain(domain));
    }).toThrow(new RangeError(message));
  });

  it.each([
    ['log', '1e-9,1'],
    ['sqrt', '0,1'],
    ['root:3', '-1,1'],
    ['atanh', '-0.999,0.999'],
    ['sign', '-2,-1'],
    ['gelu-tanh', '-100,100'],
  ])('admit %s on [%s]', (name, domain) => {
    expect(() => {
      findTarget(name).checkDomain(parseDomain(domain));
    }).not.toThrow();
  });

  it.each([
    ['relu', '-1,1', ['0']],
    ['relu', '0,1', []],
    ['relu6', '-1,7', ['0', '6']],
    ['relu6', '0,6', []],
    ['hardtanh', '-1,2', ['1']],
    ['hardsigmoid', '-4,4', ['-3', '3']],
    ['hardswish', '-4,4', ['-3', '3']],
    ['leaky-relu', '-1,1', ['0']],
    ['leaky-relu:1', '-1,1', []],
    ['elu', '-1,1', ['0']],
    ['selu', '-1,1', ['0']],
    ['abs', '-1,1', ['0']],
    ['cbrt', '-1,1', ['0']],
    ['softsign', '-1,1', ['0']],
    ['gelu-tanh', '-1,1', []],
    ['softplus', '-1,1', []],
  ])('of %s on [%s] have the interior kinks %j', (name, domain, kinks) => {
    expect(findTarget(name).kinks(parseDomain(domain)).map(formatExact)).toEqual(kinks);
  });

  it('are read exactly', () => {
    expect(parseDomain(' -0.1, 1/3')).toEqual({ lower: parseNumeral('-0.1'), upper: parseNumeral('1/3') });
  });

  it.each(['1,0', '1,1', '1', '1,2,3', 'a,b', '', '1e999999999,2e999999999'])('refuse the text %j', (text) => {
    expect(() => parseDomain(text)).toThrow(RangeError);
  });
});
