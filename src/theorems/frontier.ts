/** The frontier: for each accuracy what is proven necessary, the best single rational function, and every construction. */
import { formatDecimal } from '../arithmetic/numerals.ts';
import { type Rational, rationals } from '../arithmetic/rational.ts';
import { defaultDomain, describeDomain } from '../constructions/construct.ts';
import { findTarget } from '../functions/catalog.ts';
import { fitPower, logLog } from './growth.ts';
import { constructedRows, findContradiction, type Level, levelsOf, neededRow, type Subject } from './needed-sizes.ts';
import type { Fit, Row, StatementResult } from './records.ts';
import { accuracies, conclude, ladder, type Statement, type VerificationContext } from './statement.ts';

const SUBJECTS: readonly Subject[] = ['gelu-tanh', 'tanh', 'sigmoid', 'silu', 'softplus', 'mish', 'exp'].map(
  (name) => ({
    target: findTarget(name),
    domain: defaultDomain(name),
  }),
);

/** Degrees of the best approximants; larger ones take minutes. */
const DEGREES = [1, 2, 3, 4, 6, 8, 12, 16];
const LADDER = accuracies(2, 4, 8, 16, 32, 64, 128, 256, 512, 1000);

const DEFINITION = {
  id: 'frontier',
  title: 'Sizes of rational approximations: proven necessary, and reached',
  claim:
    'For these activations on [−1, 1] and every ε shown, no construction has fewer gates or nodes than certified best errors prove to be necessary for ' +
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
  'for every activation certified bounds of the best errors of at least four degrees, and no construction below the sizes that follow from them';

/** The best single rational function within ε, among those that were computed. */
function singleRow({ target, domain }: Subject, levels: readonly Level[], eps: Rational): Row | undefined {
  const level = levels.find(({ upper }) => rationals.compare(upper, eps) <= 0);
  if (level === undefined) return undefined;
  const [lower, upper] = [formatDecimal(level.lower, 10), formatDecimal(level.upper, 10)];
  return {
    eps: formatDecimal(eps, 12),
    target: target.name,
    domain: describeDomain(domain),
    method: 'minimax',
    role: 'competitor',
    size: level.size,
    planBound: upper,
    error: { kind: 'bound', lower, upper, ...(level.certificate !== undefined && { certificate: level.certificate }) },
    seconds: level.seconds,
    network: level.network,
  };
}

/** Where c·D^e, D = log₂(1/ε), exceeds a·L^b for good, as L; undefined where it does not up to L = 500. */
function crossingOf(
  power: Pick<Fit, 'constant' | 'exponent'>,
  logarithmic: Pick<Fit, 'constant' | 'exponent'>,
): number | undefined {
  const above = (l: number): boolean =>
    Math.log(power.constant) + power.exponent * l * Math.LN2 >
    Math.log(logarithmic.constant) + logarithmic.exponent * Math.log(l);
  for (let l = 500; l > 2; l -= 0.01) if (!above(l)) return l < 499 ? l : undefined;
  return 2;
}

/** Exponents of doubling and of the coupled form (proofs/exp-doubling.md, proofs/theorem-3.1-upper.md). */
const EXPONENTS = [1 / 3, 2] as const;

/** The curve with a known exponent through the finest row. */
function through(
  rows: readonly Row[],
  exponent: number,
  variable: 'L' | 'log₂(1/ε)',
): Pick<Fit, 'constant' | 'exponent'> | undefined {
  const row = rows.at(-1);
  if (row === undefined) return undefined;
  const l = logLog(row.eps);
  return { exponent, constant: row.size.gates / (variable === 'L' ? l : 2 ** l) ** exponent };
}

/** The crossing of two methods by fits to all rows, by fits to the finer half of them, and by the known exponents. */
function crossingNote(rows: readonly Row[], target: string, slow: string, fast: string): string | undefined {
  const of = (method: string): Row[] => rows.filter((row) => row.target === target && row.method === method);
  const crossings = [0, 0.5].flatMap((from) => {
    const finer = (list: Row[]): Row[] => list.slice(Math.floor(from * list.length));
    const power = fitPower(slow, finer(of(slow)), 'gates', undefined, 'log₂(1/ε)');
    const logarithmic = fitPower(fast, finer(of(fast)), 'gates');
    const l = power && logarithmic && crossingOf(power, logarithmic);
    return l === undefined ? [] : [l];
  });
  const [power, logarithmic] = [through(of(slow), EXPONENTS[0], 'log₂(1/ε)'), through(of(fast), EXPONENTS[1], 'L')];
  const known = power && logarithmic && crossingOf(power, logarithmic);
  if (known !== undefined) crossings.push(known);
  if (crossings.length < 2) return undefined;
  // ε = 2^(−2^L) as 10^(−10^k).
  const powers = crossings.map((l) => l * Math.log10(2) + Math.log10(Math.log10(2)));
  const [low, high] = [Math.min(...powers), Math.max(...powers)].map((k) => k.toFixed(1));
  return `${target}: from ε = 10^(−10^k) on, k between ${String(low)} and ${String(high)}`;
}

async function verify(context: VerificationContext): Promise<StatementResult> {
  const epsilons = ladder(context, LADDER);
  const finest = epsilons.at(-1) ?? rationals.one;
  if (context.certifySeconds === 0) {
    const reason = 'lower bounds rest on certificates, for which no time was given';
    return conclude(DEFINITION, 'inconclusive', [], [], [], reason);
  }
  const rows: Row[] = [];
  const notes: string[] = [];
  let [contradiction, missing]: (string | undefined)[] = [];
  for (const subject of SUBJECTS) {
    const start = performance.now();
    const name = subject.target.name;
    const { levels, end } = await levelsOf(
      context,
      subject,
      DEGREES,
      finest,
      `${DEFINITION.id}_${name.replace(/\W/g, '-')}`,
    );
    const seconds = (performance.now() - start) / 1000 / epsilons.length;
    if (levels.length < 4) missing ??= `${name}: ${end ?? 'fewer than four degrees were needed'}`;
    notes.push(
      `${name}: best errors of degree ${levels.map(({ degree, upper }) => `${String(degree)}: ${formatDecimal(upper, 3)}`).join('; ')}.`,
    );
    for (const eps of epsilons) {
      const needed = neededRow(subject, levels, eps, seconds);
      const single = singleRow(subject, levels, eps);
      const made = [...(single ? [single] : []), ...constructedRows(subject, eps)];
      contradiction ??= findContradiction(made, needed);
      rows.push(needed, ...made);
    }
  }
  const crossings = SUBJECTS.flatMap(({ target }) => crossingNote(rows, target.name, 'doubling', 'coupled') ?? []);
  const all = [
    'All errors are absolute, on [−1, 1]. Rows of the lower bound say what every rational network needs; below the error of the largest degree that was computed they stay where they are.',
    'minimax: the best single rational function of the least degree among those computed; no row where none of them reaches ε.',
    ...notes,
    ...(crossings.length > 0
      ? [
          `Extrapolated, not computed: where the coupled form begins to have fewer gates than Padé with doubling. ${crossings.join('; ')}. From C·log₂(1/ε)^a fitted to the gates of the one and C·L^a to those of the other; the ends are the extremes of fits to all rows, of fits to the finer half, and of the exponents 1/3 and 2 of the theory through the finest rows.`,
        ]
      : []),
  ];
  if (contradiction !== undefined) return conclude(DEFINITION, 'violated', rows, [], all, contradiction);
  if (missing !== undefined) return conclude(DEFINITION, 'inconclusive', rows, [], all, missing);
  return conclude(DEFINITION, 'verified', rows, [], all);
}

/** The frontier of sizes. */
export const frontier: Statement = { ...DEFINITION, needs: NEEDS, verify };
