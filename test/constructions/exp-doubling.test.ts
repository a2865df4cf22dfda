import { describe, expect, it } from 'vitest';
import { bigfloat } from '../../src/arithmetic/bigfloat.ts';
import { makeRational, rationals } from '../../src/arithmetic/rational.ts';
import { circuitField } from '../../src/circuits/builder.ts';
import { sizeOf } from '../../src/circuits/size.ts';
import { describeBound } from '../../src/constructions/describe.ts';
import {
  type DoublingPlan,
  expDoubling,
  lambertConvergent,
  planDoubling,
} from '../../src/constructions/exp-doubling.ts';
import { S } from '../../src/constructions/planning.ts';
import { cases, createRandom } from '../laws/random.ts';
import { isAtMost, pointsIn, sampled, scalarOf, systemFor } from './sampling.ts';

/** Polynomials with integer coefficients, lowest degree first. */
type Polynomial = readonly bigint[];

const multiply = (p: Polynomial, q: Polynomial): Polynomial => {
  const product = Array<bigint>(p.length + q.length - 1).fill(0n);
  p.forEach((a, i) => q.forEach((b, j) => (product[i + j]! += a * b)));
  return product;
};
const combine = (p: Polynomial, factor: bigint, q: Polynomial): Polynomial =>
  Array.from({ length: Math.max(p.length, q.length) }, (_, i) => (p[i] ?? 0n) + factor * (q[i] ?? 0n));
const derivative = (p: Polynomial): Polynomial => p.slice(1).map((a, i) => a * BigInt(i + 1));
/** `p(τ²) τ^shift` as a polynomial in τ. */
const inTau = (p: Polynomial, shift: 0 | 1): Polynomial => {
  const q = Array<bigint>(2 * p.length - 1 + shift).fill(0n);
  p.forEach((a, i) => (q[2 * i + shift] = a));
  return q;
};

const gatesOf = (plan: DoublingPlan): number => {
  const F = circuitField(['x']);
  return sizeOf(F.build([expDoubling(F, F.inputs[0]!, plan)])).gates;
};

/** The largest sampled |log(result) − x| for |x| ≤ halfWidth. */
function sampledLogError(plan: DoublingPlan, halfWidth: string, count: number, seed: number) {
  const F = systemFor(plan.logError);
  const upper = S.toRational(scalarOf(halfWidth));
  const points = pointsIn({ lower: rationals.neg(upper), upper }, count, createRandom(seed));
  return sampled(F, points, (x) => F.sub(F.log(expDoubling(F, x, plan)), x));
}

describe('lambertConvergent', () => {
  it.each([
    [1, [1n], [1n]],
    [2, [3n], [3n, 1n]],
    [3, [15n, 1n], [15n, 6n]],
    [4, [105n, 10n], [105n, 45n, 1n]],
  ])('has the known numerator and denominator for order %i', (order, numerator, denominator) => {
    expect(lambertConvergent(order)).toEqual({ numerator, denominator });
  });

  it.each(Array.from({ length: 12 }, (_, i) => i + 1))(
    "satisfies N'Q − NQ' + N² − Q² = ±τ^(2n) exactly for order %i",
    (order) => {
      const { numerator, denominator } = lambertConvergent(order);
      const [n, q] = [inTau(numerator, 1), inTau(denominator, 0)];
      const left = combine(multiply(derivative(n), q), -1n, multiply(n, derivative(q)));
      const identity = combine(combine(left, 1n, multiply(n, n)), -1n, multiply(q, q));
      const expected = Array<bigint>(identity.length).fill(0n);
      expected[2 * order] = order % 2 === 1 ? 1n : -1n;
      expect(identity).toEqual(expected);
    },
  );

  it('approaches tanh, alternating about it', () => {
    const F = bigfloat(200);
    const tau = F.constant(makeRational(2n, 5n));
    const square = F.mul(tau, tau);
    const value = (p: Polynomial) => p.reduceRight((sum, c) => F.add(F.mul(sum, square), F.fromInteger(c)), F.zero);
    for (let order = 1; order <= 10; order += 1) {
      const { numerator, denominator } = lambertConvergent(order);
      const error = F.sub(F.div(F.mul(tau, value(numerator)), value(denominator)), F.tanh(tau));
      expect(F.toNumber(F.sign(error))).toBe(order % 2 === 1 ? 1 : -1);
    }
  });
});

describe('expDoubling', () => {
  it('is exp(x) for Padé order [1/1] without squarings: (2+x)/(2−x)', () => {
    const plan: DoublingPlan = { order: 1, squarings: 0, block: 1, logError: S.one, gates: 1, nodes: 3, depth: 2 };
    const x = makeRational(3n, 7n);
    const two = rationals.fromInteger(2);
    expect(expDoubling(rationals, x, plan)).toEqual(rationals.div(rationals.add(two, x), rationals.sub(two, x)));
  });

  it('does not depend on the block length, and is 1 at 0 and the inverse at −x', () => {
    const x = makeRational(-5n, 3n);
    for (const order of [3, 6, 9]) {
      const plan = (block: number): DoublingPlan => ({
        order,
        squarings: 2,
        block,
        logError: S.one,
        gates: 0,
        nodes: 0,
        depth: 0,
      });
      const value = expDoubling(rationals, x, plan(1));
      for (const block of [2, 3, 4]) expect(expDoubling(rationals, x, plan(block))).toEqual(value);
      expect(expDoubling(rationals, rationals.zero, plan(2))).toEqual(rationals.one);
      expect(expDoubling(rationals, rationals.neg(x), plan(2))).toEqual(rationals.div(rationals.one, value));
    }
  });
});

describe('planDoubling', () => {
  const widths = ['1e-20', '0.01', '0.75', '1', '10', '200', '1e6'];
  const errors = ['0.5', '1e-3', '1e-16', '1e-64', '1e-256'];

  it.each(widths.flatMap((width) => errors.map((error) => [width, error] as const)))(
    'bounds the sampled log-error for |x| ≤ %s within %s, and predicts the gates',
    (width, error) => {
      const plan = planDoubling(scalarOf(width), scalarOf(error));
      expect(S.compare(plan.logError, scalarOf(error))).toBeLessThan(0);
      const found = sampledLogError(plan, width, 6, 1);
      expect(isAtMost(found, plan.logError), describeBound(found)).toBe(true);
      expect(gatesOf(plan)).toBe(plan.gates);
    },
  );

  it('has a bound that is nearly attained at the ends', () => {
    for (const error of ['1e-10', '1e-100']) {
      const plan = planDoubling(S.one, scalarOf(error));
      expect(S.toNumber(S.div(plan.logError, sampledLogError(plan, '1', 2, 1)))).toBeLessThan(1.5);
    }
  });

  it('takes the fewest gates of all orders and squarings that suffice', () => {
    // Every plan with fewer gates has a sampled error beyond what was asked for.
    for (const error of ['1e-5', '1e-20', '1e-50']) {
      const best = planDoubling(S.one, scalarOf(error));
      for (let order = 1; order <= 16; order += 1) {
        for (let squarings = 0; squarings < best.gates; squarings += 1) {
          for (let block = 1; block <= 4; block += 1) {
            const candidate: DoublingPlan = {
              order,
              squarings,
              block,
              logError: scalarOf(error),
              gates: 0,
              nodes: 0,
              depth: 0,
            };
            if (gatesOf(candidate) >= best.gates) continue;
            // A factor of 2 for the distance of the bound from the error.
            const found = S.scale(sampledLogError(candidate, '1', 0, 1), 1);
            expect(S.compare(found, scalarOf(error))).toBeGreaterThan(0);
          }
        }
      }
    }
  });

  it('never takes fewer gates for a smaller error or a wider interval', () => {
    for (const width of ['0.1', '1', '50']) {
      let last = 0;
      for (let digits = 1; digits <= 300; digits += 7) {
        const { gates } = planDoubling(scalarOf(width), scalarOf(`1e-${String(digits)}`));
        expect(gates).toBeGreaterThanOrEqual(last);
        expect(
          planDoubling(S.scale(scalarOf(width), 1), scalarOf(`1e-${String(digits)}`)).gates,
        ).toBeGreaterThanOrEqual(gates);
        last = gates;
      }
    }
  });

  it('bounds the sampled log-error for random plans', () => {
    const random = createRandom(9);
    for (let i = 0; i < cases(40); i += 1) {
      const width = `${String(random.integer(1, 999))}e${String(random.integer(-12, 2))}`;
      const error = `${String(random.integer(1, 9))}e-${String(random.integer(1, 200))}`;
      const plan = planDoubling(scalarOf(width), scalarOf(error));
      expect(S.compare(plan.logError, scalarOf(error))).toBeLessThan(0);
      expect(isAtMost(sampledLogError(plan, width, 6, i), plan.logError), `${width}, ${error}`).toBe(true);
      expect(gatesOf(plan)).toBe(plan.gates);
    }
  });
});
