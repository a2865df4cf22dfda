import { describe, expect, it } from 'vitest';
import { bigfloat } from '../../src/arithmetic/bigfloat.ts';
import { interval64 } from '../../src/arithmetic/interval64.ts';
import { fromDouble } from '../../src/arithmetic/rational.ts';
import { slopeTable } from '../../src/constructions/slopes.ts';
import { findTarget } from '../../src/functions/catalog.ts';
import { createRandomSource } from '../../src/training/random.ts';

const F = bigfloat(160);

describe('slope tables', () => {
  const names = ['gelu-tanh', 'gelu-erf', 'tanh', 'relu', 'elu', 'celu:1/3', 'mish', 'hardswish', 'golu', 'softsign'];

  it.each(names)('contain values and difference quotients of %s on random parts', (name) => {
    const target = findTarget(name);
    const random = createRandomSource(8, name.length);
    for (const reach of [1, 20]) {
      const table = slopeTable(target, interval64.fromInterval(-reach, 0.7 * reach));
      for (let k = 0; k < 100; k += 1) {
        const draw = (): number => reach * (1.7 * random.uniform() - 1);
        const [a, b] = [draw(), draw()].sort((x, y) => x - y) as [number, number];
        const part = interval64.fromInterval(a, b);
        const [fa, fb] = [a, b].map((x) => target.evaluate(F, F.constant(fromDouble(x)))) as [never, never];
        const value = table.value(part);
        const slope = table.slope(part);
        const quotient = F.toNumber(F.div(F.sub(fb, fa), F.sub(F.constant(fromDouble(b)), F.constant(fromDouble(a)))));
        for (const y of [fa, fb].map((x) => F.toNumber(x))) {
          expect(value.lower).toBeLessThanOrEqual(y);
          expect(value.upper).toBeGreaterThanOrEqual(y);
        }
        // The quotient is rounded to a double.
        expect(slope.lower).toBeLessThanOrEqual(quotient + 1e-15);
        expect(slope.upper).toBeGreaterThanOrEqual(quotient - 1e-15);
      }
    }
  });

  it('are narrow: the slope of GELU lies in [−0.13, 1.13]', () => {
    const { lower, upper } = slopeTable(findTarget('gelu-erf'), interval64.fromInterval(-50, 50)).slope(
      interval64.fromInterval(-50, 50),
    );
    expect(lower).toBeGreaterThan(-0.16);
    expect(upper).toBeLessThan(1.16);
  });

  it('are exact at kinks', () => {
    const slope = slopeTable(findTarget('elu'), interval64.fromInterval(-2, 3)).slope(interval64.fromInterval(-1, 1));
    expect(slope.upper).toBe(1);
  });

  it('refuse slopes without a bound, and parts that are not their own', () => {
    const table = slopeTable(findTarget('relu'), interval64.fromInterval(-1, 1));
    expect(() => table.slope(interval64.fromInterval(0, 2))).toThrow(RangeError);
    expect(() => slopeTable(findTarget('sign'), interval64.fromInterval(-1, 1))).toThrow(/not shown to be bounded on/u);
  });
});
