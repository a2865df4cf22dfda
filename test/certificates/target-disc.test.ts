import { describe, expect, it } from 'vitest';
import { bigfloat } from '../../src/arithmetic/bigfloat.ts';
import { parseNumeral } from '../../src/arithmetic/numerals.ts';
import { fromDouble, makeRational, type Rational, rationals } from '../../src/arithmetic/rational.ts';
import { magnitude, magnitudeToRational } from '../../src/arithmetic/magnitude.ts';
import { branchOn } from '../../src/certificates/branches.ts';
import { coverTarget, type targetBound } from '../../src/certificates/enclosure.ts';
import type { AnalyticPanel } from '../../src/certificates/panel.ts';
import { targetEnclosure } from '../../src/certificates/target-disc.ts';
import { contourOfRho } from '../../src/measurement/contours.ts';
import { parseDomain, resolveTarget } from '../../src/functions/index.ts';
import { problemFor } from './problems.ts';

const EDGES = 8;
const uniform = (depth: number): number[][] =>
  Array.from({ length: EDGES }, () => Array.from({ length: 2 ** depth }, () => depth));

/** What the discs on the boundary of an ellipse show of a target. */
function cover(
  target: string,
  domain: string,
  rho: number,
  depth: number,
  relative = false,
): ReturnType<typeof targetBound> {
  const problem = problemFor('x', target, relative);
  const ends = parseDomain(domain);
  const contour = contourOfRho(rho, EDGES);
  const panel: AnalyticPanel = {
    kind: 'analytic',
    deferred: [],
    ...ends,
    rho: fromDouble(rho),
    cover: { contour, tiling: uniform(0), units: new Int32Array(1), shape: { order: 1, symbols: 1 } },
    peaks: [],
    targetTiling: uniform(depth),
    targetBits: 64,
    nodes: 1,
    precision: 64,
    bits: 64,
    degree: 1,
    grid: 2,
  };
  return coverTarget(problem, panel, branchOn(problem.target, ends) ?? expect.fail('no branch'));
}

const DEPTHS = [0, 1, 2, 4, 6];

/** Target, domain, a ρ with a singularity inside E_ρ, and one without. */
const SINGULAR: readonly (readonly [target: string, domain: string, inside: number, outside: number])[] = [
  // Poles of quotients, of several orders and numbers.
  ['1/(x^2+1)', '-1,1', 2.7, 2],
  ['1/(x^2+1)^2', '-1,1', 2.7, 2],
  ['1/(x^2+1)^7', '-1,1', 2.7, 1.6],
  ['1/x^3', '1,2', 6.2, 3],
  ['1/(x^4+1)', '-1,1', 2.7, 1.7],
  ['1/(x^16+1)', '-1,1', 2.7, 1.3],
  ['x/(1+1/(x+3/2))', '-1/4,1/4', 13, 5],
  ['cauchy:1,0,1', '-1,1', 2.7, 2],
  ['softsign', '1/2,2', 6.2, 4],
  ['sin(x)/cos(x)', '-1,1', 2.9, 2.2],
  ['exp(1/(x-2))', '-1,1', 4, 2.5],
  // A pole and a zero inside, whose numbers add up to none; a formula that divides by what it multiplies with.
  ['(x^2+1)/(x-3)', '1,2', 6.2, 2.5],
  ['(x^2+1)/(x^2+1)', '-1,1', 2.7, 2],
  // Negative exponents that are integers in disguise.
  ['(x^2+1)^(-2)', '-1,1', 2.7, 2],
  ['pow(x^2+1, -sqrt(4))', '-1,1', 2.7, 2],
  ['(x^2+1)^(1-abs(2))', '-1,1', 2.7, 2],
  ['(x^2+1)^(0*x-2)', '-1,1', 2.7, 2],
  // Poles of tanh and of what is made of it.
  ['tanh', '-1,1', 3.6, 2.6],
  ['tanh(3*x)', '-1,1', 1.8, 1.4],
  ['tanh(x^3)', '-1,1', 3, 1.5],
  ['elu:1', '-2,-1/10', 9, 4],
  ['celu:1/2', '-1,-1/20', 9, 4],
  ['selu', '-2,-1/10', 9, 4],
  // Poles and cuts of ratios of exponentials.
  ['sigmoid', '-2,2', 3.6, 2.6],
  ['silu', '-2,2', 3.6, 2.6],
  ['mish', '-2,2', 3, 2],
  ['gelu-tanh', '-2,2', 6, 2],
  ['logsigmoid', '-2,2', 3.6, 2.4],
  ['softplus:1', '-2,2', 3.6, 2.4],
  ['softplus:2', '-1,1', 3.6, 2.4],
  // Cuts.
  ['log', '1/2,2', 3.2, 2],
  ['log(x^2+1)', '-1,1', 2.7, 1.8],
  ['sqrt', '1/2,2', 3.2, 2],
  ['sqrt(x^2+1)', '-1,1', 2.7, 1.8],
  ['root:3', '1/2,2', 3.2, 2],
  ['root:3', '-2,-1/2', 3.2, 2],
  ['root:4', '1/2,2', 3.2, 2],
  ['cbrt(x-1)', '3/2,3', 3.2, 2],
  ['x^(1/3)', '1/2,2', 3.2, 2],
  ['x^(-1/2)', '1/2,2', 3.2, 2],
  ['x^(-1/3)', '1/2,2', 3.2, 2],
  ['x^(3/2)', '1/2,2', 3.2, 2],
  ['x^pi', '1/2,2', 3.2, 2],
  ['x^x', '1/2,2', 3.2, 2],
  ['x*log(x)', '1/2,2', 3.2, 2],
  ['sqrt(x)*log(x)', '1/2,2', 3.2, 2],
  ['atan', '-1,1', 2.7, 1.8],
  ['atan(x^2)', '-1,1', 2.7, 1.5],
  ['atanh', '-1/2,1/2', 4, 2.5],
  ['atanh(x/2)', '-1,1', 4, 2.5],
];

describe('a singularity inside the contour', () => {
  it.each(SINGULAR)(
    'of %s on [%s] is refused for ρ = %d however fine the discs; ρ = %d is accepted',
    (target, domain, inside, outside) => {
      for (const depth of DEPTHS)
        expect(() => cover(target, domain, inside, depth), `depth ${String(depth)}`).toThrow(RangeError);
      expect(cover(target, domain, outside, 6).above.mantissa).toBeGreaterThan(0);
    },
  );

  it.each([
    ['x^2+1', '-1,1', 2.7, 2],
    ['exp(x)+1', '-2,2', 3.6, 2.5],
    ['sin', '1,2', 6.5, 4],
    ['tanh', '1/2,2', 3.2, 2],
  ])(
    'a zero of %s on [%s] is one for relative errors, and none for absolute ones',
    (target, domain, inside, outside) => {
      for (const depth of DEPTHS) expect(() => cover(target, domain, inside, depth, true)).toThrow(RangeError);
      expect(cover(target, domain, outside, 6, true).below.mantissa).toBeGreaterThan(0);
      if (target !== 'tanh') expect(cover(target, domain, inside, 6).above.mantissa).toBeGreaterThan(0);
    },
  );

  it.each(['exp', 'sin(3*x)', 'erf', 'gelu-erf', 'golu', 'cosh(x)', 'x^9', '(x+5)^3'])(
    'there is none in %s, on any ellipse',
    (target) => {
      expect(cover(target, '-1,1', 4, 5).above.mantissa).toBeGreaterThan(0);
    },
  );

  it('is not hidden by powers that count as divisors on a part of the contour only', () => {
    // 2^x and 2^−x have negative exponents on the left and on the right half; entries that shift there would hide the winding
    // of x² + 1/100, which crosses the negative axis exactly between the halves.
    for (const target of ['(2^x/(x^2+1/100))*2^(-x)', '(2^(-x)/(x^2+1/100))*2^x', '2^(x/(x^2+1/100))*2^(-x)']) {
      for (const depth of DEPTHS) expect(() => cover(target, '-1,1', 3, depth)).toThrow(RangeError);
    }
    expect(cover('(2^x/(x^2+4))*2^(-x)', '-1,1', 3, 4).above.mantissa).toBeGreaterThan(0);
  });
});

describe('directions of divisors', () => {
  it.each([
    ['3', '2'],
    ['-3', '1e-30'],
    ['1e-25', '-7'],
    ['-1e20', '-1e-20'],
    ['0', '5'],
    ['-5', '0'],
  ])('are those of the centres, also where parts are of different sizes: %s + %si', (re, im) => {
    const disc = { re: parseNumeral(re), im: parseNumeral(im), radius: magnitude(1, -40) };
    const { divisors } = targetEnclosure(resolveTarget('1/x'), [], 64, false)(disc);
    expect(divisors).toHaveLength(1);
    const [x, y] = divisors[0]!.map((n) => makeRational(n)) as [Rational, Rational];
    expect(x.numerator < 0n).toBe(disc.re.numerator < 0n);
    expect(y.numerator < 0n).toBe(disc.im.numerator < 0n);
    const [across, along] = [rationals.mul(x, disc.im), rationals.mul(y, disc.re)].map((q) =>
      rationals.toNumber(q),
    ) as [number, number];
    expect(Math.abs(across - along)).toBeLessThanOrEqual(2 ** -50 * Math.abs(across));
  });

  it('are refused where one part is too small beside the other to be compared', () => {
    const disc = { re: makeRational(1n), im: makeRational(1n, 1n << 70_000n), radius: magnitude(1, -10) };
    expect(() => targetEnclosure(resolveTarget('1/x'), [], 64, false)(disc)).toThrow(/parts of comparable size/);
  });
});

describe('bounds inside the contour', () => {
  it.each([
    ['exp', '-1,1'],
    ['gelu-tanh', '-1,1'],
    ['mish', '-1,1'],
    ['log', '1,3'],
    ['x*log(x)', '1,3'],
    ['root:3', '-3,-1'],
    ['elu:1', '-2,-1'],
    ['abs', '-2,-1'],
    ['max(x, x^2)', '2,3'],
    ['min(x, x^2)', '2,3'],
    ['leaky-relu:0.01', '-2,-1'],
    ['sign', '-2,-1'],
  ])('of %s hold at real points of [%s]', (target, domain) => {
    const F = bigfloat(80);
    const { lower, upper } = parseDomain(domain);
    const { above, below } = cover(target, domain, 1.5, 5);
    const definition = resolveTarget(target);
    for (let i = 0; i <= 40; i += 1) {
      const t = fromDouble(i / 40);
      const x = F.constant(rationals.add(lower, rationals.mul(t, rationals.sub(upper, lower))));
      const size = F.toRational(F.abs(definition.evaluate(F, x)));
      expect(rationals.compare(size, magnitudeToRational(above))).toBeLessThanOrEqual(0);
      const isFree = !['gelu-tanh', 'mish', 'log', 'x*log(x)'].includes(target);
      if (isFree) expect(rationals.compare(size, magnitudeToRational(below))).toBeGreaterThanOrEqual(0);
    }
  });

  it('take the branch that holds on the panel, not the one of the disc', () => {
    // The contour around [1/16, 1] reaches to the left of 0, where |x| is another function.
    const { above } = cover('abs', '1/16,1', 2.5, 4);
    const largest = rationals.toNumber(magnitudeToRational(above));
    expect(largest).toBeGreaterThan(1);
    expect(largest).toBeLessThan(1.4);
    expect(() => cover('1/abs(x)', '1/16,1', 2.5, 4)).toThrow(RangeError);
    expect(() => cover('1/max(x,-x)', '1/16,1', 2.5, 4)).toThrow(RangeError);
    expect(parseNumeral('1/16').denominator).toBe(16n);
  });
});
