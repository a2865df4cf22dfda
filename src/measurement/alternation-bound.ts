/**
 * Lower bounds of best errors by alternation, proven from values at points alone (proofs/best-rational.md).
 */
import { ball } from '../arithmetic/ball.ts';
import { type Rational, rationals } from '../arithmetic/rational.ts';
import { degreesOf, pairAt, type QuotientForm } from '../constructions/minimax/quotient-form.ts';
import { rememberConstants } from '../constructions/minimax/remember-constants.ts';
import type { Domain, Target } from '../functions/target.ts';
import { roundedOutward } from './certify.ts';

/** What is to be shown: no rational function of a type comes closer to the target than this one does at its best peak. */
export interface AlternationRequest {
  readonly target: Target;
  readonly domain: Domain;
  /** Degrees m and n of the numerators and denominators that are excluded. */
  readonly type: readonly [number, number];
  /** R = p/q, exactly. */
  readonly form: QuotientForm;
  /** Points of the domain in increasing order. */
  readonly alternation: readonly Rational[];
  /** Precision of the balls. */
  readonly bits: number;
}

/** The points are in order and in the domain. */
function areOrdered(points: readonly Rational[], { lower, upper }: Domain): boolean {
  const chain = [lower, ...points, upper];
  return chain.every((point, i) => {
    const order = i === 0 ? -1 : rationals.compare(chain[i - 1] as Rational, point);
    return order < 0 || (order === 0 && (i === 1 || i === chain.length - 1));
  });
}

/**
 * A proven lower bound of the best error E of type (m, n).
 *
 * With deg p ≤ m − d, deg q ≤ n − d, q of one sign at m + n + 2 − d points and fq − p of alternating sign there,
 * E ≥ min |f − p/q| over the points. That q has no zero between them is not needed.
 * @param request - Target, domain, type, the function p/q, the points, and the precision of the balls.
 * @returns The bound, rounded down to ten digits; undefined where the points are too few or the signs are not decided or not these.
 */
export function alternationBound(request: AlternationRequest): Rational | undefined {
  const { target, domain, type, form, alternation, bits } = request;
  const [p, q] = degreesOf(form);
  const defect = Math.min(type[0] - p, type[1] - q);
  if (defect < 0 || alternation.length < type[0] + type[1] + 2 - defect) return undefined;
  if (!areOrdered(alternation, domain)) return undefined;
  const F = rememberConstants(ball(bits));
  let least: Rational | undefined;
  let [side, previous] = [0, 0];
  for (const point of alternation) {
    const x = F.constant(point);
    const [numerator, denominator] = pairAt(F, form, x);
    const signOf = (value: typeof x): number => (F.containsZero(value) ? 0 : value.midpoint.mantissa < 0n ? -1 : 1);
    const sign = signOf(denominator);
    if (sign === 0 || (side !== 0 && sign !== side)) return undefined;
    side = sign;
    const error = F.sub(target.evaluate(F, x), F.div(numerator, denominator));
    const direction = signOf(error);
    if (direction === 0 || direction === previous) return undefined;
    previous = direction;
    const size = F.base.toRational(F.lower(F.abs(error)));
    if (least === undefined || rationals.compare(size, least) < 0) least = size;
  }
  return least === undefined || least.numerator <= 0n ? undefined : roundedOutward(least, -1);
}
