/** The derivative at a peak is that of the waves before: [MHL] Lemma A.2, equation (9). */
import { type Rational, rationals as Q } from '../arithmetic/rational.ts';
import { encloseDerivative, sumDerivatives } from '../triangle/derivatives.ts';
import { caseStatement, type CheckableStatement } from './case-statement.ts';
import {
  against,
  complementProduct,
  fact,
  firstFinding,
  MHL_REFERENCE,
  peaksOfWaves,
  ruleFactors,
  same,
  type WaveInstance,
  waveInstances,
} from './mhl.ts';

/** [MHL] Lemma A.2. */
export const mhlA2: CheckableStatement<WaveInstance> = caseStatement({
  id: 'mhl-a.2',
  title: 'The derivative at a peak comes from the waves before',
  claim: 'For x a peak of W_i, F′(x) = F_i′(x) = Σ_{j<i} s_j W_j′(x).',
  hypotheses: ['factors by the rule', 'Σ a_m = ∞, for instance c ≤ a_i ≤ 1−c'],
  references: [`${MHL_REFERENCE}, Lemma A.2, equation (9)`],
  propositions: [
    {
      claim: 'F_n′(x±) − F_i′(x) is the slope of W_i on that side times s_i Π_{m=i+2..n} (1−a_m), which tends to 0',
      method: 'exact',
      check: (instance) => {
        const { a } = instance;
        const s = ruleFactors(instance).slice(0, instance.s.length);
        return firstFinding(peaksOfWaves(instance, s.length), ({ layer, x, slopes }) => {
          const rest = Q.mul(s[layer] as Rational, complementProduct(a, layer + 2, s.length));
          const before = sumDerivatives(Q, a, s.slice(0, layer), x);
          const whole = sumDerivatives(Q, a, s, x);
          const holds = (['left', 'right'] as const).every((side) =>
            same(Q.sub(whole[side], before[side]), Q.mul(slopes[side], rest)),
          );
          return holds ? undefined : against({ a, s }, fact('x', x));
        });
      },
    },
    {
      claim: 'the enclosure of F′ at a peak contains F_i′(x)',
      method: 'enclosed',
      check: (instance) => {
        const { a } = instance;
        const s = ruleFactors(instance);
        return firstFinding(peaksOfWaves(instance, instance.s.length), ({ layer, x }) => {
          const { lower, upper } = encloseDerivative(a, s[0] as Rational, x);
          const { left } = sumDerivatives(Q, a, s.slice(0, layer), x);
          const isInside = Q.compare(lower, left) <= 0 && Q.compare(left, upper) <= 0;
          return isInside ? undefined : against({ a, s }, fact('x', x), fact('derivative', left));
        });
      },
    },
  ],
  instances: waveInstances,
  notes: [],
});
