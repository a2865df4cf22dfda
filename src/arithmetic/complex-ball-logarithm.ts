/**
 * log, x log x, atanh and atan of discs.
 *
 * Legend: the operand is the disc of all m + t, |t| ≤ r, with m = a + ib; σ = r/|m| and ζ = t/m, so |ζ| ≤ σ < 1. The discs
 * avoid the cuts, so that what a power series in ζ gives is the principal branch on the whole disc (identity theorem).
 */
import type { Ball, BallField } from './ball-arithmetic.ts';
import { createBallRounding } from './ball-rounding.ts';
import type { BigFloat } from './bigfloat.ts';
import type { ComplexBallField } from './complex-ball-arithmetic.ts';
import { type ComplexBall, createDiscTools } from './complex-ball-tools.ts';
import { shiftCount } from './elementary/dyadic.ts';
import { logarithm } from './elementary/log.ts';
import {
  addUp,
  compareMagnitudes,
  divUp,
  type Magnitude,
  maxMagnitude,
  minMagnitude,
  mulDown,
  mulUp,
  oneMagnitude,
  scaleMagnitude,
  subDown,
} from './magnitude.ts';
import { hypotDown, hypotUp, sqrtDown } from './magnitude-functions.ts';

/** The logarithm and its relatives. */
export interface ComplexLogarithm extends Pick<ComplexBallField, 'log' | 'xlogx' | 'atanh' | 'atan'> {
  /**
   * A lower bound of |m|, above r, for a disc that does not meet (−∞, 0].
   * @throws {RangeError} for one that may.
   */
  readonly awayFromCut: (operation: string, z: ComplexBall) => Magnitude;
}

/**
 * −log(1 − σ) ≤ σ/√(1 − σ) = r/√(|m|(|m| − r)), for r < size ≤ |m|.
 *
 * With s = −log(1 − σ), s ≤ 2 sinh(s/2) = (1 − σ)^(−1/2) − (1 − σ)^(1/2).
 */
export function logSpread(r: Magnitude, size: Magnitude): Magnitude {
  return r.mantissa === 0 ? r : divUp(r, sqrtDown(mulDown(size, subDown(size, r))));
}

/** The functions over the real balls B. */
export function createComplexLogarithm(B: BallField): ComplexLogarithm {
  const F = B.base;
  const { errorOf, above, below } = createBallRounding(F);
  const { point, widened, up, down, centreDown, outside } = createDiscTools(B);
  /** Squares further apart are not added exactly: log L + O((s/L)²) then has relative accuracy for L ≠ 1. */
  const LARGEST_GAP = 4 * B.bits + 64;

  function awayFromCut(operation: string, z: ComplexBall): Magnitude {
    const size = centreDown(z);
    // The point of the cut nearest to m is 0 if a > 0, and a otherwise.
    const distance = z.re.mantissa > 0n ? size : below(z.im);
    if (compareMagnitudes(distance, z.radius) <= 0) throw outside(operation, 'a disc that avoids (−∞, 0]', z);
    return maxMagnitude(size, distance);
  }

  /** log |m| = ½ log(a² + b²) with relative accuracy: the sum is exact, and its length is no matter to the logarithm. */
  function logOfSize(a: BigFloat, b: BigFloat): Ball {
    if (b.mantissa === 0n) return B.log(point(F.abs(a)));
    if (a.mantissa === 0n) return B.log(point(F.abs(b)));
    const gap = 2 * (a.exponent - b.exponent);
    if (gap > LARGEST_GAP) return logBesideAxis(a, b);
    if (gap < -LARGEST_GAP) return logBesideAxis(b, a);
    const [large, small] = gap >= 0 ? [a, b] : [b, a];
    const square = (large.mantissa * large.mantissa) << shiftCount(Math.abs(gap));
    const norm = { mantissa: square + small.mantissa * small.mantissa, exponent: 2 * small.exponent };
    const value = logarithm(norm, B.bits);
    return B.scale({ midpoint: value, radius: errorOf(value) }, -1);
  }

  /** 0 ≤ log √(L² + s²) − log L ≤ ½ (s/L)². */
  function logBesideAxis(large: BigFloat, small: BigFloat): Ball {
    const { midpoint, radius } = B.log(point(F.abs(large)));
    const ratio = divUp(above(small), below(large));
    return { midpoint, radius: addUp(radius, scaleMagnitude(mulUp(ratio, ratio), -1)) };
  }

  /** arg(x + iy) for y ≠ 0 or x > 0, by the octant of the midpoints; each formula keeps relative accuracy. */
  function argument(x: Ball, y: Ball): Ball {
    const sign = y.midpoint.mantissa < 0n ? -1 : 1;
    if (F.compare(F.abs(y.midpoint), F.abs(x.midpoint)) > 0) {
      const right = B.scale(B.pi, -1);
      return B.sub(sign < 0 ? B.neg(right) : right, B.atan(B.div(x, y)));
    }
    const angle = B.atan(B.div(y, x));
    if (x.midpoint.mantissa > 0n) return angle;
    return B.add(sign < 0 ? B.neg(B.pi) : B.pi, angle);
  }

  const logAt = ({ re, im }: ComplexBall): readonly [Ball, Ball] => [
    logOfSize(re, im),
    im.mantissa === 0n ? B.zero : argument(point(re), point(im)),
  ];

  /** |log(m + t) − log m| = |log(1 + ζ)| ≤ −log(1 − σ). */
  function log(z: ComplexBall): ComplexBall {
    const size = awayFromCut('log', z);
    const [re, im] = logAt(z);
    return widened(re, im, logSpread(z.radius, size));
  }

  /**
   * (m + t) log(m + t) − m log m = t log m + m (1 + ζ) log(1 + ζ), and (1 + ζ) log(1 + ζ) = ζ + Σ (−1)^k ζ^k/(k(k−1)) is at
   * most 2σ + (1 − σ) log(1 − σ) ≤ σ + σ². Hence the bound r (|log m| + 1 + σ).
   */
  function xlogx(z: ComplexBall): ComplexBall {
    if (z.re.mantissa === 0n && z.im.mantissa === 0n && z.radius.mantissa === 0) return z;
    const size = awayFromCut('xlogx', z);
    const [re, im] = logAt(z);
    const slope = addUp(hypotUp(up(re), up(im)), addUp(oneMagnitude, divUp(z.radius, size)));
    const spread = mulUp(z.radius, slope);
    const a = point(z.re);
    if (z.im.mantissa === 0n) return widened(B.xlogx(a), B.zero, spread);
    const b = point(z.im);
    return widened(B.sub(B.mul(a, re), B.mul(b, im)), B.add(B.mul(a, im), B.mul(b, re)), spread);
  }

  /**
   * With P ≤ |1 − m| and Q ≤ |1 + m|, both above r, atanh z = ½ log(1 + z) − ½ log(1 − z) gives the bound
   * −½ log(1 − r/P) − ½ log(1 − r/Q). Where 1 ± m are close to each other in direction the smaller one is
   * −½ log(1 − σ): (1 + m + t)(1 − m)/((1 − m − t)(1 + m)) = 1 + 2t/((1 − m − t)(1 + m)), or one over the same with −m for
   * m, and thus σ = 2r/(min(P, Q)(max(P, Q) − r)).
   */
  function inverseTangentSpread(r: Magnitude, P: Magnitude, Q: Magnitude): Magnitude {
    if (r.mantissa === 0) return r;
    const both = scaleMagnitude(addUp(logSpread(r, P), logSpread(r, Q)), -1);
    const sigma = divUp(scaleMagnitude(r, 1), mulDown(minMagnitude(P, Q), subDown(maxMagnitude(P, Q), r)));
    if (compareMagnitudes(sigma, oneMagnitude) >= 0) return both;
    return minMagnitude(both, scaleMagnitude(logSpread(sigma, oneMagnitude), -1));
  }

  /** atanh of a disc that is z, or i·z for atan z; `meetsCut` is thrown if it may meet a cut. */
  function inverseTangent(z: ComplexBall, meetsCut: () => RangeError): ComplexBall {
    const [a, b] = [point(z.re), point(z.im)];
    const [minus, plus] = [B.sub(B.one, a), B.add(B.one, a)];
    const height = down(b);
    let [P, Q] = [hypotDown(down(minus), height), hypotDown(down(plus), height)];
    // The point of the cuts nearest to m is ±1, or the foot of m on them if |a| ≥ 1.
    const distance = F.compare(F.abs(z.re), F.one) >= 0 ? height : minMagnitude(P, Q);
    if (compareMagnitudes(distance, z.radius) <= 0) throw meetsCut();
    [P, Q] = [maxMagnitude(P, distance), maxMagnitude(Q, distance)];
    const spread = inverseTangentSpread(z.radius, P, Q);
    if (z.im.mantissa === 0n) return widened(B.atanh(a), B.zero, spread);
    if (z.re.mantissa === 0n) return widened(B.zero, B.atan(b), spread);
    const square = B.mul(b, b);
    return widened(
      inverseTangentSize(a, square, minus, plus),
      B.scale(argument(B.sub(B.mul(minus, plus), square), B.scale(b, 1)), -1),
      spread,
    );
  }

  /**
   * Re atanh m = ½ atanh(x), x = 2a/(1 + a² + b²), with relative accuracy for |x| ≤ ½; for larger ones, of which |m| < 4,
   * ¼ log(((1+a)² + b²)/((1−a)² + b²)), where the sums cancel nothing.
   */
  function inverseTangentSize(a: Ball, square: Ball, minus: Ball, plus: Ball): Ball {
    const x = B.div(B.scale(a, 1), B.add(B.add(B.one, B.mul(a, a)), square));
    if (x.midpoint.exponent + B.bits <= -1) return B.scale(B.atanh(x), -1);
    const quotient = B.div(B.add(B.mul(plus, plus), square), B.add(B.mul(minus, minus), square));
    return B.scale(B.log(quotient), -2);
  }

  const atanh = (z: ComplexBall): ComplexBall =>
    inverseTangent(z, () => outside('atanh', 'a disc that avoids (−∞, −1] and [1, ∞)', z));

  /** atan z = −i atanh(iz). */
  function atan(z: ComplexBall): ComplexBall {
    const { re, im, radius } = inverseTangent({ re: F.neg(z.im), im: z.re, radius: z.radius }, () =>
      outside('atan', 'a disc that avoids ±i[1, ∞)', z),
    );
    return { re: im, im: F.neg(re), radius };
  }

  return { log, xlogx, atanh, atan, awayFromCut };
}
