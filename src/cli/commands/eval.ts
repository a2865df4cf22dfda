/** `loglog eval`. */
import { existsSync } from 'node:fs';
import type { Rational } from '../../arithmetic/rational.ts';
import { bind, catalogActivations, compile, evaluateDense, shapeOf } from '../../circuits/index.ts';
import {
  evaluateVectorToDigits,
  findLayer,
  isCatalogName,
  isLayerName,
  resolveTarget,
  type VectorFunction,
} from '../../functions/index.ts';
import { badRequest } from '../failure.ts';
import { readNetworkArgument, readDenseNetwork } from '../network-argument.ts';
import { answer, type CommonOptions } from '../output.ts';

/** Options of the command. */
export interface EvalOptions extends CommonOptions {
  readonly at: readonly { readonly text: string; readonly value: Rational }[];
  readonly digits: number;
  readonly maxSize: number;
}

/** A function of any number of inputs and outputs. */
interface Evaluable {
  readonly inputs: number;
  readonly outputs: number;
  readonly evaluate: VectorFunction;
}

/** The function that WHAT names: a network file, a target of the catalog, a layer or an expression. */
async function functionOf(what: string, maxBytes: number): Promise<Evaluable> {
  if (isLayerName(what)) return findLayer(what);
  // A file or directory that happens to be called `log` hides no target of that name.
  if (isCatalogName(what) || (!existsSync(what) && !/\.(json|onnx)$/i.test(what))) {
    const target = resolveTarget(what);
    return { inputs: 1, outputs: 1, evaluate: (F, inputs) => inputs.map((x) => target.evaluate(F, x)) };
  }
  const dense = await readDenseNetwork(what, maxBytes);
  if (dense !== undefined) {
    const [inputs, outputs] = shapeOf(dense);
    return { inputs, outputs, evaluate: (F, values) => evaluateDense(F, dense, values, catalogActivations(F)) };
  }
  const circuit = await readNetworkArgument(what, maxBytes);
  const plan = compile(circuit);
  const [inputs, outputs] = [circuit.inputs.length, circuit.outputs.length];
  return { inputs, outputs, evaluate: (F, values) => bind(F, plan)(values) };
}

/** The numbers as points of so many coordinates each. */
function pointsOf(what: string, inputs: number, numbers: EvalOptions['at']): readonly EvalOptions['at'][] {
  if (inputs === 0) throw badRequest(`${what}: expected a network with an input, got none`);
  if (numbers.length % inputs !== 0) {
    throw badRequest(
      `eval: expected ${String(inputs)} numbers for each point of ${what}, got ${String(numbers.length)} in all`,
    );
  }
  return Array.from({ length: numbers.length / inputs }, (_, i) => numbers.slice(i * inputs, (i + 1) * inputs));
}

/** Prints values with all digits correct: of one input and one output as a number each, otherwise as lists. */
export async function runEval(what: string, options: EvalOptions): Promise<void> {
  const f = await functionOf(what, options.maxSize);
  const values = pointsOf(what, f.inputs, options.at).map((point) => {
    const texts = point.map(({ text }) => text);
    const y = evaluateVectorToDigits(
      f,
      point.map(({ value }) => value),
      options.digits,
    );
    return f.inputs === 1 && y.length === 1 ? { x: texts[0], y: y[0] } : { x: texts, y };
  });
  answer(options, { values, digits: options.digits }, () =>
    values.map(({ y }) => String(y).replaceAll(',', ' ')).join('\n'),
  );
}
