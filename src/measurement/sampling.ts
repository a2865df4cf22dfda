/**
 * The points at which an error is sampled: Chebyshev-type, random and graded, each a function of its index, so that any
 * range of them can be made anywhere without holding the others.
 */
import type { BigFloat, BigFloatField } from '../arithmetic/bigfloat.ts';
import type { RealField } from '../arithmetic/number-systems.ts';
import { type Rational, rationals } from '../arithmetic/rational.ts';
import type { Domain } from '../functions/target.ts';

/** A finite set of points of a domain, by index. */
export interface SampleSet {
  readonly domain: Domain;
  /** Number of points, at least 2. */
  readonly points: number;
  /** Seed of the random points. */
  readonly seed: number;
  /** Points towards which the samples are graded: ends, kinks, 0. */
  readonly special: readonly Rational[];
}

/** A point and half the distance to which a refinement around it should look. */
export interface SamplePoint {
  readonly x: BigFloat;
  readonly reach: BigFloat;
}

/** Mixes two 32-bit words (finalizer of MurmurHash3). */
function mix(seed: number, index: number): number {
  let h = (Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ index) >>> 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b) >>> 0;
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35) >>> 0;
  return (h ^ (h >>> 16)) >>> 0;
}

/** A number in [0, 1) with 52 random bits, a function of (seed, index). */
export const uniform = (seed: number, index: number): number =>
  (mix(seed, 2 * index) * 2 ** 20 + (mix(seed, 2 * index + 1) >>> 12)) / 2 ** 52;

/** How many of n points are of each kind: one eighth random, one eighth graded (none of either below 16 points). */
function shares(points: number): { chebyshev: number; random: number; graded: number } {
  const part = points < 16 ? 0 : Math.floor(points / 8);
  return { chebyshev: points - 2 * part, random: part, graded: part };
}

const MANTISSA = 60;

/** What the points of a set are placed with. */
export interface SampleFrame {
  readonly field: BigFloatField;
  readonly lower: BigFloat;
  readonly upper: BigFloat;
  readonly width: BigFloat;
  /** Both ends, then the special points. */
  readonly centres: readonly BigFloat[];
}

/** The ends of a domain in `F`, rounded into it: √(x − 1/3) is undefined below 1/3, by however little. */
export function sampledEnds(F: BigFloatField, domain: Domain): { readonly lower: BigFloat; readonly upper: BigFloat } {
  const ulp = (x: BigFloat): BigFloat => F.scale(F.abs(x), 1 - F.bits);
  const [lower, upper] = [F.constant(domain.lower), F.constant(domain.upper)];
  return {
    lower: rationals.compare(F.toRational(lower), domain.lower) < 0 ? F.add(lower, ulp(lower)) : lower,
    upper: rationals.compare(F.toRational(upper), domain.upper) > 0 ? F.sub(upper, ulp(upper)) : upper,
  };
}

/** The frames of the last sets asked for: every sample needs one. */
const knownFrames = new WeakMap<SampleSet, SampleFrame>();

/** The frame of a set in `F`. */
export function sampleFrame(F: BigFloatField, set: SampleSet): SampleFrame {
  const known = knownFrames.get(set);
  if (known?.field === F) return known;
  const { lower, upper } = sampledEnds(F, set.domain);
  const centres = [lower, upper, ...set.special.map((x) => F.constant(x))];
  const frame = { field: F, lower, upper, width: F.sub(upper, lower), centres };
  knownFrames.set(set, frame);
  return frame;
}

/** A point in few bits: `centre ± width · mantissa · 2^exponent`, moved into the domain. */
export interface SampleCode {
  /** Index into the frame's centres. */
  readonly centre: number;
  readonly negative: boolean;
  /** An integer below 2^61. */
  readonly mantissa: number;
  readonly exponent: number;
  /** Half the distance to look around the point, as a fraction of the width. */
  readonly reach: number;
}

/** Where a point lies, over any number system: `u` is its signed distance from the centre as a fraction of the width. */
export function placeSample<T>(
  F: Pick<RealField<T>, 'add' | 'mul' | 'min' | 'max'>,
  { lower, upper, width }: { readonly lower: T; readonly upper: T; readonly width: T },
  centre: T,
  u: T,
): T {
  return F.max(lower, F.min(upper, F.add(centre, F.mul(width, u))));
}

/**
 * Point number `index` of the set in the number system `F`, an element of the domain (ends included, exactly where they
 * are representable).
 * @param index 0 … points − 1
 */
export function samplePoint(F: BigFloatField, set: SampleSet, index: number): SamplePoint {
  const frame = sampleFrame(F, set);
  const { centre, negative, mantissa, exponent, reach } = sampleCode(F.bits, set, index);
  const distance = F.fromParts(BigInt(negative ? -mantissa : mantissa), exponent);
  return {
    x: placeSample(F, frame, frame.centres[centre] as BigFloat, distance),
    reach:
      reach === 0
        ? F.scale(F.mul(frame.width, F.abs(distance)), -1)
        : F.mul(frame.width, F.fromParts(BigInt(Math.max(1, Math.round(reach * 2 ** 40))), -40)),
  };
}

/**
 * The code of point number `index`.
 * @param bits precision of the number system, down to which points are graded
 * @param set the points
 * @param index 0 … points − 1
 */
export function sampleCode(bits: number, set: SampleSet, index: number): SampleCode {
  const { chebyshev, random, graded } = shares(set.points);
  if (index >= chebyshev + random) return gradedCode(bits, set, index - chebyshev - random, graded);
  if (index === 0 || index === chebyshev - 1) {
    const centre = index === 0 ? 0 : 1;
    return { centre, negative: false, mantissa: 0, exponent: 0, reach: endSpacing(chebyshev) };
  }
  const u = index < chebyshev ? Math.sin((Math.PI * index) / (chebyshev - 1) / 2) ** 2 : uniform(set.seed, index);
  const mantissa = Math.round(u * 2 ** MANTISSA);
  return { centre: 0, negative: false, mantissa, exponent: -MANTISSA, reach: spacing(u, chebyshev) };
}

/** Distance between neighbours near u ∈ [0,1], and at an end, as fractions of the width. */
const endSpacing = (n: number): number => (Math.PI / (n - 1)) ** 2 / 4;
const spacing = (u: number, n: number): number => (Math.PI / (n - 1)) * Math.sqrt(u * (1 - u)) + endSpacing(n);

/** Points at geometric distances from the special points, down to the working precision; they reach half as far. */
function gradedCode(bits: number, set: SampleSet, index: number, count: number): SampleCode {
  const sides = 2 * set.special.length;
  const side = index % sides;
  const perSide = Math.max(1, Math.ceil(count / sides));
  const depth = (bits * (Math.floor(index / sides) + uniform(set.seed, index))) / perSide;
  const whole = Math.ceil(depth);
  return {
    centre: 2 + (side >> 1),
    negative: side % 2 === 1,
    mantissa: Math.round(2 ** (whole - depth) * 2 ** 30),
    exponent: -30 - whole,
    reach: 0,
  };
}
