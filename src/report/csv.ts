/**
 * `results.csv`: one line for each row, decimals as they were recorded (RFC 4180).
 */
import { sizeMeasures, type Row, type StatementResult, type VerifyResults } from '../theorems/records.ts';

type Cell = readonly [column: string, value: (statement: StatementResult, row: Row) => string];

const columns: readonly Cell[] = [
  ['statement', (statement) => statement.id],
  ['verdict', (statement) => statement.verdict],
  ['target', (_, row) => row.target],
  ['domain_lower', (_, row) => row.domain[0]],
  ['domain_upper', (_, row) => row.domain[1]],
  ['eps', (_, row) => row.eps],
  ['method', (_, row) => row.method],
  ['role', (_, row) => row.role],
  ...sizeMeasures.map((measure): Cell => [measure, (_, row) => String(row.size[measure])]),
  ['degree', (_, row) => row.size.degree],
  ['plan_bound', (_, row) => row.planBound],
  ['bound_lower', (_, row) => row.error?.lower ?? ''],
  ['bound_upper', (_, row) => row.error?.upper ?? ''],
  ['estimate', (_, row) => row.estimate?.error ?? ''],
  ['estimate_at', (_, row) => row.estimate?.at ?? ''],
  ['estimate_points', (_, row) => (row.estimate === undefined ? '' : String(row.estimate.points))],
  ['estimate_arithmetic', (_, row) => row.estimate?.arithmetic ?? ''],
  ['seconds', (_, row) => String(row.seconds)],
  ['network', (_, row) => row.network ?? ''],
];

/**
 * A cell of a CSV file: quoted where it must be; a text that a spreadsheet would run as a formula gets an apostrophe before it.
 *
 * @param text - the cell's text
 * @returns the cell as written
 */
export function csvCell(text: string): string {
  const isFormula = /^[=+@\t\r-]/.test(text) && !/^[+-]?[\d.]+(?:[eE][+-]?\d+)?$/.test(text);
  const safe = isFormula ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/**
 * The content of `results.csv`. Statements without rows have no line in it.
 *
 * @param results - the records of one run
 * @returns a header and one line for each row, ended by CR LF
 */
export function resultsCsv(results: VerifyResults): string {
  const lines = results.statements.flatMap((statement) =>
    statement.rows.map((row) => columns.map(([, value]) => csvCell(value(statement, row)))),
  );
  return [columns.map(([column]) => column), ...lines].map((line) => `${line.join(',')}\r\n`).join('');
}
