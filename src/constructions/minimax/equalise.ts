/**
 * Moving the nodes of rational interpolation until the error is level: the robust way to a best approximant.
 *
 * Legend: z_j the N + 1 nodes, ω(x) = Π (x − z_j), e = f − r the error of the interpolant r = p/q, x_i the N + 2 peaks of W|e|,
 * one before, between and after the nodes. If z_j moves by dz_j, r changes by a multiple of ω(x)/((x − z_j) q(x)²); with
 * g = e q²/ω, which varies little and has a zero only where the error changes its sign once more,
 *
 *     ∂ log|e(x_i)| / ∂z_j = −(g(z_j)/g(x_i)) / (x_i − z_j).
 *
 * So log W|e(x_i)| = λ for all i is solved by Newton's method with a matrix in closed form; doubles do for the matrix. The
 * nodes move by the factors of their gaps, so that they keep their order and may crowd at a singularity.
 * @see Hofreither, doi:10.1007/s11075-020-01042-0 (moving nodes)
 */
import { LuDecomposition, Matrix } from 'ml-matrix';
import type { OrderedRealField } from '../../arithmetic/number-systems.ts';
import { fromDouble } from '../../arithmetic/rational.ts';
import { evaluateBarycentric, evaluateDenominator } from './barycentric.ts';
import { choosePeaks, type ErrorSample, type ErrorScan, scanError } from './exchange.ts';
import { settlePeaks } from './settle.ts';
import { type Interpolant, interpolateRational } from './levelled.ts';
import { log2Size } from './linear-algebra.ts';
import type { BoundProblem } from './problem.ts';
import { pointsFromGaps } from './references.ts';

/** An interpolant with its error. */
interface Trial<T> {
  readonly interpolant: Interpolant<T>;
  readonly scan: ErrorScan<T>;
  /** log of the largest over the smallest peak; ∞ where the error does not alternate as often as it should. */
  readonly spread: number;
}

function trialAt<T>(problem: BoundProblem<T>, n: number, nodes: readonly T[]): Trial<T> {
  const { F } = problem;
  const values = nodes.map((x) => problem.value(x));
  const interpolant = interpolateRational(F, { points: nodes, values, weights: nodes }, n);
  const scan = scanError(problem, interpolant);
  // Next to a degenerate type the error may change its sign once more.
  const chosen = choosePeaks(problem, scan.peaks, nodes.length + 1);
  const isSound = interpolant.isPositive && !scan.hasPole && chosen !== undefined && areSeparated(F, nodes, chosen);
  if (!isSound) return { interpolant, scan, spread: Infinity };
  const peaks = settlePeaks(problem, interpolant, chosen);
  const logs = logPeaks(problem, peaks);
  return { interpolant, scan: { ...scan, peaks }, spread: Math.max(...logs) - Math.min(...logs) };
}

/** Whether there is one node between each two neighbouring peaks. */
const areSeparated = <T>(F: OrderedRealField<T>, nodes: readonly T[], peaks: readonly ErrorSample<T>[]): boolean =>
  nodes.every(
    (z, j) => F.compare((peaks[j] as ErrorSample<T>).x, z) < 0 && F.compare(z, (peaks[j + 1] as ErrorSample<T>).x) < 0,
  );

const logPeaks = <T>({ F }: BoundProblem<T>, peaks: readonly ErrorSample<T>[]): readonly number[] => {
  const largest = peaks.reduce((top, { error }) => F.max(top, F.abs(error)), F.zero);
  // Relative to the largest, so that what is left near the end of the iteration is not rounded away.
  return peaks.map(({ error }) => {
    const part = F.toNumber(F.div(F.sub(F.abs(error), largest), largest));
    return part > -0.5 ? Math.log1p(part) : F.toNumber(F.log(F.div(F.abs(error), largest)));
  });
};

/** The slope e′(z) at a node is the quotient of differences over this part of a gap, 2^−40. */
const SLOPE_BITS = 40;

/** A number by its sign and the logarithm of its modulus. */
interface Signed {
  readonly sign: number;
  readonly log: number;
}

/** g at the peaks and at the nodes. */
function valuesOfG<T>(
  problem: BoundProblem<T>,
  { interpolant, scan }: Trial<T>,
  gaps: readonly T[],
): { readonly atPeaks: readonly Signed[]; readonly atNodes: readonly Signed[] } {
  const { F } = problem;
  const nodes = interpolant.points;
  const valueOf = (x: T, quotient: T, except: number): Signed => {
    const q = F.abs(evaluateDenominator(F, interpolant, x));
    const omega = nodes.reduce((product, z, k) => (k === except ? product : F.mul(product, F.sub(x, z))), F.one);
    return {
      sign: F.compare(quotient, F.zero) * F.compare(omega, F.zero),
      log: Math.LN2 * (log2Size(F, quotient) + 2 * log2Size(F, q) - log2Size(F, omega)),
    };
  };
  const atPeaks = scan.peaks.map(({ x, error }) => valueOf(x, F.div(error, problem.weight(x)), -1));
  const atNodes = nodes.map((z, j) => {
    const step = F.scale(F.min(gaps[j] as T, gaps[j + 1] as T), -SLOPE_BITS);
    const x = F.add(z, step);
    const error = F.sub(problem.value(x), evaluateBarycentric(F, interpolant, x).value);
    return valueOf(z, F.div(error, step), j);
  });
  return { atPeaks, atNodes };
}

/** Gaps between the lower end, the nodes and the upper end. */
function gapsOf<T>({ F, lower, upper }: BoundProblem<T>, nodes: readonly T[]): readonly T[] {
  return [...nodes, upper].map((z, j) => F.sub(z, j === 0 ? lower : (nodes[j - 1] as T)));
}

/** Newton's step: the relative changes of the gaps, to first order. */
function newtonStep<T>(problem: BoundProblem<T>, trial: Trial<T>, gaps: readonly T[]): readonly number[] | undefined {
  const { F } = problem;
  const { peaks } = trial.scan;
  const nodes = trial.interpolant.points;
  const units = nodes.map((_, j) => F.min(gaps[j] as T, gaps[j + 1] as T));
  const { atPeaks, atNodes } = valuesOfG(problem, trial, gaps);
  const size = peaks.length;
  const matrix = new Matrix(size, size);
  peaks.forEach(({ x }, i) => {
    nodes.forEach((z, j) => {
      const quotient = F.toNumber(F.div(units[j] as T, F.sub(x, z)));
      const [above, below] = [atNodes[j] as Signed, atPeaks[i] as Signed];
      matrix.set(i, j, -above.sign * below.sign * Math.exp(above.log - below.log) * quotient);
    });
    matrix.set(i, size - 1, -1);
  });
  const decomposition = new LuDecomposition(matrix);
  if (decomposition.isSingular()) return undefined;
  const solution = decomposition
    .solve(Matrix.columnVector(logPeaks(problem, peaks).map((value) => -value)))
    .to1DArray();
  const moves = units.map((unit, j) => F.mul(unit, F.constant(fromDouble(finite(solution[j] as number)))));
  return gaps.map((gap, j) => {
    const change = F.sub(moves[j] ?? F.zero, moves[j - 1] ?? F.zero);
    return F.toNumber(F.div(change, gap));
  });
}

/** A step beyond all bounds is cut by its damping. */
const finite = (x: number): number => (Number.isFinite(x) ? x : 0);

/** The most that the logarithm of a gap changes in one step. */
const FARTHEST = 1;
const MOST_SHORTENINGS = 5;
/** So many steps in a row that leave more than this part of the spread are enough. */
const SLOW = 0.95;
const MOST_SLOW = 4;

/** Changes below this are so small that 1 + change is as good as its exponential, and is not to be rounded to a double. */
const SMALL = 1e-3;

const factorOf = <T>(F: OrderedRealField<T>, change: number): T =>
  Math.abs(change) < SMALL ? F.add(F.one, F.constant(fromDouble(change))) : F.constant(fromDouble(Math.exp(change)));

/** When the nodes are good enough. */
export interface EqualiseGoal {
  /** log of the largest over the smallest peak. */
  readonly spread: number;
  readonly maxIterations: number;
  /** A start with a larger spread than this is not worth while; by default none is. */
  readonly worstStart?: number;
}

/** An interpolant with a level error, and what it took. */
export interface Equalised<T> {
  readonly interpolant: Interpolant<T>;
  /** Peaks of alternating sign, one before, between and after the nodes. */
  readonly peaks: readonly ErrorSample<T>[];
  readonly spread: number;
  readonly iterations: number;
}

/** How the iteration ended. */
export type EqualiseOutcome<T> =
  | ({ readonly status: 'converged' } & Equalised<T>)
  /** Bits that the number system should have, and the nodes that were reached, if they are any good. */
  | { readonly status: 'precision'; readonly bits: number; readonly nodes?: readonly T[] }
  | { readonly status: 'stuck'; readonly iterations: number };

/** Bits beyond the loss that was estimated. */
const GUARD_BITS = 16;

/** Bits it takes to see the error to the accuracy that is wanted. */
function neededBits<T>(
  problem: BoundProblem<T>,
  { interpolant, scan, spread: trialSpread }: Trial<T>,
  spread: number,
  bits: number,
): number {
  const { F } = problem;
  const { points, approximations, lostBits } = interpolant;
  const size = points.reduce(
    (top, x, i) => F.max(top, F.abs(F.mul(problem.weight(x), approximations[i] as T))),
    F.zero,
  );
  if (F.compare(size, F.zero) === 0 || scan.peaks.length === 0) return 0;
  const cancelled = scan.peaks.map(({ error }) => Math.max(0, log2Size(F, size) - log2Size(F, error)));
  // Errors as large as the target: the start is singular, not lost in rounding, and no number of bits would do.
  if (trialSpread === Infinity && Math.min(...cancelled) < bits / 4) return 0;
  // Peaks are found from differences over 2^−20 of a gap, slopes from 2^−40.
  return Math.ceil(
    lostBits + Math.max(...cancelled) + Math.max(SLOPE_BITS, -Math.log2(spread)) + SLOPE_BITS + GUARD_BITS,
  );
}

/**
 * Moves nodes until the peaks of the error are nearly equal.
 * @param problem - The problem over a number system.
 * @param n - The degree of the denominator.
 * @param start - m + n + 1 nodes.
 * @param goal - When to stop.
 * @param bits - Bits of the number system.
 * @returns The interpolant and its peaks, or why there is none.
 */
export function equalise<T>(
  problem: BoundProblem<T>,
  n: number,
  start: readonly T[],
  goal: EqualiseGoal,
  bits: number,
): EqualiseOutcome<T> {
  const { F, lower, upper } = problem;
  let trial = trialAt(problem, n, start);
  let slow = 0;
  if (trial.spread > (goal.worstStart ?? Infinity)) return { status: 'stuck', iterations: 0 };
  for (let iterations = 0; iterations <= goal.maxIterations; iterations += 1) {
    const needed = neededBits(problem, trial, goal.spread, bits);
    const { interpolant, spread } = trial;
    if (needed > bits) {
      return { status: 'precision', bits: needed, ...(spread < Infinity && { nodes: interpolant.points }) };
    }
    if (spread <= goal.spread) return { status: 'converged', interpolant, peaks: trial.scan.peaks, spread, iterations };
    if (spread === Infinity) break;
    const gaps = gapsOf(problem, interpolant.points);
    const step = newtonStep(problem, trial, gaps);
    if (step === undefined) break;
    const largest = Math.max(...step.map(Math.abs));
    let next: Trial<T> | undefined;
    for (let part = Math.min(1, FARTHEST / largest), tries = 0; tries < MOST_SHORTENINGS; part /= 3, tries += 1) {
      const factors = step.map((change) => factorOf(F, part * change));
      const nodes = pointsFromGaps(
        F,
        lower,
        upper,
        gaps.map((gap, j) => F.mul(gap, factors[j] as T)),
      ).slice(1, -1);
      next = trialAt(problem, n, nodes);
      if (next.spread < trial.spread) break;
    }
    if (next === undefined || !(next.spread < trial.spread)) return { status: 'stuck', iterations };
    slow = next.spread > SLOW * trial.spread ? slow + 1 : 0;
    if (slow >= MOST_SLOW) return { status: 'stuck', iterations };
    trial = next;
  }
  return { status: 'stuck', iterations: goal.maxIterations };
}
