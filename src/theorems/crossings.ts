/**
 * Where one method begins to have fewer gates than another, beyond what was computed: extrapolations, never proofs.
 */
import { fitPower, logLog } from './growth.ts';
import type { Crossing, ExtrapolatedCrossing, Fit, GrowthCurve as Curve, Row } from './records.ts';

/** log of the curve at L. */
const logAt = ({ constant, exponent, variable }: Curve, l: number): number =>
  Math.log(constant) + exponent * (variable === undefined ? Math.log(l) : l * Math.LN2);

/** The largest L that is looked at: ε = 2^(−2^L). */
const FARTHEST = 500;

/** Where a power of log₂(1/ε) exceeds one of L for good, as L; undefined where it does not. */
function crossingOf(power: Curve, logarithmic: Curve): number | undefined {
  for (let l = FARTHEST; l > 2; l -= 0.01) {
    if (logAt(power, l) <= logAt(logarithmic, l)) return l < FARTHEST - 1 ? l : undefined;
  }
  return 2;
}

/** Powers of L that the theory gives (proofs/theorem-3.1-upper.md), and of log₂(1/ε) (proofs/exp-doubling.md). */
const KNOWN: Readonly<Record<string, number>> = { coupled: 2, nested: 3, doubling: 1 / 3 };

/** The curve with a known exponent through the finest row. */
function through(method: string, rows: readonly Row[], variable: Fit['variable']): Curve | undefined {
  const row = rows.at(-1);
  const exponent = KNOWN[method];
  if (row === undefined || exponent === undefined) return undefined;
  const l = logLog(row.eps);
  const constant = row.size.gates / (variable === undefined ? l : 2 ** l) ** exponent;
  return { exponent, constant, ...(variable !== undefined && { variable }) };
}

const curveOf = (fit: Fit | undefined): Curve | undefined =>
  fit && {
    constant: fit.constant,
    exponent: fit.exponent,
    ...(fit.variable !== undefined && { variable: fit.variable }),
  };

/** The curves of a method: fitted to all rows, to the finer half, and with the known exponent through the finest. */
function curvesOf(method: string, rows: readonly Row[], variable: Fit['variable']): readonly (Curve | undefined)[] {
  const finer = rows.slice(Math.floor(rows.length / 2));
  return [
    ...[rows, finer].map((some) => curveOf(fitPower(method, some, 'gates', undefined, variable ?? 'L'))),
    through(method, rows, variable),
  ];
}

/** The coarsest row from which on a method has no more gates than the other at every ε of both. */
function measuredFrom(rows: readonly Row[], others: readonly Row[]): string | undefined {
  const pairs = rows.flatMap((row) => {
    const other = others.find(({ eps }) => eps === row.eps);
    return other === undefined ? [] : [{ eps: row.eps, isBelow: row.size.gates <= other.size.gates }];
  });
  const last = pairs.findLastIndex(({ isBelow }) => !isBelow);
  return pairs[last + 1]?.eps;
}

/**
 * The crossings of a target: each of the papers’ and own methods, O(L^a), against the competitor `from`, a power of log₂(1/ε).
 *
 * @param rows - Rows of one target.
 * @param target - Its name.
 * @param from - The method that has fewer gates at first.
 * @returns One crossing for each method for which the curves do cross.
 */
export function crossingsOf(rows: readonly Row[], target: string, from: string): readonly Crossing[] {
  const of = (method: string): readonly Row[] =>
    rows.filter((row) => row.target === target && row.method === method).sort((x, y) => logLog(x.eps) - logLog(y.eps));
  const methods = [...new Set(rows.filter(({ role }) => role === 'own' || role === 'paper').map((row) => row.method))];
  const slow = of(from);
  return methods.flatMap((method): Crossing[] => {
    const fast = of(method);
    if (fast.length === 0 || slow.length === 0 || method === from) return [];
    const base = { target, measure: 'gates', methods: [from, method] } as const;
    const reached = measuredFrom(fast, slow);
    if (reached !== undefined) return [{ ...base, measured: reached }];
    const powers = curvesOf(from, slow, 'log₂(1/ε)');
    const found = curvesOf(method, fast, undefined).flatMap((curve, i): ExtrapolatedCrossing[] => {
      const power = powers[i];
      if (curve === undefined || power === undefined) return [];
      const at = crossingOf(power, curve);
      return at === undefined ? [] : [{ at, curves: [power, curve] }];
    });
    return found.length < 2 ? [] : [{ ...base, extrapolated: found }];
  });
}

/** L as k, where ε = 2^(−2^L) = 10^(−10^k). */
const asPower = (l: number): string => (l * Math.log10(2) + Math.log10(Math.log10(2))).toFixed(1);

/** A crossing in words. */
export function crossingText({ target, methods: [, method], measured, extrapolated }: Crossing): string {
  if (measured !== undefined) return `${target}, ${method}: from ε = ${measured} on, as computed`;
  const places = (extrapolated ?? []).map(({ at }) => at);
  const [low, high] = [Math.min(...places), Math.max(...places)].map(asPower) as [string, string];
  return `${target}, ${method}: from ε = 10^(−10^k) on, k between ${low} and ${high}`;
}
