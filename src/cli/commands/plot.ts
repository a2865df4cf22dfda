/** `loglog plot`. */
import { readFile } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { makeFolder } from '../../circuits/file-node.ts';
import { z } from 'zod';
import { type FigureFormat, plotStatement } from '../../report/index.ts';
import type { VerifyResults } from '../../theorems/index.ts';
import { badRequest } from '../failure.ts';
import { answer, type CommonOptions } from '../output.ts';

/** Options of the command. */
export interface PlotOptions extends CommonOptions {
  readonly output: string;
  readonly from: string;
  readonly kind: 'error' | 'size';
  readonly target?: string;
}

const FORMATS: readonly string[] = ['svg', 'pdf', 'png'];

const row = z.looseObject({
  eps: z.string(),
  target: z.string(),
  domain: z.tuple([z.string(), z.string()]),
  method: z.string(),
  role: z.string(),
  planBound: z.string(),
  size: z.looseObject({ gates: z.number(), nodes: z.number(), layeredNodes: z.number() }),
});

const curve = z.looseObject({ constant: z.number(), exponent: z.number() });
const crossing = z.looseObject({
  target: z.string(),
  methods: z.tuple([z.string(), z.string()]),
  extrapolated: z.array(z.looseObject({ at: z.number(), curves: z.tuple([curve, curve]) })).optional(),
});

/** What of `results.json` a figure cannot do without. */
const resultsSchema = z.looseObject({
  statements: z.array(
    z.looseObject({
      id: z.string(),
      title: z.string(),
      rows: z.array(row),
      fits: z.array(z.looseObject({})),
      degreeBounds: z.array(z.looseObject({ target: z.string(), degree: z.number(), lower: z.string() })).optional(),
      crossings: z.array(crossing).optional(),
    }),
  ),
});

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
  const results = parseResults(text);
  if (results === undefined) throw badRequest(`plot: ${path}: expected the results of loglog verify`);
  return results;
}

/** Results as far as figures read them, or undefined. */
function parseResults(text: string): VerifyResults | undefined {
  try {
    const results = resultsSchema.parse(JSON.parse(text));
    return results as unknown as VerifyResults;
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof z.ZodError) return undefined;
    throw error;
  }
}

/** The figure; a statement or a target that the results do not have is a bad request. */
async function drawn(...request: Parameters<typeof plotStatement>): Promise<Uint8Array> {
  try {
    return await plotStatement(...request);
  } catch (error) {
    if (error instanceof RangeError) throw badRequest(`plot: ${error.message.replace(/^\w+: /, '')}`, error);
    throw error;
  }
}

/** Draws a figure from recorded results. */
export async function runPlot(id: string, options: PlotOptions): Promise<void> {
  const format = extname(options.output).slice(1).toLowerCase();
  if (!FORMATS.includes(format))
    throw badRequest(`plot: expected -o FILE.svg, FILE.pdf or FILE.png, got ${options.output}`);
  const { kind, target } = options;
  const chosen = { kind, ...(target !== undefined && { target }) };
  const bytes = await drawn(await readResults(options.from), id, format as FigureFormat, chosen);
  await makeFolder(dirname(options.output));
  await writeFileAtomic(options.output, Buffer.from(bytes));
  answer(options, { figure: options.output, id }, () => `written to ${options.output}`);
}
