import { describe, expect, it } from 'vitest';
import { checkBoxCertificate } from '../../src/certificates/index.ts';
import { layers } from '../../src/theorems/index.ts';
import { recorded } from './context.ts';

describe('the statement about layers', () => {
  it('has a network of each for two and three numbers, within ε by certificate', async () => {
    const { context, rows: stored, boxCertificates, networks } = recorded(['1e-2'], new Map(), 2);
    const { rows, verdict, reason } = await layers.verify(context);
    expect([verdict, reason]).toEqual(['verified', undefined]);
    expect(new Set(rows.map(({ target }) => target)).size).toBe(20);
    expect(networks.size).toBe(20);
    for (const { target, planBound, estimate, error } of rows) {
      expect(Number(planBound)).toBeLessThanOrEqual(1e-2);
      expect(Number(estimate?.error)).toBeLessThanOrEqual(Number(planBound));
      if (!target.includes('norm:3')) expect(Number(error?.upper), target).toBeLessThanOrEqual(1e-2);
    }
    const softmax = boxCertificates.get('softmax:3_-1_1_0.01');
    expect(softmax && (await checkBoxCertificate(softmax)).status).toBe('proved');

    const spoil = (more: object): ReadonlyMap<string, (typeof rows)[number]> => {
      const [key, row] = [...stored][0]!;
      return new Map(stored).set(key, { ...row, ...more });
    };
    const above = await layers.verify(
      recorded(['1e-2'], spoil({ error: { kind: 'bound', lower: '0.5', upper: '0.6' } })).context,
    );
    expect([above.verdict, above.reason]).toEqual(['violated', expect.stringContaining('at least 0.5')]);
    const open = await layers.verify(
      recorded(['1e-2'], spoil({ error: { kind: 'bound', lower: '0', upper: '0.6' } })).context,
    );
    expect([open.verdict, open.reason]).toEqual(['inconclusive', expect.stringContaining('not below')]);
  });

  it('takes ε = 1e-6 where no accuracies are asked for', async () => {
    const { epsilons, ...context } = recorded([]).context;
    expect(epsilons).toEqual([]);
    const recall = (key: string): never => {
      throw new RangeError(key);
    };
    await expect(layers.verify({ ...context, recall })).rejects.toThrow('softmax:2_-1_1_0.000001');
  });
});
