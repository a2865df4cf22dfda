/** What each choice of the planners saves: the constructions beside themselves with one choice taken away. */
import { formatDecimal, parseNumeral } from '../arithmetic/numerals.ts';
import type { Rational } from '../arithmetic/rational.ts';
import { constructBy, describeDomain, methodsFor } from '../constructions/construct.ts';
import type { Method, Planned } from '../constructions/construction.ts';
import { expHybrid, planHybrid } from '../constructions/exp-hybrid.ts';
import { planLogTarget } from '../constructions/log.ts';
import type { LogOptions } from '../constructions/log-levels.ts';
import { expm1, inflate, S, smaller } from '../constructions/planning.ts';
import { findTarget } from '../functions/catalog.ts';
import type { Domain } from '../functions/target.ts';
import type { Row, StatementResult } from './records.ts';
import { accuracies, conclude, ladder, sizeRecord, type Statement, type VerificationContext } from './statement.ts';

/** A construction, and what became of it without one of its choices. */
interface Comparison {
  readonly target: string;
  readonly domain: Domain;
  /** The construction with every choice. */
  readonly free: Method;
  readonly restricted: readonly Method[];
}

const domain = (lower: string, upper: string): Domain => ({ lower: parseNumeral(lower), upper: parseNumeral(upper) });

/** A construction of the catalog. */
function known(target: string, name: string): Method {
  const found = methodsFor(findTarget(target)).find((method) => method.name === name);
  if (found === undefined) throw new RangeError(`savings: ${target} has no construction ${name}`);
  return found;
}

const logarithm = (name: string, summary: string, options: LogOptions): Method => ({
  name,
  role: 'baseline',
  summary,
  plan: (on, eps) => planLogTarget(options, on, eps),
});

/** exp on [−1, 1] by one correction of about third order. */
function planThirdOrder(_: Domain, eps: Rational): Planned {
  const top = inflate(S.exp(S.one));
  const plan = planHybrid(S.one, S.scale(smaller(S.div(S.constant(eps), top), S.one), -1), 'gates', 3);
  return {
    apply: (F, x) => expHybrid(F, x, plan),
    steps: {},
    bound: inflate(S.mul(top, expm1(plan.logError))),
  };
}

const COMPARISONS: readonly Comparison[] = [
  {
    target: 'log',
    domain: domain('1/2', '2'),
    free: known('log', 'agm-mean'),
    restricted: [
      logarithm('salamin', 'AGM(1, 4/s) in place of theta series', { roots: 'free', forms: ['salamin'] }),
      logarithm('one theta term', 'one term of each theta series', { roots: 'free', forms: [[1, 1]] }),
      logarithm('no finish', 'levels until both means agree', { roots: 'free', mostFinish: 0 }),
      logarithm('composite roots', 'every root from a constant', { roots: 'fixed' }),
    ],
  },
  {
    target: 'exp',
    domain: domain('-1', '1'),
    free: known('exp', 'hybrid'),
    restricted: [
      { name: 'third order', role: 'baseline', summary: 'one correction of third order', plan: planThirdOrder },
      known('exp', 'coupled'),
      known('exp', 'nested'),
    ],
  },
  {
    target: 'sqrt',
    domain: domain('1/4', '1'),
    free: known('sqrt', 'scaled-newton'),
    restricted: [known('sqrt', 'newton'), known('sqrt', 'halley')],
  },
];

const LADDER = accuracies(4, 16, 64, 256, 1000);

const DEFINITION = {
  id: 'savings',
  title: 'Gates saved by each choice of the planners',
  claim:
    'At every ε shown, the construction with all of its choices has no more gates than with one of them taken away: theta series of any length, the ' +
    'elliptic series after the last AGM level, roots from the arithmetic mean, corrections of any order, scaled Newton steps.',
  hypotheses: [
    'log on [1/2, 2], exp on [−1, 1], √x on [1/4, 1]',
    'every circuit is within ε by its planner’s proven bound',
  ],
  references: [
    'Sasaki, Kanada, J. Inform. Process. 5 (1982) 247–250',
    'Paterson, Stockmeyer, doi:10.1137/0202007',
    'Gawlik, Nakatsukasa, arXiv 1906.11326',
  ],
};

function makeRow({ target, domain: on }: Comparison, method: Method, eps: Rational, isFree: boolean): Row {
  const start = performance.now();
  const request = { name: target, inputs: ['x'], domain: on, eps };
  const built = constructBy(request, method.name, [method], (chosen) => {
    const planned = chosen.plan(on, eps);
    return { ...planned, apply: (F, inputs) => inputs.map((x) => planned.apply(F, x)) };
  });
  return {
    eps: formatDecimal(eps, 12),
    target,
    domain: describeDomain(on),
    method: method.name,
    role: isFree ? 'own' : 'baseline',
    size: sizeRecord(built.size),
    planBound: built.bound,
    seconds: (performance.now() - start) / 1000,
  };
}

/** What a choice saves, from coarse to fine. */
function savingOf(rows: readonly Row[], { target, free, restricted }: Comparison): string {
  const gates = (method: string): readonly number[] =>
    rows.filter((row) => row.target === target && row.method === method).map(({ size }) => size.gates);
  const least = gates(free.name);
  const saved = restricted.map(({ name, summary }) => {
    const differences = gates(name).map((count, i) => String(count - (least[i] ?? count)));
    return `${differences.join(', ')} against ${name} (${summary})`;
  });
  return `${target}, ${free.name}: ${least.join(', ')} gates; saved: ${saved.join('; ')}.`;
}

async function verify(context: VerificationContext): Promise<StatementResult> {
  const epsilons = ladder(context, LADDER);
  const rows: Row[] = [];
  let contradiction: string | undefined;
  const total = COMPARISONS.reduce((sum, { restricted }) => sum + (restricted.length + 1) * epsilons.length, 0);
  for (const comparison of COMPARISONS) {
    const { target, free, restricted } = comparison;
    for (const eps of epsilons) {
      const all: Row[] = [];
      for (const method of [free, ...restricted]) {
        const key = `savings_${target}_${method.name.replaceAll(' ', '-')}_${formatDecimal(eps, 40)}`;
        let row = context.recall(key);
        if (row === undefined) {
          row = makeRow(comparison, method, eps, method === free);
          await context.keep(key, row);
        }
        all.push(row);
        context.onProgress(`${target} ${method.name} ε = ${row.eps}`, rows.length + all.length, total);
      }
      const [least] = all;
      const fewer = all.find(({ size }) => size.gates < (least?.size.gates ?? 0));
      if (fewer)
        contradiction ??= `${target}: ${fewer.method} has ${String(fewer.size.gates)} gates at ε = ${fewer.eps}`;
      rows.push(...all);
    }
  }
  const notes = [
    `Gates at ε = ${epsilons.map((eps) => formatDecimal(eps, 4)).join(', ')}. ${COMPARISONS.map((comparison) => savingOf(rows, comparison)).join(' ')}`,
    'Why roots go by Newton steps: a gate at most doubles the degree, and a Newton step for √x doubles it with one gate; so no iteration gains more digits per gate. Halley’s step triples it with three.',
  ];
  return contradiction === undefined
    ? conclude(DEFINITION, 'verified', rows, [], notes)
    : conclude(DEFINITION, 'violated', rows, [], notes, contradiction);
}

/** What the choices of the planners save. */
export const savings: Statement = {
  ...DEFINITION,
  needs: 'no construction with fewer gates than the one that has all choices',
  verify,
};
