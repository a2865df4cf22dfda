/**
 * Poles of a circuit on its domain, found by sign changes of its divisors at samples.
 */
import { type BigFloat, type BigFloatField, bigfloat } from '../arithmetic/bigfloat.ts';
import { formatDecimal } from '../arithmetic/numerals.ts';
import { bindDivisors, PoleError } from '../circuits/evaluate.ts';
import { compile } from '../circuits/plan.ts';
import type { ErrorTask } from './error-function.ts';
import { samplePoint } from './sampling.ts';

const SCAN_POINTS = 257;

/** A divisor whose sign changes between two points. */
interface SignChange {
  readonly left: BigFloat;
  readonly right: BigFloat;
  readonly divisor: number;
}

/**
 * Refuses a circuit with a pole that shows at samples: a divisor that changes its sign between two neighbouring samples has
 * a zero between them, and the pole is reported with an enclosure when the output grows without bound towards it.
 * A pole that no sample shows goes unnoticed here.
 * @throws {RangeError} naming an enclosure of the pole
 */
export function refusePoles(task: Omit<ErrorTask, 'target' | 'relative'>, bits: number): void {
  const F = bigfloat(bits);
  const run = bindDivisors(F, compile(task.circuit));
  const scan = { ...task.samples, points: SCAN_POINTS };
  const signs = (x: BigFloat): readonly number[] => run([x]).divisors.map((value) => Number(value.mantissa > 0n));
  let previous: { x: BigFloat; signs: readonly number[] } | undefined;
  const points = Array.from({ length: SCAN_POINTS }, (_, i) => samplePoint(F, scan, i).x).sort((x, y) =>
    F.compare(x, y),
  );
  for (const x of points) {
    const current = { x, signs: atPole(F, x, () => signs(x)) };
    const before = previous;
    const divisor = before === undefined ? -1 : current.signs.findIndex((sign, i) => sign !== before.signs[i]);
    if (before !== undefined && divisor >= 0) {
      confirm(F, (y) => run([y]), { left: before.x, right: x, divisor }, signs);
    }
    previous = current;
  }
}

/** Turns a refused division at x into the error that names x. */
function atPole<R>(F: BigFloatField, x: BigFloat, evaluate: () => R): R {
  try {
    return evaluate();
  } catch (error) {
    if (!(error instanceof PoleError)) throw error;
    const at = formatDecimal(F.toRational(x), 20);
    throw new RangeError(
      `the network has a pole on the domain, at x = ${at} (instruction ${String(error.instruction)})`,
      { cause: error },
    );
  }
}

/** Bisects a sign change; a pole is reported if the output is larger by 2^20 at the end than at the start. */
function confirm(
  F: BigFloatField,
  run: (x: BigFloat) => { outputs: readonly BigFloat[] },
  change: SignChange,
  signs: (x: BigFloat) => readonly number[],
): void {
  let { left, right } = change;
  const size = (x: BigFloat): BigFloat => {
    const [y] = atPole(F, x, () => run(x).outputs);
    return y === undefined ? F.zero : F.abs(y);
  };
  const before = F.max(size(left), size(right));
  const leftSign = signs(left)[change.divisor];
  for (let i = 0; i < 60; i += 1) {
    const middle = F.scale(F.add(left, right), -1);
    if (atPole(F, middle, () => signs(middle))[change.divisor] === leftSign) left = middle;
    else right = middle;
  }
  const after = F.max(size(left), size(right));
  if (F.compare(after, F.scale(F.max(before, F.scale(F.one, -40)), 20)) < 0) return;
  const [a, b] = [left, right].map((x) => formatDecimal(F.toRational(x), 18));
  throw new RangeError(`the network has a pole on the domain, in [${String(a)}, ${String(b)}]`);
}
