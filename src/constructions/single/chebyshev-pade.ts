/**
 * Chebyshev–Padé approximants, in the form of Clenshaw and Lord.
 *
 * With f = Σ a_k T_k on the domain and g(z) = Σ a_k z^k, f(cos θ) is the real part of g(e^{iθ}). If α/β is the Padé approximant
 * of g of type (m, n), with its poles outside of the unit disc, then the real part of α/β is the rational function
 *
 *     R = Σ_{i,j} α_i β_j T_{|i−j|} / Σ_{i,j} β_i β_j T_{|i−j|}
 *
 * of type (max(m, n), n), whose Chebyshev coefficients are those of f up to the index m + n. (Maehly's form, q f − p = O(T_{m+n+1}),
 * is the easier one to find and is less accurate.)
 */
import type { BigFloat, BigFloatField } from '../../arithmetic/bigfloat.ts';
import { log2Of } from '../../arithmetic/numerals.ts';
import { type Rational, rationals } from '../../arithmetic/rational.ts';
import { log2Size } from '../minimax/linear-algebra.ts';
import { halvedType, slopeOf, type Symmetry } from '../minimax/symmetry.ts';
import {
  centred,
  type Centred,
  exactly,
  finishSingle,
  firstBits,
  MoreBits,
  type SingleRational,
  type SingleRequest,
  type Unrounded,
  withBits,
} from './approximant.ts';
import { chebyshevCoefficients, powersFromChebyshev } from './chebyshev-series.ts';
import { halvedSeries, roundedCell } from './rounded-cell.ts';

/** Bits of accuracy beyond ε, and at least of the smallest coefficient. */
const SPARE_BITS = 48;
/** Bits below ε that coefficients are to be right to. */
const ALIAS_BITS = 16;
/** Bits above the last place of the largest coefficient that may be roundings. */
const NOISE_BITS = 12;

/** The coefficients of the part that is even or odd. */
function seriesOf(F: BigFloatField, request: SingleRequest, about: Centred): readonly BigFloat[] {
  const { domain, f, type, eps } = request;
  const { symmetry, centre, radius, problem } = about;
  const [lower, upper, middle, h] = [domain.lower, domain.upper, centre, radius].map((x) => F.constant(x)) as [
    BigFloat,
    BigFloat,
    BigFloat,
    BigFloat,
  ];
  const constant = symmetry?.hasConstant === true ? f(F, middle) : F.zero;
  const slope = symmetry?.hasSlope === true ? F.mul(slopeOf(F, problem), h) : F.zero;
  const rest = (s: BigFloat): BigFloat => {
    const x = F.max(lower, F.min(upper, F.add(middle, F.mul(s, h))));
    return F.sub(f(F, x), F.add(constant, F.mul(slope, s)));
  };
  const noise = (largest: BigFloat): BigFloat => F.scale(largest, NOISE_BITS - F.bits);
  return chebyshevCoefficients(F, rest, type[0] + type[1] + 2, F.scale(F.constant(eps), -ALIAS_BITS), noise);
}

/** log₂ of the largest over the last coefficient: bits by which the last one is less accurate. */
function spreadOf(F: BigFloatField, series: readonly BigFloat[]): number {
  const sizes = series.filter(({ mantissa }) => mantissa !== 0n).map((c) => log2Size(F, c));
  return sizes.length === 0 ? 0 : Math.max(...sizes) - Math.min(...sizes);
}

/** Σ α_i β_j T_{|i−j|}. */
function reflectedProduct(
  F: BigFloatField,
  alpha: readonly BigFloat[],
  beta: readonly BigFloat[],
): readonly BigFloat[] {
  const sums = Array.from({ length: Math.max(alpha.length, beta.length) }, () => F.zero);
  alpha.forEach((a, i) => {
    beta.forEach((b, j) => {
      const k = Math.abs(i - j);
      sums[k] = F.add(sums[k] as BigFloat, F.mul(a, b));
    });
  });
  return sums;
}

/** The list with zeros between, behind a number of zeros; as it is without symmetry. */
const spaced = <T>(zero: T, list: readonly T[], symmetry: Symmetry | undefined, isNumerator: boolean): readonly T[] => {
  if (symmetry === undefined) return list;
  const head = isNumerator && symmetry.parity === 'odd' ? [zero] : [];
  return [...head, ...list.flatMap((c, i) => (i === 0 ? [c] : [zero, c]))];
};

function approximate(request: SingleRequest): Unrounded {
  const { eps, type } = request;
  const about = centred(request);
  const { symmetry, centre, radius, problem } = about;
  const inner = symmetry === undefined ? type : halvedType(symmetry, ...type);
  return withBits(request, (F) => {
    const series = halvedSeries(seriesOf(F, request, about), symmetry).slice(0, inner[0] + inner[1] + 1);
    const spread = spreadOf(F, series);
    if (spread + SPARE_BITS > F.bits) throw new MoreBits(spread + firstBits(request));
    const cell = roundedCell(F, series, inner, Math.ceil(-log2Of(eps)) + SPARE_BITS, Math.ceil(spread));
    const alpha = spaced(F.zero, cell.numerator, symmetry, true);
    const beta = spaced(F.zero, cell.denominator, symmetry, false);
    const h = F.constant(radius);
    const powers = (list: readonly BigFloat[], isNumerator: boolean): readonly BigFloat[] => {
      let power = F.one;
      const inY = powersFromChebyshev(F, list).map((c) => {
        const value = F.div(c, power);
        power = F.mul(power, h);
        return value;
      });
      return isNumerator ? halvedSeries(inY, symmetry) : halvedSeries(inY, symmetry && { ...symmetry, parity: 'even' });
    };
    const q = powers(reflectedProduct(F, beta, beta), false);
    const unit = q[0] as BigFloat;
    const normalised = (list: readonly BigFloat[]): readonly Rational[] =>
      exactly(
        F,
        list.map((c) => F.div(c, unit)),
      );
    const parts = {
      centre,
      P: normalised(powers(reflectedProduct(F, alpha, beta), true)),
      Q: normalised(q),
      constant: symmetry?.hasConstant === true ? F.toRational(problem.f(F, F.zero)) : rationals.zero,
      slope: symmetry?.hasSlope === true ? F.toRational(slopeOf(F, problem)) : rationals.zero,
      symmetry,
    };
    return { parts, bits: F.bits };
  });
}

/**
 * The Chebyshev–Padé approximant of a type (m, n), m ≥ n, in Clenshaw and Lord's form, with rounded coefficients.
 *
 * The Chebyshev coefficients come from interpolation (see {@link chebyshevCoefficients}), with so many bits that the smallest
 * one is accurate. Even and odd targets are halved; degenerate cells come back in lowest terms. Error: none is proven; for targets that
 * are analytic on the domain it is within a small factor of the least one of the type.
 * @throws {RangeError} after the deadline, and where no precision does
 *
 * Reference: C. W. Clenshaw, K. Lord, Rational approximations from Chebyshev series, in Studies in Numerical Analysis, 1974;
 * G. A. Baker, P. Graves-Morris, Padé Approximants, Cambridge University Press 1996, section 7.5.
 */
export function chebyshevPadeApproximant(request: SingleRequest): SingleRational {
  return finishSingle(request, () => approximate(request));
}
