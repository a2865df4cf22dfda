/**
 * Single rational functions as constructions: of the least degree whose certified error is at most ε.
 */
import { formatDecimal } from '../arithmetic/numerals.ts';
import { rationals } from '../arithmetic/rational.ts';
import { type Construction, type ConstructionRequest, describeDomain } from '../constructions/construct.ts';
import type { Target } from '../functions/target.ts';
import { type SingleMethod, type SingleOptions, SingleSearch } from './single-search.ts';

/**
 * Constructs a single rational function within ε.
 *
 * The degree is doubled until the error of type (n, n) at sampled points is at most ε, then bisected; from the least such degree on,
 * degrees are certified until one is proven to do. Where taking a multiple of x off makes the target even, types (n + 1, n)
 * are taken, which cost half. That no lower degree does is what was seen, under the assumption that errors fall with the degree.
 *
 * Error: `bound` is the upper end of a certified interval for the circuit's error, rounding of the coefficients included
 * (proofs/certification.md).
 * @param method - The family.
 * @param target - The target.
 * @param request - Domain and ε.
 * @param options - Limits.
 * @returns The construction; its certificate is found again by certifying the circuit.
 * @throws {RangeError} for an ε outside (0, 1), a domain on which the target is undefined, a target that the family does not
 * cover, and where no degree within the limits reaches ε.
 */
export async function constructSingle(
  method: SingleMethod,
  target: Target,
  request: ConstructionRequest,
  options: SingleOptions = {},
): Promise<Construction> {
  checkRequest(target, request);
  const search = new SingleSearch(method, target, request, options);
  return search.certifiedFrom(search.leastSeen());
}

/** Refuses requests that make no sense. @throws {RangeError} in one line */
export function checkRequest(target: Target, { domain, eps }: ConstructionRequest): void {
  if (eps.numerator <= 0n || eps.numerator >= eps.denominator) {
    throw new RangeError(`construct: expected 0 < eps < 1, got ${formatDecimal(eps, 6)}`);
  }
  if (rationals.compare(domain.lower, domain.upper) >= 0) {
    throw new RangeError(`construct: expected a domain a,b with a < b, got ${describeDomain(domain).join(',')}`);
  }
  target.checkDomain(domain);
}
