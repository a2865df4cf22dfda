/** `loglog eval`. */
import { existsSync } from 'node:fs';
import type { Rational } from '../../arithmetic/rational.ts';
import { bind, catalogActivations, compile, evaluateDense, shapeOf } from '../../circuits/index.ts';
import { evaluateToDigits, isCatalogName, type RealFunction, resolveTarget } from '../../functions/index.ts';
import { badRequest } from '../failure.ts';
import { readNetworkArgument, readDenseNetwork } from '../network-argument.ts';
import { answer, type CommonOptions } from '../output.ts';

/** Options of the command. */
export interface EvalOptions extends CommonOptions {
  readonly at: readonly { readonly text: string; readonly value: Rational }[];
  readonly digits: number;
  readonly maxSize: number;
}

/** The function that WHAT names: a network file, a target of the catalog, or an expression. */
async function functionOf(what: string, maxBytes: number): Promise<RealFunction> {
  // A file or directory that happens to be called `log` hides no target of that name.
  if (isCatalogName(what) || (!existsSync(what) && !/\.json$/i.test(what))) return resolveTarget(what).evaluate;
  const dense = await readDenseNetwork(what, maxBytes);
  if (dense !== undefined) {
    requireOne(what, ...shapeOf(dense));
    return (F, x) => firstOf(evaluateDense(F, dense, [x], catalogActivations(F)));
  }
  const circuit = await readNetworkArgument(what, maxBytes);
  requireOne(what, circuit.inputs.length, circuit.outputs.length);
  const plan = compile(circuit);
  return (F, x) => firstOf(bind(F, plan)([x]));
}

function requireOne(what: string, inputs: number, outputs: number): void {
  if (inputs === 1 && outputs === 1) return;
  throw badRequest(
    `${what}: expected a network of one input and one output, got ${String(inputs)} and ${String(outputs)}`,
  );
}

function firstOf<T>([y]: readonly T[]): T {
  if (y === undefined) throw new RangeError('eval: the network has no output');
  return y;
}

/** Prints values with all digits correct. */
export async function runEval(what: string, options: EvalOptions): Promise<void> {
  const f = await functionOf(what, options.maxSize);
  const values = options.at.map(({ text, value }) => ({ x: text, y: evaluateToDigits(f, value, options.digits) }));
  answer(options, { values, digits: options.digits }, () => values.map(({ y }) => y).join('\n'));
}
