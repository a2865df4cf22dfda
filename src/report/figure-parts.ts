/**
 * What the kinds of figures share: the panels' targets, the range of an axis, the legend of the lines, the words for looks.
 */
import { formatDomain, methodWords, roleWords } from './wording.ts';
import type { LegendEntry } from './legend.ts';
import type { PanelAxis, PanelPoint, PointLook } from './panel.ts';
import type { Series } from './series.ts';
import type { Row, StatementResult } from '../theorems/records.ts';

/** A target on a domain: the subject of one panel. */
export interface Subject {
  readonly target: string;
  readonly domain: readonly [string, string];
}

/** Whether a row belongs to a subject. */
export function isAbout(row: Row, { target, domain }: Subject): boolean {
  return row.target === target && row.domain[0] === domain[0] && row.domain[1] === domain[1];
}

/** The distinct targets with their domains, in order of appearance. */
export function subjectsOf(rows: readonly Row[]): readonly Subject[] {
  return rows.filter((row, index) => rows.findIndex((other) => isAbout(other, row)) === index);
}

/** A panel's title: the target, and its domain where another panel has the same target. */
export function subjectTitle(subject: Subject, all: readonly Subject[]): string {
  const alone = all.filter(({ target }) => target === subject.target).length === 1;
  return alone ? subject.target : `${subject.target} on ${formatDomain(subject.domain)}`;
}

/** The end of a figure's title that names its subject or subjects. */
export function subjectPhrase(subjects: readonly Subject[]): string {
  const [first] = subjects;
  if (first === undefined) return '';
  return subjects.length === 1
    ? `${first.target} on ${formatDomain(first.domain)}`
    : `${String(subjects.length)} targets`;
}

/**
 * The range of the values on a logarithmic axis with room at both ends.
 *
 * @param values - positive numbers, at least one
 * @param room - factor beyond the extreme values, > 1
 * @param least - the least ratio of the two ends
 * @returns the ends
 */
export function logRange(values: readonly number[], room: number, least: number): readonly [number, number] {
  const low = values.reduce((a, b) => Math.min(a, b)) / room;
  const high = values.reduce((a, b) => Math.max(a, b)) * room;
  const missing = Math.max(1, Math.sqrt((least * low) / high));
  return [low / missing, high * missing];
}

/** Whether what a row says of the error is proven for the network itself, or of every network. */
export function isCertified(row: Row): boolean {
  return row.error !== undefined || row.role === 'lower-bound';
}

/** A vertical axis with a sixth of the frame free at its top for the panel's title, where the panel has one; ticks stay as they are. */
export function withHeadroom(axis: PanelAxis, isTitled: boolean): PanelAxis {
  if (!isTitled) return axis;
  const [low, high] = axis.domain;
  const share = 0.18;
  const towards = (from: number, to: number): number =>
    axis.type === 'log' ? to * (to / from) ** share : to + share * (to - from);
  const domain = axis.reverse === true ? ([towards(high, low), high] as const) : ([low, towards(low, high)] as const);
  return { ...axis, domain };
}

/** Legend entries of the lines, each with its role in words. */
export function legendOf(series: readonly Series[]): readonly LegendEntry[] {
  return series.map(({ method, role, style, rows }) => ({
    label: `${methodWords[method] ?? method} (${roleWords[role]})`,
    style,
    look: rows.some((row) => isCertified(row)) ? 'filled' : 'hollow',
    line: true,
    region: role === 'lower-bound',
  }));
}

/** Legend entries that say what filled, hollow and bar mean, for the looks that occur; in grey, since they hold for every line. */
export function legendOfLooks(
  points: readonly PanelPoint[],
  words: Readonly<Record<Exclude<PointLook, 'plain'>, string>>,
): readonly LegendEntry[] {
  const looks = ['filled', 'hollow', 'bar'] as const;
  const style = { colour: '#555555', symbol: 'circle', dash: '', width: 1 } as const;
  return looks
    .filter((look) => points.some((point) => point.look === look))
    .map((look) => ({ label: words[look], style, look, line: false, region: false }));
}

/** A remark on the rows that an axis cannot show; empty where there are none. */
export function omission(count: number, why: string): string {
  if (count === 0) return '';
  return count === 1 ? ` One row ${why} is not shown.` : ` ${String(count)} rows ${why} are not shown.`;
}

/** How the points of a line read aloud: the method and its first and last point. */
export function describeLine(method: string, rows: readonly Row[], say: (row: Row) => string): string {
  const ends = [rows[0], rows.at(-1)].filter((row) => row !== undefined).map(say);
  return `${method}: ${[...new Set(ends)].join(' to ')}.`;
}

/**
 * The statement's rows about one target, or all of them.
 *
 * @param statement - a result
 * @param target - a target's name, or undefined for all
 * @returns the rows
 * @throws {RangeError} if the statement has no row about that target
 */
export function rowsAbout(statement: StatementResult, target: string | undefined): readonly Row[] {
  const rows = target === undefined ? statement.rows : statement.rows.filter((row) => row.target === target);
  if (rows.length === 0 && target !== undefined) {
    const known = subjectsOf(statement.rows).map((subject) => subject.target);
    throw new RangeError(`rowsAbout: expected a target of ${statement.id} (${known.join(', ')}), got ${target}`);
  }
  return rows;
}
