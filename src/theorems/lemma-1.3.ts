/** tanh by Halley's iteration: [TT] Lemma 1.3. */
import { parseNumeral } from '../arithmetic/numerals.ts';
import { findTarget } from '../functions/catalog.ts';
import { growthStatement } from './growth-statement.ts';
import type { Statement } from './statement.ts';

/** [TT] Lemma 1.3. */
export const lemma13: Statement = growthStatement({
  id: 'lemma-1.3',
  title: 'Halley-based approximation of tanh on a small interval',
  claim:
    'For every ε in (0,1) there is a rational network within ε of tanh on [−0.8336, 0.8336] with O((log log(1/ε))³) gates: ' +
    'Halley steps y ← (y − g)/(1 − y g), g = atanh(y) − t, each with a fresh AGM logarithm (Lemma 1.2); and one with ' +
    'O((log log(1/ε))²) gates that keeps the square roots between the steps (own result).',
  hypotheses: ['ε < 1/2, so that L(ε) > 0', 'the interval is compact; the constants depend on it'],
  references: ['Tang, Townsend, arXiv 2602.12390, Lemma 1.3'],
  target: findTarget('tanh'),
  domain: { lower: parseNumeral('-0.8336'), upper: parseNumeral('0.8336') },
  methods: [
    { name: 'nested', role: 'paper', claims: { gates: 3, nodes: 3 } },
    { name: 'coupled', role: 'own', claims: { gates: 2, nodes: 2, layeredNodes: 3 } },
    { name: 'doubling', role: 'competitor', claims: {} },
  ],
  notes: [
    'The steps run in the variable Y = (1+y)/(1−y), in which Halley’s step for tanh is exactly Halley’s step for exp.',
    'The kept square roots of the coupled form are skip connections: in the strictly layered measure it is O(L³) as well.',
    'Padé with doubling has O((log 1/ε)^(1/3)) gates: asymptotically more, for every ε shown fewer.',
  ],
});
