/**
 * The tables of `report.html`: verdicts, rows, fits. Every cell is escaped.
 */
import { formatDecimal } from './decimal-text.ts';
import { isAbout, subjectsOf } from './figure-parts.ts';
import { escapeMarkup } from './svg-text.ts';
import {
  checkedCases,
  checkOutcome,
  describeFit,
  formatDegree,
  formatDomain,
  formatFitted,
  formatRSquared,
  measureWords,
  roleWords,
  verdictMarks,
} from './wording.ts';
import {
  sizeMeasures,
  type Check,
  type ErrorBound,
  type ErrorEstimate,
  type Fit,
  type Row,
  type SizeMeasure,
  type StatementResult,
  type Verdict,
} from '../theorems/records.ts';

/** A column: its head, the class of its cells, its cell as markup. */
type Column<R> = readonly [head: string, className: string, cell: (record: R) => string];

/** Records that share a line above them; an empty title means no such line. */
interface Group<R> {
  readonly title: string;
  readonly records: readonly R[];
  /** Whether a hairline goes above the record. */
  readonly startsBlock: (record: R, previous: R | undefined) => boolean;
}

function groupMarkup<R>(columns: readonly Column<R>[], { title, records, startsBlock }: Group<R>): string {
  const span = String(columns.length);
  const head =
    title === '' ? '' : `<tr><th scope="rowgroup" class="subject" colspan="${span}">${escapeMarkup(title)}</th></tr>`;
  const lines = records.map((record, index) => {
    const cells = columns.map(([, className, cell]) => `<td class="${className}">${cell(record)}</td>`).join('');
    return `<tr${startsBlock(record, records[index - 1]) ? ' class="first"' : ''}>${cells}</tr>`;
  });
  return `<tbody>\n${[head, ...lines].join('\n')}\n</tbody>`;
}

function tableMarkup<R>(label: string, columns: readonly Column<R>[], groups: readonly Group<R>[]): string {
  const heads = columns.map(([head, className]) => `<th scope="col" class="${className}">${head}</th>`).join('');
  return [
    `<div class="scroll" tabindex="0" role="region" aria-label="${escapeMarkup(label)}"><table>`,
    `<thead><tr>${heads}</tr></thead>${groups.map((group) => groupMarkup(columns, group)).join('')}</table></div>`,
  ].join('');
}

/** One group without a title and without hairlines. */
function plainGroup<R>(records: readonly R[]): readonly Group<R>[] {
  return [{ title: '', records, startsBlock: () => false }];
}

/** A verdict as a word with a mark. */
export function verdictMarkup(verdict: Verdict): string {
  return `<span class="verdict ${verdict}"><span aria-hidden="true">${verdictMarks[verdict]}</span> ${verdict}</span>`;
}

/** A certified error: its interval, rounded outwards. */
function boundCell(bound: ErrorBound | undefined): string {
  if (bound === undefined) return '';
  const lower = formatDecimal(bound.lower, 4, 'unicode', 'down');
  const upper = formatDecimal(bound.upper, 4, 'unicode', 'up');
  return `<span class="tag bound">bound</span>[${escapeMarkup(lower)}, ${escapeMarkup(upper)}]`;
}

/** A sampled error. */
function estimateCell(estimate: ErrorEstimate | undefined): string {
  if (estimate === undefined) return '';
  const value = escapeMarkup(formatDecimal(estimate.error, 4, 'unicode'));
  const at = escapeMarkup(`at x = ${estimate.at}; ${estimate.arithmetic}`);
  return `<span class="tag estimate">estimate</span><span title="${at}">${value}</span>`;
}

function planCell(row: Row): string {
  if (row.role === 'lower-bound') return '';
  return `<span class="tag plan">plan</span>≤ ${escapeMarkup(formatDecimal(row.planBound, 3, 'unicode', 'up'))}`;
}

/** A size; in a row of necessary sizes a lower bound, and nothing where nothing is known. */
function sizeCell(row: Row, value: number): string {
  if (row.role !== 'lower-bound') return String(value);
  return value > 0 ? `≥ ${String(value)}` : '';
}

/** A link to a file beside the report; any path that could lead elsewhere stays plain text. */
function networkCell(path: string | undefined): string {
  if (path === undefined) return '';
  const isInside = /^[\w.-]+(?:\/[\w.-]+)*$/.test(path) && !path.split('/').includes('..');
  return isInside ? `<a href="${escapeMarkup(path)}">file</a>` : escapeMarkup(path);
}

function sizeColumn(measure: SizeMeasure): Column<Row> {
  return [measureWords[measure], 'n', (row) => sizeCell(row, row.size[measure])];
}

const rowColumns: readonly Column<Row>[] = [
  ['ε', 'n nw', (row) => escapeMarkup(formatDecimal(row.eps, 3, 'unicode'))],
  ['method', 'm', (row) => `${escapeMarkup(row.method)} (${roleWords[row.role]})`],
  ...sizeMeasures.slice(0, 3).map(sizeColumn),
  ['certified error', 'nw', (row) => (row.role === 'lower-bound' ? '' : boundCell(row.error))],
  ['sampled error', 'nw', (row) => estimateCell(row.estimate)],
  ['points', 'n', (row) => (row.estimate === undefined ? '' : String(row.estimate.points))],
  ['planned', 'nw', planCell],
  ...sizeMeasures.slice(3).map(sizeColumn),
  [
    'degree ≤',
    'n nw',
    (row) => (row.role === 'lower-bound' ? '' : escapeMarkup(formatDegree(row.size.degree, 'unicode'))),
  ],
  ['seconds', 'n screen', (row) => row.seconds.toFixed(2)],
  ['network', 'screen', (row) => networkCell(row.network)],
];

/** The rows of a statement, grouped by target; a hairline wherever the method changes. */
export function rowTableMarkup(statement: StatementResult): string {
  const note =
    'A <i>bound</i> is certified: the error lies in the interval. An <i>estimate</i> was sampled at the number of points given and says nothing between them. A <i>plan</i> was proven before the network was evaluated.';
  const groups = subjectsOf(statement.rows).map((subject): Group<Row> => ({
    title: `${subject.target} on ${formatDomain(subject.domain)}`,
    records: statement.rows.filter((row) => isAbout(row, subject)),
    startsBlock: (row, previous) => previous !== undefined && previous.method !== row.method,
  }));
  return `<p class="note">${note}</p>${tableMarkup(`Rows of ${statement.id}`, rowColumns, groups)}`;
}

const checkColumns: readonly Column<Check>[] = [
  ['checked', 'm', ({ claim }) => escapeMarkup(claim)],
  ['method', 'nw', ({ method }) => method],
  ['cases', 'n', ({ cases }) => String(cases)],
  ['outcome', '', (check) => escapeMarkup(checkOutcome(check))],
];

/** What was checked case by case; empty where nothing was. */
export function checkTableMarkup({ id, checks = [] }: StatementResult): string {
  if (checks.length === 0) return '';
  const note =
    '<i>Exact</i>: rational arithmetic. <i>Enclosed</i>: intervals proven to contain what is compared. The cases hold; the proof for all others is in proofs/.';
  return `<h3>Checks</h3><p class="note">${note}</p>${tableMarkup(`Checks of ${id}`, checkColumns, plainGroup(checks))}`;
}

const fitColumns: readonly Column<Fit>[] = [
  ['method', '', (fit) => escapeMarkup(fit.method)],
  ['model', 'nw', (fit) => escapeMarkup(fit.model)],
  ['exponent (fit)', 'n', (fit) => formatFitted(fit.exponent)],
  ['exponent claimed', 'n', (fit) => (fit.claimedExponent === undefined ? '' : formatFitted(fit.claimedExponent))],
  ['constant (fit)', 'n', (fit) => formatFitted(fit.constant)],
  ['r²', 'n', (fit) => formatRSquared(fit.r2)],
  ['rows', 'n', (fit) => String(fit.points)],
];

/** The fits of a statement, called fits. */
export function fitTableMarkup(statement: StatementResult): string {
  const principal =
    statement.fit === undefined
      ? ''
      : `<p>Principal ${escapeMarkup(describeFit(statement.fit))}, ${escapeMarkup(statement.fit.method)}.</p>`;
  const note =
    'Least-squares fits against <i>L</i> = log₂ log₂(1/<i>ε</i>). A fit describes the rows above and proves nothing.';
  if (statement.fits.length === 0) return principal;
  const table = tableMarkup(`Fits of ${statement.id}`, fitColumns, plainGroup(statement.fits));
  return `${principal}<p class="note">${note}</p>${table}`;
}

const verdictColumns: readonly Column<StatementResult>[] = [
  [
    'statement',
    'nw',
    ({ id }) => `<a href="#${escapeMarkup(encodeURIComponent(id))}"><code>${escapeMarkup(id)}</code></a>`,
  ],
  ['', '', ({ title }) => escapeMarkup(title)],
  ['verdict', 'nw', ({ verdict }) => verdictMarkup(verdict)],
  ['rows', 'n', ({ rows }) => String(rows.length)],
  ['checked', 'n nw', (statement) => checkedCases(statement)],
  [
    'fit',
    'nw',
    ({ fit }) =>
      fit === undefined ? '' : `${measureWords[fit.measure]} ~ <i>L</i><sup>${formatFitted(fit.exponent)}</sup>`,
  ],
];

/** The overview of all statements, each linked to its section. */
export function verdictTableMarkup(statements: readonly StatementResult[]): string {
  return tableMarkup('Verdicts', verdictColumns, plainGroup(statements));
}
