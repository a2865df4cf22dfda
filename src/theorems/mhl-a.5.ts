/** Factors shrink by more than four with every two waves: [MHL] Lemma A.5. */
import { makeRational, type Rational, rationals as Q } from '../arithmetic/rational.ts';
import { scalingFactors } from '../triangle/scaling.ts';
import { caseStatement, type CheckableStatement } from './case-statement.ts';
import {
  against,
  fact,
  firstFinding,
  MHL_REFERENCE,
  ruleFactors,
  same,
  type WaveInstance,
  waveInstances,
} from './mhl.ts';

const QUARTER = makeRational(1n, 4n);

/** [MHL] Lemma A.5. */
export const mhlA5: CheckableStatement<WaveInstance> = caseStatement({
  id: 'mhl-a.5',
  title: 'Factors shrink by more than four with every two waves',
  claim:
    's_{i+2}/s_i = (1−a_{i+1}) a_{i+2} (1−a_{i+2}) a_{i+3} < ¼ for factors by the rule; ¼ is the supremum and is not attained.',
  hypotheses: ['factors by the rule, s_0 ≠ 0', '0 < a_j < 1; no distance to 0 and 1 is needed'],
  references: [`${MHL_REFERENCE}, Lemma A.5`],
  propositions: [
    {
      claim: 's_{i+2}/s_i is the product of the formula and below ¼',
      method: 'exact',
      check: (instance) => {
        const { a } = instance;
        const s = ruleFactors(instance);
        return firstFinding([...s.keys()].slice(0, -2), (i) => {
          const [b, c, d] = a.slice(i + 1, i + 4) as [Rational, Rational, Rational];
          const product = Q.mul(Q.mul(Q.sub(Q.one, b), c), Q.mul(Q.sub(Q.one, c), d));
          const ratio = Q.div(s[i + 2] as Rational, s[i] as Rational);
          return same(ratio, product) && Q.compare(ratio, QUARTER) < 0
            ? undefined
            : against({ a, s }, fact('ratio', ratio));
        });
      },
    },
    {
      claim: 'peaks η, ½, 1−η with η = 2^{−k} a_0 give the ratio (1−η)²/4, as near to ¼ as one likes',
      method: 'exact',
      check: (instance) =>
        firstFinding([1, 8, 64], (k) => {
          const eta = Q.scale(instance.a[0] as Rational, -k);
          const rest = Q.sub(Q.one, eta);
          const a = [instance.a[0] as Rational, eta, makeRational(1n, 2n), rest];
          const s = scalingFactors(Q, a, Q.one);
          return same(s[2] as Rational, Q.mul(QUARTER, Q.mul(rest, rest))) ? undefined : against({ a, s });
        }),
    },
  ],
  instances: waveInstances,
  notes: ['Hence s_i ≤ max(s_0, s_1) 2^{1−i}, and Σ s_i converges for any peaks.'],
});
