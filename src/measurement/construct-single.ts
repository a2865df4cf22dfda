/**
 * Single rational functions as constructions: of the least degree whose certified error is at most ε.
 */
import { formatDecimal, log2Of, parseNumeral } from '../arithmetic/numerals.ts';
import { type Rational, rationals } from '../arithmetic/rational.ts';
import { circuitField } from '../circuits/builder.ts';
import type { Circuit } from '../circuits/circuit.ts';
import { sizeOf } from '../circuits/size.ts';
import { type Construction, type ConstructionRequest, describeDomain } from '../constructions/construct.ts';
import type { MethodRole } from '../constructions/construction.ts';
import { findSymmetry } from '../constructions/minimax/symmetry.ts';
import type { SingleRational, SingleRequest } from '../constructions/single/approximant.ts';
import type { Target } from '../functions/target.ts';
import { certifyError } from './certify.ts';
import type { AttemptExecutor } from './certify-attempt.ts';

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
  /** The largest degree that is tried; default 200. */
  readonly maxDegree?: number;
  readonly executor?: AttemptExecutor;
  /** Told about every degree that is tried. */
  readonly onDegree?: (degree: number) => void;
}

const MOST_DEGREE = 200;
const DEFAULT_SECONDS = 600;
/** Where the bound of a first certificate exceeds ε and the attained error does not. */
const CLOSE_TIGHTNESS = 1.0006;

/** From this degree on it is asked whether errors fall fast enough. */
const SLOW_DEGREE = 16;
/** Falls of log(error) with a doubling grow by 1 for algebraic, √2 for root-exponential, 2 for geometric convergence, and more for entire functions. */
const FASTEST = 3;
const MARGIN = 1.25;

/** A degree that was tried: an approximant that may do, or why there is none. */
type Trial = { readonly found: SingleRational } | { readonly reason: string; readonly seen?: Rational };

/**
 * Constructs a single rational function within ε.
 *
 * The degree is doubled until the error of type (n, n) at sampled points is at most ε, then bisected; from the least such degree on,
 * degrees are certified until one is proven to do. Where taking a multiple of x off makes the target even, types (n + 1, n)
 * are taken, which cost half. That no lower degree does is what was seen, under the assumption that errors fall with the degree.
 *
 * Error: `bound` is the upper end of a certified interval for the circuit's error, rounding of the coefficients included
 * (proofs/certification.md).
 * @param method - The family.
 * @param target - The target.
 * @param request - Domain and ε.
 * @param options - Limits.
 * @returns The construction; its certificate is found again by certifying the circuit.
 * @throws {RangeError} for an ε outside (0, 1), a domain on which the target is undefined, a target that the family does not
 * cover, and where no degree within the limits reaches ε.
 */
export async function constructSingle(
  method: SingleMethod,
  target: Target,
  request: ConstructionRequest,
  options: SingleOptions = {},
): Promise<Construction> {
  checkRequest(target, request);
  const search = new SingleSearch(method, target, request, options);
  const degree = search.leastSeen();
  return search.certifiedFrom(degree);
}

function checkRequest(target: Target, { domain, eps }: ConstructionRequest): void {
  if (eps.numerator <= 0n || eps.numerator >= eps.denominator) {
    throw new RangeError(`construct: expected 0 < eps < 1, got ${formatDecimal(eps, 6)}`);
  }
  if (rationals.compare(domain.lower, domain.upper) >= 0) {
    throw new RangeError(`construct: expected a domain a,b with a < b, got ${describeDomain(domain).join(',')}`);
  }
  target.checkDomain(domain);
}

class SingleSearch {
  readonly #method: SingleMethod;
  readonly #target: Target;
  readonly #request: ConstructionRequest;
  readonly #options: SingleOptions;
  readonly #seconds: number;
  readonly #deadline: number;
  readonly #problem: Pick<SingleRequest, 'f' | 'domain' | 'kinks'>;
  /** What the numerator's degree is larger. */
  readonly #excess: number;
  readonly #known = new Map<number, Trial>();
  #reason = '';

  constructor(method: SingleMethod, target: Target, request: ConstructionRequest, options: SingleOptions) {
    this.#method = method;
    this.#target = target;
    this.#request = request;
    this.#options = options;
    this.#seconds = options.maxSeconds ?? DEFAULT_SECONDS;
    this.#deadline = performance.now() + 1000 * this.#seconds;
    const { domain } = request;
    this.#problem = { f: target.evaluate, domain, kinks: target.kinks(domain) };
    method.check?.(this.#problem);
    this.#excess = findSymmetry(this.#problem, 2, 1)?.hasSlope === true ? 1 : 0;
  }

  get #most(): number {
    return this.#options.maxDegree ?? MOST_DEGREE;
  }

  /** The least degree whose error at the points is at most ε. */
  leastSeen(): number {
    let [low, high] = [-1, 0];
    while (!this.#isSeen(high)) {
      if (high >= this.#most || this.#isHopeless(high)) throw this.#failure(high);
      [low, high] = [high, Math.min(this.#most, Math.max(1, 2 * high))];
    }
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (this.#isSeen(middle)) high = middle;
      else low = middle;
    }
    return high;
  }

  /** The construction of the first degree from a given one on that is certified. */
  async certifiedFrom(degree: number): Promise<Construction> {
    for (let n = degree; n <= this.#most; n += 1) {
      const trial = this.#trial(n);
      const built = 'found' in trial ? await this.#certified(trial.found) : undefined;
      if (built) return built;
    }
    throw this.#failure(this.#most);
  }

  #failure(tried: number): RangeError {
    const outlook = tried < this.#most ? `, and none up to ${String(this.#most)} is likely to` : '';
    return new RangeError(
      `construct: ${this.#method.name}: no degree up to ${String(tried)} was seen to do${outlook}; ${this.#reason}`,
    );
  }

  /** Whether the errors of the last three doublings, continued, stay above ε up to the largest degree. */
  #isHopeless(degree: number): boolean {
    if (degree < SLOW_DEGREE) return false;
    const sizes = [degree / 4, degree / 2, degree].map((n) => {
      const trial = this.#known.get(n);
      return trial && 'seen' in trial ? log2Of(trial.seen) : undefined;
    });
    const [first, second, third] = sizes;
    if (first === undefined || second === undefined || third === undefined) return false;
    const [before, last] = [first - second, second - third];
    if (last <= 0) return before <= 0;
    const ratio = before <= 0 ? FASTEST : Math.max(1, Math.min(FASTEST, last / before));
    let [size, step] = [third, last];
    for (let n = degree; n < this.#most; n *= 2) {
      step *= ratio;
      size -= MARGIN * step;
    }
    return size > log2Of(this.#request.eps);
  }

  #isSeen(degree: number): boolean {
    return 'found' in this.#trial(degree);
  }

  #trial(degree: number): Trial {
    let trial = this.#known.get(degree);
    if (trial === undefined) {
      this.#checkTime();
      this.#options.onDegree?.(degree);
      trial = this.#try(degree);
      this.#known.set(degree, trial);
    }
    if ('reason' in trial) this.#reason = trial.reason;
    return trial;
  }

  #checkTime(): void {
    if (performance.now() <= this.#deadline) return;
    const { name } = this.#method;
    throw new RangeError(`construct: ${name}: ${String(this.#seconds)} s were not enough; ${this.#reason}`);
  }

  #try(degree: number): Trial {
    const { eps } = this.#request;
    const type = [degree + this.#excess, degree] as const;
    try {
      const found = this.#method.approximate({ ...this.#problem, type, eps, deadline: this.#deadline });
      if (rationals.compare(found.seen, eps) <= 0) return { found };
      const { seen } = found;
      return { reason: `the error of degree ${String(degree)} is at least ${formatDecimal(seen, 4)}`, seen };
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      this.#checkTime();
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
      this.#checkTime();
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
