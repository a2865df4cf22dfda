import { describe, expect, it } from 'vitest';
import {
  bitLength,
  dyadic,
  fromDouble,
  makeRational,
  rationals,
  rationalToNumber,
  scaleDouble,
  trailingZeros,
} from '../../src/arithmetic/rational.ts';
import { cases, createRandom } from '../laws/random.ts';

function euclid(a: bigint, b: bigint): bigint {
  let [x, y] = [a < 0n ? -a : a, b];
  while (y !== 0n) [x, y] = [y, x % y];
  return x;
}

describe('rational numbers', () => {
  it('are reduced to lowest terms, for short and long numbers alike', () => {
    const random = createRandom(1);
    for (let i = 0; i < cases(300); i++) {
      const common = random.bits(random.integer(1, 900)) + 1n;
      const n = (random.bits(random.integer(1, 2000)) + 1n) * common * (i % 2 === 0 ? 1n : -1n);
      const d = (random.bits(random.integer(1, 2000)) + 1n) * common;
      const g = euclid(n, d);
      expect(makeRational(n, d)).toEqual({ numerator: n / g, denominator: d / g });
    }
  });

  it('keep the sign in the numerator', () => {
    expect(makeRational(3n, -6n)).toEqual({ numerator: -1n, denominator: 2n });
    expect(makeRational(0n, -6n)).toEqual({ numerator: 0n, denominator: 1n });
    expect(makeRational(-12n, -8n)).toEqual({ numerator: 3n, denominator: 2n });
  });

  it('reduce consecutive Fibonacci numbers, the longest course of the Euclidean algorithm', () => {
    let [a, b] = [1n, 1n];
    for (let i = 0; i < 5000; i++) [a, b] = [b, a + b];
    expect(makeRational(a * 7n, b * 7n)).toEqual({ numerator: a, denominator: b });
  });

  it('refuse a zero denominator and division by zero', () => {
    expect(() => makeRational(1n, 0n)).toThrow(RangeError);
    expect(() => rationals.div(rationals.one, rationals.zero)).toThrow(RangeError);
    expect(() => trailingZeros(0n)).toThrow(RangeError);
  });

  it('count bits and trailing zeros', () => {
    for (const k of [0, 1, 2, 3, 4, 31, 32, 33, 63, 64, 65, 127, 128, 1000, 12345]) {
      const power = 1n << BigInt(k);
      expect(bitLength(power)).toBe(k + 1);
      expect(bitLength(-power)).toBe(k + 1);
      expect(bitLength(power - 1n)).toBe(k);
      expect(trailingZeros(power)).toBe(k);
      expect(trailingZeros(-5n * power)).toBe(k);
    }
  });
});

describe('conversion between doubles and rationals', () => {
  it('returns every double unchanged, normal and subnormal', () => {
    const random = createRandom(2);
    const view = new DataView(new ArrayBuffer(8));
    for (let i = 0; i < cases(5000); i++) {
      view.setBigUint64(0, random.bits(64));
      const x = view.getFloat64(0);
      if (Number.isFinite(x)) expect(rationalToNumber(fromDouble(x))).toBe(x === 0 ? 0 : x);
    }
    for (const x of [5e-324, -5e-324, 2.2250738585072014e-308, 2.225073858507201e-308, Number.MAX_VALUE, 0.1, 1 / 3]) {
      expect(rationalToNumber(fromDouble(x))).toBe(x);
    }
  });

  it('rounds halfway cases to even and breaks them by one part in 2^2000', () => {
    const tiny = dyadic(1n, -2000);
    const half = rationals.add(rationals.one, dyadic(1n, -53));
    expect(rationalToNumber(half)).toBe(1);
    expect(rationalToNumber(rationals.add(half, tiny))).toBe(1 + 2 ** -52);
    expect(rationalToNumber(rationals.add(half, dyadic(1n, -52)))).toBe(1 + 2 ** -51);
    expect(rationalToNumber(rationals.sub(rationals.add(half, dyadic(1n, -52)), tiny))).toBe(1 + 2 ** -52);
  });

  it('rounds once in the subnormal range', () => {
    // Every quarter of the last subnormal unit, as decided by integer arithmetic.
    for (const base of [1n << 50n, (1n << 51n) + 5n, (1n << 52n) - 1n, 1n << 52n, 3n, 0n]) {
      for (let eighth = 0n; eighth < 8n; eighth++) {
        const floor = base + (eighth > 4n || (eighth === 4n && base % 2n === 1n) ? 1n : 0n);
        const x = dyadic(8n * base + eighth, -1077);
        expect(rationalToNumber(x)).toBe(Number(floor) * 2 ** -1074);
      }
    }
  });

  it('overflows to infinity beyond the largest double', () => {
    expect(rationalToNumber(dyadic(-1n, 1024))).toBe(-Infinity);
    expect(rationalToNumber(dyadic((1n << 54n) - 1n, 970))).toBe(Infinity);
    expect(rationalToNumber(dyadic((1n << 55n) - 3n, 969))).toBe(Number.MAX_VALUE);
  });

  it('refuses NaN and infinities', () => {
    for (const x of [NaN, Infinity, -Infinity]) expect(() => fromDouble(x)).toThrow(RangeError);
  });
});

describe('scaleDouble', () => {
  it('is the correctly rounded product with a power of two', () => {
    const random = createRandom(3);
    for (let i = 0; i < cases(5000); i++) {
      const x = (random.uniform() + 2 ** -33) * 2 ** random.integer(-1074, 1023);
      const k = random.integer(-2300, 2300);
      expect(scaleDouble(x, k)).toBe(x === 0 ? 0 : rationalToNumber(rationals.scale(fromDouble(x), k)));
    }
  });
});
