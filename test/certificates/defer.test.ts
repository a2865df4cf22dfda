import { describe, expect, it } from 'vitest';
import { makeRational, type Rational, rationals } from '../../src/arithmetic/rational.ts';
import type { Circuit, Instruction } from '../../src/circuits/circuit.ts';
import { circuitFromExpression } from '../../src/circuits/expression.ts';
import { deferDivisions } from '../../src/certificates/defer.ts';
import { evaluateSteps, type Steps, stepsOf } from '../../src/certificates/steps.ts';
import { randomCircuit } from '../circuits/random-circuits.ts';
import { cases, createRandom } from '../laws/random.ts';

/** The exact value of a circuit, or undefined where it divides by zero. */
function valueAt(steps: Steps, x: Rational): Rational | undefined {
  try {
    return evaluateSteps(rationals, steps, x)[steps.output];
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

const onlyDivision = (text: string): { circuit: Circuit; divisions: readonly number[] } => {
  const circuit = circuitFromExpression(text);
  return { circuit, divisions: stepsOf(circuit).divisions };
};

describe('a circuit with divisions put off', () => {
  it('has the same value wherever the circuit is defined, for random circuits and divisions', () => {
    const random = createRandom(361);
    let compared = 0;
    for (let i = 0; i < cases(3000); i += 1) {
      const drawn = randomCircuit(random.integer(0, 1e9), random.integer(2, 22), 1);
      const circuit = { ...drawn, outputs: drawn.outputs.slice(1) };
      const steps = stepsOf(circuit);
      const chosen = steps.divisions.filter(() => random.integer(0, 2) > 0);
      let written: Steps;
      try {
        written = stepsOf(deferDivisions(circuit, chosen));
      } catch (error) {
        // A circuit that divides by a constant zero is not written again.
        if (!(error instanceof RangeError)) throw error;
        expect(valueAt(steps, makeRational(17n, 23n))).toBeUndefined();
        continue;
      }
      for (let k = 0; k < 4; k += 1) {
        const x = makeRational(BigInt(random.integer(-40, 40)), BigInt(random.integer(1, 9)));
        const value = valueAt(steps, x);
        if (value === undefined) continue;
        expect(valueAt(written, x), `case ${String(i)}`).toEqual(value);
        if (chosen.length > 0) compared += 1;
      }
    }
    expect(compared).toBeGreaterThan(cases(1500));
  });

  it.each([
    ['1/(1+1/x^2)', '0', '0'],
    ['x^3/x', '0', '0'],
    ['(x^2-1)/(x-1)', '1', '2'],
    ['1/(1/x+1/(x-1))', '1', '0'],
    ['(1/x)/(1/x+1)', '0', '1'],
  ])('%s has a value at %s, where its divisors vanish but the function does not', (text, at, value) => {
    const { circuit, divisions } = onlyDivision(text);
    const x = makeRational(BigInt(at));
    expect(valueAt(stepsOf(circuit), x)).toBeUndefined();
    const inner = divisions.length > 1 ? divisions.slice(0, -1) : divisions;
    const written = stepsOf(deferDivisions(circuit, inner));
    // What is left of x³/x is (x³)/x: the division comes last, and still divides.
    if (divisions.length > 1) expect(valueAt(written, x)).toEqual(makeRational(BigInt(value)));
    else expect(valueAt(written, x)).toBeUndefined();
  });

  it('with exponents of 2^50 is written in a moment, and refused beyond 2^53', () => {
    const squarings = (count: number): Circuit => ({
      inputs: ['x'],
      instructions: [
        { op: 'div', args: [0, 0] },
        ...Array.from({ length: count }, (_, k): Instruction => ({ op: 'mul', args: [k + 1, k + 1] })),
      ],
      outputs: [count + 1],
    });
    expect(deferDivisions(squarings(50), [1]).instructions.length).toBeLessThan(300);
    expect(() => deferDivisions(squarings(60), [1])).toThrow(/^certificates: expected exponents below 2\^53/);
    const few = stepsOf(deferDivisions(squarings(5), [1]));
    expect(valueAt(few, makeRational(3n))).toEqual(rationals.one);
  });

  it('that grows too large is refused', () => {
    // Every sum multiplies by the square of the one before.
    const instructions: Instruction[] = [{ op: 'div', args: [0, 0] }];
    for (let k = 0; k < 40; k += 1) instructions.push({ op: 'mul', args: [k + 1, k + 1] });
    for (let k = 0; k < 30_000; k += 1) instructions.push({ op: 'sub', args: [0, instructions.length] });
    for (let k = 0; k < 30_000; k += 1) instructions.push({ op: 'add', args: [instructions.length, k % 40] });
    const circuit = { inputs: ['x'], instructions, outputs: [instructions.length] };
    const start = performance.now();
    try {
      expect(deferDivisions(circuit, [1]).instructions.length).toBeLessThan(2 ** 23);
    } catch (error) {
      expect(error).toBeInstanceOf(RangeError);
    }
    expect(performance.now() - start).toBeLessThan(60_000);
  });
});
