/**
 * Networks evaluated point by point in double precision: errors, outputs, and what every neuron does.
 */
import type { Layout } from './layout.ts';
import type { Samples } from './samples.ts';

/** The values of all neurons at one point: what they are before ReLU, layer by layer. */
type PointValues = readonly Float64Array[];

const roomFor = ({ widths }: Layout): PointValues => widths.slice(1).map((width) => new Float64Array(width));

/** Evaluates at x and returns the output; `before` is filled. */
function evaluateAt(layout: Layout, parameters: Float64Array, x: number, before: PointValues): number {
  const { widths, weightsAt, biasesAt, hasReluOutput } = layout;
  for (let l = 0; l + 1 < widths.length; l += 1) {
    const values = before[l] as Float64Array;
    const inputs = widths[l] as number;
    for (let o = 0; o < values.length; o += 1) {
      const row = (weightsAt[l] as number) + o * inputs;
      let sum = parameters[(biasesAt[l] as number) + o] as number;
      for (let j = 0; j < inputs; j += 1) {
        const input = l === 0 ? x : Math.max(0, (before[l - 1] as Float64Array)[j] as number);
        sum += (parameters[row + j] as number) * input;
      }
      values[o] = sum;
    }
  }
  const output = (before.at(-1) as Float64Array)[0] as number;
  return hasReluOutput ? Math.max(0, output) : output;
}

/**
 * The outputs of a network at points.
 *
 * @param layout - The network's shape.
 * @param parameters - Its parameters.
 * @param x - The points.
 * @returns One output for each point.
 */
export function outputsAt(layout: Layout, parameters: Float64Array, x: Float64Array): Float64Array {
  const room = roomFor(layout);
  return x.map((t) => evaluateAt(layout, parameters, t, room));
}

/**
 * The mean squared error `(1/n) Σ (network(x_i) − y_i)²`, point by point.
 *
 * @param layout - The network's shape.
 * @param parameters - Its parameters.
 * @param samples - The data.
 * @returns The mean squared error.
 */
export function meanSquaredError(layout: Layout, parameters: Float64Array, { x, y }: Samples): number {
  const outputs = outputsAt(layout, parameters, x);
  const sum = outputs.reduce((total, output, i) => total + (output - (y[i] as number)) ** 2, 0);
  return sum / x.length;
}

/**
 * What every neuron gives before ReLU, at points.
 *
 * @param layout - The network's shape.
 * @param parameters - Its parameters.
 * @param x - The points.
 * @returns By layer (the output layer last), by neuron, by point.
 */
export function neuronOutputs(
  layout: Layout,
  parameters: Float64Array,
  x: Float64Array,
): readonly (readonly Float64Array[])[] {
  const room = roomFor(layout);
  const outputs = room.map((values) => Array.from(values, () => new Float64Array(x.length)));
  x.forEach((t, i) => {
    evaluateAt(layout, parameters, t, room);
    room.forEach((values, l) => {
      values.forEach((value, o) => {
        (outputs[l]?.[o] as Float64Array)[i] = value;
      });
    });
  });
  return outputs;
}
