/** Squares, products and polynomials by symmetric triangle waves: Yarotsky's construction. */
import { bigfloat } from '../arithmetic/bigfloat.ts';
import { formatDecimal, formatExact } from '../arithmetic/numerals.ts';
import { makeRational, type Rational, rationals as Q } from '../arithmetic/rational.ts';
import { evaluateDense } from '../circuits/dense.ts';
import type { DenseNetwork } from '../circuits/network-file.ts';
import { sizeOfDense } from '../circuits/size-dense.ts';
import { findTarget } from '../functions/catalog.ts';
import { type AffineRelu, affineReluOver } from '../triangle/affine-relu.ts';
import { chebyshevInterpolant } from '../constructions/chebyshev.ts';
import { chebyshevError, chebyshevSum, productGate, squareGate } from '../triangle/gates.ts';
import { linearPieces } from '../triangle/linear-pieces.ts';
import { reluBuilder, type Signal } from '../triangle/network-builder.ts';
import { boundAsText } from '../triangle/piecewise-error.ts';
import type { RandomSource } from '../training/random.ts';
import { caseStatement, type CheckableStatement, type Finding } from './case-statement.ts';
import { fact, same } from './mhl.ts';
import type { ErrorEstimate, Row } from './records.ts';
import { ladder, sizeRecord, type VerificationContext } from './statement.ts';

/** A number of waves, and numbers to square, to multiply and to put into polynomials. */
export interface GateInstance {
  readonly waves: number;
  /** In [0, 1]. */
  readonly x: Rational;
  /** In [−1, 1]. */
  readonly factors: readonly [Rational, Rational];
}

const ratio = (n: number | bigint, d: number | bigint = 1): Rational => makeRational(BigInt(n), BigInt(d));
const P: AffineRelu<Rational> = affineReluOver(Q);
/** 4^{−(n+1)}. */
const unit = (waves: number): Rational => ratio(1, 4n ** BigInt(waves + 1));

function randomFraction(random: RandomSource): Rational {
  const denominator = 2 + random.below(998);
  return ratio(random.below(denominator + 1), denominator);
}

const draw = (random: RandomSource): GateInstance => {
  const signed = (): Rational => Q.sub(Q.scale(randomFraction(random), 1), Q.one);
  return { waves: 1 + random.below(10), x: randomFraction(random), factors: [signed(), signed()] };
};

const against = ({ waves }: GateInstance, ...facts: readonly string[]): Finding => ({
  witness: `n = ${String(waves)}, ${facts.join(', ')}`,
});

/** (x − x_k)(x_{k+1} − x) for neighbouring nodes x_k = k/2^n ≤ x ≤ x_{k+1}: how far the chord of x² lies above it. */
function chordGap(x: Rational, waves: number): Rational {
  const count = 2n ** BigInt(waves);
  const k = (x.numerator * count) / x.denominator;
  const [left, right] = [ratio(k, count), ratio(k + 1n, count)];
  return Q.mul(Q.sub(x, left), Q.sub(right, x));
}

/** The network of the squaring gate. */
function squareNetwork(waves: number): DenseNetwork {
  const builder = reluBuilder(1);
  return builder.build([squareGate(builder, builder.inputs[0] as Signal, waves)]);
}

/** The largest of |x² − line| over the exact pieces of a network that interpolates x² at their ends. */
function exactError(network: DenseNetwork): { readonly error: Rational; readonly pieces: number } {
  const pieces = linearPieces(Q, network, Q.zero, Q.one);
  const error = pieces.reduce((most, { lower, upper, slope, intercept }) => {
    const middle = Q.scale(Q.add(lower, upper), -1);
    const gap = Q.sub(Q.add(Q.mul(slope, middle), intercept), Q.mul(middle, middle));
    return Q.max(most, gap);
  }, Q.zero);
  return { error, pieces: pieces.length };
}

/** Waves up to which the pieces of a network are listed for every instance: 2^n of them. */
const FEW_WAVES = 5;
const DEGREE = 7;

function chebyshevGap({ waves, factors: [x] }: GateInstance): Finding {
  const bounds = chebyshevError(DEGREE, waves);
  let [previous, exact] = [Q.one, x];
  for (let k = 2; k <= DEGREE; k += 1) {
    [previous, exact] = [exact, Q.sub(Q.scale(Q.mul(x, exact), 1), previous)];
    const coefficients = Array.from({ length: k + 1 }, (_, j) => (j === k ? Q.one : Q.zero));
    const gap = Q.sub(chebyshevSum(P, coefficients, x, waves), exact);
    const bound = bounds[k] as Rational;
    if (Q.compare(Q.max(gap, Q.neg(gap)), bound) > 0)
      return { witness: `T_${String(k)}, ${fact('x', x)}, ${fact('error', gap)}` };
  }
  return undefined;
}

/** Accuracies of the rows with polynomials; finer ones need networks of many thousand neurons a layer. */
const FINEST = ratio(1, 10n ** 16n);

/** Waves of the rows with squares. */
const SQUARE_WAVES = [1, 2, 3, 4, 5, 6, 8, 10, 12];

function squareRow(waves: number): Row {
  const start = performance.now();
  const network = squareNetwork(waves);
  const { error } = exactError(network);
  const bound = boundAsText({ lower: error, upper: error });
  return {
    eps: formatDecimal(unit(waves), 12),
    target: 'x^2',
    domain: ['0', '1'],
    method: 'squaring gate',
    role: 'paper',
    size: sizeRecord(sizeOfDense(network)),
    planBound: boundAsText({ lower: unit(waves), upper: unit(waves) }).upper,
    error: bound,
    steps: waves,
    seconds: (performance.now() - start) / 1000,
  };
}

/** The least degree whose interpolant of exp is within ε: 4 e^{(ρ+1/ρ)/2} ρ^{−n}/(ρ−1) with the best of some ρ. */
function degreeFor(eps: number): { readonly degree: number; readonly bound: number } {
  for (let degree = 1; ; degree += 1) {
    const bounds = Array.from({ length: 60 }, (_, k) => {
      const rho = 1.5 + k;
      return (4 * Math.exp((rho + 1 / rho) / 2) * rho ** -degree) / (rho - 1);
    });
    const bound = Math.min(...bounds);
    if (bound <= eps) return { degree, bound };
  }
}

/** Doubles round the bound above by less than this. */
const INFLATION = 1 + 1e-9;

/** The network of exp on [−1, 1] within ε: half of it for interpolation, half for the gates. */
function polynomialRow(eps: Rational, context: VerificationContext): Row {
  const start = performance.now();
  const target = findTarget('exp');
  const half = Q.toNumber(eps) / 2;
  const { degree, bound } = degreeFor(half / INFLATION);
  const { coefficients, rounding } = chebyshevInterpolant(target, degree, 40);
  const gateBound = (waves: number): Rational => {
    const errors = chebyshevError(degree, waves);
    return coefficients.reduce((sum, c, k) => Q.add(sum, Q.mul(Q.max(c, Q.neg(c)), errors[k] as Rational)), rounding);
  };
  let waves = 1;
  while (Q.toNumber(gateBound(waves)) * INFLATION > half) waves += 1;
  const builder = reluBuilder(1);
  const network = builder.build([chebyshevSum(builder, coefficients, builder.inputs[0] as Signal, waves)]);
  const total = (bound + Q.toNumber(gateBound(waves))) * INFLATION;
  return {
    eps: formatDecimal(eps, 12),
    target: 'exp',
    domain: ['-1', '1'],
    method: 'Chebyshev interpolant from gates',
    role: 'paper',
    size: sizeRecord(sizeOfDense(network)),
    planBound: total.toExponential(5),
    estimate: sample(network, context.points),
    seconds: (performance.now() - start) / 1000,
  };
}

/** The largest error of a network of exp over Chebyshev points of [−1, 1]. */
function sample(network: DenseNetwork, points: number): ErrorEstimate {
  const F = bigfloat(128);
  const target = findTarget('exp');
  let [error, at] = [F.zero, F.zero];
  // Networks are evaluated weight by weight; a few hundred points show the error of a polynomial of low degree.
  const count = Math.min(points, 257);
  for (let i = 0; i < count; i += 1) {
    const x = F.cos(F.div(F.mul(F.fromInteger(2 * i + 1), F.pi), F.fromInteger(2 * count)));
    const [y = F.zero] = evaluateDense(F, network, [x]);
    const own = F.abs(F.sub(target.evaluate(F, x), y));
    if (F.compare(own, error) > 0) [error, at] = [own, x];
  }
  return {
    kind: 'estimate',
    error: formatDecimal(F.toRational(error), 12),
    at: formatDecimal(F.toRational(at), 25),
    points: count,
    arithmetic: F.name,
  };
}

async function rows(context: VerificationContext): Promise<readonly Row[]> {
  const epsilons = ladder(context).filter((eps) => Q.compare(eps, FINEST) >= 0);
  const made: Row[] = SQUARE_WAVES.map(squareRow);
  for (const eps of epsilons) {
    const key = `yarotsky-square_exp_${formatDecimal(eps, 40)}`;
    let row = context.recall(key);
    if (row === undefined) {
      row = polynomialRow(eps, context);
      await context.keep(key, row);
    }
    made.push(row);
    context.onProgress(`exp ε = ${formatDecimal(eps, 6)}`, made.length, SQUARE_WAVES.length + epsilons.length);
  }
  return made;
}

/** Yarotsky's squaring gate, and what is built of it. */
export const yarotskySquare: CheckableStatement<GateInstance> = caseStatement({
  id: 'yarotsky-square',
  title: 'Squares, products and polynomials by symmetric triangle waves',
  claim:
    'x − Σ_{i<n} 4^{−(i+1)} W_i with all peaks ½ is the piecewise linear interpolant of x² at k/2^n; its error is exactly 4^{−(n+1)}. So xy on [−1, 1]² ' +
    'takes O(log(1/ε)) neurons, and a function analytic around [−1, 1] takes O(log²(1/ε)).',
  hypotheses: [
    'x in [0, 1] for the square; x, y in [−1, 1] for products',
    'analytic in a Bernstein ellipse for the last claim',
  ],
  references: [
    'Yarotsky, Neural Networks 94 (2017) 103–114, doi:10.1016/j.neunet.2017.07.002, Propositions 2 and 3',
    'Milkert, Hyde, Laine, arXiv 2311.18022, section 2.1',
    'Trefethen, Approximation Theory and Approximation Practice, Theorem 8.2',
  ],
  propositions: [
    {
      claim:
        'the error of the squaring gate at x is (x − x_k)(x_{k+1} − x) between its nodes x_k = k/2^n: at most 4^{−(n+1)}',
      method: 'exact',
      check: (instance) => {
        const { waves, x } = instance;
        const error = Q.sub(squareGate(P, x, waves), Q.mul(x, x));
        const holds = same(error, x.numerator === x.denominator ? Q.zero : chordGap(x, waves));
        return holds && Q.compare(error, unit(waves)) <= 0
          ? undefined
          : against(instance, fact('x', x), fact('error', error));
      },
    },
    {
      claim: 'the network of the squaring gate has 2^n linear pieces, and its uniform error is exactly 4^{−(n+1)}',
      method: 'exact',
      check: (instance) => {
        const waves = 1 + (instance.waves % FEW_WAVES);
        const { error, pieces } = exactError(squareNetwork(waves));
        const holds = pieces === 2 ** waves && same(error, unit(waves));
        return holds
          ? undefined
          : { witness: `n = ${String(waves)}: ${String(pieces)} pieces, error ${formatExact(error)}` };
      },
    },
    {
      claim: '−4^{−(n+1)} ≤ product gate − xy ≤ 2·4^{−(n+1)} on [−1, 1]²',
      method: 'exact',
      check: (instance) => {
        const { waves, factors } = instance;
        const error = Q.sub(productGate(P, ...factors, waves), Q.mul(...factors));
        const holds = Q.compare(Q.neg(unit(waves)), error) <= 0 && Q.compare(error, Q.scale(unit(waves), 1)) <= 0;
        return holds
          ? undefined
          : against(instance, fact('x', factors[0]), fact('y', factors[1]), fact('error', error));
      },
    },
    {
      claim: 'Chebyshev polynomials from gates keep their bounds e_{2k} = 4e_k + 2ε, e_{2k+1} = 2(e_k + e_{k+1}) + 4ε',
      method: 'exact',
      check: chebyshevGap,
    },
    {
      claim: 'all gates are the same functions as networks',
      method: 'exact',
      check: (instance) => {
        const { factors } = instance;
        const waves = 1 + (instance.waves % FEW_WAVES);
        const builder = reluBuilder(2);
        const [u, v] = builder.inputs as readonly [Signal, Signal];
        const network = builder.build([productGate(builder, u, v, waves)]);
        const [value = Q.zero] = evaluateDense(Q, network, factors);
        return same(value, productGate(P, ...factors, waves))
          ? undefined
          : against(instance, fact('x', factors[0]), fact('y', factors[1]));
      },
    },
  ],
  instances: {
    fixed: [
      { waves: 1, x: ratio(1, 2), factors: [ratio(1), ratio(-1)] },
      { waves: 3, x: ratio(1, 16), factors: [ratio(1, 2), ratio(1, 2)] },
      { waves: 10, x: ratio(1), factors: [ratio(0), ratio(-1)] },
      { waves: 9, x: ratio(0), factors: [ratio(-1, 3), ratio(2, 3)] },
    ],
    draw,
    count: 1000,
  },
  notes: [
    'The errors of the squaring gate are exact. Those of exp are estimates beside proven plan bounds: half for interpolation, half for the gates.',
    'ReLU networks have no products, so gates count 0 and nodes count neurons.',
    'Rows with exp stop at ε = 1e-16: finer networks have thousands of neurons.',
  ],
  rows,
});
