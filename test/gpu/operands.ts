/** Operands on which carries, cancellation and limits depend, and random ones, for any number of pairs. */
import type { BigFloat } from '../../src/arithmetic/bigfloat.ts';
import { LIMB_EXPONENTS, type LimbField } from '../../src/arithmetic/limbs.ts';
import { createRandom } from '../laws/random.ts';

/** A source of operands x, y of an operation. */
export interface Operands {
  /** Any two numbers. */
  pair(): readonly [x: BigFloat, y: BigFloat];
  /** A number whose last integral bit lies anywhere. */
  around(): BigFloat;
  /** An integer, sometimes too large to shift by. */
  integer(): BigFloat;
}

/**
 * Operands for `limbs(p)`.
 * @param F - The arithmetic.
 * @param seed - Of the random numbers.
 */
export function operands(F: LimbField, seed: number): Operands {
  const random = createRandom(seed + F.bits);
  const p = F.bits;
  const [P, one] = [BigInt(p), 1n];
  const [top, bottom] = [one << P, one << (P - 1n)];
  const pick = <T>(list: readonly T[]): T => list[random.integer(0, list.length - 1)]!;
  const long = (): bigint => random.bits(p) | bottom;
  const small = (): bigint => BigInt(random.integer(0, 9));
  /** Long runs of equal bits. */
  const runs = (): bigint => {
    let m = one;
    let isSet = true;
    for (let have = 1; have < p; isSet = !isSet) {
      const length = Math.min(p - have, random.integer(1, 1 + (p >> 1)));
      m = (m << BigInt(length)) | (isSet ? (one << BigInt(length)) - one : 0n);
      have += length;
    }
    return m;
  };
  const short = (): bigint => (random.bits(random.integer(1, 33)) | one) << BigInt(p);
  const mantissas: readonly (() => bigint)[] = [
    long,
    long,
    runs,
    () => top - one - small(),
    () => bottom + small(),
    short,
  ];
  /** Exactly p bits, the excess cut. */
  const fit = (m: bigint): bigint => {
    const length = m.toString(16).length * 4 - Math.clz32(parseInt(m.toString(16).charAt(0), 16)) + 28;
    return length > p ? m >> BigInt(length - p) : m << BigInt(p - length);
  };
  const near = (m: bigint): bigint => {
    const moved = m + BigInt(random.integer(-3, 3));
    return moved < bottom ? bottom : moved >= top ? top - one : moved;
  };
  /** The mantissa of y for that of x: any, the same, a neighbour, or such that product or quotient are next to p bits. */
  const partner = (x: bigint): bigint => {
    switch (random.integer(0, 7)) {
      case 0:
        return x;
      case 1:
        return near(x);
      case 2:
        return near(fit((fit(pick(mantissas)()) << (P + 2n)) / x));
      case 3:
        return near(fit((x << (P + 2n)) / fit(pick(mantissas)())));
      default:
        return fit(pick(mantissas)());
    }
  };
  const gaps = [0, 0, 1, 2, 15, 16, 17, 31, 32, 33, 63, 64, 65, p - 33, p - 32, p - 1, p, p + 1, p + 31, p + 33, 3 * p];
  const exponent = (): number => {
    const kind = random.integer(0, 40);
    if (kind === 0) return LIMB_EXPONENTS - 1 - random.integer(0, 3) - p;
    if (kind === 1) return 1 - LIMB_EXPONENTS + random.integer(0, 3) - p;
    if (kind === 2) return pick([-1, 1]) * random.integer(0, LIMB_EXPONENTS - 1) - p;
    return random.integer(-40, 40) - p;
  };
  const clamp = (e: number): number => Math.max(1 - LIMB_EXPONENTS, Math.min(LIMB_EXPONENTS - 1, e + p)) - p;
  const number = (m: bigint, e: number): BigFloat => {
    if (random.integer(0, 99) === 0) return F.zero;
    return { mantissa: random.integer(0, 1) === 0 ? m : -m, exponent: clamp(e) };
  };
  return {
    pair: () => {
      const [m, e] = [fit(pick(mantissas)()), exponent()];
      const gap = random.integer(0, 1) === 0 ? pick(gaps) * pick([-1, 1]) : random.integer(-p, p);
      return [number(m, e), number(partner(m), random.integer(0, 9) === 0 ? exponent() : e + gap)];
    },
    around: () => number(fit(pick(mantissas)()), random.integer(-p - 40, 5)),
    integer: () => F.fromInteger(pick([-1, 1]) * random.integer(0, 2 ** pick([1, 4, 10, 20, 27, 28, 29, 30, 31]))),
  };
}
