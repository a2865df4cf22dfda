import { describe, expect, it } from 'vitest';
import { bntRelu } from '../../src/theorems/bnt-relu.ts';
import { recorded } from './context.ts';

describe('bnt-relu', () => {
  it('goes both ways: certified gates above the necessary ones, neurons along log(1/ε)', async () => {
    const record = recorded(['1e-2', '1e-3', '1e-4', '1e-6', '1e-8']);
    const { verdict, reason, rows, fits } = await bntRelu.verify(record.context);
    expect([verdict, reason]).toEqual(['verified', undefined]);
    const gates = (method: string): number[] =>
      rows.filter((row) => row.method === method).map(({ size }) => size.gates);
    const necessary = gates('necessary');
    // (log(1/(2ε))/π)² − 2 is 28.8 at 1e-8: 2^5 is the first power of two that is enough.
    expect(necessary).toEqual([0, 1, 3, 4, 5]);
    gates('zolotarev').forEach((count, i) => {
      expect(count).toBeGreaterThanOrEqual(necessary[i] ?? 0);
    });
    expect(rows.filter(({ error }) => error?.kind === 'bound')).toHaveLength(5);
    expect(fits.at(-1)).toMatchObject({ measure: 'nodes', variable: 'log₂(1/ε)' });
    expect(fits.at(-1)?.exponent).toBeLessThan(2);

    const wrong = new Map(
      [...record.rows].map(([key, row]) => [key, { ...row, size: { ...row.size, gates: 0 } }] as const),
    );
    const again = await bntRelu.verify(recorded(['1e-4', '1e-6'], wrong).context);
    expect(again.verdict).toBe('violated');
    expect(again.reason).toContain('a network of 0 gates, 3 are necessary');
  }, 60_000);
});
