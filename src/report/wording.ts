/**
 * The words of a report, in one place, so that an estimate is called an estimate everywhere.
 */
import { formatDecimal, type DecimalStyle } from './decimal-text.ts';
import type { Check, Fit, Row, RowRole, SizeMeasure, StatementResult, Verdict } from '../theorems/records.ts';

/** A mark beside each verdict's word; the word alone carries the meaning. */
export const verdictMarks: Readonly<Record<Verdict, string>> = Object.freeze({
  verified: '✓',
  violated: '✗',
  inconclusive: '?',
});

/** What each role is called in tables and legends. */
export const roleWords: Readonly<Record<RowRole, string>> = Object.freeze({
  paper: 'paper',
  own: 'own',
  competitor: 'competitor',
  baseline: 'baseline',
  'lower-bound': 'proven necessary',
});

/** What legends call the methods whose names do not say what they are. */
export const methodWords: Readonly<Record<string, string>> = Object.freeze({
  'near-best': 'near-best single rational function',
  'best-rational': 'lower bound by best errors',
});

/** The order in which legends and tables list the roles. */
export const roleOrder: readonly RowRole[] = Object.freeze(['paper', 'own', 'competitor', 'baseline', 'lower-bound']);

/** What each size measure is called on an axis or over a column. */
export const measureWords: Readonly<Record<SizeMeasure, string>> = Object.freeze({
  gates: 'gates',
  nodes: 'nodes',
  depth: 'depth',
  parameters: 'parameters',
  layeredNodes: 'layered nodes',
  layeredParameters: 'layered parameters',
});

/** What is known of a row's error, in the order of strength. */
export type ErrorKind = 'bound' | 'estimate' | 'plan';

/** The strongest statement about a row's error and how it was obtained. */
export interface ErrorSummary {
  readonly kind: ErrorKind;
  /** The decimal string: an upper end for `bound` and `plan`, a sampled value for `estimate`. */
  readonly value: string;
}

/**
 * The strongest statement about a row's error: certified before sampled before planned.
 *
 * @param row - a result row
 * @returns the certified upper end, else the sampled value, else the planner's bound
 */
export function errorSummary(row: Row): ErrorSummary {
  if (row.error !== undefined) return { kind: 'bound', value: row.error.upper };
  if (row.estimate !== undefined) return { kind: 'estimate', value: row.estimate.error };
  return { kind: 'plan', value: row.planBound };
}

/**
 * An error summary in words and digits; bounds are rounded up, so what is printed stays true.
 *
 * @param summary - what is known of the error
 * @param style - how decimals are written
 * @returns a word and a number, for instance `['bound', '3.11×10⁻¹⁷']`
 */
export function formatErrorSummary(
  summary: ErrorSummary,
  style: DecimalStyle,
): readonly [word: string, number: string] {
  const rounding = summary.kind === 'estimate' ? 'nearest' : 'up';
  const word = summary.kind === 'plan' ? 'plan bound' : summary.kind;
  return [word, formatDecimal(summary.value, 3, style, rounding)];
}

/**
 * The degree as text: in full up to six digits, beyond that the power of ten that bounds it.
 *
 * @param degree - a decimal integer string
 * @param style - how decimals are written
 * @returns for instance `4096` or `1.1×10⁴¹⁷`, rounded up as befits an upper bound
 */
export function formatDegree(degree: string, style: DecimalStyle): string {
  return formatDecimal(degree, degree.length <= 6 ? 6 : 2, style, 'up');
}

/**
 * A fitted number to three significant digits; it never shows an exponent for ordinary sizes.
 *
 * @param value - a finite number
 * @returns for instance `2.98` or `0.0125`
 */
export function formatFitted(value: number): string {
  return Number.isFinite(value) ? formatDecimal(String(value), 3, 'unicode') : String(value);
}

/**
 * One line that calls a fit a fit and says where it came from.
 *
 * @param fit - a fit
 * @returns for instance `fit of 6 rows: gates = C·L^a, a = 2.98, C = 2.61, r² = 0.9993; claimed exponent 3`
 */
export function describeFit(fit: Fit): string {
  const claimed = fit.claimedExponent === undefined ? '' : `; claimed exponent ${formatFitted(fit.claimedExponent)}`;
  const rows = fit.points === 1 ? '1 row' : `${String(fit.points)} rows`;
  const numbers = `exponent ${formatFitted(fit.exponent)}, constant ${formatFitted(fit.constant)}`;
  return `fit of ${rows}: ${fit.model}, ${numbers}, r² = ${formatRSquared(fit.r2)}${claimed}`;
}

/**
 * r² to four decimals, never rounded up to 1: an imperfect fit does not look perfect.
 *
 * @param r2 - the coefficient of determination
 * @returns for instance `0.9993`
 */
export function formatRSquared(r2: number): string {
  return Number.isFinite(r2) ? (r2 === 1 ? '1' : (Math.floor(r2 * 1e4) / 1e4).toFixed(4)) : String(r2);
}

/**
 * How many statements have each verdict, in words.
 *
 * @param statements - the results
 * @returns for instance `12 verified, 0 violated, 1 inconclusive`
 */
export function countVerdicts(statements: readonly StatementResult[]): string {
  const verdicts: readonly Verdict[] = ['verified', 'violated', 'inconclusive'];
  return verdicts
    .map((verdict) => `${String(statements.filter((statement) => statement.verdict === verdict).length)} ${verdict}`)
    .join(', ');
}

/** What a check came to: all cases hold, or what spoke against it. */
export function checkOutcome({ witness, undecided }: Check): string {
  if (witness !== undefined) return `fails: ${witness}`;
  return undecided === undefined ? 'holds' : `open: ${undecided}`;
}

/**
 * How many cases of a statement were checked.
 *
 * @param statement - a result
 * @returns for instance `2010 cases`; empty for a statement without checks
 */
export function checkedCases({ checks = [] }: StatementResult): string {
  if (checks.length === 0) return '';
  return `${String(checks.reduce((sum, { cases }) => sum + cases, 0))} cases`;
}

/** The size measure in which a statement's networks differ: gates, or nodes where networks have no products. */
export function principalMeasure({ rows }: StatementResult): SizeMeasure {
  return rows.length > 0 && rows.every(({ size }) => size.gates === 0) ? 'nodes' : 'gates';
}

/** A domain as written in mathematics, `[a, b]`, with a no-break space. */
export function formatDomain([lower, upper]: readonly [string, string]): string {
  return `[${formatDecimal(lower, 8, 'unicode')},\u00a0${formatDecimal(upper, 8, 'unicode')}]`;
}
