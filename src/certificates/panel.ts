/**
 * Panels: parts of the domain, and all that the bound of the error on them depends on.
 */
import { type Magnitude, magnitude, magnitudeFromRational, mulUp } from '../arithmetic/magnitude.ts';
import { type Rational, rationals } from '../arithmetic/rational.ts';
import type { Circuit } from '../circuits/circuit.ts';
import type { Target } from '../functions/target.ts';
import type { Contour, NormalisedDisc, Tiling } from './contour.ts';
import type { Disc } from './disc-model.ts';
import type { ModelShape } from './model.ts';
import { deferDivisions } from './defer.ts';
import { type Steps, stepsOf } from './steps.ts';

/** What is bounded: the circuit against the target. */
export interface ErrorProblem {
  readonly circuit: Circuit;
  /** Those of the circuit. */
  readonly steps: Steps;
  readonly target: Target;
  /** |f − R|/|f| instead of |f − R|. */
  readonly relative: boolean;
}

/** How the circuit is enclosed on a contour. */
export interface CircuitCover {
  readonly contour: Contour;
  readonly tiling: Tiling;
  /** Unit and perturbation 2^units[i] of every step. */
  readonly units: Int32Array;
  readonly shape: ModelShape;
}

/** Divisions whose divisors vanish on the panel although the circuit stays finite (defer.ts); their numbers in the steps. */
export interface Deferring {
  readonly deferred: readonly number[];
}

/** A panel on which the error is analytic: it is interpolated at Chebyshev points. */
export interface AnalyticPanel extends Deferring {
  readonly kind: 'analytic';
  readonly lower: Rational;
  readonly upper: Rational;
  /** The Bernstein ellipse inside the contour. */
  readonly rho: Rational;
  readonly cover: CircuitCover;
  readonly targetTiling: Tiling;
  /** Precision of the target on discs, in bits. */
  readonly targetBits: number;
  /** Number of Chebyshev points. */
  readonly nodes: number;
  /** Bits below the units at which the circuit is evaluated. */
  readonly precision: number;
  /** Precision of the target at points, in bits. */
  readonly bits: number;
  /** Terms of the Chebyshev series that are evaluated on the grid of `grid` + 1 points. */
  readonly degree: number;
  readonly grid: number;
  /** Points close to the peaks of the error, t = peak·2^−52; with none the values on the grid bound it (peaks.ts). */
  readonly peaks: readonly number[];
}

/** A short panel, at a kink or an end where the target is singular: the target's range against the circuit's value. */
export interface RangePanel extends Deferring {
  readonly kind: 'range';
  readonly lower: Rational;
  readonly upper: Rational;
  /** Radius H of the disc around the middle on which the circuit is enclosed; the contour's variable is (z − c)/H. */
  readonly reach: Rational;
  readonly cover: CircuitCover;
  readonly precision: number;
  readonly bits: number;
}

/** A part of the domain with all that a bound of the error on it depends on. */
export type Panel = AnalyticPanel | RangePanel;

/** The problem with the circuit written so that it does not divide by some of its divisors. */
export function withDeferred(problem: ErrorProblem, deferred: readonly number[]): ErrorProblem {
  if (deferred.length === 0) return problem;
  const circuit = deferDivisions(problem.circuit, deferred);
  return { ...problem, circuit, steps: stepsOf(circuit) };
}

/** A condition of the proof does not hold for the numbers given. */
export class PanelFault extends RangeError {}

/** The middle of an interval. */
export const middleOf = (lower: Rational, upper: Rational): Rational =>
  rationals.scale(rationals.add(lower, upper), -1);

/** Half the length of an interval. */
export const halfLength = (lower: Rational, upper: Rational): Rational =>
  rationals.scale(rationals.sub(upper, lower), -1);

/** The plane of a contour: z = centre + scale·t. */
export interface Frame {
  readonly centre: Rational;
  readonly scale: Rational;
}

/** The frame of an analytic panel, or of the disc around a range panel. */
export const frameOf = (panel: Pick<Panel, 'lower' | 'upper'> & { readonly reach?: Rational }): Frame => ({
  centre: middleOf(panel.lower, panel.upper),
  scale: panel.reach ?? halfLength(panel.lower, panel.upper),
});

/** A disc of the variable t in the z-plane. */
export function discIn({ centre, scale }: Frame, { re, im, radius }: NormalisedDisc): Disc {
  const { mantissa, exponent } = mulUp(magnitude(radius), magnitudeFromRational(scale));
  return {
    re: rationals.add(centre, rationals.mul(scale, re)),
    im: rationals.mul(scale, im),
    radius: mantissa,
    exponent,
  };
}

/** A disc of the variable t for the target. */
export function targetDiscIn(frame: Frame, disc: NormalisedDisc): { re: Rational; im: Rational; radius: Magnitude } {
  const { re, im, radius, exponent } = discIn(frame, disc);
  return { re, im, radius: magnitude(radius, exponent) };
}
