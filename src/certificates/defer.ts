/**
 * Divisors that vanish on the domain although the output stays finite: the same function, written without dividing by them.
 */
import { circuitField, type CircuitField, type Wire } from '../circuits/builder.ts';
import type { Circuit } from '../circuits/circuit.ts';
import { prune } from '../circuits/builder.ts';

/** The value `wire / Π q_j^powers[j]`, q_j the divisors put off so far; powers are not negative. */
interface Fraction {
  readonly wire: Wire;
  readonly powers: readonly number[];
}

/** Multiplications by powers of divisors beyond which a circuit is no longer worth writing. */
const MOST_PRODUCTS = 2 ** 20;

/** Products with powers of divisors; exponents double with every squaring of a circuit. */
class Powers {
  readonly #field: CircuitField;
  #products = 0;

  constructor(field: CircuitField) {
    this.#field = field;
  }

  #mul(x: Wire, y: Wire): Wire {
    this.#products += 1;
    if (this.#products > MOST_PRODUCTS)
      throw new RangeError('certificates: expected fewer divisions to put off: the circuit grows too large');
    return this.#field.mul(x, y);
  }

  /** x^n for n ≥ 1, by squarings. */
  #power(x: Wire, n: number): Wire {
    if (!Number.isSafeInteger(n))
      throw new RangeError('certificates: expected exponents below 2^53 of divisions put off');
    let result = x;
    for (let bit = 2 ** Math.floor(Math.log2(n) - 1); bit >= 1; bit = Math.floor(bit / 2)) {
      result = this.#mul(result, result);
      if (Math.floor(n / bit) % 2 === 1) result = this.#mul(result, x);
    }
    return result;
  }

  /** wire · Π q_j^exponents[j] for exponents ≥ 0. */
  times(wire: Wire, divisors: readonly Wire[], exponents: readonly number[]): Wire {
    return exponents.reduce(
      (product, exponent, j) =>
        exponent === 0 ? product : this.#mul(product, this.#power(divisors[j] as Wire, exponent)),
      wire,
    );
  }
}

const at = (powers: readonly number[], j: number): number => powers[j] ?? 0;

/** Powers of the divisors for two values, the larger of each. */
const common = (x: Fraction, y: Fraction): readonly number[] =>
  Array.from({ length: Math.max(x.powers.length, y.powers.length) }, (_, j) =>
    Math.max(at(x.powers, j), at(y.powers, j)),
  );

/**
 * A circuit that computes the same rational function and does not divide by the divisors of some divisions until its end, if
 * then: a/b is carried as a over b, sums are brought to common denominators, and a quotient of two such fractions multiplies
 * by what is below its divisor. For 1/(1 + 1/x²), its inner division put off, that is x²/(x² + 1).
 *
 * Both circuits have the same value at every point where the first is defined.
 * @param circuit - One output.
 * @param divisions - Numbers of divisions, as values of the pruned circuit.
 * @returns The circuit.
 * @throws {RangeError} where it would be too large.
 */
export function deferDivisions(circuit: Circuit, divisions: readonly number[]): Circuit {
  const { inputs, instructions, outputs } = prune(circuit);
  const F = circuitField(inputs);
  const toPowers = new Powers(F);
  const divisors: Wire[] = [];
  const values: Fraction[] = F.inputs.map((wire) => ({ wire, powers: [] }));
  const over = (x: Fraction, powers: readonly number[]): Wire =>
    toPowers.times(
      x.wire,
      divisors,
      powers.map((power, j) => power - at(x.powers, j)),
    );
  const sum = (x: Fraction, y: Fraction, op: 'add' | 'sub'): Fraction => {
    const powers = common(x, y);
    return { wire: F[op](over(x, powers), over(y, powers)), powers };
  };
  const quotient = (x: Fraction, y: Fraction, deferred: boolean): Fraction => {
    const raised = common(x, y).map((_, j) => Math.max(0, at(y.powers, j) - at(x.powers, j)));
    const powers = common(x, y).map((_, j) => Math.max(0, at(x.powers, j) - at(y.powers, j)));
    const numerator = toPowers.times(x.wire, divisors, raised);
    if (!deferred) return { wire: F.div(numerator, y.wire), powers };
    const place = divisors.push(y.wire) - 1;
    return { wire: numerator, powers: [...Array.from({ length: place }, (_, j) => at(powers, j)), 1] };
  };
  instructions.forEach((instruction, i) => {
    if (instruction.op === 'const') {
      values.push({ wire: F.constant(instruction.value), powers: [] });
      return;
    }
    const [x, y] = instruction.args.map((arg) => values[arg] as Fraction) as [Fraction, Fraction];
    if (instruction.op === 'neg') values.push({ wire: F.neg(x.wire), powers: x.powers });
    else if (instruction.op === 'mul') {
      const powers = common(x, y).map((_, j) => at(x.powers, j) + at(y.powers, j));
      values.push({ wire: F.mul(x.wire, y.wire), powers });
    } else if (instruction.op === 'div') values.push(quotient(x, y, divisions.includes(inputs.length + i)));
    else values.push(sum(x, y, instruction.op));
  });
  const { wire, powers } = values[outputs[0] as number] as Fraction;
  const below = toPowers.times(F.one, divisors, powers);
  return F.build([F.div(wire, below)]);
}
