/**
 * Certificates: what a proof about the error of a circuit consists of.
 */
import type { Rational } from '../arithmetic/rational.ts';
import type { Circuit } from '../circuits/circuit.ts';
import type { Domain } from '../functions/target.ts';
import type { Panel } from './panel.ts';
import type { PoleClaim } from './pole.ts';

/** Where the lower end of a bound is attained, and the precision of the evaluation that shows it. */
export interface AttainedAt {
  readonly at: Rational;
  readonly bits: number;
}

/** lower ≤ sup |e| ≤ upper over the domain. */
export interface BoundClaim {
  readonly kind: 'bound';
  readonly lower: Rational;
  readonly upper: Rational;
  /** A point with |e| ≥ lower. */
  readonly attained: AttainedAt;
  /** Panels that make up the domain, from left to right, each with |e| ≤ upper. */
  readonly panels: readonly Panel[];
}

/** The circuit and the target are the same rational function. */
export interface IdentityClaim {
  readonly kind: 'identity';
}

/** The circuit is unbounded near a point of the domain. */
export interface UnboundedClaim {
  readonly kind: 'pole';
  /** In terms of the circuit with some divisions put off (defer.ts). */
  readonly pole: PoleClaim;
  readonly deferred: readonly number[];
}

/** What a certificate claims, with the proof of it. */
export type Claim = BoundClaim | IdentityClaim | UnboundedClaim;

/** A claim about the error of a circuit against a target on a domain. */
export interface Certificate {
  readonly circuit: Circuit;
  /** A name of the catalog, an expression in x, or the text of a file of a dense network. */
  readonly target: string;
  readonly domain: Domain;
  readonly relative: boolean;
  readonly claim: Claim;
}
