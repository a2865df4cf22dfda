/**
 * The error of a circuit of several inputs on a box, and what of it has to be bounded: proofs/boxes.md.
 */
import { type Rational, rationals } from '../arithmetic/rational.ts';
import type { Circuit } from '../circuits/circuit.ts';
import { bind } from '../circuits/evaluate.ts';
import { compile, type Plan } from '../circuits/plan.ts';
import { layerOf } from '../circuits/network-target.ts';
import type { Layer } from '../functions/layers.ts';
import type { Box, Domain } from '../functions/target.ts';
import { inputStructure, type Structure, structures } from './structure.ts';

/** A circuit, what it stands for, and where. */
export interface BoxProblem {
  readonly circuit: Circuit;
  readonly plan: Plan;
  readonly target: Layer;
  readonly box: Box;
}

/**
 * The problem of a circuit and a layer.
 * @param circuit - Its inputs and outputs are the layer's, in this order.
 * @param target - The name of a layer, or the text of a file of a dense network.
 * @param box - A side for each input.
 * @throws {RangeError} for another number of inputs or outputs, an empty side, and an unknown layer
 */
export function boxProblem(circuit: Circuit, target: string, box: Box): BoxProblem {
  const layer = layerOf(target);
  const [inputs, outputs] = [circuit.inputs.length, circuit.outputs.length];
  if (inputs !== layer.inputs || outputs !== layer.outputs) {
    const wanted = `${String(layer.inputs)} inputs and ${String(layer.outputs)} outputs`;
    throw new RangeError(
      `${layer.name}: expected a network of ${wanted}, got one of ${String(inputs)} and ${String(outputs)}`,
    );
  }
  if (box.length !== inputs) {
    throw new RangeError(`${layer.name}: expected ${String(inputs)} sides of the box, got ${String(box.length)}`);
  }
  if (box.some(({ lower, upper }) => rationals.compare(lower, upper) >= 0)) {
    throw new RangeError(`${layer.name}: expected sides a,b with a < b`);
  }
  return { circuit, plan: compile(circuit), target: layer, box };
}

/**
 * Outputs whose errors depend on the same few variables. The others are held at a point of their sides. Where the errors keep
 * their values under common shifts of all inputs, the first variable is held at 0, and a point of the box stands for one in which
 * the others are differences to it.
 */
export interface View {
  readonly outputs: readonly number[];
  /** The inputs that vary, in order; the coordinates of the view. */
  readonly variables: readonly number[];
  /** The input that is held at 0, if errors keep their values under shifts. */
  readonly pinned?: number;
}

const join = (x: Structure, y: Structure): { readonly inputs: bigint; readonly isShiftable: boolean } => {
  const [a, b] = [x.slope, y.slope];
  // f − R keeps its value if f and R change alike.
  return {
    inputs: x.inputs | y.inputs,
    isShiftable: a !== undefined && b !== undefined && rationals.compare(a, b) === 0,
  };
};

/** The views of a problem, by the operations of target and circuit alone. */
export function viewsOf({ plan, target }: BoxProblem): readonly View[] {
  const inputs = Array.from({ length: target.inputs }, (_, j) => inputStructure(j));
  const network = bind(structures, plan)(inputs);
  const exact = target.evaluate(structures, inputs);
  const groups = new Map<
    string,
    { readonly outputs: number[]; readonly variables: number[]; readonly pinned?: number }
  >();
  for (let i = 0; i < target.outputs; i += 1) {
    const { inputs: mask, isShiftable } = join(exact[i] ?? structures.zero, network[i] ?? structures.zero);
    const active = inputs.flatMap((_, j) => ((mask >> BigInt(j)) & 1n ? [j] : []));
    const [first] = active;
    const isPinned = isShiftable && first !== undefined;
    const key = `${String(mask)} ${String(isPinned)}`;
    const known = groups.get(key);
    if (known) known.outputs.push(i);
    else
      groups.set(key, {
        outputs: [i],
        variables: isPinned ? active.slice(1) : active,
        ...(isPinned && { pinned: first }),
      });
  }
  return [...groups.values()];
}

/** The sides of the smallest box that holds all coordinates of a view. */
export function sidesOf({ box }: BoxProblem, { variables, pinned }: View): Box {
  const side = (j: number): Domain => box[j] as Domain;
  if (pinned === undefined) return variables.map(side);
  const { lower, upper } = side(pinned);
  return variables.map((j) => ({
    lower: rationals.sub(side(j).lower, upper),
    upper: rationals.sub(side(j).upper, lower),
  }));
}

/**
 * The values of the input that is held at 0 with which points of the problem's box have their coordinates in a part of the view:
 * u_j = x_j − t asks for t in [lower_j − max u_j, upper_j − min u_j] for every j, and in the first input's own side.
 */
function shifts({ box }: BoxProblem, { variables, pinned }: View, part: Box): Domain | undefined {
  if (pinned === undefined) return undefined;
  let { lower, upper } = box[pinned] as Domain;
  variables.forEach((j, k) => {
    const [side, u] = [box[j] as Domain, part[k] as Domain];
    const [least, most] = [rationals.sub(side.lower, u.upper), rationals.sub(side.upper, u.lower)];
    if (rationals.compare(least, lower) > 0) lower = least;
    if (rationals.compare(most, upper) < 0) upper = most;
  });
  return { lower, upper };
}

/** Whether no point of the problem's box has its coordinates in a part of the view. */
export function isOutside(problem: BoxProblem, view: View, part: Box): boolean {
  const t = shifts(problem, view, part);
  return t !== undefined && rationals.compare(t.lower, t.upper) > 0;
}

/** The point of the problem's box that stands for the middle of a part, if there is one. */
export function middleOf(problem: BoxProblem, view: View, part: Box): readonly Rational[] | undefined {
  const middle = (side: Domain): Rational => rationals.scale(rationals.add(side.lower, side.upper), -1);
  const coordinates = part.map(middle);
  const t = shifts(
    problem,
    view,
    coordinates.map((u) => ({ lower: u, upper: u })),
  );
  if (t !== undefined && rationals.compare(t.lower, t.upper) > 0) return undefined;
  const shift = t === undefined ? rationals.zero : middle(t);
  return problem.box.map((side, j) => {
    if (j === view.pinned) return shift;
    const k = view.variables.indexOf(j);
    return k < 0 ? middle(side) : rationals.add(coordinates[k] as Rational, shift);
  });
}

/** The halves of a box, cut in the middle of one side. */
export function halves(part: Box, side: number): readonly [Box, Box] {
  const { lower, upper } = part[side] as Domain;
  const middle: Rational = rationals.scale(rationals.add(lower, upper), -1);
  const replaced = (half: Domain): Box => part.map((whole, k) => (k === side ? half : whole));
  return [replaced({ lower, upper: middle }), replaced({ lower: middle, upper })];
}
