import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { plotStatement, writeReport } from '../../src/report/index.ts';
import { hostileStatement, resultsByFormula, upperStatement } from './fixture.ts';

const directory = mkdtempSync(path.join(tmpdir(), 'loglog-report-'));
afterAll(() => {
  rmSync(directory, { recursive: true });
});

describe('a written report', { timeout: 30_000 }, () => {
  it('consists of the files that are promised, and of no others', async () => {
    const place = path.join(directory, 'new', 'place');
    const results = { ...resultsByFormula, statements: [upperStatement, hostileStatement] };
    const paths = (await writeReport(results, place)).map((file) => path.relative(place, file));
    const figures = ['error', 'size-gates', 'size-layered-nodes'].map((kind) => `theorem-3.1-upper-${kind}`);
    const drawn = figures.flatMap((name) => [`figures/${name}.pdf`, `figures/${name}.svg`]);
    const expected = ['report.html', 'results.csv', 'results.json', 'table.tex', 'figures/overview.png', ...drawn];
    expect([...paths].sort()).toEqual([...expected].sort());
    const found = readdirSync(place, { recursive: true, encoding: 'utf8' }).filter((name) => name !== 'figures');
    expect(found.sort()).toEqual([...expected].sort());
    const page = readFileSync(path.join(place, 'report.html'), 'utf8');
    for (const name of drawn) expect(page).toContain(`href="${name}"`);
  });

  it('without figures has no overview', async () => {
    const paths = await writeReport(
      { ...resultsByFormula, statements: [hostileStatement] },
      path.join(directory, 'bare'),
    );
    expect(paths.map((file) => path.basename(file))).toEqual([
      'results.json',
      'results.csv',
      'table.tex',
      'report.html',
    ]);
  });

  it('writes nothing where the records are not finite', async () => {
    const place = path.join(directory, 'bad');
    await expect(writeReport({ ...resultsByFormula, seconds: Infinity }, place)).rejects.toThrow(RangeError);
    expect(readdirSync(directory)).not.toContain('bad');
  });
});

describe('a plot of one statement', { timeout: 30_000 }, () => {
  it('comes in each format', async () => {
    const start = async (format: 'svg' | 'pdf' | 'png'): Promise<string> =>
      Buffer.from((await plotStatement(resultsByFormula, 'lemma-1.1', format)).subarray(0, 4)).toString('latin1');
    expect(await start('svg')).toBe('<svg');
    expect(await start('pdf')).toBe('%PDF');
    expect(await start('png')).toBe('\u0089PNG');
  });

  it('shows the error by default, and size on request', async () => {
    const text = async (kind: 'error' | 'size'): Promise<string> =>
      Buffer.from(await plotStatement(resultsByFormula, 'theorem-3.1-upper', 'svg', { kind })).toString();
    expect(await text('error')).toContain('error against gates');
    expect(await text('size')).toContain('gates against accuracy');
  });

  it('names the statements there are when asked for another', async () => {
    await expect(plotStatement(resultsByFormula, 'lemma-9', 'svg')).rejects.toThrow(
      'lemma-1.1, theorem-3.1-upper, mhl-3.4',
    );
    await expect(plotStatement(resultsByFormula, 'mhl-3.4', 'svg')).rejects.toThrow(RangeError);
  });
});
