/** The head of the AGM logarithm: the form, the constant c, and the pair that the levels start from. */
import { type BigFloat } from '../arithmetic/bigfloat.ts';
import { circuitField } from '../circuits/builder.ts';
import { sizeOf } from '../circuits/size.ts';
import { type LogForm, startPair } from './log-agm.ts';
import { atMost, expm1, inflate, larger, log2, S } from './planning.ts';
import { type Work } from './work.ts';

/** What has to hold for the head of the logarithm, whatever its levels are. */
export interface LogHead {
  readonly form: LogForm;
  /** c = 2^shift. */
  readonly shift: number;
  readonly qLow: BigFloat;
  readonly qHigh: BigFloat;
  /** Λ = log(1/qLow), the largest value that the AGM has to deliver. */
  readonly largest: BigFloat;
  /** Proven bound of the error that the form itself makes, absolute. */
  readonly truncation: BigFloat;
  /** Before the first AGM level: q, the theta series, the start pair. */
  readonly work: Work;
}

/** Theta forms with more and more terms: θ₂ and θ₃ are truncated at nearly the same power of q. */
export function* thetaForms(): Generator<LogForm> {
  for (let n = 1; ; n += 1) {
    yield [n, n];
    yield [n, n + 1];
  }
}

/** What a form costs before the first AGM level. */
function headWork(form: LogForm): Work {
  const F = circuitField(['x']);
  const [x = F.one] = F.inputs;
  return sizeOf(F.build([...startPair(F, F.div(F.one, x), form)]));
}

/** x^n for n ≥ 0 by repeated squaring. */
export const power = (x: BigFloat, n: number): BigFloat => {
  let [result, base, rest] = [S.one, x, n];
  for (; rest > 0; rest >>= 1, base = S.mul(base, base)) if (rest & 1) result = S.mul(result, base);
  return result;
};

/**
 * Absolute error of the form at q ≤ 1/4, for a logarithm of at most `largest`:
 * theta: both squares are wrong by log-errors of at most 2·max(q^((2n₂+1)²−1), 2 q^(4n₃²))/(1−q⁴), and the AGM is homogeneous
 * and increasing; Salamin: `4 log(s)/s²`, s = 1/q.
 */
function truncationError(form: LogForm, q: BigFloat, largest: BigFloat): BigFloat {
  if (form === 'salamin') return inflate(S.mul(S.scale(largest, 2), S.mul(q, q)));
  const [n2, n3] = form;
  const theta2 = power(q, (2 * n2 + 1) ** 2 - 1);
  const theta3 = S.scale(power(q, 4 * n3 * n3), 1);
  const tail = S.div(larger(theta2, theta3), S.sub(S.one, power(q, 4)));
  return inflate(S.mul(largest, expm1(S.scale(tail, 1))));
}

/** The smallest power of two c for which the form's own error on [lo, hi] is at most `error`. */
export function planHead(form: LogForm, lo: BigFloat, hi: BigFloat, error: BigFloat): LogHead {
  const work = headWork(form);
  const at = (shift: number): LogHead => {
    const qHigh = S.div(S.one, S.scale(lo, shift));
    const qLow = S.div(S.one, S.scale(hi, shift));
    const largest = S.neg(S.log(qLow));
    return { form, shift, qLow, qHigh, largest, truncation: truncationError(form, qHigh, largest), work };
  };
  // q ≤ 1/4 keeps θ₂ below θ₃ and every estimate of this file valid; for Salamin it keeps s ≥ 1.26.
  const least = Math.ceil(2 - log2(lo)) + 1;
  const suffices = (shift: number): boolean => atMost(at(shift).truncation, error);
  let step = 1;
  while (!suffices(least + step)) step *= 2;
  let [low, high] = [least - 1, least + step];
  while (high - low > 1) {
    const middle = low + Math.floor((high - low) / 2);
    if (suffices(middle)) high = middle;
    else low = middle;
  }
  return at(high);
}
