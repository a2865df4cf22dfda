/** `loglog minimax`. */
import { formatDecimal, formatExact } from '../../arithmetic/numerals.ts';
import { type Rational, rationalToNumber } from '../../arithmetic/rational.ts';
import { serializeCertificate } from '../../certificates/index.ts';
import { serializeCircuit, sizeOf } from '../../circuits/index.ts';
import { writeFileAtomically } from '../../circuits/file-node.ts';
import { defaultDomain, describeDomain } from '../../constructions/index.ts';
import { type Domain, resolveTarget } from '../../functions/index.ts';
import { certifyMinimax } from '../../measurement/index.ts';
import { parallelCertifier } from '../../measurement/certify-parallel-node.ts';
import { EXIT } from '../failure.ts';
import { interruption } from '../interruption.ts';
import { answer, type CommonOptions, progressBar } from '../output.ts';

/** Options of the command. */
export interface MinimaxOptions extends CommonOptions {
  readonly type: readonly [number, number];
  readonly domain?: Domain;
  readonly relative?: boolean;
  readonly gap?: Rational;
  readonly digits?: number;
  readonly maxSeconds: number;
  readonly threads?: number;
  readonly output?: string;
  readonly certificate?: string;
}

const SHOWN_DIGITS = 20;

/** Finds a best rational approximation and encloses the best error; returns the exit code. */
export async function runMinimax(name: string, options: MinimaxOptions): Promise<number> {
  const target = resolveTarget(name);
  const domain = options.domain ?? defaultDomain(target.name);
  const { type, relative = false, digits, maxSeconds, output } = options;
  const executor = parallelCertifier(options.threads);
  const interrupted = interruption('nothing is kept');
  const bar = progressBar(options, 'minimax');
  try {
    const work = certifyMinimax({
      target,
      domain,
      type,
      relative,
      ...(options.gap !== undefined && { gap: rationalToNumber(options.gap) }),
      ...(digits !== undefined && { digits }),
      maxSeconds,
      executor,
      onPanel: (_, done) => {
        bar.update(done);
      },
    });
    const found = await Promise.race([work, interrupted.signal]);
    bar.stop();
    const { best, circuit, certificate, error, status, reason, seconds } = found;
    const text = serializeCircuit(circuit);
    if (output !== undefined) await writeFileAtomically(output, text);
    if (options.certificate !== undefined && certificate !== undefined) {
      await writeFileAtomically(options.certificate, serializeCertificate(certificate));
    }
    const json = {
      type,
      target: target.name,
      domain: describeDomain(domain),
      relative,
      status,
      ...(reason !== undefined && { reason }),
      error,
      alternation: best.alternation.map(formatExact),
      defect: best.defect,
      numerator: best.numerator.map(formatExact),
      denominator: best.denominator.map(formatExact),
      iterations: best.iterations,
      digits: best.digits,
      bits: best.bits,
      gates: sizeOf(circuit).gates,
      seconds: seconds.search + seconds.proof,
      ...(output !== undefined && { network: output }),
    };
    answer(options, json, () => {
      const what = `the best ${relative ? 'relative ' : ''}error of type (${type.join(',')}) for ${target.name} on [${describeDomain(domain).join(', ')}]`;
      const bounds = error.upper === null ? 'is not enclosed' : `lies in [${error.lower}, ${error.upper}], proven`;
      const list = (coefficients: readonly Rational[]): string =>
        coefficients.map((c) => formatDecimal(c, SHOWN_DIGITS)).join(', ');
      return [
        `${what} ${bounds}`,
        ...(reason === undefined ? [] : [`  ${reason}`]),
        `  alternation at ${String(best.alternation.length)} points${best.defect > 0 ? `, defect ${String(best.defect)}` : ''}; ${String(best.digits)} digits; ${String(sizeOf(circuit).gates)} gates`,
        `  numerator   ${list(best.numerator)}`,
        `  denominator ${list(best.denominator)}`,
        output === undefined ? 'Write the circuit to a file with -o FILE.' : `Written to ${output}.`,
      ].join('\n');
    });
    return status === 'proved' ? EXIT.done : EXIT.inconclusive;
  } finally {
    bar.stop();
    interrupted.release();
    await executor.close();
  }
}
