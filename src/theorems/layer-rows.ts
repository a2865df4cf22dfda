/**
 * Rows about rational networks for layers, functions of several variables: the largest error over all outputs on a box.
 */
import { formatDecimal } from '../arithmetic/numerals.ts';
import type { Rational } from '../arithmetic/rational.ts';
import { boxProblem } from '../certificates/box-problem.ts';
import { describeDomain } from '../constructions/construct.ts';
import { constructLayer } from '../constructions/layer.ts';
import { findLayer } from '../functions/layers.ts';
import type { Domain } from '../functions/target.ts';
import { certifyBoxError } from '../measurement/certify-box.ts';
import { estimateBoxError } from '../measurement/estimate-box.ts';
import type { ErrorBound, Row } from './records.ts';
import { sizeRecord, type VerificationContext } from './statement.ts';

/** Samples are gone through in this thread. */
const MOST_POINTS = 500;
/** Seconds after which a bound below ε is good enough. */
const PATIENCE = 2;

/** A layer by its name, on the box in which every input lies in the domain, within ε. */
export interface LayerRequest {
  readonly name: string;
  readonly domain: Domain;
  readonly eps: Rational;
}

async function makeRow(
  context: VerificationContext,
  { name, domain, eps }: LayerRequest,
  key: string,
  onProgress: (done: number) => void,
): Promise<Row> {
  const start = performance.now();
  const layer = findLayer(name);
  const { circuit, size, bound, method } = constructLayer(layer, { eps, domain });
  const problem = boxProblem(
    circuit,
    layer.name,
    Array.from({ length: layer.inputs }, () => domain),
  );
  const { points, seed, certifySeconds: maxSeconds } = context;
  const sampled = estimateBoxError({ problem, points: Math.min(points, MOST_POINTS), seed });
  let error: ErrorBound | undefined;
  if (maxSeconds > 0) {
    const found = await certifyBoxError({ problem, enough: eps, patience: PATIENCE, maxSeconds, onProgress });
    const { lower, upper } = found.error;
    if (found.status === 'proved' && upper !== null && found.certificate !== undefined) {
      error = { kind: 'bound', lower, upper, certificate: await context.keepCertificate(key, found.certificate) };
    }
  }
  return {
    eps: formatDecimal(eps, 12),
    target: layer.name,
    domain: describeDomain(domain),
    method,
    role: 'own',
    size: sizeRecord(size),
    planBound: bound,
    estimate: {
      kind: 'estimate',
      error: sampled.error,
      at: `(${sampled.at.join(', ')})`,
      points: sampled.points,
      arithmetic: sampled.arithmetic,
    },
    ...(error !== undefined && { error }),
    seconds: (performance.now() - start) / 1000,
    network: await context.keepNetwork(key, circuit),
  };
}

/** Makes the rows one by one, taking those that are already kept. */
export async function makeLayerRows(
  context: VerificationContext,
  requests: readonly LayerRequest[],
): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const request of requests) {
    const { name, domain, eps } = request;
    const key = [name, ...describeDomain(domain), formatDecimal(eps, 40)].join('_');
    const report = (done: number): void => {
      context.onProgress(`${name} ε = ${formatDecimal(eps, 6)}`, rows.length + done, requests.length);
    };
    let row = context.recall(key);
    if (row === undefined) {
      row = await makeRow(context, request, key, report);
      await context.keep(key, row);
    }
    rows.push(row);
    report(0);
    // Lets progress show and interruptions through.
    await new Promise<void>((resolve) => {
      setTimeout(resolve, 0);
    });
  }
  return rows;
}
