/**
 * Least sizes of rational networks from certified best errors: a degree whose best error is above ε is excluded, and with it
 * every number of gates and nodes that gives no larger degree (proofs/theorem-3.1-lower.md).
 */
import { formatDecimal, log2Of, parseNumeral } from '../arithmetic/numerals.ts';
import { type Rational, rationals } from '../arithmetic/rational.ts';
import { construct, describeDomain, methodsFor } from '../constructions/construct.ts';
import type { Method } from '../constructions/construction.ts';
import { expectedError, type NearBestFamily } from '../constructions/minimax/near-best-family.ts';
import type { Domain, Target } from '../functions/target.ts';
import { certifyMinimax } from '../measurement/certify-minimax.ts';
import { degreeBound } from '../measurement/certify-near-best.ts';
import type { Row } from './records.ts';
import { sizeRecord, type VerificationContext } from './statement.ts';

/** What is approximated where. */
export interface Subject {
  readonly target: Target;
  readonly domain: Domain;
}

/** A degree N with an error that no rational function of this degree falls below. */
export interface Level {
  readonly degree: number;
  readonly lower: Rational;
}

/** Levels of rising degrees, and which degrees are not among them, with the reasons. */
export interface Levels {
  readonly levels: readonly Level[];
  readonly missing: readonly string[];
}

/** Powers of 2 and of 3 up to a degree: the most that some number of gates or of nodes can have. */
export function powerDegrees(most: number): readonly number[] {
  const powers = (base: number): number[] => {
    const list = [1];
    for (let power = base; power <= most; power *= base) list.push(power);
    return list;
  };
  return [...new Set([...powers(2), ...powers(3)])].sort((a, b) => a - b);
}

/** upper/lower − 1 of best errors of small degrees: factors between degrees are far larger. */
const GAP = 0.05;
/** Up to this degree Remez’s algorithm is tried where interpolation does not alternate: such cells are nearly degenerate. */
const SMALL_DEGREE = 16;

/** A lower bound of the best error of degree N, or why there is none. */
async function boundOf(
  context: VerificationContext,
  { target, domain }: Subject,
  family: NearBestFamily,
  degree: number,
): Promise<Rational | string> {
  const bound = degreeBound(target, domain, family, degree);
  if (bound !== undefined) return bound;
  if (degree > SMALL_DEGREE) return 'no alternation was proven';
  try {
    const type = [degree, degree] as const;
    const found = await certifyMinimax({ target, domain, type, gap: GAP, maxSeconds: context.certifySeconds });
    return found.status === 'proved' ? parseNumeral(found.error.lower) : (found.reason ?? 'no proof was found');
  } catch (error) {
    if (error instanceof RangeError) return error.message;
    throw error;
  }
}

const NOTHING = { gates: 0, nodes: 0, depth: 0, parameters: 0, layeredNodes: 0, layeredParameters: 0 };

/** A level as it is kept between runs; no table shows it. */
const keptRow = ({ target, domain }: Subject, { degree, lower }: Level, seconds: number): Row => ({
  eps: formatDecimal(lower, 12),
  target: target.name,
  domain: describeDomain(domain),
  method: 'best-rational',
  role: 'lower-bound',
  size: { ...NOTHING, degree: String(degree) },
  planBound: formatDecimal(lower, 12),
  steps: degree,
  seconds,
});

/** log₂ of the factor by which the error expected at a degree has to be below ε for the degree to be left out. */
const SAFELY_BELOW = 32;
/** Levels from which on something is expected. */
const LEAST_LEVELS = 3;

/**
 * Levels of rising degrees, down to the finest ε. A degree that is missing leaves ε with smaller sizes, which stay necessary.
 * @param context - Keeps levels between runs.
 * @param subject - The target and the interval.
 * @param family - Its approximants.
 * @param degrees - In rising order.
 * @param finest - No degree is tried after one whose best error is, or is expected to be, below this.
 * @param prefix - What the names of kept levels begin with.
 */
export async function levelsOf(
  context: VerificationContext,
  subject: Subject,
  family: NearBestFamily,
  degrees: readonly number[],
  finest: Rational,
  prefix: string,
): Promise<Levels> {
  const levels: Level[] = [];
  const missing: string[] = [];
  for (const [i, degree] of degrees.entries()) {
    const known = levels.map((level) => [level.degree, log2Of(level.lower)] as const);
    const expected = levels.length < LEAST_LEVELS ? undefined : expectedError(known, degree);
    if (expected !== undefined && expected < log2Of(finest) - SAFELY_BELOW) return { levels, missing };
    const key = `${prefix}_${subject.target.name}_degree-${String(degree)}`;
    const start = performance.now();
    const kept = context.recall(key);
    const lower = kept ? parseNumeral(kept.planBound) : await boundOf(context, subject, family, degree);
    if (typeof lower === 'string') {
      missing.push(`degree ${String(degree)}: ${lower}`);
      continue;
    }
    const level = { degree, lower };
    if (kept === undefined) await context.keep(key, keptRow(subject, level, (performance.now() - start) / 1000));
    levels.push(level);
    context.onProgress(`${subject.target.name}: best error of degree ${String(degree)}`, i + 1, degrees.length);
    if (rationals.compare(lower, finest) < 0) return { levels, missing };
  }
  return { levels, missing: [...missing, `degrees above ${String(degrees.at(-1) ?? 0)} were not tried`] };
}

/** The least number of steps, each of which multiplies the degree by `base` at most, that is not excluded. */
function leastSteps(excluded: readonly number[], base: number): number {
  const most = Math.max(0, ...excluded);
  let steps = 0;
  while (base ** steps <= most) steps += 1;
  return steps;
}

/** The row of sizes that are needed for ε: degrees up to an excluded one are excluded as well. */
export function neededRow({ target, domain }: Subject, levels: readonly Level[], eps: Rational, seconds: number): Row {
  const excluded = levels.filter(({ lower }) => rationals.compare(lower, eps) > 0).map(({ degree }) => degree);
  const text = formatDecimal(eps, 12);
  return {
    eps: text,
    target: target.name,
    domain: describeDomain(domain),
    method: 'best-rational',
    role: 'lower-bound',
    size: {
      ...NOTHING,
      gates: leastSteps(excluded, 2),
      nodes: leastSteps(excluded, 3),
      degree: String(1 + Math.max(0, ...excluded)),
    },
    planBound: text,
    seconds,
  };
}

/** The row of one method for ε, or undefined where its planner refuses. */
function constructedRow({ target, domain }: Subject, eps: Rational, { name, role }: Method): Row | undefined {
  const start = performance.now();
  try {
    const { size, bound } = construct(target, { eps, domain, method: name });
    const seconds = (performance.now() - start) / 1000;
    const shown = { eps: formatDecimal(eps, 12), target: target.name, domain: describeDomain(domain) };
    return { ...shown, method: name, role, size: sizeRecord(size), planBound: bound, seconds };
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/**
 * What the constructions take for ε, by their planners.
 * @param context - Keeps the rows between runs.
 * @param subject - The target and the interval.
 * @param eps - ε.
 * @param prefix - What the names of kept rows begin with.
 * @returns A row for each method that is planned for ε.
 */
export async function constructedRows(
  context: Pick<VerificationContext, 'recall' | 'keep'>,
  subject: Subject,
  eps: Rational,
  prefix: string,
): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const method of methodsFor(subject.target)) {
    const key = [prefix, subject.target.name, method.name, formatDecimal(eps, 40)].join('_');
    const kept = context.recall(key);
    const row = kept ?? constructedRow(subject, eps, method);
    if (row === undefined) continue;
    if (kept === undefined) await context.keep(key, row);
    rows.push(row);
  }
  return rows;
}

/** A construction with fewer gates than are needed: then the lower bound would be wrong. */
export function findContradiction(rows: readonly Row[], needed: Row): string | undefined {
  const below = rows.find(({ size }) => size.gates < needed.size.gates || size.nodes < needed.size.nodes);
  return (
    below &&
    `${below.target}: ${below.method} has ${String(below.size.gates)} gates and ${String(below.size.nodes)} nodes at ε = ${needed.eps}, below the lower bound`
  );
}
