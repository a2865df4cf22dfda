import { describe, expect, it } from 'vitest';
import { bigfloat } from '../../src/arithmetic/bigfloat.ts';
import { formatDecimal, parseNumeral } from '../../src/arithmetic/numerals.ts';
import { makeRational, rationals } from '../../src/arithmetic/rational.ts';
import { circuitField } from '../../src/circuits/builder.ts';
import { sizeOf } from '../../src/circuits/size.ts';
import { S } from '../../src/constructions/planning.ts';
import {
  planSign,
  planSignDegrees,
  type SignPlan,
  zolotarevError,
  zolotarevSign,
} from '../../src/constructions/zolotarev.ts';
import reference from '../fixtures/roots.json' with { type: 'json' };
import { createRandom } from '../laws/random.ts';
import { isAtMost, pointsIn, sampled, scalarOf, systemFor } from './sampling.ts';

const above = (delta: string) => ({ lower: parseNumeral(delta), upper: rationals.one });

/** The largest sampled |R − 1| on [δ, 1]. */
function sampledError(plan: SignPlan, delta: string, count: number) {
  const F = systemFor(plan.error);
  return sampled(F, pointsIn(above(delta), count, createRandom(count)), (x) => F.sub(zolotarevSign(F, x, plan), F.one));
}

/** How often R − 1 alternates between values beyond 98 % of the error, on a grid that is even in log x. */
function alternations(plan: SignPlan, delta: string, count: number): number {
  const F = systemFor(plan.error);
  const level = F.mul(F.from(plan.error), F.constant(parseNumeral('0.98')));
  const logDelta = F.log(F.constant(parseNumeral(delta)));
  let [found, last] = [0, 0];
  for (let i = 0; i <= count; i += 1) {
    // Both ends exactly: rounding must not leave [δ, 1].
    const inner = F.exp(F.div(F.mul(logDelta, F.fromInteger(count - i)), F.fromInteger(count)));
    const x = i === 0 ? F.constant(parseNumeral(delta)) : inner;
    const e = F.sub(zolotarevSign(F, x, plan), F.one);
    const sign = F.compare(F.abs(e), level) < 0 ? 0 : F.toNumber(F.sign(e));
    if (sign !== 0 && sign !== last) [found, last] = [found + 1, sign];
  }
  return found;
}

describe('zolotarevError', () => {
  const tables = [
    ...Object.entries(reference.zolotarevSign['delta0.1']).map(([n, error]) => ({ delta: '0.1', n, error })),
    ...Object.entries(reference.zolotarevSign['delta0.01']).map(([n, error]) => ({ delta: '0.01', n, error })),
  ];

  it.each(tables)('equals the reference for δ = $delta and degree $n', ({ delta, n, error }) => {
    const digits = error
      .replace(/^0\.0*/, '')
      .replace(/e.*$/, '')
      .replace('.', '').length;
    const value = formatDecimal(S.toRational(zolotarevError(scalarOf(delta), Number(n))), digits);
    expect(Number(value)).toBe(Number(error));
  });

  it('is (1−δ)/(1+δ) for degree 1 and ((1−√δ)/(1+√δ))² for degree 2', () => {
    for (const delta of ['0.9', '0.1', '1e-6', '1e-60']) {
      const d = scalarOf(delta);
      const quotient = (x: typeof d) => S.div(S.sub(S.one, x), S.add(S.one, x));
      // Near 1 both sides cancel alike, so compare absolutely: 2^−120.
      const two = quotient(S.sqrt(d));
      for (const [degree, exact] of [
        [1, quotient(d)],
        [2, S.mul(two, two)],
      ] as const) {
        const gap = S.abs(S.sub(zolotarevError(d, degree), exact));
        expect(S.compare(gap, S.scale(S.one, -120))).toBeLessThan(0);
      }
    }
  });

  it('composes: degree mn for δ is degree n for (1−E)/(1+E)', () => {
    for (const delta of ['0.3', '0.01', '1e-9']) {
      for (const [m, n] of [
        [2, 3],
        [3, 5],
        [4, 2],
      ] as const) {
        const first = zolotarevError(scalarOf(delta), m);
        const next = zolotarevError(S.div(S.sub(S.one, first), S.add(S.one, first)), n);
        const ratio = S.div(next, zolotarevError(scalarOf(delta), m * n));
        expect(Math.abs(S.toNumber(S.sub(ratio, S.one)))).toBeLessThan(1e-25);
      }
    }
  });
});

describe('planSignDegrees', () => {
  it.each(['0.1', '0.01'])('knows that [3, 3] has the error of degree 9 for δ = %s', (delta) => {
    const ratio = S.div(planSignDegrees(parseNumeral(delta), [3, 3]).error, zolotarevError(scalarOf(delta), 9));
    // The bound is inflated by 2^−60 and what the rounding of the weights costs.
    expect(S.toNumber(S.sub(ratio, S.one))).toBeGreaterThanOrEqual(0);
    expect(S.toNumber(S.sub(ratio, S.one))).toBeLessThan(1e-15);
  });

  it.each([
    ['0.1', [2]],
    ['0.1', [3]],
    ['0.1', [4]],
    ['0.01', [5]],
    ['0.01', [9]],
    ['0.01', [3, 3]],
    ['0.001', [5, 3]],
    ['0.001', [3, 2]],
  ] as const)('attains its error at as many points as the degree has, and one, for δ = %s and %j', (delta, degrees) => {
    const plan = planSignDegrees(parseNumeral(delta), degrees);
    expect(alternations(plan, delta, 1500)).toBe(degrees.reduce((x, y) => x * y, 1) + 1);
    const found = sampledError(plan, delta, 100);
    expect(isAtMost(found, plan.error)).toBe(true);
    // The end δ is an extremum.
    expect(S.toNumber(S.div(found, plan.error))).toBeGreaterThan(1 - 1e-12);
  });

  it('is odd and has no real poles: linear part, residues and squares of the poles are not negative', () => {
    for (const degrees of [[2], [3], [7], [5, 3, 3]]) {
      const plan = planSignDegrees(parseNumeral('1e-4'), degrees);
      for (const { linear, terms } of plan.stages) {
        expect(linear.numerator >= 0n).toBe(true);
        for (const { residue, pole } of terms) expect(residue.numerator > 0n && pole.numerator > 0n).toBe(true);
      }
      for (const x of [makeRational(1n, 3n), makeRational(2n, 99_999n), rationals.one]) {
        expect(zolotarevSign(rationals, rationals.neg(x), plan)).toEqual(
          rationals.neg(zolotarevSign(rationals, x, plan)),
        );
      }
      expect(zolotarevSign(rationals, rationals.zero, plan)).toEqual(rationals.zero);
    }
  });
});

describe('planSign', () => {
  const deltas = ['0.5', '1e-2', '1e-3', '1e-5', '1e-8', '1e-12', '1e-60'];
  const errors = ['0.4', '1e-3', '1e-16', '1e-60'];

  it.each(deltas.flatMap((delta) => errors.map((error) => [delta, error] as const)))(
    'is within the error asked for, for δ = %s and %s',
    (delta, error) => {
      const plan = planSign(parseNumeral(delta), scalarOf(error));
      expect(S.compare(plan.error, scalarOf(error))).toBeLessThan(0);
      const found = sampledError(plan, delta, 60);
      expect(isAtMost(found, plan.error)).toBe(true);
      // The bound is that of the best approximant, hence attained at δ.
      expect(S.toNumber(S.div(found, plan.error))).toBeGreaterThan(1 - 1e-10);
    },
  );

  it('stays between 0 and 1 + error inside of (−δ, δ)', () => {
    for (const [delta, error] of [
      ['1e-2', '0.4'],
      ['1e-2', '1e-8'],
      ['1e-9', '1e-3'],
    ] as const) {
      const plan = planSign(parseNumeral(delta), scalarOf(error));
      const F = bigfloat(400);
      const top = F.add(F.one, F.from(plan.error));
      for (const x of pointsIn({ lower: rationals.zero, upper: parseNumeral(delta) }, 100, createRandom(3))) {
        const y = zolotarevSign(F, F.constant(x), plan);
        expect(F.compare(y, F.zero) >= 0 && isAtMost(S.from(y), S.from(top))).toBe(true);
      }
    }
  });

  it('also reaches errors that doubles cannot hold', () => {
    const plan = planSign(parseNumeral('0.1'), scalarOf('1e-400'));
    expect(S.compare(plan.error, scalarOf('1e-400'))).toBeLessThan(0);
    expect(isAtMost(sampledError(plan, '0.1', 6), plan.error)).toBe(true);
  });

  it('predicts its gates, and takes no more of them for a larger error', () => {
    let last = 0;
    for (const error of ['0.5', '1e-1', '1e-2', '1e-4', '1e-8', '1e-16', '1e-32', '1e-64']) {
      const plan = planSign(parseNumeral('0.01'), scalarOf(error));
      const F = circuitField(['x']);
      expect(sizeOf(F.build([zolotarevSign(F, F.inputs[0]!, plan)])).gates).toBe(plan.gates);
      expect(plan.gates).toBeGreaterThanOrEqual(last);
      last = plan.gates;
    }
  });
});
