/**
 * Nodes of interpolation for which the error is nearly level.
 *
 * Legend: x = cos θ on [−1, 1]; ω(x) = Π (x − x_i) over the Z nodes; g = Σ g_k T_k smooth with |f − r| = |ω| e^g.
 *
 * On the unit circle let log D(w) = −½ Σ g_k w^k, so that |D|² = e^(−g). Then Re(w^Z D(1/w)²) = |D|² cos φ, with the phase
 * φ(θ) = Zθ + Σ g_k sin kθ, is up to terms of degree above Z a polynomial in x whose product with e^g is level: its zeros
 * are where φ = (i + ½)π, and the peaks where φ = iπ.
 * Heuristic: g changes little with the nodes, since it is log|f − r| that a change of the poles of r moves.
 */

/** Nodes and the points between them at which the error is expected to peak, in [−1, 1], from right to left. */
export interface LevellingNodes {
  readonly nodes: readonly number[];
  readonly peaks: readonly number[];
}

/** θ in [0, π] with φ(θ) = phase, by bisection: φ rises from 0 to Zπ. */
function angleAt(count: number, g: readonly number[], phase: number): number {
  let [low, high] = [0, Math.PI];
  for (let i = 0; i < 54; i += 1) {
    const middle = (low + high) / 2;
    const value = g.reduce((sum, c, k) => sum + c * Math.sin(k * middle), count * middle);
    if (value < phase) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/**
 * Nodes and peaks for a smooth part g of the error.
 * @param count - Z.
 * @param g - Chebyshev coefficients g_0, g_1, … of g in natural logarithms; none give Chebyshev points.
 * @returns Z nodes and Z + 1 peaks, ±1 among them.
 */
export function levellingNodes(count: number, g: readonly number[] = []): LevellingNodes {
  const at = (phase: number): number => Math.cos(angleAt(count, g, phase));
  const nodes = Array.from({ length: count }, (_, i) => at((i + 0.5) * Math.PI));
  const inner = Array.from({ length: count - 1 }, (_, i) => at((i + 1) * Math.PI));
  return { nodes, peaks: [1, ...inner, -1] };
}

/**
 * Numbers of samples of g, one with a factor 8 and one odd: the samples of the one whose number has other factors 2 than Z are
 * no Chebyshev points of degree Z.
 */
const SAMPLES = [24, 25] as const;
/** Coefficients of g that are kept. */
const KEPT = 20;

/**
 * The Chebyshev points at which {@link smoothPart} wants the error.
 * @param count - Z.
 */
export function smoothSamples(count: number): readonly number[] {
  const samples = count % 16 === 8 ? SAMPLES[1] : SAMPLES[0];
  return Array.from({ length: samples }, (_, j) => Math.cos(((2 * j + 1) * Math.PI) / (2 * samples)));
}

/**
 * Chebyshev coefficients of g = log|f − r| − log|ω| from values at {@link smoothSamples}.
 * @param nodes - The nodes of r.
 * @param logErrors - log|f − r|, natural.
 */
export function smoothPart(nodes: readonly number[], logErrors: readonly number[]): readonly number[] {
  const samples = smoothSamples(nodes.length);
  const values = samples.map((x, j) =>
    nodes.reduce((sum, node) => sum - Math.log(Math.abs(x - node)), logErrors[j] as number),
  );
  const count = samples.length;
  return Array.from({ length: KEPT }, (_, k) => {
    const sum = values.reduce((s, value, j) => s + value * Math.cos((k * (2 * j + 1) * Math.PI) / (2 * count)), 0);
    return (k === 0 ? 1 : 2) * (sum / count);
  });
}
