/** Short ways to state what is certified. */
import { circuitFromExpression } from '../../src/circuits/expression.ts';
import type { Circuit } from '../../src/circuits/circuit.ts';
import { problemOf } from '../../src/certificates/check.ts';
import type { ErrorProblem } from '../../src/certificates/panel.ts';
import { type Steps, stepsOf } from '../../src/certificates/steps.ts';

/** The steps of a network. */
export const stepsFor = (network: string | Circuit): Steps =>
  stepsOf(typeof network === 'string' ? circuitFromExpression(network) : network);

/** The problem of a network against a target. */
export const problemFor = (network: string | Circuit, target: string, relative = false): ErrorProblem =>
  problemOf({ circuit: typeof network === 'string' ? circuitFromExpression(network) : network, target, relative });
