/**
 * A rational function p/q with the fewest gates that its symmetry admits.
 */
import type { Field } from '../../arithmetic/number-systems.ts';
import { roundToDigits } from '../../arithmetic/numerals.ts';
import { bitLength, type Rational, rationals } from '../../arithmetic/rational.ts';
import { evaluateQuotient } from '../minimax/rational-function.ts';
import type { Symmetry } from '../minimax/symmetry.ts';

/** Exact parts from which the function is put together, in y = x − centre. */
export interface Parts {
  /** The point of symmetry; 0 where absent. */
  readonly centre?: Rational;
  /** Without symmetry: p and q, lowest degree first; else polynomials in y². */
  readonly P: readonly Rational[];
  readonly Q: readonly Rational[];
  readonly constant: Rational;
  readonly slope: Rational;
  readonly symmetry: Symmetry | undefined;
}

const ZERO = rationals.zero;

/** The value at x: P/Q, or of y² and with what the symmetry says: yP/Q, with the constant and the multiple of y. */
export function applyParts<T>(F: Field<T>, { centre = ZERO, P, Q, constant, slope, symmetry }: Parts, x: T): T {
  const y = centre.numerator === 0n ? x : F.sub(x, F.constant(centre));
  if (symmetry === undefined) return evaluateQuotient(F, P, Q, y);
  const isSimple = P.length === 1 && Q.length === 1;
  const quotient = evaluateQuotient(F, P, Q, isSimple ? F.zero : F.mul(y, y));
  let value = symmetry.parity === 'odd' ? F.mul(y, quotient) : quotient;
  if (constant.numerator !== 0n) value = F.add(value, F.constant(constant));
  if (slope.numerator !== 0n) value = F.add(value, F.mul(F.constant(slope), y));
  return value;
}

/** Coefficients of p and q in powers of y. */
export function expandParts({ P, Q, constant, slope, symmetry }: Parts): {
  readonly p: readonly Rational[];
  readonly q: readonly Rational[];
} {
  if (symmetry === undefined) return { p: P, q: Q };
  const spaced = (list: readonly Rational[], from: number): readonly Rational[] =>
    list.flatMap((c, i) => (i === 0 ? [...Array<Rational>(from).fill(ZERO), c] : [ZERO, c]));
  const q = spaced(Q, 0);
  const terms = [
    spaced(P, symmetry.parity === 'odd' ? 1 : 0),
    q.map((c) => rationals.mul(constant, c)),
    [ZERO, ...q.map((c) => rationals.mul(slope, c))],
  ];
  const length = Math.max(...terms.map((term) => term.length));
  const sum = Array.from({ length }, (_, i) =>
    terms.reduce((total, term) => rationals.add(total, term[i] ?? ZERO), ZERO),
  );
  return { p: trimmed(sum), q };
}

/** Without zeros at the end. */
function trimmed(coefficients: readonly Rational[]): readonly Rational[] {
  let length = coefficients.length;
  while (length > 1 && coefficients[length - 1]?.numerator === 0n) length -= 1;
  return coefficients.slice(0, length);
}

/** A number to so many significant digits. */
export const rounded = (value: Rational, digits: number): Rational =>
  value.numerator === 0n ? value : roundToDigits(value, digits);

/** A number to so many significant digits, unless its fraction is no longer than these. */
export function shortened(value: Rational, digits: number): Rational {
  const length = (bitLength(value.numerator) + bitLength(value.denominator)) * Math.log10(2);
  return length <= digits ? value : rounded(value, digits);
}

/** Parts with every number changed. */
export const mapParts = (change: (value: Rational) => Rational, parts: Parts): Parts => ({
  ...parts,
  P: parts.P.map(change),
  Q: parts.Q.map(change),
  constant: change(parts.constant),
  slope: change(parts.slope),
});
