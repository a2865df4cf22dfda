/**
 * Tables for a terminal: aligned plain text without colour.
 */
import { formatDecimal } from './decimal-text.ts';
import {
  checkedCases,
  checkOutcome,
  countVerdicts,
  errorSummary,
  formatErrorSummary,
  formatFitted,
  verdictMarks,
} from './wording.ts';
import type { StatementResult, VerifyResults } from '../theorems/records.ts';

/** How a column stands. */
export type Alignment = 'left' | 'right';

/** Control characters could move a terminal's cursor; they show as U+FFFD. */
function printable(text: string): string {
  return Array.from(text, (sign) => (/\p{Cc}/u.test(sign) ? '\uFFFD' : sign)).join('');
}

/** Columns that a terminal gives to a text: two for wide signs, none for combining ones. */
function columnsOf(text: string): number {
  let count = 0;
  for (const sign of text) {
    if (/\p{M}/u.test(sign)) continue;
    count += /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6]/.test(sign)
      ? 2
      : 1;
  }
  return count;
}

/**
 * Sets a table in columns with a rule below the head.
 *
 * @param head - the columns' names
 * @param rows - the cells, as many in each row as there are columns
 * @param alignments - one for each column
 * @returns lines ended by line feeds, without blanks at their ends
 * @throws {RangeError} if a row has another number of cells than the head
 */
export function textTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  alignments: readonly Alignment[],
): string {
  const wrong = rows.find((row) => row.length !== head.length);
  if (wrong !== undefined) {
    throw new RangeError(`textTable: expected ${String(head.length)} cells in a row, got ${String(wrong.length)}`);
  }
  const cells = [head, ...rows].map((row) => row.map(printable));
  const widths = head.map((_, column) => Math.max(...cells.map((row) => columnsOf(row[column] ?? ''))));
  const lines = cells.map((row) =>
    row
      .map((cell, column) => {
        const blanks = ' '.repeat((widths[column] ?? 0) - columnsOf(cell));
        return alignments[column] === 'right' ? blanks + cell : cell + blanks;
      })
      .join('  ')
      .trimEnd(),
  );
  const rule = widths.map((width) => '─'.repeat(width)).join('  ');
  return [lines[0] ?? '', rule, ...lines.slice(1)].map((line) => `${line}\n`).join('');
}

/** The row that stands for a statement in the overview: the paper's, at the smallest ε recorded last. */
function overviewCells(statement: StatementResult): readonly string[] {
  const last = statement.rows.filter((row) => row.role === 'paper').at(-1) ?? statement.rows.at(-1);
  const fit = statement.fit;
  const verdict = `${verdictMarks[statement.verdict]} ${statement.verdict}`;
  const fitted = fit === undefined ? '' : `${fit.measure} ~ ${fit.variable ?? 'L'}^${formatFitted(fit.exponent)}`;
  const cases = checkedCases(statement);
  if (last === undefined) return [statement.id, verdict, '0', '', '', cases, fitted];
  const [word, value] = formatErrorSummary(errorSummary(last), 'plain');
  const eps = formatDecimal(last.eps, 3, 'plain');
  return [
    statement.id,
    verdict,
    String(statement.rows.length),
    eps,
    last.size.gates > 0 ? String(last.size.gates) : `${String(last.size.nodes)} nodes`,
    cases === '' ? `${word} ${value}` : `${word} ${value}, ${cases}`,
    fitted,
  ];
}

/**
 * The overview that `loglog verify` prints: one line for each statement, the reasons below, the verdicts counted last.
 *
 * @param results - the records of one run
 * @returns plain text
 */
export function verdictTable(results: VerifyResults): string {
  const head = ['statement', 'verdict', 'rows', 'last ε', 'gates', 'error', 'fit'];
  const alignments: readonly Alignment[] = ['left', 'left', 'right', 'right', 'right', 'left', 'left'];
  const table = textTable(head, results.statements.map(overviewCells), alignments);
  const reasons = results.statements.flatMap(({ id, verdict, reason }) =>
    reason === undefined ? [] : [`${id} is ${verdict}: ${printable(reason)}\n`],
  );
  const count = `${countVerdicts(results.statements)} in ${String(Math.round(results.seconds))} s\n`;
  return [table, '\n', ...reasons, count].join('');
}

/**
 * The rows of one statement as a table.
 *
 * @param statement - a result
 * @returns plain text; a head alone where there are no rows
 */
export function rowTable(statement: StatementResult): string {
  const head = ['target', 'ε', 'method', 'role', 'gates', 'nodes', 'depth', 'error', 'seconds'];
  const alignments: readonly Alignment[] = [
    'left',
    'right',
    'left',
    'left',
    'right',
    'right',
    'right',
    'left',
    'right',
  ];
  const rows = statement.rows.map((row) => [
    row.target,
    formatDecimal(row.eps, 3, 'plain'),
    row.method,
    row.role,
    String(row.size.gates),
    String(row.size.nodes),
    String(row.size.depth),
    row.role === 'lower-bound' ? '' : formatErrorSummary(errorSummary(row), 'plain').join(' '),
    row.seconds.toFixed(2),
  ]);
  return textTable(head, rows, alignments);
}

/**
 * What was checked case by case for one statement, as a table.
 *
 * @param statement - a result
 * @returns plain text; empty where nothing was
 */
function checkTable({ checks = [] }: StatementResult): string {
  if (checks.length === 0) return '';
  const rows = checks.map((check) => [check.claim, check.method, String(check.cases), checkOutcome(check)]);
  return textTable(['checked', 'method', 'cases', 'outcome'], rows, ['left', 'left', 'right', 'left']);
}

/**
 * The tables of one statement: its rows, and what was checked.
 *
 * @param statement - a result
 * @returns plain text, headed by the id where there is something else than rows
 */
export function statementTables(statement: StatementResult): string {
  const checks = checkTable(statement);
  if (checks === '') return rowTable(statement);
  const rows = statement.rows.length === 0 ? '' : `\n${rowTable(statement)}`;
  return `${statement.id}: ${printable(statement.title)}\n${checks}${rows}`;
}
