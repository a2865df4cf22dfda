import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { inProcess, loglog, type Outcome, temporaryDirectory } from './command.ts';

const scratch = temporaryDirectory();
afterAll(scratch.remove);
const file = (name: string): string => join(scratch.path, name);

interface Answer {
  readonly kind: string;
  readonly status: string;
  readonly error: { readonly lower: string; readonly upper: string | null };
  readonly at: string;
  readonly reason?: string;
  readonly certificate?: unknown;
  readonly seconds: number;
}

/** The one JSON object on standard output, and the exit code. */
async function json(...args: string[]): Promise<Answer & { exitCode: number | null }> {
  const { exitCode, stdout, stderr } = await inProcess(...args, '--threads', '1', '--json');
  expect(stderr).toBe('');
  expect(stdout).toMatch(/^\{[^\n]*\}\n$/);
  return { ...(JSON.parse(stdout) as Answer), exitCode };
}

const certify = (network: string, target: string, ...rest: string[]): ReturnType<typeof json> =>
  json('certify', network, '--target', target, ...rest);

function expectRefusal({ exitCode, stdout, stderr }: Outcome, what: RegExp): void {
  expect(stderr).toMatch(what);
  expect(stderr).toMatch(/^loglog: [^\n]+\n$/);
  expect([exitCode, stdout]).toEqual([2, '']);
}

describe('certify', () => {
  it('proves an enclosure, writes the certificate, and check proves the same; as real processes', async () => {
    const path = file('exp.json');
    const made = await loglog('certify', '1+x+x^2/2', '--target', 'exp', '-o', path, '--threads', '1', '--json');
    expect(made).toMatchObject({ exitCode: 0, stderr: '' });
    const answer = JSON.parse(made.stdout) as Answer;
    expect(answer).toMatchObject({ kind: 'bound', status: 'proved', domain: ['-1', '1'], target: 'exp' });
    expect(answer).toMatchObject({ at: '1', certificate: path, seconds: expect.any(Number) as number });
    // The error is e − 5/2, at 1.
    expect(Number(answer.error.lower)).toBeLessThanOrEqual(Math.E - 2.5);
    expect(Number(answer.error.upper)).toBeGreaterThanOrEqual(Math.E - 2.5);
    const checked = await loglog('check', path, '--threads', '1', '--json');
    expect(checked).toMatchObject({ exitCode: 0, stderr: '' });
    expect(JSON.parse(checked.stdout)).toMatchObject({ status: 'proved', error: answer.error });
  });

  it('without -o gives the certificate in the answer', async () => {
    const { certificate } = await certify('x', 'sin(x)');
    writeFileSync(file('sin.json'), JSON.stringify(certificate));
    expect(await json('check', file('sin.json'))).toMatchObject({ exitCode: 0, status: 'proved' });
  });

  it('says in words what is proven, and where the certificate is', async () => {
    const path = file('words.json');
    const { stdout, exitCode } = await inProcess('certify', 'x^2+1/8', '--target', 'abs', '-o', path, '--quiet');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^proved\nthe uniform error on \[-1, 1\] lies in \[0\.125, 0\.12\d+\], proven\n/);
    expect(stdout).toContain(`loglog check ${path}`);
    const checked = await inProcess('check', path);
    expect(checked.stdout).toMatch(
      /^proved: the uniform error against abs on \[-1, 1\] lies in \[0\.125, 0\.12\d+\]\n$/,
    );
  });

  it.each(['1.5', '1.05', '1.001', '1.00001'])('reaches the tightness %s', async (tightness) => {
    const { error, exitCode } = await certify('x/2', 'tanh', '--tightness', tightness);
    expect(exitCode).toBe(0);
    expect(Number(error.upper) / Number(error.lower)).toBeLessThanOrEqual(Number(tightness));
    // max |tanh x − x/2| on [−1, 1] is at cosh² x = 2: √½ − asinh(1)/2.
    const exact = Math.SQRT1_2 - Math.asinh(1) / 2;
    expect(Number(error.lower)).toBeLessThanOrEqual(exact * (1 + 1e-9));
    expect(Number(error.upper)).toBeGreaterThanOrEqual(exact * (1 - 1e-9));
  });

  it('bounds relative errors', async () => {
    const { error } = await certify('x+1', 'exp', '--domain', '0,1', '--relative', '-o', file('relative.json'));
    expect(Number(error.lower)).toBeLessThanOrEqual(1 - 2 / Math.E);
    expect(Number(error.upper)).toBeGreaterThanOrEqual(1 - 2 / Math.E);
    expect(await json('check', file('relative.json'))).toMatchObject({ exitCode: 0, error, relative: true });
  });

  it('encloses the height of a spike of width 1e-9', async () => {
    const spike = 'x/2+1e-3*1e-18/((x-0.123456789)^2+1e-18)';
    const { error, exitCode } = await certify(spike, 'x/2');
    expect(exitCode).toBe(0);
    expect(Number(error.lower)).toBeGreaterThan(0.95e-3);
    expect(Number(error.upper)).toBeLessThan(1.05e-3);
  });

  it('proves identities', async () => {
    const path = file('identity.json');
    const identity = await certify('(x+1)*(x-1)', 'x^2-1', '-o', path);
    expect(identity).toMatchObject({ exitCode: 0, status: 'proved', error: { lower: '0', upper: '0' } });
    expect(await json('check', path)).toMatchObject({ exitCode: 0, status: 'proved' });
  });

  it('refutes networks with a pole on the domain, with an enclosure of it, which check confirms', async () => {
    const path = file('pole.json');
    const answer = await certify('1/(x-0.3333)', 'exp', '--domain', '0,1', '-o', path);
    expect(answer).toMatchObject({ exitCode: 1, status: 'refuted', error: { upper: null } });
    const [lower = NaN, upper = NaN] = JSON.parse(answer.at) as number[];
    expect(lower).toBeLessThanOrEqual(0.3333);
    expect(upper).toBeGreaterThanOrEqual(0.3333);
    expect(upper - lower).toBeLessThan(1e-12);
    expect(await json('check', path)).toMatchObject({ exitCode: 1, status: 'refuted' });
    expect(await certify('1/((x-0.3333)^2+1e-40)', 'exp', '--domain', '0,1')).toMatchObject({ exitCode: 0 });
  });

  it('decides claims', async () => {
    const claim = (e: string): ReturnType<typeof json> => certify('1+x+x^2/2', 'exp', '--claim', e);
    expect(await claim('0.23')).toMatchObject({ exitCode: 0, status: 'proved' });
    expect(await claim('0.2')).toMatchObject({
      exitCode: 1,
      status: 'refuted',
      reason: expect.stringMatching(/above the claim/) as string,
    });
    expect(await claim('0.22')).toMatchObject({
      exitCode: 3,
      status: 'unknown',
      reason: expect.stringMatching(/between the bounds/) as string,
    });
  });
});

describe('what is not decided', () => {
  const path = file('root.json');
  const root = ['(1-3*x)/(3-x)+1/20', 'sqrt(-x)', '--domain=-1,0', '-o', path] as const;

  it('is unknown when the time runs out, with the reason and no certificate', async () => {
    const answer = await certify(...root, '--max-seconds', '0.001');
    expect(answer).toMatchObject({ exitCode: 3, status: 'unknown', reason: 'the time of 0.001 s was not enough' });
    expect(answer.error.upper).toBeNull();
    expect(answer).not.toHaveProperty('certificate');
    expect(existsSync(path)).toBe(false);
  });

  it('for want of precision keeps the panels that were bounded; --resume continues with them', async () => {
    const short = await certify(...root, '--max-bits', '64');
    expect(short).toMatchObject({
      exitCode: 3,
      status: 'unknown',
      reason: expect.stringMatching(/more than 64 bits/) as string,
    });
    const panels = (JSON.parse(readFileSync(`${path}.partial`, 'utf8')) as { panels: unknown[] }).panels.length;
    expect(panels).toBeGreaterThan(5);

    const [network, target, ...rest] = root;
    const { exitCode, stdout, stderr } = await inProcess('certify', network, '--target', target, ...rest, '--resume');
    expect(exitCode).toBe(0);
    expect(stderr).toContain(`resuming with ${String(panels)} panels from ${path}.partial`);
    expect(stdout).toMatch(/^proved\n/);
    expect(existsSync(`${path}.partial`)).toBe(false);
    expect(await json('check', path)).toMatchObject({ exitCode: 0, status: 'proved' });
  });

  it('panels of another request are not resumed', async () => {
    await certify(...root, '--max-bits', '64');
    const [, target, ...rest] = root;
    const other = await inProcess('certify', '(1-3*x)/(3-x)', '--target', target, ...rest, '--resume');
    expect(other.exitCode).toBe(0);
    expect(other.stderr).not.toContain('resuming');
  });
});

describe('check', () => {
  it('does not accept a certificate that was altered after it was made', async () => {
    const path = file('altered.json');
    await certify('1+x+x^2/2', 'exp', '-o', path);
    const text = readFileSync(path, 'utf8');
    for (const [from, to] of [
      ['"upper":"0.2236', '"upper":"0.2235'],
      ['"lower":"0.21', '"lower":"0.22'],
      ['"value":"2"', '"value":"2.5"'],
      ['"precision":32', '"precision":31'],
      [/"panels":\[[^]*\n\]/, '"panels":[\n]'],
      ['"degree":6', '"degree":5'],
    ] as const) {
      const other = text.replace(from, to);
      expect(other).not.toBe(text);
      writeFileSync(path, other);
      expect(await json('check', path)).toMatchObject({
        exitCode: 3,
        status: 'unknown',
        reason: expect.stringMatching(/altered/) as string,
      });
    }
  });

  it('refuses what is no certificate, or asks for absurd sizes, in one line with the place', async () => {
    const path = file('absurd.json');
    await certify('1+x+x^2/2', 'exp', '-o', path);
    const text = readFileSync(path, 'utf8');
    const refused = async (other: string, what: RegExp): Promise<void> => {
      writeFileSync(path, other);
      expectRefusal(await inProcess('check', path), what);
    };
    await refused(text.replace('"nodes":8', '"nodes":1000000000'), /absurd\.json: panels\[0\]\.nodes/);
    await refused(text.replace('"bits":64,"units"', '"bits":1e15,"units"'), /absurd\.json: panels\[0\]\.bits/);
    await refused(text.replace('"grid":36', '"grid":1e12'), /absurd\.json: panels\[0\]\.grid/);
    await refused(text.replace('"rho":"8"', '"rho":"1e-100000"'), /absurd\.json: panels\[0\]\.rho/);
    await refused(text.replace('"version":1', '"version":2'), /absurd\.json: version/);
    await refused(text.slice(0, -40), /absurd\.json: /);
    await refused('{"format":"loglog-circuit","version":1}', /absurd\.json: format/);
    expectRefusal(await inProcess('check', file('none.json')), /none\.json: no such file/);
  });
});

describe('a wrong request to certify', () => {
  it.each<readonly [string, readonly string[], RegExp]>([
    ['no target', ['x'], /--target/],
    ['an unknown target', ['x', '--target', 'tanhh'], /did you mean tanh\?/],
    ['a domain that is none', ['x', '--target', 'exp', '--domain', '1,0'], /--domain/],
    ['a target undefined on the domain', ['x', '--target', 'log', '--domain', '0,1'], /log is undefined at 0/],
    ['a tightness of 1', ['x', '--target', 'exp', '--tightness', '1'], /--tightness/],
    ['a tightness that is no number', ['x', '--target', 'exp', '--tightness', 'tight'], /--tightness/],
    ['no time', ['x', '--target', 'exp', '--max-seconds', '-1'], /--max-seconds/],
    ['a precision that is none', ['x', '--target', 'exp', '--max-bits', '1e9'], /--max-bits/],
    ['a claim of 0', ['x', '--target', 'exp', '--claim', '0'], /--claim/],
    ['a network that is none', ['x+', '--target', 'exp'], /loglog: /],
    ['a file in no directory', ['x', '--target', 'exp', '-o', file('none/x.json')], /no such file or directory/],
  ])('is one line and exit code 2: %s', async (_, args, message) => {
    expectRefusal(await inProcess('certify', ...args, '--quiet'), message);
  });
});
