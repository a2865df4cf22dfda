/**
 * Poles of a circuit on its domain, found by sign changes of the factors of its divisors at samples.
 */
import { type BigFloat, type BigFloatField, bigfloat } from '../arithmetic/bigfloat.ts';
import { formatDecimal } from '../arithmetic/numerals.ts';
import { stepsOf } from '../certificates/steps.ts';
import { prune } from '../circuits/builder.ts';
import { bind, PoleError } from '../circuits/evaluate.ts';
import { compile } from '../circuits/plan.ts';
import type { ErrorTask } from './error-function.ts';
import { divisorFactors } from './certify-pole.ts';
import { samplePoint } from './sampling.ts';

const SCAN_POINTS = 257;

/** Bits beyond the working precision with which a sign change is followed, and halvings of its interval. */
const EXTRA_BITS = 160;
const HALVINGS = 128;

/** The output must be larger by this power of 2 where a factor of a divisor vanishes than where its sign change was seen. */
const GROWTH_BITS = 20;

/** Two points between which a factor of a divisor changes its sign, and which one. */
interface SignChange {
  readonly left: BigFloat;
  readonly right: BigFloat;
  readonly factor: number;
}

/**
 * Refuses a circuit with a pole that shows at samples: a factor of a divisor that changes its sign between two neighbouring
 * samples has a zero between them, and the pole is reported with an enclosure when the output grows without bound towards
 * it. A zero at which the output stays bounded (`x²/x`) is no pole unless a sample hits it exactly. A pole that no sample
 * shows goes unnoticed here.
 * @throws {RangeError} naming an enclosure of the pole
 */
export function refusePoles(task: Omit<ErrorTask, 'target' | 'relative'>, bits: number): void {
  const { circuit } = task;
  const factors = [...divisorFactors(stepsOf(circuit)).keys()];
  const pruned = prune(circuit);
  const F = bigfloat(bits + EXTRA_BITS);
  // The output comes along so that a division by zero in a factor-free part is met as well.
  const values = bind(F, compile({ ...pruned, outputs: [...factors, ...pruned.outputs] }));
  const at = (x: BigFloat): readonly BigFloat[] => atPole(F, x, () => values([x]));
  const scan = { ...task.samples, points: SCAN_POINTS };
  let previous: { x: BigFloat; values: readonly BigFloat[] } | undefined;
  const points = Array.from({ length: SCAN_POINTS }, (_, i) => samplePoint(F, scan, i).x).sort((x, y) =>
    F.compare(x, y),
  );
  for (const x of points) {
    const current = { x, values: at(x) };
    for (let factor = 0; previous !== undefined && factor < factors.length; factor += 1) {
      if (isPositive(current.values[factor]) === isPositive(previous.values[factor])) continue;
      confirm(F, at, { left: previous.x, right: x, factor }, factors.length);
    }
    previous = current;
  }
}

const isPositive = (value: BigFloat | undefined): boolean => value !== undefined && value.mantissa > 0n;

/** Turns a refused division at x into the error that names x. */
function atPole<R>(F: BigFloatField, x: BigFloat, evaluate: () => R): R {
  try {
    return evaluate();
  } catch (error) {
    if (!(error instanceof PoleError)) throw error;
    const at = formatDecimal(F.toRational(x), 20);
    throw new RangeError(
      `the network has a pole on the domain, at x = ${at} (instruction ${String(error.instruction)})`,
      {
        cause: error,
      },
    );
  }
}

/**
 * Bisects a sign change and reports a pole if the output has grown.
 * @param output place of the circuit's output among the values
 */
function confirm(F: BigFloatField, at: (x: BigFloat) => readonly BigFloat[], change: SignChange, output: number): void {
  let { left, right } = change;
  const size = (x: BigFloat): BigFloat => F.abs(at(x)[output] ?? F.zero);
  const before = F.max(size(left), size(right));
  const leftSign = isPositive(at(left)[change.factor]);
  // An end that lies close to the zero already, as graded samples do, stays for long: halvings count once both have moved.
  let [leftMoved, rightMoved] = [false, false];
  for (let counted = 0, all = 0; counted < HALVINGS && all < 4 * F.bits; all += 1) {
    const middle = F.scale(F.add(left, right), -1);
    if (isPositive(at(middle)[change.factor]) === leftSign) [left, leftMoved] = [middle, true];
    else [right, rightMoved] = [middle, true];
    if (leftMoved && rightMoved) counted += 1;
  }
  const after = F.max(size(left), size(right));
  if (F.compare(after, F.scale(before, GROWTH_BITS)) <= 0) return;
  // Wider by far more than the rounding to the digits shown, so that the decimals still enclose the zero.
  const margin = F.scale(F.max(F.abs(left), F.abs(right)), -50);
  const [a, b] = [F.sub(left, margin), F.add(right, margin)].map((x) => formatDecimal(F.toRational(x), 18));
  throw new RangeError(`the network has a pole on the domain, in [${String(a)}, ${String(b)}]`);
}
