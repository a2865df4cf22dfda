/** NETWORK arguments: a file of either format, or an inline rational expression. */
import { existsSync, statSync } from 'node:fs';
import { type Circuit, circuitFromExpression, parseCircuit, parseNetwork } from '../circuits/index.ts';
import { circuitOfNetwork } from '../circuits/dense.ts';
import { readTextFile } from '../circuits/file-node.ts';
import { isCatalogName } from '../functions/catalog.ts';
import { badRequest } from './failure.ts';

/** Whether an argument is meant as a path, although there is no such file. */
const looksLikePath = (text: string): boolean => /\.json$/i.test(text) || /^(\.{0,2}\/|~)/.test(text);

/** The circuit of a file's text, whichever of the two formats it has. */
function readCircuit(text: string, name: string): Circuit {
  // The format is looked for, not parsed, so that each reader reports the faults of its own format.
  if (!/"format"\s*:\s*"loglog-network"/.test(text.slice(0, 4096))) return parseCircuit(text, { name });
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
    return readCircuit(await readTextFile(argument, { maxBytes }), argument);
  }
  if (looksLikePath(argument)) throw badRequest(`${argument}: no such file`);
  return circuitFromExpression(argument);
}
