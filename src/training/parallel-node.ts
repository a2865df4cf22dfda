/**
 * Training on all cores of the machine under Node, through a pool of worker threads.
 */
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { Piscina } from 'piscina';
import type { FinishedWork, TrainingExecutor } from './experiment.ts';

/** An executor that owns threads; close it when done. */
export interface ParallelTraining extends TrainingExecutor {
  close(): Promise<void>;
}

/**
 * All cores through a worker pool; what is trained does not depend on their number.
 * @param threads number of threads; default: one per core
 */
export function parallelTraining(threads: number = availableParallelism()): ParallelTraining {
  // The sources run under tsx, the package as plain JavaScript: the worker is of the same kind as this file.
  const source = import.meta.url.endsWith('.ts');
  const worker = new URL(source ? './worker-node.ts' : './worker-node.js', import.meta.url);
  const pool = new Piscina({
    filename: fileURLToPath(worker),
    minThreads: 1,
    maxThreads: threads,
    idleTimeout: 60_000,
    ...(source && { execArgv: ['--import', 'tsx'] }),
  });
  return {
    run: async (work) => (await pool.run(work)) as FinishedWork,
    close: () => pool.destroy(),
  };
}
