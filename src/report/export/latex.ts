/** Networks as formulas in LaTeX, weights exact. */
import { formatExact } from '../../arithmetic/numerals.ts';
import type { Rational } from '../../arithmetic/rational.ts';
import { type Notation, type RecordedOperation, recorder } from '../../circuits/recorder.ts';
import type { WrittenNetwork } from './written-network.ts';

function literal(value: Rational): string {
  const text = formatExact(value);
  const fraction = /^(-?)(\d+)\/(\d+)$/.exec(text);
  if (fraction) return `${fraction[1] ?? ''}\\tfrac{${fraction[2] ?? ''}}{${fraction[3] ?? ''}}`;
  const [mantissa = '', exponent] = text.split('e');
  return exponent === undefined ? mantissa : `${mantissa} \\cdot 10^{${exponent.replace('+', '')}}`;
}

/** A negative operand, or one that is a product itself, stands in parentheses. */
const enclosed = (text: string): string => (/^-|cdot/.test(text) ? `(${text})` : text);

const FORMS: Record<RecordedOperation, (x: string, y: string) => string> = {
  add: (x, y) => `${x} + ${y.startsWith('-') ? enclosed(y) : y}`,
  sub: (x, y) => `${x} - ${y.startsWith('-') ? enclosed(y) : y}`,
  mul: (x, y) => `${enclosed(x)} \\cdot ${enclosed(y)}`,
  div: (x, y) => `\\frac{${x}}{${y}}`,
  neg: (x) => `-${enclosed(x)}`,
  sqrt: (x) => `\\sqrt{${x}}`,
  pow: (x, y) => `${enclosed(x)}^{${y}}`,
  abs: (x) => `\\left|${x}\\right|`,
  exp: (x) => `e^{${x}}`,
  log: (x) => `\\log ${enclosed(x)}`,
  sinh: (x) => `\\sinh ${enclosed(x)}`,
  cosh: (x) => `\\cosh ${enclosed(x)}`,
  tanh: (x) => `\\tanh ${enclosed(x)}`,
  sin: (x) => `\\sin ${enclosed(x)}`,
  cos: (x) => `\\cos ${enclosed(x)}`,
  atan: (x) => `\\arctan ${enclosed(x)}`,
  atanh: (x) => `\\operatorname{artanh} ${enclosed(x)}`,
  erf: (x) => `\\operatorname{erf} ${enclosed(x)}`,
  sign: (x) => `\\operatorname{sign} ${enclosed(x)}`,
  min: (x, y) => `\\min(${x}, ${y})`,
  max: (x, y) => `\\max(${x}, ${y})`,
};

/**
 * A network as a list of equations for amsmath, one for each operation; weights are exact.
 */
export function writeLatex({ inputs, evaluate }: WrittenNetwork): string {
  const lines: string[] = [];
  const notation: Notation = {
    name: 'LaTeX',
    constant: literal,
    pi: '\\pi',
    apply: (operation, [x = '', y = '']) => {
      const name = `v_{${String(lines.length + 1)}}`;
      lines.push(`  ${name} &= ${FORMS[operation](x, y)}`);
      return name;
    },
  };
  const names = Array.from({ length: inputs }, (_, i) => (inputs === 1 ? 'x' : `x_{${String(i)}}`));
  const outputs = evaluate(recorder(notation), names);
  const last = outputs.map((y, i) => `  y${outputs.length === 1 ? '' : `_{${String(i)}}`} &= ${y}`);
  return `\\begin{align*}\n${[...lines, ...last].join(' \\\\\n')}\n\\end{align*}\n`;
}
