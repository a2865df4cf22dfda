/**
 * The files of a training experiment, each replaced atomically. The same records give the same files: times are not among
 * them.
 */
import { fileName } from './figures.ts';
import { functionFigure } from './function-figure.ts';
import { canonicalJson } from './json.ts';
import { svgToPdf } from './pdf.ts';
import {
  modelsCsv,
  paperTables,
  type Published,
  trainingCsv,
  trainingLatex,
  trainingTable,
} from './training-tables.ts';
import { openDirectory } from './write-report.ts';
import type { FunctionFigure, ModelRecord, TrainingResults } from '../training/records.ts';

/** A model without its parameters: those of the best ones are in their network files. */
function withoutParameters(model: ModelRecord): Omit<ModelRecord, 'parameters'> {
  return Object.fromEntries(Object.entries(model).filter(([key]) => key !== 'parameters')) as Omit<
    ModelRecord,
    'parameters'
  >;
}

/**
 * Writes `results.json`, `results.csv`, `models.csv`, `tables.txt`, `tables.tex`, and the figures as SVG and PDF.
 *
 * @param results - the records of an experiment
 * @param figures - its figures
 * @param published - the paper's errors, where there are any
 * @param directory - where to; it is created if need be
 * @returns the paths of the files written
 */
export async function writeTrainingReport(
  results: TrainingResults,
  figures: readonly FunctionFigure[],
  published: Published,
  directory: string,
): Promise<readonly string[]> {
  const write = await openDirectory(directory);
  const record = { ...results, models: results.models.map(withoutParameters) };
  const paths = [
    await write('results.json', canonicalJson(record)),
    await write('results.csv', trainingCsv(results)),
    await write('models.csv', modelsCsv(results)),
    await write('tables.txt', `${trainingTable(results, published)}\n${paperTables(results)}`),
    await write('tables.tex', trainingLatex(results)),
  ];
  for (const figure of figures) {
    const svg = await functionFigure(figure);
    const name = fileName(figure.name);
    paths.push(await write(`figures/${name}.svg`, svg), await write(`figures/${name}.pdf`, await svgToPdf(svg)));
  }
  return paths;
}
