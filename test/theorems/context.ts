/** A verification in this process that keeps everything in memory. */
import { parseNumeral } from '../../src/arithmetic/numerals.ts';
import type { Circuit } from '../../src/circuits/circuit.ts';
import type { DenseNetwork } from '../../src/circuits/network-file.ts';
import type { BoxCertificate, Certificate } from '../../src/certificates/index.ts';
import { assess } from '../../src/measurement/index.ts';
import type { Row, VerificationContext } from '../../src/theorems/index.ts';

/** The context, and what was kept through it. */
export interface Recorded {
  readonly context: VerificationContext;
  readonly rows: Map<string, Row>;
  readonly networks: Map<string, Circuit | DenseNetwork>;
  readonly certificates: Map<string, Certificate>;
  readonly boxCertificates: Map<string, BoxCertificate>;
  /** How many errors were measured. */
  measured(): number;
}

/**
 * @param epsilons accuracies as decimal strings
 * @param stored rows of an earlier run, perhaps changed
 * @param certifySeconds time for each certificate
 */
export function recorded(
  epsilons: readonly string[],
  stored: ReadonlyMap<string, Row> = new Map(),
  certifySeconds = 60,
): Recorded {
  const rows = new Map<string, Row>();
  const networks = new Map<string, Circuit | DenseNetwork>();
  const certificates = new Map<string, Certificate>();
  const boxCertificates = new Map<string, BoxCertificate>();
  let measured = 0;
  const context: VerificationContext = {
    epsilons: epsilons.map(parseNumeral),
    points: 60,
    seed: 1,
    certifySeconds,
    assessor: {
      device: 'counting',
      concurrency: 1,
      assess: (request) => {
        measured += 1;
        return assess(request);
      },
    },
    recall: (key) => stored.get(key),
    keep: (key, row) => {
      rows.set(key, row);
      return Promise.resolve();
    },
    keepNetwork: (name, network) => {
      networks.set(name, network);
      return Promise.resolve(`networks/${name}.json`);
    },
    keepCertificate: (name, certificate) => {
      if ('views' in certificate) boxCertificates.set(name, certificate);
      else certificates.set(name, certificate);
      return Promise.resolve(`certificates/${name}.json`);
    },
    onProgress: () => undefined,
  };
  return { context, rows, networks, certificates, boxCertificates, measured: () => measured };
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
