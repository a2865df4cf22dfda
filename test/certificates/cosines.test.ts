import { describe, expect, it } from 'vitest';
import { ball } from '../../src/arithmetic/ball.ts';
import { dyadic, fromDouble, makeRational, rationals } from '../../src/arithmetic/rational.ts';
import { cosines, cosineTable } from '../../src/certificates/cosines.ts';

/** Whether |value − cos(kπ/m)| ≤ error for certain. */
function isWithin(value: ReturnType<typeof dyadic>, k: number, m: number, error: ReturnType<typeof dyadic>): boolean {
  const B = ball(Math.max(64, 40 - Math.floor(Math.log2(rationals.toNumber(error) + 1e-300))));
  const exact = B.cos(B.div(B.mul(B.pi, B.fromInteger(k)), B.fromInteger(m)));
  const distance = B.base.toRational(B.upper(B.abs(B.sub(B.constant(value), exact))));
  return rationals.compare(distance, error) <= 0;
}

describe('cosines of multiples of π/m', () => {
  it.each([0, 1, 8, 53, 62, 130, 700])('are within one unit of 2^−%i for all k', (bits) => {
    const sizes = [1, 2, 3, 4, 5, 6, 7, 12, 31, 64, 97, 255, 256, 257];
    for (const m of sizes) {
      const table = cosines(m, bits);
      expect(table).toHaveLength(m + 1);
      table.forEach((value, k) => {
        if (!isWithin(dyadic(value, -bits), k, m, dyadic(1n, -bits))) expect.fail(`cos(${String(k)}π/${String(m)})`);
      });
    }
  });

  it.each([1000, 4096, 10_007])('are so for m = %i, where errors have added up', (m) => {
    const table = cosines(m, 80);
    for (let k = 0; k <= m; k += k < m / 2 - 40 || k > m / 2 + 40 ? 37 : 1) {
      if (k <= m) expect(isWithin(dyadic(table[k]!, -80), k, m, dyadic(1n, -80))).toBe(true);
    }
  });

  it('are exact where the cosine is 0 or ±1, and odd about π/2', () => {
    const table = cosines(12, 20);
    expect([table[0], table[6], table[12]]).toEqual([1n << 20n, 0n, -(1n << 20n)]);
    expect(table.map((value, k) => value + table[12 - k]!).every((sum) => sum === 0n)).toBe(true);
  });

  it('in doubles make up a whole period, each within 2^−53', () => {
    for (const m of [1, 2, 3, 17, 500]) {
      const table = cosineTable(m);
      expect(table).toHaveLength(2 * m);
      table.forEach((value, k) => {
        if (!isWithin(fromDouble(value), k, m, dyadic(1n, -53))) expect.fail(`cos(${String(k)}π/${String(m)})`);
      });
    }
    expect(makeRational(1n)).toEqual(fromDouble(cosineTable(9)[0]!));
  });
});
