/** `loglog certify`. */
import type { Rational } from '../../arithmetic/rational.ts';
import { rationals } from '../../arithmetic/rational.ts';
import { formatDecimal, parseNumeral } from '../../arithmetic/numerals.ts';
import { serializeCertificate } from '../../certificates/index.ts';
import { type DenseNetwork, serializeCircuit } from '../../circuits/index.ts';
import { writeFileAtomically } from '../../circuits/file-node.ts';
import { defaultDomain, describeDomain } from '../../constructions/index.ts';
import type { Domain, Target } from '../../functions/index.ts';
import { certifyError, type CertifiedError } from '../../measurement/index.ts';
import { parallelCertifier } from '../../measurement/certify-parallel-node.ts';
import { boundAsText, boundPiecewiseError } from '../../triangle/index.ts';
import { badRequest, EXIT } from '../failure.ts';
import { interruption } from '../interruption.ts';
import { isPiecewiseLinear, readDenseNetwork, readNetworkArgument, readTargetArgument } from '../network-argument.ts';
import { answer, type CommonOptions, progressBar, remark } from '../output.ts';
import { openPartial, type PartialCertificate } from '../partial-certificate.ts';

/** Options of the command. */
export interface CertifyOptions extends CommonOptions {
  readonly target: string;
  readonly domain?: Domain;
  /** upper/lower to reach; 1.05 for one input, 1.25 on boxes if absent. */
  readonly tightness?: number;
  readonly relative?: boolean;
  /** The bound to be proven: the exit code says whether the error is at most this. */
  readonly claim?: Rational;
  readonly maxSeconds: number;
  readonly maxBits: number;
  readonly threads?: number;
  readonly output?: string;
  readonly resume?: boolean;
  readonly maxSize: number;
}

/** upper/lower to reach where nothing else is asked for. */
const TIGHTNESS = 1.05;

/** What the answer says of a claim: proved, refuted or unknown. */
export function judge(
  { status, error, reason }: Pick<CertifiedError, 'status' | 'error' | 'reason'>,
  claim: Rational | undefined,
): { status: CertifiedError['status']; reason?: string } {
  const given = { status, ...(reason !== undefined && { reason }) };
  if (claim === undefined || (status === 'refuted' && error.upper === null && error.lower === '0')) return given;
  if (error.upper !== null && rationals.compare(parseNumeral(error.upper), claim) <= 0) return { status: 'proved' };
  if (rationals.compare(parseNumeral(error.lower), claim) > 0) {
    return { status: 'refuted', reason: `the error is at least ${error.lower}, above the claim` };
  }
  return { status: 'unknown', reason: reason ?? 'the claim lies between the bounds' };
}

/** The exit code of each verdict. */
export const EXIT_CODES: Readonly<Record<CertifiedError['status'], number>> = {
  proved: EXIT.done,
  refuted: EXIT.violated,
  unknown: EXIT.inconclusive,
};

/** Encloses the uniform error of a network against a target; returns the exit code. */
export async function runCertify(network: string, options: CertifyOptions): Promise<number> {
  const { target, name } = await readTargetArgument(options.target, options.maxSize);
  const domain = options.domain ?? defaultDomain(target.name);
  const dense = await readDenseNetwork(network, options.maxSize);
  if (dense !== undefined && isPiecewiseLinear(dense)) return certifyRelu(dense, target, name, domain, options);
  const circuit = await readNetworkArgument(network, options.maxSize);
  const { relative = false, tightness = TIGHTNESS, maxSeconds, maxBits, output } = options;
  const settings = [serializeCircuit(circuit), target.name, ...describeDomain(domain), relative, tightness].join('\n');
  const partial =
    output === undefined ? undefined : await openPartial(`${output}.partial`, options.resume === true, settings);
  if (partial !== undefined && partial.known.length > 0) {
    remark(options, `resuming with ${String(partial.known.length)} panels from ${partial.path}`);
  }
  const executor = parallelCertifier(options.threads);
  const kept =
    output === undefined
      ? 'nothing is kept without -o FILE'
      : 'bounded panels are kept: the same command with --resume continues';
  const interrupted = interruption(kept);
  const bar = progressBar(options, 'certify');
  try {
    const work = certifyError({
      circuit,
      target,
      domain,
      relative,
      tightness,
      maxSeconds,
      maxBits,
      executor,
      known: partial?.known ?? [],
      onPanel: (panel, done) => {
        partial?.keep(panel);
        bar.update(done);
      },
    });
    const found = await Promise.race([work, interrupted.signal]);
    bar.stop();
    return await conclude(found, domain, name, options, partial);
  } catch (error) {
    await partial?.flush();
    throw error;
  } finally {
    bar.stop();
    interrupted.release();
    await executor.close();
  }
}

/**
 * Encloses the error of a ReLU network piece by piece. Its linear pieces are exact, so that the enclosure is a proof by itself
 * and found again in the same time; there is no certificate.
 */
function certifyRelu(
  network: DenseNetwork,
  target: Target,
  name: string,
  domain: Domain,
  options: CertifyOptions,
): number {
  const { relative = false, tightness = TIGHTNESS, claim, output } = options;
  if (relative) throw badRequest('certify: expected a rational network with --relative, got a ReLU network');
  if (output !== undefined)
    throw badRequest('certify: expected no -o FILE for a ReLU network, which needs no certificate');
  const start = performance.now();
  const bound = boundPiecewiseError(network, target, domain, { tightness });
  const { lower, upper } = boundAsText(bound);
  const at = formatDecimal(bound.at, 20);
  const open =
    bound.lower.numerator === 0n
      ? 'enclosures cannot tell the error from 0'
      : 'the tightness was not reached within the budget';
  const found = bound.isTight ? { status: 'proved' as const } : { status: 'unknown' as const, reason: open };
  const verdict = judge({ ...found, error: { lower, upper } }, claim);
  const seconds = (performance.now() - start) / 1000;
  const { pieces } = bound;
  const about = { domain: describeDomain(domain), target: name, relative: false };
  answer(options, { kind: 'bound', ...verdict, error: { lower, upper }, at, ...about, pieces, seconds }, () =>
    [
      verdict.reason === undefined ? verdict.status : `${verdict.status}: ${verdict.reason}`,
      `the uniform error on [${about.domain.join(', ')}] lies in [${lower}, ${upper}], proven on ${String(pieces)} exact linear pieces`,
      `  the lower end is attained at x = ${at}`,
    ].join('\n'),
  );
  return EXIT_CODES[verdict.status];
}

async function conclude(
  found: CertifiedError,
  domain: Domain,
  target: string,
  options: CertifyOptions,
  partial: PartialCertificate | undefined,
): Promise<number> {
  const { output, relative = false, claim } = options;
  const { certificate, error, at, seconds } = found;
  const verdict = judge(found, claim);
  const text = certificate === undefined ? undefined : serializeCertificate(certificate);
  const written = output !== undefined && text !== undefined ? output : undefined;
  if (written !== undefined && text !== undefined) await writeFileAtomically(written, text);
  // Without a certificate the panels are what a longer run begins with.
  if (text === undefined) await partial?.flush();
  else await partial?.remove();
  const shown = written ?? (text === undefined ? undefined : (JSON.parse(text) as unknown));
  const json = {
    kind: found.kind,
    ...verdict,
    error,
    ...(at !== undefined && { at }),
    domain: describeDomain(domain),
    target,
    relative,
    seconds,
    ...(shown !== undefined && { certificate: shown }),
  };
  answer(options, json, () => {
    const what = `the uniform ${relative ? 'relative ' : ''}error on [${describeDomain(domain).join(', ')}]`;
    const { lower, upper } = error;
    return [
      verdict.reason === undefined ? verdict.status : `${verdict.status}: ${verdict.reason}`,
      upper === null ? `${what} is at least ${lower}` : `${what} lies in [${lower}, ${upper}], proven`,
      ...(at === undefined || found.status === 'refuted' ? [] : [`  the lower end is attained at x = ${at}`]),
      written === undefined
        ? 'Write the certificate to a file with -o FILE.'
        : `Certificate: ${written} (loglog check ${written})`,
    ].join('\n');
  });
  return EXIT_CODES[verdict.status];
}
