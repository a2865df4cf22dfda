/**
 * One panel of a figure: lines with symbols in a frame, with ticks on up to three sides.
 *
 * A panel knows nothing of errors or sizes: it is handed points, axes and guides, so that every kind of figure looks alike.
 */
import { textWidth } from './svg-text.ts';
import type * as Plot from '@observablehq/plot';
import type { PlotLibrary } from './plot-markup.ts';
import type { SeriesStyle, SeriesSymbol } from './series.ts';
import type { Tick } from './ticks.ts';

/**
 * How what is known of a point shows: certified or exact is filled, sampled is hollow, a planner's bound is a bar. Points of
 * a plain line have no sign of their own.
 */
export type PointLook = 'filled' | 'hollow' | 'bar' | 'plain';

/** A point in data coordinates. */
export interface PanelPoint {
  readonly x: number;
  readonly y: number;
  readonly look: PointLook;
}

/** One line of a panel. */
export interface PanelLine {
  readonly style: SeriesStyle;
  readonly points: readonly PanelPoint[];
  /** A boundary that replaces the connecting line; what lies below it is shaded as impossible. */
  readonly boundary?: readonly (readonly [x: number, y: number])[];
}

/** A thin labelled reference line. */
export interface Guide {
  readonly points: readonly (readonly [x: number, y: number])[];
  readonly label: string;
}

/** A scale with its ticks; `reverse` puts the low end at the right or top. */
export interface PanelAxis {
  readonly type: 'linear' | 'log';
  readonly domain: readonly [number, number];
  readonly ticks: readonly Tick[];
  readonly reverse?: boolean;
}

/** What is extrapolated: curves beyond the last point, and a column in which some of them cross. */
export interface Extrapolation {
  readonly colour: string;
  readonly curves: readonly (readonly (readonly [x: number, y: number])[])[];
  readonly column?: readonly [from: number, to: number];
  /** The crossings in the column. */
  readonly crossings: readonly (readonly [x: number, y: number])[];
}

/** A word inside the frame, in grey. */
export interface PanelRemark {
  readonly x: number;
  readonly y: number;
  readonly text: string;
}

/** Everything that is drawn in one panel. */
export interface PanelContent {
  readonly lines: readonly PanelLine[];
  readonly extrapolations?: readonly Extrapolation[];
  readonly remarks?: readonly PanelRemark[];
  readonly guides: readonly Guide[];
  readonly x: PanelAxis;
  readonly y: PanelAxis;
  /** Ticks on the top side, in the coordinates of x. */
  readonly top: readonly Tick[];
}

/** The place of a panel's frame inside its plot, in px, and which sides carry labels. */
export interface PanelLayout {
  readonly width: number;
  readonly height: number;
  readonly marginTop: number;
  readonly marginRight: number;
  readonly marginBottom: number;
  readonly marginLeft: number;
  readonly labelLeft: boolean;
  readonly labelBottom: boolean;
  /** How far, in px, a label may reach beyond the right end of the frame. */
  readonly overhang: number;
  readonly fontSize: number;
}

const ink = '#111111';
const grid = '#ebebeb';
const guideInk = '#8a8a8a';

/** The grey of what is proven impossible. */
export const regionInk = '#e2e2e2';

/** A short horizontal bar, the sign of a planner's bound; `size` is the area of the symbol's box. */
const barSymbol = {
  draw(context: Pick<CanvasPath, 'moveTo' | 'lineTo'>, size: number): void {
    const half = Math.sqrt(size) * 0.62;
    context.moveTo(-half, 0);
    context.lineTo(half, 0);
  },
};

/** Radii where the usual one looks too large or too small. */
const symbolRadius: Partial<Record<SeriesSymbol, number>> = { star: 2.9, square: 3.2, wye: 3.6 };

/** The symbols of one line with one look. */
export function symbolMark(
  plot: PlotLibrary,
  style: SeriesStyle,
  look: PointLook,
  points: readonly PanelPoint[],
): Plot.Markish {
  const chosen = points.filter((point) => point.look === look);
  return plot.dot(chosen, {
    x: 'x',
    y: 'y',
    r: look === 'bar' ? 4.5 : (symbolRadius[style.symbol] ?? 3.4),
    symbol: look === 'bar' ? barSymbol : style.symbol,
    fill: look === 'filled' ? style.colour : look === 'hollow' ? 'white' : 'none',
    stroke: style.colour,
    strokeWidth: look === 'bar' ? 1.6 : 1.2,
  });
}

/** The connecting line of a series, through every point that is not a bar. */
export function strokeMark(plot: PlotLibrary, style: SeriesStyle, points: readonly PanelPoint[]): Plot.Markish {
  return plot.line(
    points.filter((point) => point.look !== 'bar'),
    {
      x: 'x',
      y: 'y',
      stroke: style.colour,
      strokeWidth: style.width,
      strokeLinejoin: 'round',
      ...(style.dash === '' ? {} : { strokeDasharray: style.dash }),
    },
  );
}

/** Where a value lies along an axis, 0 at its start and 1 at its end. */
export function fractionAlong({ type, domain, reverse }: PanelAxis, value: number): number {
  const map = type === 'log' ? Math.log : (v: number): number => v;
  const t = (map(value) - map(domain[0])) / (map(domain[1]) - map(domain[0]));
  return reverse === true ? 1 - t : t;
}

/** Ticks of a horizontal axis; labels that would touch the one on their right, or leave the frame, become empty. */
function withoutOverlap(ticks: readonly Tick[], axis: PanelAxis, layout: PanelLayout): readonly Tick[] {
  const frame = layout.width - layout.marginLeft - layout.marginRight;
  let free = frame + layout.overhang;
  const kept = [...ticks].reverse().map((tick) => {
    const centre = fractionAlong(axis, tick.value) * frame;
    const half = textWidth(tick.label, layout.fontSize) / 2;
    if (centre + half > free || centre - half < -layout.overhang) return { ...tick, label: '' };
    free = centre - half - 6;
    return tick;
  });
  return kept.reverse();
}

function axisMarks(plot: PlotLibrary, content: PanelContent, layout: PanelLayout): Plot.Markish[] {
  const { x, y } = content;
  const bottom = withoutOverlap(x.ticks, x, layout);
  const top = withoutOverlap(content.top, x, layout);
  const values = (ticks: readonly Tick[]): number[] => ticks.map((tick) => tick.value);
  const labels = (ticks: readonly Tick[], shown: boolean): string[] => ticks.map(({ label }) => (shown ? label : ''));
  const common = { label: null, tickSize: 4, fontSize: layout.fontSize, color: ink };
  return [
    plot.gridX(values(bottom), { stroke: grid, strokeOpacity: 1 }),
    plot.gridY(values(y.ticks), { stroke: grid, strokeOpacity: 1 }),
    plot.axisX(values(bottom), { ...common, anchor: 'bottom', text: labels(bottom, layout.labelBottom) }),
    plot.axisY(values(y.ticks), { ...common, anchor: 'left', text: labels(y.ticks, layout.labelLeft) }),
    ...(top.length === 0 ? [] : [plot.axisX(values(top), { ...common, anchor: 'top', text: labels(top, true) })]),
  ];
}

/** The impossible region below a boundary. */
function regionMarks(plot: PlotLibrary, line: PanelLine, y: PanelAxis): Plot.Markish[] {
  if (line.boundary === undefined) return [];
  const floor = y.reverse === true ? y.domain[1] : y.domain[0];
  return [plot.areaY([...line.boundary], { x: '0', y1: floor, y2: '1', fill: regionInk })];
}

/** Columns below everything else. */
function columnMarks(plot: PlotLibrary, { colour, column }: Extrapolation, y: PanelAxis): Plot.Markish[] {
  if (column === undefined) return [];
  const [x1, x2] = column;
  const [y1, y2] = y.domain;
  return [plot.rect([{ x1, x2, y1, y2 }], { x1: 'x1', x2: 'x2', y1: 'y1', y2: 'y2', fill: colour, fillOpacity: 0.13 })];
}

/** Dotted curves, and open rings where they cross. */
function extrapolationMarks(plot: PlotLibrary, { colour, curves, crossings }: Extrapolation): Plot.Markish[] {
  const dots = { stroke: colour, strokeWidth: 1, strokeDasharray: '1 2.4', strokeLinecap: 'round' } as const;
  return [
    ...curves.map((points) => plot.line([...points], { x: '0', y: '1', ...dots })),
    plot.dot([...crossings], { x: '0', y: '1', r: 2.6, fill: 'white', stroke: colour, strokeWidth: 1 }),
  ];
}

function remarkMarks(plot: PlotLibrary, remarks: readonly PanelRemark[], fontSize: number): Plot.Markish[] {
  return remarks.map((remark) =>
    plot.text([remark], { x: 'x', y: 'y', text: 'text', fill: '#6a6a6a', fontSize: fontSize - 1, textAnchor: 'end' }),
  );
}

function boundaryMarks(plot: PlotLibrary, line: PanelLine): Plot.Markish[] {
  if (line.boundary === undefined) return [strokeMark(plot, line.style, line.points)];
  const { colour: stroke, width: strokeWidth } = line.style;
  return [plot.line([...line.boundary], { x: '0', y: '1', stroke, strokeWidth })];
}

/**
 * The options of the plot of one panel.
 *
 * @param plot - the Plot library
 * @param content - what is drawn
 * @param layout - where
 * @returns options for `Plot.plot`
 */
export function panelOptions(plot: PlotLibrary, content: PanelContent, layout: PanelLayout): Plot.PlotOptions {
  const { lines, guides, x, y, extrapolations = [], remarks = [] } = content;
  const scale = ({ type, domain, reverse }: PanelAxis): Plot.ScaleOptions => ({
    type,
    domain: [...domain],
    reverse: reverse ?? false,
    label: null,
  });
  return {
    width: layout.width,
    height: layout.height,
    marginTop: layout.marginTop,
    marginRight: layout.marginRight,
    marginBottom: layout.marginBottom,
    marginLeft: layout.marginLeft,
    x: scale(x),
    y: scale(y),
    marks: [
      ...extrapolations.flatMap((part) => columnMarks(plot, part, y)),
      ...lines.flatMap((line) => regionMarks(plot, line, y)),
      ...axisMarks(plot, content, layout),
      plot.frame({ stroke: ink, strokeWidth: 0.8 }),
      ...guides.map(({ points }) => plot.line([...points], { x: '0', y: '1', stroke: guideInk, strokeWidth: 0.8 })),
      ...extrapolations.flatMap((part) => extrapolationMarks(plot, part)),
      ...lines.flatMap((line) => boundaryMarks(plot, line)),
      ...(['bar', 'hollow', 'filled'] as const).flatMap((look) =>
        lines.map((line) => symbolMark(plot, line.style, look, line.points)),
      ),
      ...remarkMarks(plot, remarks, layout.fontSize),
    ],
  };
}
