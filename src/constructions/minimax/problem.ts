/**
 * What is approximated: a function with a weight on an interval.
 */
import type { OrderedRealField } from '../../arithmetic/number-systems.ts';
import type { Rational } from '../../arithmetic/rational.ts';
import type { Domain, RealFunction } from '../../functions/target.ts';

/** The problem: R with the least max W|f − R| on the domain. */
export interface MinimaxProblem {
  readonly f: RealFunction;
  /** W, positive in the interior and at the ends that belong to the problem; 1 where absent. */
  readonly weight?: RealFunction;
  readonly domain: Domain;
  /** Interior points where f or W is not analytic. */
  readonly kinks: readonly Rational[];
  /** Whether the lower end is left out because W vanishes there. */
  readonly isOpenBelow?: boolean;
}

/** The problem over one number system. */
export interface BoundProblem<T> {
  readonly F: OrderedRealField<T>;
  readonly lower: T;
  readonly upper: T;
  readonly kinks: readonly T[];
  readonly isOpenBelow: boolean;
  value(x: T): T;
  weight(x: T): T;
}

/** Binds a problem to a number system. */
export function bindProblem<T>(F: OrderedRealField<T>, problem: MinimaxProblem): BoundProblem<T> {
  const { f, weight, domain, kinks, isOpenBelow = false } = problem;
  return {
    F,
    lower: F.constant(domain.lower),
    upper: F.constant(domain.upper),
    kinks: kinks.map((kink) => F.constant(kink)),
    isOpenBelow,
    value: (x) => f(F, x),
    weight: weight === undefined ? () => F.one : (x) => weight(F, x),
  };
}
