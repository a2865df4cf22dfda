/**
 * Rows about networks of a fixed activation that stand for a rational function: proven bound, sizes, weights, sampled distance.
 */
import { ball, type Ball } from '../arithmetic/ball.ts';
import { formatDecimal, log2Of, parseNumeral } from '../arithmetic/numerals.ts';
import { makeRational, type Rational, rationals } from '../arithmetic/rational.ts';
import type { Circuit } from '../circuits/circuit.ts';
import { bindDense, catalogActivations } from '../circuits/dense.ts';
import { evaluate } from '../circuits/evaluate.ts';
import { circuitFromExpression } from '../circuits/expression.ts';
import type { DenseNetwork } from '../circuits/network-file.ts';
import { largestWeight, sizeOfDense } from '../circuits/size-dense.ts';
import { describeDomain } from '../constructions/construct.ts';
import type { Domain } from '../functions/target.ts';
import type { ErrorEstimate, Row, RowRole } from './records.ts';
import { sizeRecord, type VerificationContext } from './statement.ts';

/** A network with its proven bound. */
export interface BoundedNetwork {
  readonly network: DenseNetwork;
  readonly bound: string;
}

/** A rational function, and a network that is to be close to it. */
export interface NetworkRequest {
  /** The statement's id, for keys. */
  readonly id: string;
  /** A rational expression in x, or what to call the circuit. */
  readonly expression: string;
  /** The rational function, if the expression only names it. */
  readonly source?: () => Circuit;
  readonly domain: Domain;
  readonly method: string;
  readonly role: RowRole;
  readonly eps: Rational;
  /** The most points that are sampled; 33 if absent. */
  readonly points?: number;
  readonly build: (circuit: Circuit) => BoundedNetwork;
}

const Q = rationals;
/** Deep networks with long weights take milliseconds a point. */
const MOST_POINTS = 33;
const MOST_BITS = 1 << 20;

/** The largest distance at a few points, each enclosed: as good as attained. */
function sample(network: DenseNetwork, circuit: Circuit, { lower, upper }: Domain, points: number): ErrorEstimate {
  const count = points;
  const nodes = Array.from({ length: count }, (_, i) =>
    Q.add(lower, Q.mul(Q.sub(upper, lower), makeRational(BigInt(2 * i + 1), BigInt(2 * count)))),
  );
  for (let bits = 256 + Math.max(0, Math.ceil(log2Of(largestWeight(network)))); ; bits *= 2) {
    const F = ball(bits);
    const f = bindDense(F, network, catalogActivations(F));
    const errors = nodes.map((node): readonly [Ball, Rational] | undefined => {
      const x = F.constant(node);
      try {
        const gap = F.abs(F.sub(f([x])[0] as Ball, evaluate(F, circuit, [x])[0] as Ball));
        return [gap, node];
      } catch (error) {
        // Balls of too few bits outgrow the range of exp.
        if (error instanceof RangeError) return undefined;
        throw error;
      }
    });
    const narrow = errors.filter((entry) => entry !== undefined && isNarrow(F.lower(entry[0]), F.upper(entry[0]))) as [Ball, Rational][]; // prettier-ignore
    if (narrow.length < count && bits < MOST_BITS) continue;
    if (narrow.length === 0) throw new RangeError('no sample of the network could be evaluated');
    const [gap, at] = narrow.reduce((most, entry) =>
      F.base.compare(entry[0].midpoint, most[0].midpoint) > 0 ? entry : most,
    );
    const error = formatDecimal(F.base.toRational(gap.midpoint), 12);
    return { kind: 'estimate', error, at: formatDecimal(at, 25), points: count, arithmetic: F.name };
  }

  function isNarrow(low: Ball['midpoint'], high: Ball['midpoint']): boolean {
    const F = ball(64).base;
    const top = F.from(high);
    return F.compare(F.sub(top, F.from(low)), F.scale(top, -20)) <= 0;
  }
}

async function makeRow(context: VerificationContext, request: NetworkRequest, key: string): Promise<Row> {
  const start = performance.now();
  const circuit = request.source?.() ?? circuitFromExpression(request.expression);
  const { network, bound } = request.build(circuit);
  const estimate = sample(network, circuit, request.domain, Math.min(context.points, request.points ?? MOST_POINTS));
  return {
    eps: formatDecimal(request.eps, 12),
    target: request.expression,
    domain: describeDomain(request.domain),
    method: request.method,
    role: request.role,
    size: sizeRecord(sizeOfDense(network)),
    planBound: bound,
    estimate,
    seconds: (performance.now() - start) / 1000,
    network: await context.keepNetwork(key, network),
    largestWeight: formatDecimal(largestWeight(network), 6),
  };
}

/** Makes the rows one by one, taking those that are already kept. */
export async function makeNetworkRows(
  context: VerificationContext,
  requests: readonly NetworkRequest[],
): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const request of requests) {
    const { id, expression, domain, method, eps } = request;
    const key = [id, expression, ...describeDomain(domain), method, formatDecimal(eps, 40)].join('_');
    let row = context.recall(key);
    if (row === undefined) {
      row = await makeRow(context, request, key);
      await context.keep(key, row);
    }
    rows.push(row);
    context.onProgress(`${method} ε = ${formatDecimal(eps, 6)}`, rows.length, requests.length);
    // Lets progress show and interruptions through.
    await new Promise<void>((resolve) => {
      setTimeout(resolve, 0);
    });
  }
  return rows;
}

/** The largest weights of a method's rows, in words. */
export function weightsNote(rows: readonly Row[], method: string): string {
  const list = rows
    .filter((row) => row.method === method)
    .map(({ eps, largestWeight: weight = '' }) => `${briefly(weight)} at ε = ${briefly(eps)}`);
  return `Largest weights, ${method}: ${list.join('; ')}.`;
}

/** The nearest power of ten. */
const briefly = (text: string): string =>
  `1e${String(Math.round(log2Of(parseNumeral(text)) * Math.LOG10E * Math.LN2))}`;
