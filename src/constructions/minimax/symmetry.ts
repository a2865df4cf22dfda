/**
 * Even and odd targets on an interval about zero: approximation of half the degree in t = x².
 *
 * The best approximant is unique, so that of an even function is even, p/q = P(x²)/Q(x²), and that of an odd one is
 * xP(x²)/Q(x²); the degrees of p and q that have the wrong parity are lost, which is the defect of such a type. A constant
 * may be taken off before where m ≥ n, and a multiple of x where m ≥ n + 1: p/q + c + sx has the same type.
 */
import { type BigFloat, type BigFloatField, bigfloat } from '../../arithmetic/bigfloat.ts';
import type { OrderedRealField, RealField } from '../../arithmetic/number-systems.ts';
import { makeRational, rationals } from '../../arithmetic/rational.ts';
import type { MinimaxProblem } from './problem.ts';

/** p/q = c + sx + P/Q or, for an odd rest, c + x P/Q, with P and Q in t = x². */
export interface Symmetry {
  readonly parity: 'even' | 'odd';
  /** Whether f(0) is taken off an odd rest. */
  readonly hasConstant: boolean;
  /** Whether a multiple of x is taken off an even rest. */
  readonly hasSlope: boolean;
}

/** Parts of the half interval at which the symmetry is looked at. */
const FRACTIONS = [17n, 101n, 256n, 333n, 499n, 611n, 750n, 887n, 1000n];
const BITS = 192;
const AGREEMENT_BITS = 160;
const MOST_BITS = 2 ** 13;

/** The multiple of x in f: (f(a) − f(−a))/(2a). */
export function slopeOf<T>(F: OrderedRealField<T>, { f, domain }: MinimaxProblem): T {
  const a = F.constant(domain.upper);
  return F.div(F.sub(f(F, a), f(F, F.neg(a))), F.scale(a, 1));
}

/**
 * The symmetry of a target that a type (m, n) can use; undefined if none is seen.
 *
 * Seen at nine points to 160 bits, which proves nothing, nor need it: what is found is certified against the target itself. A
 * weight has to be even.
 */
export function findSymmetry(problem: MinimaxProblem, m: number, n: number): Symmetry | undefined {
  const { domain } = problem;
  if (rationals.compare(domain.upper, rationals.neg(domain.lower)) !== 0) return undefined;
  for (let bits = BITS; bits <= MOST_BITS;) {
    const seen = symmetryWith(bigfloat(bits), problem, m, n);
    if (seen === undefined) return undefined;
    // On a short interval the target hardly varies: more bits show what is left of it.
    if (bits >= seen.needed) return seen.symmetry;
    bits = seen.needed;
  }
  return undefined;
}

/** What is seen with some bits, and the bits that it takes to believe it. */
function symmetryWith(
  F: BigFloatField,
  problem: MinimaxProblem,
  m: number,
  n: number,
): { readonly symmetry: Symmetry; readonly needed: number } | undefined {
  const { f, domain, weight } = problem;
  const a = F.constant(domain.upper);
  const middle = F.scale(f(F, F.zero), 1);
  const samples = FRACTIONS.map((k) => {
    const x = F.mul(a, F.constant(makeRational(k, 1000n)));
    const [right, left] = [f(F, x), f(F, F.neg(x))];
    return { x, sum: F.add(right, left), difference: F.sub(right, left) };
  });
  const largest = (values: readonly BigFloat[]): BigFloat =>
    values.reduce((top, value) => F.max(top, F.abs(value)), F.zero);
  const differences = samples.map((s) => s.difference);
  const rises = samples.map((s) => F.sub(s.sum, middle));
  const size = F.max(largest(samples.map((s) => s.sum)), largest(differences));
  /** Whether nothing is left but values of a size. */
  const remain = (symmetry: Symmetry, rest: readonly BigFloat[], left: readonly BigFloat[]) => {
    const scale = largest(left);
    if (F.compare(largest(rest), F.scale(size, -AGREEMENT_BITS)) > 0) return undefined;
    // What seems to be constant is looked at with all bits.
    if (F.compare(scale, F.zero) === 0) return { symmetry, needed: MOST_BITS };
    const ratio = F.toNumber(F.log(F.div(size, scale))) / Math.LN2;
    if (ratio < F.bits - AGREEMENT_BITS && F.compare(largest(rest), F.scale(scale, -AGREEMENT_BITS)) > 0)
      return undefined;
    return { symmetry, needed: Math.ceil(ratio) + BITS };
  };
  if (weight !== undefined) {
    const changes = samples.map(({ x }) => F.sub(F.div(weight(F, x), weight(F, F.neg(x))), F.one));
    if (F.compare(largest(changes), F.scale(F.one, -AGREEMENT_BITS)) > 0) return undefined;
  }
  const even = remain({ parity: 'even', hasConstant: false, hasSlope: false }, differences, rises);
  if (even !== undefined || m === 0) return even;
  const odd = remain(
    { parity: 'odd', hasConstant: false, hasSlope: false },
    samples.map((s) => s.sum),
    differences,
  );
  if (odd !== undefined) return odd;
  const shifted = m < n ? undefined : remain({ parity: 'odd', hasConstant: true, hasSlope: false }, rises, differences);
  if (shifted !== undefined || m < n + 1) return shifted;
  const slope = F.scale(slopeOf(F, problem), 1);
  const bends = samples.map((s) => F.sub(s.difference, F.mul(slope, s.x)));
  return remain({ parity: 'even', hasConstant: false, hasSlope: true }, bends, rises);
}

/** The same; none where the function is undefined just outside of the interval, where roundings may lead. */
export function symmetryOf(problem: MinimaxProblem, m: number, n: number): Symmetry | undefined {
  try {
    return findSymmetry(problem, m, n);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** The type in t. */
export const halvedType = ({ parity }: Symmetry, m: number, n: number): readonly [number, number] => [
  Math.floor((parity === 'odd' ? m - 1 : m) / 2),
  Math.floor(n / 2),
];

/** The problem in t = x² on [0, a²], with the weight √t W for an odd rest. */
export function halvedProblem(problem: MinimaxProblem, symmetry: Symmetry): MinimaxProblem {
  const { f, weight, domain, kinks } = problem;
  const { parity, hasConstant, hasSlope } = symmetry;
  const squares = kinks.filter(({ numerator }) => numerator > 0n).map((kink) => rationals.mul(kink, kink));
  const a = domain.upper;
  const rest = <T>(F: RealField<T>, t: T): T => {
    const x = F.sqrt(t);
    const value = f(F, x);
    if (hasSlope) {
      const end = F.constant(a);
      return F.sub(value, F.mul(x, F.div(F.sub(f(F, end), f(F, F.neg(end))), F.scale(end, 1))));
    }
    if (parity === 'even') return value;
    return F.div(hasConstant ? F.sub(value, f(F, F.zero)) : value, x);
  };
  const base = { f: rest, domain: { lower: rationals.zero, upper: rationals.mul(a, a) }, kinks: squares };
  const halved = weight && (<T>(F: RealField<T>, t: T): T => weight(F, F.sqrt(t)));
  if (parity === 'even') return { ...base, ...(halved && { weight: halved }) };
  return { ...base, weight: (F, t) => F.mul(F.sqrt(t), halved?.(F, t) ?? F.one), isOpenBelow: true };
}
