import { describe, expect, it } from 'vitest';
import { parseNumeral } from '../../src/arithmetic/numerals.ts';
import { rationals } from '../../src/arithmetic/rational.ts';
import { asymptotics } from '../../src/theorems/asymptotics.ts';
import { halfLineTarget, halphenConstant } from '../../src/theorems/half-line.ts';
import { recorded } from './context.ts';

describe('asymptotics', () => {
  it('encloses ratios of best errors to the formulas that come closer to 1', async () => {
    const record = recorded([]);
    const { verdict, reason, rows, checks, notes } = await asymptotics.verify(record.context);
    expect([verdict, reason]).toEqual(['verified', undefined]);
    expect(checks?.map(({ cases }) => cases)).toEqual([7, 7, 6, 7, 9]);
    // Rows of the half line have two certificates each.
    expect(record.certificates.size).toBe(rows.length + 9);
    // The best error of √x of type (n, n) on [0, 1] is that of |x| of type (2n, 2n).
    const errors = (target: string): number[] => rows.filter((row) => row.target === target).map(({ error }) => Number(error?.upper)); // prettier-ignore
    errors('sqrt').forEach((error, i) => {
      expect(error / (errors('abs')[i] ?? 0)).toBeCloseTo(1, 5);
    });

    // Carpenter, Ruttan and Varga’s values for exp on (−∞, 0].
    const known = ['0.5', '6.683104216185046e-2', '7.358670169580529e-3'];
    const halfLine = rows.filter(({ target }) => target === halfLineTarget.name);
    known.forEach((value, n) => {
      const { lower = '1', upper = '0' } = halfLine[n]?.error ?? {};
      expect([Number(lower) <= Number(value), Number(value) <= Number(upper)]).toEqual([true, true]);
      expect(Number(upper) / Number(lower) - 1).toBeLessThan(1e-6);
    });
    expect(notes.join(' ')).toContain('1/H = 9.2890254919208189188');

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

  it('encloses Halphen’s constant', () => {
    const [lower, upper] = halphenConstant().map((end) => rationals.div(rationals.one, end));
    // Its first 30 digits are in the literature.
    const known = parseNumeral('9.28902549192081891875544943595');
    const near = parseNumeral('1e-28');
    expect(lower && rationals.compare(rationals.sub(lower, known), near)).toBeLessThan(0);
    expect(upper && rationals.compare(rationals.sub(known, upper), near)).toBeLessThan(0);
    expect(lower && upper && rationals.compare(upper, lower)).toBeLessThan(0);
  });
});
