/**
 * Reciprocals from products: Newton's iteration y ← y(2 − vy), every product as accurate as its step deserves.
 */
import type { BigFloat } from '../../arithmetic/bigfloat.ts';
import { makeRational, type Rational, rationals } from '../../arithmetic/rational.ts';
import type { AffineActivation } from '../../circuits/network-builder.ts';
import { atMost, inflate, larger, log2, S, smaller, weight } from '../planning.ts';
import { type GateKit, powerAbove, scaledProduct, type SquareGate } from './gate-kit.ts';

/** One step: y of [−yScale, yScale], the factor 2 − vy of [−2, 2]. */
interface NewtonStep {
  readonly yScale: Rational;
  readonly first: SquareGate;
  readonly second: SquareGate;
}

/** The reciprocal of numbers v of [low, 1]. */
export interface ReciprocalPlan {
  /** The first y is constant − slope · v. */
  readonly start: readonly [constant: Rational, slope: Rational];
  readonly steps: readonly NewtonStep[];
  /** Proven bound of |1 − vy| at the end, for every v of [low, 1]. */
  readonly residual: BigFloat;
}

const TWO = makeRational(2n);
const MOST_STEPS = 10_000;
/** Bits of the two weights of the start, beyond those by which the first residual differs from 1. */
const START_BITS = 16;

/**
 * Plans the reciprocal on [low, 1] (proofs/theorem-3.3.md).
 *
 * The residual r = 1 − vy obeys r′ = r² + noise. The start is the best linear one: `1 − vy = T₂(u)/T₂((1 + low)/(1 − low))`, at most
 * `(1 − low)²/(2(1 + low)² − (1 − low)²)`.
 * @param kit - Squaring gates.
 * @param low - In (0, 1].
 * @param tolerance - The residual wanted, in (0, 1).
 * @throws {RangeError} if that takes more than 10000 steps.
 */
export function planReciprocal(kit: GateKit, low: BigFloat, tolerance: BigFloat): ReciprocalPlan {
  const [sum, gap] = [S.add(S.one, low), S.sub(S.one, low)];
  const denominator = S.sub(S.scale(S.mul(sum, sum), 1), S.mul(gap, gap));
  const bits = START_BITS + Math.ceil(-log2(low));
  const constant = weight((F) => F.from(S.div(S.scale(sum, 3), denominator)), bits);
  const slope = weight((F) => F.from(S.div(S.scale(S.one, 3), denominator)), bits);
  const rounding = S.scale(S.add(S.constant(constant), S.constant(slope)), 1 - bits);
  let residual = inflate(S.add(S.div(S.mul(gap, gap), denominator), rounding));
  const steps: NewtonStep[] = [];
  while (!atMost(residual, tolerance)) {
    if (steps.length >= MOST_STEPS || !atMost(residual, S.one)) {
      throw new RangeError('reciprocal: the divisor comes too close to 0 for Newton’s iteration');
    }
    const step = planStep(kit, low, tolerance, residual);
    steps.push(step.step);
    residual = step.residual;
  }
  return { start: [constant, slope], steps, residual };
}

function planStep(
  kit: GateKit,
  low: BigFloat,
  tolerance: BigFloat,
  residual: BigFloat,
): { readonly step: NewtonStep; readonly residual: BigFloat } {
  const square = S.mul(residual, residual);
  const reach = S.add(S.one, residual);
  const yScale = powerAbove(inflate(S.div(reach, low)));
  const top = S.constant(yScale);
  // Noise of at most a quarter of what the step leaves, or of what it gains.
  const noise = S.scale(larger(smaller(square, S.sub(residual, square)), S.scale(tolerance, -1)), -2);
  // v of [−1, 1] by y: 2·yScale·e, seen with the factor vy ≤ reach; y by the factor of [−2, 2]: 4·yScale·e, seen with v ≤ 1.
  const first = kit.square(smaller(S.scale(S.one, -3), S.div(noise, S.mul(S.scale(reach, 2), top))));
  const second = kit.square(smaller(S.scale(S.one, -3), S.div(noise, S.scale(top, 3))));
  const firstError = S.mul(S.scale(top, 1), first.error);
  // |2 − vy| ≤ 1 + residual + error must stay within [−2, 2].
  if (!atMost(S.add(reach, firstError), S.scale(S.one, 1))) {
    throw new RangeError('reciprocal: the divisor comes too close to 0 for Newton’s iteration');
  }
  const secondError = S.mul(S.scale(top, 2), second.error);
  const left = inflate(S.add(square, S.add(S.mul(reach, firstError), secondError)));
  return { step: { yScale, first, second }, residual: left };
}

/** The reciprocal of v as planned; v must be held where later layers are to read it. */
export function applyReciprocal<T>(P: AffineActivation<T>, { start, steps }: ReciprocalPlan, v: T): T {
  const [constant, slope] = start;
  const minus = rationals.neg(rationals.one);
  let y = P.add(P.constant(constant), P.scaleBy(rationals.neg(slope), v));
  for (const { yScale, first, second } of steps) {
    const product = scaledProduct(P, first, [v, rationals.one], [y, yScale]);
    const rest = P.add(P.constant(TWO), P.scaleBy(minus, product));
    y = scaledProduct(P, second, [y, yScale], [rest, TWO]);
  }
  return y;
}
