/**
 * A layered layout of a circuit's network: edges join consecutive layers only, and identity nodes carry *values* of the
 * circuit (affine combinations of nodes) over the layers in between.
 *
 * Carrying values instead of single nodes is what keeps long sums cheap: the arithmetic mean of an AGM level refers to every
 * node before it, but it is one value.
 */
import type { Circuit } from './circuit.ts';

/** Nodes and parameters of a layered layout, identity nodes included. */
export interface LayeredSize {
  readonly nodes: number;
  readonly parameters: number;
}

/** Something that a node of the next layer can read: an input, a node, or an identity node that carries a value. */
type Source = symbol;

/** A value of the circuit in the layout. */
interface Value {
  /** The layer where it is first there; −1 for constants, which are everywhere. */
  readonly layer: number;
  /** What it combines in its own layer. */
  readonly sources: ReadonlySet<Source>;
  readonly hasBias: boolean;
  /** The identity nodes that carry it to later layers, as one source per layer. */
  readonly carrier: Source;
  /** The last layer in which it is needed. */
  reach: number;
}

/** What a node or an affine combination reads. */
type Reading = Pick<Value, 'sources' | 'hasBias'>;

const makeValue = (layer: number, sources: Iterable<Source>, hasBias = false): Value => ({
  layer,
  sources: new Set(sources),
  hasBias,
  carrier: Symbol('carrier'),
  reach: layer,
});

const constantValue = (): Value => makeValue(-1, [], true);
const isConstant = (value: Value): boolean => value.layer < 0;
const lastLayer = (values: readonly Value[]): number => values.reduce((most, { layer }) => Math.max(most, layer), 0);

/** The state of one layout. */
class Layout {
  readonly values: Value[];
  /** Reciprocals, which all quotients by the same value share. */
  readonly #reciprocals = new Map<Value, Value>();
  #nodes = 0;
  #parameters = 0;

  constructor(inputs: number) {
    this.values = Array.from({ length: inputs }, () => makeValue(0, [Symbol('input')]));
  }

  /** Values as they are read in a layer: a value by its sources in its own layer, by its carrier in a later one. */
  #read(values: readonly Value[], layer: number): Reading {
    const sources = new Set<Source>();
    for (const value of values) {
      if (isConstant(value)) continue;
      value.reach = Math.max(value.reach, layer);
      if (value.layer === layer) for (const source of value.sources) sources.add(source);
      else sources.add(value.carrier);
    }
    return { sources, hasBias: values.some((value) => value.hasBias && (isConstant(value) || value.layer === layer)) };
  }

  /** Counts what reads `reading`: its weights and its bias. */
  #count({ sources, hasBias }: Reading): void {
    this.#parameters += sources.size + (hasBias ? 1 : 0);
  }

  affine(operands: readonly Value[]): Value {
    const layer = lastLayer(operands);
    if (operands.every(isConstant)) return constantValue();
    const { sources, hasBias } = this.#read(operands, layer);
    return makeValue(layer, sources, hasBias);
  }

  /** A node in the layer after `layer`. */
  #node(operands: readonly Value[], layer: number): Source {
    this.#count(this.#read(operands, layer));
    this.#nodes += 1;
    this.#parameters += 1;
    return Symbol('node');
  }

  /** (a+b)² and (a−b)², or a². */
  product(a: Value, b: Value): Value {
    const layer = lastLayer([a, b]);
    const nodes = a === b ? [this.#node([a], layer)] : [this.#node([a, b], layer), this.#node([a, b], layer)];
    return makeValue(layer + 1, nodes);
  }

  quotient(a: Value, b: Value): Value {
    let reciprocal = this.#reciprocals.get(b);
    if (reciprocal === undefined) {
      reciprocal = makeValue(b.layer + 1, [this.#node([b], b.layer)]);
      this.#reciprocals.set(b, reciprocal);
    }
    return isConstant(a) ? this.affine([reciprocal]) : this.product(a, reciprocal);
  }

  /** Reads the outputs in the layer after the last and adds the identity nodes. */
  finish(outputs: readonly Value[]): LayeredSize {
    const all = [...this.values, ...this.#reciprocals.values()];
    const depth = lastLayer(all);
    for (const output of outputs) this.#count(this.#read([output], depth));
    for (const value of all) {
      const carriers = isConstant(value) ? 0 : value.reach - value.layer;
      if (carriers === 0) continue;
      // The first identity node reads the value's own sources, each later one the one before it.
      this.#count(value);
      this.#nodes += carriers;
      this.#parameters += 2 * carriers - 1;
    }
    return { nodes: this.#nodes, parameters: this.#parameters };
  }
}

/**
 * Size of the layered layout in which identity nodes carry circuit values.
 *
 * Weights that cancel to zero are not looked for here: `parameters` is what the layout needs at most.
 * @param circuit a straight-line program
 * @param gates for every instruction, whether it is a gate
 * @param lastUses for every value the last instruction that reads it; −1 where no output needs it
 */
export function layeredSize(circuit: Circuit, gates: readonly boolean[], lastUses: ArrayLike<number>): LayeredSize {
  const layout = new Layout(circuit.inputs.length);
  const { values } = layout;
  const value = (index: number): Value => values[index] ?? constantValue();
  circuit.instructions.forEach((instruction, i) => {
    if (instruction.op === 'const' || lastUses[values.length] === -1) values.push(constantValue());
    else if (gates[i] !== true) values.push(layout.affine(instruction.args.map(value)));
    else {
      const [a, b] = instruction.args.map(value);
      if (a === undefined || b === undefined) throw new RangeError('layeredSize: expected gates of two operands');
      values.push(instruction.op === 'mul' ? layout.product(a, b) : layout.quotient(a, b));
    }
  });
  return layout.finish(circuit.outputs.map(value));
}
