/**
 * Runs the benchmarks of this folder: `npm run bench -- [name…] [--json] [--save FILE] [--compare FILE] [--tolerance 1.5]`.
 *
 * A benchmark is a file `*.bench.ts` that exports `run(): Promise<readonly Measurement[]>`. With `--compare` the exit code is 1 if a
 * figure is worse than the stored one by more than the tolerance. Ratios (unit `×`) are always compared; times only when the stored
 * figures were made on the same kind of machine.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { compareReports, formatTable, type Measurement, type Report, readReport } from './report.ts';

interface Benchmark {
  readonly run: () => Promise<readonly Measurement[]>;
}

function isBenchmark(module: unknown): module is Benchmark {
  return typeof module === 'object' && module !== null && 'run' in module && typeof module.run === 'function';
}

/** Imports and runs one benchmark file. */
async function runFile(file: string): Promise<readonly Measurement[]> {
  const module: unknown = await import(new URL(file, import.meta.url).href);
  if (!isBenchmark(module)) throw new TypeError(`bench: expected ${file} to export run()`);
  return module.run();
}

/** The benchmark files whose names contain one of the words; all of them without words. */
function selectFiles(words: readonly string[]): readonly string[] {
  const files = readdirSync(import.meta.dirname).filter((file) => file.endsWith('.bench.ts'));
  const chosen = files.filter((file) => words.length === 0 || words.some((word) => file.includes(word))).sort();
  if (chosen.length === 0) throw new RangeError(`bench: expected one of ${files.join(', ')}, got ${words.join(' ')}`);
  return chosen;
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      json: { type: 'boolean', default: false },
      save: { type: 'string' },
      compare: { type: 'string' },
      tolerance: { type: 'string', default: '1.5' },
    },
  });
  const tolerance = Number(values.tolerance);
  if (!(tolerance >= 1)) throw new RangeError(`bench: expected --tolerance ≥ 1, got ${values.tolerance}`);
  const baseline = values.compare === undefined ? undefined : readReport(readFileSync(values.compare, 'utf8'));
  const files: Record<string, readonly Measurement[]> = {};
  for (const file of selectFiles(positionals)) {
    console.error(`running ${file} …`);
    files[file.slice(0, -'.bench.ts'.length)] = await runFile(file);
  }
  const environment = { node: process.version, cpu: cpus()[0]?.model ?? 'unknown', cores: cpus().length };
  const report: Report = { environment, benchmarks: files };
  const comparison = baseline === undefined ? [] : compareReports(baseline, report, tolerance);
  const text = JSON.stringify(baseline === undefined ? report : { ...report, comparison }, null, 2);
  if (values.save !== undefined) writeFileSync(values.save, `${JSON.stringify(report, null, 2)}\n`);
  console.log(values.json ? text : formatTable(report, comparison));
  return comparison.some(({ verdict }) => verdict === 'worse') ? 1 : 0;
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 2;
}
