/** The logarithm by the AGM: [TT] Lemma 1.2. */
import { defaultDomain } from '../constructions/construct.ts';
import { findTarget } from '../functions/catalog.ts';
import { growthStatement } from './growth-statement.ts';
import type { Statement } from './statement.ts';

/** [TT] Lemma 1.2. */
export const lemma12: Statement = growthStatement({
  id: 'lemma-1.2',
  title: 'AGM-theta approximation of log away from 1',
  claim:
    'For every ε in (0,1) there is a rational network within ε of log on [1/2, 2] with O((log log(1/ε))²) gates: ' +
    'log x = (π/4)/AGM(θ₂²(q⁴), θ₃²(q⁴)) − log c at q = 1/(c x), with truncated theta series, every square root a composite root ' +
    '(Lemma 1.1) on the interval that the pair can reach at that step.',
  hypotheses: [
    'x in a compact interval of (0, ∞); “away from 1” is met by the constant c, not by a condition on x',
    'ε < 1/2, so that L(ε) > 0',
  ],
  references: [
    'Tang, Townsend, arXiv 2602.12390, Lemma 1.2',
    'Sasaki, Kanada 1982 (theta form)',
    'Brent 1976; Salamin (AGM(1, 4/s))',
  ],
  target: findTarget('log'),
  domain: defaultDomain('log'),
  methods: [
    { name: 'agm-theta', role: 'paper', claims: { gates: 2, nodes: 2 } },
    { name: 'agm-mean', role: 'own', claims: { gates: 2, nodes: 2 } },
    { name: 'agm-salamin', role: 'baseline', claims: { gates: 2, nodes: 2 } },
  ],
  notes: [
    'agm-mean takes a square root from the arithmetic mean where a and b are already close; its interval is not fixed in advance.',
  ],
});
