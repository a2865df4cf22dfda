import { describe, expect, it } from 'vitest';
import { csvCell, resultsCsv } from '../../src/report/csv.ts';
import { canonicalJson, resultsJson } from '../../src/report/json.ts';
import { resultsByFormula, upperStatement } from './fixture.ts';
import type { VerifyResults } from '../../src/theorems/records.ts';

/** Reads CSV by RFC 4180. */
function readCsv(text: string): string[][] {
  const rows: string[][] = [[]];
  for (const match of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|$)/g)) {
    if (match[0] === '') break;
    rows.at(-1)?.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '');
    if (match[3] === '\r\n') rows.push([]);
  }
  return rows.slice(0, -1);
}

describe('results.csv', () => {
  it('has one line for each row and keeps decimals as recorded', () => {
    const [head = [], ...lines] = readCsv(resultsCsv(resultsByFormula));
    expect(lines).toHaveLength(resultsByFormula.statements.flatMap(({ rows }) => rows).length);
    expect(lines.every((line) => line.length === head.length)).toBe(true);
    const last = lines.find(
      (line) => line[head.indexOf('statement')] === 'theorem-3.1-upper' && line.includes('1e-4096'),
    );
    expect(last?.[head.indexOf('bound_upper')]).toBe('3.1421e-4343');
    expect(last?.[head.indexOf('estimate_arithmetic')]).toBe('decimal, 4363 digits');
  });

  it('gives back hostile texts', () => {
    const method = 'a "quoted", name\r\nover two lines';
    const statement = { ...upperStatement, rows: upperStatement.rows.slice(0, 1).map((row) => ({ ...row, method })) };
    const [head = [], line = []] = readCsv(resultsCsv({ ...resultsByFormula, statements: [statement] }));
    expect(line[head.indexOf('method')]).toBe(method);
  });

  it('disarms formulas but leaves numbers alone', () => {
    expect(csvCell('=1+1')).toBe("'=1+1");
    expect(csvCell('-1.5e-300')).toBe('-1.5e-300');
    expect(csvCell('@x,y')).toBe('"\'@x,y"');
  });
});

describe('results.json', () => {
  it('gives back the records', () => {
    expect(JSON.parse(resultsJson(resultsByFormula))).toEqual(resultsByFormula);
  });

  it('does not depend on the order of keys', () => {
    const { statements, environment, seconds } = resultsByFormula;
    const reordered: VerifyResults = { seconds, environment, statements };
    expect(resultsJson(reordered)).toBe(resultsJson(resultsByFormula));
    expect(canonicalJson({ b: 1, a: [{ d: 2, c: undefined }] })).toBe(canonicalJson({ a: [{ d: 2 }], b: 1 }));
  });

  it('refuses numbers that JSON would turn into null', () => {
    expect(() => canonicalJson({ x: NaN })).toThrow('canonicalJson: expected finite numbers, got NaN');
  });
});
