/**
 * Measuring on a graphics processor, with the processor's threads behind it: the same points, the same bits.
 */
import type { LimbField } from '../arithmetic/limbs.ts';
import {
  Batch,
  type BatchJob,
  type ChunkRecords,
  DeviceError,
  type GpuAccess,
  readMagnitude,
  recordWords,
} from '../gpu/index.ts';
import {
  blockSize,
  type ErrorTask,
  largestOf,
  mergePeaks,
  type Peak,
  RangePeaks,
  workingError,
  workingField,
} from './error-function.ts';
import { type ErrorEvaluator, singleThread } from './estimate.ts';
import { kernelJob } from './kernel-task.ts';
import { samplePoint } from './sampling.ts';

/** An evaluator that holds a device; close it when done. */
export interface GpuEvaluator extends ErrorEvaluator {
  /** Why the processor had to help, if it had to. */
  readonly remarks: readonly string[];
  close(): void;
}

/** What a {@link gpuEvaluator} needs. */
export interface GpuEvaluatorOptions {
  readonly gpu: GpuAccess;
  /** Goes on where the device cannot; default: the thread that asks. */
  readonly fallback?: ErrorEvaluator;
  /** Another device after one was lost, if there is any. */
  readonly renew?: () => Promise<GpuAccess | undefined>;
}

/** Chunks of points below which a failing device is given up. */
const SMALLEST_CHUNK = 256;
const RENEWALS = 2;

/** A task that waits for the device. */
interface Waiting {
  readonly task: ErrorTask;
  readonly bits: number;
  readonly job: BatchJob;
  readonly peaks: RangePeaks;
  readonly onProgress: (done: number) => void;
  /** Says how many points the device went through. */
  readonly done: (reached: number) => void;
  readonly failed: (error: unknown) => void;
}

/** Until what was begun at the same time has asked as well. */
const moment = (): Promise<unknown> => new Promise((resolve) => setTimeout(resolve, 0));

/** The state of one evaluator. */
class GpuRunner implements GpuEvaluator {
  readonly remarks: string[] = [];
  readonly #fallback: ErrorEvaluator;
  readonly #renew: () => Promise<GpuAccess | undefined>;
  #gpu: GpuAccess;
  #batch: Batch;
  #renewals = 0;
  #used = { webgpu: false, cpu: false };
  #closed = false;
  #waiting: Waiting[] = [];
  #isBusy = false;

  constructor({ gpu, fallback, renew }: GpuEvaluatorOptions) {
    this.#gpu = gpu;
    this.#batch = new Batch(gpu.device);
    this.#fallback = fallback ?? singleThread;
    this.#renew = renew ?? (() => Promise.resolve(undefined));
  }

  get backend(): 'cpu' | 'webgpu' {
    return this.#used.cpu && !this.#used.webgpu ? 'cpu' : 'webgpu';
  }

  get device(): string {
    const { cpu, webgpu } = this.#used;
    if (!cpu) return this.#gpu.name;
    return webgpu ? `${this.#gpu.name}, then ${this.#fallback.device}` : this.#fallback.device;
  }

  async largest(task: ErrorTask, bits: number, onProgress: (done: number) => void): Promise<readonly Peak[]> {
    return mergePeaks(await this.ofRanges(task, bits, 0, onProgress), bits);
  }

  async ofRanges(
    task: ErrorTask,
    bits: number,
    first: number,
    onProgress: (done: number) => void,
  ): Promise<readonly (readonly Peak[])[]> {
    const { points } = task.samples;
    const peaks = new RangePeaks(points, bits);
    const reached = first > 0 ? 0 : await this.#onDevice(task, bits, peaks, onProgress);
    const done = peaks.before(reached, points);
    if (reached >= points) return done;
    this.#used.cpu = true;
    const rest = await this.#fallback.ofRanges(task, bits, Math.max(first, done.length), onProgress);
    return [...done, ...rest];
  }

  close(): void {
    this.#closed = true;
    this.#gpu.device.destroy();
  }

  /** How many points the device went through. */
  #onDevice(task: ErrorTask, bits: number, peaks: RangePeaks, onProgress: (done: number) => void): Promise<number> {
    const F = workingField(bits);
    if (!('words' in F)) {
      this.#remark(`${F.name} is longer than the kernels’ arithmetic: evaluated by the processor`);
      return Promise.resolve(0);
    }
    const job = kernelJob(F as LimbField, task);
    return new Promise((done, failed) => {
      this.#waiting.push({ task, bits, job, peaks, onProgress, done, failed });
      if (!this.#isBusy) void this.#work();
    });
  }

  /** Goes through all that waits; small tasks that wait together go in one submission. */
  async #work(): Promise<void> {
    this.#isBusy = true;
    for (await moment(); this.#waiting.length > 0; await moment()) {
      const [first, ...others] = this.#waiting as [Waiting, ...Waiting[]];
      const together = [first];
      for (const next of others) {
        if (this.#batch.fits([...together, next].map(({ job }) => job))) together.push(next);
      }
      this.#waiting = this.#waiting.filter((each) => !together.includes(each));
      if (together.length > 1 && (await this.#inOneSubmission(together))) continue;
      for (const { done, failed, ...each } of together) await this.#alone(each).then(done, failed);
    }
    this.#isBusy = false;
  }

  /** Whether several tasks are done with at once; otherwise each is to be tried alone. */
  async #inOneSubmission(together: readonly Waiting[]): Promise<boolean> {
    let records: readonly Uint32Array[];
    try {
      records = await this.#batch.together(together.map(({ job }) => job));
    } catch (error) {
      if (error instanceof DeviceError) return false;
      for (const { failed } of together) failed(error);
      return true;
    }
    this.#used.webgpu = true;
    together.forEach(({ task, bits, job, peaks, onProgress, done, failed }, i) => {
      try {
        collect(task, bits, job, { from: 0, to: job.count, words: records[i] as Uint32Array }, peaks);
        onProgress(1);
        done(job.count);
      } catch (error) {
        failed(error);
      }
    });
    return true;
  }

  /** How many points of one task the device went through, in chunks. */
  async #alone({ task, bits, job, peaks, onProgress }: Omit<Waiting, 'done' | 'failed'>): Promise<number> {
    let reached = 0;
    for (let largest: number | undefined; reached < job.count;) {
      try {
        for await (const chunk of this.#batch.run(job, reached, largest)) {
          collect(task, bits, job, chunk, peaks);
          reached = chunk.to;
          this.#used.webgpu = true;
          onProgress(reached / job.count);
        }
      } catch (error) {
        if (!(error instanceof DeviceError)) throw error;
        largest = await this.#afterFailure(error, largest);
        if (largest === undefined) return reached;
      }
    }
    return reached;
  }

  /** The size of chunks to go on with after a failure: smaller ones, or all sizes on a new device; undefined to give up. */
  async #afterFailure(error: DeviceError, largest: number | undefined): Promise<number | undefined> {
    if (this.#closed) return undefined;
    if (this.#batch.isLost) {
      const gpu = this.#renewals < RENEWALS ? await this.#renew() : undefined;
      this.#renewals += 1;
      this.#remark(`${error.message}; ${gpu ? 'went on with a new one' : 'went on with the processor'}`);
      if (gpu === undefined) return undefined;
      this.#gpu = gpu;
      this.#batch = new Batch(gpu.device);
      return largest ?? Infinity;
    }
    const smaller = Math.min(largest ?? error.chunk, error.chunk) / 4;
    if (smaller >= SMALLEST_CHUNK) return smaller;
    this.#remark(`the device failed (${error.message}); went on with the processor`);
    return undefined;
  }

  #remark(text: string): void {
    if (!this.remarks.includes(text)) this.remarks.push(text);
  }
}

/** Turns records into peaks; blocks with a fault are evaluated here, which says what is wrong there. */
function collect(
  task: ErrorTask,
  bits: number,
  job: BatchJob,
  { from, to, words }: ChunkRecords,
  peaks: RangePeaks,
): void {
  const F = workingField(bits);
  const { samples } = task;
  const length = recordWords(F.bits / 32);
  const block = blockSize(samples.points);
  for (let start = from, at = 0; start < to; start += job.block, at += length) {
    const isFaulty = words[at + 1] !== 0;
    const peak = isFaulty
      ? largestOf(F, task, workingError(task, bits), start, Math.min(to, start + block))
      : {
          ...samplePoint(F, samples, from + (words[at] as number)),
          error: readMagnitude(words, at + 2, F.bits / 32),
        };
    peaks.add(start, peak);
  }
}

/**
 * An evaluator on a device, in limb arithmetic: the same peaks as the processor's, bit for bit.
 *
 * Tasks that are asked for at the same time, of any circuits and precisions, go to the device in one submission where they are small: ask for many
 * estimates with `Promise.all`. Precisions above that of the kernels, and what is left when a device fails for good, go to the fallback. A chunk that
 * fails is tried again in smaller ones; a lost device is renewed twice if there is another.
 * @param options - The device, what stands behind it, and where to get another.
 * @returns The evaluator; it owns the device.
 */
export function gpuEvaluator(options: GpuEvaluatorOptions): GpuEvaluator {
  return new GpuRunner(options);
}
