import { describe, expect, it } from 'vitest';
import { atanFixed } from '../../src/arithmetic/elementary/atan.ts';
import { rationalAtan, rationalAtanh } from '../../src/arithmetic/elementary/binary-splitting.ts';
import { expFixed } from '../../src/arithmetic/elementary/exp.ts';
import { logFixed } from '../../src/arithmetic/elementary/log.ts';
import { inverseTangentSeries, productSeries } from '../../src/arithmetic/elementary/series.ts';
import { cosineFixed, sineFixed } from '../../src/arithmetic/elementary/trigonometric.ts';
import { randomInteger, seededGenerator } from '../fixtures/bigfloat-samples.ts';
import { mpfr } from '../fixtures/mpfr.ts';

const WIDTHS: readonly (readonly [w: number, samples: number])[] = [
  [24, 300],
  [64, 300],
  [300, 200],
  [1100, 60],
  [4000, 8],
];

type Name = 'exp' | 'log' | 'sin' | 'cos' | 'atan' | 'atanh';

/** `2^(w+32) · f(x / 2^w)` to the nearest integer or one beside it, by MPFR. */
function reference(name: Name, x: bigint, w: number): bigint {
  const { mantissa, exponent } = mpfr(name, { mantissa: x, exponent: -w }, w + 60);
  const shift = exponent + w + 32;
  return shift >= 0 ? mantissa << BigInt(shift) : mantissa >> BigInt(-shift);
}

/** The error of `value`, fixed point with w bits, in units of its last place. */
const errorInUnits = (value: bigint, name: Name, x: bigint, w: number): number =>
  Number((value << 32n) - reference(name, x, w)) / 2 ** 32;

/** A fixed-point number below `2^w · highest`, often much smaller. */
function randomFixed(next: () => number, w: number, highest: number): bigint {
  const leading = next() % 3 === 0 ? next() % w : next() % 4;
  const x = randomInteger(next, Math.max(1, w - leading));
  const limit = (BigInt(Math.floor(highest * 2 ** 20)) << BigInt(w)) >> 20n;
  return x < limit ? x : x % limit;
}

describe('fixed-point kernels keep the errors they state', () => {
  it('expFixed stays below e^x by less than 2 units', () => {
    const next = seededGenerator(1);
    for (const [w, samples] of WIDTHS) {
      for (let i = 0; i < samples; i++) {
        const x = randomFixed(next, w, 1);
        const error = errorInUnits(expFixed(x, w), 'exp', x, w);
        expect(error).toBeLessThanOrEqual(0);
        expect(error).toBeGreaterThan(-2);
      }
    }
    expect(expFixed(0n, 100)).toBe(1n << 100n);
  });

  it('logFixed stays within 2 units of log f on 0.7 ≤ f ≤ 1.42', () => {
    const next = seededGenerator(2);
    for (const [w, samples] of WIDTHS) {
      const one = 1n << BigInt(w);
      for (let i = 0; i < samples; i++) {
        const offset = randomFixed(next, w, next() % 2 === 0 ? 0.42 : 0.29);
        const f = offset < (one * 29n) / 100n && next() % 2 === 0 ? one - offset : one + offset;
        expect(Math.abs(errorInUnits(logFixed(f, w), 'log', f, w))).toBeLessThan(2);
      }
      expect(logFixed(one, w)).toBe(0n);
    }
  });

  it('sineFixed and cosineFixed stay within 2 units on 0 ≤ x ≤ 0.8', () => {
    const next = seededGenerator(3);
    for (const [w, samples] of WIDTHS) {
      for (let i = 0; i < samples; i++) {
        const x = randomFixed(next, w, 0.8);
        expect(Math.abs(errorInUnits(sineFixed(x, w), 'sin', x, w))).toBeLessThan(2);
        expect(Math.abs(errorInUnits(cosineFixed(x, w), 'cos', x, w))).toBeLessThan(2);
      }
    }
  });

  it('atanFixed stays within 2 units on 0 ≤ Y ≤ X', () => {
    const next = seededGenerator(4);
    for (const [w, samples] of WIDTHS) {
      const one = 1n << BigInt(w);
      for (let i = 0; i < samples; i++) {
        const x = randomFixed(next, w, 1);
        expect(Math.abs(errorInUnits(atanFixed(x, one, w), 'atan', x, w))).toBeLessThan(2);
      }
      expect(Math.abs(errorInUnits(atanFixed(one, one, w), 'atan', one, w))).toBeLessThan(2);
    }
  });

  it('inverseTangentSeries stays within 3 units on |z| ≤ 2^-8', () => {
    const next = seededGenerator(5);
    for (const [w, samples] of WIDTHS) {
      for (let i = 0; i < samples; i++) {
        const b = 8 + (next() % 12);
        const z = randomInteger(next, w - b) * (next() % 2 === 0 ? 1n : -1n);
        expect(Math.abs(errorInUnits(inverseTangentSeries(z, w, b, 1), 'atanh', z, w))).toBeLessThan(3);
        expect(Math.abs(errorInUnits(inverseTangentSeries(z, w, b, -1), 'atan', z, w))).toBeLessThan(3);
      }
    }
  });

  it('inverseTangentSeries carries guard bits where its blocks grow beyond 80 terms', () => {
    const w = 160000;
    const z = (1n << BigInt(w)) / 257n;
    const unit = (error: bigint): number => Math.abs(Number(error));
    expect(unit(inverseTangentSeries(z, w, 8, 1) - rationalAtanh(1, 257, w))).toBeLessThan(3 + 2 + 1);
    expect(unit(inverseTangentSeries(z, w, 8, -1) - rationalAtan(1, 257, w))).toBeLessThan(3 + 2 + 1);
  });

  it('productSeries stays within 8 units on |t| ≤ 1/2', () => {
    const next = seededGenerator(6);
    for (const [w, samples] of WIDTHS) {
      for (let i = 0; i < samples; i++) {
        const b = 1 + (next() % 6);
        const t = randomInteger(next, w - b) * (next() % 2 === 0 ? 1n : -1n);
        const value = productSeries(t, w, b, (k) => k) + (1n << BigInt(w));
        expect(Math.abs(errorInUnits(value, 'exp', t, w))).toBeLessThan(8);
      }
    }
  });
});
