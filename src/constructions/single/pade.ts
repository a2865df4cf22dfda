/**
 * Padé approximants about the middle of the domain, from the Taylor series of the target.
 */
import type { RealField } from '../../arithmetic/number-systems.ts';
import { formatDecimal, formatExact, log2Of } from '../../arithmetic/numerals.ts';
import { powerSeries } from '../../arithmetic/power-series.ts';
import { type Rational, rationals } from '../../arithmetic/rational.ts';
import { exactValues } from '../../functions/exact-values.ts';
import type { RealFunction } from '../../functions/target.ts';
import { halvedType } from '../minimax/symmetry.ts';
import type { Quotient } from '../minimax/coefficients.ts';
import {
  centred,
  type Centred,
  exactly,
  finishSingle,
  type SingleRational,
  type SingleRequest,
  type Unrounded,
  withBits,
} from './approximant.ts';
import { exactPadeCell } from './pade-table.ts';
import { halvedSeries, roundedCell } from './rounded-cell.ts';

/** Systems of fractions of a higher order take longer than rounded ones. */
const MOST_EXACT_ORDER = 16;
/** Bits of accuracy beyond ε. */
const SPARE_BITS = 48;

/** Taylor coefficients of y ↦ f(y) at 0 up to an order. */
function taylorCoefficients<T>(F: RealField<T>, f: RealFunction, order: number): readonly T[] {
  const S = powerSeries(F, order);
  return S.coefficients(f(S, S.variable(F.zero)));
}

/** The series in fractions; undefined where a coefficient is not seen to be one. */
function exactSeries({ f }: Centred, order: number): readonly Rational[] | undefined {
  const series = taylorCoefficients(exactValues, f, order);
  return series.every((c) => c !== undefined) ? series : undefined;
}

const assemble = (
  { centre, symmetry }: Centred,
  { numerator, denominator }: Quotient<Rational>,
  series: readonly Rational[],
  bits: number,
): Unrounded => ({
  parts: {
    centre,
    P: numerator,
    Q: denominator,
    constant: symmetry?.hasConstant === true ? (series[0] as Rational) : rationals.zero,
    slope: symmetry?.hasSlope === true ? (series[1] as Rational) : rationals.zero,
    symmetry,
  },
  bits,
});

function approximate(request: SingleRequest): Unrounded {
  const { type, eps } = request;
  const about = centred(request);
  const { symmetry, f } = about;
  const order = type[0] + type[1] + 1;
  const inner = symmetry === undefined ? type : halvedType(symmetry, ...type);
  const exact = inner[1] <= MOST_EXACT_ORDER ? exactSeries(about, order) : undefined;
  if (exact !== undefined) return assemble(about, exactPadeCell(halvedSeries(exact, symmetry), inner), exact, 0);
  const goal = Math.ceil(-log2Of(eps)) + SPARE_BITS;
  return withBits(request, (F) => {
    const series = taylorCoefficients(F, f, order);
    const { numerator, denominator } = roundedCell(F, halvedSeries(series, symmetry), inner, goal);
    const quotient = { numerator: exactly(F, numerator), denominator: exactly(F, denominator) };
    return assemble(about, quotient, exactly(F, series), F.bits);
  });
}

/** Refuses targets with kinks. @throws {RangeError} where the series says nothing of the function on the whole domain */
export function checkPade({ domain, kinks }: Pick<SingleRequest, 'domain' | 'kinks'>): void {
  const [kink] = kinks;
  if (kink === undefined) return;
  const centre = rationals.scale(rationals.add(domain.lower, domain.upper), -1);
  const at = (point: Rational): string =>
    formatExact(point).length <= 30 ? formatExact(point) : formatDecimal(point, 20);
  const isCentre = kinks.some((point) => rationals.compare(point, centre) === 0);
  throw new RangeError(
    isCentre
      ? `construct: pade: the target has a kink at x = ${at(centre)}, the middle of the domain, hence no Taylor series there`
      : `construct: pade: the target has a kink at x = ${at(kink)}, and its Taylor series at x = ${at(centre)} is that of one side only`,
  );
}

/**
 * The Padé approximant of a type at the middle of the domain, with rounded coefficients.
 *
 * From the Taylor series in fractions where all its coefficients are rational, else in floating point with so many bits that
 * the loss in the Toeplitz system is covered. Even and odd targets are halved. Degenerate cells come back in lowest terms.
 * Error: none is proven; the error is small near the centre and grows like |y|^(m+n+1).
 * @throws {RangeError} for a target with a kink, and after the deadline
 */
export function padeApproximant(request: SingleRequest): SingleRational {
  checkPade(request);
  return finishSingle(request, () => approximate(request));
}
