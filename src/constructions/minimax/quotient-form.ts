/**
 * Rational functions written so that the symmetry of their target saves gates.
 *
 * With polynomials P and Q in t = x, or t = x² where there is a symmetry, p/q is
 *
 *     plain       P/Q
 *     even        c + sx + P/Q
 *     odd         c + sx + xP/Q
 *     reciprocal  (Q + xP)/(Q − xP), which has r(x) r(−x) = 1
 */
import type { Field } from '../../arithmetic/number-systems.ts';
import { log2Of } from '../../arithmetic/numerals.ts';
import { makeRational, type Rational, rationals } from '../../arithmetic/rational.ts';
import type { Domain } from '../../functions/target.ts';
import { evaluatePair } from './rational-function.ts';

/** p/q by its parts; coefficients lowest degree first. */
export interface QuotientForm {
  readonly symmetry: 'plain' | 'even' | 'odd' | 'reciprocal';
  readonly constant: Rational;
  readonly slope: Rational;
  readonly numerator: readonly Rational[];
  readonly denominator: readonly Rational[];
}

const isZero = ({ numerator }: Rational): boolean => numerator === 0n;

/** Degrees that p and q do not exceed. */
export function degreesOf({
  symmetry,
  constant,
  slope,
  numerator,
  denominator,
}: QuotientForm): readonly [number, number] {
  const [P, Q] = [numerator.length - 1, denominator.length - 1];
  if (symmetry === 'plain') return [P, Q];
  const inner = symmetry === 'even' ? 2 * P : 2 * P + 1;
  if (symmetry === 'reciprocal') return [Math.max(inner, 2 * Q), Math.max(inner, 2 * Q)];
  const added = isZero(slope) ? (isZero(constant) ? 0 : 2 * Q) : 2 * Q + 1;
  return [Math.max(inner, added), 2 * Q];
}

/** c + sx. */
function affinePart<T>(F: Field<T>, { constant, slope }: QuotientForm, x: T): T | undefined {
  const terms = [
    ...(isZero(constant) ? [] : [F.constant(constant)]),
    ...(isZero(slope) ? [] : [F.mul(F.constant(slope), x)]),
  ];
  return terms.length === 0 ? undefined : terms.reduce((a, b) => F.add(a, b));
}

/**
 * p(x) and q(x).
 * @param F - The number system.
 * @param form - The function.
 * @param x - The argument.
 * @returns Numerator and denominator.
 */
export function pairAt<T>(F: Field<T>, form: QuotientForm, x: T): readonly [p: T, q: T] {
  const { symmetry, numerator, denominator } = form;
  const t = symmetry === 'plain' ? x : F.mul(x, x);
  const [inner, q] = evaluatePair(F, numerator, denominator, t);
  const p = symmetry === 'odd' || symmetry === 'reciprocal' ? F.mul(x, inner) : inner;
  if (symmetry === 'reciprocal') return [F.add(q, p), F.sub(q, p)];
  const affine = affinePart(F, form, x);
  return [affine === undefined ? p : F.add(p, F.mul(affine, q)), q];
}

/**
 * p(x)/q(x), with as few gates as the symmetry admits.
 * @param F - The number system.
 * @param form - The function.
 * @param x - The argument.
 * @returns The value.
 */
export function applyForm<T>(F: Field<T>, form: QuotientForm, x: T): T {
  const { symmetry, numerator, denominator } = form;
  const t = symmetry === 'plain' || numerator.length + denominator.length === 2 ? x : F.mul(x, x);
  const [inner, q] = evaluatePair(F, numerator, denominator, t);
  const p = symmetry === 'odd' || symmetry === 'reciprocal' ? F.mul(x, inner) : inner;
  // 1 + 2p/(q − p) is (q + p)/(q − p).
  if (symmetry === 'reciprocal') return F.add(F.one, F.scale(F.div(p, F.sub(q, p)), 1));
  const quotient =
    denominator.length === 1 ? F.mul(p, F.div(F.one, F.constant(denominator[0] as Rational))) : F.div(p, q);
  const affine = affinePart(F, form, x);
  return affine === undefined ? quotient : F.add(affine, quotient);
}

/** The nearest multiple of 10^−digits. */
function toDecimals({ numerator, denominator }: Rational, digits: number): Rational {
  const unit = 10n ** BigInt(Math.max(0, digits));
  const twice = 2n * denominator;
  const scaled = 2n * numerator * unit + denominator;
  const floor = scaled / twice - (scaled % twice < 0n ? 1n : 0n);
  return makeRational(floor, unit);
}

/**
 * The same function with decimal coefficients: each term c_k t^k of P and Q moves by less than 10^−digits on the domain.
 * @param form - The function.
 * @param digits - Decimal places for t of size 1.
 * @param domain - Where it is used.
 * @returns The rounded function.
 */
export function roundForm(form: QuotientForm, digits: number, { lower, upper }: Domain): QuotientForm {
  const size = [lower, upper].map((end) => (end.numerator < 0n ? rationals.neg(end) : end));
  const reach = size.reduce((x, y) => rationals.max(x, y));
  const factor =
    (form.symmetry === 'plain' ? 1 : 2) * Math.max(0, reach.numerator === 0n ? 0 : log2Of(reach) * Math.log10(2));
  const round = (list: readonly Rational[]): readonly Rational[] =>
    list.map((c, k) => toDecimals(c, digits + Math.ceil(k * factor)));
  return {
    symmetry: form.symmetry,
    constant: toDecimals(form.constant, digits),
    slope: toDecimals(form.slope, digits + Math.ceil(factor)),
    numerator: round(form.numerator),
    denominator: round(form.denominator),
  };
}
