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
import { type Blocks, blocksWork, evaluateBlocks, powersTo, powersWork } from './polynomial.ts';
import {
  compareWork,
  DIVISION,
  inSequence,
  leastBy,
  NOTHING,
  type Objective,
  PRODUCT,
  repeated,
  sideBySide,
  SQUARE,
  type Work,
} from './work.ts';

/** Parameters of {@link expDoubling}. */
export interface DoublingPlan extends Work {
  /** Order n of the convergent. */
  readonly order: number;
  /** Number of squarings m. */
  readonly squarings: number;
  /** Powers of τ² kept by Paterson–Stockmeyer. */
  readonly block: number;
  /** Proven bound of |log(result) − x| for |x| ≤ the half-width planned for. */
  readonly logError: BigFloat;
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

/** The convergent with a block length: powers, two polynomials side by side, τ·N, one division. */
function convergentWork(order: number, block: number): Work {
  const [degreeN, degreeQ] = [Math.floor((order - 1) / 2), Math.floor(order / 2)];
  const powers = degreeQ === 0 ? NOTHING : inSequence(SQUARE, powersWork(block));
  const odd = inSequence(blocksWork(degreeN, block), degreeN === 0 ? NOTHING : PRODUCT);
  return inSequence(powers, sideBySide(odd, blocksWork(degreeQ, block)), DIVISION);
}

/** By objective and order: planners ask for the same ones again and again. */
const convergents: Readonly<Record<Objective, Map<number, Blocks>>> = {
  gates: new Map(),
  nodes: new Map(),
  depth: new Map(),
};

/** The block length that costs least. */
function bestConvergent(order: number, objective: Objective): Blocks {
  const known = convergents[objective].get(order);
  if (known !== undefined) return known;
  // With √(order/2) powers everything takes at most 2.2 √order gates and 4 √order nodes, fewer than more than 3 √order powers alone;
  // the depth is least with a power of two.
  const most = Math.max(1, Math.floor(order / 2));
  const blocks = Array.from({ length: Math.min(most, Math.ceil(3 * Math.sqrt(order)) + 4) }, (_, i) => i + 1);
  for (let block = 2; block <= most; block *= 2) blocks.push(block);
  const candidates = blocks.map((block) => ({ block, work: convergentWork(order, block) }));
  const best = leastBy(candidates, ({ work }) => work, objective) ?? { block: 1, work: convergentWork(order, 1) };
  convergents[objective].set(order, best);
  return best;
}

/** Below 1, where the bound of Q² − N² vanishes, and above 1/2, so that [−1, 1] needs no squaring. */
const MOST_TAU = S.constant(makeRational(3n, 4n));

/**
 * Proven bound of 2^(m+1) |D(τ)| for |τ| ≤ τ₀ = halfWidth/2^(m+1) ≤ 3/4: there `N ≤ τ Q` coefficient by coefficient and
 * Q ≥ Q(0) = (2n−1)!!, so `Q² − N² ≥ Q(0)² (1 − τ₀²)`. Undefined for τ₀ > 3/4.
 * @param leading - halfWidth^(2n+1)/((2n−1)!!)².
 */
function doublingError(order: number, squarings: number, halfWidth: BigFloat, leading: BigFloat): BigFloat | undefined {
  const tau = S.scale(halfWidth, -squarings - 1);
  if (S.compare(tau, MOST_TAU) > 0) return undefined;
  const power = S.scale(leading, -(squarings + 1) * (2 * order + 1));
  const error = S.div(power, S.mul(S.fromInteger(2 * order + 1), S.sub(S.one, S.mul(tau, tau))));
  return inflate(S.scale(error, squarings + 1));
}

/**
 * The plan that costs least for |x| ≤ halfWidth within a log-error.
 * @param halfWidth bound of |x|, any positive number
 */
export function planDoubling(halfWidth: BigFloat, logError: BigFloat, objective: Objective = 'gates'): DoublingPlan {
  let best: DoublingPlan | undefined;
  const square = S.mul(halfWidth, halfWidth);
  let leading = halfWidth;
  for (let order = 1; ; order += 1) {
    const odd = S.fromInteger(2 * order - 1);
    leading = S.div(S.mul(leading, square), S.mul(odd, odd));
    const { block, work } = bestConvergent(order, objective);
    // The cost of a convergent grows with its order but for steps of at most two products where the top block is a constant.
    const excess = best === undefined ? 0 : work[objective] - best[objective];
    if (best !== undefined && excess > 2 * PRODUCT[objective]) return best;
    // A squaring is 1 in every measure; at the same cost the gates decide.
    const limit = best === undefined ? MAX_SQUARINGS : best[objective] - work[objective];
    const found = fewestSquarings((m) => doublingError(order, m, halfWidth, leading), logError, limit);
    if (found === undefined) continue;
    const whole = inSequence(work, repeated(found.count, SQUARE));
    if (best !== undefined && compareWork(whole, best, objective) >= 0) continue;
    best = { order, block, ...whole, squarings: found.count, logError: found.error };
  }
}

const MAX_SQUARINGS = 1 << 20;

/** The least m ≤ limit that suffices, by bisection: the error decreases with m. */
function fewestSquarings(
  errorAt: (squarings: number) => BigFloat | undefined,
  logError: BigFloat,
  limit: number,
): { count: number; error: BigFloat } | undefined {
  const reached = (m: number): BigFloat | undefined => {
    const error = errorAt(m);
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
