import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import type { Row, VerifyResults } from '../../src/theorems/index.ts';
import { inProcess, loglog, start, temporaryDirectory } from './command.ts';

const scratch = temporaryDirectory();
afterAll(scratch.remove);
const directory = (name: string): string => join(scratch.path, name);

const recordsIn = (path: string): string[] =>
  existsSync(join(path, 'records'))
    ? readdirSync(join(path, 'records')).filter((name) => /^\w+\.json$/.test(name))
    : [];

const readRecord = (path: string, name: string): { stamp: string; key: string; row: Row } =>
  JSON.parse(readFileSync(join(path, 'records', name), 'utf8')) as { stamp: string; key: string; row: Row };

const digest = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex');

describe('verify', () => {
  const out = directory('lemma');
  const args = ['verify', 'lemma-1.1', '--eps', '1e-3,1e-16', '--out', out, '--points', '60'];

  it('answers with one JSON object and writes the report, its tables, figures and networks', async () => {
    const { exitCode, stdout, stderr } = await loglog(...args, '--json');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^\{[^\n]*\}\n$/);
    const results = JSON.parse(stdout) as VerifyResults;
    expect(results.seconds).toBeTypeOf('number');
    expect(results.environment.command).toMatch(/^loglog verify lemma-1\.1 --eps (1e-3|0\.001),1e-16 --points 60$/);
    const [statement] = results.statements;
    expect(statement).toMatchObject({ id: 'lemma-1.1', verdict: 'verified' });
    expect(statement?.claim).toBeTypeOf('string');
    expect(statement?.fit).toMatchObject({ exponent: 1 });
    for (const key of ['model', 'exponent', 'constant', 'r2']) expect(statement?.fit).toHaveProperty(key);
    for (const row of statement?.rows ?? []) {
      for (const key of ['eps', 'method', 'size', 'estimate', 'seconds', 'network']) expect(row).toHaveProperty(key);
      expect(existsSync(join(out, row.network ?? 'none'))).toBe(true);
    }
    for (const name of [
      'report.html',
      'results.json',
      'results.csv',
      'table.tex',
      'figures/lemma-1.1-error.svg',
      'figures/lemma-1.1-error.pdf',
    ]) {
      expect(statSync(join(out, name)).size, name).toBeGreaterThan(100);
    }
    expect((JSON.parse(readFileSync(join(out, 'results.json'), 'utf8')) as VerifyResults).statements).toEqual(
      results.statements,
    );
    expect(stderr).toContain('report.html');
  });

  it('keeps networks that measure as the report says', async () => {
    const { statements } = JSON.parse(readFileSync(join(out, 'results.json'), 'utf8')) as VerifyResults;
    const row = statements[0]?.rows.find(
      ({ target, method, steps }) => target === 'root:2' && method === 'scaled-newton' && steps === 4,
    );
    const network = join(out, row?.network ?? 'none');
    const { stdout } = await inProcess(
      'measure',
      network,
      '--target',
      'root:2',
      '--domain',
      '0.01,1',
      '--relative',
      '--points',
      '60',
      '--json',
    );
    expect(Number((JSON.parse(stdout) as { error: string }).error) / Number(row?.estimate?.error)).toBeCloseTo(1, 6);
  });

  it.each(['svg', 'pdf', 'png'])('is followed by plot, as %s', async (format) => {
    const figure = directory(`figures/figure.${format}`);
    const { exitCode, stdout, stderr } = await inProcess('plot', 'lemma-1.1', '--from', out, '-o', figure, '--json');
    expect([exitCode, stderr]).toEqual([0, '']);
    expect(JSON.parse(stdout)).toEqual({ figure, id: 'lemma-1.1' });
    const head = readFileSync(figure).subarray(0, 8).toString('latin1');
    expect(head.startsWith({ svg: '<svg', pdf: '%PDF-', png: '\u0089PNG\r\n\u001a\n' }[format] ?? 'none')).toBe(true);
  });

  it('is followed by plot of sizes, for one target, or refused in one line for another', async () => {
    const figure = directory('figures/size.svg');
    const plot = ['plot', 'lemma-1.1', '--from', out, '-o', figure, '--kind', 'size'];
    expect((await inProcess(...plot)).exitCode).toBe(0);
    expect(readFileSync(figure, 'utf8')).toContain('gates against accuracy');
    const { exitCode, stderr } = await inProcess(...plot, '--target', 'exp');
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/^loglog: plot: expected a target of lemma-1\.1 [^\n]*got exp\n$/);
  });

  it('refuses a figure of a statement that has no results', async () => {
    const { exitCode, stdout, stderr } = await inProcess(
      'plot',
      'lemma-1.2',
      '--from',
      out,
      '-o',
      directory('none.svg'),
    );
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^loglog: [^\n]*lemma-1\.1[^\n]*\n$/);
  });

  it('--resume takes every finished row, and --quiet says nothing', async () => {
    const before = recordsIn(out).map((name) => digest(join(out, 'records', name)));
    const { exitCode, stdout, stderr } = await inProcess(...args, '--resume', '--quiet', '--json');
    expect([exitCode, stderr]).toEqual([0, '']);
    expect(recordsIn(out).map((name) => digest(join(out, 'records', name)))).toEqual(before);
    const rows = (JSON.parse(stdout) as VerifyResults).statements[0]?.rows ?? [];
    const kept = recordsIn(out).map((name) => readRecord(out, name).row);
    // The seconds of a row are those of its making: no row was made again.
    expect(rows.map(({ seconds }) => seconds).sort()).toEqual(kept.map(({ seconds }) => seconds).sort());
  });

  it('does not take rows of other settings, or records that are damaged', async () => {
    const [damaged, foreign] = recordsIn(out);
    writeFileSync(join(out, 'records', damaged ?? ''), '{"stamp":');
    writeFileSync(join(out, 'records', foreign ?? ''), 'null');
    const { exitCode, stderr } = await inProcess(...args, '--resume');
    expect(exitCode).toBe(0);
    expect(stderr).toContain(`resuming with ${String(recordsIn(out).length - 2)} finished rows`);
    const other = await inProcess(...args.slice(0, -1), '61', '--resume');
    expect(other.exitCode).toBe(0);
    expect(other.stderr).not.toContain('resuming');
  });

  it('ends with 1 where a statement is violated', async () => {
    const name = recordsIn(out).find((record) => readRecord(out, record).row.method === 'newton') ?? '';
    const record = readRecord(out, name);
    writeFileSync(join(out, 'records', name), JSON.stringify({ ...record, row: { ...record.row, planBound: '1e-9' } }));
    const outcome = await inProcess(
      'verify',
      'lemma-1.1',
      '--eps',
      '1e-3,1e-16',
      '--out',
      out,
      '--points',
      '61',
      '--resume',
      '--json',
    );
    expect(outcome.exitCode).toBe(1);
    const [statement] = (JSON.parse(outcome.stdout) as VerifyResults).statements;
    expect(statement?.verdict).toBe('violated');
    expect(statement?.reason).toContain('exceeds the proven bound 1e-9');
  });

  it('ends with 3 where three accuracies say nothing about growth, and prints the table', async () => {
    const { exitCode, stdout } = await inProcess(
      'verify',
      'lemma-1.2',
      '--eps',
      '1e-2,1e-4,1e-6',
      '--out',
      directory('few'),
      '--points',
      '40',
    );
    expect(exitCode).toBe(3);
    expect(stdout).toContain('inconclusive');
    expect(stdout).toContain('agm-theta');
  });
});

describe('verify by the beginning of an id', () => {
  it('takes all statements that begin with it, and refuses what begins none', async () => {
    const out = directory('prefix');
    const { exitCode, stdout } = await inProcess('verify', 'mhl-lemma', '--out', out, '--json', '--quiet');
    expect(exitCode).toBe(0);
    const { statements } = JSON.parse(stdout) as VerifyResults;
    expect(statements.map(({ id }) => id)).toEqual(['mhl-lemma-3.1', 'mhl-lemma-3.2', 'mhl-lemma-3.3']);
    for (const { verdict, checks, rows } of statements) {
      expect([verdict, rows]).toEqual(['verified', []]);
      expect(checks?.every(({ cases }) => cases > 1000)).toBe(true);
    }
    expect(existsSync(join(out, 'report.html'))).toBe(true);
    expect((await inProcess('verify', 'mh')).stderr).toContain('unknown statement "mh"');
  });
});

describe('an interrupted verify', () => {
  const args = (out: string): string[] => [
    'verify',
    'lemma-1.3',
    '--eps',
    '1e-4,1e-8,1e-16,1e-32,1e-40',
    '--points',
    '150',
    '--threads',
    '2',
    '--out',
    out,
  ];

  /** Starts a run and waits until it has finished some rows. */
  async function interrupted(
    out: string,
    signal: NodeJS.Signals,
  ): Promise<{ exitCode: number | null; stdout: string; stderr: string; seconds: number }> {
    const running = start(...args(out));
    const deadline = Date.now() + 60_000;
    while (recordsIn(out).length < 3 && Date.now() < deadline) await wait(20);
    const begin = Date.now();
    running.kill(signal);
    const outcome = await running.outcome;
    return { ...outcome, seconds: (Date.now() - begin) / 1000 };
  }

  it('by SIGINT ends soon with 130 and one line, and keeps its rows', async () => {
    const out = directory('interrupted');
    const { exitCode, stdout, stderr, seconds } = await interrupted(out, 'SIGINT');
    expect([exitCode, stdout]).toEqual([130, '']);
    expect(stderr.trim().split('\n').at(-1)).toBe(
      'loglog: interrupted; finished rows are kept: the same command with --resume continues',
    );
    expect(seconds).toBeLessThan(20);
    expect(recordsIn(out).length).toBeGreaterThanOrEqual(3);
    expect(recordsIn(out).length).toBeLessThan(15);
    expect(existsSync(join(out, 'report.html'))).toBe(false);
    for (const name of recordsIn(out)) expect(readRecord(out, name).row.target).toBe('tanh');
  });

  it('even by kill -9 goes on with --resume where it was', async () => {
    const out = directory('killed');
    const { exitCode } = await interrupted(out, 'SIGKILL');
    expect(exitCode).toBeNull();
    const before = new Map(recordsIn(out).map((name) => [name, digest(join(out, 'records', name))]));
    expect(before.size).toBeGreaterThanOrEqual(3);
    expect(before.size).toBeLessThan(15);
    const resumed = await loglog(...args(out), '--resume', '--json');
    expect(resumed.exitCode).toBe(0);
    expect(resumed.stderr).toContain(`resuming with ${String(before.size)} finished rows`);
    const after = recordsIn(out);
    expect(after).toHaveLength(15);
    for (const [name, content] of before) expect(digest(join(out, 'records', name))).toBe(content);
    const [statement] = (JSON.parse(resumed.stdout) as VerifyResults).statements;
    expect(statement?.verdict).toBe('verified');
    expect(statement?.rows).toHaveLength(15);
  });
});
