/**
 * Activations with σ(x) − σ(−x) = κx for every x: two neurons hand a value on exactly.
 */
import { rationals } from '../../arithmetic/rational.ts';
import type { Carrying } from '../../circuits/network-builder.ts';
import type { Target } from '../../functions/target.ts';

/** x·g(x) with g(x) + g(−x) = 1, and log(1 + e^x) with its kin. All are smooth, and curved at 0. */
const SMOOTH: ReadonlySet<string> = new Set(['gelu-tanh', 'gelu-erf', 'silu', 'softplus', 'logsigmoid']);

/** The names of {@link smoothCarrying}. */
export const smoothActivations: readonly string[] = Object.freeze([...SMOOTH]);

/**
 * How networks of a smooth activation hand values on (proofs/theorem-3.3.md).
 * @throws {RangeError} for other activations
 */
export function smoothCarrying({ name }: Target): Carrying {
  if (SMOOTH.has(name.split(':', 1)[0] ?? '')) {
    return { activation: name, slope: rationals.one, idempotent: false };
  }
  throw new RangeError(`${name}: expected an activation of ${smoothActivations.join(', ')}`);
}
