/** `loglog certify` of networks of several inputs against a layer. */
import { parseNumeral } from '../../arithmetic/numerals.ts';
import type { Rational } from '../../arithmetic/rational.ts';
import { boxProblem, serializeBoxCertificate } from '../../certificates/index.ts';
import type { Circuit } from '../../circuits/index.ts';
import { writeFileAtomically } from '../../circuits/file-node.ts';
import { defaultDomain, describeDomain } from '../../constructions/index.ts';
import { findLayer } from '../../functions/index.ts';
import { certifyBoxError } from '../../measurement/index.ts';
import { badRequest } from '../failure.ts';
import { interruption } from '../interruption.ts';
import { readNetworkArgument } from '../network-argument.ts';
import { answer, progressBar } from '../output.ts';
import { type CertifyOptions, EXIT_CODES, judge } from './certify.ts';

/** The accuracy that a circuit's file says it was built for. */
function statedAccuracy({ meta }: Circuit): Rational | undefined {
  try {
    return typeof meta?.eps === 'string' ? parseNumeral(meta.eps) : undefined;
  } catch {
    return undefined;
  }
}

/** Encloses the largest error of a network against a layer, over all outputs, on a box; returns the exit code. */
export async function runCertifyLayer(network: string, options: CertifyOptions): Promise<number> {
  const layer = findLayer(options.target);
  if (options.relative === true) throw badRequest(`certify: expected no --relative for the layer ${layer.name}`);
  if (options.resume === true) throw badRequest(`certify: expected no --resume for the layer ${layer.name}`);
  const domain = options.domain ?? defaultDomain(layer.name);
  const circuit = await readNetworkArgument(network, options.maxSize);
  const problem = boxProblem(
    circuit,
    layer.name,
    Array.from({ length: layer.inputs }, () => domain),
  );
  const enough = options.claim ?? statedAccuracy(circuit);
  const interrupted = interruption('nothing is kept of a proof on a box');
  const bar = progressBar(options, 'certify');
  try {
    const work = certifyBoxError({
      problem,
      maxSeconds: options.maxSeconds,
      maxBits: options.maxBits,
      ...(options.tightness !== undefined && { tightness: options.tightness }),
      ...(enough !== undefined && { enough }),
      onProgress: (done) => {
        bar.update(done);
      },
    });
    const found = await Promise.race([work, interrupted.signal]);
    bar.stop();
    const verdict = judge(found, options.claim);
    const text = found.certificate && serializeBoxCertificate(found.certificate);
    const { output } = options;
    if (output !== undefined && text !== undefined) await writeFileAtomically(output, text);
    const shown = text === undefined ? undefined : (output ?? (JSON.parse(text) as unknown));
    const { kind, error, at, seconds } = found;
    const about = { at, domain: describeDomain(domain), target: layer.name, relative: false };
    const json = { kind, ...verdict, error, ...about, seconds, ...(shown !== undefined && { certificate: shown }) };
    answer(options, json, () => {
      const what = `the largest error over ${String(layer.outputs)} outputs, inputs in [${about.domain.join(', ')}],`;
      return [
        verdict.reason === undefined ? verdict.status : `${verdict.status}: ${verdict.reason}`,
        error.upper === null
          ? `${what} is at least ${error.lower}`
          : `${what} lies in [${error.lower}, ${error.upper}], proven`,
        `  the lower end is attained at (${at.join(', ')})`,
        output === undefined || text === undefined
          ? 'Write the certificate to a file with -o FILE.'
          : `Certificate: ${output} (loglog check ${output})`,
      ].join('\n');
    });
    return EXIT_CODES[verdict.status];
  } finally {
    bar.stop();
    interrupted.release();
  }
}
