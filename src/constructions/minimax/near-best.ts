/**
 * Nearly best rational approximation of high degree: interpolation at nodes that level the error.
 *
 * Where Remez's algorithm takes n³ operations for every exchange, this takes n², and comes within a small factor of the best
 * error for analytic targets. Nothing is proven here.
 */
import { type BigFloat, type BigFloatField, bigfloat } from '../../arithmetic/bigfloat.ts';
import { log2Of } from '../../arithmetic/numerals.ts';
import { fromDouble, makeRational, type Rational, rationals } from '../../arithmetic/rational.ts';
import type { Domain, RealFunction } from '../../functions/target.ts';
import { rememberConstants } from './remember-constants.ts';
import { spreadOrder } from './coefficients.ts';
import { levellingNodes, smoothPart, smoothSamples } from './levelling-nodes.ts';
import { applyForm, type QuotientForm } from './quotient-form.ts';
import { findSymmetry, slopeOf } from './symmetry.ts';
import { interpolateThiele } from './thiele.ts';

/** What is approximated, and how. */
export interface NearBestRequest {
  readonly f: RealFunction;
  readonly domain: Domain;
  /** N: the type is (N, N), or (N + 1, N) for a target that is even but for a multiple of x. */
  readonly degree: number;
  /** Chebyshev coefficients of the smooth part of the error, from lower degrees; by default none. */
  readonly smooth?: readonly number[];
  /** Whether symmetries are left aside, and with them the larger type of one that is even but for a multiple of x. */
  readonly isPlain?: boolean;
  /** Bits to begin with; about −log₂ E + N + 64 are needed. */
  readonly bits?: number;
}

/** A rational function with points between its nodes, where its error is expected to alternate. */
export interface NearBest {
  readonly type: readonly [number, number];
  /** Coefficients are those that were computed, exactly. */
  readonly form: QuotientForm;
  /** Points of the domain in increasing order, m + n + 2 of them. */
  readonly alternation: readonly Rational[];
  /** log₂ of the least and the largest |f − r| at those points, as computed. */
  readonly log2Errors: readonly [number, number];
  readonly smooth: readonly number[];
  readonly bits: number;
}

const FIRST_BITS = 128;
/** Precisions tried, each 1.4 times the one before: 128 bits to 7376. */
const TRIES = 13;
/** Bits of the errors at the peaks that are to be right. */
const ERROR_BITS = 24;

/** The symmetry that is used, and the degrees of P and Q. */
interface Shape {
  readonly symmetry: QuotientForm['symmetry'];
  readonly hasSlope: boolean;
  readonly hasConstant: boolean;
  readonly type: readonly [number, number];
}

/** Whether f(x) f(−x) = 1 at some points; nothing rests on it. */
function isReciprocal({ f, domain }: NearBestRequest): boolean {
  if (rationals.compare(domain.upper, rationals.neg(domain.lower)) !== 0) return false;
  const F = bigfloat(192);
  const a = F.constant(domain.upper);
  return [101n, 499n, 887n, 1000n].every((k) => {
    const x = F.mul(a, F.constant(makeRational(k, 1000n)));
    const rest = F.sub(F.mul(f(F, x), f(F, F.neg(x))), F.one);
    return F.compare(F.abs(rest), F.scale(F.one, -160)) <= 0;
  });
}

const plainShape = (N: number): Shape => ({ symmetry: 'plain', hasSlope: false, hasConstant: false, type: [N, N] });

function shapeOf(request: NearBestRequest): Shape {
  const { degree: N, isPlain = false } = request;
  const problem = { ...request, kinks: [] };
  if (isPlain) return plainShape(N);
  if (isReciprocal(request)) return { symmetry: 'reciprocal', hasSlope: false, hasConstant: false, type: [N, N] };
  const even = findSymmetry(problem, N + 1, N);
  if (even?.parity === 'even') return { symmetry: 'even', ...even, type: [N + 1, N] };
  const odd = findSymmetry(problem, N, N);
  if (odd !== undefined) return { symmetry: 'odd', ...odd, type: [N, N] };
  return plainShape(N);
}

/** log₂ of the least and the largest error, if their signs alternate. */
function heights(errors: readonly Rational[]): readonly [number, number] | undefined {
  const alternates = errors.every(({ numerator }, i) => {
    const before = errors[i - 1]?.numerator;
    return numerator !== 0n && (before === undefined || numerator < 0n !== before < 0n);
  });
  if (!alternates) return undefined;
  const sizes = errors.map(log2Of);
  return [Math.min(...sizes), Math.max(...sizes)];
}

/** Interpolates at the nodes with the given arithmetic; undefined where it loses all its bits. */
function interpolate(
  F: BigFloatField,
  request: NearBestRequest,
  shape: Shape,
  nodes: readonly Rational[],
): QuotientForm | undefined {
  const { f, domain, degree } = request;
  const { symmetry, hasSlope, hasConstant } = shape;
  const constant = hasConstant ? f(F, F.zero) : F.zero;
  const slope = hasSlope ? slopeOf(F, { f, domain, kinks: [] }) : F.zero;
  const isOdd = symmetry === 'odd' || symmetry === 'reciprocal';
  // An odd rest has P of a degree below Q where N is even: then Q/P is interpolated.
  const isInverted = isOdd && degree % 2 === 0;
  const points = spreadOrder(nodes.length).map((i) => F.constant(nodes[i] as Rational));
  const values = points.map((x) => {
    const y = f(F, x);
    if (symmetry === 'plain') return y;
    const rest =
      symmetry === 'reciprocal' ? F.div(F.sub(y, F.one), F.add(y, F.one)) : F.sub(F.sub(y, constant), F.mul(slope, x));
    if (!isOdd) return rest;
    return isInverted ? F.div(x, rest) : F.div(rest, x);
  });
  const places = symmetry === 'plain' ? points : points.map((x) => F.mul(x, x));
  const found = interpolateThiele(F, places, values);
  if (found === undefined) return undefined;
  const [P, Q] = isInverted ? [found.denominator, found.numerator] : [found.numerator, found.denominator];
  const unit = Q[0] as BigFloat;
  const exact = (list: readonly BigFloat[]): readonly Rational[] => list.map((c) => F.toRational(F.div(c, unit)));
  return {
    symmetry,
    constant: F.toRational(constant),
    slope: F.toRational(slope),
    numerator: exact(P),
    denominator: exact(Q),
  };
}

/** The point of the domain for a number in [−1, 1], exactly. */
function placesIn({ lower, upper }: Domain): (s: number) => Rational {
  const centre = rationals.scale(rationals.add(lower, upper), -1);
  const radius = rationals.scale(rationals.sub(upper, lower), -1);
  return (s) => rationals.add(centre, rationals.mul(radius, fromDouble(s)));
}

/** The numbers with those of either sign averaged, so that they lie symmetrically; −0 becomes 0. */
const symmetric = (list: readonly number[]): readonly number[] =>
  list.map((x, i) => (x - (list[list.length - 1 - i] as number)) / 2 + 0);

/**
 * A nearly best rational function of high degree.
 *
 * Cost: about 5n² products of −log₂ E + N bits, a quarter of that where there is a symmetry.
 * @param request - Target, domain, degree, and what lower degrees tell.
 * @returns The function and points of alternation.
 * @throws {RangeError} where no alternation is seen: the cell is degenerate, or f is not analytic.
 */
export function nearBest(request: NearBestRequest): NearBest {
  const { f, domain, degree, smooth = [] } = request;
  if (!Number.isSafeInteger(degree) || degree < 1) {
    throw new RangeError(`nearBest: expected a degree N ≥ 1, got ${String(degree)}`);
  }
  const shape = shapeOf(request);
  const [m, n] = shape.type;
  const isPlain = shape.symmetry === 'plain';
  // An even rest has a smooth part that is even, and so has the relative error of a reciprocal target.
  const used = isPlain ? smooth : smooth.map((c, k) => (k % 2 === 0 ? c : 0));
  const found = levellingNodes(m + n + 1, used);
  const [nodes, peaks] = isPlain ? [found.nodes, found.peaks] : [symmetric(found.nodes), symmetric(found.peaks)];
  const at = placesIn(domain);
  const half = isPlain ? nodes : nodes.slice(0, Math.floor(nodes.length / 2));
  const alternation = [...peaks].reverse().map(at);
  // The error of an even or odd rest is seen on one side.
  const isMirrored = shape.symmetry === 'even' || shape.symmetry === 'odd';
  const seen = isMirrored ? alternation.filter(({ numerator }) => numerator >= 0n) : alternation;
  let bits = request.bits ?? FIRST_BITS;
  for (let tries = 0; tries < TRIES; tries += 1, bits = Math.ceil(1.4 * bits)) {
    const F = rememberConstants(bigfloat(bits));
    const form = interpolate(F, request, shape, half.map(at));
    if (form === undefined) continue;
    const errorAt = (point: Rational): Rational => {
      const x = F.constant(point);
      return F.toRational(F.sub(f(F, x), applyForm(F, form, x)));
    };
    const log2Errors = heights(seen.map(errorAt));
    if (log2Errors === undefined || log2Errors[0] < ERROR_BITS - bits) continue;
    const logs = smoothSamples(nodes.length).map((s) => Math.LN2 * log2Of(errorAt(at(s))));
    return { type: shape.type, form, alternation, log2Errors, smooth: smoothPart(nodes, logs), bits };
  }
  throw new RangeError(
    `nearBest: no alternation of type (${String(m)},${String(n)}) is seen with ${String(bits)} bits`,
  );
}
