/**
 * The curves of an experiment: how compositional networks approach them.
 */
import type { Target } from '../functions/target.ts';
import { resolveTarget } from '../functions/expression.ts';
import { type Samples, sampleCurve } from './samples.ts';

/** The curves of [MHL], as expressions. */
export const PUBLISHED_CURVES: readonly string[] = Object.freeze(['x^3', 'x^11', 'sin(pi*x/2)', 'tanh(3*x)']);

/** A curve on [0, 1], and the form of compositional networks that fits its shape. */
export interface Curve {
  readonly target: Target;
  readonly samples: Samples;
  /** Waves are subtracted from y = x for a convex curve, added for a concave one. */
  readonly form: 'sum' | 'difference';
  /** What a compositional network cannot do for this curve, in words; empty for the curves that it is made for. */
  readonly warnings: readonly string[];
}

/** Second differences below this are rounding. */
const ROUNDING = 1e-13;

/** How far a curve may begin or end from the line y = x without a remark. */
const OFF_THE_LINE = 0.05;

/** Whether all second differences have the sign of `sign`, up to rounding. */
const bendsTowards = ({ y }: Samples, sign: 1 | -1): boolean =>
  y.every((_, i) => {
    if (i < 2) return true;
    return sign * ((y[i] as number) - 2 * (y[i - 1] as number) + (y[i - 2] as number)) >= -ROUNDING;
  });

/**
 * Reads a curve.
 *
 * Compositional networks are x ∓ F with F concave (proofs/mhl-a.6.md), so they fit convex and concave curves from 0 to 1;
 * others are accepted with a warning, with the form that lies on their side of the line y = x.
 * @param text - A target's name or an expression in x.
 * @param points - Number of evenly spaced points of [0, 1].
 * @returns The curve.
 * @throws {RangeError} if the text is no target, or the curve is not defined and continuous on [0, 1].
 */
export function readCurve(text: string, points: number): Curve {
  const target = resolveTarget(text);
  target.checkDomain({ lower: { numerator: 0n, denominator: 1n }, upper: { numerator: 1n, denominator: 1n } });
  const samples = sampleCurve(target, points);
  const { x, y } = samples;
  const [isConvex, isConcave] = [bendsTowards(samples, 1), bendsTowards(samples, -1)];
  const side = y.reduce((sum, value, i) => sum + value - (x[i] as number), 0);
  const form = isConvex || (!isConcave && side <= 0) ? 'difference' : 'sum';
  const ends = [y[0] as number, (y[y.length - 1] as number) - 1];
  const warnings = [
    ...(isConvex || isConcave
      ? []
      : [`${target.name} is neither convex nor concave on [0, 1], so no choice of peaks can fit it`]),
    ...(ends.some((gap) => Math.abs(gap) > OFF_THE_LINE)
      ? [`${target.name} does not run from 0 to 1, so compositional networks begin far from it`]
      : []),
  ];
  return { target, samples, form, warnings };
}

/** A curve's name for files: letters, digits and hyphens. */
export function curveSlug(name: string): string {
  return name
    .replaceAll('^', '')
    .replaceAll(/[^A-Za-z0-9.]+/g, '-')
    .replaceAll(/^[-.]+|[-.]+$/g, '');
}
