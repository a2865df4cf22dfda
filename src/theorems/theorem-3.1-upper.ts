/** Rational approximation of GELU, upper bound: [TT] Theorem 3.1. */
import { defaultDomain } from '../constructions/construct.ts';
import { findTarget } from '../functions/catalog.ts';
import { growthStatement } from './growth-statement.ts';
import type { Statement } from './statement.ts';

/** [TT] Theorem 3.1, first half. */
export const theorem31Upper: Statement = growthStatement({
  id: 'theorem-3.1-upper',
  title: 'Rational approximation of GELU: upper bound',
  claim:
    'For every ε in (0,1) there is a rational network within ε of GELU (tanh form) on [−1, 1] of size O(log³ log(1/ε)); ' +
    'with the square roots kept between Halley steps, of O(log² log(1/ε)) gates (own result).',
  hypotheses: [
    'ε < 1/2, so that L(ε) > 0',
    'GELU in its tanh form ½x(1 + tanh(√(2/π)(x + 0.044715x³))); the erf form is not covered',
  ],
  references: ['Tang, Townsend, arXiv 2602.12390, Theorem 3.1', 'Hendrycks, Gimpel, arXiv 1606.08415 (GELU)'],
  target: findTarget('gelu-tanh'),
  domain: defaultDomain('gelu-tanh'),
  methods: [
    { name: 'nested', role: 'paper', claims: { gates: 3, nodes: 3 } },
    { name: 'coupled', role: 'own', claims: { gates: 2, nodes: 2, layeredNodes: 3 } },
    { name: 'doubling', role: 'competitor', claims: {} },
  ],
  notes: [
    'The kept square roots of the coupled form are skip connections: in the strictly layered measure it is O(L³) as well.',
    'Padé with doubling has O((log 1/ε)^(1/3)) gates: asymptotically more, for every ε shown fewer. The asymptotically best construction wins only far beyond the ε shown.',
  ],
});
