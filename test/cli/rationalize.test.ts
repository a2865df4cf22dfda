import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serializeNetwork } from '../../src/circuits/network-file.ts';
import { randomNetwork } from '../../src/theorems/random-network.ts';
import { inProcess, temporaryDirectory } from './command.ts';

const scratch = temporaryDirectory();
afterAll(scratch.remove);
const file = (name: string): string => join(scratch.path, name);

const network = randomNetwork([2, 8, 8, 1], ['gelu-tanh', 'gelu-tanh', 'identity'], 2, 11);
beforeAll(() => {
  writeFileSync(file('gelu.json'), serializeNetwork(network));
});

describe('rationalize', () => {
  it('answers with bound, estimate, slack, sizes and layers, and writes a network that size reads', async () => {
    const path = file('rational.json');
    const run = await inProcess('rationalize', file('gelu.json'), '--eps', '1e-8', '-o', path, '--json');
    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    const answer = JSON.parse(run.stdout) as Record<string, unknown> & { bound: string; estimate: { error: string } };
    expect(answer).toMatchObject({
      eps: '1e-8',
      domain: [
        ['-1', '1'],
        ['-1', '1'],
      ],
      estimate: { kind: 'estimate', points: 256 },
      original: { size: { gates: 0, nodes: 16, depth: 2 } },
      layers: [{ activation: 'gelu-tanh', neurons: 8 }, { activation: 'gelu-tanh' }, { activation: 'identity' }],
      network: path,
    });
    expect(Number(answer.bound)).toBeLessThanOrEqual(1e-8);
    expect(Number(answer.estimate.error)).toBeLessThanOrEqual(Number(answer.bound));
    expect(Number(answer.slack)).toBeGreaterThanOrEqual(1);
    const size = await inProcess('size', path, '--json');
    expect(JSON.parse(size.stdout)).toEqual({ size: answer.size });
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ format: 'loglog-circuit', inputs: ['x0', 'x1'] });
  });

  it('certifies networks of one input from end to end; measure and certify take them as targets', async () => {
    const [dense, rational, certificate] = ['one.json', 'one-rational.json', 'one.cert.json'].map(file) as [
      string,
      string,
      string,
    ];
    writeFileSync(dense, serializeNetwork(randomNetwork([1, 3, 1], ['gelu-tanh', 'identity'], 1, 4)));
    const args = ['rationalize', dense, '--eps', '1e-6', '-o', rational, '--certificate', certificate, '--json'];
    const run = await inProcess(...args);
    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    const { bound, status, error } = JSON.parse(run.stdout) as {
      bound: string;
      status: string;
      error: { lower: string; upper: string };
    };
    expect(status).toBe('proved');
    expect(Number(error.upper)).toBeLessThanOrEqual(Number(bound));
    expect(Number(error.upper) / Number(error.lower)).toBeLessThan(1.06);
    const checked = await inProcess('check', certificate);
    expect(checked.stdout).toMatch(/^proved: the uniform error against a dense network of 2 layers on \[-1, 1\]/);
    const measured = await inProcess('measure', rational, '--target', dense, '--points', '64', '--json');
    const { error: sampled, target } = JSON.parse(measured.stdout) as { error: string; target: string };
    expect(target).toBe(dense);
    expect(Number(sampled)).toBeLessThanOrEqual(Number(error.upper));
  });

  it('certifies networks of two inputs on the box', async () => {
    const [dense, certificate] = ['two.json', 'two.cert.json'].map(file) as [string, string];
    writeFileSync(dense, serializeNetwork(randomNetwork([2, 2, 1], ['gelu-tanh', 'identity'], 1, 1)));
    const run = await inProcess('rationalize', dense, '--eps', '1e-4', '--certificate', certificate, '--json');
    const { status, error } = JSON.parse(run.stdout) as { status: string; error: { upper: string } };
    expect([run.exitCode, status]).toEqual([0, 'proved']);
    expect(Number(error.upper)).toBeLessThanOrEqual(1e-4);
    expect(await inProcess('check', certificate)).toMatchObject({ exitCode: 0 });
  });

  it('refuses as targets what is no dense network of one input', async () => {
    for (const [target, what] of [
      [file('gelu.json'), /one input and one output/],
      [file('missing.json'), /no such file/],
      [file('one-rational.json'), /expected a file of a dense network/],
    ] as const) {
      const { exitCode, stdout, stderr } = await inProcess('measure', '1/(1+x^2)', '--target', target);
      expect(stderr).toMatch(what);
      expect(stderr).toMatch(/^loglog: [^\n]+\n$/);
      expect([exitCode, stdout]).toEqual([2, '']);
    }
  });

  it.each([
    ['an expression', ['1/(1+x^2)', '--eps', '1e-3'], /rational already/],
    ['no such file', ['missing.json', '--eps', '1e-3'], /missing\.json: no such file/],
    [
      'another number of intervals',
      ['gelu.json', '--eps', '1e-3', '--domain', '0,1;0,1;0,1'],
      /expected one interval, or 2/,
    ],
    ['an empty interval', ['gelu.json', '--eps', '1e-3', '--domain', '1,0'], /domain/],
    ['ε = 0', ['gelu.json', '--eps', '0'], /0 < eps < 1/],
    ['an unknown method', ['gelu.json', '--eps', '1e-3', '--method', 'x'], /unknown method "x"/],
  ])('refuses %s in one line', async (_, [name = '', ...options], what) => {
    const path = name.endsWith('.json') ? file(name) : name;
    const { exitCode, stdout, stderr } = await inProcess('rationalize', path, ...options);
    expect(stderr).toMatch(what);
    expect(stderr).toMatch(/^loglog: [^\n]+\n$/);
    expect([exitCode, stdout]).toEqual([2, '']);
  });
});

describe('ONNX models as networks', () => {
  const { models } = JSON.parse(readFileSync(new URL('../fixtures/onnx-models.json', import.meta.url), 'utf8')) as {
    readonly models: readonly {
      readonly name: string;
      readonly model: string;
      readonly inputs: number[][];
      readonly outputs: number[][];
    }[];
  };
  const model = models.find(({ name }) => name.startsWith('products')) as (typeof models)[number];
  beforeAll(() => {
    writeFileSync(file('model.onnx'), Buffer.from(model.model, 'base64'));
    writeFileSync(file('cut.onnx'), Buffer.from(model.model, 'base64').subarray(0, 200));
  });

  it('are evaluated, counted and rationalized', async () => {
    const [point = []] = model.inputs;
    const values = await inProcess('eval', file('model.onnx'), '--at', point.join(','), '--json');
    const [value] = (JSON.parse(values.stdout) as { values: { y: string[] }[] }).values;
    (value?.y ?? []).forEach((y, i) => {
      expect(Number(y)).toBeCloseTo(model.outputs[0]?.[i] as number, 12);
    });
    const size = await inProcess('size', file('model.onnx'), '--json');
    expect(JSON.parse(size.stdout)).toMatchObject({ size: { nodes: 4, depth: 1 } });
    const run = await inProcess('rationalize', file('model.onnx'), '--eps', '1e-9', '--json');
    const { bound, layers } = JSON.parse(run.stdout) as { bound: string; layers: { activation: string }[] };
    expect(layers.map(({ activation }) => activation)).toEqual(['silu', 'identity']);
    expect(Number(bound)).toBeLessThanOrEqual(1e-9);
  });

  it('are refused in one line where they are cut off or missing', async () => {
    for (const [name, what] of [
      ['cut.onnx', /damaged or truncated/],
      ['none.onnx', /no such file/],
    ] as const) {
      for (const command of [
        ['rationalize', file(name), '--eps', '1e-3'],
        ['size', file(name)],
        ['eval', file(name), '--at', '1'],
      ]) {
        const { exitCode, stdout, stderr } = await inProcess(...command);
        expect(stderr).toMatch(what);
        expect(stderr).toMatch(/^loglog: [^\n]+\n$/);
        expect([exitCode, stdout]).toEqual([2, '']);
      }
    }
  });
});
