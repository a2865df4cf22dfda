import { describe, expect, it } from 'vitest';
import { bigfloatArithmetic } from '../../src/arithmetic/bigfloat.ts';
import { makeRational, type Rational, rationals } from '../../src/arithmetic/rational.ts';
import { circuitField } from '../../src/circuits/builder.ts';
import type { Circuit, Instruction } from '../../src/circuits/circuit.ts';
import { bind, bindDivisors, evaluate, evaluateAll, PoleError } from '../../src/circuits/evaluate.ts';
import { compile, OPCODES } from '../../src/circuits/plan.ts';
import { plainValues, randomCircuit, randomPoint } from './random-circuits.ts';

const q = (n: number, d = 1): Rational => makeRational(BigInt(n), BigInt(d));

/** x ↦ (x + c)² iterated, with a constant of its own in every step. */
function chain(steps: number): Circuit {
  const F = circuitField(['x']);
  let [y = F.zero] = F.inputs;
  for (let k = 0; k < steps; k += 1) {
    const s = F.add(y, F.scale(F.one, k % 3));
    y = F.sub(F.mul(s, s), F.scale(y, 1));
  }
  return F.build([y]);
}

describe('compile and bind', () => {
  it('give the values of plain exact evaluation for random circuits', () => {
    let compared = 0;
    for (let seed = 1; seed <= 400; seed += 1) {
      const circuit = randomCircuit(seed, 18);
      const point = randomPoint(seed);
      const expected = plainValues(circuit, point);
      if (expected === undefined) continue;
      const f = bind(rationals, compile(circuit));
      // Twice: the registers of the first call must not leak into the second.
      f(randomPoint(seed + 7000).map((x) => rationals.add(x, q(1, 3))));
      expect(f(point)).toEqual(circuit.outputs.map((output) => expected[output]));
      expect(evaluateAll(rationals, circuit, point)).toEqual(expected);
      compared += 1;
    }
    expect(compared).toBeGreaterThan(150);
  });

  it('use a number of registers that does not grow with the length of the circuit', () => {
    const constants = 3;
    expect(compile(chain(10)).registers).toBeLessThanOrEqual(3 + constants);
    expect(compile(chain(5000)).registers).toBe(compile(chain(10)).registers);
  });

  it('leave out instructions that no output needs, even divisions by zero', () => {
    const instructions: Instruction[] = [
      { op: 'sub', args: [0, 0] },
      { op: 'div', args: [0, 1] },
      { op: 'neg', args: [0] },
    ];
    const circuit: Circuit = { inputs: ['x'], instructions, outputs: [3] };
    expect(compile(circuit).opcodes).toHaveLength(1);
    expect(evaluate(rationals, circuit, [q(5)])).toEqual([q(-5)]);
  });

  it('turn products and quotients by powers of two into shifts', () => {
    const F = circuitField(['x']);
    const [x = F.zero] = F.inputs;
    const circuit = F.build([F.mul(x, F.constant(q(1, 8))), F.div(x, F.constant(q(4))), F.div(F.constant(q(4)), x)]);
    const plan = compile(circuit);
    expect([...plan.opcodes]).toEqual([OPCODES.scale, OPCODES.scale, OPCODES.div]);
    expect([...plan.rights.subarray(0, 2)]).toEqual([-3, -2]);
    expect(plan.constants).toHaveLength(1);
    expect(bind(rationals, plan)([q(3)])).toEqual([q(3, 8), q(3, 4), q(4, 3)]);
  });

  it('accept outputs that are inputs or constants, also repeatedly', () => {
    const circuit: Circuit = {
      inputs: ['x', 'y'],
      instructions: [{ op: 'const', value: q(7) }],
      outputs: [1, 2, 1, 0],
    };
    expect(evaluate(rationals, circuit, [q(2), q(3)])).toEqual([q(3), q(7), q(3), q(2)]);
  });

  it('agree over bigfloat with the exact value to the precision', () => {
    const B = bigfloatArithmetic(200);
    const circuit = chain(4);
    const [exact = q(0)] = evaluate(rationals, circuit, [q(1, 7)]);
    const [y = B.zero] = evaluate(B, circuit, [B.constant(q(1, 7))]);
    const error = rationals.sub(rationals.div(B.toRational(y), exact), q(1));
    // Nine roundings of relative error 2^-199, amplified by squaring four times and by the cancellations of this circuit.
    expect(Math.abs(rationals.toNumber(error))).toBeLessThan(2 ** -188);
  });

  it('refuse a wrong number of inputs and references to later values', () => {
    expect(() => evaluate(rationals, chain(2), [])).toThrow('evaluate: expected 1 inputs, got 0');
    const circuit: Circuit = { inputs: ['x'], instructions: [{ op: 'neg', args: [2] }], outputs: [1] };
    expect(() => compile(circuit)).toThrow('compile: expected references to earlier values, got 2');
    expect(() => compile({ ...circuit, outputs: [9] })).toThrow(RangeError);
  });
});

describe('poles', () => {
  const F = circuitField(['x']);
  const [x = F.zero] = F.inputs;
  const circuit = F.build([F.add(F.div(F.one, x), F.div(x, F.sub(F.mul(x, x), F.constant(q(2)))))]);

  it('surface as a PoleError that names the instruction', () => {
    const divisions = circuit.instructions.flatMap(({ op }, i) => (op === 'div' ? [i] : []));
    let caught: unknown;
    try {
      evaluate(rationals, circuit, [q(0)]);
    } catch (error) {
      caught = error;
    }
    expect(caught).toBeInstanceOf(PoleError);
    expect(caught).toBeInstanceOf(RangeError);
    expect((caught as PoleError).instruction).toBe(divisions[0]);
    expect((caught as PoleError).message).toMatch(/^pole at instruction \d+: rationals\.div: /);
    expect(() => evaluateAll(rationals, circuit, [q(0)])).toThrow(PoleError);
  });

  it('can be found from the divisors', () => {
    const plan = compile(circuit);
    const f = bindDivisors(rationals, plan);
    const { outputs, divisors } = f([q(3)]);
    expect(outputs).toEqual(evaluate(rationals, circuit, [q(3)]));
    expect(divisors).toEqual([q(3), q(7)]);
    expect(f([q(1)]).divisors).toEqual([q(1), q(-1)]);
    expect(plan.divisions).toHaveLength(2);
  });

  it('are told from errors of other operations', () => {
    const broken = {
      ...rationals,
      add: () => {
        throw new RangeError('full');
      },
    };
    expect(() => evaluate(broken, circuit, [q(3)])).toThrow(/^full$/);
  });
});
