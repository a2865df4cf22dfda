/** A derivative of the error that exists is zero: [MHL] Lemma 3.3. */
import { rationals as Q } from '../arithmetic/rational.ts';
import { sumDerivatives } from '../triangle/derivatives.ts';
import { caseStatement, type CheckableStatement } from './case-statement.ts';
import { against, fact, firstFinding, MHL_REFERENCE, peaksOfWaves, type WaveInstance, waveInstances } from './mhl.ts';

/** [MHL] Lemma 3.3. */
export const mhlLemma33: CheckableStatement<WaveInstance> = caseStatement({
  id: 'mhl-lemma-3.3',
  title: 'A derivative of the error that exists at a peak is zero',
  claim: 'If E_i′(x) exists at a peak x of W_i, then E_i′(x) = 0: w₊ E_i′(x−) + w₋ E_i′(x+) = 0 with w₋, w₊ > 0.',
  hypotheses: ['0 < a_j < 1 for all j'],
  references: [`${MHL_REFERENCE}, Lemma 3.3`],
  propositions: [
    {
      claim: 'W_i rises before its peaks and falls after them',
      method: 'exact',
      check: (instance) =>
        firstFinding(peaksOfWaves(instance, instance.s.length), ({ x, slopes }) =>
          slopes.left.numerator > 0n && slopes.right.numerator < 0n
            ? undefined
            : against(instance, fact('x', x), fact('left slope', slopes.left), fact('right slope', slopes.right)),
        ),
    },
    {
      claim: 'w₊ E_i′(x−) + w₋ E_i′(x+) = 0 for every partial sum, so equal one-sided derivatives are both zero',
      method: 'exact',
      check: (instance) =>
        firstFinding(peaksOfWaves(instance, instance.s.length), ({ layer, x, slopes }) => {
          const later = instance.s.map((factor, j) => (j < layer ? Q.zero : factor));
          const { left, right } = sumDerivatives(Q, instance.a, later, x);
          const sum = Q.sub(Q.mul(slopes.left, right), Q.mul(slopes.right, left));
          return sum.numerator === 0n ? undefined : against(instance, fact('x', x), fact('sum', sum));
        }),
    },
  ],
  instances: waveInstances,
  notes: [
    'Checked for partial sums with factors of either sign; an equation that holds for all of them holds in the limit.',
  ],
});
