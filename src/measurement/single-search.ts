/**
 * The search for the degree of a single rational function, and its certificate.
 */
import { formatDecimal, log2Of, parseNumeral } from '../arithmetic/numerals.ts';
import { rationals } from '../arithmetic/rational.ts';
import { circuitField } from '../circuits/builder.ts';
import type { Circuit } from '../circuits/circuit.ts';
import { sizeOf } from '../circuits/size.ts';
import { type Construction, type ConstructionRequest, describeDomain } from '../constructions/construct.ts';
import type { MethodRole } from '../constructions/construction.ts';
import { centred, type SingleRational, type SingleRequest } from '../constructions/single/approximant.ts';
import type { Target } from '../functions/target.ts';
import { certifyError } from './certify.ts';
import type { AttemptExecutor } from './certify-attempt.ts';
import { fallsTooSlowly } from './outlook.ts';

/** A family of rational functions, one for each type. */
export interface SingleMethod {
  readonly name: string;
  readonly role: MethodRole;
  readonly summary: string;
  /** @throws {RangeError} for targets of which the family has no good approximants of any degree */
  readonly check?: (request: Pick<SingleRequest, 'domain' | 'kinks'>) => void;
  /** @throws {RangeError} where there is none of this type, or the time is over */
  readonly approximate: (request: SingleRequest) => SingleRational;
  /** upper/lower of the certified error. */
  readonly tightness: number;
  /** What the plan says beyond type, defect, digits and error. */
  readonly describe?: (found: SingleRational, context: CertifiedSingle) => Readonly<Record<string, unknown>>;
}

/** An approximant with its proven bounds. */
export interface CertifiedSingle {
  readonly target: Target;
  readonly circuit: Circuit;
  /** Bounds of its error as decimals, rounded outward. */
  readonly error: { readonly lower: string; readonly upper: string };
}

/** How far the search goes, and who certifies. */
export interface SingleOptions {
  /** Seconds for all degrees together; default 600. */
  readonly maxSeconds?: number;
  /** Seconds in which degrees are tried, certificates not counted; by default all. */
  readonly searchSeconds?: number;
  /** The degrees that are tried, rising; default 0, 1, …, 200. */
  readonly degrees?: readonly number[];
  readonly executor?: AttemptExecutor;
  /** Told about every degree that is tried. */
  readonly onDegree?: (degree: number) => void;
}

const DEGREES: readonly number[] = Object.freeze(Array.from({ length: 201 }, (_, n) => n));
const DEFAULT_SECONDS = 600;
/** Where the bound of a first certificate exceeds ε and the attained error does not. */
const CLOSE_TIGHTNESS = 1.0006;

/** A degree that was tried: an approximant that may do, or why there is none. */
type Trial =
  | { readonly found: SingleRational }
  | { readonly reason: string; readonly failed?: Pick<SingleRational, 'seen' | 'least'> };

/** The search for the least degree of one family, among some degrees. */
export class SingleSearch {
  readonly degrees: readonly number[];
  readonly #method: SingleMethod;
  readonly #target: Target;
  readonly #request: ConstructionRequest;
  readonly #options: SingleOptions;
  readonly #seconds: number;
  readonly #deadline: number;
  readonly #searchEnd: number;
  readonly #problem: Pick<SingleRequest, 'f' | 'domain' | 'kinks'>;
  /** What the numerator's degree is larger. */
  readonly #excess: number;
  readonly #known = new Map<number, Trial>();
  #reason = '';

  constructor(method: SingleMethod, target: Target, request: ConstructionRequest, options: SingleOptions) {
    this.degrees = options.degrees ?? DEGREES;
    this.#method = method;
    this.#target = target;
    this.#request = request;
    this.#options = options;
    this.#seconds = options.maxSeconds ?? DEFAULT_SECONDS;
    this.#deadline = performance.now() + 1000 * this.#seconds;
    this.#searchEnd = performance.now() + 1000 * (options.searchSeconds ?? this.#seconds);
    const { domain } = request;
    this.#problem = { f: target.evaluate, domain, kinks: target.kinks(domain) };
    method.check?.(this.#problem);
    this.#excess = centred({ ...this.#problem, type: [2, 1] }).symmetry?.hasSlope === true ? 1 : 0;
  }

  /** The least degree whose error at the points is at most ε. @throws {RangeError} where none is found */
  leastSeen(): number {
    const { degrees } = this;
    const sizes: { degree: number; size: number }[] = [];
    let [low, high] = [-1, 0];
    for (;;) {
      const degree = degrees[high] as number;
      const trial = this.#trial(degree);
      if ('found' in trial) return this.#bisect(low, high);
      if (trial.failed !== undefined) sizes.push({ degree, size: log2Of(trial.failed.seen) });
      const isLast = high === degrees.length - 1;
      if (isLast || fallsTooSlowly(sizes, degrees.at(-1) as number, log2Of(this.#request.eps))) {
        throw this.#failure(degree);
      }
      const next = degrees.findIndex((other) => other >= Math.max(1, 2 * degree));
      [low, high] = [high, next < 0 ? degrees.length - 1 : next];
    }
  }

  /** Whether the errors that were seen leave no hope for any function of a degree, of whatever family. */
  excludes(degree: number): boolean {
    return [...this.#known].some(
      ([n, trial]) => n >= degree && 'failed' in trial && rationals.compare(trial.failed.least, this.#request.eps) > 0,
    );
  }

  /** As {@link leastSeen}, with the largest degree tried first; undefined where it does not do. */
  leastSeenFromAbove(): number | undefined {
    const last = this.degrees.length - 1;
    return this.#isSeen(this.degrees[last] as number) ? this.#bisect(-1, last) : undefined;
  }

  /** The least degree that does, by the numbers of one that does not and one that does. */
  #bisect(below: number, above: number): number {
    let [low, high] = [below, above];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (this.#isSeen(this.degrees[middle] as number)) high = middle;
      else low = middle;
    }
    return this.degrees[high] as number;
  }

  /** The construction of the first degree from a given one on that is certified. @throws {RangeError} where none is */
  async certifiedFrom(degree: number): Promise<Construction> {
    for (const n of this.degrees.filter((other) => other >= degree)) {
      const trial = this.#trial(n);
      const built = 'found' in trial ? await this.#certified(trial.found) : undefined;
      if (built) return built;
    }
    throw this.#failure(this.degrees.at(-1) as number);
  }

  #failure(tried: number): RangeError {
    const most = this.degrees.at(-1) as number;
    const outlook = tried < most ? `, and none up to ${String(most)} is likely to` : '';
    return new RangeError(
      `construct: ${this.#method.name}: no degree up to ${String(tried)} was seen to do${outlook}; ${this.#reason}`,
    );
  }

  #isSeen(degree: number): boolean {
    return 'found' in this.#trial(degree);
  }

  #trial(degree: number): Trial {
    let trial = this.#known.get(degree);
    if (trial === undefined) {
      this.#checkTime(this.#searchEnd);
      this.#options.onDegree?.(degree);
      trial = this.#try(degree);
      this.#known.set(degree, trial);
    }
    if ('reason' in trial) this.#reason = trial.reason;
    return trial;
  }

  #checkTime(end: number): void {
    if (performance.now() <= end) return;
    const { name } = this.#method;
    throw new RangeError(`construct: ${name}: ${String(this.#seconds)} s were not enough; ${this.#reason}`);
  }

  #try(degree: number): Trial {
    const { eps } = this.#request;
    const type = [degree + this.#excess, degree] as const;
    try {
      const found = this.#method.approximate({ ...this.#problem, type, eps, deadline: this.#searchEnd });
      if (rationals.compare(found.seen, eps) <= 0) return { found };
      return {
        reason: `the error of degree ${String(degree)} is at least ${formatDecimal(found.seen, 4)}`,
        failed: found,
      };
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      this.#checkTime(this.#searchEnd);
      return { reason: error.message };
    }
  }

  /** The construction, if its error is proven to be at most ε. */
  async #certified(found: SingleRational): Promise<Construction | undefined> {
    const { domain, eps } = this.#request;
    const F = circuitField(['x']);
    const [x = F.zero] = F.inputs;
    const circuit = F.build([found.apply(F, x)]);
    const isWithin = (bound: string): boolean => rationals.compare(parseNumeral(bound), eps) <= 0;
    for (const tightness of [this.#method.tightness, CLOSE_TIGHTNESS]) {
      this.#checkTime(this.#deadline);
      const certified = await certifyError({
        circuit,
        target: this.#target,
        domain,
        tightness,
        maxSeconds: (this.#deadline - performance.now()) / 1000,
        ...(this.#options.executor && { executor: this.#options.executor }),
      });
      const { lower, upper } = certified.error;
      if (upper !== null && isWithin(upper)) {
        return this.#construction(found, { target: this.#target, circuit, error: { lower, upper } });
      }
      this.#reason = certified.reason ?? `the error of degree ${String(found.type[1])} is at least ${lower}`;
      if (upper === null || !isWithin(lower)) return undefined;
    }
    return undefined;
  }

  #construction(found: SingleRational, certified: CertifiedSingle): Construction {
    const { name: method, role, describe } = this.#method;
    const { domain, eps } = this.#request;
    const { circuit, error } = certified;
    const { type, defect, digits } = found;
    const plan = { type: [...type], defect, digits, error, ...describe?.(found, certified) };
    const target = this.#target.name;
    const bound = error.upper;
    const meta = { target, method, domain: describeDomain(domain), eps: formatDecimal(eps, 20), bound, plan };
    return {
      target,
      method,
      role,
      domain,
      eps,
      circuit: { ...circuit, meta },
      size: sizeOf(circuit),
      plan,
      bound,
    };
  }
}
