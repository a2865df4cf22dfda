/**
 * The first figure of each statement on one sheet, for a glance.
 */
import { figureWidth } from './figure-frame.ts';
import type { Figure } from './figures.ts';

const gap = 16;

function heightOf(svg: string): number {
  return Number(/ height="(\d+)"/.exec(svg)?.[1] ?? '0');
}

/**
 * Sets figures in rows of equal width.
 *
 * @param figures - figures of this project, at least one
 * @param columns - how many in a row
 * @returns a standalone SVG document
 * @throws {RangeError} if there are no figures or columns is not a positive integer
 */
export function overviewSheet(figures: readonly Figure[], columns: number): string {
  if (figures.length === 0 || !Number.isInteger(columns) || columns < 1) {
    throw new RangeError(
      `overviewSheet: expected figures and a positive number of columns, got ${String(figures.length)} and ${String(columns)}`,
    );
  }
  const placed: string[] = [];
  let y = gap;
  for (let first = 0; first < figures.length; first += columns) {
    const row = figures.slice(first, first + columns).map(({ svg }) => svg.trim());
    for (const [column, svg] of row.entries()) {
      const x = gap + column * (figureWidth + gap);
      placed.push(svg.replace('<svg ', `<svg x="${String(x)}" y="${String(y)}" `));
    }
    y += Math.max(...row.map(heightOf)) + gap;
  }
  const width = gap + Math.min(columns, figures.length) * (figureWidth + gap);
  const size = `width="${String(width)}" height="${String(y)}"`;
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size} viewBox="0 0 ${String(width)} ${String(y)}"><rect ${size} fill="#ffffff"/>${placed.join('')}</svg>\n`;
}
