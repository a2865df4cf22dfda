/**
 * Evaluating a circuit at real points in fixed point: integers, shifts and one proven bound for the whole of it.
 */
import { type Rational } from '../arithmetic/rational.ts';
import { STEP, type Steps } from './steps.ts';

/** ⌊n·2^k⌋ for any integer k. */
export const shifted = (n: bigint, k: number): bigint => (k >= 0 ? n << BigInt(k) : n >> BigInt(-k));

/** ⌊q·2^bits⌋ for any integer `bits`. */
export function fixedOf({ numerator, denominator }: Rational, bits: number): bigint {
  const scaled = bits >= 0 ? numerator << BigInt(bits) : numerator;
  const divisor = bits >= 0 ? denominator : denominator << BigInt(-bits);
  const quotient = scaled / divisor;
  return scaled < 0n && quotient * divisor !== scaled ? quotient - 1n : quotient;
}

/** A function of the fixed-point value of x, `⌊x·2^inputBits⌋` up to one more unit, to the output, in units `2^−outputBits`. */
export interface FixedEvaluator {
  readonly inputBits: number;
  readonly outputBits: number;
  readonly evaluate: (x: bigint) => bigint;
}

/**
 * Binds the steps of a circuit to fixed-point arithmetic with `precision − units[i]` fraction bits for the value of step i.
 *
 * Error: every value is what its step makes of the values before it, up to less than two units of its last place, that is
 * up to `2^(1−precision)` times `2^units[i]`: sums shift both operands down to their place (one unit each), products and
 * quotients are cut once, constants are cut once, and x is given up to two units. By proofs/certification.md, lemma 3,
 * the output errs by at most `2^(2−precision) M`, M a bound of the circuit under perturbations of all values by 2^units.
 * @param steps - The circuit.
 * @param units - One integer exponent for each step.
 * @param precision - Bits below the units.
 * @returns The evaluator. It throws a `RangeError` where it divides by zero.
 */
export function fixedEvaluator(steps: Steps, units: Int32Array, precision: number): FixedEvaluator {
  const { length, ops, lefts, rights, constants, output } = steps;
  const bits = Int32Array.from(units, (unit) => precision - unit);
  const at = (list: Int32Array | Uint32Array, i: number): number => list[i] as number;
  const values = Array.from({ length }, () => 0n);
  // Shifts of the operands to the place of the result: of the product, of the dividend, of either summand.
  const first: bigint[] = [];
  const second: bigint[] = [];
  const [firstDown, secondDown] = [new Uint8Array(length), new Uint8Array(length)];
  for (let i = 0; i < length; i += 1) {
    const [left, right] = [at(bits, at(lefts, i)), at(bits, at(rights, i))];
    let [a, b] = [at(bits, i) - left, at(bits, i) - right];
    if (ops[i] === STEP.mul) [a, b] = [at(bits, i) - left - right, 0];
    if (ops[i] === STEP.div) [a, b] = [at(bits, i) - left + right, 0];
    first.push(BigInt(Math.abs(a)));
    second.push(BigInt(Math.abs(b)));
    firstDown[i] = a < 0 ? 1 : 0;
    secondDown[i] = b < 0 ? 1 : 0;
    const constant = constants[i];
    if (constant !== undefined) values[i] = fixedOf(constant, at(bits, i));
  }
  const ADD = STEP.add;
  const SUB = STEP.sub;
  const MUL = STEP.mul;
  const DIV = STEP.div;
  const NEG = STEP.neg;

  function evaluate(x: bigint): bigint {
    values[0] = x;
    for (let i = 1; i < length; i += 1) {
      const op = ops[i];
      if (op === STEP.const) continue;
      const left = values[lefts[i] as number] as bigint;
      const by = first[i] as bigint;
      if (op === MUL) {
        const product = left * (values[rights[i] as number] as bigint);
        values[i] = firstDown[i] === 1 ? product >> by : product << by;
        continue;
      }
      if (op === NEG) {
        values[i] = -(firstDown[i] === 1 ? left >> by : left << by);
        continue;
      }
      const right = values[rights[i] as number] as bigint;
      if (op === DIV) {
        if (right === 0n) throw new RangeError(`certificates: division by zero at step ${String(i)}`);
        values[i] = firstDown[i] === 1 ? left / (right << by) : (left << by) / right;
        continue;
      }
      const a = firstDown[i] === 1 ? left >> by : left << by;
      const b = secondDown[i] === 1 ? right >> (second[i] as bigint) : right << (second[i] as bigint);
      if (op === ADD) values[i] = a + b;
      else if (op === SUB) values[i] = a - b;
    }
    return values[output] as bigint;
  }
  return { inputBits: at(bits, 0), outputBits: at(bits, output), evaluate };
}
