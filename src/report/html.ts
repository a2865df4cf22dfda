/**
 * `report.html`: one file that opens offline, with figures and style inside and without scripts.
 */
import { isDecimal, decimalLogarithm } from './decimal-text.ts';
import { statementFigures, type Figure } from './figures.ts';
import { figureFonts, type FigureFonts } from './fonts.ts';
import { reportStyle } from './html-style.ts';
import { checkTableMarkup, fitTableMarkup, rowTableMarkup, verdictMarkup, verdictTableMarkup } from './html-tables.ts';
import { escapeMarkup } from './svg-text.ts';
import { countVerdicts } from './wording.ts';
import type { StatementResult, VerifyResults } from '../theorems/records.ts';

/** Web addresses and arXiv numbers in a reference become links; nothing is loaded from them. */
function referenceMarkup(reference: string): string {
  const pattern = /https:\/\/[^\s<>"']*[^\s<>"'.,;)]|\barXiv[: ]\d{4}\.\d{4,5}\b/g;
  let markup = '';
  let end = 0;
  for (const match of reference.matchAll(pattern)) {
    const [text] = match;
    const address = text.startsWith('https') ? text : `https://arxiv.org/abs/${text.slice(6)}`;
    markup += `${escapeMarkup(reference.slice(end, match.index))}<a href="${escapeMarkup(address)}">${escapeMarkup(text)}</a>`;
    end = match.index + text.length;
  }
  return markup + escapeMarkup(reference.slice(end));
}

function list(heading: string, items: readonly string[], markup: (item: string) => string): string {
  if (items.length === 0) return '';
  return `<h3>${heading}</h3><ul>${items.map((item) => `<li>${markup(item)}</li>`).join('')}</ul>`;
}

/** The figure inside the page: no width of its own, so that the page decides. */
function figureMarkup({ name, alternative, svg }: Figure): string {
  const inline = svg
    .trim()
    .replace(/<svg xmlns="[^"]*" width="[^"]*" height="[^"]*"/, `<svg aria-label="${escapeMarkup(alternative)}"`);
  const files = `<a href="figures/${name}.svg">SVG</a>, <a href="figures/${name}.pdf">PDF</a>`;
  return `<figure>${inline}<figcaption>${escapeMarkup(alternative)} (${files})</figcaption></figure>`;
}

function statementMarkup(statement: StatementResult, figures: readonly Figure[]): string {
  const { id, title, verdict, claim, reason } = statement;
  const outcome = reason === undefined ? '' : `: ${escapeMarkup(reason)}`;
  const drawn = figures.map(figureMarkup).join('\n');
  return [
    `<section class="statement" id="${escapeMarkup(encodeURIComponent(id))}" aria-label="${escapeMarkup(id)}">`,
    `<h2>${escapeMarkup(title)}</h2>`,
    `<p class="lead"><code>${escapeMarkup(id)}</code></p>`,
    `<p class="claim"><b>Claim.</b> ${escapeMarkup(claim)}</p>`,
    `<p>Verdict: ${verdictMarkup(verdict)}${outcome}</p>`,
    list('Hypotheses', statement.hypotheses ?? [], escapeMarkup),
    drawn === '' ? '' : `<h3>Figures</h3><div class="figures">${drawn}</div>`,
    statement.rows.length === 0 ? '' : `<h3>Rows</h3>${rowTableMarkup(statement)}`,
    checkTableMarkup(statement),
    statement.fits.length === 0 && statement.fit === undefined ? '' : `<h3>Fits</h3>${fitTableMarkup(statement)}`,
    list('Notes', statement.notes, escapeMarkup),
    list('References', statement.references, referenceMarkup),
    `<h3>This statement again</h3><pre><code>${escapeMarkup(commandFor([statement]))}</code></pre>`,
    '</section>',
  ].join('\n');
}

/** A command that verifies these statements at the ε recorded in their rows. */
function commandFor(statements: readonly StatementResult[]): string {
  // Where cases were checked, the ε of the rows are results and not what was asked for.
  const asked = statements.filter(({ checks }) => checks === undefined);
  const eps = [...new Set(asked.flatMap(({ rows }) => rows.map((row) => row.eps)))];
  const readable = eps.filter((text) => isDecimal(text) && !text.startsWith('-') && /[1-9]/.test(text));
  readable.sort((a, b) => decimalLogarithm(b) - decimalLogarithm(a));
  const ids = statements.map(({ id }) => id).join(' ');
  return `loglog verify ${ids}${readable.length === 0 ? '' : ` --eps ${readable.join(',')}`}`;
}

function environmentMarkup({ environment, seconds }: VerifyResults): string {
  const entries: readonly (readonly [string, string])[] = [
    ['loglog', environment.version],
    ['Node', environment.node],
    ['platform', environment.platform],
    ['processors', environment.cpus],
    ['date', environment.date],
    ['duration', `${seconds.toFixed(1)} s`],
  ];
  return `<dl>${entries.map(([term, text]) => `<dt>${term}</dt><dd>${escapeMarkup(text)}</dd>`).join('')}</dl>`;
}

function reproduceMarkup(results: VerifyResults): string {
  const command = results.environment.command ?? commandFor(results.statements);
  return [
    '<section class="statement" id="reproduce"><h2>How to reproduce</h2>',
    `<p>These results were made by</p><pre><code>${escapeMarkup(command)}</code></pre>`,
    '<p>with the software below. The records are in <a href="results.json">results.json</a> and <a href="results.csv">results.csv</a>, a table for a paper in <a href="table.tex">table.tex</a>.</p>',
    '<h3>Environment</h3>',
    environmentMarkup(results),
    '</section>',
  ].join('\n');
}

/** The typeface inside the page, so that labels keep the room that the figures leave them. */
function fontFaces({ regular, italic, bold }: FigureFonts): string {
  const face = (file: Uint8Array, description: string): string => {
    const data = Buffer.from(file.buffer, file.byteOffset, file.byteLength).toString('base64');
    return `@font-face { font-family: 'STIX Two Text'; ${description} src: url(data:font/ttf;base64,${data}) format('truetype'); }`;
  };
  return [
    face(regular, 'font-weight: 400; font-style: normal;'),
    face(italic, 'font-weight: 400; font-style: italic;'),
    face(bold, 'font-weight: 600 700; font-style: normal;'),
  ].join('\n');
}

/**
 * Puts the report together from records and figures already drawn.
 *
 * @param results - the records of one run
 * @param figures - the figures of each statement, in the order of the statements
 * @param fonts - the typeface, set into the page
 * @returns an HTML document without scripts that loads nothing
 * @throws {RangeError} if there are not as many lists of figures as statements
 */
export function composeHtml(
  results: VerifyResults,
  figures: readonly (readonly Figure[])[],
  fonts: FigureFonts,
): string {
  const { statements } = results;
  if (figures.length !== statements.length) {
    throw new RangeError(
      `composeHtml: expected figures of ${String(statements.length)} statements, got ${String(figures.length)}`,
    );
  }
  return [
    '<!doctype html>',
    '<html lang="en"><head><meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; font-src data:">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>loglog: ${countVerdicts(statements)}</title>`,
    `<style>\n${reportStyle}\n${fontFaces(fonts)}\n</style></head><body>`,
    '<header><h1>Verification report</h1>',
    `<p class="lead">${countVerdicts(statements)} · ${escapeMarkup(results.environment.date)} · loglog ${escapeMarkup(results.environment.version)}</p></header>`,
    `<main>${verdictTableMarkup(statements)}`,
    ...statements.map((statement, index) => statementMarkup(statement, figures[index] ?? [])),
    reproduceMarkup(results),
    '</main></body></html>',
    '',
  ].join('\n');
}

/**
 * Draws all figures and puts the report together.
 *
 * @param results - the records of one run
 * @returns an HTML document without scripts that loads nothing
 */
export async function htmlReport(results: VerifyResults): Promise<string> {
  const figures: (readonly Figure[])[] = [];
  for (const statement of results.statements) figures.push(await statementFigures(statement));
  return composeHtml(results, figures, await figureFonts());
}
