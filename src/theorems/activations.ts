/** Rational networks of every activation in the list of [TT], with the size and the certified error of each. */
import { parseNumeral } from '../arithmetic/numerals.ts';
import { findTarget } from '../functions/catalog.ts';
import type { Domain } from '../functions/target.ts';
import type { StatementResult } from './records.ts';
import {
  accuracies,
  certifiedNote,
  conclude,
  findUndecided,
  findViolation,
  ladder,
  makeRows,
  plannedRow,
  type Statement,
  type VerificationContext,
} from './statement.ts';

const interval = (half: string): Domain => ({ lower: parseNumeral(`-${half}`), upper: parseNumeral(half) });
const UNIT = interval('1');
/** Where the hard activations have their kinks; on [−1, 1] they are polynomials. */
const WIDE = interval('8');

/** The activations, with PyTorch's defaults, and the intervals on which they are approximated. */
const SUBJECTS: readonly (readonly [string, Domain])[] = [
  ['relu', UNIT],
  ['leaky-relu', UNIT],
  ['prelu', UNIT],
  ['relu6', UNIT],
  ['hardtanh', WIDE],
  ['hardsigmoid', WIDE],
  ['hardswish', WIDE],
  ['elu', UNIT],
  ['celu', UNIT],
  ['selu', UNIT],
  ['sigmoid', UNIT],
  ['logsigmoid', UNIT],
  ['tanh', UNIT],
  ['softsign', UNIT],
  ['softplus', UNIT],
  ['silu', UNIT],
  ['mish', UNIT],
  ['gelu-tanh', UNIT],
  ['gelu-erf', UNIT],
  ['golu', UNIT],
  ['cauchy:1,2,1', UNIT],
];

const LADDER = accuracies(3, 6, 12, 24, 48);

async function verify(context: VerificationContext): Promise<StatementResult> {
  const requests = SUBJECTS.flatMap(([name, domain]) =>
    ladder(context, LADDER).map((eps) => plannedRow(findTarget(name), domain, 'auto', 'own', eps)),
  );
  const rows = await makeRows(context, requests);
  const violation = findViolation(rows);
  const undecided = findUndecided(rows);
  const verdict = violation !== undefined ? 'violated' : undecided !== undefined ? 'inconclusive' : 'verified';
  const notes = [
    certifiedNote(rows, context.certifySeconds),
    'The method is the one with the fewest gates at that ε among those of `loglog list methods`; at these accuracies that is Padé with doubling wherever exp occurs, not the construction of the paper, which is asymptotically smaller.',
    'hardtanh, hardsigmoid and hardswish are polynomials on [−1, 1], so they are approximated on [−8, 8].',
    'gelu-erf: erf is not elementary, and the paper’s theorem does not cover it. Its power series takes about 2√n gates for n = O(log(1/ε)/log log(1/ε)) terms.',
  ];
  return conclude(activations, verdict, rows, [], notes, violation ?? undecided);
}

/** [TT] abstract and section 3: the list of activations. */
export const activations: Statement = {
  id: 'activations',
  title: 'Every common activation by rational networks',
  claim:
    'For every ε in (0,1) each of these activations is within ε of a rational network on a compact interval: of O(log³ log(1/ε)) gates by the paper’s constructions, of O(log² log(1/ε)) by ours (proofs/composition.md), but for gelu-erf, which neither covers.',
  hypotheses: ['PyTorch’s definitions and default parameters', 'a compact interval'],
  references: ['Tang, Townsend, arXiv 2602.12390, abstract and section 3'],
  needs:
    'for every activation and every ε a circuit whose error is certified to be at most ε (or, where no certificate is found in its time, whose proven a-priori bound is at most ε and not contradicted by samples)',
  verify,
};
