/** A device for tests: of the machine's own driver, or of a software driver where one is installed. */
import { existsSync } from 'node:fs';
import { requestNodeGpu } from '../../src/gpu/access-node.ts';
import type { GpuAccess } from '../../src/gpu/index.ts';

/** Where Debian's packages put the descriptions of software drivers. */
const SOFTWARE_DRIVERS = [
  '/usr/share/vulkan/icd.d/lvp_icd.json',
  '/usr/share/vulkan/icd.d/lvp_icd.x86_64.json',
  '/usr/lib/chromium/vk_swiftshader_icd.json',
];

/**
 * A device, or undefined where this machine has no adapter; tests that need one are then skipped and say so.
 * A driver named in VK_DRIVER_FILES comes first.
 */
export async function testGpu(): Promise<GpuAccess | undefined> {
  const driver = SOFTWARE_DRIVERS.find((file) => existsSync(file));
  if (process.env.VK_DRIVER_FILES === undefined && driver !== undefined) process.env.VK_DRIVER_FILES = driver;
  const gpu = await requestNodeGpu();
  return 'reason' in gpu ? undefined : gpu;
}

/** What titles of skipped suites end with. */
export const unlessSkipped = (gpu: GpuAccess | undefined): string =>
  gpu === undefined ? ' (skipped: this machine has no WebGPU adapter)' : ` on ${gpu.name}`;
