/**
 * Certified error of networks of several inputs: the search for a proof (proofs/boxes.md).
 *
 * The part with the largest bound is halved until that is near the largest error found at a point.
 */
import { bigfloat } from '../arithmetic/bigfloat.ts';
import {
  compareMagnitudes,
  type Magnitude,
  magnitude,
  magnitudeFromRational,
  magnitudeToRational,
  maxMagnitude,
  mulDown,
  scaleMagnitude,
  zeroMagnitude,
} from '../arithmetic/magnitude.ts';
import { formatDecimal } from '../arithmetic/numerals.ts';
import { fromDouble, type Rational, rationals } from '../arithmetic/rational.ts';
import { type ModelSettings, type PartBounder, partBounder } from '../certificates/box-bound.ts';
import { attainedAt, type BoxCertificate } from '../certificates/box-certificate.ts';
import { type BoxProblem, middleOf, sidesOf, type View, viewsOf } from '../certificates/box-problem.ts';
import type { Box } from '../functions/target.ts';
import { BoxSearch } from './box-search.ts';
import { roundedOutward } from './certify.ts';
import { boxErrorFunction, type BoxPeak, largestError } from './estimate-box.ts';

/** How far the search may go. */
export interface BoxRequest {
  readonly problem: BoxProblem;
  /** upper/lower to reach, above 1; default {@link DEFAULT_BOX_TIGHTNESS}. */
  readonly tightness?: number;
  /**
   * An accuracy of which a bound is wanted. A network that is far more accurate, by the factor 2^10, is proven to be within 2^−10 of
   * it instead of within the tightness; and a bound within it is enough once the search has taken `patience` seconds.
   */
  readonly enough?: Rational;
  /** Seconds after which a bound that is enough is not narrowed any more; default 10. */
  readonly patience?: number;
  /** Seconds after which the search ends; default: none. */
  readonly maxSeconds?: number;
  /** The highest precision, in bits; default 4096. */
  readonly maxBits?: number;
  /** Told the progress, in [0, 1]. */
  readonly onProgress?: (done: number) => void;
}

/** What was found about the largest error. */
export interface CertifiedBoxError {
  readonly kind: 'bound';
  /** `proved`: lower ≤ sup |e| ≤ upper, within the tightness or within what is enough; `unknown`: not that near, `reason` says why. */
  readonly status: 'proved' | 'unknown';
  /** Bounds as decimals, rounded outward; `upper` is null where none is known. */
  readonly error: { readonly lower: string; readonly upper: string | null };
  /** A point with |e| ≥ lower, by its coordinates. */
  readonly at: readonly string[];
  readonly reason?: string;
  readonly seconds: number;
  /** The proof, where there is an upper bound. */
  readonly certificate?: BoxCertificate;
}

/** upper/lower that is sought on boxes where nothing else is asked for. */
export const DEFAULT_BOX_TIGHTNESS = 1.25;

/** Heuristic, chosen by measurement: total degrees for 1, 2, 3, 4 … variables and errors of 1e-6. */
const DEGREES = [14, 10, 13, 6, 4];

function settingsFor(variables: number, bits: number, goal: Magnitude): ModelSettings {
  const digits = -goal.exponent * Math.log10(2);
  const more = Math.max(0, Math.round((digits - 6) / (1 + variables)));
  return { degree: Math.min((DEGREES[variables - 1] ?? 4) + more, variables < 3 ? 40 : 14), bits };
}

/** Precisions that are tried, from doubles on. */
const PRECISIONS = [53, 128, 256, 512, 1024, 2048, 4096];

/** Sides of the parts, against those of the box, on which roundings are all that widens a bound. */
const TINY = -34;

/** A part around a point of the box, in the coordinates of a view. */
function tinyPart(problem: BoxProblem, view: View, at: readonly Rational[]): Box {
  const origin = view.pinned === undefined ? rationals.zero : (at[view.pinned] ?? rationals.zero);
  return sidesOf(problem, view).map(({ lower, upper }, k) => {
    const centre = rationals.sub(at[view.variables[k] ?? 0] ?? rationals.zero, origin);
    const reach = rationals.scale(rationals.sub(upper, lower), TINY);
    return { lower: rationals.sub(centre, reach), upper: rationals.add(centre, reach) };
  });
}

/** Degrees, and the precision at which roundings do not count at the peak and in the middle of the box. */
function settingsOf(
  problem: BoxProblem,
  views: readonly View[],
  { at: peak }: BoxPeak,
  goal: Magnitude,
  { tightness = DEFAULT_BOX_TIGHTNESS, maxBits = Infinity }: BoxRequest,
): readonly ModelSettings[] {
  const allowed = mulDown(goal, magnitude(1 - (1 - 1 / tightness) / 2));
  const places = [peak, ...views.map((view) => middleOf(problem, view, sidesOf(problem, view)) ?? peak)];
  const settings = (bits: number): readonly ModelSettings[] =>
    views.map(({ variables }) => settingsFor(variables.length, bits, goal));
  const isEnough = (bits: number): boolean =>
    views.every((view, i) => {
      const bound = partBounder(problem, view, settings(bits)[i] as ModelSettings);
      return places.every((at) => isBounded(bound, tinyPart(problem, view, at), allowed));
    });
  const precisions = PRECISIONS.filter((bits) => bits <= maxBits);
  return settings(precisions.find(isEnough) ?? precisions.at(-1) ?? 53);
}

function isBounded(bound: PartBounder, part: Box, allowed: Magnitude): boolean {
  try {
    return isWithin(bound(part).upper, allowed);
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

const isWithin = (bound: Magnitude | undefined, goal: Magnitude): boolean =>
  bound !== undefined && compareMagnitudes(bound, goal) <= 0;

/** Halvings after which others get their turn. */
const PAUSE = 64;
/** Bits by which a network may be more accurate than what is enough before that is all that is proven. */
const SPARE = 10;
/** Halvings after which the middle of the worst part is looked at for a larger error. */
const LOOK = 8;
/** More parts than that would fill memory. */
const MOST_PARTS = 2 ** 20;

/** The largest error found so far. */
interface Best {
  readonly at: readonly Rational[];
  readonly goal: Magnitude;
}

/**
 * Encloses the largest error of a network over all outputs on a box.
 * @param request - Problem, tightness, time.
 * @returns The enclosure with its certificate; `unknown` where the bounds are further apart than the tightness.
 * @throws {RangeError} where the network has a pole at a sample, and for a tightness that is not above 1
 */
export async function certifyBoxError(request: BoxRequest): Promise<CertifiedBoxError> {
  const start = performance.now();
  const seconds = (): number => (performance.now() - start) / 1000;
  const { problem, tightness = DEFAULT_BOX_TIGHTNESS, patience = 10, maxSeconds = Infinity, onProgress } = request;
  if (!(tightness > 1 && tightness < 1e6)) {
    throw new RangeError(`certifyBoxError: expected a tightness above 1, got ${String(tightness)}`);
  }
  const peak = largestError({ problem });
  const enough = request.enough && lowerMagnitude(request.enough);
  const factor = magnitude(tightness * (1 - ROUNDED_OFF));
  const goalOf = (lower: Rational): Magnitude =>
    maxMagnitude(mulDown(factor, lowerMagnitude(lower)), enough ? scaleMagnitude(enough, -SPARE) : zeroMagnitude);
  const views = viewsOf(problem);
  const settings = settingsOf(problem, views, peak, goalOf(peak.lower), request);
  const search = new BoxSearch(problem, settings, views);
  const F = bigfloat(peak.bits);
  const errorAt = boxErrorFunction(problem, peak.bits);
  let best: Best = { at: peak.at, goal: goalOf(peak.lower) };
  let reason: string | undefined;
  for (let parts = 1; best.goal.mantissa !== 0; parts += 1) {
    const { worst } = search;
    if (worst === undefined || isWithin(worst.bound, best.goal)) break;
    if (seconds() > patience && enough && isWithin(worst.bound, enough)) break;
    if (seconds() > maxSeconds) reason = `the time of ${String(maxSeconds)} s is over`;
    if (parts > MOST_PARTS) reason = `the bounds are further apart than asked for on ${String(MOST_PARTS)} parts`;
    if (reason !== undefined) break;
    if (parts % LOOK === 0) {
      const at = middleOf(problem, views[worst.view] as View, worst.part);
      const value = at && F.toRational(errorAt(at));
      if (at && value && compareMagnitudes(goalOf(value), best.goal) > 0) best = { at, goal: goalOf(value) };
    }
    search.halve();
    if (parts % PAUSE !== 0) continue;
    onProgress?.(progress(worst.bound, best.goal));
    await new Promise<void>((resolve) => {
      setTimeout(resolve, 0);
    });
  }
  return conclude(request, search, best.at, peak.bits, reason, seconds());
}

/** What is lost by rounding bounds to decimals. */
const ROUNDED_OFF = 1e-7;

/** A lower bound of q ≥ 0. */
function lowerMagnitude(q: Rational): Magnitude {
  return mulDown(magnitudeFromRational(q), magnitude(1 - 2 ** -48));
}

/** A guess: logarithms of bounds fall nearly evenly. */
function progress(bound: Magnitude | undefined, goal: Magnitude): number {
  if (bound === undefined) return 0;
  return 1 / (1 + Math.max(0, Math.log2(bound.mantissa / goal.mantissa) + bound.exponent - goal.exponent));
}

function conclude(
  { problem, tightness = DEFAULT_BOX_TIGHTNESS, enough }: BoxRequest,
  search: BoxSearch,
  at: readonly Rational[],
  bits: number,
  reason: string | undefined,
  seconds: number,
): CertifiedBoxError {
  const attained = attainedAt(problem, at, bits).lower;
  const lower = attained.numerator === 0n ? attained : roundedOutward(attained, -1);
  const bound = search.worst?.bound;
  const common = { kind: 'bound', at: at.map((x) => formatDecimal(x, 40)), seconds } as const;
  const shown = formatDecimal(lower, DIGITS);
  if (bound === undefined) {
    const why = reason ?? 'no bound was found on a part of the box';
    return { ...common, status: 'unknown', error: { lower: shown, upper: null }, reason: why };
  }
  const exact = magnitudeToRational(bound);
  const upper = exact.numerator === 0n ? exact : roundedOutward(exact, 1);
  const { circuit, target, box } = problem;
  const certificate = {
    circuit,
    target: target.name,
    box,
    lower,
    upper,
    attained: { at, bits },
    views: search.proofs(),
  };
  const isTight =
    rationals.compare(upper, rationals.mul(lower, fromDouble(tightness))) <= 0 ||
    (enough !== undefined && rationals.compare(upper, enough) <= 0);
  const why = lower.numerator === 0n ? 'no point was found at which the error is not zero' : reason;
  return {
    ...common,
    status: isTight ? 'proved' : 'unknown',
    error: { lower: shown, upper: formatDecimal(upper, DIGITS) },
    ...(!isTight && { reason: why ?? `the bounds are further apart than the factor ${String(tightness)}` }),
    certificate,
  };
}

/** Digits of the bounds: those of {@link roundedOutward}. */
const DIGITS = 12;
