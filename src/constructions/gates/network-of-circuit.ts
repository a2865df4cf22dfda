/**
 * Rational circuits as networks of one activation: every product and quotient becomes a gate, with a proven bound of what all of them do
 * to the outputs. This is the way back of [TT] Theorems 3.3 and 3.4, and for ReLU that of Boullé, Nakatsukasa and Townsend.
 */
import type { BigFloat } from '../../arithmetic/bigfloat.ts';
import { type Rational, rationals } from '../../arithmetic/rational.ts';
import type { Circuit, Instruction } from '../../circuits/circuit.ts';
import { type AffineActivation, networkBuilder } from '../../circuits/network-builder.ts';
import type { DenseNetwork } from '../../circuits/network-file.ts';
import type { Domain } from '../../functions/target.ts';
import { describeBound } from '../describe.ts';
import { atMost, down, inflate, larger, S } from '../planning.ts';
import { type GateKit, powerAbove, scaledProduct, scaledSquare, type SquareGate } from './gate-kit.ts';
import { type Range, rangesOf } from './ranges.ts';
import { applyReciprocal, planReciprocal } from './reciprocal.ts';

/** What is known of a value of the circuit. */
interface Known {
  readonly range: Range;
  /** Bound of |value| over the box. */
  readonly size: BigFloat;
  /** Bound of the distance of the network's value from the circuit's. */
  readonly error: BigFloat;
  /** The exact value, where it does not depend on the inputs. */
  readonly constant?: Rational;
}

/** Computes one value of the network from the earlier ones. */
type Step = <T>(P: AffineActivation<T>, values: readonly T[]) => T;

interface Planned {
  readonly steps: readonly Step[];
  readonly errors: readonly BigFloat[];
  /** What each gate may err by, in the units of the circuit. */
  readonly tolerance: BigFloat;
}

/** A network of one activation close to a circuit. */
export interface GateNetwork {
  readonly network: DenseNetwork;
  /** Proven bound of the distance of every output on the box, weights as they are in the network: a decimal string rounded up. */
  readonly bound: string;
  /** Plain data about the gates. */
  readonly plan: Readonly<Record<string, unknown>>;
}

const Q = rationals;
const ZERO = S.zero;
const sizeOf = ({ lower, upper }: Range): BigFloat => inflate(larger(S.abs(S.from(lower)), S.abs(S.from(upper))));
const MINUS_ONE = Q.neg(Q.one);
/** Products within this of the whole square are refused a tolerance, so that gates stay gates. */
const COARSEST = S.scale(S.one, -3);

/** Plans every step with gates whose errors are about `tolerance` in the units of the circuit. */
class Planner {
  readonly #kit: GateKit;
  readonly #tolerance: BigFloat;

  constructor(kit: GateKit, tolerance: BigFloat) {
    this.#kit = kit;
    this.#tolerance = tolerance;
  }

  #square(size: BigFloat): SquareGate {
    const wanted = S.div(this.#tolerance, size);
    return this.#kit.square(S.compare(wanted, COARSEST) < 0 ? wanted : COARSEST);
  }

  /** The product of two values, with its error. */
  product(x: Known, y: Known, [i, j]: readonly [number, number]): { step: Step; error: BigFloat } {
    for (const [factor, other, index] of [
      [x, y, j],
      [y, x, i],
    ] as const) {
      // prettier-ignore
      const { constant } = factor;
      if (constant === undefined) continue;
      const error = inflate(S.mul(S.abs(S.constant(constant)), other.error));
      return { step: (P, values) => P.scaleBy(constant, at(values, index)), error };
    }
    const [u, v] = [x, y].map(({ size, error }) => powerAbove(inflate(S.add(size, error)))) as [Rational, Rational];
    const area = S.constant(Q.mul(u, v));
    const carried = S.add(S.add(S.mul(x.size, y.error), S.mul(y.size, x.error)), S.mul(x.error, y.error));
    const gate = this.#square(area);
    if (i === j) {
      const error = inflate(S.add(carried, S.mul(area, gate.error)));
      return { step: (P, values) => scaledSquare(P, gate, at(values, i), u), error };
    }
    const error = inflate(S.add(carried, S.scale(S.mul(area, gate.error), 1)));
    return { step: (P, values) => scaledProduct(P, gate, [at(values, i), u], [at(values, j), v]), error };
  }

  /** The reciprocal of a value that is not 0, with its error. */
  reciprocal({ range, size, error }: Known, index: number): { step: Step; error: BigFloat; size: BigFloat } {
    const negative = range.upper.mantissa < 0n;
    const nearest = S.abs(S.from(negative ? range.upper : range.lower));
    const least = down(S.sub(nearest, inflate(error)));
    if (least.mantissa <= 0n || !atMost(S.scale(error, 1), nearest)) throw new TooCoarse();
    // v = ±value/top lies in [low, 1].
    const top = powerAbove(inflate(S.add(size, error)));
    const low = down(S.div(least, S.constant(top)));
    const plan = planReciprocal(this.#kit, low, this.#residual(least));
    const factor = Q.div(negative ? MINUS_ONE : Q.one, top);
    // |1/v − 1/ṽ| ≤ error/(nearest · least), and |1/ṽ − y/top| ≤ residual/least.
    const total = S.add(S.div(error, S.mul(nearest, least)), S.div(plan.residual, least));
    return {
      step: (P, values) => {
        const scaled = P.hold(P.scaleBy(factor, at(values, index)));
        return P.scaleBy(factor, applyReciprocal(P, plan, scaled));
      },
      error: inflate(total),
      size: inflate(S.div(S.one, down(nearest))),
    };
  }

  #residual(least: BigFloat): BigFloat {
    const wanted = S.mul(this.#tolerance, least);
    return S.compare(wanted, COARSEST) < 0 ? wanted : COARSEST;
  }
}

/** The tolerance lets a divisor reach 0. */
class TooCoarse extends RangeError {}

function at<T>(values: readonly T[], index: number): T {
  return values[index] as T;
}

/** Plans the whole circuit with one tolerance. */
function plan(circuit: Circuit, ranges: readonly Range[], kit: GateKit, tolerance: BigFloat): Planned {
  const planner = new Planner(kit, tolerance);
  const known: Known[] = circuit.inputs.map((_, i) => {
    const range = ranges[i] as Range;
    return { range, size: sizeOf(range), error: ZERO };
  });
  const steps = circuit.instructions.map((instruction, i): Step => {
    const range = ranges[i + circuit.inputs.length] as Range;
    const constant = constantOf(instruction, known);
    const { step, error } =
      constant === undefined
        ? planInstruction(planner, instruction, known)
        : { step: (<T>(P: AffineActivation<T>) => P.constant(constant)) as Step, error: ZERO };
    known.push({ range, size: sizeOf(range), error, ...(constant && { constant }) });
    return step;
  });
  return { steps, errors: circuit.outputs.map((output) => at(known, output).error), tolerance };
}

/** The exact value of an instruction whose operands are constants. */
function constantOf(instruction: Instruction, known: readonly Known[]): Rational | undefined {
  if (instruction.op === 'const') return instruction.value;
  const [x, y = Q.zero] = instruction.args.map((index) => at(known, index).constant);
  if (x === undefined || instruction.args.some((index) => at(known, index).constant === undefined)) return undefined;
  return instruction.op === 'neg' ? Q.neg(x) : Q[instruction.op](x, y);
}

function planInstruction(
  planner: Planner,
  instruction: Exclude<Instruction, { readonly op: 'const' }> | Instruction,
  known: readonly Known[],
): { step: Step; error: BigFloat } {
  if (instruction.op === 'const') throw new TypeError('a constant has no operands');
  const [i, j = i] = instruction.args;
  const [x, y] = [at(known, i), at(known, j)];
  switch (instruction.op) {
    case 'neg':
      return { step: (P, values) => P.scaleBy(MINUS_ONE, at(values, i)), error: x.error };
    case 'add':
      return { step: (P, values) => P.add(at(values, i), at(values, j)), error: inflate(S.add(x.error, y.error)) };
    case 'sub':
      return {
        step: (P, values) => P.add(at(values, i), P.scaleBy(MINUS_ONE, at(values, j))),
        error: inflate(S.add(x.error, y.error)),
      };
    case 'mul':
      return planner.product(x, y, [i, j]);
    case 'div':
      return planQuotient(planner, x, y, [i, j]);
  }
}

function planQuotient(
  planner: Planner,
  x: Known,
  y: Known,
  [i, j]: readonly [number, number],
): { step: Step; error: BigFloat } {
  if (y.constant !== undefined) {
    const factor = Q.div(Q.one, y.constant);
    const error = inflate(S.mul(S.abs(S.constant(factor)), x.error));
    return { step: (P, values) => P.scaleBy(factor, at(values, i)), error };
  }
  const { step: invert, error, size } = planner.reciprocal(y, j);
  const product = planner.product(x, { range: y.range, size, error }, [0, 1]);
  return { step: (P, values) => product.step(P, [at(values, i), invert(P, values)]), error: product.error };
}

const MOST_ATTEMPTS = 12;

/**
 * The network of one activation within ε of a rational circuit on a box.
 *
 * Error: the distance of every output is proven to be at most ε everywhere on the box (proofs/theorem-3.3.md), with the weights as they
 * are in the network.
 * @param circuit - One or more inputs and outputs, without a pole on the box.
 * @param box - One interval for each input.
 * @param eps - In (0, 1).
 * @param kit - The gates.
 * @throws {RangeError} without inputs, and where a divisor is not seen to stay away from 0, or comes too close to it.
 */
export function networkOfCircuit(circuit: Circuit, box: readonly Domain[], eps: Rational, kit: GateKit): GateNetwork {
  if (circuit.inputs.length === 0 || box.length !== circuit.inputs.length) {
    const [inputs, sides] = [String(circuit.inputs.length), String(box.length)];
    throw new RangeError(
      `expected a network with inputs and an interval for each, got ${inputs} inputs, ${sides} intervals`,
    );
  }
  const ranges = rangesOf(circuit, box);
  const goal = S.constant(eps);
  let tolerance = goal;
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt += 1) {
    try {
      const planned = plan(circuit, ranges, kit, tolerance);
      const worst = planned.errors.reduce(larger, ZERO);
      if (atMost(worst, goal)) return build(circuit, planned, kit);
      // Errors are nearly proportional to the tolerance.
      tolerance = S.mul(tolerance, S.div(S.scale(goal, -1), worst));
    } catch (error) {
      if (!(error instanceof TooCoarse)) throw error;
      tolerance = S.scale(tolerance, -8);
    }
  }
  throw new RangeError('the accuracy asked for was not reached by gates');
}

function build(circuit: Circuit, { steps, errors, tolerance }: Planned, kit: GateKit): GateNetwork {
  const builder = networkBuilder(circuit.inputs.length, kit.carrying, kit.maxWeight);
  const values = [...builder.inputs];
  for (const step of steps) values.push(step(builder, values));
  const bound = describeBound(errors.reduce(larger, ZERO));
  const network = builder.build(
    circuit.outputs.map((output) => at(values, output)),
    { ...circuit.meta, activation: kit.carrying.activation, bound },
  );
  return { network, bound, plan: { tolerance: describeBound(tolerance) } };
}
