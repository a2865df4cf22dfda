import { describe, expect, it } from 'vitest';
import { formatExact, parseNumeral } from '../../src/arithmetic/numerals.ts';
import { makeRational, rationals } from '../../src/arithmetic/rational.ts';
import { nearestName } from '../../src/functions/nearest-name.ts';
import { simplestBetween } from '../../src/functions/simplest-rational.ts';
import { createRandom } from '../laws/random.ts';

const simplest = (lower: string, upper: string): string =>
  formatExact(simplestBetween({ lower: parseNumeral(lower), upper: parseNumeral(upper) }));

describe('the simplest rational number', () => {
  it.each([
    ['-1', '1', '0'],
    ['0.3', '0.4', '1/3'],
    ['-0.4', '-0.3', '-1/3'],
    ['3.14155', '3.14165', '355/113'],
    ['2', '2', '2'],
    ['1.5', '7.2', '2'],
    ['1/3', '1/3', '1/3'],
    ['0.3333', '1/3', '1/3'],
  ])('between %s and %s is %s', (lower, upper, value) => {
    expect(simplest(lower, upper)).toBe(value);
  });

  it('is inside, and no smaller denominator is', () => {
    const random = createRandom(3);
    for (let i = 0; i < 100; i += 1) {
      const lower = random.between(-3, 3);
      const upper = rationals.add(lower, makeRational(1n, BigInt(random.integer(2, 2000))));
      const found = simplestBetween({ lower, upper });
      expect(rationals.compare(lower, found)).toBeLessThanOrEqual(0);
      expect(rationals.compare(found, upper)).toBeLessThanOrEqual(0);
      for (let d = 1n; d < found.denominator; d += 1n) {
        // ⌊upper·d⌋/d is the largest candidate; it must lie below the interval.
        const shifted = upper.numerator * d + 100n * d * upper.denominator;
        const candidate = makeRational(shifted / upper.denominator - 100n * d, d);
        expect(rationals.compare(candidate, lower)).toBeLessThan(0);
      }
    }
  });
});

describe('the nearest name', () => {
  const names = ['tanh', 'atanh', 'gelu-tanh', 'relu', 'relu6', 'exp'];

  it.each([
    ['tahn', 'tanh'],
    ['gelu-tahn', 'gelu-tanh'],
    ['RELU', 'relu'],
    ['relu66', 'relu6'],
    ['exq', 'exp'],
  ])('to %s is %s', (name, near) => {
    expect(nearestName(name, names)).toBe(near);
  });

  it.each(['quaternion', '', 'constructor', 'x'.repeat(100_000)])('to %.20s does not exist', (name) => {
    expect(nearestName(name, names)).toBeUndefined();
  });
});
