import { describe, expect, it } from 'vitest';
import { bigfloat } from '../../../src/arithmetic/bigfloat.ts';
import { formatDecimal, formatExact, parseNumeral } from '../../../src/arithmetic/numerals.ts';
import { bestRational } from '../../../src/constructions/minimax/best-rational.ts';
import { aboutZero } from '../../../src/constructions/minimax/centre.ts';
import { type BestRational, type BestRationalRequest } from '../../../src/constructions/minimax/best-rational.ts';
import { parseDomain, resolveTarget } from '../../../src/functions/index.ts';
import published from '../../fixtures/minimax.json' with { type: 'json' };

type Options = Partial<Pick<BestRationalRequest, 'weight' | 'spread' | 'digits'>>;

function best(target: string, type: readonly [number, number], interval = '-1,1', options: Options = {}): BestRational {
  const f = resolveTarget(target);
  const domain = parseDomain(interval);
  return bestRational({ f: f.evaluate, domain, kinks: f.kinks(domain), type, ...options });
}

const F = bigfloat(512);

/** Errors at the points of alternation, computed from the expanded coefficients. */
function errorsOf(target: string, { numerator, denominator, alternation }: BestRational): readonly (typeof F.one)[] {
  const f = resolveTarget(target);
  return alternation.map((point) => {
    const x = F.constant(point);
    const [p, q] = [numerator, denominator].map((list) =>
      [...list].reverse().reduce((sum, c) => F.add(F.mul(sum, x), F.constant(c)), F.zero),
    );
    return F.sub(f.evaluate(F, x), F.div(p ?? F.zero, q ?? F.zero));
  });
}

const largest = (target: string, found: BestRational, digits: number): string =>
  formatDecimal(
    F.toRational(
      errorsOf(target, found)
        .map((e) => F.abs(e))
        .reduce((x, y) => F.max(x, y)),
    ),
    digits,
  );

describe('published errors', () => {
  const abs = published.absOnMinus1To1;
  it.each([
    [[2, 2], abs['type(2,2)']],
    [[4, 4], abs['type(4,4)']],
    [[6, 6], abs['type(6,6)']],
  ] as const)('|x| of type (%j) to every digit', (type, text) => {
    expect(largest('abs', best('abs', type, '-1,1', { spread: 1e-19 }), 18)).toBe(text);
  });

  it('exp of type (3,3) on [−1, 1] to the accuracy of the doubles in which it was published', () => {
    const error = largest('exp', best('exp', [3, 3], '-1,1', { spread: 1e-17 }), 16);
    // Solving the eight equations of the alternation with 30 digits in mpmath gives 1.5506690539711686e-7 as well.
    expect(error).toBe('1.550669053971169e-7');
    expect(Math.abs(Number(error) - Number(published.expOnMinus1To1['type(3,3)']))).toBeLessThan(2 * 2 ** -51);
  });

  it('exp on the negative half-line, mapped to (−1, 1] without a change of the type', () => {
    const halfLine = 'exp(9*(x-1)/(x+1))';
    published.expOnNegativeHalfLine['type(n,n), n=0..6'].forEach((text, n) => {
      const error = largest(halfLine, best(halfLine, [n, n], '-0.9999,1', { spread: 1e-6 }), 12);
      const digits = text
        .replace(/e.*$/, '')
        .replace(/^[0.]+/, '')
        .replace('.', '').length;
      expect(Math.abs(Number(error) / Number(text) - 1)).toBeLessThan(0.6 * 10 ** (1 - digits));
    });
  });

  it('GELU in nearly degenerate cells, where the errors of neighbours differ little', () => {
    const errors = [3, 4].map((n) => Number(largest('gelu-tanh', best('gelu-tanh', [n, n]), 10)));
    expect(errors[0]).toBeCloseTo(1.85629738e-6, 13);
    expect(errors[1]).toBeCloseTo(1.6738683e-6, 13);
  });
});

describe('closed forms', () => {
  it('the best cubic to |x| is x² + 1/8', () => {
    const { numerator, denominator, alternation } = best('abs', [3, 0]);
    expect(numerator.map(formatExact)).toEqual(['0.125', '0', '1']);
    expect(denominator.map(formatExact)).toEqual(['1']);
    expect(alternation).toHaveLength(5);
  });

  it.each([
    [1, [1, 0]],
    [2, [2, 1]],
    [3, [4, 3]],
  ] as const)('√x has the relative errors of Zolotarev after %i Newton steps', (steps, type) => {
    let alpha = 0.1;
    for (let k = 0; k < steps; k += 1) alpha = (2 * Math.sqrt(alpha)) / (1 + alpha);
    const found = best('sqrt', type, '0.01,1', { weight: (G, x) => G.div(G.one, G.sqrt(x)) });
    const relative = errorsOf('sqrt', found).map((e, i) => {
      const x = F.constant(found.alternation[i] ?? parseNumeral('1'));
      return Math.abs(F.toNumber(F.div(e, F.sqrt(x))));
    });
    for (const error of relative) expect(error / ((1 - alpha) / (1 + alpha))).toBeCloseTo(1, 7);
  });

  it.each([
    ['1/(1+25*x^2)', [4, 5], ['1'], ['1', '0', '25'], 3],
    ['(x^3-2*x)/(3+x)', [3, 1], ['0', '-2/3', '0', '1/3'], ['1', '1/3'], 0],
    ['2/7', [2, 2], ['2/7'], ['1'], 2],
    ['x^3', [3, 0], ['0', '0', '0', '1'], ['1'], 0],
  ] as const)('the rational target %s comes back exactly', (target, type, numerator, denominator, defect) => {
    const found = best(target, type);
    expect(found.numerator.map(formatExact)).toEqual(numerator);
    expect(found.denominator.map(formatExact)).toEqual(denominator);
    expect(found).toMatchObject({ defect, alternation: [] });
  });
});

describe('alternation', () => {
  it.each([
    ['exp', [4, 2], '-1,1', 0],
    ['exp', [0, 4], '-1,1', 0],
    ['tanh', [5, 5], '-1,1', 0],
    ['tanh', [4, 5], '-1,1', 1],
    ['sigmoid', [4, 4], '-3,3', 0],
    ['gelu-tanh', [5, 3], '-1,1', 1],
    ['abs', [5, 5], '-1,1', 1],
    ['abs', [16, 16], '-1,1', 0],
    ['sqrt', [10, 10], '0,1', 0],
    ['root:3', [6, 6], '0,1', 0],
    ['abs(x-1/3)', [4, 4], '-1,1', 0],
    ['exp', [6, 6], '-100,0', 0],
    ['log', [5, 5], '0.001,1', 0],
    ['abs(x-1/3)', [6, 6], '-1,1', 0],
    ['abs(x-1/3)', [10, 10], '-1,1', 0],
    ['abs(x-999/1000)', [1, 0], '-1,1', 0],
    ['max(x,x^3)', [6, 6], '-1,1', 0],
    ['abs(x-1/3)+abs(x+1/2)', [6, 6], '-1,1', 0],
    ['relu6', [6, 6], '-8,8', 0],
    ['log(1.1+x)', [0, 3], '-1,1', 0],
    ['exp', [0, 6], '-8,8', 0],
    ['abs(x-1/3)', [5, 5], '-1,5/3', 1],
    ['cos(x-1)', [3, 3], '0,2', 1],
    // Peaks of equal height: the best approximant is 0.
    ['cos(20*x)', [3, 6], '1,2', 6],
    ['hardtanh', [0, 1], '-1,2', 1],
    ['log', [4, 4], '1000,1001', 0],
  ] as const)('%s of type (%j) on [%s] has the points that the theorem asks for', (target, type, interval, defect) => {
    const found = best(target, type, interval);
    const errors = errorsOf(target, found).map((e) => F.toNumber(e));
    expect(found.defect).toBe(defect);
    expect(errors.length).toBeGreaterThanOrEqual(type[0] + type[1] + 2 - defect);
    errors.slice(1).forEach((error, i) => {
      expect(Math.sign(error)).toBe(-Math.sign(errors[i] ?? 0));
      expect(Math.abs(error / (errors[i] ?? 0))).toBeCloseTo(1, 8);
    });
  });
});

describe('centres', () => {
  it('writes a polynomial in powers of x', () => {
    // 3 + 2(x − 1/2) − (x − 1/2)³
    const coefficients = ['3', '2', '0', '-1'].map(parseNumeral);
    expect(aboutZero(coefficients, parseNumeral('1/2')).map(formatExact)).toEqual(['2.125', '1.25', '1.5', '-1']);
  });

  it('takes few digits about a singularity, and as many as are asked for about 0', () => {
    expect(best('sqrt(x+1)', [8, 8]).digits).toBeLessThan(20);
    const { numerator, digits } = best('abs(x-1/3)', [5, 5], '-1,5/3', { digits: 40 });
    expect(digits).toBe(40);
    for (const c of numerator) expect(formatExact(c).replace(/^[-0.]*|e.*$/g, '').length).toBeLessThanOrEqual(41);
  });

  it('finds 0 for a target that is odd about the middle of the interval', () => {
    const { numerator, alternation, defect } = best('sin(x-1)', [0, 3], '0,2');
    expect([numerator.map(formatExact), alternation.map(formatExact), defect]).toEqual([['0'], ['0', '2'], 3]);
  });
});

describe('refusals', () => {
  it('are one line each', () => {
    expect(() => best('exp', [-1, 2])).toThrow('bestRational: expected a type of two degrees m,n ≥ 0, got -1,2');
    expect(() => best('exp', [6, 6], '-1,1', { digits: 5 })).toThrow(/^bestRational: 5 digits do not hold .*; \d+ do$/);
  });
});
