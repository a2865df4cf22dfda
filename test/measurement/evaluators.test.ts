import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, describe, expect, it } from 'vitest';
import { parseNumeral } from '../../src/arithmetic/numerals.ts';
import { circuitFromExpression } from '../../src/circuits/expression.ts';
import { construct } from '../../src/constructions/construct.ts';
import { findTarget, parseDomain, resolveTarget, type Target } from '../../src/functions/index.ts';
import { type ErrorTask, largestErrors, singleThread } from '../../src/measurement/index.ts';
import { parallelEvaluator } from '../../src/measurement/parallel-node.ts';
import { estimate } from './requests.ts';

const two = parallelEvaluator(2);
const three = parallelEvaluator(3);
afterAll(async () => {
  await Promise.all([two.close(), three.close()]);
});

const comparable = (circuit: string, target: string, evaluator = singleThread): Promise<object> =>
  estimate(circuit, target, '-1,1', { points: 3000, seed: 5, evaluator }).then(({ error, at, bits }) => ({
    error,
    at,
    bits,
  }));

describe('worker threads', () => {
  it('give the same answer as one thread, bit for bit, however many there are', async () => {
    for (const [network, target] of [
      ['x*(945+105*x^2+x^4)/(945+420*x^2+15*x^4)', 'tanh'],
      // Many equal peaks: which of them is reported depends on how the ranges are merged.
      ['x*(1-x^2)*(1+x^2)*(1+x^4)', 'x+sin(pi*40*x)'],
    ] as const) {
      const one = await comparable(network, target);
      expect(await comparable(network, target, two)).toEqual(one);
      expect(await comparable(network, target, three)).toEqual(one);
    }
  });

  it('find the same lists of peaks', async () => {
    const { circuit } = construct(findTarget('tanh'), { eps: parseNumeral('1e-20'), domain: parseDomain('-1,1') });
    const { lower, upper } = parseDomain('-1,1');
    const samples = { domain: { lower, upper }, points: 1500, seed: 3, special: [lower, upper] };
    const task: ErrorTask = { circuit, target: findTarget('tanh'), relative: false, samples };
    const ignore = (): undefined => undefined;
    const [one, other] = [await singleThread.largest(task, 130, ignore), await two.largest(task, 130, ignore)];
    expect(other).toEqual(one);
    expect(one.length).toBeGreaterThan(1);
  });

  it('say what is wrong at a sample as one thread does', async () => {
    const circuit = circuitFromExpression(`${'(x+1)*'.repeat(30)}1/(x^2)`);
    const { lower, upper } = parseDomain('0,1');
    const task: ErrorTask = {
      circuit,
      target: findTarget('exp'),
      relative: false,
      samples: { domain: { lower, upper }, points: 3000, seed: 1, special: [lower, upper] },
    };
    await expect(two.largest(task, 96, () => undefined)).rejects.toThrow(RangeError);
    await expect(two.largest(task, 96, () => undefined)).rejects.toThrow(/^pole at instruction \d+/);
  });

  it('are not started again once they are closed', async () => {
    const evaluator = parallelEvaluator(2);
    await evaluator.close();
    await expect(estimate('x', 'exp', '0,1', { evaluator })).rejects.toThrow(/closed/);
  });

  it('tell their progress from 0 to 1', async () => {
    for (const evaluator of [singleThread, two]) {
      const seen: number[] = [];
      const onProgress = (done: number): void => void seen.push(done);
      await estimate('x*(945+105*x^2+x^4)/(945+420*x^2+15*x^4)', 'tanh', '-1,1', {
        evaluator,
        points: 3000,
        onProgress,
      });
      expect(seen.at(-1)).toBe(1);
      expect(seen).toEqual([...seen].sort((x, y) => x - y));
      expect(seen.length).toBeGreaterThan(10);
    }
  });
});

describe('memory', () => {
  it('does not grow with the number of points', () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const heap: number[] = [];
    let calls = 0;
    const exp = resolveTarget('x');
    const target: Target = {
      ...exp,
      evaluate: (F, x) => {
        calls += 1;
        if (calls % 40_000 === 20_000) {
          collect();
          heap.push(process.memoryUsage().heapUsed);
        }
        return exp.evaluate(F, x);
      },
    };
    const domain = parseDomain('0,1');
    const samples = { domain, points: 200_000, seed: 1, special: [domain.lower, domain.upper] };
    largestErrors({ circuit: circuitFromExpression('x^2'), target, relative: false, samples }, 64, 0, 200_000);
    expect(heap.length).toBe(5);
    // A list of the points would add about 250 bytes for each of the 160 000 between the first and the last look.
    expect((heap.at(-1) ?? Infinity) - (heap[0] ?? 0)).toBeLessThan(4e6);
  });
});
