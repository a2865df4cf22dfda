import { describe, expect, it } from 'vitest';
import { type ComplexBall, complexBall } from '../../src/arithmetic/complex-ball.ts';
import { compareMagnitudes, magnitude, powerOfTwo, zeroMagnitude } from '../../src/arithmetic/magnitude.ts';
import { dyadic, fromDouble, makeRational, rationals } from '../../src/arithmetic/rational.ts';
import { cases, createRandom } from '../laws/random.ts';
import { holds, memberOf, randomDisc, showDisc } from './complex-samples.ts';
import {
  dyadicOf,
  fromMagnitude,
  isAtMost,
  type Point,
  pointDifference,
  pointProduct,
  pointSum,
  product,
  squaredSize,
} from './dyadics.ts';
import { attempt, randomDyadic } from './samples.ts';

const power = (z: Point, n: number): Point =>
  n === 0 ? { re: dyadicOf(1), im: dyadicOf(0) } : pointProduct(z, power(z, n - 1));

/** Whether q contains z/w: |q w − z|² ≤ R² |w|², exactly. */
function holdsQuotient(q: ComplexBall, z: Point, w: Point): boolean {
  const gap = squaredSize(pointDifference(pointProduct({ re: q.re, im: q.im }, w), z));
  const r = fromMagnitude(q.radius);
  return isAtMost(gap, product(product(r, r), squaredSize(w)));
}

describe('field operations of complex balls', () => {
  // 100 000 cases of each operation in all.
  it.each([8, 24, 53, 64, 200])('at %i bits contain the exact results for members of the operands', (bits) => {
    const C = complexBall(bits);
    const random = createRandom(141 + bits);
    for (let i = 0; i < cases(20_000); i++) {
      const spread = i % 10 === 0 ? 150 : 6;
      const [Z, W] = [randomDisc(C, random, -spread, spread), randomDisc(C, random, -spread, spread)];
      const [z, w] = [memberOf(Z, random), memberOf(W, random)];
      const ok = [
        holds(C.add(Z, W), pointSum(z, w)),
        holds(C.sub(Z, W), pointDifference(z, w)),
        holds(C.mul(Z, W), pointProduct(z, w)),
        holds(C.mul(Z, Z), pointProduct(z, z)),
      ];
      const quotient = attempt(() => C.div(Z, W));
      if (quotient) ok.push(holdsQuotient(quotient, z, w));
      if (!ok.every(Boolean)) expect.fail(`${ok.join(' ')}: Z = ${showDisc(Z)}, W = ${showDisc(W)}`);
    }
  });

  it('keep conjugates, negatives, multiples by powers of two, parts and integer powers', () => {
    const random = createRandom(142);
    for (const bits of [24, 64]) {
      const C = complexBall(bits);
      for (let i = 0; i < cases(5000); i++) {
        const Z = randomDisc(C, random, -6, 6);
        const z = memberOf(Z, random);
        const k = random.integer(-100, 100);
        const [re, im] = [C.real.base.from(Z.re), C.real.base.from(Z.im)];
        const n = random.integer(0, 7);
        const ok = [
          holds(C.conj(Z), { re: z.re, im: { mantissa: -z.im.mantissa, exponent: z.im.exponent } }),
          holds(C.neg(Z), pointDifference({ re: dyadicOf(0), im: dyadicOf(0) }, z)),
          holds(C.scale(Z, k), pointProduct(z, { re: dyadicOf(1, k), im: dyadicOf(0) })),
          holds(C.fromReal(C.realPart(Z)), { re: z.re, im: dyadicOf(0) }),
          holds(C.fromReal(C.imaginaryPart(Z)), { re: z.im, im: dyadicOf(0) }),
          holds(C.fromParts(C.realPart(Z), C.imaginaryPart(Z)), z),
          holds(C.from(complexBall(200).from(Z)), { re, im }),
          holds(complexBall(16).from(Z), z),
          holds(C.pow(Z, C.fromInteger(n)), power(z, n)),
        ];
        const inverse = attempt(() => C.pow(Z, C.fromInteger(-n)));
        if (inverse) ok.push(holdsQuotient(inverse, { re: dyadicOf(1), im: dyadicOf(0) }, power(z, n)));
        if (!ok.every(Boolean)) expect.fail(`${ok.join(' ')}: n = ${String(n)}, Z = ${showDisc(Z)}`);
      }
    }
  });

  it('bound the sizes of members from both sides', () => {
    const random = createRandom(143);
    for (const bits of [24, 64]) {
      const C = complexBall(bits);
      for (let i = 0; i < cases(10_000); i++) {
        const Z = randomDisc(C, random, -20, 20);
        const square = squaredSize(memberOf(Z, random));
        const [lo, hi] = [fromMagnitude(C.absDown(Z)), fromMagnitude(C.absUp(Z))];
        if (!isAtMost(product(lo, lo), square) || !isAtMost(square, product(hi, hi))) expect.fail(showDisc(Z));
        if (C.containsZero(Z) !== (C.absDown(Z).mantissa === 0)) expect.fail(showDisc(Z));
        if (!C.containsZero(Z) && holds(Z, { re: dyadicOf(0), im: dyadicOf(0) })) expect.fail(showDisc(Z));
      }
    }
  });

  it('are exact on points whenever the result fits', () => {
    const C = complexBall(64);
    const random = createRandom(144);
    const gaussian = (): ComplexBall =>
      C.disc(makeRational(random.bits(15)), makeRational(-random.bits(15) - 1n), zeroMagnitude);
    for (let i = 0; i < cases(2000); i++) {
      const [z, w] = [C.scale(gaussian(), random.integer(-20, 20)), gaussian()];
      const zw = C.mul(z, w);
      for (const result of [C.add(z, w), C.sub(z, w), zw, C.div(zw, w), C.div(zw, z), C.sqrt(C.mul(w, w))]) {
        expect(result.radius).toEqual(zeroMagnitude);
      }
    }
    expect(C.mul(C.i, C.i)).toEqual(C.neg(C.one));
    expect(C.div(C.one, C.i)).toEqual(C.neg(C.i));
    expect(C.constant(makeRational(1n, 3n)).radius).not.toEqual(zeroMagnitude);
    expect(C.add(C.one, C.scale(C.i, -500)).radius).toEqual(zeroMagnitude);
    expect(C.mul(C.add(C.one, C.i), C.add(C.one, C.scale(C.i, -500))).radius).not.toEqual(zeroMagnitude);
  });

  it('err by a unit in the last place of each part on points, also where the parts cancel', () => {
    for (const bits of [24, 64, 200]) {
      const C = complexBall(bits);
      const random = createRandom(145 + bits);
      for (let i = 0; i < cases(2000); i++) {
        const point = (): ComplexBall => ({ ...randomDisc(C, random, -4, 4), radius: zeroMagnitude });
        const [z, w] = [point(), point()];
        for (const { re, im, radius } of [C.mul(z, w), C.div(z, w), C.mul(z, C.conj(z))]) {
          const unit = Math.max(re.mantissa === 0n ? -1e9 : re.exponent, im.mantissa === 0n ? -1e9 : im.exponent);
          expect(compareMagnitudes(radius, magnitude(1.4143, unit))).toBeLessThanOrEqual(0);
        }
      }
    }
  });

  it('keep parts of very different size apart', () => {
    const C = complexBall(64);
    const tiny = C.scale(C.i, -100_000);
    const z = C.add(C.fromInteger(3), tiny);
    expect(C.mul(z, z).im).toEqual(C.scale(C.fromInteger(6), -100_000).re);
    const inverse = C.div(C.one, z);
    // 1/(3 + iε) = (3 − iε)/(9 + ε²).
    expect(C.real.base.toNumber(C.real.base.scale(inverse.im, 100_000))).toBeCloseTo(-1 / 9, 14);
    expect(C.contains(inverse, makeRational(1n, 3n), makeRational(0n))).toBe(true);
  });
});

describe('sets of complex balls', () => {
  const C = complexBall(64);
  const half = makeRational(1n, 2n);

  it('contain exactly the points within the radius of the centre', () => {
    const z = C.disc(half, makeRational(-2n), magnitude(5));
    expect(C.contains(z, makeRational(7n, 2n), makeRational(2n))).toBe(true);
    expect(C.contains(z, rationals.add(makeRational(7n, 2n), dyadic(1n, -200)), makeRational(2n))).toBe(false);
    expect(
      C.contains(
        C.disc(makeRational(1n, 3n), makeRational(1n, 7n), zeroMagnitude),
        makeRational(1n, 3n),
        makeRational(1n, 7n),
      ),
    ).toBe(true);
    expect(C.containsZero(C.disc(makeRational(3n), makeRational(4n), magnitude(5)))).toBe(true);
    expect(C.containsZero(C.disc(makeRational(3n), makeRational(4n), magnitude(5 - 2 ** -40)))).toBe(false);
    expect(C.containsZero(C.zero)).toBe(true);
    expect(C.containsZero(C.i)).toBe(false);
  });

  it('continue |z|, sign, min and max from the half of the line they lie over, and refuse where they lie over both', () => {
    const right = C.disc(half, makeRational(3n), magnitude(0.25));
    const left = C.neg(right);
    expect(C.abs(right)).toEqual(right);
    expect(C.abs(left)).toEqual(right);
    expect(C.sign(left)).toEqual(C.neg(C.one));
    expect(C.min(left, C.one)).toEqual(left);
    expect(C.max(C.zero, left)).toEqual(C.zero);
    expect(C.abs(C.zero)).toEqual(C.zero);
    expect(C.sign(C.zero)).toEqual(C.zero);
    const both = C.disc(half, makeRational(0n), magnitude(0.5));
    for (const undecided of [
      () => C.abs(both),
      () => C.sign(C.i),
      () => C.min(both, C.zero),
      () => C.max(C.i, C.zero),
    ]) {
      expect(undecided).toThrow(/^complexBall\.\w+: expected .*, got .*$/);
      expect(undecided).toThrow(RangeError);
    }
    expect(
      C.choose(
        left,
        () => 'left',
        () => 'right',
      ),
    ).toBe('left');
    expect(
      C.choose(
        C.i,
        () => 'left',
        () => 'right',
      ),
    ).toBe('right');
  });

  it('refuse what may meet a cut, a pole or zero, by name', () => {
    const around = (x: number, y: number, r: number): ComplexBall => C.disc(fromDouble(x), fromDouble(y), magnitude(r));
    const third = C.constant(makeRational(1n, 3n));
    const breaches = [
      () => C.div(C.one, C.zero),
      () => C.div(C.one, around(3, 4, 5)),
      () => C.log(C.zero),
      () => C.log(C.neg(C.one)),
      () => C.log(around(-1, 0.5, 0.5)),
      () => C.log(around(0.5, 0.5, 0.75)),
      () => C.xlogx(around(-1, 0, 0)),
      () => C.sqrt(around(-4, 0, 0)),
      () => C.sqrt(around(0.25, 0, 0.25)),
      () => C.root(around(-8, 0, 0), 3),
      () => C.root(C.one, 0),
      () => C.root(C.one, 1.5),
      () => C.pow(around(-1, 0.25, 0.5), third),
      () => C.pow(C.zero, C.neg(third)),
      () => C.pow(around(1, 0, 1), C.fromInteger(-2)),
      () => C.atanh(C.one),
      () => C.atanh(around(2, 0.5, 0.5)),
      () => C.atanh(around(0.5, 0, 0.5)),
      () => C.atan(C.i),
      () => C.atan(around(0.5, 3, 0.5)),
      () => C.tanh(around(0, 1.5, 0.25)),
      () => C.tanh(around(0, 0, 1.6)),
    ];
    for (const breach of breaches) {
      expect(breach, breach.toString()).toThrow(/^complexBall\.\w+: expected .*, got .*$/);
      expect(breach).toThrow(RangeError);
    }
    expect(() => C.erf(C.scale(C.add(C.one, C.i), 300))).toThrow(/^complexBall\.erf: expected \|z\| < 2\^256/);
    expect(() => C.mul(C.scale(C.one, 2 ** 40 * 1.5), C.scale(C.one, 2 ** 40 * 1.5))).toThrow(/result out of range/);
  });

  it('accept discs that end just before a cut or a pole', () => {
    const around = (x: number, y: number, r: number): ComplexBall => C.disc(fromDouble(x), fromDouble(y), magnitude(r));
    for (const [f, z] of [
      ['log', around(-1, 0.5, 0.4999)],
      ['log', around(0.5, 0.5, 0.7071)],
      ['xlogx', around(0.5, 0, 0.4999)],
      ['sqrt', around(-4, 1, 0.9999)],
      ['atanh', around(2, 0.5, 0.4999)],
      ['atanh', around(0.5, 0, 0.4999)],
      ['atan', around(0.5, 3, 0.4999)],
      ['tanh', around(0, 0, 1.57)],
      ['tanh', around(3, 1.5, 2.999)],
      ['tanh', around(40, 0, 39)],
    ] as const) {
      expect(C[f](z).radius.mantissa, f).toBeGreaterThan(0);
    }
  });

  it('have roots, powers and x log x at the point 0', () => {
    for (const value of [C.sqrt(C.zero), C.root(C.zero, 5), C.xlogx(C.zero), C.pow(C.zero, C.constant(half))]) {
      expect(value).toEqual(C.zero);
    }
    expect(C.pow(C.zero, C.zero)).toEqual(C.one);
    expect(C.pow(C.fromParts(C.real.pi, C.real.pi), C.zero)).toEqual(C.one);
  });

  it('give points of the real axis what the real balls give', () => {
    const random = createRandom(146);
    const B = C.real;
    for (let i = 0; i < cases(300); i++) {
      const x = B.base.from(randomDyadic(random, 64, i % 3 === 0 ? -40 : -3, i % 5 === 0 ? 4 : 0));
      const [X, Z] = [B.fromMidpoint(x), C.fromReal(B.fromMidpoint(x))];
      for (const f of ['exp', 'sinh', 'cosh', 'tanh', 'atanh', 'sin', 'cos', 'atan', 'erf'] as const) {
        const [real, complex] = [attempt(() => B[f](X)), attempt(() => C[f](Z))];
        // Where tanh and erf are 1 to the working precision the disc says so with its own radius.
        if (real && complex && Math.abs(B.base.toNumber(x)) < 4) expect(complex, f).toEqual(C.fromReal(real));
        expect(complex === undefined, f).toBe(real === undefined);
      }
      const [size, positive] = [B.abs(X), C.abs(Z)];
      for (const f of ['log', 'xlogx', 'sqrt'] as const) expect(C[f](positive), f).toEqual(C.fromReal(B[f](size)));
      expect(C.root(positive, 5)).toEqual(C.fromReal(B.root(size, 5)));
    }
  });

  it('have one system for one precision', () => {
    expect(complexBall(64)).toBe(C);
    expect(C.real.bits).toBe(64);
    expect(powerOfTwo(0)).toEqual(magnitude(1));
    expect(() => complexBall(3)).toThrow(RangeError);
  });
});
