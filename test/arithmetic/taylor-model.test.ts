import { describe, expect, it } from 'vitest';
import { ball } from '../../src/arithmetic/ball.ts';
import { type Magnitude, magnitude, magnitudeParts, zeroMagnitude } from '../../src/arithmetic/magnitude.ts';
import { monomialCount, monomials } from '../../src/arithmetic/monomials.ts';
import type { RealField } from '../../src/arithmetic/number-systems.ts';
import { dyadic, makeRational, type Rational, rationals } from '../../src/arithmetic/rational.ts';
import {
  bigfloatCoefficients,
  type CoefficientSystem,
  doubleCoefficients,
  TaylorFault,
  type TaylorModel,
  taylorModels,
} from '../../src/arithmetic/taylor-model.ts';
import { cases, createRandom, type Random } from '../laws/random.ts';

const VARIABLES = 2;
const DEGREE = 3;
const table = monomials(VARIABLES, DEGREE);

/** All numbers below are integers times 2^−SCALE; no coefficient has a smaller bit. */
const SCALE = 360;
/** Points are multiples of 1/8 in both coordinates, so that monomials are integers times 8^−DEGREE. */
const GRID = 3 * DEGREE;

/** The values of all monomials at every point of the grid, times 2^GRID. */
const GRID_POINTS: readonly (readonly bigint[])[] = Array.from({ length: 17 ** VARIABLES }, (_, n) => {
  const point = Array.from({ length: VARIABLES }, (__, j) => (Math.floor(n / 17 ** j) % 17) - 8);
  return table.exponents.map((exponent, i) => {
    const power = exponent.reduce((product, e, j) => product * BigInt(point[j]!) ** BigInt(e), 1n);
    return power << BigInt(GRID - 3 * table.degrees[i]!);
  });
});
const monomialsAt = (random: Random): readonly bigint[] => GRID_POINTS[random.integer(0, GRID_POINTS.length - 1)]!;

function scaled({ numerator, denominator }: Rational): bigint {
  const shifted = numerator << BigInt(SCALE);
  expect(shifted % denominator).toBe(0n);
  return shifted / denominator;
}

/** Rounded up by less than 2^−SCALE. */
function scaledUp(x: Magnitude): bigint {
  const { integer, exponent } = magnitudeParts(x);
  const shift = exponent + SCALE;
  return shift >= 0 ? integer << BigInt(shift) : (integer >> BigInt(-shift)) + 1n;
}

/** A model in integers: P and r times 2^SCALE. */
interface Exact {
  readonly coefficients: readonly bigint[];
  readonly remainder: bigint;
}

/** Integers times 2^−(SCALE + GRID) from here on. */
const polynomialAt = ({ coefficients }: Exact, at: readonly bigint[]): bigint =>
  coefficients.reduce((sum, c, i) => sum + c * at[i]!, 0n);
const remainderOf = ({ remainder }: Exact): bigint => remainder << BigInt(GRID);
const UNIT = BigInt(SCALE + GRID);
const absolute = (x: bigint): bigint => (x < 0n ? -x : x);

type Check = (x: bigint, y: bigint, polynomial: bigint, remainder: bigint) => boolean;
const near = (wanted: bigint, polynomial: bigint, remainder: bigint): boolean =>
  absolute(wanted - polynomial) <= remainder;

/** Whether the value of an operation at a member lies within the result, decided exactly. */
const CHECKS: Readonly<Record<string, Check>> = {
  add: (x, y, p, r) => near(x + y, p, r),
  sub: (x, y, p, r) => near(x - y, p, r),
  mul: (x, y, p, r) => absolute(x * y - (p << UNIT)) <= r << UNIT,
  div: (x, y, p, r) => absolute((x << UNIT) - p * y) <= r * absolute(y),
  min: (x, y, p, r) => near(x < y ? x : y, p, r),
  max: (x, y, p, r) => near(x > y ? x : y, p, r),
  abs: (x, _, p, r) => near(absolute(x), p, r),
  sqrt: (x, _, p, r) => p + r >= 0n && (p + r) ** 2n >= x << UNIT && (p <= r || (p - r) ** 2n <= x << UNIT),
  scale: (x, _, p, r) => absolute(x - (p << 3n)) <= r << 3n,
};

/** A polynomial of up to degree 2 or 3 with coefficients of all sizes, the constant one large or not. */
function randomModel<T>(
  system: CoefficientSystem<T>,
  make: Make<T>,
  random: Random,
  positive: boolean,
): TaylorModel<T> {
  const length = table.counts[random.integer(0, DEGREE)]!;
  const bits = random.integer(0, 3) === 0 ? 8 : 60;
  const centre = positive ? random.dyadic(bits, 3, 5) : random.dyadic(bits, -4, 3);
  const small = random.integer(-30, 0);
  const coefficients = Array.from({ length }, (_, i) => {
    if (i === 0) return positive && centre.numerator < 0n ? rationals.neg(centre) : centre;
    return random.integer(0, 4) === 0 ? rationals.zero : random.dyadic(bits, small - 4, small);
  }).map((q) => system.field.constant(q));
  const remainder = random.integer(0, 1) === 0 ? zeroMagnitude : magnitude(random.uniform(), random.integer(-60, -4));
  return make(coefficients, remainder);
}

/** The result, or undefined where the operation is not shown to be defined. */
function unlessRefused<R>(f: () => R): R | undefined {
  try {
    return f();
  } catch (error) {
    if (error instanceof TaylorFault) return undefined;
    throw error;
  }
}

type Make<T> = (coefficients: readonly T[], remainder: Magnitude) => TaylorModel<T>;

function suite<T>(system: CoefficientSystem<T>): void {
  const F = taylorModels(system, VARIABLES, DEGREE);
  const make: Make<T> = (coefficients, remainder) => ({
    coefficients,
    norms: system.norms(table, coefficients),
    remainder,
  });
  const exact = ({ coefficients, remainder }: TaylorModel<T>): Exact => ({
    coefficients: coefficients.map((c) => scaled(system.field.toRational(c))),
    remainder: scaledUp(remainder),
  });
  const operations: Readonly<Record<string, (x: TaylorModel<T>, y: TaylorModel<T>) => TaylorModel<T>>> = {
    add: (x, y) => F.add(x, y),
    sub: (x, y) => F.sub(x, y),
    mul: (x, y) => F.mul(x, y),
    div: (x, y) => F.div(x, y),
    min: (x, y) => F.min(x, y),
    max: (x, y) => F.max(x, y),
    abs: (x) => F.abs(x),
    sqrt: (x) => F.sqrt(x),
    scale: (x) => F.scale(x, -3),
  };

  describe(F.name, () => {
    it.each(Object.keys(operations))('%s contains what it makes of members', (name) => {
      const random = createRandom(11);
      let used = 0;
      const POINTS = 50;
      for (let n = 0; n < cases(2000); n += 1) {
        const isPositive = name === 'div' || name === 'sqrt';
        const [a, b] = [
          randomModel(system, make, random, name === 'sqrt'),
          randomModel(system, make, random, isPositive),
        ];
        const c = unlessRefused(() => operations[name]!(a, b));
        if (c === undefined) continue;
        const [x, y, z] = [exact(a), exact(b), exact(c)];
        for (let k = 0; k < POINTS; k += 1) {
          const at = monomialsAt(random);
          const member = (m: Exact): bigint => polynomialAt(m, at) + BigInt(random.integer(-1, 1)) * remainderOf(m);
          if (!CHECKS[name]!(member(x), member(y), polynomialAt(z, at), remainderOf(z))) {
            expect.fail(`case ${String(n)} at ${String(at)}`);
          }
          used += 1;
        }
      }
      expect(used).toBeGreaterThan(cases(90_000));
    });

    const B = ball(160);
    const functions: Readonly<Record<string, <S>(G: RealField<S>, x: S) => S>> = {
      exp: (G, x) => G.exp(x),
      log: (G, x) => G.log(G.add(x, G.fromInteger(12))),
      tanh: (G, x) => G.tanh(x),
      sin: (G, x) => G.sin(x),
      atan: (G, x) => G.atan(x),
      erf: (G, x) => G.erf(x),
      root: (G, x) => G.root(G.add(x, G.fromInteger(12)), 3),
      pow: (G, x) => G.pow(G.add(x, G.fromInteger(12)), G.constant(makeRational(5n, 7n))),
    };
    it.each(Object.keys(functions))('%s contains what it makes of members', (name) => {
      const random = createRandom(12);
      const f = functions[name]!;
      let used = 0;
      for (let n = 0; n < cases(60); n += 1) {
        const a = randomModel(system, make, random, false);
        const c = unlessRefused(() => f(F, a));
        if (c === undefined) continue;
        const [x, z] = [exact(a), exact(c)];
        for (let k = 0; k < 10; k += 1) {
          const at = monomialsAt(random);
          const member = polynomialAt(x, at) + BigInt(random.integer(-1, 1)) * remainderOf(x);
          const number = (value: bigint): Rational => dyadic(value, -SCALE - GRID);
          const distance = B.sub(f(B, B.constant(number(member))), B.constant(number(polynomialAt(z, at))));
          const remainder = B.constant(number(remainderOf(z)));
          const isOutside = B.base.compare(B.lower(B.abs(distance)), B.upper(remainder)) > 0;
          expect(isOutside, `case ${String(n)}`).toBe(false);
          used += 1;
        }
      }
      expect(used).toBeGreaterThan(cases(200));
    });

    it('cancels what two functions have in common', () => {
      const [x, y] = [0, 1].map((j) => F.variable(j, rationals.neg(dyadic(1n, -6)), dyadic(1n, -6)));
      const e = (z: TaylorModel<T>): TaylorModel<T> => F.exp(z);
      const gap = F.sub(e(F.add(x!, y!)), F.mul(e(x!), e(y!)));
      // The terms of degree 4 are at most 2 (2 · 2^−6)^4/4!; nothing of degree 3 or below is left.
      expect(F.supremum(gap).exponent).toBeLessThan(-21);
    });

    it('refuses what it does not show to be defined, and says on what it depends', () => {
      const [x, y] = [0, 1].map((j) => F.variable(j, makeRational(-1n), makeRational(1n)));
      const faultOf = (f: () => unknown): unknown => {
        try {
          return f();
        } catch (error) {
          return error instanceof TaylorFault ? error.variation.map((v) => v > 0) : error;
        }
      };
      expect(faultOf(() => F.div(F.one, y!))).toEqual([false, true]);
      expect(faultOf(() => F.sqrt(x!))).toEqual([true, false]);
      expect(faultOf(() => F.log(F.add(x!, y!)))).toEqual([true, true]);
      expect(faultOf(() => F.sign(x!))).toEqual([true, false]);
    });
  });
}

suite(doubleCoefficients);
suite(bigfloatCoefficients(64));

describe('monomials', () => {
  it('are listed by degree, with the numbers of their products', () => {
    const { counts, exponents, products, degrees } = monomials(3, 4);
    expect(counts).toEqual([1, 4, 10, 20, 35]);
    expect(exponents.length).toBe(monomialCount(3, 4));
    products.forEach((row, i) => {
      row.forEach((k, j) => {
        expect(exponents[k]).toEqual(exponents[i]!.map((e, v) => e + exponents[j]![v]!));
      });
      expect(row.length).toBe(counts[4 - degrees[i]!]);
    });
  });

  it('are refused where they are too many', () => {
    expect(() => monomials(64, 64)).toThrow(/at most 4096/);
    expect(() => monomials(0, 3)).toThrow(RangeError);
  });
});
