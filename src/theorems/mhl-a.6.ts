/** The sums are concave: [MHL] Lemma A.6. */
import { makeRational, type Rational, rationals as Q } from '../arithmetic/rational.ts';
import { slopesOf, sumPieces } from '../triangle/bends.ts';
import { caseStatement, type CheckableStatement } from './case-statement.ts';
import { against, fact, firstFinding, MHL_REFERENCE, ruleFactors, type WaveInstance, waveInstances } from './mhl.ts';

/** Whether every slope is below the one before. */
const isDecreasing = (slopes: readonly Rational[]): boolean =>
  slopes.every((slope, k) => k === 0 || Q.compare(slope, slopes[k - 1] as Rational) < 0);

/** [MHL] Lemma A.6. */
export const mhlA6: CheckableStatement<WaveInstance> = caseStatement({
  id: 'mhl-a.6',
  title: 'The sums of waves are concave, x − F is convex',
  claim:
    'For factors by the rule with s_0 > 0 every F_n has strictly decreasing slopes, so F is concave, x − F convex, and F′ decreasing ' +
    'where it exists. (The paper calls F convex; it means the approximant x − F.)',
  hypotheses: ['factors by the rule, s_0 > 0', '0 < a_j < 1; no distance to 0 and 1 is needed'],
  references: [`${MHL_REFERENCE}, Lemma A.6`],
  propositions: [
    {
      claim: 'the 2^n slopes of F_n decrease strictly from left to right, for every n',
      method: 'exact',
      check: (instance) => {
        const { a } = instance;
        const s = ruleFactors(instance);
        return firstFinding([...s.keys()], (n) =>
          isDecreasing(slopesOf(Q, sumPieces(Q, a, s.slice(0, n + 1))))
            ? undefined
            : against({ a, s }, `n = ${String(n + 1)}`),
        );
      },
    },
    {
      claim: 'another rule breaks it: with s_1 larger by a factor 1 + 1/8 than s_0 (1−a_1), F_2 is not concave',
      method: 'exact',
      check: ({ a, s }) => {
        const first = s[0] as Rational;
        const second = Q.mul(Q.mul(first, Q.sub(Q.one, a[1] as Rational)), makeRational(9n, 8n));
        const factors = [first, second];
        return isDecreasing(slopesOf(Q, sumPieces(Q, a, factors)))
          ? against({ a, s: factors }, fact('s_1', second))
          : undefined;
      },
    },
  ],
  instances: waveInstances,
  notes: ['A limit of concave functions is concave; no condition on the peaks is needed for that.'],
});
