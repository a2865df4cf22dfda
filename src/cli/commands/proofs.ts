/** `loglog proofs`: the certificates that stand beside the proofs of the statements. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { formatDecimal } from '../../arithmetic/numerals.ts';
import { checkCertificate, parseCertificate, serializeCertificate } from '../../certificates/index.ts';
import { makeFolder, readTextFile, writeFileAtomically } from '../../circuits/file-node.ts';
import { certifyError } from '../../measurement/index.ts';
import { parallelCertifier, type ParallelCertifier } from '../../measurement/certify-parallel-node.ts';
import { type RowRequest, shortfall, staleness, type Statement } from '../../theorems/index.ts';
import { badRequest, EXIT } from '../failure.ts';
import { answer, type CommonOptions, type Progress, progressBar } from '../output.ts';
import { fileName } from '../run-directory.ts';
import { chosenStatements } from '../statements-argument.ts';

/** Options of the command. */
export interface ProofsOptions extends CommonOptions {
  readonly dir: string;
  readonly write?: boolean;
  readonly threads?: number;
}

/** What was found of one certificate, or of the proof of one statement. */
interface Finding {
  readonly statement: string;
  readonly what: string;
  readonly file: string;
  readonly error?: { readonly lower: string; readonly upper: string };
  /** What is wrong; absent where nothing is. */
  readonly fault?: string;
}

const tightnessOf = ({ tightness = 1.05 }: RowRequest): number => tightness;

/** Certifies a network anew and writes its certificate. */
async function write(request: RowRequest, path: string, certifier: ParallelCertifier): Promise<void> {
  const { target, domain, relative = false } = request;
  const { circuit } = request.build();
  const tightness = tightnessOf(request);
  const found = await certifyError({ circuit, target, domain, relative, tightness, executor: certifier });
  if (found.certificate === undefined) throw badRequest(`proofs: ${request.label}: ${found.reason ?? found.status}`);
  await makeFolder(dirname(path));
  await writeFileAtomically(path, serializeCertificate(found.certificate));
}

/** Reads a certificate, holds it against the network and checks it. */
async function examine(id: string, request: RowRequest, path: string, certifier: ParallelCertifier): Promise<Finding> {
  const about = { statement: id, what: request.label, file: path };
  if (!existsSync(path)) return { ...about, fault: 'missing (loglog proofs --write makes it)' };
  try {
    const { certificate, intact } = parseCertificate(await readTextFile(path), { name: path });
    if (!intact) return { ...about, fault: 'altered after it was made: its digest does not fit' };
    const stale = staleness(request, certificate);
    if (stale !== undefined) return { ...about, fault: `stale: ${stale}` };
    const result = await checkCertificate(certificate, { bound: (problem, panel) => certifier.bound(problem, panel) });
    const fault = shortfall(request, result);
    if (fault !== undefined || result.status !== 'proved') return { ...about, fault: fault ?? result.status };
    return { ...about, error: { lower: formatDecimal(result.lower, 8), upper: formatDecimal(result.upper, 8) } };
  } catch (error) {
    if (error instanceof RangeError) return { ...about, fault: error.message };
    throw error;
  }
}

async function proofsOf(
  statement: Statement,
  options: ProofsOptions,
  certifier: ParallelCertifier,
  bar: Progress,
): Promise<readonly Finding[]> {
  const { id } = statement;
  const text = join(options.dir, `${id}.md`);
  const written: Finding = {
    statement: id,
    what: 'the written proof',
    file: text,
    ...(!existsSync(text) && { fault: 'missing' }),
  };
  const findings = [written];
  const requests = statement.certified?.() ?? [];
  for (const [i, request] of requests.entries()) {
    const path = join(options.dir, 'certificates', id, fileName(request.key));
    bar.update(i / requests.length, request.label);
    if (options.write === true) await write(request, path, certifier);
    findings.push(await examine(id, request, path, certifier));
  }
  return findings;
}

/** Re-checks the proofs of statements; returns the exit code. */
export async function runProofs(ids: readonly string[], options: ProofsOptions): Promise<number> {
  const start = performance.now();
  const chosen = chosenStatements('proofs', ids).filter(({ certified }) => certified !== undefined);
  const certifier = parallelCertifier(options.threads);
  const findings: Finding[] = [];
  try {
    for (const statement of chosen) {
      const bar = progressBar(options, statement.id.padEnd(18));
      try {
        findings.push(...(await proofsOf(statement, options, certifier, bar)));
      } finally {
        bar.stop();
      }
    }
  } finally {
    await certifier.close();
  }
  const faults = findings.filter(({ fault }) => fault !== undefined);
  const seconds = (performance.now() - start) / 1000;
  answer(options, { proofs: findings, faults: faults.length, seconds }, () =>
    [
      ...findings.map(({ statement, what, error, fault, file }) => {
        const outcome =
          fault === undefined
            ? error === undefined
              ? 'present'
              : `proved: [${error.lower}, ${error.upper}]`
            : `FAULT: ${fault} (${file})`;
        return `${statement}  ${what}  ${outcome}`;
      }),
      `${String(findings.length)} proofs, ${String(faults.length)} faults, ${seconds.toFixed(0)} s`,
    ].join('\n'),
  );
  return faults.length === 0 ? EXIT.done : EXIT.violated;
}
