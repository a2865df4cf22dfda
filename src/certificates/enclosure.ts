/**
 * Bounds of the circuit and of the target in the region inside a contour, from discs along it.
 *
 * Legend: f the target, R the circuit, e = f − R (or (f − R)/f), Ω the region inside the contour.
 */
import {
  addUp,
  compareMagnitudes,
  divUp,
  type Magnitude,
  magnitude,
  oneMagnitude,
  zeroMagnitude,
} from '../arithmetic/magnitude.ts';
import type { Branch } from './branches.ts';
import { contourFault, discsOf, type SquaredAxes } from './contour.ts';
import { DiscEvaluator, type DiscFinding } from './disc-model.ts';
import {
  type AnalyticPanel,
  type CircuitCover,
  discIn,
  type ErrorProblem,
  type Frame,
  frameOf,
  PanelFault,
  targetDiscIn,
} from './panel.ts';
import { type TargetFinding, targetEnclosure } from './target-disc.ts';
import { type Direction, windingNumber } from './winding.ts';

/** Throws unless all winding numbers of a sequence of findings vanish. */
function requireNoPoles(what: string, findings: readonly { readonly divisors: readonly Direction[] }[]): void {
  const count = findings[0]?.divisors.length ?? 0;
  if (findings.some(({ divisors }) => divisors.length !== count)) {
    throw new PanelFault(`${what}: the discs do not divide by the same values`);
  }
  for (let k = 0; k < count; k += 1) {
    const winding = windingNumber(findings.map(({ divisors }) => divisors[k] as Direction));
    if (winding !== 0) throw new PanelFault(`${what}: a divisor has ${String(winding)} zeros inside the contour`);
  }
}

/** The larger of two magnitudes. */
const larger = (x: Magnitude, y: Magnitude): Magnitude => (compareMagnitudes(x, y) >= 0 ? x : y);

/** Bounds from the discs of a circuit: M_R = max |R| on Ω; no divisor vanishes there, under any perturbation. */
export function circuitBound({ steps }: ErrorProblem, units: Int32Array, findings: readonly DiscFinding[]): Magnitude {
  let bound = 0;
  for (const finding of findings) {
    if ('fault' in finding) throw new PanelFault(`the circuit cannot be enclosed on a disc: ${finding.fault}`);
    if (!(finding.bound < Infinity)) throw new PanelFault('the circuit leaves the range of doubles on a disc');
    bound = Math.max(bound, finding.bound);
  }
  requireNoPoles(
    'circuit',
    findings.filter((finding) => 'divisors' in finding),
  );
  return magnitude(bound, units[steps.output]);
}

/** Bounds from the discs of a target: max |f| on Ω and min |f| there if it has no zero. */
export function targetBound(findings: readonly TargetFinding[]): {
  readonly above: Magnitude;
  readonly below: Magnitude;
} {
  requireNoPoles('target', findings);
  return {
    above: findings.map(({ above }) => above).reduce(larger, zeroMagnitude),
    below: findings.map(({ below }) => below).reduce((x, y) => (compareMagnitudes(x, y) <= 0 ? x : y)),
  };
}

/** M: |f − R| ≤ |f| + |R|, and |1 − R/f| ≤ 1 + |R|/|f|. */
export function errorBound(
  { relative }: ErrorProblem,
  circuit: Magnitude,
  target: { readonly above: Magnitude; readonly below: Magnitude },
): Magnitude {
  return relative ? addUp(oneMagnitude, divUp(circuit, target.below)) : addUp(circuit, target.above);
}

/** Encloses the circuit along a contour, disc by disc. */
export function coverCircuit(problem: ErrorProblem, frame: Frame, cover: CircuitCover, axes: SquaredAxes): Magnitude {
  const fault = contourFault(cover.contour, axes);
  if (fault !== undefined) throw new PanelFault(`contour: ${fault}`);
  const evaluator = new DiscEvaluator(problem.steps, cover.units, cover.shape);
  const findings = discsOf(cover.contour, cover.tiling).map((disc) => evaluator.evaluate(discIn(frame, disc)));
  return circuitBound(problem, cover.units, findings);
}

/** Encloses the target along a contour, disc by disc. */
export function coverTarget(
  problem: ErrorProblem,
  panel: AnalyticPanel,
  branch: Branch,
): ReturnType<typeof targetBound> {
  const frame = frameOf(panel);
  const enclose = targetEnclosure(problem.target, branch, panel.targetBits, problem.relative);
  const findings = discsOf(panel.cover.contour, panel.targetTiling).map((disc) => enclose(targetDiscIn(frame, disc)));
  return targetBound(findings);
}
