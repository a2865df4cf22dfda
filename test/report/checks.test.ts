import { JSDOM } from 'jsdom';
import { describe, expect, it } from 'vitest';
import {
  errorFigure,
  htmlReport,
  latexTable,
  statementFigures,
  statementTables,
  verdictTable,
} from '../../src/report/index.ts';
import { resultsByFormula, upperStatement } from './fixture.ts';
import type { Row, StatementResult, VerifyResults } from '../../src/theorems/records.ts';

const checked: StatementResult = {
  id: 'mhl-a.9',
  title: 'A statement of cases',
  verdict: 'violated',
  claim: 'a < b',
  reason: 'a < b: a = 2, b = 1',
  references: ['nobody'],
  rows: [],
  checks: [
    { claim: 'a ≤ a', method: 'exact', cases: 1005 },
    { claim: 'a < b', method: 'enclosed', cases: 3, witness: 'a = 2, b = 1' },
    { claim: 'a = π', method: 'enclosed', cases: 0, undecided: 'too wide' },
  ],
  fits: [],
  notes: [],
};

/** A ReLU network: no gates, some nodes. */
const reluRow = (steps: number): Row => ({
  ...upperStatement.rows[0]!,
  eps: String(4 ** -steps),
  target: 'x^2',
  size: { ...upperStatement.rows[0]!.size, gates: 0, nodes: 3 * steps, degree: '1' },
  error: { kind: 'bound', lower: String(4 ** -steps), upper: String(4 ** -steps) },
  planBound: String(4 ** -steps),
  steps,
});
const withRows: StatementResult = { ...checked, id: 'mhl-a.8', verdict: 'verified', rows: [1, 2, 3, 4].map(reluRow) };

const results: VerifyResults = { ...resultsByFormula, statements: [checked, withRows] };

describe('statements that are checked case by case', () => {
  it('print what was checked, how often and how, with the witness', () => {
    const text = statementTables(checked);
    expect(text).toMatch(/^mhl-a\.9: A statement of cases\n/);
    expect(text).toMatch(/a ≤ a +exact +1005 +holds/);
    expect(text).toMatch(/a < b +enclosed +3 +fails: a = 2, b = 1/);
    expect(text).toMatch(/a = π +enclosed +0 +open: too wide/);
    expect(text).not.toContain('gates');
    expect(statementTables(withRows)).toContain('gates');
  });

  it('count their cases in the overview, and nodes where networks have no gates', () => {
    const table = verdictTable(results);
    expect(table).toMatch(/mhl-a\.9 +✗ violated +0 +1008 cases/);
    expect(table).toMatch(/mhl-a\.8 +✓ verified +4 .*12 nodes +bound 0\.00391, 1008 cases/);
  });

  it('have a table of checks in the page, and no ε in the command that repeats them', async () => {
    const page = new JSDOM(await htmlReport(results)).window.document;
    const section = page.getElementById('mhl-a.9')?.textContent ?? '';
    for (const text of ['Checks', 'a ≤ a', '1005', 'fails: a = 2, b = 1', 'open: too wide', 'in proofs/']) {
      expect(section).toContain(text);
    }
    expect(section).not.toContain('Figures');
    expect(section).not.toContain('--eps');
    expect(page.getElementById('mhl-a.8')?.textContent).toContain('loglog verify mhl-a.8');
  }, 60_000);

  it('draw the error of ReLU networks against nodes', async () => {
    const figures = await statementFigures(withRows);
    expect(figures.map(({ name }) => name)).toEqual(['mhl-a.8-error']);
    expect(await errorFigure(withRows)).toContain('error against nodes');
    expect(await statementFigures(checked)).toEqual([]);
  }, 60_000);

  it('stand in the LaTeX list of verdicts', () => {
    expect(latexTable(results)).toContain('mhl-a.9');
  });
});
