import { describe, expect, it } from 'vitest';
import { type BigFloat, bigfloat, bigfloatArithmetic } from '../../src/arithmetic/bigfloat.ts';
import {
  fromDouble,
  makeRational,
  type Rational,
  rationals as Q,
  rationalToNumber,
} from '../../src/arithmetic/rational.ts';
import { randomBigFloat, randomInteger, seededGenerator } from '../fixtures/bigfloat-samples.ts';

const PRECISIONS = [8, 24, 53, 64, 65, 200, 1000];

/** Whether `value` is exact, or one of the two neighbours of `exact` at p bits; and whether its mantissa has p bits. */
function isFaithful(value: BigFloat, exact: Rational, bits: number): boolean {
  const size = value.mantissa < 0n ? -value.mantissa : value.mantissa;
  if (exact.numerator === 0n) return size === 0n;
  if (size < 1n << BigInt(bits - 1) || size > 1n << BigInt(bits)) return false;
  const scale =
    value.exponent >= 0 ? makeRational(1n << BigInt(value.exponent)) : makeRational(1n, 1n << BigInt(-value.exponent));
  const difference = Q.sub(makeRational(value.mantissa), Q.div(exact, scale));
  const below = size === 1n << BigInt(bits) ? 2n : 1n;
  return (
    -difference.denominator * below < difference.numerator && difference.numerator < difference.denominator * below
  );
}

/** Two operands whose exponents are close, equal, or far apart, and whose difference may cancel deeply. */
function randomPair(next: () => number, bits: number): readonly [BigFloat, BigFloat] {
  const x = randomBigFloat(next, bits, -20, 20);
  const kind = next() % 4;
  if (kind === 0) return [x, randomBigFloat(next, bits, -20, 20)];
  if (kind === 1) return [x, randomBigFloat(next, bits, -2 * bits - 20, 20)];
  if (kind === 2) return [x, { mantissa: -x.mantissa, exponent: x.exponent + (next() % 7) - 3 }];
  const shaken = x.mantissa ^ (randomInteger(next, 8) & 255n);
  const inRange = (shaken < 0n ? -shaken : shaken) >= 1n << BigInt(bits - 1) ? shaken : x.mantissa;
  return [x, { mantissa: -inRange, exponent: x.exponent }];
}

describe('bigfloat arithmetic', () => {
  it('is faithful and exact where possible for sums, differences, products, quotients', () => {
    const next = seededGenerator(1);
    for (const bits of PRECISIONS) {
      const F = bigfloat(bits);
      for (let i = 0; i < 400; i++) {
        const [x, y] = randomPair(next, bits);
        const [a, b] = [F.toRational(x), F.toRational(y)];
        expect(isFaithful(F.add(x, y), Q.add(a, b), bits)).toBe(true);
        expect(isFaithful(F.sub(x, y), Q.sub(a, b), bits)).toBe(true);
        expect(isFaithful(F.mul(x, y), Q.mul(a, b), bits)).toBe(true);
        expect(isFaithful(F.div(x, y), Q.div(a, b), bits)).toBe(true);
        expect(isFaithful(F.constant(Q.div(a, b)), Q.div(a, b), bits)).toBe(true);
      }
    }
  });

  it('divides equal and opposite numbers to one and minus one', () => {
    const next = seededGenerator(11);
    for (const bits of PRECISIONS) {
      const F = bigfloat(bits);
      const x = randomBigFloat(next, bits, -20, 20);
      expect(F.div(x, x)).toEqual(F.one);
      expect(F.compare(F.div(x, F.neg(x)), F.neg(F.one))).toBe(0);
    }
  });

  it('takes faithful square roots, exact for squares', () => {
    const next = seededGenerator(2);
    for (const bits of PRECISIONS) {
      const F = bigfloat(bits);
      for (let i = 0; i < 200; i++) {
        const x = F.abs(randomBigFloat(next, bits, -101, 101));
        const root = F.sqrt(x);
        const square = (n: bigint): Rational => {
          const y = F.toRational({ mantissa: n, exponent: root.exponent });
          return Q.mul(y, y);
        };
        expect(Q.compare(square(root.mantissa - 1n), F.toRational(x))).toBeLessThan(0);
        expect(Q.compare(square(root.mantissa + 1n), F.toRational(x))).toBeGreaterThan(0);
        const half = F.fromInteger(randomInteger(next, bits >> 1));
        expect(F.sqrt(F.mul(half, half))).toEqual(half);
      }
    }
  });

  it('orders as the exact values do', () => {
    const next = seededGenerator(3);
    for (const bits of PRECISIONS) {
      const F = bigfloat(bits);
      for (let i = 0; i < 300; i++) {
        const [x, z] = randomPair(next, bits);
        const y = next() % 2 === 0 ? z : F.neg(z);
        const expected = Math.sign(Q.compare(F.toRational(x), F.toRational(y)));
        expect(Math.sign(F.compare(x, y))).toBe(expected);
        expect(F.min(x, y)).toBe(expected <= 0 ? x : y);
        expect(F.max(x, y)).toBe(expected >= 0 ? x : y);
      }
      expect(F.compare(F.zero, F.one)).toBeLessThan(0);
      expect(F.compare(F.fromInteger(-1), F.zero)).toBeLessThan(0);
      expect(F.compare(F.zero, F.fromInteger(-1))).toBeGreaterThan(0);
      expect(F.compare(F.zero, F.zero)).toBe(0);
    }
  });

  it('converts to the nearest double, also where doubles are subnormal', () => {
    const next = seededGenerator(4);
    for (const bits of PRECISIONS) {
      const F = bigfloat(bits);
      for (let i = 0; i < 400; i++) {
        const x = randomBigFloat(next, bits, i % 2 === 0 ? -1080 : -40, i % 2 === 0 ? -1020 : 1030);
        expect(F.toNumber(x)).toBe(rationalToNumber(F.toRational(x)));
      }
      for (const x of [0, 1, -1.5, 0.0625]) expect(F.toNumber(F.constant(fromDouble(x)))).toBe(x);
      expect(F.toNumber(F.scale(F.one, 2 ** 39))).toBe(Infinity);
      expect(F.toNumber(F.scale(F.fromInteger(-1), 2 ** 39))).toBe(-Infinity);
      expect(F.toNumber(F.scale(F.one, -(2 ** 39)))).toBe(0);
    }
    const F = bigfloat(200);
    const tie = F.constant(Q.add(fromDouble(1), makeRational(1n, 1n << 53n)));
    expect(F.toNumber(tie)).toBe(1);
    expect(F.toNumber(F.add(tie, F.scale(F.one, -150)))).toBe(1 + 2 ** -52);
  });

  it('keeps the neutral elements, signs and scales exact', () => {
    const next = seededGenerator(5);
    for (const bits of PRECISIONS) {
      const F = bigfloat(bits);
      const x = randomBigFloat(next, bits, -50, 50);
      expect(F.add(x, F.zero)).toEqual(x);
      expect(F.add(F.zero, x)).toEqual(x);
      expect(F.sub(x, x)).toEqual(F.zero);
      expect(F.mul(x, F.zero)).toEqual(F.zero);
      expect(F.div(F.zero, x)).toEqual(F.zero);
      expect(F.sqrt(F.zero)).toEqual(F.zero);
      expect(F.compare(F.mul(x, F.one), x)).toBe(0);
      expect(F.toRational(F.scale(x, -7))).toEqual(Q.scale(F.toRational(x), -7));
      expect(F.scale(F.zero, 5)).toEqual(F.zero);
      expect(F.sign(F.neg(F.abs(x)))).toEqual(F.fromInteger(-1));
      expect(F.sign(F.zero)).toEqual(F.zero);
      expect(F.from(bigfloat(2 * bits).from(x))).toEqual(x);
    }
  });

  it('refuses division by zero, roots of negative numbers, runaway exponents and foolish precisions', () => {
    const F = bigfloat(64);
    expect(() => F.div(F.one, F.zero)).toThrow('bigfloat.div: division by zero');
    expect(() => F.sqrt(F.fromInteger(-1))).toThrow('bigfloat.sqrt: expected x ≥ 0');
    const runaway = (): void => {
      let x = F.fromInteger(2);
      for (let i = 0; i < 60; i++) x = F.mul(x, x);
    };
    expect(runaway).toThrow('bigfloat: result out of range');
    for (const bits of [7, 53.5, NaN, -1]) {
      expect(() => bigfloat(bits)).toThrow(/^bigfloat: expected a precision/);
      expect(() => bigfloatArithmetic(bits)).toThrow(RangeError);
    }
  });

  it('is one frozen object for each precision', () => {
    expect(bigfloat(256)).toBe(bigfloat(256));
    expect(bigfloat(256)).not.toBe(bigfloat(257));
    expect(Object.isFrozen(bigfloat(256))).toBe(true);
    expect(bigfloat(256).name).toBe('bigfloat(256)');
  });
});
