/** The laws of rings, fields and orders. */
import { expect, it } from 'vitest';
import { makeRational, type Rational, rationals } from '../../src/arithmetic/rational.ts';
import { cases, createRandom } from './random.ts';
import type { System } from './systems.ts';

/** Inputs of many sizes; the exact numbers differ from system to system only by rounding. */
function* triples<T>(system: System<T>, seed: number, count: number): Generator<readonly [T, T, T]> {
  const random = createRandom(seed);
  const { element: make = (q: Rational): T => system.field.constant(q) } = system;
  const element = (): T => {
    const kind = random.integer(0, 7);
    if (kind === 0) return system.field.fromInteger(random.integer(-3, 3));
    if (kind === 1) return make(random.between(-10, 10));
    return make(random.dyadic(random.integer(1, 120), -20, 20));
  };
  for (let i = 0; i < cases(count / system.cost); i++) yield [element(), element(), element()];
}

/** Registers the laws of commutative rings. */
export function ringLaws<T>(system: System<T>): void {
  const { field: F, agree } = system;

  it('adds commutatively and associatively, with zero and negatives', () => {
    for (const [x, y, z] of triples(system, 101, 1000)) {
      expect(agree(F.add(x, y), F.add(y, x), 0, x, y)).toBe(true);
      const [left, right] = [F.add(F.add(x, y), z), F.add(x, F.add(y, z))];
      expect(agree(left, right, 4, x, y, z)).toBe(true);
      expect(agree(F.add(x, F.zero), x, 0)).toBe(true);
      expect(agree(F.add(x, F.neg(x)), F.zero, 0, x)).toBe(true);
      expect(agree(F.sub(x, y), F.add(x, F.neg(y)), 0, x, y)).toBe(true);
      expect(agree(F.neg(F.neg(x)), x, 0)).toBe(true);
    }
  });

  it('multiplies commutatively and associatively, with one, zero and signs', () => {
    for (const [x, y, z] of triples(system, 102, 1000)) {
      expect(agree(F.mul(x, y), F.mul(y, x), 0)).toBe(true);
      expect(agree(F.mul(F.mul(x, y), z), F.mul(x, F.mul(y, z)), 4)).toBe(true);
      expect(agree(F.mul(x, F.one), x, 0)).toBe(true);
      expect(agree(F.mul(x, F.zero), F.zero, 0)).toBe(true);
      expect(agree(F.mul(F.neg(x), y), F.neg(F.mul(x, y)), 1)).toBe(true);
    }
  });

  it('distributes products over sums', () => {
    for (const [x, y, z] of triples(system, 103, 1000)) {
      const [xy, xz] = [F.mul(x, y), F.mul(x, z)];
      expect(agree(F.mul(x, F.add(y, z)), F.add(xy, xz), 5, xy, xz)).toBe(true);
    }
  });

  it('embeds the integers', () => {
    for (const [n, m] of [
      [2, 3],
      [-7, 5],
      [0, 9],
      [1000, -1000],
      [123456, 654321],
    ] as const) {
      expect(agree(F.add(F.fromInteger(n), F.fromInteger(m)), F.fromInteger(n + m), 0)).toBe(true);
      expect(agree(F.mul(F.fromInteger(n), F.fromInteger(BigInt(m))), F.fromInteger(n * m), 0)).toBe(true);
    }
    expect(agree(F.fromInteger(1), F.one, 0) && agree(F.fromInteger(0), F.zero, 0)).toBe(true);
  });
}

/** Registers the laws of fields with scaling and exact constants. */
export function fieldLaws<T>(system: System<T>): void {
  const { field: F, agree } = system;

  it('divides as the inverse of multiplication', () => {
    for (const [x, y, z] of triples(system, 104, 1000)) {
      if (agree(y, F.zero, 0) || agree(z, F.zero, 0)) continue;
      expect(agree(F.mul(F.div(x, y), y), x, 3)).toBe(true);
      expect(agree(F.div(y, y), F.one, 1)).toBe(true);
      expect(agree(F.div(F.div(x, y), z), F.div(x, F.mul(y, z)), 5)).toBe(true);
      expect(agree(F.div(x, F.one), x, 0)).toBe(true);
      expect(agree(F.div(F.zero, y), F.zero, 0)).toBe(true);
    }
  });

  it('scales by powers of two', () => {
    for (const [x, y] of triples(system, 105, 300)) {
      for (const k of [-40, -1, 0, 1, 3, 40]) {
        const factor = F.constant(k >= 0 ? makeRational(1n << BigInt(k)) : makeRational(1n, 1n << BigInt(-k)));
        expect(agree(F.scale(x, k), F.mul(x, factor), 4)).toBe(true);
        expect(agree(F.scale(F.scale(x, k), -k), x, 4)).toBe(true);
        expect(agree(F.mul(F.scale(x, k), y), F.scale(F.mul(x, y), k), 6)).toBe(true);
      }
    }
  });

  it('takes constants exactly, up to one rounding', () => {
    const random = createRandom(106);
    for (let i = 0; i < cases(300 / system.cost); i++) {
      const q = random.between(-100, 100);
      const [n, d] = [F.fromInteger(q.numerator), F.fromInteger(q.denominator)];
      expect(agree(F.mul(F.constant(q), d), n, 3)).toBe(true);
      expect(agree(F.constant(q), F.div(n, d), 2)).toBe(true);
    }
  });

  it('refuses to divide by zero', () => {
    expect(() => F.div(F.one, F.zero)).toThrow(RangeError);
    expect(() => F.div(F.zero, F.zero)).toThrow(RangeError);
    expect(() => F.div(F.one, F.sub(F.one, F.one))).toThrow(RangeError);
  });
}

/** Registers the laws of ordered fields and of conversions. */
export function orderLaws<T>(system: System<T>): void {
  const F = system.ordered;
  if (!F) return;

  it('orders totally, and as the exact values do', () => {
    for (const [x, y, z] of triples(system, 107, 500)) {
      const order = Math.sign(F.compare(x, y));
      expect(order).toBe(rationals.compare(F.toRational(x), F.toRational(y)));
      expect(Math.sign(F.compare(y, x))).toBe(0 - order);
      expect(F.compare(x, x)).toBe(0);
      // Faithful rounding is not monotone in general, but it never reverses clearly separated sums.
      if (order < 0 && !system.agree(x, y, 8, z)) expect(F.compare(F.add(x, z), F.add(y, z))).toBeLessThan(0);
    }
  });

  it('returns exact values and nearest doubles', () => {
    for (const [x] of triples(system, 108, 500)) {
      const value = F.toRational(x);
      expect(F.compare(F.constant(value), x)).toBe(0);
      expect(F.toNumber(x)).toBe(rationals.toNumber(value));
    }
    expect(Math.abs(F.toNumber(F.zero))).toBe(0);
  });
}

/** Registers the laws of |x|, sign, min and max. */
export function latticeLaws<T>(system: System<T>): void {
  const { real: F, agree } = system;
  if (!F) return;

  it('has absolute values, signs, minima and maxima that belong together', () => {
    for (const [x, y] of triples(system, 109, 500)) {
      expect(agree(F.mul(F.sign(x), F.abs(x)), x, 2)).toBe(true);
      expect(agree(F.max(x, F.neg(x)), F.abs(x), 0)).toBe(true);
      expect(agree(F.add(F.min(x, y), F.max(x, y)), F.add(x, y), 2, x, y)).toBe(true);
      expect(agree(F.sub(F.max(x, y), F.min(x, y)), F.abs(F.sub(x, y)), 2, x, y)).toBe(true);
      expect(agree(F.abs(F.mul(x, y)), F.mul(F.abs(x), F.abs(y)), 2)).toBe(true);
    }
    expect(agree(F.sign(F.zero), F.zero, 0)).toBe(true);
    expect(agree(F.sign(F.fromInteger(-5)), F.neg(F.one), 0)).toBe(true);
  });
}

/** Fractions of moderate size, for the laws of functions. */
export function* fractions(
  seed: number,
  count: number,
  lo: number,
  hi: number,
): Generator<readonly [Rational, Rational]> {
  const random = createRandom(seed);
  for (let i = 0; i < cases(count); i++) yield [random.between(lo, hi), random.between(lo, hi)];
}
