/**
 * The search for a level error at rising precision.
 */
import { type BigFloat, type BigFloatField, bigfloat } from '../../arithmetic/bigfloat.ts';
import { nearlyExact } from './nearly-exact.ts';
import { bindProblem, type BoundProblem, type MinimaxProblem } from './problem.ts';
import { Scout } from './scout.ts';
import { type LevelError, MorePrecision, Search } from './search.ts';

const FIRST_BITS = 192;
/** Where more than these are asked for, the error may vanish. */
const SUSPICIOUS_BITS = 2048;
const MOST_BITS = 2 ** 15;

/** What was found, the number system of its numbers, and what it took. */
export interface FoundLevel {
  /** Without peaks where the target is itself of the type, as far as can be seen. */
  readonly found: LevelError<BigFloat>;
  readonly F: BigFloatField;
  readonly iterations: number;
}

/** Ends a search, wherever it is. */
class OutOfTime extends Error {}

/** The problem, with an eye on the clock. */
function timed<T>(problem: BoundProblem<T>, deadline: number): BoundProblem<T> {
  return {
    ...problem,
    value: (x) => {
      if (performance.now() > deadline) throw new OutOfTime('out of time');
      return problem.value(x);
    },
  };
}

/** A target that is itself of the type. */
function vanishing(problem: MinimaxProblem, m: number, n: number): FoundLevel | undefined {
  const exact = nearlyExact(problem, m, n);
  if (exact === undefined) return undefined;
  const { F, type, interpolant } = exact;
  const { denominators } = interpolant;
  return {
    F,
    found: { type, approximant: interpolant, denominators, peaks: [], spread: 0, iterations: 0 },
    iterations: 0,
  };
}

/**
 * The approximant of a type with a level error, with as many bits as it takes to see the error.
 * @param problem - What is approximated.
 * @param type - The degrees.
 * @param spread - How far the peaks may be apart, relatively.
 * @param deadline - In milliseconds of `performance.now()`.
 * @param least - Bits to begin with, if more than by default.
 * @throws {RangeError} where none is found.
 */
export function searchLevel(
  problem: MinimaxProblem,
  [m, n]: readonly [number, number],
  spread: number,
  deadline: number,
  least = 0,
): FoundLevel {
  let suspected = false;
  const memory = { scout: new Scout(problem), nodes: new Map(), deadline };
  for (let bits = Math.max(FIRST_BITS, least); bits <= MOST_BITS;) {
    const F = bigfloat(bits);
    const search = new Search(timed(bindProblem(F, problem), deadline), bits, memory);
    try {
      const found = search.find(m, n, spread);
      if (found !== undefined) return { found, F, iterations: search.iterations };
      break;
    } catch (error) {
      if (error instanceof OutOfTime) throw new RangeError('bestRational: the time was not enough', { cause: error });
      if (!(error instanceof MorePrecision)) throw error;
      bits = 32 * Math.ceil(Math.max(error.bits + 64, 1.25 * bits) / 32);
    }
    if (bits <= SUSPICIOUS_BITS || suspected) continue;
    suspected = true;
    const exact = vanishing(problem, m, n);
    if (exact !== undefined) return exact;
  }
  const exact = suspected ? undefined : vanishing(problem, m, n);
  if (exact !== undefined) return exact;
  throw new RangeError(`bestRational: no level error of type (${String(m)},${String(n)}) was found`);
}
