/**
 * The legend of a figure: a piece of each line with its symbol, set below the panels in one or two columns.
 */
import { plotMarkup, type PlotLibrary } from './plot-markup.ts';
import { regionInk, strokeMark, symbolMark, type PointLook } from './panel.ts';
import { drawable, fixed, textAt, textWidth, wrapText } from './svg-text.ts';
import type * as Plot from '@observablehq/plot';
import type { SeriesStyle } from './series.ts';

/** One entry: a piece of line with a symbol, or a symbol alone (`line: false`). */
export interface LegendEntry {
  readonly label: string;
  readonly style: SeriesStyle;
  readonly look: PointLook;
  readonly line: boolean;
  /** Whether the region below the line is shaded. */
  readonly region: boolean;
}

/** Markup and the height it takes. */
export interface Block {
  readonly markup: string;
  readonly height: number;
}

const sampleWidth = 34;
const gap = 7;

interface Placed {
  readonly entry: LegendEntry;
  readonly lines: readonly string[];
  readonly x: number;
  readonly y: number;
}

/** Rows of entries from left to right, two columns where every label fits into half the width. */
function place(entries: readonly LegendEntry[], width: number, fontSize: number): readonly Placed[] {
  const widest = Math.max(0, ...entries.map((entry) => textWidth(entry.label, fontSize)));
  const columns = entries.length > 1 && widest + sampleWidth + gap + 10 <= width / 2 ? 2 : 1;
  const columnWidth = width / columns;
  const lineHeight = fontSize * 1.25;
  const placed: Placed[] = [];
  let y = 0;
  for (let first = 0; first < entries.length; first += columns) {
    const row = entries.slice(first, first + columns).map((entry, column) => ({
      entry,
      lines: wrapText(entry.label, columnWidth - sampleWidth - gap - 4, fontSize),
      x: column * columnWidth,
      y,
    }));
    placed.push(...row);
    y += Math.max(1, ...row.map(({ lines }) => lines.length)) * lineHeight + 3;
  }
  return placed;
}

function sampleMarks(plot: PlotLibrary, { entry, x, y }: Placed, fontSize: number): Plot.Markish[] {
  const middle = y + fontSize * 0.68;
  const point = { x: x + sampleWidth / 2, y: middle, look: entry.look };
  const ends = [x + 1, x + sampleWidth - 1].map((end) => ({ x: end, y: middle, look: 'filled' as const }));
  const shade = { x: 'x', y1: middle, y2: middle + 6, fill: regionInk };
  return [
    ...(entry.region ? [plot.areaY(ends, shade)] : []),
    ...(entry.line ? [strokeMark(plot, entry.style, ends)] : []),
    ...(entry.look === 'plain' ? [] : [symbolMark(plot, entry.style, entry.look, [point])]),
  ];
}

/**
 * Draws the legend with its top left corner at the origin.
 *
 * @param entries - what it explains, in order
 * @param width - the width available, in px
 * @param fontSize - in px
 * @returns markup and height
 */
export async function drawLegend(entries: readonly LegendEntry[], width: number, fontSize: number): Promise<Block> {
  const placed = place(entries, width, fontSize);
  const bottoms = placed.map(({ lines, y }) => y + lines.length * fontSize * 1.25 + 3);
  const height = Math.max(0, ...bottoms);
  if (placed.length === 0) return { markup: '', height };
  const samples = await plotMarkup((plot) => ({
    width,
    height,
    margin: 0,
    axis: null,
    x: { type: 'identity' },
    y: { type: 'identity' },
    marks: placed.flatMap((one) => sampleMarks(plot, one, fontSize)),
  }));
  const labels = placed.flatMap(({ lines, x, y }) =>
    lines.map((line, k) => textAt(drawable(line), x + sampleWidth + gap, y + fontSize * (1 + 1.25 * k), fontSize)),
  );
  return { markup: `<g>${samples}</g>${labels.join('')}`, height: Number(fixed(height)) };
}
