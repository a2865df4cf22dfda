/**
 * What every family of single rational approximants takes and gives.
 */
import { type BigFloat, type BigFloatField, bigfloat } from '../../arithmetic/bigfloat.ts';
import type { Field, OrderedRealField } from '../../arithmetic/number-systems.ts';
import { log2Of } from '../../arithmetic/numerals.ts';
import { type Rational, rationals } from '../../arithmetic/rational.ts';
import type { RealFunction } from '../../functions/target.ts';
import { middleOf, translated } from '../minimax/centre.ts';
import { exactRational } from '../minimax/exact.ts';
import type { MinimaxProblem } from '../minimax/problem.ts';
import { rememberConstants } from '../minimax/remember-constants.ts';
import { type Symmetry, symmetryOf } from '../minimax/symmetry.ts';
import { applyParts, expandParts, mapParts, type Parts, shortened } from './parts.ts';
import { samplePoints } from './sample.ts';

/** What is to be approximated: a function on an interval by a type (m, n), with an accuracy to work for. */
export interface SingleRequest extends Pick<MinimaxProblem, 'f' | 'domain' | 'kinks'> {
  /** Degrees m of the numerator and n of the denominator. */
  readonly type: readonly [number, number];
  /** The accuracy in view of which precisions and digits are chosen. */
  readonly eps: Rational;
  /** In milliseconds of `performance.now()`. */
  readonly deadline: number;
}

/** An approximant with rounded coefficients. Nothing is proven of it. */
export interface SingleRational {
  /** The type that was asked for. */
  readonly type: readonly [number, number];
  /** min(m − deg p, n − deg q) of the function that was found, in lowest terms. */
  readonly defect: number;
  /** Significant digits of the coefficients; 0 where all are as computed. */
  readonly digits: number;
  /** Bits that the coefficients were computed with; 0 for fractions. */
  readonly bits: number;
  /** The largest |f − R| at sampled points, to a few digits: an estimate. */
  readonly seen: Rational;
  /** By the theorem of de la Vallée Poussin no function of the type has a smaller error, as far as the sampled errors show; may be 0. */
  readonly least: Rational;
  readonly apply: <T>(F: Field<T>, x: T) => T;
}

/** Coefficients before they are rounded. */
export interface Unrounded {
  readonly parts: Parts;
  /** 0 where they are exact. */
  readonly bits: number;
}

/** A problem about the middle of its interval. */
export interface Centred {
  readonly centre: Rational;
  readonly radius: Rational;
  /** y ↦ f(centre + y). */
  readonly f: RealFunction;
  /** As a problem on [−radius, radius]. */
  readonly problem: MinimaxProblem;
  /** What a type (m, n) can use. */
  readonly symmetry: Symmetry | undefined;
}

/** Raised by a family that needs more bits. */
export class MoreBits extends Error {
  readonly bits: number;
  constructor(bits: number) {
    super(`more precision is needed: ${String(bits)} bits`);
    this.bits = bits;
  }
}

/** Spare bits of sums and of the sampled errors. */
const SPARE_BITS = 64;
/** Bits that a degree of p and q costs in powers of y, at most: those of a Chebyshev polynomial are below (1 + √2)^n. */
const BITS_PER_DEGREE = 2;
/** Rounding may change the function by ε·2^−this at the points. */
const ROUNDING_BITS = 12;
const MOST_BITS = 2 ** 15;

/** Bits with which a type is computed first. */
export const firstBits = ({ eps, type: [m, n] }: SingleRequest): number =>
  Math.ceil(-log2Of(eps)) + SPARE_BITS + BITS_PER_DEGREE * (m + n);

/** The problem in y = x − centre. */
export function centred(request: Omit<SingleRequest, 'eps' | 'deadline'>): Centred {
  const { lower, upper } = request.domain;
  const centre = middleOf(request);
  const problem = translated(request, centre);
  const radius = rationals.scale(rationals.sub(upper, lower), -1);
  return { centre, radius, f: problem.f, problem, symmetry: symmetryOf(problem, ...request.type) };
}

/** Repeats a computation with as many bits as it asks for. */
export function withBits<R>(request: SingleRequest, compute: (F: BigFloatField) => R): R {
  for (let bits = firstBits(request); ;) {
    checkTime(request);
    try {
      return compute(bigfloat(bits));
    } catch (error) {
      if (!(error instanceof MoreBits)) throw error;
      bits = 32 * Math.ceil(Math.max(error.bits, 1.25 * bits) / 32);
      if (bits > MOST_BITS) throw new RangeError(`more than ${String(MOST_BITS)} bits are needed`, { cause: error });
    }
  }
}

/** Sees to it that there is time left. @throws {RangeError} after the deadline */
function checkTime({ deadline }: SingleRequest): void {
  if (performance.now() > deadline) throw new RangeError('the time was not enough');
}

/** Exact coefficients of numbers of a field. */
export const exactly = <T>(F: OrderedRealField<T>, list: readonly T[]): readonly Rational[] =>
  list.map((value) => F.toRational(value));

/**
 * The approximant of a family, with as few digits as leave it what it is at sampled points.
 * @param request - What is approximated; a target that is itself of the type comes back exactly, whatever the family.
 * @param approximate - The family.
 */
export function finishSingle(request: SingleRequest, approximate: () => Unrounded): SingleRational {
  const { type, eps, f } = request;
  const [m, n] = type;
  const exact = exactRational({ ...request }, m, n);
  const { parts, bits } =
    exact === undefined ? approximate() : { parts: partsOf(exact.numerator, exact.denominator), bits: 0 };
  const F = rememberConstants(bigfloat(evaluationBits(request, parts)));
  const points = samplePoints(F, request);
  const values = points.map((x) => applyParts(F, parts, x));
  const distance = (list: readonly BigFloat[]): BigFloat =>
    list.reduce((top, value, i) => F.max(top, F.abs(F.sub(value, values[i] as BigFloat))), F.zero);
  const errors = points.map((x, i) => F.sub(f(F, x), values[i] as BigFloat));
  const seen = F.toRational(errors.reduce((top, error) => F.max(top, F.abs(error)), F.zero));
  const changeOf = (some: Parts): BigFloat => distance(points.map((x) => applyParts(F, some, x)));
  const allowed = rationals.scale(eps, -ROUNDING_BITS);
  const { chosen, digits } =
    exact === undefined
      ? chooseDigits(parts, Math.floor(F.bits * Math.log10(2)), allowed, (some) => F.toRational(changeOf(some)))
      : { chosen: parts, digits: 0 };
  const { p, q } = expandParts(chosen);
  const defect = Math.min(m - (p.length - 1), n - (q.length - 1));
  const least = F.toRational(leastPeak(F, errors, m + n + 2 - defect));
  return { type, defect, digits, bits, seen, least, apply: (G, x) => applyParts(G, chosen, x) };
}

/** Every so many-th point tells whether the bits do, and all of those close to the ends. */
const STRIDE = 8;
const CLOSE_POINTS = 24;

/** Bits with which the values in powers of y are right: with half as many again they do not change. */
function evaluationBits(request: SingleRequest, parts: Parts): number {
  const isClose = rationals.scale(request.eps, -ROUNDING_BITS - 4);
  for (let bits = firstBits(request); ;) {
    const more = Math.ceil(1.5 * bits);
    const F = bigfloat(more);
    const all = samplePoints(F, request);
    const points = all.filter((_, i) => i % STRIDE === 0 || i < CLOSE_POINTS || i >= all.length - CLOSE_POINTS);
    const [low, high] = [bits, more].map((some) => {
      const G = rememberConstants(bigfloat(some));
      return points.map((x) => applyParts(G, parts, G.from(x)));
    }) as [BigFloat[], BigFloat[]];
    const change = low.reduce((top, value, i) => F.max(top, F.abs(F.sub(F.from(value), high[i] as BigFloat))), F.zero);
    if (F.compare(change, F.constant(isClose)) <= 0 || more > MOST_BITS) return bits;
    bits = more;
  }
}

/** The largest bound that `count` errors of alternating sign are all above, at neighbouring peaks; 0 if there are fewer. */
function leastPeak(F: BigFloatField, errors: readonly BigFloat[], count: number): BigFloat {
  const peaks: BigFloat[] = [];
  let sign = 0;
  for (const error of errors) {
    const own = F.compare(error, F.zero);
    if (own === 0) continue;
    const size = F.abs(error);
    if (own === sign) peaks.push(F.max(size, peaks.pop() ?? size));
    else peaks.push(size);
    sign = own;
  }
  let best = F.zero;
  for (let i = 0; i + count <= peaks.length; i += 1) {
    best = F.max(
      best,
      peaks.slice(i, i + count).reduce((x, y) => F.min(x, y)),
    );
  }
  return best;
}

/** p/q in powers of x, without symmetry. */
const partsOf = (P: readonly Rational[], Q: readonly Rational[]): Parts => ({
  P,
  Q,
  constant: rationals.zero,
  slope: rationals.zero,
  symmetry: undefined,
});

const EXTRA_DIGITS = 2;

/** About the fewest digits that change the function by at most `allowed`; all where none do. */
function chooseDigits(
  parts: Parts,
  most: number,
  allowed: Rational,
  changeOf: (some: Parts) => Rational,
): { readonly chosen: Parts; readonly digits: number } {
  const numbers = ({ P, Q, constant, slope }: Parts): readonly Rational[] => [...P, ...Q, constant, slope];
  const isWhole = (some: Parts): boolean => numbers(some).every((value, i) => value === numbers(parts)[i]);
  for (let digits = Math.min(most, Math.ceil(-log2Of(allowed) * Math.log10(2))); ;) {
    const chosen = mapParts((value) => shortened(value, digits), parts);
    if (isWhole(chosen)) return { chosen, digits: 0 };
    const change = changeOf(chosen);
    if (digits >= most || rationals.compare(change, allowed) <= 0) return { chosen, digits };
    digits = Math.min(most, digits + Math.ceil((log2Of(change) - log2Of(allowed)) * Math.log10(2)) + EXTRA_DIGITS);
  }
}
