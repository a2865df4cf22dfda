/**
 * The program that a certificate speaks about: the steps of a circuit of one input and one output, with every value kept
 * under its own number.
 */
import type { Field } from '../arithmetic/number-systems.ts';
import type { Rational } from '../arithmetic/rational.ts';
import { prune } from '../circuits/builder.ts';
import type { Circuit } from '../circuits/circuit.ts';

/** What a step does. */
export const STEP: Readonly<Record<'x' | 'const' | 'add' | 'sub' | 'mul' | 'div' | 'neg', number>> = Object.freeze({
  x: 0,
  const: 1,
  add: 2,
  sub: 3,
  mul: 4,
  div: 5,
  neg: 6,
});

/** A circuit as a list of steps; step 0 is the input x, the others are its instructions in order. */
export interface Steps {
  readonly length: number;
  /** One of {@link STEP} for each step. */
  readonly ops: Uint8Array;
  /** Numbers of the operands, earlier than the step; 0 where there are none. */
  readonly lefts: Uint32Array;
  readonly rights: Uint32Array;
  readonly constants: readonly (Rational | undefined)[];
  /** How often each value is read; an operand used twice by a step counts twice, and the output once more. */
  readonly uses: Uint32Array;
  /** The last step that reads each value; the number of steps for the output, which is never given up. */
  readonly last: Uint32Array;
  readonly output: number;
  /** The steps that divide, in order. */
  readonly divisions: readonly number[];
}

/** Notes that `step` reads `value`. */
function read(steps: { uses: Uint32Array; last: Uint32Array }, value: number, step: number): void {
  steps.uses[value] = (steps.uses[value] as number) + 1;
  steps.last[value] = step;
}

/**
 * The steps of a circuit, without the instructions that its output does not need.
 * @param circuit - One input, one output.
 * @returns The steps.
 * @throws {RangeError} for another number of inputs or outputs.
 */
export function stepsOf(circuit: Circuit): Steps {
  const [inputs, outputs] = [circuit.inputs.length, circuit.outputs.length];
  if (inputs !== 1 || outputs !== 1) {
    throw new RangeError(
      `certificates: expected a network of one input and one output, got ${String(inputs)} and ${String(outputs)}`,
    );
  }
  const { instructions, outputs: kept } = prune(circuit);
  const length = 1 + instructions.length;
  const ops = new Uint8Array(length);
  const [lefts, rights] = [new Uint32Array(length), new Uint32Array(length)];
  const constants: (Rational | undefined)[] = [undefined];
  const reads = { uses: new Uint32Array(length), last: new Uint32Array(length) };
  const divisions: number[] = [];
  instructions.forEach((instruction, i) => {
    const step = 1 + i;
    ops[step] = STEP[instruction.op];
    constants.push(instruction.op === 'const' ? instruction.value : undefined);
    if (instruction.op === 'const') return;
    const [left, right] = instruction.args;
    read(reads, left, step);
    if (right !== undefined) read(reads, right, step);
    lefts[step] = left;
    rights[step] = right ?? 0;
    if (instruction.op === 'div') divisions.push(step);
  });
  const output = kept[0] as number;
  read(reads, output, length);
  return Object.freeze({ length, ops, lefts, rights, constants, ...reads, output, divisions });
}

/**
 * The values of all steps over any field.
 * @param F - The number system.
 * @param steps - The circuit.
 * @param x - The input.
 * @param known - A step whose value is known to be zero, whatever the number system makes of it.
 * @returns One value for each step; the circuit's is that of `steps.output`.
 * @throws {RangeError} from the number system, where it cannot divide.
 */
export function evaluateSteps<T>(F: Field<T>, steps: Steps, x: T, known?: number): readonly T[] {
  const { length, ops, lefts, rights, constants } = steps;
  const values: T[] = [x];
  for (let i = 1; i < length; i += 1) {
    const constant = constants[i];
    const [left, right] = [values[lefts[i] as number] as T, values[rights[i] as number] as T];
    if (i === known) values.push(F.zero);
    else if (constant !== undefined) values.push(F.constant(constant));
    else if (ops[i] === STEP.add) values.push(F.add(left, right));
    else if (ops[i] === STEP.sub) values.push(F.sub(left, right));
    else if (ops[i] === STEP.mul) values.push(F.mul(left, right));
    else if (ops[i] === STEP.div) values.push(F.div(left, right));
    else values.push(F.neg(left));
  }
  return values;
}
