import { describe, expect, it } from 'vitest';
import { parseNumeral } from '../../src/arithmetic/numerals.ts';
import { rationals } from '../../src/arithmetic/rational.ts';
import { methodsFor } from '../../src/constructions/construct.ts';
import { findTarget } from '../../src/functions/catalog.ts';
import { activations } from '../../src/theorems/index.ts';
import { recorded } from './context.ts';

describe('the statement about activations', () => {
  it('has a certified network of each, with the method that was chosen', async () => {
    const { context, rows: stored } = recorded(['1e-3']);
    const { rows, verdict } = await activations.verify(context);
    expect(verdict).toBe('verified');
    expect(new Set(rows.map(({ target }) => target)).size).toBe(21);
    for (const row of rows) {
      const target = findTarget(row.target);
      expect(methodsFor(target).map(({ name }) => name)).toContain(row.method);
      expect(rationals.compare(parseNumeral(row.error?.upper ?? '1'), parseNumeral('1e-3'))).toBeLessThanOrEqual(0);
    }

    const [key, row] = [...stored][0] ?? [];
    expect(key).toBeDefined();
    const spoilt = new Map(stored).set(key!, { ...row!, error: { ...row!.error!, lower: '0.5', upper: '0.6' } });
    const again = await activations.verify(recorded(['1e-3'], spoilt).context);
    expect(again.verdict).toBe('violated');
    expect(again.reason).toContain(row!.target);
  });

  it('takes its own accuracies where none are asked for', async () => {
    const { context } = recorded([]);
    const { epsilons, ...own } = context;
    expect(epsilons).toEqual([]);
    const seen: string[] = [];
    const recall = (key: string): never => {
      seen.push(key);
      throw new RangeError('enough');
    };
    await expect(activations.verify({ ...own, recall })).rejects.toThrow('enough');
    expect(seen[0]).toContain('0.001');
  });
});
