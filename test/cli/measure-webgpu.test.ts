import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { join } from 'node:path';
import { testGpu, unlessSkipped } from '../gpu/adapter.ts';
import { inProcess, loglog, temporaryDirectory } from './command.ts';

const gpu = await testGpu();
gpu?.device.destroy();

const scratch = temporaryDirectory();
afterAll(() => {
  scratch.remove();
});

/** The last line: drivers write warnings of their own to standard error. */
const lastLine = (text: string): string | undefined => text.trimEnd().split('\n').at(-1);

describe.skipIf(gpu === undefined)(`measure --backend webgpu${unlessSkipped(gpu)}`, () => {
  const network = join(scratch.path, 'gelu.json');
  beforeAll(async () => {
    expect((await inProcess('construct', 'gelu-tanh', '--eps', '1e-20', '-o', network)).exitCode).toBe(0);
  });

  it('equals --backend cpu in error and position', async () => {
    const args = ['measure', network, '--target', 'gelu-tanh', '--points', '5000', '--json'];
    const [onGpu, onCpu] = await Promise.all(
      ['webgpu', 'cpu'].map(async (backend) => {
        const { exitCode, stdout } = await loglog(...args, '--backend', backend);
        expect(exitCode).toBe(0);
        return JSON.parse(stdout) as Record<string, unknown>;
      }),
    );
    expect(onGpu).toMatchObject({
      kind: 'estimate',
      backend: 'webgpu',
      device: gpu!.name,
      arithmetic: 'limbs(128)',
      points: 5000,
    });
    expect(onCpu).toMatchObject({ backend: 'cpu', arithmetic: 'limbs(128)' });
    for (const field of ['error', 'at', 'bits']) expect(onGpu![field]).toBe(onCpu![field]);
  });

  it('searches in pairs of floats where that is asked for, and says when they are refused', async () => {
    const args = [
      'measure',
      'x*(15+x^2)/(15+6*x^2)',
      '--target',
      'tanh',
      '--points',
      '500',
      '--backend',
      'webgpu',
      '--json',
    ];
    const answer = await loglog(...args, '--arithmetic', 'double-float');
    expect(answer.exitCode).toBe(0);
    expect(JSON.parse(answer.stdout)).toMatchObject({
      arithmetic: 'double-float, evaluated at its point in limbs(128)',
    });
    const refused = await loglog(...args, '--arithmetic', 'float32');
    expect(JSON.parse(refused.stdout)).toMatchObject({ backend: 'webgpu' });
  });

  it('says when the processor had to help', async () => {
    const args = ['measure', 'x+1e-400', '--target', 'x', '--points', '50', '--backend', 'webgpu', '--json'];
    const { exitCode, stdout, stderr } = await loglog(...args);
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ error: '1e-400', backend: 'cpu' });
    expect(lastLine(stderr)).toMatch(/^measure: bigfloat\(\d+\) is longer than the kernels’ arithmetic/);
  });
});

describe('measure --backend webgpu without an adapter', () => {
  it('exits with 4 and names what to install', async () => {
    const before = process.env.VK_DRIVER_FILES;
    process.env.VK_DRIVER_FILES = join(scratch.path, 'none.json');
    const { exitCode, stdout, stderr } = await loglog('measure', 'x', '--target', 'x', '--backend', 'webgpu');
    if (before === undefined) delete process.env.VK_DRIVER_FILES;
    else process.env.VK_DRIVER_FILES = before;
    expect([exitCode, stdout]).toEqual([4, '']);
    expect(lastLine(stderr)).toMatch(
      /^loglog: measure: --backend webgpu: .*(npm install webgpu|install a Vulkan driver)/,
    );
  });
});
