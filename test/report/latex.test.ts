import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { escapeLatex, latexTable } from '../../src/report/latex.ts';
import { resultsByFormula } from './fixture.ts';

const hasPdflatex = spawnSync('pdflatex', ['--version']).status === 0;
const directory = mkdtempSync(path.join(tmpdir(), 'loglog-latex-'));
afterAll(() => {
  rmSync(directory, { recursive: true });
});

function compile(name: string, source: string): void {
  writeFileSync(path.join(directory, `${name}.tex`), source);
  const options = ['-interaction=nonstopmode', '-halt-on-error', `${name}.tex`];
  execFileSync('pdflatex', options, { cwd: directory, stdio: 'pipe' });
}

describe('LaTeX text', () => {
  it('escapes every sign with a meaning', () => {
    expect(escapeLatex('50% of_it & {x} #1 ~ ^ \\ $')).toBe(
      '50\\% of\\_it \\& \\{x\\} \\#1 \\textasciitilde{} \\textasciicircum{} \\textbackslash{} \\$',
    );
    expect(escapeLatex('a < b ≤ ε → ½, L², log₂')).toBe(
      'a $<$ b $\\le$ $\\varepsilon$ $\\to$ $\\frac12$, L$^{2}$, log$_{2}$',
    );
  });

  it('shows signs that pdfTeX lacks by their code point, and no control characters', () => {
    expect(escapeLatex('数\u0007é')).toBe('[U+6570] é');
  });
});

describe('table.tex', { timeout: 30_000 }, () => {
  const table = latexTable(resultsByFormula);

  it('says of each error how it was obtained and rounds bounds up', () => {
    expect(table).toContain('bound $\\le 3.15\\times10^{-4343}$');
    expect(table).toContain('estimate $\\approx 3.14\\times10^{-4343}$');
    expect(table).toContain('$10^{-4096}$');
    expect(table).not.toMatch(/max(imum)? error/i);
  });

  it('shows what is proven necessary as such', () => {
    expect(table).toMatch(/degree count & \$\\ge \d+\$ & \$\\ge \d+\$ & \$\\ge \d+\$ & ---/);
  });

  it('lists the verdict of every statement', () => {
    expect(table).toMatch(/mhl-3\.4 & .* & violated \\\\/);
  });

  it.skipIf(!hasPdflatex)('compiles by itself (skipped where there is no pdflatex)', () => {
    compile('table', table);
  });

  it.skipIf(!hasPdflatex)('compiles inside a document (skipped where there is no pdflatex)', () => {
    writeFileSync(path.join(directory, 'table.tex'), table);
    compile('paper', '\\documentclass{article}\\begin{document}Before.\\input{table} After.\\end{document}\n');
  });
});
