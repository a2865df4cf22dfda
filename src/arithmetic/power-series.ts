/**
 * Truncated power series Σ c_k t^k, k ≤ order, over any real field.
 *
 * Every coefficient of a result is the exact one of the functions' Taylor series, up to the arithmetic of the field; over
 * enclosures it is enclosed. With a ball or interval X as constant term of `variable(X)`, c_k encloses f^(k)(x)/k! for all
 * x ∈ X, since the recurrences hold at each of them and the operations contain all results.
 */
import type { Rational, RealField } from './number-systems.ts';
import { createSeriesArithmetic, type Series } from './power-series-arithmetic.ts';
import { createSeriesFunctions } from './power-series-functions.ts';

export type { Series } from './power-series-arithmetic.ts';

/**
 * The power series of one order over one field.
 *
 * |x|, sign, min and max of series that are not constant take the branch that the constant terms decide through the field
 * below, and are refused where these may be at the kink.
 */
export interface PowerSeriesField<T> extends RealField<Series<T>> {
  /** The field of the coefficients. */
  readonly base: RealField<T>;
  /** Terms up to t^order are kept. */
  readonly order: number;
  /** x₀ + t. */
  variable(x0: T): Series<T>;
  /** The constant series. */
  fromConstant(c: T): Series<T>;
  /** Σ c_k t^k; coefficients beyond the order are left out. */
  fromCoefficients(coefficients: readonly T[]): Series<T>;
  /** All order + 1 coefficients, lowest degree first. */
  coefficients(x: Series<T>): readonly T[];
}

/**
 * The truncated power series of one order over a field, as a number system: functions evaluated over it at `variable(x₀)`
 * yield their Taylor coefficients f^(k)(x₀)/k!.
 *
 * Error: that of the field below, carried through the recurrences; none over exact coefficients. Cost: O(order²) operations
 * of the field for each product, quotient or function.
 * @param F - The field of the coefficients.
 * @param order - The highest power of t that is kept, an integer ≥ 0.
 * @returns The number system.
 * @throws {RangeError} unless the order is an integer ≥ 0; operations throw it where F does, and where a series that is not
 * constant starts at a zero of the divisor, a branch point or a kink.
 */
export function powerSeries<T>(F: RealField<T>, order: number): PowerSeriesField<T> {
  if (!Number.isSafeInteger(order) || order < 0) {
    throw new RangeError(`powerSeries: expected an order ≥ 0, got ${String(order)}`);
  }
  const { first, ...arithmetic } = createSeriesArithmetic(F, order);
  const { fromConstant, fromCoefficients } = arithmetic;
  return Object.freeze({
    ...arithmetic,
    ...createSeriesFunctions({ first, ...arithmetic }),
    name: `series(${F.name}, ${String(order)})`,
    fromInteger: (n: bigint | number) => fromConstant(F.fromInteger(n)),
    constant: (value: Rational) => fromConstant(F.constant(value)),
    variable: (x0: T) => fromCoefficients([x0, F.one]),
    coefficients: ({ coefficients }: Series<T>) => [
      ...coefficients,
      ...Array.from({ length: order + 1 - coefficients.length }, () => F.zero),
    ],
    get pi() {
      return fromConstant(F.pi);
    },
  });
}
