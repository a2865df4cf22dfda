/** Networks as ONNX models, weights rounded to doubles. Needs Node.js. */
import type { RealField } from '../../arithmetic/number-systems.ts';
import { parseNumeral } from '../../arithmetic/numerals.ts';
import { makeRational, type Rational, rationalToNumber } from '../../arithmetic/rational.ts';
import type { Circuit } from '../../circuits/circuit.ts';
import { bindLayer, catalogActivations, type NamedActivations, shapeOf } from '../../circuits/dense.ts';
import { evaluate } from '../../circuits/evaluate.ts';
import type { DenseLayer, DenseNetwork } from '../../circuits/network-file.ts';
import { encodeOnnx } from '../../circuits/onnx/schema-node.ts';
import { type RecordedOperation, recorder } from '../../circuits/recorder.ts';

const DOUBLE = 11;
/** Attribute types of the format. */
const [FLOAT_ATTRIBUTE, INTEGER_ATTRIBUTE, STRING_ATTRIBUTE] = [1, 2, 3];

type Attribute = Readonly<Record<string, unknown>>;

/** Operators that are what the catalog means by a name. Parameters stand in the input of PRelu, which holds a double. */
const OPERATORS: Readonly<Record<string, readonly [opType: string, ...attributes: Attribute[]]>> = Object.freeze({
  relu: ['Relu'],
  tanh: ['Tanh'],
  sigmoid: ['Sigmoid'],
  softsign: ['Softsign'],
  'softplus:1': ['Softplus'],
  mish: ['Mish'],
  hardswish: ['HardSwish'],
  'elu:1': ['Elu', { name: 'alpha', f: 1, type: FLOAT_ATTRIBUTE }],
  'celu:1': ['Celu', { name: 'alpha', f: 1, type: FLOAT_ATTRIBUTE }],
  'gelu-erf': ['Gelu'],
  'gelu-tanh': ['Gelu', { name: 'approximate', s: Buffer.from('tanh'), type: STRING_ATTRIBUTE }],
});

/** ONNX writes the same names with a capital. */
const opTypeOf = (operation: RecordedOperation): string => `${operation.charAt(0).toUpperCase()}${operation.slice(1)}`;

/** A graph under construction: values are tensors of the shape [batch, n]. */
class Graph {
  readonly node: unknown[] = [];
  readonly initializer: unknown[] = [];
  readonly #constants = new Map<string, string>();

  /** A tensor of constants. */
  tensor(dims: readonly number[], values: readonly Rational[]): string {
    const data = new DataView(new ArrayBuffer(8 * values.length));
    values.forEach((value, i) => {
      const x = rationalToNumber(value);
      if (!Number.isFinite(x)) throw new RangeError('export: a weight is beyond the range of doubles');
      if (x === 0 && value.numerator !== 0n) throw new RangeError('export: a weight is too small for doubles');
      data.setFloat64(8 * i, x, true);
    });
    const rawData = new Uint8Array(data.buffer);
    const key = `${dims.join('x')} ${Buffer.from(rawData).toString('base64')}`;
    let name = this.#constants.get(key);
    if (name === undefined) {
      name = `c${String(this.initializer.length)}`;
      this.initializer.push({ name, dims, dataType: DOUBLE, rawData });
      this.#constants.set(key, name);
    }
    return name;
  }

  apply(opType: string, input: readonly string[], attribute: readonly Attribute[] = []): string {
    const name = `v${String(this.node.length)}`;
    this.node.push({ opType, name, input, output: [name], attribute });
    return name;
  }
}

/** The fraction of the double nearest to π: what ONNX computes with has no more digits. */
const PI = makeRational(884279719003555n, 281474976710656n);

/** Elementwise arithmetic on a graph; constants are scalars. */
function elementwise(graph: Graph): RealField<string> {
  return recorder({
    name: 'ONNX',
    constant: (value) => graph.tensor([], [value]),
    apply: (operation, operands) => graph.apply(opTypeOf(operation), operands),
    pi: graph.tensor([], [PI]),
  });
}

function layerOf(graph: Graph, { weights, bias, activation }: DenseLayer, x: string): string {
  const [rows, columns] = [weights.length, weights[0]?.length ?? 0];
  const operands = [x, graph.tensor([rows, columns], weights.flat()), graph.tensor([rows], bias)];
  const sum = graph.apply('Gemm', operands, [{ name: 'transB', i: 1, type: INTEGER_ATTRIBUTE }]);
  if (activation === 'identity') return sum;
  const F = elementwise(graph);
  const named: NamedActivations<string> = (called, value) => activate(graph, called, value);
  const one = makeRational(1n);
  // A layer of one neuron applies the activation alone, elementwise.
  const single = { weights: [[one]], bias: [makeRational(0n)], activation };
  return bindLayer(F, single, named)([sum])[0] as string;
}

/** Slopes of the activations that PRelu computes. */
const SLOPE = /^(?:leaky-relu|prelu):(.+)$/;

function activate(graph: Graph, name: string, x: string): string {
  const known = Object.hasOwn(OPERATORS, name) ? OPERATORS[name] : undefined;
  if (known !== undefined) {
    const [opType, ...attributes] = known;
    return graph.apply(opType, [x], attributes);
  }
  if (name === 'silu') return graph.apply('Mul', [x, graph.apply('Sigmoid', [x])]);
  const slope = SLOPE.exec(name)?.[1];
  if (slope !== undefined) return graph.apply('PRelu', [x, graph.tensor([1], [parseNumeral(slope)])]);
  return catalogActivations(elementwise(graph))(name, x);
}

function circuitOutput(graph: Graph, circuit: Circuit): string {
  const width = circuit.inputs.length;
  const columns = circuit.inputs.map((_, i) => {
    if (width === 1) return 'x';
    const unit = Array.from({ length: width }, (_entry, j) => makeRational(j === i ? 1n : 0n));
    return graph.apply('MatMul', ['x', graph.tensor([width, 1], unit)]);
  });
  const outputs = evaluate(elementwise(graph), circuit, columns);
  return graph.apply('Concat', outputs, [{ name: 'axis', i: 1, type: INTEGER_ATTRIBUTE }]);
}

const valueInfo = (name: string, width: number): unknown => ({
  name,
  type: { tensorType: { elemType: DOUBLE, shape: { dim: [{ dimParam: 'batch' }, { dimValue: width }] } } },
});

/**
 * A network as an ONNX model with input `x` of the shape [batch, inputs], in doubles.
 *
 * Dense networks become Gemm and activation operators, circuits elementwise operators. Weights are rounded to doubles, and so is every
 * operation: nothing is proven of it.
 * @throws {RangeError} for weights beyond doubles
 */
export async function writeOnnx(network: Circuit | DenseNetwork): Promise<Uint8Array> {
  const graph = new Graph();
  const isDense = 'layers' in network;
  const [inputs, outputs] = isDense ? shapeOf(network) : [network.inputs.length, network.outputs.length];
  const y = isDense
    ? network.layers.reduce((x, layer) => layerOf(graph, layer, x), 'x')
    : circuitOutput(graph, network);
  return encodeOnnx({
    name: 'network',
    node: graph.node,
    initializer: graph.initializer,
    input: [valueInfo('x', inputs)],
    output: [valueInfo(y, outputs)],
  });
}
