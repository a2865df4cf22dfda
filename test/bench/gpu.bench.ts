/**
 * Limb kernels against BigInt: the same circuit at the same points on a device and on one core, which must find the same.
 */
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { makeRational } from '../../src/arithmetic/rational.ts';
import { circuitField } from '../../src/circuits/builder.ts';
import type { Circuit } from '../../src/circuits/circuit.ts';
import { parseDomain, resolveTarget } from '../../src/functions/index.ts';
import { type ErrorTask, gpuEvaluator, singleThread } from '../../src/measurement/index.ts';
import { testGpu } from '../gpu/adapter.ts';
import type { Measurement } from './report.ts';
import { median, printIfMain } from './timing.ts';

/** Eight steps of Newton's iteration for 1/√x without a division, y ← y(3 − x y²)/2. */
function reciprocalRoot(): Circuit {
  const F = circuitField(['x']);
  const [x = F.zero] = F.inputs;
  let y = F.one;
  for (let step = 0; step < 8; step += 1) {
    y = F.mul(y, F.scale(F.sub(F.fromInteger(3), F.mul(x, F.mul(y, y))), -1));
  }
  return F.build([y]);
}

/** Eight of Halley's steps for √x, with divisions. */
function halleyRoot(): Circuit {
  const F = circuitField(['x']);
  const [x = F.zero] = F.inputs;
  let y = F.one;
  for (let step = 0; step < 8; step += 1) {
    const s = F.mul(y, y);
    const three = F.constant(makeRational(3n));
    y = F.mul(y, F.div(F.add(s, F.mul(three, x)), F.add(F.mul(three, s), x)));
  }
  return F.build([y]);
}

const TARGETS: Readonly<Record<number, number>> = { 128: 8, 256: 4, 512: 2 };
const ROUNDS = 3;
const ignore = (): undefined => undefined;

function taskOf(circuit: Circuit, points: number): ErrorTask {
  const { lower, upper } = parseDomain('1/2,1');
  const samples = { domain: { lower, upper }, points, seed: 1, special: [lower, upper] };
  return { circuit, target: resolveTarget('1'), relative: false, samples };
}

/** Points per second of an evaluator, the first run (which compiles) left out. */
async function rate(work: () => Promise<unknown>, points: number, clock: () => number): Promise<number> {
  await work();
  const seconds: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const start = clock();
    await work();
    seconds.push(clock() - start);
  }
  return points / median(seconds);
}

const wall = (): number => performance.now() / 1000;
/** Of all threads, those of a software driver among them. */
const processor = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};

/** Measures both circuits at three precisions; nothing where there is no adapter. */
export async function run(): Promise<readonly Measurement[]> {
  const gpu = await testGpu();
  if (gpu === undefined) {
    console.log(
      `gpu: skipped, no WebGPU adapter (${existsSync('/usr/share/vulkan') ? 'drivers refused' : 'no driver'})`,
    );
    return [];
  }
  const evaluator = gpuEvaluator({ gpu });
  const report: Measurement[] = [];
  for (const [name, circuit] of [
    ['1/√x by Newton', reciprocalRoot()],
    ['√x by Halley', halleyRoot()],
  ] as const) {
    for (const bits of [128, 256, 512]) {
      const [many, few] = [taskOf(circuit, 2 ** 28 / bits), taskOf(circuit, 4000)];
      // A software driver shares the cores with whatever else runs: its processor time, as if it had all cores, is steadier.
      const work = (): Promise<unknown> => evaluator.largest(many, bits - 32, ignore);
      const onGpu = gpu.isSoftware
        ? availableParallelism() * (await rate(work, many.samples.points, processor))
        : await rate(work, many.samples.points, wall);
      const onCpu = await rate(() => singleThread.largest(few, bits - 32, ignore), few.samples.points, processor);
      const title = `${name}, ${String(bits)} bits, ${gpu.name}`;
      report.push({ name: title, value: onGpu / 1e6, unit: 'million points/s' });
      report.push({
        name: `${title}, to one core of BigInt`,
        value: onGpu / onCpu,
        unit: '×',
        target: `≥ ${String(TARGETS[bits])}`,
      });
    }
  }
  evaluator.close();
  return report;
}

await printIfMain(import.meta.url, run);
