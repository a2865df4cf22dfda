import { describe, expect, it } from 'vitest';
import { makeRational, rationals } from '../../src/arithmetic/rational.ts';
import { circuitField, prune } from '../../src/circuits/builder.ts';
import { evaluate } from '../../src/circuits/evaluate.ts';
import { randomCircuit, randomPoint, plainValues } from './random-circuits.ts';

describe('circuitField', () => {
  it('shares common subexpressions, also of commuted operands', () => {
    const F = circuitField(['x', 'y']);
    const [x = F.zero, y = F.zero] = F.inputs;
    const circuit = F.build([F.add(F.mul(x, y), F.mul(y, x))]);
    expect(circuit.instructions.map(({ op }) => op)).toEqual(['mul', 'add']);
  });

  it('folds constants exactly and drops neutral elements', () => {
    const F = circuitField(['x']);
    const [x = F.zero] = F.inputs;
    const third = F.div(F.one, F.fromInteger(3));
    expect(F.add(third, third)).toEqual({ constant: makeRational(2n, 3n) });
    expect(F.mul(F.one, F.add(x, F.zero))).toBe(x);
    expect(F.mul(F.zero, x)).toEqual(F.zero);
    expect(F.sub(x, x)).toEqual(F.zero);
    expect(() => F.div(x, F.zero)).toThrow('circuit.div: division by the constant zero');
  });

  it('becomes the circuit of the computation that runs over it', () => {
    for (let seed = 1; seed <= 60; seed += 1) {
      const circuit = randomCircuit(seed, 12);
      const point = randomPoint(seed);
      const expected = plainValues(circuit, point);
      if (expected === undefined) continue;
      const F = circuitField(circuit.inputs);
      const rebuilt = F.build(evaluate(F, circuit, F.inputs));
      expect(evaluate(rationals, rebuilt, point)).toEqual(circuit.outputs.map((output) => expected[output]));
      expect(rebuilt.instructions.length).toBeLessThanOrEqual(circuit.instructions.length + 12);
    }
  });
});

describe('prune', () => {
  it('keeps the function and only what the outputs need', () => {
    for (let seed = 1; seed <= 60; seed += 1) {
      const circuit = randomCircuit(seed, 15);
      const point = randomPoint(seed);
      const expected = plainValues(circuit, point);
      if (expected === undefined) continue;
      const pruned = prune(circuit);
      expect(prune(pruned)).toEqual(pruned);
      expect(evaluate(rationals, pruned, point)).toEqual(circuit.outputs.map((output) => expected[output]));
    }
  });
});
