/**
 * Rational circuits: straight-line programs over `+ − × ÷`, exact constants and inputs.
 */
import type { Rational } from '../arithmetic/rational.ts';

/** One step of a circuit. Values are numbered: inputs first, then instructions in order; `args` name earlier values. */
export type Instruction =
  | { readonly op: 'const'; readonly value: Rational }
  | { readonly op: 'neg'; readonly args: readonly [number] }
  | { readonly op: 'add' | 'sub' | 'mul' | 'div'; readonly args: readonly [number, number] };

/** A straight-line program; the same function as the rational network it lowers to. */
export interface Circuit {
  /** Names of the inputs, values 0 … inputs.length − 1. */
  readonly inputs: readonly string[];
  readonly instructions: readonly Instruction[];
  /** Value numbers of the outputs. */
  readonly outputs: readonly number[];
  /** What a file says about itself: target, domain, method, plan. Never read by the mathematics. */
  readonly meta?: Readonly<Record<string, unknown>>;
}

/** The size measures, as every report names them. */
export interface Size {
  /** × and ÷ of the circuit; multiplying or dividing by a constant is affine, hence free. */
  readonly gates: number;
  /** Nodes of the lowered network (Boullé–Nakatsukasa–Townsend's size). */
  readonly nodes: number;
  /** Longest chain of nodes. */
  readonly depth: number;
  /** Non-zero weights and biases plus free activation coefficients, skip connections allowed. */
  readonly parameters: number;
  /** Nodes after identity nodes have been inserted so that edges join consecutive layers only. */
  readonly layeredNodes: number;
  readonly layeredParameters: number;
  /** Upper bound of the degree of the rational function computed. */
  readonly degree: bigint;
}
