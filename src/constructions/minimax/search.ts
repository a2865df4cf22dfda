/**
 * From a type to a level error at one precision: starts that are tried one after the other.
 */
import type { Rational } from '../../arithmetic/rational.ts';
import { type Barycentric } from './barycentric.ts';
import { equalise, type EqualiseGoal } from './equalise.ts';
import { choosePeaks, type ErrorSample } from './exchange.ts';
import type { BoundProblem } from './problem.ts';
import {
  chebyshevNodes,
  chebyshevReference,
  extrapolatedReference,
  insertedReferences,
  stretchReference,
} from './references.ts';
import { remez } from './remez.ts';
import type { Scout } from './scout.ts';

/** Raised where the precision does not do; the search is then repeated with more. */
export class MorePrecision extends Error {
  readonly bits: number;
  constructor(bits: number) {
    super(`more precision is needed: ${String(bits)} bits`);
    this.bits = bits;
  }
}

/** An approximant with a level error. */
export interface LevelError<T> {
  /** The degrees for which it was found. */
  readonly type: readonly [number, number];
  readonly approximant: Barycentric<T>;
  /** q at the points of the barycentric form. */
  readonly denominators: readonly T[];
  /** Peaks of alternating sign, at least m + n + 2 less the defect. */
  readonly peaks: readonly ErrorSample<T>[];
  /** Largest over smallest peak, less one, about. */
  readonly spread: number;
  readonly iterations: number;
}

/** How level the errors of approximants of lower type are made, which serve as starts. */
const ROUGH = 0.1;
/** Heuristic, chosen by measurement: spreads of Chebyshev nodes from which the ladder of types is faster. */
const WORST_START = 9;
/** Degrees m + n up to which the best approximant is looked for on a grid before lower types are, and with kinks after that. */
const MOST_SCOUTED = { first: 26, last: 44 };
const EQUALISE_ITERATIONS = 30;
const FIRST_EXCHANGES = 10;
const EXCHANGES = 24;

const keyOf = (m: number, n: number): string => `${String(m)},${String(n)}`;

/** What searches for a problem with different numbers of bits share. */
export interface SearchMemory {
  readonly scout: Scout;
  /** Nodes by type at which searches ended. */
  readonly nodes: Map<string, readonly Rational[]>;
  /** In milliseconds of `performance.now()`. */
  readonly deadline: number;
}

/** The approximant with the least error of its type, by whatever start leads to it. */
export class Search<T> {
  readonly #problem: BoundProblem<T>;
  readonly #bits: number;
  readonly #known = new Map<string, LevelError<T> | undefined>();
  readonly #memory: SearchMemory;
  /** Bits that an exchange without a sound approximant asked for. */
  #wanted = 0;
  iterations = 0;

  /**
   * @param problem - The problem over a number system.
   * @param bits - Bits of the number system.
   * @param memory - What searches with fewer bits have found.
   */
  constructor(problem: BoundProblem<T>, bits: number, memory: SearchMemory) {
    this.#problem = problem;
    this.#bits = bits;
    this.#memory = memory;
  }

  /**
   * The approximant of a type with a spread of at most `spread`; undefined if no start leads to it.
   * @throws {MorePrecision} where the number system does not tell the error.
   */
  find(m: number, n: number, spread: number): LevelError<T> | undefined {
    const found = this.#find(m, n, spread);
    if (found === undefined && this.#wanted > this.#bits) throw new MorePrecision(this.#wanted);
    return found;
  }

  #find(m: number, n: number, spread: number): LevelError<T> | undefined {
    const count = m + n + 1;
    const goal = { spread, maxIterations: EQUALISE_ITERATIONS };
    const nodes = chebyshevNodes(this.#problem, count);
    const found =
      this.#resume(m, n, spread) ??
      this.#equalise(m, n, nodes, { ...goal, worstStart: WORST_START }) ??
      (m + n <= MOST_SCOUTED.first ? this.#scout(m, n, spread) : undefined) ??
      this.#climb(m, n, spread) ??
      (m + n > MOST_SCOUTED.first && this.#problem.kinks.length > 0 && m + n <= MOST_SCOUTED.last
        ? this.#scout(m, n, spread)
        : undefined);
    if (found) return found;
    const exchanged = this.#exchange(m, n, chebyshevReference(this.#problem, count + 1), spread, FIRST_EXCHANGES);
    if (exchanged || n === 0 || m === 0) return exchanged;
    return this.#degenerate(m, n, spread) ?? this.#beside(m, n, spread);
  }

  /** From the nodes at which a search with fewer bits ended. */
  #resume(m: number, n: number, spread: number): LevelError<T> | undefined {
    const nodes = this.#memory.nodes.get(keyOf(m, n));
    if (nodes === undefined) return undefined;
    const { F } = this.#problem;
    const start = nodes.map((z) => F.constant(z));
    return this.#equalise(m, n, start, { spread, maxIterations: EQUALISE_ITERATIONS });
  }

  /** From the best approximant on a grid. */
  #scout(m: number, n: number, spread: number): LevelError<T> | undefined {
    const scouted = this.#attempt(() => this.#memory.scout.find(m, n));
    if (scouted === undefined) return undefined;
    const { F } = this.#problem;
    const [nodes, reference] = [scouted.nodes, scouted.reference].map((list) => list.map((x) => F.constant(x)));
    return (
      this.#equalise(m, n, nodes ?? [], { spread, maxIterations: EQUALISE_ITERATIONS }) ??
      this.#exchange(m, n, reference ?? [], spread, EXCHANGES)
    );
  }

  /** Continues the nodes of two lower types on the diagonal. */
  #climb(m: number, n: number, spread: number): LevelError<T> | undefined {
    const least = Math.min(m, n);
    if (least < 2) return undefined;
    const step = this.#stepBelow(least);
    const near = this.#rough(m - step, n - step);
    const further = least - step - this.#stepBelow(least - step);
    const far = near && this.#rough(m - least + further, n - least + further);
    if (near === undefined || far === undefined) return undefined;
    const { F, lower, upper } = this.#problem;
    const nodesOf = ({ peaks, approximant, type }: LevelError<T>): readonly T[] => {
      const isInterpolant = approximant.points.length === type[0] + type[1] + 1;
      return [lower, ...(isInterpolant ? approximant.points : middles(this.#problem, peaks)), upper];
    };
    const [longer, shorter] = [nodesOf(near), nodesOf(far)];
    if (longer.length <= shorter.length) return undefined;
    const start = extrapolatedReference(F, longer, shorter, m + n + 3).slice(1, -1);
    return this.#equalise(m, n, start, { spread, maxIterations: EQUALISE_ITERATIONS });
  }

  /** How far to the lower type: near kinks the nodes come in pairs. */
  #stepBelow(degree: number): number {
    if (this.#problem.kinks.length === 0 || degree < 4) return Math.max(1, Math.floor(degree / 4));
    return 2 * Math.max(1, Math.floor(degree / 8));
  }

  /** The approximant of the next lower type, if its error alternates often enough for this type as well. */
  #degenerate(m: number, n: number, spread: number): LevelError<T> | undefined {
    const below = this.#rough(m - 1, n - 1);
    if (below === undefined) return undefined;
    if (!this.#isLevel(below, m + n + 2 - (m - below.type[0]))) return undefined;
    const found = this.#find(m - 1, n - 1, spread);
    return found && this.#isLevel(found, m + n + 2 - (m - found.type[0])) ? found : undefined;
  }

  /** Whether so many alternating peaks have the same size. */
  #isLevel({ peaks, spread }: LevelError<T>, count: number): boolean {
    const { F } = this.#problem;
    const sizes = choosePeaks(this.#problem, peaks, count)?.map(({ error }) => F.abs(error));
    if (sizes === undefined) return false;
    const [least, largest] = [sizes.reduce((x, y) => F.min(x, y)), sizes.reduce((x, y) => F.max(x, y))];
    return F.toNumber(F.div(F.sub(largest, least), largest)) <= 2 * Math.max(spread, Number.EPSILON);
  }

  /** Remez's exchange from the references of the next lower type, with points put in. */
  #beside(m: number, n: number, spread: number): LevelError<T> | undefined {
    const below = this.#rough(m - 1, n - 1);
    if (below === undefined) return undefined;
    const { F } = this.#problem;
    const count = m + n + 2;
    const points = below.peaks.map(({ x }) => x);
    const chosen = choosePeaks(this.#problem, below.peaks, count);
    const starts = [
      ...(chosen ? [chosen.map(({ x }) => x)] : []),
      stretchReference(F, points, count),
      ...insertedReferences(F, points, count),
    ];
    for (const start of starts) {
      const found = this.#exchange(m, n, start, spread, EXCHANGES);
      if (found) return found;
    }
    return undefined;
  }

  #rough(m: number, n: number): LevelError<T> | undefined {
    const key = keyOf(m, n);
    if (!this.#known.has(key)) this.#known.set(key, this.#find(m, n, ROUGH));
    return this.#known.get(key);
  }

  /** What an iteration gives, if it does not run into a singular system. @throws {RangeError} after the deadline */
  #attempt<R>(iterate: () => R): R | undefined {
    if (performance.now() > this.#memory.deadline) throw new RangeError('bestRational: the time was not enough');
    try {
      return iterate();
    } catch (error) {
      if (error instanceof RangeError) return undefined;
      throw error;
    }
  }

  #equalise(m: number, n: number, start: readonly T[], goal: EqualiseGoal): LevelError<T> | undefined {
    const outcome = this.#attempt(() => equalise(this.#problem, n, start, goal, this.#bits));
    if (outcome === undefined) return undefined;
    const remember = (nodes: readonly T[]): void => {
      this.#memory.nodes.set(
        keyOf(m, n),
        nodes.map((z) => this.#problem.F.toRational(z)),
      );
    };
    if (outcome.status === 'precision') {
      if (outcome.nodes !== undefined) remember(outcome.nodes);
      throw new MorePrecision(outcome.bits);
    }
    this.iterations += outcome.iterations;
    if (outcome.status === 'stuck') return undefined;
    const { interpolant, peaks, spread, iterations } = outcome;
    remember(interpolant.points);
    const { denominators } = interpolant;
    return { type: [m, n], approximant: interpolant, denominators, peaks, spread, iterations };
  }

  #exchange(m: number, n: number, start: readonly T[], gap: number, maxIterations: number): LevelError<T> | undefined {
    const outcome = this.#attempt(() => remez(this.#problem, n, start, { bits: this.#bits, gap, maxIterations }));
    if (outcome === undefined) return undefined;
    if (outcome.status === 'precision') {
      if (outcome.isSound) throw new MorePrecision(outcome.bits);
      this.#wanted = Math.max(this.#wanted, outcome.bits);
      return undefined;
    }
    this.iterations += outcome.status === 'converged' ? outcome.iterations : maxIterations;
    if (outcome.status === 'stuck') return undefined;
    const { approximant, scan, iterations } = outcome;
    const { denominators } = approximant;
    const all: LevelError<T> = {
      type: [m, n],
      approximant,
      denominators,
      peaks: scan.peaks,
      spread: outcome.gap,
      iterations,
    };
    // Other peaks, smaller ones, lie between: as many are kept as are level.
    let count = scan.peaks.length;
    while (count > start.length && !this.#isLevel(all, count)) count -= 1;
    return { ...all, peaks: choosePeaks(this.#problem, scan.peaks, count) ?? scan.peaks };
  }
}

/** Points between the peaks. */
const middles = <T>({ F }: BoundProblem<T>, peaks: readonly ErrorSample<T>[]): readonly T[] =>
  peaks.slice(1).map(({ x }, i) => F.scale(F.add(x, (peaks[i] as ErrorSample<T>).x), -1));
