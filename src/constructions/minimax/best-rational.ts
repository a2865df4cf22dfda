/**
 * The best uniform rational approximation of a type, with rounded coefficients.
 */
import type { BigFloat, BigFloatField } from '../../arithmetic/bigfloat.ts';
import type { Field, OrderedRealField } from '../../arithmetic/number-systems.ts';
import { log2Of } from '../../arithmetic/numerals.ts';
import { type Rational, rationals } from '../../arithmetic/rational.ts';
import { aboutZero, centreFor, middleOf, translated } from './centre.ts';
import { coefficientsOf } from './coefficients.ts';
import { exactRational } from './exact.ts';
import type { MinimaxProblem } from './problem.ts';
import { applyParts, expandParts, mapParts, type Parts, rounded } from '../single/parts.ts';
import { evaluateQuotient } from './rational-function.ts';
import type { LevelError } from './search.ts';
import { searchLevel } from './search-level.ts';
import { halvedProblem, halvedType, slopeOf, type Symmetry, symmetryOf } from './symmetry.ts';
import { alternationOfZero } from './zero.ts';

/** What is asked for. */
export interface BestRationalRequest extends MinimaxProblem {
  /** Degrees m of the numerator and n of the denominator. */
  readonly type: readonly [number, number];
  /** How far the largest and the least peak of the error may be apart, relatively; default 1e-9. */
  readonly spread?: number;
  /** Significant digits of the coefficients; by default as few as keep the error level. */
  readonly digits?: number;
  /** Seconds after which the search gives up; default 600. */
  readonly maxSeconds?: number;
}

/** A nearly best approximant: an exact rational function whose error has been seen to alternate. */
export interface BestRational {
  readonly type: readonly [number, number];
  /** Coefficients of p and q, exactly, lowest degree first; of degrees at most m and n. */
  readonly numerator: readonly Rational[];
  readonly denominator: readonly Rational[];
  /**
   * Points at which the error alternates with nearly equal size, in order: at least m + n + 2 − defect; none where the
   * function equals the target at more points than determine it, exactly (`digits` is 0) or but for the rounding of its coefficients.
   */
  readonly alternation: readonly Rational[];
  /** min(m − deg p, n − deg q); n for p = 0. */
  readonly defect: number;
  /** Digits of the coefficients; 0 where they are exact. */
  readonly digits: number;
  /** Bits it was computed with. */
  readonly bits: number;
  readonly iterations: number;
  /** The same function with as few gates as its symmetry admits. */
  readonly apply: <T>(F: Field<T>, x: T) => T;
}

const DEFAULT_SPREAD = 1e-9;
const DEFAULT_SECONDS = 600;
const FIRST_DIGITS = 8;
/** Digits of irrational coefficients of a target that is itself of the type. */
const VANISHING_DIGITS = 50;
const ZERO = rationals.zero;

/** Points of y for peaks in t = y² or in y itself, with as many digits as keep the error there; kinks exactly. */
function alternationOf(
  F: OrderedRealField<BigFloat>,
  { peaks }: LevelError<BigFloat>,
  symmetry: Symmetry | undefined,
  { domain, kinks }: MinimaxProblem,
  spread: number,
): readonly Rational[] {
  const xs = peaks.map(({ x }) => (symmetry === undefined ? x : F.sqrt(x)));
  const half = Math.ceil(-Math.log10(spread) / 2) + 6;
  const exact = xs.map((x, i) => {
    const kink = kinks.find((point) => F.compare(F.constant(point), x) === 0);
    if (kink !== undefined) return kink;
    const value = F.toRational(x);
    if (value.numerator === 0n) return value;
    const gaps = [xs[i - 1], xs[i + 1]].flatMap((y) => (y === undefined ? [] : [F.toRational(F.abs(F.sub(x, y)))]));
    const closest = gaps.map((gap) => log2Of(value) - log2Of(gap));
    const short = rounded(value, half + Math.ceil(Math.max(0, ...closest) * Math.log10(2)));
    if (rationals.compare(short, domain.lower) <= 0 && rationals.compare(value, domain.lower) <= 0) return domain.lower;
    if (rationals.compare(short, domain.upper) >= 0) return domain.upper;
    return rationals.compare(short, domain.lower) < 0 ? domain.lower : short;
  });
  if (symmetry === undefined) return exact;
  const mirrored = exact.filter(({ numerator }) => numerator !== 0n).map((x) => rationals.neg(x));
  return [...mirrored.reverse(), ...exact];
}

/** Whether the error at the alternation points is level to a relative spread. */
function isLevel(
  F: BigFloatField,
  problem: MinimaxProblem,
  parts: Parts,
  points: readonly Rational[],
  spread: number,
): boolean {
  const sizes = points.map((point) => {
    const x = F.constant(point);
    return F.abs(F.mul(problem.weight?.(F, x) ?? F.one, F.sub(problem.f(F, x), applyParts(F, parts, x))));
  });
  const [least, largest] = [sizes.reduce((x, y) => F.min(x, y)), sizes.reduce((x, y) => F.max(x, y))];
  if (largest.mantissa === 0n) return false;
  return F.toNumber(F.div(F.sub(largest, least), largest)) <= spread;
}

/** Coefficients of p and q in powers of x. */
function expandedAboutZero(parts: Parts): { readonly p: readonly Rational[]; readonly q: readonly Rational[] } {
  const { p, q } = expandParts(parts);
  const centre = parts.centre ?? ZERO;
  return { p: aboutZero(p, centre), q: aboutZero(q, centre) };
}

/**
 * The function that was found, about the centre of its symmetry or one that suits it; in powers of x where the digits of its
 * coefficients are given.
 */
function unroundedParts(
  F: BigFloatField,
  { approximant, denominators, type, peaks }: LevelError<BigFloat>,
  problem: MinimaxProblem,
  symmetry: Symmetry | undefined,
  middle: Rational,
  isAboutZero: boolean,
): Parts {
  const centre = symmetry
    ? middle
    : isAboutZero
      ? ZERO
      : centreFor(
          F,
          problem,
          peaks.map(({ x }) => x),
        );
  const at = symmetry ? F.zero : F.constant(centre);
  const moved = { ...approximant, points: approximant.points.map((x) => F.sub(x, at)) };
  const { numerator, denominator } = coefficientsOf(F, moved, denominators, type);
  const parts: Parts = {
    centre,
    P: numerator.map((c) => F.toRational(c)),
    Q: denominator.map((c) => F.toRational(c)),
    constant: symmetry?.hasConstant === true ? F.toRational(problem.f(F, F.zero)) : ZERO,
    slope: symmetry?.hasSlope === true ? F.toRational(slopeOf(F, problem)) : ZERO,
    symmetry,
  };
  if (!isAboutZero || centre.numerator === 0n) return parts;
  const { p, q } = expandedAboutZero(parts);
  return { P: p, Q: q, constant: ZERO, slope: ZERO, symmetry: undefined };
}

/** A target that is itself a rational function of the type. */
function exactly([m, n]: readonly [number, number], p: readonly Rational[], q: readonly Rational[]): BestRational {
  return {
    type: [m, n],
    numerator: p,
    denominator: q,
    alternation: [],
    defect: Math.min(m - (p.length - 1), n - (q.length - 1)),
    digits: 0,
    bits: 0,
    iterations: 0,
    apply: (F, x) => evaluateQuotient(F, p, q, x),
  };
}

/**
 * The best uniform rational approximation of type (m, n) on an interval.
 *
 * Nodes of interpolation are moved until the peaks of the error are equal (see equalise.ts), with Remez's exchange where
 * that does not do; even and odd targets are halved; the precision is raised until the error is seen to the spread that is
 * asked for. Nothing here is proven: `certifyMinimax` encloses the best error.
 *
 * Cost: some (m + n) n² operations for each of about five iterations, with about log₂(1/E) + 64 bits for smooth targets.
 * @param request - Function, interval, type, and how level the error is to be.
 * @returns The approximant with exact coefficients and the points where its error alternates.
 * @throws {RangeError} where no alternation is found in the time given, or the error vanishes.
 */
export function bestRational(request: BestRationalRequest): BestRational {
  const { type, spread = DEFAULT_SPREAD, digits, maxSeconds = DEFAULT_SECONDS } = request;
  const [m, n] = type;
  if (![m, n].every((degree) => Number.isSafeInteger(degree) && degree >= 0)) {
    throw new RangeError(`bestRational: expected a type of two degrees m,n ≥ 0, got ${String(m)},${String(n)}`);
  }
  const deadline = performance.now() + 1000 * maxSeconds;
  const exact = exactRational(request, m, n);
  if (exact !== undefined) return exactly(type, exact.numerator, exact.denominator);
  // The middle of the interval is where a symmetry would have its centre.
  const middle = middleOf(request);
  const about = translated(request, middle);
  const zeroAt = alternationOfZero(request, m, spread / 4);
  if (zeroAt !== undefined) return { ...exactly(type, [ZERO], [rationals.one]), alternation: zeroAt, defect: n };
  const symmetry = symmetryOf(about, m, n);
  const whole = symmetry ? about : request;
  const problem = symmetry ? halvedProblem(about, symmetry) : request;
  const inner = symmetry ? halvedType(symmetry, m, n) : type;
  for (let least = 0; ;) {
    const { found, F, iterations } = searchLevel(problem, inner, spread / 4, deadline, least);
    const peaks = alternationOf(F, found, symmetry, whole, spread);
    const alternation = symmetry ? peaks.map((y) => rationals.add(middle, y)) : peaks;
    const unrounded = unroundedParts(F, found, whole, symmetry, middle, digits !== undefined);
    const partsFor = (length: number): Parts => mapParts((value) => rounded(value, length), unrounded);
    const most = Math.floor(F.bits * Math.log10(2));
    const holds = (length: number): boolean =>
      alternation.length === 0 || isLevel(F, request, partsFor(length), alternation, spread);
    let length = digits ?? (alternation.length > 0 ? FIRST_DIGITS : VANISHING_DIGITS);
    while (length < most && !holds(length)) length = Math.min(most, length + Math.max(2, Math.ceil(length / 8)));
    if (length >= most && !holds(length)) {
      // Powers of x have lost more than the search did.
      least = 2 * F.bits;
      continue;
    }
    if (digits !== undefined && length > digits) {
      throw new RangeError(
        `bestRational: ${String(digits)} digits do not hold the coefficients of type (${String(m)},${String(n)}) to a relative ${String(spread)} of the error; ${String(length)} do`,
      );
    }
    const parts = partsFor(length);
    const { p, q } = expandedAboutZero(parts);
    return {
      type,
      numerator: p,
      denominator: q,
      alternation,
      defect: Math.min(m - (p.length - 1), n - (q.length - 1)),
      digits: length,
      bits: F.bits,
      iterations,
      apply: (G, x) => applyParts(G, parts, x),
    };
  }
}
