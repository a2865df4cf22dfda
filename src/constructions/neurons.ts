/**
 * The circuits that stand for neurons: one activation on one interval within one tolerance each.
 */
import { formatExact } from '../arithmetic/numerals.ts';
import { fromDouble, makeRational, type Rational, rationals as Q } from '../arithmetic/rational.ts';
import { findTarget } from '../functions/catalog.ts';
import type { Domain } from '../functions/target.ts';
import { construct, type Construction, describeDomain, methodsFor } from './construct.ts';

/** The interval that a neuron's argument can reach with its margin, with short ends. */
export function neuronDomain(range: { readonly lower: number; readonly upper: number }, margin: number): Domain {
  const exponent = Math.floor(Math.log2(margin));
  const end = (x: number, up: boolean): Rational => {
    const { numerator, denominator } = Q.scale(fromDouble(x), -exponent);
    const floor = numerator >= 0n ? numerator / denominator : -((-numerator + denominator - 1n) / denominator);
    // A whole unit, at least half the margin, beyond either end.
    return Q.scale(makeRational(floor + (up ? 2n : -1n)), exponent);
  };
  return { lower: end(range.lower, false), upper: end(range.upper, true) };
}

/** Finer tolerances to try where a planner refuses one: it asks, for instance, for an argument that stays positive. */
const FINER_BITS = [0, 6, 16, 40, 100];

/** An activation to be replaced on an interval within a tolerance. */
export interface Neuron {
  readonly activation: string;
  readonly domain: Domain;
  readonly eps: Rational;
  /** Where it stands, for messages. */
  readonly place: string;
}

function constructNeuron({ activation, domain, eps, place }: Neuron, method: string): Construction {
  let refusal: RangeError | undefined;
  for (const bits of FINER_BITS) {
    try {
      return construct(findTarget(activation), { eps: Q.scale(eps, -bits), domain, method });
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      refusal ??= error;
    }
  }
  throw new RangeError(`${place}: ${refusal?.message ?? 'no construction'}`, { cause: refusal });
}

/**
 * A maker of the circuits of neurons: the same request gets the same circuit.
 *
 * The method with the fewest gates is looked for once for each activation, at its widest interval and finest tolerance: it
 * depends on these through log log only, and the slowest planners are hundreds of times slower than the method usually chosen.
 * @param all - Every neuron that will be asked for.
 * @param wanted - A method for the activations that have it, or `auto`.
 * @throws {RangeError} for a method that none of the activations has; the maker throws it where no construction applies.
 */
export function neuronMaker(all: readonly Neuron[], wanted: string): (neuron: Neuron) => Construction {
  checkMethod(all, wanted);
  const methods = new Map<string, string>();
  const made = new Map<string, Construction>();
  const methodOf = (activation: string): string => {
    if (wanted !== 'auto' && methodsFor(findTarget(activation)).some(({ name }) => name === wanted)) return wanted;
    const same = all.filter((neuron) => neuron.activation === activation);
    const widest = same.reduce((x, y) => (Q.compare(widthOf(x.domain), widthOf(y.domain)) >= 0 ? x : y));
    const finest = same.reduce((x, y) => (Q.compare(x.eps, y.eps) <= 0 ? x : y));
    return constructNeuron({ ...widest, eps: finest.eps }, 'auto').method;
  };
  return (neuron) => {
    const { activation, domain, eps } = neuron;
    const key = [activation, ...describeDomain(domain), formatExact(eps)].join(' ');
    const known = made.get(key);
    if (known !== undefined) return known;
    const method = methods.get(activation) ?? methodOf(activation);
    methods.set(activation, method);
    const found = constructNeuron(neuron, method);
    made.set(key, found);
    return found;
  };
}

function checkMethod(all: readonly Neuron[], wanted: string): void {
  const names = new Set(all.flatMap(({ activation }) => methodsFor(findTarget(activation)).map(({ name }) => name)));
  if (wanted === 'auto' || all.length === 0 || names.has(wanted)) return;
  throw new RangeError(
    `rationalize: unknown method ${JSON.stringify(wanted.slice(0, 40))}; expected ${['auto', ...names].join(', ')}`,
  );
}

const widthOf = ({ lower, upper }: Domain): Rational => Q.sub(upper, lower);
