import { JSDOM } from 'jsdom';
import { beforeAll, describe, expect, it } from 'vitest';
import { htmlReport } from '../../src/report/html.ts';
import { resultsByFormula, upperStatement } from './fixture.ts';
import type { VerifyResults } from '../../src/theorems/records.ts';

let html = '';
let document: Document;
beforeAll(async () => {
  html = await htmlReport(resultsByFormula);
  document = new JSDOM(html).window.document;
}, 30_000);

const content = (selector: string): string => document.querySelector(selector)?.textContent ?? '';

describe('report.html', { timeout: 30_000 }, () => {
  it('loads nothing and runs nothing', () => {
    expect(document.querySelectorAll('script, link, img, iframe, object, embed, [src], image, use')).toHaveLength(0);
    expect(html).not.toMatch(/http:\/\//);
    expect(html).not.toMatch(/url\((?!data:)|@import/);
    expect(html).toContain("default-src 'none'");
    const handlers = [...document.querySelectorAll('*')].flatMap((node) => node.getAttributeNames());
    expect(handlers.filter((name) => name.startsWith('on'))).toEqual([]);
  });

  it('puts the verdicts on top, each linked to its statement', () => {
    const links = [...document.querySelectorAll('main > .scroll a')];
    expect(links).toHaveLength(3);
    for (const link of links) {
      expect(document.getElementById(link.getAttribute('href')?.slice(1) ?? '')).not.toBeNull();
    }
    expect(content('header')).toContain('1 verified, 1 violated, 1 inconclusive');
  });

  it('shows claim, hypotheses, references, verdict with reason, notes and figures of a statement', () => {
    const section = content('[id="theorem-3.1-upper"]');
    for (const text of [
      'For every 0 < ε < 1',
      'GELU in its tanh form',
      'arXiv 2602.12390',
      'skip connections',
      'verified',
    ]) {
      expect(section).toContain(text);
    }
    expect(content('[id="lemma-1.1"]')).toContain('inconclusive: root:5 was not certified');
    const figures = [...document.querySelectorAll('figure svg')];
    expect(figures).toHaveLength(6);
    expect(figures.every((figure) => (figure.getAttribute('aria-label') ?? '') !== '')).toBe(true);
  });

  it('tells bounds and estimates apart in words, and rounds intervals outwards', () => {
    const cells = [...document.querySelectorAll('td')].map((cell) => cell.textContent);
    expect(cells).toContain('bound[3.141×10⁻⁴³⁴³, 3.143×10⁻⁴³⁴³]');
    expect(cells).toContain('estimate3.142×10⁻⁴³⁴³');
    expect(html).not.toMatch(/max(imum)? error/i);
  });

  it('calls fits fits', () => {
    expect(content('[id="theorem-3.1-upper"]')).toContain('A fit describes the rows above and proves nothing');
    expect(content('[id="theorem-3.1-upper"]')).toContain('exponent (fit)');
  });

  it('escapes every text', () => {
    expect(content('[id="mhl-3.4"] h2')).toContain('<script>alert("1")</script>');
    expect(content('[id="mhl-3.4"]')).toContain('jump 1.5e-1, <b>');
  });

  it('gives the command that made it, as it was typed', () => {
    expect(content('#reproduce code')).toBe('loglog verify --eps 1e-4,1e-16 --out "my results"');
    expect(content('[id="theorem-3.1-upper"] pre')).toBe(
      'loglog verify theorem-3.1-upper --eps 1e-4,1e-16,1e-64,1e-256,1e-1024,1e-4096',
    );
    expect(content('#reproduce dl')).toContain('v20.20.2');
  });

  it('follows light and dark and has a form for print', () => {
    expect(html).toContain('prefers-color-scheme: dark');
    expect(html).toContain('@media print');
  });

  it('keeps hostile ids, paths and references harmless', async () => {
    const results: VerifyResults = {
      ...resultsByFormula,
      statements: [
        {
          ...upperStatement,
          id: '"><img src=x onerror=alert(1)>',
          references: ['javascript:alert(1) https://example.org/"onclick="x'],
          rows: upperStatement.rows.slice(0, 2).map((row) => ({ ...row, network: '../../etc/passwd' })),
          fits: [],
        },
      ],
    };
    const page = new JSDOM(await htmlReport(results)).window.document;
    expect(page.querySelector('img')).toBeNull();
    const links = [...page.querySelectorAll('a')].map((link) => link.getAttribute('href') ?? '');
    expect(links.filter((href) => /javascript:|passwd/.test(href))).toEqual([]);
    expect(page.querySelector('[onclick]')).toBeNull();
  });
});
