/**
 * exp on (−∞, 0]: the best errors of type (n, n), enclosed, and Halphen’s constant (proofs/asymptotics.md).
 *
 * x = 4(u − 1)/(u + 1) takes u ∈ (−1, 1] to (−∞, 0] and rational functions of type (n, n) to such. f(u) = e^x is continued by 0
 * to u = −1.
 */
import { type Ball, ball } from '../arithmetic/ball.ts';
import { formatDecimal, log2Of, parseNumeral } from '../arithmetic/numerals.ts';
import { makeRational, type Rational, rationals as Q } from '../arithmetic/rational.ts';
import { sizeOf } from '../circuits/size.ts';
import { expressionTarget } from '../functions/expression.ts';
import type { Domain, Target } from '../functions/target.ts';
import { certifyError, roundedOutward } from '../measurement/certify.ts';
import { certifyMinimax } from '../measurement/certify-minimax.ts';
import type { Row } from './records.ts';
import { sizeRecord, type VerificationContext } from './statement.ts';

const SCALE = 4n;
/** f in the variable u. */
export const halfLineTarget: Target = expressionTarget(`exp(${String(SCALE)}*(x-1)/(x+1))`);
const ZERO_TARGET = expressionTarget('0*x');

/** The part of [−1, 1] next to −1 where f is below e^(−X), X = 2^38 − 4. */
const TAIL_BITS = 35;
const MINUS_ONE = makeRational(-1n);
const CUT = Q.add(MINUS_ONE, makeRational(1n, 1n << BigInt(TAIL_BITS)));
const REST = Q.toNumber(makeRational((2n * SCALE) << BigInt(TAIL_BITS))) - Number(SCALE);
const BODY: Domain = { lower: CUT, upper: Q.one };
const TAIL: Domain = { lower: MINUS_ONE, upper: CUT };

/** Relative width of the bounds on [CUT, 1], and of that on the tail. */
const GAP = 1e-8;
/** log₂ of the part of a bound that e^(−X) certainly is below. */
const NEGLIGIBLE = -40;

/** An upper bound of sup |f − r| on the tail from one of sup |r|: |f| ≤ e^(−X) there. */
function withTarget(upper: Rational): Rational {
  if (log2Of(upper) + NEGLIGIBLE < -REST) throw new RangeError('half-line: the error is not above e^(−X)');
  return Q.mul(upper, Q.add(Q.one, Q.scale(Q.one, NEGLIGIBLE)));
}

/**
 * Encloses the best error E_n of type (n, n) for exp on (−∞, 0].
 *
 * From below by the best approximation on [−X, 0]; from above by the error of that function there and its size beyond.
 * @param context - Keeps network and certificates.
 * @param degree - n.
 * @param name - What their names begin with.
 * @returns A row whose error lies between the bounds of E_n.
 * @throws {RangeError} where no proof was found in the time given.
 */
export async function halfLineRow(context: VerificationContext, degree: number, name: string): Promise<Row> {
  const limits = { maxSeconds: context.certifySeconds, ...(context.executor && { executor: context.executor }) };
  const type = [degree, degree] as const;
  const found = await certifyMinimax({ target: halfLineTarget, domain: BODY, type, gap: GAP, ...limits });
  const { circuit, certificate, error, seconds } = found;
  const tail = await certifyError({ circuit, target: ZERO_TARGET, domain: TAIL, tightness: 1 + GAP, ...limits });
  if (found.status !== 'proved' || error.upper === null || tail.error.upper === null) {
    throw new RangeError(`exp on (−∞, 0], degree ${String(degree)}: ${found.reason ?? tail.reason ?? 'no proof'}`);
  }
  const sides = [parseNumeral(error.upper), withTarget(parseNumeral(tail.error.upper))] as const;
  const upper = formatDecimal(roundedOutward(Q.max(...sides), 1, 12), 12);
  if (certificate) await context.keepCertificate(name, certificate);
  if (tail.certificate) await context.keepCertificate(`${name}_tail`, tail.certificate);
  return {
    eps: upper,
    target: halfLineTarget.name,
    domain: ['-1', '1'],
    method: 'best rational',
    role: 'competitor',
    size: sizeRecord(sizeOf(circuit)),
    planBound: upper,
    error: { kind: 'bound', lower: error.lower, upper },
    steps: degree,
    seconds: seconds.search + seconds.proof + tail.seconds,
    network: await context.keepNetwork(name, circuit),
  };
}

const BITS = 192;
const F = ball(BITS);
const TERMS = 80;

/** Σ k z^k/(1 − (−z)^k), k ≥ 1, for 0 < z ≤ 1/4. */
function halphenSum(z: Ball): Ball {
  let [sum, power] = [F.zero, F.one];
  for (let k = 1; k <= TERMS; k += 1) {
    power = F.mul(power, z);
    const denominator = k % 2 === 0 ? F.sub(F.one, power) : F.add(F.one, power);
    sum = F.add(sum, F.div(F.mul(F.fromInteger(k), power), denominator));
  }
  // For k > K = 80 terms are positive and at most (4/3) k z^k, together at most (4/3)(K + 1) z^(K+1)/(1 − z)² < 4K z^(K+1).
  const rest = F.mul(F.fromInteger(4 * TERMS), F.mul(power, z));
  return F.add(sum, F.union(F.zero, rest));
}

/**
 * H = 1/9.28902549…, the positive root of Σ_{k≥1} k z^k/(1 − (−z)^k) = 1/8.
 *
 * Every term increases with z in (0, 1), so there is one root; it is bracketed by signs that ball arithmetic decides.
 * @returns Bounds, about 2^−122 apart.
 * @see Gonchar, Rakhmanov, Math. USSR Sb. 62 (1989) 305–348, doi:10.1070/SM1989v062n02ABEH003242
 */
export function halphenConstant(): readonly [lower: Rational, upper: Rational] {
  const eighth = F.scale(F.one, -3);
  const at = (z: Rational): Ball => F.sub(halphenSum(F.constant(z)), eighth);
  let [low, high] = [makeRational(1n, 16n), makeRational(1n, 4n)];
  for (let i = 0; i < 120; i += 1) {
    const middle = Q.scale(Q.add(low, high), -1);
    const value = at(middle);
    if (F.containsZero(value)) break;
    if (value.midpoint.mantissa < 0n) low = middle;
    else high = middle;
  }
  const [below, above] = [at(low), at(high)];
  const isBracketed =
    !F.containsZero(below) && below.midpoint.mantissa < 0n && !F.containsZero(above) && above.midpoint.mantissa > 0n;
  if (!isBracketed) throw new RangeError('halphenConstant: internal: the root is not bracketed');
  return [low, high];
}
