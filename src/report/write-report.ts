/**
 * The files of a run, each replaced atomically: a reader finds the old file or the new one, never a part.
 */
import { resultsCsv } from './csv.ts';
import { statementFigures, type Figure } from './figures.ts';
import { figureFonts } from './fonts.ts';
import { composeHtml } from './html.ts';
import { resultsJson } from './json.ts';
import { latexTable } from './latex.ts';
import { overviewSheet } from './overview.ts';
import { svgToPdf } from './pdf.ts';
import { svgToPng } from './png.ts';
import type { VerifyResults } from '../theorems/records.ts';

/** Writes one file below the directory and returns its path. */
export type Writer = (name: string, content: string | Uint8Array) => Promise<string>;

/** Creates a directory with a folder for figures, and writes into it atomically. */
export async function openDirectory(directory: string): Promise<Writer> {
  const [{ makeFolder }, path, { default: writeFileAtomic }] = await Promise.all([
    import('../circuits/file-node.ts'),
    import('node:path'),
    import('write-file-atomic'),
  ]);
  await makeFolder(path.join(directory, 'figures'));
  return async (name, content) => {
    const file = path.join(directory, name);
    await writeFileAtomic(file, typeof content === 'string' ? content : Buffer.from(content));
    return file;
  };
}

async function writeFigures(figures: readonly (readonly Figure[])[], write: Writer): Promise<readonly string[]> {
  const paths: string[] = [];
  for (const { name, svg } of figures.flat()) {
    paths.push(await write(`figures/${name}.svg`, svg), await write(`figures/${name}.pdf`, await svgToPdf(svg)));
  }
  const firsts = figures.flatMap((list) => list.slice(0, 1));
  if (firsts.length > 0) {
    const columns = Math.min(3, firsts.length);
    const png = await svgToPng(overviewSheet(firsts, columns), { width: 900 * columns });
    paths.push(await write('figures/overview.png', png));
  }
  return paths;
}

/**
 * Writes `results.json`, `results.csv`, `table.tex`, the figures as SVG and PDF, an overview as PNG, and `report.html`, in this order, so
 * that the records are safe before anything is drawn.
 *
 * @param results - the records of one run
 * @param directory - where to; it is created if need be, and other files in it stay
 * @returns the paths of the files written
 * @throws {RangeError} if a number of the records is not finite
 */
export async function writeReport(results: VerifyResults, directory: string): Promise<readonly string[]> {
  const json = resultsJson(results);
  const write = await openDirectory(directory);
  const paths = [
    await write('results.json', json),
    await write('results.csv', resultsCsv(results)),
    await write('table.tex', latexTable(results)),
  ];
  const figures: (readonly Figure[])[] = [];
  for (const statement of results.statements) figures.push(await statementFigures(statement));
  paths.push(...(await writeFigures(figures, write)));
  paths.push(await write('report.html', composeHtml(results, figures, await figureFonts())));
  return paths;
}
