/**
 * The search for panels that make up a domain, each with a bound that is tight enough.
 */
import { compareMagnitudes, type Magnitude, magnitude, mulUp } from '../arithmetic/magnitude.ts';
import { formatDecimal, log2Of } from '../arithmetic/numerals.ts';
import { dyadic, type Rational, rationals } from '../arithmetic/rational.ts';
import type { UnboundedClaim } from '../certificates/certificate.ts';
import { fixedOf } from '../certificates/fixed-point.ts';
import { type ErrorProblem, withDeferred } from '../certificates/panel.ts';
import type { Domain, Target } from '../functions/target.ts';
import type { Unbounded } from './certify-analytic.ts';
import { type AttemptExecutor, type BoundedPanel, BREATH } from './certify-attempt.ts';
import { findVanishing } from './certify-pole.ts';
import { isNarrowRange } from './certify-range.ts';
import type { PanelGoal } from './certify-series.ts';
import { around, findSwitch, type IsNarrow, narrowAround } from './certify-switch.ts';

const ZERO = rationals.zero;

/** The larger of two magnitudes. */
export const larger = (x: Magnitude, y: Magnitude): Magnitude => (compareMagnitudes(x, y) >= 0 ? x : y);

/** A point with few binary digits close to the middle of an interval. */
function splitPoint({ lower, upper }: Domain): Rational {
  const bits = 2 - Math.floor(log2Of(rationals.sub(upper, lower)));
  const middle = rationals.scale(rationals.add(lower, upper), -1);
  return dyadic(fixedOf(rationals.add(middle, dyadic(1n, -bits - 1)), bits), -bits);
}

/** An interval on which the error is not bounded yet. */
interface OpenInterval {
  readonly interval: Domain;
  /** How often the circuit could not be enclosed on an interval that contains it. */
  readonly failures: number;
  /** Whether kinks at its ends have been cut off. */
  readonly peeled: boolean;
}

/** Ends the search: out of time, out of precision, or stuck. */
export class Stopped extends Error {}

/** What a search is given. */
export interface SearchSettings {
  readonly problem: ErrorProblem;
  readonly domain: Domain;
  readonly tightness: number;
  readonly maxBits: number;
  /** Seconds, and the moment from which they count. */
  readonly maxSeconds: number;
  readonly start: number;
  readonly executor: AttemptExecutor;
  readonly onPanel: (panel: BoundedPanel, done: number) => void;
}

/**
 * Halvings in which the circuit could not be enclosed before the search gives up, for instance at a pole that cannot be
 * proven: 400, and 64 for every bit of the error, since the poles of a p-th root lie within error^p of its end.
 */
const mostFailures = (scale: Magnitude): number => 400 + 64 * Math.max(0, -scale.exponent);
/** Zeros of divisors are looked for in intervals below 2^−this of the domain. */
const POLE_DEPTH = 5;
/** More divisions than this are not put off: what they are multiplied into grows. */
const MOST_DEFERRED = 16;

/** The search for a certificate. Intervals are taken in generations, so that what is found depends on no thread's speed. */
export class Search {
  readonly settings: SearchSettings;
  readonly bounded: BoundedPanel[] = [];
  scale: Magnitude;
  pole: UnboundedClaim | undefined;
  #deferred: readonly number[] = [];
  #lastBreath = performance.now();

  constructor(settings: SearchSettings, scale: Magnitude) {
    this.settings = settings;
    this.scale = scale;
  }

  goal(): PanelGoal {
    const { tightness, maxBits } = this.settings;
    return { scale: this.scale, tightness, maxBits };
  }

  /** Whether the range of the target on an interval is narrow against the error. */
  isNarrow(): IsNarrow {
    const goal = this.goal();
    return (part) => isNarrowRange(this.settings.problem, part, goal);
  }

  readonly #checkTime = (): void => {
    const { start, maxSeconds } = this.settings;
    if (performance.now() > start + 1000 * maxSeconds) {
      throw new Stopped(`the time of ${String(maxSeconds)} s was not enough`);
    }
  };

  /** Panels whose bound is above what the largest error seen admits. */
  loose(): BoundedPanel[] {
    const limit = mulUp(this.scale, magnitude(1 + (this.settings.tightness - 1) * 0.98));
    return this.bounded.filter(({ bound }) => compareMagnitudes(bound.upper, limit) > 0);
  }

  /** Takes panels back, to bound them again. */
  reopen(panels: readonly BoundedPanel[]): readonly Domain[] {
    this.bounded.splice(0, this.bounded.length, ...this.bounded.filter((panel) => !panels.includes(panel)));
    return panels.map(({ panel: { lower, upper } }) => ({ lower, upper }));
  }

  /** Bounds the error on all intervals, cutting them where it must. @throws {Stopped} */
  async run(intervals: readonly Domain[]): Promise<void> {
    let open: readonly OpenInterval[] = intervals.map((interval) => ({ interval, failures: 0, peeled: false }));
    while (open.length > 0) {
      const outcomes = await this.#attemptAll(open);
      const next: OpenInterval[] = [];
      for (const [i, item] of open.entries()) {
        const outcome = outcomes[i] as BoundedPanel | Unbounded;
        if ('fault' in outcome) next.push(...this.#again(item, outcome));
        else this.accept(outcome);
      }
      open = this.pole === undefined ? next : [];
    }
  }

  /** One attempt for each interval; results do not depend on the order in which they are made. */
  async #attemptAll(open: readonly OpenInterval[]): Promise<(BoundedPanel | Unbounded)[]> {
    const { problem, executor } = this.settings;
    const [goal, deferred] = [this.goal(), this.#deferred];
    return Promise.all(
      open.map(async ({ interval }) => {
        await this.#breathe();
        this.#checkTime();
        return executor.attempt({ problem, interval, goal, deferred }, this.#checkTime);
      }),
    );
  }

  /** Gives way to progress bars and signals now and then. */
  async #breathe(): Promise<void> {
    if (performance.now() - this.#lastBreath < BREATH) return;
    await new Promise((resolve) => setTimeout(resolve, 0));
    this.#lastBreath = performance.now();
  }

  /** What is to be tried next for an interval. */
  #again(item: OpenInterval, { fault, reason }: Unbounded): readonly OpenInterval[] {
    const isStuck = fault === 'circuit';
    if (isStuck && this.#lookForZeros(item.interval)) return [item];
    const failures = item.failures + (isStuck ? 1 : 0);
    if (fault === 'precision' || failures > mostFailures(this.scale)) {
      throw new Stopped(`${reason}, near x = ${formatDecimal(item.interval.lower, 12)}`);
    }
    return this.#parts(item, fault).map((part) => ({ ...part, failures }));
  }

  /** What an interval is cut into: around a switch of the target, beside kinks at its ends, or halves. */
  #parts({ interval, peeled }: OpenInterval, fault: Unbounded['fault']): readonly Omit<OpenInterval, 'failures'>[] {
    const { lower, upper } = interval;
    const isNarrow = this.isNarrow();
    if (fault === 'branch' && !isNarrow(interval)) {
      const found = findSwitch(this.settings.problem, interval, isNarrow);
      if (found !== undefined) return around(interval, found).map((part) => ({ interval: part, peeled }));
      const ends = peeled ? [] : [lower, upper].map((end) => narrowAround(end, interval, isNarrow));
      const [first, last] = ends;
      if (first !== undefined && last !== undefined) {
        const middle = { lower: first.upper, upper: last.lower };
        return [first, middle, last].map((part) => ({ interval: part, peeled: true }));
      }
    }
    const middle = splitPoint(interval);
    return [
      { interval: { lower, upper: middle }, peeled },
      { interval: { lower: middle, upper }, peeled },
    ];
  }

  /** Takes a bounded panel in. */
  accept(panel: BoundedPanel): void {
    this.bounded.push(panel);
    this.scale = larger(this.scale, panel.seen);
    const { domain, onPanel } = this.settings;
    const covered = this.bounded.reduce(
      (sum, item) => rationals.add(sum, rationals.sub(item.panel.upper, item.panel.lower)),
      ZERO,
    );
    onPanel(panel, rationals.toNumber(rationals.div(covered, rationals.sub(domain.upper, domain.lower))));
  }

  /** Looks for zeros of divisors once an interval is a small part of the domain; whether there are new divisions to put off. */
  #lookForZeros(interval: Domain): boolean {
    const { domain, problem } = this.settings;
    const [part, whole] = [rationals.sub(interval.upper, interval.lower), rationals.sub(domain.upper, domain.lower)];
    if (log2Of(part) > log2Of(whole) - POLE_DEPTH) return false;
    const found = findVanishing(problem.steps, interval, domain);
    if (found === undefined) return false;
    if ('pole' in found) {
      this.pole = { kind: 'pole', pole: found.pole, deferred: [] };
      return false;
    }
    const fresh = found.divisions.filter((division) => !this.#deferred.includes(division));
    if (fresh.length === 0 || this.#deferred.length + fresh.length > MOST_DEFERRED) return false;
    this.#deferred = [...this.#deferred, ...fresh].sort((a, b) => a - b);
    // Forms such as ∞ + ∞ are decided where what is infinite is carried as a fraction.
    const again = findVanishing(withDeferred(problem, this.#deferred).steps, interval, domain);
    if (again !== undefined && 'pole' in again) {
      this.pole = { kind: 'pole', pole: again.pole, deferred: this.#deferred };
      return false;
    }
    return true;
  }
}

/** Kinks with more binary digits than this are no ends of panels. */
const SHORT_BITS = 32;

/** The domain cut at the kinks that the target names; around those that are no short binary numbers. */
export function pieces(search: Search, target: Target): readonly Domain[] {
  const { domain } = search.settings;
  const isNarrow = search.isNarrow();
  let rest = domain;
  const parts: Domain[] = [];
  for (const kink of target.kinks(domain)) {
    const isShort = (kink.denominator & (kink.denominator - 1n)) === 0n && kink.denominator < 1n << BigInt(SHORT_BITS);
    const cut = isShort ? { lower: kink, upper: kink } : narrowAround(kink, rest, isNarrow);
    if (cut === undefined || rationals.compare(cut.lower, rest.lower) < 0) continue;
    parts.push(...around({ lower: rest.lower, upper: cut.upper }, cut));
    rest = { lower: cut.upper, upper: rest.upper };
  }
  return [...parts, ...around(rest, { lower: rest.lower, upper: rest.lower })];
}
