import { describe, expect, it } from 'vitest';
import { fitLine, fitPower, keepsGrowth, logLog, type Row } from '../../src/theorems/index.ts';
import { rowOf } from './context.ts';

const DIGITS = [2, 4, 8, 16, 32, 64, 128, 256, 1024, 4000];

/** Rows whose gates are a function of L, exactly. */
const rowsBy = (gates: (l: number) => number, digits: readonly number[] = DIGITS): Row[] =>
  digits.map((d) => rowOf(`1e-${String(d)}`, gates(logLog(`1e-${String(d)}`))));

describe('logLog', () => {
  it.each([
    ['0.5', 0],
    ['0.25', 1],
    ['0.0625', 2],
    ['1e-4000', Math.log2(4000 * Math.log2(10))],
    ['1.5e-100000', Math.log2(100000 * Math.log2(10) - Math.log2(1.5))],
  ])('of %s is log₂ log₂(1/ε)', (eps, value) => {
    expect(logLog(eps)).toBeCloseTo(value, 12);
  });
});

describe('fits of exact data', () => {
  it.each([
    [1, 7],
    [2, 7.4],
    [3, 2.6],
    [2.5, 0.01],
  ])('find the exponent %d and the constant %d of C·L^a', (exponent, constant) => {
    const fit = fitPower(
      'nested',
      rowsBy((l) => constant * l ** exponent),
      'gates',
      3,
    );
    expect(fit?.exponent).toBeCloseTo(exponent, 10);
    expect(fit?.constant).toBeCloseTo(constant, 8);
    expect(fit?.r2).toBeCloseTo(1, 12);
    expect(fit).toMatchObject({ method: 'nested', measure: 'gates', points: DIGITS.length, claimedExponent: 3 });
  });

  it('find the slope of c0 + c1·L', () => {
    const fit = fitLine(
      'nested',
      rowsBy((l) => 5 + 11 * l),
      'gates',
    );
    expect(fit?.constant).toBeCloseTo(11, 10);
    expect(fit?.r2).toBeCloseTo(1, 12);
  });

  it('read the measure they are asked for', () => {
    expect(
      fitPower(
        'nested',
        rowsBy((l) => 2 * l ** 2),
        'nodes',
      )?.constant,
    ).toBeCloseTo(6, 8);
  });

  it('lose r² where the data scatter', () => {
    const scattered = rowsBy((l) => 10 * l * (1 + 0.5 * Math.sin(40 * l)));
    const r2 = fitPower('nested', scattered, 'gates')?.r2 ?? 1;
    expect(r2).toBeLessThan(0.95);
    expect(r2).toBeGreaterThan(0);
  });

  it('need three different accuracies at which L and the size are positive', () => {
    expect(
      fitPower(
        'nested',
        rowsBy((l) => l, [2, 4]),
        'gates',
      ),
    ).toBeUndefined();
    expect(
      fitPower(
        'nested',
        rowsBy((l) => l, [2, 4, 4, 4]),
        'gates',
      ),
    ).toBeUndefined();
    expect(
      fitLine(
        'nested',
        rowsBy((l) => l, [2]),
        'gates',
      ),
    ).toBeUndefined();
    const rows = [rowOf('0.9', 5), rowOf('0.5', 5), rowOf('1e-9', 0), ...rowsBy((l) => l, [2, 4])];
    expect(fitPower('nested', rows, 'gates')).toBeUndefined();
    expect(
      fitPower(
        'nested',
        rowsBy((l) => l, [2, 4, 8]),
        'gates',
      )?.points,
    ).toBe(3);
  });
});

describe('keepsGrowth', () => {
  const keeps = (gates: (l: number) => number, exponent: number): boolean => {
    const fit = fitPower('nested', rowsBy(gates), 'gates');
    if (fit === undefined) throw new Error('expected a fit');
    return keepsGrowth(fit, exponent);
  };

  it('accepts sizes of the claimed power, of a smaller one, and with lower-order terms', () => {
    expect(keeps((l) => 7 * l ** 2, 2)).toBe(true);
    expect(keeps((l) => 7 * l, 2)).toBe(true);
    expect(keeps((l) => 100 + 20 * l + 7 * l ** 2, 2)).toBe(true);
  });

  it('fires where the ratio to the claimed power grows', () => {
    expect(keeps((l) => 7 * l ** 3, 2)).toBe(false);
    expect(keeps((l) => 2 ** l, 3)).toBe(false);
    expect(keeps((l) => 2 ** (l / 3), 1)).toBe(false);
  });
});
