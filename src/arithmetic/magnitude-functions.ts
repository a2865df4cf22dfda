/**
 * Roots, hypotenuses and hyperbolic functions of magnitudes, each erring on a stated side.
 *
 * UP, DOWN and u = 2^−53 are as in magnitude.ts: fl(t)·UP ≥ t and fl(t)·DOWN ≤ t after rounding.
 */
import {
  addDown,
  addUp,
  magnitude,
  type Magnitude,
  mulDown,
  mulUp,
  scaleMagnitude,
  settle,
  zeroMagnitude,
} from './magnitude.ts';

const UP = 1 + 2 ** -51;
const DOWN = 1 - 2 ** -51;
/** Wide enough that a correctly rounded √t times it passes the check of the square at once. */
const ROOT_UP = 1 + 2 ** -50;
const ROOT_DOWN = 1 - 2 ** -50;
/** Two mantissas further apart than this do not overlap. */
const DISJOINT = 60;

/** c ≥ √t, since c² ≥ fl(fl(c²)·DOWN) ≥ t; the accuracy of Math.sqrt, which no standard fixes, is not relied on. */
function rootAbove(t: number): number {
  let c = Math.sqrt(t) * ROOT_UP;
  while (c * c * DOWN < t) c *= UP;
  return c;
}

/** c ≤ √t, since c² ≤ fl(fl(c²)·UP) ≤ t. */
function rootBelow(t: number): number {
  let c = Math.sqrt(t) * ROOT_DOWN;
  while (c * c * UP > t) c *= DOWN;
  return c;
}

/** √x by a bound of √t for 1 ≤ t < 4. */
function root(bound: (t: number) => number, x: Magnitude): Magnitude {
  if (x.mantissa === 0) return x;
  const odd = x.exponent % 2 !== 0;
  return settle(bound(odd ? 2 * x.mantissa : x.mantissa), (odd ? x.exponent - 1 : x.exponent) / 2);
}

/** An upper bound of √x. */
export const sqrtUp = (x: Magnitude): Magnitude => root(rootAbove, x);

/** A lower bound of √x. */
export const sqrtDown = (x: Magnitude): Magnitude => root(rootBelow, x);

/** The sum of squares in doubles is within (1 ± u)² of the exact one, hence below it times UP and above it times DOWN. */
function hypot(bound: (t: number) => number, x: Magnitude, y: Magnitude, side: number): Magnitude {
  const [large, small] = x.exponent >= y.exponent ? [x, y] : [y, x];
  const s = small.mantissa * 2 ** (small.exponent - large.exponent);
  return settle(bound((large.mantissa * large.mantissa + s * s) * side), large.exponent);
}

/** An upper bound of √(x² + y²). */
export function hypotUp(x: Magnitude, y: Magnitude): Magnitude {
  if (x.mantissa === 0) return y;
  if (y.mantissa === 0) return x;
  // Raising a far smaller operand to 2^−60 of the larger only increases the result.
  const gap = x.exponent - y.exponent;
  if (gap > DISJOINT) return hypot(rootAbove, x, { mantissa: 1, exponent: x.exponent - DISJOINT }, UP);
  if (gap < -DISJOINT) return hypot(rootAbove, y, { mantissa: 1, exponent: y.exponent - DISJOINT }, UP);
  return hypot(rootAbove, x, y, UP);
}

/** A lower bound of √(x² + y²). */
export function hypotDown(x: Magnitude, y: Magnitude): Magnitude {
  if (x.mantissa === 0) return y;
  if (y.mantissa === 0) return x;
  const gap = x.exponent - y.exponent;
  if (gap > DISJOINT) return x;
  if (gap < -DISJOINT) return y;
  return hypot(rootBelow, x, y, DOWN);
}

/** Bounds of sinh r and of cosh r − 1. */
export interface HyperbolicBounds {
  readonly sinh: Magnitude;
  readonly coshMinusOne: Magnitude;
}

const none: HyperbolicBounds = { sinh: zeroMagnitude, coshMinusOne: zeroMagnitude };
const SIXTH = magnitude(0.1668);
const HALF = magnitude(0.5002);
const ONE = magnitude(1);
/** Results keep exponents that doubles hold exactly. */
const LARGEST_EXPONENT = 48;

/** s = r/2^k < 2^−4, and the number k of doublings that lead back. */
function reduced(r: Magnitude): readonly [s: Magnitude, k: number] {
  if (r.exponent > LARGEST_EXPONENT) {
    throw new RangeError(
      `hyperbolicUp: expected r < 2^${String(LARGEST_EXPONENT)}, got 2^${String(r.exponent)} or more`,
    );
  }
  const k = Math.max(0, r.exponent + 5);
  return [scaleMagnitude(r, -k), k];
}

/**
 * Upper bounds of sinh r and cosh r − 1; their sum bounds e^r − 1. The relative error is below 2^−15 max(1, r).
 *
 * For s < 2^−4, sinh s ≤ s + s³/6 · (1 + s²/19) ≤ s + 0.1668 s³ and cosh s − 1 ≤ s²/2 · (1 + s²/11) ≤ 0.5002 s²; then
 * sinh 2s = 2 sinh s (1 + (cosh s − 1)) and cosh 2s − 1 = 2 sinh² s.
 * @param r - A magnitude below 2^48.
 * @returns Both bounds.
 * @throws {RangeError} for a larger r.
 */
export function hyperbolicUp(r: Magnitude): HyperbolicBounds {
  if (r.mantissa === 0) return none;
  const [s, k] = reduced(r);
  const square = mulUp(s, s);
  let sinh = addUp(s, mulUp(mulUp(square, s), SIXTH));
  let coshMinusOne = mulUp(square, HALF);
  for (let i = 0; i < k; i++) {
    const next = scaleMagnitude(mulUp(sinh, addUp(ONE, coshMinusOne)), 1);
    coshMinusOne = scaleMagnitude(mulUp(sinh, sinh), 1);
    sinh = next;
  }
  return { sinh, coshMinusOne };
}

/**
 * A lower bound of sinh x: the recursion of {@link hyperbolicUp} from sinh s ≥ s and cosh s − 1 ≥ s²/2, rounded down.
 * Beyond 2^10 that of sinh 2^10, which is smaller.
 */
export function sinhDown(x: Magnitude): Magnitude {
  if (x.mantissa === 0) return x;
  const [s, k] = reduced(x.exponent < 10 ? x : { mantissa: 1, exponent: 10 });
  let sinh = s;
  let coshMinusOne = scaleMagnitude(mulDown(s, s), -1);
  for (let i = 0; i < k; i++) {
    const next = scaleMagnitude(mulDown(sinh, addDown(ONE, coshMinusOne)), 1);
    coshMinusOne = scaleMagnitude(mulDown(sinh, sinh), 1);
    sinh = next;
  }
  return sinh;
}
