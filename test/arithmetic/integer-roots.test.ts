import { describe, expect, it } from 'vitest';
import { integerRoot, integerSquareRoot } from '../../src/arithmetic/integer-roots.ts';
import { randomInteger, seededGenerator } from '../fixtures/bigfloat-samples.ts';

describe('integer roots', () => {
  it('are the floor for every small integer', () => {
    for (let n = 0; n < 3000; n++) {
      expect(integerSquareRoot(BigInt(n))).toBe(BigInt(Math.floor(Math.sqrt(n))));
      for (const p of [3, 4, 5, 11, 12]) {
        const root = integerRoot(BigInt(n), p);
        expect(root ** BigInt(p) <= n && (root + 1n) ** BigInt(p) > n).toBe(true);
      }
    }
  });

  it('are the floor at, below and above perfect squares of every length', () => {
    const next = seededGenerator(1);
    for (let bits = 1; bits < 700; bits++) {
      for (const root of [randomInteger(next, bits), 1n << BigInt(bits), (1n << BigInt(bits)) - 1n]) {
        expect(integerSquareRoot(root * root)).toBe(root);
        expect(integerSquareRoot(root * root - 1n)).toBe(root - 1n);
        expect(integerSquareRoot(root * root + 2n * root)).toBe(root);
      }
    }
  });

  it('are the floor of long random integers', () => {
    const next = seededGenerator(2);
    for (let i = 0; i < 200; i++) {
      const n = randomInteger(next, 1 + (next() % 20000));
      const root = integerSquareRoot(n);
      expect(root * root <= n && (root + 1n) * (root + 1n) > n).toBe(true);
    }
  });

  it('are the floor at, below and above perfect powers', () => {
    const next = seededGenerator(3);
    for (let i = 0; i < 400; i++) {
      const p = 1 + (next() % 40);
      const degree = BigInt(p);
      const root = 1n + randomInteger(next, 1 + (next() % 300));
      expect(integerRoot(root ** degree, p)).toBe(root);
      expect(integerRoot(root ** degree - 1n, p)).toBe(root - 1n);
      expect(integerRoot((root + 1n) ** degree - 1n, p)).toBe(root);
    }
    expect(integerRoot(5n, 1000)).toBe(1n);
    expect(integerRoot(1n << 1000n, 1000)).toBe(2n);
  });

  it('refuse negative numbers and degrees that are not positive integers', () => {
    expect(() => integerSquareRoot(-1n)).toThrow('integerSquareRoot: expected n ≥ 0');
    expect(() => integerRoot(-8n, 3)).toThrow('integerRoot: expected n ≥ 0');
    expect(() => integerRoot(8n, 0)).toThrow('integerRoot: expected an integer p ≥ 1, got 0');
    expect(() => integerRoot(8n, 1.5)).toThrow(RangeError);
  });
});
