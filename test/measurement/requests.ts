/** Short ways to ask for an estimate, and to compare decimal strings. */
import { parseNumeral } from '../../src/arithmetic/numerals.ts';
import { rationals, rationalToNumber } from '../../src/arithmetic/rational.ts';
import type { Circuit } from '../../src/circuits/circuit.ts';
import { circuitFromExpression } from '../../src/circuits/expression.ts';
import { parseDomain, resolveTarget } from '../../src/functions/index.ts';
import { type ErrorEstimate, estimateError, type EstimateRequest } from '../../src/measurement/index.ts';

/** Estimates |target − network| on the domain `a,b`. */
export function estimate(
  network: string | Circuit,
  target: string,
  domain: string,
  options: Partial<EstimateRequest> = {},
): Promise<ErrorEstimate> {
  return estimateError({
    circuit: typeof network === 'string' ? circuitFromExpression(network) : network,
    target: resolveTarget(target),
    domain: parseDomain(domain),
    ...options,
  });
}

/** |x/y − 1| of two decimal strings, also outside the range of doubles. */
export function relativeDistance(x: string, y: string): number {
  const [a, b] = [parseNumeral(x), parseNumeral(y)];
  return Math.abs(rationalToNumber(rationals.div(rationals.sub(a, b), b)));
}
