/**
 * The rational number of least denominator in an interval.
 */
import { makeRational, type Rational, rationals } from '../arithmetic/rational.ts';
import type { Domain } from './target.ts';

function floor({ numerator, denominator }: Rational): bigint {
  const quotient = numerator / denominator;
  return numerator < 0n && quotient * denominator !== numerator ? quotient - 1n : quotient;
}

/**
 * The rational number of least denominator (and then of least size) in a closed interval.
 *
 * Common prefix of the continued fractions of both ends, closed by the next integer; the cost is that of Euclid's
 * algorithm.
 * @param interval - The interval, lower ≤ upper.
 * @returns The number.
 *
 * Reference: D. E. Knuth, The Art of Computer Programming 2, §4.5.3, exercise 39.
 */
export function simplestBetween(interval: Domain): Rational {
  const { lower, upper } = interval;
  if (lower.numerator <= 0n && upper.numerator >= 0n) return makeRational(0n);
  if (upper.numerator < 0n) {
    return rationals.neg(simplestBetween({ lower: rationals.neg(upper), upper: rationals.neg(lower) }));
  }
  const parts: bigint[] = [];
  for (let [lo, hi] = [lower, upper]; ;) {
    const whole = floor(lo);
    const integer = makeRational(whole);
    if (rationals.compare(lo, integer) === 0) {
      parts.push(whole);
      break;
    }
    if (floor(hi) > whole) {
      parts.push(whole + 1n);
      break;
    }
    parts.push(whole);
    const [restLo, restHi] = [rationals.sub(lo, integer), rationals.sub(hi, integer)];
    [lo, hi] = [rationals.div(rationals.one, restHi), rationals.div(rationals.one, restLo)];
  }
  return (
    parts.reduceRight<Rational | undefined>(
      (rest, part) =>
        rest === undefined ? makeRational(part) : rationals.add(makeRational(part), rationals.div(rationals.one, rest)),
      undefined,
    ) ?? lower
  );
}
