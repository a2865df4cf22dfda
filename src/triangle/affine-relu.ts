/**
 * What ReLU networks compute with: affine operations with exact constants, and ReLU. Gates are written over this
 * interface, so that the same definition evaluates over numbers and becomes a network.
 */
import type { LatticeField } from '../arithmetic/number-systems.ts';
import type { Rational } from '../arithmetic/rational.ts';

/** Affine operations and ReLU. */
export interface AffineRelu<T> {
  constant(value: Rational): T;
  add(x: T, y: T): T;
  /** `factor · x` for an exact factor. */
  scaleBy(factor: Rational, x: T): T;
  /** `max(x, 0)`. */
  relu(x: T): T;
  /**
   * The same number, handed on to the next layer where that matters: for sums over many layers, which would otherwise
   * read every layer at their end. Only for x ≥ 0.
   */
  hold(x: T): T;
}

/** The operations over a number system. */
export function affineReluOver<T>(F: LatticeField<T>): AffineRelu<T> {
  return {
    constant: (value) => F.constant(value),
    add: (x, y) => F.add(x, y),
    scaleBy: (factor, x) => F.mul(F.constant(factor), x),
    relu: (x) => F.max(x, F.zero),
    hold: (x) => x,
  };
}
