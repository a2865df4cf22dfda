/** What a worker thread does for a certificate: an attempt, the values at some nodes, or the bound of a panel. */
import type { Magnitude } from '../arithmetic/magnitude.ts';
import { problemOf } from '../certificates/check.ts';
import { errorsAtNodes, type ErrorValues, gatherValues, type NodeTask } from '../certificates/interpolation.ts';
import type { ErrorProblem, Panel } from '../certificates/panel.ts';
import { boundPanel } from '../certificates/panel-bound.ts';
import type { Circuit } from '../circuits/circuit.ts';
import type { Domain } from '../functions/target.ts';
import { assess, type Assessment, type AssessmentRequest } from './assess.ts';
import type { Unbounded } from './certify-analytic.ts';
import { attemptHere, type BoundedPanel } from './certify-attempt.ts';
import type { PanelGoal } from './certify-series.ts';

/** A problem in structured-clonable form: the target by name. */
export interface PortableProblem {
  readonly circuit: Circuit;
  readonly target: string;
  readonly relative: boolean;
}

/** A piece of work. */
export type CertifyJob =
  | {
      readonly kind: 'attempt';
      readonly problem: PortableProblem;
      readonly interval: Domain;
      readonly goal: PanelGoal;
      readonly deferred: readonly number[];
    }
  | {
      readonly kind: 'values';
      readonly problem: PortableProblem;
      readonly task: NodeTask;
      readonly from: number;
      readonly to: number;
    }
  | { readonly kind: 'bound'; readonly problem: PortableProblem; readonly panel: Panel }
  | {
      readonly kind: 'assess';
      readonly problem: PortableProblem;
      readonly request: Omit<AssessmentRequest, 'circuit' | 'target' | 'relative'>;
    };

const noTime = (): void => undefined;

/** The entry that the pool calls. */
export default async function work(
  job: CertifyJob,
): Promise<BoundedPanel | Unbounded | ErrorValues | Magnitude | Assessment> {
  const problem: ErrorProblem = problemOf(job.problem);
  if (job.kind === 'values') return gatherValues(errorsAtNodes(problem, job.task, job.from, job.to));
  if (job.kind === 'bound') {
    try {
      return boundPanel(problem, job.panel).upper;
    } catch (error) {
      // The class of an error does not survive the way between threads, only the standard ones do.
      throw error instanceof RangeError ? new RangeError(error.message) : error;
    }
  }
  if (job.kind === 'assess') return assess({ ...job.request, ...problem });
  const { interval, goal, deferred } = job;
  return attemptHere.attempt({ problem, interval, goal, deferred }, noTime);
}
