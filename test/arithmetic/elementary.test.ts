import { Decimal } from 'decimal.js';
import { describe, expect, it } from 'vitest';
import { type BigFloat, bigfloat, type BigFloatField } from '../../src/arithmetic/bigfloat.ts';
import { fromDouble, makeRational } from '../../src/arithmetic/rational.ts';
import { isWithin, randomBigFloat, seededGenerator, show } from '../fixtures/bigfloat-samples.ts';
import { mpfr } from '../fixtures/mpfr.ts';

const UNARY = ['exp', 'log', 'sinh', 'cosh', 'tanh', 'atanh', 'sin', 'cos', 'atan', 'erf'] as const;
type Unary = (typeof UNARY)[number];

const positive = (x: BigFloat): BigFloat => (x.mantissa < 0n ? { ...x, mantissa: -x.mantissa } : x);
const argument = (name: Unary, x: BigFloat): BigFloat => (name === 'log' ? positive(x) : x);

describe('elementary functions', () => {
  it('agree with themselves at twice the precision within 2^(1-p)', () => {
    const next = seededGenerator(11);
    for (const bits of [8, 53, 64, 200, 333, 1024]) {
      const [low, high] = [bigfloat(bits), bigfloat(2 * bits + 64)];
      for (let i = 0; i < (bits > 500 ? 6 : 30); i++) {
        for (const name of UNARY) {
          const x = argument(name, randomBigFloat(next, bits, -2 * bits, name === 'atanh' ? 0 : 12));
          expect(isWithin(low[name](x), high[name](x), bits, 9), `${name} of ${show(x)}`).toBe(true);
        }
        const [x, y] = [positive(randomBigFloat(next, bits, -40, 40)), randomBigFloat(next, bits, -9, 9)];
        expect(isWithin(low.pow(x, y), high.pow(x, y), bits, 9), `${show(x)} ^ ${show(y)}`).toBe(true);
      }
    }
  });

  it('agree with decimal.js where that is reliable', () => {
    const D = Decimal.clone({ precision: 130, maxE: 9e15, minE: -9e15 });
    const toDecimal = (x: BigFloat): Decimal => new D(x.mantissa.toString()).times(new D(2).pow(x.exponent));
    const next = seededGenerator(12);
    const field = bigfloat(256);
    for (let i = 0; i < 30; i++) {
      for (const [name, other] of [
        ['exp', 'exp'],
        ['log', 'ln'],
        ['sinh', 'sinh'],
        ['sin', 'sin'],
        ['cos', 'cos'],
        ['sqrt', 'sqrt'],
      ] as const) {
        const x = randomBigFloat(next, 256, -12, 5);
        const y = name === 'log' || name === 'sqrt' ? positive(x) : x;
        const reference = toDecimal(y)[other]();
        const error = toDecimal(field[name](y)).minus(reference).abs();
        expect(error.lessThan(reference.abs().times(new D(2).pow(-255))), `${name} of ${show(y)}`).toBe(true);
      }
    }
  });

  it('satisfy their functional equations', () => {
    const bits = 300;
    const F = bigfloat(bits);
    const next = seededGenerator(13);
    const near = (a: BigFloat, b: BigFloat, ulps: number): boolean => isWithin(a, b, bits, 8 * ulps);
    for (let i = 0; i < 40; i++) {
      const x = positive(randomBigFloat(next, bits, -6, 4));
      const y = positive(randomBigFloat(next, bits, -6, 4));
      expect(near(F.exp(F.add(x, y)), F.mul(F.exp(x), F.exp(y)), 100)).toBe(true);
      expect(near(F.log(F.exp(x)), x, 200)).toBe(true);
      expect(near(F.tanh(x), F.div(F.sinh(x), F.cosh(x)), 8)).toBe(true);
      const [s, c] = [F.sin(x), F.cos(x)];
      expect(near(F.add(F.mul(s, s), F.mul(c, c)), F.one, 8)).toBe(true);
      expect(near(F.sin(F.scale(x, 1)), F.scale(F.mul(s, c), 1), 16)).toBe(true);
      const inverse = F.atan(F.div(F.one, x));
      expect(near(F.add(F.atan(x), inverse), F.scale(F.pi, -1), 8)).toBe(true);
      const small = F.scale(x, -5);
      expect(near(F.atanh(F.tanh(small)), small, 16)).toBe(true);
      expect(near(F.pow(F.root(x, 7), F.fromInteger(7)), x, 32)).toBe(true);
    }
  });

  it('are odd or even exactly', () => {
    const F = bigfloat(150);
    const next = seededGenerator(14);
    for (let i = 0; i < 20; i++) {
      const x = randomBigFloat(next, 150, -20, 0);
      for (const name of ['sinh', 'tanh', 'atanh', 'sin', 'atan', 'erf'] as const) {
        expect(F[name](F.neg(x))).toEqual(F.neg(F[name](x)));
      }
      for (const name of ['cosh', 'cos'] as const) expect(F[name](F.neg(x))).toEqual(F[name](x));
    }
  });

  it('are exact where the answer is trivial', () => {
    for (const bits of [8, 53, 400]) {
      const F = bigfloat(bits);
      for (const name of ['sinh', 'tanh', 'atanh', 'sin', 'atan', 'erf'] as const)
        expect(F[name](F.zero)).toEqual(F.zero);
      for (const name of ['exp', 'cosh', 'cos'] as const) expect(F[name](F.zero)).toEqual(F.one);
      expect(F.log(F.one)).toEqual(F.zero);
      expect(F.root(F.fromInteger(-27), 3)).toEqual(F.fromInteger(-3));
      expect(F.root(F.scale(F.one, -1000), 1000)).toEqual(F.scale(F.one, -1));
      expect(F.root(F.fromInteger(81), 4)).toEqual(F.fromInteger(3));
      expect(F.root(F.zero, 5)).toEqual(F.zero);
      expect(F.root(F.fromInteger(7), 1)).toEqual(F.fromInteger(7));
    }
    const F = bigfloat(200);
    expect(F.pow(F.fromInteger(3), F.fromInteger(80))).toEqual(F.fromInteger(3n ** 80n));
    expect(F.pow(F.fromInteger(-3), F.fromInteger(81))).toEqual(F.fromInteger(-(3n ** 81n)));
    expect(F.pow(F.fromInteger(4), F.fromInteger(-9))).toEqual(F.scale(F.one, -18));
    expect(F.pow(F.fromInteger(9), F.constant(makeRational(5n, 2n)))).toEqual(F.fromInteger(243));
    expect(F.root(F.fromInteger(3n ** 120n), 40)).toEqual(F.fromInteger(27));
    expect(F.pow(F.zero, F.constant(makeRational(1n, 3n)))).toEqual(F.zero);
    expect(F.pow(F.zero, F.zero)).toEqual(F.one);
    expect(F.pow(F.fromInteger(-5), F.zero)).toEqual(F.one);
    expect(F.pow(F.fromInteger(-1), F.scale(F.one, 100000))).toEqual(F.one);
    expect(F.pow(F.fromInteger(-1), F.add(F.scale(F.one, 150), F.one))).toEqual(F.fromInteger(-1));
  });

  it('treat tiny arguments as their linear or constant part', () => {
    const F = bigfloat(100);
    const tiny = F.scale(F.fromInteger(5), -(2 ** 40) + 10);
    for (const name of ['sinh', 'tanh', 'atanh', 'sin', 'atan'] as const) expect(F[name](tiny)).toEqual(tiny);
    for (const name of ['exp', 'cosh', 'cos'] as const) expect(F[name](F.neg(tiny))).toEqual(F.one);
    expect(isWithin(F.erf(tiny), F.mul(tiny, F.div(F.fromInteger(2), F.sqrt(F.pi))), 100, 40)).toBe(true);
    expect(F.pow(F.fromInteger(10), F.neg(tiny))).toEqual(F.one);
    expect(F.toNumber(F.log(tiny))).toBeCloseTo((-(2 ** 40) + 10) * Math.LN2 + Math.log(5), 3);
  });

  it('saturate at once for huge arguments', () => {
    const F = bigfloat(100);
    for (const k of [7, 30, 40, 2 ** 39]) {
      const huge = F.scale(F.fromInteger(-3), k);
      expect(F.tanh(huge)).toEqual(F.fromInteger(-1));
      expect(F.erf(huge)).toEqual(F.fromInteger(-1));
      expect(F.toNumber(F.atan(huge))).toBe(F.toNumber(F.atan(F.neg(huge))) * -1);
    }
    expect(isWithin(F.atan(F.scale(F.one, 2 ** 39)), F.scale(F.pi, -1), 100, 16)).toBe(true);
  });

  it('approach saturation without a jump', () => {
    for (const bits of [24, 100, 400]) {
      const F = bigfloat(bits);
      for (let i = 0; i < 60; i++) {
        const factor = 0.75 + i / 120;
        const x = F.constant(fromDouble(factor * Math.sqrt(bits * Math.LN2)));
        const y = F.constant(fromDouble((factor * bits * Math.LN2) / 2));
        expect(isWithin(F.erf(x), mpfr('erf', x, bits + 100), bits, 9)).toBe(true);
        expect(isWithin(F.tanh(y), mpfr('tanh', y, bits + 100), bits, 9)).toBe(true);
      }
    }
  });

  it('compute results up to the edge of the range and refuse beyond', () => {
    const F = bigfloat(64);
    const edge = F.mul(F.fromInteger(2 ** 40), F.log(F.fromInteger(2)));
    const inside = F.mul(edge, F.constant(fromDouble(0.999999999)));
    const outside = F.mul(edge, F.constant(fromDouble(1.000000001)));
    expect(isWithin(F.log(F.exp(inside)), inside, 64, 16)).toBe(true);
    expect(isWithin(F.log(F.exp(F.neg(inside))), F.neg(inside), 64, 16)).toBe(true);
    expect(isWithin(F.exp(inside), bigfloat(200).exp(inside), 64, 9)).toBe(true);
    for (const x of [outside, F.neg(outside), F.scale(outside, 2 ** 39)]) {
      expect(() => F.exp(x)).toThrow(/^bigfloat\.exp: result out of range/);
      expect(() => F.sinh(x)).toThrow(/^bigfloat\.sinh: result out of range/);
      expect(() => F.cosh(x)).toThrow(/^bigfloat\.cosh: result out of range/);
    }
    const ten = F.fromInteger(10);
    for (const y of [outside, F.neg(outside), F.scale(outside, 200), F.scale(outside, 2 ** 39)]) {
      expect(() => F.pow(ten, y)).toThrow(/^bigfloat\.pow: result out of range/);
    }
    expect(() => F.pow(F.scale(F.one, 2 ** 39), F.fromInteger(3))).toThrow(/^bigfloat\.pow: result out of range/);
    expect(() => F.pow(F.scale(F.one, 2 ** 39), F.fromInteger(-60000))).toThrow(/^bigfloat\.pow: result out of range/);
  });

  it('refuse arguments outside of their domain by name', () => {
    const F: BigFloatField = bigfloat(64);
    const [minusOne, half] = [F.fromInteger(-1), F.scale(F.one, -1)];
    expect(() => F.log(F.zero)).toThrow('bigfloat.log: expected x > 0');
    expect(() => F.log(minusOne)).toThrow(RangeError);
    expect(() => F.atanh(F.one)).toThrow('bigfloat.atanh: expected −1 < x < 1');
    expect(() => F.atanh(F.fromInteger(-7))).toThrow(RangeError);
    expect(() => F.pow(minusOne, half)).toThrow('bigfloat.pow: expected x ≥ 0 or an integer y');
    expect(() => F.pow(minusOne, F.scale(F.neg(half), -(2 ** 39)))).toThrow(
      'bigfloat.pow: expected x ≥ 0 or an integer y',
    );
    expect(() => F.pow(F.zero, minusOne)).toThrow('bigfloat.pow: expected x ≠ 0 for y < 0');
    expect(() => F.root(minusOne, 2)).toThrow('bigfloat.root: expected x ≥ 0 for an even degree');
    expect(() => F.root(F.one, 0)).toThrow('bigfloat.root: expected an integer degree ≥ 1, got 0');
    expect(() => F.root(F.one, 2.5)).toThrow(RangeError);
    expect(() => F.sin(F.scale(F.one, 2 ** 20))).toThrow(/^bigfloat\.sin: expected \|x\| < 2\^\(2\^20\)/);
    expect(() => F.cos(F.scale(F.one, 2 ** 30))).toThrow(/^bigfloat\.cos: expected \|x\| < 2\^\(2\^20\)/);
  });
});
