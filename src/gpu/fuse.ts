/**
 * Cutting a program into groups of neighbouring steps, each carried out by one kernel: values that do not leave a group are never stored.
 */
import type { Operation, Program, ProgramStep, Wire } from './program.ts';
import { u } from './wgsl.ts';

/** A number that a group is told: an operand to load, the power of a `scale`, or where to store the value of a step. */
export type Parameter = { readonly operand: Wire } | { readonly power: number } | { readonly store: number };

/** Neighbouring steps `first … first + length − 1` and the kernel's text for them, the same wherever such steps are wired alike. */
export interface Group {
  readonly first: number;
  readonly length: number;
  /** WGSL of the steps; what differs between groups of one text are its parameters. */
  readonly body: string;
  readonly parameters: readonly Parameter[];
}

/** Parameters that a group may have. */
export const MOST_PARAMETERS = 64;
/** Steps that a group may have. */
const MOST_STEPS = 12;
/** Compiling a kernel should not take longer, in the units of {@link compileCost}. */
const MOST_COMPILE = 8;

/** A step in WGSL, of the names of its arguments. */
const CALLS: Readonly<Record<Operation, (x: string, y: string, z: string) => string>> = {
  add: (x, y) => `limb_add(${x}, ${y})`,
  sub: (x, y) => `limb_add(${x}, limb_neg(${y}))`,
  mul: (x, y) => (x === y ? `limb_sqr(${x})` : `limb_mul(${x}, ${y})`),
  div: (x, y) => `limb_div(${x}, ${y})`,
  neg: (x) => `limb_neg(${x})`,
  abs: (x) => `limb_abs(${x})`,
  scale: (x, power) => `limb_scale(${x}, bitcast<i32>(${power}))`,
  truncate: (x) => `limb_truncate(${x})`,
  shift: (x, y) => `limb_shift(${x}, ${y})`,
  exponentOf: (x) => `limb_exponent_of(${x})`,
  select: (x, y, z) => `limb_select(${x}, ${y}, ${z})`,
};

const parameterAt = (i: number): string => `step[${u(i >> 2)}][${u(i & 3)}]`;
const keyOf = (wire: Wire): string =>
  'value' in wire ? `v${String(wire.value)}` : `${String(wire.constant.mantissa)} ${String(wire.constant.exponent)}`;

/** The steps from `first` on as one kernel. @param lastUse - For each value the step that uses it last. */
function groupOf({ inputs, steps }: Program, first: number, length: number, lastUse: ArrayLike<number>): Group {
  const parameters: Parameter[] = [];
  const lines: string[] = [];
  const names = new Map<string, string>();
  const parameter = (value: Parameter): string => parameterAt(parameters.push(value) - 1);
  const nameOf = (wire: Wire): string => {
    const key = keyOf(wire);
    const known = names.get(key);
    if (known !== undefined) return known;
    const name = `x${String(names.size)}`;
    names.set(key, name);
    const at = parameter({ operand: wire });
    lines.push(`let ${name} = load(${at}, lane);`);
    return name;
  };
  const end = first + length;
  steps.slice(first, end).forEach(({ operation, args, power }: ProgramStep, i) => {
    const [x = '', y = '', z = ''] = args.map(nameOf);
    const call = operation === 'scale' ? CALLS.scale(x, parameter({ power }), '') : CALLS[operation](x, y, z);
    const name = `v${String(i)}`;
    names.set(keyOf({ value: inputs + first + i }), name);
    lines.push(`let ${name} = ${call};`);
  });
  // Stored at the end, since a value may take the register of an operand.
  for (let i = first; i < end; i += 1) {
    if ((lastUse[inputs + i] as number) < end) continue;
    lines.push(`store(${parameter({ store: i })}, lane, v${String(i - first)});`);
  }
  return { first, length, body: lines.join('\n  '), parameters };
}

/** Seconds that a software driver needs to compile a kernel, roughly. Heuristic, chosen by measurement on lavapipe. */
function compileCost({ body }: Group, words: number): number {
  const count = (name: string): number => body.split(name).length - 1;
  const products = count('limb_mul(') + 0.7 * count('limb_sqr(');
  return (
    0.05 +
    products * (0.0015 * words + 0.03) * words +
    count('limb_div(') * (0.003 * words + 0.03) * words +
    count('limb_add(') * 0.05 * words +
    count('\n') * 0.005 * words +
    (count('load(') + count('store(')) * 0.018 * words
  );
}

/** Seconds to move the numbers of a group at a point. Heuristic, as above. */
function moveCost({ parameters }: Group, words: number): number {
  const moved = parameters.filter((p) => 'store' in p || ('operand' in p && 'value' in p.operand)).length;
  return moved * words * 1.1e-9;
}

/** What compiling counts: kernels are kept for later tasks, and by drivers for later processes. */
const COMPILE_SHARE = 0.1;

const countsOf = (groups: readonly Group[]): Map<string, number> => {
  const counts = new Map<string, number>();
  for (const { body } of groups) counts.set(body, (counts.get(body) ?? 0) + 1);
  return counts;
};

/** The cheapest way through all steps, where `price` is that of a group. @param candidates - For each step the groups that begin there. */
function cheapest(candidates: readonly (readonly Group[])[], price: (group: Group) => number): readonly Group[] {
  const costs = new Float64Array(candidates.length + 1).fill(Infinity);
  const last: Group[] = [];
  costs[0] = 0;
  candidates.forEach((groups, first) => {
    for (const group of groups) {
      const cost = (costs[first] as number) + price(group);
      const end = first + group.length;
      if (cost >= (costs[end] as number)) continue;
      costs[end] = cost;
      last[end] = group;
    }
  });
  const chosen: Group[] = [];
  for (let end = candidates.length; end > 0; end = (last[end] as Group).first) chosen.unshift(last[end] as Group);
  return chosen;
}

/** Steps one by one up to `offset`, then groups of `length`, and the rest one by one. */
function evenly(candidates: readonly (readonly Group[])[], length: number, offset: number): readonly Group[] {
  const groups: Group[] = [];
  for (let at = 0; at < candidates.length;) {
    const here = candidates[at] as readonly [Group, ...Group[]];
    const group = (at >= offset ? here[length - 1] : undefined) ?? here[0];
    groups.push(group);
    at += group.length;
  }
  return groups;
}

/**
 * Cuts a program into groups such that compiling their kernels and moving numbers take little time together: the more points, the
 * longer the groups.
 *
 * Heuristic: of the cuts into groups of one length, which follow the repetitions of constructions and series, the cheapest is taken; then the cheapest way is
 * found where a kernel shares its price among the places where it was used, and once more.
 * @param program - A straight-line program.
 * @param points - How many points it will be run at.
 * @returns The groups in order.
 */
export function fuse(program: Program, points: number): readonly Group[] {
  const { inputs, steps, output } = program;
  const words = program.bits / 32;
  const lastUse = new Int32Array(inputs + steps.length).fill(-1);
  steps.forEach((step, i) => {
    for (const arg of step.args) if ('value' in arg) lastUse[arg.value] = i;
  });
  if ('value' in output) lastUse[output.value] = steps.length;

  const compile = new Map<string, number>();
  const compileOf = (group: Group): number => {
    let cost = compile.get(group.body);
    if (cost === undefined) compile.set(group.body, (cost = compileCost(group, words)));
    return cost;
  };
  const candidates = steps.map((_, first) => {
    const groups: Group[] = [];
    for (let length = 1; length <= Math.min(MOST_STEPS, steps.length - first); length += 1) {
      const group = groupOf(program, first, length, lastUse);
      if (length > 1 && (group.parameters.length > MOST_PARAMETERS || compileOf(group) > MOST_COMPILE)) break;
      groups.push(group);
    }
    return groups;
  });
  const moving = (group: Group): number => points * moveCost(group, words);
  const total = (groups: readonly Group[]): number => {
    const kernels = new Map(groups.map((group) => [group.body, COMPILE_SHARE * compileOf(group)]));
    return [...kernels.values(), ...groups.map(moving)].reduce((sum, cost) => sum + cost, 0);
  };
  const cuts = Array.from({ length: MOST_STEPS }, (_, i) => i + 1).flatMap((length) =>
    Array.from({ length }, (_, offset) => evenly(candidates, length, offset)),
  );
  const cheaper = (x: readonly Group[], y: readonly Group[]): readonly Group[] => (total(y) < total(x) ? y : x);
  let best = cuts.reduce(cheaper);
  for (let round = 0; round < 2; round += 1) {
    const places = countsOf(best);
    const price = (group: Group): number =>
      moving(group) + (COMPILE_SHARE * compileOf(group)) / (places.get(group.body) ?? 1);
    best = cheaper(best, cheapest(candidates, price));
  }
  return best;
}
