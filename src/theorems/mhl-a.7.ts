/** The error of a sum is its first factor left out: [MHL] Theorem A.7. */
import { formatDecimal } from '../arithmetic/numerals.ts';
import { makeRational, type Rational, rationals as Q } from '../arithmetic/rational.ts';
import { sizeOfDense } from '../circuits/size-dense.ts';
import { bendsOfWaves, sumPieces } from '../triangle/bends.ts';
import { encodeWaves } from '../triangle/encoding.ts';
import { truncationError } from '../triangle/limit.ts';
import { boundAsText } from '../triangle/piecewise-error.ts';
import { extendPeaks, firstFactor, scalingFactors } from '../triangle/scaling.ts';
import { waveSum } from '../triangle/waves.ts';
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
import type { Row } from './records.ts';
import { sizeRecord, type VerificationContext } from './statement.ts';

const decimal = (text: string): Rational => makeRational(BigInt(text.replace('.', '')), 10n ** BigInt(text.length - 2));

/** Peaks whose sums are shown, the last one repeated: symmetric ones, such as training finds for x³, and extreme ones. */
const SHOWN: readonly { readonly name: string; readonly a: readonly Rational[] }[] = [
  { name: 'F, peaks 1/2', a: [makeRational(1n, 2n)] },
  { name: 'F, peaks 0.62, 0.61, …', a: ['0.62', '0.61', '0.58', '0.7'].map(decimal) },
  { name: 'F, peaks 0.1, 0.9, …', a: [makeRational(1n, 10n), makeRational(9n, 10n), makeRational(1n, 2n)] },
];

const DEPTHS = [1, 2, 3, 4, 6, 8, 12, 16, 24, 32];

/** The network of F_n against the limit, with its exact error as a bound. */
function depthRow({ name, a }: (typeof SHOWN)[number], n: number): Row {
  const start = performance.now();
  const peaks = extendPeaks(a, n + 2);
  const first = firstFactor(Q, peaks, 'waves');
  const network = encodeWaves(peaks.slice(0, n + 1), scalingFactors(Q, peaks, first).slice(0, n), 'waves');
  const error = truncationError(Q, peaks, first, n);
  const bound = boundAsText({ lower: error, upper: error });
  return {
    eps: formatDecimal(error, 12),
    target: name,
    domain: ['0', '1'],
    method: 'ReLU encoding of F_n',
    role: 'paper',
    size: sizeRecord(sizeOfDense(network)),
    planBound: bound.upper,
    error: bound,
    steps: n,
    seconds: (performance.now() - start) / 1000,
  };
}

function rows(context: VerificationContext): Promise<readonly Row[]> {
  const made = SHOWN.flatMap((shown) => DEPTHS.map((n) => depthRow(shown, n)));
  context.onProgress('networks', made.length, made.length);
  return Promise.resolve(made);
}

/** [MHL] Theorem A.7. */
export const mhlA7: CheckableStatement<WaveInstance> = caseStatement({
  id: 'mhl-a.7',
  title: 'The error of a sum of waves is the first factor left out',
  claim:
    'For factors by the rule with s_0 ≥ 0, 0 ≤ F − F_n ≤ s_n on [0, 1], with equality on the right at every peak of W_n: sup |F − F_n| = s_n exactly, ' +
    'which is below s_{n−2}/4. (The paper shows exponential decay; the constant is made explicit here.)',
  hypotheses: ['factors by the rule, s_0 ≥ 0', '0 < a_j < 1; no distance to 0 and 1 is needed'],
  references: [`${MHL_REFERENCE}, Theorem A.7`],
  propositions: [
    {
      claim: 'F_N − F_n = s_n at every peak of W_n, for every N > n',
      method: 'exact',
      check: (instance) => {
        const { a } = instance;
        const s = ruleFactors(instance);
        const bends = bendsOfWaves(Q, a.slice(0, instance.s.length));
        return firstFinding([...bends.entries()], ([n, { peaks }]) =>
          firstFinding(peaks, (x) => {
            const gap = Q.sub(waveSum(Q, a, s, x), waveSum(Q, a, s.slice(0, n), x));
            return same(gap, s[n] as Rational) ? undefined : against({ a, s }, fact('x', x), fact('gap', gap));
          }),
        );
      },
    },
    {
      claim: '0 ≤ F_N − F_n ≤ s_n at all bends of F_N, hence on [0, 1]',
      method: 'exact',
      check: (instance) => {
        const { a } = instance;
        const s = ruleFactors(instance).slice(0, instance.s.length);
        const { points, values } = sumPieces(Q, a, s);
        return firstFinding([...s.keys()], (n) =>
          firstFinding([...points.entries()], ([k, x]) => {
            const gap = Q.sub(values[k] as Rational, waveSum(Q, a, s.slice(0, n), x));
            const holds = gap.numerator >= 0n && Q.compare(gap, s[n] as Rational) <= 0;
            return holds ? undefined : against({ a, s }, `n = ${String(n)}`, fact('x', x), fact('gap', gap));
          }),
        );
      },
    },
    {
      claim: 's_{n+2} < s_n/4',
      method: 'exact',
      check: (instance) => {
        const s = ruleFactors(instance);
        return firstFinding([...s.keys()].slice(0, -2), (n) =>
          Q.compare(Q.scale(s[n + 2] as Rational, 2), s[n] as Rational) < 0
            ? undefined
            : against({ a: instance.a, s }, `n = ${String(n)}`),
        );
      },
    },
  ],
  instances: waveInstances,
  notes: [
    'The rows are ReLU networks of F_n with their exact distance to the limit; ε is that distance.',
    'ReLU networks have no products, so gates count 0 and nodes count neurons.',
  ],
  rows,
});
