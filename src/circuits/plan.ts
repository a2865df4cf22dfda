/**
 * Compiling a circuit to a register plan: typed arrays that an evaluator walks in a tight loop.
 */
import { bitLength, type Rational, trailingZeros } from '../arithmetic/rational.ts';
import type { Circuit } from './circuit.ts';
import { lastUses } from './liveness.ts';

/** What a {@link Plan}'s step does. `scale` multiplies by a power of two, which binary systems do exactly. */
export const OPCODES: Readonly<Record<'add' | 'sub' | 'mul' | 'div' | 'neg' | 'scale', number>> = Object.freeze({
  add: 0,
  sub: 1,
  mul: 2,
  div: 3,
  neg: 4,
  scale: 5,
});

/** A constant and the register that holds it throughout. */
export interface PlannedConstant {
  readonly register: number;
  readonly value: Rational;
}

/** A circuit compiled to registers; independent of the number system. Inputs start in registers 0, 1, …. */
export interface Plan {
  /** Number of inputs. */
  readonly inputs: number;
  /** Number of registers: constants plus the most values that are alive at once. */
  readonly registers: number;
  readonly constants: readonly PlannedConstant[];
  /** One of {@link OPCODES} for each step. */
  readonly opcodes: Uint8Array;
  /** Register written by each step. */
  readonly targets: Uint32Array;
  /** First operand's register. */
  readonly lefts: Uint32Array;
  /** Second operand's register; the power k for `scale` by 2^k; 0 for `neg`. */
  readonly rights: Int32Array;
  /** Number of the circuit's instruction that each step carries out. */
  readonly instructions: Uint32Array;
  /** Steps that divide, in order. */
  readonly divisions: Uint32Array;
  /** Registers of the outputs. */
  readonly outputs: Uint32Array;
}

/** k if `value = 2^k` and a step can hold k; otherwise undefined. */
function powerOfTwo({ numerator, denominator }: Rational): number | undefined {
  if (numerator <= 0n || (numerator !== 1n && denominator !== 1n)) return undefined;
  const magnitude = numerator === 1n ? denominator : numerator;
  const twos = trailingZeros(magnitude);
  if (twos + 1 !== bitLength(magnitude) || twos > 0x3fffffff) return undefined;
  return numerator === 1n ? -twos : twos;
}

/** The state of one compilation: which register holds which value, and the steps so far. */
class Compiler {
  readonly constants: PlannedConstant[] = [];
  readonly steps: { opcode: number; target: number; left: number; right: number; instruction: number }[] = [];
  registers: number;
  readonly #circuit: Circuit;
  readonly #last: Float64Array;
  readonly #home: Int32Array;
  readonly #free: number[] = [];

  constructor(circuit: Circuit) {
    this.#circuit = circuit;
    this.#last = lastUses(circuit);
    this.#home = new Int32Array(this.#last.length).fill(-1);
    this.registers = circuit.inputs.length;
    for (let i = 0; i < this.registers; i += 1) this.#home[i] = i;
  }

  /** The register of a value. Constants get one when they are first read, and keep it. */
  register(value: number): number {
    const home = this.#home[value] ?? -1;
    if (home >= 0) return home;
    const constant = this.#constant(value);
    if (constant === undefined)
      throw new RangeError(`compile: expected references to earlier values, got ${String(value)}`);
    // A fresh register, not a freed one: what it holds must survive from the start of an evaluation.
    const register = this.registers++;
    this.constants.push({ register, value: constant });
    this.#home[value] = register;
    return register;
  }

  /** Compiles instruction `i`, unless no output needs it. */
  compile(i: number): void {
    const value = this.#circuit.inputs.length + i;
    const instruction = this.#circuit.instructions[i];
    if (instruction === undefined || instruction.op === 'const' || this.#last[value] === -1) return;
    const { op, args } = instruction;
    if (op === 'neg') {
      this.#emit(i, OPCODES.neg, this.register(args[0]), 0, args);
      return;
    }
    const [a, b] = op === 'mul' && this.#power(args[0]) !== undefined ? [args[1], args[0]] : args;
    const power = op === 'mul' || op === 'div' ? this.#power(b) : undefined;
    if (power === undefined) this.#emit(i, OPCODES[op], this.register(a), this.register(b), args);
    else this.#emit(i, OPCODES.scale, this.register(a), op === 'mul' ? power : -power, args);
  }

  #emit(instruction: number, opcode: number, left: number, right: number, args: readonly number[]): void {
    const value = this.#circuit.inputs.length + instruction;
    // Operands that die here give up their registers first, so that the result may take one of them.
    for (const arg of new Set(args)) {
      if (this.#last[arg] === instruction && this.#constant(arg) === undefined) this.#free.push(this.#home[arg] ?? 0);
    }
    const target = this.#free.pop() ?? this.registers++;
    this.#home[value] = target;
    this.steps.push({ opcode, target, left, right, instruction });
  }

  #constant(value: number): Rational | undefined {
    const instruction = this.#circuit.instructions[value - this.#circuit.inputs.length];
    return instruction?.op === 'const' ? instruction.value : undefined;
  }

  #power(value: number): number | undefined {
    const constant = this.#constant(value);
    return constant && powerOfTwo(constant);
  }
}

/**
 * Compiles a circuit for evaluation: instructions that no output needs are left out, registers are used again as soon as
 * their value is dead, and × and ÷ by powers of two become shifts of the exponent.
 *
 * Memory of an evaluation: one register per constant, plus the largest number of values alive at once.
 *
 * @param circuit a straight-line program
 * @returns the plan, to be bound to a number system by {@link bind}
 * @throws {RangeError} if an instruction refers to a value that is not before it
 */
export function compile(circuit: Circuit): Plan {
  const compiler = new Compiler(circuit);
  circuit.instructions.forEach((_, i) => {
    compiler.compile(i);
  });
  const { steps, constants } = compiler;
  const outputs = Uint32Array.from(circuit.outputs, (value) => compiler.register(value));
  return Object.freeze({
    inputs: circuit.inputs.length,
    registers: compiler.registers,
    constants,
    opcodes: Uint8Array.from(steps, (step) => step.opcode),
    targets: Uint32Array.from(steps, (step) => step.target),
    lefts: Uint32Array.from(steps, (step) => step.left),
    rights: Int32Array.from(steps, (step) => step.right),
    instructions: Uint32Array.from(steps, (step) => step.instruction),
    divisions: Uint32Array.from(steps.flatMap((step, i) => (step.opcode === OPCODES.div ? [i] : []))),
    outputs,
  });
}
