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
export type LogForm = 'salamin' | readonly [theta2: number, theta3: number];

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

/**
 * The truncated θ₂(q⁴) = 2 Σ_{n<n₂} q^((2n+1)²) and θ₃(q⁴) = 1 + 2 Σ_{1≤n<n₃} q^(4n²).
 *
 * Every term follows from earlier ones: `q^((2n+1)²) = q^((2n−1)²) q^(8n)` and `q^(4n²) = (q^(n²))⁴`; about two gates each.
 *
 * Defined for n₂ ≥ 1 and 1 ≤ n₃ ≤ 2n₂.
 */
export function thetaPair<T>(F: Field<T>, q: T, [n2, n3]: Exclude<LogForm, 'salamin'>): readonly [T, T] {
  const known = new Map<number, T>([[1, q]]);
  const square = (x: T): T => F.mul(x, x);
  /** q^e for e = 2^k f with f known, and for multiples of 8. */
  const power = (exponent: number): T => {
    const found = known.get(exponent);
    if (found !== undefined) return found;
    const value =
      exponent % 16 !== 8 || exponent === 8 || known.has(exponent / 2)
        ? square(power(exponent / 2))
        : F.mul(power((exponent - 8) / 2), power((exponent + 8) / 2));
    known.set(exponent, value);
    return value;
  };
  let [two, three] = [q, F.zero];
  for (let n = 1; n < n2; n += 1) {
    const odd = (2 * n + 1) ** 2;
    known.set(odd, F.mul(power((2 * n - 1) ** 2), power(8 * n)));
    two = F.add(two, power(odd));
  }
  for (let n = 1; n < n3; n += 1) three = F.add(three, power(4 * n * n));
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
