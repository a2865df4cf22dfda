/**
 * Rational expressions such as `1/(1+25*x^2)`, read exactly, as circuits.
 */
import { create, type MathNode, parseDependencies } from 'mathjs/number';
import { parseNumeral } from '../arithmetic/numerals.ts';
import { bitLength, type Rational } from '../arithmetic/rational.ts';
import { type CircuitField, circuitField, type Wire } from './builder.ts';
import type { Circuit } from './circuit.ts';
import { quoted, refusal, type Token, tokensOf } from './expression-tokens.ts';

// Only the parser: no function of mathjs, and no constant, can be reached from an expression.
const { parse } = create({ ...parseDependencies });

const MAX_EXPONENT = 1_000_000_000n;
const MAX_POWER_BITS = 2 ** 20;
/** Sum of squared lengths, in bits, of the constants that may be folded: about a second of gcds. */
const FOLDING_BUDGET = 1e11;

/** What the walk needs of mathjs's nodes. */
interface ParsedNode {
  readonly type: string;
  readonly fn?: unknown;
  readonly args?: readonly MathNode[];
  readonly content?: MathNode;
  readonly name?: string;
}

/** A value of the circuit and where its first operand stands in the text. */
interface Operand {
  readonly wire: Wire;
  readonly position: number;
}

const bitsOf = ({ numerator, denominator }: Rational): number => bitLength(numerator) + bitLength(denominator);

/** Turns operators, met in postfix order, into wires. */
class Translator {
  readonly field: CircuitField;
  readonly #names: readonly string[];
  #budget = FOLDING_BUDGET;

  constructor(names: readonly string[]) {
    this.#names = names;
    this.field = circuitField(names);
  }

  operand({ kind, text, position }: Token): Operand {
    if (kind === 'number') return { wire: this.field.constant(this.#number(text, position)), position };
    const wire = this.field.inputs[this.#names.indexOf(text)];
    if (wire === undefined) throw refusal('a known name', quoted(text), position);
    return { wire, position };
  }

  unary(name: string, { wire, position }: Operand): Operand {
    return { wire: name === 'unaryMinus' ? this.field.neg(wire) : wire, position };
  }

  binary(name: string, a: Operand, b: Operand): Operand {
    return { wire: this.#binary(name, a, b), position: a.position };
  }

  #binary(name: string, a: Operand, b: Operand): Wire {
    if (name === 'pow') return this.#power(a, b);
    this.#charge(a, b);
    if (name === 'add') return this.field.add(a.wire, b.wire);
    if (name === 'subtract') return this.field.sub(a.wire, b.wire);
    if (name === 'multiply') return this.field.mul(a.wire, b.wire);
    if (b.wire.constant?.numerator === 0n) throw refusal('a divisor that is not zero', '0', b.position);
    return this.field.div(a.wire, b.wire);
  }

  #number(text: string, position: number): Rational {
    try {
      return parseNumeral(text);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw refusal('a number of reasonable length', quoted(text), position);
    }
  }

  /** Refuses to fold more constants than a moment allows. */
  #charge(a: Operand, b: Operand): void {
    if (a.wire.constant === undefined || b.wire.constant === undefined) return;
    this.#budget -= (bitsOf(a.wire.constant) + bitsOf(b.wire.constant)) ** 2;
    if (this.#budget < 0) throw refusal('constants of reasonable length', 'longer ones', a.position);
  }

  #power(base: Operand, exponent: Operand): Wire {
    const power = exponent.wire.constant;
    if (power?.denominator !== 1n) throw refusal('an integer exponent', 'another one', exponent.position);
    const magnitude = power.numerator < 0n ? -power.numerator : power.numerator;
    if (magnitude > MAX_EXPONENT) {
      throw refusal(`an exponent of at most ${String(MAX_EXPONENT)}`, 'more', exponent.position);
    }
    if (power.numerator < 0n && base.wire.constant?.numerator === 0n) {
      throw refusal('a divisor that is not zero', '0', base.position);
    }
    const { field } = this;
    const result = base.wire.constant
      ? field.constant(this.#constantPower(base.wire.constant, magnitude, exponent))
      : this.#repeatedSquaring(base.wire, magnitude);
    return power.numerator < 0n ? field.div(field.one, result) : result;
  }

  #constantPower(base: Rational, exponent: bigint, { position }: Operand): Rational {
    const { numerator, denominator } = base;
    const trivial = denominator === 1n && numerator >= -1n && numerator <= 1n;
    const bits = trivial ? 1 : bitsOf(base) * Number(exponent);
    // Powers of coprime numbers are coprime: multiplication only, far cheaper than a gcd of this length.
    this.#budget -= bits ** 2 / 64;
    if (bits > MAX_POWER_BITS || this.#budget < 0) {
      throw refusal(`a power of at most ${String(MAX_POWER_BITS)} bits`, 'more', position);
    }
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

const OPERATORS: ReadonlySet<unknown> = new Set([
  'add',
  'subtract',
  'multiply',
  'divide',
  'pow',
  'unaryMinus',
  'unaryPlus',
]);

/** Walks the tree in postfix order without recursion; its leaves come in the order of the tokens. */
function translate(root: MathNode, tokens: readonly Token[], translator: Translator): Wire {
  const leaves = tokens.filter(({ kind }) => kind !== 'operator');
  let nextLeaf = 0;
  const results: Operand[] = [];
  const open: { readonly node: ParsedNode; readonly entered: boolean }[] = [{ node: root, entered: false }];
  for (let top = open.pop(); top !== undefined; top = open.pop()) {
    const { node, entered } = top;
    const children = node.type === 'ParenthesisNode' && node.content ? [node.content] : (node.args ?? []);
    if (node.type === 'ConstantNode' || node.type === 'SymbolNode') {
      const leaf = leaves[nextLeaf++];
      if (leaf === undefined) throw new RangeError('circuitFromExpression: expected one operand for each leaf');
      results.push(translator.operand(leaf));
    } else if (node.type !== 'ParenthesisNode' && !(node.type === 'OperatorNode' && OPERATORS.has(node.fn))) {
      throw new RangeError(`circuitFromExpression: expected numbers, names and + - * / ^, got ${node.type}`);
    } else if (!entered) {
      open.push({ node, entered: true });
      for (const child of [...children].reverse()) open.push({ node: child, entered: false });
    } else if (node.type === 'OperatorNode') {
      const last = results.pop();
      const first = children.length === 2 ? results.pop() : undefined;
      if (last === undefined) throw new RangeError('circuitFromExpression: expected an operand for each operator');
      const name = String(node.fn);
      results.push(first === undefined ? translator.unary(name, last) : translator.binary(name, first, last));
    }
  }
  const [result] = results;
  if (result === undefined) throw new RangeError('circuitFromExpression: expected an expression, got nothing');
  return result.wire;
}

/**
 * The circuit of a rational expression: numbers, read exactly (`0.1` is one tenth), names of inputs, `+ - * /`,
 * parentheses, signs, and powers `^` with integer exponents. `^` binds to the right and before a sign: `-x^2` is −(x²).
 * Powers are computed by repeated squaring; common subexpressions are shared, constants are folded exactly.
 *
 * The text may come from anyone: it is at most 100 000 characters long, nested at most 128 deep, exponents are at most
 * 10^9, powers of constants at most 2^20 bits long, and nothing but the operations above can be expressed.
 *
 * @param text for instance `"1/(1+25*x^2)"`
 * @param inputs names of the inputs: letters, digits and `_`, not beginning with a digit
 * @returns a circuit with one output
 * @throws {RangeError} in one line, naming the offending part and its position
 */
export function circuitFromExpression(text: string, inputs: readonly string[] = ['x']): Circuit {
  for (const name of inputs) {
    if (!/^[a-z_]\w*$/i.test(name)) {
      throw new RangeError(`circuitFromExpression: expected names of letters and digits, got ${JSON.stringify(name)}`);
    }
  }
  const tokens = tokensOf(text, inputs);
  const translator = new Translator(inputs);
  // mathjs sees the tokens only: names are replaced, since some words are operators there.
  const plain = tokens.map((token) => (token.kind === 'operator' ? token.text : token.kind === 'name' ? 'x' : '1'));
  const wire = translate(parse(plain.join(' ')), tokens, translator);
  return translator.field.build([wire]);
}
