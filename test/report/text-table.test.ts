import { describe, expect, it } from 'vitest';
import { rowTable, textTable, verdictTable } from '../../src/report/text-table.ts';
import { describeFit } from '../../src/report/wording.ts';
import { resultsByFormula, upperStatement } from './fixture.ts';

describe('terminal tables', () => {
  it('align columns by the width of signs and end without blanks', () => {
    const table = textTable(
      ['a', 'n'],
      [
        ['é', '1'],
        ['数', '10'],
        ['e\u0301x', '7'],
      ],
      ['left', 'right'],
    );
    expect(table).toBe('a    n\n──  ──\né    1\n数  10\ne\u0301x   7\n');
  });

  it('refuse rows of another length', () => {
    expect(() => textTable(['a'], [['1', '2']], ['left'])).toThrow('textTable: expected 1 cells in a row, got 2');
  });

  it('let no control character through to the terminal', () => {
    expect(textTable(['a'], [['\u001b[31mred']], ['left'])).not.toContain('\u001b');
  });

  it('show each verdict as a word with a mark, the reasons, and a count', () => {
    const table = verdictTable(resultsByFormula);
    expect(table).toContain('✓ verified');
    expect(table).toContain('✗ violated');
    expect(table).toContain('? inconclusive');
    expect(table).toContain('lemma-1.1 is inconclusive: root:5 was not certified');
    expect(table).toContain('1 verified, 1 violated, 1 inconclusive in 123 s');
    expect(table).not.toContain('\u001b');
  });

  it('say of each error whether it is a bound or an estimate', () => {
    const table = rowTable(upperStatement);
    expect(table).toContain('bound 3.15e-4343');
    expect(table).toContain('estimate 3.14e-4343');
    expect(table).not.toMatch(/degree count.*bound 3/);
  });

  it('call a fit a fit', () => {
    const [fit] = upperStatement.fits;
    if (fit === undefined) throw new Error('expected a fit');
    expect(describeFit(fit)).toBe(
      'fit of 6 rows: gates = C·L^a, exponent 2.98, constant 2.64, r² = 0.9998; claimed exponent 3',
    );
  });
});
