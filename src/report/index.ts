/**
 * Reports: tables, figures and files made from result records; nothing here recomputes anything.
 *
 * @packageDocumentation
 */
export { resultsCsv } from './csv.ts';
export { decimalLogarithm, doubleLogarithm, formatDecimal, type DecimalStyle, type Rounding } from './decimal-text.ts';
export { errorFigure } from './error-figure.ts';
export { statementFigures, type Figure } from './figures.ts';
export { functionFigure } from './function-figure.ts';
export { htmlReport } from './html.ts';
export { canonicalJson, resultsJson } from './json.ts';
export { escapeLatex, latexTable } from './latex.ts';
export { svgToPdf } from './pdf.ts';
export { plotStatement, type FigureFormat, type PlotOptions } from './plot.ts';
export { svgToPng } from './png.ts';
export { sizeFigure, type FigureOptions } from './size-figure.ts';
export { rowTable, statementTables, textTable, verdictTable, type Alignment } from './text-table.ts';
export { paperTables, type Published, trainingCsv, trainingLatex, trainingTable } from './training-tables.ts';
export { writeTrainingReport } from './training-report.ts';
export { countVerdicts, describeFit, verdictMarks } from './wording.ts';
export { writeReport } from './write-report.ts';
export type {
  Check,
  Environment,
  ErrorBound,
  ErrorEstimate,
  Fit,
  Row,
  RowRole,
  SizeMeasure,
  SizeRecord,
  StatementResult,
  Verdict,
  VerifyResults,
} from '../theorems/records.ts';
