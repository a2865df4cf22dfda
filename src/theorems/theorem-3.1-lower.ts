/** Rational approximation of GELU, lower bound: [TT] Theorem 3.1, from proven lower bounds of best errors. */
import { formatDecimal } from '../arithmetic/numerals.ts';
import { rationals } from '../arithmetic/rational.ts';
import { NearBestFamily } from '../constructions/minimax/near-best-family.ts';
import { defaultDomain, describeDomain } from '../constructions/construct.ts';
import { findTarget } from '../functions/catalog.ts';
import { fitLine } from './growth.ts';
import { constructedRows, findContradiction, levelsOf, neededRow, powerDegrees, type Subject } from './needed-sizes.ts';
import type { Row, StatementResult } from './records.ts';
import { conclude, ladder, type Statement, type VerificationContext } from './statement.ts';

const SUBJECT: Subject = { target: findTarget('gelu-tanh'), domain: defaultDomain('gelu-tanh') };

const DEFINITION = {
  id: 'theorem-3.1-lower',
  title: 'Rational approximation of GELU: lower bound',
  claim:
    'Rational networks within ε of GELU (tanh form) on [−1, 1] have no size of o(log log(1/ε)): for every ε shown, s gates give a ' +
    'rational function of degree at most 2^s (k nodes of type (3,2), at most 3^k), and the best error of that degree is above ε for every ' +
    's and k below the numbers given.',
  hypotheses: [
    'one input; gates are × and ÷ between any earlier values, sums and constant factors are free',
    'GELU in its tanh form; the domain is [−1, 1]',
  ],
  references: [
    'Tang, Townsend, arXiv 2602.12390, Theorem 3.1',
    'de la Vallée Poussin, Leçons sur l’approximation, 1919',
    'Strassen, doi:10.1007/BF01436566 (degree bound)',
  ],
};

const NEEDS =
  'lower bounds of the best errors of degree 2^s and 3^k, an alternation proven point by point each, down to the finest ε; ' +
  'the gates needed grow by at least one half for each unit of L; no construction of GELU has fewer';

/** Degrees beyond this take minutes; its best error is far below 1e-1000. */
const MOST_DEGREE = 512;
/** Gates per unit of L at least: half of what doubling of the degree with each gate gives. */
const LEAST_SLOPE = 0.5;

async function verify(context: VerificationContext): Promise<StatementResult> {
  const epsilons = ladder(context);
  const finest = epsilons.at(-1) ?? rationals.one;
  const start = performance.now();
  const family = new NearBestFamily(SUBJECT.target.evaluate, SUBJECT.domain);
  const degrees = powerDegrees(MOST_DEGREE);
  const { levels, missing } = await levelsOf(context, SUBJECT, family, degrees, finest, DEFINITION.id);
  const seconds = (performance.now() - start) / 1000 / Math.max(1, epsilons.length);
  const last = levels.at(-1);
  const isWhole = missing.length === 0;
  const reached = epsilons.filter((eps) => isWhole || (last !== undefined && rationals.compare(last.lower, eps) <= 0));
  const needed = reached.map((eps) => neededRow(SUBJECT, levels, eps, seconds));
  const constructed: (readonly Row[])[] = [];
  for (const eps of reached) constructed.push(await constructedRows(context, SUBJECT, eps, DEFINITION.id));
  const contradiction = needed.map((row, i) => findContradiction(constructed[i] ?? [], row)).find((text) => text);
  const fit = fitLine('best-rational', needed, 'gates');
  const notes = [
    `All errors are absolute, on [${describeDomain(SUBJECT.domain).join(', ')}].`,
    `Proven: ${levels.map(({ degree, lower }) => `E ≥ ${formatDecimal(lower, 3)} for degree ${String(degree)}`).join('; ')}.`,
    'Sizes of rows of the lower bound are necessary for every rational network; depth and parameters are not bounded. A degree is excluded only where it, or a larger one, was computed. Each bound is proven by the signs of fq − p at points in ball arithmetic.',
    'The sizes of constructions are those of their planners, whose bounds are proven; theorem-3.1-upper certifies them.',
    ...(reached.length < epsilons.length ? [`Finer ε are not shown: ${missing.join('; ')}.`] : []),
  ];
  const rows = [...needed, ...constructed.flat()];
  const degreeBounds = levels.map(({ degree, lower }) => ({
    target: SUBJECT.target.name,
    degree,
    lower: formatDecimal(lower, 10),
  }));
  if (contradiction !== undefined) return conclude(DEFINITION, 'violated', rows, [fit], notes, contradiction);
  if (fit === undefined) {
    const reason = missing[0] ?? 'fewer than three accuracies say nothing about growth';
    return conclude(DEFINITION, 'inconclusive', rows, [], notes, reason);
  }
  if (fit.constant < LEAST_SLOPE) {
    const reason = `the gates needed grow by ${fit.constant.toFixed(2)} for each unit of L over the ε shown`;
    return conclude(DEFINITION, 'inconclusive', rows, [fit], notes, reason);
  }
  return { ...conclude(DEFINITION, 'verified', rows, [fit], notes), degreeBounds };
}

/** [TT] Theorem 3.1, second half. */
export const theorem31Lower: Statement = { ...DEFINITION, needs: NEEDS, verify };
