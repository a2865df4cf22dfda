/**
 * Squares from a smooth activation: `x² ≈ Σ_i w_i (σ(b + t_i x) + σ(b − t_i x) − 2σ(b))`, second differences at several widths.
 */
import { type Ball, ball, type BallField } from '../../arithmetic/ball.ts';
import { type BigFloat } from '../../arithmetic/bigfloat.ts';
import { log2Of, roundToDigits } from '../../arithmetic/numerals.ts';
import { powerSeries } from '../../arithmetic/power-series.ts';
import { makeRational, type Rational, rationals, rationalToNumber } from '../../arithmetic/rational.ts';
import type { AffineActivation, Carrying } from '../../circuits/network-builder.ts';
import type { Target } from '../../functions/target.ts';
import { atMost, inflate, log2, S } from '../planning.ts';
import { boundOnDisc } from './ellipse-bound.ts';
import type { GateKit, SquareGate } from './gate-kit.ts';

const Q = rationals;

/** An activation near a point: |σ| ≤ bound on the disc of this radius around it. */
interface Expansion {
  readonly activation: Target;
  readonly centre: Rational;
  readonly radius: Rational;
  readonly bound: Rational;
}

/** Radii that are tried, the largest first. */
const RADII = [6, 4, 3, 2.5, 2, 1.5, 1, 0.5, 0.25, 0.125].map((r) => makeRational(BigInt(8 * r), 8n));

/**
 * An activation around a point, on the largest disc that is found.
 * @throws {RangeError} where the activation is not seen to be analytic around the point, or has no curvature there.
 */
export function expand(activation: Target, centre: Rational): Expansion {
  for (const radius of RADII) {
    const bound = boundOnDisc(activation.evaluate, centre, radius);
    // A bound that is far larger than the radius costs more than a larger radius gains.
    if (bound !== undefined && Q.compare(bound, makeRational(1000n)) < 0) return { activation, centre, radius, bound };
  }
  throw new RangeError(`${activation.name}: expected an activation that is analytic around ${log2Text(centre)}`);
}

const log2Text = (x: Rational): string => String(rationalToNumber(x));

/** The widths and weights of one gate. */
interface Extrapolation {
  readonly widths: readonly Rational[];
  readonly weights: readonly Rational[];
  /** Σ w_i · 2σ(b), rounded. */
  readonly constant: Rational;
}

/** Nodes of Chebyshev on [0, 1], as fractions: squares of relative widths. */
function relativeWidths(count: number): readonly Rational[] {
  if (count === 1) return [Q.one];
  return Array.from({ length: count }, (_, i) => {
    // cos(π(2i + 1)/(4m)) is the root of a Chebyshev node on [0, 1]; any numbers nearby will do.
    const t = Math.cos((Math.PI * (2 * i + 1)) / (4 * count));
    return makeRational(BigInt(Math.round(t * 2 ** 20)), 2n ** 20n);
  });
}

/** ℓ_i(0)/τ_i for the Lagrange polynomials ℓ_i of the nodes τ_i = t_i²: Σ_i (·) τ_i^k is 1 for k = 1 and 0 for k = 2 … m. */
function extrapolate(widths: readonly Rational[]): readonly Rational[] {
  const nodes = widths.map((t) => Q.mul(t, t));
  return nodes.map((node, i) =>
    nodes.reduce(
      (value, other, j) => (j === i ? value : Q.mul(value, Q.div(other, Q.sub(other, node)))),
      Q.div(Q.one, node),
    ),
  );
}

/** Terms of the series that are summed beyond those that cancel; Cauchy's inequality bounds the rest. */
const FURTHER_TERMS = 8;

/**
 * The gate with m widths, the largest 2^−q, and its proven error (proofs/theorem-3.3.md):
 * with σ(b + z) = Σ c_k z^k, `gate − x² = (2c₂ Σ w_i t_i² − 1) x² + Σ_{k≥2} 2c_{2k} Σ_i w_i t_i^{2k} x^{2k} + (2σ(b) Σ w_i − constant)`.
 */
function makeGate(expansion: Expansion, m: number, q: number, tolerance: BigFloat): SquareGate {
  const { activation, centre, radius, bound } = expansion;
  const accuracy = Math.ceil(-log2(tolerance)) + 2 * q + 4 * m + 16;
  const F = ball(accuracy + 64);
  const terms = m + FURTHER_TERMS;
  const series = powerSeries(F, 2 * terms);
  const coefficients = series.coefficients(activation.evaluate(series, series.variable(F.constant(centre))));
  const relative = relativeWidths(m);
  const scale = F.mul(F.scale(coefficients[2] as Ball, 1), F.fromMidpoint(F.base.scale(F.base.one, -2 * q)));
  const digits = Math.ceil(accuracy * Math.LOG10E * Math.LN2) + 2;
  const round = (x: Ball): Rational => roundToDigits(F.base.toRational(x.midpoint), digits);
  const widths = relative.map((t) => Q.scale(t, -q));
  const weights = extrapolate(relative).map((w) => round(F.div(F.constant(w), scale)));
  const total = weights.reduce((sum, w) => Q.add(sum, w), Q.zero);
  const offset = F.mul(F.scale(coefficients[0] as Ball, 1), F.constant(total));
  const constant = round(offset);
  const gate: Extrapolation = { widths, weights, constant };
  const explicit = explicitError(F, gate, coefficients, F.sub(offset, F.constant(constant)));
  const rest = remainder(gate, radius, bound, terms + 1);
  return {
    apply: (P, x) => applyGate(P, gate, centre, x),
    error: inflate(S.add(S.constant(explicit), S.constant(rest))),
    steps: { activation: activation.name, widths: m, largestWidth: `2^-${String(q)}` },
  };
}

function explicitError(
  F: BallField,
  { widths, weights }: Extrapolation,
  coefficients: readonly Ball[],
  constantError: Ball,
): Rational {
  const squares = widths.map((t) => Q.mul(t, t));
  let powers: readonly Rational[] = weights;
  let error = F.abs(constantError);
  for (let k = 1; 2 * k < coefficients.length; k += 1) {
    powers = powers.map((power, i) => Q.mul(power, squares[i] as Rational));
    const sum = F.constant(powers.reduce((total, power) => Q.add(total, power), Q.zero));
    const term = F.mul(F.scale(coefficients[2 * k] as Ball, 1), sum);
    error = F.add(error, F.abs(k === 1 ? F.sub(term, F.one) : term));
  }
  return F.base.toRational(F.upper(error));
}

/** Σ_{k≥first} 2|c_{2k}| Σ_i |w_i| t_i^{2k} with |c_k| ≤ bound · radius^−k. */
function remainder({ widths, weights }: Extrapolation, radius: Rational, bound: Rational, first: number): Rational {
  const all = weights.reduce((sum, w) => Q.add(sum, Q.max(w, Q.neg(w))), Q.zero);
  const largest = widths.reduce((most, t) => Q.max(most, t), Q.zero);
  const ratio = Q.div(largest, radius);
  const square = Q.mul(ratio, ratio);
  const power = { numerator: square.numerator ** BigInt(first), denominator: square.denominator ** BigInt(first) };
  return Q.div(Q.mul(Q.scale(bound, 1), Q.mul(all, power)), Q.sub(Q.one, square));
}

function applyGate<T>(P: AffineActivation<T>, gate: Extrapolation, centre: Rational, x: T): T {
  let sum = P.constant(Q.neg(gate.constant));
  gate.widths.forEach((t, i) => {
    for (const width of [t, Q.neg(t)]) {
      const value = P.activate(P.add(P.constant(centre), P.scaleBy(width, x)));
      sum = P.add(sum, P.scaleBy(gate.weights[i] as Rational, value));
    }
  });
  return sum;
}

/** Neurons that a layer more costs, roughly: the value under way and what is carried beside it, two for each. */
const LAYER_COST = 8;
const MOST_WIDTHS = 64;

/** log₂ of the error of m widths up to 2^−q, roughly: what 2c_{2m+2} t^{2m}/(2c₂) is by Cauchy, at nodes on [0, t²]. */
function roughError({ bound, radius }: Expansion, curvature: number, m: number, q: number): number {
  const ratio = q + log2Of(radius);
  return 1 + log2Of(bound) - (2 * m + 2) * ratio - (m === 1 ? 0 : 2 * m - 1) + 2 * q - curvature;
}

/** Layers after the gate that bring weights of size w²/(2c₂ t²), for m widths t/…, down to the bound. */
function extraLayers(curvature: number, m: number, q: number, maxWeight: Rational | undefined): number {
  if (maxWeight === undefined) return 0;
  return Math.max(0, Math.ceil((2 * q - curvature + 2 * Math.log2(m)) / log2Of(maxWeight)) - 1);
}

/**
 * The squaring gates of an activation that is analytic around a point, with curvature there.
 *
 * Gates of m widths have 2m neurons; how many widths, and how large they are, is chosen for the fewest neurons, which is one width where
 * weights may be of any size.
 * @param activation - With `σ(x) − σ(−x) = κx`: {@link Carrying}.
 * @param carrying - The same activation.
 * @param centre - b.
 * @param maxWeight - Bound of all weights, at least 2; none if absent.
 * @throws {RangeError} where the activation is not seen to be analytic around the point, or has no curvature there.
 */
export function smoothKit(activation: Target, carrying: Carrying, centre: Rational, maxWeight?: Rational): GateKit {
  const expansion = expand(activation, centre);
  const F = ball(128);
  const series = powerSeries(F, 2);
  const second = series.coefficients(activation.evaluate(series, series.variable(F.constant(centre))))[2] as Ball;
  if (F.containsZero(second)) {
    throw new RangeError(`${activation.name}: expected an activation with curvature at ${log2Text(centre)}`);
  }
  const curvature = log2(F.base.abs(second.midpoint)) + 1;
  const known = new Map<string, SquareGate>();
  return {
    carrying,
    ...(maxWeight && { maxWeight }),
    square: (tolerance) => {
      const goal = log2(tolerance);
      let [best, chosen] = [Infinity, { m: 1, q: 0 }];
      for (let m = 1; m <= MOST_WIDTHS; m += 1) {
        let q = 0;
        while (roughError(expansion, curvature, m, q) > goal) q += 1;
        const cost = 2 * m + LAYER_COST * extraLayers(curvature, m, q, maxWeight);
        if (cost < best) [best, chosen] = [cost, { m, q }];
      }
      const key = `${String(chosen.m)} ${String(chosen.q)} ${String(Math.ceil(goal))}`;
      let gate = known.get(key);
      for (let { q } = chosen; gate === undefined || !atMost(gate.error, tolerance); q += 1) {
        gate = makeGate(expansion, chosen.m, q, tolerance);
      }
      known.set(key, gate);
      return gate;
    },
  };
}
