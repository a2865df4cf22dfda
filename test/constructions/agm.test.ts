import { describe, expect, it } from 'vitest';
import { type BigFloat, bigfloat } from '../../src/arithmetic/bigfloat.ts';
import { formatDecimal, parseNumeral } from '../../src/arithmetic/numerals.ts';
import { makeRational, rationals } from '../../src/arithmetic/rational.ts';
import { agm, ellipticCoefficient, reciprocalAgm, type RootSource } from '../../src/constructions/agm.ts';
import { startPair, thetaPair } from '../../src/constructions/log-agm.ts';
import { S } from '../../src/constructions/planning.ts';
import { planRoot } from '../../src/constructions/pth-root.ts';
import { createRandom } from '../laws/random.ts';
import { isAtMost, scalarOf } from './sampling.ts';

const F = bigfloat(480);
const number = (text: string): BigFloat => F.constant(parseNumeral(text));
const levels = (count: number, source: RootSource): RootSource[] => Array.from({ length: count }, () => source);
const MEAN: RootSource = { from: 'mean', steps: 12 };

/** AGM(a, b) by its definition, with the square roots of the number system. */
function exactAgm(a: BigFloat, b: BigFloat): BigFloat {
  let [x, y] = [a, b];
  for (let i = 0; i < 24; i += 1) [x, y] = [F.scale(F.add(x, y), -1), F.sqrt(F.mul(x, y))];
  return x;
}

/** |x/y − 1| as a double. */
const relative = (x: BigFloat, y: BigFloat): number => Math.abs(F.toNumber(F.sub(F.div(x, y), F.one)));

describe('agm', () => {
  // 1/G, G Gauss's constant: https://oeis.org/A053004.
  const reference =
    '1.198140234735592207439922492280323878227212663215651558263674952946405214143915670835885556489793389';

  it('knows AGM(1, √2) to 100 digits', () => {
    const { a, b } = agm(F, F.one, F.sqrt(F.fromInteger(2)), levels(9, MEAN));
    for (const value of [a, b]) expect(formatDecimal(F.toRational(value), 100)).toBe(reference);
  });

  it('is homogeneous, symmetric, and keeps a pair of equal numbers', () => {
    const [a, b] = [number('0.37'), number('2.9')];
    const value = agm(F, a, b, levels(10, MEAN)).a;
    for (const factor of ['1e-50', '7', '1e80']) {
      const scaled = agm(F, F.mul(number(factor), a), F.mul(number(factor), b), levels(10, MEAN)).a;
      expect(relative(scaled, F.mul(number(factor), value))).toBeLessThan(1e-140);
    }
    expect(relative(agm(F, b, a, levels(10, MEAN)).a, value)).toBeLessThan(1e-140);
    const equal = agm(rationals, makeRational(3n, 7n), makeRational(3n, 7n), levels(3, { from: 'mean', steps: 1 }));
    expect([equal.a, equal.b]).toEqual([makeRational(3n, 7n), makeRational(3n, 7n)]);
  });

  it('is wrong by at most the sum of the log-errors of its roots, whatever they come from', () => {
    const random = createRandom(11);
    for (let i = 0; i < 30; i += 1) {
      const b = F.exp(F.scale(F.fromInteger(-random.integer(1, 40)), -3));
      const plan = planRoot(
        2,
        S.from(F.mul(b, number('0.5'))),
        S.fromInteger(2),
        scalarOf(`1e-${String(random.integer(1, 20))}`),
      );
      const sources = Array.from({ length: random.integer(1, 6) }, (): RootSource => {
        const steps = random.integer(0, 3);
        return [
          { from: 'constant', plan } as const,
          { from: 'mean', steps } as const,
          { from: 'kept', steps } as const,
        ][random.integer(0, 2)]!;
      });
      // Kept roots: those of the exact mean, disturbed by a tenth.
      const kept = sources.map(() => F.mul(F.sqrt(b), number('1.1')));
      const result = agm(F, F.one, b, sources, kept);
      let [x, y, sum] = [F.one, b, F.zero];
      let [trueX, trueY] = [x, y];
      for (const root of result.roots) {
        sum = F.add(sum, F.abs(F.log(F.div(root, F.sqrt(F.mul(x, y))))));
        [x, y] = [F.scale(F.add(x, y), -1), root];
        [trueX, trueY] = [F.scale(F.add(trueX, trueY), -1), F.sqrt(F.mul(trueX, trueY))];
      }
      expect([x, y]).toEqual([result.a, result.b]);
      for (const [computed, exact] of [
        [x, trueX],
        [y, trueY],
      ] as const) {
        const error = F.sub(F.abs(F.log(F.div(computed, exact))), sum);
        expect(F.compare(error, F.scale(F.one, -440))).toBeLessThan(0);
      }
    }
  });

  it('throws where a level starts from a root that was not kept', () => {
    expect(() => agm(F, F.one, F.one, [{ from: 'kept', steps: 1 }])).toThrow(RangeError);
  });
});

describe('reciprocalAgm', () => {
  it('has the coefficients of the complete elliptic integral', () => {
    expect([0, 1, 2, 3].map(ellipticCoefficient)).toEqual([
      makeRational(1n),
      makeRational(1n, 4n),
      makeRational(9n, 64n),
      makeRational(25n, 256n),
    ]);
  });

  it('is within its remainder of factor / AGM, and not far below it', () => {
    for (const b of ['0.9', '0.5', '0.999999']) {
      const exact = F.div(number('0.75'), exactAgm(F.one, number(b)));
      const z = F.div(F.sub(F.one, number(b)), F.add(F.one, number(b)));
      const square = F.mul(z, z);
      let tail = F.one;
      for (let terms = 0; terms <= 6; terms += 1) {
        tail = F.mul(tail, square);
        const value = reciprocalAgm(F, F.one, number(b), terms, makeRational(3n, 4n));
        const error = F.sub(F.one, F.div(value, exact));
        const first = F.mul(F.constant(ellipticCoefficient(terms + 1)), tail);
        expect(F.compare(error, F.div(first, F.sub(F.one, square)))).toBeLessThan(0);
        expect(F.compare(error, F.scale(first, -1))).toBeGreaterThan(0);
      }
    }
  });
});

describe('thetaPair', () => {
  const power = (x: BigFloat, n: number): BigFloat =>
    Array.from({ length: n }, () => x).reduce((a, c) => F.mul(a, c), F.one);
  /** θ₂(q^m) and θ₃(q^m) for m = 4, 2 from their series; the factor q^(m/4) is in the exponents. */
  const theta = (q: BigFloat, m: 2 | 4): readonly [BigFloat, BigFloat] => {
    const root = m === 4 ? q : F.sqrt(q);
    let [two, three] = [F.zero, F.one];
    for (let n = 0; n < 12; n += 1) {
      two = F.add(two, F.scale(power(root, (2 * n + 1) ** 2), 1));
      if (n > 0) three = F.add(three, F.scale(power(q, m * n * n), 1));
    }
    return [two, three];
  };

  it('agrees with the series to the first term left out', () => {
    const q = number('0.2');
    const [two, three] = theta(q, 4);
    for (const [n2, n3] of [
      [1, 1],
      [1, 2],
      [2, 2],
      [2, 3],
      [3, 3],
      [3, 4],
    ] as const) {
      const [a, b] = thetaPair(F, q, [n2, n3]);
      expect(relative(F.sub(two, a), F.scale(power(q, (2 * n2 + 1) ** 2), 1))).toBeLessThan(1e-5);
      expect(relative(F.sub(three, b), F.scale(power(q, 4 * n3 * n3), 1))).toBeLessThan(1e-5);
    }
  });

  it('satisfies θ₂²+θ₃² = θ₃²(q²) and 2θ₂θ₃ = θ₂²(q²), the first step of the AGM', () => {
    for (const text of ['0.2', '0.05', '0.001']) {
      const q = number(text);
      const [a, b] = startPair(F, q, [3, 4]);
      const [two, three] = theta(q, 2);
      // The truncation: a relative q^48 in θ₂ and 2q^64 in θ₃.
      const size = F.toNumber(power(q, 48));
      expect(relative(F.scale(a, 1), F.mul(three, three))).toBeLessThan(3 * size);
      expect(relative(F.scale(b, 1), F.mul(two, two))).toBeLessThan(3 * size);
    }
  });

  it.each([
    [0, [1, 1], 7e-4],
    [1, [2, 2], 7e-16],
    [2, [3, 3], 7e-36],
  ] as const)('leaves log 10 wrong as the specification says with the terms 0…%i', (_, form, expected) => {
    const [a, b] = startPair(F, number('0.1'), form);
    const value = F.div(F.scale(F.pi, -2), exactAgm(a, b));
    const error = F.abs(F.sub(value, F.log(F.fromInteger(10))));
    expect(Number(formatDecimal(F.toRational(error), 1))).toBe(expected);
  });

  it('gives the start of Salamin and Brent, whose bound it keeps', () => {
    for (const s of ['8', '100', '1e6', '1e40']) {
      const [a, b] = startPair(F, F.div(F.one, number(s)), 'salamin');
      const log = F.log(number(s));
      const excess = F.sub(F.div(F.scale(F.pi, -1), exactAgm(a, b)), log);
      const bound = F.div(F.scale(log, 2), F.mul(number(s), number(s)));
      expect(F.compare(excess, F.zero)).toBeGreaterThan(0);
      expect(isAtMost(S.from(excess), S.from(bound))).toBe(true);
    }
  });
});
