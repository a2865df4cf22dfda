import { describe, expect, it } from 'vitest';
import { ball, type Ball } from '../../src/arithmetic/ball.ts';
import { bigfloat } from '../../src/arithmetic/bigfloat.ts';
import { complexBall } from '../../src/arithmetic/complex-ball.ts';
import { float64 } from '../../src/arithmetic/float64.ts';
import { interval64 } from '../../src/arithmetic/interval64.ts';
import { type Magnitude, magnitude } from '../../src/arithmetic/magnitude.ts';
import type { RealField } from '../../src/arithmetic/number-systems.ts';
import { powerSeries, type Series } from '../../src/arithmetic/power-series.ts';
import { fromDouble, makeRational, type Rational, rationals } from '../../src/arithmetic/rational.ts';
import { cases, createRandom } from '../laws/random.ts';
import { ballHolds, difference, fromMagnitude, intervalHolds, isAtMost, sizeOf, sum } from './dyadics.ts';

/** log₂ of a magnitude, −∞ of 0. */
const log2Of = ({ mantissa, exponent }: Magnitude): number => (mantissa === 0 ? -Infinity : exponent);

type Apply = <T>(F: RealField<T>, x: T) => T;
const fraction = (n: number, d = 1): Rational => makeRational(BigInt(n), BigInt(d));
const fractions = (...pairs: readonly (readonly [number, number])[]): readonly Rational[] =>
  pairs.map(([n, d]) => fraction(n, d));

/** f at x₀ = 0 or 1 and its first coefficients, exact rational numbers. */
const known: readonly (readonly [name: string, apply: Apply, at: number, coefficients: readonly Rational[]])[] = [
  ['exp', (F, x) => F.exp(x), 0, fractions([1, 1], [1, 1], [1, 2], [1, 6], [1, 24], [1, 120], [1, 720])],
  ['sinh', (F, x) => F.sinh(x), 0, fractions([0, 1], [1, 1], [0, 1], [1, 6], [0, 1], [1, 120], [0, 1])],
  ['cosh', (F, x) => F.cosh(x), 0, fractions([1, 1], [0, 1], [1, 2], [0, 1], [1, 24], [0, 1], [1, 720])],
  ['sin', (F, x) => F.sin(x), 0, fractions([0, 1], [1, 1], [0, 1], [-1, 6], [0, 1], [1, 120], [0, 1])],
  ['cos', (F, x) => F.cos(x), 0, fractions([1, 1], [0, 1], [-1, 2], [0, 1], [1, 24], [0, 1], [-1, 720])],
  ['tanh', (F, x) => F.tanh(x), 0, fractions([0, 1], [1, 1], [0, 1], [-1, 3], [0, 1], [2, 15], [0, 1], [-17, 315])],
  ['atanh', (F, x) => F.atanh(x), 0, fractions([0, 1], [1, 1], [0, 1], [1, 3], [0, 1], [1, 5])],
  ['atan', (F, x) => F.atan(x), 0, fractions([0, 1], [1, 1], [0, 1], [-1, 3], [0, 1], [1, 5], [0, 1], [-1, 7])],
  ['log', (F, x) => F.log(x), 1, fractions([0, 1], [1, 1], [-1, 2], [1, 3], [-1, 4], [1, 5])],
  ['x log x', (F, x) => F.xlogx(x), 1, fractions([0, 1], [1, 1], [1, 2], [-1, 6], [1, 12], [-1, 20])],
  ['sqrt', (F, x) => F.sqrt(x), 1, fractions([1, 1], [1, 2], [-1, 8], [1, 16], [-5, 128], [7, 256])],
  ['cube root', (F, x) => F.root(x, 3), 1, fractions([1, 1], [1, 3], [-1, 9], [5, 81], [-10, 243], [22, 729])],
  ['reciprocal', (F, x) => F.div(F.one, x), 1, fractions([1, 1], [-1, 1], [1, 1], [-1, 1], [1, 1])],
  [
    'x^(−3/2)',
    (F, x) => F.pow(x, F.constant(fraction(-3, 2))),
    1,
    fractions([1, 1], [-3, 2], [15, 8], [-35, 16], [315, 128]),
  ],
  ['x^x', (F, x) => F.pow(x, x), 1, fractions([1, 1], [1, 1], [1, 1], [1, 2], [1, 3], [1, 12], [3, 40])],
  // (√π/2) erf t = t − t³/3 + t⁵/10 − t⁷/42.
  [
    '(√π/2) erf',
    (F, x) => F.scale(F.mul(F.sqrt(F.pi), F.erf(x)), -1),
    0,
    fractions([0, 1], [1, 1], [0, 1], [-1, 3], [0, 1], [1, 10], [0, 1], [-1, 42]),
  ],
];

describe('power series', () => {
  it.each(known)('have the coefficients of %s', (_, apply, at, coefficients) => {
    const B = ball(100);
    const S = powerSeries(B, coefficients.length - 1);
    const computed = S.coefficients(apply(S, S.variable(B.fromInteger(at))));
    expect(computed).toHaveLength(coefficients.length);
    coefficients.forEach((c, k) => {
      expect(B.contains(computed[k] as Ball, c), `coefficient ${String(k)}`).toBe(true);
      expect(log2Of((computed[k] as Ball).radius)).toBeLessThan(-80);
    });
  });

  const composed: readonly (readonly [string, Apply, readonly [number, number]])[] = [
    ['sigmoid', (F, x) => F.div(F.one, F.add(F.one, F.exp(F.neg(x)))), [-3, 3]],
    ['tanh(x³ − x)', (F, x) => F.tanh(F.sub(F.mul(x, F.mul(x, x)), x)), [-1.5, 1.5]],
    ['sin(1/x)', (F, x) => F.sin(F.div(F.one, x)), [0.5, 3]],
    ['cos x cosh x', (F, x) => F.mul(F.cos(x), F.cosh(x)), [-2, 2]],
    ['log(1 + x²)', (F, x) => F.log(F.add(F.one, F.mul(x, x))), [-2, 2]],
    ['√(2 + sinh x)', (F, x) => F.sqrt(F.add(F.fromInteger(2), F.sinh(x))), [-1, 2]],
    ['(2 + x)^(1/5)', (F, x) => F.root(F.add(F.fromInteger(2), x), 5), [-1.5, 5]],
    ['erf(x)/(2 + x)', (F, x) => F.div(F.erf(x), F.add(F.fromInteger(2), x)), [-1.5, 3]],
    ['atan(2x)', (F, x) => F.atan(F.scale(x, 1)), [-2, 2]],
    ['atanh(x/4)', (F, x) => F.atanh(F.scale(x, -2)), [-3, 3]],
    ['x log x', (F, x) => F.xlogx(x), [0.25, 3]],
    ['x^(5/3)', (F, x) => F.pow(x, F.constant(fraction(5, 3))), [0.25, 3]],
    ['|x − 1|', (F, x) => F.abs(F.sub(x, F.one)), [-2, 0.5]],
    ['max(x, 0) + min(x², x)', (F, x) => F.add(F.max(x, F.zero), F.min(F.mul(x, x), x)), [1.25, 3]],
  ];
  const ORDER = 5;

  it.each(composed)('over balls and intervals enclose the coefficients of %s at members', (_, apply, [lo, hi]) => {
    const random = createRandom(401);
    const F = bigfloat(300);
    const [fine, over64, overDoubles] = [
      powerSeries(F, ORDER),
      powerSeries(ball(64), ORDER),
      powerSeries(interval64, ORDER),
    ];
    let widest = 0;
    for (let i = 0; i < cases(150); i++) {
      const x = random.between(lo, hi);
      const value = fine.coefficients(apply(fine, fine.variable(F.constant(x))));
      const radius = magnitude(2 ** -random.integer(4, 40));
      const offset = F.mul(
        F.constant(fromDouble(2 * random.uniform() - 1)),
        F.constant(fromDouble(radius.mantissa * 2 ** radius.exponent)),
      );
      const midpoint = ball(64).base.from(F.sub(F.constant(x), offset));
      const X = { midpoint, radius: magnitude(radius.mantissa * 2 ** radius.exponent * (1 + 2 ** -20)) };
      const ends = {
        lower: F.toNumber(F.sub(F.constant(x), F.abs(offset))) - 2 ** -30,
        upper: F.toNumber(F.add(F.constant(x), F.abs(offset))) + 2 ** -30,
      };
      const balls = over64.coefficients(apply(over64, over64.variable(X)));
      const intervals = overDoubles.coefficients(apply(overDoubles, overDoubles.variable(ends)));
      value.forEach((c, k) => {
        const error = { mantissa: sizeOf(c).mantissa, exponent: c.exponent - 200 };
        const { midpoint: m, radius: r } = balls[k] as Ball;
        const ok = isAtMost(sizeOf(difference(c, m)), sum(fromMagnitude(r), error));
        if (!ok) expect.fail(`c${String(k)} at ${String(rationals.toNumber(x))} ± ${String(radius.exponent)}: ball`);
        if (!intervalHolds(intervals[k] ?? interval64.zero, c))
          expect.fail(`c${String(k)} at ${String(rationals.toNumber(x))}: interval`);
        widest = Math.max(widest, r.exponent);
      });
    }
    expect(widest).toBeLessThan(20);
  });

  it.each(composed.slice(0, 12))(
    'over discs give the coefficients of %s that Cauchy’s integral gives',
    (_, apply, [lo, hi]) => {
      // The mean of f(x₀ + r e^(iφ)) e^(−ikφ)/r^k over 64 angles is c_k up to what f has of order k + 64.
      const C = complexBall(100);
      const S = powerSeries(C, 3);
      const x0 = C.constant(fromDouble((lo + hi) / 2));
      const computed = S.coefficients(apply(S, S.variable(x0)));
      const [count, r] = [64, -3];
      const turn = C.exp(C.mul(C.i, C.div(C.scale(C.pi, 1), C.fromInteger(count))));
      computed.forEach((c, k) => {
        let [total, unit] = [C.zero, C.one];
        for (let j = 0; j < count; j++) {
          const z = C.add(x0, C.scale(unit, r));
          const weight = C.pow(unit, C.fromInteger(-k));
          total = C.add(total, C.mul(apply(C, z), weight));
          unit = C.mul(unit, turn);
        }
        const mean = C.scale(C.div(total, C.fromInteger(count)), -k * r);
        expect(
          C.containsZero(C.sub(c, mean)) || log2Of(C.absUp(C.sub(c, mean))) < -60,
          `coefficient ${String(k)}`,
        ).toBe(true);
        expect(log2Of(c.radius)).toBeLessThan(-60);
      });
    },
  );

  it('cut products at their order, and keep short series short', () => {
    const S = powerSeries(float64, 3);
    const x = S.variable(2);
    expect(S.coefficients(x)).toEqual([2, 1, 0, 0]);
    expect(S.coefficients(S.mul(S.mul(x, x), S.mul(x, x)))).toEqual([16, 32, 24, 8]);
    expect(S.mul(x, S.fromConstant(3)).coefficients).toEqual([6, 3]);
    expect(S.div(x, S.fromConstant(2)).coefficients).toEqual([1, 0.5]);
    expect(S.exp(S.zero)).toEqual(S.one);
    expect(S.fromCoefficients([1, 2, 3, 4, 5]).coefficients).toEqual([1, 2, 3, 4]);
    expect(S.fromCoefficients([])).toEqual(S.zero);
    expect(S.coefficients(powerSeries(float64, 0).variable(2))).toEqual([2, 0, 0, 0]);
    expect([S.order, S.base, S.name]).toEqual([3, float64, 'series(float64, 3)']);
  });

  it('have the functions of constants, also where these are not differentiable', () => {
    const S = powerSeries(float64, 4);
    for (const value of [S.sqrt(S.zero), S.root(S.zero, 3), S.xlogx(S.zero), S.abs(S.zero), S.max(S.zero, S.zero)]) {
      expect(value).toEqual(S.zero);
    }
    expect(S.pow(S.zero, S.fromConstant(0.5))).toEqual(S.zero);
    expect(S.root(S.fromConstant(-8), 3)).toEqual(S.fromConstant(-2));
  });

  it('are refused at branch points, poles and kinks', () => {
    const S = powerSeries(float64, 4);
    const B = powerSeries(ball(64), 4);
    const [zero, wide] = [S.variable(0), B.variable({ midpoint: ball(64).base.one, radius: magnitude(1) })];
    const apart = <T>(f: () => Series<T>): void => {
      expect(f, f.toString()).toThrow(RangeError);
    };
    for (const f of [() => S.sqrt(zero), () => S.root(zero, 3), () => S.xlogx(zero), () => S.div(S.one, zero)])
      apart(f);
    for (const f of [() => B.log(wide), () => B.div(B.one, wide), () => B.sqrt(wide)]) apart(f);
    for (const f of [
      () => S.abs(zero),
      () => S.sign(zero),
      () => S.max(zero, S.zero),
      () => S.min(S.variable(1), S.one),
      () => B.abs(wide),
      () => B.max(wide, B.zero),
    ]) {
      expect(f, f.toString()).toThrow(/^powerSeries\.\w+: expected a constant term off the kink, got .*$/);
    }
    for (const order of [-1, 1.5, NaN]) expect(() => powerSeries(float64, order)).toThrow(/^powerSeries: expected/);
  });

  it('hold the constant term of a ball', () => {
    const S = powerSeries(ball(64), 2);
    const [value] = S.coefficients(S.exp(S.variable({ midpoint: ball(64).base.one, radius: magnitude(0.5) })));
    expect(ballHolds(value as Ball, bigfloat(64).exp(bigfloat(64).constant(fraction(3, 2))))).toBe(true);
  });
});
