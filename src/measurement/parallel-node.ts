/**
 * Measuring on all cores of the machine under Node, through a pool of worker threads.
 */
import { availableParallelism, cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { Piscina } from 'piscina';
import { type ErrorTask, largestErrors, mergePeaks, type Peak } from './error-function.ts';
import type { ErrorEvaluator } from './estimate.ts';
import type { WorkerPeak, WorkerTask } from './worker-node.ts';

/** An evaluator that owns threads; close it when done. */
export interface ParallelEvaluator extends ErrorEvaluator {
  close(): Promise<void>;
}

/** Ranges per thread: enough for an even load and a moving progress bar. */
const RANGES_PER_THREAD = 8;

/** Point evaluations times instructions below which threads cost more than they bring. */
const SMALL_TASK = 20_000;

/**
 * All cores through a worker pool. Threads start with the first task that is worth them.
 * @param threads number of threads; default: one per core
 */
export function parallelEvaluator(threads: number = availableParallelism()): ParallelEvaluator {
  let pool: Piscina | undefined;
  const device = `${String(threads)} CPU threads (${cpus()[0]?.model.trim() ?? 'unknown CPU'})`;
  return {
    device,
    async largest(task, bits, onProgress) {
      const { points } = task.samples;
      if (points * task.circuit.instructions.length < SMALL_TASK) {
        const peaks = largestErrors(task, bits, 0, points);
        onProgress(1);
        return peaks;
      }
      pool ??= startPool(threads);
      return mergePeaks(await runRanges(pool, task, bits, threads, onProgress), bits);
    },
    async close() {
      await pool?.destroy();
    },
  };
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
  threads: number,
  onProgress: (done: number) => void,
): Promise<readonly (readonly Peak[])[]> {
  const { circuit, target, samples, relative } = task;
  const size = Math.max(1, Math.ceil(samples.points / (RANGES_PER_THREAD * threads)));
  const starts = Array.from({ length: Math.ceil(samples.points / size) }, (_, i) => i * size);
  let done = 0;
  return Promise.all(
    starts.map(async (from) => {
      const to = Math.min(samples.points, from + size);
      const range: WorkerTask = { circuit, target: target.name, samples, relative, bits, from, to };
      const peaks = (await pool.run(range)) as readonly WorkerPeak[];
      done += to - from;
      onProgress(done / samples.points);
      return peaks;
    }),
  );
}
