/**
 * The pieces from which functions are put together: what stands in a network for each operation that is not rational.
 */
import type { Field } from '../arithmetic/number-systems.ts';
import { makeRational, type Rational, rationals } from '../arithmetic/rational.ts';
import { erfCircuit, type ErfPlan } from './erf.ts';
import { expCircuit, type ExpPlan } from './exp-plan.ts';
import { logAgm, type LogPlan } from './log-agm.ts';
import { evaluateBlocks, powersTo } from './polynomial.ts';
import { pthRoot, type RootPlan } from './pth-root.ts';

/** How often the argument of arctan is halved, x ↦ x/(1 + √(1+x²)), before its series is used. */
export const ATAN_HALVINGS = 3;

/** Functions with a power series that serves as a piece. */
export type SeriesName = 'sin' | 'cos' | 'erf' | 'atan';

/** A polynomial in x², times x if it is odd, for sin, cos, erf and arctan. */
export interface SeriesPlan {
  readonly odd: boolean;
  /** Lowest degree first. */
  readonly coefficients: readonly Rational[];
  /** Powers of x² kept by Paterson–Stockmeyer. */
  readonly block: number;
}

/** What stands for one operation. */
export type Piece =
  | { readonly kind: 'exp'; readonly plan: ExpPlan }
  | { readonly kind: 'log'; readonly plan: LogPlan }
  | { readonly kind: 'root'; readonly plan: RootPlan }
  | { readonly kind: 'series'; readonly plan: SeriesPlan }
  | { readonly kind: 'erf'; readonly plan: ErfPlan }
  /** |x| of a number that may have either sign. */
  | {
      readonly kind: 'abs';
      readonly apply: <T>(F: Field<T>, x: T) => T;
      readonly steps: Readonly<Record<string, unknown>>;
    }
  /** A sign that is known: 1 or −1. */
  | { readonly kind: 'sign'; readonly sign: 1 | -1 }
  /** A constant that is not rational, rounded. */
  | { readonly kind: 'weight'; readonly value: Rational };

/** The pieces of one function in the order in which its formula asks for them. */
export type Pieces = readonly Piece[];

/** The value of a series' polynomial. */
function evaluateSeries<T>(F: Field<T>, x: T, { odd, coefficients, block }: SeriesPlan): T {
  const powers = powersTo(F, F.mul(x, x), block);
  const sum = evaluateBlocks(F, coefficients, powers);
  return odd ? F.mul(x, sum) : sum;
}

/** Applies a piece that takes one value. */
export function applyPiece<T>(F: Field<T>, piece: Piece, x: T): T {
  switch (piece.kind) {
    case 'exp':
      return expCircuit(F, x, piece.plan);
    case 'log':
      return logAgm(F, x, piece.plan).value;
    case 'root':
      return pthRoot(F, x, piece.plan);
    case 'series':
      return evaluateSeries(F, x, piece.plan);
    case 'erf':
      return erfCircuit(F, x, piece.plan);
    case 'abs':
      return piece.apply(F, x);
    case 'sign':
      return piece.sign > 0 ? x : F.neg(x);
    case 'weight':
      return F.constant(piece.value);
  }
}

/** |c_(k+1)/c_k| of the power series of sin, cos, erf and arctan in x². */
export function termRatio(name: SeriesName, k: number): Rational {
  switch (name) {
    case 'sin':
      return makeRational(1n, BigInt((2 * k + 2) * (2 * k + 3)));
    case 'cos':
      return makeRational(1n, BigInt((2 * k + 1) * (2 * k + 2)));
    case 'erf':
      return makeRational(BigInt(2 * k + 1), BigInt((k + 1) * (2 * k + 3)));
    case 'atan':
      return makeRational(BigInt(2 * k + 1), BigInt(2 * k + 3));
  }
}

/** The first n coefficients of the power series in x² of sin x/x, cos x, (√π/2) erf x/x and arctan x/x. */
export function seriesCoefficients(name: SeriesName, n: number): readonly Rational[] {
  const coefficients = [makeRational(1n)];
  for (let k = 1; k < n; k += 1) {
    const previous = coefficients[k - 1] ?? makeRational(1n);
    coefficients.push(rationals.neg(rationals.mul(previous, termRatio(name, k - 1))));
  }
  return coefficients;
}
