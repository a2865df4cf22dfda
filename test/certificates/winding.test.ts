import { describe, expect, it } from 'vitest';
import { type Direction, windingNumber } from '../../src/certificates/winding.ts';
import { cases, createRandom, type Random } from '../laws/random.ts';

type Pair = readonly [re: number, im: number];

const product = ([a, b]: Pair, [c, d]: Pair): Pair => [a * c - b * d, a * d + b * c];
const quotient = ([a, b]: Pair, [c, d]: Pair): Pair => {
  const size = c * c + d * d;
  return [(a * c + b * d) / size, (b * c - a * d) / size];
};
const exact = ([re, im]: Pair): Direction => [BigInt(Math.round(re * 2 ** 40)), BigInt(Math.round(im * 2 ** 40))];

/** Points of the upper half circle of radius 1, between its ends. */
const halfCircle = (count: number): readonly Pair[] =>
  Array.from({ length: count }, (_, j) => {
    const angle = ((j + 0.5) * Math.PI) / count;
    return [Math.cos(angle), Math.sin(angle)];
  });

/** A number in the disc, or outside, not close to the circle; real every second time. */
function randomRoot(random: Random, isInside: boolean): Pair {
  const size = isInside ? 0.8 * random.uniform() : 1.25 + 2 * random.uniform();
  const angle = random.integer(0, 1) === 0 ? Math.PI * random.integer(0, 1) : Math.PI * random.uniform();
  return [size * Math.cos(angle), angle % Math.PI === 0 ? 0 : size * Math.sin(angle)];
}

describe('winding numbers', () => {
  it.each([0, 1, 2, 3, 7, -1, -2, -5])('of z^%i around the unit circle is the exponent', (n) => {
    const values = halfCircle(40).map((z) => {
      let value: Pair = [1, 0];
      for (let k = 0; k < Math.abs(n); k += 1) value = n > 0 ? product(value, z) : quotient(value, z);
      return exact(value);
    });
    expect(windingNumber(values)).toBe(n);
    expect(windingNumber(values.map(([re, im]): Direction => [-re, -im]))).toBe(n);
  });

  it('of random rational functions are zeros less poles inside', () => {
    const random = createRandom(331);
    const circle = halfCircle(400);
    for (let i = 0; i < cases(300); i += 1) {
      const roots = Array.from({ length: random.integer(0, 5) }, () => {
        const isInside = random.integer(0, 1) === 0;
        return { root: randomRoot(random, isInside), isInside, isPole: random.integer(0, 2) === 0 };
      });
      const sign = random.integer(0, 1) === 0 ? 1 : -1;
      const values = circle.map((z) => {
        let value: Pair = [sign, 0];
        for (const { root, isPole } of roots) {
          const conjugates: readonly Pair[] = root[1] === 0 ? [root] : [root, [root[0], -root[1]]];
          for (const [re, im] of conjugates) {
            const factor: Pair = [z[0] - re, z[1] - im];
            value = isPole ? quotient(value, factor) : product(value, factor);
          }
        }
        return exact(value);
      });
      const count = roots.reduce(
        (sum, { root, isInside, isPole }) => sum + (isInside ? (isPole ? -1 : 1) * (root[1] === 0 ? 1 : 2) : 0),
        0,
      );
      expect(windingNumber(values), `case ${String(i)}`).toBe(count);
    }
  });

  it('count crossings of the negative axis also where a centre lies on an axis', () => {
    // A square around 0, and one that 0 lies outside of.
    expect(
      windingNumber([
        [1n, 0n],
        [0n, 1n],
        [-1n, 0n],
      ]),
    ).toBe(1);
    expect(
      windingNumber([
        [1n, 0n],
        [0n, -1n],
        [-1n, 0n],
      ]),
    ).toBe(-1);
    expect(
      windingNumber([
        [1n, 0n],
        [0n, 1n],
      ]),
    ).toBe(0);
    expect(
      windingNumber([
        [-1n, 0n],
        [-1n, 1n],
        [-2n, 0n],
      ]),
    ).toBe(0);
    expect(
      windingNumber([
        [-1n, 0n],
        [-1n, -1n],
        [-2n, 0n],
      ]),
    ).toBe(0);
    expect(
      windingNumber([
        [-1n, 0n],
        [0n, 1n],
        [1n, 0n],
        [0n, -1n],
        [-1n, 0n],
      ]),
    ).toBe(-2);
    expect(windingNumber([[5n, 0n]])).toBe(0);
    expect(windingNumber([[-5n, 0n]])).toBe(0);
    expect(windingNumber([])).toBe(0);
  });
});
