/**
 * What a construction costs, by the measure that a planner minimises.
 *
 * A planner compares parameters before there is a circuit; so it adds up what the operations cost: `ab` is one gate and two square
 * nodes side by side, `a²` one gate and one node, `1/a` one gate and one node, `a/b` one gate, a reciprocal and then a product.
 */
import type { Size } from '../circuits/circuit.ts';

/** Measures that a planner can minimise. */
export const objectives = ['gates', 'nodes', 'depth'] as const;
/** A measure that a planner can minimise. */
export type Objective = (typeof objectives)[number];

/** Gates, nodes of the lowered network and the longest chain of nodes of a part of a circuit. */
export type Work = Readonly<Record<Objective, number>>;

/** No operation. */
export const NOTHING: Work = Object.freeze({ gates: 0, nodes: 0, depth: 0 });
/** a². */
export const SQUARE: Work = Object.freeze({ gates: 1, nodes: 1, depth: 1 });
/** ab. */
export const PRODUCT: Work = Object.freeze({ gates: 1, nodes: 2, depth: 1 });
/** 1/a. */
export const RECIPROCAL: Work = Object.freeze({ gates: 1, nodes: 1, depth: 1 });
/** a/b. */
export const DIVISION: Work = Object.freeze({ gates: 1, nodes: 3, depth: 2 });

/** One part after the other. */
export function inSequence(...parts: readonly Work[]): Work {
  return parts.reduce(
    (sum, { gates, nodes, depth }) => ({
      gates: sum.gates + gates,
      nodes: sum.nodes + nodes,
      depth: sum.depth + depth,
    }),
    NOTHING,
  );
}

/** Parts that do not wait for each other. */
export function sideBySide(...parts: readonly Work[]): Work {
  return { ...inSequence(...parts), depth: Math.max(0, ...parts.map(({ depth }) => depth)) };
}

/** The same part `count` times, one after the other. */
export const repeated = (count: number, { gates, nodes, depth }: Work): Work => ({
  gates: count * gates,
  nodes: count * nodes,
  depth: count * depth,
});

/** Negative where x is the smaller of the two by the objective, then by gates, nodes and depth. */
export function compareWork(x: Work | Size, y: Work | Size, objective: Objective): number {
  const order = [objective, ...objectives];
  return order.map((measure) => x[measure] - y[measure]).find((difference) => difference !== 0) ?? 0;
}

/** The first of the least by the objective. */
export function leastBy<T>(
  candidates: readonly T[],
  workOf: (candidate: T) => Work | Size,
  objective: Objective,
): T | undefined {
  return candidates.reduce<T | undefined>(
    (best, candidate) =>
      best === undefined || compareWork(workOf(candidate), workOf(best), objective) < 0 ? candidate : best,
    undefined,
  );
}
