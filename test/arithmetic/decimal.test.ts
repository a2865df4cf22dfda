import { Decimal } from 'decimal.js';
import { describe, expect, it } from 'vitest';
import { decimal } from '../../src/arithmetic/decimal.ts';
import { parseNumeral } from '../../src/arithmetic/numerals.ts';
import { makeRational, rationals } from '../../src/arithmetic/rational.ts';

const D = decimal(50);
const number = (text: string): Decimal => D.constant(parseNumeral(text));

describe('decimal', () => {
  // Values from mpmath 1.3 at 60 digits, the last from the digits of π.
  it.each<[string, () => Decimal, string]>([
    ['tanh 1/2', () => D.tanh(number('0.5')), '0.46211715726000975850231848364367254873028928033011'],
    ['atanh 0.2', () => D.atanh(number('0.2')), '0.20273255405408219098900655773217456828599521173125'],
    ['atan 7', () => D.atan(number('7')), '1.4288992721907326964184700745371983590908029409591'],
    ['erf 1', () => D.erf(number('1')), '0.84270079294971486934122063508260925929606699796630'],
    ['erf 7/2', () => D.erf(number('3.5')), '0.99999925690162765858725447631624390436427933990783'],
    ['sin 100', () => D.sin(number('100')), '-0.50636564110975879365655761045978543206503272129066'],
    ['cos 10^10', () => D.cos(number('1e10')), '0.87311962267685600117619134530769519619041260016769'],
    ['log 7/5', () => D.log(number('1.4')), '0.33647223662121293050459341021699209011148337531334'],
    ['cosh 5/2', () => D.cosh(number('2.5')), '6.1322894796636861166198523128175629955102859555393'],
    ['sinh 10^-10', () => D.sinh(number('1e-10')), '1.0000000000000000000016666666666666666666675e-10'],
    ['exp -20', () => D.exp(number('-20')), '2.0611536224385578279659403801558209763758072755991e-9'],
    ['the fifth root of 17', () => D.root(number('17'), 5), '1.7623403478323170138610022535648699280830292819582'],
    [
      'sin of the decimal nearest to π',
      () => D.sin(number('3.14159265358979323846264338327950288419716939937510')),
      '5.8209749445923078164062862089986280348253421170680e-51',
    ],
  ])('knows %s to the last digit', (_, compute, expected) => {
    expect(compute().toString()).toBe(new Decimal(expected).toString());
  });

  it('computes π beyond the digits that decimal.js stores', () => {
    // Decimals 1030 to 1099 of π.
    const digits = '1533818279682303019520353018529689957736225994138912497217752834791315';
    expect(
      decimal(1200)
        .pi.toFixed()
        .slice(2 + 1029, 2 + 1099),
    ).toBe(digits);
  });

  it('inverts exp by log at 1200 digits, also beside 1', () => {
    const F = decimal(1200);
    for (const text of ['3.7', '1.0000000000000000000000000000001', '1e-40']) {
      const x = F.constant(parseNumeral(text));
      const error = F.sub(F.div(F.exp(F.log(x)), x), F.one);
      expect(error.isZero() || error.e < -1195).toBe(true);
    }
    // log(1+s) = 2 atanh(s/(2+s)), which cancels nothing.
    const small = F.constant(parseNumeral('1e-300'));
    const expected = F.scale(F.atanh(F.div(small, F.add(F.fromInteger(2), small))), 1);
    const ratio = F.sub(F.div(F.log(F.add(F.one, small)), expected), F.one);
    expect(ratio.isZero() || ratio.e < -1195).toBe(true);
  });

  it('has no memory of other precisions and leaves the global constructor alone', () => {
    const globalPrecision = Decimal.precision;
    const third = makeRational(1n, 3n);
    decimal(100).div(decimal(100).one, decimal(100).constant(rationals.fromInteger(3)));
    expect(decimal(10).constant(third).toString()).toBe('0.3333333333');
    expect(decimal(20).constant(third).toString()).toBe('0.33333333333333333333');
    expect(Decimal.precision).toBe(globalPrecision);
    expect(decimal(10)).toBe(decimal(10));
  });

  it('converts to rationals exactly', () => {
    for (const text of ['0.1', '-1.25e-30', '12345678901234567890', '0', '7e40']) {
      expect(D.toRational(number(text))).toEqual(parseNumeral(text));
    }
  });

  it('throws where a result is undefined', () => {
    const breaches = [
      () => D.div(D.one, D.zero),
      () => D.sqrt(number('-1')),
      () => D.log(D.zero),
      () => D.log(number('-1')),
      () => D.atanh(D.one),
      () => D.root(number('-1'), 2),
      () => D.root(D.one, 0),
      () => D.pow(number('-1'), number('0.5')),
      () => D.pow(D.zero, number('-1')),
      () => D.exp(number('1e17')),
    ];
    for (const breach of breaches) expect(breach, breach.toString()).toThrow(/^decimal\.\w+: expected .*, got .*$/);
    for (const breach of breaches) expect(breach).toThrow(RangeError);
    for (const digits of [0, 1, 2.5, NaN, 1e9]) expect(() => decimal(digits)).toThrow(RangeError);
  });
});
