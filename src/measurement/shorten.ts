/**
 * Shortening a plan by measurement: a named option, never the default, because its result is not proven.
 */
import { type Rational, rationals } from '../arithmetic/rational.ts';
import { parseNumeral } from '../arithmetic/numerals.ts';
import { construct, type Construction, type ConstructionRequest } from '../constructions/index.ts';
import type { Target } from '../functions/target.ts';
import { type ErrorEstimate, type ErrorEvaluator, estimateError, singleThread } from './estimate.ts';

/** A construction that was accepted because its sampled error is at most ε. */
export interface Shortened {
  readonly construction: Construction;
  readonly estimate: ErrorEstimate;
}

/** The planner's tolerance is loosened in factors of 2^4, up to the square root of ε. */
const LOOSENING_BITS = 4;

/**
 * Plans for tolerances looser than ε and keeps the circuit with the fewest gates whose *sampled* error is at most ε.
 *
 * Heuristic: the planner's bound overshoots by a few bits up to a whole step of an iteration; sampling tells by how much.
 * The result carries an estimate, no bound.
 * @throws {RangeError} as {@link construct}
 */
export async function shorten(
  target: Target,
  request: ConstructionRequest,
  evaluator: ErrorEvaluator = singleThread,
): Promise<Shortened> {
  const measure = (construction: Construction): Promise<ErrorEstimate> =>
    estimateError({
      circuit: construction.circuit,
      target,
      domain: request.domain,
      eps: request.eps,
      evaluator,
      points: 500,
    });
  const planned = construct(target, request);
  let best: Shortened = { construction: planned, estimate: await measure(planned) };
  for (const eps of looserTolerances(request.eps)) {
    const construction = construct(target, { ...request, eps });
    if (construction.size.gates >= best.construction.size.gates) continue;
    const estimate = await measure(construction);
    // Sizes fall and errors grow with the tolerance: once the error is too large, looser plans will not do.
    if (rationals.compare(parseNumeral(estimate.error), request.eps) > 0) break;
    best = { construction, estimate };
  }
  return best;
}

function* looserTolerances(eps: Rational): Generator<Rational> {
  const bits = eps.denominator.toString(2).length - eps.numerator.toString(2).length;
  for (let shift = LOOSENING_BITS; shift <= Math.max(8, bits >> 1); shift = Math.ceil(shift * 1.5)) {
    const looser = rationals.scale(eps, shift);
    if (looser.numerator < looser.denominator) yield looser;
  }
}
