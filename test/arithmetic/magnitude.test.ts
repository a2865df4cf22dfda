import { describe, expect, it } from 'vitest';
import { bigfloat } from '../../src/arithmetic/bigfloat.ts';
import {
  addDown,
  addUp,
  compareMagnitudes,
  divUp,
  expNegativeUp,
  magnitude,
  type Magnitude,
  magnitudeFromRational,
  magnitudeToRational,
  maxMagnitude,
  minMagnitude,
  mulDown,
  mulUp,
  oneMagnitude,
  powerOfTwo,
  scaleMagnitude,
  subDown,
  subUp,
  zeroMagnitude,
} from '../../src/arithmetic/magnitude.ts';
import {
  hyperbolicUp,
  hypotDown,
  hypotUp,
  sinhDown,
  sqrtDown,
  sqrtUp,
} from '../../src/arithmetic/magnitude-functions.ts';
import { dyadic, makeRational, type Rational, rationals } from '../../src/arithmetic/rational.ts';
import { cases, createRandom, type Random } from '../laws/random.ts';

const exact = magnitudeToRational;
const TIGHT = rationals.add(rationals.one, dyadic(1n, -49));

function randomMagnitude(random: Random): Magnitude {
  const kind = random.integer(0, 9);
  if (kind === 0) return zeroMagnitude;
  const exponent = random.integer(-80, 80) + (kind === 1 ? -5000 : 0);
  // Mantissas at both ends of [1, 2) and in between.
  if (kind === 2) return { mantissa: 2 - 2 ** -52, exponent };
  if (kind === 3) return { mantissa: 1, exponent };
  return { mantissa: 1 + Number(random.bits(52)) * 2 ** -52, exponent };
}

const isCanonical = (x: Magnitude): boolean =>
  x.mantissa === 0 ? x.exponent === 0 : x.mantissa >= 1 && x.mantissa < 2;

function expectAbove(bound: Magnitude, value: Rational): void {
  expect(isCanonical(bound)).toBe(true);
  expect(rationals.compare(exact(bound), value)).toBeGreaterThanOrEqual(0);
  expect(rationals.compare(exact(bound), rationals.mul(value, TIGHT))).toBeLessThanOrEqual(0);
}

function expectBelow(bound: Magnitude, value: Rational): void {
  expect(isCanonical(bound)).toBe(true);
  expect(rationals.compare(exact(bound), value)).toBeLessThanOrEqual(0);
  expect(rationals.compare(rationals.mul(exact(bound), TIGHT), value)).toBeGreaterThanOrEqual(0);
}

describe('magnitudes', () => {
  it('err upward in sums, products and quotients, by less than 2^-49', () => {
    const random = createRandom(31);
    for (let i = 0; i < cases(2500); i++) {
      const [x, y] = [randomMagnitude(random), randomMagnitude(random)];
      expectAbove(addUp(x, y), rationals.add(exact(x), exact(y)));
      expectBelow(addDown(x, y), rationals.add(exact(x), exact(y)));
      expectAbove(mulUp(x, y), rationals.mul(exact(x), exact(y)));
      expectBelow(mulDown(x, y), rationals.mul(exact(x), exact(y)));
      if (y.mantissa !== 0) expectAbove(divUp(x, y), rationals.div(exact(x), exact(y)));
    }
  });

  it('err to the stated side in differences, and stop at zero', () => {
    const random = createRandom(32);
    for (let i = 0; i < cases(2500); i++) {
      const [x, y] = [randomMagnitude(random), randomMagnitude(random)];
      const close = { mantissa: x.mantissa, exponent: x.mantissa === 0 ? 0 : x.exponent + random.integer(-2, 1) };
      for (const z of [y, close]) {
        const difference = rationals.sub(exact(x), exact(z));
        const [bound, above] = [subDown(x, z), subUp(x, z)];
        expect(isCanonical(above)).toBe(true);
        expect(rationals.compare(exact(above), difference)).toBeGreaterThanOrEqual(0);
        const excess = rationals.sub(exact(above), difference.numerator < 0n ? rationals.zero : difference);
        expect(rationals.compare(excess, rationals.scale(exact(x), -49))).toBeLessThanOrEqual(0);
        expect(isCanonical(bound)).toBe(true);
        if (difference.numerator <= 0n) expect(bound).toEqual(zeroMagnitude);
        else {
          expect(rationals.compare(exact(bound), difference)).toBeLessThanOrEqual(0);
          // The loss is relative to x, as radii far below x need not be resolved.
          const loss = rationals.sub(difference, exact(bound));
          expect(rationals.compare(loss, rationals.scale(exact(x), -49))).toBeLessThanOrEqual(0);
        }
      }
    }
  });

  it('bound e^(-x) from above within a factor 2.1', () => {
    const random = createRandom(33);
    for (let i = 0; i < cases(2000); i++) {
      const x = 1000 * random.uniform() ** 4;
      const { mantissa, exponent } = expNegativeUp(magnitude(x));
      const logarithm = Math.log(mantissa) + exponent * Math.LN2;
      expect(logarithm).toBeGreaterThanOrEqual(-x * (1 - 2 ** -50));
      expect(logarithm).toBeLessThanOrEqual(-x + Math.log(2.1));
    }
    // Just below a multiple of log 2, where the next power of two would be too small.
    for (let k = 1; k < 3000; k++) {
      const { exponent } = expNegativeUp(magnitude(k * Math.LN2 * (1 - 1e-10)));
      expect(-exponent).toBeLessThan(k);
    }
    expect(expNegativeUp(zeroMagnitude)).toEqual(oneMagnitude);
    expect(expNegativeUp(powerOfTwo(-5000))).toEqual(oneMagnitude);
    expect(expNegativeUp(powerOfTwo(5000)).exponent).toBeLessThan(-(2 ** 40));
  });

  it('hold doubles of every size exactly', () => {
    for (const x of [0, 1, 3, 0.1, 5e-324, 2.3e-310, Number.MAX_VALUE, 2 ** -1000, 2 ** 1000]) {
      expect(isCanonical(magnitude(x))).toBe(true);
      expect(rationals.toNumber(exact(magnitude(x)))).toBe(x);
    }
    expect(exact(magnitude(3, -5000))).toEqual(dyadic(3n, -5000));
    for (const x of [-1, NaN, Infinity]) expect(() => magnitude(x)).toThrow(RangeError);
  });

  it('bound rationals from above, and order as the numbers do', () => {
    const random = createRandom(34);
    for (let i = 0; i < cases(3000); i++) {
      const value = makeRational(random.bits(random.integer(1, 300)) + 1n, random.bits(random.integer(1, 300)) + 1n);
      expectAbove(magnitudeFromRational(rationals.neg(value)), value);
      const [x, y] = [randomMagnitude(random), randomMagnitude(random)];
      const order = rationals.compare(exact(x), exact(y));
      expect(Math.sign(compareMagnitudes(x, y))).toBe(order);
      expect(minMagnitude(x, y)).toEqual(order <= 0 ? x : y);
      expect(maxMagnitude(x, y)).toEqual(order >= 0 ? x : y);
    }
  });

  it('scale exactly and refuse division by zero', () => {
    expect(exact(scaleMagnitude(magnitude(3), -7000))).toEqual(dyadic(3n, -7000));
    expect(scaleMagnitude(zeroMagnitude, 5)).toEqual(zeroMagnitude);
    expect(() => divUp(oneMagnitude, zeroMagnitude)).toThrow(RangeError);
  });

  it('bound roots and hypotenuses from both sides', () => {
    const random = createRandom(35);
    const square = (x: Magnitude): Rational => rationals.mul(exact(x), exact(x));
    const wider = rationals.mul(rationals.mul(TIGHT, TIGHT), rationals.mul(TIGHT, TIGHT));
    for (let i = 0; i < cases(2500); i++) {
      const [x, y] = [randomMagnitude(random), randomMagnitude(random)];
      const near = { ...y, exponent: y.mantissa === 0 ? 0 : x.exponent + random.integer(-70, 3) };
      for (const [lo, hi, value] of [
        [sqrtDown(x), sqrtUp(x), exact(x)],
        [hypotDown(x, y), hypotUp(x, y), rationals.add(square(x), square(y))],
        [hypotDown(x, near), hypotUp(x, near), rationals.add(square(x), square(near))],
      ] as const) {
        expect(isCanonical(lo) && isCanonical(hi)).toBe(true);
        expect(rationals.compare(square(lo), value)).toBeLessThanOrEqual(0);
        expect(rationals.compare(square(hi), value)).toBeGreaterThanOrEqual(0);
        expect(rationals.compare(square(hi), rationals.mul(square(lo), wider))).toBeLessThanOrEqual(0);
      }
    }
  });

  it('bound hyperbolic functions, by less than 2^-15 of the argument or of the value', () => {
    const F = bigfloat(200);
    const random = createRandom(36);
    for (let i = 0; i < cases(1000); i++) {
      const x = { mantissa: 1 + random.uniform(), exponent: random.integer(-60, 11) };
      const argument = F.constant(exact(x));
      const { sinh, coshMinusOne } = hyperbolicUp(x);
      const slack = 1 + 2 ** -15 * Math.max(1, 2 ** (x.exponent + 1));
      const ratio = (bound: Magnitude, value: typeof argument): number =>
        F.toNumber(F.div(F.constant(exact(bound)), value));
      const value = F.sinh(argument);
      const half = F.sinh(F.scale(argument, -1));
      expect(ratio(sinh, value)).toBeGreaterThanOrEqual(1);
      expect(ratio(coshMinusOne, F.scale(F.mul(half, half), 1))).toBeGreaterThanOrEqual(1);
      expect(ratio(sinhDown(x), value)).toBeLessThanOrEqual(1);
      if (x.exponent > 8) continue;
      expect(ratio(sinh, value)).toBeLessThanOrEqual(slack);
      expect(ratio(coshMinusOne, F.scale(F.mul(half, half), 1))).toBeLessThanOrEqual(slack + 2 ** -10);
      expect(ratio(sinhDown(x), value)).toBeGreaterThanOrEqual(1 - 2 ** -10 * Math.max(1, 2 ** (x.exponent + 1)));
    }
    expect(hyperbolicUp(zeroMagnitude)).toEqual({ sinh: zeroMagnitude, coshMinusOne: zeroMagnitude });
    expect(() => hyperbolicUp(powerOfTwo(60))).toThrow(/^hyperbolicUp: expected r < 2\^48, got/);
  });
});
