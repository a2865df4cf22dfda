/** A number system that converts each exact constant once. */
import type { Rational } from '../../arithmetic/rational.ts';
import type { Field } from '../../arithmetic/number-systems.ts';

/**
 * The same number system, for formulas with long constants that are evaluated many times.
 * @param F - The number system.
 * @returns One that keeps what it made of a constant as long as both live.
 */
export function rememberConstants<G extends Pick<Field<unknown>, 'constant'>>(F: G): G {
  const known = new WeakMap<Rational, unknown>();
  const constant = (value: Rational): unknown => {
    let result = known.get(value);
    if (result === undefined) {
      result = F.constant(value);
      known.set(value, result);
    }
    return result;
  };
  return { ...F, constant };
}
