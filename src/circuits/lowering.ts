/**
 * The lowering of circuits to networks of square and reciprocal nodes, over any weights whose zeros can be recognised.
 */
import { makeRational } from '../arithmetic/rational.ts';
import {
  addInPlace,
  type AffineForm,
  constantForm,
  copyForm,
  isConstant,
  type MutableForm,
  negateInPlace,
  packForm,
  type PackedForm,
  scaleInPlace,
  sourceForm,
} from './affine.ts';
import type { Circuit, Instruction } from './circuit.ts';
import { lastUses } from './liveness.ts';
import type { WeightField } from './weights.ts';

/** A node `σ(form)` with σ(u) = u² or 1/u. */
export interface LoweredNode<W> {
  readonly kind: 'square' | 'reciprocal';
  readonly form: PackedForm<W>;
}

/** A lowered circuit. */
export interface Lowering<W> {
  /** Number of inputs; source numbers from here on are nodes. */
  readonly inputs: number;
  readonly nodes: readonly LoweredNode<W>[];
  readonly outputs: readonly PackedForm<W>[];
  /** For every instruction, whether it multiplies or divides by something that is not constant. */
  readonly gates: readonly boolean[];
}

/** Is told what the nodes stand for, while the operands' forms are at hand. */
export interface LoweringObserver<W> {
  /** The nodes whose combination is `left · right`. */
  product(left: AffineForm<W>, right: AffineForm<W>, nodes: readonly number[]): void;
  /** The node that is `1 / divisor`. */
  reciprocal(divisor: AffineForm<W>, node: number): void;
  /** The outputs, at the end. */
  outputs(forms: readonly AffineForm<W>[]): void;
}

/** Weights that are computed at most; beyond, a network of this kind has no use and no room. */
const MAX_WEIGHTS = 2 ** 24;

/** The state of one lowering: a form for every value that is still alive, and the nodes so far. */
class Lowerer<W> {
  readonly nodes: LoweredNode<W>[] = [];
  readonly gates: boolean[];
  readonly #circuit: Circuit;
  readonly #field: WeightField<W>;
  readonly #observer: LoweringObserver<W> | undefined;
  readonly #last: Float64Array;
  readonly #forms: (MutableForm<W> | undefined)[] = [];
  /** Reciprocal nodes by the value they invert. */
  readonly #reciprocals = new Map<number, number>();
  readonly #quarter: W;
  #weights = 0;

  constructor(field: WeightField<W>, circuit: Circuit, observer?: LoweringObserver<W>) {
    this.#field = field;
    this.#circuit = circuit;
    this.#observer = observer;
    this.#last = lastUses(circuit);
    this.#quarter = field.constant(makeRational(1n, 4n));
    this.gates = circuit.instructions.map(() => false);
    circuit.inputs.forEach((_, input) => this.#forms.push(sourceForm(field, input, field.one)));
  }

  form(value: number): MutableForm<W> {
    const form = this.#forms[value];
    if (form === undefined) throw new RangeError(`lower: expected references to earlier values, got ${String(value)}`);
    return form;
  }

  /** Lowers instruction `i`, unless no output needs it, and forgets the forms of values that die with it. */
  lower(i: number, instruction: Instruction): void {
    const value = this.#circuit.inputs.length + i;
    if (this.#last[value] === -1) return;
    this.#forms[value] = this.#lowered(i, instruction);
    if (instruction.op === 'const') return;
    for (const arg of instruction.args) if (this.#last[arg] === i) this.#forms[arg] = undefined;
  }

  #lowered(i: number, instruction: Instruction): MutableForm<W> {
    switch (instruction.op) {
      case 'const':
        return constantForm(this.#field.constant(instruction.value));
      case 'neg':
        return negateInPlace(this.#field, this.#taken(i, instruction.args[0]));
      case 'add':
      case 'sub':
        return this.#sum(i, instruction.args, instruction.op === 'sub');
      case 'mul':
        return this.#product(i, instruction.args);
      case 'div':
        return this.#quotient(i, instruction.args);
    }
  }

  /** The form of a value, to be changed: the value's own if instruction `i` is its last reader, otherwise a copy. */
  #taken(i: number, value: number): MutableForm<W> {
    const form = this.form(value);
    if (this.#last[value] === i) return form;
    this.#charge(form);
    return copyForm(form);
  }

  #sum(i: number, [a, b]: readonly [number, number], subtract: boolean): MutableForm<W> {
    const field = this.#field;
    if (a === b) {
      if (subtract) return constantForm(field.zero);
      return scaleInPlace(field, this.#taken(i, a), field.constant(makeRational(2n)));
    }
    // The smaller form is added into the larger one, so that a long sum built term by term costs linear time.
    if (this.form(a).terms.size >= this.form(b).terms.size) {
      return addInPlace(field, this.#taken(i, a), this.form(b), subtract);
    }
    const right = this.#taken(i, b);
    return addInPlace(field, subtract ? negateInPlace(field, right) : right, this.form(a), false);
  }

  #product(i: number, [a, b]: readonly [number, number]): MutableForm<W> {
    const [left, right] = [this.form(a), this.form(b)];
    if (isConstant(left)) return scaleInPlace(this.#field, this.#taken(i, b), left.bias);
    if (isConstant(right)) return scaleInPlace(this.#field, this.#taken(i, a), right.bias);
    this.gates[i] = true;
    if (a !== b) return this.#twoSquares(left, right);
    const square = this.#node('square', left);
    this.#observer?.product(left, right, [square]);
    return sourceForm(this.#field, square, this.#field.one);
  }

  #quotient(i: number, [a, b]: readonly [number, number]): MutableForm<W> {
    const field = this.#field;
    const [dividend, divisor] = [this.form(a), this.form(b)];
    if (isConstant(divisor)) {
      if (field.isZero(divisor.bias)) {
        throw new RangeError(`lower: expected non-zero divisors, got the constant zero in instruction ${String(i)}`);
      }
      return scaleInPlace(field, this.#taken(i, a), field.div(field.one, divisor.bias));
    }
    if (isConstant(dividend) && field.isZero(dividend.bias)) return constantForm(field.zero);
    this.gates[i] = true;
    const reciprocal = this.#reciprocal(b);
    if (isConstant(dividend)) return sourceForm(field, reciprocal, dividend.bias);
    return this.#twoSquares(dividend, sourceForm(field, reciprocal, field.one));
  }

  #reciprocal(value: number): number {
    const known = this.#reciprocals.get(value);
    if (known !== undefined) return known;
    const node = this.#node('reciprocal', this.form(value));
    this.#observer?.reciprocal(this.form(value), node);
    this.#reciprocals.set(value, node);
    return node;
  }

  /** ab = ((a+b)² − (a−b)²)/4; a square of a constant is no node. */
  #twoSquares(left: AffineForm<W>, right: AffineForm<W>): MutableForm<W> {
    const field = this.#field;
    const result = constantForm(field.zero);
    const nodes: number[] = [];
    for (const subtract of [false, true]) {
      const argument = addInPlace(field, copyForm(left), right, subtract);
      const weight = subtract ? field.neg(this.#quarter) : this.#quarter;
      if (isConstant(argument)) {
        const square = field.mul(argument.bias, argument.bias);
        result.bias = field.add(result.bias, field.mul(weight, square));
      } else {
        const node = this.#node('square', argument);
        nodes.push(node);
        result.terms.set(node, weight);
      }
    }
    this.#observer?.product(left, right, nodes);
    return result;
  }

  #node(kind: LoweredNode<W>['kind'], form: AffineForm<W>): number {
    this.#charge(form);
    return this.#circuit.inputs.length + this.nodes.push({ kind, form: packForm(form) }) - 1;
  }

  #charge({ terms }: AffineForm<W>): void {
    this.#weights += terms.size;
    if (this.#weights > MAX_WEIGHTS)
      throw new RangeError(`lower: expected at most ${String(MAX_WEIGHTS)} weights, got more`);
  }
}

/** The lowering without the nodes that no output reaches, which exist where a gate's value has cancelled. */
function withoutUnused<W>(lowering: Lowering<W>): Lowering<W> {
  const { inputs, nodes, outputs } = lowering;
  const used = new Uint8Array(nodes.length);
  const mark = ({ sources }: PackedForm<W>): void => {
    for (const source of sources) if (source >= inputs) used[source - inputs] = 1;
  };
  outputs.forEach(mark);
  for (let k = nodes.length - 1; k >= 0; k -= 1) {
    const node = nodes[k];
    if (used[k] === 1 && node !== undefined) mark(node.form);
  }
  if (!used.includes(0)) return lowering;
  const numbers = new Uint32Array(inputs + nodes.length);
  let next = 0;
  for (let source = 0; source < numbers.length; source += 1) {
    numbers[source] = next;
    if (source < inputs || used[source - inputs] === 1) next += 1;
  }
  const moved = (form: PackedForm<W>): PackedForm<W> => ({
    ...form,
    sources: form.sources.map((source) => numbers[source] ?? 0),
  });
  const kept = nodes.filter((_, k) => used[k] === 1);
  return {
    ...lowering,
    nodes: kept.map(({ kind, form }) => ({ kind, form: moved(form) })),
    outputs: outputs.map(moved),
  };
}

/**
 * Lowers a circuit: `ab = ((a+b)² − (a−b)²)/4` by two square nodes, `a²` by one, `a/b = a·(1/b)` with one reciprocal node
 * for all quotients by the same b; affine operations are absorbed by the weights.
 *
 * Instructions that no output needs, and nodes whose values cancel everywhere, are left out.
 *
 * @param field the weights
 * @param circuit a straight-line program
 * @param observer is told what each node stands for (with the numbers before unused nodes are removed)
 * @throws {RangeError} on a division by a value that is constantly zero, on references to later values, and where
 * more than 2^24 weights would be needed
 */
export function lowerOver<W>(field: WeightField<W>, circuit: Circuit, observer?: LoweringObserver<W>): Lowering<W> {
  const lowerer = new Lowerer(field, circuit, observer);
  circuit.instructions.forEach((instruction, i) => {
    lowerer.lower(i, instruction);
  });
  const outputs = circuit.outputs.map((value) => lowerer.form(value));
  observer?.outputs(outputs);
  return withoutUnused({
    inputs: circuit.inputs.length,
    nodes: lowerer.nodes,
    outputs: outputs.map(packForm),
    gates: lowerer.gates,
  });
}
