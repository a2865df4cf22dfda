import { describe, expect, it } from 'vitest';
import { type BigFloat, bigfloat } from '../../src/arithmetic/bigfloat.ts';
import { formatDecimal, parseNumeral } from '../../src/arithmetic/numerals.ts';
import { makeRational, type Rational, rationals } from '../../src/arithmetic/rational.ts';
import { describeBound } from '../../src/constructions/describe.ts';
import { S } from '../../src/constructions/planning.ts';
import {
  halleyRootStep,
  newtonRootStep,
  planBalancedRoot,
  planRoot,
  planRootFromZero,
  planRootSteps,
  pthRoot,
  type RootMethod,
  type RootPlan,
} from '../../src/constructions/pth-root.ts';
import roots from '../fixtures/roots.json' with { type: 'json' };
import { cases, createRandom } from '../laws/random.ts';
import { domainOf, isAtMost, pointsIn, sampled, scalarOf, systemFor } from './sampling.ts';

const Q = rationals;
const METHODS: readonly RootMethod[] = ['scaled-newton', 'newton', 'halley'];

const power = (x: BigFloat, n: number): BigFloat =>
  Array.from({ length: n }, () => x).reduce((y, z) => S.mul(y, z), S.one);

/** Significant digits of a numeral such as 0.0012 or 9.9565e-19. */
const digitsOf = (text: string): number => text.replace(/e.*$/, '').replace('.', '').replace(/^0+/, '').length;
const rounded = (x: BigFloat, like: string): number => Number(formatDecimal(S.toRational(x), digitsOf(like)));

/** α_k by the recurrence of Gawlik and Nakatsukasa, in 300 bits. */
function alphas(p: number, alpha: string, steps: number): Rational[] {
  const F = bigfloat(300);
  const pow = (x: BigFloat, n: number): BigFloat => F.pow(x, F.fromInteger(n));
  const found: BigFloat[] = [F.constant(parseNumeral(alpha))];
  for (let k = 0; k < steps; k += 1) {
    const a = found[k]!;
    const mu = F.root(F.div(F.sub(a, pow(a, p)), F.mul(F.fromInteger(p - 1), F.sub(F.one, a))), p);
    const below = F.add(F.mul(F.fromInteger(p - 1), mu), F.mul(pow(mu, 1 - p), pow(a, p)));
    found.push(F.div(F.mul(F.fromInteger(p), a), below));
  }
  return found.map((a) => F.toRational(a));
}

/** (1−α)/(1+α). */
const errorOf = (alpha: Rational): Rational => Q.div(Q.sub(Q.one, alpha), Q.add(Q.one, alpha));

/** The largest |f/x^(1/p) − 1| at some points. */
function sampledRelative(plan: RootPlan, points: readonly Rational[], bound: BigFloat): BigFloat {
  const F = systemFor(bound);
  return sampled(F, points, (x) => F.sub(F.div(pthRoot(F, x, plan), F.root(x, plan.p)), F.one));
}

describe('the steps for square roots', () => {
  const root = makeRational(7n, 5n);
  const x = Q.mul(root, root);
  const ratio = (r: Rational): Rational => Q.div(Q.sub(r, root), Q.add(r, root));
  const powerOf = (y: Rational, n: number): Rational =>
    Array.from({ length: n }, () => y).reduce((a, b) => Q.mul(a, b), Q.one);

  it.each([
    ['Newton', 2, (r: Rational) => newtonRootStep(Q, r, x, 2)],
    ['Halley', 3, (r: Rational) => halleyRootStep(Q, r, x, 2)],
  ])('raise (r−√x)/(r+√x) to the power of the order, exactly, for %s', (_, order, step) => {
    for (const start of [makeRational(1n), makeRational(3n, 2n), makeRational(100n, 3n), makeRational(1n, 9n)]) {
      let r = start;
      for (let k = 1; k <= 4; k += 1) {
        r = step(r);
        expect(ratio(r)).toEqual(powerOf(ratio(start), order ** k));
      }
    }
  });

  it('keep the root itself, for any p and both iterations', () => {
    for (let p = 2; p <= 9; p += 1) {
      expect(newtonRootStep(Q, root, powerOf(root, p), p)).toEqual(root);
      expect(halleyRootStep(Q, root, powerOf(root, p), p)).toEqual(root);
    }
  });
});

describe('planRootSteps', () => {
  const table = roots.relativeError.flatMap(({ p, alpha, k, error }) =>
    k.map((steps, i) => ({ p, alpha, steps, expected: error[i]! })),
  );

  it.each(table)('knows the reference error for p = $p, α = $alpha, $steps steps', ({ p, alpha, steps, expected }) => {
    const plan = planRootSteps(p, power(scalarOf(alpha), p), S.one, steps);
    expect(rounded(plan.relativeError, expected)).toBe(Number(expected));
    // The closed form, to a relative 1e-12: rounding of the weights, and 2^−60 above the interval.
    const closed = S.constant(errorOf(alphas(p, alpha, steps)[steps]!));
    const gap = S.div(S.sub(plan.relativeError, closed), closed);
    expect(Math.abs(S.toNumber(gap))).toBeLessThan(1e-12);
  });

  it('has errors that are attained at 2^k + 1 alternation points for p = 2', () => {
    const F = bigfloat(256);
    const [lo, count] = [scalarOf('0.01'), 4000];
    for (let k = 1; k <= 4; k += 1) {
      const plan = planRootSteps(2, lo, S.one, k);
      // The alternation points for x are symmetric in log x, and dense sampling comes within 1e-2 of every extremum.
      const level = S.toNumber(plan.relativeError) * 0.99;
      let [alternations, last, largest] = [0, 0, 0];
      for (let i = 0; i <= count; i += 1) {
        const x =
          i === count ? F.one : F.exp(F.div(F.mul(F.log(F.from(lo)), F.fromInteger(count - i)), F.fromInteger(count)));
        const e = F.toNumber(F.sub(F.div(pthRoot(F, x, plan), F.sqrt(x)), F.one));
        largest = Math.max(largest, Math.abs(e));
        const sign = Math.abs(e) >= level ? Math.sign(e) : 0;
        if (sign !== 0 && sign !== last) [alternations, last] = [alternations + 1, sign];
      }
      expect(alternations).toBe(2 ** k + 1);
      expect(largest).toBeGreaterThan(S.toNumber(plan.relativeError) * (1 - 1e-4));
    }
  });

  it.each([3, 5])('has an error that a dense sample attains for p = %i', (p) => {
    for (const { alpha, k } of roots.relativeError.filter((row) => row.p === p)) {
      for (const steps of k.slice(0, 5)) {
        const lo = power(scalarOf(alpha), p);
        const plan = planRootSteps(p, lo, S.one, steps);
        const domain = { lower: S.toRational(lo), upper: Q.one };
        const found = sampledRelative(plan, pointsIn(domain, 400, createRandom(steps)), plan.relativeError);
        expect(isAtMost(found, plan.relativeError)).toBe(true);
        expect(S.toNumber(S.div(found, plan.relativeError))).toBeGreaterThan(1 - 1e-4);
      }
    }
  });

  it.each(METHODS)('bounds sampled errors on random intervals, also huge and tiny ones, for %s', (method) => {
    const random = createRandom(20 + method.length);
    for (let i = 0; i < cases(40); i += 1) {
      const p = random.integer(2, 17);
      // Every fourth interval spans everything, every fourth is very narrow.
      const from = i % 4 === 0 ? -300 : random.integer(-300, 299);
      const decades = i % 4 === 0 ? 600 : random.integer(0, 300 - from);
      const lower = parseNumeral(`${String(random.integer(1000, 9999))}e${String(from - 4)}`);
      const narrow = Q.mul(lower, Q.add(Q.one, parseNumeral(`1e-${String(random.integer(1, 40))}`)));
      const upper = i % 4 === 1 ? narrow : Q.mul(lower, parseNumeral(`5e${String(decades)}`));
      const [lo, hi] = [S.constant(lower), S.constant(upper)];
      const plan = planRootSteps(p, lo, hi, random.integer(0, 6), method);
      const domain = { lower: S.toRational(lo), upper: S.toRational(hi) };
      const found = sampledRelative(plan, pointsIn(domain, 24, random), plan.relativeError);
      const place = `p = ${String(p)}, [${formatDecimal(lower, 4)}, ${formatDecimal(upper, 50)}], ${String(plan.weights.length)}`;
      expect(isAtMost(found, plan.relativeError), `${place}: ${describeBound(found)}`).toBe(true);
    }
  });

  it('by plain Newton stays between 1 and 1 + δ', () => {
    for (const p of [2, 3, 8]) {
      const plan = planRootSteps(p, scalarOf('1e-6'), scalarOf('1e3'), 4, 'newton');
      expect(plan.scale).toEqual(Q.one);
      const F = systemFor(plan.relativeError);
      for (const x of pointsIn(domainOf('1e-6', '1e3'), 60, createRandom(p))) {
        const h = S.from(F.div(pthRoot(F, F.constant(x), plan), F.root(F.constant(x), p)));
        expect(isAtMost(plan.lower, h) && isAtMost(h, plan.upper)).toBe(true);
      }
    }
  });
});

describe('planRoot', () => {
  it('takes as few steps as its bound allows', () => {
    const random = createRandom(7);
    for (let i = 0; i < cases(25); i += 1) {
      const p = random.integer(2, 17);
      const method = METHODS[i % 3]!;
      const lo = S.scale(S.fromInteger(random.integer(1, 1000)), random.integer(-40, 0));
      const hi = S.mul(lo, S.fromInteger(random.integer(2, 10000)));
      const aim = scalarOf(`1e-${String(random.integer(1, 120))}`);
      const plan = planRoot(p, lo, hi, aim, method);
      expect(S.compare(plan.relativeError, aim)).toBeLessThan(0);
      const steps = plan.weights.length;
      const shorter = steps === 0 ? undefined : planRootSteps(p, lo, hi, steps - 1, method).relativeError;
      if (shorter !== undefined) expect(isAtMost(aim, shorter)).toBe(true);
      const points = pointsIn({ lower: S.toRational(lo), upper: S.toRational(hi) }, 8, random);
      expect(isAtMost(sampledRelative(plan, points, plan.relativeError), plan.relativeError)).toBe(true);
    }
  });

  it('reaches 1e-30 on [1e-300, 1e300], where the weights are far from 1', () => {
    const [lo, hi] = [scalarOf('1e-300'), scalarOf('1e300')];
    const domain = { lower: S.toRational(lo), upper: S.toRational(hi) };
    for (const p of [2, 3, 7]) {
      const plan = planRoot(p, lo, hi, scalarOf('1e-30'));
      expect(
        isAtMost(sampledRelative(plan, pointsIn(domain, 60, createRandom(p)), plan.relativeError), scalarOf('1e-30')),
      ).toBe(true);
    }
  });

  it('throws outside of (0, ∞) and where 200 steps do not suffice', () => {
    expect(() => planRoot(2, S.zero, S.one, scalarOf('0.1'))).toThrow(RangeError);
    expect(() => planRoot(2, S.neg(S.one), S.one, scalarOf('0.1'))).toThrow(
      /^planRoot: expected an interval in \(0, ∞\)$/,
    );
    expect(() => planRoot(2, S.fromInteger(2), S.one, scalarOf('0.1'))).toThrow(RangeError);
    expect(() => planRoot(2, scalarOf('1e-300'), scalarOf('1e300'), scalarOf('0.1'), 'newton')).toThrow(/200 steps/);
  });
});

describe('planBalancedRoot', () => {
  const { p2, p3 } = roots.balancedAbsoluteErrorOn01;
  const table = [
    ...p2.error.map((error, i) => ({ p: 2, steps: i + 1, alpha: p2.alpha[i]!, error })),
    ...p3.error.map((error, i) => ({ p: 3, steps: i + 1, alpha: p3.alpha[i]!, error })),
  ];

  it.each(table)('finds the reference α and error for p = $p, $steps steps', ({ p, steps, alpha, error }) => {
    const plan = planBalancedRoot(p, S.one, steps);
    expect(rounded(plan.absoluteError, error)).toBe(Number(error));
    expect(rounded(S.div(S.one, S.add(S.one, plan.leftStart)), alpha)).toBe(Number(alpha));
  });

  it.each([2, 3, 5, 11])('bounds the absolute error down to 0 for p = %i, and attains it there and at the end', (p) => {
    for (const top of ['1e-300', '3', '1e300']) {
      for (const steps of [1, 2, 5, 8]) {
        const hi = scalarOf(top);
        const plan = planBalancedRoot(p, hi, steps);
        const domain = { lower: Q.zero, upper: S.toRational(hi) };
        // Graded far below α^p.
        const depth = 4 * p * Math.max(4, -Math.log2(1 / (1 + S.toNumber(plan.leftStart))));
        const points = pointsIn(domain, 60, createRandom(steps), depth);
        const F = bigfloat(512);
        const found = sampled(F, points, (x) => F.sub(pthRoot(F, x, plan), F.root(x, p)));
        expect(isAtMost(found, plan.absoluteError), `[0, ${top}], ${String(steps)}`).toBe(true);
        const atZero = S.from(F.abs(pthRoot(F, F.zero, plan)));
        expect(S.toNumber(S.div(atZero, plan.absoluteError))).toBeCloseTo(1, 8);
      }
    }
  });
});

describe('planRootFromZero', () => {
  it.each([
    [2, '1e-256'],
    [3, '1e-100'],
    [5, '1e-64'],
    [17, '1e-16'],
  ])('takes the fewest steps for p = %i and %s', (p, aim) => {
    const plan = planRootFromZero(p, S.one, scalarOf(aim));
    expect(S.compare(plan.absoluteError, scalarOf(aim))).toBeLessThan(0);
    const shorter = planBalancedRoot(p, S.one, plan.weights.length - 1);
    expect(isAtMost(scalarOf(aim), shorter.absoluteError)).toBe(true);
    const F = systemFor(plan.absoluteError);
    const points = pointsIn(domainOf('0', '1'), 40, createRandom(p), 2 * p * F.bits);
    const found = sampled(F, points, (x) => F.sub(pthRoot(F, x, plan), F.root(x, p)));
    expect(isAtMost(found, plan.absoluteError)).toBe(true);
  });
});
