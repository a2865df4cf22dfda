/**
 * Rows grouped into the lines of a figure, and the look of each line.
 *
 * The look must survive grey printing and colour blindness: each line differs in symbol as well as in colour, and its role shows in the
 * dashes and the width (paper solid, own bold, competitor dashed, baseline dotted, proven necessary thin above a grey region).
 */
import { roleOrder } from './wording.ts';
import type { Row, RowRole } from '../theorems/records.ts';

/** Symbols that can be filled or hollow, told apart at 7 px. */
export type SeriesSymbol = 'circle' | 'square' | 'triangle' | 'diamond' | 'star' | 'wye' | 'cross' | 'hexagon';

/** The look of one line. */
export interface SeriesStyle {
  readonly colour: string;
  readonly symbol: SeriesSymbol;
  /** An SVG dash array; empty for a solid line. */
  readonly dash: string;
  readonly width: number;
}

/** All rows of one method in one role, sorted from large to small ε. */
export interface Series {
  readonly method: string;
  readonly role: RowRole;
  readonly rows: readonly Row[];
  readonly style: SeriesStyle;
}

/** Okabe and Ito's palette, darkest first, without the yellow that paper swallows. */
const colours = ['#0072b2', '#d55e00', '#009e73', '#a8528a', '#000000', '#b07800', '#3a8fc4', '#7a7a7a'];
const symbols: readonly SeriesSymbol[] = ['circle', 'square', 'triangle', 'diamond', 'star', 'cross', 'hexagon', 'wye'];
const competitorDashes = ['7 3', '3 2.5', '9 3 2 3', '9 2.5 2 2.5 2 2.5'];
const baselineDashes = ['1.2 2.6', '1.2 4.5', '1.2 2 1.2 5'];

/** The look of the k-th plain line of a figure. */
export function plainStyle(k: number): SeriesStyle {
  const dash = k < colours.length ? '' : cycled(competitorDashes, k, '7 3');
  return { colour: cycled(colours, k, '#000000'), symbol: 'circle', dash, width: 1.3 };
}

function cycled<T>(values: readonly T[], index: number, fallback: T): T {
  return values[index % values.length] ?? fallback;
}

/** `index` counts the lines of a figure, `indexInRole` those of one role. */
function styleOf(role: RowRole, index: number, indexInRole: number): SeriesStyle {
  const colour = role === 'lower-bound' ? '#444444' : cycled(colours, index, '#000000');
  const symbol = cycled(symbols, index, 'circle');
  switch (role) {
    case 'paper':
      return { colour, symbol, dash: '', width: 1.5 };
    case 'own':
      return { colour, symbol, dash: '', width: 2.8 };
    case 'competitor':
      return { colour, symbol, dash: cycled(competitorDashes, indexInRole, '7 3'), width: 1.4 };
    case 'baseline':
      return { colour, symbol, dash: cycled(baselineDashes, indexInRole, '1.2 2.6'), width: 1.4 };
    case 'lower-bound':
      return { colour, symbol, dash: '', width: 1 };
  }
}

/** A key under which rows of one line agree. */
function keyOf(row: Row): string {
  return `${row.role} ${row.method}`;
}

/**
 * Groups rows into lines, roles in the order of {@link roleOrder} and methods as they first appear, and gives each line its look.
 *
 * @param rows - rows of one statement, of any targets
 * @param order - sorts the rows of one line, for instance by falling ε
 * @returns the lines; the same method in the same role looks the same for every target
 */
export function groupSeries(rows: readonly Row[], order: (a: Row, b: Row) => number): readonly Series[] {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const group = groups.get(keyOf(row));
    if (group === undefined) groups.set(keyOf(row), [row]);
    else group.push(row);
  }
  const lines = [...groups.values()].flatMap((members) => {
    const [first] = members;
    return first === undefined ? [] : [{ method: first.method, role: first.role, members }];
  });
  const sorted = roleOrder.flatMap((role) => lines.filter((line) => line.role === role));
  return sorted.map(({ method, role, members }, index) => {
    const indexInRole = sorted.slice(0, index).filter((line) => line.role === role).length;
    return { method, role, rows: members.sort(order), style: styleOf(role, index, indexInRole) };
  });
}

/** The same lines with only the rows that `keep` accepts; lines left empty disappear. */
export function restrictSeries(series: readonly Series[], keep: (row: Row) => boolean): readonly Series[] {
  return series.map((line) => ({ ...line, rows: line.rows.filter(keep) })).filter((line) => line.rows.length > 0);
}
