/**
 * Certificates beside the proofs: whether one is about the network that a statement's construction gives today, and proves
 * what the statement says of it.
 */
import { formatDecimal, parseNumeral } from '../arithmetic/numerals.ts';
import { type Rational, rationals } from '../arithmetic/rational.ts';
import type { Certificate } from '../certificates/certificate.ts';
import type { CheckResult } from '../certificates/check.ts';
import type { Circuit } from '../circuits/circuit.ts';
import { serializeCircuit } from '../circuits/file.ts';
import type { RowRequest } from './statement.ts';

const bare = ({ inputs, instructions, outputs }: Circuit): string =>
  serializeCircuit({ inputs, instructions, outputs });

const same = (x: Rational, y: Rational): boolean => rationals.compare(x, y) === 0;

/**
 * Why a certificate is not about a network.
 * @param request - The network, as the statement's construction gives it.
 * @param certificate - The certificate.
 * @returns The difference in words, or undefined if there is none.
 */
export function staleness(request: RowRequest, certificate: Certificate): string | undefined {
  const { target, domain, relative = false } = request;
  if (certificate.target !== target.name) return `it is about ${certificate.target}, not ${target.name}`;
  if (!same(certificate.domain.lower, domain.lower) || !same(certificate.domain.upper, domain.upper)) {
    return 'it is about another domain';
  }
  if (certificate.relative !== relative) return `it is not about the ${relative ? 'relative' : 'absolute'} error`;
  if (bare(certificate.circuit) !== bare(request.build().circuit))
    return 'its network is not the one constructed today';
  return undefined;
}

/** The closed form of a row that stands for a number of steps is met up to the rounding of weights and of its decimals. */
const SLACK = parseNumeral('1e-6');

/**
 * Why a checked certificate does not show what the statement says of the network.
 * @param request - The network.
 * @param result - What the check found.
 * @returns The fault in words, or undefined if it shows it: an error of at most ε, or for a number of steps, the closed form.
 */
export function shortfall(request: RowRequest, result: CheckResult): string | undefined {
  if (result.status !== 'proved') return `${result.status}: ${result.reason}`;
  const { lower, upper } = result;
  const { eps, steps } = request;
  const interval = `[${formatDecimal(lower, 8)}, ${formatDecimal(upper, 8)}]`;
  if (steps === undefined) {
    return rationals.compare(upper, eps) > 0
      ? `the error in ${interval} is not below ε = ${formatDecimal(eps, 8)}`
      : undefined;
  }
  const slack = rationals.mul(SLACK, eps);
  const holds =
    rationals.compare(lower, rationals.add(eps, slack)) <= 0 &&
    rationals.compare(rationals.sub(eps, slack), upper) <= 0;
  return holds ? undefined : `the closed form ${formatDecimal(eps, 8)} is not in ${interval}`;
}
