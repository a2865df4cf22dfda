/** NETWORK arguments: a file of a circuit, a dense network or an ONNX model, or an inline rational expression. */
import { existsSync, statSync } from 'node:fs';
import {
  type Circuit,
  circuitFromExpression,
  type DenseNetwork,
  parseCircuit,
  parseNetwork,
} from '../circuits/index.ts';
import { circuitOfNetwork } from '../circuits/dense.ts';
import { readFileBytes, readTextFile } from '../circuits/file-node.ts';
import { networkTarget } from '../circuits/network-target.ts';
import { isCatalogName } from '../functions/catalog.ts';
import { resolveTarget } from '../functions/expression.ts';
import type { Target } from '../functions/target.ts';
import { badRequest } from './failure.ts';

/** Whether an argument is meant as a path, although there is no such file. */
const looksLikePath = (text: string): boolean => /\.(json|onnx)$/i.test(text) || /^(\.{0,2}\/|~)/.test(text);

/** Whether a text has the format of dense networks; it is looked for, not parsed, so that each reader reports its own faults. */
const isNetworkText = (text: string): boolean => /"format"\s*:\s*"loglog-network"/.test(text.slice(0, 4096));

const isOnnx = (path: string): boolean => /\.onnx$/i.test(path);

async function readOnnxFile(path: string, maxBytes: number): Promise<DenseNetwork> {
  const { readOnnx } = await import('../circuits/onnx/read-node.ts');
  return readOnnx(await readFileBytes(path, { maxBytes }), path);
}

/** The circuit of a file's text, whichever of the two formats it has. */
function readCircuit(text: string, name: string): Circuit {
  if (!isNetworkText(text)) return parseCircuit(text, { name });
  return circuitOfNetwork(parseNetwork(text, { name, isActivation: isCatalogName }), name);
}

/**
 * The circuit that a NETWORK argument means.
 * @param argument a path, or an expression in x
 * @param maxBytes size limit of a file
 */
export async function readNetworkArgument(argument: string, maxBytes: number): Promise<Circuit> {
  if (existsSync(argument)) {
    if (statSync(argument).isDirectory()) throw badRequest(`${argument}: expected a file, got a directory`);
    if (isOnnx(argument)) return circuitOfNetwork(await readOnnxFile(argument, maxBytes), argument);
    return readCircuit(await readTextFile(argument, { maxBytes }), argument);
  }
  if (looksLikePath(argument)) throw badRequest(`${argument}: no such file`);
  return circuitFromExpression(argument);
}

/** The dense network in a file of either format, if it is one. */
async function readLayers(path: string, maxBytes: number): Promise<DenseNetwork | undefined> {
  if (isOnnx(path)) return readOnnxFile(path, maxBytes);
  const text = await readTextFile(path, { maxBytes });
  return isNetworkText(text) ? parseNetwork(text, { name: path, isActivation: isCatalogName }) : undefined;
}

/**
 * The dense network that a NETWORK argument means, if it is a file of one with activations that have a name: no circuit
 * computes it.
 * @param argument a path, or an expression in x
 * @param maxBytes size limit of a file
 * @returns undefined for everything else, which {@link readNetworkArgument} reads or refuses
 */
export async function readDenseNetwork(argument: string, maxBytes: number): Promise<DenseNetwork | undefined> {
  if (!existsSync(argument) || statSync(argument).isDirectory()) return undefined;
  const network = await readLayers(argument, maxBytes);
  return network?.layers.some(({ activation }) => typeof activation === 'string' && activation !== 'identity')
    ? network
    : undefined;
}

/** Whether a network has no activation but ReLU: piecewise linear, and exact in its pieces. */
export function isPiecewiseLinear({ layers }: DenseNetwork): boolean {
  return layers.every(({ activation }) => activation === 'relu' || activation === 'identity');
}

/**
 * The target that a TARGET argument means: a name of the catalog, an expression in x, or a file of a dense network.
 * @param argument a name, an expression or a path
 * @param maxBytes size limit of a file
 * @returns the target, and what to call it in an answer
 */
export async function readTargetArgument(
  argument: string,
  maxBytes: number,
): Promise<{ readonly target: Target; readonly name: string }> {
  if (isCatalogName(argument) || !looksLikePath(argument)) {
    const target = resolveTarget(argument);
    return { target, name: target.name };
  }
  if (!existsSync(argument)) throw badRequest(`${argument}: no such file`);
  const network = await readLayers(argument, maxBytes);
  if (network === undefined) throw badRequest(`${argument}: expected a file of a dense network as target`);
  try {
    return { target: networkTarget(network), name: argument };
  } catch (error) {
    if (error instanceof RangeError) throw badRequest(`${argument}: ${error.message}`, error);
    throw error;
  }
}
