/**
 * exp by a Padé approximant and squarings: the honest competitor of every construction by the AGM.
 *
 * With `tanh τ ≈ P(τ) = N/Q`, the n-th convergent of Lambert's continued fraction `τ/(1 + τ²/(3 + τ²/(5 + …)))`,
 * `exp(2τ) ≈ (Q+N)/(Q−N)`, and `exp(x)` follows from τ = x/2^(m+1) by m squarings.
 *
 * Error. `D(τ) = atanh(P(τ)) − τ` has `D' = (−1)^(n+1) τ^(2n) / (Q² − N²)` exactly, so `|D(τ)| ≤ |τ|^(2n+1) / ((2n+1) B)` where
 * B is a lower bound of Q² − N² on [0, |τ|], and log of the result is wrong by exactly `2^(m+1) D(τ)`.
 * Size: m squarings, one division and O(√n) products (Paterson–Stockmeyer), hence O((log 1/ε)^(1/3)) gates for the best m, n.
 *
 * @see proofs/exp-doubling.md; Brent 1976; Paterson, Stockmeyer 1973 (doi 10.1137/0202007)
 */
import { type BigFloat } from '../arithmetic/bigfloat.ts';
import type { Field } from '../arithmetic/number-systems.ts';
import { makeRational, type Rational } from '../arithmetic/rational.ts';
import { atMost, inflate, S } from './planning.ts';
import { evaluateBlocks, powersTo } from './polynomial.ts';

/** Parameters of {@link expDoubling}. */
export interface DoublingPlan {
  /** Order n of the convergent. */
  readonly order: number;
  /** Number of squarings m. */
  readonly squarings: number;
  /** Powers of τ² kept by Paterson–Stockmeyer. */
  readonly block: number;
  /** Proven bound of |log(result) − x| for |x| ≤ the half-width planned for. */
  readonly logError: BigFloat;
  readonly gates: number;
}

/** N(τ)/τ and Q(τ) of the n-th convergent as polynomials in τ², lowest degree first, integers. */
export function lambertConvergent(order: number): { numerator: bigint[]; denominator: bigint[] } {
  // P_k/Q_k of the continued fraction with partial denominators 1, 3, 5, … and numerators τ, τ², τ², …
  let previous = { numerator: [0n], denominator: [1n] };
  let current = { numerator: [1n], denominator: [1n] };
  for (let k = 2; k <= order; k += 1) {
    const next = {
      numerator: combine(BigInt(2 * k - 1), current.numerator, previous.numerator),
      denominator: combine(BigInt(2 * k - 1), current.denominator, previous.denominator),
    };
    [previous, current] = [current, next];
  }
  return current;
}

/** `factor · p + z · q` for polynomials in z. */
function combine(factor: bigint, p: readonly bigint[], q: readonly bigint[]): bigint[] {
  const length = Math.max(p.length, q.length + 1);
  return Array.from({ length }, (_, i) => factor * (p[i] ?? 0n) + (q[i - 1] ?? 0n)).filter(
    (c, i, all) => c !== 0n || all.slice(i).some((d) => d !== 0n),
  );
}

/**
 * `exp(x)` in the number system `F`; |log(result) − x| ≤ plan.logError on the interval planned for.
 */
export function expDoubling<T>(F: Field<T>, x: T, plan: DoublingPlan): T {
  const tau = F.scale(x, -plan.squarings - 1);
  const { numerator, denominator } = lambertConvergent(plan.order);
  // Common scale: both polynomials are divided by Q(0), which keeps every value near 1.
  const unit = denominator[0] ?? 1n;
  const scaled = (polynomial: readonly bigint[]): Rational[] => polynomial.map((c) => makeRational(c, unit));
  const z = F.mul(tau, tau);
  const powers = powersTo(F, z, plan.block);
  const n = F.mul(tau, evaluateBlocks(F, scaled(numerator), powers));
  const q = evaluateBlocks(F, scaled(denominator), powers);
  let y = F.div(F.add(q, n), F.sub(q, n));
  for (let i = 0; i < plan.squarings; i += 1) y = F.mul(y, y);
  return y;
}

/** Gates of the convergent with the best block length: powers, two polynomials, τ·N, one division. */
function convergentGates(order: number): { block: number; gates: number } {
  const [degreeN, degreeQ] = [Math.floor((order - 1) / 2), Math.floor(order / 2)];
  let best = { block: 1, gates: Infinity };
  for (let block = 1; block <= Math.max(1, degreeQ); block += 1) {
    // The top block is a constant where the degree is a multiple of the block length: its product is affine.
    const products = (degree: number): number =>
      degree < block ? 0 : Math.floor(degree / block) - (degree % block === 0 ? 1 : 0);
    const needed = degreeQ === 0 ? 0 : block;
    const gates = needed + products(degreeN) + products(degreeQ) + (degreeN === 0 ? 0 : 1) + 1;
    if (gates < best.gates) best = { block, gates };
  }
  return best;
}

/**
 * Proven bound of 2^(m+1) |D(τ)| for |τ| ≤ τ₀ = halfWidth/2^(m+1) ≤ 1/2: there `N ≤ τ Q` coefficient by coefficient and
 * Q ≥ Q(0) = (2n−1)!!, so `Q² − N² ≥ Q(0)² (1 − τ₀²)`. Undefined for τ₀ > 1/2.
 */
function doublingError(order: number, squarings: number, halfWidth: BigFloat): BigFloat | undefined {
  const tau = S.scale(halfWidth, -squarings - 1);
  if (S.compare(tau, S.scale(S.one, -1)) > 0) return undefined;
  const square = S.mul(tau, tau);
  let quotient = tau;
  for (let k = 1; k <= order; k += 1) {
    const odd = S.fromInteger(2 * k - 1);
    quotient = S.div(S.mul(quotient, square), S.mul(odd, odd));
  }
  const error = S.div(quotient, S.mul(S.fromInteger(2 * order + 1), S.sub(S.one, square)));
  return inflate(S.scale(error, squarings + 1));
}

/**
 * The plan with the fewest gates for |x| ≤ halfWidth within a log-error.
 * @param halfWidth bound of |x|, any positive number
 */
export function planDoubling(halfWidth: BigFloat, logError: BigFloat): DoublingPlan {
  let best: DoublingPlan | undefined;
  for (let order = 1; ; order += 1) {
    const { block, gates } = convergentGates(order);
    // The gates of a convergent grow with its order but for steps of at most two where the top block is a constant.
    if (best !== undefined && gates > best.gates + 2) return best;
    const limit = best === undefined ? MAX_SQUARINGS : best.gates - gates - 1;
    const found = fewestSquarings(order, halfWidth, logError, limit);
    if (found === undefined) continue;
    best = { order, block, gates: gates + found.count, squarings: found.count, logError: found.error };
  }
}

const MAX_SQUARINGS = 1 << 20;

/** The least m ≤ limit that suffices, by bisection: the error decreases with m. */
function fewestSquarings(
  order: number,
  halfWidth: BigFloat,
  logError: BigFloat,
  limit: number,
): { count: number; error: BigFloat } | undefined {
  const reached = (m: number): BigFloat | undefined => {
    const error = doublingError(order, m, halfWidth);
    return error !== undefined && atMost(error, logError) ? error : undefined;
  };
  if (limit < 0 || reached(limit) === undefined) return undefined;
  let [low, high] = [-1, limit];
  while (high - low > 1) {
    const middle = low + Math.floor((high - low) / 2);
    if (reached(middle) === undefined) low = middle;
    else high = middle;
  }
  const error = reached(high);
  return error === undefined ? undefined : { count: high, error };
}
