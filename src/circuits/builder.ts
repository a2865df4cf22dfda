/**
 * The circuit builder: a number system whose elements are values of a circuit under construction.
 */
import type { Field } from '../arithmetic/number-systems.ts';
import { makeRational, type Rational, rationals } from '../arithmetic/rational.ts';
import type { Circuit, Instruction } from './circuit.ts';

/** An element of {@link CircuitField}: a value of the circuit, or a constant that no instruction holds yet. */
export interface Wire {
  /** Value number; undefined while the wire is a constant that is not used yet. */
  readonly index?: number;
  /** The exact value, if it does not depend on the inputs. */
  readonly constant?: Rational;
}

/** The number system in which computing builds a circuit. */
export interface CircuitField extends Field<Wire> {
  /** The inputs, in order. */
  readonly inputs: readonly Wire[];
  /**
   * The circuit that computes `outputs`. Instructions that no output needs are dropped.
   * @param meta what the file should say about itself
   */
  build(outputs: readonly Wire[], meta?: Readonly<Record<string, unknown>>): Circuit;
}

type Binary = 'add' | 'sub' | 'mul' | 'div';

/** Builds circuits by being computed with: common subexpressions are shared, constants folded exactly. */
class Builder implements CircuitField {
  readonly name = 'circuit';
  readonly zero: Wire = { constant: rationals.zero };
  readonly one: Wire = { constant: rationals.one };
  readonly inputs: readonly Wire[];
  readonly #names: readonly string[];
  readonly #instructions: Instruction[] = [];
  readonly #seen = new Map<string, number>();

  constructor(names: readonly string[]) {
    this.#names = [...names];
    this.inputs = names.map((_, index) => ({ index }));
  }

  fromInteger(n: bigint | number): Wire {
    return { constant: makeRational(BigInt(n)) };
  }

  constant(value: Rational): Wire {
    return { constant: value };
  }

  add(x: Wire, y: Wire): Wire {
    if (x.constant !== undefined && y.constant !== undefined)
      return { constant: rationals.add(x.constant, y.constant) };
    if (isInteger(x, 0n)) return y;
    if (isInteger(y, 0n)) return x;
    return this.#binary('add', x, y);
  }

  sub(x: Wire, y: Wire): Wire {
    if (x.constant !== undefined && y.constant !== undefined)
      return { constant: rationals.sub(x.constant, y.constant) };
    if (isInteger(y, 0n)) return x;
    if (isInteger(x, 0n)) return this.neg(y);
    if (x.index !== undefined && x.index === y.index) return this.zero;
    return this.#binary('sub', x, y);
  }

  mul(x: Wire, y: Wire): Wire {
    if (x.constant !== undefined && y.constant !== undefined)
      return { constant: rationals.mul(x.constant, y.constant) };
    if (isInteger(x, 1n)) return y;
    if (isInteger(y, 1n)) return x;
    if (isInteger(x, 0n) || isInteger(y, 0n)) return this.zero;
    return this.#binary('mul', x, y);
  }

  div(x: Wire, y: Wire): Wire {
    if (isInteger(y, 0n)) throw new RangeError('circuit.div: division by the constant zero');
    if (x.constant !== undefined && y.constant !== undefined)
      return { constant: rationals.div(x.constant, y.constant) };
    if (isInteger(y, 1n)) return x;
    return this.#binary('div', x, y);
  }

  neg(x: Wire): Wire {
    if (x.constant !== undefined) return { constant: rationals.neg(x.constant) };
    const arg = this.#place(x);
    return { index: this.#emit(`neg ${String(arg)}`, { op: 'neg', args: [arg] }) };
  }

  scale(x: Wire, k: number): Wire {
    return k === 0 ? x : this.mul({ constant: rationals.scale(rationals.one, k) }, x);
  }

  build(outputs: readonly Wire[], meta?: Readonly<Record<string, unknown>>): Circuit {
    const roots = outputs.map((wire) => this.#place(wire));
    return prune({ inputs: this.#names, instructions: this.#instructions, outputs: roots, ...(meta && { meta }) });
  }

  #binary(op: Binary, x: Wire, y: Wire): Wire {
    let [a, b] = [this.#place(x), this.#place(y)];
    if ((op === 'add' || op === 'mul') && a > b) [a, b] = [b, a];
    return { index: this.#emit(`${op} ${String(a)} ${String(b)}`, { op, args: [a, b] }) };
  }

  /** The value number of a wire; constants get their instruction when they are first used. */
  #place(wire: Wire): number {
    if (wire.index !== undefined) return wire.index;
    if (wire.constant === undefined) throw new TypeError('circuit: expected a wire of this builder');
    const { numerator, denominator } = wire.constant;
    const key = `const ${numerator.toString(32)}/${denominator.toString(32)}`;
    return this.#emit(key, { op: 'const', value: wire.constant });
  }

  #emit(key: string, instruction: Instruction): number {
    const known = this.#seen.get(key);
    if (known !== undefined) return known;
    const index = this.#names.length + this.#instructions.push(instruction) - 1;
    this.#seen.set(key, index);
    return index;
  }
}

function isInteger(wire: Wire, n: bigint): boolean {
  return wire.constant?.denominator === 1n && wire.constant.numerator === n;
}

/** The same circuit without the instructions that no output needs. */
export function prune(circuit: Circuit): Circuit {
  const offset = circuit.inputs.length;
  const needed = new Set<number>();
  const open = [...circuit.outputs];
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    const instruction = circuit.instructions[value - offset];
    if (instruction === undefined || needed.has(value)) continue;
    needed.add(value);
    if (instruction.op !== 'const') open.push(...instruction.args);
  }
  const renumbered = new Map<number, number>();
  const moved = (value: number): number => renumbered.get(value) ?? value;
  const instructions: Instruction[] = [];
  circuit.instructions.forEach((instruction, i) => {
    if (!needed.has(i + offset)) return;
    renumbered.set(i + offset, offset + instructions.length);
    if (instruction.op === 'const') instructions.push(instruction);
    else if (instruction.op === 'neg') instructions.push({ op: 'neg', args: [moved(instruction.args[0])] });
    else instructions.push({ op: instruction.op, args: [moved(instruction.args[0]), moved(instruction.args[1])] });
  });
  return { ...circuit, instructions, outputs: circuit.outputs.map(moved) };
}

/**
 * A number system that records what is computed in it.
 *
 * @param inputs names of the inputs
 * @example
 * const F = circuitField(['x']);
 * const [x] = F.inputs;
 * const circuit = F.build([F.div(F.one, F.add(F.one, F.mul(x!, x!)))]);
 */
export function circuitField(inputs: readonly string[] = ['x']): CircuitField {
  return new Builder(inputs);
}
