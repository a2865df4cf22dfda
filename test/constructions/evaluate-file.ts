/**
 * An evaluator of circuit files for tests: it shares nothing with the library but the format.
 */
import type { Field } from '../../src/arithmetic/number-systems.ts';

interface Step {
  readonly op: string;
  readonly value?: string;
  readonly args?: readonly number[];
}

interface File {
  readonly inputs: readonly string[];
  readonly instructions: readonly Step[];
  readonly outputs: readonly number[];
}

/** A numeral such as `-12`, `0.5`, `1.25e-30` or `1/3`, by the arithmetic of F. */
function readNumeral<T>(F: Field<T>, text: string): T {
  const [top, bottom] = text.split('/');
  if (bottom !== undefined) return F.div(readNumeral(F, top!), readNumeral(F, bottom));
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]?\d+))?$/.exec(text);
  if (match === null) throw new Error(`unexpected numeral ${text}`);
  const [, sign, whole, fraction = '', exponent = '0'] = match;
  const digits = F.fromInteger(BigInt(`${sign!}${whole!}${fraction}`));
  const shift = Number(exponent) - fraction.length;
  const power = F.fromInteger(10n ** BigInt(Math.abs(shift)));
  return shift < 0 ? F.div(digits, power) : F.mul(digits, power);
}

/** The one output of the circuit in a file, as a function of its one input. */
export function evaluateFile<T>(F: Field<T>, text: string): (x: T) => T {
  const { inputs, instructions, outputs } = JSON.parse(text) as File;
  if (inputs.length !== 1 || outputs.length !== 1) throw new Error('expected one input and one output');
  const constants = instructions.map(({ op, value }) => (op === 'const' ? readNumeral(F, value!) : undefined));
  return (x) => {
    const values: T[] = [x];
    const at = (args: readonly number[] | undefined, i: number): T => values[args![i]!]!;
    instructions.forEach(({ op, args }, i) => {
      if (op === 'const') values.push(constants[i]!);
      else if (op === 'neg') values.push(F.neg(at(args, 0)));
      else if (op === 'add') values.push(F.add(at(args, 0), at(args, 1)));
      else if (op === 'sub') values.push(F.sub(at(args, 0), at(args, 1)));
      else if (op === 'mul') values.push(F.mul(at(args, 0), at(args, 1)));
      else if (op === 'div') values.push(F.div(at(args, 0), at(args, 1)));
      else throw new Error(`unexpected operation ${op}`);
    });
    return values[outputs[0]!]!;
  };
}
