import { describe, expect, it } from 'vitest';
import { dyadic, fromDouble, makeRational, type Rational, rationals } from '../../src/arithmetic/rational.ts';
import { DiscEvaluator } from '../../src/certificates/disc-model.ts';
import { fixedEvaluator, fixedOf, shifted } from '../../src/certificates/fixed-point.ts';
import { evaluateSteps, STEP, type Steps, stepsOf } from '../../src/certificates/steps.ts';
import { randomCircuit } from '../circuits/random-circuits.ts';
import { cases, createRandom, type Random } from '../laws/random.ts';
import { stepsFor } from './problems.ts';

const absolute = (q: Rational): Rational => (q.numerator < 0n ? rationals.neg(q) : q);
const isAtMost = (x: Rational, y: Rational): boolean => rationals.compare(absolute(x), y) <= 0;

/** A random circuit of one input with a point at which no divisor vanishes, and units for it. */
function randomCase(
  random: Random,
): { readonly steps: Steps; readonly units: Int32Array; readonly precision: number; readonly x: Rational } | undefined {
  const circuit = randomCircuit(random.integer(0, 1e9), random.integer(1, 16), 1);
  const steps = stepsOf({ ...circuit, outputs: circuit.outputs.slice(1) });
  const x = random.dyadic(30, -6, 3);
  let sizes: readonly number[];
  try {
    sizes = evaluateSteps(rationals, steps, x).map((value) => Math.log2(Math.abs(rationals.toNumber(value))));
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
  const fineness = random.integer(0, 60);
  const units = Int32Array.from(sizes, (size) =>
    Math.max(-90, Math.min(90, Math.ceil(size) - fineness + random.integer(-3, 30))),
  );
  return { steps, units, precision: random.integer(24, 130), x };
}

/** What a step makes of exact operands. */
function exactly({ ops, constants }: Steps, i: number, v: Rational, w: Rational): Rational {
  const constant = constants[i];
  if (constant !== undefined) return constant;
  if (ops[i] === STEP.neg) return rationals.neg(v);
  if (ops[i] === STEP.add) return rationals.add(v, w);
  if (ops[i] === STEP.sub) return rationals.sub(v, w);
  return ops[i] === STEP.mul ? rationals.mul(v, w) : rationals.div(v, w);
}

describe('fixed-point evaluation', () => {
  it('errs by less than two units in every step, relative to what its operands have become', () => {
    const random = createRandom(341);
    let seen = 0;
    for (let i = 0; i < cases(6000); i += 1) {
      const sample = randomCase(random);
      if (sample === undefined) continue;
      const { steps, units, precision, x } = sample;
      const place = (step: number): number => units[step]! - precision;
      const input = fixedOf(x, -place(0));
      try {
        // The value of a step is the output of a circuit that ends there.
        const values = Array.from({ length: steps.length }, (_, step) => {
          const { evaluate, outputBits } = fixedEvaluator({ ...steps, output: step }, units, precision);
          return dyadic(evaluate(input), -outputBits);
        });
        for (let step = 1; step < steps.length; step += 1) {
          const exact = exactly(steps, step, values[steps.lefts[step]!]!, values[steps.rights[step]!]!);
          if (!isAtMost(rationals.sub(values[step]!, exact), dyadic(2n, place(step)))) {
            expect.fail(`case ${String(i)}: step ${String(step)} errs by more than two units`);
          }
        }
        seen += 1;
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
      }
    }
    expect(seen).toBeGreaterThan(cases(2000));
  });

  it('errs by at most 2^(2−precision) M in all, M a bound under perturbations, also for x off by two units', () => {
    const random = createRandom(342);
    let seen = 0;
    for (let i = 0; i < cases(6000); i += 1) {
      const sample = randomCase(random);
      if (sample === undefined) continue;
      const { steps, units, precision, x } = sample;
      // Models take a radius; a tiny one makes them those of a point.
      const disc = { re: x, im: rationals.zero, radius: 1, exponent: -2000 };
      const finding = new DiscEvaluator(steps, units, { order: 1, symbols: 64 }).evaluate(disc);
      if ('fault' in finding) continue;
      const { evaluate, inputBits, outputBits } = fixedEvaluator(steps, units, precision);
      const exact = evaluateSteps(rationals, steps, x)[steps.output]!;
      const allowed = rationals.scale(fromDouble(finding.bound), units[steps.output]! + 2 - precision);
      for (const off of [0n, 2n, -1n]) {
        const value = dyadic(evaluate(fixedOf(x, inputBits) + off), -outputBits);
        if (!isAtMost(rationals.sub(value, exact), allowed)) expect.fail(`case ${String(i)}: off by ${String(off)}`);
      }
      seen += 1;
    }
    expect(seen).toBeGreaterThan(cases(1500));
  });

  it('keeps constants that are exact in models exact at every admissible precision', () => {
    const steps = stepsFor('(3/4)*x');
    const units = new Int32Array(steps.length);
    const { evaluate, outputBits } = fixedEvaluator(steps, units, 24);
    expect(dyadic(evaluate(4n << 24n), -outputBits)).toEqual(makeRational(3n));
  });

  it('refuses to divide by what has become zero', () => {
    const steps = stepsFor('1/x');
    const { evaluate } = fixedEvaluator(steps, new Int32Array(steps.length), 24);
    expect(() => evaluate(0n)).toThrow(/^certificates: division by zero at step 2$/);
  });

  it('floors', () => {
    expect([shifted(-5n, -1), shifted(5n, -1), shifted(-1n, -99), shifted(3n, 2)]).toEqual([-3n, 2n, -1n, 12n]);
    expect([
      fixedOf(makeRational(-1n, 3n), 0),
      fixedOf(makeRational(-1n, 3n), 2),
      fixedOf(makeRational(1n, 3n), 4),
      fixedOf(makeRational(-8n), -2),
      fixedOf(makeRational(-9n), -2),
      fixedOf(makeRational(9n), -2),
    ]).toEqual([-1n, -2n, 5n, -2n, -3n, 2n]);
  });
});
