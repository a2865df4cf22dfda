/** Exact arithmetic that gives up before it takes too long. */
import type { Field } from '../arithmetic/number-systems.ts';
import { bitLength, type Rational, rationals } from '../arithmetic/rational.ts';

/**
 * The rational numbers as long as they stay short: operations throw a `RangeError` beyond the limits.
 * @param bits - Most bits of a numerator and a denominator together.
 * @param work - Most squared bits of all results together, about the bit operations that reducing them takes.
 * @returns The number system; its work is counted from here on.
 */
export function shortRationals(bits: number, work?: number): Field<Rational> {
  let done = 0;
  const short = (q: Rational): Rational => {
    const length = bitLength(q.numerator) + bitLength(q.denominator);
    done += length * length;
    if (length > bits || (work !== undefined && done > work))
      throw new RangeError('certificates: expected exact numbers that stay short');
    return q;
  };
  return {
    ...rationals,
    add: (x, y) => short(rationals.add(x, y)),
    sub: (x, y) => short(rationals.sub(x, y)),
    mul: (x, y) => short(rationals.mul(x, y)),
    div: (x, y) => short(rationals.div(x, y)),
  };
}
