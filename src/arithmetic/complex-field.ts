/**
 * Complex numbers over any field.
 */
import type { Field } from './number-systems.ts';
import type { Rational } from './rational.ts';

/** The number re + i·im. */
export interface Complex<T> {
  readonly re: T;
  readonly im: T;
}

/** A field of complex numbers over the field of T. */
export interface ComplexField<T> extends Field<Complex<T>> {
  /** The imaginary unit. */
  readonly i: Complex<T>;
  /** re + i·im. */
  fromParts(re: T, im: T): Complex<T>;
  /** re − i·im. */
  conj(z: Complex<T>): Complex<T>;
  /** re² + im². */
  norm(z: Complex<T>): T;
}

/**
 * The complex numbers whose parts are elements of a real field, by the textbook formulas.
 *
 * A part of a product or quotient has the error of a sum of two products: small beside the number, not beside the part.
 * Nothing is proven over rounded fields; enclosures are `complexBall(bits)`.
 * @param F - A field in which x² + y² = 0 only for x = y = 0: rationals, float64, bigfloat, decimal, real circuits.
 * @returns The field; its quotients throw what F throws for a division by zero.
 */
export function complexField<T>(F: Field<T>): ComplexField<T> {
  const fromParts = (re: T, im: T): Complex<T> => ({ re, im });
  const fromReal = (re: T): Complex<T> => ({ re, im: F.zero });
  const norm = ({ re, im }: Complex<T>): T => F.add(F.mul(re, re), F.mul(im, im));
  const conj = ({ re, im }: Complex<T>): Complex<T> => ({ re, im: F.neg(im) });
  const mul = (z: Complex<T>, w: Complex<T>): Complex<T> => ({
    re: F.sub(F.mul(z.re, w.re), F.mul(z.im, w.im)),
    im: F.add(F.mul(z.re, w.im), F.mul(z.im, w.re)),
  });
  return Object.freeze({
    name: `complex(${F.name})`,
    zero: fromReal(F.zero),
    one: fromReal(F.one),
    i: fromParts(F.zero, F.one),
    fromInteger: (n: bigint | number) => fromReal(F.fromInteger(n)),
    constant: (value: Rational) => fromReal(F.constant(value)),
    fromParts,
    conj,
    norm,
    add: (z: Complex<T>, w: Complex<T>) => fromParts(F.add(z.re, w.re), F.add(z.im, w.im)),
    sub: (z: Complex<T>, w: Complex<T>) => fromParts(F.sub(z.re, w.re), F.sub(z.im, w.im)),
    mul,
    neg: (z: Complex<T>) => fromParts(F.neg(z.re), F.neg(z.im)),
    div: (z: Complex<T>, w: Complex<T>) => {
      const size = norm(w);
      const { re, im } = mul(z, conj(w));
      return fromParts(F.div(re, size), F.div(im, size));
    },
    scale: (z: Complex<T>, k: number) => fromParts(F.scale(z.re, k), F.scale(z.im, k)),
  });
}
