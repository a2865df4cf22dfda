import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { float64 as F } from '../../../src/arithmetic/float64.ts';
import { fromDouble } from '../../../src/arithmetic/rational.ts';
import { bindDense, catalogActivations } from '../../../src/circuits/dense.ts';
import { readOnnx } from '../../../src/circuits/onnx/read-node.ts';
import { encodeOnnx } from '../../../src/circuits/onnx/schema-node.ts';

interface Fixture {
  readonly name: string;
  readonly precision: 'float' | 'double';
  readonly model: string;
  readonly inputs: readonly (readonly number[])[];
  readonly outputs: readonly (readonly number[])[];
}

const { models } = JSON.parse(readFileSync(new URL('../../fixtures/onnx-models.json', import.meta.url), 'utf8')) as {
  readonly models: readonly Fixture[];
};
const bytesOf = ({ model }: Fixture): Uint8Array => Uint8Array.from(Buffer.from(model, 'base64'));

describe('ONNX models', () => {
  it.each(models.map((model) => [model.name, model] as const))(
    'have the values of the reference evaluator: %s',
    async (_, model) => {
      const network = await readOnnx(bytesOf(model), 'model.onnx');
      const run = bindDense(F, network, catalogActivations(F));
      const tolerance = model.precision === 'double' ? 1e-13 : 2e-6;
      model.inputs.forEach((input, k) => {
        const expected = model.outputs[k] ?? [];
        expect(run(input)).toHaveLength(expected.length);
        run(input).forEach((value, i) => {
          const y = expected[i] as number;
          expect(Math.abs(value - y)).toBeLessThanOrEqual(tolerance * (1 + Math.abs(y)));
        });
      });
    },
  );

  const vector = (name: string, ...dims: readonly object[]) => ({
    name,
    type: { tensorType: { shape: { dim: dims } } },
  });
  const x = vector('x', { dimParam: 'batch' }, { dimValue: 2 });
  const weights = { name: 'w', dims: [2, 1], dataType: 1, floatData: [0.1, -3] };
  const node = (opType: string, input: readonly string[], output: string, rest: object = {}) => ({ opType, input, output: [output], ...rest }); // prettier-ignore
  const graph = {
    node: [node('MatMul', ['x', 'w'], 'y')],
    initializer: [weights],
    input: [x],
    output: [{ name: 'y' }],
  };

  it('keep their floats exactly', async () => {
    const { layers } = await readOnnx(await encodeOnnx(graph), 'm');
    expect(layers).toEqual([
      {
        weights: [[fromDouble(Math.fround(0.1)), fromDouble(-3)]],
        bias: [fromDouble(0)],
        activation: 'identity',
      },
    ]);
  });

  it.each([
    [
      'an operator of other models',
      { ...graph, node: [node('Conv', ['x', 'w'], 'y', { name: 'c1' })] },
      /node "c1" \(Conv\): unsupported operator/,
    ],
    [
      'operators of other sets',
      { ...graph, node: [node('Relu', ['x'], 'y', { domain: 'com.example' })] },
      /unsupported operator/,
    ],
    ['branches', { ...graph, node: [node('Add', ['x', 'x'], 'y')] }, /branches are no dense layers/],
    [
      'a width that is not fixed',
      { ...graph, input: [vector('x', { dimValue: 1 }, { dimParam: 'n' })] },
      /input "x": expected the shape \[batch, n\]/,
    ],
    [
      'an image',
      { ...graph, input: [vector('x', { dimValue: 1 }, { dimValue: 2 }, { dimValue: 2 })] },
      /expected the shape/,
    ],
    ['two inputs', { ...graph, input: [x, vector('z', { dimValue: 2 })] }, /expected one input, got 2/],
    ['no output', { ...graph, output: [] }, /expected one output, got 0/],
    [
      'weights of another shape',
      { ...graph, initializer: [{ ...weights, dims: [1, 2] }] },
      /expected weights for 2 inputs, got 1/,
    ],
    [
      'too few numbers',
      { ...graph, initializer: [{ ...weights, floatData: [1] }] },
      /tensor "w": expected 2 numbers by its shape, got 1/,
    ],
    [
      'numbers that are not finite',
      { ...graph, initializer: [{ ...weights, floatData: [1, NaN] }] },
      /expected finite numbers, got NaN/,
    ],
    [
      'numbers in another file',
      { ...graph, initializer: [{ ...weights, dataLocation: 1 }] },
      /got a reference to another file/,
    ],
    ['half precision', { ...graph, initializer: [{ ...weights, dataType: 10 }] }, /"w" to be known before|FLOAT/],
    [
      'an output without the input',
      { ...graph, output: [{ name: 'w' }] },
      /expected the output "w" to depend on the input/,
    ],
    ['an unknown operand', { ...graph, node: [node('Relu', ['z'], 'y')] }, /expected "z" to be known before/],
  ])('are refused with one line: %s', async (_, faulty, message) => {
    const failure = readOnnx(await encodeOnnx(faulty), 'm.onnx');
    await expect(failure).rejects.toThrow(message);
    await expect(failure).rejects.toThrow(/^m\.onnx: [^\n]+$/);
  });

  it('are refused where they end early, and where they are something else', async () => {
    const bytes = await encodeOnnx(graph);
    for (let length = 0; length < bytes.length; length += 1) {
      await expect(readOnnx(bytes.slice(0, length), 'm')).rejects.toThrow(RangeError);
    }
    await expect(readOnnx(new TextEncoder().encode('{"format":"loglog-network"}'), 'm')).rejects.toThrow(RangeError);
  });
});
