/** A verification in this process that keeps everything in memory. */
import { parseNumeral } from '../../src/arithmetic/numerals.ts';
import type { Circuit } from '../../src/circuits/circuit.ts';
import { singleThread } from '../../src/measurement/index.ts';
import type { Row, VerificationContext } from '../../src/theorems/index.ts';

/** The context, and what was kept through it. */
export interface Recorded {
  readonly context: VerificationContext;
  readonly rows: Map<string, Row>;
  readonly networks: Map<string, Circuit>;
  /** How many errors were measured. */
  measured(): number;
}

/**
 * @param epsilons accuracies as decimal strings
 * @param stored rows of an earlier run, perhaps changed
 */
export function recorded(epsilons: readonly string[], stored: ReadonlyMap<string, Row> = new Map()): Recorded {
  const rows = new Map<string, Row>();
  const networks = new Map<string, Circuit>();
  let measured = 0;
  const context: VerificationContext = {
    epsilons: epsilons.map(parseNumeral),
    points: 60,
    seed: 1,
    evaluator: {
      device: 'counting',
      largest: (...task) => {
        measured += 1;
        return singleThread.largest(...task);
      },
    },
    recall: (key) => stored.get(key),
    keep: (key, row) => {
      rows.set(key, row);
      return Promise.resolve();
    },
    keepNetwork: (name, circuit) => {
      networks.set(name, circuit);
      return Promise.resolve(`networks/${name}.json`);
    },
    onProgress: () => undefined,
  };
  return { context, rows, networks, measured: () => measured };
}

/** A row of given ε and gates; every other size is a multiple of the gates. */
export function rowOf(eps: string, gates: number): Row {
  return {
    eps,
    target: 'tanh',
    domain: ['-1', '1'],
    method: 'nested',
    role: 'paper',
    size: {
      gates,
      nodes: 3 * gates,
      depth: gates,
      parameters: gates,
      layeredNodes: gates,
      layeredParameters: gates,
      degree: '8',
    },
    planBound: eps,
    seconds: 0,
  };
}
