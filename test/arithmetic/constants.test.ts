import { describe, expect, it } from 'vitest';
import {
  cachedConstant,
  log10Fixed,
  log2Fixed,
  piFixed,
  sqrt2Fixed,
  twoOverSqrtPiFixed,
} from '../../src/arithmetic/constants.ts';
import { rationalAtan, rationalAtanh } from '../../src/arithmetic/elementary/binary-splitting.ts';
import { coarseAtan, coarseLog, fineAtan, fineLog } from '../../src/arithmetic/elementary/tables.ts';
import { mpfr, mpfrConstant } from '../fixtures/mpfr.ts';

interface Parts {
  readonly mantissa: bigint;
  readonly exponent: number;
}

/** `|value − 2^bits x|` for an x of much higher precision. */
function unitsFrom(value: bigint, { mantissa, exponent }: Parts, bits: number): number {
  const shift = exponent + bits + 32;
  const reference = shift >= 0 ? mantissa << BigInt(shift) : mantissa >> BigInt(-shift);
  return Math.abs(Number((value << 32n) - reference)) / 2 ** 32;
}

const integer = (n: number): Parts => ({ mantissa: BigInt(n), exponent: 0 });

describe('constants', () => {
  it('begin with their known digits', () => {
    const digits = (constant: (bits: number) => bigint): string => String((constant(300) * 10n ** 50n) >> 300n);
    expect(digits(piFixed)).toBe('314159265358979323846264338327950288419716939937510');
    expect(digits(log2Fixed)).toBe('69314718055994530941723212145817656807550013436025');
    expect(digits(sqrt2Fixed)).toBe('141421356237309504880168872420969807856967187537694');
  });

  it('are within one unit at every precision, asked for in any order', () => {
    for (const bits of [0, 1, 7, 53, 200, 199, 64, 1000, 999, 4001, 3, 4000]) {
      expect(unitsFrom(piFixed(bits), mpfrConstant('pi', bits + 60), bits)).toBeLessThan(1);
      expect(unitsFrom(log2Fixed(bits), mpfrConstant('log2', bits + 60), bits)).toBeLessThan(1);
      expect(unitsFrom(log10Fixed(bits), mpfr('log', integer(10), bits + 60), bits)).toBeLessThan(1);
      expect(unitsFrom(sqrt2Fixed(bits), mpfr('sqrt', integer(2), bits + 60), bits)).toBeLessThan(1);
      const c = twoOverSqrtPiFixed(bits + 60);
      const square = { mantissa: c * c * piFixed(bits + 60), exponent: -3 * (bits + 60) };
      expect(unitsFrom(4n << BigInt(bits), square, bits)).toBeLessThan(2 ** -30);
      expect(unitsFrom(twoOverSqrtPiFixed(bits), { mantissa: c, exponent: -bits - 60 }, bits)).toBeLessThan(1);
    }
  });

  it('are computed once and then served from the cache', () => {
    const requests: number[] = [];
    const third = cachedConstant((bits) => {
      requests.push(bits);
      return (1n << BigInt(bits)) / 3n;
    });
    for (const bits of [100, 50, 100, 130, 2]) expect(third(bits)).toBe(((1n << BigInt(bits + 1)) / 3n + 1n) >> 1n);
    expect(requests).toHaveLength(1);
    // Within the reserve of the stored value, whose last places do not count.
    third((requests[0] ?? 0) - 10);
    expect(requests).toHaveLength(2);
    third(1000);
    expect(requests).toHaveLength(3);
  });
});

describe('logarithms and arc tangents of rational numbers', () => {
  it('by binary splitting are within two units', () => {
    for (const bits of [10, 64, 500, 2000]) {
      for (const [a, b] of [
        [1, 3],
        [-1, 3],
        [38, 218],
        [1, 32769],
        [97, 32865],
      ] as const) {
        const ratio = { mantissa: (BigInt(a) << BigInt(bits + 80)) / BigInt(b), exponent: -bits - 80 };
        expect(unitsFrom(rationalAtanh(a, b, bits), mpfr('atanh', ratio, bits + 60), bits)).toBeLessThan(2);
        expect(unitsFrom(rationalAtan(a, b, bits), mpfr('atan', ratio, bits + 60), bits)).toBeLessThan(2);
      }
      expect(
        unitsFrom(rationalAtan(127, 128, bits), mpfr('atan', { mantissa: 127n, exponent: -7 }, bits + 60), bits),
      ).toBeLessThan(2);
    }
  });

  it('in the tables are within one unit', () => {
    for (const bits of [20, 300]) {
      for (let i = -38; i <= 55; i += 3) {
        const x = { mantissa: BigInt(128 + i), exponent: -7 };
        expect(unitsFrom(coarseLog(i, bits), mpfr('log', x, bits + 60), bits)).toBeLessThan(1);
      }
      for (let i = -98; i <= 98; i += 7) {
        const x = { mantissa: BigInt(16384 + i), exponent: -14 };
        expect(unitsFrom(fineLog(i, bits), mpfr('log', x, bits + 60), bits)).toBeLessThan(1);
        const y = { mantissa: BigInt(i), exponent: -14 };
        expect(unitsFrom(fineAtan(i, bits), mpfr('atan', y, bits + 60), bits)).toBeLessThan(1);
      }
      for (let i = 0; i <= 128; i += 8) {
        const x = { mantissa: BigInt(i), exponent: -7 };
        expect(unitsFrom(coarseAtan(i, bits), mpfr('atan', x, bits + 60), bits)).toBeLessThan(1);
      }
    }
  });
});
