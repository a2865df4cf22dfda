/**
 * Registers for Taylor models with affine noise, and the loops over them; the rules are those of disc-model.ts.
 */
import { modulusUp, octagonal, OUTWARD } from './rounding.ts';

/** How models are kept. */
export interface ModelShape {
  /** Highest power K of ζ. */
  readonly order: number;
  /** Most symbols; when they run out, the noise of every live value is gathered into one. */
  readonly symbols: number;
}

/** Fraction bits of centres below the unit. */
export const CENTRE_BITS = 24;

/** The model of one value; also a register, used again when its value is dead. */
export class Model {
  re = 0n;
  im = 0n;
  /** Powers above this vanish. */
  degree = 0;
  /** Symbols above this vanish. */
  count = 0;
  own = 0;
  /** Upper bounds: |û|, Σ_{k≥1} |a_k|, Σ|n_j| + own. */
  head = 0;
  tail = 0;
  noise = 0;
  readonly coefficientRe: Float64Array;
  readonly coefficientIm: Float64Array;
  /** suffix[k] bounds Σ_{i≥k} |a_i|. */
  readonly modulus: Float64Array;
  readonly suffix: Float64Array;
  readonly noiseRe: Float64Array;
  readonly noiseIm: Float64Array;

  constructor({ order, symbols }: ModelShape) {
    this.coefficientRe = new Float64Array(order + 1);
    this.coefficientIm = new Float64Array(order + 1);
    this.modulus = new Float64Array(order + 2);
    this.suffix = new Float64Array(order + 2);
    this.noiseRe = new Float64Array(symbols);
    this.noiseIm = new Float64Array(symbols);
  }

  /** Bounds of head and tail from û and the coefficients. */
  settle(): void {
    this.coefficientRe[0] = Number(this.re) * 2 ** -CENTRE_BITS;
    this.coefficientIm[0] = Number(this.im) * 2 ** -CENTRE_BITS;
    this.settleBounds();
  }

  settleBounds(): void {
    const { coefficientRe, coefficientIm, modulus, suffix, degree } = this;
    this.head = modulusUp(coefficientRe[0] as number, coefficientIm[0] as number) * (1 + 2 ** -46);
    suffix.fill(0);
    let sum = 0;
    for (let k = degree; k >= 1; k -= 1) {
      const size = modulusUp(coefficientRe[k] as number, coefficientIm[k] as number);
      modulus[k] = size;
      sum += size;
      suffix[k] = sum * OUTWARD;
    }
    this.tail = sum * OUTWARD;
    this.noise = (this.symbolSum() + this.own) * OUTWARD;
  }

  /** Σ|n_j|, up to rounding. */
  symbolSum(): number {
    let sum = 0;
    for (let j = 0; j < this.count; j += 1) sum += octagonal(this.noiseRe[j] as number, this.noiseIm[j] as number);
    return sum;
  }

  /** Turns all noise into a single symbol. */
  gather(symbol: number): void {
    const total = this.symbolSum() * OUTWARD;
    this.noiseRe.fill(0, 0, Math.max(this.count, symbol));
    this.noiseIm.fill(0, 0, Math.max(this.count, symbol + 1));
    this.noiseRe[symbol] = total;
    this.count = symbol + 1;
  }
}

/** Dropped powers of a product: Σ_{i+j>K} |a_i||b_j|, up to rounding. */
export function droppedPowers(v: Model, w: Model, order: number): number {
  if (v.degree + w.degree <= order) return 0;
  let dropped = 0;
  for (let i = Math.max(1, order + 1 - w.degree); i <= v.degree; i += 1) {
    dropped += (v.modulus[i] as number) * (w.suffix[order + 1 - i] as number);
  }
  return dropped;
}

/** target = v·byV + w·byW, arrays of `countV` and `countW` entries. */
export function combine(
  target: Float64Array,
  v: Float64Array,
  countV: number,
  byV: number,
  w: Float64Array,
  countW: number,
  byW: number,
): void {
  const both = Math.min(countV, countW);
  for (let k = 0; k < both; k += 1) target[k] = (v[k] as number) * byV + (w[k] as number) * byW;
  for (let k = both; k < countV; k += 1) target[k] = (v[k] as number) * byV;
  for (let k = both; k < countW; k += 1) target[k] = (w[k] as number) * byW;
}

/** Symbols of a product: p₀ n^w_j + q₀ n^v_j. */
export function crossNoise(
  target: Model,
  v: Model,
  w: Model,
  [pRe, pIm]: readonly [number, number],
  [qRe, qIm]: readonly [number, number],
): void {
  const [vRe, vIm, wRe, wIm] = [v.noiseRe, v.noiseIm, w.noiseRe, w.noiseIm];
  const [re, im] = [target.noiseRe, target.noiseIm];
  const both = Math.min(v.count, w.count);
  for (let j = 0; j < both; j += 1) {
    const [a, b] = [vRe[j] as number, vIm[j] as number];
    const [c, d] = [wRe[j] as number, wIm[j] as number];
    re[j] = pRe * c - pIm * d + qRe * a - qIm * b;
    im[j] = pRe * d + pIm * c + qRe * b + qIm * a;
  }
  for (let j = both; j < v.count; j += 1) {
    const [a, b] = [vRe[j] as number, vIm[j] as number];
    re[j] = qRe * a - qIm * b;
    im[j] = qRe * b + qIm * a;
  }
  for (let j = both; j < w.count; j += 1) {
    const [c, d] = [wRe[j] as number, wIm[j] as number];
    re[j] = pRe * c - pIm * d;
    im[j] = pRe * d + pIm * c;
  }
}
