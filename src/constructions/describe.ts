/** Plans as plain data: what a circuit's file and a report say about the parameters chosen. */
import { type BigFloat } from '../arithmetic/bigfloat.ts';
import { formatDecimal } from '../arithmetic/numerals.ts';
import { makeRational } from '../arithmetic/rational.ts';
import type { Piece, Pieces } from './composite-pieces.ts';
import type { ExpPlan } from './exp-plan.ts';
import type { LogPlan } from './log-agm.ts';
import type { RootSource } from './agm.ts';
import { log2, S } from './planning.ts';

/** A bound x ≥ 0 as a decimal string of about six digits that is never below it: the sixth digit is rounded up. */
export function describeBound(x: BigFloat): string {
  if (x.mantissa <= 0n) return '0';
  const { numerator, denominator } = S.toRational(x);
  // If this estimate of the leading digit is off by one, five or seven digits are shown.
  const last = Math.floor(log2(x) * Math.LOG10E * Math.LN2) - 5;
  const [up, down] = last < 0 ? [10n ** BigInt(-last), 1n] : [1n, 10n ** BigInt(last)];
  const digits = (numerator * up + denominator * down - 1n) / (denominator * down);
  return formatDecimal(makeRational(digits * down, up), 7);
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
  if ('hybrid' in plan.core) {
    const { start, log, correction } = plan.core.hybrid;
    return {
      exp: {
        start: { order: start.order, squarings: start.squarings },
        log: describeLog(log),
        correction: { order: correction.order, squarings: correction.squarings },
        logError,
      },
    };
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

/** What a piece says of itself; known signs say nothing. */
function describePiece(piece: Piece): Record<string, unknown>[] {
  switch (piece.kind) {
    case 'exp':
      return [describeExp(piece.plan)];
    case 'log':
      return [{ log: describeLog(piece.plan) }];
    case 'root':
      return [{ root: { p: piece.plan.p, steps: piece.plan.weights.length } }];
    case 'series':
      return [{ series: { terms: piece.plan.coefficients.length, block: piece.plan.block } }];
    case 'erf': {
      const { clamp, exp, coefficients, block } = piece.plan;
      const level = clamp && { clamp: formatDecimal(clamp.level, 7) };
      return [{ erf: { terms: coefficients.length, block, ...level, ...describeExp(exp) } }];
    }
    case 'abs':
      return [{ abs: piece.steps }];
    case 'sign':
    case 'weight':
      return [];
  }
}

/** The parameters of the pieces of a formula, in its order. */
export const describePieces = (pieces: Pieces): readonly Record<string, unknown>[] => pieces.flatMap(describePiece);
