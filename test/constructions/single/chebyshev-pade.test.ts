import { describe, expect, it } from 'vitest';
import { bigfloat } from '../../../src/arithmetic/bigfloat.ts';
import { float64 } from '../../../src/arithmetic/float64.ts';
import { formatExact, parseNumeral } from '../../../src/arithmetic/numerals.ts';
import { rationals } from '../../../src/arithmetic/rational.ts';
import { chebyshevPadeApproximant } from '../../../src/constructions/single/chebyshev-pade.ts';
import { chebyshevCoefficients, powersFromChebyshev } from '../../../src/constructions/single/chebyshev-series.ts';
import { parseDomain, resolveTarget } from '../../../src/functions/index.ts';

const approximant = (name: string, type: readonly [number, number], domain = '-1,1', eps = '1e-25') => {
  const target = resolveTarget(name);
  const interval = parseDomain(domain);
  const kinks = target.kinks(interval);
  const request = { f: target.evaluate, domain: interval, kinks, type, eps: parseNumeral(eps), deadline: Infinity };
  return chebyshevPadeApproximant(request);
};

/** Chebyshev coefficients on an interval in doubles: means over 256 angles. */
function coefficientsInDoubles(f: (x: number) => number, [a, b]: readonly [number, number], count: number): number[] {
  const N = 256;
  return Array.from({ length: count }, (_, k) => {
    let sum = 0;
    for (let j = 0; j < N; j += 1) {
      const angle = (Math.PI * (j + 0.5)) / N;
      sum += f((a + b) / 2 + ((b - a) / 2) * Math.cos(angle)) * Math.cos(k * angle);
    }
    return ((k === 0 ? 1 : 2) * sum) / N;
  });
}

describe('chebyshevPadeApproximant', () => {
  it.each([2, 3])('exp (n, n), n = %i, has the coefficients 2 I_k(1) up to k = 2n, and not beyond', (n) => {
    // I_k(1) = Σ_j (1/2)^(2j+k)/(j! (j+k)!).
    const factorial = (k: number): number => (k <= 1 ? 1 : k * factorial(k - 1));
    const bessel = (k: number): number =>
      Array.from({ length: 20 }, (_, j) => 0.5 ** (2 * j + k) / (factorial(j) * factorial(j + k))).reduce(
        (x, y) => x + y,
      );
    const { apply } = approximant('exp', [n, n]);
    const found = coefficientsInDoubles((x) => apply(float64, x), [-1, 1], 2 * n + 2);
    for (let k = 0; k <= 2 * n; k += 1) expect(found[k]).toBeCloseTo((k === 0 ? 1 : 2) * bessel(k), 14);
    expect(Math.abs((found[2 * n + 1] ?? 0) - 2 * bessel(2 * n + 1))).toBeGreaterThan(1e-9);
  });

  it.each([
    ['tanh', [5, 5], '-1,1', Math.tanh],
    ['tanh', [4, 4], '-2,2', Math.tanh],
    ['cos', [4, 4], '-1,1', Math.cos],
    ['sigmoid', [3, 3], '-1,1', (x: number) => 1 / (1 + Math.exp(-x))],
    ['log', [3, 3], '1,2', Math.log],
    ['exp', [4, 2], '0,1', Math.exp],
    ['x*tanh(x)+x', [5, 4], '-1,1', (x: number) => x * Math.tanh(x) + x],
  ] as const)(
    '%s of type %j on %s has the Chebyshev coefficients of the target up to m + n',
    (name, type, domain, f) => {
      const symbolic = name === 'cos' ? 'cos(x)' : name;
      const { apply } = approximant(symbolic, type, domain);
      const [a, b] = domain.split(',').map(Number) as [number, number];
      const count = type[0] + type[1] + 1;
      const [found, expected] = [
        coefficientsInDoubles((x) => apply(float64, x), [a, b], count),
        coefficientsInDoubles(f, [a, b], count),
      ];
      found.forEach((c, k) => {
        expect(Math.abs(c - (expected[k] ?? 0))).toBeLessThan(3e-14);
      });
    },
  );

  it('returns rational targets exactly, and comes close to the best approximants of others', () => {
    const found = approximant('(1+x)/(2+x^2)', [3, 3]);
    expect([found.digits, found.defect]).toEqual([0, 1]);
    expect(formatExact(found.apply(rationals, parseNumeral('1')))).toBe(formatExact(parseNumeral('2/3')));
    // The best errors of exp (5, 5) and gelu-tanh (6, 5) are 2.6e-14 and 1.6e-8.
    expect(rationals.toNumber(approximant('exp', [5, 5]).seen)).toBeLessThan(2e-13);
    expect(rationals.toNumber(approximant('gelu-tanh', [6, 5]).seen)).toBeLessThan(3e-7);
  });
});

describe('chebyshevCoefficients and powersFromChebyshev', () => {
  it('are those of x⁵ = (10 T₁ + 5 T₃ + T₅)/16, there and back', () => {
    const F = bigfloat(128);
    const fifth = (x: typeof F.one) => F.mul(x, F.mul(F.mul(x, x), F.mul(x, x)));
    const c = chebyshevCoefficients(F, fifth, 6, F.scale(F.one, -100), (largest) => F.scale(largest, -110));
    const seen = (list: readonly (typeof F.one)[]) => list.map((x) => Number(F.toNumber(x).toFixed(20)) + 0);
    expect(seen(c.map((x) => F.scale(x, 4)))).toEqual([0, 10, 0, 5, 0, 1]);
    expect(seen(powersFromChebyshev(F, c))).toEqual([0, 0, 0, 0, 0, 1]);
  });
});
