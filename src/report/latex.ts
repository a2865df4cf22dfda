/**
 * `table.tex`: compiles by itself, and can be `\input` into a paper. Core LaTeX only; booktabs' rules where the paper loads it.
 */
import { formatDecimal } from './decimal-text.ts';
import { errorSummary, formatErrorSummary } from './wording.ts';
import type { Row, StatementResult, VerifyResults } from '../theorems/records.ts';

/** Rows of one float, so that it fits on a page. */
const rowsPerTable = 36;

/** Signs with a meaning in TeX, and signs that pdfTeX's input encoding lacks. */
const commands: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '{': '\\{',
  '}': '\\}',
  $: '\\$',
  '&': '\\&',
  '#': '\\#',
  '%': '\\%',
  _: '\\_',
  '^': '\\textasciicircum{}',
  '~': '\\textasciitilde{}',
  '<': '$<$',
  '>': '$>$',
  '|': '$|$',
  '"': "''",
  '\u00a0': '~',
  '–': '--',
  '—': '---',
  '−': '$-$',
  '‖': '$\\|$',
  '≤': '$\\le$',
  '≥': '$\\ge$',
  '≈': '$\\approx$',
  '×': '$\\times$',
  '÷': '$\\div$',
  '·': '$\\cdot$',
  '±': '$\\pm$',
  '√': '$\\surd$',
  '∞': '$\\infty$',
  '∈': '$\\in$',
  '∘': '$\\circ$',
  '→': '$\\to$',
  '↔': '$\\leftrightarrow$',
  '⇒': '$\\Rightarrow$',
  '½': '$\\frac12$',
  '¼': '$\\frac14$',
  '′': "$'$",
  '″': "$''$",
  Σ: '$\\Sigma$',
  Π: '$\\Pi$',
  Ω: '$\\Omega$',
  Θ: '$\\Theta$',
  Δ: '$\\Delta$',
  '…': '\\ldots{}',
  '’': "'",
  '‘': '`',
  '“': '``',
  '”': "''",
};

const greek =
  'alpha beta gamma delta varepsilon zeta eta theta iota kappa lambda mu nu xi o pi rho varsigma sigma tau upsilon varphi chi psi omega';

function greekCommand(sign: string): string | undefined {
  const name = greek.split(' ')[(sign.codePointAt(0) ?? 0) - 0x3b1];
  return name === undefined ? undefined : name === 'o' ? 'o' : `$\\${name}$`;
}

/** Superscript and subscript digits, raised and lowered. */
function shiftedDigit(sign: string): string | undefined {
  const raised = '⁰¹²³⁴⁵⁶⁷⁸⁹'.indexOf(sign);
  if (raised >= 0) return `$^{${String(raised)}}$`;
  if (sign === '⁻') return '$^{-}$';
  const lowered = '₀₁₂₃₄₅₆₇₈₉'.indexOf(sign);
  return lowered >= 0 ? `$_{${String(lowered)}}$` : undefined;
}

function escapeSign(sign: string): string {
  const known = commands[sign] ?? shiftedDigit(sign) ?? greekCommand(sign);
  if (known !== undefined) return known;
  if (/\p{C}|\s/u.test(sign)) return ' ';
  // pdfTeX reads ASCII and the letters of Western Europe; any other sign shows as its code point.
  if (sign <= '~' || /[À-ÖØ-öø-ÿ]/.test(sign)) return sign;
  return `[U+${(sign.codePointAt(0) ?? 0).toString(16).toUpperCase()}]`;
}

/**
 * Escapes text for LaTeX's text mode.
 *
 * @param text - any text
 * @returns LaTeX that shows the text with pdfTeX, signs it cannot show as `[U+…]`
 */
export function escapeLatex(text: string): string {
  return Array.from(text, escapeSign).join('');
}

function errorCell(row: Row): string {
  if (row.role === 'lower-bound') return '---';
  const summary = errorSummary(row);
  const [word, value] = formatErrorSummary(summary, 'latex');
  return `${word} $${summary.kind === 'estimate' ? '\\approx' : '\\le'} ${value}$`;
}

function sizeCell(row: Row, value: number): string {
  return row.role === 'lower-bound' ? (value > 0 ? `$\\ge ${String(value)}$` : '---') : String(value);
}

function rowLine(statement: StatementResult, row: Row): string {
  const cells = [
    escapeLatex(statement.id),
    escapeLatex(row.target),
    `$${formatDecimal(row.eps, 3, 'latex')}$`,
    `\\raggedright ${escapeLatex(row.method)}`,
    sizeCell(row, row.size.gates),
    sizeCell(row, row.size.nodes),
    sizeCell(row, row.size.depth),
    errorCell(row),
  ];
  return `${cells.join(' & ')} \\\\`;
}

const columnHeads = 'statement & target & $\\varepsilon$ & method & gates & nodes & depth & error \\\\';

function table(statement: StatementResult, rows: readonly Row[], continued: boolean): string {
  const title = `${escapeLatex(statement.title)}: ${statement.verdict}${continued ? ' (continued)' : ''}.`;
  return [
    '\\begin{table}[htbp]\\centering\\footnotesize\\setlength{\\tabcolsep}{3pt}%',
    `\\caption{${title} A \\emph{bound} is certified, an \\emph{estimate} was sampled, a \\emph{plan bound} was proven beforehand.}\\smallskip`,
    '\\makebox[\\textwidth][c]{\\begin{tabular}{llrp{0.2\\textwidth}rrrl}',
    '\\loglogtoprule',
    columnHeads,
    '\\loglogmidrule',
    ...rows.map((row) => rowLine(statement, row)),
    '\\loglogbottomrule',
    '\\end{tabular}}',
    '\\end{table}',
  ].join('\n');
}

function tablesOf(statement: StatementResult): readonly string[] {
  const count = Math.ceil(statement.rows.length / rowsPerTable);
  return Array.from({ length: count }, (_, k) =>
    table(statement, statement.rows.slice(k * rowsPerTable, (k + 1) * rowsPerTable), k > 0),
  );
}

/** Every verdict, also of statements without rows. */
function verdictList(results: VerifyResults): string {
  const lines = results.statements.map(({ id, title, verdict }) =>
    [escapeLatex(id), `\\raggedright ${escapeLatex(title)}`, verdict].join(' & ').concat(' \\\\'),
  );
  return [
    '\\begin{table}[htbp]\\centering\\footnotesize',
    '\\caption{Verdicts.}\\smallskip',
    '\\makebox[\\textwidth][c]{\\begin{tabular}{lp{0.55\\textwidth}l}',
    '\\loglogtoprule',
    'statement & title & verdict \\\\',
    '\\loglogmidrule',
    ...lines,
    '\\loglogbottomrule',
    '\\end{tabular}}',
    '\\end{table}',
  ].join('\n');
}

/** Inside a document `\documentclass` is no longer allowed: LaTeX has then set `\@nodocument` to `\relax`. */
const preamble = [
  '% By itself: pdflatex table.tex. In a paper: \\input{table}; with booktabs loaded its rules are used.',
  '\\expandafter\\ifx\\csname @nodocument\\endcsname\\relax',
  '\\def\\loglogend{\\endinput}%',
  '\\else',
  '\\documentclass{article}',
  '\\usepackage[utf8]{inputenc}',
  '\\setlength{\\textwidth}{7in}\\setlength{\\oddsidemargin}{-0.25in}',
  '\\setlength{\\topmargin}{-0.6in}\\setlength{\\textheight}{9.6in}',
  '\\begin{document}',
  '\\def\\loglogend{\\end{document}}%',
  '\\fi',
  '\\expandafter\\ifx\\csname toprule\\endcsname\\relax',
  '\\def\\loglogtoprule{\\hline\\rule{0pt}{2.6ex}}\\def\\loglogmidrule{\\hline\\rule{0pt}{2.6ex}}\\def\\loglogbottomrule{\\hline}%',
  '\\else',
  '\\def\\loglogtoprule{\\toprule}\\def\\loglogmidrule{\\midrule}\\def\\loglogbottomrule{\\bottomrule}%',
  '\\fi',
];

/**
 * The content of `table.tex`: the verdicts, then the rows of each statement.
 *
 * Statement, target, ε, method, gates, nodes, depth, error; each error carries the word that says how it was obtained, and bounds are
 * rounded up.
 *
 * @param results - the records of one run
 * @returns a LaTeX file
 */
export function latexTable(results: VerifyResults): string {
  const tables = results.statements.flatMap(tablesOf);
  const flushed = tables.map((one, k) => (k % 12 === 11 ? `${one}\n\\clearpage` : one));
  return latexDocument([verdictList(results), ...flushed]);
}

/** A file of tables that compiles by itself and can be `\input` into a paper. */
export function latexDocument(tables: readonly string[]): string {
  return [...preamble, ...tables, '\\loglogend', ''].join('\n');
}
