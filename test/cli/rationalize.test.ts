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
    [
      'two inputs with a certificate',
      ['gelu.json', '--eps', '1e-3', '--certificate', 'c.json'],
      /one input and one output/,
    ],
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
