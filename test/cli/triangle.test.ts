import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parseNumeral } from '../../src/arithmetic/numerals.ts';
import { rationals as Q } from '../../src/arithmetic/rational.ts';
import { evaluateDense, parseNetwork } from '../../src/circuits/index.ts';
import { inProcess, loglog, temporaryDirectory } from './command.ts';

const scratch = temporaryDirectory();
afterAll(scratch.remove);

interface Answer {
  readonly a: readonly string[];
  readonly factors: readonly string[];
  readonly bends: {
    readonly points: readonly string[];
    readonly values: readonly string[];
    readonly slopes: readonly string[];
  };
  readonly pieces: number;
  readonly limit: { readonly kind: string; readonly lower: string; readonly upper: string; readonly exact: string };
  readonly against?: { readonly error: { readonly lower: string; readonly upper: string } };
  readonly size: Readonly<Record<string, number | string>>;
  readonly network: unknown;
}

const triangle = async (...args: string[]): Promise<Answer> => {
  const { stdout, stderr } = await inProcess('triangle', ...args, '--json');
  expect(stderr).toBe('');
  return JSON.parse(stdout) as Answer;
};

describe('loglog triangle', () => {
  it('gives x − x² for symmetric peaks: bends on the parabola, distance 4^−(n+1), error against x²', async () => {
    const { a, factors, bends, pieces, limit, against, size } = await triangle(
      ...['--a', '1/2', '--depth', '4', '--form', 'difference', '--target', 'x^2'],
    );
    expect([a, factors]).toEqual([
      ['0.5', '0.5', '0.5', '0.5'],
      ['0.25', '0.0625', '0.015625', '0.00390625'],
    ]);
    bends.points.forEach((text, k) => {
      const x = parseNumeral(text);
      const onParabola = Q.compare(parseNumeral(bends.values[k]!), Q.sub(x, Q.mul(x, x)));
      expect(onParabola).toBe(0);
    });
    expect([pieces, bends.slopes.length]).toEqual([16, 16]);
    expect(limit).toEqual({ kind: 'bound', lower: '0.0009765625', upper: '0.0009765625', exact: '9.765625e-4' });
    expect(Number(against?.error.lower)).toBeLessThanOrEqual(4 ** -5);
    expect(Number(against?.error.upper)).toBeGreaterThanOrEqual(4 ** -5);
    expect(size).toMatchObject({ gates: 0, nodes: 16, depth: 4, degree: '1' });
  });

  it('writes the network that it describes', async () => {
    const output = join(scratch.path, 'network.json');
    const { bends, network } = await triangle('--a', '0.3,0.6,0.45', '--form', 'sum', '-o', output);
    expect(network).toBe(output);
    const read = parseNetwork(readFileSync(output, 'utf8'));
    bends.points.forEach((text, k) => {
      const x = parseNumeral(text);
      const [y] = evaluateDense(Q, read, [x]);
      expect(Q.compare(y!, Q.add(x, parseNumeral(bends.values[k]!)))).toBe(0);
    });
  });

  it('writes networks that certify, size and eval take like all others', async () => {
    const path = join(scratch.path, 'square.json');
    await triangle('--a', '1/2', '--depth', '5', '--form', 'difference', '-o', path);
    const certify = (...args: string[]): ReturnType<typeof inProcess> =>
      inProcess('certify', path, '--target', 'x^2', '--domain', '0,1', ...args, '--json');
    const { exitCode, stdout } = await certify();
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      kind: 'bound',
      status: 'proved',
      error: { lower: '0.000244140625' },
      domain: ['0', '1'],
      pieces: 32,
    });
    expect((await certify('--claim', '1e-4')).exitCode).toBe(1);
    expect((await certify('--claim', '1e-3')).exitCode).toBe(0);
    expect((await certify('--relative')).stderr).toContain('expected a rational network with --relative');
    const size = JSON.parse((await inProcess('size', path, '--json')).stdout) as { size: unknown };
    expect(size.size).toMatchObject({ gates: 0, nodes: 20, depth: 5 });
    expect((await inProcess('eval', path, '--at', '1/32,1/64', '--digits', '12')).stdout).toBe(
      '0.0009765625\n0.00048828125\n',
    );
  });

  it('continues given factors by the rule, and says how far the limit is for them', async () => {
    const { factors, limit } = await triangle('--a', '1/3,2/3', '--depth', '3', '--sum', '1,-1/2');
    // s_2 = s_1 (1 − a_2) a_3 = −1/9, and the first factor left out is −2/81.
    expect(factors).toEqual(['1', '-0.5', '-1/9']);
    expect(limit.exact).toBe('2/81');
    expect(Number(limit.lower)).toBeLessThan(2 / 81 + 1e-15);
    const { factors: byWord } = await triangle('--a', '1/3,2/3', '--sum', 'rule');
    expect(byWord).toEqual(['2/9', '4/81']);
  });

  it('prints what a reader wants to know', async () => {
    const { exitCode, stdout } = await loglog('triangle', '--a', '1/2', '--depth', '5');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('F_5 = 0.25 W_0 + 0.0625 W_1');
    expect(stdout).toContain('32 linear pieces');
    expect(stdout).toContain('distance to its limit, exactly: 2.44140625e-4');
  });

  it.each([
    [[], "required option '--a <a0,...>' not specified"],
    [['--a', '1,0.5'], 'expected peaks strictly between 0 and 1, got 1'],
    [['--a', '0.5,-0.1'], 'expected peaks strictly between 0 and 1, got -0.1'],
    [['--a', 'half'], 'expected a number'],
    [['--a', '1/2', '--sum', '1,2'], 'expected at most 1 factors, got 2'],
    [['--a', '1/2', '--sum', 'law'], 'expected a number'],
    [['--a', '1/2', '--depth', '17'], 'expected a whole number from 1 to 16'],
    [['--a', '1/2', '--form', 'product'], 'Allowed choices are waves, sum, difference'],
    [['--a', '1/2', '--target', 'log(x)'], 'undefined or discontinuous at 0'],
    [['--a', '1/2', '-o', '/nowhere/at/all.json'], 'no such file or directory'],
  ])('refuses %j with one line', async (args, message) => {
    const { exitCode, stdout, stderr } = await inProcess('triangle', ...args);
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
    expect(stderr).toMatch(/^loglog: [^\n]+\n$/);
  });
});
