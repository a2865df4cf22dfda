/**
 * Square roots, p-th roots and powers of discs.
 *
 * Legend: the operand is the disc of all m + t, |t| ≤ r, with m = a + ib; σ = r/|m| and ζ = t/m, so |ζ| ≤ σ < 1.
 */
import type { Ball, BallField } from './ball-arithmetic.ts';
import type { ComplexBallArithmetic, ComplexBallField } from './complex-ball-arithmetic.ts';
import { type ComplexLogarithm, logSpread } from './complex-ball-logarithm.ts';
import { type ComplexBall, createDiscTools } from './complex-ball-tools.ts';
import {
  addDown,
  divUp,
  type Magnitude,
  magnitude,
  minMagnitude,
  mulUp,
  oneMagnitude,
  subDown,
  zeroMagnitude,
} from './magnitude.ts';
import { hypotUp, sqrtDown } from './magnitude-functions.ts';

/** Extra bits inside z^w = exp(w log z), where |w log z| < 2^40 multiplies the relative error. */
const POWER_GUARD = 64;

/**
 * 1 − (1 − σ)^(1/p) ≤ min(−log(1 − σ)/p, 1 − √(1 − σ)) for p ≥ 2, with 1 − √(1 − σ) = σ/(1 + √(1 − σ)).
 */
function rootSpread(r: Magnitude, size: Magnitude, p: number): Magnitude {
  if (r.mantissa === 0) return r;
  const sigma = divUp(r, size);
  const bySquareRoot = divUp(sigma, addDown(oneMagnitude, sqrtDown(subDown(oneMagnitude, sigma))));
  return p === 2 ? bySquareRoot : minMagnitude(bySquareRoot, divUp(logSpread(r, size), magnitude(p)));
}

const isZero = ({ re, im, radius }: ComplexBall): boolean =>
  re.mantissa === 0n && im.mantissa === 0n && radius.mantissa === 0;

/**
 * The functions over a disc arithmetic.
 * @param C - The arithmetic.
 * @param awayFromCut - From the logarithm.
 * @param refine - The complete field of another precision, for the inside of powers.
 * @returns The functions.
 */
export function createComplexPower(
  C: ComplexBallArithmetic,
  awayFromCut: ComplexLogarithm['awayFromCut'],
  refine: (bits: number) => ComplexBallField,
): Pick<ComplexBallField, 'sqrt' | 'root' | 'pow'> {
  const B: BallField = C.real;
  const F = B.base;
  const { point, widened, up, outside } = createDiscTools(B);

  /** √m = u + iv with u = √((|m| + a)/2), v = b/(2u); for a < 0 the larger |v| = √((|m| − a)/2) comes first. */
  function rootOf(a: Ball, b: Ball): readonly [Ball, Ball] {
    if (b.midpoint.mantissa === 0n) return [B.sqrt(a), B.zero];
    const size = B.sqrt(B.add(B.mul(a, a), B.mul(b, b)));
    const larger = B.sqrt(B.scale(B.add(size, B.abs(a)), -1));
    const other = B.div(b, B.scale(larger, 1));
    if (a.midpoint.mantissa >= 0n) return [larger, other];
    return [B.abs(other), b.midpoint.mantissa < 0n ? B.neg(larger) : larger];
  }

  /** |√(1 + ζ) − 1| ≤ 1 − √(1 − σ), since all coefficients of √(1 − x) − 1 are negative. */
  function sqrt(z: ComplexBall): ComplexBall {
    if (isZero(z)) return z;
    const size = awayFromCut('sqrt', z);
    const [re, im] = rootOf(point(z.re), point(z.im));
    return widened(re, im, mulUp(hypotUp(up(re), up(im)), rootSpread(z.radius, size, 2)));
  }

  /** |(1 + ζ)^(1/p) − 1| ≤ 1 − (1 − σ)^(1/p), since all coefficients of (1 − x)^(1/p) − 1 are negative. */
  function root(z: ComplexBall, p: number): ComplexBall {
    if (!Number.isSafeInteger(p) || p < 1) throw new RangeError(`complexBall.root: expected p ≥ 1, got ${String(p)}`);
    if (p === 1 || isZero(z)) return z;
    if (p === 2) return sqrt(z);
    const size = awayFromCut('root', z);
    const centre = { re: z.re, im: z.im, radius: zeroMagnitude };
    const value = z.im.mantissa === 0n ? C.fromReal(B.root(point(z.re), p)) : rootByLogarithm(centre, p);
    const [re, im] = [C.realPart(value), C.imaginaryPart(value)];
    return widened(
      { midpoint: re.midpoint, radius: value.radius },
      point(im.midpoint),
      mulUp(C.absUp(value), rootSpread(z.radius, size, p)),
    );
  }

  function rootByLogarithm(m: ComplexBall, p: number): ComplexBall {
    const fine = refine(C.bits + POWER_GUARD);
    return C.from(fine.exp(fine.div(fine.log(fine.from(m)), fine.fromInteger(p))));
  }

  /** The integer that a point disc is, if it is one below 2^53. */
  function asInteger({ re, im, radius }: ComplexBall): number | undefined {
    if (im.mantissa !== 0n || radius.mantissa !== 0) return undefined;
    const n = F.toNumber(re);
    return Number.isSafeInteger(n) && F.compare(F.fromInteger(n), re) === 0 ? n : undefined;
  }

  /** z^n, n ≥ 1, by squarings; the factors of the rounding errors add up to less than 2n, which the guard bits hold. */
  function integerPower(z: ComplexBall, n: number): ComplexBall {
    if (n === 1) return z;
    const guard = Math.ceil(Math.log2(n)) + 3;
    const fine = refine(C.bits + guard);
    const base = fine.from(z);
    let power = base;
    for (let bit = 2 ** Math.floor(Math.log2(n) - 1); bit >= 1; bit = Math.floor(bit / 2)) {
      power = fine.mul(power, power);
      if (Math.floor(n / bit) % 2 === 1) power = fine.mul(power, base);
    }
    return C.from(power);
  }

  /** x^w for discs: integer exponents by multiplication, others by exp(w log z) off the cut; 0^w = 0 if Re w > 0. */
  function pow(z: ComplexBall, w: ComplexBall): ComplexBall {
    const n = asInteger(w);
    if (n === 0) return C.one;
    if (n !== undefined && n > 0) return integerPower(z, n);
    if (n !== undefined) {
      if (C.containsZero(z)) throw outside('pow', `a base that excludes zero for the exponent ${String(n)}`, z);
      return C.div(C.one, integerPower(z, -n));
    }
    if (isZero(z)) {
      if (B.lower(C.realPart(w)).mantissa <= 0n) throw outside('pow', 'an exponent of positive real part for 0', w);
      return z;
    }
    awayFromCut('pow', z);
    const fine = refine(C.bits + POWER_GUARD);
    return C.from(fine.exp(fine.mul(fine.from(w), fine.log(fine.from(z)))));
  }

  return { sqrt, root, pow };
}
