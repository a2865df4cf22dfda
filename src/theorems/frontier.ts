/** The frontier: for each accuracy what is proven necessary, the best single rational function, and every construction. */
import { formatDecimal, parseNumeral } from '../arithmetic/numerals.ts';
import { type Rational, rationals } from '../arithmetic/rational.ts';
import { defaultDomain } from '../constructions/construct.ts';
import { NearBestFamily } from '../constructions/minimax/near-best-family.ts';
import { findTarget } from '../functions/catalog.ts';
import { crossingsOf, crossingText } from './crossings.ts';
import { constructedRows, findContradiction, levelsOf, neededRow, powerDegrees, type Subject } from './needed-sizes.ts';
import type { DegreeBound, Row, StatementResult } from './records.ts';
import { singleRow } from './single-rational.ts';
import { accuracies, conclude, ladder, type Statement, type VerificationContext } from './statement.ts';

const SUBJECTS: readonly Subject[] = ['gelu-tanh', 'tanh', 'sigmoid', 'silu', 'softplus', 'mish', 'exp'].map(
  (name) => ({
    target: findTarget(name),
    domain: defaultDomain(name),
  }),
);

/** Degrees that some number of gates or of nodes can have at most; larger ones take long and say nothing above the finest ε. */
const DEGREES = powerDegrees(512);
const LADDER = accuracies(2, 4, 8, 16, 32, 64, 128, 256, 512, 1000);

const DEFINITION = {
  id: 'frontier',
  title: 'Sizes of rational approximations: proven necessary, and reached',
  claim:
    'For these activations on [−1, 1] and every ε shown, no construction has fewer gates or nodes than proven best errors show to be necessary for ' +
    'every rational network.',
  hypotheses: [
    'one input; gates are × and ÷, sums and constant factors are free',
    'PyTorch’s definitions and default parameters',
  ],
  references: [
    'de la Vallée Poussin, Leçons sur l’approximation, 1919',
    'Strassen, doi:10.1007/BF01436566 (degree bound)',
    'Tang, Townsend, arXiv 2602.12390',
  ],
};

const NEEDS =
  'for every activation proven lower bounds of best errors, and no construction below the sizes that follow from them';

/** Rows of one target, and what there is to be said of them. */
interface Part {
  readonly rows: readonly Row[];
  readonly bounds: readonly DegreeBound[];
  readonly note: string;
  readonly contradiction?: string;
  readonly missing?: string;
}

async function partOf(
  context: VerificationContext,
  subject: Subject,
  epsilons: readonly Rational[],
  done: (label: string) => void,
): Promise<Part> {
  const { target, domain } = subject;
  const start = performance.now();
  const family = new NearBestFamily(target.evaluate, domain);
  const finest = epsilons.at(-1) ?? rationals.one;
  const { levels, missing } = await levelsOf(context, subject, family, DEGREES, finest, DEFINITION.id);
  const seconds = (performance.now() - start) / 1000 / epsilons.length;
  const rows: Row[] = [];
  let contradiction: string | undefined;
  for (const eps of epsilons) {
    const needed = neededRow(subject, levels, eps, seconds);
    const single = await singleRow(context, subject, family, eps, DEFINITION.id);
    const made = [...(single ? [single] : []), ...(await constructedRows(context, subject, eps, DEFINITION.id))];
    contradiction ??= findContradiction(made, needed);
    rows.push(needed, ...made);
    done(`${target.name} ε = ${formatDecimal(eps, 6)}`);
  }
  const shown = levels.map(({ degree, lower }) => `${String(degree)}: ${formatDecimal(lower, 3)}`).join('; ');
  const note = `${target.name}: best errors are at least, for degree ${shown}.${missing.length > 0 ? ` Missing: ${missing.join('; ')}.` : ''}`;
  const end = levels.at(-1);
  const tooFew = end === undefined && `${target.name}: ${missing[0] ?? 'no degree was looked at'}`;
  const bounds = levels.map(({ degree, lower }) => ({
    target: target.name,
    degree,
    lower: formatDecimal(lower, 10),
  }));
  return {
    rows,
    bounds,
    note,
    ...(contradiction !== undefined && { contradiction }),
    ...(tooFew && { missing: tooFew }),
  };
}

/** How far the single functions are from the best of their types, over all rows for which that is proven. */
function nearBestNote(rows: readonly Row[]): string {
  const factors = rows.flatMap(({ error, best }) =>
    error === undefined || best === undefined
      ? []
      : [rationals.div(parseNumeral(error.upper), parseNumeral(best.lower))],
  );
  const worst = formatDecimal(
    factors.reduce((x, y) => rationals.max(x, y), rationals.one),
    3,
  );
  const proven =
    factors.length === 0
      ? ''
      : ` Their errors are at most ${worst} times the best ones of their types: proven by alternation.`;
  return `near-best: one rational function, interpolating at nodes that level the error, of the least degree found within ε; its error is certified, and there is no row where no certificate was found in time.${proven}`;
}

async function verify(context: VerificationContext): Promise<StatementResult> {
  const epsilons = ladder(context, LADDER);
  const parts: Part[] = [];
  let count = 0;
  for (const subject of SUBJECTS) {
    const part = await partOf(context, subject, epsilons, (label) => {
      count += 1;
      context.onProgress(label, count, SUBJECTS.length * epsilons.length);
    });
    parts.push(part);
  }
  const rows = parts.flatMap((part) => part.rows);
  const degreeBounds = parts.flatMap(({ bounds }) => bounds);
  const crossings = SUBJECTS.flatMap(({ target }) => crossingsOf(rows, target.name, 'doubling'));
  const notes = [
    'All errors are absolute, on [−1, 1]. Rows of the lower bound say what every rational network needs; below the error of the largest degree that was computed they stay where they are.',
    nearBestNote(rows),
    ...parts.map(({ note }) => note),
    ...(crossings.length > 0
      ? [
          `Where a method begins to have fewer gates than Padé with doubling. ${crossings.map(crossingText).join('; ')}. Values of k are extrapolated, not computed: from C·log₂(1/ε)^a fitted to the gates of doubling and C·L^a to those of the method; the ends are the extremes of fits to all rows, of fits to the finer half, and of the exponents of the theory through the finest rows. The hybrid form is O((log 1/ε)^(1/5) + L²); its curves leave the first term out, which is the smaller one there.`,
        ]
      : []),
  ];
  const contradiction = parts.find((part) => part.contradiction !== undefined)?.contradiction;
  const missing = parts.find((part) => part.missing !== undefined)?.missing;
  const verdict = contradiction !== undefined ? 'violated' : missing !== undefined ? 'inconclusive' : 'verified';
  return { ...conclude(DEFINITION, verdict, rows, [], notes, contradiction ?? missing), degreeBounds, crossings };
}

/** The frontier of sizes. */
export const frontier: Statement = { ...DEFINITION, needs: NEEDS, verify };
