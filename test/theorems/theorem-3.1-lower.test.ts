import { describe, expect, it } from 'vitest';
import { theorem31Lower } from '../../src/theorems/index.ts';
import { recorded } from './context.ts';

describe('theorem-3.1-lower', () => {
  it('is verified on a small ladder, with necessary sizes that grow and stay below every construction', async () => {
    const { context } = recorded(['1e-2', '1e-4', '1e-8', '1e-16', '1e-32']);
    const { verdict, reason, rows, fit } = await theorem31Lower.verify(context);
    expect([verdict, reason]).toEqual(['verified', undefined]);
    const needed = rows.filter(({ role }) => role === 'lower-bound');
    // E_1 = 0.0533, E_2 = 7.6e-4, E_4 = 1.7e-6, E_8 = 4.6e-15; type (17,16) has 7.9e-34.
    expect(needed.map(({ size }) => size.gates)).toEqual([1, 2, 3, 4, 4]);
    expect(needed.map(({ size }) => size.nodes)).toEqual([1, 1, 2, 2, 3]);
    for (const row of rows) {
      const bound = needed.find(({ eps }) => eps === row.eps);
      expect(row.size.gates).toBeGreaterThanOrEqual(bound?.size.gates ?? Infinity);
      expect(row.size.nodes).toBeGreaterThanOrEqual(bound?.size.nodes ?? Infinity);
    }
    expect(fit?.constant).toBeGreaterThan(0.5);
  });

  it('needs no certificates, and is inconclusive with too few accuracies', async () => {
    const { verdict } = await theorem31Lower.verify(recorded(['1e-2', '1e-4', '1e-100'], new Map(), 0).context);
    expect(verdict).toBe('verified');
    expect((await theorem31Lower.verify(recorded(['1e-2']).context)).verdict).toBe('inconclusive');
  });
});
