import { afterAll, describe, expect, it } from 'vitest';
import { parseNumeral } from '../../src/arithmetic/numerals.ts';
import { circuitFromExpression } from '../../src/circuits/expression.ts';
import type { Circuit } from '../../src/circuits/circuit.ts';
import { construct, defaultDomain } from '../../src/constructions/index.ts';
import { parseDomain, resolveTarget } from '../../src/functions/index.ts';
import type { GpuAccess } from '../../src/gpu/index.ts';
import {
  type ErrorEvaluator,
  type ErrorTask,
  gpuEvaluator,
  type Peak,
  singleThread,
} from '../../src/measurement/index.ts';
import { testGpu, unlessSkipped } from '../gpu/adapter.ts';
import { estimate } from './requests.ts';

const gpu = await testGpu();
const evaluator = gpu && gpuEvaluator({ gpu });
afterAll(() => evaluator?.close());

const ignore = (): undefined => undefined;

function taskOf(circuit: Circuit, name: string, domain: string, points: number, relative = false): ErrorTask {
  const { lower, upper } = parseDomain(domain);
  const samples = { domain: { lower, upper }, points, seed: 7, special: [lower, upper] };
  return { circuit, target: resolveTarget(name), relative, samples };
}

const peaksOf = (runner: ErrorEvaluator, task: ErrorTask, bits: number): Promise<readonly Peak[]> =>
  runner.largest(task, bits, ignore);

/** Another device each time, so that one may be destroyed. */
async function anotherGpu(): Promise<GpuAccess> {
  const access = await testGpu();
  if (access === undefined) throw new Error('no device');
  return access;
}

const tanhPade = circuitFromExpression('x*(945+105*x^2+x^4)/(945+420*x^2+15*x^4)');

describe.skipIf(gpu === undefined)(`the GPU evaluator${unlessSkipped(gpu)}`, () => {
  it.each(
    ['sqrt', 'root:3', 'abs', 'log', 'tanh', 'gelu-tanh'].flatMap((name) =>
      ['1e-10', '1e-20', '1e-60'].map((eps) => [name, eps] as const),
    ),
  )('finds the peaks of the processor, bit for bit: %s within %s', async (name, eps) => {
    const target = resolveTarget(name);
    const domain = defaultDomain(target.name);
    const { circuit } = construct(target, { eps: parseNumeral(eps), domain });
    const request = { circuit, points: 600, eps: parseNumeral(eps) };
    const samples = { domain, points: 600, seed: 7, special: [domain.lower, domain.upper] };
    const bits = eps === '1e-60' ? 264 : 120;
    const task = { circuit: request.circuit, target, relative: false, samples };
    const peaks = await peaksOf(evaluator!, task, bits);
    expect(peaks).toEqual(await peaksOf(singleThread, task, bits));
    expect(peaks.length).toBeGreaterThan(1);
    expect(evaluator!.backend).toBe('webgpu');
  });

  it.each([
    ['targets without a kernel, by table', 'gelu-erf', 'x*(945+105*x^2+x^4)/(945+420*x^2+15*x^4)', '-1,1', false],
    ['relative errors', 'exp', '1+x+x^2/2', '-1,1', true],
    ['choices between formulas', 'softplus:1', '0.7+x/2', '-3,3', false],
    ['kinks', 'elu:1', 'x', '-2,2', false],
    ['powers', 'x^7-3*x', 'x', '-2,2', false],
    ['numbers that the exponents cannot hold', 'exp(-exp(-x))', '0', '-22.5,1', false],
  ])('agrees on %s', async (_, name, expression, domain, relative) => {
    const task = taskOf(circuitFromExpression(expression), name, domain, 500, relative);
    expect(await peaksOf(evaluator!, task, 96)).toEqual(await peaksOf(singleThread, task, 96));
  });

  it('agrees on blocks of many points, also where the last one is short', async () => {
    const task = taskOf(tanhPade, 'tanh', '-1,1', 20_001);
    expect(await peaksOf(evaluator!, task, 96)).toEqual(await peaksOf(singleThread, task, 96));
  });

  it('gives the estimate of the processor', async () => {
    const [network, options] = ['x*(945+105*x^2+x^4)/(945+420*x^2+15*x^4)', { points: 3000, seed: 5 }];
    const { error, at, bits, arithmetic } = await estimate(network, 'tanh', '-1,1', options);
    const answer = await estimate(network, 'tanh', '-1,1', { ...options, evaluator: evaluator! });
    expect(answer).toMatchObject({ error, at, bits, arithmetic, backend: 'webgpu' });
  });

  it('says what is wrong at a sample as the processor does', async () => {
    const task = taskOf(circuitFromExpression('1/(x^2)'), 'exp', '0,1', 300);
    await expect(peaksOf(evaluator!, task, 96)).rejects.toThrow(/^pole at instruction \d+/);
  });

  it('takes circuits and precisions that are asked for together in one submission', async () => {
    const access = await anotherGpu();
    const own = gpuEvaluator({ gpu: access });
    const submit = access.device.queue.submit.bind(access.device.queue);
    let submissions = 0;
    access.device.queue.submit = (buffers) => {
      submissions += 1;
      submit(buffers);
    };
    const tasks = [
      [taskOf(tanhPade, 'tanh', '-1,1', 300), 96],
      [taskOf(circuitFromExpression('1+x+x^2/2'), 'exp', '-1,1', 500), 96],
      [taskOf(tanhPade, 'tanh', '-1/2,1', 200, true), 130],
    ] as const;
    const bad = taskOf(circuitFromExpression('1/(x^2)'), 'exp', '0,1', 300);
    const [peaks, refusal] = await Promise.all([
      Promise.all(tasks.map(([task, bits]) => peaksOf(own, task, bits))),
      peaksOf(own, bad, 96).catch((error: unknown) => String(error)),
    ]);
    expect(submissions).toBe(1);
    expect(refusal).toMatch(/pole at instruction/);
    expect(peaks).toEqual(await Promise.all(tasks.map(([task, bits]) => peaksOf(singleThread, task, bits))));
    // A large task is not held up by the others, nor mixed with them.
    const large = taskOf(tanhPade, 'tanh', '-1,1', 50_000);
    const [many, few] = await Promise.all([peaksOf(own, large, 96), peaksOf(own, tasks[0][0], 96)]);
    expect([many.length > 1, few]).toEqual([true, peaks[0]]);
    own.close();
  });

  it('leaves precisions beyond its own to the fallback, and says so', async () => {
    const own = gpuEvaluator({ gpu: await anotherGpu() });
    const task = taskOf(tanhPade, 'tanh', '-1,1', 100);
    expect(await peaksOf(own, task, 1500)).toEqual(await peaksOf(singleThread, task, 1500));
    expect([own.backend, own.device]).toEqual(['cpu', singleThread.device]);
    expect(own.remarks.join()).toMatch(/bigfloat\(1500\)/);
    own.close();
  });
});

describe.skipIf(gpu === undefined)(`a device that fails in mid-run${unlessSkipped(gpu)}`, () => {
  const task = taskOf(tanhPade, 'tanh', '-1,1', 20_000);
  const expected = peaksOf(singleThread, task, 96);

  /** Destroys the device as soon as a part is done. */
  const killing = (access: GpuAccess) => (done: number) => {
    if (done > 0.1) access.device.destroy();
  };

  it('loses nothing when it is destroyed: the processor goes on', async () => {
    const access = await anotherGpu();
    const own = gpuEvaluator({ gpu: access });
    expect(await own.largest(task, 96, killing(access))).toEqual(await expected);
    expect(own.device).toBe(`${access.name}, then ${singleThread.device}`);
    expect(own.remarks.join()).toMatch(/lost.*processor/);
  });

  it('loses nothing when another device takes its place', async () => {
    const access = await anotherGpu();
    const own = gpuEvaluator({ gpu: access, renew: anotherGpu });
    expect(await own.largest(task, 96, killing(access))).toEqual(await expected);
    expect(own.device).toBe(access.name);
    expect(own.remarks.join()).toMatch(/lost.*new one/);
    own.close();
  });

  it('loses none of the tasks that were asked for together', async () => {
    const access = await anotherGpu();
    const own = gpuEvaluator({ gpu: access });
    const answers = [task, task].map((each) => own.largest(each, 96, ignore));
    access.device.destroy();
    for (const answer of await Promise.all(answers)) expect(answer).toEqual(await expected);
    expect(own.backend).toBe('cpu');
  });

  it('is tried again in smaller chunks when it refuses one', async () => {
    const access = await anotherGpu();
    const createBuffer = access.device.createBuffer.bind(access.device);
    const sizes: number[] = [];
    // No memory for more than half a megabyte.
    access.device.createBuffer = (descriptor) => {
      sizes.push(descriptor.size);
      if (descriptor.size > 5e5) throw new RangeError('out of memory');
      return createBuffer(descriptor);
    };
    const own = gpuEvaluator({ gpu: access });
    expect(await own.largest(task, 96, ignore)).toEqual(await expected);
    expect(own.backend).toBe('webgpu');
    expect(own.device).toBe(access.name);
    expect(Math.max(...sizes)).toBeGreaterThan(5e5);
    own.close();
  });

  it('is given up when it refuses every chunk', async () => {
    const access = await anotherGpu();
    access.device.createBuffer = () => {
      throw new RangeError('out of memory');
    };
    const own = gpuEvaluator({ gpu: access });
    expect(await own.largest(task, 96, ignore)).toEqual(await expected);
    expect(own.backend).toBe('cpu');
    expect(own.remarks.join()).toMatch(/out of memory/);
    own.close();
  });
});
