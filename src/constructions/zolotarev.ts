/**
 * Zolotarev's best odd approximants of sign on [−1, −δ] ∪ [δ, 1], of any degree, and their compositions.
 *
 * Legend. k = δ, k' = √(1−δ²), K = K(k), K' = K(k'); q = exp(−πK'/K) the nome of k, q' = exp(−πK/K') that of k'.
 * The approximant of degree m has its zeros and poles at ±i√c_j, `c_j = δ² sc²(jK'/m; k')`: x and the even j in the
 * numerator, the odd j in the denominator. With Jacobi's imaginary transformation and y_j = (j/2m) log(1/q),
 *
 *     c_j = δ (θ₁(i y_j; q) / θ₄(i y_j; q))²,   θ₁(iy) = 2 Σ (−1)^n q^((n+½)²) sinh((2n+1)y),   θ₄(iy) = 1 + 2 Σ (−1)^n q^(n²) cosh(2ny),
 *
 * and its error is `E_m = θ₂²(Q²)/θ₃²(Q²)`, Q = q'^m. It maps [δ, 1] onto [1−E, 1+E]; after division by 1+E a further
 * approximant for δ' = (1−E)/(1+E) may follow, and the composition is Zolotarev's again, of the product degree.
 *
 * @see Zolotarev 1877; Akhiezer, *Elements of the Theory of Elliptic Functions*, §50; Gawlik, Nakatsukasa, arXiv 1906.11326
 */
import { type BigFloat, type BigFloatField, bigfloat } from '../arithmetic/bigfloat.ts';
import { roundToDigits } from '../arithmetic/numerals.ts';
import type { Field } from '../arithmetic/number-systems.ts';
import { type Rational, rationals } from '../arithmetic/rational.ts';
import { atMost, inflate, S } from './planning.ts';

/** One approximant in partial fractions: `linear · x + Σ residue · x / (x² + pole)`. */
export interface ZolotarevStage {
  readonly degree: number;
  readonly linear: Rational;
  readonly terms: readonly { readonly residue: Rational; readonly pole: Rational }[];
}

/** A composition of Zolotarev approximants with the range proven for it. */
export interface SignPlan {
  readonly delta: Rational;
  readonly stages: readonly ZolotarevStage[];
  /** Proven bound of |R − sign| on [−1, −δ] ∪ [δ, 1]. */
  readonly error: BigFloat;
  readonly gates: number;
}

/** `linear · x + Σ residue · x/(x² + pole)`; one gate for x² and one per pole. */
function evaluateStage<T>(F: Field<T>, x: T, stage: ZolotarevStage): T {
  const square = F.mul(x, x);
  let sum = F.mul(F.constant(stage.linear), x);
  for (const { residue, pole } of stage.terms) {
    sum = F.add(sum, F.div(F.mul(F.constant(residue), x), F.add(square, F.constant(pole))));
  }
  return sum;
}

/**
 * The composition in the number system `F`: within plan.error of sign(x) for δ ≤ |x| ≤ 1, between 0 and sign(x)(1+error)
 * for |x| < δ, odd, without real poles.
 */
export function zolotarevSign<T>(F: Field<T>, x: T, plan: SignPlan): T {
  return plan.stages.reduce((y, stage) => evaluateStage(F, y, stage), x);
}

/** AGM(a, b) to the precision of F. */
function agmOf(F: BigFloatField, a: BigFloat, b: BigFloat): BigFloat {
  let [x, y] = [a, b];
  for (;;) {
    const gap = F.abs(F.sub(x, y));
    if (gap.mantissa === 0n || F.compare(gap, F.scale(x, 4 - F.bits)) <= 0) return x;
    [x, y] = [F.scale(F.add(x, y), -1), F.sqrt(F.mul(x, y))];
  }
}

/** log(1/q) = πK'/K for the modulus k = δ. */
function logInverseNome(F: BigFloatField, delta: BigFloat): BigFloat {
  const complement = F.sqrt(F.mul(F.sub(F.one, delta), F.add(F.one, delta)));
  return F.div(F.mul(F.pi, agmOf(F, F.one, complement)), agmOf(F, F.one, delta));
}

/** Adds terms until they no longer count at the precision of F. */
function sumSeries(F: BigFloatField, term: (n: number) => BigFloat): BigFloat {
  let sum = term(0);
  for (let n = 1; ; n += 1) {
    const next = term(n);
    if (next.mantissa === 0n || F.compare(F.abs(next), F.scale(F.abs(sum), -F.bits - 8)) < 0) return sum;
    sum = F.add(sum, next);
  }
}

/** `(θ₂(nome)/θ₃(nome))²` from log(1/nome). */
function modulusOfNome(F: BigFloatField, logInverse: BigFloat): BigFloat {
  const nomePower = (exponent: number): BigFloat =>
    F.exp(F.neg(F.mul(F.fromInteger(Math.round(exponent * 4)), F.scale(logInverse, -2))));
  const theta2 = sumSeries(F, (n) => F.scale(nomePower((n + 0.5) ** 2), 1));
  const theta3 = sumSeries(F, (n) => (n === 0 ? F.one : F.scale(nomePower(n * n), 1)));
  const ratio = F.div(theta2, theta3);
  return F.mul(ratio, ratio);
}

/**
 * The error of the best odd approximant of degree `degree` of sign on [−1, −δ] ∪ [δ, 1], in the planners' arithmetic.
 * @param delta in (0, 1)
 */
export function zolotarevError(delta: BigFloat, degree: number, F: BigFloatField = S): BigFloat {
  // log(1/q') = π²/log(1/q), and E is taken at Q² = q'^(2m).
  const logInverse = F.div(F.mul(F.pi, F.pi), logInverseNome(F, delta));
  return modulusOfNome(F, F.mul(F.fromInteger(2 * degree), logInverse));
}

/** c_1 … c_{m−1} of the approximant of degree m. */
function zolotarevNodes(F: BigFloatField, delta: BigFloat, degree: number): BigFloat[] {
  const logInverse = logInverseNome(F, delta);
  const exp = (numerator: BigFloat): BigFloat => F.exp(numerator);
  const node = (j: number): BigFloat => {
    const y = F.div(F.mul(F.fromInteger(j), logInverse), F.fromInteger(2 * degree));
    // q^(e) e^(±s y) in one exponential each, so that nothing overflows for small q.
    const wave = (e4: number, s: number): readonly [BigFloat, BigFloat] => {
      const nome = F.neg(F.mul(F.fromInteger(e4), F.scale(logInverse, -2)));
      const phase = F.mul(F.fromInteger(s), y);
      return [exp(F.add(nome, phase)), exp(F.sub(nome, phase))];
    };
    const theta1 = sumSeries(F, (n) => {
      const [up, down] = wave((2 * n + 1) ** 2, 2 * n + 1);
      return n % 2 === 0 ? F.sub(up, down) : F.sub(down, up);
    });
    const theta4 = sumSeries(F, (n) => {
      if (n === 0) return F.one;
      const [up, down] = wave(4 * n * n, 2 * n);
      return n % 2 === 0 ? F.add(up, down) : F.neg(F.add(up, down));
    });
    const ratio = F.div(theta1, theta4);
    return F.mul(delta, F.mul(ratio, ratio));
  };
  return Array.from({ length: degree - 1 }, (_, i) => node(i + 1));
}

/**
 * The approximant of degree m for δ, scaled so that it maps [δ, 1] onto [1−E, 1+E] divided by `top`.
 * All residues are positive, so rounding each weight by a relative η changes the value by a relative 3η at most.
 */
function planStage(
  F: BigFloatField,
  delta: BigFloat,
  degree: number,
  error: BigFloat,
  top: BigFloat,
  digits: number,
): ZolotarevStage {
  const nodes = zolotarevNodes(F, delta, degree);
  const zeros = nodes.filter((_, i) => i % 2 === 1);
  const poles = nodes.filter((_, i) => i % 2 === 0);
  const product = (values: readonly BigFloat[]): BigFloat => values.reduce((x, y) => F.mul(x, y), F.one);
  const squareDelta = F.mul(delta, delta);
  const atDelta = F.div(
    F.mul(delta, product(zeros.map((c) => F.add(squareDelta, c)))),
    product(poles.map((c) => F.add(squareDelta, c))),
  );
  const scale = F.div(F.sub(F.one, error), F.mul(atDelta, top));
  const round = (x: BigFloat): Rational => roundToDigits(F.toRational(x), digits);
  const terms = poles.map((pole, i) => {
    const others = product(poles.filter((_, j) => j !== i).map((c) => F.sub(c, pole)));
    const residue = F.div(product(zeros.map((c) => F.sub(c, pole))), others);
    return { residue: round(F.mul(scale, residue)), pole: round(pole) };
  });
  return { degree, linear: degree % 2 === 1 ? round(scale) : rationals.zero, terms };
}

/** The approximants to compose, in the order applied; δ of each follows from the one before. */
export function planSignDegrees(delta: Rational, degrees: readonly number[]): SignPlan {
  const total = degrees.reduce((x, y) => x * y, 1);
  const exact = S.constant(delta);
  const target = zolotarevError(exact, total);
  const bits = 128 + Math.max(0, -(target.exponent + S.bits), -(exact.exponent + S.bits));
  const F = bigfloat(2 * bits);
  const digits = Math.ceil(bits * 0.302) + 2;
  // Relative width of all roundings of one stage, 3·10^(1−digits), and the guard that keeps ranges inside [δ, 1].
  const guard = F.scale(F.one, -bits + 8);
  const stages: ZolotarevStage[] = [];
  let d = F.constant(delta);
  degrees.forEach((degree, i) => {
    const error = zolotarevError(d, degree, F);
    const last = i === degrees.length - 1;
    const top = last ? F.one : F.mul(F.add(F.one, error), F.add(F.one, guard));
    stages.push(planStage(F, d, degree, error, top, digits));
    const ratio = F.div(F.sub(F.one, error), F.add(F.one, error));
    d = F.mul(ratio, F.sub(F.one, F.scale(guard, 2)));
  });
  // The last δ is below the ideal one by a relative 8·guard·stages at most, which moves E = (1−δ)/(1+δ) by less than that.
  const slack = S.from(F.scale(guard, 5 + degrees.length));
  const gates = stages.reduce((sum, stage) => sum + 1 + stage.terms.length, 0);
  return { delta, stages, error: inflate(S.add(target, slack)), gates };
}

const gatesOfDegree = (degree: number): number => 1 + Math.floor(degree / 2);

/** Degrees 2, 3, 5 with the product at least `degree` and the fewest gates; the large ones first. */
function cheapestDegrees(reaches: (degree: number) => boolean): number[] {
  let best: number[] | undefined;
  const cost = (degrees: readonly number[]): number => degrees.reduce((sum, m) => sum + gatesOfDegree(m), 0);
  for (let fives = 0; fives <= 1; fives += 1) {
    for (let twos = 0; twos <= 1; twos += 1) {
      const few = [...Array<number>(fives).fill(5), ...Array<number>(twos).fill(2)];
      const degrees = [...few];
      while (!reaches(degrees.reduce((x, y) => x * y, 1))) degrees.push(3);
      if (best === undefined || cost(degrees) < cost(best)) best = degrees;
    }
  }
  return (best ?? [3]).sort((x, y) => y - x);
}

/**
 * The composition with the fewest gates that approximates sign on [−1, −δ] ∪ [δ, 1] within `error`.
 * @param delta in (0, 1)
 * @param error in (0, 1)
 */
export function planSign(delta: Rational, error: BigFloat): SignPlan {
  const exact = S.constant(delta);
  const aim = S.scale(error, -1);
  const aimed = S.sub(error, S.scale(aim, -10));
  return planSignDegrees(
    delta,
    cheapestDegrees((degree) => degree > 1 && atMost(zolotarevError(exact, degree), aimed)),
  );
}
