import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { inProcess, temporaryDirectory } from './command.ts';

const scratch = temporaryDirectory();
afterAll(scratch.remove);

describe('minimax', () => {
  it('answers with bounds, alternation and coefficients, and writes network and certificate', async () => {
    const [network, certificate] = ['best.json', 'best.cert.json'].map((name) => join(scratch.path, name));
    const { stdout, exitCode } = await inProcess(
      ...['minimax', 'exp', '--type', '2,1', '--json', '--threads', '1'],
      ...['-o', network ?? '', '--certificate', certificate ?? ''],
    );
    const found = JSON.parse(stdout) as Record<string, unknown> & { error: { lower: string; upper: string } };
    expect(exitCode).toBe(0);
    expect(found).toMatchObject({ type: [2, 1], status: 'proved', defect: 0, domain: ['-1', '1'], network });
    expect(found.alternation).toHaveLength(5);
    expect(found.numerator).toHaveLength(3);
    expect(found.denominator).toHaveLength(2);
    for (const field of ['iterations', 'digits', 'seconds']) expect(found[field]).toEqual(expect.any(Number));
    const checked = await inProcess('check', certificate ?? '', '--json', '--threads', '1');
    expect((JSON.parse(checked.stdout) as typeof found).error.upper).toBe(found.error.upper);
    expect(readFileSync(network ?? '', 'utf8')).toContain('"method":"minimax"');
  });

  it.each([
    [['exp', '--type', '3'], 'expected two degrees m,n from 0 to 200, got "3"'],
    [['exp', '--type', '3,-1'], 'expected two degrees m,n from 0 to 200, got "3,-1"'],
    [['exp', '--type', '3,3', '--gap', '1e-20'], 'expected a gap from 1e-12 to 0.1, got 1e-20'],
    [['log', '--type', '3,3', '--domain', '0,1'], 'log is undefined at 0'],
    [['exp', '--type', '5,5', '--digits', '4'], '4 digits do not hold the coefficients'],
    [['sqrt', '--type', '1,1', '--domain=-1,1'], 'sqrt is undefined at -1'],
  ])('refuses %j in one line', async (args, message) => {
    const { exitCode, stdout, stderr } = await inProcess('minimax', ...args);
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
    expect(stderr.trimEnd()).not.toContain('\n');
  });
});
