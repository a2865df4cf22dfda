/**
 * The buffers and commands with which a device goes through the points of a job.
 */
import { MOST_PARAMETERS } from './fuse.ts';
import { recordWords, WORKGROUP } from './kernel.ts';
import { wordsPerNumber } from './limb-wgsl.ts';
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

// The constants of WebGPU are globals of browsers, which Node does not have.
/** Visibility of what kernels use. */
export const COMPUTE = 4;
const [MAP_READ, COPY_SOURCE, COPY_TARGET, UNIFORM, STORAGE] = [0x1, 0x4, 0x8, 0x40, 0x80] as const;
/** Bytes of the parameters of a group. */
const GROUP_BYTES = 4 * MOST_PARAMETERS;

/** What a pipeline does: `begin`, `end`, or the text of a group of steps. */
export type Stage = string;

/** The pipelines of a job. */
export interface Compiled {
  readonly layout: GPUBindGroupLayout;
  readonly stages: ReadonlyMap<Stage, GPUComputePipeline>;
}

/** Words of the table of constants. */
export const fixedWords = ({ constants, bits }: Schedule): number => constants.length * wordsPerNumber(bits / 32);

/** Bytes of the registers of a point. */
export const bytesPerLane = ({ registers, bits }: Schedule): number => 4 * (registers * wordsPerNumber(bits / 32) + 1);

/** Buffers and commands of one job. */
export class Session {
  readonly #device: GPUDevice;
  readonly #compiled: Compiled;
  readonly #job: BatchJob;
  readonly #capacity: number;
  readonly #buffers: Readonly<Record<'memory' | 'points' | 'records' | 'job' | 'steps' | 'readback', GPUBuffer>>;
  readonly #group: GPUBindGroup;
  readonly #words: Uint32Array<ArrayBuffer>;
  /** Bytes from one step to the next in their buffer. */
  readonly #stride: number;

  constructor(device: GPUDevice, compiled: Compiled, job: BatchJob, capacity: number) {
    this.#device = device;
    this.#compiled = compiled;
    this.#job = job;
    this.#capacity = capacity;
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

  /**
   * Runs chunks of several jobs in one submission.
   * @param device - That of the sessions.
   * @param parts - Points `from … to − 1` of each.
   * @returns Their records.
   */
  static async submit(
    device: GPUDevice,
    parts: readonly { readonly session: Session; readonly from: number; readonly to: number }[],
  ): Promise<readonly Uint32Array[]> {
    const encoder = device.createCommandEncoder();
    for (const { session, from, to } of parts) session.#record(encoder, from, to);
    device.queue.submit([encoder.finish()]);
    return Promise.all(parts.map(({ session, from, to }) => session.#read(to - from)));
  }

  /** Bytes of the records of so many points. */
  #bytes(count: number): number {
    const { block, schedule } = this.#job;
    return 4 * recordWords(schedule.bits / 32) * Math.ceil(count / block);
  }

  #record(encoder: GPUCommandEncoder, from: number, to: number): void {
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
    this.#encode(encoder.beginComputePass(), count);
    encoder.copyBufferToBuffer(records, 0, readback, 0, this.#bytes(count));
  }

  async #read(count: number): Promise<Uint32Array> {
    const { readback } = this.#buffers;
    const bytes = this.#bytes(count);
    await readback.mapAsync(MAP_READ, 0, bytes);
    const result = new Uint32Array(readback.getMappedRange(0, bytes).slice(0));
    readback.unmap();
    return result;
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
