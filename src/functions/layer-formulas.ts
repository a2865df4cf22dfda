/**
 * The formulas of the layers, over any number system.
 *
 * Written so that they cost few operations that are not rational: every quotient of exponentials is one of exponentials of
 * differences, and a norm is divided by once.
 */
import type { Field, RealField } from '../arithmetic/number-systems.ts';
import { makeRational, type Rational } from '../arithmetic/rational.ts';

/** Σ x_i of one value or more. */
function sumOf<T>(F: Field<T>, [first, ...others]: readonly T[]): T {
  return others.reduce((sum, x) => F.add(sum, x), first ?? F.zero);
}

/** e_i = exp(x_i − x_1) for i > 1; e_1 = 1. */
function ratios<T>(F: RealField<T>, [first, ...others]: readonly T[]): readonly T[] {
  return first === undefined ? [] : [F.one, ...others.map((x) => F.exp(F.sub(x, first)))];
}

/** exp x_i / Σ_j exp x_j, numerator and denominator divided by exp x_1. */
export function softmax<T>(F: RealField<T>, inputs: readonly T[]): readonly T[] {
  const e = ratios(F, inputs);
  const sum = sumOf(F, e);
  return e.map((x) => F.div(x, sum));
}

/** x_i − log Σ_j exp x_j = (x_i − x_1) − log(1 + Σ_(j>1) exp(x_j − x_1)). */
export function logSoftmax<T>(F: RealField<T>, inputs: readonly T[]): readonly T[] {
  const [first = F.zero] = inputs;
  const log = F.log(sumOf(F, ratios(F, inputs)));
  return inputs.map((x) => F.sub(F.sub(x, first), log));
}

/** x_i σ(x_(d+i)), i ≤ d, of 2d inputs. */
export function gated<T>(F: Field<T>, inputs: readonly T[], activation: (x: T) => T): readonly T[] {
  const d = inputs.length / 2;
  return inputs.slice(0, d).map((x, i) => F.mul(x, activation(inputs[d + i] ?? F.zero)));
}

/** Σ x_i²/d. */
function meanSquare<T>(F: Field<T>, inputs: readonly T[]): T {
  const squares = inputs.map((x) => F.mul(x, x));
  return F.mul(F.constant(makeRational(1n, BigInt(inputs.length))), sumOf(F, squares));
}

/** x_i/√(q + δ), q = Σ x_j²/d. */
export function rmsNorm<T>(F: RealField<T>, inputs: readonly T[], delta: Rational): readonly T[] {
  const norm = F.sqrt(F.add(meanSquare(F, inputs), F.constant(delta)));
  return inputs.map((x) => F.div(x, norm));
}

/** (x_i − m)/√(v + δ): rmsNorm of the deviations from the mean m. */
export function layerNorm<T>(F: RealField<T>, inputs: readonly T[], delta: Rational): readonly T[] {
  const mean = F.mul(F.constant(makeRational(1n, BigInt(inputs.length))), sumOf(F, inputs));
  return rmsNorm(
    F,
    inputs.map((x) => F.sub(x, mean)),
    delta,
  );
}

/** The rows of a matrix of k columns. */
function rowsOf<T>(inputs: readonly T[], k: number): readonly (readonly T[])[] {
  return Array.from({ length: inputs.length / k }, (_, i) => inputs.slice(i * k, (i + 1) * k));
}

/** 1/√k, exactly where k is a square. */
function reciprocalRoot<T>(F: RealField<T>, k: number): T {
  const root = Math.round(Math.sqrt(k));
  if (root * root === k) return F.constant(makeRational(1n, BigInt(root)));
  return F.mul(F.sqrt(F.fromInteger(k)), F.constant(makeRational(1n, BigInt(k))));
}

/**
 * softmax(XXᵀ/√k) X for X of k columns. The i-th row of the scores is taken relative to its own entry: the weights are
 * exp(x_i · (x_j − x_i)/√k), 1 for j = i, over their sum.
 */
export function attention<T>(F: RealField<T>, inputs: readonly T[], k: number): readonly T[] {
  const rows = rowsOf(inputs, k);
  const scale = reciprocalRoot(F, k);
  return rows.flatMap((row, i) => {
    const weights = rows.map((other, j) => {
      if (j === i) return F.one;
      const products = row.map((x, c) => F.mul(x, F.sub(other[c] ?? F.zero, x)));
      return F.exp(F.mul(scale, sumOf(F, products)));
    });
    const sum = sumOf(F, weights);
    return row.map((_, c) => {
      const terms = rows.map((other, j) => F.mul(weights[j] ?? F.zero, other[c] ?? F.zero));
      return F.div(sumOf(F, terms), sum);
    });
  });
}
