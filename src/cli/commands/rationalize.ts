/** `loglog rationalize`. */
import { formatDecimal, parseNumeral } from '../../arithmetic/numerals.ts';
import { type Rational, rationals } from '../../arithmetic/rational.ts';
import { boxProblem, serializeBoxCertificate, serializeCertificate } from '../../certificates/index.ts';
import { writeFileAtomically } from '../../circuits/file-node.ts';
import {
  bindDense,
  catalogActivations,
  type DenseNetwork,
  networkLayer,
  networkTarget,
  serializeCircuit,
  shapeOf,
  sizeOfDense,
} from '../../circuits/index.ts';
import { describeDomain, type Rationalized, rationalize } from '../../constructions/index.ts';
import { parseDomain } from '../../functions/index.ts';
import type { Box, Domain } from '../../functions/target.ts';
import {
  type CertifiedBoxError,
  type CertifiedError,
  certifyBoxError,
  certifyError,
  type DifferenceEstimate,
  estimateDifference,
} from '../../measurement/index.ts';
import { parallelCertifier } from '../../measurement/certify-parallel-node.ts';
import { sizeRecord } from '../../theorems/statement.ts';
import { badRequest, EXIT } from '../failure.ts';
import { interruption } from '../interruption.ts';
import { readDenseNetwork, readNetworkArgument } from '../network-argument.ts';
import { answer, type CommonOptions, progressBar, sizeLines } from '../output.ts';

/** Options of the command. */
export interface RationalizeOptions extends CommonOptions {
  readonly eps: Rational;
  readonly domain?: readonly Domain[];
  readonly method: string;
  readonly points: number;
  readonly seed: number;
  readonly output?: string;
  readonly certificate?: string;
  readonly maxSeconds: number;
  readonly threads?: number;
  readonly maxSize: number;
}

/** Boxes of more dimensions take too many parts. */
const MOST_INPUTS = 4;
const DEFAULT_DOMAIN = parseDomain('-1,1');

/** One interval for all inputs, or one for each. */
function boxOf(network: DenseNetwork, domain: RationalizeOptions['domain']): Box {
  const [inputs] = shapeOf(network);
  const [first = DEFAULT_DOMAIN, ...others] = domain ?? [];
  if (others.length === 0) return Array.from({ length: inputs }, () => first);
  if (others.length + 1 === inputs) return [first, ...others];
  throw badRequest(
    `rationalize: expected one interval, or ${String(inputs)}, one for each input, got ${String(others.length + 1)}`,
  );
}

/** How many times the proven bound exceeds the largest difference seen; absent where none was seen. */
function slackOf({ bound }: Rationalized, { error }: DifferenceEstimate): string | undefined {
  const seen = parseNumeral(error);
  return seen.numerator === 0n ? undefined : formatDecimal(rationals.div(parseNumeral(bound), seen), 3);
}

function layerLine({
  activation,
  neurons,
  range,
  sensitivity,
  tolerance,
  gates,
}: Rationalized['layers'][number]): string {
  const reach = `${String(neurons)} × ${activation} on [${range.join(', ')}]`;
  if (tolerance === undefined) return `  ${reach}, kept`;
  return `  ${reach}: errors multiplied by at most ${sensitivity}, tolerances from ${tolerance[0]}, ${String(gates)} gates`;
}

/** The difference on a box of several inputs, the bound of ε being enough. */
async function certifyBox(
  network: DenseNetwork,
  { circuit, box, eps }: Rationalized,
  path: string,
  options: RationalizeOptions,
): Promise<CertifiedBoxError> {
  const interrupted = interruption('nothing is kept');
  const bar = progressBar(options, 'certify');
  try {
    const problem = boxProblem(circuit, networkLayer(network).name, box);
    const onProgress = (done: number): void => {
      bar.update(done);
    };
    const work = certifyBoxError({ problem, enough: eps, maxSeconds: options.maxSeconds, onProgress });
    const found = await Promise.race([work, interrupted.signal]);
    if (found.certificate !== undefined) await writeFileAtomically(path, serializeBoxCertificate(found.certificate));
    return found;
  } finally {
    bar.stop();
    interrupted.release();
  }
}

/** Certifies the difference of a dense network and its rational one, and writes the certificate. */
async function certify(
  network: DenseNetwork,
  made: Rationalized,
  options: RationalizeOptions,
): Promise<CertifiedError | CertifiedBoxError | undefined> {
  const { circuit, box } = made;
  const { certificate: path, maxSeconds } = options;
  const [domain] = box;
  if (path === undefined || domain === undefined) return undefined;
  if (shapeOf(network).some((width) => width !== 1)) return certifyBox(network, made, path, options);
  const executor = parallelCertifier(options.threads);
  const interrupted = interruption('nothing is kept');
  const bar = progressBar(options, 'certify');
  try {
    const work = certifyError({
      circuit,
      target: networkTarget(network),
      domain,
      maxSeconds,
      executor,
      onPanel: (_, done) => {
        bar.update(done);
      },
    });
    const found = await Promise.race([work, interrupted.signal]);
    if (found.certificate !== undefined) await writeFileAtomically(path, serializeCertificate(found.certificate));
    return found;
  } finally {
    bar.stop();
    interrupted.release();
    await executor.close();
  }
}

function certifiedLine({ status, error, reason }: CertifiedError | CertifiedBoxError): string {
  if (status !== 'proved' || error.upper === null) return `not certified: ${reason ?? status}`;
  return `certified: the largest difference lies in [${error.lower}, ${error.upper}]`;
}

/** Turns a dense network into a rational one within ε; returns the exit code. */
export async function runRationalize(file: string, options: RationalizeOptions): Promise<number> {
  const { eps, method, points, seed } = options;
  const network = await readDenseNetwork(file, options.maxSize);
  if (network === undefined) {
    await readNetworkArgument(file, options.maxSize);
    throw badRequest(
      `${file}: expected a dense network with activations that have a name; this one is rational already`,
    );
  }
  const box = boxOf(network, options.domain);
  if (options.certificate !== undefined && box.length > MOST_INPUTS) {
    throw badRequest(`rationalize: expected a network of at most ${String(MOST_INPUTS)} inputs with --certificate`);
  }
  const bar = progressBar(options, 'rationalize');
  let made: Rationalized;
  try {
    made = rationalize(network, {
      eps,
      domain: box,
      method,
      onProgress: (done) => {
        bar.update(done, 'neurons');
      },
    });
  } finally {
    bar.stop();
  }
  const estimate = estimateDifference({
    exact: (F) => bindDense(F, network, catalogActivations(F)),
    circuit: made.circuit,
    box,
    eps,
    points,
    seed,
  });
  const certified = await certify(network, made, options);
  const text = serializeCircuit(made.circuit);
  if (options.output !== undefined) await writeFileAtomically(options.output, text);
  const slack = slackOf(made, estimate);
  const [size, original] = [sizeRecord(made.size), sizeRecord(sizeOfDense(network))];
  const json = {
    source: file,
    method,
    eps: formatDecimal(eps, 20),
    domain: box.map(describeDomain),
    bound: made.bound,
    estimate,
    ...(slack !== undefined && { slack }),
    ...(certified && { status: certified.status, error: certified.error }),
    size,
    original: { size: original },
    layers: made.layers,
    network: options.output ?? (JSON.parse(text) as unknown),
  };
  answer(options, json, () =>
    [
      `${file} on ${box.map((side) => `[${describeDomain(side).join(', ')}]`).join(' × ')} within ${formatDecimal(eps, 6)}`,
      `proven bound of the difference: ${made.bound}`,
      `largest difference at ${String(points)} points: ${estimate.error} (an estimate)${slack === undefined ? '' : `; slack ${slack}`}`,
      ...(certified ? [certifiedLine(certified)] : []),
      ...made.layers.map(layerLine),
      `from ${String(original.nodes)} nodes and ${String(original.parameters)} parameters to`,
      sizeLines(size),
      options.output === undefined ? 'Write the network to a file with -o FILE.' : `Written to ${options.output}.`,
    ].join('\n'),
  );
  return certified === undefined || certified.status === 'proved' ? EXIT.done : EXIT.inconclusive;
}
