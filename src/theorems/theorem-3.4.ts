/** Dense networks by rational networks, and back: [TT] Theorem 3.4. */
import { parseNumeral } from '../arithmetic/numerals.ts';
import { type Rational, rationals } from '../arithmetic/rational.ts';
import type { Circuit } from '../circuits/circuit.ts';
import { sizeOfDense } from '../circuits/size-dense.ts';
import { smoothCarrying } from '../constructions/gates/carrying.ts';
import { networkOfCircuit } from '../constructions/gates/network-of-circuit.ts';
import { smoothKit } from '../constructions/gates/smooth-square.ts';
import { rationalize } from '../constructions/rationalize.ts';
import { findTarget } from '../functions/catalog.ts';
import type { Domain } from '../functions/target.ts';
import { boundedRow, certifiedRow, type DenseSubject } from './dense-rows.ts';
import { fitPower, keepsGrowth } from './growth.ts';
import { makeNetworkRows, type NetworkRequest } from './network-rows.ts';
import { randomNetwork } from './random-network.ts';
import type { Row, SizeMeasure, StatementResult, Verdict } from './records.ts';
import {
  accuracies,
  certifiedNote,
  conclude,
  findUndecided,
  findViolation,
  ladder,
  makeRows,
  type Statement,
  type VerificationContext,
} from './statement.ts';

const UNIT: Domain = { lower: parseNumeral('-1'), upper: parseNumeral('1') };
const GELU = findTarget('gelu-tanh');
const LADDER = accuracies(2, 4, 8, 16, 32, 64);
/** Finer networks of gates take minutes to sample: their weights need thousands of bits. */
const FINEST_BACK = parseNumeral('1e-32');

const small = {
  name: 'a GELU network 1–3–3–1',
  network: randomNetwork([1, 3, 3, 1], ['gelu-tanh', 'gelu-tanh', 'identity'], 1, 1),
  domain: UNIT,
};

/** Networks of one input: their differences are certified from end to end. */
const CERTIFIED: readonly DenseSubject[] = [
  { ...small, method: 'nested', construction: 'nested', role: 'paper' },
  { ...small, method: 'coupled', construction: 'coupled', role: 'own' },
  { ...small, method: 'doubling', construction: 'doubling', role: 'competitor' },
  {
    name: 'a ReLU network 1–3–1',
    network: randomNetwork([1, 3, 1], ['relu', 'identity'], 1, 1),
    domain: UNIT,
    method: 'zolotarev',
    construction: 'zolotarev',
    role: 'paper',
  },
];

/** A network of two inputs: what is proven of its difference is the propagated bound. */
const SQUARE: DenseSubject = {
  name: 'a GELU network 2–8–8–1 with weights up to 2',
  network: randomNetwork([2, 8, 8, 1], ['gelu-tanh', 'gelu-tanh', 'identity'], 2, 1),
  domain: UNIT,
  method: 'doubling, 2–8–8–1',
  construction: 'doubling',
  role: 'competitor',
};

const BACK = 'back to GELU by gates';
/** The rational network that is turned back, one for all accuracies. */
const SOURCE = randomNetwork([1, 2, 1], ['gelu-tanh', 'identity'], 1, 1);
const SOURCE_EPS = parseNumeral('1e-4');

let fixed: Circuit | undefined;
const fixedCircuit = (): Circuit =>
  (fixed ??= rationalize(SOURCE, { eps: SOURCE_EPS, domain: UNIT, method: 'doubling' }).circuit);

let kit: ReturnType<typeof smoothKit> | undefined;
const backward = (eps: Rational): NetworkRequest => ({
  id: 'theorem-3.4',
  expression: 'the rational network of a GELU network 1–2–1 at 1e-4',
  source: fixedCircuit,
  domain: UNIT,
  method: BACK,
  role: 'own',
  eps,
  build: (circuit) =>
    networkOfCircuit(circuit, [UNIT], eps, (kit ??= smoothKit(GELU, smoothCarrying(GELU), rationals.zero))),
});

/** The powers of L that are claimed, by method. */
const CLAIMS: readonly (readonly [method: string, measure: SizeMeasure, exponent: number])[] = [
  ['nested', 'gates', 3],
  ['coupled', 'gates', 2],
  ['zolotarev', 'gates', 1],
  [BACK, 'nodes', 1],
];

const DEFINITION = {
  id: 'theorem-3.4',
  title: 'Dense networks by rational networks, and back',
  claim:
    'For every dense network with activations of the catalog, every box and every ε in (0,1) there is a rational network whose outputs differ by at most ε on the box, ' +
    'of O(log³ log(1/ε)) gates for GELU by the paper’s construction, of O(log² log(1/ε)) by ours, of O(log log(1/ε)) for ReLU; and for every rational network without a pole on the box ' +
    'a GELU network within ε, of O(log log(1/ε)) neurons with weights of any size (proofs/theorem-3.4.md, theorem-3.3.md).',
  hypotheses: [
    'one network and one box for all ε: depth, width, weights and Lipschitz constants are in the constants',
    'GELU in its tanh form',
  ],
  references: ['Tang, Townsend, arXiv 2602.12390, Theorem 3.4'],
};

const NEEDS =
  'for every ε and method a network whose proven bound of the difference is at most ε and not contradicted by samples, nor by a certificate where one was found; ' +
  'fitted exponents in L that exceed the claimed ones by at most one half, over at least four accuracies';

function judge(rows: readonly Row[]): { readonly verdict: Verdict; readonly reason?: string } {
  const violation = findViolation(rows);
  if (violation !== undefined) return { verdict: 'violated', reason: violation };
  const undecided = findUndecided(rows);
  if (undecided !== undefined) return { verdict: 'inconclusive', reason: undecided };
  for (const [method, measure, exponent] of CLAIMS) {
    const fit = fitPower(method, of(rows, method), measure);
    const claim = `${measure} of ${method} = O(L^${String(exponent)})`;
    if (fit === undefined || fit.points < 4) {
      return {
        verdict: 'inconclusive',
        reason: `${claim}: fewer than four accuracies below 1/2 say nothing about growth`,
      };
    }
    if (!keepsGrowth(fit, exponent)) {
      return { verdict: 'inconclusive', reason: `${claim}: the fitted exponent is ${fit.exponent.toFixed(2)}` };
    }
  }
  return { verdict: 'verified' };
}

const of = (rows: readonly Row[], method: string): readonly Row[] => rows.filter((row) => row.method === method);

/** Proven bounds over what was seen, in words. */
function slackNote(rows: readonly Row[], method: string): string {
  const quotients = of(rows, method).flatMap(({ planBound, error, estimate }) => {
    const seen = Number(error?.lower ?? estimate?.error ?? 0);
    return seen > 0 && Number(planBound) > 0 ? [Number(planBound) / seen] : [];
  });
  const [least, most] = [Math.min(...quotients), Math.max(...quotients)];
  return `Slack of the propagated bound, ${method}: from ${least.toPrecision(2)} to ${most.toPrecision(2)}.`;
}

async function verify(context: VerificationContext): Promise<StatementResult> {
  const epsilons = ladder(context, LADDER);
  const rows: Row[] = [
    ...(await makeRows(
      context,
      epsilons.flatMap((eps) => CERTIFIED.map((subject) => certifiedRow(subject, eps))),
    )),
  ];
  for (const [i, eps] of epsilons.entries()) {
    rows.push(await boundedRow(context, SQUARE, eps));
    context.onProgress(SQUARE.method, i + 1, epsilons.length);
  }
  rows.push(
    ...(await makeNetworkRows(
      context,
      epsilons.filter((eps) => rationals.compare(eps, FINEST_BACK) >= 0).map(backward),
    )),
  );
  const { verdict, reason } = judge(rows);
  const { nodes, parameters } = sizeOfDense(SQUARE.network);
  const forward = rows.filter(({ method }) => CERTIFIED.some((subject) => subject.method === method));
  const notes = [
    `Differences of networks of one input are held against certificates. ${certifiedNote(forward, context.certifySeconds)}`,
    `For two inputs the propagated bound is what is proven. The network 2–8–8–1 has ${String(nodes)} neurons and ${String(parameters)} parameters itself.`,
    ...['nested', 'coupled', 'doubling', 'zolotarev', SQUARE.method].map((method) => slackNote(rows, method)),
    'The way back starts from one rational network for all ε; its rows count neurons, so gates are 0.',
    'Padé with doubling has O((log 1/ε)^(1/3)) gates a neuron: asymptotically more, for every ε shown fewer.',
  ];
  const fits = CLAIMS.map(([method, measure, exponent]) => fitPower(method, of(rows, method), measure, exponent));
  return conclude(DEFINITION, verdict, rows, fits, notes, reason);
}

/** [TT] Theorem 3.4. */
export const theorem34: Statement = { ...DEFINITION, needs: NEEDS, verify };
