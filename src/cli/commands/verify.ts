/** `loglog verify`: the main job. */
import { cpus } from 'node:os';
import { formatDecimal } from '../../arithmetic/numerals.ts';
import type { Rational } from '../../arithmetic/rational.ts';
import { parallelCertifier } from '../../measurement/certify-parallel-node.ts';
import { statementTables, verdictTable, writeReport } from '../../report/index.ts';
import type { StatementResult, VerifyResults } from '../../theorems/index.ts';
import { EXIT } from '../failure.ts';
import { answer, type CommonOptions, progressBar, remark } from '../output.ts';
import { interruption } from '../interruption.ts';
import { openRunDirectory } from '../run-directory.ts';
import { chosenStatements } from '../statements-argument.ts';
import { version } from '../version.ts';

/** Options of the command. */
export interface VerifyOptions extends CommonOptions {
  readonly eps?: readonly Rational[];
  readonly out: string;
  readonly resume?: boolean;
  readonly points: number;
  readonly seed: number;
  /** Seconds for the certificate of each network; 0 for none. */
  readonly certifySeconds: number;
  readonly threads?: number;
}

/** Seconds for the certificate of each network of a verification. */
const CERTIFY_SECONDS = 60;

/** Points per error of a verification. */
const VERIFY_POINTS = 1000;

function environmentOf(command: string): VerifyResults['environment'] {
  return {
    version: version(),
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    cpus: `${String(cpus().length)} × ${cpus()[0]?.model.trim() ?? 'unknown'}`,
    date: new Date().toISOString(),
    command,
  };
}

/** The command as it would be typed again. */
function commandLine(ids: readonly string[], options: VerifyOptions): string {
  const eps = options.eps === undefined ? [] : ['--eps', options.eps.map((e) => formatDecimal(e, 12)).join(',')];
  const points = options.points === VERIFY_POINTS ? [] : ['--points', String(options.points)];
  const seed = options.seed === 1 ? [] : ['--seed', String(options.seed)];
  const certify =
    options.certifySeconds === CERTIFY_SECONDS ? [] : ['--certify-seconds', String(options.certifySeconds)];
  return ['loglog verify', ...ids, ...eps, ...points, ...seed, ...certify].join(' ');
}

/** The exit code of a run: violated before inconclusive before verified. */
function exitCodeOf(results: readonly StatementResult[]): number {
  if (results.some(({ verdict }) => verdict === 'violated')) return EXIT.violated;
  return results.some(({ verdict }) => verdict === 'inconclusive') ? EXIT.inconclusive : EXIT.done;
}

/** Verifies statements, prints the table and writes the report; returns the exit code. */
export async function runVerify(ids: readonly string[], options: VerifyOptions): Promise<number> {
  const chosen = chosenStatements('verify', ids);
  const start = performance.now();
  const settings = [version(), options.points, options.seed, options.certifySeconds].join(' ');
  const directory = await openRunDirectory(options.out, options.resume === true, settings);
  if (directory.resumed > 0)
    remark(options, `resuming with ${String(directory.resumed)} finished rows from ${options.out}`);
  const assessor = parallelCertifier(options.threads);
  const interrupted = interruption('finished rows are kept: the same command with --resume continues');
  const results: StatementResult[] = [];
  try {
    for (const [index, statement] of chosen.entries()) {
      const bar = progressBar(options, statement.id.padEnd(18));
      remarkUnlessTerminal(options, `${statement.id}: ${statement.title}`);
      const work = statement.verify({
        ...(options.eps !== undefined && { epsilons: options.eps }),
        points: options.points,
        seed: options.seed,
        assessor,
        executor: assessor,
        certifySeconds: options.certifySeconds,
        recall: (key) => directory.recall(key),
        keep: (key, row) => directory.keep(key, row),
        keepNetwork: (name, circuit) => directory.keepNetwork(name, circuit),
        keepCertificate: (name, certificate) => directory.keepCertificate(name, certificate),
        onProgress: (label, done, total) => {
          bar.update(done / total, `${label} (${String(index + 1)}/${String(chosen.length)})`);
        },
      });
      try {
        results.push(await Promise.race([work, interrupted.signal]));
      } finally {
        bar.stop();
      }
    }
    interrupted.release();
  } finally {
    await assessor.close();
  }
  const report: VerifyResults = {
    statements: results,
    environment: environmentOf(commandLine(ids, options)),
    seconds: (performance.now() - start) / 1000,
  };
  remarkUnlessTerminal(options, 'writing the report');
  const paths = await writeReport(report, options.out);
  answer(options, report, () =>
    [...results.map((result) => statementTables(result)), verdictTable(report)].join('\n').trimEnd(),
  );
  remark(
    options,
    `report: ${paths.find((path) => path.endsWith('report.html')) ?? options.out} (${String(paths.length)} files)`,
  );
  return exitCodeOf(results);
}

/** Where there is no progress bar, one line per statement tells that the work goes on. */
function remarkUnlessTerminal(options: CommonOptions, text: string): void {
  if (!process.stderr.isTTY) remark(options, text);
}
