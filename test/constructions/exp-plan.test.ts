import { describe, expect, it } from 'vitest';
import { bigfloat } from '../../src/arithmetic/bigfloat.ts';
import { formatDecimal, parseNumeral } from '../../src/arithmetic/numerals.ts';
import { makeRational, rationals } from '../../src/arithmetic/rational.ts';
import { describeBound } from '../../src/constructions/describe.ts';
import { expCircuit, expMethods, planExp } from '../../src/constructions/exp-plan.ts';
import { halleyExpStep } from '../../src/constructions/exp-halley.ts';
import { S } from '../../src/constructions/planning.ts';
import type { Domain } from '../../src/functions/target.ts';
import { cases, createRandom, type Random } from '../laws/random.ts';
import { domainOf, isAtMost, pointsIn, sampled, scalarOf, systemFor } from './sampling.ts';

const METHODS = expMethods;
const Q = rationals;

/** Plans, and checks sampled ≤ bound ≤ tolerance. */
function check(method: (typeof METHODS)[number], domain: Domain, error: string, random: Random, count: number): void {
  const plan = planExp(method, domain.lower, domain.upper, scalarOf(error));
  const place = `${method}, [${formatDecimal(domain.lower, 9)}, ${formatDecimal(domain.upper, 9)}], ${error}`;
  expect(S.compare(plan.logError, scalarOf(error)), place).toBeLessThan(0);
  const F = systemFor(plan.logError);
  const found = sampled(F, pointsIn(domain, count, random), (x) => F.sub(F.log(expCircuit(F, x, plan)), x));
  expect(isAtMost(found, plan.logError), `${place}: ${describeBound(found)}`).toBe(true);
}

describe('the Halley step', () => {
  it('moves log Y by exactly 2 atanh(δ/2)', () => {
    const F = bigfloat(300);
    for (const [y, delta] of [
      ['3', '0.5'],
      ['1e-40', '-1.5'],
      ['7e20', '1e-30'],
    ] as const) {
      const [before, d] = [F.constant(parseNumeral(y)), F.constant(parseNumeral(delta))];
      const moved = F.log(F.div(halleyExpStep(F, before, d), before));
      const expected = F.scale(F.atanh(F.scale(d, -1)), 1);
      expect(Math.abs(F.toNumber(F.sub(F.div(moved, expected), F.one)))).toBeLessThan(1e-55);
    }
  });

  it('for tanh, y ← (y−g)/(1−yg), is the step for exp in Y = (1+y)/(1−y), exactly', () => {
    const y = [makeRational(1n, 3n), makeRational(-7n, 9n), Q.zero, makeRational(99n, 100n)];
    const g = [makeRational(1n, 5n), makeRational(-2n, 11n), makeRational(1n, 1_000_000n), Q.zero];
    const cayley = (x: typeof Q.one) => Q.div(Q.add(Q.one, x), Q.sub(Q.one, x));
    for (const a of y) {
      for (const b of g) {
        const step = Q.div(Q.sub(a, b), Q.sub(Q.one, Q.mul(a, b)));
        // δ = 2t − log Y = −2g.
        expect(cayley(step)).toEqual(halleyExpStep(Q, cayley(a), Q.scale(Q.neg(b), 1)));
      }
    }
  });
});

describe('planExp', () => {
  const domains = [
    ['-1', '1'],
    ['-0.3', '1.9'],
    ['5', '7'],
    ['-200', '200'],
    ['-123', '-3'],
    ['1e-9', '2e-9'],
    ['-1e-30', '1e-30'],
    ['1000', '1000.001'],
  ] as const;

  it.each(METHODS)('bounds the sampled log-error on chosen intervals, %s', (method) => {
    domains.forEach(([lower, upper], i) => {
      const errors = i % 2 === 0 ? ['0.4', '1e-16'] : ['1e-3', '1e-30'];
      for (const error of errors) check(method, domainOf(lower, upper), error, createRandom(i), 6);
    });
  });

  it('counts the cubic term, where one step or two just suffice', () => {
    // One step leaves 1e-13 of the start's 1e-4, two leave 1e-40; the start is worst at the ends, so they are enough.
    for (const digits of [10, 11, 12, 13, 14, 39, 40, 41]) {
      check('nested', domainOf('-1', '1'), `1e-${String(digits)}`, createRandom(1), 0);
      if (digits % 3 === 1) check('coupled', domainOf('-1', '1'), `1e-${String(digits)}`, createRandom(1), 0);
    }
  });

  it.each(METHODS)('bounds the sampled log-error at 1e-200, %s', (method) => {
    check(method, domainOf('-1', '1'), '1e-200', createRandom(3), 4);
  });

  it.each(METHODS)('bounds the sampled log-error on random intervals, %s', (method) => {
    const random = createRandom(31);
    for (let i = 0; i < cases(6); i += 1) {
      const lower = parseNumeral(`${String(random.integer(-3000, 3000))}e-2`);
      const width = parseNumeral(`${String(random.integer(1, 99))}e-${String(random.integer(0, 4))}`);
      const error = `${String(random.integer(1, 4))}e-${String(random.integer(1, 60))}`;
      check(method, { lower, upper: Q.add(lower, width) }, error, random, 5);
    }
  });

  it('centres an interval that is not symmetric, with one weight and no gate', () => {
    const plan = planExp('doubling', Q.fromInteger(3), Q.fromInteger(5), scalarOf('1e-20'));
    expect(plan.centre).toEqual(Q.fromInteger(4));
    const F = bigfloat(200);
    const factor = F.div(F.constant(plan.factor!), F.exp(F.fromInteger(4)));
    expect(Math.abs(F.toNumber(F.log(factor)))).toBeLessThan(1e-20 / 8);
    expect(planExp('doubling', Q.fromInteger(-1), Q.one, scalarOf('1e-20')).factor).toBeUndefined();
  });
});
