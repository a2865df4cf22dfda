/**
 * Bounds of the first two derivatives of GELU and its kin on the whole real line.
 */
import { ball, type Ball } from '../arithmetic/ball.ts';
import type { BigFloat } from '../arithmetic/bigfloat.ts';
import { powerSeries } from '../arithmetic/power-series.ts';
import { makeRational, type Rational, rationals } from '../arithmetic/rational.ts';
import type { Target } from './target.ts';

/** Bounds of |σ′| and |σ″| for all real arguments. */
export interface Curvature {
  readonly slope: Rational;
  readonly curvature: Rational;
}

const Q = rationals;
const F = ball(64);
const base = F.base;

/** Beyond ±16, |σ′| ≤ 1.001 and |σ″| ≤ 1/8 for gelu-tanh, gelu-erf and silu (proofs/theorem-3.2.md). */
const TAIL: Curvature = { slope: makeRational(1001n, 1000n), curvature: makeRational(1n, 8n) };
const COVERED: ReadonlySet<string> = new Set(['gelu-tanh', 'gelu-erf', 'silu']);

/** How far above the attained maximum a bound may lie, relatively. */
const ROOM = makeRational(1n, 10_000n);

/** A piece of the line with the enclosure of a derivative's size there. */
interface Piece {
  readonly lower: Rational;
  readonly upper: Rational;
  readonly top: BigFloat;
}

/** An upper bound of |f^(order)| on [−16, 16], within a ten-thousandth of the maximum. */
function largestDerivative({ evaluate }: Target, order: 1 | 2): Rational {
  const series = powerSeries(F, order);
  const derivative = (x: Ball): Ball => F.scale(F.abs(series.coefficients(evaluate(series, series.variable(x)))[order] as Ball), order - 1); // prettier-ignore
  const measure = (lower: Rational, upper: Rational): Piece => {
    const x = F.union(F.constant(lower), F.constant(upper));
    return { lower, upper, top: F.upper(derivative(x)) };
  };
  let attained = base.zero;
  const see = ({ lower, upper }: Piece): void => {
    const middle = F.constant(Q.scale(Q.add(lower, upper), -1));
    attained = base.max(attained, F.lower(derivative(middle)));
  };
  let open = Array.from({ length: 64 }, (_, i) => {
    const left = makeRational(BigInt(i) - 32n, 2n);
    return measure(left, Q.add(left, makeRational(1n, 2n)));
  });
  const enough = (): BigFloat => base.mul(attained, base.constant(Q.add(Q.one, ROOM)));
  for (;;) {
    open.forEach(see);
    const limit = enough();
    const rest = open.filter(({ top }) => base.compare(top, limit) > 0);
    if (rest.length === 0) return base.toRational(limit);
    open = rest.flatMap(({ lower, upper }) => {
      const middle = Q.scale(Q.add(lower, upper), -1);
      return [measure(lower, middle), measure(middle, upper)];
    });
  }
}

/**
 * Bounds of |σ′| and |σ″| on the whole real line, within a ten-thousandth of the best ones: for gelu-tanh 1.1291 and 0.798.
 * @param activation - gelu-tanh, gelu-erf or silu.
 * @throws {RangeError} for other activations.
 */
export function curvatureOf(activation: Target): Curvature {
  if (!COVERED.has(activation.name)) {
    throw new RangeError(`${activation.name}: expected one of ${[...COVERED].join(', ')}`);
  }
  return {
    slope: Q.max(largestDerivative(activation, 1), TAIL.slope),
    curvature: Q.max(largestDerivative(activation, 2), TAIL.curvature),
  };
}

/** Bounds of the derivatives of a network's output with respect to its one input. */
export interface NetworkDerivatives {
  readonly first: Rational;
  readonly second: Rational;
}

/**
 * Bounds of |N′| and |N″| on the whole line for layered networks: with widths w_1, …, w_L and all weights at most B in size,
 * `D ← w B M₁ D` and `E ← w B (M₂ D² + M₁ E)` from D = B, E = 0 in each hidden layer.
 * @param bounds - M₁ and M₂ of the activation.
 * @param widths - Of the hidden layers; one input and one output.
 * @param maxWeight - B.
 */
export function layeredDerivatives(
  { slope, curvature }: Curvature,
  widths: readonly number[],
  maxWeight: Rational,
): NetworkDerivatives {
  let [first, second] = [maxWeight, Q.zero];
  for (const width of widths) {
    const factor = Q.mul(makeRational(BigInt(width)), maxWeight);
    second = Q.mul(factor, Q.add(Q.mul(curvature, Q.mul(first, first)), Q.mul(slope, second)));
    first = Q.mul(factor, Q.mul(slope, first));
  }
  return { first, second };
}

/**
 * Bounds of |N″| for every feed-forward network with 0, 1, …, `most` neurons, whatever its layers and skip connections, with all weights
 * at most B: `D_i = B(1 + M₁ Σ_{j<i} D_j)`, `E_i = B Σ_{j<i} (M₂ D_j² + M₁ E_j)`; the output is one more affine form.
 *
 * Computed upward: rounded to 64 bits after each step, so long lists stay cheap.
 * @param bounds - M₁ and M₂ of the activation.
 * @param maxWeight - B.
 * @param most - Neurons of the longest network.
 * @returns The bound for n neurons at index n.
 */
export function networkCurvatures(
  { slope, curvature }: Curvature,
  maxWeight: Rational,
  most: number,
): readonly BigFloat[] {
  const [b, m1, m2] = [maxWeight, slope, curvature].map((value) => F.constant(value)) as [Ball, Ball, Ball];
  let [firsts, seconds] = [F.zero, F.zero];
  const bounds: BigFloat[] = [];
  for (let n = 0; n <= most; n += 1) {
    const first = F.mul(b, F.add(F.one, F.mul(m1, firsts)));
    const second = F.mul(b, seconds);
    bounds.push(F.upper(second));
    seconds = F.add(seconds, F.add(F.mul(m2, F.mul(first, first)), F.mul(m1, second)));
    firsts = F.add(firsts, first);
  }
  return bounds;
}
