import { describe, expect, it } from 'vitest';
import { type Interval, interval64 as I } from '../../src/arithmetic/interval64.ts';
import { dyadic, fromDouble, makeRational, rationals } from '../../src/arithmetic/rational.ts';
import { cases, createRandom, type Random } from '../laws/random.ts';
import {
  difference,
  type Dyadic,
  dyadicOf,
  fromNumber,
  intervalHolds,
  isAtMost,
  product,
  sizeOf,
  sum,
} from './dyadics.ts';
import { attempt } from './samples.ts';

const ETA = 2 ** -1074;
const LARGEST = Number.MAX_VALUE;

/** Doubles of every kind: zeros, the smallest and the largest ones, powers of two, few bits, all bits. */
function randomDouble(random: Random): number {
  const sign = random.integer(0, 1) * 2 - 1;
  const kind = random.integer(0, 15);
  if (kind === 0) return 0;
  if (kind === 1) return sign * ETA * random.integer(1, 5);
  if (kind === 2) return sign * LARGEST * (1 - random.integer(0, 2) * 2 ** -53);
  if (kind === 3) return sign * 2 ** random.integer(-1074, 1023);
  if (kind === 4) return sign * random.integer(1, 100) * 2 ** random.integer(-5, 5);
  const exponent = kind < 8 ? random.integer(-1070, 1022) : random.integer(-8, 8);
  return sign * (1 + Number(random.bits(52)) * 2 ** -52) * 2 ** exponent;
}

/** A point, a thin or a wide interval, sometimes with an infinite end. */
function randomInterval(random: Random): Interval {
  const x = randomDouble(random);
  const kind = random.integer(0, 9);
  if (kind < 2) return { lower: x, upper: x };
  if (kind === 2) return random.integer(0, 1) === 0 ? { lower: x, upper: Infinity } : { lower: -Infinity, upper: x };
  if (kind === 3) return { lower: -Infinity, upper: Infinity };
  const y = kind < 6 ? x * (1 + random.uniform() * 2 ** -40) : randomDouble(random);
  return { lower: Math.min(x, y), upper: Math.max(x, y) };
}

/** A member: a finite end, or a number between or beyond finite ends. */
function member({ lower, upper }: Interval, random: Random): Dyadic {
  const [lo, hi] = [
    Number.isFinite(lower) ? lower : Math.min(upper, 0) - 1e10,
    Number.isFinite(upper) ? upper : Math.max(lower, 0) + 1e10,
  ];
  const [a, b] = [fromNumber(Math.max(lo, -LARGEST)), fromNumber(Math.min(hi, LARGEST))];
  const kind = random.integer(0, 2);
  if (kind < 2) return kind === 0 ? a : b;
  return sum(a, product(difference(b, a), dyadicOf(random.integer(0, 1024), -10)));
}

const isProper = ({ lower, upper }: Interval): boolean => lower <= upper && lower < Infinity && upper > -Infinity;
const holds = (x: Interval, q: Dyadic): boolean => isProper(x) && intervalHolds(x, q);
const show = ({ lower, upper }: Interval): string => `[${String(lower)}, ${String(upper)}]`;

/** x/y ∈ q, exactly: lower·|y| ≤ ±x ≤ upper·|y|. */
function holdsQuotient(q: Interval, x: Dyadic, y: Dyadic): boolean {
  const size = sizeOf(y);
  const numerator = y.mantissa < 0n ? product(x, dyadicOf(-1)) : x;
  return (
    isProper(q) &&
    (q.lower === -Infinity || isAtMost(product(fromNumber(q.lower), size), numerator)) &&
    (q.upper === Infinity || isAtMost(numerator, product(fromNumber(q.upper), size)))
  );
}

describe('field operations of intervals', () => {
  it('contain the exact results for members of the operands', () => {
    const random = createRandom(301);
    for (let i = 0; i < cases(100_000); i++) {
      const [X, Y] = [randomInterval(random), randomInterval(random)];
      const [x, y] = [member(X, random), member(Y, random)];
      const k = random.integer(-1100, 1100);
      const isOrdered = isAtMost(x, y);
      const ok = [
        holds(I.add(X, Y), sum(x, y)),
        holds(I.sub(X, Y), difference(x, y)),
        holds(I.mul(X, Y), product(x, y)),
        holds(I.neg(X), product(x, dyadicOf(-1))),
        holds(I.scale(X, k), product(x, dyadicOf(1, k))),
        holds(I.min(X, Y), isOrdered ? x : y),
        holds(I.max(X, Y), isOrdered ? y : x),
        holds(I.abs(X), sizeOf(x)),
        holds(I.sign(X), dyadicOf(x.mantissa > 0n ? 1 : x.mantissa < 0n ? -1 : 0)),
        holds(I.union(X, Y), x) && holds(I.union(X, Y), y),
      ];
      const quotient = attempt(() => I.div(X, Y));
      if (quotient) ok.push(holdsQuotient(quotient, x, y));
      else ok.push(I.containsZero(Y));
      if (!ok.every(Boolean)) expect.fail(`${ok.join(' ')}: X = ${show(X)}, Y = ${show(Y)}, k = ${String(k)}`);
    }
  });

  it('contain the square roots of members, at every size', () => {
    const random = createRandom(302);
    for (let i = 0; i < cases(100_000); i++) {
      const X = randomInterval(random);
      const x = member(X, random);
      const root = attempt(() => I.sqrt(X));
      if (!root) {
        if (X.upper >= 0) expect.fail(show(X));
        continue;
      }
      if (x.mantissa < 0n) continue;
      const [lo, hi] = [fromNumber(root.lower), root.upper === Infinity ? undefined : fromNumber(root.upper)];
      const ok = isProper(root) && isAtMost(product(lo, lo), x) && (!hi || isAtMost(x, product(hi, hi)));
      if (!ok) expect.fail(`√${show(X)} = ${show(root)}`);
    }
  });

  it('are at most two units wide at each end on points, and exact for short numbers', () => {
    const random = createRandom(303);
    for (let i = 0; i < cases(10_000); i++) {
      const point = (): Interval => {
        const x = (1 + Number(random.bits(52)) * 2 ** -52) * 2 ** random.integer(-8, 8);
        return { lower: x, upper: x };
      };
      const [x, y] = [point(), point()];
      for (const { lower, upper } of [I.add(x, y), I.mul(x, y), I.div(x, y), I.sqrt(x)]) {
        if (upper - lower > 4 * 2 ** -52 * upper) expect.fail(`${show(x)} ${show(y)}: ${show({ lower, upper })}`);
      }
      const [n, m] = [I.fromInteger(random.integer(-4000, 4000)), I.fromInteger(random.integer(1, 4000))];
      for (const { lower, upper } of [
        I.add(n, m),
        I.sub(n, m),
        I.mul(n, m),
        I.div(I.mul(n, m), m),
        I.sqrt(I.mul(m, m)),
      ]) {
        if (lower !== upper) expect.fail(`${show(n)} ${show(m)}: ${show({ lower, upper })}`);
      }
    }
    expect(I.add(I.one, I.scale(I.one, -53))).toEqual({ lower: 1, upper: 1 + 2 ** -52 });
    expect(I.sub(I.one, I.one)).toEqual(I.zero);
  });

  it('keep the ends of lattice operations exactly', () => {
    expect(I.max({ lower: -1, upper: 0 }, I.zero)).toEqual(I.zero);
    expect(I.min({ lower: -1, upper: 3 }, { lower: 0, upper: 2 })).toEqual({ lower: -1, upper: 2 });
    expect(I.abs({ lower: -1, upper: 3 })).toEqual({ lower: 0, upper: 3 });
    expect(I.abs({ lower: -4, upper: 3 })).toEqual({ lower: 0, upper: 4 });
    expect(I.neg(I.zero)).toEqual(I.zero);
    expect(I.sign({ lower: -2, upper: 0 })).toEqual({ lower: -1, upper: 0 });
    expect(
      I.choose(
        { lower: -2, upper: 1 },
        () => 'left',
        () => 'right',
      ),
    ).toBe('left');
    expect(
      I.choose(
        { lower: -Infinity, upper: Infinity },
        () => 'left',
        () => 'right',
      ),
    ).toBe('right');
  });

  it('enclose constants tightly', () => {
    const third = I.constant(makeRational(1n, 3n));
    expect(I.contains(third, makeRational(1n, 3n))).toBe(true);
    expect(third.upper - third.lower).toBeLessThan(2 ** -53);
    expect(I.constant(makeRational(-7n, 1024n))).toEqual({ lower: -7 / 1024, upper: -7 / 1024 });
    expect(I.fromInteger(2n ** 53n + 1n)).toEqual({ lower: 2 ** 53, upper: 2 ** 53 + 2 });
    expect(I.constant(makeRational(1n << 2000n))).toEqual({ lower: LARGEST, upper: Infinity });
    expect(I.constant(makeRational(-1n << 2000n))).toEqual({ lower: -Infinity, upper: -LARGEST });
    expect(I.constant(dyadic(1n, -2000))).toEqual({ lower: 0, upper: ETA });
    const random = createRandom(304);
    for (let i = 0; i < cases(5000); i++) {
      const q = random.between(-100, 100);
      if (!I.contains(I.constant(q), q)) expect.fail(String(rationals.toNumber(q)));
    }
    expect(I.contains(I.pi, makeRational(355n, 113n))).toBe(false);
    expect(I.pi).toEqual({ lower: Math.PI, upper: Math.PI + 2 ** -51 });
  });

  it('lose nothing to overflow and underflow', () => {
    const big = { lower: LARGEST, upper: LARGEST };
    expect(I.add(big, big)).toEqual({ lower: LARGEST, upper: Infinity });
    expect(I.mul(I.neg(big), big)).toEqual({ lower: -Infinity, upper: -LARGEST });
    expect(I.mul({ lower: 0, upper: Infinity }, I.zero)).toEqual(I.zero);
    expect(I.mul({ lower: -Infinity, upper: Infinity }, { lower: 0, upper: 1 })).toEqual({
      lower: -Infinity,
      upper: Infinity,
    });
    expect(I.div(I.one, { lower: 1, upper: Infinity })).toEqual({ lower: 0, upper: 1 });
    expect(I.scale(I.one, 2000)).toEqual({ lower: LARGEST, upper: Infinity });
    const tiny = { lower: ETA, upper: ETA };
    expect(I.mul(tiny, tiny).lower).toBeLessThanOrEqual(0);
    expect(I.mul(tiny, tiny).upper).toBeGreaterThan(0);
    expect(I.scale(I.one, -2000).upper).toBeGreaterThan(0);
    expect(I.sqrt(tiny).lower).toBeGreaterThan(2.2e-162);
    expect(I.sqrt(tiny).upper).toBeLessThan(2.23e-162);
  });
});

describe('functions of intervals', () => {
  const number = (x: number): Interval => ({ lower: x, upper: x });

  it('have the limits at infinity and saturate without leaving their range', () => {
    const line = { lower: -Infinity, upper: Infinity };
    expect(I.exp(line)).toEqual({ lower: 0, upper: Infinity });
    expect(I.exp(number(1e300))).toEqual({ lower: LARGEST, upper: Infinity });
    expect(I.exp(number(-1e300))).toEqual({ lower: 0, upper: ETA });
    expect(I.cosh(line)).toEqual({ lower: 1, upper: Infinity });
    expect(I.sinh(number(-1e9))).toEqual({ lower: -Infinity, upper: -LARGEST });
    expect(I.tanh(line)).toEqual({ lower: -1, upper: 1 });
    expect(I.erf(line)).toEqual({ lower: -1, upper: 1 });
    expect(I.tanh(number(1e300))).toEqual({ lower: 1 - 2 ** -53, upper: 1 });
    expect(I.atan(line).upper).toBeLessThan(1.570796326794897);
    expect(I.sin(line)).toEqual({ lower: -1, upper: 1 });
    expect(I.log({ lower: 1, upper: Infinity })).toEqual({ lower: 0, upper: Infinity });
    expect(I.xlogx({ lower: -1, upper: Infinity }).upper).toBe(Infinity);
    expect(I.root({ lower: -Infinity, upper: 8 }, 3).lower).toBe(-Infinity);
    expect(I.pow({ lower: 2, upper: Infinity }, { lower: -Infinity, upper: -1 }).lower).toBe(0);
    expect(I.pow({ lower: 2, upper: Infinity }, { lower: -Infinity, upper: -1 }).upper).toBeCloseTo(0.5, 14);
    expect(I.pow(number(1e300), number(1e10 + 0.5))).toEqual({ lower: LARGEST, upper: Infinity });
    expect(I.pow(number(1e-300), number(1e10 + 0.5))).toEqual({ lower: 0, upper: ETA });
    expect(I.pow(number(-3), number(1e10 + 1))).toEqual({ lower: -Infinity, upper: -LARGEST });
    expect(I.pow(line, I.fromInteger(2))).toEqual({ lower: 0, upper: Infinity });
  });

  it('find the extrema between the ends', () => {
    expect(I.cos({ lower: -1, upper: 1 }).upper).toBe(1);
    expect(I.cos({ lower: -1, upper: 1 }).lower).toBeCloseTo(Math.cos(1), 14);
    expect(I.cos({ lower: 3, upper: 4 }).lower).toBe(-1);
    expect(I.sin({ lower: 1, upper: 2 }).upper).toBe(1);
    expect(I.sin({ lower: 1, upper: 2 }).lower).toBeCloseTo(Math.sin(1), 14);
    expect(I.sin({ lower: -8, upper: -7.5 }).lower).toBe(-1);
    expect(I.sin({ lower: 0, upper: 7 })).toEqual({ lower: -1, upper: 1 });
    expect(I.cos({ lower: 1, upper: 2 }).upper).toBeCloseTo(Math.cos(1), 14);
    expect(I.cosh({ lower: -1, upper: 2 }).lower).toBe(1);
    expect(I.xlogx({ lower: 0, upper: 1 }).lower).toBeCloseTo(-1 / Math.E, 14);
    expect(I.xlogx({ lower: 0.5, upper: 1 }).lower).toBeCloseTo(0.5 * Math.log(0.5), 14);
    expect(I.pow({ lower: -2, upper: 1 }, I.fromInteger(2))).toEqual({ lower: 0, upper: 4 });
    expect(I.pow({ lower: -2, upper: -1 }, I.fromInteger(-2))).toEqual({ lower: 0.25, upper: 1 });
  });

  it('are within two units at each end on points', () => {
    const random = createRandom(305);
    for (let i = 0; i < cases(500); i++) {
      const x = number(Math.fround(0.05 + 0.9 * random.uniform()));
      for (const f of [
        'exp',
        'log',
        'xlogx',
        'sinh',
        'cosh',
        'tanh',
        'atanh',
        'sin',
        'cos',
        'atan',
        'erf',
        'sqrt',
      ] as const) {
        const { lower, upper } = I[f](x);
        expect(upper - lower, f).toBeLessThanOrEqual(4 * 2 ** -52 * Math.max(Math.abs(lower), Math.abs(upper)));
      }
    }
  });

  it('throw where an operand leaves the domain, and clip at zero where roots are continuous', () => {
    const both = { lower: -1, upper: 1 };
    const breaches = [
      () => I.div(I.one, I.zero),
      () => I.div(I.one, both),
      () => I.div(I.one, { lower: 0, upper: 1 }),
      () => I.log(I.zero),
      () => I.log({ lower: 0, upper: 1 }),
      () => I.xlogx({ lower: -2, upper: -1 }),
      () => I.sqrt({ lower: -2, upper: -1 }),
      () => I.root({ lower: -2, upper: -1 }, 4),
      () => I.root(I.one, 0),
      () => I.atanh({ lower: 0, upper: 1 }),
      () => I.pow({ lower: -2, upper: -1 }, number(0.5)),
      () => I.pow(both, I.fromInteger(-2)),
      () => I.pow(both, both),
      () => I.fromInterval(1, 0),
      () => I.fromInterval(NaN, 0),
      () => I.fromInterval(Infinity, Infinity),
    ];
    for (const breach of breaches) {
      expect(breach, breach.toString()).toThrow(/^interval64\.\w+: expected .*, got .*$/);
      expect(breach).toThrow(RangeError);
    }
    expect(I.sqrt({ lower: -1, upper: 4 })).toEqual({ lower: 0, upper: 2 });
    expect(I.pow({ lower: -1, upper: 4 }, number(0.5)).lower).toBe(0);
    expect(I.fromInterval(1, 2)).toEqual({ lower: 1, upper: 2 });
    expect([I.lower(both), I.upper(both)]).toEqual([-1, 1]);
    expect(I.contains({ lower: -Infinity, upper: 1 }, fromDouble(1))).toBe(true);
    expect(I.contains({ lower: -Infinity, upper: 1 }, fromDouble(1 + 2 ** -52))).toBe(false);
  });
});
