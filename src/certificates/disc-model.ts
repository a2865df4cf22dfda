/**
 * Enclosures of all values of a circuit on a complex disc, under perturbation of every step: Taylor models with affine noise.
 *
 * On a disc {c + hζ : |ζ| ≤ 1} the value of a step is, in units of 2^unit,
 *
 *     u = û + a₁ζ + … + a_K ζ^K + Σ_j n_j ε_j + own·ε,      |ε_j|, |ε| ≤ 1 complex,
 *
 * û an exact complex dyadic number, the rest doubles. The symbols ε_j are shared by all values, so that the errors which a
 * contracting iteration forgets cancel here as well; ε is the value's own. Every step may err by one unit (that is the
 * perturbation), and what is dropped or rounded goes into `own`. The rules are proved in proofs/certification.md, lemma 2.
 *
 * Reference: M. Berz, K. Makino, Verified integration of ODEs and flows using differential algebraic methods on
 * high-order Taylor models, Reliable Computing 4 (1998) 361–369, doi:10.1023/A:1024467732637 (Taylor models);
 * L. H. de Figueiredo, J. Stolfi, Affine arithmetic, Numer. Algorithms 37 (2004) 147–158,
 * doi:10.1023/B:NUMA.0000049462.70970.b6.
 */
import { fixedOf, shifted } from './fixed-point.ts';
import { CENTRE_BITS, combine, crossNoise, droppedPowers, Model, type ModelShape } from './model.ts';
import { modulusUp, OUTWARD } from './rounding.ts';
import { STEP, type Steps } from './steps.ts';
import type { Rational } from '../arithmetic/rational.ts';

/** A disc in the z-plane. */
export interface Disc {
  readonly re: Rational;
  readonly im: Rational;
  /** An upper bound of the radius, as `radius · 2^exponent`. */
  readonly radius: number;
  readonly exponent: number;
}

/** What a disc shows: a bound of the output, in its units, and the centres of all divisors; or the divisor that may vanish. */
export type DiscFinding =
  | { readonly bound: number; readonly divisors: readonly (readonly [re: bigint, im: bigint])[] }
  | { readonly fault: 'divisor'; readonly step: number; readonly variation: number; readonly noise: number }
  /** More symbols are needed than there are, or numbers leave the range of doubles. */
  | { readonly fault: 'symbols' | 'range' };

/**
 * One unit of perturbation, and in its tail: the cuts of û (at most 4·2^−24 units) and underflow. The latter: a double times
 * a power of two below 2^−1074 is less than 2^−50, and there are fewer than 2^20 of them in a step.
 */
const UNIT = 1 + 2 ** -8;

/** A divisor must stay within this relative distance of its centre: then it is not zero, and its argument turns by less than 65°. */
const MOST_VARIATION = 0.9;

/** 2^k as a double: 0 below and ∞ above its range, both of which the rules bear (see UNIT; ∞ makes a bound infinite or NaN). */
const power = (k: number): number => 2 ** k;

/** |ŵ|² of a divisor stays below this, so that 1/|ŵ|² is a normal double and what underflows beside it is far below γ/|ŵ|. */
const MOST_SQUARE = 2 ** 900;

/** Models hold no more numbers than this at a time: half a GiB. */
const MOST_NUMBERS = 2 ** 26;

/** How many values are kept at most while the steps are gone through. */
function mostLive({ length, last }: Steps): number {
  const given = new Uint32Array(length + 1);
  for (const step of last) given[step] = (given[step] as number) + 1;
  let [live, most] = [0, 0];
  for (let step = 0; step < length; step += 1) {
    live += 1;
    most = Math.max(most, live);
    live -= step === 0 ? 0 : (given[step] as number);
  }
  return most;
}

/** Evaluates the models of a circuit on discs; it keeps its registers between calls. */
export class DiscEvaluator {
  readonly #steps: Steps;
  readonly #units: Int32Array;
  readonly #order: number;
  readonly #shape: ModelShape;
  /** Relative rounding of products of models, see proofs/certification.md: (2K + 20)·2^−52. */
  readonly #gamma: number;
  readonly #models: (Model | undefined)[];
  readonly #free: Model[] = [];
  readonly #reciprocal: Model;
  readonly #quotientRe: Float64Array;
  readonly #quotientIm: Float64Array;
  #symbols = 0;

  /**
   * @param steps - The circuit.
   * @param units - The unit 2^units[i] of every step, and the size of its perturbation.
   * @param shape - Order of the models and most symbols.
   * @throws {RangeError} where the models of the values that are needed at a time would not fit into half a GiB.
   */
  constructor(steps: Steps, units: Int32Array, shape: ModelShape) {
    const live = mostLive(steps);
    if (2 * live * (shape.symbols + 2 * shape.order) > MOST_NUMBERS) {
      throw new RangeError(
        `certificates: expected models that fit into the memory, got ${String(live)} at a time with ${String(shape.symbols)} symbols`,
      );
    }
    this.#steps = steps;
    this.#units = units;
    this.#shape = shape;
    this.#order = shape.order;
    this.#gamma = (2 * shape.order + 20) * 2 ** -52;
    this.#models = Array.from({ length: steps.length });
    this.#reciprocal = new Model(shape);
    this.#quotientRe = new Float64Array(shape.order + 1);
    this.#quotientIm = new Float64Array(shape.order + 1);
  }

  /** The enclosure of the output on a disc, if no divisor can vanish there. */
  evaluate(disc: Disc): DiscFinding {
    const { length, ops, lefts, rights, last, output, uses } = this.#steps;
    this.#symbols = 0;
    const divisors: (readonly [bigint, bigint])[] = [];
    let fault: DiscFinding | undefined;
    let step = 0;
    for (; step < length && fault === undefined; step += 1) {
      const [left, right] = [lefts[step] as number, rights[step] as number];
      const model = this.#take();
      const op = ops[step];
      if (op === STEP.x) this.#input(model, disc);
      else if (op === STEP.const) this.#constant(model, step);
      else if (op === STEP.mul) this.#product(model, step, this.#at(left), this.#at(right));
      else if (op === STEP.neg) this.#sum(model, step, this.#at(left), undefined, -1);
      else if (op !== STEP.div) this.#sum(model, step, this.#at(left), this.#at(right), op === STEP.sub ? -1 : 1);
      else {
        const divisor = this.#at(right);
        if (ops[right] !== STEP.const) divisors.push([divisor.re, divisor.im]);
        fault = this.#quotient(model, step, this.#at(left), divisor);
      }
      this.#models[step] = model;
      if (fault !== undefined) break;
      // A value that is read more than once shares its noise; one that is read once hands it on.
      if (op !== STEP.const && (uses[step] as number) > 1 && !this.#share(model)) fault = { fault: 'symbols' };
      model.settleBounds();
      // Written so that NaN fails as well.
      if (!(model.head + model.tail + model.noise < Infinity)) fault = { fault: 'range' };
      this.#release(left, last[left] === step && op !== STEP.x && op !== STEP.const);
      if (right !== left) {
        this.#release(
          right,
          last[right] === step && (op === STEP.div || op === STEP.mul || op === STEP.add || op === STEP.sub),
        );
      }
    }
    const result = this.#models[output];
    const bound = result === undefined ? NaN : (result.head + result.tail + result.noise) * OUTWARD;
    this.#clear();
    return fault ?? { bound, divisors };
  }

  #at(value: number): Model {
    return this.#models[value] as Model;
  }

  #take(): Model {
    return this.#free.pop() ?? new Model(this.#shape);
  }

  #release(value: number, dead: boolean): void {
    const model = this.#models[value];
    if (!dead || model === undefined) return;
    this.#free.push(model);
    this.#models[value] = undefined;
  }

  #clear(): void {
    for (let i = 0; i < this.#models.length; i += 1) this.#release(i, true);
  }

  /** Makes a model's own noise a symbol; false if there is no room even after gathering. */
  #share(model: Model): boolean {
    if (!(model.own > 0)) return true;
    if (this.#symbols >= this.#shape.symbols) this.#gatherAll();
    if (this.#symbols >= this.#shape.symbols) return false;
    model.noiseRe.fill(0, model.count, this.#symbols);
    model.noiseIm.fill(0, model.count, this.#symbols + 1);
    model.noiseRe[this.#symbols] = model.own;
    this.#symbols += 1;
    model.count = this.#symbols;
    model.own = 0;
    return true;
  }

  /** One symbol for each live value that has any. */
  #gatherAll(): void {
    this.#symbols = 0;
    for (const model of this.#models) {
      if (model === undefined || model.count === 0 || this.#symbols >= this.#shape.symbols) continue;
      model.gather(this.#symbols);
      this.#symbols += 1;
    }
  }

  /** x = c + hζ. */
  #input(model: Model, { re, im, radius, exponent }: Disc): void {
    const unit = this.#units[0] as number;
    model.re = fixedOf(re, CENTRE_BITS - unit);
    model.im = fixedOf(im, CENTRE_BITS - unit);
    model.degree = 1;
    model.coefficientRe[1] = radius * power(exponent - unit);
    model.coefficientIm[1] = 0;
    model.count = 0;
    model.own = UNIT;
    model.settle();
  }

  #constant(model: Model, step: number): void {
    const value = this.#steps.constants[step] as Rational;
    const bits = CENTRE_BITS - (this.#units[step] as number);
    model.re = fixedOf(value, bits);
    model.im = 0n;
    model.degree = 0;
    model.count = 0;
    // A constant with so few binary digits is exact at every precision of evaluation.
    const exact = bits >= 0 && model.re * value.denominator === value.numerator << BigInt(bits);
    model.own = exact ? 0 : UNIT;
    model.settle();
  }

  /** v ± w, or −v. */
  #sum(model: Model, step: number, v: Model, w: Model | undefined, sign: 1 | -1): void {
    const { lefts, rights } = this.#steps;
    const unit = this.#units[step] as number;
    const [p, q] = [
      (this.#units[lefts[step] as number] as number) - unit,
      (this.#units[rights[step] as number] as number) - unit,
    ];
    const [byV, byW] = w === undefined ? [-power(p), 0] : [power(p), sign * power(q)];
    const other = w ?? v;
    const [vRe, vIm] = [shifted(v.re, p), shifted(v.im, p)];
    const [wRe, wIm] = w === undefined ? [0n, 0n] : [shifted(w.re, q), shifted(w.im, q)];
    model.re = w === undefined ? -vRe : sign > 0 ? vRe + wRe : vRe - wRe;
    model.im = w === undefined ? -vIm : sign > 0 ? vIm + wIm : vIm - wIm;
    model.degree = Math.max(v.degree, other.degree);
    combine(model.coefficientRe, v.coefficientRe, v.degree + 1, byV, other.coefficientRe, other.degree + 1, byW);
    combine(model.coefficientIm, v.coefficientIm, v.degree + 1, byV, other.coefficientIm, other.degree + 1, byW);
    model.count = Math.max(v.count, other.count);
    combine(model.noiseRe, v.noiseRe, v.count, byV, other.noiseRe, other.count, byW);
    combine(model.noiseIm, v.noiseIm, v.count, byV, other.noiseIm, other.count, byW);
    const [sizeV, sizeW] = [Math.abs(byV), Math.abs(byW)];
    const rounding = 2 ** -51 * ((v.tail + v.noise) * sizeV + (other.tail + other.noise) * sizeW);
    model.own = (v.own * sizeV + other.own * sizeW + rounding) * OUTWARD + UNIT;
    model.settle();
  }

  #product(model: Model, step: number, v: Model, w: Model): void {
    const { lefts, rights } = this.#steps;
    const unit = this.#units[step] as number;
    const scale =
      (this.#units[lefts[step] as number] as number) + (this.#units[rights[step] as number] as number) - unit;
    const shift = scale - CENTRE_BITS;
    const real = v.im === 0n && w.im === 0n;
    model.re = shifted(real ? v.re * w.re : v.re * w.re - v.im * w.im, shift);
    model.im = real ? 0n : shifted(v.re * w.im + v.im * w.re, shift);
    this.#multiply(model, v, w, power(scale));
    model.settle();
  }

  /** Coefficients and noise of v·w·scale, and one unit of perturbation. */
  #multiply(model: Model, v: Model, w: Model, scale: number): void {
    const order = this.#order;
    const [vRe, vIm, wRe, wIm] = [v.coefficientRe, v.coefficientIm, w.coefficientRe, w.coefficientIm];
    model.degree = Math.min(order, v.degree + w.degree);
    for (let k = 1; k <= model.degree; k += 1) {
      let [re, im] = [0, 0];
      const top = Math.min(k, v.degree);
      for (let i = Math.max(0, k - w.degree); i <= top; i += 1) {
        const [a, b] = [vRe[i] as number, vIm[i] as number];
        const [c, d] = [wRe[k - i] as number, wIm[k - i] as number];
        re += a * c - b * d;
        im += a * d + b * c;
      }
      model.coefficientRe[k] = re * scale;
      model.coefficientIm[k] = im * scale;
    }
    const [headV, headW] = [(vRe[0] as number) * scale, (wRe[0] as number) * scale];
    model.count = Math.max(v.count, w.count);
    crossNoise(model, v, w, [headV, (vIm[0] as number) * scale], [headW, (wIm[0] as number) * scale]);
    const linear = v.head * w.own + w.head * v.own;
    const mixed = v.noise * w.tail + w.noise * v.tail + v.noise * w.noise;
    // Heads are exact, so their product is not rounded. Factors first: where they do not overflow, a scale that underflows
    // leaves out less than 2^−50 (see UNIT).
    const [restV, restW] = [v.tail + v.noise, w.tail + w.noise];
    const rounding = this.#gamma * (v.head * restW + restV * (w.head + restW));
    model.own = scale * (linear + mixed + droppedPowers(v, w, order) + rounding) * OUTWARD + UNIT;
  }

  /** v/w, or the fault that w may vanish. */
  #quotient(model: Model, step: number, v: Model, w: Model): DiscFinding | undefined {
    const { lefts, rights } = this.#steps;
    const scale =
      (this.#units[lefts[step] as number] as number) -
      (this.#units[rights[step] as number] as number) -
      (this.#units[step] as number);
    const size = w.re * w.re + w.im * w.im;
    const fault = this.#invert(w);
    if (fault !== undefined || size === 0n) {
      return { fault: 'divisor', step, variation: fault?.variation ?? Infinity, noise: fault?.noise ?? Infinity };
    }
    const shift = scale + CENTRE_BITS;
    const divided = (n: bigint): bigint => (shift >= 0 ? (n << BigInt(shift)) / size : n / (size << BigInt(-shift)));
    model.re = divided(v.re * w.re + v.im * w.im);
    model.im = divided(v.im * w.re - v.re * w.im);
    this.#multiply(model, v, this.#reciprocal, power(scale));
    model.settle();
    return undefined;
  }

  /**
   * The model of 1/w, in the register of the reciprocal.
   *
   * With w = ŵ(1 + X + Y), X its powers and Y its noise over ŵ, T the series of 1/(1+X) cut after K, D = 1 − (1+X)T and
   * d = ‖D‖ + |Y|‖T‖ < 1: 1/(1+X+Y) = T(1 + (D − YT) + …) = T − Y + E, |E| ≤ ‖T‖‖D‖ + |Y|(‖T‖²−1) + ‖T‖d²/(1−d).
   */
  #invert(w: Model): { readonly variation: number; readonly noise: number } | undefined {
    const target = this.#reciprocal;
    const [wRe, wIm] = [w.coefficientRe[0] as number, w.coefficientIm[0] as number];
    const square = wRe * wRe + wIm * wIm;
    const [qRe, qIm] = [wRe / square, -wIm / square];
    const q = modulusUp(qRe, qIm) * (1 + 2 ** -48);
    const [variation, noise] = [w.tail * q * OUTWARD, w.noise * q * OUTWARD];
    // Written so that NaN, from a divisor 0, fails as well.
    if (!(square < MOST_SQUARE && variation + noise < MOST_VARIATION)) return { variation, noise };
    target.degree = w.degree === 0 ? 0 : this.#order;
    const { total, varying, residual } = this.#invertSeries(w, qRe, qIm, q);
    const d = (residual + noise * total) * OUTWARD;
    if (!(d < 0.99)) return { variation, noise };
    for (let k = target.degree; k >= 0; k -= 1) {
      const [a, b] = [this.#quotientRe[k] as number, this.#quotientIm[k] as number];
      target.coefficientRe[k] = a * qRe - b * qIm;
      target.coefficientIm[k] = a * qIm + b * qRe;
    }
    const [yRe, yIm] = [-(qRe * qRe - qIm * qIm), -2 * qRe * qIm];
    for (let j = 0; j < w.count; j += 1) {
      const [a, b] = [w.noiseRe[j] as number, w.noiseIm[j] as number];
      target.noiseRe[j] = a * yRe - b * yIm;
      target.noiseIm[j] = a * yIm + b * yRe;
    }
    target.count = w.count;
    const rest = total * residual + noise * (total * total - 1) + (total * d * d) / (1 - d);
    target.own = q * (rest + w.own * q + this.#gamma * (varying + noise)) * OUTWARD;
    target.settleBounds();
    return undefined;
  }

  /** T with (1+X)T ≈ 1, X the powers of w over ŵ, in the quotient arrays; ‖T‖, ‖T − 1‖ and a bound of ‖1 − (1+X)T‖. */
  #invertSeries(
    w: Model,
    qRe: number,
    qIm: number,
    q: number,
  ): { readonly total: number; readonly varying: number; readonly residual: number } {
    const order = this.#order;
    const [tRe, tIm] = [this.#quotientRe, this.#quotientIm];
    tRe.fill(0);
    tIm.fill(0);
    tRe[0] = 1;
    if (w.degree === 0) return { total: 1, varying: 0, residual: 0 };
    for (let k = 1; k <= order; k += 1) {
      let [re, im] = [0, 0];
      const top = Math.min(k, w.degree);
      for (let i = 1; i <= top; i += 1) {
        const [a, b] = [w.coefficientRe[i] as number, w.coefficientIm[i] as number];
        const [c, d] = [tRe[k - i] as number, tIm[k - i] as number];
        re += a * c - b * d;
        im += a * d + b * c;
      }
      tRe[k] = -(re * qRe - im * qIm);
      tIm[k] = -(re * qIm + im * qRe);
    }
    // Powers above K of (1+X)T are those of XT; below, only the rounding of T is left.
    let varying = 0;
    let residual = 0;
    for (let j = order; j >= 1; j -= 1) {
      varying += modulusUp(tRe[j] as number, tIm[j] as number);
      const i = order + 1 - j;
      if (i <= w.degree) residual += (w.modulus[i] as number) * q * varying;
    }
    varying *= OUTWARD;
    const total = (1 + varying) * OUTWARD;
    const variation = w.tail * q * OUTWARD;
    return { total, varying, residual: (residual + this.#gamma * variation * total) * OUTWARD };
  }
}
