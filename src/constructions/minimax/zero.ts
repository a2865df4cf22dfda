/**
 * Targets whose best approximant is 0: those that are largest at m + 2 points with alternating signs.
 */
import { type BigFloat, bigfloat } from '../../arithmetic/bigfloat.ts';
import { float64 } from '../../arithmetic/float64.ts';
import type { OrderedRealField } from '../../arithmetic/number-systems.ts';
import { fromDouble, type Rational } from '../../arithmetic/rational.ts';
import type { Barycentric } from './barycentric.ts';
import type { ErrorSample } from './exchange.ts';
import { bindProblem, type BoundProblem, type MinimaxProblem } from './problem.ts';
import { chebyshevNodes } from './references.ts';
import { settlePeaks } from './settle.ts';

const BITS = 256;
/** Points at which a target is looked at. */
const NODES = 513;
/** Peaks lower than this part of the largest are not worth a closer look. */
const NEARLY = 0.9;

/** The largest values of W f of each sign, one for each stretch between changes of sign. */
function peaksOf<T>(F: OrderedRealField<T>, problem: BoundProblem<T>): readonly ErrorSample<T>[] {
  const { lower, upper, kinks } = problem;
  const points = [lower, ...chebyshevNodes(problem, NODES), ...kinks, upper].sort((x, y) => F.compare(x, y));
  const peaks: ErrorSample<T>[] = [];
  for (const x of points) {
    const error = F.mul(problem.weight(x), problem.value(x));
    const sign = F.compare(error, F.zero);
    const last = peaks.at(-1);
    if (sign === 0) continue;
    if (last === undefined || sign !== F.compare(last.error, F.zero)) peaks.push({ x, error });
    else if (F.compare(F.abs(error), F.abs(last.error)) > 0) peaks[peaks.length - 1] = { x, error };
  }
  return peaks;
}

/** Those that are at least a part of the largest, of alternating sign. */
function levelled<T>(F: OrderedRealField<T>, peaks: readonly ErrorSample<T>[], part: T): readonly ErrorSample<T>[] {
  const largest = peaks.reduce((top, { error }) => F.max(top, F.abs(error)), F.zero);
  const high = peaks.filter(({ error }) => F.compare(F.abs(error), F.mul(part, largest)) >= 0);
  return high.filter(({ error }, i) => {
    const before = high[i - 1]?.error;
    return before === undefined || F.compare(error, F.zero) !== F.compare(before, F.zero);
  });
}

/** Peaks in doubles; undefined where these do not do. */
function peaksInDoubles(problem: MinimaxProblem): readonly ErrorSample<number>[] | undefined {
  try {
    const peaks = peaksOf(float64, bindProblem(float64, problem));
    return peaks.every(({ error }) => Number.isFinite(error)) ? peaks : undefined;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/**
 * m + 2 or more points of alternating sign at which |W f| is largest, up to a relative spread; undefined where there are not so
 * many. Odd targets have two, so that 0 is their best c/q.
 *
 * Seen at points, which proves nothing: what is found is certified.
 */
export function alternationOfZero(problem: MinimaxProblem, m: number, spread: number): readonly Rational[] | undefined {
  const first = peaksInDoubles(problem);
  if (first !== undefined && levelled(float64, first, NEARLY).length < m + 2) return undefined;
  const F = bigfloat(BITS);
  const bound = bindProblem(F, problem);
  const zero: Barycentric<BigFloat> = { points: [bound.lower], approximations: [F.zero], coefficients: [F.one] };
  const peaks = settlePeaks(bound, zero, peaksOf(F, bound));
  const part = F.sub(F.one, F.constant(fromDouble(spread)));
  const found = levelled(F, peaks, part);
  return found.length >= m + 2 ? found.map(({ x }) => F.toRational(x)) : undefined;
}
