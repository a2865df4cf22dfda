/** Rational networks of layers of several variables, with the size and the certified error of each. */
import { parseNumeral } from '../arithmetic/numerals.ts';
import type { Domain } from '../functions/target.ts';
import { makeLayerRows } from './layer-rows.ts';
import type { StatementResult } from './records.ts';
import {
  accuracies,
  certifiedNote,
  conclude,
  findUndecided,
  findViolation,
  ladder,
  type Statement,
  type VerificationContext,
} from './statement.ts';

const UNIT: Domain = { lower: parseNumeral('-1'), upper: parseNumeral('1') };

/** Each layer for two and for three numbers; those of attention are rows of one column. */
const SUBJECTS: readonly string[] = [
  ...['softmax', 'softmin', 'logsoftmax', 'glu', 'reglu', 'geglu', 'swiglu'].flatMap((name) => [
    `${name}:2`,
    `${name}:3`,
  ]),
  ...['layernorm', 'rmsnorm'].flatMap((name) => [`${name}:2,1e-5`, `${name}:3,1e-5`]),
  'attention:2,1',
  'attention:3,1',
];

const LADDER = accuracies(6);

async function verify(context: VerificationContext): Promise<StatementResult> {
  const requests = SUBJECTS.flatMap((name) => ladder(context, LADDER).map((eps) => ({ name, domain: UNIT, eps })));
  const rows = await makeLayerRows(context, requests);
  const violation = findViolation(rows);
  const undecided = findUndecided(rows);
  const verdict = violation !== undefined ? 'violated' : undecided !== undefined ? 'inconclusive' : 'verified';
  const notes = [
    'The error is the largest over all outputs on the box in which every input lies in the domain; the method is the one with the fewest gates.',
    certifiedNote(rows, context.certifySeconds),
    'Bounds come from Taylor models (proofs/boxes.md). Networks of roots are far more accurate than asked for; of those only an error well below ε is proven.',
    'The gated layers are products of one input and an activation of another, so that each output has an error of its own two inputs.',
  ];
  return conclude(layers, verdict, rows, [], notes, violation ?? undecided);
}

/** [TT] abstract: gated and transformer-style layers. */
export const layers: Statement = {
  id: 'layers',
  title: 'Layers of several variables by rational networks',
  claim:
    'For every ε in (0,1) softmax, softmin, logsoftmax, GLU, ReGLU, GEGLU, SwiGLU, layer and RMS normalisation and single-head attention are, in every output, within ε of a rational network on the box [−1, 1]^d.',
  hypotheses: [
    'the definitions of `loglog list targets`, with δ = 1e-5 in the normalisations',
    'one network for all outputs; every input lies in a compact interval',
  ],
  references: [
    'Tang, Townsend, arXiv 2602.12390, abstract and section 3',
    'Makino, Berz, Taylor models and other validated functional inclusion methods (2003)',
  ],
  needs:
    'for every layer and every ε a circuit whose error is certified to be at most ε on the box (or, where no certificate is found in its time, whose proven a-priori bound is at most ε and not contradicted by samples)',
  verify,
};
