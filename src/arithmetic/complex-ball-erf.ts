/**
 * The error function of discs.
 *
 * Legend: the operand is the disc of all m + t, |t| ≤ r, with m = a + ib.
 */
import type { BallField } from './ball-arithmetic.ts';
import { createBallRounding } from './ball-rounding.ts';
import type { BigFloat } from './bigfloat.ts';
import type { ComplexBallArithmetic, ComplexBallField } from './complex-ball-arithmetic.ts';
import { type ComplexBall, createDiscTools } from './complex-ball-tools.ts';
import { twoOverSqrtPiFixed } from './constants.ts';
import { shiftCount, toFixed } from './elementary/dyadic.ts';
import {
  addDown,
  addUp,
  compareMagnitudes,
  divUp,
  expNegativeUp,
  type Magnitude,
  magnitude,
  minMagnitude,
  mulDown,
  mulUp,
  oneMagnitude,
  powerOfTwo,
  scaleMagnitude,
  subDown,
  subUp,
  zeroMagnitude,
} from './magnitude.ts';
import { hyperbolicUp } from './magnitude-functions.ts';

/** Upper bounds of 2/√π and 1/√π, lower bound of 1/√2. */
const TWO_OVER_ROOT_PI = magnitude(1.1284);
const ONE_OVER_ROOT_PI = magnitude(0.5642);
const ROOT_HALF = magnitude(0.7071);
/** Bits by which the errors of the series stay below a unit of the result. */
const GUARD = 10;
/** Beyond |m| = 2^256 only values are computed that are ±1 to the working precision. */
const LARGEST_EXPONENT = 256;

/**
 * erf over a disc arithmetic.
 * @param C - The arithmetic.
 * @param refine - The complete field of another precision, for the asymptotic series.
 * @returns The function.
 */
export function createComplexErf(
  C: ComplexBallArithmetic,
  refine: (bits: number) => ComplexBallField,
): ComplexBallField['erf'] {
  const B: BallField = C.real;
  const F = B.base;
  const { bits } = B;
  const { above, below } = createBallRounding(F);
  const { point, widened, up, centreUp, centreDown, outside } = createDiscTools(B);
  /** |m|² up to here by the power series: more than 2 (p + 12) log 2, where the asymptotic series suffices. */
  const LARGEST_SQUARE = magnitude(1.39 * (bits + 16));

  /** |erf(m+t) ∓ 1| ≤ e^(−Re (m+t)²), the sign that of Re (m+t): erfc z = (2/√π) e^(−z²) ∫₀^∞ e^(−s²−2zs) ds, Re z ≥ 0. */
  function erf(z: ComplexBall): ComplexBall {
    // Re (m+t)² ≥ x² − y² with the least |Re| and the greatest |Im|.
    const x = subDown(below(z.re), z.radius);
    const y = addUp(above(z.im), z.radius);
    const far = expNegativeUp(subDown(mulDown(x, x), mulUp(y, y)));
    if (far.exponent < -bits - 2) {
      return { re: z.re.mantissa < 0n ? F.neg(F.one) : F.one, im: F.zero, radius: far };
    }
    const spread = z.radius.mantissa === 0 ? zeroMagnitude : spreadOf(z, x, y);
    if (z.im.mantissa === 0n) return widened(B.erf(point(z.re)), B.zero, spread);
    const centre = { re: z.re, im: z.im, radius: zeroMagnitude };
    const size = centreUp(z);
    const square = mulUp(size, size);
    const value = compareMagnitudes(square, LARGEST_SQUARE) <= 0 ? byPowerSeries(centre, square) : byExpansion(centre);
    return { re: value.re, im: value.im, radius: addUp(value.radius, spread) };
  }

  /**
   * |erf(m+t) − erf m| ≤ (2/√π) ∫₀^r sup e^(−Re (m+s)²), and Re (m + s)² is at least
   *
   * - x² − y², which gives (2/√π) r e^(y² − x²);
   * - Re m² − 2|m||s| − |s|²: with g(s) = 2|m|s + s² convex, e^g lies below the exponential through its values at 0 and r,
   *   whose integral is r (e^(g(r)) − 1)/g(r) = (e^(g(r)) − 1)/(2|m| + r); that increases with |m|.
   */
  function spreadOf(z: ComplexBall, x: Magnitude, y: Magnitude): Magnitude {
    const { radius: r } = z;
    const twice = addUp(scaleMagnitude(centreUp(z), 1), r);
    const { sinh, coshMinusOne } = hyperbolicUp(mulUp(r, twice));
    const [a, b] = [point(z.re), point(z.im)];
    const weight = up(B.exp(B.sub(B.mul(b, b), B.mul(a, a))));
    const byCircles = mulUp(weight, divUp(addUp(sinh, coshMinusOne), twice));
    return mulUp(TWO_OVER_ROOT_PI, minMagnitude(byCircles, mulUp(r, growth(x, y))));
  }

  /** An upper bound of e^(y² − x²). */
  function growth(x: Magnitude, y: Magnitude): Magnitude {
    const [p, q] = [mulDown(x, x), mulUp(y, y)];
    const rise = subUp(q, p);
    if (rise.mantissa === 0) return expNegativeUp(subDown(p, q));
    const { sinh, coshMinusOne } = hyperbolicUp(rise);
    return addUp(oneMagnitude, addUp(sinh, coshMinusOne));
  }

  /**
   * erf m = (2/√π) m g(−m²) with g(q) = Σ q^k/(k! (2k + 1)), and Q ≥ |q|.
   *
   * In fixed point with w bits, Horner's scheme s_k = 1/(2k + 1) + q s_(k+1)/(k + 1) makes errors below 4 units a step (both
   * parts of a product and of a quotient are cut, and the constant), of which g gets Σ 4 Q^k/k! ≤ 4e^Q; an error of
   * √2 units in q moves g by √2 sup|g′| ≤ e^Q/2. With 2^w ≥ 2^(p + G + 1) e^Q that makes less than 2.5 · 2^−(p+G). The terms
   * left out, k > n ≥ 2Q − 2, add up to at most 2 Q^(n+1)/(n + 1)! ≤ 2^−(p+G).
   */
  function byPowerSeries(m: ComplexBall, Q: Magnitude): ComplexBall {
    // 1.442696 > log₂ e by more than the rounding of the product.
    const w = bits + GUARD + 2 + Math.ceil(1.442696 * Q.mantissa * 2 ** Q.exponent);
    const W = shiftCount(w);
    const one = 1n << W;
    const square = (x: BigFloat): bigint => toFixed({ mantissa: x.mantissa * x.mantissa, exponent: 2 * x.exponent }, w);
    const re = square(m.im) - square(m.re);
    const im = -toFixed({ mantissa: m.re.mantissa * m.im.mantissa, exponent: m.re.exponent + m.im.exponent + 1 }, w);
    const terms = termsOfPowerSeries(Q);
    let [x, y] = [one / BigInt(2 * terms + 1), 0n];
    for (let k = terms; k > 0; k--) {
      const divisor = shiftCount(k);
      const next = ((re * x - im * y) >> W) / divisor;
      y = ((re * y + im * x) >> W) / divisor;
      x = next + one / shiftCount(2 * k - 1);
    }
    const radius = powerOfTwo(2 - bits - GUARD);
    const g = C.from({ re: { mantissa: x, exponent: -w }, im: { mantissa: y, exponent: -w }, radius });
    return C.mul(C.mul(m, g), twoOverRootPi());
  }

  /** The least n ≥ 2Q − 2 with 2 Q^(n+1)/(n+1)! ≤ 2^−(p+G). */
  function termsOfPowerSeries(Q: Magnitude): number {
    const twice = 2 * Q.mantissa * 2 ** Q.exponent;
    let term = Q;
    let n = 0;
    while (n + 2 < twice || term.exponent >= -bits - GUARD - 2) {
      n += 1;
      term = mulUp(term, divUp(Q, magnitude(n + 1)));
    }
    return n;
  }

  /** 2/√π: a unit of 2^−(p+2) and the cut to p bits, one unit of 2^(1−p). */
  const twoOverRootPi = (): ComplexBall =>
    C.fromReal({ midpoint: F.fromParts(twoOverSqrtPiFixed(bits + 2), -bits - 2), radius: magnitude(1.25, 1 - bits) });

  /**
   * erf m = 1 − e^(−m²)/(m√π) · (Σ_{k<n} (−1)^k (2k−1)!!/(2m²)^k + R), Re m ≥ 0, |R| ≤ (|m|/ρ) (2n−1)!!/(2ρ²)^n.
   *
   * In erfc m = (2/√π) e^(−m²) ∫ e^(−s²−2ms) ds the path may be turned to arg s = −φ with φ = arg m, but |φ| ≤ π/4, so that
   * Re s² ≥ 0 and |e^(−s²) − Σ_{k<n} (−s²)^k/k!| ≤ |s|^(2n)/n!; with ρ = Re(m e^(−iφ)), which is |m| or (|a| + |b|)/√2, the
   * remainder is at most (2/√π) ∫ u^(2n)/n! e^(−2ρu) du = (1/√π) (2n−1)!!/(ρ (2ρ²)^n).
   */
  function byExpansion(m: ComplexBall): ComplexBall {
    if (m.re.mantissa < 0n) return C.neg(byExpansion(C.neg(m)));
    const [a, b] = [below(m.re), below(m.im)];
    const rho = compareMagnitudes(above(m.im), a) <= 0 ? centreDown(m) : mulDown(addDown(a, b), ROOT_HALF);
    if (rho.exponent > LARGEST_EXPONENT) throw outside('erf', `|z| < 2^${String(LARGEST_EXPONENT)}`, m);
    const { terms, rest } = termsOfExpansion(rho);
    // The rounding of m² is multiplied by |m|² in the exponential.
    const fine = refine(bits + 24 + 2 * Math.max(0, rho.exponent + 1));
    const z = fine.from(m);
    const square = fine.mul(z, z);
    const w = fine.div(fine.scale(fine.one, -1), square);
    let sum = fine.one;
    for (let k = terms - 1; k > 0; k--) {
      sum = fine.sub(fine.one, fine.mul(fine.mul(fine.fromInteger(2 * k - 1), w), sum));
    }
    const quotient = fine.div(sum, fine.mul(z, fine.fromReal(fine.real.sqrt(fine.real.pi))));
    const complement = { ...quotient, radius: addUp(quotient.radius, rest) };
    return C.from(fine.sub(fine.one, fine.mul(fine.exp(fine.neg(square)), complement)));
  }

  /** n ≥ 1 with t_n = (1/√π) (2n−1)!!/(ρ (2ρ²)^n) ≤ 2^−(p+G), or the n of the least t_n; and an upper bound of t_n. */
  function termsOfExpansion(rho: Magnitude): { readonly terms: number; readonly rest: Magnitude } {
    const divisor = scaleMagnitude(mulDown(rho, rho), 1);
    let terms = 1;
    let rest = divUp(ONE_OVER_ROOT_PI, mulDown(rho, divisor));
    while (rest.exponent >= -bits - GUARD && compareMagnitudes(magnitude(2 * terms + 1), divisor) < 0) {
      rest = mulUp(rest, divUp(magnitude(2 * terms + 1), divisor));
      terms += 1;
    }
    return { terms, rest };
  }

  return erf;
}
