/** When the values of a circuit are read for the last time. */
import type { Circuit } from './circuit.ts';

/**
 * For every value the last instruction that reads it: −1 if none does, Infinity for outputs. Instructions that no output
 * needs do not count as readers, and their own value has −1.
 */
export function lastUses(circuit: Circuit): Float64Array {
  const offset = circuit.inputs.length;
  const last = new Float64Array(offset + circuit.instructions.length).fill(-1);
  for (const output of circuit.outputs) last[output] = Infinity;
  for (let i = circuit.instructions.length - 1; i >= 0; i -= 1) {
    const instruction = circuit.instructions[i];
    if (instruction === undefined || instruction.op === 'const' || last[offset + i] === -1) continue;
    for (const arg of instruction.args) if (last[arg] === -1) last[arg] = i;
  }
  return last;
}
