import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { JSDOM } from 'jsdom';
import { beforeAll, describe, expect, it } from 'vitest';
import { functionFigure, paperTables, trainingCsv, trainingLatex, trainingTable } from '../../src/report/index.ts';
import { modelsCsv } from '../../src/report/training-tables.ts';
import {
  type ExperimentSettings,
  type FunctionFigure,
  illustrate,
  MODEL_KINDS,
  PUBLISHED_SETTINGS,
  publishedErrors,
  runExperiment,
  singleThreadTraining,
  summariseModels,
  type TrainingResults,
} from '../../src/training/index.ts';

const SETTINGS: ExperimentSettings = {
  ...PUBLISHED_SETTINGS,
  curves: ['x^3', 'tanh(3*x)', 'x^11'],
  kinds: MODEL_KINDS,
  models: 2,
  epochs: 20,
  points: 100,
};

let results: TrainingResults;
let figures: readonly FunctionFigure[];
beforeAll(async () => {
  const { models } = await runExperiment(SETTINGS, { executor: singleThreadTraining });
  const rows = SETTINGS.curves.flatMap((curve) =>
    MODEL_KINDS.map((kind) =>
      summariseModels(
        models.filter((model) => model.curve === curve && model.kind === kind),
        SETTINGS,
      ),
    ),
  );
  results = { settings: SETTINGS, rows, models, warnings: [] };
  figures = illustrate(models, SETTINGS);
}, 60_000);

const parse = (svg: string): Document => new JSDOM(svg, { contentType: 'image/svg+xml' }).window.document;

describe('the tables of a training', () => {
  it('have a line for every row, twice the epochs without pretraining, and the published figures where there are any', () => {
    const lines = trainingTable(results, publishedErrors).trimEnd().split('\n');
    expect(lines.filter((line) => /^(x\^3|x\^11|tanh)/.test(line))).toHaveLength(3 * 7);
    expect(lines.filter((line) => line.includes('published'))).toHaveLength(8);
    expect(lines.join('\n')).toMatch(/tied +2 +40/);
    expect(trainingTable(results, () => undefined)).not.toContain('published');
  });

  it('are those of the paper: two curves each, kinds in its words', () => {
    const tables = paperTables(results).split('\n\n');
    expect(tables).toHaveLength(2);
    expect(tables[0]).toMatch(/min x\^3 +min tanh\(3\*x\) +mean x\^3/);
    expect(tables[1]).toMatch(/min x\^11 +mean x\^11/);
    for (const words of ['default network', 'no pretraining, 40 epochs', 'differentiability enforced']) {
      expect(tables[0]).toContain(words);
    }
  });

  it('as CSV hold every number in full', () => {
    const lines = trainingCsv(results).trimEnd().split('\r\n');
    expect(lines).toHaveLength(1 + results.rows.length);
    const head = lines[0]!.split(',');
    results.rows.forEach((row, k) => {
      const cells = lines[k + 1]!.split(',');
      expect(Number(cells[head.indexOf('mean')])).toBe(row.mean);
      expect(cells[head.indexOf('best_bound_upper')]).toBe(row.best.error.upper);
    });
    expect(modelsCsv(results).trimEnd().split('\r\n')).toHaveLength(1 + results.models.length);
  });

  it('as LaTeX have as many columns as heads', () => {
    const latex = trainingLatex(results);
    const tables = latex.split('\\begin{table}').slice(1);
    expect(tables).toHaveLength(2);
    for (const table of tables) {
      const columns = /\{tabular\}\{(\w+)\}/.exec(table)![1]!.length;
      const lines = table.split('\n').filter((line) => line.endsWith('\\\\'));
      expect(lines).toHaveLength(8);
      for (const line of lines) expect(line.split(' & ')).toHaveLength(columns);
    }
  });

  it.skipIf(spawnSync('pdflatex', ['--version']).error !== undefined)('compile', () => {
    const folder = mkdtempSync(join(tmpdir(), 'loglog-latex-'));
    try {
      writeFileSync(join(folder, 'tables.tex'), trainingLatex(results));
      execFileSync('pdflatex', ['-interaction=nonstopmode', '-halt-on-error', 'tables.tex'], { cwd: folder });
      expect(readFileSync(join(folder, 'tables.pdf')).length).toBeGreaterThan(1000);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('the figures of a training', () => {
  it('are those of the paper, for every curve', () => {
    const names = figures.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toEqual(
      expect.arrayContaining([
        'waves-symmetric',
        'waves-x3',
        'encoded-x3',
        'inside-default-x3',
        'inside-no-pretraining-x11',
        'learning',
      ]),
    );
  });

  it('show waves, sums and derivatives that fit together', () => {
    const waves = figures.find(({ name }) => name === 'waves-symmetric')!;
    expect(waves.panels).toHaveLength(9);
    const [finite, limit] = waves.panels[5]!.lines;
    // Three waves interpolate x − x² at multiples of 1/8.
    finite!.x.forEach((x, k) => {
      expect(finite!.y[k]).toBeCloseTo(x - x * x, 14);
    });
    limit!.x.forEach((x, k) => {
      expect(limit!.y[k]).toBeCloseTo(x - x * x, 12);
    });
    const slopes = waves.panels[8]!.lines[0]!;
    expect(slopes.y[0]).toBeCloseTo(1 - 1 / 8, 12);
  });

  it('are well-formed standalone SVG, the same every time', async () => {
    for (const figure of figures.slice(0, 4)) {
      const svg = await functionFigure(figure);
      expect(svg).toBe(await functionFigure(figure));
      const root = parse(svg).documentElement;
      expect(root.getAttribute('viewBox')).toMatch(/^0 0 420 \d+$/);
      expect(root.querySelector('title')?.textContent).toBe(figure.title);
      expect(svg).not.toMatch(/NaN|Infinity|undefined/);
      expect(root.querySelectorAll('path').length).toBeGreaterThanOrEqual(figure.panels.length);
    }
  });

  it('of learning have both axes in powers of ten', async () => {
    const svg = await functionFigure(figures.find(({ name }) => name === 'learning')!);
    const texts = [...parse(svg).querySelectorAll('text')].map((node) => node.textContent);
    expect(texts).toContain('10⁰');
    expect(texts).toContain('tied');
  });

  it('of a network that is zero show zeros', async () => {
    const [model] = results.models;
    const dead = { ...model!, parameters: model!.parameters.map(() => 0) };
    const inside = illustrate([dead], { ...SETTINGS, kinds: ['default'] }).find(
      ({ name }) => name === 'inside-default-x3',
    )!;
    expect(inside.panels.every(({ lines }) => lines.every(({ y }) => y.every((v) => v === 0)))).toBe(true);
    expect(await functionFigure(inside)).not.toContain('NaN');
  });
});
