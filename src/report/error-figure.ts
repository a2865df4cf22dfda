/**
 * Error against size: how many digits a gate buys. Certified, sampled and planned errors are three different signs.
 *
 * Errors are placed by the number of their decimal digits, −log₁₀ of the decimal string, since the numbers underflow a double.
 */
import { decimalLogarithm, formatDecimal, isDecimal } from './decimal-text.ts';
import { composeFigure, type FigurePanel } from './figure-frame.ts';
import * as parts from './figure-parts.ts';
import { groupSeries, restrictSeries, type Series } from './series.ts';
import { digitTicks, epsTicks, sizeTicks } from './ticks.ts';
import { errorSummary, formatErrorSummary, measureWords, principalMeasure } from './wording.ts';
import type { PanelAxis, PanelLine, PanelPoint } from './panel.ts';
import type { FigureOptions } from './size-figure.ts';
import type { Row, SizeMeasure, StatementResult } from '../theorems/records.ts';

/** −log₁₀ of a positive decimal string; undefined where a logarithmic axis cannot show the number. */
function digitsOf(text: string): number | undefined {
  if (!isDecimal(text) || !/[1-9]/.test(text.replace(/[eE].*$/, '')) || text.startsWith('-')) return undefined;
  return -decimalLogarithm(text);
}

/** The points of a row: what is known of its error, and a bar at the planner's bound. */
function pointsOf(row: Row, measure: SizeMeasure): readonly PanelPoint[] {
  const x = row.size[measure];
  if (!(x >= 1)) return [];
  const point = (text: string, look: PanelPoint['look']): readonly PanelPoint[] => {
    const y = digitsOf(text);
    return y === undefined ? [] : [{ x, y, look }];
  };
  if (row.role === 'lower-bound') return point(row.eps, 'filled');
  const { kind, value } = errorSummary(row);
  const known = kind === 'plan' ? [] : point(value, kind === 'bound' ? 'filled' : 'hollow');
  return [...known, ...point(row.planBound, 'bar')];
}

/** Digits on a linear axis, or on a logarithmic one where they span more than a factor of 20. */
function errorAxis(points: readonly PanelPoint[], narrow: number): PanelAxis {
  const digits = points.map(({ y }) => y);
  const [low, high] = [digits.reduce((a, b) => Math.min(a, b)), digits.reduce((a, b) => Math.max(a, b))];
  if (low > 0.1 && high / low > 20) {
    const domain = parts.logRange(digits, 1.25, 4);
    return { type: 'log', domain, ticks: epsTicks(domain[0], domain[1], 12 / narrow), reverse: true };
  }
  const room = Math.max((high - low) * 0.07, 0.5);
  const domain = [low - room, high + room] as const;
  return { type: 'linear', domain, ticks: digitTicks(domain[0], domain[1], 10 / narrow), reverse: true };
}

/** Steps: below s_i gates the error ε_i is out of reach, and nothing is claimed between two rows. */
function necessarySteps(points: readonly PanelPoint[], leftEnd: number): readonly (readonly [number, number])[] {
  return points.flatMap(({ x, y }, k) => [[points[k - 1]?.x ?? leftEnd, y] as const, [x, y] as const]);
}

function panelOf(
  series: readonly Series[],
  measure: SizeMeasure,
  x: PanelAxis,
  y: PanelAxis,
  title: string,
): FigurePanel {
  const lines = series.map((line): PanelLine => {
    const points = line.rows.flatMap((row) => pointsOf(row, measure));
    const plain = { style: line.style, points };
    return line.role === 'lower-bound' ? { ...plain, boundary: necessarySteps(points, x.domain[0]) } : plain;
  });
  return { title, titleCorner: 'right', content: { lines, guides: [], x, y, top: [] } };
}

function sayError(row: Row, measure: SizeMeasure): string {
  const [word, value] = formatErrorSummary(errorSummary(row), 'unicode');
  const error = row.role === 'lower-bound' ? `ε = ${formatDecimal(row.eps, 3, 'unicode')}` : `${word} ${value}`;
  return `${error} with ${String(row.size[measure])} ${measureWords[measure]}`;
}

/**
 * Draws the error against the size, one line for each method, one panel for each target.
 *
 * @param statement - a result with rows
 * @param options - the size measure and the target
 * @returns a standalone SVG document, or undefined where no row can be shown on logarithmic axes
 * @throws {RangeError} if the statement has no row about the target asked for
 */
export async function errorFigure(
  statement: StatementResult,
  options: FigureOptions = {},
): Promise<string | undefined> {
  const measure = options.measure ?? principalMeasure(statement);
  const rows = parts.rowsAbout(statement, options.target);
  const shown = rows.filter((row) => pointsOf(row, measure).length > 0);
  const points = shown.flatMap((row) => pointsOf(row, measure));
  if (points.length === 0) return undefined;
  const series = groupSeries(shown, (a, b) => a.size[measure] - b.size[measure]);
  const subjects = parts.subjectsOf(shown);
  const narrow = subjects.length === 1 ? 1 : subjects.length <= 4 ? 2 : 3;
  const sizes = parts.logRange(
    points.map((point) => point.x),
    1.2,
    4,
  );
  const x: PanelAxis = { type: 'log', domain: sizes, ticks: sizeTicks(sizes[0], sizes[1], 9 / narrow) };
  const y = parts.withHeadroom(errorAxis(points, narrow === 1 ? 1 : 1.5), subjects.length > 1);
  const words = { filled: 'bound: certified', hollow: 'estimate: sampled', bar: 'plan: bound proven beforehand' };
  const spread = y.type === 'log' ? ' The error is placed by the logarithm of its number of digits.' : '';
  return composeFigure({
    title: `${statement.id}: error against ${measureWords[measure]}, ${parts.subjectPhrase(subjects)}`,
    description: `Error against the number of ${measureWords[measure]}. ${series.map((line) => parts.describeLine(line.method, line.rows, (row) => sayError(row, measure))).join(' ')}`,
    panels: subjects.map((subject) => {
      const own = restrictSeries(series, (row) => parts.isAbout(row, subject));
      return panelOf(own, measure, x, y, subjects.length === 1 ? '' : parts.subjectTitle(subject, subjects));
    }),
    xLabel: measureWords[measure],
    yLabel: 'error |_f_ − _R_|',
    topLabel: '',
    legend: [...parts.legendOf(series), ...parts.legendOfLooks(points, words)],
    caption: `An estimate was sampled and says nothing between the points; a bound is proven.${spread}${parts.omission(rows.length - shown.length, 'of error 0 or size 0')}`,
  });
}
