import { inflateSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { svgToPdf } from '../../src/report/pdf.ts';
import { svgToPng } from '../../src/report/png.ts';
import { sizeFigure } from '../../src/report/size-figure.ts';
import { upperStatement } from './fixture.ts';

let svg = '';
beforeAll(async () => {
  svg = (await sizeFigure(upperStatement)) ?? '';
}, 30_000);

/** The page's drawing operators, decompressed. */
function streams(pdf: Uint8Array): string {
  const raw = Buffer.from(pdf);
  const parts: string[] = [];
  for (let at = raw.indexOf('stream\n'); at >= 0; at = raw.indexOf('stream\n', at + 7)) {
    if (raw.subarray(at - 3, at).toString() === 'end') continue;
    const end = raw.indexOf('\nendstream', at);
    const body = raw.subarray(at + 7, end);
    if (body[0] === 0x78) parts.push(inflateSync(body).toString('latin1'));
  }
  return parts.join('\n');
}

describe('PDF figures', { timeout: 30_000 }, () => {
  it('are one vector page of the figure’s size with the typeface embedded', async () => {
    const pdf = await svgToPdf(svg);
    const text = Buffer.from(pdf).toString('latin1');
    expect(text.startsWith('%PDF-1.')).toBe(true);
    expect(text.trimEnd().endsWith('%%EOF')).toBe(true);
    const height = / height="(\d+)"/.exec(svg)?.[1] ?? '';
    expect(text).toContain(`/MediaBox [0 0 420 ${height}]`);
    expect(text).toMatch(/\/FontFile2/);
    expect(text).toMatch(/\+STIXTwoText-Regular/);
    expect(text).toMatch(/\+STIXTwoText-Italic/);
    expect(text).not.toMatch(/\/Subtype \/Image/);
    expect(streams(pdf)).toMatch(/\bTj\b|\bTJ\b/);
  });

  it('are the same file every time', async () => {
    expect(Buffer.from(await svgToPdf(svg)).equals(Buffer.from(await svgToPdf(svg)))).toBe(true);
  });

  it('need a view box', async () => {
    await expect(svgToPdf('<svg xmlns="http://www.w3.org/2000/svg"/>')).rejects.toThrow(RangeError);
  });
});

describe('PNG figures', { timeout: 30_000 }, () => {
  it('have the width asked for, the figure’s proportions and text in them', async () => {
    const png = Buffer.from(await svgToPng(svg, { width: 840 }));
    expect(png.subarray(0, 8).toString('hex')).toBe('89504e470d0a1a0a');
    expect(png.readUInt32BE(16)).toBe(840);
    const height = Number(/ height="(\d+)"/.exec(svg)?.[1]);
    expect(Math.abs(png.readUInt32BE(20) - 2 * height)).toBeLessThanOrEqual(1);
    const bare = Buffer.from(await svgToPng(svg.replace(/<text[\s\S]*?<\/text>/g, ''), { width: 840 }));
    expect(png.equals(bare)).toBe(false);
  });

  it('refuse a width that is no positive integer', async () => {
    await expect(svgToPng(svg, { width: 0.5 })).rejects.toThrow('svgToPng: expected a positive integer width, got 0.5');
  });
});
