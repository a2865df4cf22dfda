/**
 * AAA approximants of a type, with coefficients of powers.
 */
import { log2Of } from '../../arithmetic/numerals.ts';
import { bigfloat } from '../../arithmetic/bigfloat.ts';
import { rationals } from '../../arithmetic/rational.ts';
import { coefficientsOf } from '../minimax/coefficients.ts';
import { bindProblem } from '../minimax/problem.ts';
import { halvedProblem, halvedType, slopeOf } from '../minimax/symmetry.ts';
import {
  centred,
  exactly,
  finishSingle,
  type SingleRational,
  type SingleRequest,
  type Unrounded,
} from './approximant.ts';
import { greedyRational } from './greedy-support.ts';

/** Bits beyond those of ε². */
const SPARE_BITS = 128;
const BITS_PER_DEGREE = 12;
/** Errors at samples that are so many bits below ε end the search for support points. */
const ACCURACY_BITS = 4;
/** Bits above the last place of what hardly counts beside 1. */
const TINY_BITS = 8;

function approximate(request: SingleRequest): Unrounded {
  const { type, eps, domain } = request;
  const about = centred(request);
  const { symmetry, centre, problem } = about;
  const degree = Math.min(...(symmetry === undefined ? type : halvedType(symmetry, ...type)));
  if (degree < 0) throw new RangeError('aaa: there is no approximant of degree 0 of an odd target');
  // The normal equations square the condition of the least-squares problem.
  const F = bigfloat(Math.ceil(-2 * log2Of(eps)) + SPARE_BITS + BITS_PER_DEGREE * degree);
  const bound = bindProblem(F, symmetry === undefined ? problem : halvedProblem(problem, symmetry));
  const [lower, upper] = [F.constant(domain.lower), F.constant(domain.upper)];
  const middle = F.constant(centre);
  // Roundings of y = x − centre may lead out of the domain.
  const inside =
    symmetry === undefined
      ? { ...bound, value: (y: typeof lower) => request.f(F, F.max(lower, F.min(upper, F.add(middle, y)))) }
      : bound;
  const accuracy = F.scale(F.constant(eps), -ACCURACY_BITS);
  const r = greedyRational(inside, degree, accuracy, F.scale(F.one, TINY_BITS - F.bits));
  if (r === undefined)
    throw new RangeError(`aaa: the approximant of degree ${String(type[1])} has a pole on the domain`);
  const { points, coefficients } = r;
  // q(z_i) = w_i ω′(z_i).
  const denominators = points.map((z, i) =>
    points.reduce(
      (product, other, j) => (i === j ? product : F.mul(product, F.sub(z, other))),
      coefficients[i] as typeof lower,
    ),
  );
  const found = points.length - 1;
  const { numerator, denominator } = coefficientsOf(F, r, denominators, [found, found]);
  const parts = {
    centre,
    P: exactly(F, numerator),
    Q: exactly(F, denominator),
    constant: symmetry?.hasConstant === true ? F.toRational(problem.f(F, F.zero)) : rationals.zero,
    slope: symmetry?.hasSlope === true ? F.toRational(slopeOf(F, problem)) : rationals.zero,
    symmetry,
  };
  return { parts, bits: F.bits };
}

/**
 * The AAA approximant of a type (n, n), with rounded coefficients: a rational function that takes the values of the target at greedily
 * chosen points and is close to it at others in the sense of least squares. Even and odd targets are halved.
 *
 * Error: none is proven; as a rule within a factor 10 to 100 of the least one, for targets with kinks as well, where no pole had to be
 * taken off the domain.
 * @throws {RangeError} where the approximant has a pole on the domain that does not go away with a support point
 */
export function aaaApproximant(request: SingleRequest): SingleRational {
  return finishSingle(request, () => approximate(request));
}
