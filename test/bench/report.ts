/**
 * Benchmark reports: their text, and the comparison of two of them.
 */

/** One figure of a benchmark; `target` is what the project asks for, written `≥ 12` or `≤ 1.5`. */
export interface Measurement {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly target?: string;
}

/** The figures of one run, by benchmark, and the machine they were measured on. */
export interface Report {
  readonly environment: { readonly node: string; readonly cpu: string; readonly cores: number };
  readonly benchmarks: Readonly<Record<string, readonly Measurement[]>>;
}

/** A figure beside the stored one: `factor` > 1 is worse, < 1 better. */
export interface Comparison {
  readonly name: string;
  readonly before: number;
  readonly now: number;
  readonly factor: number;
  readonly verdict: 'worse' | 'same' | 'better' | 'not comparable';
}

const secondsUnits = new Set(['s', 'ms', 'µs', 'ns']);

/** Whether the figure meets its target; undefined if it has none. */
export function meetsTarget({ name, value, target }: Measurement): boolean | undefined {
  if (target === undefined) return undefined;
  const [, relation, limit] = /^([≤≥<>])\s*([\d.eE+-]+)$/u.exec(target.trim()) ?? [];
  if (relation === undefined || limit === undefined) {
    throw new RangeError(`bench: expected a target such as "≥ 12" for ${name}, got ${JSON.stringify(target)}`);
  }
  return relation === '≥' || relation === '>' ? value >= Number(limit) : value <= Number(limit);
}

/** +1 if smaller figures are better, −1 if larger ones are, 0 if neither the target nor the unit says so. */
function direction({ unit, target }: Measurement): number {
  if (target !== undefined) return /^[≥>]/u.test(target.trim()) ? -1 : 1;
  return secondsUnits.has(unit) ? 1 : 0;
}

/** Parses a stored report. */
export function readReport(text: string): Report {
  const value: unknown = JSON.parse(text);
  if (typeof value !== 'object' || value === null || !('environment' in value) || !('benchmarks' in value)) {
    throw new TypeError('bench: expected a stored report with the fields environment and benchmarks');
  }
  return value as Report;
}

/** Sets every figure beside the stored figure of the same name; figures that only one report has are left out. */
export function compareReports(before: Report, now: Report, tolerance: number): readonly Comparison[] {
  const sameMachine =
    before.environment.cpu === now.environment.cpu && before.environment.cores === now.environment.cores;
  return Object.entries(now.benchmarks).flatMap(([benchmark, figures]) =>
    figures.flatMap((figure): readonly Comparison[] => {
      const stored = before.benchmarks[benchmark]?.find(({ name }) => name === figure.name);
      if (stored === undefined) return [];
      const sign = direction(figure);
      const factor = (figure.value / stored.value) ** (sign === 0 ? 1 : sign);
      const comparable = sign !== 0 && stored.unit === figure.unit && (sameMachine || !secondsUnits.has(figure.unit));
      const changed = factor > tolerance ? 'worse' : factor < 1 / tolerance ? 'better' : 'same';
      return [
        {
          name: `${benchmark}: ${figure.name}`,
          before: stored.value,
          now: figure.value,
          factor,
          verdict: comparable ? changed : 'not comparable',
        },
      ];
    }),
  );
}

/** The report as text, one line per figure. */
export function formatTable(report: Report, comparison: readonly Comparison[]): string {
  const byName = new Map(comparison.map((row) => [row.name, row]));
  const rows = Object.entries(report.benchmarks).flatMap(([benchmark, figures]) =>
    figures.map((figure): readonly string[] => {
      const name = `${benchmark}: ${figure.name}`;
      const met = meetsTarget(figure);
      const target = met === undefined ? '' : `target ${figure.target ?? ''} ${met ? 'met' : 'MISSED'}`;
      const compared = byName.get(name);
      const change = compared === undefined ? '' : `was ${compared.before.toPrecision(3)}, ${compared.verdict}`;
      return [name, `${figure.value.toPrecision(3)} ${figure.unit}`, target, change];
    }),
  );
  const widths = [0, 1, 2, 3].map((column) => Math.max(0, ...rows.map((row) => row[column]?.length ?? 0)));
  const { node, cpu, cores } = report.environment;
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  return [`Node ${node}, ${cpu}, ${String(cores)} cores`, ...lines].join('\n');
}
