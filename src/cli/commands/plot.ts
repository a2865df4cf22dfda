/** `loglog plot`. */
import { mkdir, readFile } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { type FigureFormat, plotStatement } from '../../report/index.ts';
import type { VerifyResults } from '../../theorems/index.ts';
import { badRequest } from '../failure.ts';
import { answer, type CommonOptions } from '../output.ts';

/** Options of the command. */
export interface PlotOptions extends CommonOptions {
  readonly output: string;
  readonly from: string;
}

const FORMATS: readonly string[] = ['svg', 'pdf', 'png'];

async function readResults(directory: string): Promise<VerifyResults> {
  const path = join(directory, 'results.json');
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    throw badRequest(
      `plot: no recorded results in ${directory}; make them with loglog verify --out ${directory}`,
      error,
    );
  }
  const results = JSON.parse(text) as Partial<VerifyResults>;
  if (!Array.isArray(results.statements)) throw badRequest(`${path}: expected the results of loglog verify`);
  return results as VerifyResults;
}

/** Draws a figure from recorded results. */
export async function runPlot(id: string, options: PlotOptions): Promise<void> {
  const format = extname(options.output).slice(1).toLowerCase();
  if (!FORMATS.includes(format))
    throw badRequest(`plot: expected -o FILE.svg, FILE.pdf or FILE.png, got ${options.output}`);
  const bytes = await plotStatement(await readResults(options.from), id, format as FigureFormat);
  await mkdir(dirname(options.output), { recursive: true });
  await writeFileAtomic(options.output, Buffer.from(bytes));
  answer(options, { figure: options.output, id }, () => `written to ${options.output}`);
}
