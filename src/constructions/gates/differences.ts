/**
 * Polynomials by one hidden layer: divided differences of a smooth activation at narrow widths ([TT] Theorem 3.3, weights of any size).
 */
import { ball, type Ball } from '../../arithmetic/ball.ts';
import { bigfloat, type BigFloat, type BigFloatField } from '../../arithmetic/bigfloat.ts';
import { log2Of, roundToDigits } from '../../arithmetic/numerals.ts';
import type { RealField } from '../../arithmetic/number-systems.ts';
import { powerSeries } from '../../arithmetic/power-series.ts';
import { makeRational, type Rational, rationals } from '../../arithmetic/rational.ts';
import type { Circuit } from '../../circuits/circuit.ts';
import { evaluate } from '../../circuits/evaluate.ts';
import type { DenseNetwork } from '../../circuits/network-file.ts';
import type { Domain, RealFunction, Target } from '../../functions/target.ts';
import { chebyshevInterpolant } from '../chebyshev.ts';
import { describeBound } from '../describe.ts';
import { inflate, S } from '../planning.ts';
import { boundOnEllipse } from './ellipse-bound.ts';
import { expand } from './smooth-square.ts';

/** A network with one hidden layer close to a function. */
export interface ShallowNetwork {
  readonly network: DenseNetwork;
  /** Proven bound of the distance on the domain, weights as they are in the network: a decimal string rounded up. */
  readonly bound: string;
  readonly plan: Readonly<Record<string, unknown>>;
}

const Q = rationals;
const size = (x: Rational): Rational => Q.max(x, Q.neg(x));

/** A Bernstein ellipse (foci ±1, semi-axes of sum ρ) in which a function is bounded by M. */
interface Ellipse {
  readonly rho: Rational;
  readonly bound: Rational;
}

/** ρ that are tried. */
const SUMS = [1.02, 1.05, 1.1, 1.15, 1.2, 1.3, 1.4, 1.6, 1.8, 2, 2.3, 2.6, 3, 4, 6, 10, 20].map((rho) =>
  makeRational(BigInt(Math.round(rho * 100)), 100n),
);

function ellipsesOf(f: RealFunction): readonly Ellipse[] {
  const found: Ellipse[] = [];
  for (const rho of SUMS) {
    const inverse = Q.div(Q.one, rho);
    const [a, b] = [Q.scale(Q.add(rho, inverse), -1), Q.scale(Q.sub(rho, inverse), -1)];
    const bound = boundOnEllipse(f, Q.zero, [a, b]);
    if (bound === undefined) break;
    found.push({ rho, bound });
  }
  return found;
}

/** The least degree with `4M ρ^−n/(ρ − 1) ≤ ε` for one of the ellipses, and that bound. */
function leastDegree(
  ellipses: readonly Ellipse[],
  eps: Rational,
): { readonly degree: number; readonly error: Rational } {
  const candidates = ellipses.map(({ rho, bound }) => {
    const factor = Q.div(Q.scale(bound, 2), Q.sub(rho, Q.one));
    let degree = Math.max(1, Math.floor((log2Of(factor) - log2Of(eps)) / log2Of(rho)));
    const errorOf = (n: number): Rational => {
      const power = { numerator: rho.numerator ** BigInt(n), denominator: rho.denominator ** BigInt(n) };
      return Q.div(factor, power);
    };
    while (Q.compare(errorOf(degree), eps) > 0) degree += 1;
    return { degree, error: errorOf(degree) };
  });
  const [first, ...others] = candidates;
  if (first === undefined) throw new RangeError('expected a function that is analytic around the domain');
  return others.reduce((best, candidate) => (candidate.degree < best.degree ? candidate : best), first);
}

/** The coefficients of Σ c_k T_k at the powers of x. */
function monomials(coefficients: readonly Rational[]): readonly Rational[] {
  const sum = coefficients.map(() => Q.zero);
  let [previous, current]: [bigint[], bigint[]] = [[1n], [0n, 1n]];
  coefficients.forEach((c, k) => {
    if (k > 1) {
      const next = [0n, ...current.map((value) => 2n * value)];
      previous.forEach((value, i) => {
        next[i] = (next[i] ?? 0n) - value;
      });
      [previous, current] = [current, next];
    }
    const polynomial = k === 0 ? [1n] : current;
    polynomial.forEach((value, i) => {
      if (value !== 0n) sum[i] = Q.add(sum[i] as Rational, Q.mul(c, makeRational(value)));
    });
  });
  return sum;
}

/**
 * w with Σ_j w_j t_j^k = moments[k − 1] for k = 1 … n: the dual Vandermonde system in t_j w_j (Björck and Pereyra, Math. Comp. 24 (1970)
 * 893–903, algorithm dvand).
 */
function solveMoments(F: BigFloatField, nodes: readonly Rational[], moments: readonly BigFloat[]): readonly BigFloat[] {
  const t = nodes.map((node) => F.constant(node));
  const x = [...moments];
  const n = x.length;
  const get = (list: readonly BigFloat[], i: number): BigFloat => list[i] as BigFloat;
  for (let k = 0; k < n - 1; k += 1) {
    for (let i = n - 1; i > k; i -= 1) x[i] = F.sub(get(x, i), F.mul(get(t, k), get(x, i - 1)));
  }
  for (let k = n - 2; k >= 0; k -= 1) {
    for (let i = k + 1; i < n; i += 1) x[i] = F.div(get(x, i), F.sub(get(t, i), get(t, i - k - 1)));
    for (let i = k; i < n - 1; i += 1) x[i] = F.sub(get(x, i), get(x, i + 1));
  }
  return x.map((value, j) => F.div(value, get(t, j)));
}

/** n distinct numbers of [−1, 1] other than 0: near Chebyshev's, so that differences are well conditioned. */
const nodesOf = (n: number): readonly Rational[] =>
  Array.from({ length: n }, (_, j) => {
    const t = Math.cos((Math.PI * (2 * j + 1.2)) / (2 * n + 0.7));
    return makeRational(BigInt(Math.round(t * 2 ** 24)) * 2n + 1n, 2n ** 25n);
  });

/** Terms of the activation's series beyond those that are matched before Cauchy's inequality takes over. */
const FURTHER_TERMS = 16;

/** A circuit's function on a domain, moved to [−1, 1]. */
function onUnitInterval(circuit: Circuit, { lower, upper }: Domain): RealFunction {
  const [middle, half] = [Q.scale(Q.add(lower, upper), -1), Q.scale(Q.sub(upper, lower), -1)];
  return <T>(F: RealField<T>, u: T) =>
    evaluate(F, circuit, [F.add(F.constant(middle), F.mul(F.constant(half), u))])[0] as T;
}

/**
 * A network with one hidden layer of a smooth activation within ε of a rational function.
 *
 * Error: proven (proofs/theorem-3.3.md): half of ε for the Chebyshev interpolant on a Bernstein ellipse without a pole, half for the
 * differences `Σ_j w_j σ(b + h t_j u)` that stand for its powers of u, rounding of the weights included.
 * @param circuit - One input and one output, no pole near the domain.
 * @param domain - Its domain, a < b.
 * @param eps - In (0, 1).
 * @param activation - Analytic around `centre`, no derivative of which vanishes there.
 * @param centre - b.
 * @param spare - Neurons beyond the degree; with as many as the degree, weights grow with the degree and not with its square.
 * @throws {RangeError} where the function is not seen to be analytic around the domain, or a derivative vanishes.
 */
export function shallowNetwork(
  circuit: Circuit,
  domain: Domain,
  eps: Rational,
  activation: Target,
  centre: Rational,
  spare: 'none' | 'degree' = 'none',
): ShallowNetwork {
  const f = onUnitInterval(circuit, domain);
  const half = Q.scale(eps, -1);
  const { degree, error: truncation } = leastDegree(ellipsesOf(f), half);
  const digits = Math.ceil(degree / 2) + Math.ceil(-log2Of(eps) * Math.LOG10E * Math.LN2) + 10;
  const { coefficients, rounding } = chebyshevInterpolant({ evaluate: f }, degree, digits);
  const powers = monomials(coefficients);
  const neurons = spare === 'none' ? degree : 2 * degree;
  const allowed = Q.sub(half, rounding);
  const expansion = expand(activation, centre);
  const plan = narrowEnough(powers, neurons, allowed, expansion);
  const bound = describeBound(inflate(S.constant(Q.add(Q.add(truncation, rounding), plan.error))));
  return {
    network: assemble(plan, domain, expansion, { activation: activation.name, bound }),
    bound,
    plan: { degree, neurons, width: `2^-${String(plan.q)}` },
  };
}

interface Differences {
  readonly nodes: readonly Rational[];
  readonly weights: readonly Rational[];
  readonly constant: Rational;
  readonly q: number;
  readonly error: Rational;
}

type Expansion = ReturnType<typeof expand>;

/** Differences with the largest width 2^−q whose error is allowed. */
function narrowEnough(
  powers: readonly Rational[],
  neurons: number,
  allowed: Rational,
  expansion: Expansion,
): Differences {
  const goal = log2Of(allowed);
  // The first term that is left out has the factor h for each power beyond the degree.
  let q = Math.max(2, Math.ceil(-goal / (neurons - powers.length + 2)));
  for (;;) {
    const found = differences(powers, neurons, q, goal, expansion);
    if (Q.compare(found.error, allowed) <= 0) return found;
    q += Math.max(1, Math.ceil((log2Of(found.error) - goal) / (neurons - powers.length + 2)));
  }
}

function differences(
  powers: readonly Rational[],
  neurons: number,
  q: number,
  goal: number,
  { activation, centre, radius, bound }: Expansion,
): Differences {
  const terms = neurons + FURTHER_TERMS;
  const nodes = nodesOf(neurons);
  // Weights are of size 2^{neurons · (q + a few)}.
  const bits = Math.ceil(128 - 2 * goal + 2 * neurons * (q + 6));
  const F = ball(bits);
  const series = powerSeries(F, terms);
  const taylor = series
    .coefficients(activation.evaluate(series, series.variable(F.constant(centre))))
    .map((c, k) => F.mul(c, F.fromMidpoint(F.base.scale(F.base.one, -q * k))));
  const moments = Array.from({ length: neurons }, (_, i): BigFloat => {
    const target = F.constant(powers[i + 1] ?? Q.zero);
    return target.midpoint.mantissa === 0n ? F.base.zero : F.div(target, taylor[i + 1] as Ball).midpoint;
  });
  const exact = solveMoments(bigfloat(bits), nodes, moments);
  const largest = exact.reduce((most, w) => F.base.max(most, F.base.abs(w)), F.base.zero);
  const digits = Math.ceil(
    (log2Of(F.base.toRational(largest)) - goal + 16 + Math.log2(neurons)) * Math.LOG10E * Math.LN2,
  );
  const weights = exact.map((w) => roundAbsolute(F.base.toRational(w), digits, F.base.toRational(largest)));
  const total = weights.reduce((sum, w) => Q.add(sum, w), Q.zero);
  const offset = F.sub(F.constant(powers[0] as Rational), F.mul(taylor[0] as Ball, F.constant(total)));
  const constant = roundToDigits(F.base.toRational(offset.midpoint), digits + 2);
  let error = F.abs(F.sub(offset, F.constant(constant)));
  const factors = nodes.map((t) => F.constant(t));
  let summands = weights.map((w) => F.constant(w));
  for (let k = 1; k <= terms; k += 1) {
    summands = summands.map((value, j) => F.mul(value, factors[j] as Ball));
    const moment = summands.reduce((sum, value) => F.add(sum, value), F.zero);
    const difference = F.sub(F.mul(taylor[k] as Ball, moment), F.constant(powers[k] ?? Q.zero));
    error = F.add(error, F.abs(difference));
  }
  const ratio = Q.div(Q.scale(Q.one, -q), radius);
  const power = {
    numerator: ratio.numerator ** BigInt(terms + 1),
    denominator: ratio.denominator ** BigInt(terms + 1),
  };
  const all = weights.reduce((sum, w) => Q.add(sum, size(w)), Q.zero);
  const rest = Q.div(Q.mul(Q.mul(bound, all), power), Q.sub(Q.one, ratio));
  return { nodes, weights, constant, q, error: Q.add(F.base.toRational(F.upper(error)), rest) };
}

/** The number rounded so that its last digit is that of the largest one with so many digits. */
function roundAbsolute(value: Rational, digits: number, largest: Rational): Rational {
  if (value.numerator === 0n) return value;
  const lost = Math.floor((log2Of(largest) - log2Of(size(value))) * Math.LOG10E * Math.LN2);
  return roundToDigits(value, Math.max(1, digits - lost));
}

function assemble(
  { nodes, weights, constant, q }: Differences,
  { lower, upper }: Domain,
  { activation, centre }: Expansion,
  meta: Readonly<Record<string, unknown>>,
): DenseNetwork {
  // u = (2x − lower − upper)/(upper − lower).
  const width = Q.sub(upper, lower);
  const [slope, shift] = [Q.div(makeRational(2n), width), Q.div(Q.neg(Q.add(lower, upper)), width)];
  const narrow = nodes.map((t) => Q.scale(t, -q));
  return {
    layers: [
      {
        weights: narrow.map((t) => [Q.mul(t, slope)]),
        bias: narrow.map((t) => Q.add(centre, Q.mul(t, shift))),
        activation: activation.name,
      },
      { weights: [weights], bias: [constant], activation: 'identity' },
    ],
    meta,
  };
}
