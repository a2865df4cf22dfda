/**
 * Finding the points close to the peaks of an error, and a grid that is fine enough to tell them apart.
 */
import { compareMagnitudes, type Magnitude, magnitude, maxMagnitude, mulUp } from '../arithmetic/magnitude.ts';
import { rationals } from '../arithmetic/rational.ts';
import { type AttainedBound, type CentredSeries, type NodeTask, peakBound } from '../certificates/interpolation.ts';
import { type ErrorProblem, PanelFault } from '../certificates/panel.ts';
import { PEAK_BITS } from '../certificates/peaks.ts';
import type { PanelGoal } from './certify-series.ts';

/** Σ w(k) c_k g(kφ). */
function seriesAt(c: Float64Array, phi: number, weight: (k: number) => number, g: (angle: number) => number): number {
  let sum = 0;
  for (let k = 0; k < c.length; k += 1) sum += weight(k) * (c[k] as number) * g(k * phi);
  return sum;
}

/** Points of the first look at the error, for each term of its series. */
const LOOK = 8;
const NEWTON_STEPS = 6;

/** p′ and p″ at t. */
function slopeAndBend(c: Float64Array, t: number): { readonly slope: number; readonly bend: number } {
  let [before, now] = [
    [1, 0, 0],
    [t, 1, 0],
  ] as [number[], number[]];
  let [slope, bend] = [0, 0];
  for (let k = 1; k < c.length; k += 1) {
    const [T = 0, D = 0, B = 0] = now;
    const [T0 = 0, D0 = 0, B0 = 0] = before;
    slope += (c[k] as number) * D;
    bend += (c[k] as number) * B;
    [before, now] = [now, [2 * t * T - T0, 2 * T + 2 * t * D - D0, 4 * D + 2 * t * B - B0]];
  }
  return { slope, bend };
}

/** The peak at or close to t = 1, where ±p is larger than at the next points of the look. */
function peakAtEnd(c: Float64Array, sign: number): number {
  let t = 1;
  for (let step = 0; step < NEWTON_STEPS; step += 1) {
    const { slope, bend } = slopeAndBend(c, t);
    if ((t === 1 && sign * slope >= 0) || !(sign * bend < 0)) return t;
    t = Math.max(-1, Math.min(1, t - slope / bend));
  }
  return t;
}

/** The angle of a peak between two others. */
function peakBetween(c: Float64Array, start: number, reach: number): number {
  let phi = start;
  for (let step = 0; step < NEWTON_STEPS; step += 1) {
    const slope = -seriesAt(c, phi, (k) => k, Math.sin);
    const bend = -seriesAt(c, phi, (k) => k * k, Math.cos);
    const next = phi - slope / bend;
    if (!(Math.abs(next - start) <= reach)) return phi;
    phi = next;
  }
  return phi;
}

/** A point where p (or −p) is largest nearby. */
interface SeenPeak {
  readonly sign: 1 | -1;
  readonly t: number;
  /** ±p there. */
  readonly value: number;
  /** |F″| there. */
  readonly bend: number;
}

function findPeaks(c: Float64Array): readonly SeenPeak[] {
  const look = LOOK * c.length;
  const values = Array.from({ length: look + 1 }, (_, i) => seriesAt(c, (i * Math.PI) / look, () => 1, Math.cos));
  const at = (i: number): number => values[i < 0 ? -i : i > look ? 2 * look - i : i] as number;
  const odd = c.map((value, k) => (k % 2 === 0 ? value : -value));
  const peakFrom = (i: number, sign: 1 | -1): SeenPeak => {
    let t: number;
    if (i === 0) t = peakAtEnd(c, sign);
    else if (i === look) t = -peakAtEnd(odd, sign);
    else t = Math.cos(peakBetween(c, (i * Math.PI) / look, Math.PI / look));
    const { slope, bend } = slopeAndBend(c, t);
    const value = sign * seriesAt(c, Math.acos(t), () => 1, Math.cos);
    return { sign, t, value, bend: Math.abs((1 - t * t) * bend - t * slope) };
  };
  return ([1, -1] as const).flatMap((sign) =>
    values.flatMap((value, i) =>
      sign * value >= sign * at(i - 1) && sign * value >= sign * at(i + 1) ? [peakFrom(i, sign)] : [],
    ),
  );
}

/** Points close to the largest peaks, as multiples of 2^−52, and a grid for them. */
export interface ChosenPeaks {
  readonly peaks: readonly number[];
  readonly grid: number;
}

/** The parts of the variation, and of the curvature at peaks, that change between points of the grid. */
const SHARES = { value: 1 / 48, bend: 1 / 4 };
/** Half the distance of points of the grid, at most. */
const WIDEST = Math.PI / 8;

/**
 * Peaks of the error on a panel.
 * @param series - Its series.
 * @param refinement - How much finer than necessary the grid is made, 1 or more.
 * @returns The points and the grid.
 */
function choosePeaks({ series: { coefficients }, centre, exponent }: CentredSeries, refinement: number): ChosenPeaks {
  const found = findPeaks(coefficients);
  const size = coefficients.reduce((largest, c) => Math.max(largest, Math.abs(c)), 0);
  const sum = (weight: (k: number) => number): number =>
    coefficients.reduce((total, c, k) => total + weight(k) * Math.abs(c), 0);
  const [second, third] = [sum((k) => k * k), sum((k) => k * k * k)];
  const reach = Math.min(Math.sqrt((SHARES.value * size) / second), WIDEST) / refinement;
  // Of the side that is smaller by more than a bound from the grid gives away no peaks are needed.
  const shift = rationals.toNumber(rationals.scale(centre, -exponent));
  const q = second * reach * reach;
  const tops = ([1, -1] as const).map((sign) => ({
    sign,
    top: Math.max(...found.flatMap((peak) => (peak.sign === sign ? [peak.value] : []))),
  }));
  const highest = Math.max(...tops.map(({ sign, top }) => sign * shift + top));
  const high = tops.flatMap(({ sign, top }) =>
    sign * shift + top < highest - q ? [] : found.filter((peak) => peak.sign === sign && peak.value >= top - 6 * q),
  );
  const flattest = Math.min(...high.map(({ bend }) => bend));
  const step = Math.min(reach, (SHARES.bend * flattest) / third / refinement);
  const grid = Math.max(2, Math.ceil(Math.PI / (2 * step)));
  return { grid, peaks: [...new Set(high.map(({ t }) => Math.round(t * 2 ** PEAK_BITS)))] };
}

/** How much finer than necessary grids are made, one after the other. */
const REFINEMENTS = [1, 3, 9, 27];
/** Grids with more points for each node than this are not tried: halves of the panel show their peaks better. */
const MOST_GRID = 64;

/** Whether a bound is hardly above an error that is attained, as far as the goal demands. */
export const isWithin = (upper: Magnitude, attained: Magnitude, { tightness }: PanelGoal): boolean =>
  compareMagnitudes(upper, mulUp(attained, magnitude(1 + 0.9 * (tightness - 1)))) <= 0;

/** A bound by the values at peaks, on a grid that is refined until it tells them apart. */
export function boundAtPeaks(
  problem: ErrorProblem,
  task: NodeTask,
  series: CentredSeries,
  remainder: Magnitude,
  goal: PanelGoal,
): { readonly bound: AttainedBound; readonly chosen: ChosenPeaks } | undefined {
  for (const refinement of REFINEMENTS) {
    const chosen = choosePeaks(series, refinement);
    if (chosen.grid > MOST_GRID * task.nodes) return undefined;
    try {
      const bound = peakBound(problem, task, series, remainder, chosen.grid, chosen.peaks);
      if (isWithin(bound.upper, maxMagnitude(goal.scale, bound.seen), goal)) return { bound, chosen };
    } catch (error) {
      if (!(error instanceof PanelFault)) throw error;
    }
  }
  return undefined;
}
