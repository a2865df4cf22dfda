/**
 * The arithmetic of the planners.
 *
 * A planner evaluates inequalities between positive quantities: log-errors, budgets, interval ends. It does so in
 * `bigfloat(160)`, whose exponents do not under- or overflow, so that ε = 1e-4000 is no special case.
 *
 * Rounding. Between two calls of {@link inflate} a planner performs fewer than 2^30 operations, each with relative error
 * below 2^−159, on positive quantities or on differences that lose at most 60 bits, or one power with an exponent of at
 * most 2^64; so a computed bound is below the true value of its formula by a factor of at most 1 + 2^−64. Multiplying by
 * 1 + 2^−60 restores an upper bound.
 */
import { type BigFloat, type BigFloatField, bigfloat } from '../arithmetic/bigfloat.ts';
import { roundToDigits } from '../arithmetic/numerals.ts';
import { makeRational, type Rational } from '../arithmetic/rational.ts';

/** The number system of the planners. */
export const S: BigFloatField = bigfloat(160);

const INFLATION: BigFloat = S.add(S.one, S.scale(S.one, -60));

/** An upper bound of what the formula behind the computed `x ≥ 0` stands for. */
export const inflate = (x: BigFloat): BigFloat => S.mul(x, INFLATION);

/** `x ≤ y`, decided with the planners' rounding on the safe side. */
export const atMost = (x: BigFloat, y: BigFloat): boolean => S.compare(inflate(x), y) <= 0;

/** The larger of the two. */
export const larger = (x: BigFloat, y: BigFloat): BigFloat => (S.compare(x, y) >= 0 ? x : y);

/** A double as a scalar of the planners. */
export const scalar = (x: number): BigFloat => S.constant(numberToRational(x));

/** The smaller of the two. */
export const smaller = (x: BigFloat, y: BigFloat): BigFloat => (S.compare(x, y) <= 0 ? x : y);

/** A number below `x > 0` after the rounding of a conversion; {@link inflate} gives one above. */
export const down = (x: BigFloat): BigFloat => S.div(x, INFLATION);

function numberToRational(x: number): Rational {
  return Number.isInteger(x) ? makeRational(BigInt(x)) : makeRational(BigInt(Math.round(x * 2 ** 40)), 1n << 40n);
}

/** log₂ of a positive scalar as a double. */
export function log2(x: BigFloat): number {
  return Math.log2(Number(x.mantissa >> HEAD)) + x.exponent + Number(HEAD);
}

const HEAD = 100n;

/** Decimal digits after which rounding `x` costs a relative error below `2^−bits`. */
const digitsForBits = (bits: number): number => Math.ceil((Math.max(bits, 1) + 2) * Math.LOG10E * Math.LN2) + 1;

/**
 * A network weight: `x` rounded to the nearest decimal number whose relative error is at most `2^−bits`.
 * @param compute gives x in a number system of any precision; it is called once
 */
export function weight(compute: (F: BigFloatField) => BigFloat, bits: number): Rational {
  const F = bigfloat(Math.max(64, Math.ceil(bits) + 32));
  return roundToDigits(F.toRational(compute(F)), digitsForBits(bits));
}

/** `−log(1 − x)` for 0 ≤ x < 1 without cancellation: exact series bound x + x²/2 + x³/(3(1−x)) for small x. */
export function minusLog1m(x: BigFloat): BigFloat {
  if (x.mantissa === 0n) return S.zero;
  if (log2(x) > -40) return S.neg(S.log(S.sub(S.one, x)));
  const square = S.mul(x, x);
  return S.add(x, S.add(S.scale(square, -1), S.div(S.mul(square, x), S.sub(S.one, x))));
}

/** `e^x − 1` for 0 ≤ x, without cancellation: at most x + x²·(e^x)/2 for small x. */
export function expm1(x: BigFloat): BigFloat {
  if (x.mantissa === 0n) return S.zero;
  if (log2(x) > -40) return S.sub(S.exp(x), S.one);
  return S.add(x, S.mul(x, x));
}

const LOG_2 = S.log(S.fromInteger(2));

/**
 * Upper bound of the log-error |log(g/√s)| after one Newton step `g ← (g + s/g)/2` from a log-error of at most ω, which is
 * exactly `log cosh ω`, that is `tanh(ω'/2) = tanh(ω/2)²`. Monotone in ω.
 */
export function newtonLogError(omega: BigFloat): BigFloat {
  if (omega.mantissa === 0n) return S.zero;
  // log cosh ω = ω − log 2 + log(1 + e^(−2ω)), and log(1 + u) ≤ u.
  if (log2(omega) > -1) return S.add(S.sub(omega, LOG_2), S.exp(S.scale(S.neg(omega), 1)));
  // y = tanh²(ω/2) ≤ (ω/2)², and ω' = 2 atanh y ≤ 2y/(1 − y²).
  const half = S.scale(omega, -1);
  const y = S.mul(half, half);
  return S.div(S.scale(y, 1), S.sub(S.one, S.mul(y, y)));
}
