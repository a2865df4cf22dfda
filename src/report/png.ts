/**
 * PNG files of figures, rasterised by resvg in WebAssembly.
 */
import { figureFonts } from './fonts.ts';

let ready: Promise<void> | undefined;

async function startRenderer(): Promise<void> {
  const [{ initWasm }, { readFile }, { createRequire }] = await Promise.all([
    import('@resvg/resvg-wasm'),
    import('node:fs/promises'),
    import('node:module'),
  ]);
  const path = createRequire(import.meta.url).resolve('@resvg/resvg-wasm/index_bg.wasm');
  await initWasm(Uint8Array.from(await readFile(path)));
}

/**
 * Rasterises a figure on white.
 *
 * @param svg - an SVG document
 * @param options - `width` of the image in pixels, a positive integer
 * @returns the PNG file, the same for the same input
 * @throws {RangeError} if the width is not a positive integer
 */
export async function svgToPng(svg: string, options: { readonly width: number }): Promise<Uint8Array> {
  const { width } = options;
  if (!Number.isInteger(width) || width < 1) {
    throw new RangeError(`svgToPng: expected a positive integer width, got ${String(width)}`);
  }
  ready ??= startRenderer();
  await ready;
  const { Resvg } = await import('@resvg/resvg-wasm');
  const { regular, italic, bold } = await figureFonts();
  const family = 'STIX Two Text';
  const renderer = new Resvg(svg, {
    fitTo: { mode: 'width', value: width },
    background: '#ffffff',
    font: { fontBuffers: [regular, italic, bold], defaultFontFamily: family, serifFamily: family },
  });
  const image = renderer.render();
  const png = Uint8Array.from(image.asPng());
  image.free();
  renderer.free();
  return png;
}
