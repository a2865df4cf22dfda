import { describe, expect, it } from 'vitest';
import {
  digitTicks,
  doubleLogarithmTicks,
  epsTicks,
  linearTicks,
  powerTicks,
  sizeTicks,
} from '../../src/report/ticks.ts';

const values = (ticks: readonly { value: number }[]): number[] => ticks.map(({ value }) => value);

describe('ticks', () => {
  it('of sizes are whole, increasing, inside the axis and not too many', () => {
    for (const [low, high] of [
      [2.3, 8000],
      [15, 70],
      [1, 4],
      [800, 1e9],
      [1, 1e30],
    ] as const) {
      const ticks = values(sizeTicks(low, high, 9));
      expect(ticks.length).toBeGreaterThan(0);
      expect(ticks.length).toBeLessThanOrEqual(9);
      expect(ticks.every((tick) => Number.isInteger(tick) && tick >= low && tick <= high)).toBe(true);
      expect(ticks).toEqual([...ticks].sort((a, b) => a - b));
    }
  });

  it('of sizes turn to powers of ten beyond 10⁵', () => {
    expect(sizeTicks(1e5, 1e7, 9).map(({ label }) => label)).toContain('10⁶');
    expect(sizeTicks(100, 2000, 9).map(({ label }) => label)).toContain('1000');
  });

  it('of ε stand at 10^(−2^k), evenly spaced in L', () => {
    expect(epsTicks(3, 5000, 7).map(({ label }) => label)).toEqual([
      '10⁻⁴',
      '10⁻¹⁶',
      '10⁻⁶⁴',
      '10⁻²⁵⁶',
      '10⁻¹⁰²⁴',
      '10⁻⁴⁰⁹⁶',
    ]);
    expect(values(epsTicks(1, 40, 12))).toEqual([1, 2, 4, 8, 16, 32]);
  });

  it('of errors stand at equal steps of whole digits', () => {
    expect(values(digitTicks(1.5, 17, 10))).toEqual([2, 4, 6, 8, 10, 12, 14, 16]);
    expect(digitTicks(-0.5, 3.2, 10).map(({ label }) => label)).toEqual(['1', '10⁻¹', '10⁻²', '10⁻³']);
  });

  it('of L are whole numbers', () => {
    expect(values(doubleLogarithmTicks(3.5, 14.5, 9))).toEqual([4, 6, 8, 10, 12, 14]);
  });

  it('of a linear axis are few, even, and inside', () => {
    for (const [low, high] of [
      [0, 1],
      [-1, 1],
      [0.2, 0.21],
      [-3e-7, 5e-7],
      [0, 900],
    ] as const) {
      const ticks = values(linearTicks(low, high, 5));
      expect(ticks.length).toBeGreaterThanOrEqual(2);
      expect(ticks.length).toBeLessThanOrEqual(6);
      for (const tick of ticks) {
        expect(tick).toBeGreaterThanOrEqual(low - 1e-12 * Math.abs(low));
        expect(tick).toBeLessThanOrEqual(high + 1e-12 * Math.abs(high));
      }
    }
    expect(linearTicks(-1, 1, 5).map(({ label }) => label)).toEqual(['−1', '−0.5', '0', '0.5', '1']);
  });

  it('of powers of ten are whole powers', () => {
    expect(powerTicks(0.5, 2000, 5).map(({ label }) => label)).toEqual(['10⁰', '10¹', '10²', '10³']);
    expect(powerTicks(1e-12, 1, 4).length).toBeLessThanOrEqual(5);
  });
});
