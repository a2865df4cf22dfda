/** Bounds of the error on parts of a box, by Taylor models. */
import {
  compareMagnitudes,
  type Magnitude,
  maxMagnitude,
  scaleMagnitude,
  zeroMagnitude,
} from '../arithmetic/magnitude.ts';
import { rationals } from '../arithmetic/rational.ts';
import {
  bigfloatCoefficients,
  type CoefficientSystem,
  doubleCoefficients,
  type TaylorModel,
  taylorModels,
} from '../arithmetic/taylor-model.ts';
import { prune } from '../circuits/builder.ts';
import { bind } from '../circuits/evaluate.ts';
import { compile } from '../circuits/plan.ts';
import type { Box } from '../functions/target.ts';
import type { BoxProblem, View } from './box-problem.ts';

/** How models are computed. */
export interface ModelSettings {
  /** Total degree of the polynomials. */
  readonly degree: number;
  /** 53 for doubles, otherwise the precision of floating point. */
  readonly bits: number;
}

/** What is known of the error on a part. */
export interface PartBound {
  readonly upper: Magnitude;
  /** How much the part's bound owes to each coordinate, roughly: what a search goes by. No bound rests on it. */
  readonly variation: readonly number[];
}

/** Bounds the largest error over the outputs of a view on parts of it. */
export type PartBounder = (part: Box) => PartBound;

/**
 * A bounder for a view.
 * @param problem - Circuit, target and box.
 * @param view - Of `viewsOf(problem)`, with at least one variable.
 * @param settings - Degree and precision.
 * @returns The bounds; a part on which an operation is not shown to be defined throws a RangeError, a `TaylorFault` at its root.
 */
export function partBounder(problem: BoxProblem, view: View, settings: ModelSettings): PartBounder {
  const { bits } = settings;
  return bits === 53
    ? bounderOver(problem, view, settings, doubleCoefficients)
    : bounderOver(problem, view, settings, bigfloatCoefficients(bits));
}

function bounderOver<T>(
  problem: BoxProblem,
  { outputs, variables, pinned }: View,
  { degree }: ModelSettings,
  system: CoefficientSystem<T>,
): PartBounder {
  const F = taylorModels(system, Math.max(1, variables.length), degree);
  // Without what only other outputs need.
  const { circuit, target, box } = problem;
  const own = prune({ ...circuit, outputs: outputs.map((i) => circuit.outputs[i] as number) });
  const network = bind(F, compile(own));
  // Inputs that no error of the view depends on may have any value of their sides.
  const fixed = box.map(({ lower, upper }, j) =>
    j === pinned ? F.zero : F.constant(rationals.scale(rationals.add(lower, upper), -1)),
  );
  return (part) => {
    const inputs = fixed.slice();
    part.forEach(({ lower, upper }, k) => {
      inputs[variables[k] as number] = F.variable(k, lower, upper);
    });
    const approximations = network(inputs);
    const values = target.evaluate(F, inputs);
    let upper = zeroMagnitude;
    let variation: readonly number[] = variables.map(() => 0);
    outputs.forEach((i, n) => {
      const approximation = approximations[n] as TaylorModel<T>;
      const error = F.sub(values[i] as TaylorModel<T>, approximation);
      const size = F.supremum(error);
      upper = maxMagnitude(upper, size);
      // Where the remainder is what counts, the terms of the highest degrees show where it comes from.
      const isRemainder = compareMagnitudes(scaleMagnitude(error.remainder, 1), size) > 0;
      const shares = isRemainder ? F.variation(approximation, degree - 1) : F.variation(error, 1);
      variation = variation.map((sum, k) => sum + (shares[k] ?? 0));
    });
    return { upper, variation };
  };
}
