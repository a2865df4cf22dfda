/**
 * The interfaces that every number system implements, from narrow to wide.
 *
 * A construction asks for the least it uses: the p-th root iteration needs a {@link Field}, a target such as GELU a
 * {@link RealField}. Precision lives inside the number system and is never a global or a flag.
 */
/** The number `numerator / denominator`, in lowest terms, `denominator > 0`. */
export interface Rational {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

/** Addition and multiplication. Elements are immutable; operations are pure. */
export interface Ring<T> {
  /** Short name with its precision, for instance `bigfloat(256)`. */
  readonly name: string;
  readonly zero: T;
  readonly one: T;
  /** The integer `n` as an element, rounded if the system cannot hold it. */
  fromInteger(n: bigint | number): T;
  add(x: T, y: T): T;
  sub(x: T, y: T): T;
  mul(x: T, y: T): T;
  neg(x: T): T;
}

/** Division, exact constants and scaling by powers of two. */
export interface Field<T> extends Ring<T> {
  /** The exact rational number `value`, rounded once if the system cannot hold it. */
  constant(value: Rational): T;
  /**
   * The quotient `x / y`.
   * @throws {RangeError} if `y` is zero (contains zero, for enclosures).
   */
  div(x: T, y: T): T;
  /** `x · 2^k` for an integer `k`; exact where the system is binary. */
  scale(x: T, k: number): T;
}

/** Minima and maxima: with them, triangle functions and ReLU networks. Every {@link RealField} has them. */
export interface LatticeField<T> extends Field<T> {
  min(x: T, y: T): T;
  max(x: T, y: T): T;
}

/** Square roots and integer roots. */
export interface RootField<T> extends Field<T> {
  /** @throws {RangeError} if `x < 0`. */
  sqrt(x: T): T;
  /**
   * The real p-th root, p ≥ 1; for odd p also of negative numbers.
   * @throws {RangeError} if p is even and `x < 0`.
   */
  root(x: T, p: number): T;
}

/** Elementary functions and the lattice operations: all that a target of the catalog may use. */
export interface RealField<T> extends RootField<T> {
  readonly pi: T;
  exp(x: T): T;
  /** @throws {RangeError} if `x ≤ 0`. */
  log(x: T): T;
  /** `log(1 + x)`, where a system has something better than {@link RealField.atanh}: 2 atanh(x/(2+x)). */
  readonly log1p?: (x: T) => T;
  /** `exp(x) − 1`, where a system has something better than 2t/(1−t), t = tanh(x/2). */
  readonly expm1?: (x: T) => T;
  /** `x log x`, with its limit 0 at x = 0. @throws {RangeError} if `x < 0`. */
  xlogx(x: T): T;
  sinh(x: T): T;
  cosh(x: T): T;
  tanh(x: T): T;
  /** @throws {RangeError} unless `−1 < x < 1`. */
  atanh(x: T): T;
  sin(x: T): T;
  cos(x: T): T;
  atan(x: T): T;
  erf(x: T): T;
  /** `x^y = exp(y log x)` for x > 0; `0^y = 0` for y > 0. @throws {RangeError} for x < 0 unless y is an integer. */
  pow(x: T, y: T): T;
  abs(x: T): T;
  /** −1, 0 or 1. */
  sign(x: T): T;
  min(x: T, y: T): T;
  max(x: T, y: T): T;
  /**
   * One of two formulas for the same number: `left` is the accurate one for x ≤ 0, `right` for x ≥ 0. Both must be valid
   * for every x that is met, so that systems without a sign (enclosures that contain zero, complex numbers, series) may
   * take either.
   */
  choose<R>(x: T, left: () => R, right: () => R): R;
}

/** A total order that can be decided, which enclosures and circuits do not have. */
export interface Ordered<T> {
  /** Negative, zero or positive as `x < y`, `x = y`, `x > y`. */
  compare(x: T, y: T): number;
}

/** Conversions at the edges. */
export interface Convertible<T> {
  /** Nearest double (overflows to ±Infinity, underflows to 0). */
  toNumber(x: T): number;
  /** The exact value. */
  toRational(x: T): Rational;
}

/** An ordered field in which everything can be computed: `float64`, `bigfloat(bits)`, `decimal(digits)`. */
export interface OrderedRealField<T> extends RealField<T>, Ordered<T>, Convertible<T> {}
