/**
 * Running a kernel in floating point over chunks of points.
 */
import { DeviceError } from './batch.ts';
import { FAST_RECORD_WORDS } from './fast-kernel.ts';

/** A compiled kernel. */
export interface FastRun {
  /**
   * The records of the blocks of some points.
   * @param points - Floats of the points, as the kernel reads them.
   * @param count - Their number.
   * @param block - Points of a block.
   */
  records(points: Float32Array<ArrayBuffer>, count: number, block: number): Promise<Uint32Array>;
}

const COMPUTE = 4;
const [MAP_READ, COPY_SOURCE, COPY_TARGET, UNIFORM, STORAGE] = [0x1, 0x4, 0x8, 0x40, 0x80] as const;
const TYPES: readonly GPUBufferBindingType[] = ['read-only-storage', 'storage', 'uniform'];

/**
 * Compiles a kernel.
 * @param device - Where it runs.
 * @param code - WGSL of `fastKernel`.
 * @returns How to run it.
 * @throws {DeviceError} where the device refuses it
 */
export async function fastRun(device: GPUDevice, code: string): Promise<FastRun> {
  const layout = device.createBindGroupLayout({
    entries: TYPES.map((type, binding) => ({ binding, visibility: COMPUTE, buffer: { type } })),
  });
  const pipeline = await guarded(device, 0, () =>
    device.createComputePipelineAsync({
      layout: device.createPipelineLayout({ bindGroupLayouts: [layout] }),
      compute: { module: device.createShaderModule({ code }), entryPoint: 'main' },
    }),
  );
  return {
    records: (points, count, block) =>
      guarded(device, count, () => run(device, pipeline, layout, points, count, block)),
  };
}

async function guarded<R>(device: GPUDevice, points: number, work: () => Promise<R>): Promise<R> {
  device.pushErrorScope('validation');
  device.pushErrorScope('out-of-memory');
  try {
    return await work();
  } catch (error) {
    throw new DeviceError(error instanceof Error ? error.message : String(error), points, { cause: error });
  } finally {
    const errors = await Promise.all([device.popErrorScope(), device.popErrorScope()].map((e) => e.catch(() => null)));
    const message = errors.find((error) => error !== null)?.message;
    // eslint-disable-next-line no-unsafe-finally -- what the device says explains what was thrown before
    if (message !== undefined) throw new DeviceError(message, points);
  }
}

async function run(
  device: GPUDevice,
  pipeline: GPUComputePipeline,
  layout: GPUBindGroupLayout,
  points: Float32Array<ArrayBuffer>,
  count: number,
  block: number,
): Promise<Uint32Array> {
  const blocks = Math.ceil(count / block);
  const bytes = 4 * FAST_RECORD_WORDS * blocks;
  const sizes = [points.byteLength, bytes, 16];
  const usages = [STORAGE | COPY_TARGET, STORAGE | COPY_SOURCE, UNIFORM | COPY_TARGET];
  const buffers = sizes.map((size, i) => device.createBuffer({ size: Math.max(16, size), usage: usages[i] as number }));
  const readback = device.createBuffer({ size: Math.max(16, bytes), usage: MAP_READ | COPY_TARGET });
  try {
    device.queue.writeBuffer(buffers[0] as GPUBuffer, 0, points);
    // The third word is the zero with which results are sealed.
    device.queue.writeBuffer(buffers[2] as GPUBuffer, 0, Uint32Array.of(count, block, 0, 0));
    const encoder = device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    pass.setPipeline(pipeline);
    pass.setBindGroup(
      0,
      device.createBindGroup({
        layout,
        entries: buffers.map((buffer, binding) => ({ binding, resource: { buffer } })),
      }),
    );
    pass.dispatchWorkgroups(Math.ceil(blocks / 64));
    pass.end();
    encoder.copyBufferToBuffer(buffers[1] as GPUBuffer, 0, readback, 0, bytes);
    device.queue.submit([encoder.finish()]);
    await readback.mapAsync(MAP_READ, 0, bytes);
    return new Uint32Array(readback.getMappedRange(0, bytes).slice(0));
  } finally {
    for (const buffer of [...buffers, readback]) buffer.destroy();
  }
}
