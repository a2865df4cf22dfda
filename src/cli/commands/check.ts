/** `loglog check`. */
import { formatDecimal } from '../../arithmetic/numerals.ts';
import {
  type Certificate,
  checkBoxCertificate,
  checkCertificate,
  type CheckResult,
  isBoxCertificate,
  parseBoxCertificate,
  parseCertificate,
} from '../../certificates/index.ts';
import { readTextFile } from '../../circuits/file-node.ts';
import { layerOf } from '../../circuits/network-target.ts';
import type { Domain } from '../../functions/index.ts';
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

/** What was checked, whatever it is about. */
interface Checked {
  readonly result: CheckResult;
  readonly about: { readonly target: string; readonly domain: unknown; readonly relative: boolean };
}

const ALTERED: CheckResult = {
  status: 'unknown',
  reason: 'the certificate was altered after it was made: its digest does not fit',
};

const interval = ({ lower, upper }: Domain): readonly string[] => [lower, upper].map((end) => formatDecimal(end, 20));

async function checkInterval(text: string, name: string, options: CheckOptions): Promise<Checked> {
  const { certificate, intact } = parseCertificate(text, { name });
  const { target, domain, relative } = certificate;
  const result = intact ? await check(certificate, options) : ALTERED;
  return { result, about: { target, domain: interval(domain), relative } };
}

/** The domain of a certificate on a box: the interval of every input, or where they differ, the list of them. */
async function checkBox(text: string, name: string, options: CheckOptions): Promise<Checked> {
  const { certificate, intact } = parseBoxCertificate(text, { name });
  const { target, box } = certificate;
  const bar = progressBar(options, 'check');
  const onProgress = (done: number): void => {
    bar.update(done);
  };
  try {
    const result = intact ? await checkBoxCertificate(certificate, { onProgress }) : ALTERED;
    const sides = box.map(interval);
    const [first = []] = sides;
    const domain = sides.every((side) => side.join() === first.join()) ? first : sides;
    return { result, about: { target, domain, relative: false } };
  } finally {
    bar.stop();
  }
}

/** Re-verifies a certificate by itself; returns the exit code. */
export async function runCheck(file: string, options: CheckOptions): Promise<number> {
  const start = performance.now();
  const text = await readTextFile(file, { maxBytes: options.maxSize });
  const { result, about } = await (isBoxCertificate(text) ? checkBox : checkInterval)(text, file, options);
  const seconds = (performance.now() - start) / 1000;
  const error =
    result.status === 'proved'
      ? { lower: formatDecimal(result.lower, 12), upper: formatDecimal(result.upper, 12) }
      : { lower: null, upper: null };
  const reason = result.status === 'proved' ? {} : { reason: result.reason };
  const shown = about.target.startsWith('{') ? layerOf(about.target).formula : about.target;
  answer(options, { status: result.status, error, ...about, ...reason, seconds }, () =>
    result.status === 'proved'
      ? `proved: the uniform ${about.relative ? 'relative ' : ''}error against ${shown} on [${String(about.domain).replaceAll(',', ', ')}] lies in [${String(error.lower)}, ${String(error.upper)}]`
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
