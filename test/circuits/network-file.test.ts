import { describe, expect, it } from 'vitest';
import { makeRational } from '../../src/arithmetic/rational.ts';
import { parseNetwork, serializeNetwork } from '../../src/circuits/network-file.ts';

const layer = {
  weights: [
    ['1', '2'],
    ['3', '4'],
    ['5', '6'],
  ],
  bias: ['0', '0', '1/3'],
  activation: 'gelu-tanh',
};
const last = { weights: [[1, 2.5, -3]], bias: [0], activation: { numerator: [0, 1], denominator: ['1', 0.5] } };
const document = { format: 'loglog-network', version: 1, layers: [layer, last] };

function refusal(layers: unknown): string {
  try {
    parseNetwork(JSON.stringify({ ...document, layers }));
  } catch (error) {
    expect(error).toBeInstanceOf(RangeError);
    return (error as Error).message;
  }
  return 'accepted';
}

describe('parseNetwork', () => {
  it('reads numbers and strings exactly, as written', () => {
    const digits = '0.1000000000000000055511151231257827021181583404541015625';
    const text = `{"format":"loglog-network","version":1,"meta":{"note":"a \\"1.5\\" b\\\\","n":7},"layers":[
      {"weights":[[0.1, ${digits}],["1/3",-1.5E-2]],"bias":[1e-400,12345678901234567890],"activation":"identity"}]}`;
    expect(parseNetwork(text)).toEqual({
      layers: [
        {
          weights: [
            [makeRational(1n, 10n), makeRational(BigInt(digits.slice(2)), 10n ** BigInt(digits.length - 2))],
            [makeRational(1n, 3n), makeRational(-15n, 1000n)],
          ],
          bias: [makeRational(1n, 10n ** 400n), makeRational(12345678901234567890n)],
          activation: 'identity',
        },
      ],
      meta: { note: 'a "1.5" b\\', n: 7 },
    });
  });

  it('reads rational activations', () => {
    const [, second] = parseNetwork(JSON.stringify(document)).layers;
    expect(second?.activation).toEqual({
      numerator: [makeRational(0n), makeRational(1n)],
      denominator: [makeRational(1n), makeRational(1n, 2n)],
    });
  });

  it.each([
    [[], 'layers: expected at least 1 entries, got an array of 0'],
    [[{ ...layer, weights: [['1', '2'], ['3'], ['5', '6']] }], 'layers[0].weights[1]: expected 2 entries, got 1'],
    [[{ ...layer, bias: ['0'] }], 'layers[0].bias: expected 3 entries, got 1'],
    [[layer, { ...last, weights: [[1, 2]] }], 'layers[1].weights[0]: expected 3 entries, got 2'],
    [[layer, { ...last, weights: [[1, null, 3]] }], 'layers[1].weights[0][1]: expected a number, got null'],
    [[{ ...layer, bias: ['0', '0', 'inf'] }], /^layers\[0\]\.bias\[2\]: expected a number such as .*got "inf"/],
    [[{ ...layer, activation: '' }], 'layers[0].activation: expected a known activation, got ""'],
    [[{ ...layer, activation: 3 }], 'layers[0].activation: expected a name or {numerator, denominator}, got 3'],
    [
      [{ ...layer, activation: { numerator: [1] } }],
      'layers[0].activation.denominator: expected an array, got nothing',
    ],
    [
      [{ ...layer, activation: { numerator: [1], denominator: [0, '0'] } }],
      'layers[0].activation.denominator: expected a coefficient that is not zero, got only zeros',
    ],
    [
      [{ ...layer, activation: { numerator: [1], denominator: [1], scale: 2 } }],
      'layers[0].activation: expected no other fields, got "scale"',
    ],
    [[{ ...layer, dropout: 0.5 }], 'layers[0]: expected no other fields, got "dropout"'],
  ])('refuses %j', (layers, message) => {
    if (typeof message === 'string') expect(refusal(layers)).toBe(message);
    else expect(refusal(layers)).toMatch(message);
  });

  it('asks whether a name is an activation, but never about identity', () => {
    const isActivation = (name: string): boolean => name === 'relu';
    const text = (activation: string): string => JSON.stringify({ ...document, layers: [{ ...layer, activation }] });
    expect(parseNetwork(text('relu'), { isActivation }).layers[0]?.activation).toBe('relu');
    expect(parseNetwork(text('identity'), { isActivation }).layers[0]?.activation).toBe('identity');
    expect(() => parseNetwork(text('rleu'), { isActivation, name: 'n.json' })).toThrow(
      'n.json: layers[0].activation: expected a known activation, got "rleu"',
    );
  });
});

describe('serializeNetwork', () => {
  it('is undone by parseNetwork', () => {
    const network = parseNetwork(JSON.stringify({ ...document, meta: { seed: 3 } }));
    expect(parseNetwork(serializeNetwork(network))).toEqual(network);
  });
});
