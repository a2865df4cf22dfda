/** GELU networks close to a rational function: [TT] Theorem 3.3, by differences and by gates. */
import { parseNumeral } from '../arithmetic/numerals.ts';
import { type Rational, rationals } from '../arithmetic/rational.ts';
import { shallowNetwork } from '../constructions/gates/differences.ts';
import type { GateKit } from '../constructions/gates/gate-kit.ts';
import { networkOfCircuit } from '../constructions/gates/network-of-circuit.ts';
import { smoothCarrying } from '../constructions/gates/carrying.ts';
import { smoothKit } from '../constructions/gates/smooth-square.ts';
import { findTarget } from '../functions/catalog.ts';
import type { Domain } from '../functions/target.ts';
import { fitLine, fitPower, keepsGrowth } from './growth.ts';
import { makeNetworkRows, type NetworkRequest, weightsNote } from './network-rows.ts';
import type { Fit, Row, StatementResult, Verdict } from './records.ts';
import { accuracies, conclude, findViolation, ladder, type Statement, type VerificationContext } from './statement.ts';

const UNIT: Domain = { lower: parseNumeral('-1'), upper: parseNumeral('1') };
/** Poles at ±i: analytic in the Bernstein ellipses of sum below 1 + √2. */
const EXPRESSION = '1/(1+x^2)';
const GELU = findTarget('gelu-tanh');
/** Where differences are taken; at 0 the odd derivatives of GELU vanish from the third on. */
const CENTRE = parseNumeral('1/2');
/** Bound of the weights of the last construction. */
const MAX_WEIGHT = '4';

const LADDER = accuracies(2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64);

/** The gates of GELU, found once for all accuracies. */
function lazily(maxWeight?: Rational): () => GateKit {
  let kit: GateKit | undefined;
  return () => (kit ??= smoothKit(GELU, smoothCarrying(GELU), rationals.zero, maxWeight));
}

const GATES = lazily();
const BOUNDED = lazily(parseNumeral(MAX_WEIGHT));

interface NetworkMethod extends Pick<NetworkRequest, 'method' | 'role'> {
  /** The finest accuracy whose weights are not too long to evaluate. */
  readonly finest: Rational;
  readonly build: (eps: Rational) => NetworkRequest['build'];
}

const METHODS: readonly NetworkMethod[] = [
  {
    method: 'differences',
    role: 'paper',
    finest: parseNumeral('1e-24'),
    build: (eps) => (circuit) => shallowNetwork(circuit, UNIT, eps, GELU, CENTRE),
  },
  {
    method: 'differences, twice the neurons',
    role: 'own',
    finest: parseNumeral('1e-48'),
    build: (eps) => (circuit) => shallowNetwork(circuit, UNIT, eps, GELU, CENTRE, 'degree'),
  },
  {
    method: 'gates',
    role: 'own',
    finest: parseNumeral('1e-1000'),
    build: (eps) => (circuit) => networkOfCircuit(circuit, [UNIT], eps, GATES()),
  },
  {
    method: `gates, weights up to ${MAX_WEIGHT}`,
    role: 'own',
    finest: parseNumeral('1e-200'),
    build: (eps) => (circuit) => networkOfCircuit(circuit, [UNIT], eps, BOUNDED()),
  },
];

const DEFINITION = {
  id: 'theorem-3.3',
  title: 'GELU networks for rational functions',
  claim:
    'For every rational function that is analytic on [−1, 1] and every ε in (0,1) there is a GELU network within ε of it: with one hidden layer and O(log(1/ε)) neurons ' +
    '(differences; weights grow), with O(log log(1/ε)) neurons and weights of any size (gates), and with O(√log(1/ε)) neurons and all weights at most 4 (proofs/theorem-3.3.md). ' +
    'The paper claims a size polylogarithmic in 1/ε.',
  hypotheses: [
    'GELU in its tanh form; networks are layered, without skip connections',
    'one rational function for all ε: its poles stay where they are, and the constants depend on them',
  ],
  references: [
    'Tang, Townsend, arXiv 2602.12390, Theorem 3.3',
    'Trefethen, Approximation Theory and Approximation Practice, Theorem 8.2',
  ],
};

const NEEDS =
  'for every ε and method a network whose proven bound is at most ε and not contradicted by samples; neurons of the differences on a line in log₂(1/ε) with r² ≥ 0.98; ' +
  'fitted exponents of the gates: at most 1.5 in L, and with bounded weights at most 1 in log₂(1/ε)';

const LEAST_R2 = 0.98;

interface Fits {
  readonly differences: Fit | undefined;
  readonly gates: Fit | undefined;
  readonly bounded: Fit | undefined;
}

function fitsOf(rows: readonly Row[]): Fits {
  const of = (i: number): readonly [string, readonly Row[]] => {
    const { method = '' } = METHODS[i] ?? {};
    return [method, rows.filter((row) => row.method === method)];
  };
  return {
    differences: fitLine(...of(0), 'nodes', 'log₂(1/ε)'),
    gates: fitPower(...of(2), 'nodes', 1),
    bounded: fitPower(...of(3), 'nodes', undefined, 'log₂(1/ε)'),
  };
}

function judge(rows: readonly Row[], fits: Fits): { readonly verdict: Verdict; readonly reason?: string } {
  const violation = findViolation(rows);
  if (violation !== undefined) return { verdict: 'violated', reason: violation };
  const { differences, gates, bounded } = fits;
  if (!differences || !gates || !bounded || Math.min(differences.points, gates.points, bounded.points) < 4) {
    return { verdict: 'inconclusive', reason: 'fewer than four accuracies below 1/2 say nothing about growth' };
  }
  if (differences.r2 < LEAST_R2) {
    return {
      verdict: 'inconclusive',
      reason: `neurons of differences: r² = ${differences.r2.toFixed(4)} for a line in log₂(1/ε)`,
    };
  }
  if (!keepsGrowth(gates, 1)) {
    return { verdict: 'inconclusive', reason: `neurons of gates: the exponent in L is ${gates.exponent.toFixed(2)}` };
  }
  if (!keepsGrowth(bounded, 0.5)) {
    const exponent = bounded.exponent.toFixed(2);
    return {
      verdict: 'inconclusive',
      reason: `neurons of gates with bounded weights: the exponent in log₂(1/ε) is ${exponent}`,
    };
  }
  return { verdict: 'verified' };
}

async function verify(context: VerificationContext): Promise<StatementResult> {
  const requests = ladder(context, LADDER).flatMap((eps) =>
    METHODS.filter(({ finest }) => rationals.compare(eps, finest) >= 0).map(
      ({ method, role, build }): NetworkRequest => {
        return { id: DEFINITION.id, expression: EXPRESSION, domain: UNIT, method, role, eps, build: build(eps) };
      },
    ),
  );
  const rows = await makeNetworkRows(context, requests);
  const fits = fitsOf(rows);
  const { verdict, reason } = judge(rows, fits);
  const notes = [
    `The rational function is ${EXPRESSION} on [−1, 1]; sizes count neurons, so gates are 0.`,
    'All distances are bounded before any evaluation, rounding of the weights included; the sampled ones are estimates at up to 33 points, each enclosed by balls.',
    ...METHODS.slice(0, 3).map(({ method }) => weightsNote(rows, method)),
    'Differences stop at 1e-24, and with twice the neurons at 1e-48: beyond, their weights have thousands of digits.',
    'Fits in log₂(1/ε) say so; the others are in L.',
  ];
  return conclude(DEFINITION, verdict, rows, [fits.differences, fits.gates, fits.bounded], notes, reason);
}

/** [TT] Theorem 3.3. */
export const theorem33: Statement = { ...DEFINITION, needs: NEEDS, verify };
