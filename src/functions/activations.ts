/**
 * The formulas of the activation functions, over any number system.
 *
 * Each is PyTorch's definition rewritten so that, in floating point, no exponential overflows and nothing cancels: every
 * ratio of exponentials is one of m and n, both in (0, 1]. Where that takes two formulas for the same number, `choose` says
 * so, and systems without a sign take either; min, max and |·| stand for kinks only.
 */
import type { Field, RealField } from '../arithmetic/number-systems.ts';
import { makeRational, type Rational } from '../arithmetic/rational.ts';

/** m and n with m/n = exp x, neither above 1 for real x. Only homogeneous functions of them are well-defined. */
function splitExp<T>(F: RealField<T>, x: T): readonly [m: T, n: T] {
  return F.choose(
    x,
    () => [F.exp(x), F.one],
    () => [F.one, F.exp(F.neg(x))],
  );
}

/** log(1 + u) = 2 atanh(u/(2 + u)) for 0 ≤ u ≤ 1, to full relative accuracy for small u. */
function log1p<T>(F: RealField<T>, u: T): T {
  if (F.log1p !== undefined) return F.log1p(u);
  return F.scale(F.atanh(F.div(u, F.add(F.fromInteger(2), u))), 1);
}

/** exp(x) − 1 = 2t/(1 − t), t = tanh(x/2), for x ≤ 0, to full relative accuracy for small x. */
function expm1<T>(F: RealField<T>, x: T): T {
  if (F.expm1 !== undefined) return F.expm1(x);
  const t = F.tanh(F.scale(x, -1));
  return F.div(F.scale(t, 1), F.sub(F.one, t));
}

const square = <T>(F: Field<T>, x: T): T => F.mul(x, x);

/** 1/(1 + exp(−x)) = m/(m + n). */
export function sigmoid<T>(F: RealField<T>, x: T): T {
  const [m, n] = splitExp(F, x);
  return F.div(m, F.add(m, n));
}

/** log(1 + exp x) = x + log(1 + exp(−x)). */
function softplus<T>(F: RealField<T>, x: T): T {
  return F.choose(
    x,
    () => log1p(F, F.exp(x)),
    () => F.add(x, log1p(F, F.exp(F.neg(x)))),
  );
}

/** log(1/(1 + exp(−x))) = −softplus(−x). */
export function logSigmoid<T>(F: RealField<T>, x: T): T {
  return F.neg(softplus(F, F.neg(x)));
}

/** softplus(βx)/β. */
export function softplusScaled<T>(F: RealField<T>, x: T, beta: Rational): T {
  const b = F.constant(beta);
  return F.div(softplus(F, F.mul(b, x)), b);
}

/** x·sigmoid(x). */
export function silu<T>(F: RealField<T>, x: T): T {
  return F.mul(x, sigmoid(F, x));
}

/** x·tanh(softplus x) = x·m(m + 2n)/(m(m + 2n) + 2n²). */
export function mish<T>(F: RealField<T>, x: T): T {
  const [m, n] = splitExp(F, x);
  const numerator = F.mul(m, F.add(m, F.scale(n, 1)));
  return F.mul(x, F.div(numerator, F.add(numerator, F.scale(square(F, n), 1))));
}

const GELU_CUBIC = makeRational(44715n, 1_000_000n);

/** ½x(1 + tanh u) = x·sigmoid(2u), u = √(2/π)(x + 0.044715x³): 1 + tanh would cancel for negative x. */
export function geluTanh<T>(F: RealField<T>, x: T): T {
  const inner = F.mul(x, F.add(F.one, F.mul(F.constant(GELU_CUBIC), square(F, x))));
  // 2√(2/π) = √(8/π).
  return F.mul(x, sigmoid(F, F.mul(F.sqrt(F.div(F.fromInteger(8), F.pi)), inner)));
}

/** ½x(1 + erf(x/√2)). */
export function geluErf<T>(F: RealField<T>, x: T): T {
  return F.scale(F.mul(x, F.add(F.one, F.erf(F.mul(x, F.sqrt(F.scale(F.one, -1)))))), -1);
}

/** max(x, 0) + s·min(x, 0). */
export function leakyRelu<T>(F: RealField<T>, x: T, slope: Rational): T {
  return F.add(F.max(x, F.zero), F.mul(F.constant(slope), F.min(x, F.zero)));
}

/** min(max(x, lower), upper). */
export function clamp<T>(F: RealField<T>, x: T, lower: bigint, upper: bigint): T {
  return F.min(F.max(x, F.fromInteger(lower)), F.fromInteger(upper));
}

/** min(max(x + 3, 0), 6)/6. */
export function hardSigmoid<T>(F: RealField<T>, x: T): T {
  return F.div(clamp(F, F.add(x, F.fromInteger(3)), 0n, 6n), F.fromInteger(6));
}

/** max(x, 0) + α(exp(min(x, 0)) − 1). */
export function elu<T>(F: RealField<T>, x: T, alpha: Rational): T {
  return F.add(F.max(x, F.zero), F.mul(F.constant(alpha), expm1(F, F.min(x, F.zero))));
}

/** max(x, 0) + α(exp(min(x, 0)/α) − 1). */
export function celu<T>(F: RealField<T>, x: T, alpha: Rational): T {
  const a = F.constant(alpha);
  return F.add(F.max(x, F.zero), F.mul(a, expm1(F, F.div(F.min(x, F.zero), a))));
}

/** x/(1 + |x|). */
export function softsign<T>(F: RealField<T>, x: T): T {
  return F.div(x, F.add(F.one, F.abs(x)));
}

/** x·exp(−exp(−x)). */
export function golu<T>(F: RealField<T>, x: T): T {
  return F.mul(x, F.exp(F.neg(F.exp(F.neg(x)))));
}

/** (λ₁x + λ₂)/(x² + d²). */
export function cauchy<T>(F: RealField<T>, x: T, lambda1: Rational, lambda2: Rational, d: Rational): T {
  const numerator = F.add(F.mul(F.constant(lambda1), x), F.constant(lambda2));
  return F.div(numerator, F.add(square(F, x), square(F, F.constant(d))));
}
