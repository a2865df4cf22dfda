/** ReLU by rational networks, and rational functions by ReLU networks: Boullé, Nakatsukasa and Townsend. */
import { bigfloat } from '../arithmetic/bigfloat.ts';
import { formatDecimal, parseNumeral } from '../arithmetic/numerals.ts';
import { makeRational, type Rational, rationals } from '../arithmetic/rational.ts';
import { describeDomain } from '../constructions/construct.ts';
import { networkOfCircuit } from '../constructions/gates/network-of-circuit.ts';
import { findTarget } from '../functions/catalog.ts';
import type { Domain } from '../functions/target.ts';
import { reluKit } from '../triangle/relu-kit.ts';
import { fitLine, fitPower, keepsGrowth } from './growth.ts';
import { makeNetworkRows, type NetworkRequest } from './network-rows.ts';
import type { Fit, Row, StatementResult, Verdict } from './records.ts';
import {
  accuracies,
  certifiedNote,
  conclude,
  findUndecided,
  findViolation,
  ladder,
  makeRows,
  plannedRow,
  type Statement,
  type VerificationContext,
} from './statement.ts';

const RELU = findTarget('relu');
const UNIT: Domain = { lower: parseNumeral('-1'), upper: parseNumeral('1') };
/** The rational function that becomes ReLU networks. */
const EXPRESSION = '1/(1+x^2)';

const METHOD = 'zolotarev';
const NECESSARY = 'necessary';
const GATES = 'squares by triangle waves';

const LADDER = accuracies(2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64);
/** Finer ReLU networks have thousands of neurons. */
const FINEST = parseNumeral('1e-32');

const DEFINITION = {
  id: 'bnt-relu',
  title: 'ReLU by rational networks, and rational functions by ReLU networks',
  claim:
    'For every ε in (0,1) ReLU on [−1, 1] is within ε of a rational network of O(log log(1/ε)) gates (compositions of Zolotarev’s sign), and none has fewer than the number given, which grows as ' +
    'log log(1/ε) as well. A fixed rational function without a pole on [−1, 1] is within ε of a ReLU network of O(log(1/ε)) neurons (proofs/bnt-relu.md); the paper states O(log³(1/ε)).',
  hypotheses: ['one input; gates are × and ÷', 'ReLU networks are layered, without skip connections'],
  references: [
    'Boullé, Nakatsukasa, Townsend, arXiv 2004.01902, Theorem 3 and Lemma 1',
    'A. P. Bulanov, Mat. Sb. 76 (118) (1968) 288–303: E_n(|x|) ≥ exp(−π√(n + 1))',
    'Yarotsky, Neural Networks 94 (2017) 103–114',
  ],
};

const NEEDS =
  'for every ε a rational network whose certified error is at most ε (or its proven a-priori bound, where no certificate is found in its time), and a ReLU network whose proven bound is at most ε, neither ' +
  'contradicted by samples nor smaller than necessary; exponents fitted over at least four accuracies: gates at most 1.5 in L, neurons at most 3.5 in log₂(1/ε)';

/**
 * The least s such that degree 2^s is not excluded: R within ε of ReLU makes 2R − x, of degree at most 2^s + 1, one within 2ε of |x|, and by Bulanov
 * `2ε ≥ exp(−π√(2^s + 2))`.
 */
function necessaryGates(eps: Rational): number {
  const F = bigfloat(96);
  const logarithm = F.neg(F.log(F.constant(rationals.scale(eps, 1))));
  // Lowered by more than the rounding.
  const root = F.mul(F.div(logarithm, F.pi), F.constant(makeRational(999_999n, 1_000_000n)));
  if (root.mantissa <= 0n) return 0;
  const least = F.toNumber(F.mul(root, root)) - 2;
  let gates = 0;
  while (2 ** gates < least) gates += 1;
  return gates;
}

function necessaryRow(eps: Rational): Row {
  const gates = necessaryGates(eps);
  const text = formatDecimal(eps, 12);
  const size = {
    gates,
    nodes: 0,
    depth: 0,
    parameters: 0,
    layeredNodes: 0,
    layeredParameters: 0,
    degree: String(2 ** gates),
  };
  return {
    eps: text,
    target: RELU.name,
    domain: describeDomain(UNIT),
    method: NECESSARY,
    role: 'lower-bound',
    size,
    planBound: text,
    seconds: 0,
  };
}

function networkRequest(eps: Rational): NetworkRequest {
  return {
    id: DEFINITION.id,
    expression: EXPRESSION,
    domain: UNIT,
    method: GATES,
    role: 'own',
    eps,
    build: (circuit) => networkOfCircuit(circuit, [UNIT], eps, reluKit),
  };
}

/** A rational network with fewer gates than are necessary: then one of the two is wrong. */
function findContradiction(rows: readonly Row[]): string | undefined {
  for (const { eps, size } of rows.filter(({ method }) => method === METHOD)) {
    const needed = rows.find((row) => row.method === NECESSARY && row.eps === eps)?.size.gates ?? 0;
    if (size.gates < needed)
      return `ε = ${eps}: a network of ${String(size.gates)} gates, ${String(needed)} are necessary`;
  }
  return undefined;
}

/** Lower-order terms move a fitted exponent by up to one half. */
function judge(
  rows: readonly Row[],
  gates: Fit | undefined,
  neurons: Fit | undefined,
): { readonly verdict: Verdict; readonly reason?: string } {
  const violation = findViolation(rows) ?? findContradiction(rows);
  if (violation !== undefined) return { verdict: 'violated', reason: violation };
  const undecided = findUndecided(rows);
  if (undecided !== undefined) return { verdict: 'inconclusive', reason: undecided };
  if (!gates || !neurons || Math.min(gates.points, neurons.points) < 4) {
    return { verdict: 'inconclusive', reason: 'fewer than four accuracies below 1/2 say nothing about growth' };
  }
  for (const [fit, claimed] of [
    [gates, 1],
    [neurons, 3],
  ] as const) {
    // prettier-ignore
    if (!keepsGrowth(fit, claimed)) {
      return { verdict: 'inconclusive', reason: `${fit.method}: the exponent fitted to ${fit.measure} is ${fit.exponent.toFixed(2)}` };
    }
  }
  return { verdict: 'verified' };
}

async function verify(context: VerificationContext): Promise<StatementResult> {
  const epsilons = ladder(context, LADDER);
  const rational = await makeRows(
    context,
    epsilons.map((eps) => plannedRow(RELU, UNIT, METHOD, 'paper', eps)),
  );
  const fine = epsilons.filter((eps) => rationals.compare(eps, FINEST) >= 0);
  const networks = await makeNetworkRows(context, fine.map(networkRequest));
  const necessary = epsilons.map(necessaryRow);
  const gates = fitPower(METHOD, rational, 'gates', 1);
  const neurons = fitPower(GATES, networks, 'nodes', undefined, 'log₂(1/ε)');
  const rows = [...rational, ...necessary, ...networks];
  const { verdict, reason } = judge(rows, gates, neurons);
  const notes = [
    certifiedNote(rational, context.certifySeconds),
    'The necessary gates rest on Bulanov’s inequality, which is quoted, not certified here; certified best errors of small degrees are found by `loglog minimax abs`.',
    `The rational function is ${EXPRESSION}; its ReLU networks have gates 0 and count neurons as nodes, their distances are proven bounds and estimates at up to 33 points. They stop at 1e-32.`,
  ];
  return conclude(DEFINITION, verdict, rows, [gates, fitLine(NECESSARY, necessary, 'gates'), neurons], notes, reason);
}

/** [BNT] both directions. */
export const bntRelu: Statement = { ...DEFINITION, needs: NEEDS, verify };
