/** Degrees of the rational functions that a univariate circuit computes, by arithmetic with polynomials modulo a prime. */
import type { Circuit } from '../../src/circuits/circuit.ts';

const P = 2n ** 61n - 1n;
const mod = (n: bigint): bigint => ((n % P) + P) % P;

/** Coefficients, lowest degree first, the last not zero. */
type Polynomial = readonly bigint[];

function power(a: bigint, exponent: bigint): bigint {
  let [result, square] = [1n, mod(a)];
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if ((rest & 1n) === 1n) result = (result * square) % P;
    square = (square * square) % P;
  }
  return result;
}

function trimmed(coefficients: readonly bigint[]): Polynomial {
  let length = coefficients.length;
  while (length > 0 && coefficients[length - 1] === 0n) length -= 1;
  return coefficients.slice(0, length);
}

function combine(a: Polynomial, b: Polynomial, sign: bigint): Polynomial {
  const length = Math.max(a.length, b.length);
  return trimmed(Array.from({ length }, (_, i) => mod((a[i] ?? 0n) + sign * (b[i] ?? 0n))));
}

function product(a: Polynomial, b: Polynomial): Polynomial {
  const result = new Array<bigint>(Math.max(0, a.length + b.length - 1)).fill(0n);
  a.forEach((x, i) => {
    b.forEach((y, j) => (result[i + j] = mod((result[i + j] ?? 0n) + x * y)));
  });
  return trimmed(result);
}

function divide(a: Polynomial, b: Polynomial): { readonly quotient: Polynomial; readonly rest: Polynomial } {
  const rest = [...a];
  const quotient: bigint[] = [];
  const inverse = power(b.at(-1) ?? 0n, P - 2n);
  for (let shift = a.length - b.length; shift >= 0; shift -= 1) {
    const factor = mod((rest[shift + b.length - 1] ?? 0n) * inverse);
    quotient[shift] = factor;
    b.forEach((y, j) => (rest[shift + j] = mod((rest[shift + j] ?? 0n) - factor * y)));
  }
  return { quotient: trimmed(quotient), rest: trimmed(rest) };
}

interface Fraction {
  readonly numerator: Polynomial;
  readonly denominator: Polynomial;
}

function reduced(numerator: Polynomial, denominator: Polynomial): Fraction {
  let [a, b] = [denominator, numerator];
  while (b.length > 0) [a, b] = [b, divide(a, b).rest];
  return { numerator: divide(numerator, a).quotient, denominator: divide(denominator, a).quotient };
}

/** max(deg P, deg Q) of every output in lowest terms; undefined if a divisor is zero. */
export function exactDegrees(circuit: Circuit): readonly number[] | undefined {
  const values: Fraction[] = [{ numerator: [0n, 1n], denominator: [1n] }];
  const zero: Fraction = { numerator: [], denominator: [1n] };
  for (const instruction of circuit.instructions) {
    if (instruction.op === 'const') {
      const { numerator, denominator } = instruction.value;
      values.push({ numerator: trimmed([mod(mod(numerator) * power(mod(denominator), P - 2n))]), denominator: [1n] });
      continue;
    }
    const [x = zero, y = zero] = instruction.args.map((arg) => values[arg] ?? zero);
    const across = product(x.numerator, y.denominator);
    const back = product(y.numerator, x.denominator);
    if (instruction.op === 'div') {
      if (y.numerator.length === 0) return undefined;
      values.push(reduced(across, back));
    } else if (instruction.op === 'mul') {
      values.push(reduced(product(x.numerator, y.numerator), product(x.denominator, y.denominator)));
    } else if (instruction.op === 'neg') {
      values.push({ ...x, numerator: combine([], x.numerator, -1n) });
    } else {
      const sum = combine(across, back, instruction.op === 'add' ? 1n : -1n);
      values.push(reduced(sum, product(x.denominator, y.denominator)));
    }
  }
  return circuit.outputs.map((output) => {
    const { numerator, denominator } = values[output] ?? zero;
    return Math.max(0, numerator.length - 1, denominator.length - 1);
  });
}
