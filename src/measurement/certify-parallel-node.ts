/**
 * Certifying and checking on all cores of the machine under Node, through a pool of worker threads.
 */
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { Piscina } from 'piscina';
import { compareMagnitudes, type Magnitude } from '../arithmetic/magnitude.ts';
import type { ErrorValues, NodeTask } from '../certificates/interpolation.ts';
import type { ErrorProblem, Panel } from '../certificates/panel.ts';
import type { Circuit } from '../circuits/circuit.ts';
import type { Assessment, Assessor } from './assess.ts';
import {
  type Attempt,
  type AttemptExecutor,
  attemptHere,
  attemptPanel,
  type BoundedPanel,
  evaluateHere,
} from './certify-attempt.ts';
import type { Unbounded } from './certify-analytic.ts';
import type { CertifyJob, PortableProblem } from './certify-worker-node.ts';

/** Executors that own threads; close them when done. */
export interface ParallelCertifier extends AttemptExecutor, Assessor {
  /** Bounds one panel of a certificate. */
  bound(problem: ErrorProblem, panel: Panel): Promise<Magnitude>;
  close(): Promise<void>;
}

/** Work done here, in milliseconds, before threads are worth their start. */
const ALONE = 1000;
/** Steps times nodes times words of precision above which the nodes of one panel are shared among threads. */
const LARGE_PANEL = 2e7;

/** A circuit without what its file says about itself. */
const bare = ({ inputs, instructions, outputs }: Circuit): Circuit => ({ inputs, instructions, outputs });

const portable = ({ circuit, target, relative }: ErrorProblem): PortableProblem => ({
  circuit: bare(circuit),
  target: target.name,
  relative,
});

function startPool(threads: number): Piscina {
  // The sources run under tsx, the package as plain JavaScript: the worker is of the same kind as this file.
  const source = import.meta.url.endsWith('.ts');
  const worker = new URL(source ? './certify-worker-node.ts' : './certify-worker-node.js', import.meta.url);
  return new Piscina({
    filename: fileURLToPath(worker),
    minThreads: threads,
    maxThreads: threads,
    idleTimeout: 60_000,
    ...(source && { execArgv: ['--import', 'tsx'] }),
  });
}

/** The ranges of nodes that threads share: some for each, since they do not take equal times. */
function shares(nodes: number, threads: number): readonly (readonly [number, number])[] {
  const size = Math.max(1, Math.ceil(nodes / (4 * threads)));
  return Array.from({ length: Math.ceil(nodes / size) }, (_, i) => [i * size, Math.min(nodes, (i + 1) * size)]);
}

/**
 * All cores through a worker pool. Threads start once the work has taken a second; until then it is done here.
 * @param threads - Number of threads; default: one per core.
 * @returns The executor; what it finds is what one thread finds.
 */
export function parallelCertifier(threads: number = availableParallelism()): ParallelCertifier {
  let pool: Piscina | undefined;
  let closed = false;
  let spent = 0;
  const start = (): Piscina => {
    if (closed) throw new Error('parallelCertifier: expected a certifier that is open, got a closed one');
    return (pool ??= startPool(threads));
  };
  const run = async (job: CertifyJob): Promise<unknown> => start().run(job);

  async function sharedValues(problem: ErrorProblem, task: NodeTask): Promise<ErrorValues> {
    const parts = await Promise.all(
      shares(task.nodes, threads).map(async ([from, to]) => {
        return (await run({ kind: 'values', problem: portable(problem), task, from, to })) as ErrorValues;
      }),
    );
    return {
      values: parts.flatMap(({ values }) => values),
      error: parts.map(({ error }) => error).reduce(largest),
    };
  }

  return {
    device: `${String(threads)} CPU threads`,
    concurrency: threads + 1,
    async attempt(attempt: Attempt, checkTime: () => void): Promise<BoundedPanel | Unbounded> {
      if (threads < 2) return attemptHere.attempt(attempt, checkTime);
      if (spent > ALONE && attempt.problem.steps.length < MANY_STEPS) {
        const { interval, goal, deferred } = attempt;
        const job: CertifyJob = { kind: 'attempt', problem: portable(attempt.problem), interval, goal, deferred };
        return (await run(job)) as BoundedPanel | Unbounded;
      }
      const before = performance.now();
      const outcome = await attemptPanel(attempt, (problem, task) =>
        problem.steps.length * task.nodes * (task.bits / 64) > LARGE_PANEL
          ? sharedValues(problem, task)
          : evaluateHere(problem, task, checkTime),
      );
      spent += performance.now() - before;
      return outcome;
    },
    async bound(problem, panel) {
      return (await run({ kind: 'bound', problem: portable(problem), panel })) as Magnitude;
    },
    async assess({ circuit, target, relative, domain, eps, points, seed, tightness, maxSeconds }) {
      const request = { domain, eps, points, seed, tightness, maxSeconds };
      const problem = { circuit: bare(circuit), target: target.name, relative };
      return (await run({ kind: 'assess', problem, request })) as Assessment;
    },
    async close() {
      closed = true;
      await pool?.destroy();
    },
  };
}

/** Circuits longer than this have few panels, whose nodes are shared instead. */
const MANY_STEPS = 400;

const largest = (x: Magnitude, y: Magnitude): Magnitude => (compareMagnitudes(x, y) >= 0 ? x : y);
