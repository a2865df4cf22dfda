/**
 * Measuring on all cores of the machine under Node, through a pool of worker threads.
 */
import { availableParallelism, cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { Piscina } from 'piscina';
import { type ErrorTask, mergePeaks, type Peak, ranges } from './error-function.ts';
import { type ErrorEvaluator, singleThread } from './estimate.ts';
import type { WorkerPeak, WorkerTask } from './worker-node.ts';

/** An evaluator that owns threads; close it when done. */
export interface ParallelEvaluator extends ErrorEvaluator {
  close(): Promise<void>;
}

/** Point evaluations times instructions below which threads cost more than they bring. */
const SMALL_TASK = 20_000;

/**
 * All cores through a worker pool. Threads start with the first task that is worth them.
 * @param threads number of threads; default: one per core
 */
export function parallelEvaluator(threads: number = availableParallelism()): ParallelEvaluator {
  let pool: Piscina | undefined;
  let closed = false;
  const device = `${String(threads)} CPU threads (${cpus()[0]?.model.trim() ?? 'unknown CPU'})`;
  const evaluator: ParallelEvaluator = {
    backend: 'cpu',
    device,
    largest: async (task, bits, onProgress) => mergePeaks(await evaluator.ofRanges(task, bits, 0, onProgress), bits),
    async ofRanges(task, bits, first, onProgress) {
      // Work that goes on after an interruption ends here, instead of starting threads that nobody closes.
      if (closed) throw new Error('parallelEvaluator: expected an evaluator that is open, got a closed one');
      if (task.samples.points * task.circuit.instructions.length < SMALL_TASK) {
        return singleThread.ofRanges(task, bits, first, onProgress);
      }
      pool ??= startPool(threads);
      return runRanges(pool, task, bits, first, onProgress);
    },
    async close() {
      closed = true;
      await pool?.destroy();
    },
  };
  return evaluator;
}

function startPool(threads: number): Piscina {
  // The sources run under tsx, the package as plain JavaScript: the worker is of the same kind as this file.
  const source = import.meta.url.endsWith('.ts');
  const worker = new URL(source ? './worker-node.ts' : './worker-node.js', import.meta.url);
  return new Piscina({
    filename: fileURLToPath(worker),
    minThreads: threads,
    maxThreads: threads,
    idleTimeout: 60_000,
    ...(source && { execArgv: ['--import', 'tsx'] }),
  });
}

async function runRanges(
  pool: Piscina,
  task: ErrorTask,
  bits: number,
  first: number,
  onProgress: (done: number) => void,
): Promise<readonly (readonly Peak[])[]> {
  const { circuit, target, samples, relative } = task;
  const wanted = ranges(samples.points).slice(first);
  let done = wanted[0]?.[0] ?? samples.points;
  // A pool must not be closed while work is under way: what fails waits for the rest.
  const results = await Promise.allSettled(
    wanted.map(async ([from, to]) => {
      const range: WorkerTask = { circuit, target: target.name, samples, relative, bits, from, to };
      const peaks = (await pool.run(range)) as readonly WorkerPeak[];
      done += to - from;
      onProgress(done / samples.points);
      return peaks;
    }),
  );
  return results.map((result) => {
    if (result.status === 'rejected') throw result.reason;
    return result.value;
  });
}
