/**
 * How many points, terms and grid points the bound on an analytic panel takes.
 */
import type { Magnitude } from '../arithmetic/magnitude.ts';
import type { ErrorSeries } from '../certificates/interpolation.ts';

/** What a panel is to be bounded for. */
export interface PanelGoal {
  /** The largest error known so far: nothing much smaller matters. */
  readonly scale: Magnitude;
  /** upper/lower that is aimed at, above 1. */
  readonly tightness: number;
  /** Most bits of precision. */
  readonly maxBits: number;
}

/** log₂ of a magnitude. */
export const log2Up = ({ mantissa, exponent }: Magnitude): number =>
  mantissa === 0 ? -Infinity : exponent + Math.log2(mantissa);

/** The parts of ln(tightness) that cutting the series, the grid, and interpolation may take. */
export const SHARES = { tail: 0.04, grid: 0.5, interpolation: 0.02, values: 0.002 };

/** Number of points for which 4Mρ^(1−n)/(ρ−1) is at most the tolerance. */
export function nodesFor(bound: Magnitude, rho: number, tolerance: number): number {
  const needed = log2Up(bound) + 2 - Math.log2(rho - 1) - tolerance;
  return Math.max(2, 1 + Math.ceil((needed + 0.01) / Math.log2(rho)));
}

/** Terms of the series that matter, and a grid that is fine enough for them. */
export function degreeAndGrid({ series, exponent }: ErrorSeries, goal: PanelGoal): { degree: number; grid: number } {
  const { coefficients } = series;
  const slack = Math.log(goal.tightness);
  const own = coefficients.reduce((sum, c) => Math.max(sum, Math.abs(c)), 0);
  // Largest error, own or elsewhere, in units of the series.
  const elsewhere = 2 ** Math.min(log2Up(goal.scale) - exponent, 1000);
  const scale = Math.max(own, elsewhere);
  let degree = coefficients.length;
  for (let rest = 0; degree > 1; degree -= 1) {
    rest += Math.abs(coefficients[degree - 1] as number);
    if (rest > SHARES.tail * slack * scale) break;
  }
  // |p| on the grid may be raised by 1/(1 − θ²/2), θ = π(m−1)/(2N), and still be below the scale.
  const sum = coefficients.reduce((total, c) => total + Math.abs(c), 0);
  const room = Math.min(0.5, 1 - Math.min(1, sum / elsewhere) / (1 + SHARES.grid * slack));
  const angle = Math.sqrt(2 * Math.max(room, (SHARES.grid * slack) / (1 + SHARES.grid * slack)));
  return { degree, grid: Math.max(degree + 1, Math.ceil((Math.PI * (degree - 1)) / (2 * angle)), 2) };
}

/** Value of a Chebyshev series at cos(angle), in doubles. */
function valueAt(coefficients: Float64Array, degree: number, angle: number): number {
  let sum = 0;
  for (let k = 0; k < degree; k += 1) sum += (coefficients[k] as number) * Math.cos(k * angle);
  return sum;
}

/** The largest value near a point of the grid, and its place as a cosine. */
export function refinePeak(
  { coefficients }: ErrorSeries['series'],
  degree: number,
  grid: number,
  index: number,
): { size: number; t: number } {
  let best = { size: -1, t: 0 };
  const PARTS = 24;
  for (let i = -PARTS; i <= PARTS; i += 1) {
    const angle = Math.min(Math.PI, Math.max(0, ((index + i / PARTS) * Math.PI) / grid));
    const size = Math.abs(valueAt(coefficients, degree, angle));
    if (size > best.size) best = { size, t: Math.cos(angle) };
  }
  return best;
}
