import { describe, expect, it } from 'vitest';
import { theorem32 } from '../../src/theorems/theorem-3.2.ts';
import { recorded } from './context.ts';

describe('theorem-3.2', () => {
  it('proves numbers of neurons for each ε, below those of the networks built, and says which reading holds', async () => {
    const record = recorded(['1e-2', '1e-3', '1e-4', '1e-16', '1e-64']);
    const { verdict, reason, rows, fits, checks, notes } = await theorem32.verify(record.context);
    expect([verdict, reason]).toEqual(['verified', undefined]);
    expect(checks?.map(({ cases }) => cases)).toEqual([203, 203, 203, 203]);
    const necessary = rows
      .filter(({ method }) => method === 'necessary, weights up to 2')
      .map(({ size }) => size.nodes);
    expect(necessary).toHaveLength(5);
    expect(necessary.every((nodes, i) => i === 0 || nodes >= (necessary[i - 1] ?? 0))).toBe(true);
    // log(1e64)/(2 log(1 + 1.13·2)) = 62.4.
    expect(necessary.at(-1)).toBeGreaterThan(60);
    expect(fits[0]).toMatchObject({ variable: 'log₂(1/ε)' });
    expect(fits[0]?.r2).toBeGreaterThan(0.99);
    expect(fits.at(-1)?.exponent).toBeLessThan(0.7);
    expect(notes[0]).toMatch(
      /^The reading “for each ε there is R_ε”.*: verified\. The reading “one R for all ε” is refuted.*power 0\.\d+ \(a fit\)/,
    );

    // A network smaller than necessary contradicts the lower bound.
    const wrong = new Map(
      [...record.rows].map(([key, row]) => [key, { ...row, size: { ...row.size, nodes: 1 } }] as const),
    );
    const again = await theorem32.verify(recorded(['1e-2', '1e-3', '1e-4'], wrong).context);
    expect(again.verdict).toBe('violated');
    expect(again.notes[0]).toContain('too few to show it');
    expect(again.reason).toMatch(/a network of 1 neurons, \d+ are necessary/);
  }, 60_000);
});
