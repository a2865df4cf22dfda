/**
 * Networks evaluated point by point in double precision: errors, outputs, and what every neuron does.
 */
import type { Layout } from './layout.ts';
import type { Samples } from './samples.ts';

/** The values of all neurons at one point, layer by layer: before ReLU, and what the next layer reads. */
interface PointValues {
  readonly before: readonly Float64Array[];
  /** The input first. */
  readonly after: readonly Float64Array[];
}

const roomFor = ({ widths }: Layout): PointValues => ({
  before: widths.slice(1).map((width) => new Float64Array(width)),
  after: widths.map((width) => new Float64Array(width)),
});

/** Evaluates at x and returns the output; the room is filled. */
function evaluateAt(layout: Layout, parameters: Float64Array, x: number, { before, after }: PointValues): number {
  const { weightsAt, biasesAt, hasReluOutput } = layout;
  (after[0] as Float64Array)[0] = x;
  for (let l = 0; l < before.length; l += 1) {
    const inputs = after[l] as Float64Array;
    const sums = before[l] as Float64Array;
    const outputs = after[l + 1] as Float64Array;
    let at = weightsAt[l] as number;
    for (let o = 0; o < sums.length; o += 1) {
      let sum = parameters[(biasesAt[l] as number) + o] as number;
      for (let j = 0; j < inputs.length; j += 1, at += 1) sum += (parameters[at] as number) * (inputs[j] as number);
      sums[o] = sum;
      outputs[o] = sum < 0 ? 0 : sum; // NaN stays NaN
    }
  }
  return ((hasReluOutput ? after : before).at(-1) as Float64Array)[0] as number;
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
  const outputs = room.before.map((values) => Array.from(values, () => new Float64Array(x.length)));
  x.forEach((t, i) => {
    evaluateAt(layout, parameters, t, room);
    room.before.forEach((values, l) => {
      values.forEach((value, o) => {
        (outputs[l]?.[o] as Float64Array)[i] = value;
      });
    });
  });
  return outputs;
}
