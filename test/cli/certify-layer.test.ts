import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inProcess, loglog, temporaryDirectory } from './command.ts';

const scratch = temporaryDirectory();
afterAll(scratch.remove);
const file = (name: string): string => join(scratch.path, name);
const NETWORK = file('softmax.json');
const CERTIFICATE = file('softmax.cert.json');

beforeAll(async () => {
  const { exitCode } = await inProcess('construct', 'softmax:2', '--eps', '1e-3', '-o', NETWORK);
  expect(exitCode).toBe(0);
});

interface Answer {
  readonly status: string;
  readonly error: { readonly lower: string; readonly upper: string };
  readonly certificate?: unknown;
}

async function json(...args: string[]): Promise<Answer & { exitCode: number | null }> {
  const { exitCode, stdout, stderr } = await inProcess(...args, '--json');
  expect(stderr).toBe('');
  return { ...(JSON.parse(stdout) as Answer), exitCode };
}

describe('certify of layers', () => {
  it('proves an enclosure on the box, writes the certificate, and check proves the same; as real processes', async () => {
    const made = await loglog('certify', NETWORK, '--target', 'softmax:2', '-o', CERTIFICATE, '--json');
    expect(made).toMatchObject({ exitCode: 0, stderr: '' });
    const answer = JSON.parse(made.stdout) as Answer;
    expect(answer).toMatchObject({
      kind: 'bound',
      status: 'proved',
      target: 'softmax:2',
      domain: ['-1', '1'],
      certificate: CERTIFICATE,
    });
    expect(Number(answer.error.upper)).toBeLessThanOrEqual(1e-3);
    expect(Number(answer.error.upper)).toBeLessThanOrEqual(1.25 * Number(answer.error.lower));
    const checked = await loglog('check', CERTIFICATE, '--json');
    expect(checked).toMatchObject({ exitCode: 0, stderr: '' });
    const { status, error, target, domain } = JSON.parse(checked.stdout) as Record<string, unknown>;
    expect({ status, error, target, domain }).toEqual({
      status: 'proved',
      error: answer.error,
      target: 'softmax:2',
      domain: ['-1', '1'],
    });
    const measured = await json('measure', NETWORK, '--target', 'softmax:2', '--points', '200');
    expect(measured).toMatchObject({ exitCode: 0, kind: 'estimate', points: 200 });
    expect(Number(measured.error)).toBeLessThanOrEqual(Number(answer.error.upper));
  });

  it('decides claims by its exit code', async () => {
    const claim = (eps: string): Promise<Answer & { exitCode: number | null }> =>
      json('certify', NETWORK, '--target', 'softmax:2', '--domain', '-1/2,1', '--claim', eps);
    expect(await claim('1e-3')).toMatchObject({ exitCode: 0, status: 'proved' });
    expect(await claim('1e-9')).toMatchObject({ exitCode: 1, status: 'refuted' });
  });

  it('says in words what is proven', async () => {
    const { stdout, exitCode } = await inProcess('certify', NETWORK, '--target', 'softmax:2', '-o', CERTIFICATE);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^proved\nthe largest error over 2 outputs, inputs in \[-1, 1\], lies in \[.*\], proven\n/);
    const checked = await inProcess('check', CERTIFICATE);
    expect(checked.stdout).toMatch(/^proved: the uniform error against softmax:2 on \[-1, 1\] lies in \[/);
  });

  it('does not believe a certificate that was altered', async () => {
    const text = readFileSync(CERTIFICATE, 'utf8');
    writeFileSync(file('altered.json'), text.replace(/"upper":"[^"]*"/, '"upper":"1/10000000000"'));
    expect(await json('check', file('altered.json'))).toMatchObject({ exitCode: 3, status: 'unknown' });
  });

  it.each([
    [
      ['certify', NETWORK, '--target', 'softmax:3'],
      /softmax:3: expected a network of 3 inputs and 3 outputs, got one of 2 and 2/,
    ],
    [['certify', 'x', '--target', 'softmax:2'], /expected a network of 2 inputs/],
    [['certify', NETWORK, '--target', 'softmax:0'], /expected d a whole number from 1 to 64/],
    [['certify', NETWORK, '--target', 'layernorm:3'], /layernorm:d,δ: expected 2 parameters/],
    [['certify', NETWORK, '--target', 'softmax:2', '--domain', '1,-1'], /a < b/],
    [['certify', NETWORK, '--target', 'softmax:2', '--relative'], /no --relative/],
    [['certify', NETWORK, '--target', 'softmax:2', '--resume', '-o', 'x.json'], /no --resume/],
    [['measure', NETWORK, '--target', 'attention:100,100'], /expected n a whole number/],
    [['measure', NETWORK, '--target', 'glu:2'], /expected a network of 4 inputs and 2 outputs/],
    [['measure', NETWORK, '--target', 'softmax:2', '--domain', '2,2'], /a < b/],
    [['measure', NETWORK, '--target', 'softmax:2', '--backend', 'webgpu'], /--backend cpu/],
  ])('%j is refused in one line', async (args, message) => {
    const { exitCode, stdout, stderr } = await inProcess(...args);
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(/^loglog: [^\n]+\n$/);
    expect([exitCode, stdout]).toEqual([2, '']);
  });
});
