/**
 * Dense networks from ONNX models. Needs Node.js.
 */
import type { DenseNetwork } from '../network-file.ts';
import { operate, type Value } from './operators-node.ts';
import { decodeOnnx, type OnnxGraph, type OnnxNode, type OnnxValueInfo } from './schema-node.ts';
import { inputSignal, layersOf } from './signal-node.ts';
import { readTensor } from './tensor-node.ts';

/** The width of the input: the last dimension of [n] or [batch, n]. */
function widthOf({ name, type }: OnnxValueInfo): number {
  const dims = type?.tensorType?.shape?.dim ?? [];
  const width = dims.at(-1)?.dimValue ?? 0;
  if (dims.length < 1 || dims.length > 2 || !(width > 0)) {
    const shape = dims.map(({ dimValue }) => (dimValue === undefined ? '?' : String(dimValue))).join(', ');
    throw new RangeError(
      `input ${JSON.stringify(name.slice(0, 60))}: expected the shape [batch, n] with a fixed n, got [${shape}]`,
    );
  }
  return width;
}

/** The one entry of a list. */
function only<T>(list: readonly T[], what: string): T {
  const [first] = list;
  if (first === undefined || list.length !== 1) {
    throw new RangeError(`expected one ${what}, got ${String(list.length)}`);
  }
  return first;
}

function nameOf({ name = '', opType = '' }: OnnxNode, index: number): string {
  const called = name === '' ? `node ${String(index)}` : `node ${JSON.stringify(name.slice(0, 60))}`;
  return `${called} (${opType.slice(0, 40)})`;
}

function networkOf(graph: OnnxGraph): DenseNetwork {
  const constants = new Set(graph.initializer.map(({ name = '' }) => name));
  const input = only(
    graph.input.filter(({ name }) => !constants.has(name)),
    'input',
  );
  const output = only(graph.output, 'output');
  const values = new Map<string, Value>([[input.name, { signal: inputSignal(widthOf(input)) }]]);
  for (const tensor of graph.initializer) {
    const { name = '' } = tensor;
    // Shapes of reshapings and the like are integers: no weights, refused where they are used.
    if (tensor.dataType === 1 || tensor.dataType === 11) values.set(name, { tensor: readTensor(tensor, name) });
  }
  for (const [i, node] of graph.node.entries()) {
    try {
      const operands = node.input.map((name) => {
        if (name === '') return undefined;
        const value = values.get(name);
        if (value === undefined)
          throw new RangeError(`expected ${JSON.stringify(name.slice(0, 60))} to be known before`);
        return value;
      });
      values.set(node.output[0] ?? '', operate({ node, operands }));
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw new RangeError(`${nameOf(node, i)}: ${error.message}`, { cause: error });
    }
  }
  const result = values.get(output.name);
  if (result === undefined || !('signal' in result)) {
    throw new RangeError(`expected the output ${JSON.stringify(output.name.slice(0, 60))} to depend on the input`);
  }
  return { layers: layersOf(result.signal) };
}

/**
 * The dense network of an ONNX model: a chain of Gemm, MatMul, Add and other affine operators with constants, and activations.
 *
 * Weights are the exact values of the file's floats and doubles; affine operators that follow each other are multiplied out
 * exactly. Inputs have the shape [n] or [batch, n].
 * @param bytes - The file.
 * @param name - What errors call it.
 * @returns The network, with activations of the catalog.
 * @throws {RangeError} with one line: damaged files, several inputs or outputs, unknown or branching operators, weights that are not
 *   finite, or in other files.
 */
export async function readOnnx(bytes: Uint8Array, name: string): Promise<DenseNetwork> {
  try {
    return networkOf(await decodeOnnx(bytes));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new RangeError(`${name}: ${error.message}`, { cause: error });
  }
}
