/**
 * Result records made by formula, for the tests of the reports: no number in them was measured or certified.
 *
 * Sizes follow the growth of each construction (c·L^a with the constants of the prototypes), errors are a fixed fraction of a power of ε,
 * so that every figure has the shape of a real one at ε from 10⁻⁴ to 10⁻⁴⁰⁹⁶.
 */
import type { Fit, Row, RowRole, StatementResult, VerifyResults } from '../../src/theorems/records.ts';

/** One method of the fixture: gates as a function of log₂(1/ε), and how its error is known. */
interface Method {
  readonly name: string;
  readonly role: RowRole;
  readonly gates: (bits: number) => number;
  readonly known: 'bound' | 'estimate' | 'both' | 'nothing';
}

/** c·10^(−digits) as a decimal string, for |digits| beyond the range of a double. */
function power(mantissa: string, digits: number): string {
  return `${mantissa}e-${String(Math.round(digits))}`;
}

/** A row by formula: the plan allows 0.9 ε, the certified interval and the sampled value lie below. */
export function rowByFormula(method: Method, target: string, digits: number): Row {
  const gates = Math.ceil(method.gates(digits * Math.log2(10)));
  const nodes = Math.ceil(2.6 * gates);
  const reached = digits * 1.06 + 1;
  return {
    eps: `1e-${String(digits)}`,
    target,
    domain: ['-1', '1'],
    method: method.name,
    role: method.role,
    size: {
      gates,
      nodes,
      depth: Math.ceil(1.4 * gates),
      parameters: 4 * nodes,
      layeredNodes: nodes * 5,
      layeredParameters: nodes * 20,
      degree: String(2n ** BigInt(gates)),
    },
    planBound: power('9', digits + 1),
    ...(method.known === 'bound' || method.known === 'nothing'
      ? {}
      : {
          estimate: {
            kind: 'estimate',
            error: power('3.14159', reached),
            at: '-0.4375',
            points: 2001,
            arithmetic: `decimal, ${String(Math.ceil(reached) + 20)} digits`,
          },
        }),
    ...(method.known === 'estimate' || method.known === 'nothing'
      ? {}
      : { error: { kind: 'bound', lower: power('3.1411', reached), upper: power('3.1421', reached) } }),
    seconds: 0.05 * gates,
    network: `networks/${target.replace(':', '-')}-1e-${String(digits)}.json`,
  };
}

const L = Math.log2;

/** The methods of a GELU statement, with the constants of the prototypes. */
export const geluMethods: readonly Method[] = [
  { name: 'nested AGM–Halley', role: 'paper', gates: (bits) => 2.6 * L(bits) ** 3, known: 'both' },
  { name: 'coupled AGM–Halley', role: 'own', gates: (bits) => 7.4 * L(bits) ** 2, known: 'both' },
  { name: 'Padé and doublings', role: 'competitor', gates: (bits) => 1.9 * Math.sqrt(bits), known: 'estimate' },
  { name: 'minimax (n, n)', role: 'competitor', gates: (bits) => 2 + bits / L(bits), known: 'bound' },
  { name: 'degree count', role: 'lower-bound', gates: (bits) => Math.max(1, L(bits) - 1), known: 'nothing' },
];

const rootMethods: readonly Method[] = [
  { name: 'scaled Newton', role: 'paper', gates: (bits) => 3 * L(bits) + 4, known: 'both' },
  { name: 'Halley', role: 'baseline', gates: (bits) => 3.4 * L(bits) + 9, known: 'estimate' },
  { name: 'Newton', role: 'baseline', gates: (bits) => 3.9 * L(bits) + 14, known: 'estimate' },
];

const digitsOfEps = [4, 16, 64, 256, 1024, 4096];

function rowsOf(methods: readonly Method[], target: string): readonly Row[] {
  return methods.flatMap((method) => digitsOfEps.map((digits) => rowByFormula(method, target, digits)));
}

const nestedFit: Fit = {
  method: 'nested AGM–Halley',
  measure: 'gates',
  model: 'gates = C·L^a',
  exponent: 2.98123,
  constant: 2.6449,
  r2: 0.99987,
  claimedExponent: 3,
  points: 6,
};

const coupledFit: Fit = {
  ...nestedFit,
  method: 'coupled AGM–Halley',
  exponent: 2.0031,
  constant: 7.38,
  claimedExponent: 2,
};

/** The upper bound of theorem 3.1, one target. */
export const upperStatement: StatementResult = {
  id: 'theorem-3.1-upper',
  title: 'GELU by rational networks of size O(log³ log(1/ε))',
  verdict: 'verified',
  claim: 'For every 0 < ε < 1 there is a rational network R of size O(L(ε)³) with |GELU(x) − R(x)| ≤ ε on [−1, 1].',
  hypotheses: ['GELU in its tanh form', 'weights are exact decimals'],
  references: ['Tang & Townsend, arXiv 2602.12390, Theorem 3.1', 'https://doi.org/10.1007/BF01397083'],
  rows: rowsOf(geluMethods, 'gelu-tanh'),
  fits: [nestedFit, coupledFit],
  fit: nestedFit,
  notes: ['The kept values of the coupled form are skip connections; see the layered measures.'],
};

/** Lemma 1.1 with three targets. */
export const rootStatement: StatementResult = {
  id: 'lemma-1.1',
  title: 'Composite p-th roots',
  verdict: 'inconclusive',
  claim: 'A p-th root on a fixed interval needs a network of size O(L(ε)).',
  reason: 'root:5 was not certified at 1e-4096 within the time allowed',
  references: ['Gawlik & Nakatsukasa, arXiv 1906.11326'],
  rows: ['root:2', 'root:3', 'root:5'].flatMap((target) => rowsOf(rootMethods, target)),
  fits: [
    { ...nestedFit, method: 'scaled Newton', model: 'gates = c0 + c1·L', exponent: 1, constant: 3, claimedExponent: 1 },
  ],
  notes: [],
};

/** A statement without rows, violated, with text that must be escaped everywhere. */
export const hostileStatement: StatementResult = {
  id: 'mhl-3.4',
  title: 'A title with <script>alert("1")</script> & 50% of_it in {braces} #1 ~ ^ \\ $',
  verdict: 'violated',
  claim: 'F′ is continuous "iff" s_{i+1} = s_i (1−a_{i+1}) a_{i+2}, a < b',
  reason: 'witness: a = (0.3, 0.5), jump 1.5e-1, <b>',
  references: [],
  rows: [],
  fits: [],
  notes: [],
};

/** A whole run. */
export const resultsByFormula: VerifyResults = {
  statements: [rootStatement, upperStatement, hostileStatement],
  environment: {
    version: '0.1.0',
    node: 'v20.20.2',
    platform: 'linux x64',
    cpus: '2 cores',
    date: '2026-01-02T03:04:05.000Z',
    command: 'loglog verify --eps 1e-4,1e-16 --out "my results"',
  },
  seconds: 123.456,
};
