/**
 * Targets: the functions that constructions approximate, defined once over any number system.
 */
import type { RealField } from '../arithmetic/number-systems.ts';
import type { Rational } from '../arithmetic/rational.ts';

/** The compact interval `[lower, upper]`, lower < upper, with exact ends. */
export interface Domain {
  readonly lower: Rational;
  readonly upper: Rational;
}

/** A real function of one variable, written once over any number system. */
export type RealFunction = <T>(F: RealField<T>, x: T) => T;

/** A real function of several variables with several values, written once over any number system. */
export type VectorFunction = <T>(F: RealField<T>, inputs: readonly T[]) => readonly T[];

/** A box: the product of its sides, one for each variable. */
export type Box = readonly Domain[];

/** A real function of one variable that can be evaluated to any precision. */
export interface Target {
  /** Canonical name with its parameters, for instance `root:3`, or the text of the expression. */
  readonly name: string;
  /** The definition, in plain text. */
  readonly formula: string;
  /** Where the definition comes from. */
  readonly reference: string;
  /** The value at x, in the number system given. */
  readonly evaluate: RealFunction;
  /**
   * Says whether the target is a continuous real function on the domain.
   * @throws {RangeError} with one line that names the fault, for instance `log is undefined at 0`.
   */
  checkDomain(domain: Domain): void;
  /**
   * Interior points where the target is continuous but not analytic, in order.
   *
   * Complete for the targets of the catalog; for expressions the rational ones that were found (and perhaps points where
   * only a part of the expression has a kink).
   */
  kinks(domain: Domain): readonly Rational[];
}
