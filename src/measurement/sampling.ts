/**
 * The points at which an error is sampled: Chebyshev-type, random and graded, each a function of its index, so that any
 * range of them can be made anywhere without holding the others.
 */
import type { BigFloat, BigFloatField } from '../arithmetic/bigfloat.ts';
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
const uniform = (seed: number, index: number): number =>
  (mix(seed, 2 * index) * 2 ** 20 + (mix(seed, 2 * index + 1) >>> 12)) / 2 ** 52;

/** How many of n points are of each kind: one eighth random, one eighth graded (none of either below 16 points). */
function shares(points: number): { chebyshev: number; random: number; graded: number } {
  const part = points < 16 ? 0 : Math.floor(points / 8);
  return { chebyshev: points - 2 * part, random: part, graded: part };
}

const MANTISSA = 60;

/** The ends of the last domains asked for: every sample needs them. */
const knownEnds = new WeakMap<Domain, { readonly bits: number; readonly lower: BigFloat; readonly upper: BigFloat }>();

/** The ends of a domain in `F`, rounded into it: √(x − 1/3) is undefined below 1/3, by however little. */
export function sampledEnds(F: BigFloatField, domain: Domain): { readonly lower: BigFloat; readonly upper: BigFloat } {
  const known = knownEnds.get(domain);
  if (known?.bits === F.bits) return known;
  const ulp = (x: BigFloat): BigFloat => F.scale(F.abs(x), 1 - F.bits);
  const [lower, upper] = [F.constant(domain.lower), F.constant(domain.upper)];
  const ends = {
    bits: F.bits,
    lower: rationals.compare(F.toRational(lower), domain.lower) < 0 ? F.add(lower, ulp(lower)) : lower,
    upper: rationals.compare(F.toRational(upper), domain.upper) > 0 ? F.sub(upper, ulp(upper)) : upper,
  };
  knownEnds.set(domain, ends);
  return ends;
}

/**
 * Point number `index` of the set in the number system `F`, an element of the domain (ends included, exactly where they
 * are representable).
 * @param index 0 … points − 1
 */
export function samplePoint(F: BigFloatField, set: SampleSet, index: number): SamplePoint {
  const { lower, upper } = sampledEnds(F, set.domain);
  const width = F.sub(upper, lower);
  const { chebyshev, random, graded } = shares(set.points);
  const inside = (x: BigFloat): BigFloat => F.max(lower, F.min(upper, x));
  const at = (u: number): BigFloat =>
    inside(F.add(lower, F.mul(width, F.fromParts(BigInt(Math.round(u * 2 ** MANTISSA)), -MANTISSA))));
  const fraction = (u: number): BigFloat =>
    F.mul(width, F.fromParts(BigInt(Math.max(1, Math.round(u * 2 ** 40))), -40));
  if (index < chebyshev) {
    if (index === 0) return { x: lower, reach: fraction(endSpacing(chebyshev)) };
    if (index === chebyshev - 1) return { x: upper, reach: fraction(endSpacing(chebyshev)) };
    const angle = (Math.PI * index) / (chebyshev - 1);
    const u = Math.sin(angle / 2) ** 2;
    return { x: at(u), reach: fraction(spacing(u, chebyshev)) };
  }
  if (index < chebyshev + random) {
    const u = uniform(set.seed, index);
    return { x: at(u), reach: fraction(spacing(u, chebyshev)) };
  }
  return gradedPoint(F, set, index - chebyshev - random, graded, width, inside);
}

/** Distance between neighbours near u ∈ [0,1], and at an end, as fractions of the width. */
const endSpacing = (n: number): number => (Math.PI / (n - 1)) ** 2 / 4;
const spacing = (u: number, n: number): number => (Math.PI / (n - 1)) * Math.sqrt(u * (1 - u)) + endSpacing(n);

/** Points at geometric distances from the special points, down to the working precision. */
function gradedPoint(
  F: BigFloatField,
  set: SampleSet,
  index: number,
  count: number,
  width: BigFloat,
  inside: (x: BigFloat) => BigFloat,
): SamplePoint {
  const centres = 2 * set.special.length;
  const side = index % centres;
  const centre = F.constant(set.special[side >> 1] ?? set.domain.lower);
  const perSide = Math.max(1, Math.ceil(count / centres));
  const depth = (F.bits * (Math.floor(index / centres) + uniform(set.seed, index))) / perSide;
  const whole = Math.ceil(depth);
  const distance = F.mul(width, F.fromParts(BigInt(Math.round(2 ** (whole - depth) * 2 ** 30)), -30 - whole));
  const x = inside(side % 2 === 0 ? F.add(centre, distance) : F.sub(centre, distance));
  return { x, reach: F.scale(distance, -1) };
}
