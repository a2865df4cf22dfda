/**
 * Nearly best approximants of one target for many degrees, each found with what the others tell.
 */
import type { Domain, RealFunction } from '../../functions/target.ts';
import { type NearBest, nearBest } from './near-best.ts';

/** About how −log E grows with the degree for entire and meromorphic targets; for others it grows like the degree. */
const growth = (degree: number): number => degree * Math.log(degree + 1);
/** Parts of the error that the precision goes beyond what is expected, and bits on top of that. */
const MARGIN = 1.04;
const EXTRA_BITS = 64;
/** Degrees from which the first estimates come. */
const SMALL = [2, 4, 5, 8];
/** Up to this degree nothing needs to be known. */
const FIRST_DEGREE = 4;
/** The largest ratio of degrees over which errors are extrapolated. */
const STRIDE = 2.2;
/** log₂ of the ratio of peaks from which on the nodes are levelled once more. */
const UNEVEN = 0.5;

/**
 * log₂ of the error that is expected at a degree, from those at other degrees: an estimate.
 *
 * a + bN + cN log(N + 1), c ≤ 0, through the three closest degrees, or one with fewer terms through two or one.
 * @param errors - Degrees with log₂ of their errors.
 * @param degree - N ≥ 1.
 * @returns The estimate; undefined without any errors.
 */
export function expectedError(
  errors: readonly (readonly [degree: number, log2Error: number])[],
  degree: number,
): number | undefined {
  const distance = ([n]: readonly [number, number]): number => Math.abs(Math.log(n / degree));
  const [first, second, third] = [...errors].sort((x, y) => distance(x) - distance(y));
  if (first === undefined) return undefined;
  const [n0, y0] = first;
  if (second === undefined) return y0;
  const [n1, y1] = second;
  if (third !== undefined) {
    const [n2, y2] = third;
    const [u1, u2, v1, v2] = [n1 - n0, n2 - n0, growth(n1) - growth(n0), growth(n2) - growth(n0)];
    const determinant = u1 * v2 - u2 * v1;
    const c = (u1 * (y2 - y0) - u2 * (y1 - y0)) / determinant;
    const b = (v2 * (y1 - y0) - v1 * (y2 - y0)) / determinant;
    if (c <= 0) return y0 + b * (degree - n0) + c * (growth(degree) - growth(n0));
  }
  return y0 + ((y1 - y0) * (degree - n0)) / (n1 - n0);
}

/** Approximants by degree. */
export class NearBestFamily {
  readonly #f: RealFunction;
  readonly #domain: Domain;
  readonly #found = new Map<number, NearBest>();
  readonly #failed = new Map<number, RangeError>();

  constructor(f: RealFunction, domain: Domain) {
    this.#f = f;
    this.#domain = domain;
  }

  /** The known degrees closest to one, the closest first. */
  #neighbours(degree: number, count: number): readonly number[] {
    const distance = (n: number): number => Math.abs(Math.log(n / degree));
    return [...this.#found.keys()].sort((x, y) => distance(x) - distance(y)).slice(0, count);
  }

  /** The value at a degree of what is linear in `measure` through the two neighbours, or that of the only one. */
  #extrapolate(degree: number, measure: (n: number) => number, value: (near: NearBest) => number): number | undefined {
    const [first, second] = this.#neighbours(degree, 2);
    if (first === undefined) return undefined;
    const at = (n: number): number => value(this.#found.get(n) as NearBest);
    if (second === undefined) return at(first);
    const part = (measure(degree) - measure(first)) / (measure(second) - measure(first));
    return at(first) + part * (at(second) - at(first));
  }

  #expectedError(degree: number, value: (near: NearBest) => number): number | undefined {
    return expectedError(
      [...this.#found].map(([n, near]) => [n, value(near)] as const),
      degree,
    );
  }

  /**
   * log₂ of the error that is expected at a degree: an estimate from the errors of the degrees closest to it.
   * @param degree - N ≥ 1.
   * @returns The estimate; undefined where small degrees show no alternation.
   */
  expected(degree: number): number | undefined {
    for (const small of SMALL) if (this.#found.size < 2) this.tryAt(small);
    return this.#found.size < 2 ? undefined : this.#expectedError(degree, ({ log2Errors }) => log2Errors[1]);
  }

  /** As {@link NearBestFamily.at}, undefined where no alternation is seen. */
  tryAt(degree: number): NearBest | undefined {
    try {
      return this.at(degree);
    } catch (error) {
      if (error instanceof RangeError) return undefined;
      throw error;
    }
  }

  /**
   * The approximant of a degree.
   * @param degree - N ≥ 1.
   * @returns That of type (N, N), or (N + 1, N) for a target that is even but for a multiple of x.
   * @throws {RangeError} where no alternation is seen.
   */
  at(degree: number): NearBest {
    const known = this.#found.get(degree);
    if (known !== undefined) return known;
    const fault = this.#failed.get(degree);
    if (fault !== undefined) throw fault;
    this.#prepare(degree);
    const expected = this.#expectedError(degree, ({ log2Errors }) => log2Errors[0]);
    const bits = Math.max(128, Math.ceil(EXTRA_BITS + degree - MARGIN * (expected ?? 0)));
    const count = this.#found.get(this.#neighbours(degree, 1)[0] ?? 0)?.smooth.length ?? 0;
    const smooth = Array.from(
      { length: count },
      (_, k) =>
        this.#extrapolate(
          degree,
          (n) => n,
          (near) => near.smooth[k] as number,
        ) as number,
    );
    try {
      const found = this.#levelled(degree, bits, smooth);
      this.#found.set(degree, found);
      return found;
    } catch (error) {
      if (error instanceof RangeError) this.#failed.set(degree, error);
      throw error;
    }
  }

  /** Finds half the degree first where only far smaller ones are known: that costs little and tells much. */
  #prepare(degree: number): void {
    const largest = Math.max(0, ...[...this.#found.keys()].filter((n) => n < degree));
    if (degree <= FIRST_DEGREE || STRIDE * largest >= degree) return;
    this.tryAt(Math.ceil(degree / 2));
  }

  /** With the smooth part expected, and once more with its own where the peaks are uneven. */
  #levelled(degree: number, bits: number, smooth: readonly number[]): NearBest {
    const request = { f: this.#f, domain: this.#domain, degree };
    let best: NearBest;
    try {
      best = nearBest({ ...request, bits, smooth });
    } catch (error) {
      if (!(error instanceof RangeError) || smooth.length === 0) throw error;
      best = nearBest({ ...request, bits });
    }
    const unevenness = ({ log2Errors: [least, largest] }: NearBest): number => largest - least;
    if (unevenness(best) <= UNEVEN) return best;
    try {
      const again = nearBest({ ...request, bits: best.bits, smooth: best.smooth });
      return unevenness(again) < unevenness(best) ? again : best;
    } catch (error) {
      if (error instanceof RangeError) return best;
      throw error;
    }
  }
}
