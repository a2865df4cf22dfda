import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { parseNetwork } from '../../src/circuits/index.ts';
import { inProcess, loglog, start, temporaryDirectory } from './command.ts';

const scratch = temporaryDirectory();
afterAll(scratch.remove);
const directory = (name: string): string => join(scratch.path, name);

/** Every file below a directory with a digest of its content. */
function filesIn(root: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const visit = (folder: string): void => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) visit(path);
      else found.set(relative(root, path), createHash('sha256').update(readFileSync(path)).digest('hex'));
    }
  };
  visit(root);
  return found;
}

const SMALL = ['train', 'triangle', '--models', '2', '--epochs', '20', '--threads', '1', '--points', '100'];

interface Answer {
  readonly rows: readonly Record<string, unknown>[];
  readonly seed: number;
  readonly epochs: number;
  readonly learningRates: unknown;
  readonly seconds: number;
}

describe('loglog train triangle', { timeout: 120_000 }, () => {
  it('answers with the rows of every kind, as the contract says', async () => {
    const { exitCode, stdout, stderr } = await loglog(...SMALL, '--json');
    expect([exitCode, stderr]).toEqual([0, '']);
    const answer = JSON.parse(stdout) as Answer;
    expect(answer.rows.map(({ kind }) => kind)).toEqual([
      'default',
      'default-relu-output',
      'rai',
      'no-pretraining',
      'free',
      'tied',
    ]);
    for (const row of answer.rows) {
      expect(row).toMatchObject({ curve: 'x^3', models: 2, dead: expect.any(Number) as number });
      expect(row.log10).toEqual({ mean: expect.any(Number) as number, sd: expect.any(Number) as number });
      expect(row.pieces).toMatchObject({ min: expect.any(Number) as number, max: expect.any(Number) as number });
      expect(row.min as number).toBeLessThanOrEqual(row.mean as number);
      expect(row.secondsPerModelEpoch as number).toBeGreaterThan(0);
    }
    expect(answer).toMatchObject({ seed: 1, epochs: 20, learningRates: { weights: 1e-3, pretraining: 1e-3 } });
  });

  it('writes tables, figures and networks, the same for the same seed but for the times', async () => {
    const train = (name: string, ...more: string[]): ReturnType<typeof inProcess> =>
      inProcess(...SMALL, '--curve', 'tanh(3*x)', '--kind', 'tied', '--out', directory(name), ...more);
    const first = await train('first');
    expect(first.exitCode).toBe(0);
    expect(first.stdout).toContain('differentiability enforced');
    await train('second', '--threads', '2');
    await train('other', '--seed', '2');
    const [one, two, other] = ['first', 'second', 'other'].map((name) => new Map(filesIn(directory(name))));
    for (const name of ['results.json', 'results.csv', 'models.csv', 'tables.txt', 'tables.tex', 'timing.json']) {
      expect([...one!.keys()]).toContain(name);
    }
    for (const files of [one!, two!, other!]) expect(files.delete('timing.json')).toBe(true);
    expect(two).toEqual(one);
    expect([...other!.keys()]).toEqual([...one!.keys()]);
    expect(other!.get('results.json')).not.toBe(one!.get('results.json'));
    expect(other!.get('networks/tied-tanh-3-x.json')).not.toBe(one!.get('networks/tied-tanh-3-x.json'));
    const figures = [...one!.keys()].filter((name) => name.startsWith('figures/') && name.endsWith('.svg'));
    expect(figures.map((name) => name.slice(8, -4))).toEqual(
      expect.arrayContaining([
        'waves-symmetric',
        'waves-tanh-3-x',
        'encoded-tanh-3-x',
        'inside-tied-tanh-3-x',
        'learning',
      ]),
    );
    for (const figure of figures) expect(one!.has(figure.replace('.svg', '.pdf'))).toBe(true);
  });

  it('writes networks that measure as the table says', () => {
    const path = join(directory('first'), 'networks/tied-tanh-3-x.json');
    const network = parseNetwork(readFileSync(path, 'utf8'));
    expect(network.layers.map(({ bias }) => bias.length)).toEqual([4, 4, 4, 4, 4, 1]);
    const results = JSON.parse(readFileSync(join(directory('first'), 'results.json'), 'utf8')) as {
      rows: { kind: string; best: { mse: number; error: { lower: string; upper: string } } }[];
    };
    const best = results.rows.find(({ kind }) => kind === 'tied')?.best;
    expect(network.meta?.mse).toBe(best?.mse);
    expect(Number(best?.error.upper)).toBeGreaterThanOrEqual(Math.sqrt(best?.mse ?? 1));
  });

  it('shows the published figures only beside an experiment of the same size', async () => {
    const short = await inProcess(...SMALL, '--kind', 'tied');
    expect(short.stdout).not.toContain('published');
    const full = await inProcess('train', 'triangle', '--models', '1', '--kind', 'tied', '--threads', '1');
    expect(full.stdout).toMatch(/published +7\.86e-8 +5\.27e-7/);
  });

  it('trains the peaks alone, and warns of curves that no peaks can fit', async () => {
    const { exitCode, stdout, stderr } = await inProcess(
      ...SMALL,
      '--stage',
      'pretraining',
      '--curve',
      'x + sin(2*pi*x)/10',
      '--json',
    );
    expect(exitCode).toBe(0);
    expect((JSON.parse(stdout) as Answer).rows.map(({ kind }) => kind)).toEqual(['free', 'tied']);
    expect(stderr).toContain('warning: x + sin(2*pi*x)/10 is neither convex nor concave on [0, 1]');
  });

  it('goes on where it was killed', async () => {
    const out = directory('killed');
    const args = [
      'train',
      'triangle',
      '--models',
      '60',
      '--epochs',
      '400',
      '--kind',
      'tied',
      '--threads',
      '1',
      '--out',
      out,
    ];
    const records = (): number => (existsSync(join(out, 'records')) ? readdirSync(join(out, 'records')).length : 0);
    const running = start(...args);
    const deadline = Date.now() + 60_000;
    while (records() < 2 && Date.now() < deadline) await wait(5);
    running.kill('SIGINT');
    const { exitCode, stderr } = await running.outcome;
    expect([exitCode, stderr]).toEqual([
      130,
      'loglog: interrupted; finished models are kept: the same command with --resume continues\n',
    ]);
    const kept = records();
    expect(kept).toBeLessThan(12);
    const other = await inProcess(...args, '--resume', '--seed', '2');
    expect(other.exitCode).toBe(2);
    expect(other.stderr).toContain(`got another run in ${out}; without --resume it is replaced`);
    expect(records()).toBe(kept);
    const resumed = await loglog(...args, '--resume', '--json');
    expect([resumed.exitCode, resumed.stderr]).toEqual([
      0,
      `resuming with ${String(kept)} finished parts from ${out}\nwritten to ${out}\n`,
    ]);
    expect(existsSync(join(out, 'records'))).toBe(false);
    const whole = await inProcess(...args.slice(0, -1), directory('whole'), '--json');
    expect(whole.exitCode).toBe(0);
    expect(readFileSync(join(out, 'results.json'))).toEqual(readFileSync(join(directory('whole'), 'results.json')));
  });

  it.each([
    [['train'], 'missing required argument'],
    [['train', 'rational'], 'train: expected triangle, got "rational"'],
    [['train', 'triangle', '--kind', 'tyed'], 'unknown kind "tyed": did you mean tied?'],
    [['train', 'triangle', '--curve', 'log(x)'], 'log(x) is undefined or discontinuous at 0'],
    [['train', 'triangle', '--curve', 'x^'], 'unexpected end of expression'],
    [['train', 'triangle', '--all', '--kind', 'tied'], 'expected --all, or --curve and --kind, not both'],
    [['train', 'triangle', '--models', '0'], 'expected a whole number from 1 to 100000'],
    [['train', 'triangle', '--learning-rate', '-1'], 'expected a learning rate in (0, 1000], got -1'],
    [['train', 'triangle', '--learning-rate', 'fast'], 'expected'],
    [['train', 'triangle', '--depth', '99'], 'expected a whole number from 1 to 24'],
    [
      ['train', 'triangle', '--stage', 'pretraining', '--kind', 'rai'],
      'expected a kind with pretraining (free, tied), got rai',
    ],
    [['train', 'triangle', '--resume'], 'expected --out DIR with --resume'],
  ])('refuses %j with one line', async (args, message) => {
    const { exitCode, stdout, stderr } = await inProcess(...args);
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
    expect(stderr).toMatch(/^loglog: [^\n]+\n$/);
  });
});
