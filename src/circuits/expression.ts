/**
 * Rational expressions such as `1/(1+25*x^2)`, read exactly, as circuits.
 */
import { formatExact } from '../arithmetic/numerals.ts';
import { bitLength, type Rational } from '../arithmetic/rational.ts';
import {
  type BinaryOperator,
  type ExpressionNode,
  foldExpression,
  parseExpression,
} from '../functions/parse-expression.ts';
import { type CircuitField, circuitField, type Wire } from './builder.ts';
import type { Circuit } from './circuit.ts';

const MAX_EXPONENT = 1_000_000_000n;
const MAX_POWER_BITS = 2 ** 20;
/** Sum of squared lengths, in bits, of the constants that may be folded: about a second of gcds. */
const FOLDING_BUDGET = 1e11;

const OPERATIONS = { '+': 'add', '-': 'sub', '*': 'mul', '/': 'div' } as const;

const bitsOf = ({ numerator, denominator }: Rational): number => bitLength(numerator) + bitLength(denominator);

function refusal(what: string, position: number): RangeError {
  return new RangeError(`circuitFromExpression: ${what} at character ${String(position)}`);
}

/** A wire for a message. */
function describe({ constant }: Wire): string {
  if (constant === undefined) return 'one that depends on the inputs';
  return bitsOf(constant) <= 128 ? formatExact(constant) : 'a longer one';
}

/** Turns the nodes of an expression, met after their arguments, into wires. */
class Translator {
  readonly field: CircuitField;
  readonly #inputs: ReadonlyMap<string, Wire>;
  #budget = FOLDING_BUDGET;

  constructor(names: readonly string[]) {
    this.field = circuitField(names);
    this.#inputs = new Map(this.field.inputs.map((wire, i) => [names[i] ?? '', wire]));
  }

  visit(node: ExpressionNode, [first, second]: readonly Wire[]): Wire {
    if (node.kind === 'number') return this.field.constant(node.value);
    if (node.kind === 'negation' && first !== undefined) return this.field.neg(first);
    if (node.kind === 'binary' && first !== undefined && second !== undefined) {
      // x/2x could mean (x/2)·x or x/(2x): a network says which.
      if (node.implicit) throw refusal('expected "*" between the factors of a product', node.position);
      return this.#binary(node.operator, first, second, node.position);
    }
    const name = 'name' in node ? node.name : node.kind;
    const input = node.kind === 'variable' ? this.#inputs.get(name) : undefined;
    if (input === undefined) throw refusal(`expected numbers, inputs and + - * / ^ only, got ${name}`, node.position);
    return input;
  }

  #binary(operator: BinaryOperator, a: Wire, b: Wire, position: number): Wire {
    if (operator === '^') return this.#power(a, b, position);
    if (operator === '/' && b.constant?.numerator === 0n)
      throw refusal('expected a divisor that is not zero, got 0,', position);
    if (a.constant !== undefined && b.constant !== undefined) {
      this.#charge((bitsOf(a.constant) + bitsOf(b.constant)) ** 2, position);
    }
    return this.field[OPERATIONS[operator]](a, b);
  }

  /** Refuses to fold more constants than a moment allows. */
  #charge(cost: number, position: number): void {
    this.#budget -= cost;
    if (this.#budget < 0) throw refusal('expected constants of reasonable length, got longer ones', position);
  }

  #power(base: Wire, exponent: Wire, position: number): Wire {
    const power = exponent.constant;
    if (power?.denominator !== 1n) {
      throw refusal(`expected an integer exponent, got ${describe(exponent)},`, position);
    }
    const magnitude = power.numerator < 0n ? -power.numerator : power.numerator;
    if (magnitude > MAX_EXPONENT) {
      throw refusal(`expected exponents within ±${String(MAX_EXPONENT)}, got ${describe(exponent)},`, position);
    }
    if (power.numerator < 0n && base.constant?.numerator === 0n)
      throw refusal('expected a divisor that is not zero, got 0,', position);
    const { field } = this;
    const result = base.constant
      ? field.constant(this.#constantPower(base.constant, magnitude, position))
      : this.#repeatedSquaring(base, magnitude);
    return power.numerator < 0n ? field.div(field.one, result) : result;
  }

  #constantPower(base: Rational, exponent: bigint, position: number): Rational {
    const { numerator, denominator } = base;
    const trivial = denominator === 1n && numerator >= -1n && numerator <= 1n;
    const bits = trivial ? 1 : bitsOf(base) * Number(exponent);
    if (bits > MAX_POWER_BITS) {
      throw refusal(`expected powers of numbers of at most ${String(MAX_POWER_BITS)} bits, got more`, position);
    }
    // Powers of coprime numbers are coprime: multiplication only, far cheaper than a gcd of this length.
    this.#charge(bits ** 2 / 64, position);
    return { numerator: numerator ** exponent, denominator: denominator ** exponent };
  }

  /** Squares of the same base are shared by all its powers, because the builder shares common subexpressions. */
  #repeatedSquaring(base: Wire, exponent: bigint): Wire {
    const { field } = this;
    let result: Wire | undefined;
    let square = base;
    for (let rest = exponent; rest > 0n; rest >>= 1n) {
      if ((rest & 1n) === 1n) result = result === undefined ? square : field.mul(result, square);
      if (rest > 1n) square = field.mul(square, square);
    }
    return result ?? field.one;
  }
}

/**
 * The circuit of a rational expression: numbers, read exactly (`0.1` is one tenth), names of inputs, `+ - * /`,
 * parentheses, signs, and powers `^` with integer exponents, with the precedence of {@link parseExpression}: `^` binds
 * to the right and before a sign, `-x^2` is −(x²). Products need their sign: `2x` is refused.
 * Powers are computed by repeated squaring; common subexpressions are shared, constants are folded exactly.
 *
 * The text may come from anyone: besides the limits of {@link parseExpression}, exponents are at most 10^9, powers of
 * constants at most 2^20 bits long, and nothing but the operations above can be expressed.
 *
 * @param text - For instance `"1/(1+25*x^2)"`.
 * @param inputs - Names of the inputs: letters, digits and `_`, not beginning with a digit.
 * @returns A circuit with one output.
 * @throws {RangeError} in one line, naming the offending part and its place.
 */
export function circuitFromExpression(text: string, inputs: readonly string[] = ['x']): Circuit {
  for (const name of inputs) {
    if (!/^[a-z_]\w*$/i.test(name)) {
      throw new RangeError(`circuitFromExpression: expected names of letters and digits, got ${JSON.stringify(name)}`);
    }
  }
  const translator = new Translator(inputs);
  const wire = foldExpression<Wire>(parseExpression(text, inputs), (node, parts) => translator.visit(node, parts));
  return translator.field.build([wire]);
}
