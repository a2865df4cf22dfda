/** One operation of the kernels at a time, on operands laid into a device's memory. */
import type { BigFloat } from '../../src/arithmetic/bigfloat.ts';
import type { LimbField } from '../../src/arithmetic/limbs.ts';
import { type Operation, readMagnitude, schedule, wordsPerNumber, writeNumber } from '../../src/gpu/index.ts';
import { MOST_PARAMETERS } from '../../src/gpu/fuse.ts';
import { beginKernel, endKernel, groupKernel, recordWords, WORKGROUP } from '../../src/gpu/kernel.ts';

/** What a kernel answers for one lane: a number, or a fault. */
export type Answer = BigFloat | undefined;

const [MAP_READ, COPY_SOURCE, COPY_TARGET, UNIFORM, STORAGE] = [0x1, 0x4, 0x8, 0x40, 0x80] as const;
const TYPES: readonly GPUBufferBindingType[] = ['storage', 'read-only-storage', 'storage', 'uniform', 'uniform'];
/** Of at most three operands and a result. */
const REGISTERS = 4;

/** Runs the kernels of one precision on up to `lanes` operands at a time. */
export class StepRunner {
  readonly #device: GPUDevice;
  readonly #field: LimbField;
  readonly #lanes: number;
  readonly #layout: GPUBindGroupLayout;
  readonly #buffers: readonly GPUBuffer[];
  readonly #readback: GPUBuffer;
  readonly #group: GPUBindGroup;
  readonly #pipelines = new Map<string, Promise<GPUComputePipeline>>();
  readonly #memory: Uint32Array<ArrayBuffer>;

  constructor(device: GPUDevice, field: LimbField, lanes: number) {
    this.#device = device;
    this.#field = field;
    this.#lanes = lanes;
    this.#layout = device.createBindGroupLayout({
      entries: TYPES.map((type, binding) => ({ binding, visibility: 4, buffer: { type } })),
    });
    this.#memory = new Uint32Array((REGISTERS * wordsPerNumber(field.words) + 1) * lanes);
    const sizes = [this.#memory.length, 4 * lanes, recordWords(field.words) * lanes, 8, MOST_PARAMETERS];
    this.#buffers = sizes.map((size, i) =>
      device.createBuffer({
        size: 4 * size,
        usage: (i < 3 ? STORAGE : UNIFORM) | COPY_TARGET | (i < 3 ? COPY_SOURCE : 0),
      }),
    );
    this.#readback = device.createBuffer({
      size: 4 * Math.max(this.#memory.length, sizes[2]!),
      usage: MAP_READ | COPY_TARGET,
    });
    this.#group = device.createBindGroup({
      layout: this.#layout,
      entries: this.#buffers.map((buffer, binding) => ({ binding, resource: { buffer } })),
    });
  }

  /** The results of an operation at all lanes. */
  async step(operation: Operation, args: readonly (readonly BigFloat[])[], power = 0): Promise<readonly Answer[]> {
    args.forEach((numbers, register) => {
      this.#put(register, numbers);
    });
    const count = args[0]!.length;
    const inputs = args.length;
    const step = { operation, args: args.map((_, value) => ({ value })), power };
    const { groups, output } = schedule({ bits: this.#field.bits, inputs, steps: [step], output: { value: inputs } });
    const { body, words } = groups[0]!;
    await this.#dispatch(body, groupKernel(this.#field.words, body), count, [...words], count);
    return this.#registerOf(output, count);
  }

  /** The numbers that points are made of, `±mantissa · 2^exponent`. */
  async points(codes: Uint32Array<ArrayBuffer>): Promise<readonly Answer[]> {
    const count = codes.length / 4;
    this.#memory.fill(0);
    this.#device.queue.writeBuffer(this.#buffers[1]!, 0, codes);
    await this.#dispatch('begin', beginKernel(this.#field.words), count, [0, 0, 0, 0], count);
    return this.#registerOf(0, count);
  }

  /** Of each two neighbours the larger one: its index, and itself. */
  async largerOfTwo(numbers: readonly BigFloat[]): Promise<readonly (readonly [index: number, size: BigFloat])[]> {
    this.#put(0, numbers);
    const { words } = this.#field;
    await this.#dispatch('end', endKernel(words), numbers.length, [0, 0, 0, 0], numbers.length);
    const records = await this.#read(2, (numbers.length / 2) * recordWords(words));
    return Array.from({ length: numbers.length / 2 }, (_, i) => {
      const at = i * recordWords(words);
      return [records[at]!, readMagnitude(records, at + 2, words)];
    });
  }

  #put(register: number, numbers: readonly BigFloat[]): void {
    const { words } = this.#field;
    const size = wordsPerNumber(words);
    const number = new Uint32Array(size);
    numbers.forEach((x, lane) => {
      writeNumber(x, words, number, 0);
      for (let k = 0; k < size; k += 1) this.#memory[(register * size + k) * this.#lanes + lane] = number[k]!;
    });
  }

  async #dispatch(name: string, code: string, count: number, step: readonly number[], lanes: number): Promise<void> {
    const { queue } = this.#device;
    const faults = REGISTERS * wordsPerNumber(this.#field.words) * this.#lanes;
    this.#memory.fill(0, faults);
    queue.writeBuffer(this.#buffers[0]!, 0, this.#memory);
    queue.writeBuffer(this.#buffers[3]!, 0, Uint32Array.of(count, 2, this.#lanes, 0, 4, 0, faults, 0));
    queue.writeBuffer(this.#buffers[4]!, 0, Uint32Array.from(step));
    let pipeline = this.#pipelines.get(name);
    if (pipeline === undefined) {
      pipeline = this.#device.createComputePipelineAsync({
        layout: this.#device.createPipelineLayout({ bindGroupLayouts: [this.#layout] }),
        compute: { module: this.#device.createShaderModule({ code }), entryPoint: 'main' },
      });
      this.#pipelines.set(name, pipeline);
    }
    const encoder = this.#device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    pass.setPipeline(await pipeline);
    pass.setBindGroup(0, this.#group);
    pass.dispatchWorkgroups(Math.ceil(lanes / WORKGROUP));
    pass.end();
    queue.submit([encoder.finish()]);
  }

  async #read(buffer: number, words: number): Promise<Uint32Array> {
    const encoder = this.#device.createCommandEncoder();
    encoder.copyBufferToBuffer(this.#buffers[buffer]!, 0, this.#readback, 0, 4 * words);
    this.#device.queue.submit([encoder.finish()]);
    await this.#readback.mapAsync(MAP_READ, 0, 4 * words);
    const result = new Uint32Array(this.#readback.getMappedRange(0, 4 * words).slice(0));
    this.#readback.unmap();
    return result;
  }

  async #registerOf(register: number, count: number): Promise<readonly Answer[]> {
    const { words } = this.#field;
    const size = wordsPerNumber(words);
    const memory = await this.#read(0, this.#memory.length);
    const faults = REGISTERS * size * this.#lanes;
    const number = new Uint32Array(size);
    return Array.from({ length: count }, (_, lane) => {
      if (memory[faults + lane] !== 0) return undefined;
      for (let k = 0; k < size; k += 1) number[k] = memory[(register * size + k) * this.#lanes + lane]!;
      return readNumber(number, words);
    });
  }
}

/** A stored number. */
function readNumber(number: Uint32Array, words: number): BigFloat {
  const head = number[0]!;
  const { mantissa } = readMagnitude(number, 0, words);
  if (mantissa === 0n) return { mantissa, exponent: 0 };
  return { mantissa: (head & 1) === 1 ? -mantissa : mantissa, exponent: (head | 0) >> 1 };
}
