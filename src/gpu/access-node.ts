/**
 * A device under Node, from the optional package `webgpu`.
 */
import { type GpuAccess, requestGpu } from './access.ts';

/** What the package gives; it has to be kept, since the process crashes when it is collected as garbage. */
let kept: GPU | undefined;

/** Why there is no device, and what to do about it. */
export interface NoGpu {
  readonly reason: string;
}

/**
 * The device of this machine.
 * @returns The device, or the reason why there is none, in words that name what to install.
 */
export async function requestNodeGpu(): Promise<GpuAccess | NoGpu> {
  if (kept === undefined) {
    try {
      const { create } = await import('webgpu');
      kept = create([]);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      return {
        reason: `the optional package webgpu does not load (npm install webgpu): ${message.split('\n', 1)[0] ?? ''}`,
      };
    }
  }
  const access = await requestGpu(kept);
  return (
    access ?? {
      reason:
        'WebGPU finds no adapter: install a Vulkan driver (on Debian: libvulkan1 with the driver of the graphics card, or a software driver such as that of chromium-common, named in VK_DRIVER_FILES)',
    }
  );
}
