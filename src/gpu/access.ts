/// <reference types="@webgpu/types" preserve="true" />
/**
 * Getting a device.
 */

/** A device and what to call it. */
export interface GpuAccess {
  readonly device: GPUDevice;
  /** Name of the adapter and its driver. */
  readonly name: string;
  /** Whether a processor plays the part of a graphics processor. */
  readonly isSoftware: boolean;
}

/** Names of software drivers: SwiftShader, Mesa's lavapipe, Microsoft's WARP. */
const SOFTWARE = /swiftshader|llvmpipe|lavapipe|basic render|software/i;

/**
 * The device of the best adapter, with buffers as large as it allows.
 * @param gpu - `navigator.gpu` of a browser, or that of a package.
 * @returns The device, or undefined without an adapter.
 */
export async function requestGpu(gpu: GPU): Promise<GpuAccess | undefined> {
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (adapter === null) return undefined;
  const { vendor, architecture, device: model, description } = adapter.info;
  const names = [description, model, `${vendor} ${architecture}`].map((name) => name.trim());
  // An adapter that does nothing at all exists for tests of drivers.
  if (names.some((name) => /null.?backend/i.test(name))) return undefined;
  const { maxStorageBufferBindingSize, maxBufferSize } = adapter.limits;
  const device = await adapter.requestDevice({ requiredLimits: { maxStorageBufferBindingSize, maxBufferSize } });
  return {
    device,
    name: names.find((name) => name !== '') ?? 'a graphics processor',
    isSoftware: adapter.info.isFallbackAdapter || names.some((name) => SOFTWARE.test(name)),
  };
}
