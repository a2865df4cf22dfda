import { describe, expect, it } from 'vitest';
import { type BigFloat, bigfloat } from '../../src/arithmetic/bigfloat.ts';
import { isWithin, randomBigFloat, seededGenerator, show } from '../fixtures/bigfloat-samples.ts';
import { mpfr, mpfrConstant, mpfrPow, mpfrRoot } from '../fixtures/mpfr.ts';

/** Rounding to nearest costs 2^−p; the kernels may add an eighth of it, roots a half. */
const BOUND = 9;
const ROOT_BOUND = 12;

const PRECISIONS: readonly (readonly [bits: number, samples: number])[] = [
  [24, 150],
  [53, 150],
  [113, 120],
  [256, 80],
  [700, 30],
  [2000, 8],
];

/** Per function: the widest range of magnitudes, and a narrow one where it is neither trivial nor saturated. */
const RANGES = {
  exp: [-400, 26, -8, 8],
  log: [-100000, 100000, -1, 1],
  sinh: [-400, 26, -8, 8],
  cosh: [-400, 26, -8, 8],
  tanh: [-400, 40, -8, 8],
  atanh: [-400, 0, -8, 0],
  sin: [-400, 600, -8, 8],
  cos: [-400, 600, -8, 8],
  atan: [-400, 400, -8, 8],
  erf: [-400, 40, -8, 4],
} as const;

const domain = (name: keyof typeof RANGES, x: BigFloat): BigFloat =>
  name === 'log' && x.mantissa < 0n ? { mantissa: -x.mantissa, exponent: x.exponent } : x;

describe('elementary functions against MPFR', () => {
  for (const name of Object.keys(RANGES) as (keyof typeof RANGES)[]) {
    const [lowest, highest, low, high] = RANGES[name];
    it(`keeps the relative error of ${name} below 2^(1-p) over wide and narrow ranges at all precisions`, () => {
      const next = seededGenerator(20240 + name.length * 7 + name.charCodeAt(0));
      for (const [bits, samples] of PRECISIONS) {
        const field = bigfloat(bits);
        for (let i = 0; i < samples; i++) {
          const wide = i % 3 === 0;
          const x = domain(name, randomBigFloat(next, bits, wide ? lowest : low, wide ? highest : high));
          const value = field[name](x);
          const reference = mpfr(name, x, bits + 100);
          expect(isWithin(value, reference, bits, BOUND), `${name} at ${String(bits)} bits of ${show(x)}`).toBe(true);
        }
      }
    });
  }

  it('rounds almost always to the nearest number', () => {
    const field = bigfloat(200);
    const next = seededGenerator(99);
    let different = 0;
    for (let i = 0; i < 300; i++) {
      const x = randomBigFloat(next, 200, -6, 3);
      if (field.compare(field.erf(x), field.from(mpfr('erf', x, 200))) !== 0) different += 1;
    }
    expect(different).toBeLessThanOrEqual(12);
  });

  it('keeps the relative error of log below 2^(1-p) arbitrarily near 1', () => {
    const next = seededGenerator(5);
    for (const bits of [53, 200, 500]) {
      const field = bigfloat(bits);
      for (let k = 2; k <= bits - 1; k += 1 + (next() % 9)) {
        const offset = field.scale(field.one, -k);
        for (const x of [field.add(field.one, offset), field.sub(field.one, offset)]) {
          const reference = mpfr('log', x, bits + 100);
          expect(isWithin(field.log(x), reference, bits, BOUND), `log of 1 ± 2^-${String(k)}`).toBe(true);
        }
      }
    }
  });

  it('accepts arguments longer than its precision and still reads them exactly', () => {
    const next = seededGenerator(6);
    const field = bigfloat(80);
    for (let i = 0; i < 40; i++) {
      const long = randomBigFloat(next, 700, -3, 0);
      for (const name of ['exp', 'sinh', 'tanh', 'atanh', 'sin', 'cos', 'atan', 'erf'] as const) {
        expect(isWithin(field[name](long), mpfr(name, long, 200), 80, BOUND), `${name} of ${show(long)}`).toBe(true);
      }
      const nearOne = { mantissa: (1n << 700n) + long.mantissa, exponent: -700 };
      expect(isWithin(field.log(nearOne), mpfr('log', nearOne, 200), 80, BOUND)).toBe(true);
      const edge = { mantissa: (1n << 600n) - (1n << BigInt(i * 10)), exponent: -600 };
      expect(isWithin(field.atanh(edge), mpfr('atanh', edge, 200), 80, BOUND)).toBe(true);
      expect(isWithin(field.log(edge), mpfr('log', edge, 200), 80, BOUND)).toBe(true);
    }
  });

  it('reduces arguments near multiples of π/2 without losing bits', () => {
    const integers = [11n, 22n, 333n, 355n, 710n, 103993n, 208341n, 10n ** 22n, 2n ** 1000n, 5419351n * 2n ** 60n];
    for (const bits of [53, 128, 400]) {
      const field = bigfloat(bits);
      const close = [1, 2, 3, 4, 7, 100].map((n) => field.mul(field.fromInteger(n), field.scale(field.pi, -1)));
      const next = close.map((x) => ({ mantissa: x.mantissa + 1n, exponent: x.exponent }));
      for (const x of [...integers.map((n) => ({ mantissa: n, exponent: 0 })), ...close, ...next]) {
        for (const name of ['sin', 'cos'] as const) {
          expect(isWithin(field[name](x), mpfr(name, x, bits + 100), bits, BOUND), `${name} of ${show(x)}`).toBe(true);
        }
      }
    }
  });

  it('raises to powers, integer and other, within 2^(1-p)', () => {
    const next = seededGenerator(7);
    for (const [bits, samples] of PRECISIONS) {
      const field = bigfloat(bits);
      for (let i = 0; i < samples; i++) {
        const base = randomBigFloat(next, bits, -10, 10);
        const x = { mantissa: base.mantissa < 0n ? -base.mantissa : base.mantissa, exponent: base.exponent };
        const y = randomBigFloat(next, bits, -20, 8);
        const n = field.fromInteger((next() % 2 === 0 ? 1 : -1) * (1 + (next() >>> (12 + (next() % 18)))));
        expect(isWithin(field.pow(x, y), mpfrPow(x, y, bits + 100), bits, BOUND), `${show(x)} ^ ${show(y)}`).toBe(true);
        expect(isWithin(field.pow(base, n), mpfrPow(base, n, bits + 100), bits, BOUND), `${show(base)} ^ n`).toBe(true);
      }
    }
  });

  it('takes roots of low and high degree within 2^(1-p)', () => {
    const next = seededGenerator(8);
    for (const [bits, samples] of PRECISIONS) {
      const field = bigfloat(bits);
      for (let i = 0; i < samples; i++) {
        const x = randomBigFloat(next, bits, -1000, 1000);
        const positive = { mantissa: x.mantissa < 0n ? -x.mantissa : x.mantissa, exponent: x.exponent };
        for (const degree of [2, 3, 5, 6, 7, 64, 1001]) {
          const argument = degree % 2 === 0 ? positive : x;
          const reference = mpfrRoot(argument, degree, bits + 100);
          expect(isWithin(field.root(argument, degree), reference, bits, ROOT_BOUND), `root ${String(degree)}`).toBe(
            true,
          );
        }
      }
    }
  });

  it('has π to the precision of the system', () => {
    for (const bits of [8, 53, 1000, 5000]) {
      expect(isWithin(bigfloat(bits).pi, mpfrConstant('pi', bits + 100), bits, BOUND)).toBe(true);
    }
  });
});
