import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bigfloat } from '../../../src/arithmetic/bigfloat.ts';
import { formatExact, parseNumeral } from '../../../src/arithmetic/numerals.ts';
import { powerSeries } from '../../../src/arithmetic/power-series.ts';
import { makeRational, type Rational, rationals } from '../../../src/arithmetic/rational.ts';
import { padeApproximant } from '../../../src/constructions/single/pade.ts';
import { exactPadeCell, padeCell, roundedPivoting } from '../../../src/constructions/single/pade-table.ts';
import { exactValues } from '../../../src/functions/exact-values.ts';
import { parseDomain, resolveTarget } from '../../../src/functions/index.ts';

const fractions = (...texts: string[]): readonly Rational[] => texts.map((text) => parseNumeral(text));
const shown = (list: readonly Rational[]): readonly string[] => list.map(formatExact);

/** Taylor coefficients at 0 in fractions. */
function series(name: string, order: number): readonly Rational[] {
  const S = powerSeries(exactValues, order);
  return S.coefficients(resolveTarget(name).evaluate(S, S.variable(rationals.zero))) as readonly Rational[];
}

const request = (name: string, type: readonly [number, number], domain = '-1,1', eps = '1e-20') => {
  const target = resolveTarget(name);
  const interval = parseDomain(domain);
  const kinks = target.kinks(interval);
  return { f: target.evaluate, domain: interval, kinks, type, eps: parseNumeral(eps), deadline: Infinity };
};

const valueAt = (name: string, type: readonly [number, number], x: string, domain?: string): Rational =>
  padeApproximant(request(name, type, domain)).apply(rationals, parseNumeral(x));

describe('cells of the Padé table', () => {
  it.each([1, 2, 5, 9])('exp (n, n) for n = %i has the coefficients (2n−j)! n!/((2n)! j! (n−j)!)', (n) => {
    const factorial = (k: number): bigint => (k <= 1 ? 1n : BigInt(k) * factorial(k - 1));
    const expected = Array.from({ length: n + 1 }, (_, j) =>
      makeRational(factorial(2 * n - j) * factorial(n), factorial(2 * n) * factorial(j) * factorial(n - j)),
    );
    const { numerator, denominator } = exactPadeCell(series('exp', 2 * n), [n, n]);
    expect(numerator).toEqual(expected);
    expect(denominator).toEqual(expected.map((c, j) => (j % 2 === 0 ? c : rationals.neg(c))));
  });

  it('tanh (3, 3) is the continued fraction x/(1 + x²/(3 + x²/5)), of type (3, 2)', () => {
    const { numerator, denominator } = exactPadeCell(series('tanh', 6), [3, 3]);
    expect([shown(numerator), shown(denominator)]).toEqual([
      ['0', '1', '0', shown(fractions('1/15'))[0]],
      ['1', '0', '0.4'],
    ]);
  });

  it.each([
    [['1', '0', '1', '0', '1', '0', '1'], [1, 1], ['1'], ['1']],
    [['1', '0', '1', '0', '1', '0', '1'], [3, 3], ['1'], ['1', '0', '-1']],
    [['0', '0', '1', '0', '0', '0'], [1, 2], ['0'], ['1']],
    [['0', '0', '1', '0', '0', '0'], [2, 3], ['0', '0', '1'], ['1']],
    [['1', '1', '0', '0', '0'], [2, 2], ['1', '1'], ['1']],
    [['1', '0', '0', '1', '0', '0', '2'], [2, 2], ['1'], ['1']],
    [['2', '4', '8'], [0, 1], ['2'], ['1', '-2']],
  ] as const)('the series %j of type %j is %j over %j, in lowest terms', (c, type, p, q) => {
    const { numerator, denominator } = exactPadeCell(fractions(...c), type);
    expect([shown(numerator), shown(denominator)]).toEqual([p, q]);
  });

  it('c q − p vanishes to the order m + n + 1 less the defect, and floating point finds the same cell', () => {
    const small = fc.integer({ min: -2, max: 2 });
    const degree = fc.integer({ min: 0, max: 4 });
    const F = bigfloat(256);
    fc.assert(
      fc.property(fc.array(small, { minLength: 9, maxLength: 9 }), degree, degree, (list, m, n) => {
        const c = list.slice(0, m + n + 1).map((k) => makeRational(BigInt(k)));
        const { numerator: p, denominator: q } = exactPadeCell(c, [m, n]);
        const defect = Math.min(m - (p.length - 1), n - (q.length - 1));
        expect(defect).toBeGreaterThanOrEqual(0);
        expect(formatExact(q[0] as Rational)).toBe('1');
        const isZero = p.every(({ numerator }) => numerator === 0n);
        const order = isZero ? m + 1 : m + n + 1 - defect;
        for (let k = 0; k < Math.min(order, c.length); k += 1) {
          const sum = q.reduce(
            (s, b, j) => rationals.add(s, rationals.mul(b, c[k - j] ?? rationals.zero)),
            rationals.zero,
          );
          expect(formatExact(rationals.sub(sum, p[k] ?? rationals.zero))).toBe('0');
        }
        const rounded = padeCell(
          F,
          c.map((x) => F.constant(x)),
          [m, n],
          roundedPivoting(F, 256),
        );
        const close = (list: readonly (typeof F.one)[], exact: readonly Rational[]): void => {
          expect(list.length).toBe(exact.length);
          list.forEach((x, i) => {
            expect(F.toNumber(F.abs(F.sub(x, F.constant(exact[i] as Rational))))).toBeLessThan(1e-50);
          });
        };
        close(rounded.numerator, p);
        close(rounded.denominator, q);
      }),
      { numRuns: 150, seed: 7 },
    );
  });
});

describe('padeApproximant', () => {
  it('keeps short fractions: exp (2, 2) at 1 is 19/7', () => {
    const found = padeApproximant(request('exp', [2, 2], '-1,1', '1e-6'));
    expect(formatExact(found.apply(rationals, rationals.one))).toBe('19/7');
    expect([found.digits, found.bits, found.defect]).toEqual([0, 0, 0]);
  });

  it('sigmoid (3, 3) is 1/2 + tanh(x/2)/2 of type (3, 2); a square of equal cells has a defect', () => {
    // 1/2 + x(15 + x²/4)/(4(15 + 6x²/4)).
    expect(formatExact(valueAt('sigmoid', [3, 3], '1'))).toBe(shown(fractions('193/264'))[0]);
    expect(padeApproximant(request('cos(x^3)', [9, 9])).defect).toBe(3);
    expect(padeApproximant(request('exp(x^3)', [5, 5])).defect).toBe(2);
  });

  it('log on [0.5, 1.5] of type (2, 2) is z(6 + 3z)/(6 + 6z + z²), z = x − 1', () => {
    // z = 1/2: 1/2·15/2/(37/4).
    expect(formatExact(valueAt('log', [2, 2], '3/2', '1/2,3/2'))).toBe(shown(fractions('15/37'))[0]);
  });

  it('log on [0, 1] + 1 agrees with log(3/2) + the approximant of log(1 + z), z = (x − 1/2)/(3/2)', () => {
    const F = bigfloat(128);
    const x = F.constant(parseNumeral('0.9'));
    const z = F.constant(parseNumeral('4/15'));
    const [six, three] = [F.fromInteger(6), F.fromInteger(3)];
    const part = F.div(F.mul(z, F.add(six, F.mul(three, z))), F.add(six, F.add(F.mul(six, z), F.mul(z, z))));
    const expected = F.add(F.log(F.constant(parseNumeral('1.5'))), part);
    const found = padeApproximant(request('log(1+x)', [2, 2], '0,1'));
    expect(F.toNumber(F.abs(F.sub(found.apply(F, x), expected)))).toBeLessThan(1e-22);
  });

  it('refuses targets with kinks in one line', () => {
    expect(() => padeApproximant(request('abs', [2, 2]))).toThrow(
      /^construct: pade: the target has a kink at x = 0, the middle of the domain, hence no Taylor series there$/,
    );
    expect(() => padeApproximant(request('relu', [2, 2], '-1,2'))).toThrow(/x = 0\.5 is that of one side only$/);
  });
});
