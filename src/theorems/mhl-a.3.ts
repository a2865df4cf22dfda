/** The neighbours of a peak among all bends: [MHL] Lemma A.3, equation (10). */
import { type Rational, rationals as Q } from '../arithmetic/rational.ts';
import { sumPieces } from '../triangle/bends.ts';
import { caseStatement, type CheckableStatement } from './case-statement.ts';
import {
  against,
  fact,
  firstFinding,
  MHL_REFERENCE,
  peaksOfWaves,
  ruleFactors,
  same,
  type WaveInstance,
  waveInstances,
} from './mhl.ts';

/** The distance (1−a_{i+1}) a_{i+2} … a_n of a peak of W_i to its neighbours among the bends of W_0, …, W_n, times the slope. */
export function neighbourDistance(a: readonly Rational[], layer: number, n: number): Rational {
  const start = Q.sub(Q.one, a[layer + 1] as Rational);
  return a.slice(layer + 2, n + 1).reduce((product, peak) => Q.mul(product, peak), start);
}

/** [MHL] Lemma A.3. */
export const mhlA3: CheckableStatement<WaveInstance> = caseStatement({
  id: 'mhl-a.3',
  title: 'The neighbours of a peak close in on it and never reach it',
  claim:
    'For x a peak of W_i and l_n < x < r_n its neighbours among the bends of W_0, …, W_n, n > i: x − l_n = (1−a_{i+1}) Π_{k=i+2..n} a_k / w₋ and ' +
    'r_n − x = (1−a_{i+1}) Π_{k=i+2..n} a_k / w₊. So neither is ever 0, and both tend to 0 if c ≤ a_k ≤ 1−c for all k.',
  hypotheses: ['0 < a_j < 1; for the limit Π a_k = 0, for instance a_k ≤ 1−c'],
  references: [`${MHL_REFERENCE}, Lemma A.3, equation (10); the formulas are restored`],
  propositions: [
    {
      claim: 'the distances of every peak to its neighbours are those of the formulas, hence positive',
      method: 'exact',
      check: (instance) => {
        const { a } = instance;
        const waves = instance.s.length;
        const s = ruleFactors(instance);
        const peaks = peaksOfWaves(instance, waves - 1);
        const bends = Array.from({ length: waves }, (_, n) => sumPieces(Q, a, s.slice(0, n + 1)).points);
        return firstFinding(peaks, ({ layer, x, slopes }) =>
          firstFinding(
            Array.from({ length: waves - layer - 1 }, (_, k) => layer + 1 + k),
            (n) => {
              const points = bends[n] as readonly Rational[];
              const at = points.findIndex((point) => same(point, x));
              const scaled = neighbourDistance(a, layer, n);
              const left = Q.mul(Q.sub(x, points[at - 1] as Rational), slopes.left);
              const right = Q.mul(Q.sub(x, points[at + 1] as Rational), slopes.right);
              return same(left, scaled) && same(right, scaled)
                ? undefined
                : against({ a, s }, fact('x', x), `n = ${String(n)}`);
            },
          ),
        );
      },
    },
  ],
  instances: waveInstances,
  notes: [],
});
