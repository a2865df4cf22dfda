import { describe, expect, it } from 'vitest';
import { bigfloat } from '../../src/arithmetic/bigfloat.ts';
import { type Magnitude, magnitude, magnitudeToRational, zeroMagnitude } from '../../src/arithmetic/magnitude.ts';
import { parseNumeral } from '../../src/arithmetic/numerals.ts';
import { dyadic, makeRational, type Rational, rationals } from '../../src/arithmetic/rational.ts';
import { DiscEvaluator } from '../../src/certificates/disc-model.ts';
import {
  errorSeries,
  errorsAtNodes,
  gatherValues,
  interpolantBound,
  interpolationBound,
} from '../../src/certificates/interpolation.ts';
import { PanelFault } from '../../src/certificates/panel.ts';
import { evaluateSteps } from '../../src/certificates/steps.ts';
import { cases, createRandom } from '../laws/random.ts';
import { problemFor } from './problems.ts';

const power = (x: Rational, n: number): Rational => makeRational(x.numerator ** BigInt(n), x.denominator ** BigInt(n));

describe('the remainder of interpolation', () => {
  it.each(['1.01', '1.45', '2', '32', '257/256'])('is 4Mρ^(1−n)/(ρ−1), rounded up by little: ρ = %s', (text) => {
    const rho = parseNumeral(text);
    for (const n of [1, 2, 3, 4, 7, 8, 9, 31, 64, 100, 1000]) {
      const bound = magnitude(1.5, -40);
      const found = magnitudeToRational(interpolationBound(bound, rho, n));
      const exact = rationals.div(
        rationals.mul(rationals.scale(magnitudeToRational(bound), 2), power(rationals.div(rationals.one, rho), n - 1)),
        rationals.sub(rho, rationals.one),
      );
      expect(rationals.compare(found, exact)).toBeGreaterThanOrEqual(0);
      expect(rationals.compare(found, rationals.mul(exact, parseNumeral('1.000000001')))).toBeLessThan(0);
    }
  });

  it('is above what interpolation of 1/(a − x) leaves, for every ellipse without the pole', () => {
    const F = bigfloat(200);
    // The interpolant in n points x_j errs by Π(x − x_j)/(a − x_j) · 1/(a − x), that is T_n(x)/T_n(a)/(a − x).
    for (const [a, n] of [
      [1.25, 6],
      [1.25, 1],
      [2, 9],
      [5, 3],
      [1.01, 12],
    ] as const) {
      const pole = F.constant(parseNumeral(String(a)));
      let [before, now] = [F.one, pole];
      for (let k = 1; k < n; k += 1) [before, now] = [now, F.sub(F.scale(F.mul(pole, now), 1), before)];
      // At x = 1.
      const left = F.toNumber(F.div(F.one, F.mul(now, F.sub(pole, F.one))));
      for (const rho of [1.05, 1.1, 1.3, 1.9, 3, 9]) {
        const largest = (rho + 1 / rho) / 2;
        if (largest >= a) continue;
        const bound = magnitude(1 / (a - largest));
        const remainder = rationals.toNumber(
          magnitudeToRational(interpolationBound(bound, parseNumeral(String(rho)), n)),
        );
        expect(remainder).toBeGreaterThan(left);
      }
    }
  });
});

/** The error at the nodes of a panel, with the largest precision of the circuit's bound that a disc around it gives. */
function nodeErrors(
  network: string,
  target: string,
  ends: readonly [string, string],
  settings: { readonly nodes: number; readonly precision: number; readonly bits: number; readonly unit: number },
  relative = false,
): ReturnType<typeof gatherValues> & { readonly enclosures: ReturnType<typeof errorsAtNodes> } {
  const problem = problemFor(network, target, relative);
  const [lower, upper] = ends.map(parseNumeral) as [Rational, Rational];
  const { nodes, precision, bits, unit } = settings;
  const units = new Int32Array(problem.steps.length).fill(unit);
  const centre = rationals.scale(rationals.add(lower, upper), -1);
  const half = rationals.toNumber(rationals.sub(upper, lower)) / 2;
  const finding = new DiscEvaluator(problem.steps, units, { order: 8, symbols: 32 }).evaluate({
    re: centre,
    im: rationals.zero,
    radius: half * (1 + 2 ** -40),
    exponent: 0,
  });
  if ('fault' in finding) expect.fail(finding.fault);
  const circuit: Magnitude = magnitude(finding.bound, unit);
  const task = { lower, upper, units, nodes, precision, bits, circuit };
  return {
    ...gatherValues(errorsAtNodes(problem, task, 0, nodes)),
    enclosures: errorsAtNodes(problem, task, 0, nodes),
  };
}

describe('values at Chebyshev points', () => {
  const F = bigfloat(500);
  /** c + r cos((2j+1)π/(2n)). */
  const node = (lower: Rational, upper: Rational, j: number, n: number): ReturnType<typeof F.constant> => {
    const cosine = F.cos(F.div(F.mul(F.pi, F.fromInteger(2 * j + 1)), F.fromInteger(2 * n)));
    const [c, r] = [rationals.add(lower, upper), rationals.sub(upper, lower)].map((q) =>
      F.constant(rationals.scale(q, -1)),
    );
    return F.add(c!, F.mul(r!, cosine));
  };

  it.each([
    ['x^3/(x+3)', 'exp', ['-1', '1'], false],
    ['1/(x+3)', 'tanh', ['-1', '1'], false],
    ['x*x-x/3', 'x*log(x)', ['1/3', '2/3'], false],
    ['x+1/7', 'exp', ['1/2', '1'], true],
    ['(x+1)*(x+2)', 'sqrt', ['1/1024', '1/1023'], true],
    ['1', 'sin(3*x)', ['-2', '5'], false],
    ['x', 'x', ['-1', '1'], false],
  ] as const)('of the error of %s against %s on %j are enclosed', (network, target, ends, relative) => {
    const problem = problemFor(network, target, relative);
    const [lower, upper] = ends.map(parseNumeral) as [Rational, Rational];
    for (const [precision, bits, unit, nodes] of [
      [24, 64, -4, 7],
      [40, 64, -10, 12],
      [200, 300, -30, 5],
      [60, 40, -5, 1],
    ] as const) {
      const { values, error, enclosures } = nodeErrors(
        network,
        target,
        ends,
        { nodes, precision, bits, unit },
        relative,
      );
      const largest = magnitudeToRational(error);
      let j = 0;
      for (const { radius } of enclosures) {
        const x = node(lower, upper, j, nodes);
        const value = problem.target.evaluate(F, x);
        const difference = F.sub(value, evaluateSteps(F, problem.steps, x)[problem.steps.output]!);
        const exact = F.toRational(relative ? F.div(difference, value) : difference);
        const distance = rationals.sub(F.toRational(values[j]!), exact);
        const size = distance.numerator < 0n ? rationals.neg(distance) : distance;
        expect(rationals.compare(size, magnitudeToRational(radius))).toBeLessThanOrEqual(0);
        expect(rationals.compare(magnitudeToRational(radius), largest)).toBeLessThanOrEqual(0);
        j += 1;
      }
      expect(j).toBe(nodes);
    }
  });
});

describe('the bound from values', () => {
  const B = bigfloat(128);
  /** Values of c₀ + c₁T₁ + … at the nodes, times 2^exponent. */
  const valuesOf = (coefficients: readonly number[], n: number, exponent: number): ReturnType<typeof B.constant>[] =>
    Array.from({ length: n }, (_, j) =>
      coefficients.reduce((sum, c, k) => {
        const cosine = B.cos(B.div(B.mul(B.pi, B.fromInteger(k * (2 * j + 1))), B.fromInteger(2 * n)));
        return B.add(sum, B.scale(B.mul(B.fromInteger(c), cosine), exponent));
      }, B.zero),
    );

  it.each([0, -2000, 40_000, -(2 ** 33)])('has the scale of the values: 2^%i', (exponent) => {
    // 3 T_2 − 2 is −5 at 0.
    const series = errorSeries({ values: valuesOf([-2, 0, 3], 5, exponent), error: zeroMagnitude });
    const { upper } = interpolantBound(series, zeroMagnitude, 3, 200);
    const size = upper.mantissa * 2 ** (upper.exponent - exponent);
    expect(size).toBeGreaterThanOrEqual(5);
    expect(size).toBeLessThan(5.01);
  });

  it('contains the error of the values and the remainder', () => {
    const values = valuesOf([1], 8, 0);
    const bound = (error: Magnitude, remainder: Magnitude): number => {
      const { upper } = interpolantBound(errorSeries({ values, error }), remainder, 8, 4000);
      return upper.mantissa * 2 ** upper.exponent;
    };
    expect(bound(zeroMagnitude, zeroMagnitude)).toBeLessThan(1.00001);
    expect(bound(magnitude(2 ** -6), zeroMagnitude)).toBeGreaterThanOrEqual(1 + 2 ** -6);
    expect(bound(zeroMagnitude, magnitude(2 ** -6))).toBeGreaterThanOrEqual(1 + 2 ** -6);
    expect(bound(magnitude(2 ** 10), zeroMagnitude)).toBeGreaterThanOrEqual(1 + 2 ** 10);
  });

  it('of values that are all zero is their error', () => {
    const values = Array.from({ length: 4 }, () => B.zero);
    const error = magnitude(1.25, -3000);
    const { upper } = interpolantBound(errorSeries({ values, error }), zeroMagnitude, 4, 60);
    expect(upper.exponent).toBeGreaterThanOrEqual(-3000);
    expect(upper.exponent).toBeLessThan(-2990);
    const none = interpolantBound(errorSeries({ values, error: zeroMagnitude }), zeroMagnitude, 4, 60);
    // Roundings of doubles are added, not more.
    expect(none.upper.exponent).toBeLessThan(-40);
  });

  it('is refused where the grid is too coarse or values are nothing but error', () => {
    const values = valuesOf([1, 1, 1, 1], 4, 0);
    expect(() => interpolantBound(errorSeries({ values, error: zeroMagnitude }), zeroMagnitude, 4, 2)).toThrow(
      PanelFault,
    );
    const error = magnitude(1, 200);
    expect(() => interpolantBound(errorSeries({ values, error }), zeroMagnitude, 4, 60)).toThrow(PanelFault);
  });

  it('sees one value that is far larger than the others', () => {
    const random = createRandom(371);
    for (let i = 0; i < cases(20); i += 1) {
      const n = random.integer(2, 20);
      const at = random.integer(0, n - 1);
      const values = Array.from({ length: n }, (_, j) => B.constant(dyadic(j === at ? 1n : 1n, j === at ? 90 : -90)));
      const { upper } = interpolantBound(errorSeries({ values, error: zeroMagnitude }), zeroMagnitude, n, 20 * n);
      expect(upper.mantissa * 2 ** (upper.exponent - 90)).toBeGreaterThanOrEqual(1);
    }
  });
});
