import { describe, expect, it } from 'vitest';
import { type Ball, ball, type BallField } from '../../src/arithmetic/ball.ts';
import { bigfloat } from '../../src/arithmetic/bigfloat.ts';
import { type Interval, interval64 } from '../../src/arithmetic/interval64.ts';
import { type Magnitude, magnitude } from '../../src/arithmetic/magnitude.ts';
import type { RealField } from '../../src/arithmetic/number-systems.ts';
import { cases, createRandom, type Random } from '../laws/random.ts';
import {
  difference,
  type Dyadic,
  dyadicOf,
  fromMagnitude,
  fromNumber,
  isAtMost,
  magnitudeAbove,
  product,
  sizeOf,
  sum,
} from './dyadics.ts';
import { attempt, randomDyadic } from './samples.ts';

/** A function of one real variable over any number system. */
type Apply = <T>(F: RealField<T>, x: T) => T;

interface Subject {
  readonly name: string;
  readonly apply: Apply;
  /** Zeros, extrema, ends of the domain and the like, beside which members are taken. */
  readonly anchors: readonly number[];
  /** log₂ of the largest members. */
  readonly size: number;
  /** Random cases; together 100 000 or more for each function. */
  readonly count: number;
}

const subject = (
  name: string,
  anchors: readonly number[],
  size: number,
  apply: Apply = (F, x) => F[name as 'exp'](x),
  count = 100_000,
): Subject => ({ name, apply, anchors, size, count });

const PI = Math.PI;
const subjects: readonly Subject[] = [
  subject('exp', [0, 709.78, -745], 7),
  subject('sinh', [0, 710.4], 6),
  subject('cosh', [0, -710.4], 6),
  subject('tanh', [0, 19], 5),
  subject('sin', [0, PI, PI / 2, -PI / 2, 100 * PI], 10),
  subject('cos', [0, PI, PI / 2, -PI / 2, 100.5 * PI], 10),
  subject('log', [0, 1], 30),
  subject('xlogx', [0, 1, Math.exp(-1)], 10),
  subject('sqrt', [0, 1, 2 ** -20], 30),
  subject('cube root', [0, 1, -1], 30, (F, x) => F.root(x, 3), 50_000),
  subject('sixth root', [0, 1], 30, (F, x) => F.root(x, 6), 50_000),
  subject('atanh', [0, 1, -1], 0),
  subject('atan', [0, 1], 30),
  subject('erf', [0, 6, -2], 3),
  subject('square', [0, 1], 10, (F, x) => F.pow(x, F.fromInteger(2)), 25_000),
  subject('inverse cube', [0, 1], 10, (F, x) => F.pow(x, F.fromInteger(-3)), 25_000),
  subject('power 7/4', [0, 1], 10, (F, x) => F.pow(x, F.constant({ numerator: 7n, denominator: 4n })), 25_000),
  subject('power -5/8', [0, 1], 10, (F, x) => F.pow(x, F.constant({ numerator: -5n, denominator: 8n })), 25_000),
  subject(
    'exponential to base 3/4',
    [0, 1],
    10,
    (F, x) => F.pow(F.constant({ numerator: 3n, denominator: 4n }), x),
    25_000,
  ),
  subject('abs', [0], 10),
];

/** A number of at most 90 bits beside an anchor or anywhere. */
function randomMember({ anchors, size }: Subject, random: Random): Dyadic {
  const kind = random.integer(0, 4);
  const anchor = anchors[random.integer(0, anchors.length - 1)] ?? 0;
  const [lo, hi] = kind === 0 ? [-60, -10] : kind === 1 ? [-12, 0] : [-6, size];
  const offset = random.integer(0, 19) === 0 ? dyadicOf(0) : randomDyadic(random, 30, lo, hi);
  return kind < 3 ? sum(fromNumber(anchor), offset) : offset;
}

/** A radius of some units at `bits` bits, or up to 4. */
const randomRadius = (random: Random, bits: number): Magnitude =>
  magnitude(1 + random.uniform(), random.integer(0, 1) === 0 ? random.integer(-bits - 5, -8) : random.integer(-8, 1));

/** A ball with x at its end or a little inside. */
function ballAround(B: BallField, x: Dyadic, random: Random): Ball {
  const offset = fromMagnitude(randomRadius(random, B.bits));
  const midpoint = B.base.from(random.integer(0, 1) === 0 ? sum(x, offset) : difference(x, offset));
  const { mantissa, exponent } = magnitudeAbove(difference(x, midpoint));
  return { midpoint, radius: magnitude(mantissa * (random.integer(0, 3) === 0 ? 1.5 : 1), exponent) };
}

/** The nearest double that is not above x, or not below it. */
function beside(x: Dyadic, side: -1 | 1): number {
  const t = bigfloat(128).toNumber(bigfloat(128).from(x));
  const isBeyond = side < 0 ? isAtMost(fromNumber(t), x) : isAtMost(x, fromNumber(t));
  return isBeyond ? t : t + side * (Math.abs(t) * 2 ** -52 + 2 ** -1074);
}

/** An interval with x at an end or inside, sometimes unbounded. */
function intervalAround(x: Dyadic, random: Random): Interval {
  const end = (side: -1 | 1): number => {
    const kind = random.integer(0, 9);
    if (kind === 0) return side * Infinity;
    if (kind < 4) return beside(x, side);
    const offset = fromMagnitude(randomRadius(random, 53));
    return beside(side < 0 ? difference(x, offset) : sum(x, offset), side);
  };
  return { lower: end(-1), upper: end(1) };
}

const FINE = bigfloat(192);
/** f(x) and a bound of its error. */
interface Known {
  readonly value: Dyadic;
  readonly error: Dyadic;
}

const holdsBall = ({ midpoint, radius }: Ball, { value, error }: Known): boolean =>
  isAtMost(sizeOf(difference(value, midpoint)), sum(fromMagnitude(radius), error));

const holdsInterval = ({ lower, upper }: Interval, { value, error }: Known): boolean =>
  lower <= upper &&
  (lower === -Infinity || isAtMost(fromNumber(lower), sum(value, error))) &&
  (upper === Infinity || isAtMost(difference(value, error), fromNumber(upper)));

/** Counts cases: sets around random members whose results must contain the value there, known to 192 bits. */
function check(
  f: Subject,
  seed: number,
  around: (x: Dyadic, random: Random) => (known: Known) => string | undefined,
): void {
  const random = createRandom(seed);
  for (let done = 0, tried = 0; done < cases(f.count); tried++) {
    if (tried > cases(f.count)) expect.fail(`only ${String(done)} of ${String(tried)} members are in the domain`);
    const x = randomMember(f, random);
    const value = attempt(() => f.apply(FINE, FINE.from(x)));
    if (value === undefined) continue;
    const known = { value, error: { mantissa: sizeOf(value).mantissa, exponent: value.exponent - 190 } };
    for (let k = 0; k < 8; k++) {
      const result = around(x, random)(known);
      if (result === undefined) continue;
      if (result !== '') expect.fail(`f at ${String(x.mantissa)}·2^${String(x.exponent)}: ${result}`);
      done += 1;
    }
  }
}

const showBall = ({ midpoint, radius }: Ball): string =>
  `${String(midpoint.mantissa)}·2^${String(midpoint.exponent)} ± ${String(radius.mantissa)}·2^${String(radius.exponent)}`;
const showInterval = ({ lower, upper }: Interval): string => `[${String(lower)}, ${String(upper)}]`;

describe('functions of balls contain the values at members, computed to 192 bits', () => {
  const systems = [ball(24), ball(64), ball(100)];
  it.each(subjects.map((f, i) => [f.name, f, 2000 + i] as const))('%s', (_, f, seed) => {
    let k = 0;
    check(f, seed, (x, random) => (known) => {
      const B = systems[(k = (k + 1) % 3)] ?? ball(24);
      const X = ballAround(B, x, random);
      const result = attempt(() => f.apply(B, X));
      if (result === undefined) return undefined;
      return holdsBall(result, known) ? '' : `f(${showBall(X)}) = ${showBall(result)}`;
    });
  });
});

describe('functions of intervals contain the values at members, computed to 192 bits', () => {
  it.each(subjects.map((f, i) => [f.name, f, 2100 + i] as const))('%s', (_, f, seed) => {
    check(f, seed, (x, random) => (known) => {
      const X = intervalAround(x, random);
      const result = attempt(() => f.apply(interval64, X));
      if (result === undefined) return undefined;
      return holdsInterval(result, known) ? '' : `f(${showInterval(X)}) = ${showInterval(result)}`;
    });
  });
});

describe('powers with two random operands', () => {
  it('contain the powers of members', () => {
    const random = createRandom(2200);
    const F = bigfloat(192);
    for (let i = 0; i < cases(25_000); i++) {
      const x = sizeOf(randomDyadic(random, 30, -6, 6));
      const y = i % 3 === 0 ? dyadicOf(random.integer(-9, 9)) : randomDyadic(random, 30, -6, i % 50 === 0 ? 40 : 5);
      const value = attempt(() => F.pow(F.from(x), F.from(y)));
      // Beyond the doubles the sizes need not be told apart by thousands of bits.
      if (value === undefined || Math.abs(value.exponent) > 5000) continue;
      const known = { value, error: product(sizeOf(value), dyadicOf(1, -190)) };
      for (const B of [ball(24), ball(64)]) {
        const [X, Y] = [
          ballAround(B, x, random),
          i % 3 === 0 ? B.fromMidpoint(B.base.from(y)) : ballAround(B, y, random),
        ];
        const result = attempt(() => B.pow(X, Y));
        if (result && !holdsBall(result, known)) expect.fail(`${showBall(X)} ^ ${showBall(Y)} = ${showBall(result)}`);
      }
      const X = intervalAround(x, random);
      const Y = i % 3 === 0 ? { lower: beside(y, -1), upper: beside(y, 1) } : intervalAround(y, random);
      const result = attempt(() => interval64.pow(X, Y));
      if (result && !holdsInterval(result, known)) {
        expect.fail(`${showInterval(X)} ^ ${showInterval(Y)} = ${showInterval(result)}`);
      }
    }
  });
});
