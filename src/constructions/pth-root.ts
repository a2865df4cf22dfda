/**
 * Composite p-th roots: scaled Newton (Gawlik–Nakatsukasa), with plain Newton and Halley beside it.
 *
 * Analysis. With h = f / x^(1/p) the scaled step `f ← ((p−1) t + x / t^(p−1)) / p`, `t = μ f`, reads `h ← φ(μ h)`,
 * `φ(h) = ((p−1) h + h^(1−p)) / p`, which is convex with minimum φ(1) = 1. So if h ranges in [1, 1+δ], the next h ranges
 * in [1, 1+δ'] with `δ' = max(φ(μ), φ(μ(1+δ))) − 1`: a recurrence for the *actual*, rounded weights μ.
 * It is computed without cancellation from `φ(h) − 1 = (h−1)² (1 + 2h + … + (p−1) h^(p−2)) / (p h^(p−1))`.
 *
 * @see Gawlik, Nakatsukasa, arXiv 1906.11326; Tang, Townsend, arXiv 2602.12390, Lemma 1.1; proofs/lemma-1.1.md
 */
import { type BigFloat } from '../arithmetic/bigfloat.ts';
import { roundToDigits } from '../arithmetic/numerals.ts';
import type { Field } from '../arithmetic/number-systems.ts';
import { makeRational, type Rational, rationals } from '../arithmetic/rational.ts';
import { atMost, down, inflate, larger, log2, S } from './planning.ts';

/** The iterations offered. */
export type RootMethod = 'scaled-newton' | 'newton' | 'halley';

/** Everything that {@link pthRoot} needs; all numbers exact. */
export interface RootPlan {
  readonly p: number;
  readonly method: RootMethod;
  /** f₀, a constant. */
  readonly start: Rational;
  /** μ_k of each step; 1 for the plain iterations. */
  readonly weights: readonly Rational[];
  /** The last factor, which centres the error; 1 where it is left out. */
  readonly scale: Rational;
  /** Proven: `f = x^(1/p) · h` with `lower ≤ h ≤ upper` on the interval planned for, scale included. */
  readonly lower: BigFloat;
  readonly upper: BigFloat;
  /** Proven bound of |h − 1|, the relative error. */
  readonly relativeError: BigFloat;
}

/** `x^n` for n ≥ 1 by repeated squaring. */
function power<T>(F: Field<T>, x: T, n: number): T {
  if (n === 1) return x;
  const half = power(F, x, Math.floor(n / 2));
  const square = F.mul(half, half);
  return n % 2 === 0 ? square : F.mul(square, x);
}

/**
 * One Newton step for the p-th root, scaled by μ: `((p−1) t + x / t^(p−1)) / p` with `t = μ f`.
 * Cost: one division and the multiplications of a (p−1)-st power.
 */
export function newtonRootStep<T>(F: Field<T>, f: T, x: T, p: number, mu: Rational = rationals.one): T {
  const t = F.mul(F.constant(mu), f);
  if (p === 2) return F.scale(F.add(t, F.div(x, t)), -1);
  const sum = F.add(F.mul(F.fromInteger(p - 1), t), F.div(x, power(F, t, p - 1)));
  return F.div(sum, F.fromInteger(p));
}

/** One Halley step for the p-th root: `f (f^p (p−1) + x (p+1)) / (f^p (p+1) + x (p−1))`; cubic. */
export function halleyRootStep<T>(F: Field<T>, f: T, x: T, p: number): T {
  const fp = power(F, f, p);
  const [low, high] = [F.fromInteger(p - 1), F.fromInteger(p + 1)];
  const numerator = F.add(F.mul(low, fp), F.mul(high, x));
  const denominator = F.add(F.mul(high, fp), F.mul(low, x));
  return F.div(F.mul(f, numerator), denominator);
}

/**
 * The composite p-th root of `x` in the number system `F`.
 *
 * Error: `|f / x^(1/p) − 1| ≤ plan.relativeError` on the interval planned for, exactly as computed over any exact field.
 * Size for p = 2: k steps cost k − 1 gates, because the first step is affine in x.
 */
export function pthRoot<T>(F: Field<T>, x: T, plan: RootPlan): T {
  let f = F.constant(plan.start);
  for (const mu of plan.weights) {
    f = plan.method === 'halley' ? halleyRootStep(F, f, x, plan.p) : newtonRootStep(F, f, x, plan.p, mu);
  }
  return F.mul(F.constant(plan.scale), f);
}

/** φ(h) − 1 from h and h − 1, both given because neither follows from the other without cancellation; see above. */
function phiMinusOne(h: BigFloat, hMinusOne: BigFloat, p: number): BigFloat {
  let sum = S.zero;
  for (let i = p - 2; i >= 0; i -= 1) sum = S.add(S.mul(sum, h), S.fromInteger(i + 1));
  const square = S.mul(hMinusOne, hMinusOne);
  return S.div(S.mul(square, sum), S.mul(S.fromInteger(p), power(S, h, p - 1)));
}

/** `1 − x` with x rounded, or the rounded number itself where it is the small one: both keep their leading digits. */
function roundedBelowOne(value: BigFloat, deficit: BigFloat): Rational {
  if (S.compare(value, deficit) < 0) return roundToDigits(S.toRational(value), WEIGHT_DIGITS);
  return rationals.sub(ONE, roundToDigits(S.toRational(deficit), WEIGHT_DIGITS));
}

/** The weight that makes φ(μ) = φ(μ(1+δ)): `μ^p = (α + … + α^(p−1)) / (p−1)`, α = 1/(1+δ), rounded. */
function optimalWeight(delta: BigFloat, p: number): Rational {
  // For small δ both ends are equally far from 1 up to a relative O(δ), which is below the rounding of the weight.
  if (log2(delta) < -60) return roundedBelowOne(S.one, S.div(delta, S.add(S.fromInteger(2), delta)));
  const alpha = S.div(S.one, S.add(S.one, delta));
  let sum = S.zero;
  for (let i = 0; i < p - 1; i += 1) sum = S.mul(S.add(sum, S.one), alpha);
  const mu = S.root(S.div(sum, S.fromInteger(p - 1)), p);
  return roundedBelowOne(mu, S.sub(S.one, mu));
}

/** A constant f₀ ≥ hi^(1/p), 20 digits, and the δ₀ with h₀ ∈ [1, 1+δ₀] on [lo, hi]. */
function startAbove(p: number, lo: BigFloat, hi: BigFloat): { start: Rational; delta: BigFloat } {
  const top = S.root(hi, p);
  const start = roundToDigits(S.toRational(S.mul(top, S.add(S.one, S.scale(S.one, -60)))), 20);
  return { start, delta: inflate(S.sub(S.div(S.constant(start), S.root(lo, p)), S.one)) };
}

const ONE = rationals.one;
const WEIGHT_DIGITS = 16;

/**
 * Weights and proven range of k scaled (or plain) Newton steps from h₀ ∈ [1, 1+δ₀].
 * @param floor a δ below it is replaced by it, which is a bound too, so that 2^k digits are not planned where few count
 */
function newtonRange(
  p: number,
  delta0: BigFloat,
  steps: number,
  scaled: boolean,
  floor: BigFloat = S.zero,
): { weights: Rational[]; delta: BigFloat } {
  const weights: Rational[] = [];
  let delta = delta0;
  for (let k = 0; k < steps; k += 1) {
    const mu = scaled ? optimalWeight(delta, p) : ONE;
    weights.push(mu);
    delta = larger(floor, inflate(larger(phiAtLeft(mu, p), phiAtRight(mu, delta, p).value)));
  }
  return { weights, delta };
}

const deficitOf = (mu: Rational): BigFloat => S.constant(rationals.sub(ONE, mu));

/** φ(μ) − 1. */
const phiAtLeft = (mu: Rational, p: number): BigFloat => phiMinusOne(S.constant(mu), S.neg(deficitOf(mu)), p);

/** φ(μ(1+δ)) − 1, and μ(1+δ) − 1 = μδ − (1−μ). */
function phiAtRight(mu: Rational, delta: BigFloat, p: number): { value: BigFloat; at: BigFloat } {
  const m = S.constant(mu);
  const at = S.sub(S.mul(m, delta), deficitOf(mu));
  return { value: phiMinusOne(S.mul(m, S.add(S.one, delta)), at, p), at };
}

/** c = 2/(2+δ), rounded so that the rounding is far below δ, and the range of c·h. */
function centre(delta: BigFloat): { scale: Rational; lower: BigFloat; upper: BigFloat; relativeError: BigFloat } {
  const sum = S.add(S.fromInteger(2), delta);
  const scale = roundedBelowOne(S.div(S.fromInteger(2), sum), S.div(delta, sum));
  const c = S.constant(scale);
  const below = deficitOf(scale);
  // c(1+δ) − 1 = cδ − (1−c), a difference of numbers of size δ and δ/2.
  const above = S.sub(S.mul(c, delta), below);
  const relativeError = inflate(larger(below, above));
  return { scale, lower: S.sub(S.one, relativeError), upper: S.add(S.one, relativeError), relativeError };
}

/** Range of h after Halley steps from [l, u]: the map is increasing with fixed point 1. */
function planHalley(p: number, lo: BigFloat, hi: BigFloat, steps: number): RootPlan {
  const middle = S.root(S.sqrt(S.mul(lo, hi)), p);
  const start = roundToDigits(S.toRational(middle), 20);
  const errors = [lo, hi].map((x) => halleyError(S.div(S.constant(start), S.root(x, p)), p, steps));
  const relativeError = inflate(errors.map((d) => S.abs(d)).reduce(larger));
  const weights = Array.from({ length: steps }, () => ONE);
  const [lower, upper] = [S.sub(S.one, relativeError), S.add(S.one, relativeError)];
  return { p, method: 'halley', start, weights, scale: ONE, lower, upper, relativeError };
}

/**
 * h − 1 after Halley steps. Far from 1 the step is taken in h, whose terms are positive; there `|H(h) − 1| > 1/(123p)`, so
 * the difference loses few bits, whereas the expansion in h − 1 would alternate with large terms.
 */
function halleyError(start: BigFloat, p: number, steps: number): BigFloat {
  let [h, d] = [start, S.sub(start, S.one)];
  for (let k = 0; k < steps; k += 1) {
    const far = S.compare(S.abs(S.mul(d, S.fromInteger(p))), S.one) >= 0;
    if (far) h = halleyRootStep(S, h, S.one, p);
    d = far ? S.sub(h, S.one) : halleyMinusOne(d, p);
    if (!far) h = S.add(S.one, d);
  }
  return d;
}

/**
 * H(h) − 1 from d = h − 1. The numerator of H(h) − 1 is
 * `(p−1)(h^(p+1) − 1) − (p+1)(h^p − h)`, which vanishes to third order at h = 1; its expansion in d has the exact
 * integer coefficients used here, so that nothing cancels for |d| < 1/p.
 */
function halleyMinusOne(d: BigFloat, p: number): BigFloat {
  const h = S.add(S.one, d);
  let numerator = S.zero;
  for (let k = p + 1; k >= 3; k -= 1) {
    const coefficient = BigInt(p - 1) * binomial(p + 1, k) - BigInt(p + 1) * binomial(p, k);
    numerator = S.mul(S.add(numerator, S.fromInteger(coefficient)), d);
  }
  const hp = power(S, h, p);
  const denominator = S.add(S.mul(S.fromInteger(p + 1), hp), S.fromInteger(p - 1));
  return S.div(S.mul(numerator, S.mul(d, d)), denominator);
}

function binomial(n: number, k: number): bigint {
  let value = 1n;
  for (let i = 0; i < k; i += 1) value = (value * BigInt(n - i)) / BigInt(i + 1);
  return value;
}

/** The scaled and centred plan; `floor` as in {@link newtonRange}. */
function planCentred(p: number, lo: BigFloat, hi: BigFloat, steps: number, floor?: BigFloat): RootPlan {
  const { start, delta: delta0 } = startAbove(p, lo, hi);
  const { weights, delta } = newtonRange(p, delta0, steps, true, floor);
  return { p, method: 'scaled-newton', start, weights, ...centre(delta) };
}

/**
 * The plan of `steps` steps on `[lo, hi] ⊂ (0, ∞)`, with its proven relative error.
 * For the scaled iteration this is `(1−α_k)/(1+α_k)`, α₀ = (lo/hi)^(1/p), up to the rounding of the weights.
 */
export function planRootSteps(
  p: number,
  lo: BigFloat,
  hi: BigFloat,
  steps: number,
  method: RootMethod = 'scaled-newton',
): RootPlan {
  if (method === 'halley') return planHalley(p, lo, hi, steps);
  if (method === 'scaled-newton') return planCentred(p, lo, hi, steps);
  const { start, delta: delta0 } = startAbove(p, lo, hi);
  const { weights, delta } = newtonRange(p, delta0, steps, false);
  return { p, method, start, weights, scale: ONE, lower: S.one, upper: S.add(S.one, delta), relativeError: delta };
}

/**
 * An estimate of the number of steps that {@link planRoot} will take for a square root, for planners that compare many plans:
 * with exact weights the error (1−α_k)/(1+α_k) becomes ((1−√α_k)/(1+√α_k))², about (error/2)², at every step.
 */
export function expectedSquareRootSteps(lo: BigFloat, hi: BigFloat, relativeError: BigFloat): number {
  const goal = log2(relativeError);
  let [steps, logAlpha] = [0, (log2(lo) - log2(hi)) / 2];
  // Below the range of doubles α' = 2√α, and the error is 1 in doubles.
  for (; logAlpha < -500; steps += 1) logAlpha = logAlpha / 2 + 1;
  let alpha = Math.min(1, 2 ** logAlpha);
  let error = Math.log2((1 - alpha) / (1 + alpha));
  for (; error > goal && steps < MAX_STEPS; steps += 1) {
    const root = Math.sqrt(alpha);
    error = error < -20 ? 2 * (error - 1) : 2 * Math.log2((1 - root) / (1 + root));
    alpha = (2 * root) / (1 + alpha);
  }
  return steps;
}

const MAX_STEPS = 200;

/**
 * The shortest plan whose relative error on `[lo, hi]` is at most `relativeError`.
 * @throws {RangeError} if the interval does not lie in (0, ∞) or 200 steps do not suffice
 */
export function planRoot(
  p: number,
  lo: BigFloat,
  hi: BigFloat,
  relativeError: BigFloat,
  method: RootMethod = 'scaled-newton',
): RootPlan {
  if (lo.mantissa <= 0n || S.compare(lo, hi) > 0) throw new RangeError('planRoot: expected an interval in (0, ∞)');
  // Plans of more steps than are needed have weights with many more digits: the search begins where it is expected to end.
  let steps = p === 2 && method === 'scaled-newton' ? expectedSquareRootSteps(lo, hi, relativeError) : 0;
  let plan = planRootSteps(p, lo, hi, steps, method);
  while (!atMost(plan.relativeError, relativeError)) {
    if (steps === MAX_STEPS) {
      throw new RangeError(
        `planRoot: ${method} does not reach the accuracy in ${String(MAX_STEPS)} steps on this interval`,
      );
    }
    plan = planRootSteps(p, lo, hi, (steps += 1), method);
  }
  for (; steps > 0; steps -= 1) {
    const shorter = planRootSteps(p, lo, hi, steps - 1, method);
    if (!atMost(shorter.relativeError, relativeError)) break;
    plan = shorter;
  }
  return plan;
}

/** A plan on [0, hi] with the proven bound of its absolute error there. */
export interface BalancedRootPlan extends RootPlan {
  /** Proven bound of |f − x^(1/p)| on [0, hi]. */
  readonly absoluteError: BigFloat;
  /** h₀ − 1 at α^p hi, where the relative bound begins. */
  readonly leftStart: BigFloat;
}

/**
 * The balanced plan of `steps` scaled Newton steps on [0, hi]: α is chosen so that the absolute errors at 0 and at hi agree.
 *
 * Bound on [0, α^p hi] (proofs/lemma-1.1.md, "at zero"): in t = x^(1/p) every iterate is increasing with slope at most 1
 * as long as μ_k ≤ 1 and μ_k h_k ≥ 1 there (which is checked), so the error decreases from c·f_k(0) to its value at
 * α^p hi, which is ≥ 0 or covered by the relative bound. On [α^p hi, hi] the relative bound times hi^(1/p) applies.
 */
export function planBalancedRoot(p: number, hi: BigFloat, steps: number): BalancedRootPlan {
  const top = S.root(hi, p);
  const plan = (logAlpha: number): BalancedRootPlan => {
    const alpha = S.exp(S.constant(roundToDigits(S.toRational(doubleToScalar(logAlpha)), 17)));
    const left = S.mul(hi, power(S, alpha, p));
    // The error at 0 is about α Π (1 − 1/p): a relative error far below it decides nothing.
    const floor = S.scale(S.mul(alpha, power(S, S.sub(S.one, S.div(S.one, S.fromInteger(p))), steps)), -8);
    const inner = planCentred(p, left, hi, steps, floor);
    const atZero = inflate(S.mul(S.constant(inner.scale), valueAtZero(inner)));
    const leftStart = S.sub(S.div(S.constant(inner.start), S.root(left, p)), S.one);
    return { ...inner, leftStart, absoluteError: larger(atZero, inflate(S.mul(inner.relativeError, inflate(top)))) };
  };
  // The error at 0 grows with α, the relative error shrinks: bisect for log α, then keep the better end.
  const relativeDominates = (candidate: BalancedRootPlan): boolean =>
    S.compare(S.mul(candidate.relativeError, top), S.mul(S.constant(candidate.scale), valueAtZero(candidate))) > 0;
  let [low, high] = [-1, -1e-3];
  while (!relativeDominates(plan(low)) && low > -(2 ** 60)) low *= 2;
  while (high - low > -low * 2 ** -40) {
    const middle = (low + high) / 2;
    if (relativeDominates(plan(middle))) low = middle;
    else high = middle;
  }
  const [a, b] = [plan(low), plan(high)];
  const best = S.compare(a.absoluteError, b.absoluteError) <= 0 ? a : b;
  if (!staysRight(best, p)) throw new RangeError('planBalancedRoot: the rounded weights do not keep μ h ≥ 1 towards 0');
  return best;
}

/** Whether μ_k h_k ≥ 1 at the left end of the plan's interval, and so, φ increasing there, everywhere left of it. */
function staysRight({ weights, leftStart }: BalancedRootPlan, p: number): boolean {
  let delta = down(leftStart);
  return weights.every((mu) => {
    const { value, at } = phiAtRight(mu, delta, p);
    delta = down(value);
    return at.mantissa >= 0n;
  });
}

/** f_k(0) before the last factor: each step multiplies by (p−1) μ / p. */
function valueAtZero(plan: RootPlan): BigFloat {
  const factor = S.constant(makeRational(BigInt(plan.p - 1), BigInt(plan.p)));
  return plan.weights.reduce((value, mu) => S.mul(S.mul(value, factor), S.constant(mu)), S.constant(plan.start));
}

function doubleToScalar(x: number): BigFloat {
  return S.div(S.fromInteger(BigInt(Math.round(x * 2 ** 40))), S.scale(S.one, 40));
}

/** The shortest balanced plan on [0, hi] whose absolute error is at most `absoluteError`. */
export function planRootFromZero(p: number, hi: BigFloat, absoluteError: BigFloat): BalancedRootPlan {
  const reaching = (steps: number): BalancedRootPlan | undefined => {
    const plan = planBalancedRoot(p, hi, steps);
    return atMost(plan.absoluteError, absoluteError) ? plan : undefined;
  };
  // The error decreases with the steps, log 1/ε grows by a bounded factor in p/4 of them: so stride, then bisect.
  const stride = Math.ceil(p / 4);
  let [low, high, best] = [0, 1, reaching(1)];
  while (best === undefined && high < MAX_STEPS) {
    [low, high] = [high, Math.min(high + stride, MAX_STEPS)];
    best = reaching(high);
  }
  if (best === undefined) {
    throw new RangeError(`planRootFromZero: the accuracy is not reached in ${String(MAX_STEPS)} steps`);
  }
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    const plan = reaching(middle);
    if (plan === undefined) low = middle;
    else [high, best] = [middle, plan];
  }
  return best;
}
