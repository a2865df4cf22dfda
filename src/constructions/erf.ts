/**
 * erf by a series of positive terms: no cancellation, however wide the interval.
 *
 *     erf x = (2/√π) x e^(−x²) Σ_{n≥0} (2x²)ⁿ/(2n+1)!!
 *
 * The alternating series has terms of up to e^(x²) for a value below 1: at x = 12 it loses 60 digits, so that its network is of no use
 * in doubles. This one loses none. Beyond T with erfc T below the tolerance, x may be replaced by its clamp to [−T, T], which costs
 * two absolute values and bounds the number of terms, and the size of e^(x²), on wide intervals.
 *
 * @see NIST DLMF 7.6.2; proofs/composition.md
 */
import type { BigFloat } from '../arithmetic/bigfloat.ts';
import type { Field } from '../arithmetic/number-systems.ts';
import { makeRational, type Rational, rationals as Q } from '../arithmetic/rational.ts';
import type { Domain } from '../functions/target.ts';
import { expCircuit, type ExpPlan, planExp } from './exp-plan.ts';
import { atMost, expm1, inflate, log2, S, smaller, weight } from './planning.ts';
import { bestBlock, evaluateBlocks, powersTo } from './polynomial.ts';
import { leastBy, type Objective, type Work } from './work.ts';

/** An approximant of |x|. */
export type AbsApproximant = <T>(F: Field<T>, x: T) => T;

/** Parameters of {@link erfCircuit}. */
export interface ErfPlan {
  /** min(max(x, −T), T) = (|x + T| − |x − T|)/2. */
  readonly clamp?: { readonly level: Rational; readonly ofSum: AbsApproximant; readonly ofDifference: AbsApproximant };
  /** Of e^(−x²). */
  readonly exp: ExpPlan;
  /** The polynomial is one in x²/2^scale, so that its terms, not its coefficients alone, are numbers of a common size. */
  readonly scale: number;
  /** (2/√π) 2^(n(1 + scale))/(2n+1)!!, rounded, lowest degree first. */
  readonly coefficients: readonly Rational[];
  /** Powers kept by Paterson–Stockmeyer. */
  readonly block: number;
}

/** erf x in a number system, within the error planned for on the interval planned for. */
export function erfCircuit<T>(F: Field<T>, x: T, { clamp, exp, scale, coefficients, block }: ErfPlan): T {
  const y = clamp === undefined ? x : clampTo(F, x, clamp);
  const square = F.mul(y, y);
  const sum = evaluateBlocks(F, coefficients, powersTo(F, F.scale(square, -scale), block));
  return F.mul(F.mul(y, expCircuit(F, F.neg(square), exp)), sum);
}

function clampTo<T>(F: Field<T>, x: T, { level, ofSum, ofDifference }: NonNullable<ErfPlan['clamp']>): T {
  const t = F.constant(level);
  return F.scale(F.sub(ofSum(F, F.add(x, t)), ofDifference(F, F.sub(x, t))), -1);
}

/** Plans |x| on an interval within a tolerance. */
export type AbsPlanner = (
  domain: Domain,
  tolerance: Rational,
) => { readonly apply: AbsApproximant; readonly error: BigFloat };

/** A planned erf with its proven error. */
export interface PlannedErf {
  readonly plan: ErfPlan;
  readonly error: BigFloat;
}

const MOST_TERMS = 10_000;
/** Above 2/√π = 1.1283… */
const TWO_OVER_ROOT_PI = makeRational(1129n, 1000n);

/** The terms n that suffice on |x| ≤ reach, and the bound (2/√π) x e^(−x²) Σ_{k≥n} (2x²)^k/(2k+1)!! of the others. */
function termsFor(reach: BigFloat, tolerance: BigFloat): { readonly terms: number; readonly rest: BigFloat } {
  const square = inflate(S.mul(reach, reach));
  // Terms without the powers of the constants that all of them have; as x^(2k+1) e^(−x²) grows up to x² = k + 1/2, the end counts.
  let term = S.mul(S.mul(S.constant(TWO_OVER_ROOT_PI), reach), S.exp(S.neg(square)));
  for (let n = 1; n <= MOST_TERMS; n += 1) {
    term = S.div(S.mul(term, S.scale(square, 1)), S.fromInteger(2 * n + 1));
    const ratio = S.div(S.scale(square, 1), S.fromInteger(2 * n + 3));
    if (!atMost(square, S.div(S.fromInteger(2 * n + 1), S.fromInteger(2)))) continue;
    const rest = S.div(term, S.sub(S.one, ratio));
    if (atMost(rest, tolerance)) return { terms: n, rest: inflate(rest) };
  }
  throw new RangeError(`construct: the series of erf takes more than ${String(MOST_TERMS)} terms on the domain`);
}

/** (2/√π) 2^(n(1 + scale))/(2n+1)!!, rounded to weights of a relative error below 2^−bits. */
function coefficientsOf(terms: number, scale: number, bits: number): readonly Rational[] {
  let exact = Q.one;
  return Array.from({ length: terms }, (_, n) => {
    if (n > 0) exact = Q.mul(exact, Q.scale(makeRational(2n, BigInt(2 * n + 1)), scale));
    const coefficient = exact;
    return weight((F) => F.mul(F.constant(coefficient), F.div(F.fromInteger(2), F.sqrt(F.pi))), bits);
  });
}

/**
 * On |x| ≤ reach. With θ the log-error of exp and β that of the weights, the value is e^θ(1 + β) times the sum of the terms kept, as
 * all of them are positive: so the error is at most e^ℓ(1 + 2^−bits) − 1, ℓ ≤ 1/2, and what is left out.
 */
function planWithin(reach: BigFloat, tolerance: BigFloat, objective: Objective): PlannedErf {
  const third = S.div(tolerance, S.fromInteger(3));
  const { terms, rest } = termsFor(reach, third);
  const bits = Math.max(16, Math.ceil(2 - log2(third)));
  const square = S.toRational(inflate(S.mul(reach, reach)));
  const exp = planExp('doubling', Q.neg(square), Q.zero, smaller(S.scale(third, -1), S.scale(S.one, -1)), objective);
  const { block } = bestBlock(terms - 1, objective);
  const scale = Math.max(0, Math.ceil(2 * log2(reach)));
  const relative = S.add(expm1(exp.logError), S.scale(S.one, 1 - bits));
  return {
    plan: { exp, scale, coefficients: coefficientsOf(terms, scale, bits), block },
    error: inflate(S.add(relative, rest)),
  };
}

/**
 * Where erfc T ≤ e^(−T²) ≤ tolerance/4, T ≥ 1: |erf c − erf x| ≤ (2/√π) |c − clamp x| + erfc T. The two absolute values are each
 * within the error asked for, and so is half of their difference.
 */
function planClamped(
  reach: BigFloat,
  tolerance: BigFloat,
  planAbs: AbsPlanner,
  objective: Objective,
): PlannedErf | undefined {
  const quarter = S.scale(tolerance, -2);
  const level = makeRational(BigInt(Math.ceil(Math.sqrt(Math.max(1, -log2(quarter) * Math.LN2)) * 16) + 1), 16n);
  const tail = S.exp(S.neg(S.constant(Q.mul(level, level))));
  if (!atMost(tail, quarter) || S.compare(S.constant(level), reach) >= 0) return undefined;
  const end = S.toRational(inflate(reach));
  const allowed = S.toRational(S.scale(quarter, -1));
  const [ofSum, ofDifference] = [
    planAbs({ lower: Q.sub(level, end), upper: Q.add(level, end) }, allowed),
    planAbs({ lower: Q.neg(Q.add(level, end)), upper: Q.sub(end, level) }, allowed),
  ];
  const off = inflate(S.scale(S.add(ofSum.error, ofDifference.error), -1));
  const inner = planWithin(inflate(S.add(S.constant(level), off)), S.scale(tolerance, -1), objective);
  return {
    plan: { ...inner.plan, clamp: { level, ofSum: ofSum.apply, ofDifference: ofDifference.apply } },
    error: inflate(S.add(S.add(inner.error, tail), S.mul(S.constant(TWO_OVER_ROOT_PI), off))),
  };
}

/** Beyond this, e^(x²) is near the end of doubles: clamped whatever it costs. */
const WIDEST = S.fromInteger(26);

/**
 * Plans erf on |x| ≤ reach, with or without a clamp, whichever costs less.
 * @param reach - Largest |x|, positive.
 * @param tolerance - In (0, 1).
 * @param planAbs - For the clamp.
 * @param workOf - What a plan costs.
 * @param objective - What is minimised.
 * @throws {RangeError} where more than 10 000 terms were needed
 */
export function planErf(
  reach: BigFloat,
  tolerance: BigFloat,
  planAbs: AbsPlanner,
  workOf: (plan: ErfPlan) => Work,
  objective: Objective,
): PlannedErf {
  const clamped = planClamped(reach, tolerance, planAbs, objective);
  if (clamped === undefined) return planWithin(reach, tolerance, objective);
  if (S.compare(reach, WIDEST) > 0) return clamped;
  const plain = planWithin(reach, tolerance, objective);
  return leastBy([plain, clamped], ({ plan }) => workOf(plan), objective) ?? plain;
}
