/**
 * Finding the numbers of a range panel: a short interval at a kink of the target, or at an end where it is singular.
 */
import { ball, type Ball } from '../arithmetic/ball.ts';
import { compareMagnitudes, type Magnitude, magnitudeFromRational, scaleMagnitude } from '../arithmetic/magnitude.ts';
import { type Rational, rationals } from '../arithmetic/rational.ts';
import { attainedError } from '../certificates/attained.ts';
import { ballOver } from '../certificates/branches.ts';
import {
  type ErrorProblem,
  type Frame,
  frameOf,
  halfLength,
  middleOf,
  PanelFault,
  type RangePanel,
} from '../certificates/panel.ts';
import { boundPanel } from '../certificates/panel-bound.ts';
import type { Domain } from '../functions/target.ts';
import { type Bounded, coverAdaptively, type Unbounded } from './certify-analytic.ts';
import { log2Up, type PanelGoal } from './certify-series.ts';
import { contourAround, type Probe, probe, probeExactly } from './contours.ts';

/** The part of ln(tightness) that the range of the target, and that of the circuit, may take. */
const SHARE = 0.1;

/** log₂ of the variation that is admitted. */
const allowance = (goal: PanelGoal): number => log2Up(goal.scale) + Math.log2(SHARE * Math.log(goal.tightness));

/** Bits that tell values of the size of the error apart on a short interval. */
const bitsFor = (goal: PanelGoal, size: number): number =>
  Math.max(64, 64 * Math.ceil((Math.max(0, size) - allowance(goal) + 64) / 64));

/** Whether the target varies so little on an interval that its range will do. */
export function isNarrowRange({ target }: ErrorProblem, interval: Domain, goal: PanelGoal): boolean {
  const F = ball(bitsFor(goal, 0));
  try {
    const value: Ball = target.evaluate(F, ballOver(F, interval));
    return value.radius.mantissa === 0 || log2Up(value.radius) <= allowance(goal);
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

const unbounded = (reason: string): Unbounded => ({ fault: 'circuit', reason });

/** The largest error at the ends and the middle of an interval. */
function seenOn(problem: ErrorProblem, { lower, upper }: Domain, bits: number): { seen: Magnitude; at: Rational } {
  let best = { seen: scaleMagnitude({ mantissa: 1, exponent: 0 }, -(2 ** 30)), at: middleOf(lower, upper) };
  for (const at of [lower, best.at, upper]) {
    try {
      const { lower: error } = attainedError(problem, at, bits);
      if (error.numerator <= 0n) continue;
      const seen = magnitudeFromRational(error);
      if (compareMagnitudes(seen, best.seen) > 0) best = { seen, at };
    } catch (rest) {
      if (!(rest instanceof RangeError)) throw rest;
    }
  }
  return best;
}

/**
 * Tries to bound the error on a short interval by the target's range.
 * @returns The panel with its bound, or why there is none.
 */
export function boundByRange(problem: ErrorProblem, domain: Domain, goal: PanelGoal): Bounded<RangePanel> | Unbounded {
  if (!isNarrowRange(problem, domain, goal)) return { fault: 'target', reason: 'the target varies too much' };
  const { lower, upper } = domain;
  const width = halfLength(lower, upper);
  const contour = contourAround(1, 1, 8);
  // 2M|x − c|/H has to be small, M about the circuit's size on the disc, which is seen when the disc is probed.
  let factor = 16;
  for (let tries = 0; tries < 6; tries += 1) {
    const reach = rationals.scale(width, factor);
    const frame: Frame = { ...frameOf(domain), scale: reach };
    const seen = probe(problem.steps, frame, contour) ?? probeExactly(problem.steps, frame, contour);
    if (seen === undefined || seen.winds) return unbounded('the network has poles close to a kink of the target');
    const size = seen.sizes[problem.steps.output] as number;
    const needed = Math.ceil(Math.max(size, -1e9) + 2 - allowance(goal));
    if (needed > factor) {
      factor = needed + 2;
      continue;
    }
    return boundOnDisc(problem, domain, goal, reach, frame, seen, contour);
  }
  return unbounded('the network varies too much close to a kink of the target');
}

function boundOnDisc(
  problem: ErrorProblem,
  { lower, upper }: Domain,
  goal: PanelGoal,
  reach: Rational,
  frame: Frame,
  seen: Probe,
  contour: ReturnType<typeof contourAround>,
): Bounded<RangePanel> | Unbounded {
  try {
    const covered = coverAdaptively(problem, frame, contour, seen, goal);
    if (covered === undefined) return unbounded('the network cannot be enclosed close to a kink of the target');
    const bits = bitsFor(goal, log2Up(covered.circuit));
    if (bits > goal.maxBits)
      return { fault: 'precision', reason: `more than ${String(goal.maxBits)} bits of precision would be needed` };
    const panel: RangePanel = {
      kind: 'range',
      deferred: [],
      lower,
      upper,
      reach,
      cover: covered.cover,
      precision: bits,
      bits,
    };
    return { panel, bound: boundPanel(problem, panel), ...seenOn(problem, { lower, upper }, 2 * bits) };
  } catch (error) {
    if (error instanceof PanelFault) return unbounded(error.message);
    throw error;
  }
}
