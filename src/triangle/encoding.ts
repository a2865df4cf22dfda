/**
 * Sums of triangle waves as ReLU networks, four neurons in every hidden layer: exactly the same functions on [0, 1].
 *
 * Legend. The neurons of hidden layer i + 1 hold the sum so far, `t₁ = σ W_{i−1}`, `t₂ = σ relu(W_{i−1} − a_i)` and σ, with
 * W_{−1}(x) = x and a scale σ = σ_{i−1} > 0, σ_{−1} = 1; then `T_{a_i}(W_{i−1}) = W_{i−1}/a_i − relu(W_{i−1} − a_i)/(a_i − a_i²)`.
 */
import type { Field } from '../arithmetic/number-systems.ts';
import { type Rational, rationals } from '../arithmetic/rational.ts';
import type { DenseNetwork } from '../circuits/network-file.ts';
import { firstFactor, scalingRatio, type WaveForm } from './scaling.ts';
import { requirePeaks } from './waves.ts';

/** The affine part of a layer over any number system; rows of `weights` are outputs. */
export interface AffineLayer<T> {
  readonly weights: readonly (readonly T[])[];
  readonly bias: readonly T[];
}

/** The factors of one wave, relative to the scale of the layer before. */
export interface WaveRatios<T> {
  /** σ_i/σ_{i−1} > 0, which scales the neurons t₁, t₂ and the constant. */
  readonly scale: T;
  /** ±s_i/σ_{i−1}, with which the wave enters the sum. */
  readonly sum: T;
}

/** Slope of the rising part, and what t₂ subtracts from it after the peak: 1/a and −1/(a−a²), times a ratio. */
function rise<T>(F: Field<T>, ratio: T, a: T): T {
  return F.div(ratio, a);
}

function fall<T>(F: Field<T>, ratio: T, a: T): T {
  return F.neg(F.div(ratio, F.sub(a, F.mul(a, a))));
}

/**
 * The layers of the encoding: `depth` hidden ones with ReLU, depth the number of ratios, and a linear output.
 *
 * The output equals `start·x + Σ_i ±s_i W_i(x)` on [0, 1] wherever the partial sums are not negative, which ReLU would cut.
 * @param F - The number system of the weights.
 * @param a - The peaks, at least `depth`.
 * @param ratios - One for each wave.
 * @param start - The line that the waves are added to: its slope, and an offset that the output takes off again.
 * @returns depth + 1 layers.
 * @throws {RangeError} if there are fewer peaks than ratios, or no ratio.
 *
 * Reference: [MHL] section 3 and figure 2; the matrices are restored in proofs/mhl.md.
 */
export function encodingLayers<T>(
  F: Field<T>,
  a: readonly T[],
  ratios: readonly WaveRatios<T>[],
  start: { readonly slope: T; readonly offset: T },
): readonly AffineLayer<T>[] {
  requirePeaks('encodingLayers', a, Math.max(1, ratios.length));
  const [zero, one] = [F.zero, F.one];
  const input: AffineLayer<T> = {
    weights: [[start.slope], [one], [one], [zero]],
    bias: [start.offset, zero, F.neg(a[0] as T), one],
  };
  const hidden = ratios.slice(0, -1).map(({ scale, sum }, i): AffineLayer<T> => {
    const [peak, next] = [a[i] as T, a[i + 1] as T];
    const [up, down] = [rise(F, scale, peak), fall(F, scale, peak)];
    return {
      weights: [
        [one, rise(F, sum, peak), fall(F, sum, peak), zero],
        [zero, up, down, zero],
        [zero, up, down, F.neg(F.mul(scale, next))],
        [zero, zero, zero, scale],
      ],
      bias: [zero, zero, zero, zero],
    };
  });
  const last = ratios.length - 1;
  const { sum } = ratios[last] as WaveRatios<T>;
  const peak = a[last] as T;
  const output = { weights: [[one, rise(F, sum, peak), fall(F, sum, peak), zero]], bias: [F.neg(start.offset)] };
  return [input, ...hidden, output];
}

/**
 * The ReLU network of a sum of triangle waves: `F_n`, `x + F_n` or `x − F_n` on [0, 1], exactly.
 *
 * Size: n hidden layers of 4 neurons for n factors. Factors may have any sign; where a partial sum might become negative,
 * the sum neuron carries an offset.
 * @param a - The peaks, at least n, each in (0, 1).
 * @param s - The factors s_0, …, s_{n−1}.
 * @param form - What the network computes.
 * @returns The network with its exact weights.
 * @throws {RangeError} if there are fewer peaks than factors, or no factor.
 */
export function encodeWaves(a: readonly Rational[], s: readonly Rational[], form: WaveForm): DenseNetwork {
  requirePeaks('encodeWaves', a, s.length);
  if (s.length === 0) throw new RangeError('encodeWaves: expected at least one factor, got none');
  const Q = rationals;
  let scale = Q.one;
  const ratios = s.map((factor): WaveRatios<Rational> => {
    const signed = form === 'difference' ? Q.neg(factor) : factor;
    const own = factor.numerator === 0n ? scale : absolute(factor);
    const ratio = { scale: Q.div(own, scale), sum: Q.div(signed, scale) };
    scale = own;
    return ratio;
  });
  const start = { slope: form === 'waves' ? Q.zero : Q.one, offset: offsetFor(a, s, form) };
  const layers = encodingLayers(Q, a, ratios, start);
  return {
    layers: layers.map((layer, l) => ({ ...layer, activation: l < s.length ? 'relu' : 'identity' })),
  };
}

const absolute = (x: Rational): Rational => (x.numerator < 0n ? rationals.neg(x) : x);

/** Whether the factors follow the rule, as far as the peaks tell. */
export function followsRule(a: readonly Rational[], s: readonly Rational[]): boolean {
  return s.every((factor, i) => {
    if (i === 0 || i + 1 >= a.length) return true;
    const expected = rationals.mul(s[i - 1] as Rational, scalingRatio(rationals, a, i));
    return rationals.compare(factor, expected) === 0;
  });
}

/**
 * What keeps the sum neuron from ReLU's cut: 0 if no partial sum is negative, else the sum of all that is subtracted.
 *
 * x − F_n ≥ 0 for factors of the rule with 0 ≤ s_0 ≤ a_0 a_1, because F is concave with F′(0) ≤ s_0/(a_0 a_1) ≤ 1
 * (proofs/mhl-a.6.md).
 */
function offsetFor(a: readonly Rational[], s: readonly Rational[], form: WaveForm): Rational {
  const Q = rationals;
  const first = s[0] as Rational;
  const isBelowLine =
    form === 'difference' &&
    a.length > s.length &&
    first.numerator >= 0n &&
    Q.compare(first, firstFactor(Q, a, form)) <= 0 &&
    followsRule(a, s);
  if (isBelowLine) return Q.zero;
  const subtracted = s.map((factor) => (form === 'difference' ? factor : Q.neg(factor)));
  return subtracted.filter(({ numerator }) => numerator > 0n).reduce((sum, factor) => Q.add(sum, factor), Q.zero);
}
