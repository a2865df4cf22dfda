/**
 * Remez's algorithm for rational functions, from a reference.
 */
import type { OrderedRealField } from '../../arithmetic/number-systems.ts';
import { evaluateDenominator } from './barycentric.ts';
import { choosePeaks, type ErrorSample, type ErrorScan, scanError } from './exchange.ts';
import { settlePeaks } from './settle.ts';
import { type Levelled, type Reference, solveLevelled } from './levelled.ts';
import { betweenReferences } from './references.ts';
import type { BoundProblem } from './problem.ts';

/** An approximant with what is seen of its error. */
export interface Exchanged<T> {
  readonly approximant: Levelled<T>;
  readonly scan: ErrorScan<T>;
  /** Largest error seen over the levelled one, less one. */
  readonly gap: number;
  readonly iterations: number;
}

/** How the iteration ended. */
export type RemezOutcome<T> =
  | ({ readonly status: 'converged' } & Exchanged<T>)
  /** The levelled error is so small that the precision does not tell it from zero; that of an unsound approximant may vanish. */
  | { readonly status: 'precision'; readonly bits: number; readonly isSound: boolean }
  | { readonly status: 'stuck'; readonly reason: string };

/** The target and the weight at the points of a reference. */
function referenceAt<T>(problem: BoundProblem<T>, points: readonly T[]): Reference<T> {
  return {
    points,
    values: points.map((x) => problem.value(x)),
    weights: points.map((x) => problem.weight(x)),
  };
}

/** log₂(max |W f| / |h|): bits that cancel in the error. */
function cancelledBits<T>(F: OrderedRealField<T>, { values, weights, deviation }: Levelled<T>): number {
  if (F.compare(deviation, F.zero) === 0) return Infinity;
  const size = values.reduce((top, f, i) => F.max(top, F.abs(F.mul(f, weights[i] as T))), F.zero);
  const ratio = F.toRational(F.div(F.abs(deviation), F.max(size, F.abs(deviation))));
  return ratio.denominator.toString(2).length - ratio.numerator.toString(2).length;
}

/** Bits by which the levelled error must stand out. */
const CLEAR_BITS = 24;

/** When the iteration stops. */
export interface RemezGoal {
  /** Bits of the number system. */
  readonly bits: number;
  /** The gap that is good enough. */
  readonly gap: number;
  readonly maxIterations: number;
}

const gapOf = <T>(F: OrderedRealField<T>, peaks: readonly ErrorSample<T>[], h: T): number => {
  const largest = peaks.reduce((top, { error }) => F.max(top, F.abs(error)), F.zero);
  return F.toNumber(F.sub(F.div(largest, F.abs(h)), F.one));
};

/** A reference with its approximant, and how far the error is from level. */
interface State<T> {
  readonly approximant: Levelled<T>;
  readonly scan: ErrorScan<T>;
  readonly gap: number;
  /** Neither a pole nor a change of sign of q was seen. */
  readonly isSound: boolean;
}

/** Gap below which peaks are worth to be found to all digits. */
const CLOSE = 1e-3;

/** How much of a step is tried, one after the other. */
const DAMPING = [1, 0.5, 0.25, 0.1];

/** A step of which the error is not worse than this times the one before is taken. */
const WORSE = 1;

/**
 * Exchanges the reference for the peaks of the error until these are equal.
 *
 * A step that makes the error less level, or an approximant with poles, is shortened.
 * @param problem - The problem over a number system.
 * @param n - The degree of the denominator; that of the numerator follows from the number of points.
 * @param start - The first reference.
 * @param goal - When to stop.
 */
export function remez<T>(problem: BoundProblem<T>, n: number, start: readonly T[], goal: RemezGoal): RemezOutcome<T> {
  const { F } = problem;
  let needed = 0;
  const stateAt = (points: readonly T[], known: Levelled<T> | undefined): State<T> => {
    const q = known && points.map((x) => evaluateDenominator(F, known, x));
    const approximant = solveLevelled(F, referenceAt(problem, points), n, q);
    needed = Math.max(needed, cancelledBits(F, approximant) + CLEAR_BITS);
    const seen = scanError(problem, approximant);
    const isSound = approximant.isPositive && !seen.hasPole;
    const isClose = isSound && gapOf(F, seen.peaks, approximant.deviation) < CLOSE;
    const scan = isClose ? { ...seen, peaks: settlePeaks(problem, approximant, seen.peaks) } : seen;
    const gap = gapOf(F, scan.peaks, approximant.deviation);
    return { approximant, scan, gap, isSound };
  };
  let state = stateAt(start, undefined);
  for (let iterations = 1; iterations <= goal.maxIterations; iterations += 1) {
    if (needed > goal.bits) return { status: 'precision', bits: needed, isSound: state.isSound };
    if (state.isSound && state.gap <= goal.gap) return { status: 'converged', ...state, iterations };
    const peaks = choosePeaks(problem, state.scan.peaks, start.length);
    if (peaks === undefined) return { status: 'stuck', reason: 'the error alternates too rarely' };
    const target = peaks.map(({ x }) => x);
    const last = state;
    let best: State<T> | undefined;
    for (const part of DAMPING) {
      const points = betweenReferences(F, last.approximant.points, target, part);
      const next = stateAt(points, last.isSound ? last.approximant : undefined);
      if (best === undefined || (next.isSound ? !best.isSound || next.gap < best.gap : false)) best = next;
      if (!last.isSound || (next.isSound && (next.gap < WORSE * last.gap || next.gap <= goal.gap))) break;
    }
    state = best as State<T>;
  }
  return { status: 'stuck', reason: 'no convergence' };
}
