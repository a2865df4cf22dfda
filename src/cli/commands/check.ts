/** `loglog check`. */
import { formatDecimal } from '../../arithmetic/numerals.ts';
import { type Certificate, checkCertificate, type CheckResult, parseCertificate } from '../../certificates/index.ts';
import { readTextFile } from '../../circuits/file-node.ts';
import { targetOf } from '../../circuits/network-target.ts';
import { parallelCertifier } from '../../measurement/certify-parallel-node.ts';
import { EXIT } from '../failure.ts';
import { answer, type CommonOptions, progressBar } from '../output.ts';

/** Options of the command. */
export interface CheckOptions extends CommonOptions {
  readonly threads?: number;
  readonly maxSize: number;
}

const EXIT_CODES = { proved: EXIT.done, refuted: EXIT.violated, unknown: EXIT.inconclusive } as const;

/** Steps times nodes times words of precision below which one thread is done before others have started. */
const SMALL = 2e7;

function costOf({ circuit, claim }: Certificate): number {
  if (claim.kind !== 'bound') return 0;
  return claim.panels.reduce((sum, panel) => {
    const nodes = panel.kind === 'analytic' ? panel.nodes : 1;
    return sum + circuit.instructions.length * (nodes * (panel.bits / 64) + 200);
  }, 0);
}

/** Re-verifies a certificate by itself; returns the exit code. */
export async function runCheck(file: string, options: CheckOptions): Promise<number> {
  const start = performance.now();
  const { certificate, intact } = parseCertificate(await readTextFile(file, { maxBytes: options.maxSize }), {
    name: file,
  });
  const result: CheckResult = intact
    ? await check(certificate, options)
    : { status: 'unknown', reason: 'the certificate was altered after it was made: its digest does not fit' };
  const seconds = (performance.now() - start) / 1000;
  const error =
    result.status === 'proved'
      ? { lower: formatDecimal(result.lower, 12), upper: formatDecimal(result.upper, 12) }
      : { lower: null, upper: null };
  const { target, domain, relative } = certificate;
  const about = { target, domain: [domain.lower, domain.upper].map((end) => formatDecimal(end, 20)), relative };
  const reason = result.status === 'proved' ? {} : { reason: result.reason };
  const shown = target.startsWith('{') ? targetOf(target).formula : target;
  answer(options, { status: result.status, error, ...about, ...reason, seconds }, () =>
    result.status === 'proved'
      ? `proved: the uniform ${relative ? 'relative ' : ''}error against ${shown} on [${about.domain.join(', ')}] lies in [${String(error.lower)}, ${String(error.upper)}]`
      : `${result.status}: ${result.reason}`,
  );
  return EXIT_CODES[result.status];
}

async function check(certificate: Certificate, options: CheckOptions): Promise<CheckResult> {
  const bar = progressBar(options, 'check');
  const onProgress = (done: number): void => {
    bar.update(done);
  };
  if (costOf(certificate) < SMALL) {
    try {
      return await checkCertificate(certificate, { onProgress });
    } finally {
      bar.stop();
    }
  }
  const certifier = parallelCertifier(options.threads);
  try {
    return await checkCertificate(certificate, {
      onProgress,
      bound: (problem, panel) => certifier.bound(problem, panel),
    });
  } finally {
    bar.stop();
    await certifier.close();
  }
}
