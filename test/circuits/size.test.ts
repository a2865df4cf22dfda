import { describe, expect, it } from 'vitest';
import { makeRational, type Rational } from '../../src/arithmetic/rational.ts';
import { circuitField } from '../../src/circuits/builder.ts';
import type { Circuit, Instruction } from '../../src/circuits/circuit.ts';
import { circuitFromExpression } from '../../src/circuits/expression.ts';
import { lower, type NetworkForm } from '../../src/circuits/lower.ts';
import { sizeOf } from '../../src/circuits/size.ts';
import { exactDegrees } from './polynomial-functions.ts';
import { randomCircuit } from './random-circuits.ts';

const q = (n: number, d = 1): Rational => makeRational(BigInt(n), BigInt(d));

/** k scaled Newton steps f ← (μf + x/(μf))/2 for √x from f = 1. */
function newton(k: number): Circuit {
  const F = circuitField(['x']);
  const [x = F.zero] = F.inputs;
  let f = F.one;
  for (let i = 0; i < k; i += 1) {
    const scaled = F.mul(F.constant(q(3 + i, 7)), f);
    f = F.scale(F.add(scaled, F.div(x, scaled)), -1);
  }
  return F.build([f]);
}

describe('sizeOf', () => {
  it('counts 1/(1 + 25x²) as worked out by hand', () => {
    expect(sizeOf(circuitFromExpression('1/(1+25*x^2)'))).toEqual({
      gates: 2,
      nodes: 2,
      depth: 2,
      // s = (x)²: 1 weight; r = 1/(25 s + 1): 1 weight, 1 bias; output r: 1 weight; two activations.
      parameters: 6,
      layeredNodes: 2,
      layeredParameters: 6,
      degree: 2n,
    });
  });

  it('counts the second Newton step, with the identity nodes of its layers, as worked out by hand', () => {
    expect(sizeOf(newton(2))).toEqual({
      gates: 1,
      nodes: 3,
      depth: 2,
      // r = 1/(w x + b): 2; (x ± r)²: 2 each; output w x + w n + w n + b: 4; three activations.
      parameters: 13,
      // x is carried through layers 1 and 2.
      layeredNodes: 5,
      layeredParameters: 17,
      degree: 2n,
    });
  });

  it('counts an affine function as its weights alone', () => {
    const affine = { gates: 0, nodes: 0, depth: 0, layeredNodes: 0 };
    expect(sizeOf(circuitFromExpression('3*x/7-1'))).toEqual({
      ...affine,
      parameters: 2,
      layeredParameters: 2,
      degree: 1n,
    });
    expect(sizeOf(circuitFromExpression('x*0+5', ['x']))).toMatchObject({ ...affine, parameters: 1, degree: 0n });
  });

  it('bounds the degree of k scaled Newton steps by 2^(k − 1), and of k squarings by 2^k', () => {
    for (const k of [1, 2, 3, 4, 5, 9]) expect(sizeOf(newton(k)).degree).toBe(2n ** BigInt(k - 1));
    for (const k of [0, 1, 7, 300]) {
      const F = circuitField(['x']);
      let [y = F.zero] = F.inputs;
      for (let i = 0; i < k; i += 1) y = F.mul(y, y);
      expect(sizeOf(F.build([y])).degree).toBe(2n ** BigInt(k));
    }
  });

  it('never bounds the degree below the exact one', () => {
    let [compared, sharp] = [0, 0];
    for (let seed = 1; seed <= 500; seed += 1) {
      const circuit = randomCircuit(seed, 14, 1);
      const exact = exactDegrees(circuit);
      if (exact === undefined || Math.max(...exact) > 60) continue;
      const { degree } = sizeOf(circuit);
      expect(degree, `seed ${String(seed)}`).toBeGreaterThanOrEqual(BigInt(Math.max(...exact)));
      compared += 1;
      if (degree === BigInt(Math.max(...exact))) sharp += 1;
    }
    expect(compared).toBeGreaterThan(250);
    expect(sharp).toBeGreaterThan(compared / 2);
  });

  it('finds the same nodes, depth and parameters as the exact network', () => {
    const parametersOf = ({ weights, bias }: NetworkForm): number => weights.length + (bias.numerator === 0n ? 0 : 1);
    let compared = 0;
    for (let seed = 1; seed <= 500; seed += 1) {
      const circuit = randomCircuit(seed, 20);
      let network: ReturnType<typeof lower>;
      try {
        network = lower(circuit);
      } catch {
        expect(() => sizeOf(circuit)).toThrow(/constant zero/);
        continue;
      }
      const depths = [0, 0];
      for (const { weights } of network.nodes) {
        depths.push(1 + Math.max(...weights.map(({ source }) => depths[source] ?? 0)));
      }
      const forms = [...network.nodes, ...network.outputs].map(parametersOf);
      expect(sizeOf(circuit), `seed ${String(seed)}`).toMatchObject({
        nodes: network.nodes.length,
        depth: Math.max(...depths),
        parameters: forms.reduce((sum, count) => sum + count, network.nodes.length),
      });
      compared += 1;
    }
    expect(compared).toBeGreaterThan(300);
  });

  it('does not take a multiple of its filter prime for zero, nor a true zero for anything else', () => {
    const prime = makeRational(67108859n);
    const F = circuitField(['x']);
    const [x = F.zero] = F.inputs;
    expect(sizeOf(F.build([F.mul(F.constant(prime), x)]))).toMatchObject({ parameters: 1, degree: 1n });
    expect(sizeOf(F.build([F.mul(F.add(x, F.constant(prime)), x)]))).toMatchObject({ gates: 1, nodes: 1 });
    expect(sizeOf(F.build([F.mul(F.add(F.mul(x, x), F.constant(prime)), x)]))).toMatchObject({
      gates: 2,
      // x²: 1 weight; two squares of 2 weights and a bias; 2 weights of the output; three activations.
      parameters: 1 + 2 * 3 + 2 + 3,
    });
    // (p + 1)x − x − px = 0, although none of the weights is 0 modulo 2.
    const instructions: Instruction[] = [
      { op: 'const', value: makeRational(67108860n) },
      { op: 'mul', args: [1, 0] },
      { op: 'sub', args: [2, 0] },
      { op: 'const', value: prime },
      { op: 'mul', args: [4, 0] },
      { op: 'sub', args: [3, 5] },
    ];
    expect(sizeOf({ inputs: ['x'], instructions, outputs: [6] })).toMatchObject({ parameters: 0, degree: 0n });
    expect(sizeOf({ inputs: ['x'], instructions, outputs: [3] })).toMatchObject({ parameters: 1, degree: 1n });
  });

  it('sizes thousands of gates with constants of thousands of digits in little time', () => {
    const F = circuitField(['x']);
    const [x = F.zero] = F.inputs;
    let y = x;
    for (let k = 1; k <= 1250; k += 1) {
      const c = F.constant(makeRational((BigInt(k) ** 1000n) | 1n, 1n << 10_000n));
      const s = F.mul(y, y);
      y = F.div(F.mul(y, F.add(s, F.mul(c, x))), F.add(F.mul(s, x), c));
    }
    const circuit = F.build([y]);
    const start = performance.now();
    expect(sizeOf(circuit)).toMatchObject({ gates: 5000, nodes: 1250 * 8 });
    expect(performance.now() - start).toBeLessThan(2000);
  });

  it('sizes a long sum in linear time, and never works out constants that it need not know', () => {
    const sum: Instruction[] = [{ op: 'mul', args: [0, 0] }];
    for (let k = 1; k < 20_000; k += 2) {
      sum.push({ op: 'mul', args: [k === 1 ? 1 : k - 1, 0] }, { op: 'add', args: [k, k + 1] });
    }
    expect(sizeOf({ inputs: ['x'], instructions: sum, outputs: [sum.length] }).gates).toBe(10_001);
    const towers: Instruction[] = [{ op: 'const', value: q(3) }];
    for (let k = 1; k < 200; k += 1) towers.push({ op: 'mul', args: [k, k] });
    towers.push({ op: 'mul', args: [200, 0] });
    expect(sizeOf({ inputs: ['x'], instructions: towers, outputs: [201] })).toMatchObject({
      parameters: 1,
      degree: 1n,
    });
  });

  it('refuses networks of too many weights before they fill the memory', () => {
    const F = circuitField(['x', 'y']);
    const [x = F.zero, y = F.zero] = F.inputs;
    const powers = [F.mul(x, y)];
    for (let k = 0; k < 2500; k += 1) powers.push(F.mul(powers.at(-1) ?? x, y));
    const long = powers.reduce((sum, term) => F.add(sum, term));
    let sum = x;
    for (let k = 0; k < 2500; k += 1) sum = F.add(F.mul(F.add(long, F.fromInteger(k)), y), sum);
    expect(() => sizeOf(F.build([sum]))).toThrow('lower: expected at most 16777216 weights, got more');
  });
});
