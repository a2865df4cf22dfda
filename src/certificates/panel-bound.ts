/**
 * The bound of the error on one panel: all inequalities of a certificate, for the numbers that it gives.
 */
import { ball } from '../arithmetic/ball.ts';
import { addUp, type Magnitude, magnitudeFromRational, mulUp, scaleMagnitude } from '../arithmetic/magnitude.ts';
import { rationals } from '../arithmetic/rational.ts';
import { ballOver, branchOn } from './branches.ts';
import { bernsteinEllipse, UNIT_DISC } from './contour.ts';
import { CENTRE_BITS } from './model.ts';
import { coverCircuit, coverTarget, errorBound } from './enclosure.ts';
import { fixedEvaluator, fixedOf } from './fixed-point.ts';
import {
  centredSeries,
  errorSeries,
  errorsAtNodes,
  gatherValues,
  interpolantBound,
  interpolationBound,
  peakBound,
  type PanelBound,
} from './interpolation.ts';
import {
  type AnalyticPanel,
  type ErrorProblem,
  frameOf,
  halfLength,
  middleOf,
  type Panel,
  PanelFault,
  type RangePanel,
  withDeferred,
} from './panel.ts';

function boundAnalytic(problem: ErrorProblem, panel: AnalyticPanel): PanelBound {
  const { rho, cover, nodes, lower, upper } = panel;
  if (rho.numerator <= rho.denominator) throw new PanelFault('expected ρ > 1');
  const branch = branchOn(problem.target, panel);
  if (branch === undefined) throw new PanelFault('the branch of the target is not decided on the panel');
  const circuit = coverCircuit(problem, frameOf(panel), cover, bernsteinEllipse(rho));
  const bound = errorBound(problem, circuit, coverTarget(problem, panel, branch));
  const { precision, bits } = panel;
  const task = { lower, upper, units: cover.units, nodes, precision, bits, circuit };
  const values = gatherValues(errorsAtNodes(problem, task, 0, nodes));
  const remainder = interpolationBound(bound, rho, nodes);
  return panel.peaks.length === 0
    ? interpolantBound(errorSeries(values), remainder, panel.degree, panel.grid)
    : peakBound(problem, task, centredSeries(values), remainder, panel.grid, panel.peaks);
}

/**
 * The circuit is within 2M|x − c|/H of its value at the middle (Schwarz's lemma on the disc of radius H, on which |R| ≤ M),
 * and the target within its range.
 */
function boundRange(problem: ErrorProblem, panel: RangePanel): PanelBound {
  const { cover, lower, upper, reach, precision, bits } = panel;
  const width = halfLength(lower, upper);
  if (rationals.compare(width, reach) > 0) throw new PanelFault('expected a disc that contains the panel');
  const circuit = coverCircuit(problem, frameOf(panel), cover, UNIT_DISC);
  const R = fixedEvaluator(problem.steps, cover.units, precision);
  const variation = mulUp(scaleMagnitude(circuit, 1), magnitudeFromRational(rationals.div(width, reach)));
  const slack: Magnitude = addUp(variation, scaleMagnitude(circuit, 2 - precision));
  const F = ball(bits);
  const x = fixedOf(middleOf(lower, upper), R.inputBits);
  const approximation = F.fromMidpoint({ mantissa: R.evaluate(x), exponent: -R.outputBits }, slack);
  const value = problem.target.evaluate(F, ballOver(F, panel));
  const error = F.sub(value, approximation);
  const shown = F.abs(problem.relative ? F.div(error, value) : error);
  return { upper: magnitudeFromRational(F.base.toRational(F.upper(shown))), index: 0 };
}

/**
 * A proven bound of |e| on a panel.
 * @param problem - The circuit and the target.
 * @param panel - The panel with its numbers.
 * @returns The bound.
 * @throws {PanelFault} where one of the conditions of the proof does not hold for these numbers, and a `RangeError` where
 * the target or the circuit cannot be evaluated.
 */
export function boundPanel(problem: ErrorProblem, panel: Panel): PanelBound {
  // Constants that are exact in the models must be exact where the circuit is evaluated.
  if (!(panel.precision >= CENTRE_BITS))
    throw new PanelFault(`expected a precision of at least ${String(CENTRE_BITS)}`);
  const written = withDeferred(problem, panel.deferred);
  return panel.kind === 'analytic' ? boundAnalytic(written, panel) : boundRange(written, panel);
}
