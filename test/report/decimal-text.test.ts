import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decimalLogarithm,
  doubleLogarithm,
  formatDecimal,
  parseDecimal,
  roundDecimal,
} from '../../src/report/decimal-text.ts';

describe('decimal strings', () => {
  it('are read exactly, with zeros at both ends dropped', () => {
    expect(parseDecimal('0.00120')).toEqual({ negative: false, digits: '12', exponent: -3 });
    expect(parseDecimal('-120.50e-4000')).toEqual({ negative: true, digits: '1205', exponent: -3998 });
    expect(parseDecimal('000.0e7')).toEqual({ negative: false, digits: '', exponent: 0 });
  });

  it('that are malformed are refused in one line', () => {
    for (const text of ['', '.', 'e5', '1e', '1/3', 'NaN', '0x10', ' 1', '1e9999999999999999']) {
      expect(() => parseDecimal(text)).toThrow(RangeError);
    }
  });

  it('agree with the double they spell', () => {
    const doubles = fc.double({ noNaN: true, noDefaultInfinity: true, min: 2 ** -1022 });
    fc.assert(
      fc.property(doubles, (x) => {
        const { digits, exponent } = parseDecimal(String(x));
        expect(Number(`${digits.slice(0, 1)}.${digits.slice(1)}e${String(exponent)}`)).toBe(x);
        const logarithm = Math.log10(x);
        const tolerance = 2e-15 * Math.max(1, Math.abs(logarithm));
        expect(Math.abs(decimalLogarithm(String(x)) - logarithm)).toBeLessThanOrEqual(tolerance);
      }),
      { seed: 1, numRuns: 300 },
    );
  });

  it('have logarithms far outside the range of a double', () => {
    expect(decimalLogarithm('1e-4000')).toBe(-4000);
    expect(decimalLogarithm('2e100000')).toBeCloseTo(100000 + Math.log10(2), 9);
    expect(decimalLogarithm(`0.${'0'.repeat(999)}1`)).toBe(-1000);
    expect(() => decimalLogarithm('0')).toThrow('decimalLogarithm: expected x > 0, got 0');
    expect(() => decimalLogarithm('-1')).toThrow(RangeError);
  });

  it('give L(ε) = log₂ log₂(1/ε) also where ε underflows', () => {
    expect(doubleLogarithm('0.0625')).toBeCloseTo(2, 12);
    expect(doubleLogarithm('1e-4096')).toBeCloseTo(Math.log2(4096 * Math.log2(10)), 12);
    expect(() => doubleLogarithm('1')).toThrow(RangeError);
    expect(() => doubleLogarithm('2')).toThrow(RangeError);
  });
});

describe('rounding', () => {
  const value = (text: string, digits: number, rounding: 'up' | 'down' | 'nearest'): number => {
    const parts = roundDecimal(text, digits, rounding);
    return Number(`${parts.negative ? '-' : ''}0.${parts.digits}e${String(parts.exponent + 1)}`);
  };

  it('keeps an inequality true in both directions and for both signs', () => {
    const cases = fc.tuple(fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n }), fc.integer({ min: 1, max: 8 }));
    fc.assert(
      fc.property(cases, ([n, digits]) => {
        const text = String(n);
        expect(value(text, digits, 'up')).toBeGreaterThanOrEqual(Number(n));
        expect(value(text, digits, 'down')).toBeLessThanOrEqual(Number(n));
        const error = Math.abs(value(text, digits, 'nearest') - Number(n));
        const unit = 10 ** (text.replace('-', '').length - digits);
        expect(error).toBeLessThanOrEqual(unit / 2 + 1e-3);
      }),
      { seed: 2, numRuns: 500 },
    );
  });

  it('carries into a new power of ten', () => {
    expect(formatDecimal('9.9999e-17', 3, 'plain', 'up')).toBe('1e-16');
    expect(formatDecimal('9.9999e-17', 3, 'plain', 'down')).toBe('9.99e-17');
  });

  it('refuses to keep no digit at all', () => {
    expect(() => roundDecimal('1', 0, 'up')).toThrow('roundDecimal: expected a positive number of digits, got 0');
  });
});

describe('written decimals', () => {
  it('show powers of ten with superscripts, and short numbers in full', () => {
    expect(formatDecimal('1e-16', 3, 'unicode')).toBe('10⁻¹⁶');
    expect(formatDecimal('3.14159e-4000', 3, 'unicode')).toBe('3.14×10⁻⁴⁰⁰⁰');
    expect(formatDecimal('-0.25', 3, 'unicode')).toBe('−0.25');
    expect(formatDecimal('120', 3, 'unicode')).toBe('120');
    expect(formatDecimal('0', 3, 'unicode')).toBe('0');
    expect(formatDecimal('3.14159e-4000', 3, 'latex')).toBe('3.14\\times10^{-4000}');
  });

  it('leave what is no decimal as it stands', () => {
    expect(formatDecimal('1/3', 3, 'unicode')).toBe('1/3');
  });
});
