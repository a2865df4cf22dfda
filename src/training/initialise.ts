/**
 * Random starts of dense networks, and of compositional ones.
 */
import type { Layout } from './layout.ts';
import type { RandomSource } from './random.ts';

/**
 * PyTorch's start of `nn.Linear`: weights and biases of each layer uniform in ±1/√(fan in), weights first.
 *
 * @param layout - The network's shape.
 * @param random - The source.
 * @returns The parameters.
 *
 * Reference: torch.nn.Linear; K. He, X. Zhang, S. Ren, J. Sun, ICCV 2015, arXiv:1502.01852 (kaiming_uniform_ with a = √5).
 */
export function linearStart(layout: Layout, random: RandomSource): Float64Array {
  const parameters = new Float64Array(layout.size);
  forEachLayer(layout, (inputs, outputs, weightsAt) => {
    const bound = 1 / Math.sqrt(inputs);
    for (let i = 0; i < outputs * (inputs + 1); i += 1) parameters[weightsAt + i] = bound * (2 * random.uniform() - 1);
  });
  return parameters;
}

/** Standard deviation of RAI's normal entries times √(fan in). */
const RAI_SPREAD = 0.6007;

/**
 * The randomised asymmetric initialisation RAI: the weights and the bias of each neuron are normal with standard deviation
 * 0.6007/√(fan in); then one of them, chosen at random, becomes a number with the distribution Beta(2, 1).
 *
 * @param layout - The network's shape.
 * @param random - The source.
 * @returns The parameters.
 *
 * Reference: L. Lu, Y. Shin, Y. Su, G. E. Karniadakis, Commun. Comput. Phys. 28 (2020) 1671–1706, section 4.
 */
export function raiStart(layout: Layout, random: RandomSource): Float64Array {
  const parameters = new Float64Array(layout.size);
  forEachLayer(layout, (inputs, outputs, weightsAt, biasesAt) => {
    const spread = RAI_SPREAD / Math.sqrt(inputs);
    for (let o = 0; o < outputs; o += 1) {
      const place = (j: number): number => (j < inputs ? weightsAt + o * inputs + j : biasesAt + o);
      for (let j = 0; j <= inputs; j += 1) parameters[place(j)] = spread * random.normal();
      // The distribution function of Beta(2, 1) is t².
      parameters[place(random.below(inputs + 1))] = Math.sqrt(random.uniform());
    }
  });
  return parameters;
}

/** Peaks start in this interval, as in the experiment that is reproduced. */
const PEAK_RANGE = [0.1, 0.9] as const;

/**
 * Random peaks, uniform in (0.1, 0.9).
 *
 * @param count - How many.
 * @param random - The source.
 * @returns The peaks.
 */
export function randomPeaks(count: number, random: RandomSource): readonly number[] {
  const [low, high] = PEAK_RANGE;
  return Array.from({ length: count }, () => low + (high - low) * random.uniform());
}

function forEachLayer(
  { widths, weightsAt, biasesAt }: Layout,
  visit: (inputs: number, outputs: number, weightsAt: number, biasesAt: number) => void,
): void {
  weightsAt.forEach((at, l) => {
    visit(widths[l] as number, widths[l + 1] as number, at, biasesAt[l] as number);
  });
}
