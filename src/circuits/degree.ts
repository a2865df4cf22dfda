/**
 * Upper bounds of the degrees of the rational functions that a circuit computes.
 */
import type { AffineForm } from './affine.ts';
import type { Circuit } from './circuit.ts';
import type { LoweringObserver } from './lowering.ts';
import type { WeightField } from './weights.ts';

/** Degrees of a numerator and a denominator, not necessarily coprime, of one rational function. */
interface Degrees {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

/** A product or a reciprocal; all its nodes share one denominator, which a sum must count once. */
interface Owner extends Degrees {
  /** Degree of the numerator less that of the denominator. */
  readonly excess: bigint;
  /** Number of the last form that was found to contain it. */
  visit: number;
}

const max = (x: bigint, y: bigint): bigint => (x > y ? x : y);

/**
 * Follows a lowering and bounds the degrees of every product and reciprocal: products add degrees, reciprocals swap them,
 * and an affine form over distinct functions Nᵢ/Dᵢ has the denominator ∏ Dᵢ.
 */
export class DegreeBound<W> implements LoweringObserver<W> {
  /** The larger of both degrees for every output, once the lowering is done. */
  bounds: readonly bigint[] = [];
  readonly #field: WeightField<W>;
  readonly #input: Owner = { numerator: 1n, denominator: 0n, excess: 1n, visit: 0 };
  /** By the number of the node; inputs, which have none, have no denominator either and count as one. */
  readonly #owners: (Owner | undefined)[];
  #visit = 0;

  constructor(field: WeightField<W>, inputs: number) {
    this.#field = field;
    this.#owners = Array.from({ length: inputs });
  }

  product(left: AffineForm<W>, right: AffineForm<W>, nodes: readonly number[]): void {
    const [a, b] = [this.ofForm(left), left === right ? undefined : this.ofForm(right)];
    const { numerator, denominator } = b ?? a;
    const product = { numerator: a.numerator + numerator, denominator: a.denominator + denominator };
    // A single node is the product less a constant, unless it is a square: allow for its numerator.
    const whole = nodes.length === 2 || b === undefined;
    const owner = whole ? product : { ...product, numerator: max(product.numerator, product.denominator) };
    this.#own(nodes, owner);
  }

  reciprocal(divisor: AffineForm<W>, node: number): void {
    const { numerator, denominator } = this.ofForm(divisor);
    this.#own([node], { numerator: denominator, denominator: numerator });
  }

  outputs(forms: readonly AffineForm<W>[]): void {
    this.bounds = forms.map((form) => {
      const { numerator, denominator } = this.ofForm(form);
      return max(numerator, denominator);
    });
  }

  /** Degrees of `Σ wᵢ Nᵢ/Dᵢ + c`: denominator Σ deg Dᵢ, numerator maxᵢ (deg Nᵢ + Σ_{j≠i} deg Dⱼ). */
  ofForm(form: AffineForm<W>): Degrees {
    this.#visit += 1;
    let excess: bigint | undefined = this.#field.isZero(form.bias) ? undefined : 0n;
    let denominator = 0n;
    for (const source of form.terms.keys()) {
      const owner = this.#owners[source] ?? this.#input;
      if (owner.visit === this.#visit) continue;
      owner.visit = this.#visit;
      if (owner.denominator !== 0n) denominator += owner.denominator;
      if (excess === undefined || owner.excess > excess) excess = owner.excess;
    }
    return { numerator: max(0n, denominator + (excess ?? 0n)), denominator };
  }

  #own(nodes: readonly number[], { numerator, denominator }: Degrees): void {
    const owner: Owner = { numerator, denominator, excess: numerator - denominator, visit: 0 };
    for (const node of nodes) this.#owners[node] = owner;
  }
}

/**
 * Number of gates that a value depends on.
 *
 * s gates compute rational functions of degree at most 2^s: if x and the first s − 1 gates are Pᵢ/Q with a common
 * denominator and degrees at most d, then with affine A/Q and B/Q the next gate AB/Q² or A/B has with all of them the
 * common denominator Q² or QB, and degrees at most 2d.
 */
export function gatesInCone(circuit: Circuit, gates: readonly boolean[], output: number): number {
  const offset = circuit.inputs.length;
  const seen = new Uint8Array(offset + circuit.instructions.length);
  const open = [output];
  let count = 0;
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    const instruction = circuit.instructions[value - offset];
    if (instruction === undefined || instruction.op === 'const' || seen[value] === 1) continue;
    seen[value] = 1;
    if (gates[value - offset] === true) count += 1;
    open.push(...instruction.args);
  }
  return count;
}
