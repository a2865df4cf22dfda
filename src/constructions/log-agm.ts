/**
 * The logarithm by the AGM, in the theta form (Sasaki–Kanada) and in the form of Salamin and Brent.
 *
 * Theta: `log(1/q) = (π/4) / AGM(θ₂²(q⁴), θ₃²(q⁴))` with `θ₂(q⁴) = 2 Σ q^((2n+1)²)`, `θ₃(q⁴) = 1 + 2 Σ q^(4n²)`.
 * Salamin: `log s ≈ π / (2 AGM(1, 4/s))`, too large by at most `4 log(s)/s²` for s ≥ 1.26.
 * Both are used at `1/q = s = c x` with a power of two c, and log c is subtracted.
 *
 * @see Sasaki, Kanada 1982; Brent 1976; Borwein, Borwein, *Pi and the AGM*; Tang, Townsend, arXiv 2602.12390, Lemma 1.2
 */
import type { Field } from '../arithmetic/number-systems.ts';
import type { Rational } from '../arithmetic/rational.ts';
import { agm, reciprocalAgm, type RootSource } from './agm.ts';

/** How many terms of θ₂ and of θ₃ are kept, or `salamin`. */
export type LogForm = 'salamin' | readonly [theta2: 1 | 2 | 3, theta3: 1 | 2 | 3 | 4];

/** Everything that {@link logAgm} needs; all numbers exact. */
export interface LogPlan {
  readonly form: LogForm;
  /** c, a power of two. */
  readonly c: Rational;
  readonly levels: readonly RootSource[];
  /** Terms of the elliptic series after the last level. */
  readonly finish: number;
  /** π/4 (theta) or π/2 (Salamin), rounded. */
  readonly factor: Rational;
  /** log c, rounded. */
  readonly logC: Rational;
}

/** The truncated θ₂(q⁴) and θ₃(q⁴). Cost in gates: 0, 2, 4, 5, 6, 8 for the forms offered. */
export function thetaPair<T>(F: Field<T>, q: T, [n2, n3]: Exclude<LogForm, 'salamin'>): readonly [T, T] {
  const square = (x: T): T => F.mul(x, x);
  let [two, three] = [q, F.zero];
  if (n3 >= 2 || n2 >= 2) {
    const q4 = square(square(q));
    if (n3 >= 2) three = q4;
    if (n3 >= 3 || n2 >= 2) {
      const q8 = square(q4);
      const q16 = n3 >= 3 || n2 >= 3 ? square(q8) : F.zero;
      if (n3 >= 3) three = F.add(three, q16);
      if (n2 >= 2) {
        const q9 = F.mul(q8, q);
        two = F.add(two, q9);
        if (n2 >= 3) two = F.add(two, F.mul(q16, q9));
        if (n3 >= 4) three = F.add(three, square(square(q9)));
      }
    }
  }
  return [F.scale(two, 1), F.add(F.one, F.scale(three, 1))];
}

/**
 * The pair that the AGM levels start from. In the theta form the first level needs no root, since
 * `AGM(θ₂², θ₃²) = AGM((θ₂² + θ₃²)/2, θ₂ θ₃)`.
 */
export function startPair<T>(F: Field<T>, q: T, form: LogForm): readonly [T, T] {
  if (form === 'salamin') return [F.one, F.scale(q, 2)];
  const [theta2, theta3] = thetaPair(F, q, form);
  const product = F.mul(theta2, theta3);
  const sum = F.add(theta2, theta3);
  return [F.sub(F.scale(F.mul(sum, sum), -1), product), product];
}

/** A logarithm and the roots of its AGM levels. */
export interface LogResult<T> {
  readonly value: T;
  readonly roots: readonly T[];
}

/**
 * `log(x)` in the number system `F`, x given as `numerator / denominator`.
 *
 * Error: absolute, the bound that `planLog` returned with the plan, on the interval planned for.
 * Size: O(L(ε)²) gates with `constant` roots ([TT] Lemma 1.2), O(L(ε)) with `kept` ones.
 * @param kept roots of an earlier evaluation, for plans that start from them
 */
export function logAgm<T>(
  F: Field<T>,
  numerator: T,
  plan: LogPlan,
  denominator: T = F.one,
  kept: readonly T[] = [],
): LogResult<T> {
  const q = F.div(denominator, F.mul(F.constant(plan.c), numerator));
  const [a, b] = startPair(F, q, plan.form);
  const pair = agm(F, a, b, plan.levels, kept);
  const value = reciprocalAgm(F, pair.a, pair.b, plan.finish, plan.factor);
  return { value: F.sub(value, F.constant(plan.logC)), roots: pair.roots };
}
