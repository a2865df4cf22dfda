import { describe, expect, it } from 'vitest';
import { parseNumeral } from '../../src/arithmetic/numerals.ts';
import { rationals } from '../../src/arithmetic/rational.ts';
import { theorem33 } from '../../src/theorems/theorem-3.3.ts';
import { recorded } from './context.ts';

const atMost = (x: string, y: string): boolean => rationals.compare(parseNumeral(x), parseNumeral(y)) <= 0;

describe('theorem-3.3', () => {
  it('finds networks within every ε, differences on a line in log₂(1/ε), the other sizes slower', async () => {
    const { context, networks } = recorded(['1e-2', '1e-4', '1e-6', '1e-8', '1e-12']);
    const { verdict, reason, rows, fits } = await theorem33.verify(context);
    expect([verdict, reason]).toEqual(['verified', undefined]);
    expect(rows).toHaveLength(20);
    for (const { planBound, eps, estimate, method, largestWeight = '' } of rows) {
      expect(atMost(planBound, eps), `${method} ${eps}`).toBe(true);
      expect(atMost(estimate?.error ?? '1', planBound), `${method} ${eps}`).toBe(true);
      if (method.endsWith('weights up to 4')) expect(atMost(largestWeight, '4')).toBe(true);
    }
    expect(networks.size).toBe(20);
    const [differences] = fits;
    expect(differences).toMatchObject({ method: 'differences', variable: 'log₂(1/ε)', points: 5 });
    expect(differences?.r2).toBeGreaterThan(0.98);
  });

  it('stays open with too few accuracies, and calls a bound above ε a violation', async () => {
    const few = recorded(['1e-2']);
    expect((await theorem33.verify(few.context)).verdict).toBe('inconclusive');
    const wrong = new Map([...few.rows].map(([key, row]) => [key, { ...row, planBound: '0.5' }]));
    const again = await theorem33.verify(recorded(['1e-2'], wrong).context);
    expect(again.verdict).toBe('violated');
    expect(again.reason).toContain('exceeds ε');
  });
});
