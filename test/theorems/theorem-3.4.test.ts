import { describe, expect, it } from 'vitest';
import { theorem34 } from '../../src/theorems/theorem-3.4.ts';
import { recorded } from './context.ts';

describe('the statement about dense networks', () => {
  it('is open for too few accuracies, and violated by an error above its bound', async () => {
    const { context, rows: stored } = recorded(['1e-3'], new Map(), 5);
    const { rows, verdict, reason, notes } = await theorem34.verify(context);
    expect([verdict, reason]).toEqual(['inconclusive', expect.stringContaining('fewer than four accuracies')]);
    const methods = ['nested', 'coupled', 'doubling', 'zolotarev', 'doubling, 2–8–8–1', 'back to GELU by gates'];
    expect(rows.map(({ method }) => method)).toEqual(methods);
    for (const { planBound, estimate, error, method } of rows) {
      expect(Number(planBound)).toBeLessThanOrEqual(1e-3);
      expect(Number(estimate?.error)).toBeLessThanOrEqual(Number(planBound));
      if (['nested', 'coupled', 'doubling'].includes(method)) expect(Number(error?.upper)).toBeLessThanOrEqual(1e-3);
    }
    expect(notes.join(' ')).toMatch(/Slack of the propagated bound, doubling: from/u);

    const [key, row] = [...stored].find(([, { method }]) => method === 'doubling, 2–8–8–1') ?? [];
    const spoilt = new Map(stored).set(key!, { ...row!, estimate: { ...row!.estimate!, error: '0.5' } });
    const again = await theorem34.verify(recorded(['1e-3'], spoilt).context);
    expect(again.verdict).toBe('violated');
    expect(again.reason).toContain('2–8–8–1');
  });
});
