/** The scaling rule is necessary: [MHL] Theorem 3.4. */
import { makeRational, type Rational, rationals as Q } from '../arithmetic/rational.ts';
import { jumpBracket } from '../triangle/derivatives.ts';
import { extendPeaks, scalingFactors, scalingRatio } from '../triangle/scaling.ts';
import { caseStatement, type CheckableStatement, type Finding } from './case-statement.ts';
import {
  against,
  complementProduct,
  fact,
  firstFinding,
  MHL_REFERENCE,
  ruleFactors,
  same,
  type WaveInstance,
  waveInstances,
} from './mhl.ts';

const absolute = (x: Rational): Rational => (x.numerator < 0n ? Q.neg(x) : x);
const complement = (x: Rational): Rational => Q.sub(Q.one, x);
const layersOf = (instance: WaveInstance, last: number): readonly number[] =>
  Array.from({ length: Math.max(0, instance.s.length - last) }, (_, i) => i);

/** s_i (1−a_{i+1}) − s_{i+1}/a_{i+2}: zero exactly if the rule holds for s_{i+1}. */
const defect = ({ a, s }: WaveInstance, i: number): Rational =>
  Q.sub(Q.mul(s[i] as Rational, complement(a[i + 1] as Rational)), Q.div(s[i + 1] as Rational, a[i + 2] as Rational));

/** Waves of the sums that stand for the limit where a factor is off the rule. */
const MANY = 40;

/** A jump that stays: s_k off the rule by the factor 1 + δ, the rule before and after it, peaks continued by the last one. */
function strayFactor(instance: WaveInstance): Finding {
  const off = makeRational(1n, 7n);
  const a = extendPeaks(instance.a, MANY + 1);
  const s = scalingFactors(Q, a, instance.s[0] as Rational);
  return firstFinding(layersOf(instance, 1), (i) => {
    const stray = s.map((factor, j) => (j <= i ? factor : Q.mul(factor, Q.add(Q.one, off))));
    const bracket = jumpBracket(Q, a, stray, i);
    // The limit is −δ s_i; what is left out shrinks it by (1+δ) s_i Π (1−a_m), m = i+2, …, MANY.
    const own = s[i] as Rational;
    const rest = Q.mul(Q.mul(Q.add(Q.one, off), own), complementProduct(a, i + 2, MANY));
    const distance = absolute(Q.add(bracket, Q.mul(off, own)));
    if (Q.compare(distance, rest) > 0) return against(instance, `layer ${String(i)}`, fact('bracket', bracket));
    return undefined;
  });
}

/** [MHL] Theorem 3.4. */
export const mhl34: CheckableStatement<WaveInstance> = caseStatement({
  id: 'mhl-3.4',
  title: 'The scaling rule is necessary for a continuous derivative',
  claim:
    'If F = Σ s_i W_i is differentiable at every peak of every wave, then s_{i+1} = s_i (1−a_{i+1}) a_{i+2} for all i ≥ 0. ' +
    'Only if: the rule alone does not make F differentiable (mhl-a.1).',
  hypotheses: ['0 < a_j < 1 for all j', 'Σ s_j W_j converges'],
  references: [`${MHL_REFERENCE}, Theorem 3.4, equation (5); the formula is restored`],
  propositions: [
    {
      claim:
        '(1−a_{i+1}) B_i − ((1−a_{i+2})/a_{i+2}) B_{i+1} = s_i (1−a_{i+1}) − s_{i+1}/a_{i+2} for every partial sum and any factors',
      method: 'exact',
      check: (instance) =>
        firstFinding(layersOf(instance, 1), (i) => {
          const { a, s } = instance;
          const [b, next] = [complement(a[i + 1] as Rational), a[i + 2] as Rational];
          const [here, there] = [jumpBracket(Q, a, s, i), jumpBracket(Q, a, s, i + 1)];
          const sum = Q.sub(Q.mul(b, here), Q.mul(Q.div(complement(next), next), there));
          const off = defect(instance, i);
          return same(sum, off)
            ? undefined
            : against(instance, `layer ${String(i)}`, fact('left side', sum), fact('right side', off));
        }),
    },
    {
      claim:
        'off the rule a jump stays: max(|B_i|, |B_{i+1}|) ≥ |s_i (1−a_{i+1}) − s_{i+1}/a_{i+2}| / (1 − a_{i+1} + (1−a_{i+2})/a_{i+2})',
      method: 'exact',
      check: (instance) =>
        firstFinding(layersOf(instance, 1), (i) => {
          const { a, s } = instance;
          const [b, next] = [complement(a[i + 1] as Rational), a[i + 2] as Rational];
          const least = Q.div(absolute(defect(instance, i)), Q.add(b, Q.div(complement(next), next)));
          const [here, there] = [jumpBracket(Q, a, s, i), jumpBracket(Q, a, s, i + 1)].map(absolute) as [
            Rational,
            Rational,
          ];
          const jump = Q.max(here, there);
          return Q.compare(jump, least) >= 0
            ? undefined
            : against(instance, `layer ${String(i)}`, fact('bracket', jump));
        }),
    },
    {
      claim: 'one factor off the rule by 1/7 of itself, and all after it: the bracket tends to −s_i/7, not to 0',
      method: 'enclosed',
      check: strayFactor,
    },
    {
      claim: 'the rule s_{i+1} = s_i/4, whatever the peaks, is this rule if and only if (1−a_{i+1}) a_{i+2} = 1/4',
      method: 'exact',
      check: (instance) => {
        const quarters = instance.s.map((_, i) => makeRational(1n, 4n ** BigInt(i)));
        const other = { ...instance, s: quarters };
        return firstFinding(layersOf(instance, 1), (i) => {
          const isQuarter = same(scalingRatio(Q, instance.a, i + 1), makeRational(1n, 4n));
          return (defect(other, i).numerator === 0n) === isQuarter ? undefined : against(other, `layer ${String(i)}`);
        });
      },
    },
    {
      claim: 'for factors by the rule B_i = s_i Π_{m=i+2..n} (1−a_m) with n waves',
      method: 'exact',
      check: (instance) => {
        const { a } = instance;
        const s = ruleFactors(instance).slice(0, instance.s.length);
        return firstFinding(layersOf(instance, 0), (i) => {
          const bracket = jumpBracket(Q, a, s, i);
          const product = Q.mul(s[i] as Rational, complementProduct(a, i + 2, s.length));
          return same(bracket, product) ? undefined : against({ a, s }, `layer ${String(i)}`, fact('bracket', bracket));
        });
      },
    },
  ],
  instances: waveInstances,
  notes: [
    'The first proposition is the proof of necessity: its right side vanishes if both brackets do in the limit.',
    'The last one shows why the rule is not sufficient by itself: the product tends to 0 only if Σ a_m diverges.',
  ],
});
