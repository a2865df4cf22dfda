/**
 * The point about which p and q are written: powers of x − c take few digits and lose few bits where the error has its details.
 */
import type { OrderedRealField, RealField } from '../../arithmetic/number-systems.ts';
import { log2Of, roundToDigits } from '../../arithmetic/numerals.ts';
import { bitLength, type Rational, rationals } from '../../arithmetic/rational.ts';
import type { RealFunction } from '../../functions/target.ts';
import type { MinimaxProblem } from './problem.ts';

/** The middle of an interval. */
export const middleOf = ({ domain: { lower, upper } }: Pick<MinimaxProblem, 'domain'>): Rational =>
  rationals.scale(rationals.add(lower, upper), -1);

/** The problem in y = x − centre. */
export function translated({ f, weight, domain, kinks }: MinimaxProblem, centre: Rational): MinimaxProblem {
  if (centre.numerator === 0n) return { f, ...(weight && { weight }), domain, kinks };
  const moved =
    (g: RealFunction): RealFunction =>
    <T>(F: RealField<T>, y: T): T =>
      g(F, F.add(F.constant(centre), y));
  const shift = (x: Rational): Rational => rationals.sub(x, centre);
  return {
    f: moved(f),
    ...(weight && { weight: moved(weight) }),
    domain: { lower: shift(domain.lower), upper: shift(domain.upper) },
    kinks: kinks.map(shift),
  };
}

/** Coefficients in powers of x of a polynomial in powers of x − centre. */
export function aboutZero(coefficients: readonly Rational[], centre: Rational): readonly Rational[] {
  if (centre.numerator === 0n) return coefficients;
  return coefficients.reduceRight<readonly Rational[]>((sum, c) => {
    const raised = [rationals.zero, ...sum];
    const lowered = sum.map((s) => rationals.mul(centre, s));
    return raised.map((s, i) => {
      const difference = i < lowered.length ? rationals.sub(s, lowered[i] as Rational) : s;
      return i === 0 ? rationals.add(difference, c) : difference;
    });
  }, []);
}

/** Peaks of smooth targets are not closer than this part of (length of the interval)/(number of peaks)². */
const CROWDED = 0.1;
/** A centre with more bits than this is rounded. */
const SHORT_BITS = 64;

/**
 * A centre for a function that is known by the peaks of its error: the end or kink at which they crowd; else 0 if it is not
 * far away, and the middle of the interval if it is.
 */
export function centreFor<T>(F: OrderedRealField<T>, { domain, kinks }: MinimaxProblem, peaks: readonly T[]): Rational {
  const { lower, upper } = domain;
  const length = rationals.sub(upper, lower);
  const points = peaks.map((x) => F.toRational(x));
  const gaps = points.slice(1).map((x, i) => rationals.sub(x, points[i] as Rational));
  const least = gaps.reduce((best, gap, i) => (rationals.compare(gap, gaps[best] as Rational) < 0 ? i : best), 0);
  const limit = (CROWDED * rationals.toNumber(length)) / peaks.length ** 2;
  if (gaps.length > 0 && rationals.toNumber(gaps[least] as Rational) < limit) {
    const at = points[least] as Rational;
    const distance = (x: Rational): number => Math.abs(rationals.toNumber(rationals.sub(x, at)));
    const nearest = [lower, ...kinks, upper].reduce((best, x) => (distance(x) < distance(best) ? x : best));
    if (nearest.numerator === 0n || bitLength(nearest.denominator) <= SHORT_BITS) return nearest;
    const digits = Math.ceil((log2Of(nearest) - log2Of(gaps[least] as Rational)) * Math.log10(2)) + 2;
    return roundToDigits(nearest, Math.max(1, digits));
  }
  const isNear =
    rationals.compare(rationals.sub(lower, length), rationals.zero) <= 0 &&
    rationals.compare(rationals.add(upper, length), rationals.zero) >= 0;
  return isNear ? rationals.zero : middleOf({ domain });
}
