/**
 * Programs in the form that kernels read: groups of steps over registers, constants in a table.
 */
import type { BigFloat } from '../arithmetic/bigfloat.ts';
import { fuse, type Group } from './fuse.ts';
import type { Program, Wire } from './program.ts';

/** Steps that one kernel carries out. */
export interface ScheduledGroup {
  /** The kernel's text. */
  readonly body: string;
  /** Its parameters: registers and constants to load, powers of two, registers to store to. */
  readonly words: Uint32Array;
}

/** A scheduled program. Inputs start in registers 0, 1, …. */
export interface Schedule {
  readonly bits: number;
  readonly registers: number;
  readonly groups: readonly ScheduledGroup[];
  readonly constants: readonly BigFloat[];
  /** The operand that holds the result. */
  readonly output: number;
}

/** Marks operands that are constants. */
const CONSTANT_FLAG = 0x8000_0000;

/**
 * Cuts a program into groups and assigns registers: a value's register is free again after the group that uses it last.
 * @param program - A straight-line program.
 * @param extra - Constants that the table has to begin with.
 * @param points - How many points it will be run at: the more, the more steps are carried out by one kernel.
 * @returns The schedule; the output's register is never taken again.
 */
export function schedule(program: Program, extra: readonly BigFloat[] = [], points = 0): Schedule {
  const { inputs, steps, output } = program;
  const groups = fuse(program, points);
  const lastGroup = new Int32Array(inputs + steps.length).fill(-1);
  groups.forEach(({ parameters }, g) => {
    for (const p of parameters) if ('operand' in p && 'value' in p.operand) lastGroup[p.operand.value] = g;
  });
  if ('value' in output) lastGroup[output.value] = groups.length;

  const constants: BigFloat[] = [...extra];
  const known = new Map<string, number>();
  const home = Int32Array.from({ length: inputs + steps.length }, (_, i) => (i < inputs ? i : -1));
  const free: number[] = [];
  let registers = inputs;
  const constant = ({ mantissa, exponent }: BigFloat): number => {
    const key = `${String(mantissa)} ${String(exponent)}`;
    let index = known.get(key);
    if (index === undefined) known.set(key, (index = constants.push({ mantissa, exponent }) - 1));
    return index;
  };
  const operand = (wire: Wire): number =>
    'value' in wire ? (home[wire.value] as number) : (CONSTANT_FLAG | constant(wire.constant)) >>> 0;

  const wordsOf = ({ parameters }: Group, g: number): Uint32Array => {
    const words = Uint32Array.from(parameters, (p) =>
      'operand' in p ? operand(p.operand) : 'power' in p ? p.power >>> 0 : 0,
    );
    for (const p of parameters) {
      if ('operand' in p && 'value' in p.operand && lastGroup[p.operand.value] === g)
        free.push(home[p.operand.value] as number);
    }
    parameters.forEach((p, i) => {
      if ('store' in p) words[i] = home[inputs + p.store] = free.pop() ?? registers++;
    });
    return words;
  };
  const scheduled = groups.map((group, g) => ({ body: group.body, words: wordsOf(group, g) }));
  return {
    bits: program.bits,
    registers,
    groups: scheduled,
    constants,
    output: operand(output),
  };
}
