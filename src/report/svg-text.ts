/**
 * Text inside figures: escaping, slanted variables, wrapping by the widths of the figures' typeface.
 */

/** The typeface of every figure; the files of `fonts.ts` draw it in PDF and PNG, a browser falls back to its serif. */
export const figureFont = "'STIX Two Text', 'STIX Two', STIXGeneral, 'Times New Roman', Times, serif";

/** Signs that the typeface lacks and what stands for them in a figure. */
const substitutes: readonly (readonly [RegExp, string])[] = [
  [/≤/g, '<='],
  [/≥/g, '>='],
  [/≈/g, '~'],
  [/√/g, 'sqrt '],
  [/∞/g, 'inf'],
  [/∈/g, 'in'],
  [/∘/g, 'o'],
  [/↔/g, '<->'],
  [/→/g, '->'],
  [/⇒/g, '=>'],
];

/**
 * Escapes text for XML and HTML, attributes included, and drops the control characters that XML forbids.
 *
 * @param text - any text
 * @returns markup that shows the text
 */
export function escapeMarkup(text: string): string {
  return Array.from(text)
    .filter((sign) => sign >= ' ' || sign === '\n' || sign === '\t')
    .join('')
    .replace(/[\uFFFE\uFFFF]|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g, '\uFFFD')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

/** Text for a figure: escaped, with only signs that the typeface has. */
export function drawable(text: string): string {
  return escapeMarkup(substitutes.reduce((result, [sign, substitute]) => result.replace(sign, substitute), text));
}

/**
 * The variables x, L, ε, a and n between underscores become slanted: `_L_ = log₂ log₂(1/_ε_)`.
 *
 * @param text - text in which `_v_` marks a variable of one letter, with superscripts if any
 * @returns markup of `<tspan>`s
 */
export function slanted(text: string): string {
  return drawable(text).replace(/_(\p{L})_/gu, '<tspan font-style="italic">$1</tspan>');
}

/**
 * The approximate width of text in the figures' typeface.
 *
 * @param text - text; underscores that mark variables count nothing
 * @param fontSize - in px
 * @returns px; within a tenth for ordinary words, on the wide side
 */
export function textWidth(text: string, fontSize: number): number {
  let units = 0;
  for (const sign of text.replace(/_(\p{L})_/gu, '$1')) {
    if (/[iljtfrI.,;:'|!()[\]\s]/.test(sign)) units += 0.31;
    else if (/[⁰¹²³⁴⁵⁶⁷⁸⁹⁻₀-₉]/.test(sign)) units += 0.39;
    else if (/[mwMW—@]/.test(sign)) units += 0.86;
    else if (/[A-Z×≤≥=+−<>&%]/.test(sign)) units += 0.68;
    else units += 0.51;
  }
  return units * fontSize;
}

/**
 * Breaks text into lines no wider than `width`; a word wider than that keeps a line of its own, and
 * a no-break space holds.
 *
 * @param text - text
 * @param width - in px
 * @param fontSize - in px
 * @returns the lines
 */
export function wrapText(text: string, width: number, fontSize: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(/[ \n\t]+/).filter((part) => part !== '')) {
    const last = lines.at(-1);
    if (last === undefined || textWidth(`${last} ${word}`, fontSize) > width) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}

/** One line of text at a place; `markup` is already escaped. */
export function textAt(markup: string, x: number, y: number, size: number, attributes = ''): string {
  return `<text x="${fixed(x)}" y="${fixed(y)}" font-size="${fixed(size)}"${attributes === '' ? '' : ` ${attributes}`}>${markup}</text>`;
}

/** A coordinate with at most two decimals, so that figures are the same on every machine. */
export function fixed(value: number): string {
  return String(Math.round(value * 100) / 100);
}
