import { describe, expect, it } from 'vitest';
import { bigfloat } from '../../../src/arithmetic/bigfloat.ts';
import { log2Of, parseNumeral } from '../../../src/arithmetic/numerals.ts';
import { rationals as Q, type Rational } from '../../../src/arithmetic/rational.ts';
import {
  bindDense,
  catalogActivations,
  type Circuit,
  circuitField,
  circuitFromExpression,
  type DenseNetwork,
  evaluate,
  type Wire,
} from '../../../src/circuits/index.ts';
import { smoothCarrying } from '../../../src/constructions/gates/carrying.ts';
import { shallowNetwork } from '../../../src/constructions/gates/differences.ts';
import { boundOnEllipse } from '../../../src/constructions/gates/ellipse-bound.ts';
import type { GateKit } from '../../../src/constructions/gates/gate-kit.ts';
import { networkOfCircuit } from '../../../src/constructions/gates/network-of-circuit.ts';
import { rangesOf } from '../../../src/constructions/gates/ranges.ts';
import { smoothKit } from '../../../src/constructions/gates/smooth-square.ts';
import type { Domain } from '../../../src/functions/index.ts';
import { findTarget } from '../../../src/functions/index.ts';
import { S } from '../../../src/constructions/planning.ts';
import { reluKit } from '../../../src/triangle/index.ts';

const q = parseNumeral;
const interval = (lower: string, upper: string): Domain => ({ lower: q(lower), upper: q(upper) });
const UNIT = interval('-1', '1');
const kitOf = (name: string, maxWeight?: string): GateKit =>
  name === 'relu'
    ? reluKit
    : smoothKit(
        findTarget(name),
        smoothCarrying(findTarget(name)),
        Q.zero,
        maxWeight === undefined ? undefined : q(maxWeight),
      );

const largestWeight = ({ layers }: DenseNetwork): Rational =>
  layers
    .flatMap(({ weights, bias }) => [...weights.flat(), ...bias])
    .reduce((most, w) => Q.max(most, Q.max(w, Q.neg(w))), Q.zero);

/** The largest distance of a network from a circuit over a grid of the box; as a log₂. */
function distance(network: DenseNetwork, circuit: Circuit, box: readonly Domain[], count: number): number {
  const F = bigfloat(256 + 2 * Math.max(0, Math.ceil(log2Of(largestWeight(network)))));
  const f = bindDense(F, network, catalogActivations(F));
  let worst = -Infinity;
  for (let i = 0; i <= count; i += 1) {
    const point = box.map(({ lower, upper }, d) => {
      const part = Q.div(Q.fromInteger((i * (1 + 2 * d)) % (count + 1)), Q.fromInteger(count));
      return F.constant(Q.add(lower, Q.mul(part, Q.sub(upper, lower))));
    });
    const exact = evaluate(F, circuit, point);
    f(point).forEach((value, k) => {
      const gap = F.abs(F.sub(value, exact[k] ?? F.zero));
      if (gap.mantissa !== 0n) worst = Math.max(worst, log2Of(F.toRational(gap)));
    });
  }
  return worst;
}

describe('squaring gates', () => {
  for (const [name, maxWeight] of [
    ['gelu-tanh'],
    ['gelu-tanh', '4'],
    ['softplus:3'],
    ['silu', '2'],
    ['logsigmoid'],
    ['relu'],
  ] as const) {
    it(`of ${name}${maxWeight === undefined ? '' : `, weights up to ${maxWeight}`} keep their bounds, which are below the tolerance`, () => {
      const kit = kitOf(name, maxWeight);
      for (const digits of [1, 5, 20]) {
        const tolerance = S.constant(q(`1e-${String(digits)}`));
        const gate = kit.square(tolerance);
        expect(S.compare(gate.error, tolerance)).toBeLessThanOrEqual(0);
        const F = bigfloat(600);
        const named = catalogActivations(F);
        for (let i = -8; i <= 8; i += 1) {
          const x = F.div(F.fromInteger(i), F.fromInteger(8.0));
          const square = gate.apply(
            {
              constant: (value) => F.constant(value),
              add: (a, b) => F.add(a, b),
              scaleBy: (factor, a) => F.mul(F.constant(factor), a),
              activate: (a) => named(kit.carrying.activation, a),
              hold: (a) => a,
            },
            x,
          );
          const error = F.abs(F.sub(square, F.mul(x, x)));
          expect(F.compare(error, F.from(gate.error))).toBeLessThanOrEqual(0);
        }
      }
    });
  }

  it('refuse activations without curvature at the point', () => {
    const tanh = findTarget('tanh');
    const carrying = { activation: 'tanh', slope: Q.one, idempotent: false };
    expect(() => smoothKit(tanh, carrying, Q.zero)).toThrow('expected an activation with curvature at 0');
    expect(() => smoothCarrying(tanh)).toThrow('tanh: expected an activation of gelu-tanh');
  });
});

describe('networkOfCircuit', () => {
  const cases: readonly (readonly [string, string, string, string?])[] = [
    ['1/(1+x^2)', 'gelu-tanh', '1e-30'],
    ['1/(1+x^2)', 'gelu-tanh', '1e-12', '4'],
    ['(x^3-2*x+1)/(x-3)', 'silu', '1e-8'],
    ['1/(1+25*x^2)', 'softplus', '1e-6', '10'],
    ['x^5-x/3', 'relu', '1e-6'],
    ['(x+2)/(x^2+1)', 'relu', '1e-4'],
    ['1000*x^2+1/7', 'gelu-erf', '1e-5'],
  ];
  for (const [expression, activation, eps, maxWeight] of cases) {
    it(`keeps ${eps} for ${expression} by ${activation}${maxWeight === undefined ? '' : `, weights up to ${maxWeight}`}`, () => {
      const circuit = circuitFromExpression(expression);
      const { network, bound } = networkOfCircuit(circuit, [UNIT], q(eps), kitOf(activation, maxWeight));
      expect(Q.compare(q(bound), q(eps))).toBeLessThanOrEqual(0);
      expect(distance(network, circuit, [UNIT], 12)).toBeLessThanOrEqual(log2Of(q(bound)));
      if (maxWeight !== undefined) expect(Q.compare(largestWeight(network), q(maxWeight))).toBeLessThanOrEqual(0);
      expect(new Set(network.layers.map((layer) => layer.activation))).toEqual(
        new Set([activation === 'softplus' ? 'softplus:1' : activation, 'identity']),
      );
    });
  }

  it('takes several inputs and outputs, and constants', () => {
    const F = circuitField(['x0', 'x1']);
    const [x, y] = F.inputs as readonly [Wire, Wire];
    const ratio = F.div(F.mul(x, y), F.add(F.fromInteger(5), F.sub(x, y)));
    const circuit = F.build([ratio, F.neg(F.mul(ratio, ratio)), F.constant(q('1/3'))]);
    const box = [interval('-1', '2'), interval('0', '1')];
    const { network, bound } = networkOfCircuit(circuit, box, q('1e-9'), kitOf('gelu-tanh'));
    expect(distance(network, circuit, box, 20)).toBeLessThanOrEqual(log2Of(q(bound)));
  });

  it('refuses circuits without inputs', () => {
    const F = circuitField([]);
    const circuit = F.build([F.fromInteger(1)]);
    expect(() => networkOfCircuit(circuit, [], q('1e-3'), kitOf('relu'))).toThrow('expected a network with inputs');
  });

  it('refuses circuits that may divide by 0', () => {
    const circuit = circuitFromExpression('1/(x-1/3)');
    expect(() => networkOfCircuit(circuit, [UNIT], q('1e-3'), kitOf('gelu-tanh'))).toThrow(
      'without a pole on the domain',
    );
  });
});

describe('rangesOf', () => {
  it('contains all values, though a naive enclosure of the divisor contains 0', () => {
    const circuit = circuitFromExpression('1/(x^2-x+1)');
    const ranges = rangesOf(circuit, [interval('-2', '2')]);
    const F = bigfloat(96);
    const last = ranges.at(-1);
    if (last === undefined) throw new Error('no range');
    expect(F.toNumber(last.upper)).toBeGreaterThanOrEqual(4 / 3);
    expect(F.toNumber(last.upper)).toBeLessThan(1.6);
    expect(F.toNumber(last.lower)).toBeLessThanOrEqual(1 / 7);
  });
});

describe('boundOnEllipse', () => {
  const f = findTarget('cauchy:0,1,1').evaluate;
  it('bounds 1/(1 + z²) inside the poles and refuses more', () => {
    const inside = boundOnEllipse(f, Q.zero, [q('1.25'), q('0.75')]);
    expect(inside).toBeDefined();
    // At 0.75i the value is 1/(1 − 9/16).
    expect(Q.toNumber(inside ?? Q.zero)).toBeGreaterThanOrEqual(16 / 7);
    expect(Q.toNumber(inside ?? Q.zero)).toBeLessThan(10);
    expect(boundOnEllipse(f, Q.zero, [q('1.5'), q('1.1')])).toBeUndefined();
  });
});

describe('shallowNetwork', () => {
  for (const spare of ['none', 'degree'] as const) {
    it(`keeps its bound with one hidden layer, spare neurons: ${spare}`, () => {
      const circuit = circuitFromExpression('(x+1)/(x^2+2)');
      const domain = interval('-1/2', '1');
      const { network, bound } = shallowNetwork(circuit, domain, q('1e-9'), findTarget('gelu-tanh'), q('1/2'), spare);
      expect(network.layers).toHaveLength(2);
      expect(Q.compare(q(bound), q('1e-9'))).toBeLessThanOrEqual(0);
      expect(distance(network, circuit, [domain], 15)).toBeLessThanOrEqual(log2Of(q(bound)));
    });
  }

  it('refuses a function with a pole at the domain', () => {
    const pole = circuitFromExpression('1/(x-1)');
    expect(() => shallowNetwork(pole, UNIT, q('1e-3'), findTarget('gelu-tanh'), q('1/2'))).toThrow(
      'analytic around the domain',
    );
  });
});
