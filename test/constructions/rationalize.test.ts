import { describe, expect, it } from 'vitest';
import { float64 } from '../../src/arithmetic/float64.ts';
import { interval64 } from '../../src/arithmetic/interval64.ts';
import { formatExact, parseNumeral } from '../../src/arithmetic/numerals.ts';
import { fromDouble, makeRational, rationals as Q } from '../../src/arithmetic/rational.ts';
import { bindDense, catalogActivations, circuitOfNetwork } from '../../src/circuits/dense.ts';
import { bind, evaluate } from '../../src/circuits/evaluate.ts';
import { parseCircuit, serializeCircuit } from '../../src/circuits/file.ts';
import type { DenseNetwork } from '../../src/circuits/network-file.ts';
import { compile } from '../../src/circuits/plan.ts';
import { sizeOf } from '../../src/circuits/size.ts';
import { propagate } from '../../src/constructions/dense-propagation.ts';
import { rationalize } from '../../src/constructions/rationalize.ts';
import { parseDomain } from '../../src/functions/domain.ts';
import { estimateDifference } from '../../src/measurement/difference.ts';
import { createRandomSource } from '../../src/training/random.ts';
import { randomNetwork } from '../../src/theorems/random-network.ts';

const SQUARE = parseDomain('-1,1');
const eps = parseNumeral;

/** The sampled difference of a network and of what its file says of the result. */
const seen = (network: DenseNetwork, made: ReturnType<typeof rationalize>, points = 64): number => {
  const { box } = made;
  const circuit = parseCircuit(serializeCircuit(made.circuit));
  const exact = <T>(F: Parameters<typeof catalogActivations<T>>[0]) => bindDense(F, network, catalogActivations(F));
  return Number(estimateDifference({ exact, circuit, box, eps: made.eps, points }).error);
};

describe('rationalize keeps its bound', () => {
  const activations = ['relu', 'prelu:-3/2', 'elu:2', 'logsigmoid', 'mish', 'gelu-erf', 'golu', 'cauchy:1,2,1'];

  it.each(activations)('for networks of %s, coarse and fine', (activation) => {
    for (const [accuracy, size] of [
      ['0.5', 1],
      ['1e-9', 1.5],
    ] as const) {
      const network = randomNetwork([2, 3, 2], [activation, activation], size, 5);
      const made = rationalize(network, { eps: eps(accuracy), domain: SQUARE });
      expect(Q.compare(eps(made.bound), made.eps)).toBeLessThanOrEqual(0);
      expect(seen(network, made, 24)).toBeLessThanOrEqual(Number(made.bound));
    }
  });

  it.each([1, 2])('for a GELU network 2–8–8–1 with weights up to 2 at 1e-8, with little slack (seed %i)', (seed) => {
    const network = randomNetwork([2, 8, 8, 1], ['gelu-tanh', 'gelu-tanh', 'identity'], 2, seed);
    const made = rationalize(network, { eps: eps('1e-8'), domain: SQUARE });
    const found = seen(network, made);
    expect(Number(made.bound)).toBeLessThanOrEqual(1e-8);
    expect(found).toBeLessThanOrEqual(Number(made.bound));
    expect(Number(made.bound) / found).toBeLessThan(1e5);
    expect(made.size.gates).toBeLessThan(240);
    expect(made.size).toEqual(sizeOf(made.circuit));
  });

  it('in doubles too: for GELU in its erf form, whose arguments reach 15', () => {
    const network = randomNetwork([2, 8, 8, 1], ['gelu-erf', 'gelu-erf', 'identity'], 2, 2);
    const made = rationalize(network, { eps: eps('1e-8'), domain: SQUARE });
    const [exact, circuit] = [
      bindDense(float64, network, catalogActivations(float64)),
      bind(float64, compile(made.circuit)),
    ];
    const random = createRandomSource(2);
    for (let k = 0; k < 2000; k += 1) {
      const point = [0, 1].map(() => 2 * random.uniform() - 1);
      expect(Math.abs((exact(point)[0] as number) - (circuit(point)[0] as number))).toBeLessThan(1e-8);
    }
  });

  it('for mixed activations, three inputs, a box of its own, and an accuracy beyond doubles', () => {
    const network = randomNetwork([3, 4, 3, 2], ['silu', 'tanh', 'softplus'], 1, 9);
    const domain = ['-1,1', '0,1/3', '2,2.5'].map(parseDomain);
    const made = rationalize(network, { eps: eps('1e-400'), domain, method: 'doubling' });
    expect(Q.compare(eps(made.bound), made.eps)).toBeLessThanOrEqual(0);
    expect(made.layers.map(({ activation }) => activation)).toEqual(['silu', 'tanh', 'softplus']);
    expect(made.circuit.inputs).toEqual(['x0', 'x1', 'x2']);
  });

  it('takes the method asked for where an activation has it', () => {
    const network = randomNetwork([1, 2, 1], ['tanh', 'relu'], 1, 3);
    const made = rationalize(network, { eps: eps('1e-6'), domain: SQUARE, method: 'coupled' });
    expect(made.layers.map(({ methods }) => methods?.[0])).toEqual(['coupled', expect.not.stringMatching('coupled')]);
    expect(() => rationalize(network, { eps: eps('1e-6'), domain: SQUARE, method: 'x' })).toThrow(
      /unknown method "x"; expected auto, .*coupled/u,
    );
  });
});

describe('rationalize keeps what is rational', () => {
  it('of rational activations and the identity exactly', () => {
    const network: DenseNetwork = {
      layers: [
        { ...(randomNetwork([2, 2], ['identity'], 1, 1).layers[0] as DenseNetwork['layers'][number]) },
        {
          weights: [[Q.one, Q.one]],
          bias: [makeRational(1n, 3n)],
          activation: { numerator: [Q.one], denominator: [makeRational(9n), Q.zero, Q.one] },
        },
      ],
    };
    const made = rationalize(network, { eps: eps('1e-3'), domain: SQUARE });
    expect(made.bound).toBe('0');
    const point = [makeRational(1n, 7n), makeRational(-2n, 3n)];
    expect(evaluate(Q, made.circuit, point)).toEqual(evaluate(Q, circuitOfNetwork(network), point));
  });

  it('of a neuron whose argument does not change', () => {
    const network = randomNetwork([1, 1], ['tanh'], 0, 1);
    const made = rationalize(network, { eps: eps('1e-9'), domain: SQUARE });
    expect(seen(network, made)).toBeLessThanOrEqual(1e-9);
  });
});

describe('rationalize refuses with one line', () => {
  const tanh = randomNetwork([1, 1], ['tanh'], 1, 1);
  const pole: DenseNetwork = {
    layers: [{ weights: [[Q.one]], bias: [Q.zero], activation: { numerator: [Q.one], denominator: [Q.zero, Q.one] } }],
  };
  it.each([
    ['an ε of 1', tanh, { eps: Q.one, domain: SQUARE }, /expected 0 < eps < 1/u],
    ['a box of another dimension', tanh, { eps: eps('0.1'), domain: [SQUARE, SQUARE] }, /expected 1 intervals/u],
    ['a pole', pole, { eps: eps('0.1'), domain: SQUARE }, /layers\[0\]: a rational activation: .*\[.*\]/u],
    [
      'a square root at 0',
      randomNetwork([1, 1], ['sqrt'], 1, 1),
      { eps: eps('0.1'), domain: SQUARE },
      /layers\[0\]: sqrt: its slope/u,
    ],
  ] as const)('%s', (_, network, request, message) => {
    expect(() => rationalize(network, request)).toThrow(message);
  });
});

describe('propagation on a box', () => {
  it('contains what single errors do to the outputs', () => {
    const network = randomNetwork([2, 3, 3, 1], ['silu', 'relu', 'identity'], 1, 4);
    const { layers } = propagate(network, [SQUARE, SQUARE]);
    const random = createRandomSource(1);
    const [error, F] = [1e-3, interval64];
    for (let k = 0; k < 200; k += 1) {
      const point = [0, 1].map(() => F.constant(fromDouble(2 * random.uniform() - 1)));
      // An error of one neuron of the first layer, in the middle of the network.
      const chosen = k % 3;
      let count = 0;
      const plain = catalogActivations(F);
      const disturbed = bindDense(F, network, (name, x) => {
        const y = plain(name, x);
        return count++ === chosen ? F.add(y, F.constant(fromDouble(error))) : y;
      })(point);
      const undisturbed = bindDense(F, network, plain)(point);
      const change = F.lower(F.abs(F.sub(disturbed[0] as never, undisturbed[0] as never)));
      expect(change, formatExact(fromDouble(change))).toBeLessThanOrEqual(
        error * (layers[0]?.sensitivities[chosen] as number),
      );
    }
  });
});
