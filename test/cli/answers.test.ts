import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BigFloat, bigfloat } from '../../src/arithmetic/bigfloat.ts';
import { formatDecimal } from '../../src/arithmetic/numerals.ts';
import { makeRational, type Rational } from '../../src/arithmetic/rational.ts';
import { version } from '../../src/cli/version.ts';
import { mpfr, mpfrConstant, mpfrPow, mpfrRoot } from '../fixtures/mpfr.ts';
import { inProcess, loglog, temporaryDirectory } from './command.ts';

const scratch = temporaryDirectory();
afterAll(scratch.remove);
const file = (name: string): string => join(scratch.path, name);

/** The one JSON object on standard output; with --json nothing else is there. */
async function json(...args: string[]): Promise<Record<string, unknown>> {
  const { exitCode, stdout, stderr } = await inProcess(...args, '--json');
  expect(stderr).toBe('');
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/^\{[^\n]*\}\n$/);
  return JSON.parse(stdout) as Record<string, unknown>;
}

const SIZE = {
  gates: expect.any(Number) as number,
  nodes: expect.any(Number) as number,
  depth: expect.any(Number) as number,
  parameters: expect.any(Number) as number,
  layeredNodes: expect.any(Number) as number,
  layeredParameters: expect.any(Number) as number,
  degree: expect.stringMatching(/^\d+$/) as string,
};

describe('help and version', () => {
  const commands = [
    'verify',
    'list',
    'construct',
    'eval',
    'measure',
    'rationalize',
    'size',
    'triangle',
    'train',
    'plot',
  ];

  it.each(commands)('%s --help shows usage and examples on standard output and ends with 0', async (command) => {
    const { exitCode, stdout, stderr } = await inProcess(command, '--help');
    expect(stdout).toMatch(new RegExp(`^Usage: loglog ${command} `));
    expect(stdout).toContain('--json');
    expect(stdout).toContain('--quiet');
    if (command !== 'list') expect(stdout).toContain(`$ loglog ${command}`);
    expect([exitCode, stderr]).toEqual([0, '']);
  });

  it('--help names every command, --version the version of the package; also as real processes', async () => {
    const [help, short, subcommand] = await Promise.all([loglog('--help'), loglog('-V'), loglog('help', 'measure')]);
    for (const command of commands) expect(help.stdout).toMatch(new RegExp(`^  ${command} `, 'm'));
    expect(help).toMatchObject({ exitCode: 0, stderr: '' });
    expect(short).toEqual({ exitCode: 0, stdout: `${version()}\n`, stderr: '' });
    expect(subcommand).toMatchObject({ exitCode: 0, stderr: '' });
    expect(await inProcess('--version')).toEqual(short);
  });
});

describe('construct, then size, measure and eval of the file', () => {
  const path = file('gelu.json');
  let built: Record<string, unknown>;
  beforeAll(async () => {
    built = await json('construct', 'gelu-tanh', '--eps', '1e-16', '--method', 'coupled', '-o', path);
  });

  it('construct answers with its fields, and with the path of the file', () => {
    expect(built).toMatchObject({
      target: 'gelu-tanh',
      method: 'coupled',
      eps: '1e-16',
      domain: ['-1', '1'],
      size: SIZE,
      network: path,
    });
    expect(built.plan).toBeTypeOf('object');
    expect(Number(built.bound)).toBeLessThanOrEqual(1e-16);
  });

  it('without -o the file is in the answer, the same one', async () => {
    const { network } = await json('construct', 'gelu-tanh', '--eps', '1e-16', '--method', 'coupled');
    expect(network).toEqual(JSON.parse(readFileSync(path, 'utf8')));
    expect(network).toMatchObject({ format: 'loglog-circuit', version: 1, inputs: ['x'] });
  });

  it('size counts what construct counted', async () => {
    expect(await json('size', path)).toEqual({ size: built.size });
    expect((await json('size', '1/(1+25*x^2)')).size).toMatchObject({ ...SIZE, gates: 2, nodes: 2, degree: '2' });
  });

  it('measure finds an error within the bound, correct to five digits, and says how', async () => {
    const answer = await json('measure', path, '--target', 'gelu-tanh', '--points', '400');
    expect(answer).toMatchObject({ kind: 'estimate', points: 400, backend: 'cpu', domain: ['-1', '1'] });
    expect(answer.device).toBeTypeOf('string');
    expect(answer.arithmetic).toMatch(/^(limbs|bigfloat)\(\d+\)$/);
    expect(answer.seconds).toBeTypeOf('number');
    expect(Number(answer.error)).toBeLessThanOrEqual(Number(built.bound) * (1 + 1e-5));
    expect(Number(answer.error)).toBeGreaterThan(0);
    const at = Number(answer.at);
    expect(Math.abs(at)).toBeLessThanOrEqual(1);
    const finer = await json('measure', path, '--target', 'gelu-tanh', '--points', '400', '--digits', '60');
    expect(Number(finer.error) / Number(answer.error)).toBeCloseTo(1, 5);
  });

  it('eval of the file is within ε of eval of the target', async () => {
    const at = ['--at', '-1,0,1/3,0.999', '--digits', '40'];
    const [network, target] = [await json('eval', path, ...at), await json('eval', 'gelu-tanh', ...at)];
    const values = (answer: Record<string, unknown>): { x: string; y: string }[] =>
      answer.values as { x: string; y: string }[];
    expect(values(network).map(({ x }) => x)).toEqual(['-1', '0', '1/3', '0.999']);
    values(network).forEach(({ y }, i) => {
      expect(Math.abs(Number(y) - Number(values(target)[i]?.y))).toBeLessThan(2e-16);
    });
  });

  it('a dense network file is read as well', async () => {
    const dense =
      '{"format":"loglog-network","version":1,"layers":[{"weights":[[2],[-1]],"bias":[0,0.5],"activation":{"numerator":[0,0,1],"denominator":[1]}},{"weights":[[1,1]],"bias":[0],"activation":"identity"}]}';
    writeFileSync(file('dense.json'), dense);
    // (2x)² + (1/2 − x)².
    expect((await json('eval', file('dense.json'), '--at', '3', '--digits', '20')).values).toEqual([
      { x: '3', y: '42.25' },
    ]);
    const { error } = await json('measure', file('dense.json'), '--target', '5*x^2-x+1/8', '--points', '50');
    expect(error).toBe('0.125');
  });

  it('shortens by measurement only when asked, and then claims no bound', async () => {
    const request = ['construct', 'tanh', '--eps', '1e-10', '--method', 'nested'];
    const [plain, shortened] = [await json(...request), await json(...request, '--shorten')];
    expect(shortened).toMatchObject({ unproven: true });
    expect(shortened.bound).toBeUndefined();
    expect(Number(shortened.estimate)).toBeLessThanOrEqual(1e-10);
    expect((shortened.size as { gates: number }).gates).toBeLessThanOrEqual((plain.size as { gates: number }).gates);
  });
});

describe('every command answers in words without --json', () => {
  it.each([
    [['construct', 'tanh', '--eps', '1e-4', '--method', 'doubling'], /proven a-priori bound/],
    [['construct', 'tanh', '--eps', '1e-4'], /certified bound of the error: .*; type \(3,3\)/],
    [['eval', 'exp', '--at', '0,1', '--digits', '5'], /^1\n2\.7183\n$/],
    [['measure', 'x', '--target', 'tanh', '--points', '20'], /largest sampled error .*\n.*proves nothing between/],
    [['size', 'x^2'], /gates +1\n/],
    [['list', 'statements'], /lemma-1\.1/],
  ] as const)('%j', async (args, text) => {
    const { exitCode, stdout, stderr } = await inProcess(...args);
    expect(stdout).toMatch(text);
    expect([exitCode, stderr]).toEqual([0, '']);
  });
});

describe('list', () => {
  it('has targets, methods and statements, each alone or together', async () => {
    const all = await json('list');
    expect(Object.keys(all)).toEqual(['targets', 'methods', 'statements']);
    for (const kind of ['targets', 'methods', 'statements']) {
      expect(await json('list', kind)).toEqual({ [kind]: all[kind] });
      const { stdout } = await inProcess('list', kind);
      // One line each, below a head.
      expect(stdout.trim().split('\n').length).toBeGreaterThanOrEqual((all[kind] as unknown[]).length);
    }
  });
});

describe('eval gives digits that MPFR gives', () => {
  const half = makeRational(1n, 2n);
  const F = bigfloat(4200);
  const float = (x: Rational): BigFloat => F.constant(x);
  /** ½x(1 + tanh(√(2/π)(x + 0.044715x³))) at ½, in MPFR for everything but sums and products. */
  const geluAtHalf = (): BigFloat => {
    const cubic = float(makeRational(505589375n, 1_000_000_000n));
    const root = mpfr('sqrt', F.div(float(makeRational(2n)), mpfrConstant('pi', 4200)), 4200);
    return F.scale(F.add(F.one, mpfr('tanh', F.mul(root, cubic), 4200)), -2);
  };
  const CASES: readonly (readonly [what: string, at: string, value: () => BigFloat])[] = [
    ['log', '2', () => mpfrConstant('log2', 4200)],
    ['exp', '1', () => mpfr('exp', F.one, 4200)],
    ['tanh', '1/2', () => mpfr('tanh', float(half), 4200)],
    ['erf(x)', '0.5', () => mpfr('erf', float(half), 4200)],
    ['root:7', '2', () => mpfrRoot(float(makeRational(2n)), 7, 4200)],
    ['pow(x, 1/2+1/4)', '3', () => mpfrPow(float(makeRational(3n)), float(makeRational(3n, 4n)), 4200)],
    ['gelu-tanh', '0.5', geluAtHalf],
  ];
  it.each(CASES)('%s at %s, 50 and 1000 of them', async (what, at, value) => {
    for (const digits of [50, 1000]) {
      const answer = await json('eval', what, '--at', at, '--digits', String(digits));
      const expected = formatDecimal(F.toRational(value()), digits);
      expect(answer).toEqual({ values: [{ x: at, y: expected }], digits });
      // Zeros at the end are left out: e to 50 digits ends in three of them.
      expect(expected.length).toBeGreaterThan(digits - 5);
    }
  });

  it('and a directory of the name of a target does not hide the target', async () => {
    const before = process.cwd();
    mkdirSync(file('log'));
    const { exitCode, stdout } = await (async () => {
      try {
        process.chdir(scratch.path);
        return await inProcess('eval', 'log', '--at', '1');
      } finally {
        process.chdir(before);
      }
    })();
    expect([exitCode, stdout]).toEqual([0, '0\n']);
  });
});

describe('exit codes', () => {
  it('0 from a process that used worker threads, which ends by itself', async () => {
    const network = 'x*(945+105*x^2+x^4)/(945+420*x^2+15*x^4)';
    const args = ['measure', network, '--target', 'tanh', '--points', '4000', '--threads', '2', '--json'];
    const { exitCode, stdout, stderr } = await loglog(...args);
    expect([exitCode, stderr]).toEqual([0, '']);
    const answer = JSON.parse(stdout) as { error: string; at: string };
    const { error, at } = await json('measure', network, '--target', 'tanh', '--points', '4000', '--threads', '1');
    expect(answer).toMatchObject({ error, at });
  });
});
