import { describe, expect, it } from 'vitest';
import { savings } from '../../src/theorems/savings.ts';
import { recorded } from './context.ts';

describe('savings', () => {
  it('finds no choice that costs gates, and says what each saves', async () => {
    const record = recorded(['1e-6', '1e-100']);
    const { verdict, reason, rows, notes } = await savings.verify(record.context);
    expect([verdict, reason]).toEqual(['verified', undefined]);
    expect(rows.length).toBe(24);
    for (const { eps, planBound } of rows) expect(Number(planBound)).toBeLessThanOrEqual(Number(eps));
    const gates = (method: string, eps: string): number =>
      rows.find((row) => row.method === method && Number(row.eps) === Number(eps))?.size.gates ?? NaN;
    const saved = gates('coupled', '1e-100') - gates('hybrid', '1e-100');
    expect(saved).toBeGreaterThan(40);
    expect(notes[0]).toContain(`${String(saved)} against coupled`);
  });

  it('is violated by a construction that does without a choice in fewer gates', async () => {
    const record = recorded(['1e-30']);
    await savings.verify(record.context);
    const wrong = new Map(
      [...record.rows].map(([key, row]) => [
        key,
        key.includes('one-theta-term') ? { ...row, size: { ...row.size, gates: 5 } } : row,
      ]),
    );
    const { verdict, reason } = await savings.verify(recorded(['1e-30'], wrong).context);
    expect(verdict).toBe('violated');
    expect(reason).toContain('one theta term has 5 gates');
  });
});
