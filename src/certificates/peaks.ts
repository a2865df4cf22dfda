/**
 * The supremum of a polynomial from its values at points close to its peaks: as tight as these values are.
 *
 * A grid has to be as fine as the root of the tightness (supremum.ts). Here it only has to tell where the peaks are: around each
 * the polynomial is shown to be concave, or to rise up to the end of the interval.
 *
 * Legend: p = Σ_{k<n} c_k T_k, F(φ) = p(cos φ), |F^(r)| ≤ D_r; φ_i = iπ/N, h = π/(2N), q ≥ D₂h². See proofs/certification.md,
 * section 5a.
 */
import { cosineTable } from './cosines.ts';
import { PanelFault } from './panel.ts';
import type { ChebyshevSeries } from './supremum.ts';

/** Relative rounding of one operation and of a table entry, with room: 2^−52. */
const ROUNDING = 2 ** -52;
/** π/2, rounded up. */
const HALF_PI = 1.570796327;
/** Peaks are multiples of 2^−52. */
export const PEAK_BITS = 52;
/** More terms than this are not taken: their powers are to stay far from what doubles hold. */
const MOST_TERMS = 2 ** 12;

/** A bound of p (or of −p) by its values at some points. */
export interface SideBound {
  /** 1 for p, −1 for −p. */
  readonly sign: 1 | -1;
  /** ±p is at most this, by the grid alone. */
  readonly coarse: number;
  /** ±p is at most the largest of its values at the points number `index`, each with its `excess`; empty where that is not shown. */
  readonly near: readonly Excess[];
}

/** How far the supremum near a point is above the value there, at most. */
export interface Excess {
  readonly index: number;
  readonly excess: number;
}

/** Σ w(k) |c_k| and its kin, for the bounds of derivatives. */
interface Sizes {
  /** Bounds of |F|, |F″|, |F‴| and, on [−1, 1], of |p″| and |p‴|. */
  readonly value: number;
  readonly second: number;
  readonly third: number;
  readonly bend: number;
  readonly twist: number;
  /** Bounds of the errors of computed values of F; of F′, F″ and p′ at ±1; and of p″ at ±1. */
  readonly valueError: number;
  readonly slopeError: number;
  readonly bendError: number;
  /** Multiplying a computed non-negative sum of n products by this gives an upper bound. */
  readonly outward: number;
}

/** T_k″(1) and T_k‴(1): the largest values of these derivatives on [−1, 1]. */
const bendOf = (k: number): number => (k * k * (k * k - 1)) / 3;
const twistOf = (k: number): number => (bendOf(k) * (k * k - 4)) / 5;

function sizesOf({ coefficients, error }: ChebyshevSeries): Sizes {
  const n = coefficients.length;
  const outward = 1 + (n + 64) * ROUNDING;
  const sum = (weight: (k: number) => number): number => {
    let total = 0;
    for (let k = 0; k < n; k += 1) total += weight(k) * (Math.abs(coefficients[k] as number) + error);
    return total * outward;
  };
  const value = sum(() => 1);
  const second = sum((k) => k * k);
  const bend = sum(bendOf);
  return {
    value,
    second,
    third: sum((k) => k * k * k),
    bend,
    twist: sum(twistOf),
    valueError: ((n + 16) * ROUNDING * value + n * error) * outward,
    slopeError: ((n + 16) * ROUNDING * second + n * n * n * error) * outward,
    bendError: ((n + 16) * ROUNDING * bend + n ** 2 * n * n * n * error) * outward,
    outward,
  };
}

/** p′ at t = peak·2^−52: Σ k c_k U_{k−1}(t), the recurrence of U in fixed point. */
function slopeAt(coefficients: Float64Array, peak: number): number {
  const bits = 100;
  const t = BigInt(peak) << BigInt(bits - PEAK_BITS);
  let [before, now] = [0n, 1n << BigInt(bits)];
  let sum = 0;
  for (let k = 1; k < coefficients.length; k += 1) {
    sum += k * (coefficients[k] as number) * (Number(now) * 2 ** -bits);
    [before, now] = [now, ((t * now) >> BigInt(bits - 1)) - before];
  }
  return sum;
}

/** Stretches of the grid that contain the points where ±p is largest. */
interface Side {
  readonly sign: 1 | -1;
  readonly coarse: number;
  readonly runs: readonly Run[];
}

/** First and last index of a stretch. */
interface Run {
  readonly from: number;
  readonly to: number;
}

/** Σ w(k) c_k cos(k iπ/(2N)); the table has the period 4N. */
function cosineSum(coefficients: Float64Array, table: Float64Array, i: number, weight: (k: number) => number): number {
  let sum = 0;
  let at = 0;
  for (let k = 0; k < coefficients.length; k += 1) {
    sum += weight(k) * (coefficients[k] as number) * (table[at] as number);
    at += i;
    if (at >= table.length) at -= table.length;
  }
  return sum;
}

/** Values on the grid, and where they are close to the largest and to the least. */
function scanGrid({ coefficients }: ChebyshevSeries, sizes: Sizes, table: Float64Array): readonly Side[] {
  const grid = table.length / 4;
  const values = Float64Array.from({ length: grid + 1 }, (_, i) => cosineSum(coefficients, table, 2 * i, () => 1));
  const h = HALF_PI / grid;
  const q = sizes.second * (h * h) * (1 + 2 ** -40);
  const isFit = q >= 64 * ROUNDING * sizes.value && 2 * sizes.valueError <= q;
  if (!isFit) throw new PanelFault('the grid is too fine for the accuracy of the values');
  return ([1, -1] as const).map((sign) => {
    const top = values.reduce((largest, value) => Math.max(largest, sign * value), -Infinity) + sizes.valueError;
    const runs: { from: number; to: number }[] = [];
    values.forEach((value, i) => {
      if (!(sign * value > top - 2.25 * q)) return;
      const last = runs.at(-1);
      if (last?.to === i - 1) last.to = i;
      else runs.push({ from: i, to: i });
    });
    return { sign, coarse: top + 0.75 * q, runs };
  });
}

/** The excess over ±p at a point of a stretch inside the interval, on which ±F is concave; ∞ where that is not shown. */
function excessInside(
  { coefficients }: ChebyshevSeries,
  sizes: Sizes,
  table: Float64Array,
  sign: number,
  { from, to }: Run,
): (peak: number) => number {
  const grid = table.length / 4;
  let least = Infinity;
  for (let i = from; i <= to; i += 1) {
    least = Math.min(least, sign * cosineSum(coefficients, table, 2 * i, (k) => k * k));
  }
  const concavity = (least - sizes.slopeError - (sizes.third * HALF_PI) / grid) * (1 - 2 ** -40);
  const [low, high] = [(table[2 * to + 1] as number) + ROUNDING, (table[2 * from - 1] as number) - ROUNDING];
  return (peak) => {
    const t = peak * 2 ** -PEAK_BITS;
    if (!(concavity > 0) || !(t >= low && t <= high)) return Infinity;
    const slope = Math.abs(slopeAt(coefficients, peak)) + sizes.slopeError;
    return (((1 - t) * (1 + t) * slope * slope) / (2 * concavity)) * sizes.outward;
  };
}

/** The same for the part of the interval with 1 − t ≤ width, on which ±p is concave or rises. */
function excessAtEnd(coefficients: Float64Array, sizes: Sizes, width: number, sign: number): (peak: number) => number {
  let [slope, bend] = [0, 0];
  for (let k = 0; k < coefficients.length; k += 1) {
    slope += k * k * (coefficients[k] as number);
    bend += bendOf(k) * (coefficients[k] as number);
  }
  const rise = sign * slope - sizes.slopeError;
  const isRising = rise - sizes.bend * width * sizes.outward > 0;
  const concavity = (-sign * bend - sizes.bendError - sizes.twist * width * sizes.outward) * (1 - 2 ** -40);
  return (peak) => {
    const t = peak * 2 ** -PEAK_BITS;
    if (t === 1 && (isRising || (rise >= 0 && concavity > 0))) return 0;
    if (!(concavity > 0) || !(1 - t <= width)) return Infinity;
    const size = Math.abs(slopeAt(coefficients, peak)) + sizes.slopeError;
    return ((size * size) / (2 * concavity)) * sizes.outward;
  };
}

/** The part of the interval, from its upper end, with so many of the points of the grid: 1 − cos α ≤ α²/2. */
function widthOf(sizes: Sizes, grid: number, points: number): number {
  const angle = ((2 * points - 1) * HALF_PI) / grid;
  return points > grid ? 2 : 0.5 * angle * angle * sizes.outward;
}

/** p(−t). */
const mirrored = (coefficients: Float64Array): Float64Array => coefficients.map((c, k) => (k % 2 === 0 ? c : -c));

/** The least excess over ±p on a stretch, and the point for which it holds. */
function accountFor(
  series: ChebyshevSeries,
  sizes: Sizes,
  table: Float64Array,
  sign: number,
  run: Run,
  peaks: readonly number[],
): Excess | undefined {
  const { coefficients } = series;
  const grid = table.length / 4;
  const width = widthOf(sizes, grid, run.to - run.from + 1);
  const ways: ((peak: number) => number)[] = [];
  if (run.from === 0) ways.push(excessAtEnd(coefficients, sizes, width, sign));
  if (run.to === grid) {
    const atEnd = excessAtEnd(mirrored(coefficients), sizes, width, sign);
    ways.push((peak) => atEnd(-peak));
  }
  if (ways.length === 0) ways.push(excessInside(series, sizes, table, sign, run));
  let best: Excess | undefined;
  peaks.forEach((peak, index) => {
    const excess = Math.min(...ways.map((way) => way(peak)));
    if (excess < (best?.excess ?? Infinity)) best = { index, excess };
  });
  return best;
}

/**
 * Bounds of p and −p on [−1, 1] by values at given points close to their largest peaks.
 * @param series - The Chebyshev series of p.
 * @param grid - N.
 * @param peaks - The points, as multiples of 2^−52.
 * @returns The bounds.
 * @throws {PanelFault} for points outside of [−1, 1], too many terms, and a grid that is too fine for the accuracy of the series.
 */
export function boundByPeaks(series: ChebyshevSeries, grid: number, peaks: readonly number[]): readonly SideBound[] {
  const isCounting = Number.isSafeInteger(grid) && grid >= 2 && series.coefficients.length <= MOST_TERMS;
  if (!isCounting) throw new PanelFault(`expected a grid and at most ${String(MOST_TERMS)} terms`);
  if (!peaks.every((peak) => Number.isSafeInteger(peak) && Math.abs(peak) <= 2 ** PEAK_BITS)) {
    throw new PanelFault('expected points of [−1, 1]');
  }
  const sizes = sizesOf(series);
  const table = cosineTable(2 * grid);
  return scanGrid(series, sizes, table).map(({ sign, coarse, runs }) => {
    const found = runs.flatMap((run) => accountFor(series, sizes, table, sign, run, peaks) ?? []);
    return { sign, coarse, near: found.length < runs.length ? [] : found };
  });
}
