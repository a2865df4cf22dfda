/**
 * Elementary functions of limb arithmetic, written once over its few operations: the processor computes with them, and a
 * tracer that is passed as the number system makes the same steps into a kernel.
 */
import { bigfloat } from './bigfloat.ts';
import { log2Fixed } from './constants.ts';
import type { Field } from './number-systems.ts';
import { bitLength, dyadic, makeRational, type Rational } from './rational.ts';

/** What the functions are made of. Each result is the exact one, its magnitude cut to p bits. */
export interface LimbOperations<T> extends Field<T> {
  /** Precision p in bits. */
  readonly bits: number;
  abs(x: T): T;
  /** The integer next to x towards zero. */
  truncate(x: T): T;
  /** `x · 2^k` for an integer k of the system. */
  shift(x: T, k: T): T;
  /** The integer E with `2^(E−1) ≤ x < 2^E`. @throws {RangeError} unless x > 0 */
  exponentOf(x: T): T;
  /** `negative` where x < 0, otherwise `other`. */
  select(x: T, negative: T, other: T): T;
}

/** The functions, for one number system. */
export interface LimbFunctions<T> {
  exp(x: T): T;
  log(x: T): T;
  xlogx(x: T): T;
  sinh(x: T): T;
  cosh(x: T): T;
  tanh(x: T): T;
  atanh(x: T): T;
  sqrt(x: T): T;
  root(x: T, p: number): T;
  sign(x: T): T;
}

/** `factor · 2^t` halvings and terms of a series that leaves less than 2^(−p−2). */
interface SeriesPlan {
  readonly halvings: number;
  readonly coefficients: readonly Rational[];
}

/** `(e^s − 1)/s = Σ s^k/(k+1)!` for `|s| ≤ 0.36 · 2^−t`: its remainder after n terms is below `1.2 s^n/(n+1)!`. */
function planExponential(bits: number): SeriesPlan {
  // Heuristic, chosen by counting: a halving costs a product, and so does a term.
  const halvings = Math.round(0.6 * Math.sqrt(bits));
  const coefficients: Rational[] = [];
  let factorial = 1n;
  for (let n = 0; ; n += 1) {
    factorial *= BigInt(n + 1);
    if (n * (halvings + 1.47) + bitLength(factorial) - 2 > bits + 2) return { halvings, coefficients };
    coefficients.push(makeRational(1n, factorial));
  }
}

/** A factor f by which a mantissa near `1/f` is multiplied, and `−log f`. */
interface Reduction {
  /** Beyond this, on its side of 1, the factor is used. */
  readonly from: Rational;
  readonly factor: Rational;
  readonly log: Rational;
}

interface LogarithmPlan {
  /** Pairs for mantissas below and above 1, each narrowing the range by three. */
  readonly steps: readonly (readonly [below: Reduction, above: Reduction])[];
  /** 1, 1/3, 1/5, … */
  readonly coefficients: readonly Rational[];
}

const short = (x: number): Rational => dyadic(BigInt(Math.round(x * 2 ** 20)), -20);

/** `Σ z^(2k)/(2k+1)` where three-way steps have left `|log₂ m| ≤ 3^−J/2`, hence `|z| ≤ 0.18 · 3^−J`. */
function planLogarithm(bits: number): LogarithmPlan {
  const F = bigfloat(bits + 64);
  const reduction = (from: number, by: number): Reduction => {
    const factor = short(2 ** by);
    return { from: short(2 ** from), factor, log: F.toRational(F.neg(F.log(F.constant(factor)))) };
  };
  const count = bits <= 256 ? 3 : bits <= 512 ? 4 : 5;
  const steps = Array.from({ length: count }, (_, j) => {
    const width = 0.5 / 3 ** j;
    return [reduction(-width / 3, (2 * width) / 3), reduction(width / 3, (-2 * width) / 3)] as const;
  });
  // 2^−6 for the rounding of the limits and factors of the steps.
  const gain = -2 * (Math.log2(0.18) - count * Math.log2(3) + 2 ** -6);
  const terms = Math.ceil((bits + 2) / gain) + 1;
  return { steps, coefficients: Array.from({ length: terms }, (_, k) => makeRational(1n, BigInt(2 * k + 1))) };
}

const plans = new Map<number, { readonly exponential: SeriesPlan; readonly logarithm: LogarithmPlan }>();

function planFor(bits: number): { readonly exponential: SeriesPlan; readonly logarithm: LogarithmPlan } {
  let plan = plans.get(bits);
  if (plan === undefined)
    plans.set(bits, (plan = { exponential: planExponential(bits), logarithm: planLogarithm(bits) }));
  return plan;
}

/**
 * The elementary functions over a system of limbs.
 *
 * Relative errors: atanh below `2^(14−p)`, sqrt and roots below `2^(4−p)`, the others below `2^(9−p)`
 * (`proofs/limb-arithmetic.md`).
 * @param K - The operations: numbers, or the wires of a kernel under construction.
 * @returns The functions; their constants are made once, here.
 */
export function limbFunctions<T>(K: LimbOperations<T>): LimbFunctions<T> {
  const { exponential, logarithm } = planFor(K.bits);
  const two = K.fromInteger(2);
  const half = K.scale(K.one, -1);
  const minusHalf = K.neg(half);
  // k · high is exact for integers |k| < 2^32: high has p − 32 bits.
  const highBits = K.bits - 32;
  const high = dyadic(log2Fixed(highBits), -highBits);
  const low = dyadic(log2Fixed(2 * K.bits + 32) - (log2Fixed(highBits) << BigInt(K.bits + 64)), -2 * K.bits - 32);
  const [log2High, log2Low] = [K.constant(high), K.constant(low)];
  const log2 = K.constant(dyadic(log2Fixed(K.bits + 32), -K.bits - 32));
  const inverseLog2 = K.div(K.one, log2);
  const series = exponential.coefficients.map((c) => K.constant(c));
  const odd = logarithm.coefficients.map((c) => K.constant(c));
  const steps = logarithm.steps.map((pair) =>
    pair.map(({ from, factor, log }) => ({
      from: K.constant(from),
      factor: K.constant(factor),
      log: K.constant(log),
    })),
  );

  const square = (x: T): T => K.mul(x, x);
  /** The product of `coefficients` and powers of x, lowest degree first. */
  const horner = (x: T, coefficients: readonly T[]): T => {
    const last = coefficients.length - 1;
    return coefficients.slice(0, last).reduceRight((sum, c) => K.add(K.mul(sum, x), c), coefficients[last] as T);
  };

  /** x = k log 2 + r, and e^r − 1 with full relative accuracy, by `e^(2s) − 1 = (e^s − 1)(2 + (e^s − 1))`. */
  function reduced(x: T): { readonly k: T; readonly e: T } {
    const quotient = K.mul(x, inverseLog2);
    const k = K.truncate(K.add(quotient, K.select(quotient, minusHalf, half)));
    const r = K.sub(K.sub(x, K.mul(k, log2High)), K.mul(k, log2Low));
    const s = K.scale(r, -exponential.halvings);
    let e = K.mul(s, horner(s, series));
    for (let i = 0; i < exponential.halvings; i += 1) e = K.mul(e, K.add(two, e));
    return { k, e };
  }

  function exp(x: T): T {
    const { k, e } = reduced(x);
    return K.shift(K.add(K.one, e), k);
  }

  /** e^x − 1, with full relative accuracy for small x. */
  function expm1(x: T): T {
    const { k, e } = reduced(x);
    return K.add(K.shift(e, k), K.sub(K.shift(K.one, k), K.one));
  }

  /** 2 atanh z for small z. */
  const twiceAtanh = (z: T): T => K.mul(K.scale(z, 1), horner(square(z), odd));

  function log(x: T): T {
    const exponent = K.exponentOf(x);
    const m = K.shift(x, K.neg(exponent));
    // [1/2, 1) becomes [√½, √2): then numbers near 1 have exponent 0 and are touched by nothing.
    const isLow = K.sub(m, K.constant(dyadic(46341n, -16)));
    let mantissa = K.select(isLow, K.scale(m, 1), m);
    let sum = K.mul(K.select(isLow, K.sub(exponent, K.one), exponent), log2);
    for (const [below, above] of steps) {
      if (below === undefined || above === undefined) continue;
      const [isBelow, isWithin] = [K.sub(mantissa, below.from), K.sub(mantissa, above.from)];
      mantissa = K.mul(mantissa, K.select(isBelow, below.factor, K.select(isWithin, K.one, above.factor)));
      sum = K.add(sum, K.select(isBelow, below.log, K.select(isWithin, K.zero, above.log)));
    }
    return K.add(sum, twiceAtanh(K.div(K.sub(mantissa, K.one), K.add(mantissa, K.one))));
  }

  /** `value` for x ≠ 0 and `otherwise` for x = 0, where both are defined. */
  const unlessZero = (x: T, value: T, otherwise: T): T => K.select(K.neg(K.abs(x)), value, otherwise);
  const withSignOf = (x: T, value: T): T => K.select(x, K.neg(value), value);

  /** √m for m ∈ [1/4, 2): a line within 7.1 %, then Halley's steps, each cubing `(y − √m)/(y + √m)`. */
  function rootOfMantissa(m: T): T {
    let y = K.add(K.constant(dyadic(15n, -5)), K.scale(m, -1));
    const three = K.fromInteger(3);
    const thrice = K.mul(three, m);
    for (let reached = 3; reached < K.bits + 8; reached *= 3) {
      const s = square(y);
      y = K.mul(y, K.div(K.add(s, thrice), K.add(K.mul(three, s), m)));
    }
    // Newton's correction: the rounding of the division is on a small term.
    return K.add(y, K.scale(K.div(K.sub(m, square(y)), y), -1));
  }

  function sqrt(x: T): T {
    const positive = unlessZero(x, x, K.one);
    const k = K.truncate(K.scale(K.exponentOf(positive), -1));
    const root = K.shift(rootOfMantissa(K.shift(positive, K.neg(K.scale(k, 1)))), k);
    return unlessZero(x, root, K.zero);
  }

  function root(x: T, p: number): T {
    if (!Number.isSafeInteger(p) || p < 1) {
      throw new RangeError(`${K.name}.root: expected an integer p ≥ 1, got ${String(p)}`);
    }
    if (p === 1) return x;
    if (p === 2) return sqrt(x);
    const positive = unlessZero(x, p % 2 === 0 ? x : K.abs(x), K.one);
    const order = K.fromInteger(p);
    const y = exp(K.div(log(positive), order));
    let power = y;
    for (const bit of (p - 1).toString(2).slice(1)) {
      power = square(power);
      if (bit === '1') power = K.mul(power, y);
    }
    const corrected = K.add(y, K.div(K.sub(K.div(positive, power), y), order));
    return unlessZero(x, p % 2 === 0 ? corrected : withSignOf(x, corrected), K.zero);
  }

  /** Beyond p/2, tanh is 1 to p bits. */
  const saturation = K.fromInteger(K.bits);
  function tanh(x: T): T {
    const size = K.abs(x);
    const e = expm1(K.scale(K.select(K.sub(size, saturation), size, saturation), 1));
    return withSignOf(x, K.div(e, K.add(e, two)));
  }

  function sinh(x: T): T {
    const e = expm1(K.abs(x));
    return withSignOf(x, K.scale(K.add(e, K.div(e, K.add(e, K.one))), -1));
  }

  function cosh(x: T): T {
    const y = exp(K.abs(x));
    return K.scale(K.add(y, K.div(K.one, y)), -1);
  }

  /** The series for |x| < 2^−11, which its terms are made for, and ½ log((1 + x)/(1 − x)) elsewhere. */
  function atanh(x: T): T {
    const size = K.abs(x);
    const isSmall = K.sub(size, K.scale(K.one, -11));
    const small = twiceAtanh(K.select(isSmall, size, K.zero));
    const large = log(K.div(K.add(K.one, size), K.sub(K.one, size)));
    return withSignOf(x, K.scale(K.select(isSmall, small, large), -1));
  }

  return {
    exp,
    log,
    xlogx: (x) => unlessZero(x, K.mul(x, log(unlessZero(x, x, K.one))), K.zero),
    sinh,
    cosh,
    tanh,
    atanh,
    sqrt,
    root,
    sign: (x) => K.select(x, K.neg(K.one), K.select(K.neg(x), K.one, K.zero)),
  };
}
