/**
 * Rows about rational networks that stand for dense ones.
 */
import { formatDecimal } from '../arithmetic/numerals.ts';
import type { Rational } from '../arithmetic/rational.ts';
import { bindDense, catalogActivations, shapeOf } from '../circuits/dense.ts';
import type { DenseNetwork } from '../circuits/network-file.ts';
import { networkTarget } from '../circuits/network-target.ts';
import { describeDomain } from '../constructions/construct.ts';
import { rationalize } from '../constructions/rationalize.ts';
import type { Domain } from '../functions/target.ts';
import { estimateDifference } from '../measurement/difference.ts';
import type { Row, RowRole } from './records.ts';
import { type RowRequest, sizeRecord, type VerificationContext } from './statement.ts';

/** A dense network, and how it is made rational. */
export interface DenseSubject {
  /** What rows call it. */
  readonly name: string;
  readonly network: DenseNetwork;
  /** The interval of every input. */
  readonly domain: Domain;
  /** What rows call the method. */
  readonly method: string;
  /** The construction of its activations. */
  readonly construction: string;
  readonly role: RowRole;
}

const keyOf = ({ name, domain, method }: DenseSubject, eps: Rational): string =>
  ['theorem-3.4', name, ...describeDomain(domain), method, formatDecimal(eps, 40)].join('_');

/** A row about a network of one input and one output, whose difference is certified. */
export function certifiedRow(subject: DenseSubject, eps: Rational): RowRequest {
  const { name, network, domain, method, construction, role } = subject;
  return {
    key: keyOf(subject, eps),
    label: `${name} ${method} ε = ${formatDecimal(eps, 6)}`,
    target: networkTarget(network),
    name,
    domain,
    method,
    role,
    eps,
    build: () => {
      const { circuit, size, bound } = rationalize(network, { eps, domain, method: construction });
      return { circuit, size, bound };
    },
  };
}

/** Points of the estimates of networks of several inputs: the samples are gone through in this thread. */
const MOST_POINTS = 200;

/** A row about a network of any shape: its proven bound, and an estimate of the difference. */
export async function boundedRow(context: VerificationContext, subject: DenseSubject, eps: Rational): Promise<Row> {
  const key = keyOf(subject, eps);
  const known = context.recall(key);
  if (known !== undefined) return known;
  const start = performance.now();
  const { name, network, domain, method, construction, role } = subject;
  const { circuit, size, bound, box } = rationalize(network, { eps, domain, method: construction });
  const { at, ...estimate } = estimateDifference({
    exact: (F) => bindDense(F, network, catalogActivations(F)),
    circuit,
    box,
    eps,
    points: Math.min(context.points, MOST_POINTS),
    seed: context.seed,
  });
  const row: Row = {
    eps: formatDecimal(eps, 12),
    target: name,
    domain: describeDomain(domain),
    method,
    role,
    size: sizeRecord(size),
    planBound: bound,
    estimate: { ...estimate, at: shapeOf(network)[0] === 1 ? (at[0] ?? '') : `(${at.join(', ')})` },
    seconds: (performance.now() - start) / 1000,
    network: await context.keepNetwork(key, circuit),
  };
  await context.keep(key, row);
  return row;
}
