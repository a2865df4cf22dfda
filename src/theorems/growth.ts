/**
 * Growth of sizes against `L(ε) = log₂ log₂(1/ε)`: least-squares fits, and the check that a claimed power is kept.
 *
 * A fit describes the rows it came from. It is reported as a fit and never called a proof.
 */
import { Matrix, solve } from 'ml-matrix';
import { log2Of, parseNumeral } from '../arithmetic/numerals.ts';
import type { Fit, Row, SizeMeasure } from './records.ts';

/** `log₂ log₂(1/ε)` of a decimal string in (0, 1). */
export function logLog(eps: string): number {
  return Math.log2(-log2Of(parseNumeral(eps)));
}

/** Intercept, slope and r² of `y ≈ intercept + slope · x`. */
function linearFit(x: readonly number[], y: readonly number[]): { intercept: number; slope: number; r2: number } {
  const design = new Matrix(x.map((value) => [1, value]));
  const solution = solve(design, Matrix.columnVector([...y]), true);
  const [intercept, slope] = [solution.get(0, 0), solution.get(1, 0)];
  const mean = y.reduce((sum, value) => sum + value, 0) / y.length;
  const total = y.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const residual = y.reduce((sum, value, i) => sum + (value - intercept - slope * (x[i] ?? 0)) ** 2, 0);
  return { intercept, slope, r2: total === 0 ? 1 : 1 - residual / total };
}

/** What sizes are fitted against. */
export type FitVariable = 'L' | 'log₂(1/ε)';

/** Rows that a fit can use: the variable and the size must be positive. */
function usable(
  rows: readonly Row[],
  measure: SizeMeasure,
  variable: FitVariable = 'L',
): { l: number; size: number }[] {
  const of = variable === 'L' ? logLog : (eps: string): number => 2 ** logLog(eps);
  return rows.map((row) => ({ l: of(row.eps), size: row.size[measure] })).filter(({ l, size }) => l > 0 && size > 0);
}

/** `measure = C · L^a`, or a power of log₂(1/ε), by least squares in logarithms; undefined for fewer than three usable rows. */
export function fitPower(
  method: string,
  rows: readonly Row[],
  measure: SizeMeasure,
  claimedExponent?: number,
  variable: FitVariable = 'L',
): Fit | undefined {
  const points = usable(rows, measure, variable);
  if (new Set(points.map(({ l }) => l)).size < 3) return undefined;
  const { intercept, slope, r2 } = linearFit(
    points.map(({ l }) => Math.log(l)),
    points.map(({ size }) => Math.log(size)),
  );
  return {
    method,
    measure,
    model: `${measure} = C·${variable}^a`,
    exponent: slope,
    constant: Math.exp(intercept),
    r2,
    points: points.length,
    ...(variable !== 'L' && { variable }),
    ...(claimedExponent !== undefined && { claimedExponent }),
  };
}

/** `measure = c0 + c1 · L`, or a line in log₂(1/ε), by least squares; undefined for fewer than three usable rows. */
export function fitLine(
  method: string,
  rows: readonly Row[],
  measure: SizeMeasure,
  variable: FitVariable = 'L',
): Fit | undefined {
  const points = usable(rows, measure, variable);
  if (new Set(points.map(({ l }) => l)).size < 3) return undefined;
  const { slope, r2 } = linearFit(
    points.map(({ l }) => l),
    points.map(({ size }) => size),
  );
  return {
    method,
    measure,
    model: `${measure} = c0 + c1·${variable}`,
    exponent: 1,
    constant: slope,
    r2,
    points: points.length,
    // Figures draw claims as powers of L.
    ...(variable === 'L' ? { claimedExponent: 1 } : { variable }),
  };
}

/** How far a fitted exponent may lie above the claimed one: lower-order terms move it, a wrong power moves it by one. */
const SLACK = 0.5;

/**
 * Whether sizes are compatible with O(L^a): the exponent fitted over all rows is at most a + 1/2. Necessary for the claim in
 * the range of the rows, and stated as such: finitely many rows prove no growth law.
 */
export function keepsGrowth(fit: Fit, exponent: number): boolean {
  return fit.exponent <= exponent + SLACK;
}
