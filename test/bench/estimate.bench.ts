/**
 * Constructing and measuring: how long a plan takes, how long a sampled error at ε = 1e-100 takes on one thread and on
 * all, and whether memory grows with the number of sample points.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { parseNumeral } from '../../src/arithmetic/numerals.ts';
import { type Construction, construct, defaultDomain, methodsFor } from '../../src/constructions/index.ts';
import { resolveTarget } from '../../src/functions/index.ts';
import { type ErrorEvaluator, estimateError, singleThread } from '../../src/measurement/index.ts';
import { parallelEvaluator } from '../../src/measurement/parallel-node.ts';
import type { Measurement } from './report.ts';
import { median, printIfMain } from './timing.ts';

const TARGET = resolveTarget('gelu-tanh');
const POINTS = 2000;
/** So many that the work of the threads outweighs that of the one which refines the largest errors. */
const MANY_POINTS = 20_000;
/** Runs of which the median is reported. */
const RUNS = 3;

const gelu = (method: string, eps: string): Construction =>
  construct(TARGET, { eps: parseNumeral(eps), domain: defaultDomain(TARGET.name), method });

/** Seconds of each of several runs, one after the other. */
async function secondsOf(call: () => unknown): Promise<readonly number[]> {
  const seconds: number[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    const start = performance.now();
    await call();
    seconds.push((performance.now() - start) / 1000);
  }
  return seconds;
}

/** Planning, building and counting a network of GELU. */
async function planning(): Promise<readonly Measurement[]> {
  const report: Measurement[] = [];
  for (const eps of ['1e-16', '1e-256', '1e-1000']) {
    for (const { name } of methodsFor(TARGET)) {
      const seconds = await secondsOf(() => gelu(name, eps));
      report.push({ name: `construct GELU, ${name}, ${eps}`, value: median(seconds), unit: 's' });
    }
  }
  return report;
}

const measure = (construction: Construction, points: number, evaluator: ErrorEvaluator, onProgress?: () => void) =>
  estimateError({
    circuit: construction.circuit,
    target: TARGET,
    domain: construction.domain,
    eps: construction.eps,
    points,
    evaluator,
    ...(onProgress && { onProgress }),
  });

/** The estimate for one network, on one thread and on the pool; both must find the same error, digit for digit. */
async function estimating(method: string): Promise<readonly Measurement[]> {
  const construction = gelu(method, '1e-100');
  const pool = parallelEvaluator();
  try {
    // The first call to the pool starts its threads, which happens once in a session.
    const start = performance.now();
    const first = await measure(construction, POINTS, pool);
    const starting = (performance.now() - start) / 1000;
    const alone = await measure(construction, POINTS, singleThread);
    if (alone.error !== first.error || alone.at !== first.at) {
      throw new Error(`bench: expected the same estimate from every evaluator, got ${alone.error} and ${first.error}`);
    }
    const one = median(await secondsOf(() => measure(construction, POINTS, singleThread)));
    const all = median(await secondsOf(() => measure(construction, POINTS, pool)));
    const manyOne = median(await secondsOf(() => measure(construction, MANY_POINTS, singleThread)));
    const manyAll = median(await secondsOf(() => measure(construction, MANY_POINTS, pool)));
    const name = `estimate GELU, ${method}, 1e-100`;
    const [few, many] = [`${name}, ${String(POINTS)} points`, `${name}, ${String(MANY_POINTS)} points`];
    return [
      { name: `${few}: one thread`, value: one, unit: 's', target: '≤ 5' },
      { name: `${few}: pool`, value: all, unit: 's', target: '≤ 5' },
      { name: `${few}: pool, threads started as well`, value: starting, unit: 's', target: '≤ 5' },
      { name: `${few}: pool faster than one thread by`, value: one / all, unit: '×' },
      { name: `${many}: pool faster than one thread by`, value: manyOne / manyAll, unit: '×' },
    ];
  } finally {
    await pool.close();
  }
}

/** The collector of garbage, which Node hides unless asked. */
function garbageCollector(): () => void {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  if (typeof collect !== 'function') throw new Error('bench: expected Node to expose its garbage collector');
  return () => void Reflect.apply(collect, undefined, []);
}

/** Bytes alive while an estimate runs, the most that is seen at the ends of its ranges of points. */
async function liveHeap(construction: Construction, points: number, collect: () => void): Promise<number> {
  let most = 0;
  await measure(construction, points, singleThread, () => {
    collect();
    most = Math.max(most, process.memoryUsage().heapUsed);
  });
  return most;
}

/** Memory with 2000 and with 200 000 points. Points that were kept would cost 300 bytes each, 60 MB in all. */
async function memory(): Promise<readonly Measurement[]> {
  const collect = garbageCollector();
  const construction = gelu('doubling', '1e-16');
  // Once before, so that tables and compiled code are there in both cases.
  await liveHeap(construction, 2e3, collect);
  const few = await liveHeap(construction, 2e3, collect);
  const many = await liveHeap(construction, 2e5, collect);
  return [
    { name: 'live heap, 2e3 points', value: few / 1e6, unit: 'MB' },
    { name: 'live heap, 2e5 points against 2e3', value: many / few, unit: '×', target: '≤ 1.1' },
  ];
}

/** Measures and returns all figures. */
export async function run(): Promise<readonly Measurement[]> {
  const planned = await planning();
  const heap = await memory();
  return [...planned, ...(await estimating('nested')), ...(await estimating('coupled')), ...heap];
}

await printIfMain(import.meta.url, run);
