/**
 * One figure of one statement, for `loglog plot`.
 */
import { errorFigure } from './error-figure.ts';
import { svgToPdf } from './pdf.ts';
import { svgToPng } from './png.ts';
import { sizeFigure, type FigureOptions } from './size-figure.ts';
import type { VerifyResults } from '../theorems/records.ts';

/** A file format of figures. */
export type FigureFormat = 'svg' | 'pdf' | 'png';

/** Which figure of a statement, and how wide a PNG is. */
export interface PlotOptions extends FigureOptions {
  /** `error`: error against size (the default); `size`: size against L(ε). */
  readonly kind?: 'error' | 'size';
  /** Width of a PNG in pixels; 1260 by default, three for each px of the figure. */
  readonly width?: number;
}

/**
 * Draws a figure of one statement from recorded results.
 *
 * @param results - the records of one run
 * @param id - the statement's id
 * @param format - the file format
 * @param options - the kind of figure, the size measure, the target, the width of a PNG
 * @returns the file's bytes
 * @throws {RangeError} if there is no such statement, it has no such target, or it has no rows that a figure can show
 */
export async function plotStatement(
  results: VerifyResults,
  id: string,
  format: FigureFormat,
  options: PlotOptions = {},
): Promise<Uint8Array> {
  const statement = results.statements.find((candidate) => candidate.id === id);
  if (statement === undefined) {
    const known = results.statements.map((candidate) => candidate.id).join(', ');
    throw new RangeError(`plotStatement: expected a statement of these results (${known}), got ${id}`);
  }
  const svg = await (options.kind === 'size' ? sizeFigure : errorFigure)(statement, options);
  if (svg === undefined) {
    throw new RangeError(`plotStatement: expected a statement with rows to draw, got ${id} without any`);
  }
  switch (format) {
    case 'svg':
      return new TextEncoder().encode(svg);
    case 'pdf':
      return svgToPdf(svg);
    case 'png':
      return svgToPng(svg, { width: options.width ?? 1260 });
  }
}
