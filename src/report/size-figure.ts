/**
 * Size against L(ε) = log₂ log₂(1/ε), both axes logarithmic: growth like L^a is a straight line of slope a.
 */
import { decimalLogarithm, doubleLogarithm, formatDecimal, superscript } from './decimal-text.ts';
import { extrapolatedCrossings, extrapolationsOf, extrapolationWords, reachOf } from './extrapolation.ts';
import { composeFigure, type FigurePanel } from './figure-frame.ts';
import * as parts from './figure-parts.ts';
import { groupSeries, restrictSeries, type Series } from './series.ts';
import { doubleLogarithmTicks, epsTicks, manyDigitTicks, sizeTicks } from './ticks.ts';
import { measureWords, principalMeasure } from './wording.ts';
import type { Guide, PanelContent, PanelLine, PanelPoint } from './panel.ts';
import type { Crossing, DegreeBound, Fit, Row, SizeMeasure, StatementResult } from '../theorems/records.ts';

/** Which rows and which size a figure shows. */
export interface FigureOptions {
  /** The size measure; `gates` by default. */
  readonly measure?: SizeMeasure;
  /** One target only; by default every target gets a panel. */
  readonly target?: string;
}

/** The ends of both axes, shared by all panels. */
interface Ranges {
  readonly x: readonly [number, number];
  readonly y: readonly [number, number];
  readonly panels: number;
}

/** Whether ε lies so far below 1/2 that a logarithmic axis of L can show it. */
function isSmall(eps: string): boolean {
  return decimalLogarithm(eps) < -0.35;
}

function pointOf(row: Row, measure: SizeMeasure): PanelPoint {
  return { x: doubleLogarithm(row.eps), y: row.size[measure], look: parts.isCertified(row) ? 'filled' : 'hollow' };
}

/**
 * Exact steps from bounds of best errors: from the ε at which a degree is excluded on, more steps are needed than lead to it.
 *
 * What is drawn ends at the first ε at which the next degree might do, and goes on as it is.
 */
function exactSteps(
  bounds: readonly DegreeBound[],
  base: number,
  ranges: Ranges,
): readonly (readonly [number, number])[] {
  const jumps = bounds
    .map(({ degree, lower }) => ({
      x: doubleLogarithm(lower),
      size: Math.floor(Math.log(degree) / Math.log(base) + 1e-9) + 1,
    }))
    .sort((a, b) => a.x - b.x);
  const points: (readonly [number, number])[] = [];
  let size = 0;
  for (const jump of jumps) {
    if (jump.size <= size || jump.x > ranges.x[1]) continue;
    const x = Math.max(jump.x, ranges.x[0]);
    if (points.length > 0) points.push([x, size]);
    points.push([x, jump.size]);
    size = jump.size;
  }
  return points.length === 0 ? [] : [...points, [ranges.x[1], size]];
}

/** Steps: what ε_i makes necessary stays necessary for every smaller ε, and nothing is claimed between two rows. */
function necessarySteps(points: readonly PanelPoint[], rightEnd: number): readonly (readonly [number, number])[] {
  return points.flatMap(({ x, y }, k) => [[x, y] as const, [points[k + 1]?.x ?? rightEnd, y] as const]);
}

/** By how much one step multiplies the degree at most. */
const BASES: Partial<Record<SizeMeasure, number>> = { gates: 2, nodes: 3 };

const hasSteps = ({ degreeBounds = [] }: StatementResult, measure: SizeMeasure): boolean =>
  degreeBounds.length > 0 && BASES[measure] !== undefined;

function lineOf(line: Series, measure: SizeMeasure, ranges: Ranges, bounds: readonly DegreeBound[]): PanelLine {
  const points = line.rows.map((row) => pointOf(row, measure));
  const plain = { style: line.style, points };
  if (line.role !== 'lower-bound') return plain;
  const base = BASES[measure];
  if (base === undefined || bounds.length === 0) return { ...plain, boundary: necessarySteps(points, ranges.x[1]) };
  return { ...plain, points: [], boundary: exactSteps(bounds, base, ranges) };
}

/** The growth that each fit's statement claims, as lines through the last point of the method's own line; one for each exponent. */
function guidesOf(
  series: readonly Series[],
  fits: readonly Fit[],
  measure: SizeMeasure,
  ranges: Ranges,
): readonly Guide[] {
  const guides = new Map<number, Guide>();
  for (const { method, measure: fitted, claimedExponent: exponent } of fits) {
    const last = series.find((line) => line.method === method)?.rows.at(-1);
    if (fitted !== measure || exponent === undefined || last === undefined || guides.has(exponent)) continue;
    const { x, y } = pointOf(last, measure);
    const at = (value: number): number => y * (value / x) ** exponent;
    // The line ends where it meets the lower or the upper edge of the frame.
    const meets = (edge: number, otherwise: number): number =>
      exponent > 0 ? x * (edge / y) ** (1 / exponent) : otherwise;
    const start = Math.max(ranges.x[0], meets(ranges.y[0], ranges.x[0]));
    const end = Math.min(ranges.x[1], meets(ranges.y[1], ranges.x[1]));
    const points = [start, end].map((value) => [value, at(value)] as const);
    guides.set(exponent, { points, label: growthLabel(exponent) });
  }
  return [...guides.values()];
}

function growthLabel(exponent: number): string {
  if (exponent === 1) return '_L_';
  return Number.isInteger(exponent) ? `_L_${superscript(exponent)}` : `_L_^${String(exponent)}`;
}

/** What a statement knows of one target beside its rows. */
interface Knowledge {
  readonly bounds: readonly DegreeBound[];
  readonly crossings: readonly Crossing[];
}

function contentOf(
  series: readonly Series[],
  fits: readonly Fit[],
  measure: SizeMeasure,
  ranges: Ranges,
  { bounds, crossings }: Knowledge,
): PanelContent {
  const { x, y, panels } = ranges;
  const narrow = panels === 1 ? 1 : panels <= 4 ? 2 : 3;
  const digits = x.map((value) => 2 ** value / Math.log2(10)) as [number, number];
  const isFar = crossings.length > 0;
  const lines = series.map((line) => lineOf(line, measure, ranges, bounds));
  const hasRegion = lines.some(({ boundary = [] }) => boundary.length > 0);
  return {
    lines,
    guides: guidesOf(series, fits, measure, ranges),
    extrapolations: extrapolationsOf(crossings, series),
    remarks:
      panels === 1 && hasRegion && bounds.length > 0
        ? [{ x: x[1] / (x[1] / x[0]) ** 0.02, y: y[0] * (y[1] / y[0]) ** 0.05, text: 'impossible: proven' }]
        : [],
    x: {
      type: 'log',
      domain: x,
      ticks: isFar ? sizeTicks(x[0], x[1], 9) : doubleLogarithmTicks(x[0], x[1], 9 / narrow),
    },
    y: parts.withHeadroom({ type: 'log', domain: y, ticks: sizeTicks(y[0], y[1], panels > 1 ? 7 : 9) }, panels > 1),
    top: (isFar ? manyDigitTicks(digits[0], digits[1]) : epsTicks(digits[0], digits[1], 7 / narrow)).map(
      ({ value, label }) => ({ value: Math.log2(value * Math.log2(10)), label }),
    ),
  };
}

function captionOf(left: number, hasGuides: boolean, measure: SizeMeasure, crossings: readonly Crossing[]): string {
  return [
    'Both axes are logarithmic: growth like _L_ to the power _a_ is a line of slope _a_.',
    hasGuides ? ' Thin grey: the growth that is claimed, scaled to pass through the last point.' : '',
    extrapolationWords(crossings),
    crossings.length > 0
      ? ' What is proven impossible stays so; beyond the last step no larger degree was looked at.'
      : '',
    parts.omission(left, `with ε near 1 or without ${measureWords[measure]}`),
  ].join('');
}

/**
 * Draws size against L(ε), one line for each method, one panel for each target, with the scale of ε above.
 *
 * @param statement - a result with rows
 * @param options - the size measure and the target
 * @returns a standalone SVG document, or undefined where no row can be shown on logarithmic axes
 * @throws {RangeError} if the statement has no row about the target asked for
 */
export async function sizeFigure(statement: StatementResult, options: FigureOptions = {}): Promise<string | undefined> {
  const measure = options.measure ?? principalMeasure(statement);
  const rows = parts.rowsAbout(statement, options.target);
  const shown = rows.filter((row) => isSmall(row.eps) && row.size[measure] >= 1);
  if (shown.length === 0) return undefined;
  const series = groupSeries(shown, (a, b) => decimalLogarithm(b.eps) - decimalLogarithm(a.eps));
  const points = shown.map((row) => pointOf(row, measure));
  const subjects = parts.subjectsOf(shown);
  const crossings = subjects.length === 1 ? extrapolatedCrossings(statement, subjects[0]?.target, measure) : [];
  const reach = reachOf(crossings);
  const ranges = {
    x: parts.logRange([...points.map(({ x }) => x), ...reach.x], 1.06, 1.3),
    // Steps begin with the first.
    y: parts.logRange([...points.map(({ y }) => y), ...reach.y, ...(hasSteps(statement, measure) ? [1] : [])], 1.3, 4),
    panels: subjects.length,
  };
  const panels = subjects.map((subject): FigurePanel => {
    const own = restrictSeries(series, (row) => parts.isAbout(row, subject));
    const title = subjects.length === 1 ? '' : parts.subjectTitle(subject, subjects);
    const bounds = (statement.degreeBounds ?? []).filter(({ target }) => target === subject.target);
    const content = contentOf(own, statement.fits, measure, ranges, { bounds, crossings });
    return { title, titleCorner: 'left', content };
  });
  // Exact steps carry no symbols.
  const legend = parts
    .legendOf(series)
    .map((entry) => (entry.region && hasSteps(statement, measure) ? { ...entry, look: 'plain' as const } : entry));
  const isSampled = shown.some(({ estimate, error }) => estimate !== undefined && error === undefined);
  const hollow = isSampled ? 'error not certified (sampled or planned)' : 'bound of the planner, proven beforehand';
  const words = { filled: 'error certified (bound)', hollow, bar: '' };
  const say = (row: Row): string => `${String(row.size[measure])} at ε = ${formatDecimal(row.eps, 3, 'unicode')}`;
  return composeFigure({
    title: `${statement.id}: ${measureWords[measure]} against accuracy, ${parts.subjectPhrase(subjects)}`,
    description: `Number of ${measureWords[measure]} against log₂ log₂(1/ε). ${series.map((line) => parts.describeLine(line.method, line.rows, say)).join(' ')}`,
    panels,
    xLabel: '_L_ = log₂ log₂(1/_ε_)',
    yLabel: measureWords[measure],
    topLabel: crossings.length > 0 ? '−log₁₀ _ε_' : '_ε_ =',
    legend: [...legend, ...parts.legendOfLooks(points, words)],
    caption: captionOf(
      rows.length - shown.length,
      panels.some(({ content }) => content.guides.length > 0),
      measure,
      crossings,
    ),
  });
}
