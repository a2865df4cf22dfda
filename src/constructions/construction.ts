/**
 * What a construction is: a method for a target that turns (domain, ε) into a circuit with a proven bound.
 */
import type { BigFloat } from '../arithmetic/bigfloat.ts';
import type { Field } from '../arithmetic/number-systems.ts';
import type { Rational } from '../arithmetic/rational.ts';
import type { Domain } from '../functions/target.ts';
import type { Objective } from './work.ts';

/** Whose construction a method is, for reports. */
export type MethodRole = 'paper' | 'own' | 'competitor' | 'baseline';

/** A planned construction: the function over any number system, its parameters in plain data, and its proven bound. */
export interface Planned {
  /** The approximant, defined once over every field. */
  readonly apply: <T>(F: Field<T>, x: T) => T;
  /** The parameters, as JSON-able data for the file and the report. */
  readonly steps: Readonly<Record<string, unknown>>;
  /** Proven bound of the uniform error on the domain, rounding of the weights included. */
  readonly bound: BigFloat;
}

/** One way to construct a target. */
export interface Method {
  readonly name: string;
  readonly role: MethodRole;
  readonly summary: string;
  /**
   * Chooses the parameters by proven inequalities.
   * @param objective - What they are chosen for, where there is a choice; gates by default.
   * @throws {RangeError} where the method does not apply to the domain
   */
  plan(domain: Domain, eps: Rational, objective?: Objective): Planned;
}
