/**
 * Choosing the pieces of a formula within a tolerance, by the planners of exp, log, roots and |x|.
 */
import { type BigFloat, bigfloat } from '../arithmetic/bigfloat.ts';
import { type Magnitude, magnitudeFromRational } from '../arithmetic/magnitude.ts';
import { log2Of } from '../arithmetic/numerals.ts';
import { makeRational, type Rational, rationals } from '../arithmetic/rational.ts';
import { circuitField } from '../circuits/builder.ts';
import { sizeOf } from '../circuits/size.ts';
import type { Domain } from '../functions/target.ts';
import type { PiecePlanner, PlannedPiece } from './composite-plan.ts';
import { type Piece, seriesCoefficients, type SeriesName, termRatio } from './composite-pieces.ts';
import type { Method, Planned } from './construction.ts';
import { erfCircuit, planErf } from './erf.ts';
import { type ExpMethod, planExp } from './exp-plan.ts';
import { planLog } from './log-plan.ts';
import { atMost, down, inflate, S, smaller, weight } from './planning.ts';
import { bestBlock } from './polynomial.ts';
import { leastBy, type Objective, type Work } from './work.ts';
import { planRoot, planRootFromZero } from './pth-root.ts';
import { absConstructions } from './sign-abs.ts';

/** Which constructions stand for the functions of a formula. */
export interface CompositeRecipe {
  readonly exp: ExpMethod;
  /** A construction of |x|, or the one that costs least. */
  readonly abs: 'root' | 'zolotarev' | 'auto';
}

const upper = (x: BigFloat): Magnitude => magnitudeFromRational(S.toRational(inflate(x)));

/** What a planned function of one variable costs. */
function workOf(planned: Pick<Planned, 'apply'>): Work {
  const F = circuitField(['x']);
  const [x = F.zero] = F.inputs;
  return sizeOf(F.build([planned.apply(F, x)]));
}

/** The |x| that costs least. */
function bestAbs(domain: Domain, tolerance: Rational, choice: CompositeRecipe['abs'], objective: Objective): Planned {
  const candidates = absConstructions
    .filter(({ name }: Method) => choice === 'auto' || name === choice)
    .map((method) => method.plan(domain, tolerance));
  const best = leastBy(candidates, workOf, objective);
  if (best === undefined) throw new RangeError(`composite: no construction of |x| is called ${choice}`);
  return best;
}

function planAbs(
  domain: Domain,
  tolerance: Rational,
  choice: CompositeRecipe['abs'],
  objective: Objective,
): PlannedPiece {
  const planned = bestAbs(domain, tolerance, choice, objective);
  return { piece: { kind: 'abs', apply: planned.apply, steps: planned.steps }, error: upper(planned.bound) };
}

/**
 * The first term that is left out bounds the rest of an alternating series, once the terms fall; erf has the factor
 * 2/√π < 1.13.
 */
function planSeries(name: SeriesName, domain: Domain, tolerance: BigFloat, objective: Objective): PlannedPiece {
  const size = (x: Rational): Rational => (x.numerator < 0n ? rationals.neg(x) : x);
  const [a, b] = [size(domain.lower), size(domain.upper)];
  const reach = inflate(S.constant(rationals.compare(a, b) > 0 ? a : b));
  const square = S.mul(reach, reach);
  if (name === 'erf' && !atMost(square, S.fromInteger(LARGEST_CANCELLING))) {
    return planPositiveErf(reach, tolerance, objective);
  }
  let term = S.mul(name === 'erf' ? S.constant(makeRational(113n, 100n)) : S.one, name === 'cos' ? S.one : reach);
  for (let k = 0; k <= MOST_TERMS; k += 1) {
    const next = S.mul(S.mul(term, square), S.constant(termRatio(name, k)));
    // Ratios fall with k, but for arctan's, which are below x².
    const falls = name === 'atan' ? atMost(square, S.one) : atMost(next, term);
    if (k > 0 && falls && atMost(S.scale(term, 1), tolerance)) {
      return finishSeries(name, k, inflate(term), reach, tolerance, objective);
    }
    term = next;
  }
  throw new RangeError(`construct: the series of ${name} takes more than ${String(MOST_TERMS)} terms on the domain`);
}

const MOST_TERMS = 10_000;
/** x² up to which the alternating series of erf is taken: its terms are below e^(x²), so that it loses at most two digits. */
const LARGEST_CANCELLING = 4;

function planPositiveErf(reach: BigFloat, tolerance: BigFloat, objective: Objective): PlannedPiece {
  const { plan, error } = planErf(
    reach,
    tolerance,
    (domain, within) => {
      const { apply, bound } = bestAbs(domain, within, 'auto', objective);
      return { apply, error: bound };
    },
    (candidate) => workOf({ apply: (F, x) => erfCircuit(F, x, candidate) }),
    objective,
  );
  return { piece: { kind: 'erf', plan }, error: upper(error) };
}

/** The polynomial of the first n terms; the weights of erf are rounded. */
function finishSeries(
  name: SeriesName,
  n: number,
  term: BigFloat,
  reach: BigFloat,
  tolerance: BigFloat,
  objective: Objective,
): PlannedPiece {
  const odd = name !== 'cos';
  const exact = seriesCoefficients(name, n);
  const { block } = bestBlock(n - 1, objective);
  if (name !== 'erf')
    return { piece: { kind: 'series', plan: { odd, coefficients: exact, block } }, error: upper(term) };
  // Σ |c_k| reach^(2k+1) ≤ 1.13 reach e^(reach²): a relative rounding of every weight costs that much of it.
  const sum = S.mul(S.mul(S.constant(makeRational(113n, 100n)), reach), S.exp(S.mul(reach, reach)));
  const bits = Math.max(16, Math.ceil(2 + log2(S.div(sum, tolerance))));
  const coefficients = exact.map((c) =>
    weight((F) => F.mul(F.constant(c), F.div(F.fromInteger(2), F.sqrt(F.pi))), bits),
  );
  const rounding = S.scale(sum, -bits);
  return { piece: { kind: 'series', plan: { odd, coefficients, block } }, error: upper(S.add(term, rounding)) };
}

const log2 = (x: BigFloat): number => log2Of(S.toRational(x));

/**
 * The planner with one tolerance for all pieces: relative for exp and constants, absolute otherwise.
 * @param recipe - Which constructions to use.
 * @param tolerance - In (0, 1).
 * @param objective - What is minimised.
 */
export function piecePlanner(
  recipe: CompositeRecipe,
  tolerance: BigFloat,
  objective: Objective = 'gates',
): PiecePlanner {
  const roots = recipe.exp === 'nested' ? 'fixed' : 'free';
  const exact = S.toRational(tolerance);
  return {
    exp: ({ lower, upper: top }) => {
      const plan = planExp(recipe.exp, lower, top, smaller(tolerance, S.scale(S.one, -1)), objective);
      return { piece: { kind: 'exp', plan }, error: upper(plan.logError) };
    },
    log: ({ lower, upper: top }) => {
      const { plan, error } = planLog(down(S.constant(lower)), inflate(S.constant(top)), tolerance, {
        roots,
        objective,
      });
      return { piece: { kind: 'log', plan }, error: upper(error) };
    },
    root: ({ lower, upper: top }, p) => {
      const hi = inflate(S.constant(top));
      if (lower.numerator === 0n) {
        const plan = planRootFromZero(p, hi, tolerance);
        return { piece: { kind: 'root', plan }, error: upper(plan.absoluteError) };
      }
      const size = inflate(S.root(hi, p));
      const plan = planRoot(p, down(S.constant(lower)), hi, S.div(tolerance, size));
      return { piece: { kind: 'root', plan }, error: upper(S.mul(plan.relativeError, size)) };
    },
    abs: (domain) => planAbs(domain, exact, recipe.abs, objective),
    series: (name, domain) => planSeries(name, domain, tolerance, objective),
    weight: (constant) => {
      const bits = Math.max(16, Math.ceil(2 - log2(tolerance)));
      const value = weight((F) => constant(bigfloat(F.bits)), bits);
      return { piece: { kind: 'weight', value }, error: upper(S.scale(S.one, -bits)) };
    },
  };
}

/** A planner that makes nothing and promises the tolerance: to see what a tolerance comes to. */
export function dryPlanner(tolerance: BigFloat): PiecePlanner {
  const promise: PlannedPiece = { piece: { kind: 'sign', sign: 1 } satisfies Piece, error: upper(tolerance) };
  const make = (): PlannedPiece => promise;
  return { exp: make, log: make, root: make, abs: make, series: make, weight: make };
}
