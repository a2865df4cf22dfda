/**
 * Running a program on a device over many points: chunks that fit its limits and its patience, and a record per block.
 */
import { wordsPerNumber } from './limb-wgsl.ts';
import { MOST_PARAMETERS } from './fuse.ts';
import { beginKernel, endKernel, groupKernel, recordWords, WORKGROUP } from './kernel.ts';
import { writeNumber } from './numbers.ts';
import type { Schedule } from './schedule.ts';

/** What a batch computes. */
export interface BatchJob {
  readonly schedule: Schedule;
  /** Number of points. */
  readonly count: number;
  /** Points of a block, a power of two: each gives one record. */
  readonly block: number;
  /** Words of a point. */
  readonly pointWords: number;
  /** Writes the words of the points `from … to − 1`. */
  fill(from: number, to: number, words: Uint32Array): void;
}

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

// The constants of WebGPU are globals of browsers, which Node does not have.
const COMPUTE = 4;
const [MAP_READ, COPY_SOURCE, COPY_TARGET, UNIFORM, STORAGE] = [0x1, 0x4, 0x8, 0x40, 0x80] as const;
/** Bytes of the parameters of a group. */
const GROUP_BYTES = 4 * MOST_PARAMETERS;
/** Bytes of registers in flight. */
const REGISTER_BYTES = 2 ** 26;

/** What a pipeline does: `begin`, `end`, or the text of a group of steps. */
type Stage = string;

interface Compiled {
  readonly layout: GPUBindGroupLayout;
  readonly stages: ReadonlyMap<Stage, GPUComputePipeline>;
}

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
    const unit = Math.max(job.block, WORKGROUP);
    const whole = (n: number): number => Math.max(1, Math.floor(n / unit)) * unit;
    const most = whole(Math.min(largestChunk, this.#mostPoints(job)));
    let size = Math.min(most, whole(FIRST_CHUNK));
    const session = await this.#session(job, most, unit);
    try {
      for (let from = start; from < job.count;) {
        const to = Math.min(job.count, from + size);
        const began = performance.now();
        const words = await session.chunk(from, to);
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

  /** As many as fit the buffers, the registers in flight, and a row of workgroups. */
  #mostPoints({ pointWords, schedule }: BatchJob): number {
    const { maxStorageBufferBindingSize, maxBufferSize, maxComputeWorkgroupsPerDimension } = this.device.limits;
    const bytes = Math.min(maxStorageBufferBindingSize, maxBufferSize);
    const perLane = schedule.registers * wordsPerNumber(schedule.bits / 32) + 1;
    const registers = Math.min(bytes - 4 * fixedWords(schedule), REGISTER_BYTES);
    return Math.min(bytes / (4 * pointWords), registers / (4 * perLane), WORKGROUP * maxComputeWorkgroupsPerDimension);
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
      return new Session(this.device, compiled, job, capacity, (points, work) => this.#guarded(points, work));
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

/** Words of the table of constants. */
const fixedWords = ({ constants, bits }: Schedule): number => constants.length * wordsPerNumber(bits / 32);

/** Runs work on a device and turns its failures into errors. */
type Guard = (points: number, work: () => Promise<Uint32Array>) => Promise<Uint32Array>;

/** Buffers and commands of one job. */
class Session {
  readonly #device: GPUDevice;
  readonly #compiled: Compiled;
  readonly #job: BatchJob;
  readonly #capacity: number;
  readonly #buffers: Readonly<Record<'memory' | 'points' | 'records' | 'job' | 'steps' | 'readback', GPUBuffer>>;
  readonly #group: GPUBindGroup;
  readonly #words: Uint32Array<ArrayBuffer>;
  /** Bytes from one step to the next in their buffer. */
  readonly #stride: number;
  readonly #guarded: Guard;

  constructor(device: GPUDevice, compiled: Compiled, job: BatchJob, capacity: number, guarded: Guard) {
    this.#device = device;
    this.#compiled = compiled;
    this.#job = job;
    this.#capacity = capacity;
    this.#guarded = guarded;
    const { schedule, block, pointWords } = job;
    const words = schedule.bits / 32;
    const perLane = schedule.registers * wordsPerNumber(words) + 1;
    this.#words = new Uint32Array(capacity * pointWords);
    this.#stride = Math.max(GROUP_BYTES, device.limits.minUniformBufferOffsetAlignment);
    const make = (words32: number, usage: number): GPUBuffer =>
      device.createBuffer({ size: 4 * Math.max(4, words32), usage });
    const records = recordWords(words) * Math.ceil(capacity / block);
    this.#buffers = {
      memory: make(fixedWords(schedule) + perLane * capacity, STORAGE | COPY_TARGET),
      points: make(this.#words.length, STORAGE | COPY_TARGET),
      records: make(records, STORAGE | COPY_SOURCE),
      job: make(8, UNIFORM | COPY_TARGET),
      steps: make((this.#stride / 4) * Math.max(1, schedule.groups.length), UNIFORM | COPY_TARGET),
      readback: make(records, MAP_READ | COPY_TARGET),
    };
    const { memory, points, records: found, job: parameters, steps } = this.#buffers;
    this.#group = device.createBindGroup({
      layout: compiled.layout,
      entries: [memory, points, found, parameters, steps].map((buffer, binding) => ({
        binding,
        resource: { buffer, ...(binding === 4 && { size: GROUP_BYTES }) },
      })),
    });
    this.#upload();
  }

  /** Constants and steps, which stay. */
  #upload(): void {
    const { schedule } = this.#job;
    const words = schedule.bits / 32;
    const constants = new Uint32Array(fixedWords(schedule));
    schedule.constants.forEach((x, i) => {
      writeNumber(x, words, constants, i * wordsPerNumber(words));
    });
    const steps = new Uint32Array((this.#stride / 4) * schedule.groups.length);
    schedule.groups.forEach((group, i) => {
      steps.set(group.words, (i * this.#stride) / 4);
    });
    this.#device.queue.writeBuffer(this.#buffers.memory, 0, constants);
    this.#device.queue.writeBuffer(this.#buffers.steps, 0, steps);
  }

  chunk(from: number, to: number): Promise<Uint32Array> {
    return this.#guarded(to - from, async () => {
      const { block, pointWords, schedule } = this.#job;
      const { points, job, records, readback } = this.#buffers;
      const { queue } = this.#device;
      const count = to - from;
      this.#job.fill(from, to, this.#words);
      const fixed = fixedWords(schedule);
      const faults = fixed + schedule.registers * wordsPerNumber(schedule.bits / 32) * this.#capacity;
      queue.writeBuffer(points, 0, this.#words, 0, count * pointWords);
      queue.writeBuffer(
        job,
        0,
        Uint32Array.of(count, block, this.#capacity, fixed, pointWords, schedule.output, faults, 0),
      );
      const encoder = this.#device.createCommandEncoder();
      this.#encode(encoder.beginComputePass(), count);
      const bytes = 4 * recordWords(schedule.bits / 32) * Math.ceil(count / block);
      encoder.copyBufferToBuffer(records, 0, readback, 0, bytes);
      queue.submit([encoder.finish()]);
      await readback.mapAsync(MAP_READ, 0, bytes);
      const result = new Uint32Array(readback.getMappedRange(0, bytes).slice(0));
      readback.unmap();
      return result;
    });
  }

  #encode(pass: GPUComputePassEncoder, count: number): void {
    const { schedule, block } = this.#job;
    const dispatch = (stage: Stage, group: number, invocations: number): void => {
      pass.setPipeline(this.#compiled.stages.get(stage) as GPUComputePipeline);
      pass.setBindGroup(0, this.#group, [group * this.#stride]);
      pass.dispatchWorkgroups(Math.ceil(invocations / WORKGROUP));
    };
    dispatch('begin', 0, count);
    schedule.groups.forEach(({ body }, group) => {
      dispatch(body, group, count);
    });
    dispatch('end', 0, Math.ceil(count / Math.max(1, block / WORKGROUP)));
    pass.end();
  }

  end(): void {
    for (const buffer of Object.values(this.#buffers)) buffer.destroy();
  }
}
