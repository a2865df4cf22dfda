/** Rational approximation of GELU, lower bound: [TT] Theorem 3.1, from certified best errors. */
import { formatDecimal, parseNumeral } from '../arithmetic/numerals.ts';
import { type Rational, rationals } from '../arithmetic/rational.ts';
import { construct, defaultDomain, describeDomain, methodsFor } from '../constructions/construct.ts';
import { findTarget } from '../functions/catalog.ts';
import { type CertifiedMinimax, certifyMinimax } from '../measurement/certify-minimax.ts';
import { fitLine } from './growth.ts';
import type { Row, StatementResult } from './records.ts';
import { conclude, ladder, sizeRecord, type Statement, type VerificationContext } from './statement.ts';

const TARGET = findTarget('gelu-tanh');
const DOMAIN = defaultDomain('gelu-tanh');

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
  'certified lower bounds of the best errors of degree 2^s and 3^k, an alternation proven point by point each, down to the finest ε or ' +
  'until the time of a certificate runs out; the gates needed grow by at least one half for each unit of L; no construction of GELU has fewer';

/** Degrees beyond this take minutes. */
const MOST_DEGREE = 128;
/** upper/lower − 1 of the best errors: factors between degrees are far larger. */
const GAP = 0.05;

/** A degree N with an error that no rational function of this degree falls below. */
interface Level {
  readonly degree: number;
  readonly lower: Rational;
}

/** 1, 2, 3, 4, 8, 9, 16, …: the most that some number of gates or of nodes can have. */
const degrees = (): readonly number[] => {
  const powers = (base: number): number[] => {
    const list = [1];
    for (let power = base; power <= MOST_DEGREE; power *= base) list.push(power);
    return list;
  };
  return [...new Set([...powers(2), ...powers(3)])].sort((a, b) => a - b);
};

/** Up to this degree the best error of type (N, N) is quickly found as it stands. */
const SMALL_DEGREE = 12;

/**
 * The best error of degree N or, for larger N, that of type (N + 1, N), which is no larger.
 *
 * The latter type admits GELU − x/2, an even function, so that the work is that of half the degree.
 */
async function enclose(context: VerificationContext, degree: number): Promise<CertifiedMinimax | string> {
  try {
    const found = await certifyMinimax({
      target: TARGET,
      domain: DOMAIN,
      type: [degree > SMALL_DEGREE ? degree + 1 : degree, degree],
      gap: GAP,
      maxSeconds: context.certifySeconds,
    });
    return found.status === 'proved' ? found : (found.reason ?? 'no proof was found');
  } catch (error) {
    if (error instanceof RangeError) return error.message;
    throw error;
  }
}

/** Levels down to the finest ε, and why there are no more of them. */
async function levelsOf(
  context: VerificationContext,
  finest: Rational,
): Promise<{ readonly levels: readonly Level[]; readonly end?: string }> {
  const levels: Level[] = [];
  const all = degrees();
  for (const degree of all) {
    const found = await enclose(context, degree);
    if (typeof found === 'string') return { levels, end: `degree ${String(degree)}: ${found}` };
    const lower = parseNumeral(found.error.lower);
    levels.push({ degree, lower });
    const name = `theorem-3.1-lower_degree-${String(degree)}`;
    await context.keepNetwork(name, found.circuit);
    if (found.certificate) await context.keepCertificate(name, found.certificate);
    const done = all.indexOf(degree) + 1;
    context.onProgress(`best error of degree ${String(degree)}`, done, all.length);
    if (rationals.compare(lower, finest) < 0) return { levels };
  }
  return { levels, end: `degrees above ${String(MOST_DEGREE)} were not tried` };
}

/** The least number of steps, each of which multiplies the degree by `base` at most, that is not excluded. */
function leastSteps(levels: readonly Level[], base: number, eps: Rational): number {
  let steps = 0;
  while (levels.some(({ degree, lower }) => degree === base ** steps && rationals.compare(lower, eps) > 0)) steps += 1;
  return steps;
}

const NOTHING = { depth: 0, parameters: 0, layeredNodes: 0, layeredParameters: 0 };

/** The row of sizes that are needed for ε. */
function neededRow(levels: readonly Level[], eps: Rational, seconds: number): Row {
  const excluded = levels.filter(({ lower }) => rationals.compare(lower, eps) > 0).map(({ degree }) => degree);
  const text = formatDecimal(eps, 12);
  return {
    eps: text,
    target: TARGET.name,
    domain: describeDomain(DOMAIN),
    method: 'best-rational',
    role: 'lower-bound',
    size: {
      ...NOTHING,
      gates: leastSteps(levels, 2, eps),
      nodes: leastSteps(levels, 3, eps),
      degree: String(1 + Math.max(0, ...excluded)),
    },
    planBound: text,
    seconds,
  };
}

/** What the constructions take for ε, by their planners. */
function constructedRows(eps: Rational): readonly Row[] {
  return methodsFor(TARGET).flatMap(({ name, role }): Row[] => {
    const start = performance.now();
    try {
      const { size, bound } = construct(TARGET, { eps, domain: DOMAIN, method: name });
      const seconds = (performance.now() - start) / 1000;
      const shown = { eps: formatDecimal(eps, 12), target: TARGET.name, domain: describeDomain(DOMAIN) };
      return [{ ...shown, method: name, role, size: sizeRecord(size), planBound: bound, seconds }];
    } catch (error) {
      if (error instanceof RangeError) return [];
      throw error;
    }
  });
}

/** A construction with fewer gates than are needed: then the lower bound would be wrong. */
function findContradiction(rows: readonly Row[], needed: Row): string | undefined {
  const below = rows.find(({ size }) => size.gates < needed.size.gates);
  return below && `${below.method} has ${String(below.size.gates)} gates at ε = ${needed.eps}, below the lower bound`;
}

/** Gates per unit of L at least: half of what doubling of the degree with each gate gives. */
const LEAST_SLOPE = 0.5;

async function verify(context: VerificationContext): Promise<StatementResult> {
  const epsilons = ladder(context);
  const finest = epsilons.at(-1) ?? rationals.one;
  const start = performance.now();
  if (context.certifySeconds === 0) {
    return conclude(
      DEFINITION,
      'inconclusive',
      [],
      [],
      [],
      'lower bounds rest on certificates, for which no time was given',
    );
  }
  const { levels, end } = await levelsOf(context, finest);
  const seconds = (performance.now() - start) / 1000 / Math.max(1, epsilons.length);
  const last = levels.at(-1);
  const reached = epsilons.filter((eps) => last !== undefined && rationals.compare(last.lower, eps) <= 0);
  const needed = reached.map((eps) => neededRow(levels, eps, seconds));
  const constructed = reached.map((eps) => constructedRows(eps));
  const contradiction = needed.map((row, i) => findContradiction(constructed[i] ?? [], row)).find((text) => text);
  const fit = fitLine('best-rational', needed, 'gates');
  const notes = [
    `All errors are absolute, on [${describeDomain(DOMAIN).join(', ')}].`,
    `Certified: ${levels.map(({ degree, lower }) => `E ≥ ${formatDecimal(lower, 3)} for degree ${String(degree)}`).join('; ')}.`,
    'Sizes of rows of the lower bound are necessary for every rational network; depth and parameters are not bounded. A degree is excluded only where it, or a larger one, was computed.',
    'The sizes of constructions are those of their planners, whose bounds are proven; theorem-3.1-upper certifies them.',
    ...(reached.length < epsilons.length && end !== undefined ? [`Finer ε are not shown: ${end}.`] : []),
  ];
  const rows = [...needed, ...constructed.flat()];
  if (contradiction !== undefined) return conclude(DEFINITION, 'violated', rows, [fit], notes, contradiction);
  if (fit === undefined) {
    const reason = end ?? 'fewer than three accuracies say nothing about growth';
    return conclude(DEFINITION, 'inconclusive', rows, [], notes, reason);
  }
  if (fit.constant < LEAST_SLOPE) {
    const reason = `the gates needed grow by ${fit.constant.toFixed(2)} for each unit of L over the ε shown`;
    return conclude(DEFINITION, 'inconclusive', rows, [fit], notes, reason);
  }
  return conclude(DEFINITION, 'verified', rows, [fit], notes);
}

/** [TT] Theorem 3.1, second half. */
export const theorem31Lower: Statement = { ...DEFINITION, needs: NEEDS, verify };
