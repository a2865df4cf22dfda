/** Seeded random circuits, and exact evaluation in the plainest way. */
import { makeRational, type Rational, rationals } from '../../src/arithmetic/rational.ts';
import type { Circuit, Instruction } from '../../src/circuits/circuit.ts';

/** Uniform integers in [0, n), by a 32-bit mixing generator (mulberry32). */
function generator(seed: number): (n: number) => number {
  let state = seed >>> 0;
  return (n) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) % n;
  };
}

/** Constants with the cases that lowering treats apart: 0, ±1, powers of two, multiples of the filter's prime. */
const CONSTANTS: readonly Rational[] = [
  makeRational(0n),
  makeRational(1n),
  makeRational(-1n),
  makeRational(1n, 4n),
  makeRational(2n),
  makeRational(-3n, 7n),
  makeRational(10n ** 30n + 1n, 10n ** 29n),
  makeRational(67108859n),
  makeRational(5n, 67108859n),
];

/** A circuit of `length` instructions; later values are preferred as operands, so that it gets deep. */
export function randomCircuit(seed: number, length: number, inputs = 2): Circuit {
  const random = generator(seed);
  const instructions: Instruction[] = [];
  const arg = (): number => {
    const values = inputs + instructions.length;
    return random(2) === 0 ? random(values) : Math.max(0, values - 1 - random(4));
  };
  for (let i = 0; i < length; i += 1) {
    const kind = random(12);
    if (kind < 2) instructions.push({ op: 'const', value: CONSTANTS[random(CONSTANTS.length)] ?? rationals.one });
    else if (kind < 3) instructions.push({ op: 'neg', args: [arg()] });
    else if (kind < 6) instructions.push({ op: 'add', args: [arg(), arg()] });
    else if (kind < 9) instructions.push({ op: 'sub', args: [arg(), arg()] });
    else if (kind < 11) instructions.push({ op: 'mul', args: [arg(), arg()] });
    else instructions.push({ op: 'div', args: [arg(), arg()] });
  }
  const names = Array.from({ length: inputs }, (_, i) => `x${String(i)}`);
  return { inputs: names, instructions, outputs: [arg(), inputs + length - 1] };
}

/** All values at one point, or undefined if a divisor is zero there. */
export function plainValues(circuit: Circuit, inputs: readonly Rational[]): readonly Rational[] | undefined {
  const values = [...inputs];
  for (const instruction of circuit.instructions) {
    if (instruction.op === 'const') {
      values.push(instruction.value);
      continue;
    }
    const [x = rationals.zero, y = rationals.zero] = instruction.args.map((arg) => values[arg] ?? rationals.zero);
    if (instruction.op === 'neg') values.push(rationals.neg(x));
    else if (instruction.op === 'div' && y.numerator === 0n) return undefined;
    else values.push(rationals[instruction.op](x, y));
  }
  return values;
}

/** A point that no special constant hits. */
export function randomPoint(seed: number, inputs = 2): readonly Rational[] {
  const random = generator(seed);
  return Array.from({ length: inputs }, () => makeRational(BigInt(random(2001) - 1000), BigInt(101 + random(900))));
}
