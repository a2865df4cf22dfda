/**
 * The optimiser Adam with PyTorch's defaults and order of operations.
 */

/** The state of one optimisation. */
export interface Optimiser {
  /** Moves the values one step against the gradient. Allocates nothing. */
  step(values: Float64Array, gradient: Float64Array): void;
}

const BETA1 = 0.9;
const BETA2 = 0.999;
const EPSILON = 1e-8;

/**
 * Adam: `m ← β₁m + (1−β₁)g`, `v ← β₂v + (1−β₂)g²`, `θ ← θ − (η/(1−β₁ᵗ)) m/(√v/√(1−β₂ᵗ) + ε)`, with β₁ = 0.9, β₂ = 0.999 and
 * ε = 1e-8.
 *
 * A value whose gradient is always 0 never moves.
 * @param size - The number of values.
 * @param learningRate - η.
 * @returns The optimiser, at its first step.
 *
 * Reference: D. P. Kingma, J. Ba, Adam: a method for stochastic optimization, ICLR 2015, arXiv:1412.6980; torch.optim.Adam.
 */
export function createAdam(size: number, learningRate: number): Optimiser {
  const [mean, square] = [new Float64Array(size), new Float64Array(size)];
  let steps = 0;
  return {
    step(values, gradient) {
      steps += 1;
      const rate = learningRate / (1 - BETA1 ** steps);
      const root = Math.sqrt(1 - BETA2 ** steps);
      for (let i = 0; i < size; i += 1) {
        const g = gradient[i] as number;
        const m = BETA1 * (mean[i] as number) + (1 - BETA1) * g;
        const v = BETA2 * (square[i] as number) + (1 - BETA2) * g * g;
        mean[i] = m;
        square[i] = v;
        values[i] = (values[i] as number) - (rate * m) / (Math.sqrt(v) / root + EPSILON);
      }
    },
  };
}
