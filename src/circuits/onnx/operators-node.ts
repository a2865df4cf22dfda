/**
 * The operators of ONNX that make dense networks, each as what it does to a signal.
 *
 * Semantics: https://onnx.ai/onnx/operators. Default attributes are single-precision numbers there, and so they are here.
 */
import { formatExact } from '../../arithmetic/numerals.ts';
import { fromDouble, makeRational, type Rational, rationals as Q } from '../../arithmetic/rational.ts';
import type { OnnxNode } from './schema-node.ts';
import { activated, affine, clipped, scaleAndShift, type Signal, transform } from './signal-node.ts';
import { readTensor, type Tensor } from './tensor-node.ts';

/** A value of the graph: a vector that depends on the input, or constants. */
export type Value = { readonly signal: Signal; readonly sigmoidOf?: Signal } | { readonly tensor: Tensor };

/** A node with its operands; absent optional ones are undefined. */
export interface Operation {
  readonly node: OnnxNode;
  readonly operands: readonly (Value | undefined)[];
}

const attribute = ({ node }: Operation, name: string): OnnxNode['attribute'][number] | undefined =>
  node.attribute.find((entry) => entry.name === name);

/** A number of an attribute: single precision, given or by default. */
const numberOf = (operation: Operation, name: string, byDefault: number): Rational =>
  fromDouble(Math.fround(attribute(operation, name)?.f ?? byDefault));

const flagOf = (operation: Operation, name: string, byDefault = 0): number =>
  attribute(operation, name)?.i ?? byDefault;

function signalAt({ operands }: Operation, i: number): Signal {
  const value = operands[i];
  if (value !== undefined && 'signal' in value) return value.signal;
  throw new RangeError(`expected operand ${String(i + 1)} to depend on the input`);
}

function tensorAt({ operands }: Operation, i: number): Tensor {
  const value = operands[i];
  if (value !== undefined && 'tensor' in value) return value.tensor;
  throw new RangeError(`expected operand ${String(i + 1)} to be constant`);
}

const optionalTensor = (operation: Operation, i: number): Tensor | undefined =>
  operation.operands[i] === undefined ? undefined : tensorAt(operation, i);

/** A matrix with a row for each output. */
function matrixOf({ dims, values }: Tensor, inputs: number, isTransposed: boolean): readonly (readonly Rational[])[] {
  const [first, second] = dims;
  if (dims.length !== 2 || first === undefined || second === undefined) {
    throw new RangeError(`expected a matrix of weights, got a tensor of ${String(dims.length)} dimensions`);
  }
  const [rows, columns] = isTransposed ? [second, first] : [first, second];
  if (rows !== inputs) throw new RangeError(`expected weights for ${String(inputs)} inputs, got ${String(rows)}`);
  return Array.from({ length: columns }, (_, o) =>
    Array.from({ length: rows }, (_unused, i) => values[isTransposed ? o * second + i : i * second + o] ?? Q.zero),
  );
}

/** A vector of n entries from a tensor that broadcasts to one row. */
function vectorOf({ dims, values }: Tensor, n: number): readonly Rational[] {
  const isRow = dims.slice(0, -1).every((dim) => dim === 1);
  if (values.length === 1) return Array.from({ length: n }, () => values[0] ?? Q.zero);
  if (isRow && values.length === n) return values;
  throw new RangeError(`expected a constant of ${String(n)} entries or one, got the shape [${dims.join(', ')}]`);
}

function scalarAt(operation: Operation, i: number): Rational | undefined {
  const tensor = optionalTensor(operation, i);
  if (tensor === undefined) return undefined;
  if (tensor.values.length !== 1) throw new RangeError(`expected operand ${String(i + 1)} to be one number`);
  return tensor.values[0];
}

function gemm(operation: Operation): Signal {
  if (flagOf(operation, 'transA') !== 0) throw new RangeError('expected transA = 0');
  const x = signalAt(operation, 0);
  const matrix = matrixOf(tensorAt(operation, 1), x.bias.length, flagOf(operation, 'transB') !== 0);
  const product = affine(transform(x, matrix), numberOf(operation, 'alpha', 1));
  const c = optionalTensor(operation, 2);
  if (c === undefined) return product;
  const beta = numberOf(operation, 'beta', 1);
  const shift = vectorOf(c, matrix.length).map((value) => Q.mul(beta, value));
  return scaleAndShift(
    product,
    shift.map(() => Q.one),
    shift,
  );
}

/** x·sigmoid(x), which exporters write as two nodes. */
function silu({ operands: [left, right] }: Operation): Signal | undefined {
  for (const [x, y] of [
    [left, right],
    [right, left],
  ]) {
    if (x === undefined || y === undefined || !('signal' in x) || !('signal' in y)) continue;
    if (y.sigmoidOf !== undefined && y.sigmoidOf === x.signal) return activated(x.signal, 'silu');
  }
  return undefined;
}

/** Sums, differences, products and quotients of the signal and a constant. */
function arithmetic(operation: Operation): Signal {
  const { opType } = operation.node;
  const product = opType === 'Mul' ? silu(operation) : undefined;
  if (product !== undefined) return product;
  const { operands } = operation;
  const at = operands.findIndex((value) => value !== undefined && 'signal' in value);
  if (operands.filter((value) => value !== undefined && 'signal' in value).length !== 1) {
    throw new RangeError(
      'expected one operand that depends on the input and one constant: branches are no dense layers',
    );
  }
  const x = signalAt(operation, at);
  const n = x.bias.length;
  const c = vectorOf(tensorAt(operation, 1 - at), n);
  const [ones, none] = [c.map(() => Q.one), c.map(() => Q.zero)];
  if (opType === 'Add') return scaleAndShift(x, ones, c);
  if (opType === 'Mul') return scaleAndShift(x, c, none);
  if (opType === 'Sub' && at === 0) return scaleAndShift(x, ones, c.map((value) => Q.neg(value))); // prettier-ignore
  if (opType === 'Sub') return scaleAndShift(x, ones.map((one) => Q.neg(one)), c); // prettier-ignore
  if (at !== 0 || c.some(({ numerator }) => numerator === 0n)) {
    throw new RangeError('expected a division by constants other than 0');
  }
  return scaleAndShift(x, c.map((value) => Q.div(Q.one, value)), none); // prettier-ignore
}

/** clamp(αx + β, 0, 1), where the catalog's hardsigmoid is clamp(x/6 + 1/2, 0, 1). */
function hardSigmoid(operation: Operation): Signal {
  const six = makeRational(6n);
  const [alpha, beta] = [numberOf(operation, 'alpha', 0.2), numberOf(operation, 'beta', 0.5)];
  const offset = Q.sub(Q.mul(six, beta), makeRational(3n));
  return activated(affine(signalAt(operation, 0), Q.mul(six, alpha), offset), 'hardsigmoid');
}

/** γ·(max(x, 0) + α(exp(min(x, 0)) − 1)): the catalog's selu has more digits of γ and α than the operator. */
function selu(operation: Operation): Signal {
  const [alpha, gamma] = [
    numberOf(operation, 'alpha', 1.6732631921768188),
    numberOf(operation, 'gamma', 1.0507010221481323),
  ];
  return affine(activated(signalAt(operation, 0), `elu:${formatExact(alpha)}`), gamma);
}

function gelu(operation: Operation): Signal {
  const text = new TextDecoder().decode(attribute(operation, 'approximate')?.s ?? new TextEncoder().encode('none'));
  if (text !== 'none' && text !== 'tanh') throw new RangeError('expected approximate = none or tanh');
  return activated(signalAt(operation, 0), text === 'tanh' ? 'gelu-tanh' : 'gelu-erf');
}

const plain =
  (name: string) =>
  (operation: Operation): Signal =>
    activated(signalAt(operation, 0), name);

const withAlpha =
  (name: string, byDefault: number) =>
  (operation: Operation): Signal =>
    activated(signalAt(operation, 0), `${name}:${formatExact(numberOf(operation, 'alpha', byDefault))}`);

function prelu(operation: Operation): Signal {
  const slope = scalarAt(operation, 1);
  if (slope === undefined) throw new RangeError('expected a slope');
  return activated(signalAt(operation, 0), `prelu:${formatExact(slope)}`);
}

/** Softmax and others are no activations of single neurons; they are not in the list. */
const OPERATORS: Readonly<Record<string, (operation: Operation) => Signal>> = Object.freeze({
  Gemm: gemm,
  MatMul: (operation) => {
    const x = signalAt(operation, 0);
    return transform(x, matrixOf(tensorAt(operation, 1), x.bias.length, false));
  },
  Add: arithmetic,
  Sub: arithmetic,
  Mul: arithmetic,
  Div: arithmetic,
  Identity: (operation) => signalAt(operation, 0),
  Dropout: (operation) => signalAt(operation, 0),
  Flatten: (operation) => {
    if (flagOf(operation, 'axis', 1) !== 1) throw new RangeError('expected axis = 1');
    return signalAt(operation, 0);
  },
  Neg: (operation) => affine(signalAt(operation, 0), Q.neg(Q.one)),
  Clip: (operation) => clipped(signalAt(operation, 0), scalarAt(operation, 1), scalarAt(operation, 2)),
  Relu: plain('relu'),
  LeakyRelu: withAlpha('leaky-relu', 0.01),
  PRelu: prelu,
  Elu: withAlpha('elu', 1),
  Celu: withAlpha('celu', 1),
  Selu: selu,
  Sigmoid: plain('sigmoid'),
  HardSigmoid: hardSigmoid,
  HardSwish: plain('hardswish'),
  Tanh: plain('tanh'),
  Softsign: plain('softsign'),
  Softplus: plain('softplus'),
  Mish: plain('mish'),
  Gelu: gelu,
});

/**
 * The value that a node computes.
 * @throws {RangeError} for an operator that is not in the list, and for operands that are not those of dense layers
 */
export function operate(operation: Operation): Value {
  const { opType = '', domain = '' } = operation.node;
  if (opType === 'Constant') {
    const tensor = attribute(operation, 'value')?.t;
    if (tensor === undefined) throw new RangeError('expected a tensor as value');
    return { tensor: readTensor(tensor, tensor.name ?? '') };
  }
  const operator = domain === '' && Object.hasOwn(OPERATORS, opType) ? OPERATORS[opType] : undefined;
  if (operator === undefined) {
    throw new RangeError(`unsupported operator; expected one of ${Object.keys(OPERATORS).join(', ')}`);
  }
  const signal = operator(operation);
  const [x] = operation.operands;
  return opType === 'Sigmoid' && x !== undefined && 'signal' in x ? { signal, sigmoidOf: x.signal } : { signal };
}
