/** Only later waves can break the derivative at a peak: [MHL] Lemma 3.1. */
import { rationals as Q } from '../arithmetic/rational.ts';
import { sumDerivatives } from '../triangle/derivatives.ts';
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

/** [MHL] Lemma 3.1. */
export const mhlLemma31: CheckableStatement<WaveInstance> = caseStatement({
  id: 'mhl-lemma-3.1',
  title: 'Only later waves decide on the derivative at a peak',
  claim:
    'For x a peak of W_i, F′ is continuous at x if and only if E_i′ is, where F = F_i + E_i and F_i = Σ_{j<i} s_j W_j: the waves before ' +
    'W_i are linear around x.',
  hypotheses: ['0 < a_j < 1 for all j', 'Σ s_j converges absolutely; nothing else is asked of the factors'],
  references: [`${MHL_REFERENCE}, Lemma 3.1`],
  propositions: [
    {
      claim: 'F_i is differentiable at every peak of W_i: its one-sided derivatives agree there',
      method: 'exact',
      check: (instance) =>
        firstFinding(peaksOfWaves(instance, instance.s.length), ({ layer, x }) => {
          const { left, right } = sumDerivatives(Q, instance.a, instance.s.slice(0, layer), x);
          return same(left, right) ? undefined : against(instance, fact('x', x), fact('jump', Q.sub(right, left)));
        }),
    },
    {
      claim: 'F_n′ and E_i′ = (F_n − F_i)′ have the same jump at a peak of W_i',
      method: 'exact',
      check: (instance) =>
        firstFinding(peaksOfWaves(instance, instance.s.length), ({ layer, x }) => {
          const { a, s } = instance;
          const later = s.map((factor, j) => (j < layer ? Q.zero : factor));
          const [whole, rest] = [sumDerivatives(Q, a, s, x), sumDerivatives(Q, a, later, x)];
          const [jump, jumpOfRest] = [Q.sub(whole.right, whole.left), Q.sub(rest.right, rest.left)];
          return same(jump, jumpOfRest) ? undefined : against(instance, fact('x', x), fact('jump', jump));
        }),
    },
  ],
  instances: waveInstances,
  notes: [
    'Checked for partial sums in place of F, with factors of either sign. Derivatives of waves come from the chain rule.',
  ],
});
