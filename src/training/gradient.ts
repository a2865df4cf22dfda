/**
 * The gradient of the mean squared error of a ReLU network with one input, over all points at once.
 *
 * A ReLU network of one variable is linear between its bends, so the points fall into runs of neighbours on which every neuron
 * is a line. The engine finds these runs layer by layer, carries (slope, value) of every neuron through each run instead
 * of one value through every point, and takes sums over the points of a run from prefix sums. This is the same full-batch
 * gradient, rounding apart, at the cost of the number of runs: some thirty of them where there are 500 points.
 *
 * The first and the last point are runs of their own. There the waves of a compositional network vanish, and rounding would
 * decide on which side of a bend the point lies, hence which derivative it has; neurons that nearly cancel there are
 * computed in twice the precision.
 */
import type { Layout } from './layout.ts';
import { fillFirstLevel, type Level, makeLevel, RunCutter } from './runs.ts';
import { prefixSums, type Samples, SUMS } from './samples.ts';

/** Computes gradients for one network shape and one data set; keeps its arrays between calls. */
export interface GradientEngine {
  /**
   * Writes the gradient of `(1/n) Σ (network(x_i) − y_i)²`; ReLU has the derivative 0 at 0. Allocates nothing.
   * @param parameters - As the layout says.
   * @param gradient - Overwritten; as long as the parameters.
   */
  gradient(parameters: Float64Array, gradient: Float64Array): void;
}

/**
 * An engine.
 *
 * @param layout - The network's shape.
 * @param samples - The data, x increasing, at least 3 points.
 * @returns The engine.
 * @throws {RangeError} if there are fewer points, or x does not increase.
 */
export function createGradientEngine(layout: Layout, samples: Samples): GradientEngine {
  const { widths, hasReluOutput } = layout;
  const { x } = samples;
  if (x.length < 3 || x.some((t, i) => i > 0 && !(t > (x[i - 1] as number)))) {
    throw new RangeError('createGradientEngine: expected at least 3 increasing points');
  }
  const width = Math.max(...widths);
  const layers = widths.length - 1;
  const levels = Array.from({ length: layers + 1 }, () => makeLevel(x.length, width));
  const runs = new Int32Array(layers + 1);
  const cutter = new RunCutter(x, width);
  const sums = prefixSums(samples);
  runs[0] = fillFirstLevel(levels[0] as Level, x);
  const rectified = hasReluOutput ? layers : layers - 1;

  return {
    gradient(parameters, gradient) {
      for (let l = 0; l < layers; l += 1) {
        const level = levels[l] as Level;
        applyLayer(layout, l, parameters, level, runs[l] as number);
        if (l < rectified) {
          runs[l + 1] = cutter.cut(level, runs[l] as number, widths[l + 1] as number, levels[l + 1] as Level);
        }
      }
      const last = levels[layers - 1] as Level;
      if (hasReluOutput) {
        const output = levels[layers] as Level;
        residuals(output, runs[layers] as number, output.slope, output.value, x, sums);
        last.bySlope.fill(0, 0, (runs[layers - 1] as number) * width);
        last.byValue.fill(0, 0, (runs[layers - 1] as number) * width);
        passThroughRelu(output, runs[layers] as number, last);
      } else residuals(last, runs[layers - 1] as number, last.preSlope, last.preValue, x, sums);
      for (let l = layers - 1; l >= 0; l -= 1) {
        const level = levels[l] as Level;
        weightGradient(layout, l, gradient, level, runs[l] as number);
        if (l > 0)
          propagate(layout, l, parameters, level, runs[l] as number, levels[l - 1] as Level, runs[l - 1] as number);
      }
    },
  };
}

/** `pre = W·input + b` for slopes and values of every run, four inputs at a time. */
function applyLayer(layout: Layout, l: number, parameters: Float64Array, level: Level, runs: number): void {
  const inputs = layout.widths[l] as number;
  const outputs = layout.widths[l + 1] as number;
  for (let o = 0; o < outputs; o += 1) {
    const row = (layout.weightsAt[l] as number) + o * inputs;
    const bias = parameters[(layout.biasesAt[l] as number) + o] as number;
    let j = inputs % 4;
    startNeuron(parameters, row, j, bias, level, runs, o);
    for (; j < inputs; j += 4) addFour(parameters, row + j, j, level, runs, o);
  }
  sharpenEnds(layout, l, parameters, level, 0);
  sharpenEnds(layout, l, parameters, level, runs - 1);
}

/** The bias, and the first `count` < 4 inputs, of one neuron on every run. */
function startNeuron(
  parameters: Float64Array,
  row: number,
  count: number,
  bias: number,
  { width, slope, value, preSlope, preValue }: Level,
  runs: number,
  o: number,
): void {
  for (let s = 0, base = 0; s < runs; s += 1, base += width) {
    let u = 0;
    let v = bias;
    for (let j = 0; j < count; j += 1) {
      const w = parameters[row + j] as number;
      u += w * (slope[base + j] as number);
      v += w * (value[base + j] as number);
    }
    preSlope[base + o] = u;
    preValue[base + o] = v;
  }
}

/** Adds four inputs from `j` on to one neuron on every run. */
function addFour(
  parameters: Float64Array,
  at: number,
  j: number,
  { width, slope, value, preSlope, preValue }: Level,
  runs: number,
  o: number,
): void {
  const w0 = parameters[at] as number;
  const w1 = parameters[at + 1] as number;
  const w2 = parameters[at + 2] as number;
  const w3 = parameters[at + 3] as number;
  for (let s = 0, to = o, from = j; s < runs; s += 1, to += width, from += width) {
    preSlope[to] =
      (preSlope[to] as number) +
      w0 * (slope[from] as number) +
      w1 * (slope[from + 1] as number) +
      w2 * (slope[from + 2] as number) +
      w3 * (slope[from + 3] as number);
    preValue[to] =
      (preValue[to] as number) +
      w0 * (value[from] as number) +
      w1 * (value[from + 1] as number) +
      w2 * (value[from + 2] as number) +
      w3 * (value[from + 3] as number);
  }
}

/** Below this share of the sizes of its terms, a value at an end of the data is computed again. */
const CANCELLED = 2 ** -43;

/** Computes those neurons of the run of one point again, in twice the precision, whose terms nearly cancel. */
function sharpenEnds(layout: Layout, l: number, parameters: Float64Array, level: Level, run: number): void {
  const inputs = layout.widths[l] as number;
  const outputs = layout.widths[l + 1] as number;
  const at = run * level.width;
  for (let o = 0; o < outputs; o += 1) {
    const row = (layout.weightsAt[l] as number) + o * inputs;
    let size = 0;
    for (let j = 0; j < inputs; j += 1) {
      size += Math.abs((parameters[row + j] as number) * (level.value[at + j] as number));
    }
    if (Math.abs(level.preValue[at + o] as number) > CANCELLED * size) continue;
    const bias = parameters[(layout.biasesAt[l] as number) + o] as number;
    level.preValue[at + o] = accurateDot(bias, parameters, row, level.value, at, inputs);
  }
}

/** 2^27 + 1, which cuts a double into halves whose products are exact. */
const SPLITTER = 134_217_729;

/**
 * `start + Σ a·b` as if in twice the precision, then rounded.
 *
 * Reference: T. Ogita, S. M. Rump, S. Oishi, Accurate sum and dot product, SIAM J. Sci. Comput. 26 (2005) 1955–1988,
 * doi:10.1137/030601818, algorithm Dot2.
 */
function accurateDot(
  start: number,
  left: Float64Array,
  leftAt: number,
  right: Float64Array,
  rightAt: number,
  count: number,
): number {
  let sum = start;
  let lost = 0;
  for (let j = 0; j < count; j += 1) {
    const a = left[leftAt + j] as number;
    const b = right[rightAt + j] as number;
    const product = a * b;
    const bigA = SPLITTER * a;
    const bigB = SPLITTER * b;
    const headA = bigA - (bigA - a);
    const headB = bigB - (bigB - b);
    const tailA = a - headA;
    const tailB = b - headB;
    lost += headA * headB - product + headA * tailB + tailA * headB + tailA * tailB;
    const next = sum + product;
    const part = next - sum;
    lost += sum - (next - part) + (product - part);
    sum = next;
  }
  return sum + lost;
}

/**
 * The derivatives of the error by the output's slope and value on each run: `(2/n) Σ r (x − anchor)` and `(2/n) Σ r` with
 * the residuals r over the run's points.
 */
function residuals(
  level: Level,
  runs: number,
  slope: Float64Array,
  value: Float64Array,
  x: Float64Array,
  sums: Float64Array,
): void {
  const { first, width, bySlope, byValue } = level;
  const scale = 2 / x.length;
  for (let s = 0; s < runs; s += 1) {
    const from = first[s] as number;
    const end = first[s + 1] as number;
    const anchor = x[from] as number;
    const sumX = between(sums, from, end, 0);
    const sumY = between(sums, from, end, 2);
    const count = end - from;
    // Sums of (x − anchor), (x − anchor)² and (x − anchor)y.
    const first1 = sumX - count * anchor;
    const second = between(sums, from, end, 1) - anchor * (sumX + first1);
    const mixed = between(sums, from, end, 3) - anchor * sumY;
    const u = slope[s * width] as number;
    const v = value[s * width] as number;
    byValue[s * width] = scale * (u * first1 + v * count - sumY);
    bySlope[s * width] = scale * (u * second + v * first1 - mixed);
  }
}

/** A sum over the points from … end − 1. */
function between(sums: Float64Array, from: number, end: number, place: number): number {
  const low = SUMS * from + place;
  const high = SUMS * end + place;
  return (sums[high] as number) - (sums[low] as number) + ((sums[high + 4] as number) - (sums[low + 4] as number));
}

/** Adds the derivatives at the outputs of ReLU on the parts of runs to those at its inputs on the runs. */
function passThroughRelu(parts: Level, count: number, level: Level): void {
  const { width } = level;
  for (let s = 0; s < count; s += 1) {
    if (parts.mask[s * width] === 0) continue;
    const at = (parts.parent[s] as number) * width;
    const byValue = parts.byValue[s * width] as number;
    level.bySlope[at] =
      (level.bySlope[at] as number) + (parts.bySlope[s * width] as number) + byValue * (parts.shift[s] as number);
    level.byValue[at] = (level.byValue[at] as number) + byValue;
  }
}

/** The derivatives by a layer's weights and biases: sums over its runs. */
function weightGradient(layout: Layout, l: number, gradient: Float64Array, level: Level, runs: number): void {
  const { width, slope, value, bySlope, byValue } = level;
  const inputs = layout.widths[l] as number;
  const outputs = layout.widths[l + 1] as number;
  for (let o = 0; o < outputs; o += 1) {
    const row = (layout.weightsAt[l] as number) + o * inputs;
    let bias = 0;
    for (let s = 0, at = o; s < runs; s += 1, at += width) bias += byValue[at] as number;
    gradient[(layout.biasesAt[l] as number) + o] = bias;
    let j = 0;
    for (; j + 4 <= inputs; j += 4) {
      let [g0, g1, g2, g3] = [0, 0, 0, 0];
      for (let s = 0, at = o, from = j; s < runs; s += 1, at += width, from += width) {
        const u = bySlope[at] as number;
        const v = byValue[at] as number;
        g0 += u * (slope[from] as number) + v * (value[from] as number);
        g1 += u * (slope[from + 1] as number) + v * (value[from + 1] as number);
        g2 += u * (slope[from + 2] as number) + v * (value[from + 2] as number);
        g3 += u * (slope[from + 3] as number) + v * (value[from + 3] as number);
      }
      gradient[row + j] = g0;
      gradient[row + j + 1] = g1;
      gradient[row + j + 2] = g2;
      gradient[row + j + 3] = g3;
    }
    for (; j < inputs; j += 1) {
      let g = 0;
      for (let s = 0, at = o, from = j; s < runs; s += 1, at += width, from += width) {
        g += (bySlope[at] as number) * (slope[from] as number) + (byValue[at] as number) * (value[from] as number);
      }
      gradient[row + j] = g;
    }
  }
}

/** The derivatives by the neurons of the layer before, ahead of ReLU: back through the weights, the masks and the cuts. */
function propagate(
  layout: Layout,
  l: number,
  parameters: Float64Array,
  level: Level,
  runs: number,
  before: Level,
  runsBefore: number,
): void {
  const { width, bySlope, byValue, mask, parent, shift } = level;
  const { bySlope: toSlope, byValue: toValue } = before;
  const inputs = layout.widths[l] as number;
  const outputs = layout.widths[l + 1] as number;
  const start = layout.weightsAt[l] as number;
  toSlope.fill(0, 0, runsBefore * width);
  toValue.fill(0, 0, runsBefore * width);
  for (let j = 0; j < inputs; j += 1) {
    let o = 0;
    for (; o + 4 <= outputs; o += 4) {
      const w0 = parameters[start + o * inputs + j] as number;
      const w1 = parameters[start + (o + 1) * inputs + j] as number;
      const w2 = parameters[start + (o + 2) * inputs + j] as number;
      const w3 = parameters[start + (o + 3) * inputs + j] as number;
      for (let s = 0, from = o; s < runs; s += 1, from += width) {
        if (mask[s * width + j] === 0) continue;
        const to = (parent[s] as number) * width + j;
        const v =
          w0 * (byValue[from] as number) +
          w1 * (byValue[from + 1] as number) +
          w2 * (byValue[from + 2] as number) +
          w3 * (byValue[from + 3] as number);
        const u =
          w0 * (bySlope[from] as number) +
          w1 * (bySlope[from + 1] as number) +
          w2 * (bySlope[from + 2] as number) +
          w3 * (bySlope[from + 3] as number);
        toSlope[to] = (toSlope[to] as number) + u + v * (shift[s] as number);
        toValue[to] = (toValue[to] as number) + v;
      }
    }
    for (; o < outputs; o += 1) {
      const w = parameters[start + o * inputs + j] as number;
      for (let s = 0, from = o; s < runs; s += 1, from += width) {
        if (mask[s * width + j] === 0) continue;
        const to = (parent[s] as number) * width + j;
        const v = w * (byValue[from] as number);
        toSlope[to] = (toSlope[to] as number) + w * (bySlope[from] as number) + v * (shift[s] as number);
        toValue[to] = (toValue[to] as number) + v;
      }
    }
  }
}
