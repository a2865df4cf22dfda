/**
 * The tables of a training experiment: as text, CSV and LaTeX.
 */
import { csvCell } from './csv.ts';
import { formatDecimal, type DecimalStyle } from './decimal-text.ts';
import { escapeLatex, latexDocument } from './latex.ts';
import { textTable, type Alignment } from './text-table.ts';
import type { ErrorSummary, ModelKind, TrainingResults, TrainingRow } from '../training/records.ts';

/** Published least and mean errors by curve and kind. */
export type Published = (curve: string, kind: ModelKind) => { readonly min: number; readonly mean: number } | undefined;

/** What the rows of the tables are called, beside the words of the paper. */
const KIND_WORDS: Readonly<Record<ModelKind, string>> = Object.freeze({
  default: 'default network',
  'default-relu-output': 'default, ReLU on the output',
  rai: 'RAI start',
  'no-pretraining': 'no pretraining',
  free: 'differentiability not enforced',
  tied: 'differentiability enforced',
});

const error = (value: number, style: DecimalStyle): string => formatDecimal(value.toExponential(2), 3, style);

/** Mean ± deviation of the logarithms. */
const spread = ({ log10 }: ErrorSummary, minus: string): string =>
  `${log10.mean.toFixed(2).replace('-', minus)} ± ${log10.sd.toFixed(2)}`;

const certified = ({ best }: TrainingRow, style: DecimalStyle): string =>
  formatDecimal(best.error.upper, 3, style, 'up');

/**
 * All rows with all their figures, and the published ones beside them.
 *
 * @param results - the records of an experiment
 * @param published - the paper's errors, where there are any
 * @returns plain text
 */
export function trainingTable({ rows }: TrainingResults, published: Published): string {
  const head = [
    'curve',
    'kind',
    'models',
    'epochs',
    'min',
    'mean',
    'log10 mean ± sd',
    'dead',
    'pieces',
    'best: sup error ≤',
  ];
  const alignments: Alignment[] = ['left', 'left', ...Array.from({ length: 8 }, () => 'right' as const)];
  const cells = rows.flatMap((row) => {
    const shared = [row.curve, row.kind, String(row.models)];
    const errors = (epochs: number, summary: ErrorSummary): string[] => [
      String(epochs),
      error(summary.min, 'plain'),
      error(summary.mean, 'plain'),
      spread(summary, '-'),
    ];
    const { min, mean, max } = row.pieces;
    const pieces = `${String(min)}–${String(max)}, ${mean.toFixed(1)}`;
    const known = published(row.curve, row.kind);
    return [
      [...shared, ...errors(row.epochs, row), String(row.dead), pieces, certified(row, 'plain')],
      ...(row.continued ? [[...shared, ...errors(row.continued.epochs, row.continued), '', '', '']] : []),
      ...(known === undefined
        ? []
        : [['', '  published', '', '', error(known.min, 'plain'), error(known.mean, 'plain'), '', '', '', '']]),
    ];
  });
  return textTable(head, cells, alignments);
}

/** A row of the paper's tables: a kind, perhaps after twice the epochs. */
interface PaperRow {
  readonly label: string;
  readonly errors: (curve: string) => ErrorSummary | undefined;
}

function paperRows({ rows }: TrainingResults): readonly PaperRow[] {
  const kinds = [...new Set(rows.map(({ kind }) => kind))];
  const of = (curve: string, kind: ModelKind): TrainingRow | undefined =>
    rows.find((row) => row.curve === curve && row.kind === kind);
  return kinds.flatMap((kind) => {
    const label = KIND_WORDS[kind];
    const later = rows.find((row) => row.kind === kind)?.continued;
    return [
      { label, errors: (curve: string) => of(curve, kind) },
      ...(later
        ? [{ label: `${label}, ${String(later.epochs)} epochs`, errors: (curve: string) => of(curve, kind)?.continued }]
        : []),
    ];
  });
}

/** Two curves to a table, as the paper sets them. */
function curvePairs({ rows }: TrainingResults): readonly (readonly string[])[] {
  const names = [...new Set(rows.map(({ curve }) => curve))];
  return names.flatMap((_, k) => (k % 2 === 0 ? [names.slice(k, k + 2)] : []));
}

/**
 * The paper's tables: least and mean error by kind, two curves to a table, and the spread of the logarithms.
 *
 * @param results - the records of an experiment
 * @returns plain text
 */
export function paperTables(results: TrainingResults): string {
  return curvePairs(results)
    .map((pair) => {
      const head = ['network', ...['min', 'mean', 'log10'].flatMap((what) => pair.map((curve) => `${what} ${curve}`))];
      const cells = paperRows(results).map(({ label, errors }) => {
        const summaries = pair.map(errors);
        const cell = (write: (summary: ErrorSummary) => string): string[] =>
          summaries.map((summary) => (summary ? write(summary) : ''));
        return [
          label,
          ...cell(({ min }) => error(min, 'plain')),
          ...cell(({ mean }) => error(mean, 'plain')),
          ...cell((summary) => spread(summary, '-')),
        ];
      });
      return textTable(head, cells, ['left', ...head.slice(1).map(() => 'right' as const)]);
    })
    .join('\n');
}

/** The same tables for LaTeX; compiles by itself and inside a paper. */
export function trainingLatex(results: TrainingResults): string {
  const { models, points, seed } = results.settings;
  const tables = curvePairs(results).map((pair) => {
    const columns = 'r'.repeat(3 * pair.length);
    const names = pair.map(escapeLatex);
    const heads = ['min', 'mean', '$\\log_{10}$'].flatMap((what) => names.map((name) => `${what} ${name}`));
    const lines = paperRows(results).map(({ label, errors }) => {
      const summaries = pair.map(errors);
      const cell = (write: (summary: ErrorSummary) => string): string[] =>
        summaries.map((summary) => (summary ? `$${write(summary)}$` : ''));
      return [
        escapeLatex(label),
        ...cell(({ min }) => error(min, 'latex')),
        ...cell(({ mean }) => error(mean, 'latex')),
        ...cell((summary) => spread(summary, '-').replace('±', '\\pm')),
      ].join(' & ');
    });
    return [
      '\\begin{table}[htbp]\\centering\\footnotesize',
      `\\caption{Mean squared errors, ${String(models)} models of each kind, ${String(points)} points, seed ${String(seed)}.}\\smallskip`,
      `\\makebox[\\textwidth][c]{\\begin{tabular}{l${columns}}`,
      '\\loglogtoprule',
      `network & ${heads.join(' & ')} \\\\`,
      '\\loglogmidrule',
      ...lines.map((text) => `${text} \\\\`),
      '\\loglogbottomrule',
      '\\end{tabular}}',
      '\\end{table}',
    ].join('\n');
  });
  return latexDocument(tables);
}

type Column = readonly [name: string, value: (row: TrainingRow) => string];

const columns: readonly Column[] = [
  ['curve', (row) => row.curve],
  ['kind', (row) => row.kind],
  ['models', (row) => String(row.models)],
  ['epochs', (row) => String(row.epochs)],
  ['min', (row) => String(row.min)],
  ['mean', (row) => String(row.mean)],
  ['log10_mean', (row) => String(row.log10.mean)],
  ['log10_sd', (row) => String(row.log10.sd)],
  ['dead', (row) => String(row.dead)],
  ['pieces_min', (row) => String(row.pieces.min)],
  ['pieces_mean', (row) => String(row.pieces.mean)],
  ['pieces_max', (row) => String(row.pieces.max)],
  ['continued_epochs', (row) => (row.continued ? String(row.continued.epochs) : '')],
  ['continued_min', (row) => (row.continued ? String(row.continued.min) : '')],
  ['continued_mean', (row) => (row.continued ? String(row.continued.mean) : '')],
  ['continued_log10_mean', (row) => (row.continued ? String(row.continued.log10.mean) : '')],
  ['continued_log10_sd', (row) => (row.continued ? String(row.continued.log10.sd) : '')],
  ['best_index', (row) => String(row.best.index)],
  ['best_bound_lower', (row) => row.best.error.lower],
  ['best_bound_upper', (row) => row.best.error.upper],
  ['best_pieces', (row) => String(row.best.error.pieces)],
  ['network', (row) => row.best.network ?? ''],
];

const csv = (lines: readonly (readonly string[])[]): string =>
  lines.map((cells) => `${cells.map(csvCell).join(',')}\r\n`).join('');

/** `results.csv`: one line for each row, numbers in full. */
export function trainingCsv({ rows }: TrainingResults): string {
  return csv([columns.map(([name]) => name), ...rows.map((row) => columns.map(([, value]) => value(row)))]);
}

/** `models.csv`: one line for each model. */
export function modelsCsv({ models }: TrainingResults): string {
  const head = ['curve', 'kind', 'index', 'mse', 'pretrained_mse', 'continued_mse', 'dead', 'pieces'];
  const lines = models.map(({ curve, kind, index, mse, pretrained, continued, dead, pieces }) => [
    curve,
    kind,
    String(index),
    String(mse),
    pretrained === undefined ? '' : String(pretrained.mse),
    continued === undefined ? '' : String(continued),
    String(dead),
    String(pieces),
  ]);
  return csv([head, ...lines]);
}
