/**
 * Programs in the form that a kernel reads: steps over registers, constants in a table.
 */
import type { BigFloat } from '../arithmetic/bigfloat.ts';
import type { Operation, Program, Wire } from './program.ts';

/** Marks operands that are constants. */
const CONSTANT_FLAG = 0x8000_0000;

/** A scheduled program. Inputs start in registers 0, 1, …. */
export interface Schedule {
  readonly bits: number;
  readonly registers: number;
  readonly operations: readonly Operation[];
  /** Four words a step: target and three operands; the power of `scale` in the last word. */
  readonly code: Uint32Array;
  readonly constants: readonly BigFloat[];
  /** The operand that holds the result. */
  readonly output: number;
}

/**
 * Assigns registers: a value's register is free again after its last use.
 * @param program - A straight-line program.
 * @param extra - Constants that the table has to begin with.
 * @returns The schedule; the output's register is never taken again.
 */
export function schedule(program: Program, extra: readonly BigFloat[] = []): Schedule {
  const { inputs, steps, output } = program;
  const lastUse = new Int32Array(inputs + steps.length).fill(-1);
  steps.forEach((step, i) => {
    for (const arg of step.args) if ('value' in arg) lastUse[arg.value] = i;
  });
  if ('value' in output) lastUse[output.value] = steps.length;

  const constants: BigFloat[] = [...extra];
  const known = new Map<string, number>();
  const home = Int32Array.from({ length: inputs + steps.length }, (_, i) => (i < inputs ? i : -1));
  const free: number[] = [];
  let registers = inputs;
  const operand = (wire: Wire): number => {
    if ('value' in wire) return home[wire.value] as number;
    const key = `${String(wire.constant.mantissa)} ${String(wire.constant.exponent)}`;
    let index = known.get(key);
    if (index === undefined) known.set(key, (index = constants.push(wire.constant) - 1));
    return (CONSTANT_FLAG | index) >>> 0;
  };
  const code = new Uint32Array(4 * steps.length);
  steps.forEach(({ operation, args, power }, i) => {
    const operands = args.map(operand);
    const dying = new Set(args.flatMap((arg) => ('value' in arg && lastUse[arg.value] === i ? [arg.value] : [])));
    for (const value of dying) free.push(home[value] as number);
    const target = free.pop() ?? registers++;
    home[inputs + i] = target;
    const [x = 0, y = 0, z = 0] = operands;
    code.set([target, x, y, operation === 'scale' ? power >>> 0 : z], 4 * i);
  });
  return {
    bits: program.bits,
    registers,
    operations: steps.map(({ operation }) => operation),
    code,
    constants,
    output: operand(output),
  };
}
