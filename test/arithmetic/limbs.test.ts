import { describe, expect, it } from 'vitest';
import { type BigFloat, bigfloat } from '../../src/arithmetic/bigfloat.ts';
import { LIMB_EXPONENTS, LimbRangeError, limbs } from '../../src/arithmetic/limbs.ts';
import { bitLength, dyadic, type Rational, rationals } from '../../src/arithmetic/rational.ts';
import { cases, createRandom } from '../laws/random.ts';

/** The number of p bits next to q towards zero, by division of integers. */
function cut(bits: number, { numerator, denominator }: Rational): Rational {
  if (numerator === 0n) return rationals.zero;
  const size = numerator < 0n ? -numerator : numerator;
  let shift = bits + bitLength(denominator) - bitLength(size);
  const scaled = (k: number): bigint =>
    k >= 0 ? (size << BigInt(k)) / denominator : size / (denominator << BigInt(-k));
  if (bitLength(scaled(shift)) > bits) shift -= 1;
  const mantissa = scaled(shift);
  return dyadic(numerator < 0n ? -mantissa : mantissa, -shift);
}

const OPERATIONS = ['add', 'sub', 'mul', 'div'] as const;

describe.each([128, 160, 1024])('limbs(%i)', (bits) => {
  const F = limbs(bits);

  it('cut the exact result, for all operations, gaps and signs', () => {
    const random = createRandom(bits);
    for (let i = 0; i < cases(1500); i += 1) {
      const x = F.constant(random.dyadic(bits, -8, 8));
      const far = F.constant(random.dyadic(bits, -bits - 20, bits + 20));
      const near = F.add(F.neg(x), F.fromParts(BigInt(random.integer(-3, 3)), x.exponent + random.integer(-2, 2)));
      for (const y of [far, near]) {
        for (const operation of OPERATIONS) {
          if (operation === 'div' && y.mantissa === 0n) continue;
          const exact = rationals[operation](F.toRational(x), F.toRational(y));
          const result = F[operation](x, y);
          expect(F.toRational(result), `${operation} in case ${String(i)}`).toEqual(cut(bits, exact));
          if (result.mantissa !== 0n) expect(bitLength(result.mantissa)).toBe(bits);
        }
      }
    }
  });

  it('are odd: the result for negative numbers is the negative one', () => {
    const random = createRandom(bits + 1);
    for (let i = 0; i < cases(300); i += 1) {
      const [x, y] = [F.constant(random.dyadic(bits, -40, 40)), F.constant(random.dyadic(bits, -40, 40))];
      for (const operation of ['add', 'sub'] as const) {
        expect(F[operation](F.neg(x), F.neg(y))).toEqual(F.neg(F[operation](x, y)));
      }
      expect(F.tanh(F.neg(x))).toEqual(F.neg(F.tanh(x)));
      expect(F.root(F.neg(x), 3)).toEqual(F.neg(F.root(x, 3)));
    }
  });

  it('truncate towards zero and take integers apart', () => {
    const number = (x: BigFloat): number => F.toNumber(x);
    for (const [x, integer] of [
      [2.75, 2],
      [-2.75, -2],
      [0.5, 0],
      [-0.96875, 0],
      [4096, 4096],
    ] as const) {
      const q = F.fromParts(BigInt(x * 1024), -10);
      expect(number(F.truncate(q))).toBe(integer);
    }
    expect(
      [1, 1.5, 2, 0.5, 0.49].map((x) => number(F.exponentOf(F.fromParts(BigInt(Math.round(x * 2 ** 30)), -30)))),
    ).toEqual([1, 1, 2, 0, -1]);
    expect(number(F.shift(F.fromInteger(3), F.fromInteger(-2)))).toBe(0.75);
  });

  it('have functions within their bounds', () => {
    const G = bigfloat(2 * bits + 100);
    const random = createRandom(bits + 2);
    /** Distance in units of 2^(1−p) relative. */
    const distance = (x: BigFloat, exact: BigFloat): number =>
      G.toNumber(G.scale(G.div(G.abs(G.sub(G.from(x), exact)), G.abs(exact)), bits - 1));
    for (let i = 0; i < cases(60); i += 1) {
      for (const size of [-60, -11, -10, -1, 0, 1, 4, 9]) {
        const x = F.constant(random.dyadic(bits, size - 1, size));
        const [X, A] = [G.from(x), G.abs(G.from(x))];
        const near = F.add(F.one, F.scale(x, -12));
        for (const [name, result, exact, bound] of [
          ['exp', F.exp(x), G.exp(X), 256],
          ['tanh', F.tanh(x), G.tanh(X), 256],
          ['sinh', F.sinh(x), G.sinh(X), 256],
          ['cosh', F.cosh(x), G.cosh(X), 256],
          ['log', F.log(F.abs(x)), G.log(A), 256],
          ['log near 1', F.log(near), G.log(G.from(near)), 256],
          ['xlogx', F.xlogx(F.abs(x)), G.xlogx(A), 256],
          ['sqrt', F.sqrt(F.abs(x)), G.sqrt(A), 8],
          ['cube root', F.root(x, 3), G.root(X, 3), 8],
          ['root of order 12', F.root(F.abs(x), 12), G.root(A, 12), 8],
          ['atanh', F.atanh(F.scale(x, -9)), G.atanh(G.scale(X, -9)), 8192],
        ] as const) {
          expect(distance(result, exact), `${name} of ${String(F.toNumber(x))}`).toBeLessThan(bound);
        }
      }
    }
  });

  it('have exact values where the functions do', () => {
    expect(F.exp(F.zero)).toEqual(F.one);
    expect(
      [F.log(F.one), F.tanh(F.zero), F.sqrt(F.zero), F.root(F.zero, 5), F.xlogx(F.zero)].map((x) => x.mantissa),
    ).toEqual([0n, 0n, 0n, 0n, 0n]);
    expect([-2, 0, 7].map((n) => F.toNumber(F.sign(F.fromInteger(n))))).toEqual([-1, 0, 1]);
  });

  it('refuse what their exponents cannot hold, and what is undefined', () => {
    const large = F.scale(F.one, LIMB_EXPONENTS - 2);
    expect(F.mul(F.one, large)).toEqual(large);
    expect(() => F.scale(large, 1)).toThrow(LimbRangeError);
    expect(() => F.add(large, large)).toThrow(LimbRangeError);
    expect(() => F.mul(large, large)).toThrow(LimbRangeError);
    expect(() => F.div(F.div(F.one, large), large)).toThrow(LimbRangeError);
    expect(() => F.div(F.one, F.zero)).toThrow(/division by zero/);
    expect(() => F.log(F.zero)).toThrow(/expected a positive number/);
    expect(() => F.sqrt(F.neg(F.one))).toThrow(/expected a positive number/);
  });
});

describe('limbs', () => {
  it.each([96, 130, 1056, 128.5])('are refused at %d bits', (bits) => {
    expect(() => limbs(bits)).toThrow(/^limbs: expected a multiple of 32 from 128 to 1024 bits, got/);
  });
});
