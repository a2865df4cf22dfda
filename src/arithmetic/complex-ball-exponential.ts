/**
 * exp, sinh, cosh, tanh, sin and cos of discs.
 *
 * Legend: the operand is the disc of all m + t, |t| ≤ r, with m = a + ib; S = sinh r and C = cosh r − 1, so that
 * |sinh t| ≤ S and |cosh t − 1| ≤ C by their power series. Each function encloses its value at m by real balls, through
 * its real counterpart where m is real, and adds the bound of |f(m + t) − f(m)| that stands beside it.
 */
import type { Ball, BallField } from './ball-arithmetic.ts';
import type { ComplexBallField } from './complex-ball-arithmetic.ts';
import { type ComplexBall, createDiscTools } from './complex-ball-tools.ts';
import {
  addUp,
  compareMagnitudes,
  divUp,
  expNegativeUp,
  type Magnitude,
  magnitude,
  maxMagnitude,
  minMagnitude,
  mulDown,
  mulUp,
  oneMagnitude,
  scaleMagnitude,
  subDown,
  zeroMagnitude,
} from './magnitude.ts';
import { hyperbolicUp, hypotDown, hypotUp, sinhDown, sqrtDown } from './magnitude-functions.ts';

/** Lower bounds of π/2 and 2/π, upper bound of 1/6. */
const HALF_PI = magnitude(1.57079632);
const TWO_OVER_PI = magnitude(0.63661977);
const SIXTH = magnitude(0.16667);

/**
 * j(e) = e − e³/6 for e < 1 and (2/π) e beyond.
 *
 * Both are below sin on [0, π/2]. If d² = x² + δ² with δ ≤ π/2 then sinh² x + sin² δ ≥ max((2/π) d, d (1 − d²/6))², and
 * that is at least j(e)² for all d ≥ e: d − d³/6 rises to 0.94 at √2, where (2/π) d is 0.9, and j(e) < 0.84 for e < 1.
 */
function sineDown(e: Magnitude): Magnitude {
  if (e.exponent >= 0 && e.mantissa !== 0) return mulDown(TWO_OVER_PI, e);
  return subDown(e, mulUp(mulUp(mulUp(e, e), e), SIXTH));
}

/** The functions over the real balls B. */
export function createComplexExponential(
  B: BallField,
): Pick<ComplexBallField, 'exp' | 'sinh' | 'cosh' | 'tanh' | 'sin' | 'cos'> {
  const F = B.base;
  const { point, widened, up, down, outside } = createDiscTools(B);

  /** |e^(m+t) − e^m| ≤ |e^m| (e^r − 1) = e^a (S + C). */
  function exp(z: ComplexBall): ComplexBall {
    const size = B.exp(point(z.re));
    let spread = zeroMagnitude;
    if (z.radius.mantissa !== 0) {
      const { sinh, coshMinusOne } = hyperbolicUp(z.radius);
      spread = mulUp(up(size), addUp(sinh, coshMinusOne));
    }
    if (z.im.mantissa === 0n) return widened(size, B.zero, spread);
    const b = point(z.im);
    return widened(B.mul(size, B.cos(b)), B.mul(size, B.sin(b)), spread);
  }

  /** |sinh m · (cosh t − 1) + cosh m · sinh t| ≤ |sinh m| C + |cosh m| S, and the same with sinh and cosh exchanged. */
  function spreadOf(value: Magnitude, derivative: Magnitude, r: Magnitude): Magnitude {
    const { sinh, coshMinusOne } = hyperbolicUp(r);
    return addUp(mulUp(value, coshMinusOne), mulUp(derivative, sinh));
  }

  /** sinh m = sinh a cos b + i cosh a sin b, where |sinh m|² = sinh² a + sin² b and |cosh m|² = sinh² a + cos² b. */
  function sinh(z: ComplexBall): ComplexBall {
    const [a, b, r] = [point(z.re), point(z.im), z.radius];
    const s = B.sinh(a);
    if (z.im.mantissa === 0n) {
      const spread = r.mantissa === 0 ? r : spreadOf(up(s), hypotUp(up(s), oneMagnitude), r);
      return widened(s, B.zero, spread);
    }
    const [sine, cosine] = [B.sin(b), B.cos(b)];
    const spread = r.mantissa === 0 ? r : spreadOf(hypotUp(up(s), up(sine)), hypotUp(up(s), up(cosine)), r);
    return widened(B.mul(s, cosine), B.mul(B.cosh(a), sine), spread);
  }

  /** cosh m = cosh a cos b + i sinh a sin b; on the real axis |sinh a| ≤ min(1, |a|) cosh a. */
  function cosh(z: ComplexBall): ComplexBall {
    const [a, b, r] = [point(z.re), point(z.im), z.radius];
    const c = B.cosh(a);
    if (z.im.mantissa === 0n) {
      const spread = r.mantissa === 0 ? r : spreadOf(up(c), mulUp(minMagnitude(oneMagnitude, up(a)), up(c)), r);
      return widened(c, B.zero, spread);
    }
    const [s, sine, cosine] = [B.sinh(a), B.sin(b), B.cos(b)];
    const spread = r.mantissa === 0 ? r : spreadOf(hypotUp(up(s), up(cosine)), hypotUp(up(s), up(sine)), r);
    return widened(B.mul(c, cosine), B.mul(s, sine), spread);
  }

  /** iz = −b + ia. */
  const turned = ({ re, im, radius }: ComplexBall): ComplexBall => ({ re: F.neg(im), im: re, radius });

  /** sin z = −i sinh(iz); on the real axis |cos a| ≤ 1 and |sin a| ≤ 1. */
  function sin(z: ComplexBall): ComplexBall {
    if (z.im.mantissa === 0n && z.radius.mantissa === 0) return widened(B.sin(point(z.re)), B.zero, zeroMagnitude);
    const { re, im, radius } = sinh(turned(z));
    return { re: im, im: F.neg(re), radius };
  }

  /** cos z = cosh(iz). */
  function cos(z: ComplexBall): ComplexBall {
    if (z.im.mantissa === 0n && z.radius.mantissa === 0) return widened(B.cos(point(z.re)), B.zero, zeroMagnitude);
    return cosh(turned(z));
  }

  /**
   * Far from the imaginary axis tanh is ±1: with E = e^(−2x) ≤ 2^−10 for the least x = |Re z| of the disc,
   * |tanh z ∓ 1| = 2|e^(∓2z)/(1 + e^(∓2z))| ≤ 2E/(1 − E) ≤ 4E.
   */
  function tanh(z: ComplexBall): ComplexBall {
    const x = subDown(down(point(z.re)), z.radius);
    const far = expNegativeUp(scaleMagnitude(x, 1));
    if (far.exponent >= -B.bits - 2) return tanhNear(z, x);
    const sign = z.re.mantissa < 0n ? F.neg(F.one) : F.one;
    return { re: sign, im: F.zero, radius: scaleMagnitude(far, 2) };
  }

  /**
   * tanh m = (sinh a cosh a + i sin b cos b)/(sinh² a + cos² b), and
   * |tanh(m+t) − tanh m| = |sinh t|/(|cosh m| |cosh(m+t)|) ≤ S/(|cosh m| D) if D ≤ |cosh| on the disc.
   */
  function tanhNear(z: ComplexBall, x: Magnitude): ComplexBall {
    const [a, b] = [point(z.re), point(z.im)];
    const isReal = z.im.mantissa === 0n;
    if (isReal && z.radius.mantissa === 0) return widened(B.tanh(a), B.zero, zeroMagnitude);
    const [s, sine, cosine] = [B.sinh(a), B.sin(b), B.cos(b)];
    const norm = B.add(B.mul(s, s), B.mul(cosine, cosine));
    let spread = zeroMagnitude;
    if (z.radius.mantissa !== 0) {
      const size = sqrtDown(down(norm));
      const bound = coshDown(z, x, { norm: size, sinh: s, sine, cosine });
      if (bound.mantissa === 0) throw outside('tanh', 'a disc without poles', z);
      spread = divUp(hyperbolicUp(z.radius).sinh, mulDown(size, bound));
    }
    if (isReal) return widened(B.tanh(a), B.zero, spread);
    return widened(B.div(B.mul(s, B.cosh(a)), norm), B.div(B.mul(sine, cosine), norm), spread);
  }

  /**
   * A lower bound D of |cosh| on the disc; 0 if there may be a pole of tanh in it. The largest of
   *
   * - |cosh m| − (|cosh m| C + |sinh m| S), which is enough for narrow discs;
   * - √(sinh² x + j(δ − r)²), as |cosh z|² = sinh² Re z + cos² Im z: x is the least |Re z| and δ the distance of b from the
   *   odd multiples of π/2, so that |cos Im z| = sin(distance of Im z) ≥ j(δ − r) with j ≤ sin from {@link sineDown};
   * - j(d − r) with the distance d = √(a² + δ²) of m from the poles, as sinh² x + sin² δ ≥ j(√(x² + δ²))².
   */
  function coshDown(
    z: ComplexBall,
    x: Magnitude,
    at: { readonly norm: Magnitude; readonly sinh: Ball; readonly sine: Ball; readonly cosine: Ball },
  ): Magnitude {
    const { radius: r } = z;
    const { sinh: S, coshMinusOne: C } = hyperbolicUp(r);
    const change = addUp(mulUp(hypotUp(up(at.sinh), up(at.cosine)), C), mulUp(hypotUp(up(at.sinh), up(at.sine)), S));
    const narrow = subDown(at.norm, change);
    if (compareMagnitudes(narrow, scaleMagnitude(at.norm, -1)) >= 0) return narrow;
    // sin δ = |cos b| and cos δ = |sin b|.
    const delta = z.im.mantissa === 0n ? HALF_PI : down(B.atan(B.div(at.cosine, at.sine)));
    const box = hypotDown(sinhDown(x), sineDown(subDown(delta, r)));
    const distance = hypotDown(down(point(z.re)), delta);
    return [box, sineDown(subDown(distance, r))].reduce(maxMagnitude, narrow);
  }

  return { exp, sinh, cosh, tanh, sin, cos };
}
