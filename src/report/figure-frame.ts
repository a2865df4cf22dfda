/**
 * The sheet around the panels: title, axis labels, legend and caption, put together as one standalone SVG file.
 */
import { drawLegend, type LegendEntry } from './legend.ts';
import { fractionAlong, panelOptions, type PanelContent, type PanelLayout } from './panel.ts';
import { plotMarkup } from './plot-markup.ts';
import { drawable, escapeMarkup, figureFont, fixed, slanted, textAt, textWidth, wrapText } from './svg-text.ts';

/** A panel and what stands in its free upper corner. */
export interface FigurePanel {
  readonly title: string;
  /** The upper corner that the lines leave free. */
  readonly titleCorner: 'left' | 'right';
  readonly content: PanelContent;
}

/** Everything on a sheet; `_L_` in the axis labels slants a variable. */
export interface FigureSheet {
  readonly title: string;
  /** What the figure shows, for readers who cannot see it. */
  readonly description: string;
  readonly panels: readonly FigurePanel[];
  readonly xLabel: string;
  readonly yLabel: string;
  /** What the ticks on the top side show; empty for none. */
  readonly topLabel: string;
  readonly legend: readonly LegendEntry[];
  readonly caption: string;
}

/** Width of every figure in px; at a column of 240 pt the ticks measure 6.9 pt. */
export const figureWidth = 420;

const tickSize = 12;
const edge = 10;

/** Room inside a panel's plot, around its frame. */
const room = { top: 24, right: 36, bottom: 24, left: 70 };

/** Sizes of the grid of panels. */
interface Grid {
  readonly columns: number;
  readonly left: number;
  readonly width: number;
  readonly height: number;
  readonly right: number;
  readonly gap: number;
}

function gridOf(panels: readonly FigurePanel[]): Grid {
  const columns = panels.length <= 1 ? 1 : panels.length <= 4 ? 2 : 3;
  const hasGuides = panels.some(({ content }) => content.guides.length > 0);
  const right = hasGuides ? 30 : 14;
  const gap = 9;
  const tickLabels = panels.flatMap(({ content }) => content.y.ticks.map(({ label }) => label));
  const left = 34 + Math.max(12, ...tickLabels.map((label) => textWidth(label, columns === 3 ? 10 : tickSize)));
  const width = (figureWidth - left - right - (columns - 1) * gap) / columns;
  return { columns, left, width, height: columns === 1 ? width * 0.8 : Math.max(width * 0.95, 120), right, gap };
}

/** Labels of the guides right of a frame, pushed apart where they would touch. */
function guideLabels(content: PanelContent, x: number, y: number, height: number, fontSize: number): string {
  const wanted = content.guides
    .map(({ label, points }) => ({ label, at: y + height * (1 - fractionAlong(content.y, points.at(-1)?.[1] ?? 1)) }))
    .sort((a, b) => a.at - b.at);
  let lowest = -Infinity;
  return wanted
    .map(({ label, at }) => {
      lowest = Math.max(at, lowest + fontSize);
      return textAt(slanted(label), x + 4, lowest + fontSize * 0.33, fontSize, 'fill="#555555"');
    })
    .join('');
}

function panelLayout(grid: Grid, index: number, count: number): PanelLayout {
  return {
    width: grid.width + room.left + room.right,
    height: grid.height + room.top + room.bottom,
    marginTop: room.top,
    marginRight: room.right,
    marginBottom: room.bottom,
    marginLeft: room.left,
    labelLeft: index % grid.columns === 0,
    labelBottom: index + grid.columns >= count,
    overhang: grid.columns === 1 ? 22 : grid.gap / 2,
    fontSize: grid.columns === 3 ? 10 : tickSize,
  };
}

async function drawPanel(panel: FigurePanel, grid: Grid, index: number, count: number, top: number): Promise<string> {
  const layout = panelLayout(grid, index, count);
  const x = grid.left + (index % grid.columns) * (grid.width + grid.gap);
  const y = top + Math.floor(index / grid.columns) * (grid.height + grid.gap);
  const content = index < grid.columns ? panel.content : { ...panel.content, top: [] };
  const drawn = await plotMarkup((plot) => panelOptions(plot, content, layout));
  const corner = panel.titleCorner === 'left' ? x + 7 : x + grid.width - 7;
  const anchor = panel.titleCorner === 'left' ? 'start' : 'end';
  const isLastColumn = index % grid.columns === grid.columns - 1 || index === count - 1;
  return [
    `<g transform="translate(${fixed(x - layout.marginLeft)},${fixed(y - layout.marginTop)})" font-size="${String(layout.fontSize)}" text-anchor="middle">${drawn}</g>`,
    panel.title === ''
      ? ''
      : textAt(drawable(panel.title), corner, y + 15, layout.fontSize, `text-anchor="${anchor}" font-style="italic"`),
    isLastColumn ? guideLabels(content, x + grid.width, y, grid.height, 11.5) : '',
  ].join('');
}

/** Lines of text below each other from `y`; returns the markup and the next free y. */
function paragraph(lines: readonly string[], y: number, size: number, attributes = ''): readonly [string, number] {
  const markup = lines
    .map((line, k) => textAt(slanted(line), edge, y + size * (1 + 1.3 * k), size, attributes))
    .join('');
  return [markup, y + lines.length * size * 1.3];
}

function axisLabels(sheet: FigureSheet, grid: Grid, top: number, bottom: number): string {
  const centre = grid.left + (figureWidth - grid.left - grid.right) / 2;
  const middle = (top + bottom) / 2;
  const turned = `text-anchor="middle" transform="rotate(-90 ${fixed(13)} ${fixed(middle)})"`;
  return [
    textAt(slanted(sheet.xLabel), centre, bottom + 36, 13, 'text-anchor="middle"'),
    textAt(slanted(sheet.yLabel), 13, middle, 13, turned),
    sheet.topLabel === '' ? '' : textAt(slanted(sheet.topLabel), grid.left - 8, top - 8, tickSize, 'text-anchor="end"'),
  ].join('');
}

/**
 * Puts a figure together.
 *
 * @param sheet - panels and texts
 * @returns a standalone SVG document, the same for the same sheet
 */
export async function composeFigure(sheet: FigureSheet): Promise<string> {
  const grid = gridOf(sheet.panels);
  const [title, afterTitle] = paragraph(wrapText(sheet.title, figureWidth - 2 * edge, 15), 8, 14, 'font-weight="700"');
  const top = afterTitle + (sheet.topLabel === '' ? 12 : 32);
  const rows = Math.ceil(sheet.panels.length / grid.columns);
  const bottom = top + rows * grid.height + (rows - 1) * grid.gap;
  const panels: string[] = [];
  for (const [index, panel] of sheet.panels.entries()) {
    panels.push(await drawPanel(panel, grid, index, sheet.panels.length, top));
  }
  const legend = await drawLegend(sheet.legend, figureWidth - 2 * edge, tickSize);
  const legendTop = bottom + 50;
  const captionLines = wrapText(sheet.caption, figureWidth - 2 * edge, 10.5);
  const [caption, end] = paragraph(captionLines, legendTop + legend.height + 6, 10.5, 'fill="#444444"');
  const height = Math.ceil(end + 8);
  const size = `width="${String(figureWidth)}" height="${String(height)}"`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" ${size} viewBox="0 0 ${String(figureWidth)} ${String(height)}" role="img"`,
    ` font-family="${figureFont}" fill="#111111"><title>${escapeMarkup(sheet.title)}</title><desc>${escapeMarkup(sheet.description)}</desc>`,
    `<rect ${size} fill="#ffffff"/>${title}${panels.join('')}${axisLabels(sheet, grid, top, bottom)}`,
    `<g transform="translate(${String(edge)},${fixed(legendTop)})">${legend.markup}</g>${caption}</svg>\n`,
  ].join('');
}
