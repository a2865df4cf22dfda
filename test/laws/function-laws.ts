/** Roots, functional equations and edges of the elementary functions. */
import { expect, it } from 'vitest';
import type { RealField } from '../../src/arithmetic/number-systems.ts';
import { makeRational, type Rational } from '../../src/arithmetic/rational.ts';
import { fractions } from './ring-laws.ts';
import type { System } from './systems.ts';

/** Pairs of elements with values between lo and hi. */
function* pairs<T>(
  system: System<T>,
  F: RealField<T>,
  seed: number,
  count: number,
  lo: number,
  hi: number,
): Generator<readonly [T, T]> {
  const make = system.element ?? ((q: Rational): T => F.constant(q));
  for (const [x, y] of fractions(seed, Math.max(6, count / system.cost), lo, hi)) yield [make(x), make(y)];
}

/** Registers the laws of square roots and p-th roots. */
export function rootLaws<T>(system: System<T>): void {
  const { real: F, agree } = system;
  if (!F) return;
  const realOddRoots = !system.without?.includes('real odd roots');

  it('inverts squares and powers by roots', () => {
    for (const [x, y] of pairs(system, F, 201, 300, 0, 1000)) {
      const root = F.sqrt(x);
      expect(agree(F.mul(root, root), x, 4)).toBe(true);
      expect(agree(F.sqrt(F.mul(x, x)), x, 2)).toBe(true);
      expect(agree(F.sqrt(F.mul(x, y)), F.mul(F.sqrt(x), F.sqrt(y)), 5)).toBe(true);
      for (const p of [1, 2, 3, 5, 8]) {
        const power = F.pow(x, F.fromInteger(p));
        expect(agree(F.root(power, p), x, 6)).toBe(true);
        expect(agree(F.pow(F.root(x, p), F.fromInteger(p)), x, 4 * p + 2)).toBe(true);
      }
      if (realOddRoots) expect(agree(F.root(F.neg(x), 3), F.neg(F.root(x, 3)), 2)).toBe(true);
      expect(agree(F.root(x, 2), F.sqrt(x), 2)).toBe(true);
    }
  });

  it('has roots at zero and none of negative numbers of even order', () => {
    expect(agree(F.sqrt(F.zero), F.zero, 0)).toBe(true);
    for (const p of [1, 2, 3, 4]) expect(agree(F.root(F.zero, p), F.zero, 0)).toBe(true);
    expect(() => F.sqrt(F.neg(F.one))).toThrow(RangeError);
    expect(() => F.root(F.neg(F.one), 2)).toThrow(RangeError);
    for (const p of [0, -1, 1.5]) expect(() => F.root(F.one, p)).toThrow(RangeError);
  });
}

/** Registers the functional equations of exp, log, pow and the hyperbolic functions. */
export function exponentialLaws<T>(system: System<T>): void {
  const { real: F, agree } = system;
  if (!F) return;
  const two = F.fromInteger(2);

  it('turns sums into products by exp, and back by log', () => {
    for (const [x, y] of pairs(system, F, 202, 300, -8, 8)) {
      // A rounding of the argument by one ulp multiplies exp by 1 + |x| ulps.
      expect(agree(F.exp(F.add(x, y)), F.mul(F.exp(x), F.exp(y)), 30)).toBe(true);
      expect(agree(F.log(F.exp(x)), x, 4, F.one)).toBe(true);
      const [a, b] = [F.exp(x), F.exp(y)];
      expect(agree(F.log(F.mul(a, b)), F.add(F.log(a), F.log(b)), 8, F.log(a), F.log(b), F.one)).toBe(true);
      expect(agree(F.exp(F.log(a)), a, 20)).toBe(true);
    }
  });

  it('has x log x as x times log x, continued by 0 at 0, which turns products into sums', () => {
    for (const [x, y] of pairs(system, F, 210, 300, 0, 8)) {
      const [p, q] = [F.mul(x, F.xlogx(y)), F.mul(y, F.xlogx(x))];
      expect(agree(F.xlogx(x), F.mul(x, F.log(x)), 6, x)).toBe(true);
      expect(agree(F.xlogx(F.mul(x, y)), F.add(p, q), 16, p, q, x, y, F.mul(x, y))).toBe(true);
    }
    expect(agree(F.xlogx(F.zero), F.zero, 0) && agree(F.xlogx(F.one), F.zero, 0)).toBe(true);
    expect(() => F.xlogx(F.neg(F.one))).toThrow(RangeError);
  });

  it('chooses a formula by the sign of a number', () => {
    for (const [x] of pairs(system, F, 211, 50, -8, 8)) {
      const size = F.choose(
        x,
        () => F.neg(x),
        () => x,
      );
      expect(agree(size, F.abs(x), 0)).toBe(true);
    }
  });

  it('raises to powers as exp and log say', () => {
    for (const [x, y] of pairs(system, F, 203, 100, 0.1, 5)) {
      expect(agree(F.pow(x, y), F.exp(F.mul(y, F.log(x))), 60)).toBe(true);
      expect(agree(F.mul(F.pow(x, y), F.pow(x, x)), F.pow(x, F.add(x, y)), 60)).toBe(true);
      expect(agree(F.mul(F.pow(x, F.neg(y)), F.pow(x, y)), F.one, 8)).toBe(true);
      expect(agree(F.pow(F.neg(x), F.fromInteger(3)), F.neg(F.mul(x, F.mul(x, x))), 6)).toBe(true);
      expect(agree(F.pow(F.neg(x), two), F.mul(x, x), 4)).toBe(true);
    }
    expect(agree(F.pow(F.zero, F.constant(makeRational(1n, 2n))), F.zero, 0)).toBe(true);
    expect(agree(F.pow(F.zero, two), F.zero, 0)).toBe(true);
    expect(agree(F.pow(F.neg(two), F.fromInteger(-3)), F.constant(makeRational(-1n, 8n)), 4)).toBe(true);
    expect(() => F.pow(F.neg(two), F.constant(makeRational(1n, 2n)))).toThrow(RangeError);
    expect(() => F.pow(F.zero, F.neg(F.one))).toThrow(RangeError);
  });

  it('satisfies cosh² − sinh² = 1, exp = cosh + sinh and the addition theorem of tanh', () => {
    for (const [x, y] of pairs(system, F, 204, 300, -3, 3)) {
      const [s, c] = [F.sinh(x), F.cosh(x)];
      const square = F.mul(c, c);
      expect(agree(F.sub(square, F.mul(s, s)), F.one, 12, square)).toBe(true);
      expect(agree(F.add(c, s), F.exp(x), 8, c)).toBe(true);
      expect(agree(F.div(s, c), F.tanh(x), 8)).toBe(true);
      const [t, u] = [F.tanh(x), F.tanh(y)];
      const sum = F.div(F.add(t, u), F.add(F.one, F.mul(t, u)));
      // Near t·u = −1 the denominator magnifies by its reciprocal, at most cosh x cosh y ≤ 102.
      expect(agree(F.tanh(F.add(x, y)), sum, 1000, F.one)).toBe(true);
      expect(agree(F.tanh(F.neg(x)), F.neg(t), 2)).toBe(true);
    }
  });

  it('inverts tanh by atanh, with the logarithmic form', () => {
    for (const [x] of pairs(system, F, 205, 200, -0.99, 0.99)) {
      expect(agree(F.tanh(F.atanh(x)), x, 12)).toBe(true);
      const quotient = F.div(F.add(F.one, x), F.sub(F.one, x));
      expect(agree(F.scale(F.atanh(x), 1), F.log(quotient), 16, F.one)).toBe(true);
    }
  });

  it('has the values and the domains that it should', () => {
    for (const value of [F.log(F.one), F.tanh(F.zero), F.sinh(F.zero), F.atanh(F.zero)]) {
      expect(agree(value, F.zero, 0)).toBe(true);
    }
    expect(agree(F.exp(F.zero), F.one, 0) && agree(F.cosh(F.zero), F.one, 0)).toBe(true);
    for (const x of [F.zero, F.neg(F.one)]) expect(() => F.log(x)).toThrow(RangeError);
    for (const x of [F.one, F.neg(F.one), two]) expect(() => F.atanh(x)).toThrow(RangeError);
  });

  it('keeps its relative accuracy beside the zeros of its functions', () => {
    // f(x) = x (1 + O(x²)), and x² is far below every ulp here.
    const tiny = F.scale(F.one, -700);
    for (const f of ['sinh', 'tanh', 'atanh', 'sin', 'atan'] as const) {
      expect(agree(F[f](tiny), tiny, 2), f).toBe(true);
      expect(agree(F[f](F.neg(tiny)), F.neg(tiny), 2), f).toBe(true);
    }
    expect(agree(F.scale(F.mul(F.erf(tiny), F.sqrt(F.pi)), -1), tiny, 5)).toBe(true);
    expect(agree(F.exp(tiny), F.add(F.one, tiny), 2) && agree(F.cosh(tiny), F.one, 2)).toBe(true);
    // log((1+t)/(1−t)) = 2 atanh t, where the quotient is within 2^-18 of 1.
    const t = F.scale(F.one, -20);
    const sum = F.add(F.one, t);
    expect(agree(F.log(sum), F.scale(F.atanh(F.div(t, F.add(two, t))), 1), 8)).toBe(true);
  });
}

/** Registers the functional equations of sin, cos, atan and erf, and the value of π. */
export function circularLaws<T>(system: System<T>): void {
  const { real: F, agree } = system;
  if (!F) return;

  it('satisfies sin² + cos² = 1 and the addition theorem', () => {
    for (const [x, y] of pairs(system, F, 206, 300, -10, 10)) {
      const [s, c, t, d] = [F.sin(x), F.cos(x), F.sin(y), F.cos(y)];
      expect(agree(F.add(F.mul(s, s), F.mul(c, c)), F.one, 8)).toBe(true);
      // The sum x + y is rounded at size 20.
      expect(agree(F.sin(F.add(x, y)), F.add(F.mul(s, d), F.mul(c, t)), 40, F.one)).toBe(true);
      expect(agree(F.cos(F.sub(x, y)), F.add(F.mul(c, d), F.mul(s, t)), 40, F.one)).toBe(true);
      expect(agree(F.sin(F.neg(x)), F.neg(s), 2, F.one) && agree(F.cos(F.neg(x)), c, 2, F.one)).toBe(true);
    }
  });

  it('inverts tan by atan, with the reflection at π/2', () => {
    for (const [x, y] of pairs(system, F, 207, 200, -1.5, 1.5)) {
      const tangent = F.div(F.sin(x), F.cos(x));
      expect(agree(F.atan(tangent), x, 16)).toBe(true);
      const angle = F.atan(y);
      expect(agree(F.div(F.sin(angle), F.cos(angle)), y, 16)).toBe(true);
      if (agree(y, F.zero, 0)) continue;
      const size = F.abs(y);
      const right = F.scale(F.pi, -1);
      expect(agree(F.add(F.atan(size), F.atan(F.div(F.one, size))), right, 8)).toBe(true);
    }
  });

  it('knows π from its functions', () => {
    expect(agree(F.scale(F.atan(F.one), 2), F.pi, 4)).toBe(true);
    expect(agree(F.sin(F.div(F.pi, F.fromInteger(6))), F.scale(F.one, -1), 8)).toBe(true);
    expect(agree(F.sin(F.pi), F.zero, 8, F.one)).toBe(true);
    expect(agree(F.cos(F.pi), F.neg(F.one), 8)).toBe(true);
    // Machin's formula.
    const machin = F.sub(
      F.scale(F.atan(F.constant(makeRational(1n, 5n))), 4),
      F.scale(F.atan(F.constant(makeRational(1n, 239n))), 2),
    );
    expect(agree(machin, F.pi, 12)).toBe(true);
  });

  it('has the zeros and units that it should', () => {
    for (const value of [F.sin(F.zero), F.atan(F.zero), F.erf(F.zero)]) expect(agree(value, F.zero, 0)).toBe(true);
    expect(agree(F.cos(F.zero), F.one, 0)).toBe(true);
  });

  it('has an odd error function that obeys its differential equation', () => {
    for (const [x] of pairs(system, F, 208, 100, -3, 3)) {
      expect(agree(F.erf(F.neg(x)), F.neg(F.erf(x)), 2)).toBe(true);
    }
    if (system.without?.includes('order of any numbers')) return;
    // Simpson's rule for (2/√π) e^(−t²) errs by at most h⁵ max|f⁗| / 90 < 2^-62, where |f⁗| ≤ 13.6.
    const h = F.scale(F.one, -12);
    const density = (t: T): T => F.div(F.scale(F.exp(F.neg(F.mul(t, t))), 1), F.sqrt(F.pi));
    for (const [x] of pairs(system, F, 209, 50, -3, 3)) {
      const difference = F.sub(F.erf(F.add(x, h)), F.erf(F.sub(x, h)));
      const sum = F.add(F.add(density(F.add(x, h)), F.scale(density(x), 2)), density(F.sub(x, h)));
      const integral = F.div(F.mul(h, sum), F.fromInteger(3));
      const bound = F.scale(F.one, -62);
      const gap = F.abs(F.sub(difference, integral));
      // |gap| ≤ bound, up to the rounding of erf.
      expect(agree(F.max(F.sub(gap, bound), F.zero), F.zero, 8, F.one)).toBe(true);
    }
  });
}
