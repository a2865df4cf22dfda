/**
 * The arithmetic-geometric mean, with square roots by Newton's iteration from a given start.
 */
import type { Field } from '../arithmetic/number-systems.ts';
import { makeRational, type Rational } from '../arithmetic/rational.ts';
import { bestBlock, evaluateBlocks, powersTo } from './polynomial.ts';
import { newtonRootStep, pthRoot, type RootPlan } from './pth-root.ts';
import { inSequence, PRODUCT, RECIPROCAL, SQUARE, type Work } from './work.ts';

/**
 * How one level of the AGM takes its square root √(ab):
 * - `constant`: a composite root on the fixed interval that ab can reach ([TT], Lemma 1.1);
 * - `mean`: Newton steps from (a+b)/2, which is already close where a and b are;
 * - `kept`: Newton steps from the root of the same level of an earlier evaluation (mathematics of the coupled form).
 */
export type RootSource =
  { readonly from: 'constant'; readonly plan: RootPlan } | { readonly from: 'mean' | 'kept'; readonly steps: number };

/** The pair after the last level, and the root of every level for a later evaluation to start from. */
export interface AgmResult<T> {
  readonly a: T;
  readonly b: T;
  readonly roots: readonly T[];
}

/** The approximate square root of `ab` from its source. Cost: one gate for ab and one per Newton step. */
function levelRoot<T>(F: Field<T>, a: T, b: T, mean: T, source: RootSource, kept: T | undefined): T {
  const product = F.mul(a, b);
  if (source.from === 'constant') return pthRoot(F, product, source.plan);
  const start = source.from === 'mean' ? mean : kept;
  if (start === undefined) throw new RangeError('agm: expected a kept root for every level that starts from one');
  let g: T = start;
  for (let i = 0; i < source.steps; i += 1) g = newtonRootStep(F, g, product, 2);
  return g;
}

/**
 * AGM levels `a ← (a+b)/2, b ← √(ab)`, one per source.
 *
 * Error: if the root of level k has log-error η_k, then log a and log b of the result are wrong by at most Σ η_k, because
 * each exact level is 1-Lipschitz in (log a, log b) with the maximum norm.
 * @param kept roots of an earlier evaluation, by level
 */
export function agm<T>(F: Field<T>, a: T, b: T, sources: readonly RootSource[], kept: readonly T[] = []): AgmResult<T> {
  const roots: T[] = [];
  let [x, y] = [a, b];
  sources.forEach((source, level) => {
    const mean = F.scale(F.add(x, y), -1);
    const root = levelRoot(F, x, y, mean, source, kept[level]);
    roots.push(root);
    [x, y] = [mean, root];
  });
  return { a: x, b: y, roots };
}

const ellipticCoefficients: Rational[] = [makeRational(1n)];

/** `((2n)! / (4^n n!²))²`, the coefficient of z^(2n) in `2K(z)/π`. */
export function ellipticCoefficient(n: number): Rational {
  let last = ellipticCoefficients[n] ?? makeRational(1n);
  for (let k = ellipticCoefficients.length; k <= n; k += 1) {
    const { numerator, denominator } = ellipticCoefficients[k - 1] ?? last;
    const [odd, even] = [BigInt(2 * k - 1), BigInt(2 * k)];
    last = makeRational(numerator * odd * odd, denominator * even * even);
    ellipticCoefficients.push(last);
  }
  return last;
}

/**
 * `factor / AGM(a, b)` from a pair that is close: `factor · (2/(a+b)) Σ_{n≤terms} c_n z^(2n)`, `z = (a−b)/(a+b)`.
 *
 * Error: relative, at most `c_{terms+1} z^(2 terms+2) / (1−z²)`, from `AGM(1, √(1−z²)) = π/(2K(z))`.
 * Size: 1 gate for terms = 0, about 2√terms + 4 otherwise.
 */
export function reciprocalAgm<T>(F: Field<T>, a: T, b: T, terms: number, factor: Rational): T {
  const sum = F.add(a, b);
  const twice = F.constant(makeRational(2n * factor.numerator, factor.denominator));
  if (terms === 0) return F.div(twice, sum);
  const w = F.div(F.one, sum);
  const z = F.mul(F.sub(a, b), w);
  const coefficients = Array.from({ length: terms + 1 }, (_, n) => ellipticCoefficient(n));
  const powers = powersTo(F, F.mul(z, z), bestBlock(terms).block);
  return F.mul(F.mul(twice, w), evaluateBlocks(F, coefficients, powers));
}

/** What {@link reciprocalAgm} costs. */
export function reciprocalAgmWork(terms: number): Work {
  return terms === 0 ? RECIPROCAL : inSequence(RECIPROCAL, PRODUCT, SQUARE, bestBlock(terms).work, PRODUCT);
}
