import { describe, expect, it } from 'vitest';
import { asymptotics } from '../../src/theorems/asymptotics.ts';
import { recorded } from './context.ts';

describe('asymptotics', () => {
  it('encloses ratios of best errors to the formulas that come closer to 1', async () => {
    const record = recorded([]);
    const { verdict, reason, rows, checks } = await asymptotics.verify(record.context);
    expect([verdict, reason]).toEqual(['verified', undefined]);
    expect(checks?.map(({ cases }) => cases)).toEqual([7, 7, 6, 7]);
    expect(record.certificates.size).toBe(rows.length);
    // The best error of √x of type (n, n) on [0, 1] is that of |x| of type (2n, 2n).
    const errors = (target: string): number[] => rows.filter((row) => row.target === target).map(({ error }) => Number(error?.upper)); // prettier-ignore
    errors('sqrt').forEach((error, i) => {
      expect(error / (errors('abs')[i] ?? 0)).toBeCloseTo(1, 5);
    });

    // Errors that do not follow the formula leave the statement open.
    const wrong = new Map(
      [...record.rows].map(([key, row]) => {
        const isLast = key === 'asymptotics_exp_10';
        return [key, isLast ? { ...row, error: { kind: 'bound', lower: '1.2e-31', upper: '1.2e-31' } as const } : row];
      }),
    );
    const again = await asymptotics.verify(recorded([], wrong).context);
    expect(again.verdict).toBe('inconclusive');
    expect(again.reason).toContain('the ratios do not come closer');
    expect((await asymptotics.verify(recorded([], new Map(), 0).context)).verdict).toBe('inconclusive');
  }, 90_000);
});
