/** Only x − x² has a second derivative: [MHL] Theorem A.4. */
import { makeRational, type Rational, rationals as Q } from '../arithmetic/rational.ts';
import { sumPieces } from '../triangle/bends.ts';
import { sumDerivatives } from '../triangle/derivatives.ts';
import { scalingFactors } from '../triangle/scaling.ts';
import { caseStatement, type CheckableStatement } from './case-statement.ts';
import { neighbourDistance } from './mhl-a.3.ts';
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
  type WavePeak,
} from './mhl.ts';

const HALF = makeRational(1n, 2n);
const complement = (x: Rational): Rational => Q.sub(Q.one, x);

/** (F′(y) − F′(x))/(y − x) for the right or left neighbour y of a peak x of W_i among the bends of W_0, …, W_n. */
function quotient(
  a: readonly Rational[],
  s: readonly Rational[],
  peak: WavePeak,
  n: number,
  side: 'left' | 'right',
): Rational {
  const { layer, x, slopes } = peak;
  // slopes.right is negative, so that this is r_n − x > 0 or l_n − x < 0.
  const step = Q.neg(Q.div(neighbourDistance(a, layer, n), slopes[side]));
  const there = sumDerivatives(Q, a, s.slice(0, n), Q.add(x, step)).left;
  const here = sumDerivatives(Q, a, s.slice(0, layer), x).left;
  return Q.div(Q.sub(there, here), step);
}

/** −w² s_i/(1−a_{i+1}) Π_{m=i+2..n} (1−a_m)/a_m. */
function quotientFormula(
  a: readonly Rational[],
  s: readonly Rational[],
  { layer, slopes }: WavePeak,
  n: number,
  side: 'left' | 'right',
): Rational {
  const start = Q.neg(
    Q.div(Q.mul(Q.mul(slopes[side], slopes[side]), s[layer] as Rational), complement(a[layer + 1] as Rational)),
  );
  return a.slice(layer + 2, n + 1).reduce((product, peak) => Q.mul(product, Q.div(complement(peak), peak)), start);
}

const later = ({ s }: WaveInstance, layer: number): readonly number[] =>
  Array.from({ length: s.length - layer - 1 }, (_, k) => layer + 1 + k);

/** [MHL] Theorem A.4. */
export const mhlA4: CheckableStatement<WaveInstance> = caseStatement({
  id: 'mhl-a.4',
  title: 'A second derivative exists for x − x² only',
  claim:
    'If F′ is differentiable at every point of (0, 1), then all a_i = ½ and F = 4 s_0 (x − x²). The paper asks for a continuous second ' +
    'derivative; its existence suffices (own).',
  hypotheses: ['factors by the rule, s_0 ≠ 0', 'c ≤ a_i ≤ 1−c for some c > 0 and all i'],
  references: [`${MHL_REFERENCE}, Theorem A.4; the formulas are restored`],
  propositions: [
    {
      claim:
        'the difference quotients of F′ from a peak x of W_i to its neighbours are −w∓² s_i/(1−a_{i+1}) Π_{m=i+2..n} (1−a_m)/a_m',
      method: 'exact',
      check: (instance) => {
        const { a } = instance;
        const s = ruleFactors(instance);
        return firstFinding(peaksOfWaves(instance, instance.s.length - 1), (peak) =>
          firstFinding(later(instance, peak.layer), (n) => {
            const holds = (['left', 'right'] as const).every((side) =>
              same(quotient(a, s, peak, n, side), quotientFormula(a, s, peak, n, side)),
            );
            return holds ? undefined : against({ a, s }, fact('x', peak.x), `n = ${String(n)}`);
          }),
        );
      },
    },
    {
      claim: 'the quotients on both sides of a peak of W_i are equal if and only if a_i = ½',
      method: 'exact',
      check: (instance) => {
        const { a } = instance;
        const s = ruleFactors(instance);
        return firstFinding(peaksOfWaves(instance, instance.s.length - 1), (peak) => {
          const n = peak.layer + 1;
          const isEqual = same(quotient(a, s, peak, n, 'left'), quotient(a, s, peak, n, 'right'));
          const isHalf = same(a[peak.layer] as Rational, HALF);
          return isEqual === isHalf ? undefined : against({ a, s }, fact('x', peak.x));
        });
      },
    },
    {
      claim: 'for all a_i = ½ the sums are 4 s_0 (x − x²) at all their bends',
      method: 'exact',
      check: (instance) => {
        const a = instance.a.map(() => HALF);
        const s = scalingFactors(Q, a, instance.s[0] as Rational);
        const { points, values } = sumPieces(Q, a, s);
        const wrong = points.findIndex((x, k) => {
          const parabola = Q.scale(Q.mul(instance.s[0] as Rational, Q.sub(x, Q.mul(x, x))), 2);
          return !same(parabola, values[k] as Rational);
        });
        return wrong < 0 ? undefined : against({ a, s }, `bend ${String(wrong)}`);
      },
    },
  ],
  instances: waveInstances,
  notes: [
    'The paper compares the two sides of a peak. That leaves the case that both quotients tend to 0; the proof here closes it with points between the peaks (proofs/mhl-a.4.md).',
  ],
});
