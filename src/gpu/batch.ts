/**
 * Running a program on a device over many points: chunks that fit its limits and its patience, and a record per block.
 */
import { beginKernel, endKernel, groupKernel, WORKGROUP } from './kernel.ts';
import type { Schedule } from './schedule.ts';
import { type BatchJob, bytesPerLane, type Compiled, COMPUTE, fixedWords, Session, type Stage } from './session.ts';

export type { BatchJob } from './session.ts';

/** What became of a chunk. */
export interface ChunkRecords {
  /** Points `from … to − 1`; `from` is a multiple of the block. */
  readonly from: number;
  readonly to: number;
  /** A record per block: index within the chunk, fault, exponent, mantissa. */
  readonly words: Uint32Array;
}

/** The device failed: lost, out of memory, or it refuses the kernel. */
export class DeviceError extends Error {
  /** Points of the chunk that failed. */
  readonly chunk: number;

  constructor(message: string, chunk: number, options?: ErrorOptions) {
    super(message, options);
    this.name = 'DeviceError';
    this.chunk = chunk;
  }
}

/** Seconds that a chunk should take: long enough to be worth its start, short enough for every watchdog. */
const CHUNK_SECONDS = 0.25;
const FIRST_CHUNK = 4096;
/** Below this, starting kernels costs more than running them. */
const LEAST_CHUNK = 2048;
const MOST_CHUNK = 1 << 20;
/** Bytes of registers in flight. */
const REGISTER_BYTES = 2 ** 26;

/** Kernels times points of one submission of several jobs. */
const SUBMISSION = 1 << 22;

/** Chunks are of whole blocks and workgroups. */
const unitOf = ({ block }: BatchJob): number => Math.max(block, WORKGROUP);

/** The kernels of one device, compiled when they are first needed. */
export class Batch {
  readonly device: GPUDevice;
  #lost: string | undefined;
  readonly #layout: GPUBindGroupLayout;
  readonly #pipelines = new Map<string, Promise<GPUComputePipeline>>();

  /** @param device - Its limits are used as they are. */
  constructor(device: GPUDevice) {
    this.device = device;
    void device.lost.then((info) => {
      this.#lost = info.message || info.reason;
    });
    // Explicit: an automatic layout leaves out what a kernel does not use.
    const types: readonly GPUBufferBindingType[] = ['storage', 'read-only-storage', 'storage', 'uniform', 'uniform'];
    this.#layout = device.createBindGroupLayout({
      entries: types.map((type, binding) => ({
        binding,
        visibility: COMPUTE,
        buffer: { type, hasDynamicOffset: binding === 4 },
      })),
    });
  }

  /** Whether the device is gone. */
  get isLost(): boolean {
    return this.#lost !== undefined;
  }

  /**
   * Goes through the points `from … count − 1` of a job, in chunks.
   * @param job - The program and its points.
   * @param start - A multiple of the block to begin at.
   * @param largestChunk - At most so many points at a time.
   * @throws {DeviceError} where the device fails; chunks that were yielded are done.
   */
  async *run(job: BatchJob, start = 0, largestChunk: number = MOST_CHUNK): AsyncGenerator<ChunkRecords> {
    const unit = unitOf(job);
    const whole = (n: number): number => Math.max(1, Math.floor(n / unit)) * unit;
    const most = whole(Math.min(largestChunk, this.#mostPoints(job)));
    let size = Math.min(most, whole(FIRST_CHUNK));
    const session = await this.#session(job, most, unit);
    try {
      for (let from = start; from < job.count;) {
        const to = Math.min(job.count, from + size);
        const began = performance.now();
        const [words] = (await this.#guarded(to - from, () =>
          Session.submit(this.device, [{ session, from, to }]),
        )) as [Uint32Array];
        const seconds = (performance.now() - began) / 1000;
        yield { from, to, words };
        // Drivers compile when a kernel first runs: the first chunk's time says nothing.
        const factor = from === start ? 1 : CHUNK_SECONDS / Math.max(seconds, 1e-4);
        size = Math.min(most, whole(Math.max(LEAST_CHUNK, size * Math.min(4, Math.max(0.5, factor)))));
        from = to;
      }
    } finally {
      session.end();
    }
  }

  /**
   * Runs several jobs, of any circuits and precisions, in one submission.
   * @param jobs - Jobs of which `fits` says that they can.
   * @returns For each job its records.
   * @throws {DeviceError} where the device fails; nothing is done then.
   */
  async together(jobs: readonly BatchJob[]): Promise<readonly Uint32Array[]> {
    const points = jobs.reduce((sum, { count }) => sum + count, 0);
    const parts: { session: Session; from: number; to: number }[] = [];
    try {
      for (const job of jobs) {
        const session = await this.#session(job, job.count, unitOf(job));
        parts.push({ session, from: 0, to: job.count });
      }
      return await this.#guarded(points, () => Session.submit(this.device, parts));
    } finally {
      for (const { session } of parts) session.end();
    }
  }

  /** Whether jobs are small enough for one submission. */
  fits(jobs: readonly BatchJob[]): boolean {
    const sum = (of: (job: BatchJob) => number): number => jobs.reduce((total, job) => total + of(job), 0);
    return (
      jobs.every((job) => job.count <= this.#mostPoints(job)) &&
      sum(({ schedule, count }) => count * bytesPerLane(schedule)) <= REGISTER_BYTES &&
      sum(({ schedule, count }) => count * (schedule.groups.length + 2)) <= SUBMISSION
    );
  }

  /** As many as fit the buffers, the registers in flight, and a row of workgroups. */
  #mostPoints({ pointWords, schedule }: BatchJob): number {
    const { maxStorageBufferBindingSize, maxBufferSize, maxComputeWorkgroupsPerDimension } = this.device.limits;
    const bytes = Math.min(maxStorageBufferBindingSize, maxBufferSize);
    const registers = Math.min(bytes - 4 * fixedWords(schedule), REGISTER_BYTES);
    return Math.min(
      bytes / (4 * pointWords),
      registers / bytesPerLane(schedule),
      WORKGROUP * maxComputeWorkgroupsPerDimension,
    );
  }

  #pipeline(words: number, stage: Stage): Promise<GPUComputePipeline> {
    const key = `${stage} ${String(words)}`;
    let pipeline = this.#pipelines.get(key);
    if (pipeline === undefined) {
      const { device } = this;
      const code =
        stage === 'begin' ? beginKernel(words) : stage === 'end' ? endKernel(words) : groupKernel(words, stage);
      pipeline = device.createComputePipelineAsync({
        layout: device.createPipelineLayout({ bindGroupLayouts: [this.#layout] }),
        compute: { module: device.createShaderModule({ code }), entryPoint: 'main' },
      });
      this.#pipelines.set(key, pipeline);
    }
    return pipeline;
  }

  async #compile({ bits, groups }: Schedule): Promise<Compiled> {
    const words = bits / 32;
    const stages = [...new Set<Stage>(['begin', ...groups.map(({ body }) => body), 'end'])];
    const pipelines = await Promise.all(
      stages.map(async (stage) => [stage, await this.#pipeline(words, stage)] as const),
    );
    return { layout: this.#layout, stages: new Map(pipelines) };
  }

  async #session(job: BatchJob, most: number, unit: number): Promise<Session> {
    return this.#guarded(most, async () => {
      const compiled = await this.#compile(job.schedule);
      const capacity = Math.min(most, Math.ceil(job.count / unit) * unit);
      return new Session(this.device, compiled, job, capacity);
    });
  }

  #lossOrUndefined(): string | undefined {
    return this.#lost === undefined ? undefined : `the device was lost: ${this.#lost}`;
  }

  /** Any failure of the device becomes a {@link DeviceError}. */
  async #guarded<R>(points: number, work: () => Promise<R>): Promise<R> {
    const loss = this.#lossOrUndefined();
    if (loss !== undefined) throw new DeviceError(loss, points);
    const scopes: readonly GPUErrorFilter[] = ['validation', 'out-of-memory', 'internal'];
    for (const scope of scopes) this.device.pushErrorScope(scope);
    let result: R | undefined;
    let failure: unknown;
    try {
      result = await work();
    } catch (error) {
      failure = error;
    }
    const errors = await Promise.all(scopes.map(() => this.device.popErrorScope().catch(() => null)));
    const message = errors.find((error) => error !== null)?.message;
    // A device that is destroyed says so a moment later than its buffers.
    if (failure !== undefined && !this.isLost) await Promise.race([this.device.lost, pause(50)]);
    const reason = this.#lossOrUndefined() ?? message ?? (failure === undefined ? undefined : textOf(failure));
    if (reason !== undefined) throw new DeviceError(reason, points, { cause: failure });
    return result as R;
  }
}

const textOf = (failure: unknown): string => (failure instanceof Error ? failure.message : String(failure));
const pause = (ms: number): Promise<unknown> => new Promise((resolve) => setTimeout(resolve, ms));
