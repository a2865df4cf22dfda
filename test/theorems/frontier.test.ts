import { describe, expect, it } from 'vitest';
import { parseNumeral } from '../../src/arithmetic/numerals.ts';
import { rationals } from '../../src/arithmetic/rational.ts';
import { NearBestFamily } from '../../src/constructions/minimax/near-best-family.ts';
import { defaultDomain } from '../../src/constructions/construct.ts';
import { findTarget } from '../../src/functions/catalog.ts';
import { frontier } from '../../src/theorems/frontier.ts';
import { constructedRows, findContradiction, levelsOf, neededRow } from '../../src/theorems/needed-sizes.ts';
import { recorded } from './context.ts';

describe('frontier', () => {
  it('has every construction of every activation above what is proven necessary', async () => {
    const { context } = recorded(['1e-2', '1e-4', '1e-8']);
    const { verdict, reason, rows, notes } = await frontier.verify(context);
    expect([verdict, reason]).toEqual(['verified', undefined]);
    const needed = rows.filter(({ role }) => role === 'lower-bound');
    expect(needed).toHaveLength(21);
    for (const row of rows) {
      const bound = needed.find(({ eps, target }) => eps === row.eps && target === row.target);
      expect(row.size.gates).toBeGreaterThanOrEqual(bound?.size.gates ?? Infinity);
      expect(row.size.nodes).toBeGreaterThanOrEqual(bound?.size.nodes ?? Infinity);
    }
    const single = rows.filter(({ method }) => method === 'near-best');
    expect(single).toHaveLength(21);
    for (const { eps, error, best } of single) {
      expect(Number(error?.upper)).toBeLessThanOrEqual(Number(eps));
      expect(Number(best?.lower)).toBeLessThanOrEqual(Number(error?.lower));
    }
    expect(notes.join(' ')).toContain('extrapolated, not computed');
  });

  it('would show a lower bound that is unsound', async () => {
    const subject = { target: findTarget('tanh'), domain: defaultDomain('tanh') };
    const eps = parseNumeral('1e-4');
    const family = new NearBestFamily(subject.target.evaluate, subject.domain);
    const { levels } = await levelsOf(
      recorded([]).context,
      subject,
      family,
      [1, 2, 3, 4],
      parseNumeral('1e-7'),
      'test',
    );
    const made = await constructedRows(recorded([]).context, subject, eps, 'test');
    expect(findContradiction(made, neededRow(subject, levels, eps, 0))).toBeUndefined();
    // Errors larger than they are, by far: degree 4 seems to be excluded, and more.
    const degrees = [...levels, ...levels.map((level) => ({ ...level, degree: 64 * level.degree }))];
    const forged = degrees.map((level) => ({ ...level, lower: rationals.one }));
    expect(findContradiction(made, neededRow(subject, forged, eps, 0))).toMatch(/^tanh: .* below the lower bound$/);
  });

  it('takes up kept rows and levels, and leaves single functions out where there is no time for certificates', async () => {
    const first = recorded(['1e-2', '1e-6']);
    const before = await frontier.verify(first.context);
    const again = await frontier.verify(recorded(['1e-2', '1e-6'], first.rows).context);
    const made = (rows: typeof before.rows): unknown => rows.filter(({ role }) => role !== 'lower-bound');
    expect(made(again.rows)).toEqual(made(before.rows));
    const single = (rows: typeof before.rows): unknown => rows.filter(({ method }) => method === 'near-best');
    const { rows, verdict } = await frontier.verify(recorded(['1e-2'], new Map(), 0).context);
    expect([verdict, single(rows)]).toEqual(['verified', []]);
  });
});
