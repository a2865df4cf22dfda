/** Networks as functions in WGSL, in 32-bit floats. */
import { type Rational, rationalToNumber } from '../../arithmetic/rational.ts';
import { type Notation, type RecordedOperation, recorder } from '../../circuits/recorder.ts';
import type { WrittenNetwork } from './written-network.ts';

const INFIX: Partial<Record<RecordedOperation, string>> = { add: '+', sub: '-', mul: '*', div: '/' };
const LARGEST = 3.4028234663852886e38;

function literal(value: Rational): string {
  const x = Math.fround(rationalToNumber(value));
  if (!(Math.abs(x) <= LARGEST)) throw new RangeError('export: a weight is beyond the range of 32-bit floats');
  if (x === 0 && value.numerator !== 0n) throw new RangeError('export: a weight is too small for 32-bit floats');
  const text = String(x);
  return `${/[.e]/.test(text) ? text : `${text}.0`}f`;
}

/**
 * A network as a WGSL function `network(x0: f32, …) -> array<f32, outputs>`.
 *
 * Weights are rounded to 32-bit floats, and so is every operation: nothing is proven of it.
 * @throws {RangeError} for weights beyond 32-bit floats, and activations that WGSL lacks (erf)
 */
export function writeWgsl({ inputs, evaluate }: WrittenNetwork): string {
  const lines: string[] = [];
  const notation: Notation = {
    name: 'WGSL',
    constant: literal,
    pi: '3.1415927f',
    apply: (operation, operands) => {
      if (operation === 'erf') throw new RangeError('export: WGSL has no erf');
      const sign = INFIX[operation];
      const [x = '', y = ''] = operands;
      const value =
        operation === 'neg'
          ? `-(${x})`
          : sign === undefined
            ? `${operation}(${operands.join(', ')})`
            : `${x} ${sign} ${y}`;
      const name = `v${String(lines.length)}`;
      lines.push(`  let ${name} = ${value};`);
      return name;
    },
  };
  const names = Array.from({ length: inputs }, (_, i) => `x${String(i)}`);
  const outputs = evaluate(recorder(notation), names);
  const type = `array<f32, ${String(outputs.length)}>`;
  return [
    '// In 32-bit floats, weights rounded: a preview, of which nothing is proven.',
    `fn network(${names.map((name) => `${name}: f32`).join(', ')}) -> ${type} {`,
    ...lines,
    `  return ${type}(${outputs.join(', ')});`,
    '}',
    '',
  ].join('\n');
}
