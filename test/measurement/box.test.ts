import { describe, expect, it } from 'vitest';
import { parseNumeral } from '../../src/arithmetic/numerals.ts';
import { rationals } from '../../src/arithmetic/rational.ts';
import { attainedAt } from '../../src/certificates/box-certificate.ts';
import { boxProblem, type BoxProblem, checkBoxCertificate } from '../../src/certificates/index.ts';
import type { Circuit } from '../../src/circuits/circuit.ts';
import { constructLayer } from '../../src/constructions/layer.ts';
import { parseDomain } from '../../src/functions/domain.ts';
import { findLayer } from '../../src/functions/layers.ts';
import { boxSample } from '../../src/measurement/box-samples.ts';
import { Heap } from '../../src/measurement/heap.ts';
import { certifyBoxError, estimateBoxError } from '../../src/measurement/index.ts';
import { createRandom } from '../laws/random.ts';

function problemOf(name: string, eps: string, domain: string): BoxProblem {
  const [layer, interval] = [findLayer(name), parseDomain(domain)];
  const { circuit } = constructLayer(layer, { eps: parseNumeral(eps), domain: interval });
  return boxProblem(
    circuit,
    name,
    Array.from({ length: layer.inputs }, () => interval),
  );
}

/** Every output the same constant. */
function constantProblem(name: string, value: string, domain: string): BoxProblem {
  const { inputs, outputs } = findLayer(name);
  const circuit: Circuit = {
    inputs: Array.from({ length: inputs }, (_, j) => `x${String(j + 1)}`),
    instructions: [{ op: 'const', value: parseNumeral(value) }],
    outputs: Array.from({ length: outputs }, () => inputs),
  };
  return boxProblem(
    circuit,
    name,
    Array.from({ length: inputs }, () => parseDomain(domain)),
  );
}

const isAtMost = (x: string, y: string): boolean => rationals.compare(parseNumeral(x), parseNumeral(y)) <= 0;

const LAYERS = ['softmax:2', 'softmin:3', 'logsoftmax:2', 'glu:2', 'reglu:1', 'geglu:1', 'swiglu:2'].concat([
  'layernorm:2,1/100',
  'rmsnorm:2,1/2',
  'attention:2,1',
]);

describe('certifyBoxError', () => {
  it.each(LAYERS)('proves that %s is within ε, and what a sample has', async (name) => {
    const eps = '1e-3';
    const problem = problemOf(name, eps, '-1,1');
    const { error, certificate, at, status } = await certifyBoxError({ problem, enough: parseNumeral(eps) });
    expect(status).toBe('proved');
    expect(isAtMost(error.upper!, eps)).toBe(true);
    expect(isAtMost(error.lower, error.upper!)).toBe(true);
    const attained = attainedAt(problem, at.map(parseNumeral), 300);
    expect(rationals.toNumber(attained.upper)).toBeGreaterThanOrEqual(Number(error.lower) * 0.999999);
    expect((await checkBoxCertificate(certificate!)).status).toBe('proved');
    expect(isAtMost(estimateBoxError({ problem, points: 300, seed: 7 }).error, error.upper!)).toBe(true);
  });

  it.each([
    // |x1 max(x2, 0)| ≤ 1.
    ['reglu:1', '0', '-1,1', 1],
    // e^2/(e^2 + 1) − 1/2 = tanh(1)/2.
    ['softmax:2', '1/2', '-1,1', Math.tanh(1) / 2],
    // log(1 + 2e^2) at (−1, 1, 1).
    ['logsoftmax:3', '0', '-1,1', Math.log(1 + 2 * Math.exp(2))],
    ['glu:1', '0', '0,3', 3 / (1 + Math.exp(-3))],
    // Deviations 2 and −2.
    ['layernorm:2,1/2', '0', '-2,2', 2 / Math.sqrt(4.5)],
    ['rmsnorm:2,1', '0', '-1,1', 1 / Math.sqrt(1.5)],
  ])('encloses the largest value of %s from %s on %s', async (name, value, domain, wanted) => {
    const { status, error } = await certifyBoxError({ problem: constantProblem(name, value, domain), tightness: 1.05 });
    expect(status).toBe('proved');
    expect(Number(error.lower)).toBeLessThanOrEqual(wanted * (1 + 1e-12));
    expect(Number(error.upper)).toBeGreaterThanOrEqual(wanted * (1 - 1e-12));
    expect(Number(error.upper)).toBeLessThanOrEqual(1.05 * Number(error.lower));
  });

  it('takes the largest error over the outputs', async () => {
    const problem = constantProblem('softmax:2', '1/2', '-1,1');
    // The first output is off by up to e^2/(1 + e^2), the second by tanh(1)/2.
    const circuit: Circuit = {
      ...problem.circuit,
      instructions: [...problem.circuit.instructions, { op: 'const', value: rationals.zero }],
      outputs: [3, 2],
    };
    const { error } = await certifyBoxError({ problem: boxProblem(circuit, 'softmax:2', problem.box) });
    const wanted = 1 / (1 + Math.exp(-2));
    expect(Number(error.lower)).toBeCloseTo(wanted, 6);
    expect(Number(error.upper)).toBeGreaterThanOrEqual(wanted);
  });

  it('finds no point with an error where there is none, and proves what is enough', async () => {
    const problem = problemOf('softmax:1', '1e-3', '-1,1');
    const { status, error } = await certifyBoxError({ problem, enough: parseNumeral('1e-3') });
    expect([status, error.lower]).toEqual(['proved', '0']);
    expect(isAtMost(error.upper!, '1e-12')).toBe(true);
    expect((await certifyBoxError({ problem })).reason).toMatch(/no point was found at which the error is not zero/);
  });

  it('says why it stops, and still proves what it has', async () => {
    const found = await certifyBoxError({ problem: problemOf('rmsnorm:3,1e-3', '1e-4', '-1,1'), maxSeconds: 0 });
    expect(found.status).toBe('unknown');
    expect(found.reason).toMatch(/the time of 0 s is over/);
  });

  it('takes more precision where doubles do not suffice', async () => {
    const { status, error, certificate } = await certifyBoxError({ problem: problemOf('glu:1', '1e-25', '-1,1') });
    expect(status).toBe('proved');
    expect(isAtMost(error.upper!, '1e-25')).toBe(true);
    expect(certificate!.views[0]!.bits).toBeGreaterThan(53);
  });

  it('refuses a tightness of 1', async () => {
    await expect(certifyBoxError({ problem: problemOf('glu:1', '1e-2', '-1,1'), tightness: 1 })).rejects.toThrow(
      /expected a tightness above 1/,
    );
  });
});

describe('estimateBoxError', () => {
  it('finds the corner, and confirms the value there', () => {
    const estimate = estimateBoxError({ problem: constantProblem('softmax:2', '1/2', '-1,1'), points: 50 });
    expect(Number(estimate.error)).toBeCloseTo(Math.tanh(1) / 2, 11);
    expect(estimate.at.map((x) => Math.abs(Number(x)))).toEqual([1, 1]);
    expect(estimate).toMatchObject({ kind: 'estimate', points: 50 });
  });

  it('refuses a single point', () => {
    expect(() => estimateBoxError({ problem: constantProblem('glu:1', '0', '-1,1'), points: 1 })).toThrow(/at least 2/);
  });
});

describe('boxSample', () => {
  it('begins with the corners and the middle, and stays in the box', () => {
    const box = ['-1,1', '2,5', '-3,-2'].map(parseDomain);
    const texts = Array.from({ length: 300 }, (_, i) => boxSample(box, 3, i).map((x) => rationals.toNumber(x)));
    expect(new Set(texts.slice(0, 8).map(String)).size).toBe(8);
    expect(texts[8]).toEqual([0, 3.5, -2.5]);
    for (const point of texts) {
      point.forEach((x, j) => {
        const { lower, upper } = box[j]!;
        expect(x).toBeGreaterThanOrEqual(rationals.toNumber(lower));
        expect(x).toBeLessThanOrEqual(rationals.toNumber(upper));
      });
    }
    expect(boxSample(box, 3, 77)).toEqual(boxSample(box, 3, 77));
    expect(boxSample(box, 4, 77)).not.toEqual(boxSample(box, 3, 77));
  });
});

describe('Heap', () => {
  it('gives the first of what it holds, each time', () => {
    const random = createRandom(2);
    const heap = new Heap<number>((x, y) => x < y);
    const held: number[] = [];
    expect([heap.top, heap.pop()]).toEqual([undefined, undefined]);
    for (let n = 0; n < 2000; n += 1) {
      if (random.integer(0, 2) > 0) {
        const x = random.integer(0, 50);
        heap.push(x);
        held.push(x);
      } else {
        held.sort((x, y) => x - y);
        expect(heap.top).toBe(held[0]);
        expect(heap.pop()).toBe(held.shift());
      }
    }
  });
});
