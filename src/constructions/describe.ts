/** Plans as plain data: what a circuit's file and a report say about the parameters chosen. */
import { type BigFloat } from '../arithmetic/bigfloat.ts';
import { formatDecimal } from '../arithmetic/numerals.ts';
import type { ExpPlan } from './exp-plan.ts';
import type { LogPlan } from './log-agm.ts';
import type { RootSource } from './agm.ts';
import { S } from './planning.ts';

/** A bound as a short decimal string, rounded up in the last digit shown. */
export function describeBound(x: BigFloat): string {
  const shown = S.mul(x, S.add(S.one, S.scale(S.one, -19)));
  return formatDecimal(S.toRational(shown), 6);
}

const describeRoot = (source: RootSource): Record<string, unknown> =>
  source.from === 'constant' ? { from: 'constant', steps: source.plan.weights.length } : { ...source };

/** The parameters of an AGM logarithm. */
export function describeLog(plan: LogPlan): Record<string, unknown> {
  const shift =
    plan.c.denominator === 1n ? plan.c.numerator.toString(2).length - 1 : 1 - plan.c.denominator.toString(2).length;
  return {
    form: plan.form === 'salamin' ? 'salamin' : `theta:${plan.form.join(',')}`,
    log2c: shift,
    levels: plan.levels.map(describeRoot),
    finish: plan.finish,
  };
}

/** The parameters of exp on an interval. */
export function describeExp(plan: ExpPlan): Record<string, unknown> {
  const logError = describeBound(plan.logError);
  if ('doubling' in plan.core) {
    const { order, squarings, block } = plan.core.doubling;
    return { exp: { order, squarings, block, logError } };
  }
  const { start, logs } = plan.core.halley;
  return {
    exp: {
      start: { order: start.order, squarings: start.squarings },
      halleySteps: logs.length,
      logs: logs.map(describeLog),
      logError,
    },
  };
}
