import { describe, expect, it } from 'vitest';
import { decimal } from '../../src/arithmetic/decimal.ts';
import { float64 } from '../../src/arithmetic/float64.ts';
import { fromDouble, rationals } from '../../src/arithmetic/rational.ts';
import { cases, createRandom } from '../laws/random.ts';

type Unary = 'exp' | 'log' | 'sinh' | 'cosh' | 'tanh' | 'atanh' | 'sin' | 'cos' | 'atan' | 'erf' | 'sqrt';

/** |f(x) − exact| in units of 2^-53 |exact|; the exact value from 40 decimal digits. */
function relativeError(f: Unary, x: number): number {
  const D = decimal(40);
  const exact = D[f](D.constant(fromDouble(x)));
  const error = D.sub(D.constant(fromDouble(float64[f](x))), exact);
  return exact.isZero() ? (error.isZero() ? 0 : Infinity) : D.toNumber(D.abs(D.div(error, exact))) * 2 ** 53;
}

describe('float64', () => {
  it.each<[Unary, number, number, number]>([
    ['erf', 0, 0.84375, 2],
    ['erf', 0.84375, 1.25, 2],
    ['erf', 1.25, 2.857, 2],
    ['erf', 2.857, 7, 2],
    ['erf', 0, 1e-8, 2],
    ['sqrt', 0, 100, 1],
    ['exp', -20, 20, 4],
    ['log', 0.001, 1000, 4],
    ['sinh', -3, 3, 6],
    ['cosh', -3, 3, 6],
    ['tanh', -3, 3, 6],
    ['atanh', -0.99, 0.99, 6],
    ['sin', -3, 3, 4],
    ['cos', -1.5, 1.5, 4],
    ['atan', -10, 10, 4],
  ])('%s on [%d, %d] has a relative error of at most %d half ulps', (f, lo, hi, bound) => {
    const random = createRandom(21);
    for (let i = 0; i < cases(150); i++) {
      const x = lo + (hi - lo) * random.uniform();
      expect(relativeError(f, x), `${f}(${String(x)})`).toBeLessThanOrEqual(bound);
    }
  });

  it('has an odd erf that reaches ±1', () => {
    for (const x of [0, 1e-300, 0.3, 1, 2, 5, 7, 1e300]) expect(float64.erf(-x)).toBe(-float64.erf(x));
    expect(float64.erf(6)).toBe(1);
    expect(float64.erf(1e300)).toBe(1);
  });

  it('takes integer roots of perfect powers exactly', () => {
    for (const p of [1, 2, 3, 4, 5, 7, 10, 13]) {
      for (const base of [1, 2, 3, 7, 10, 1.5]) {
        const power = base ** p;
        if (Number.isSafeInteger(power * 2 ** 20)) expect(float64.root(power, p)).toBe(base);
      }
    }
    expect(float64.root(-243, 5)).toBe(-3);
    expect(float64.root(2 ** -1070, 5)).toBe(2 ** -214);
  });

  it('takes roots of extreme numbers and of extreme order within 3 ulps', () => {
    const D = decimal(40);
    for (const x of [5e-324, 1e-310, 1e-300, 0.7, 3, 1e300, Number.MAX_VALUE]) {
      for (const p of [5, 7, 100, 1023, 5000]) {
        const value = float64.root(x, p);
        const ratio = D.div(D.constant(fromDouble(value)), D.root(D.constant(fromDouble(x)), p));
        expect(Math.abs(D.toNumber(D.sub(ratio, D.one))), `root(${String(x)}, ${String(p)})`).toBeLessThan(
          3 * 2 ** -52,
        );
      }
    }
  });

  it('throws where a result would be infinite or undefined', () => {
    const breaches = [
      () => float64.div(1, 0),
      () => float64.div(0, 0),
      () => float64.sqrt(-1),
      () => float64.log(0),
      () => float64.log(-1),
      () => float64.atanh(1),
      () => float64.exp(1000),
      () => float64.sinh(1000),
      () => float64.mul(1e200, 1e200),
      () => float64.add(Number.MAX_VALUE, Number.MAX_VALUE),
      () => float64.sub(-Number.MAX_VALUE, Number.MAX_VALUE),
      () => float64.scale(1, 2000),
      () => float64.root(-1, 2),
      () => float64.root(1, 0),
      () => float64.root(1, 1.5),
      () => float64.pow(-1, 0.5),
      () => float64.pow(0, -1),
      () => float64.pow(10, 400),
      () => float64.fromInteger(10n ** 400n),
      () => float64.constant(rationals.fromInteger(10n ** 400n)),
    ];
    for (const breach of breaches) expect(breach, breach.toString()).toThrow(/^float64\.\w+: expected .*, got .*$/);
    for (const breach of breaches) expect(breach).toThrow(RangeError);
  });

  it('underflows to zero without complaint', () => {
    expect(float64.exp(-1000)).toBe(0);
    expect(float64.scale(1, -2000)).toBe(0);
  });
});
