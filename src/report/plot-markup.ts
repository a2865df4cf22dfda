/**
 * Observable Plot run without a browser: marks in, SVG markup out.
 *
 * Plot and jsdom are imported when the first figure is drawn, never when this file is.
 */
import type * as Plot from '@observablehq/plot';

/** The Plot library, handed to the code that makes marks. */
export type PlotLibrary = typeof Plot;

interface Stage {
  readonly plot: PlotLibrary;
  readonly document: Document;
  readonly serialize: (node: Node) => string;
}

let stage: Promise<Stage> | undefined;

async function openStage(): Promise<Stage> {
  const [plot, { JSDOM }] = await Promise.all([import('@observablehq/plot'), import('jsdom')]);
  const { window } = new JSDOM('');
  const serializer = new window.XMLSerializer();
  return { plot, document: window.document, serialize: (node) => serializer.serializeToString(node) };
}

/**
 * Draws one plot and returns its content as markup for a `<g>`, without style sheets.
 *
 * @param options - makes the options of `Plot.plot`; width and height are those of the plot
 * @returns markup of the children of Plot's `<svg>` element
 */
export async function plotMarkup(options: (plot: PlotLibrary) => Plot.PlotOptions): Promise<string> {
  stage ??= openStage();
  const { plot, document, serialize } = await stage;
  const drawn = plot.plot({ ...options(plot), document });
  const children = [...drawn.children].filter((child) => child.tagName.toLowerCase() !== 'style');
  return children.map(serialize).join('').replaceAll(' xmlns="http://www.w3.org/2000/svg"', '');
}
