import { describe, expect, it } from 'vitest';
import { type Ball, ball, type BallField } from '../../src/arithmetic/ball.ts';
import { createBallRounding } from '../../src/arithmetic/ball-rounding.ts';
import { bigfloat } from '../../src/arithmetic/bigfloat.ts';
import { magnitude, magnitudeToRational, powerOfTwo, zeroMagnitude } from '../../src/arithmetic/magnitude.ts';
import { dyadic, makeRational, rationals } from '../../src/arithmetic/rational.ts';
import { cases, createRandom, type Random } from '../laws/random.ts';

import {
  ballHolds,
  difference,
  type Dyadic,
  dyadicOf,
  fromMagnitude,
  isAtMost,
  product,
  sizeOf,
  sum,
} from './dyadics.ts';
import { attempt, randomDyadic } from './samples.ts';

/** A ball near 2^lo … 2^hi in size: a point, one with a radius of some ulps, or one up to as wide as its midpoint. */
function randomBall(B: BallField, random: Random, lo: number, hi: number): Ball {
  const midpoint = B.base.from(randomDyadic(random, B.bits, lo, hi));
  const kind = random.integer(0, 3);
  const mantissa = 1 + random.uniform();
  if (kind === 0) return B.fromMidpoint(midpoint);
  const below =
    kind === 1 ? random.integer(-4, 8) : kind === 2 ? random.integer(8, B.bits) : B.bits + random.integer(-2, 3);
  return B.fromMidpoint(midpoint, magnitude(mantissa, midpoint.exponent + below));
}

/** A member of the ball: an end, the midpoint, or in between. */
function member(x: Ball, random: Random): Dyadic {
  const t = [dyadicOf(-1), dyadicOf(1), dyadicOf(0), dyadicOf(random.integer(-1000, 1000), -10)];
  return sum(x.midpoint, product(t[random.integer(0, 3)] ?? dyadicOf(0), fromMagnitude(x.radius)));
}

/** Whether q contains x/y: |q y − x| ≤ R |y|, exactly. */
const holdsQuotient = ({ midpoint, radius }: Ball, x: Dyadic, y: Dyadic): boolean =>
  isAtMost(sizeOf(difference(product(midpoint, y), x)), product(fromMagnitude(radius), sizeOf(y)));

const show = (x: Ball): string =>
  `${String(x.midpoint.mantissa)}·2^${String(x.midpoint.exponent)} ± ${String(x.radius.mantissa)}·2^${String(x.radius.exponent)}`;

describe('field operations of balls', () => {
  // 100 000 cases of each operation in all.
  it.each([8, 24, 53, 64, 200])('at %i bits contain the exact results for members of the operands', (bits) => {
    const B = ball(bits);
    const random = createRandom(41 + bits);
    for (let i = 0; i < cases(20_000); i++) {
      const spread = i % 10 === 0 ? 150 : 6;
      const [X, Y] = [randomBall(B, random, -spread, spread), randomBall(B, random, -spread, spread)];
      const [x, y] = [member(X, random), member(Y, random)];
      const k = random.integer(-100, 100);
      const isOrdered = isAtMost(x, y);
      const ok = [
        ballHolds(B.add(X, Y), sum(x, y)),
        ballHolds(B.sub(X, Y), difference(x, y)),
        ballHolds(B.mul(X, Y), product(x, y)),
        ballHolds(B.scale(X, k), product(x, { mantissa: 1n, exponent: k })),
        ballHolds(B.min(X, Y), isOrdered ? x : y),
        ballHolds(B.max(X, Y), isOrdered ? y : x),
        ballHolds(B.abs(X), sizeOf(x)),
      ];
      const quotient = attempt(() => B.div(X, Y));
      if (quotient) ok.push(holdsQuotient(quotient, x, y));
      if (!ok.every(Boolean)) expect.fail(`${ok.join(' ')}: X = ${show(X)}, Y = ${show(Y)}`);
    }
  });

  it('take roots that contain the roots of members', () => {
    for (const bits of [24, 64, 200]) {
      const B = ball(bits);
      const random = createRandom(50 + bits);
      for (let i = 0; i < cases(35_000); i++) {
        const X = randomBall(B, random, -30, 30);
        const x = member(X, random);
        const root = attempt(() => B.sqrt(X));
        if (!root || x.mantissa < 0n) continue;
        // √x lies in [lower, upper] if x lies between the squares.
        const [lo, hi] = [B.lower(root), B.upper(root)];
        expect(lo.mantissa <= 0n || isAtMost(product(lo, lo), x), show(X)).toBe(true);
        expect(isAtMost(x, product(hi, hi)), show(X)).toBe(true);
      }
    }
  });

  it('are exact on points whenever the result fits', () => {
    const B = ball(64);
    const random = createRandom(42);
    for (let i = 0; i < cases(2000); i++) {
      const [n, m] = [random.integer(-1e6, 1e6), random.integer(1, 1e6)];
      const [x, y] = [B.scale(B.fromInteger(n), random.integer(-20, 20)), B.fromInteger(m)];
      for (const result of [B.add(x, y), B.sub(x, y), B.mul(x, y), B.div(B.mul(x, y), y), B.sqrt(B.mul(y, y))]) {
        expect(result.radius).toEqual(zeroMagnitude);
      }
    }
    expect(B.constant(makeRational(1n, 3n)).radius).not.toEqual(zeroMagnitude);
    expect(B.constant(makeRational(-7n, 1024n)).radius).toEqual(zeroMagnitude);
    expect(B.add(B.one, B.scale(B.one, -64)).radius).not.toEqual(zeroMagnitude);
    expect(B.add(B.one, B.scale(B.one, -63)).radius).toEqual(zeroMagnitude);
    expect(B.add(B.one, B.scale(B.one, -500)).radius).not.toEqual(zeroMagnitude);
  });

  it('have radii of a few ulps on points', () => {
    for (const bits of [53, 64, 200]) {
      const B = ball(bits);
      const random = createRandom(43);
      for (let i = 0; i < cases(500); i++) {
        const [x, y] = [random.dyadic(bits, -5, 5), random.dyadic(bits, -5, 5)].map((q) => B.constant(q));
        if (!x || !y) continue;
        for (const result of [B.add(x, y), B.mul(x, y), B.div(x, y), B.sqrt(B.abs(x)), B.atan(x), B.erf(x), B.exp(x)]) {
          if (result.midpoint.mantissa === 0n) continue;
          expect(result.radius.mantissa === 0 || result.radius.exponent <= result.midpoint.exponent + 1).toBe(true);
        }
      }
    }
  });
});

describe('elementary functions of balls', () => {
  type Unary = 'exp' | 'log' | 'sinh' | 'cosh' | 'tanh' | 'atanh' | 'sin' | 'cos' | 'atan' | 'erf';
  const functions: readonly Unary[] = ['exp', 'log', 'sinh', 'cosh', 'tanh', 'atanh', 'sin', 'cos', 'atan', 'erf'];

  it('give wide balls under monotone functions the interval between the values at their ends', () => {
    const B = ball(64);
    const F = B.base;
    const number = (x: number): ReturnType<typeof F.constant> => F.scale(F.fromInteger(Math.round(x * 1024)), -10);
    for (const f of ['exp', 'sinh', 'tanh', 'atan', 'erf'] as const) {
      const result = B[f](B.fromInterval(number(-0.5), number(2)));
      expect(F.toNumber(B.lower(result))).toBeCloseTo(F.toNumber(F[f](number(-0.5))), 12);
      expect(F.toNumber(B.upper(result))).toBeCloseTo(F.toNumber(F[f](number(2))), 12);
    }
    const cosh = B.cosh(B.fromInterval(number(-0.5), number(2)));
    expect(F.toNumber(B.lower(cosh))).toBeCloseTo(1, 12);
    const square = B.pow(B.fromInterval(number(-0.5), number(2)), B.fromInteger(2));
    expect(F.toNumber(B.lower(square))).toBeCloseTo(0, 12);
    expect(F.toNumber(B.upper(square))).toBeCloseTo(4, 12);
  });

  it('keep thin balls thin: the radius grows by about the slope', () => {
    const B = ball(200);
    const x = B.fromMidpoint(B.base.constant(makeRational(3n, 10n)), powerOfTwo(-100));
    for (const f of functions) {
      const radius = B[f](x).radius;
      expect(radius.exponent, f).toBeLessThanOrEqual(-98);
    }
    // In the saturated range the slope is tiny, and so is the radius.
    const far = B.fromMidpoint(B.base.fromInteger(20), powerOfTwo(-40));
    expect(B.tanh(far).radius.exponent).toBeLessThan(-90);
    expect(B.erf(far).radius.exponent).toBeLessThan(-190);
  });

  it('are exact where the value is', () => {
    const B = ball(64);
    for (const x of [B.exp(B.zero), B.cosh(B.zero), B.cos(B.zero), B.pow(B.pi, B.zero)]) expect(x).toEqual(B.one);
    for (const x of [B.log(B.one), B.sinh(B.zero), B.erf(B.zero), B.sqrt(B.zero), B.root(B.zero, 4)]) {
      expect(x.midpoint.mantissa).toBe(0n);
      expect(x.radius).toEqual(zeroMagnitude);
    }
  });
});

describe('rounding facts', () => {
  it('bound the size of a midpoint from both sides, within 2^-50', () => {
    const random = createRandom(46);
    for (const bits of [8, 24, 53, 64, 200]) {
      const F = bigfloat(bits);
      const { above, below } = createBallRounding(F);
      for (let i = 0; i < cases(500); i++) {
        const x = F.constant(random.dyadic(bits, -20, 20));
        const size = F.toRational(F.abs(x));
        const [high, low] = [magnitudeToRational(above(x)), magnitudeToRational(below(x))];
        expect(rationals.compare(high, size)).toBeGreaterThanOrEqual(0);
        expect(rationals.compare(low, size)).toBeLessThanOrEqual(0);
        const loss = bits < 52 ? 1 - bits : -50;
        expect(rationals.compare(rationals.sub(high, low), rationals.scale(size, loss + 1))).toBeLessThanOrEqual(0);
      }
    }
  });
});

describe('sets of balls', () => {
  const B = ball(64);
  const F = B.base;

  it('have lower and upper ends outside of the ball, by at most a unit in the last place', () => {
    const random = createRandom(44);
    for (const bits of [24, 64, 200]) {
      const C = ball(bits);
      for (let i = 0; i < cases(2000); i++) {
        const x = randomBall(C, random, -20, 20);
        const mid = C.base.toRational(x.midpoint);
        const radius = magnitudeToRational(x.radius);
        const [lo, hi] = [C.base.toRational(C.lower(x)), C.base.toRational(C.upper(x))];
        expect(rationals.compare(lo, rationals.sub(mid, radius))).toBeLessThanOrEqual(0);
        expect(rationals.compare(hi, rationals.add(mid, radius))).toBeGreaterThanOrEqual(0);
        const size = rationals.add(mid.numerator < 0n ? rationals.neg(mid) : mid, radius);
        const loss = rationals.sub(rationals.sub(hi, lo), rationals.scale(radius, 1));
        expect(rationals.compare(loss, rationals.scale(size, 3 - bits))).toBeLessThanOrEqual(0);
      }
    }
  });

  it('come from intervals and unions that contain their ends', () => {
    const random = createRandom(45);
    for (let i = 0; i < cases(1000); i++) {
      const ends = [random.dyadic(64, -10, 10), random.dyadic(64, -10, 10)]
        .sort((a, b) => rationals.compare(a, b))
        .map((q) => F.constant(q));
      const [lo, hi] = ends;
      if (!lo || !hi) continue;
      const x = B.fromInterval(lo, hi);
      expect(B.contains(x, F.toRational(lo)) && B.contains(x, F.toRational(hi))).toBe(true);
      const y = B.union(B.fromMidpoint(lo), B.fromMidpoint(hi, powerOfTwo(-3)));
      expect(B.contains(y, F.toRational(lo)) && B.contains(y, rationals.add(F.toRational(hi), dyadic(1n, -3)))).toBe(
        true,
      );
    }
    expect(() => B.fromInterval(F.one, F.zero)).toThrow(RangeError);
  });

  it('know whether they contain zero, to the last bit', () => {
    const mid = F.fromParts((1n << 63n) + 1n, -63);
    expect(B.containsZero(B.fromMidpoint(mid, magnitude(1 + 2 ** -52)))).toBe(true);
    expect(B.containsZero(B.fromMidpoint(mid, magnitude(1)))).toBe(false);
    expect(B.containsZero(B.fromMidpoint(F.neg(mid), magnitude(1)))).toBe(false);
    expect(B.containsZero(B.fromMidpoint(F.one, magnitude(1)))).toBe(true);
    expect(B.containsZero(B.zero)).toBe(true);
    expect(B.containsZero(B.one)).toBe(false);
    expect(B.contains(B.fromMidpoint(F.one, magnitude(1)), rationals.zero)).toBe(true);
  });

  it('hold radii far below and far above any double', () => {
    const thin = B.fromMidpoint(F.one, powerOfTwo(-5000));
    expect(B.contains(thin, rationals.add(rationals.one, dyadic(1n, -5000)))).toBe(true);
    expect(B.contains(thin, rationals.add(rationals.one, dyadic(1n, -4999)))).toBe(false);
    const squared = B.mul(thin, thin);
    expect(squared.radius.exponent).toBe(-4999);
    const wide = B.fromMidpoint(F.one, powerOfTwo(5000));
    expect(B.contains(B.add(wide, wide), dyadic(1n, 5001))).toBe(true);
    expect(F.compare(B.lower(wide), F.neg(F.scale(F.one, 5000)))).toBeLessThanOrEqual(0);
  });

  it('pass to another precision without losing members', () => {
    const third = ball(200).constant(makeRational(1n, 3n));
    expect(B.contains(B.from(third), makeRational(1n, 3n))).toBe(true);
    expect(ball(200).contains(ball(200).from(B.constant(makeRational(1n, 3n))), makeRational(1n, 3n))).toBe(true);
    expect(B.from(ball(200).one)).toEqual(B.one);
  });

  it('throw where an operand leaves the domain, and clip at zero where roots are continuous', () => {
    const around = (m: number, exponent: number): Ball => B.fromMidpoint(F.fromInteger(m), powerOfTwo(exponent));
    const breaches = [
      () => B.div(B.one, B.zero),
      () => B.div(B.one, around(1, 0)),
      () => B.log(B.zero),
      () => B.log(around(1, 0)),
      () => B.log(around(-3, -5)),
      () => B.sqrt(around(-3, 0)),
      () => B.root(around(-3, 0), 4),
      () => B.root(B.one, 0),
      () => B.atanh(B.one),
      () => B.atanh(around(0, 0)),
      () => B.pow(around(-3, 0), B.constant(makeRational(1n, 2n))),
      () => B.pow(around(0, 0), B.fromInteger(-2)),
      () => B.pow(around(0, 0), around(1, 0)),
    ];
    for (const breach of breaches) expect(breach, breach.toString()).toThrow(/^ball\.\w+: expected .*, got .*$/);
    for (const breach of breaches) expect(breach).toThrow(RangeError);
    expect(B.contains(B.sqrt(around(0, 2)), makeRational(2n))).toBe(true);
    expect(B.contains(B.root(around(0, 4), 4), makeRational(2n))).toBe(true);
    expect(B.contains(B.pow(around(0, 2), B.constant(makeRational(1n, 2n))), makeRational(2n))).toBe(true);
    expect(F.toNumber(B.lower(B.sqrt(around(0, 2))))).toBeCloseTo(0, 12);
  });

  it('have one system for one precision', () => {
    expect(ball(64)).toBe(B);
    expect(() => ball(3)).toThrow(RangeError);
  });
});
