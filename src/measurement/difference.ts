/**
 * The sampled difference of a function of several variables and a circuit on a box: a lower bound of their uniform distance,
 * which says nothing between the samples.
 */
import { type BigFloat, type BigFloatField, bigfloat } from '../arithmetic/bigfloat.ts';
import type { RealField } from '../arithmetic/number-systems.ts';
import { formatDecimal, log2Of } from '../arithmetic/numerals.ts';
import { fromDouble, type Rational, rationals as Q } from '../arithmetic/rational.ts';
import type { Circuit } from '../circuits/circuit.ts';
import { bind } from '../circuits/evaluate.ts';
import { compile } from '../circuits/plan.ts';
import type { Box, Domain } from '../functions/target.ts';
import { uniform } from './sampling.ts';

/** A function of several variables, bound to a number system: coordinates in, values out. */
export type BoundFunction = <T>(F: RealField<T>) => (inputs: readonly T[]) => readonly T[];

/** What to compare, and where. */
export interface DifferenceRequest {
  readonly exact: BoundFunction;
  readonly circuit: Circuit;
  /** An interval for each input. */
  readonly box: Box;
  /** Expected size of the difference, which chooses the precision to start with. */
  readonly eps: Rational;
  /** Number of sample points, default 256: corners of the box, its centre, the others random. */
  readonly points?: number;
  /** Seed of the random points; default 1. */
  readonly seed?: number;
}

/** The largest sampled difference. */
export interface DifferenceEstimate {
  readonly kind: 'estimate';
  /** Largest difference of any output found, as a decimal string. */
  readonly error: string;
  /** Where it was found. */
  readonly at: readonly string[];
  readonly points: number;
  /** The working precision, in words. */
  readonly arithmetic: string;
}

const MOST_CORNERS = 256;
const MOST_BITS = 2 ** 15;

/** Corners of the box while they are few, its centre, then random points. */
function samplePoints(box: Box, count: number, seed: number): readonly (readonly Rational[])[] {
  const corners = 2 ** box.length <= MOST_CORNERS ? 2 ** box.length : 0;
  const between = ({ lower, upper }: Domain, t: Rational): Rational => Q.add(lower, Q.mul(Q.sub(upper, lower), t));
  return Array.from({ length: count }, (_, i) =>
    box.map((side, j) => {
      if (i < corners) return (i >> j) % 2 === 0 ? side.lower : side.upper;
      return between(side, i === corners ? Q.scale(Q.one, -1) : fromDouble(uniform(seed, i * box.length + j)));
    }),
  );
}

/** The largest difference of any output at a point. */
function differenceAt(
  F: BigFloatField,
  exact: (inputs: readonly BigFloat[]) => readonly BigFloat[],
  approximate: (inputs: readonly BigFloat[]) => readonly BigFloat[],
): (point: readonly Rational[]) => BigFloat {
  return (point) => {
    const inputs = point.map((x) => F.constant(x));
    const values = approximate(inputs);
    return exact(inputs).reduce((most, value, k) => F.max(most, F.abs(F.sub(value, values[k] ?? F.zero))), F.zero);
  };
}

/**
 * Estimates the largest difference of a function and a circuit on a box.
 *
 * The precision is doubled until the largest difference is the same to six digits at twice the precision. One that shrinks
 * with the precision below the square of `eps` is reported as 0.
 * @throws {RangeError} for a pole or an undefined value at a sample, fewer than 2 points, and where 2^15 bits do not settle it
 */
export function estimateDifference(request: DifferenceRequest): DifferenceEstimate {
  const { exact, circuit, box, eps, points = 256, seed = 1 } = request;
  if (!Number.isSafeInteger(points) || points < 2) {
    throw new RangeError(`estimateDifference: expected at least 2 points, got ${String(points)}`);
  }
  const plan = compile(circuit);
  const places = samplePoints(box, points, seed);
  const over = (bits: number): ((point: readonly Rational[]) => BigFloat) => {
    const F = bigfloat(bits);
    return differenceAt(F, exact<BigFloat>(F), bind(F, plan));
  };
  for (let bits = 64 * Math.ceil(2 - log2Of(eps) / 32); bits <= MOST_BITS; bits *= 2) {
    const F = bigfloat(bits);
    const difference = over(bits);
    let [best, at] = [F.zero, places[0] as readonly Rational[]];
    for (const place of places) {
      const found = difference(place);
      if (F.compare(found, best) > 0) [best, at] = [found, place];
    }
    const G = bigfloat(2 * bits);
    const settled = over(2 * bits)(at);
    const off = G.abs(G.sub(settled, G.from(best)));
    const agrees = G.compare(G.mul(off, G.fromInteger(1_000_000)), settled) <= 0;
    const vanishes = settled.mantissa === 0n || log2Of(G.toRational(settled)) < -1.5 * bits;
    if (!agrees && !vanishes) continue;
    return {
      kind: 'estimate',
      error: vanishes ? '0' : formatDecimal(G.toRational(settled), 8),
      at: at.map((x) => formatDecimal(x, 20)),
      points,
      arithmetic: F.name,
    };
  }
  throw new RangeError(`estimateDifference: ${String(MOST_BITS)} bits do not settle the difference`);
}
