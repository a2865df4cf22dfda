/**
 * The figures of a statement.
 */
import { errorFigure } from './error-figure.ts';
import { sizeFigure } from './size-figure.ts';
import { measureWords, principalMeasure } from './wording.ts';
import type { SizeMeasure, StatementResult } from '../theorems/records.ts';

/** A figure with its file name (without extension) and the words for those who cannot see it. */
export interface Figure {
  readonly name: string;
  readonly alternative: string;
  /** A standalone SVG document. */
  readonly svg: string;
}

/** Letters, digits, dots and hyphens; anything else in an id becomes a hyphen, so that a name never leaves its directory. */
export function fileName(text: string): string {
  return text.replace(/[^A-Za-z0-9.-]+/g, '-').replace(/^[.-]+/, '') || 'statement';
}

/** The principal measure first, then the measure in which skip connections are paid for, then whatever else was fitted. */
function measuresOf(statement: StatementResult): readonly SizeMeasure[] {
  return [
    ...new Set<SizeMeasure>([principalMeasure(statement), 'layeredNodes', ...statement.fits.map((fit) => fit.measure)]),
  ];
}

/**
 * Draws every figure of a statement: size against L(ε) in each measure of interest, and error against gates.
 *
 * @param statement - a result
 * @returns the figures; none where the statement has no rows that a figure can show
 */
export async function statementFigures(statement: StatementResult): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  const add = (kind: string, words: string, svg: string | undefined): void => {
    if (svg === undefined) return;
    figures.push({ name: `${fileName(statement.id)}-${kind}`, alternative: `${statement.id}: ${words}`, svg });
  };
  // Statements that are checked case by case may say nothing about growth: networks of a fixed number of waves have no ε.
  const grows = statement.checks === undefined || statement.fits.length > 0;
  for (const measure of grows ? measuresOf(statement) : []) {
    const kind = `size-${measure.replace(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`)}`;
    add(kind, `${measureWords[measure]} against log₂ log₂(1/ε)`, await sizeFigure(statement, { measure }));
  }
  // Where methods overtake each other, far beyond the rows, is seen in a figure of its own for each target.
  const far = (statement.crossings ?? []).filter(({ extrapolated }) => extrapolated !== undefined);
  for (const target of new Set(far.map((crossing) => crossing.target))) {
    const words = `${target}, gates against log₂ log₂(1/ε) with extrapolated crossings`;
    add(`size-${fileName(target)}`, words, await sizeFigure(statement, { target }));
  }
  add('error', `error against ${measureWords[principalMeasure(statement)]}`, await errorFigure(statement));
  return figures;
}
