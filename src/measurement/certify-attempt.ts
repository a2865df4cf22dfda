/**
 * One attempt to bound the error on an interval, and who carries attempts out.
 */
import type { Ball } from '../arithmetic/ball.ts';
import { type Excess, excessOf, intervalExcess } from '../certificates/limits.ts';
import { errorsAtNodes, gatherValues, type NodeTask } from '../certificates/interpolation.ts';
import { type ErrorProblem, type Panel, withDeferred } from '../certificates/panel.ts';
import type { Domain } from '../functions/target.ts';
import { type Bounded, boundAnalytically, type NodeEvaluator, type Unbounded } from './certify-analytic.ts';
import { boundByRange } from './certify-range.ts';
import type { PanelGoal } from './certify-series.ts';

/** A panel with its bound, and the largest error seen on it. */
export type BoundedPanel = Bounded<Panel>;

/** What an attempt is made with. */
export interface Attempt {
  readonly problem: ErrorProblem;
  readonly interval: Domain;
  readonly goal: PanelGoal;
  /** Divisions that may be put off if the circuit cannot be enclosed as it stands. */
  readonly deferred: readonly number[];
}

/** Carries attempts out, in this thread or in others; what it finds does not depend on which. */
export interface AttemptExecutor {
  /** Says in words where it computes. */
  readonly device: string;
  attempt(attempt: Attempt, checkTime: () => void): Promise<BoundedPanel | Unbounded>;
}

async function attemptWith(
  { problem, interval, goal }: Attempt,
  deferred: readonly number[],
  evaluate: NodeEvaluator,
): Promise<BoundedPanel | Unbounded> {
  const written = withDeferred(problem, deferred);
  const refused = ({ field, expected }: Excess): Unbounded => ({
    fault: 'precision',
    reason: `${field}: ${expected}`,
  });
  const accepted = (found: BoundedPanel): BoundedPanel | Unbounded => {
    const panel = { ...found.panel, deferred };
    const excess = excessOf(panel);
    return excess === undefined ? { ...found, panel } : refused(excess);
  };
  // The precision of what follows grows with the bits of the ends.
  const long = intervalExcess(interval);
  if (long !== undefined) return refused(long);
  try {
    const analytic = await boundAnalytically(written, interval, goal, evaluate);
    if (!('fault' in analytic)) return accepted(analytic);
    if (analytic.fault === 'precision' || analytic.fault === 'circuit') return analytic;
    const range = boundByRange(written, interval, goal);
    if (!('fault' in range)) return accepted(range);
    return analytic.fault === 'branch' ? analytic : range;
  } catch (error) {
    if (error instanceof RangeError) return { fault: 'circuit', reason: error.message };
    throw error;
  }
}

/**
 * Tries to bound the error on an interval: by interpolation, else by ranges, as the circuit stands or with divisions put off.
 * @param attempt - Problem, interval and goal.
 * @param evaluate - Computes the error at the nodes of a panel.
 * @returns The panel with its bound, or why there is none.
 */
export async function attemptPanel(attempt: Attempt, evaluate: NodeEvaluator): Promise<BoundedPanel | Unbounded> {
  const direct = await attemptWith(attempt, [], evaluate);
  if (!('fault' in direct) || direct.fault !== 'circuit' || attempt.deferred.length === 0) return direct;
  return attemptWith(attempt, attempt.deferred, evaluate);
}

/** Milliseconds after which other work, such as a progress bar or a signal, gets its turn. */
export const BREATH = 60;

/** Evaluates the error at the nodes of a panel in this thread, giving way now and then. */
export async function evaluateHere(
  problem: ErrorProblem,
  task: NodeTask,
  checkTime: () => void,
): ReturnType<NodeEvaluator> {
  const errors: Ball[] = [];
  let last = performance.now();
  for (const error of errorsAtNodes(problem, task, 0, task.nodes)) {
    errors.push(error);
    if (performance.now() - last < BREATH) continue;
    await new Promise((resolve) => setTimeout(resolve, 0));
    checkTime();
    last = performance.now();
  }
  return gatherValues(errors);
}

/** Attempts in the thread that asks. */
export const attemptHere: AttemptExecutor = Object.freeze({
  device: 'one CPU thread',
  attempt: (attempt: Attempt, checkTime: () => void) =>
    attemptPanel(attempt, (problem, task) => evaluateHere(problem, task, checkTime)),
});
