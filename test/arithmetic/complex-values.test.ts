import { describe, expect, it } from 'vitest';
import { type BigFloat, bigfloat } from '../../src/arithmetic/bigfloat.ts';
import { type ComplexBall, complexBall, type ComplexBallField } from '../../src/arithmetic/complex-ball.ts';
import { type Complex, complexField } from '../../src/arithmetic/complex-field.ts';
import { magnitude, zeroMagnitude } from '../../src/arithmetic/magnitude.ts';
import { fromDouble } from '../../src/arithmetic/rational.ts';
import { cases, createRandom } from '../laws/random.ts';
import { holds, meet, showDisc } from './complex-samples.ts';
import { randomDyadic } from './samples.ts';

type Z = Complex<BigFloat>;

/*
 * The functions once more, over plain complex numbers of 400 bits: power series of the entire ones, Newton's iteration
 * from doubles for their inverses. Nothing here is shared with the discs but the arithmetic of their parts.
 */
const F = bigfloat(400);
const K = complexField(F);

/** Σ terms, each the one before times step(k), until they are far below the sum. */
function series(first: Z, step: (k: number) => Z): Z {
  let [sum, term] = [first, first];
  for (let k = 1; k < 4000; k++) {
    term = K.mul(term, step(k));
    sum = K.add(sum, term);
    const size = K.norm(term);
    if (size.mantissa === 0n || size.exponent < K.norm(sum).exponent - 900) return sum;
  }
  throw new Error('the series does not end');
}

const over = (z: Z, n: number): Z => K.div(z, K.fromInteger(n));
const square = (z: Z): Z => K.mul(z, z);
const exp = (z: Z): Z => series(K.one, (k) => over(z, k));
const sinh = (z: Z): Z => series(z, (k) => over(square(z), 2 * k * (2 * k + 1)));
const cosh = (z: Z): Z => series(K.one, (k) => over(square(z), 2 * k * (2 * k - 1)));
const sin = (z: Z): Z => series(z, (k) => over(K.neg(square(z)), 2 * k * (2 * k + 1)));
const cos = (z: Z): Z => series(K.one, (k) => over(K.neg(square(z)), 2 * k * (2 * k - 1)));
/** (2/√π) Σ (−1)^k z^(2k+1)/(k! (2k+1)), where the ratio of terms is −z² (2k−1)/(k (2k+1)). */
const erf = (z: Z): Z => {
  const sum = series(z, (k) =>
    K.div(K.mul(K.neg(square(z)), K.fromInteger(2 * k - 1)), K.fromInteger(k * (2 * k + 1))),
  );
  return K.mul(sum, K.fromParts(F.div(F.fromInteger(2), F.sqrt(F.pi)), F.zero));
};

const fromDoubles = (x: number, y: number): Z => K.fromParts(F.constant(fromDouble(x)), F.constant(fromDouble(y)));
const [logSize, angle] = [
  (z: Z): number => Math.log(F.toNumber(K.norm(z))) / 2,
  (z: Z): number => Math.atan2(F.toNumber(z.im), F.toNumber(z.re)),
];

/** e^w = z by Halley's iteration w + 2(z − e^w)/(z + e^w), from the principal value in doubles. */
function log(z: Z): Z {
  let w = fromDoubles(logSize(z), angle(z));
  for (let i = 0; i < 5; i++) {
    const value = exp(w);
    w = K.add(w, K.scale(K.div(K.sub(z, value), K.add(z, value)), 1));
  }
  return w;
}

/** w^p = z by Newton's iteration from doubles. */
function root(z: Z, p: number): Z {
  const [size, phase] = [Math.exp(logSize(z) / p), angle(z) / p];
  let w = fromDoubles(size * Math.cos(phase), size * Math.sin(phase));
  for (let i = 0; i < 5; i++) {
    let power = K.one;
    for (let k = 1; k < p; k++) power = K.mul(power, w);
    w = over(K.add(K.mul(K.fromInteger(p - 1), w), K.div(z, power)), p);
  }
  return w;
}

const atanh = (z: Z): Z => K.scale(K.sub(log(K.add(K.one, z)), log(K.sub(K.one, z))), -1);
const atan = (z: Z): Z => K.neg(K.mul(K.i, atanh(K.mul(K.i, z))));
const exponent = fromDoubles(0.7, -0.3);

const functions: Readonly<
  Record<string, readonly [reference: (z: Z) => Z, apply: (C: ComplexBallField, z: ComplexBall) => ComplexBall]>
> = {
  exp: [exp, (C, z) => C.exp(z)],
  log: [log, (C, z) => C.log(z)],
  xlogx: [(z) => K.mul(z, log(z)), (C, z) => C.xlogx(z)],
  sinh: [sinh, (C, z) => C.sinh(z)],
  cosh: [cosh, (C, z) => C.cosh(z)],
  tanh: [(z) => K.div(sinh(z), cosh(z)), (C, z) => C.tanh(z)],
  atanh: [atanh, (C, z) => C.atanh(z)],
  sin: [sin, (C, z) => C.sin(z)],
  cos: [cos, (C, z) => C.cos(z)],
  atan: [atan, (C, z) => C.atan(z)],
  erf: [erf, (C, z) => C.erf(z)],
  sqrt: [(z) => root(z, 2), (C, z) => C.sqrt(z)],
  'cube root': [(z) => root(z, 3), (C, z) => C.root(z, 3)],
  'eighth root': [(z) => root(z, 8), (C, z) => C.root(z, 8)],
  'fifth power': [(z) => K.mul(z, square(square(z))), (C, z) => C.pow(z, C.fromInteger(5))],
  'complex power': [
    (z) => exp(K.mul(exponent, log(z))),
    (C, z) => C.pow(z, C.disc(fromDouble(0.7), fromDouble(-0.3), zeroMagnitude)),
  ],
};

describe('functions of complex balls agree with power series and inverse iterations at 400 bits', () => {
  it.each(Object.entries(functions))('%s', (name, [reference, apply]) => {
    const random = createRandom(1700);
    for (let i = 0; i < cases(60); i++) {
      const hi = i % 3 === 0 ? 3 : 1;
      const part = (): BigFloat => F.from(randomDyadic(random, 40, i % 5 === 0 ? -40 : -5, hi));
      const z = { re: i % 7 === 0 && name !== 'atan' ? F.zero : part(), im: part() };
      const value = reference(z);
      // 400 bits less what cancels in series whose terms grow to e^(|z|²).
      const size = Math.max(value.re.exponent, value.im.exponent) + 400;
      const expected = { ...value, radius: magnitude(1, Math.max(size, -60) - 220) };
      for (const bits of [24, 64, 128, 192]) {
        const C = complexBall(bits);
        const [re, im] = [C.real.base.from(z.re), C.real.base.from(z.im)];
        if (bits < 40 && C.real.base.compare(F.from(re), z.re) !== 0) continue;
        const result = apply(C, C.from({ ...z, radius: zeroMagnitude }));
        if (!meet(result, expected)) expect.fail(`${name} of ${showDisc({ re, im, radius: zeroMagnitude })}`);
        // Some units in the last place of the result; a fraction of the argument's where that is larger, for x log x.
        const unit = Math.max(size, name === 'xlogx' ? im.exponent + bits : size) - bits;
        expect(
          result.radius.mantissa === 0 ? -Infinity : result.radius.exponent,
          `${name} at ${String(bits)} bits`,
        ).toBeLessThanOrEqual(unit + 5);
      }
    }
  });

  it('give erf by its asymptotic expansion what the power series gives', () => {
    // |z|² beyond 1.39 (p + 16), in all directions with Re z ≥ 0 and Re z < 0.
    const random = createRandom(1701);
    for (const bits of [16, 24, 64, 100]) {
      const C = complexBall(bits);
      for (let i = 0; i < cases(60); i++) {
        const phase = i % 6 === 0 ? Math.PI / 2 : Math.PI * (0.2 + 0.75 * random.uniform());
        const size = Math.sqrt(1.39 * (bits + 16)) + 0.01 + random.uniform() ** 3;
        const centre = C.disc(fromDouble(size * Math.cos(phase)), fromDouble(size * Math.sin(phase)), zeroMagnitude);
        const exact = { ...centre, re: i % 6 === 0 ? F.zero : centre.re, radius: zeroMagnitude };
        const value = erf({ re: F.from(exact.re), im: F.from(exact.im) });
        const result = C.erf(exact);
        expect(meet(result, { ...value, radius: magnitude(1, -bits - 20) }), showDisc(exact)).toBe(true);
        const unit = Math.max(value.re.exponent, value.im.exponent) + 400 - bits;
        expect(result.radius.exponent).toBeLessThanOrEqual(Math.max(unit, -bits) + 5);
      }
    }
  });

  it('hold for the centre itself at once', () => {
    const C = complexBall(64);
    const z = C.disc(fromDouble(0.5), fromDouble(-2), magnitude(0.25));
    for (const [apply] of Object.values(functions).map(([, f]) => [f] as const)) {
      const [wide, narrow] = [apply(C, z), apply(C, { ...z, radius: zeroMagnitude })];
      expect(holds(wide, narrow)).toBe(true);
    }
  });
});

describe('wide discs', () => {
  const C = complexBall(64);
  const number = (z: ComplexBall): number => z.radius.mantissa * 2 ** z.radius.exponent;

  /** The largest distance from f(m) among many points of the edge, in doubles: no bound of a radius can be below it. */
  function reach(apply: (z: ComplexBall) => ComplexBall, x: number, y: number, r: number): number {
    const at = (a: number, b: number): ComplexBall => apply(C.disc(fromDouble(a), fromDouble(b), zeroMagnitude));
    const centre = at(x, y);
    let largest = 0;
    for (let k = 0; k < 128; k++) {
      const phase = (Math.PI * k) / 64;
      const gap = C.sub(at(x + r * Math.cos(phase), y + r * Math.sin(phase)), centre);
      largest = Math.max(largest, Math.hypot(C.real.base.toNumber(gap.re), C.real.base.toNumber(gap.im)));
    }
    return largest;
  }

  it.each([
    ['exp', 1, 0.5, 3, 1.01],
    ['log', 1, 1, 1, 1.15],
    ['log', -1, 0.5, 0.4, 1.2],
    ['xlogx', 2, 0, 1.5, 2],
    ['sqrt', 1, 0, 0.9, 1.01],
    ['sinh', 1, 2, 2, 1.3],
    ['cosh', 0.5, 1, 2, 1.6],
    ['sin', 0.5, 1, 2, 1.6],
    ['cos', 2, 0.5, 2, 1.6],
    ['tanh', 0, 0, 1.5, 2.2],
    ['tanh', 0.3, 0, 0.5, 1.3],
    ['tanh', 2, 1, 1, 4],
    ['atanh', 0, 0, 0.9, 2],
    ['atanh', 3, 1, 0.9, 2],
    ['atan', 0.3, 0.3, 0.7, 2.5],
    ['atan', 5, 0, 3, 2],
    ['erf', 0, 0, 3, 2],
    ['erf', 0.5, 0.25, 1, 4],
    ['erf', 4, 0, 1, 8],
  ] as const)('%s around %d + %di of radius %d is enclosed within a factor %d', (name, x, y, r, factor) => {
    const smallest = reach((z) => C[name](z), x, y, r);
    const radius = number(C[name](C.disc(fromDouble(x), fromDouble(y), magnitude(r))));
    expect(radius).toBeGreaterThanOrEqual(smallest * (1 - 1e-12));
    expect(radius / smallest).toBeLessThanOrEqual(factor);
  });

  it('and narrow ones grow by the derivative at the centre', () => {
    for (const [name, derivative] of [
      ['exp', (x: number) => Math.exp(x)],
      ['log', (x: number) => 1 / x],
      ['xlogx', (x: number) => 1 + Math.abs(Math.log(x))],
      ['sqrt', (x: number) => 0.5 / Math.sqrt(x)],
      ['sinh', (x: number) => Math.cosh(x)],
      ['cosh', (x: number) => Math.sinh(x)],
      ['tanh', (x: number) => 1 / Math.cosh(x) ** 2],
      ['atanh', (x: number) => 1 / (1 - x * x)],
      ['sin', (x: number) => Math.cos(x)],
      ['cos', (x: number) => Math.sin(x)],
      ['atan', (x: number) => 1 / (1 + x * x)],
      ['erf', (x: number) => (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x)],
    ] as const) {
      const radius = number(C[name](C.disc(fromDouble(0.625), fromDouble(0), magnitude(2 ** -20))));
      const expected = derivative(0.625) * 2 ** -20;
      expect(radius / expected, name).toBeGreaterThan(0.999);
      expect(radius / expected, name).toBeLessThan(name === 'cosh' ? 1.15 : 1.001);
    }
  });

  it('cost finite enclosures as long as they avoid cuts, and exp of huge arguments as well', () => {
    const huge = C.exp(C.disc(fromDouble(1e9), fromDouble(1), magnitude(100)));
    expect(huge.re.exponent).toBeGreaterThan(1.4e9);
    expect(Number.isFinite(huge.radius.exponent)).toBe(true);
    expect(C.erf(C.disc(fromDouble(1e9), fromDouble(1), magnitude(100))).re).toEqual(C.one.re);
    expect(C.tanh(C.disc(fromDouble(-1e15), fromDouble(1), magnitude(1e14))).re).toEqual(C.neg(C.one).re);
  });
});
