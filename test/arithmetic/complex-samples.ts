/** Seeded random discs, members of them, and discs around given members. */
import type { ComplexBall, ComplexBallField } from '../../src/arithmetic/complex-ball.ts';
import { type Magnitude, magnitude, zeroMagnitude } from '../../src/arithmetic/magnitude.ts';
import { hypotUp } from '../../src/arithmetic/magnitude-functions.ts';
import { bitLength } from '../../src/arithmetic/rational.ts';
import type { Random } from '../laws/random.ts';
import {
  type Dyadic,
  dyadicOf,
  fromMagnitude,
  isAtMost,
  magnitudeAbove,
  type Point,
  pointDifference,
  pointSum,
  product,
  squaredSize,
  sum,
} from './dyadics.ts';
import { randomDyadic } from './samples.ts';

/** A vector of length 1, or shorter by less than 2^−25. */
function direction(random: Random): Point {
  const k = random.integer(0, 4) === 0 ? random.integer(0, 1) * 2 ** 26 : random.integer(0, 2 ** 26);
  // Both roundings are downward: of the product to a double below 2^52 and of the root.
  const h = Math.floor(Math.sqrt(2 ** 52 - k * k) * (1 - 2 ** -50));
  const [x, y] = random.integer(0, 1) === 0 ? [k, h] : [h, k];
  const [s, t] = [random.integer(0, 1) * 2 - 1, random.integer(0, 1) * 2 - 1];
  return { re: dyadicOf(s * x, -26), im: dyadicOf(t * y, -26) };
}

/** A radius: none, of some units of 2^scale at `bits` bits, or up to 2^wide. */
function randomRadius(random: Random, bits: number, scale: number, wide: number): Magnitude {
  const kind = random.integer(0, 3);
  if (kind === 0) return zeroMagnitude;
  const exponent = kind === 1 ? scale - bits + random.integer(-3, 8) : random.integer(scale - bits, wide - 1);
  return magnitude(1 + random.uniform(), exponent);
}

/** A disc with parts of 2^lo … 2^hi, sometimes real or imaginary, and a radius up to a few times its size. */
export function randomDisc(C: ComplexBallField, random: Random, lo: number, hi: number): ComplexBall {
  const part = (): Dyadic => randomDyadic(random, C.bits, lo, hi);
  const kind = random.integer(0, 9);
  const F = C.real.base;
  const [re, im] = [kind === 0 ? F.zero : F.from(part()), kind === 1 ? F.zero : F.from(part())];
  const top = Math.max(re.exponent, im.exponent) + C.bits;
  return { re, im, radius: randomRadius(random, C.bits, top, top + 1) };
}

/** A member of the disc: the centre, a point on its edge or within. */
export function memberOf(z: ComplexBall, random: Random): Point {
  const centre = { re: z.re, im: z.im };
  const kind = random.integer(0, 3);
  if (kind === 0 || z.radius.mantissa === 0) return centre;
  const r = fromMagnitude(z.radius);
  const t = kind === 1 ? product(r, dyadicOf(random.integer(0, 1024), -10)) : r;
  const { re, im } = direction(random);
  return pointSum(centre, { re: product(t, re), im: product(t, im) });
}

/** Whether the disc contains the point, decided exactly. */
export function holds({ re, im, radius }: ComplexBall, z: Point): boolean {
  const r = fromMagnitude(radius);
  return isAtMost(squaredSize(pointDifference(z, { re, im })), product(r, r));
}

/** k with |x| < 2^k. */
const binarySize = ({ mantissa, exponent }: Dyadic): number => exponent + bitLength(mantissa);

/** Whether two discs meet, decided exactly; first by sizes, for discs far wider than their distance from 0. */
export function meet(z: ComplexBall, w: ComplexBall): boolean {
  // |z − w| ≤ |z| + |w| < 4 · 2^k.
  const k = Math.max(...[z.re, z.im, w.re, w.im].map(binarySize));
  if (z.radius.mantissa !== 0 && k + 2 <= z.radius.exponent) return true;
  const r = sum(fromMagnitude(z.radius), fromMagnitude(w.radius));
  return isAtMost(squaredSize(pointDifference(z, w)), product(r, r));
}

/** A disc of the system around a centre at distance about r from x, with x on its edge or a little inside. */
export function discAround(C: ComplexBallField, x: Point, r: Magnitude, random: Random): ComplexBall {
  const F = C.real.base;
  const { re, im } = direction(random);
  const offset = fromMagnitude(r);
  const centre = pointSum(x, { re: product(offset, re), im: product(offset, im) });
  const [a, b] = [F.from(centre.re), F.from(centre.im)];
  const gap = pointDifference(x, { re: a, im: b });
  const distance = hypotUp(magnitudeAbove(gap.re), magnitudeAbove(gap.im));
  const slack = random.integer(0, 3) === 0 ? 1 + random.uniform() : 1;
  const radius = slack === 1 ? distance : magnitude(distance.mantissa * slack, distance.exponent);
  return { re: a, im: b, radius };
}

/** For messages. */
export const showDisc = ({ re, im, radius }: ComplexBall): string =>
  [
    `${String(re.mantissa)}·2^${String(re.exponent)} + i ${String(im.mantissa)}·2^${String(im.exponent)}`,
    `± ${String(radius.mantissa)}·2^${String(radius.exponent)}`,
  ].join(' ');
