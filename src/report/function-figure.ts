/**
 * Figures of functions on an interval: plain lines in panels, three in a row.
 */
import { composeFigure, type FigurePanel } from './figure-frame.ts';
import { logRange } from './figure-parts.ts';
import type { LegendEntry } from './legend.ts';
import type { PanelAxis, PanelLine } from './panel.ts';
import { plainStyle } from './series.ts';
import { linearTicks, powerTicks } from './ticks.ts';
import type { FunctionFigure, FunctionLine } from '../training/records.ts';

type Panels = FunctionFigure['panels'];

const xOf = ({ x }: FunctionLine): readonly number[] => x;
const yOf = ({ y }: FunctionLine): readonly number[] => y;

function rangeOf(panels: Panels, pick: (line: FunctionLine) => readonly number[]): readonly [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (const value of panels.flatMap(({ lines }) => lines.flatMap(pick))) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return low <= high ? [low, high] : [0, 1];
}

/** A linear axis; `room` is the share of the range that stays free above for the panel's title. */
function linearAxis([low, high]: readonly [number, number], room: number, most: number): PanelAxis {
  const span = high > low ? high - low : Math.max(1, Math.abs(high));
  return {
    type: 'linear',
    domain: [low - 0.06 * span * Math.sign(room), high + room * span],
    ticks: linearTicks(low, low + span, most),
  };
}

function logarithmicAxis([low, high]: readonly [number, number], most: number): PanelAxis {
  const domain = logRange([low, high], 1.3, 10);
  return { type: 'log', domain, ticks: powerTicks(domain[0], domain[1], most) };
}

function axesOf({ axes, panels }: FunctionFigure, columns: number, index: number): { x: PanelAxis; y: PanelAxis } {
  if (axes === 'logarithmic') {
    return { x: logarithmicAxis(rangeOf(panels, xOf), 5), y: logarithmicAxis(rangeOf(panels, yOf), 7) };
  }
  const row = Math.floor(index / columns);
  const neighbours = panels.slice(row * columns, (row + 1) * columns);
  return { x: linearAxis(rangeOf(panels, xOf), 0, 3), y: linearAxis(rangeOf(neighbours, yOf), 0.24, 5) };
}

/** Panels in a row, as the frame sets them. */
const columnsFor = (count: number): number => (count <= 1 ? 1 : count <= 4 ? 2 : 3);

/** One entry for each label, with the look of its first line. */
function legendOf(labels: readonly string[]): readonly LegendEntry[] {
  return labels.map((label, k) => ({ label, style: plainStyle(k), look: 'plain', line: true, region: false }));
}

/**
 * Draws a figure of functions.
 *
 * @param figure - sampled functions
 * @returns a standalone SVG document, the same for the same figure
 */
export async function functionFigure(figure: FunctionFigure): Promise<string> {
  const { title, caption, panels, xLabel, yLabel } = figure;
  const labels = [...new Set(panels.flatMap(({ lines }) => lines.map(({ label }) => label)))];
  const columns = columnsFor(panels.length);
  const drawn = panels.map((panel, index): FigurePanel => {
    const lines = panel.lines.map(({ label, x, y }): PanelLine => ({
      style: plainStyle(labels.indexOf(label)),
      points: x.map((value, k) => ({ x: value, y: y[k] ?? value, look: 'plain' })),
    }));
    return {
      title: panel.title,
      titleCorner: 'right',
      content: { lines, guides: [], ...axesOf(figure, columns, index), top: [] },
    };
  });
  return composeFigure({
    title,
    description: `${caption} Panels: ${panels.map((panel) => panel.title).join('; ')}.`,
    panels: drawn,
    xLabel,
    yLabel,
    topLabel: '',
    legend: labels.length > 1 ? legendOf(labels) : [],
    caption,
  });
}
