/** The derivative of the error at a peak is proportional to one bracket: [MHL] Lemma 3.2, equation (4). */
import { rationals as Q } from '../arithmetic/rational.ts';
import { jumpBracket, sumDerivatives } from '../triangle/derivatives.ts';
import { caseStatement, type CheckableStatement } from './case-statement.ts';
import {
  against,
  fact,
  firstFinding,
  MHL_REFERENCE,
  peaksOfWaves,
  same,
  type WaveInstance,
  waveInstances,
} from './mhl.ts';

/** [MHL] Lemma 3.2. */
export const mhlLemma32: CheckableStatement<WaveInstance> = caseStatement({
  id: 'mhl-lemma-3.2',
  title: 'The derivative of the error at a peak',
  claim:
    'For x a peak of W_i with slopes w₋ > 0 and −w₊ < 0 of W_i beside it, E_i′(x−) = w₋ B_i and E_i′(x+) = −w₊ B_i with ' +
    'B_i = s_i − (1/(1−a_{i+1})) (s_{i+1} + Σ_{j≥i+2} s_j Π_{k=i+2..j} 1/a_k).',
  hypotheses: [
    '0 < a_j < 1 for all j',
    'the series in B_i converges; the paper takes this for granted, and it need not hold for arbitrary factors',
  ],
  references: [`${MHL_REFERENCE}, Lemma 3.2, equation (4); the formula is restored`],
  propositions: (['left', 'right'] as const).map((side) => ({
    claim: `(F_n − F_i)′(x${side === 'left' ? '−' : '+'}) is the slope of W_i on that side times the bracket of n waves, at every peak`,
    method: 'exact',
    check: (instance) =>
      firstFinding(peaksOfWaves(instance, instance.s.length), ({ layer, x, slopes }) => {
        const { a, s } = instance;
        const later = s.map((factor, j) => (j < layer ? Q.zero : factor));
        const derivative = sumDerivatives(Q, a, later, x)[side];
        const formula = Q.mul(slopes[side], jumpBracket(Q, a, s, layer));
        return same(derivative, formula)
          ? undefined
          : against(instance, fact('x', x), fact('derivative', derivative), fact('formula', formula));
      }),
  })),
  instances: waveInstances,
  notes: [
    'Checked for every partial sum: the series is their limit. The derivative comes from the chain rule, not from the formula.',
  ],
});
