import { describe, expect, it } from 'vitest';
import { makeRational, type Rational, rationals } from '../../src/arithmetic/rational.ts';
import { circuitField } from '../../src/circuits/builder.ts';
import type { Circuit } from '../../src/circuits/circuit.ts';
import { PoleError } from '../../src/circuits/evaluate.ts';
import { circuitFromExpression } from '../../src/circuits/expression.ts';
import { evaluateNetwork, lower } from '../../src/circuits/lower.ts';
import { plainValues, randomCircuit, randomPoint } from './random-circuits.ts';

const q = (n: number, d = 1): Rational => makeRational(BigInt(n), BigInt(d));

/** The lowered network, or undefined if the circuit divides by a value that is constantly zero. */
function lowered(circuit: Circuit): ReturnType<typeof lower> | undefined {
  try {
    return lower(circuit);
  } catch (error) {
    if (error instanceof RangeError && error.message.includes('constant zero')) return undefined;
    throw error;
  }
}

describe('lower', () => {
  it('gives a network that is exactly the same function as the circuit', () => {
    let compared = 0;
    for (let seed = 1; seed <= 600; seed += 1) {
      const circuit = randomCircuit(seed, 16);
      const network = lowered(circuit);
      const values = plainValues(circuit, randomPoint(seed));
      if (network === undefined || values === undefined) continue;
      compared += 1;
      const expected = circuit.outputs.map((output) => values[output]);
      expect(evaluateNetwork(rationals, network, randomPoint(seed)), `seed ${String(seed)}`).toEqual(expected);
    }
    expect(compared).toBeGreaterThan(250);
  });

  it('has nodes of type at most (3, 2), weights of earlier sources in order, and no weight zero', () => {
    for (let seed = 1; seed <= 200; seed += 1) {
      const network = lowered(randomCircuit(seed, 16));
      network?.nodes.forEach(({ numerator, denominator, weights }, k) => {
        expect(numerator.length).toBeLessThanOrEqual(4);
        expect(denominator.length).toBeLessThanOrEqual(3);
        expect(weights.length).toBeGreaterThan(0);
        weights.forEach(({ source, weight }, i) => {
          expect(source).toBeLessThan(2 + k);
          expect(source).toBeGreaterThan(weights[i - 1]?.source ?? -1);
          expect(weight.numerator).not.toBe(0n);
        });
      });
    }
  });

  it('spends two squares on a product, one on a square, one reciprocal on all quotients by the same value', () => {
    const F = circuitField(['x', 'y', 'z']);
    const [x = F.zero, y = F.zero, z = F.zero] = F.inputs;
    expect(lower(F.build([F.mul(x, y)])).nodes).toHaveLength(2);
    expect(lower(F.build([F.mul(x, x)])).nodes).toEqual([
      { numerator: [q(0), q(0), q(1)], denominator: [q(1)], weights: [{ source: 0, weight: q(1) }], bias: q(0) },
    ]);
    expect(lower(F.build([F.div(F.fromInteger(5), x)])).nodes).toHaveLength(1);
    expect(lower(F.build([F.add(F.div(x, z), F.div(y, z))])).nodes).toHaveLength(5);
    expect(lower(F.build([F.mul(F.fromInteger(3), F.div(x, F.fromInteger(7)))])).nodes).toHaveLength(0);
  });

  it('gives no node to a square of a constant: (1 − x)(1 + x) is one square', () => {
    const network = lower(circuitFromExpression('(1-x)*(1+x)'));
    expect(network.nodes).toHaveLength(1);
    expect(evaluateNetwork(rationals, network, [q(3)])).toEqual([q(-8)]);
  });

  it('removes what cancels, to the last node', () => {
    const instructions: Circuit['instructions'] = [
      { op: 'mul', args: [0, 0] },
      { op: 'add', args: [1, 0] },
      { op: 'sub', args: [2, 1] },
    ];
    expect(lower({ inputs: ['x'], instructions, outputs: [3] })).toEqual({
      inputs: ['x'],
      nodes: [],
      outputs: [{ weights: [{ source: 0, weight: q(1) }], bias: q(0) }],
    });
  });

  it('refuses quotients by what is constantly zero, and weights beyond any use', () => {
    const instructions: Circuit['instructions'] = [
      { op: 'sub', args: [0, 0] },
      { op: 'div', args: [0, 1] },
    ];
    const message = 'lower: expected non-zero divisors, got the constant zero in instruction 1';
    expect(() => lower({ inputs: ['x'], instructions, outputs: [2] })).toThrow(message);
    const towers: Circuit['instructions'][number][] = [{ op: 'const', value: q(3) }];
    for (let k = 1; k < 40; k += 1) towers.push({ op: 'mul', args: [k, k] });
    expect(() => lower({ inputs: ['x'], instructions: towers, outputs: [40] })).toThrow(/at most 1048576 bits/);
  });
});

describe('evaluateNetwork', () => {
  it('reports poles by the number of the node', () => {
    const network = lower(circuitFromExpression('1/(x^2-4)'));
    expect(() => evaluateNetwork(rationals, network, [q(2)])).toThrow(PoleError);
    expect(() => evaluateNetwork(rationals, network, [q(2)])).toThrow(/^pole at node 1: /);
    expect(() => evaluateNetwork(rationals, network, [])).toThrow('evaluateNetwork: expected 1 inputs, got 0');
  });

  it('evaluates nodes of any type up to (3, 2)', () => {
    const node = { numerator: [q(1), q(0), q(0), q(2)], denominator: [q(1), q(0), q(3)] };
    const weights = [{ source: 0, weight: q(1, 2) }];
    const network = {
      inputs: ['x'],
      nodes: [{ ...node, weights, bias: q(1) }],
      outputs: [{ weights: [{ source: 1, weight: q(13) }], bias: q(-4) }],
    };
    // u = 2: (1 + 16) / (1 + 12) · 13 − 4
    expect(evaluateNetwork(rationals, network, [q(2)])).toEqual([q(13)]);
  });
});
