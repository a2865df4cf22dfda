/**
 * Circuits as text: the format `loglog-circuit`, version 1.
 */
import { z } from 'zod';
import { formatExact } from '../arithmetic/numerals.ts';
import type { Circuit, Instruction } from './circuit.ts';
import { checked, describe, fault, metaSchema, named, numeralAt, parseJson } from './file-faults.ts';

/** How a text is read. */
export interface ParseOptions {
  /** Name of the document, put before what is said about its faults. */
  readonly name?: string;
}

const valueNumber = z.int().nonnegative();

const instructionSchema = z.discriminatedUnion('op', [
  z.strictObject({ op: z.literal('const'), value: z.string() }),
  z.strictObject({ op: z.enum(['add', 'sub', 'mul', 'div']), args: z.tuple([valueNumber, valueNumber]) }),
  z.strictObject({ op: z.literal('neg'), args: z.tuple([valueNumber]) }),
]);

const circuitSchema = z.strictObject({
  format: z.literal('loglog-circuit'),
  version: z.literal(1),
  inputs: z.array(z.string().min(1)),
  instructions: z.array(instructionSchema),
  outputs: z.array(valueNumber).min(1),
  meta: metaSchema,
});

function requireDistinct(names: readonly string[]): void {
  const seen = new Set<string>();
  names.forEach((name, i) => {
    if (seen.has(name)) throw fault(['inputs', i], `expected distinct names, got ${describe(name)} again`);
    seen.add(name);
  });
}

/** An instruction with its constant read and its references checked; `own` is the number of its value. */
function readInstruction(raw: z.output<typeof instructionSchema>, i: number, own: number): Instruction {
  if (raw.op === 'const') return { op: 'const', value: numeralAt(['instructions', i, 'value'], raw.value) };
  raw.args.forEach((arg, k) => {
    if (arg < own) return;
    throw fault(['instructions', i, 'args', k], `expected a value before ${String(own)}, got ${String(arg)}`);
  });
  return raw.op === 'neg' ? { op: 'neg', args: [raw.args[0]] } : { op: raw.op, args: [raw.args[0], raw.args[1]] };
}

/**
 * Reads a circuit from the text of a `loglog-circuit` file; constants are read exactly.
 *
 * @param text JSON
 * @param options the document's name for messages
 * @returns the circuit, with the file's `meta`
 * @throws {RangeError} in one line with the place of the fault, for instance
 * `instructions[3].args[0]: expected a value before 4, got 7`: text that is not JSON, unknown formats, versions,
 * operations and fields, malformed numbers, references to later values, inputs of the same name
 */
export function parseCircuit(text: string, options: ParseOptions = {}): Circuit {
  return named(options.name, () => {
    const raw = checked(circuitSchema, parseJson(text));
    requireDistinct(raw.inputs);
    const offset = raw.inputs.length;
    const instructions = raw.instructions.map((instruction, i) => readInstruction(instruction, i, offset + i));
    const values = offset + instructions.length;
    raw.outputs.forEach((output, k) => {
      if (output >= values) {
        throw fault(['outputs', k], `expected a value before ${String(values)}, got ${String(output)}`);
      }
    });
    return { inputs: raw.inputs, instructions, outputs: raw.outputs, ...(raw.meta && { meta: raw.meta }) };
  });
}

function instructionText(instruction: Instruction): string {
  return JSON.stringify(
    instruction.op === 'const' ? { op: 'const', value: formatExact(instruction.value) } : instruction,
  );
}

/**
 * Writes a circuit as the text of a `loglog-circuit` file, one instruction a line; constants are written exactly.
 * `parseCircuit(serializeCircuit(c))` equals c.
 *
 * @param circuit a straight-line program; its `meta` must be JSON
 * @returns JSON, ending in a newline
 */
export function serializeCircuit(circuit: Circuit): string {
  const { inputs, instructions, outputs, meta } = circuit;
  const fields = [
    `"format":"loglog-circuit"`,
    `"version":1`,
    ...(meta === undefined ? [] : [`"meta":${JSON.stringify(meta)}`]),
    `"inputs":${JSON.stringify(inputs)}`,
    `"instructions":[${instructions.map((instruction) => `\n  ${instructionText(instruction)}`).join(',')}\n]`,
    `"outputs":${JSON.stringify(outputs)}`,
  ];
  return `{${fields.join(',\n')}}\n`;
}
