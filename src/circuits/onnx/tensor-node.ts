/**
 * Constants of ONNX models: exact numbers with a shape.
 */
import { fromDouble, type Rational } from '../../arithmetic/rational.ts';
import type { OnnxTensor } from './schema-node.ts';

/** A tensor of exact numbers, in row-major order. */
export interface Tensor {
  readonly dims: readonly number[];
  readonly values: readonly Rational[];
}

const FLOAT = 1;
const DOUBLE = 11;
const EXTERNAL = 1;

/** The doubles of a tensor's data, wherever the file has put them. */
function doublesOf({ dataType, rawData, floatData, doubleData }: OnnxTensor): readonly number[] {
  if (rawData === undefined || rawData.length === 0) return dataType === FLOAT ? floatData : doubleData;
  const view = new DataView(rawData.buffer, rawData.byteOffset, rawData.byteLength);
  const width = dataType === FLOAT ? 4 : 8;
  return Array.from({ length: Math.floor(rawData.length / width) }, (_, i) =>
    dataType === FLOAT ? view.getFloat32(i * width, true) : view.getFloat64(i * width, true),
  );
}

/**
 * The exact values of a tensor of floats or doubles.
 * @throws {RangeError} for other types of numbers, numbers that are not finite, data in other files, and data that do not fit the shape
 */
export function readTensor(tensor: OnnxTensor, name: string): Tensor {
  const place = `tensor ${JSON.stringify(name.slice(0, 60))}`;
  if (tensor.dataLocation === EXTERNAL) {
    throw new RangeError(`${place}: expected its numbers in the model's file, got a reference to another file`);
  }
  if (tensor.dataType !== FLOAT && tensor.dataType !== DOUBLE) {
    throw new RangeError(
      `${place}: expected numbers of type FLOAT (1) or DOUBLE (11), got type ${String(tensor.dataType ?? 0)}`,
    );
  }
  const numbers = doublesOf(tensor);
  const count = tensor.dims.reduce((product, dim) => product * dim, 1);
  if (numbers.length !== count) {
    throw new RangeError(`${place}: expected ${String(count)} numbers by its shape, got ${String(numbers.length)}`);
  }
  const bad = numbers.find((x) => !Number.isFinite(x));
  if (bad !== undefined) throw new RangeError(`${place}: expected finite numbers, got ${String(bad)}`);
  return { dims: tensor.dims, values: numbers.map(fromDouble) };
}
