/**
 * Gates built from symmetric triangle waves: squares, products, and polynomials in Chebyshev's basis as ReLU networks.
 */
import { makeRational, type Rational } from '../arithmetic/rational.ts';
import type { AffineRelu } from './affine-relu.ts';

const ratio = (n: number | bigint, d: number | bigint = 1): Rational => makeRational(BigInt(n), BigInt(d));
const MINUS_ONE = ratio(-1);
const HALF = ratio(1, 2);

/**
 * The squaring gate on [0, 1]: `x² ≈ x − Σ_{i<n} 4^{−(i+1)} W_i(x)`, all peaks ½.
 *
 * Error: `0 ≤ gate − x² ≤ 4^{−(n+1)}`, attained exactly halfway between neighbouring points k/2^n; the gate interpolates x²
 * at these points (proofs/yarotsky-square.md). Size: n layers of at most 3 neurons.
 * @param P - Numbers, or the network builder.
 * @param x - The argument, in [0, 1].
 * @param waves - n ≥ 1.
 * @returns The gate's value, in [0, 1].
 * @throws {RangeError} if n is not a positive integer.
 *
 * Reference: D. Yarotsky, Neural Networks 94 (2017) 103–114, Proposition 2.
 */
export function squareGate<T>(P: AffineRelu<T>, x: T, waves: number): T {
  if (!Number.isSafeInteger(waves) || waves < 1) {
    throw new RangeError(`squareGate: expected a positive number of waves, got ${String(waves)}`);
  }
  let sum = x;
  let wave = x;
  for (let i = 1; i <= waves; i += 1) {
    // T_½(w) = 2w − 4 relu(w − ½) on [0, 1].
    const rest = P.relu(P.add(wave, P.constant(ratio(-1, 2))));
    const [held, kept] = [P.hold(wave), P.hold(sum)];
    wave = P.add(P.scaleBy(ratio(2), held), P.scaleBy(ratio(-4), rest));
    sum = P.add(kept, P.scaleBy(ratio(-1, 4n ** BigInt(i)), wave));
  }
  return sum;
}

/** x as the difference of two numbers ≥ 0, of which one is 0. */
function signedParts<T>(P: AffineRelu<T>, x: T): readonly [positive: T, negative: T] {
  return [P.relu(x), P.relu(P.scaleBy(MINUS_ONE, x))];
}

/** x cut at ±1: what keeps the arguments of gates in [−1, 1]. */
function cutAtOne<T>(P: AffineRelu<T>, x: T): T {
  const [positive, negative] = signedParts(P, x).map((part) => {
    const excess = P.relu(P.add(part, P.constant(MINUS_ONE)));
    return P.add(P.hold(part), P.scaleBy(MINUS_ONE, excess));
  }) as [T, T];
  return P.add(positive, P.scaleBy(MINUS_ONE, negative));
}

/**
 * The square of a number of [−1, 1]: the squaring gate at |x|.
 *
 * Error: `0 ≤ gate − x² ≤ 4^{−(n+1)}`; the value lies in [0, 1]. Size: n + 1 layers of at most 3 neurons.
 */
export function signedSquareGate<T>(P: AffineRelu<T>, x: T, waves: number): T {
  return squareGate(P, P.add(...signedParts(P, x)), waves);
}

/**
 * The product gate on [−1, 1]²: `xy = 2((x+y)/2)² − x²/2 − y²/2` with three squaring gates.
 *
 * Error: `−4^{−(n+1)} ≤ gate − xy ≤ 2·4^{−(n+1)}`, since each square is too large by at most 4^{−(n+1)}.
 * Size: n + 1 layers of at most 9 neurons.
 * @param P - Numbers, or the network builder.
 * @param x - A factor, in [−1, 1].
 * @param y - The other factor, in [−1, 1].
 * @param waves - n ≥ 1 for each square.
 * @returns The gate's value.
 * @throws {RangeError} as {@link squareGate}.
 */
export function productGate<T>(P: AffineRelu<T>, x: T, y: T, waves: number): T {
  const mean = P.scaleBy(HALF, P.add(x, y));
  const [square, first, second] = [mean, x, y].map((u) => signedSquareGate(P, u, waves)) as [T, T, T];
  return P.add(P.scaleBy(ratio(2), square), P.scaleBy(ratio(-1, 2), P.add(first, second)));
}

/** 2uv − x by the product gate. */
function twiceProduct<T>(P: AffineRelu<T>, u: T, v: T, x: T, waves: number): T {
  return P.add(P.scaleBy(ratio(2), productGate(P, u, v, waves)), P.scaleBy(MINUS_ONE, x));
}

/**
 * A polynomial `Σ_k c_k T_k(x)` in Chebyshev's basis from squaring and product gates, x in [−1, 1]:
 * `T_{2k} = 2T_k² − 1`, `T_{2k+1} = 2 T_k T_{k+1} − x` cut at ±1, so that all arguments of gates stay in [−1, 1].
 *
 * Error: at most `Σ_k |c_k| e_k` with e_0 = e_1 = 0 and {@link chebyshevError}. Size: one gate for each k ≥ 2 that occurs,
 * in log₂(degree) levels of n + 3 layers.
 * @param P - Numbers, or the network builder.
 * @param coefficients - c_0, c_1, …, lowest degree first.
 * @param x - The argument, in [−1, 1].
 * @param waves - n ≥ 1 for each square.
 * @returns The value.
 * @throws {RangeError} as {@link squareGate}.
 */
export function chebyshevSum<T>(P: AffineRelu<T>, coefficients: readonly Rational[], x: T, waves: number): T {
  // x = x⁺ − x⁻, so that later layers can read x from neurons that are not negative.
  const [positive, negative] = signedParts(P, x);
  const known = new Map<number, T>([[1, P.add(positive, P.scaleBy(MINUS_ONE, negative))]]);
  const chebyshev = (k: number): T => {
    let value = known.get(k);
    if (value === undefined) {
      const half = k >> 1;
      value =
        k % 2 === 0
          ? P.add(P.scaleBy(ratio(2), signedSquareGate(P, chebyshev(half), waves)), P.constant(MINUS_ONE))
          : cutAtOne(P, twiceProduct(P, chebyshev(half), chebyshev(half + 1), chebyshev(1), waves));
      known.set(k, value);
    }
    return value;
  };
  return coefficients.reduce<T>(
    (sum, c, k) => {
      if (k === 0 || c.numerator === 0n) return sum;
      return P.add(sum, P.scaleBy(c, chebyshev(k)));
    },
    P.constant(coefficients[0] ?? ratio(0)),
  );
}

/**
 * Bounds e_k of |T_k − gates| on [−1, 1] for k = 0, …, degree, with ε = 4^{−(n+1)}: `e_{2k} = 4e_k + 2ε` and
 * `e_{2k+1} = 2(e_k + e_{k+1}) + 4ε`, because cutting a value at ±1 does not move it away from T_k.
 *
 * @param degree - The largest k.
 * @param waves - n for each square.
 * @returns e_0, …, e_degree, exact; e_k = O(k² ε).
 */
export function chebyshevError(degree: number, waves: number): readonly Rational[] {
  const unit = 4n ** BigInt(waves + 1);
  // In units of ε: integers.
  const errors: bigint[] = [0n, 0n];
  for (let k = 2; k <= degree; k += 1) {
    const half = k >> 1;
    const [low, high] = [errors[half] ?? 0n, errors[half + 1] ?? 0n];
    errors.push(k % 2 === 0 ? 4n * low + 2n : 2n * (low + high) + 4n);
  }
  return errors.slice(0, degree + 1).map((e) => makeRational(e, unit));
}
