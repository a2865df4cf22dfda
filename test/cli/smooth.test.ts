import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { inProcess, temporaryDirectory } from './command.ts';

const scratch = temporaryDirectory();
afterAll(scratch.remove);

interface Answer {
  readonly bound: string;
  readonly size: { readonly nodes: number };
  readonly largestWeight: string;
  readonly network: string;
}

describe('smooth', () => {
  it.each([
    ['gelu-tanh', '1e-12', []],
    ['softplus:2', '1e-9', ['--max-weight', '4']],
    ['silu', '1e-6', ['--method', 'differences']],
    ['relu', '1e-3', ['--domain', '0,1/2']],
  ] as const)('writes a network of %s within %s that eval and size read', async (activation, eps, more) => {
    const path = join(scratch.path, `${activation.replace(':', '-')}.json`);
    const args = ['smooth', '1/(1+4*x^2)', '--activation', activation, '--eps', eps, ...more, '-o', path, '--json'];
    const { stdout, stderr, exitCode } = await inProcess(...args);
    expect([exitCode, stderr]).toEqual([0, '']);
    const found = JSON.parse(stdout) as Answer;
    expect(Number(found.bound)).toBeLessThanOrEqual(Number(eps));
    if (more[0] === '--max-weight') expect(Number(found.largestWeight)).toBeLessThanOrEqual(4);
    expect(readFileSync(path, 'utf8')).toContain(`"activation":"${activation}"`);
    const values = await inProcess('eval', path, '--at', '0.3,0.45', '--json');
    const [first, second] = (JSON.parse(values.stdout) as { values: { y: string }[] }).values;
    expect(Math.abs(Number(first?.y) - 1 / 1.36)).toBeLessThanOrEqual(Number(found.bound) + 1e-15);
    expect(Math.abs(Number(second?.y) - 1 / 1.81)).toBeLessThanOrEqual(Number(found.bound) + 1e-15);
    const size = await inProcess('size', path, '--json');
    expect((JSON.parse(size.stdout) as Answer).size.nodes).toBe(found.size.nodes);
  });

  it.each([
    [['x^2', '--activation', 'tanh', '--eps', '1e-3'], 'tanh: expected an activation of gelu-tanh'],
    [['x^2', '--activation', 'gelu', '--eps', '1e-3'], 'unknown target "gelu"'],
    [['x^2', '--activation', 'silu', '--eps', '2'], 'expected 0 < eps < 1, got 2'],
    [['1/(x-1/3)', '--activation', 'silu', '--eps', '1e-3'], 'expected a network without a pole on the domain'],
    [['x^2', '--activation', 'silu', '--eps', '1e-3', '--max-weight', '1'], 'expected a largest weight of at least 2'],
    [
      ['x^2', '--activation', 'silu', '--eps', '1e-3', '--method', 'differences', '--max-weight', '3'],
      'expected --method gates',
    ],
    [
      ['1/(x-2)', '--activation', 'elu', '--eps', '1e-3', '--method', 'differences'],
      'elu:1: expected an activation of',
    ],
  ])('refuses %j in one line', async (args, message) => {
    const { exitCode, stdout, stderr } = await inProcess('smooth', ...args);
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
    expect(stderr.trimEnd()).not.toContain('\n');
  });
});
