/**
 * The best single rational function as a construction.
 */
import { bigfloat } from '../arithmetic/bigfloat.ts';
import { formatDecimal } from '../arithmetic/numerals.ts';
import { rationals } from '../arithmetic/rational.ts';
import { stepsOf } from '../certificates/steps.ts';
import type { Construction, ConstructionRequest } from '../constructions/construct.ts';
import { firstBits, type SingleRational, type SingleRequest } from '../constructions/single/approximant.ts';
import { type BestRational, bestRational } from '../constructions/minimax/best-rational.ts';
import type { Target } from '../functions/target.ts';
import { roundedOutward } from './certify.ts';
import { leastPeak } from './certify-minimax.ts';
import { constructSingle } from './construct-single.ts';
import type { CertifiedSingle, SingleMethod, SingleOptions } from './single-search.ts';

/** upper/lower − 1 of the errors: those of neighbouring degrees are further apart. */
const GAP = 1e-3;
/** Parts of the gap that the unevenness of the alternation and the upper bound take. */
const SHARES = { spread: 0.3, tightness: 0.6 };
const SHOWN_DIGITS = 6;

/** The best approximant of a type, with its error at the points of alternation. */
function approximate(request: SingleRequest): SingleRational & Pick<BestRational, 'alternation'> {
  const { f, deadline } = request;
  const maxSeconds = (deadline - performance.now()) / 1000;
  const best = bestRational({ ...request, spread: SHARES.spread * GAP, maxSeconds });
  const F = bigfloat(firstBits(request));
  const sizes = best.alternation.map((point) => {
    const x = F.constant(point);
    return F.abs(F.sub(f(F, x), best.apply(F, x)));
  });
  const seen = F.toRational(sizes.reduce((x, y) => F.max(x, y), F.zero));
  const least = F.toRational(sizes.reduce((x, y) => F.min(x, y), sizes[0] ?? F.zero));
  return { ...best, seen, least };
}

/** Bounds of the best error of the type: de la Vallée Poussin's from below (proofs/best-rational.md). */
function describeBest(
  found: SingleRational,
  { circuit, target, error }: CertifiedSingle,
): Readonly<Record<string, unknown>> {
  const { alternation } = found as ReturnType<typeof approximate>;
  const least = leastPeak({ circuit, steps: stepsOf(circuit), target, relative: false }, alternation, GAP);
  const isExact = alternation.length === 0;
  const lower = isExact ? rationals.zero : roundedOutward(least, -1, SHOWN_DIGITS);
  return { bestError: { lower: formatDecimal(lower, SHOWN_DIGITS), upper: error.upper } };
}

/** The family of best approximants. */
export const minimaxMethod: SingleMethod = Object.freeze({
  name: 'minimax',
  role: 'competitor',
  summary: 'best single rational function of the least degree n whose certified error is at most ε: about 2√(2n) gates',
  approximate,
  tightness: 1 + SHARES.tightness * GAP,
  describe: describeBest,
} as const);

/**
 * Constructs the best rational function of one fraction within ε: {@link constructSingle} of best approximants.
 * @param target - The target.
 * @param request - Domain and ε.
 * @param options - Limits.
 * @returns The construction.
 * @throws {RangeError} as {@link constructSingle} does.
 */
export const constructMinimax = (
  target: Target,
  request: ConstructionRequest,
  options: SingleOptions = {},
): Promise<Construction> => constructSingle(minimaxMethod, target, request, options);
