/**
 * How far a midpoint may be from the exact value: error magnitudes, directed ends and exactness tests.
 */
import type { BigFloat, BigFloatField } from './bigfloat.ts';
import { type Magnitude, magnitudeParts, zeroMagnitude } from './magnitude.ts';
import { bitLength } from './rational.ts';

/** Rounding facts about the elements of one midpoint system. */
export interface BallRounding {
  /** An upper bound of |exact / computed|. */
  readonly slack: Magnitude;
  /** An upper bound of |computed − exact| for a computed value. */
  readonly errorOf: (computed: BigFloat) => Magnitude;
  /** An upper bound of |x|, within a factor 1 + 2^−50 (at 52 bits or more). */
  readonly above: (x: BigFloat) => Magnitude;
  /** A lower bound of |x|, within a factor 1 − 2^−50 (at 52 bits or more). */
  readonly below: (x: BigFloat) => Magnitude;
  /** |x| itself, if it has no more than about 52 bits. */
  readonly exactly: (x: BigFloat) => Magnitude | undefined;
  /** Whether x + y = z. */
  readonly isExactSum: (x: BigFloat, y: BigFloat, z: BigFloat) => boolean;
  /** Whether x · y = z. */
  readonly isExactProduct: (x: BigFloat, y: BigFloat, z: BigFloat) => boolean;
  /** A lower bound of x − r, within a unit in the last place. */
  readonly subtractDown: (x: BigFloat, r: Magnitude) => BigFloat;
}

/** Bits that decide nearly every exactness test. */
const WORD = 64;

const isZeroModulo = (n: bigint, width: number): boolean => BigInt.asUintN(width, n) === 0n;

/** Whether a·2^d = b. */
const equalsShifted = (a: bigint, d: number, b: bigint): boolean =>
  d >= 0 ? a << BigInt(d) === b : a === b << BigInt(-d);

function isExactProduct(x: BigFloat, y: BigFloat, z: BigFloat): boolean {
  const dropped = z.exponent - x.exponent - y.exponent;
  if (x.mantissa === 0n || y.mantissa === 0n || z.mantissa === 0n) {
    return (x.mantissa === 0n || y.mantissa === 0n) && z.mantissa === 0n;
  }
  // An exact product ends in as many zeros as bits were dropped; a word of them is looked at first.
  if (dropped > 0) {
    const tail = BigInt.asUintN(WORD, x.mantissa) * BigInt.asUintN(WORD, y.mantissa);
    if (!isZeroModulo(tail, Math.min(dropped, WORD))) return false;
  }
  return equalsShifted(x.mantissa * y.mantissa, -dropped, z.mantissa);
}

/**
 * The rounding facts of `bigfloat(p)`.
 *
 * From the contract |v − t| < 2^(1−p)|t| follows |t| ≤ |v|/(1 − 2^(1−p)) ≤ |v|(1 + 2^(2−p)), which is `slack`; and with
 * |v| ≤ 2^(p+e), e the exponent of v, the error is below 2^(e+1)(1 + 2^(2−p)), which is `errorOf`. A computed zero is
 * exact, since |0 − t| < |t| is impossible.
 * @param F - The midpoint system.
 * @returns The facts.
 */
export function createBallRounding(F: BigFloatField): BallRounding {
  const { bits } = F;
  const SLACK = 1 + 2 ** (2 - Math.min(bits, 50));
  const headShift = Math.max(0, bits - 52);
  const HEAD_SHIFT = BigInt(headShift);
  const headBits = Math.min(bits, 52);
  const HEAD_SCALE = 2 ** (1 - headBits);

  /** `head · 2^(exponent + headShift)` for a head of about 52 bits. */
  function fromHead(head: number, exponent: number): Magnitude {
    const mantissa = head * HEAD_SCALE;
    const top = exponent + headShift + headBits - 1;
    if (mantissa >= 2) return { mantissa: mantissa / 2, exponent: top + 1 };
    return mantissa >= 1 ? { mantissa, exponent: top } : { mantissa: mantissa * 2, exponent: top - 1 };
  }

  function above(x: BigFloat): Magnitude {
    if (x.mantissa === 0n) return zeroMagnitude;
    // The shift rounds downward: away from zero already for negative numbers.
    const head = Number(x.mantissa >> HEAD_SHIFT);
    return fromHead(head < 0 ? -head : head + 1, x.exponent);
  }

  function below(x: BigFloat): Magnitude {
    if (x.mantissa === 0n) return zeroMagnitude;
    const head = Number(x.mantissa >> HEAD_SHIFT);
    return fromHead(head < 0 ? -head - 1 : head, x.exponent);
  }

  function exactly(x: BigFloat): Magnitude | undefined {
    if (x.mantissa === 0n) return zeroMagnitude;
    const head = x.mantissa >> HEAD_SHIFT;
    if (head << HEAD_SHIFT !== x.mantissa) return undefined;
    return fromHead(Math.abs(Number(head)), x.exponent);
  }

  function isExactSum(x: BigFloat, y: BigFloat, z: BigFloat): boolean {
    const [large, small] = x.exponent >= y.exponent ? [x, y] : [y, x];
    if (x.mantissa === 0n || y.mantissa === 0n) {
      const other = x.mantissa === 0n ? y : x;
      return other.mantissa === z.mantissa && (z.mantissa === 0n || other.exponent === z.exponent);
    }
    const gap = large.exponent - small.exponent;
    // The sum then exceeds 2^(2p+2) but is no multiple of 2^(p+1), as small is none: it needs more than p bits.
    if (gap > bits + 4) return false;
    const dropped = z.exponent - small.exponent;
    const width = Math.min(dropped, WORD);
    if (width > 0 && gap >= width && !isZeroModulo(small.mantissa, width)) return false;
    const sum = (large.mantissa << BigInt(gap)) + small.mantissa;
    return sum === 0n ? z.mantissa === 0n : equalsShifted(sum, -dropped, z.mantissa);
  }

  /** ⌊mantissa⌋ to p bits. */
  function cutDown(mantissa: bigint, exponent: number): BigFloat {
    const surplus = bitLength(mantissa) - bits;
    return surplus <= 0
      ? F.fromParts(mantissa, exponent)
      : F.fromParts(mantissa >> BigInt(surplus), exponent + surplus);
  }

  function subtractDown(x: BigFloat, r: Magnitude): BigFloat {
    if (r.mantissa === 0) return x;
    const { integer, exponent } = magnitudeParts(r);
    // r < 2^(r.exponent+1): less than one unit of x, or x less than one unit of r; then one whole unit is a bound.
    if (x.mantissa !== 0n && r.exponent + 1 <= x.exponent) return cutDown(x.mantissa - 1n, x.exponent);
    if (x.mantissa === 0n || x.exponent + bits < exponent) {
      return cutDown(-integer - (x.mantissa < 0n ? 1n : 0n), exponent);
    }
    const gap = x.exponent - exponent;
    return gap >= 0
      ? cutDown((x.mantissa << BigInt(gap)) - integer, exponent)
      : cutDown(x.mantissa - (integer << BigInt(-gap)), x.exponent);
  }

  return {
    slack: { mantissa: SLACK, exponent: 0 },
    errorOf: (v) => (v.mantissa === 0n ? zeroMagnitude : { mantissa: SLACK, exponent: v.exponent + 1 }),
    above,
    below,
    exactly,
    isExactSum,
    isExactProduct,
    subtractDown,
  };
}
