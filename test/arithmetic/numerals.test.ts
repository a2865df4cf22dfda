import { describe, expect, it } from 'vitest';
import { formatDecimal, formatExact, log2Of, parseNumeral, roundToDigits } from '../../src/arithmetic/numerals.ts';
import { dyadic, fromDouble, makeRational, type Rational, rationals } from '../../src/arithmetic/rational.ts';
import { cases, createRandom } from '../laws/random.ts';

const fraction = (n: bigint, d = 1n): Rational => makeRational(n, d);

describe('parseNumeral', () => {
  it.each<[string, Rational]>([
    ['0.1', fraction(1n, 10n)],
    ['-1.25e-30', fraction(-125n, 10n ** 32n)],
    ['.5', fraction(1n, 2n)],
    ['5.', fraction(5n)],
    ['+1E+3', fraction(1000n)],
    ['1/3', fraction(1n, 3n)],
    ['-2/7', fraction(-2n, 7n)],
    ['6 / -4', fraction(-3n, 2n)],
    ['0x1.8p-3', fraction(3n, 16n)],
    ['-0X.FP4', fraction(-15n)],
    ['0x10', fraction(16n)],
    ['  12.50\n', fraction(25n, 2n)],
    ['-0', fraction(0n)],
    ['0e999999999999', fraction(0n)],
    ['0x0p999999999999', fraction(0n)],
    ['1000e-3', fraction(1n)],
  ])('reads %j exactly', (text, value) => {
    expect(parseNumeral(text)).toEqual(value);
  });

  it.each([
    '',
    ' ',
    'abc',
    '1_000',
    '1e',
    '--1',
    '1.2.3',
    '.',
    '1/2/3',
    '1.5/2',
    '0x',
    '0x.p1',
    '1e1.5',
    'NaN',
    'Infinity',
    '1 2',
    '1\n2',
    '٣',
  ])('refuses %j in one line that says what is expected', (text) => {
    expect(() => parseNumeral(text)).toThrow(RangeError);
    expect(() => parseNumeral(text)).toThrow(
      /^parseNumeral: expected a number such as 0\.1, 1\.25e-30, 1\/3 or 0x1\.8p-3, got .*$/,
    );
  });

  it('abbreviates long input in its message', () => {
    const attempt = (): Rational => parseNumeral('7'.repeat(100_000) + 'x');
    expect(attempt).toThrow(/got "7{32}…" \(100001 characters\)$/);
  });

  it('refuses a zero denominator', () => {
    expect(() => parseNumeral('1/0')).toThrow(/non-zero denominator/);
  });

  it.each(['1e999999999', '1e-999999999', '-3.7e99999999999999999999', '0x1p5000000', '0x1p-99999999999', '1e2000000'])(
    'refuses %s at once, without building the number',
    (text) => {
      const start = performance.now();
      expect(() => parseNumeral(text)).toThrow(/at most 4194304 bits/);
      expect(performance.now() - start).toBeLessThan(1000);
    },
  );

  it('reads exponents of a million', () => {
    expect(log2Of(parseNumeral('1e1000000')) / Math.log2(10)).toBeCloseTo(1_000_000, 6);
  });
});

describe('formatExact', () => {
  it.each([
    ['0.1', '0.1'],
    ['-0.50', '-0.5'],
    ['123456', '123456'],
    ['1e30', '1e30'],
    ['1.25e-30', '1.25e-30'],
    ['0.001', '1e-3'],
    ['0.01', '0.01'],
    ['1/3', '1/3'],
    ['-4/6', '-2/3'],
    ['0', '0'],
    ['0x1p-10', '9.765625e-4'],
  ])('writes %s as %s', (text, expected) => {
    expect(formatExact(parseNumeral(text))).toBe(expected);
  });

  it('is inverted by parseNumeral', () => {
    const random = createRandom(11);
    for (let i = 0; i < cases(2000); i++) {
      const n = random.bits(random.integer(1, 400)) * (i % 2 === 0 ? 1n : -1n);
      const d = [
        2n ** BigInt(random.integer(0, 300)),
        10n ** BigInt(random.integer(0, 100)),
        5n ** BigInt(random.integer(0, 100)),
        random.bits(random.integer(1, 200)) + 1n,
      ][i % 4];
      const value = makeRational(n, d);
      expect(parseNumeral(formatExact(value))).toEqual(value);
    }
  });

  it.each([
    ['a power of two', dyadic(3n, 500_000)],
    ['a negative power of two', dyadic(-3n, -500_000)],
    ['a power of ten beyond the exponents that are read', makeRational(10n ** 1_300_000n)],
    ['its reciprocal', makeRational(1n, 10n ** 1_300_000n)],
  ])('is inverted by parseNumeral for %s', (_, value) => {
    const back = parseNumeral(formatExact(value));
    expect(back.numerator === value.numerator && back.denominator === value.denominator).toBe(true);
  });

  it('reads and writes ten thousand digits without delay', () => {
    const text = `-0.${'1234567890'.repeat(1000)}7`;
    const start = performance.now();
    expect(formatExact(parseNumeral(text))).toBe(text);
    expect(performance.now() - start).toBeLessThan(3000);
  });
});

describe('formatDecimal', () => {
  it.each<[string, number, string]>([
    ['2.5', 1, '2'],
    ['3.5', 1, '4'],
    ['-2.5000000000000000000000000000001', 1, '-3'],
    ['9.995', 3, '10'],
    ['9.985', 3, '9.98'],
    ['1.23456e-100', 5, '1.2346e-100'],
    ['-1.23456e100', 2, '-1.2e100'],
    ['1e-6', 3, '0.000001'],
    ['1e-7', 3, '1e-7'],
    ['123456789', 3, '123000000'],
    ['1e20', 2, '100000000000000000000'],
    ['1e21', 2, '1e21'],
    ['99.99e19', 2, '1e21'],
    ['2/3', 10, '0.6666666667'],
    ['0', 5, '0'],
  ])('writes %s to %i digits as %s', (text, digits, expected) => {
    expect(formatDecimal(parseNumeral(text), digits)).toBe(expected);
  });

  it('keeps zeros at the end on request', () => {
    expect(formatDecimal(parseNumeral('0.5'), 4, { trim: false })).toBe('0.5000');
    expect(formatDecimal(parseNumeral('1e-9'), 3, { trim: false })).toBe('1.00e-9');
    expect(formatDecimal(parseNumeral('0'), 3, { trim: false })).toBe('0.00');
    expect(formatDecimal(parseNumeral('123456'), 3, { trim: false })).toBe('123000');
  });

  it('agrees with toPrecision on doubles that are no ties', () => {
    const random = createRandom(12);
    for (let i = 0; i < cases(2000); i++) {
      const x = (random.uniform() + 2 ** -33) * 10 ** random.integer(-300, 300);
      const digits = random.integer(1, 15);
      expect(Number(formatDecimal(fromDouble(x), digits))).toBe(Number(x.toPrecision(digits)));
    }
  });

  it('refuses anything but a positive number of digits', () => {
    for (const digits of [0, -1, 1.5, NaN]) {
      expect(() => formatDecimal(rationals.one, digits)).toThrow(RangeError);
      expect(() => roundToDigits(rationals.one, digits)).toThrow(RangeError);
    }
  });
});

describe('roundToDigits', () => {
  it('is the number that formatDecimal writes', () => {
    const random = createRandom(13);
    for (let i = 0; i < cases(1000); i++) {
      const value = random.dyadic(200, -300, 300);
      const digits = random.integer(1, 40);
      expect(roundToDigits(value, digits)).toEqual(parseNumeral(formatDecimal(value, digits)));
    }
  });

  it('leaves numbers of so many digits as they are', () => {
    expect(roundToDigits(parseNumeral('-1.234e-50'), 4)).toEqual(parseNumeral('-1.234e-50'));
    expect(roundToDigits(rationals.zero, 4)).toEqual(rationals.zero);
  });
});

describe('log2Of', () => {
  it('agrees with Math.log2 within 4 ulps for doubles', () => {
    const random = createRandom(14);
    for (let i = 0; i < cases(2500); i++) {
      const x = (random.uniform() + 2 ** -33) * 2 ** random.integer(-1000, 1000);
      const expected = Math.log2(x);
      expect(Math.abs(log2Of(fromDouble(-x)) - expected)).toBeLessThanOrEqual(4 * 2 ** -53 * Math.abs(expected));
    }
  });

  it('keeps its relative accuracy beside 1', () => {
    // log₂(1 ± 2^-k) = ±2^-k/ln 2 (1 ∓ 2^-k/2 + …)
    for (const k of [30, 60, 200, 1000]) {
      const n = 1n << BigInt(k);
      for (const sign of [1, -1]) {
        const expected = ((sign * 2 ** -k) / Math.LN2) * (1 - sign * 2 ** -k * 0.5);
        const value = log2Of(makeRational(n + BigInt(sign), n));
        expect(Math.abs(value / expected - 1)).toBeLessThan(4 * 2 ** -53);
      }
    }
  });

  it('is exact for powers of two of any size', () => {
    for (const k of [-100_000, -1075, -1, 0, 1, 1024, 100_000]) expect(log2Of(dyadic(-1n, k))).toBe(k);
  });

  it('refuses zero', () => {
    expect(() => log2Of(rationals.zero)).toThrow(RangeError);
  });
});
