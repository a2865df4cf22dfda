/**
 * The part of the ONNX format that dense networks use.
 *
 * Field numbers are those of onnx.proto (https://github.com/onnx/onnx), whose other fields are skipped by readers.
 */
import type { Type } from 'protobufjs';

const SCHEMA = `
  syntax = "proto3";
  message ModelProto { int64 ir_version = 1; GraphProto graph = 7; repeated OperatorSetIdProto opset_import = 8; }
  message OperatorSetIdProto { string domain = 1; int64 version = 2; }
  message GraphProto {
    repeated NodeProto node = 1; string name = 2; repeated TensorProto initializer = 5;
    repeated ValueInfoProto input = 11; repeated ValueInfoProto output = 12;
  }
  message NodeProto {
    repeated string input = 1; repeated string output = 2; string name = 3; string op_type = 4;
    repeated AttributeProto attribute = 5; string domain = 7;
  }
  message AttributeProto {
    string name = 1; optional float f = 2; optional int64 i = 3; optional bytes s = 4; optional TensorProto t = 5;
    repeated float floats = 7; repeated int64 ints = 8;
  }
  message TensorProto {
    repeated int64 dims = 1; int32 data_type = 2; repeated float float_data = 4; string name = 8; bytes raw_data = 9;
    repeated double double_data = 10; int32 data_location = 14;
  }
  message ValueInfoProto { string name = 1; TypeProto type = 2; }
  message TypeProto { Tensor tensor_type = 1; message Tensor { int32 elem_type = 1; TensorShapeProto shape = 2; } }
  message TensorShapeProto {
    repeated Dimension dim = 1;
    message Dimension { oneof value { int64 dim_value = 1; string dim_param = 2; } }
  }`;

/** A tensor of constants. */
export interface OnnxTensor {
  readonly name?: string;
  readonly dims: readonly number[];
  readonly dataType?: number;
  readonly floatData: readonly number[];
  readonly doubleData: readonly number[];
  readonly rawData?: Uint8Array;
  /** 1 where the data lie in another file. */
  readonly dataLocation?: number;
}

/** An attribute of a node, of the kinds that dense networks use. */
export interface OnnxAttribute {
  readonly name: string;
  readonly f?: number;
  readonly i?: number;
  readonly s?: Uint8Array;
  readonly t?: OnnxTensor;
}

/** An operator with its operands. */
export interface OnnxNode {
  readonly name?: string;
  readonly opType?: string;
  /** The operator set; absent or empty for the standard one. */
  readonly domain?: string;
  readonly input: readonly string[];
  readonly output: readonly string[];
  readonly attribute: readonly OnnxAttribute[];
}

/** An input or an output of a graph. */
export interface OnnxValueInfo {
  readonly name: string;
  readonly type?: {
    readonly tensorType?: { readonly shape?: { readonly dim: readonly { readonly dimValue?: number }[] } };
  };
}

/** A graph of operators. */
export interface OnnxGraph {
  readonly node: readonly OnnxNode[];
  readonly initializer: readonly OnnxTensor[];
  readonly input: readonly OnnxValueInfo[];
  readonly output: readonly OnnxValueInfo[];
}

let model: Type | undefined;

/** The schema, parsed once; the library is loaded when the first model is read. */
async function modelType(): Promise<Type> {
  if (model === undefined) {
    const { default: protobuf } = await import('protobufjs');
    model = protobuf.parse(SCHEMA, { keepCase: false }).root.lookupType('ModelProto');
  }
  return model;
}

/**
 * The graph in the bytes of an ONNX model.
 * @param bytes - The file.
 * @returns Its graph; what is missing in the file is an empty list or absent.
 * @throws {RangeError} where the bytes end early, are no protocol buffer, or hold no graph.
 */
export async function decodeOnnx(bytes: Uint8Array): Promise<OnnxGraph> {
  const type = await modelType();
  let decoded: { readonly graph?: OnnxGraph; readonly opsetImport?: readonly unknown[] };
  try {
    decoded = type.toObject(type.decode(bytes), { longs: Number, arrays: true, defaults: false });
  } catch (error) {
    throw new RangeError('expected an ONNX model, got a damaged or truncated file', { cause: error });
  }
  if (decoded.graph === undefined) throw new RangeError('expected an ONNX model with a graph, got none');
  // Written after the graph: a file that ends before has lost something.
  if ((decoded.opsetImport ?? []).length === 0)
    throw new RangeError('expected an ONNX model with its operator set, got none');
  return decoded.graph;
}

/**
 * The bytes of an ONNX model with a graph: what {@link decodeOnnx} reads.
 * @param graph - Operators, constants, inputs and outputs.
 */
export async function encodeOnnx(graph: unknown): Promise<Uint8Array> {
  const type = await modelType();
  const operators = { domain: '', version: 20 };
  return type.encode(type.fromObject({ irVersion: 9, opsetImport: [operators], graph })).finish();
}
