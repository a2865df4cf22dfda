import { describe, expect, it } from 'vitest';
import type { BigFloat } from '../../src/arithmetic/bigfloat.ts';
import { formatDecimal, parseNumeral } from '../../src/arithmetic/numerals.ts';
import { type Rational, rationals } from '../../src/arithmetic/rational.ts';
import { circuitField } from '../../src/circuits/builder.ts';
import { sizeOf } from '../../src/circuits/size.ts';
import { describeBound } from '../../src/constructions/describe.ts';
import { logAgm, type LogPlan } from '../../src/constructions/log-agm.ts';
import { planLog } from '../../src/constructions/log-plan.ts';
import { down, inflate, S } from '../../src/constructions/planning.ts';
import type { Domain } from '../../src/functions/target.ts';
import { cases, createRandom } from '../laws/random.ts';
import { domainOf, isAtMost, pointsIn, sampled, scalarOf, systemFor } from './sampling.ts';

const VARIANTS = (['theta', 'salamin'] as const).flatMap((form) =>
  (['fixed', 'free'] as const).map((roots) => [form, roots] as const),
);

function sampledError(plan: LogPlan, bound: BigFloat, points: readonly Rational[]): BigFloat {
  const F = systemFor(bound);
  return sampled(F, points, (x) => F.sub(logAgm(F, x, plan).value, F.log(x)));
}

/** Plans on the domain, and checks sampled ≤ bound ≤ ε and the predicted gates. */
function check(
  domain: Domain,
  eps: string,
  form: 'theta' | 'salamin',
  roots: 'fixed' | 'free',
  points: readonly Rational[],
): void {
  const place = `${form}, ${roots}, [${formatDecimal(domain.lower, 20)}, ${formatDecimal(domain.upper, 20)}], ${eps}`;
  const [lo, hi] = [down(S.constant(domain.lower)), inflate(S.constant(domain.upper))];
  const { plan, error, gates } = planLog(lo, hi, scalarOf(eps), {
    roots,
    ...(form === 'salamin' && { forms: ['salamin' as const] }),
  });
  expect(S.compare(error, scalarOf(eps)), place).toBeLessThan(0);
  const found = sampledError(plan, error, points);
  expect(isAtMost(found, error), `${place}: ${describeBound(found)}`).toBe(true);
  const F = circuitField(['x']);
  // Predicted for the worst case: a root that is constant within its tolerance leaves its product unused.
  expect(sizeOf(F.build([logAgm(F, F.inputs[0]!, plan).value])).gates, place).toBeLessThanOrEqual(gates);
}

describe('planLog', () => {
  const domains = [
    ['1/2', '2'],
    ['1e-30', '1e30'],
    ['0.999', '1.001'],
    ['1', '1.0000000000000000000000000000000000001'],
    ['1e-300', '1e-299'],
    ['3e200', '1e300'],
    ['1/1000', '1'],
  ] as const;

  it.each(VARIANTS)('bounds the sampled error with %s and %s roots, on chosen intervals', (form, roots) => {
    domains.forEach(([lower, upper], i) => {
      const domain = domainOf(lower, upper);
      for (const eps of i % 2 === 0 ? ['0.01', '1e-20'] : ['1e-4', '1e-60']) {
        check(domain, eps, form, roots, pointsIn(domain, 8, createRandom(i)));
      }
    });
  });

  it.each(VARIANTS)('bounds the sampled error with %s and %s roots at 1e-300', (form, roots) => {
    check(domainOf('1/2', '2'), '1e-300', form, roots, pointsIn(domainOf('1/2', '2'), 4, createRandom(1)));
  });

  it('bounds the sampled error on random intervals', () => {
    const random = createRandom(5);
    for (let i = 0; i < cases(16); i += 1) {
      const [form, roots] = VARIANTS[i % 4]!;
      const lower = parseNumeral(`${String(random.integer(1, 99999))}e${String(random.integer(-60, 60))}`);
      const factor = parseNumeral(
        `1.${String(random.integer(1, 99))}e${String(random.integer(0, i % 3 === 0 ? 40 : 2))}`,
      );
      const domain = { lower, upper: rationals.mul(lower, factor) };
      const eps = `${String(random.integer(1, 9))}e-${String(random.integer(1, 110))}`;
      check(domain, eps, form, roots, pointsIn(domain, 5, random));
    }
  });

  it('bounds what it says, not much more: a sample comes within a factor of 1e6', () => {
    // The budget is shared evenly among errors that are quadratic in the work: a plan may overshoot, but not by squares.
    for (const eps of ['1e-10', '1e-40']) {
      const { plan, error } = planLog(scalarOf('0.5'), scalarOf('2'), scalarOf(eps));
      const found = sampledError(plan, error, pointsIn(domainOf('1/2', '2'), 40, createRandom(2)));
      expect(S.toNumber(S.div(error, found))).toBeLessThan(1e6);
    }
  });

  it('needs no more gates for a larger error, and none the worse for free roots', () => {
    for (const form of ['theta', 'salamin'] as const) {
      let last = 0;
      for (const eps of ['1e-2', '1e-6', '1e-18', '1e-50']) {
        const fixed = planLog(scalarOf('0.5'), scalarOf('2'), scalarOf(eps), {
          roots: 'fixed',
          ...(form === 'salamin' && { forms: ['salamin' as const] }),
        }).gates;
        expect(fixed).toBeGreaterThanOrEqual(last);
        expect(
          planLog(scalarOf('0.5'), scalarOf('2'), scalarOf(eps), {
            roots: 'free',
            ...(form === 'salamin' && { forms: ['salamin' as const] }),
          }).gates,
        ).toBeLessThanOrEqual(fixed);
        last = fixed;
      }
    }
  });

  it('takes the argument as a quotient', () => {
    const { plan, error } = planLog(scalarOf('0.5'), scalarOf('2'), scalarOf('1e-30'));
    const F = systemFor(error);
    const [three, four] = [F.fromInteger(3), F.fromInteger(4)];
    const gap = F.abs(F.sub(logAgm(F, three, plan, four).value, F.log(F.div(three, four))));
    expect(isAtMost(S.from(gap), error)).toBe(true);
  });

  it('throws outside of (0, ∞)', () => {
    expect(() => planLog(S.zero, S.one, scalarOf('0.1'))).toThrow(/^planLog: expected an interval in \(0, ∞\)$/);
    expect(() => planLog(S.fromInteger(2), S.one, scalarOf('0.1'))).toThrow(RangeError);
  });
});
