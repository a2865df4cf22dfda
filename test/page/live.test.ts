import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { build } from 'esbuild';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../repository/repository.ts';
import { temporaryDirectory } from '../cli/command.ts';

/** Debian's Chromium, or the browser named in the environment. */
const BROWSER = [process.env.CHROMIUM, '/usr/bin/chromium'].find((path) => path !== undefined && existsSync(path));
const WITH_WEBGPU = ['--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader'];
const WITHOUT = ['--disable-features=WebGPU,WebGPUService', '--disable-gpu'];

const scratch = temporaryDirectory();
let server: Server | undefined;
let address = '';
const browsers: Browser[] = [];

beforeAll(async () => {
  const page = join(root, 'docs/live');
  await build({
    entryPoints: [join(page, 'live.ts'), join(page, 'worker.ts')],
    bundle: true,
    format: 'esm',
    // For a browser, so that a module of Node’s in the bundle is an error.
    platform: 'browser',
    outdir: join(scratch.path, 'dist'),
    logLevel: 'silent',
  });
  server = createServer((request, response) => {
    const path = (request.url ?? '/').replace(/[?#].*/u, '');
    const file = path === '/' ? join(page, 'index.html') : join(scratch.path, path);
    readFile(file).then(
      (content) => {
        response.setHeader('content-type', file.endsWith('.html') ? 'text/html' : 'text/javascript');
        response.end(content);
      },
      () => {
        response.statusCode = 404;
        response.end();
      },
    );
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  address = `http://localhost:${String((server.address() as AddressInfo).port)}/`;
});

afterAll(async () => {
  await Promise.all(browsers.map((browser) => browser.close()));
  server?.close();
  scratch.remove();
});

/** Opens the page and waits until it has done its first request; faults of the page fail the test. */
async function open(args: readonly string[]): Promise<{ readonly page: Page; readonly faults: readonly string[] }> {
  const browser = await chromium.launch({ executablePath: BROWSER ?? '', args: ['--no-sandbox', ...args] });
  browsers.push(browser);
  const page = await browser.newPage({ viewport: { width: 1040, height: 900 } });
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  await page.goto(address);
  return { page, faults };
}

const done = (page: Page): Promise<unknown> =>
  page.waitForFunction(
    () => /^Done|expected|undefined/u.test(document.getElementById('status')?.textContent ?? ''),
    undefined,
    {
      timeout: 100_000,
    },
  );

const textOf = (page: Page, id: string): Promise<string> => page.locator(`#${id}`).innerText();
const valueOf = (table: string, name: string): string | undefined =>
  table
    .split('\n')
    .find((line) => line.startsWith(name))
    ?.split('\t')[1];

describe.skipIf(BROWSER === undefined)(
  `the page in Chromium${BROWSER === undefined ? ' (skipped: no /usr/bin/chromium, and none named in CHROMIUM)' : ''}`,
  () => {
    const errors: Record<string, string | undefined> = {};

    it.each([
      ['with WebGPU', WITH_WEBGPU, /swiftshader/iu],
      ['without', WITHOUT, /^one CPU thread$/u],
    ])('builds, measures and draws %s', async (name, args, device) => {
      const { page, faults } = await open(args);
      await done(page);
      expect(await textOf(page, 'status')).toBe('Done.');
      expect(await textOf(page, 'device')).toMatch(device);
      const [size, estimate] = [await textOf(page, 'size'), await textOf(page, 'estimate')];
      expect(Number(valueOf(size, 'gates'))).toBeGreaterThan(3);
      expect(Number(valueOf(size, 'nodes'))).toBeGreaterThan(3);
      errors[name] = estimate.replace(/seconds.*/u, '');
      expect(Number(valueOf(estimate, 'error'))).toBeLessThan(1e-12);
      expect(Number(valueOf(estimate, 'error'))).toBeGreaterThan(1e-17);
      expect(await page.locator('#curve svg path').count()).toBeGreaterThan(0);
      expect(await page.locator('#ladder svg circle').count()).toBeGreaterThan(8);
      expect(faults).toEqual([]);
      if (process.env.LOGLOG_SCREENSHOTS !== undefined) {
        const path = join(process.env.LOGLOG_SCREENSHOTS, `live-${name.replaceAll(' ', '-').toLowerCase()}.png`);
        await page.screenshot({ path, fullPage: true });
      }
    });

    it('shows the same error either way', () => {
      expect(errors['with WebGPU']).toMatch(/limbs\(\d+\)/u);
      expect(errors.without).toBe(errors['with WebGPU']);
    });

    it('follows what a visitor picks, and says what is wrong with a request', async () => {
      const { page, faults } = await open(WITHOUT);
      await done(page);
      await page.selectOption('#target', 'cbrt');
      await page.selectOption('#method', 'scaled-newton');
      await page.fill('#eps', '1e-8');
      await page.fill('#points', '500');
      await page.click('button');
      await page.waitForFunction(() => document.getElementById('size')?.innerText.includes('scaled-newton') === true);
      await done(page);
      expect(Number(valueOf(await textOf(page, 'estimate'), 'error'))).toBeLessThan(1e-8);
      await page.fill('#eps', '-1');
      await page.click('button');
      await page.waitForSelector('#status.fault');
      expect(await textOf(page, 'status')).toMatch(/expected/u);
      expect(faults).toEqual([]);
    });
  },
);
