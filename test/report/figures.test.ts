import { JSDOM } from 'jsdom';
import { describe, expect, it } from 'vitest';
import { errorFigure } from '../../src/report/error-figure.ts';
import { fileName, statementFigures } from '../../src/report/figures.ts';
import { groupSeries } from '../../src/report/series.ts';
import { sizeFigure } from '../../src/report/size-figure.ts';
import { drawable, wrapText } from '../../src/report/svg-text.ts';
import { geluMethods, hostileStatement, rootStatement, rowByFormula, upperStatement } from './fixture.ts';
import type { Row, StatementResult } from '../../src/theorems/records.ts';

/** The document, parsed as XML: malformed markup throws. */
function parse(svg: string | undefined): Document {
  if (svg === undefined) throw new Error('expected a figure');
  return new JSDOM(svg, { contentType: 'image/svg+xml' }).window.document;
}

const textOf = (svg: string | undefined): string[] =>
  [...parse(svg).querySelectorAll('text')].map((node) => node.textContent);

const reversedRows: StatementResult = { ...upperStatement, rows: [...upperStatement.rows].reverse() };

describe('figures', { timeout: 30_000 }, () => {
  it('are well-formed standalone SVG with a title, a description, a view box and a white ground', async () => {
    for (const { svg } of await statementFigures(upperStatement)) {
      const root = parse(svg).documentElement;
      expect(root.namespaceURI).toBe('http://www.w3.org/2000/svg');
      expect(root.getAttribute('viewBox')).toMatch(/^0 0 420 \d+$/);
      expect(root.querySelector('title')?.textContent).toContain('theorem-3.1-upper');
      expect(root.querySelector('desc')?.textContent).toContain('coupled AGM–Halley');
      expect(root.querySelector('rect')?.getAttribute('fill')).toBe('#ffffff');
      expect(svg).not.toMatch(/currentColor|NaN|Infinity|undefined|<style/);
    }
  });

  it('are the same every time they are drawn', async () => {
    expect(await sizeFigure(upperStatement)).toBe(await sizeFigure(upperStatement));
  });

  it('of size carry both axes, the growth claimed and every method with its role', async () => {
    const texts = textOf(await sizeFigure(upperStatement));
    for (const text of ['10⁻⁴', '10⁻²⁵⁶', '10⁻⁴⁰⁹⁶', 'ε =', 'L = log₂ log₂(1/ε)', 'gates', 'L³', 'L²', '1000']) {
      expect(texts).toContain(text);
    }
    expect(texts).toContain('nested AGM–Halley (paper)');
    expect(texts).toContain('degree count (proven necessary)');
  });

  it('of size can show any measure, and claim growth only for the one that was fitted', async () => {
    const texts = textOf(await sizeFigure(upperStatement, { measure: 'layeredNodes' }));
    expect(texts).toContain('layered nodes');
    expect(texts).not.toContain('L³');
  });

  it('of sizes draw exact steps where best errors are bounded, and crossings of one target as extrapolations', async () => {
    const degreeBounds = [1, 2, 4].map((degree) => ({
      target: 'gelu-tanh',
      degree,
      lower: `1e-${String(3 * degree)}`,
    }));
    const curves = [
      { constant: 1, exponent: 1 / 3, variable: 'log₂(1/ε)' },
      { constant: 7, exponent: 2 },
    ] as const;
    const extrapolated = [28, 31].map((at) => ({ at, curves }));
    const methods = ['Padé and doublings', 'coupled AGM–Halley'] as const;
    const crossings = [{ target: 'gelu-tanh', measure: 'gates', methods, extrapolated } as const];
    const statement: StatementResult = { ...upperStatement, degreeBounds, crossings };
    const texts = textOf(await sizeFigure(statement));
    for (const text of ['impossible: proven', '10⁸', '1000', '−log₁₀ ε']) expect(texts).toContain(text);
    // L = 28 and 31 are 10^(10^7.9) and 10^(10^8.8).
    expect(texts.join(' ')).toMatch(/extrapolated, not computed: .* k between 7\.9 and 8\.8/);
    // Without the bounds and crossings neither is there, and another measure shows no crossings in gates.
    expect(textOf(await sizeFigure(upperStatement)).join(' ')).not.toMatch(/impossible|extrapolated/);
    expect(textOf(await sizeFigure(statement, { measure: 'depth' })).join(' ')).not.toContain('extrapolated');
    const names = (await statementFigures(statement)).map(({ name }) => name);
    expect(names).toContain('theorem-3.1-upper-size-gelu-tanh');
  });

  it('of errors place 10⁻⁴⁰⁹⁶ on the axis and tell bound, estimate and plan apart in words', async () => {
    const texts = textOf(await errorFigure(upperStatement));
    for (const text of ['10⁻⁴', '10⁻¹⁰²⁴', '10⁻⁴⁰⁹⁶', 'bound: certified', 'estimate: sampled'])
      expect(texts).toContain(text);
    expect(texts.join(' ')).not.toMatch(/max(imum)? error/i);
  });

  it('of errors draw sampled points hollow and certified points filled', async () => {
    const only = (known: 'bound' | 'estimate'): StatementResult => {
      const method = geluMethods.find((candidate) => candidate.known === known) ?? geluMethods[0];
      if (method === undefined) throw new Error('expected a method');
      return { ...upperStatement, fits: [], rows: [4, 16].map((digits) => rowByFormula(method, 'tanh', digits)) };
    };
    const symbols = async (known: 'bound' | 'estimate'): Promise<number> =>
      [...parse(await errorFigure(only(known))).querySelectorAll('[aria-label="dot"]')].filter(
        (node) => node.getAttribute('fill') === 'white',
      ).length;
    expect(await symbols('estimate')).toBeGreaterThan(0);
    expect(await symbols('bound')).toBe(0);
  });

  it('use a linear axis of digits where the errors span less', async () => {
    const rows = upperStatement.rows.filter((row) => ['1e-4', '1e-16'].includes(row.eps) && row.role !== 'lower-bound');
    expect(textOf(await errorFigure({ ...upperStatement, rows }))).toContain('10⁻¹⁰');
  });

  it('put several targets side by side under shared axes', async () => {
    const svg = await sizeFigure(rootStatement);
    const texts = textOf(svg);
    for (const target of ['root:2', 'root:3', 'root:5']) expect(texts).toContain(target);
    expect(parse(svg).querySelectorAll('[aria-label="frame"]')).toHaveLength(3);
    const one = await sizeFigure(rootStatement, { target: 'root:3' });
    expect(parse(one).querySelectorAll('[aria-label="frame"]')).toHaveLength(1);
    await expect(sizeFigure(rootStatement, { target: 'root:7' })).rejects.toThrow('root:2, root:3, root:5');
  });

  it('join the points of a line in the order of ε, in whatever order the rows come', async () => {
    const path = (svg: string | undefined): string[] =>
      [...parse(svg).querySelectorAll('[aria-label="line"] path')].map((node) => node.getAttribute('d') ?? '').sort();
    expect(path(await sizeFigure(reversedRows))).toEqual(path(await sizeFigure(upperStatement)));
  });

  it('leave out what a logarithmic axis cannot show, and say so', async () => {
    const [row] = upperStatement.rows;
    if (row === undefined) throw new Error('expected a row');
    const { eps, estimate, ...rest } = row;
    expect([eps, estimate?.kind]).toEqual(['1e-4', 'estimate']);
    const exactRow: Row = { ...rest, eps: '0.9', planBound: '0', error: { kind: 'bound', lower: '0', upper: '0' } };
    const statement = { ...upperStatement, rows: [...upperStatement.rows, exactRow] };
    expect(textOf(await sizeFigure(statement)).join(' ')).toContain('One row');
    expect(textOf(await errorFigure(statement)).join(' ')).toContain('One row of error 0');
    expect(await errorFigure({ ...statement, rows: [exactRow] })).toBeUndefined();
  });

  it('are not drawn for a statement without rows', async () => {
    expect(await statementFigures(hostileStatement)).toEqual([]);
  });

  it('survive a single row', async () => {
    const rows = upperStatement.rows.slice(0, 1);
    for (const { svg } of await statementFigures({ ...upperStatement, rows })) parse(svg);
  });

  it('escape hostile names', async () => {
    const rows = upperStatement.rows.map((row) => ({ ...row, method: '</text><script>alert(1)</script>"\'&' }));
    const svg = await sizeFigure({ ...upperStatement, id: '../<x>', rows });
    expect(parse(svg).querySelector('script')).toBeNull();
    expect(fileName('../<x>/y')).toBe('x-y');
    expect(fileName('..')).toBe('statement');
  });
});

describe('the lines of a figure', () => {
  it('differ pairwise in symbol, and in dashes by role', () => {
    const series = groupSeries(upperStatement.rows, () => 0);
    expect(series.map(({ role }) => role)).toEqual(['paper', 'own', 'competitor', 'competitor', 'lower-bound']);
    expect(new Set(series.map(({ style }) => style.symbol)).size).toBe(series.length);
    const [paper, own, first, second] = series.map(({ style }) => style);
    expect(paper?.dash).toBe('');
    expect(own?.width).toBeGreaterThan(paper?.width ?? Infinity);
    expect(first?.dash).not.toBe('');
    expect(first?.dash).not.toBe(second?.dash);
  });
});

describe('figure text', () => {
  it('uses only signs that the embedded typeface has', () => {
    expect(drawable('a ≤ √2 → ∞')).toBe('a &lt;= sqrt 2 -&gt; inf');
  });

  it('breaks between words and never at a no-break space', () => {
    expect(wrapText('one two\u00a0three four', 45, 10)).toEqual(['one', 'two\u00a0three', 'four']);
  });
});
