/**
 * Least sizes of rational networks from certified best errors: a degree whose best error is above ε is excluded, and with it
 * every number of gates and nodes that gives no larger degree (proofs/theorem-3.1-lower.md).
 */
import { formatDecimal, parseNumeral } from '../arithmetic/numerals.ts';
import { type Rational, rationals } from '../arithmetic/rational.ts';
import { sizeOf } from '../circuits/size.ts';
import { construct, describeDomain, methodsFor } from '../constructions/construct.ts';
import { findSymmetry } from '../constructions/minimax/symmetry.ts';
import type { Domain, Target } from '../functions/target.ts';
import { type CertifiedMinimax, certifyMinimax } from '../measurement/certify-minimax.ts';
import type { Row, SizeRecord } from './records.ts';
import { sizeRecord, type VerificationContext } from './statement.ts';

/** What is approximated where. */
export interface Subject {
  readonly target: Target;
  readonly domain: Domain;
}

/** upper/lower − 1 of the best errors: factors between degrees are far larger. */
const GAP = 0.05;

/** A degree N with an error that no rational function of this degree falls below, and a function that comes close to it. */
export interface Level {
  readonly degree: number;
  readonly lower: Rational;
  readonly upper: Rational;
  readonly size: SizeRecord;
  readonly seconds: number;
  /** Path of the certificate, if there is one. */
  readonly certificate?: string;
  readonly network: string;
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

/** Up to this degree the best error of type (N, N) is quickly found as it stands. */
const SMALL_DEGREE = 12;

/**
 * The best error of degree N or, for larger N and a target that is even but for a multiple of x, that of type (N + 1, N), which is
 * no larger and takes the work of half the degree.
 */
async function enclose(
  context: VerificationContext,
  { target, domain }: Subject,
  degree: number,
): Promise<CertifiedMinimax | string> {
  const problem = { f: target.evaluate, domain, kinks: target.kinks(domain) };
  const isEven = degree > SMALL_DEGREE && findSymmetry(problem, degree + 1, degree)?.hasSlope === true;
  try {
    const found = await certifyMinimax({
      target,
      domain,
      type: [isEven ? degree + 1 : degree, degree],
      gap: GAP,
      maxSeconds: context.certifySeconds,
    });
    return found.status === 'proved' ? found : (found.reason ?? 'no proof was found');
  } catch (error) {
    if (error instanceof RangeError) return error.message;
    throw error;
  }
}

/** Levels of rising degrees, down to the finest ε, and why there are no more of them. */
export async function levelsOf(
  context: VerificationContext,
  subject: Subject,
  degrees: readonly number[],
  finest: Rational,
  prefix: string,
): Promise<{ readonly levels: readonly Level[]; readonly end?: string }> {
  const levels: Level[] = [];
  for (const degree of degrees) {
    const found = await enclose(context, subject, degree);
    if (typeof found === 'string') return { levels, end: `degree ${String(degree)}: ${found}` };
    const name = `${prefix}_degree-${String(degree)}`;
    const network = await context.keepNetwork(name, found.circuit);
    const certificate = found.certificate && (await context.keepCertificate(name, found.certificate));
    const { lower, upper } = found.error;
    levels.push({
      degree,
      lower: parseNumeral(lower),
      upper: parseNumeral(upper ?? lower),
      size: sizeRecord(sizeOf(found.circuit)),
      seconds: found.seconds.search + found.seconds.proof,
      network,
      ...(certificate !== undefined && { certificate }),
    });
    context.onProgress(`best error of degree ${String(degree)}`, degrees.indexOf(degree) + 1, degrees.length);
    if (rationals.compare(parseNumeral(lower), finest) < 0) return { levels };
  }
  return { levels, end: `degrees above ${String(degrees.at(-1) ?? 0)} were not tried` };
}

/** The least number of steps, each of which multiplies the degree by `base` at most, that is not excluded. */
function leastSteps(excluded: readonly number[], base: number): number {
  const most = Math.max(0, ...excluded);
  let steps = 0;
  while (base ** steps <= most) steps += 1;
  return steps;
}

const NOTHING = { depth: 0, parameters: 0, layeredNodes: 0, layeredParameters: 0 };

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

/** What the constructions take for ε, by their planners. */
export function constructedRows({ target, domain }: Subject, eps: Rational): readonly Row[] {
  return methodsFor(target).flatMap(({ name, role }): Row[] => {
    const start = performance.now();
    try {
      const { size, bound } = construct(target, { eps, domain, method: name });
      const seconds = (performance.now() - start) / 1000;
      const shown = { eps: formatDecimal(eps, 12), target: target.name, domain: describeDomain(domain) };
      return [{ ...shown, method: name, role, size: sizeRecord(size), planBound: bound, seconds }];
    } catch (error) {
      if (error instanceof RangeError) return [];
      throw error;
    }
  });
}

/** A construction with fewer gates than are needed: then the lower bound would be wrong. */
export function findContradiction(rows: readonly Row[], needed: Row): string | undefined {
  const below = rows.find(({ size }) => size.gates < needed.size.gates || size.nodes < needed.size.nodes);
  return (
    below &&
    `${below.target}: ${below.method} has ${String(below.size.gates)} gates and ${String(below.size.nodes)} nodes at ε = ${needed.eps}, below the lower bound`
  );
}
