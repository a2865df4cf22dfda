import { describe, expect, it } from 'vitest';
import { parseNumeral } from '../../src/arithmetic/numerals.ts';
import { makeRational, type Rational, rationals } from '../../src/arithmetic/rational.ts';
import { deferDivisions } from '../../src/certificates/defer.ts';
import { provesPole } from '../../src/certificates/pole.ts';
import { evaluateSteps, STEP, type Steps, stepsOf } from '../../src/certificates/steps.ts';
import { circuitFromExpression } from '../../src/circuits/expression.ts';
import { randomCircuit } from '../circuits/random-circuits.ts';
import { cases, createRandom } from '../laws/random.ts';
import { stepsFor } from './problems.ts';

const at = (text: string, point: string): boolean =>
  provesPole(stepsFor(text), { kind: 'point', at: parseNumeral(point) });

/** Whether the sign change of some step between two points is accepted as a pole. */
function between(steps: Steps, lower: string, upper: string, bits = 200): boolean {
  return Array.from({ length: steps.length }, (_, step) => step).some((step) =>
    provesPole(steps, { kind: 'sign-change', lower: parseNumeral(lower), upper: parseNumeral(upper), step, bits }),
  );
}

describe('a pole at a point', () => {
  it.each([
    ['1/x', '0'],
    ['1/(x-1/3)', '1/3'],
    ['1/(x-1/3)^2', '1/3'],
    ['1/x^7', '0'],
    ['x+5-1/(1-x)', '1'],
    ['1/(1/(1/x))', '0'],
    ['(x+1)/(x*(x+1))', '0'],
    ['(1/x)*(1/x)', '0'],
    ['(1/x+1)/(x^2+1)', '0'],
    ['-(1/x)', '0'],
    ['1/(x^3-8)', '2'],
    ['1e-300/(x-1e-300)', '1e-300'],
  ])('of %s at %s is proven', (text, point) => {
    expect(at(text, point)).toBe(true);
  });

  it.each([
    // Regular points.
    ['1/x', '1e-300'],
    ['1/(x^2+1)', '0'],
    ['1/(x^2+1e-40)', '0'],
    ['x', '0'],
    // What vanishes or stays finite: 1/∞, and forms that limits do not decide.
    ['1/(1+1/x)', '0'],
    ['x^2/x', '0'],
    ['x/x', '0'],
    ['x*(1/x)', '0'],
    ['1/x-1/x', '0'],
    ['1/x+1/(x*(x-1))', '0'],
    ['(1/x)/(1/x)', '0'],
    ['(x-1/3)/(x-1/3)', '1/3'],
    ['0*(1/x)', '0'],
    // Poles of which these forms hide one: not proven, either.
    ['x/(x*x)', '0'],
    ['1/x+1/x', '0'],
  ])('of %s at %s is not', (text, point) => {
    expect(at(text, point)).toBe(false);
  });

  it('that a form hides shows where divisions are put off', () => {
    const circuit = circuitFromExpression('1/x+1/x');
    const steps = stepsOf(deferDivisions(circuit, stepsOf(circuit).divisions));
    expect(provesPole(steps, { kind: 'point', at: makeRational(0n) })).toBe(true);
    const regular = circuitFromExpression('1/x-(1+x)/x');
    const written = stepsOf(deferDivisions(regular, stepsOf(regular).divisions));
    expect(provesPole(written, { kind: 'point', at: makeRational(0n) })).toBe(false);
  });

  it('is given up where numbers grow too long', () => {
    expect(at('x^1024+1/(x-1/3)', '1/3')).toBe(true);
    expect(at('x^65536+1/(x-1/3)', '1/3')).toBe(false);
  });
});

describe('a pole between two points', () => {
  it.each([
    ['1/(x^2-2)', '1.4', '1.5'],
    ['1/(x^2-2)^2', '1.4', '1.5'],
    ['x/(x^3-2)+7', '1.25', '1.26'],
    ['1/((x^2-2)*(x+3))', '1.4', '1.5'],
    ['(x+1/(x^2-2))*(x+5)', '1.4', '1.5'],
    ['1/(x-1/3)', '0.333', '0.334'],
  ])('of %s in [%s, %s] is proven by a change of sign', (text, lower, upper) => {
    expect(between(stepsFor(text), lower, upper)).toBe(true);
  });

  it.each([
    // No zero, one of even order, two zeros, and one that lies outside.
    ['1/(x^2+2)', '-1', '1'],
    ['1/((x-1/3)*(x-1/3))', '0.4', '0.5'],
    ['1/((x-0.3333)^2+1e-40)', '0.3', '0.4'],
    ['1/(x^2-2)', '-1.5', '1.5'],
    ['1/(x^2-2)', '1.5', '1.6'],
    // A zero that the numerator shares, or may share.
    ['(x^2-2)/(x^2-2)', '1.4', '1.5'],
    ['(x^2-2)*(1/(x^2-2))', '1.4', '1.5'],
    ['(x^2-2)*x/((x^2-2)*(x+1))', '1.4', '1.5'],
    ['(x-1.4142135)/(x^2-2)', '1.4', '1.5'],
    ['1/(x^2-2)-1/(x^2-2)', '1.4', '1.5'],
    ['1/(1+1/(x^2-2))', '1.4', '1.5'],
    ['1/(1/(x^2-2))', '1.4', '1.5'],
    // A change of sign through infinity.
    ['1/(1/(x-1/3)+0*x)', '0.3', '0.4'],
    // A zero of a value that nothing is divided by.
    ['x^2-2', '1.4', '1.5'],
    // Ends in the wrong order, and the same ones.
    ['1/(x^2-2)', '1.5', '1.4'],
    ['1/(x^2-2)', '1.4', '1.4'],
  ])('of %s in [%s, %s] is not', (text, lower, upper) => {
    expect(between(stepsFor(text), lower, upper)).toBe(false);
  });

  it('is proven for a step of the circuit and enough bits only', () => {
    const steps = stepsFor('1/(x^2-2)');
    const divisor = steps.rights[steps.output]!;
    const [lower, upper] = ['1.4142135623730950488', '1.4142135623730950489'].map(parseNumeral) as [Rational, Rational];
    const claim = (step: number, bits: number): boolean =>
      provesPole(steps, { kind: 'sign-change', lower, upper, step, bits });
    expect(claim(divisor, 200)).toBe(true);
    expect(claim(divisor, 40)).toBe(false);
    for (const step of [-1, 0, steps.ops.indexOf(STEP.const), steps.output, steps.length, 0.5, NaN, 1e9]) {
      expect(claim(step, 200)).toBe(false);
    }
  });
});

describe('random circuits', () => {
  it('grow towards every point that is proven to be a pole', () => {
    const random = createRandom(391);
    let [poles, others] = [0, 0];
    for (let i = 0; i < cases(20_000); i += 1) {
      const drawn = randomCircuit(random.integer(0, 1e9), random.integer(1, 14), 1);
      const steps = stepsOf({ ...drawn, outputs: drawn.outputs.slice(1) });
      if (steps.divisions.length === 0) continue;
      const point = makeRational(BigInt(random.integer(-3, 3)), BigInt(random.integer(1, 2)));
      if (!provesPole(steps, { kind: 'point', at: point })) {
        others += 1;
        continue;
      }
      poles += 1;
      // Closer by 2^−40 means larger, unless a divisor vanishes everywhere.
      const sizes = [100, 140].map((bits) => {
        try {
          const x = rationals.add(point, makeRational(1n, 1n << BigInt(bits)));
          const value = evaluateSteps(rationals, steps, x)[steps.output]!;
          return Math.abs(rationals.toNumber(value));
        } catch (error) {
          if (error instanceof RangeError) return Infinity;
          throw error;
        }
      });
      if (sizes[0] === Infinity) continue;
      expect(sizes[0], `case ${String(i)}`).toBeGreaterThan(2 ** 60);
      expect(sizes[1]! / sizes[0]!).toBeGreaterThan(2 ** 30);
    }
    expect(Math.min(poles, others)).toBeGreaterThan(cases(200));
  });
});
