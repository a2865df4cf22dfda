/**
 * The best single rational function as a construction: of the least degree whose certified error is at most ε.
 */
import { formatDecimal, parseNumeral } from '../arithmetic/numerals.ts';
import { rationals } from '../arithmetic/rational.ts';
import { sizeOf } from '../circuits/size.ts';
import { type Construction, type ConstructionRequest, describeDomain } from '../constructions/construct.ts';
import type { MethodRole } from '../constructions/construction.ts';
import { findSymmetry } from '../constructions/minimax/symmetry.ts';
import type { Target } from '../functions/target.ts';
import type { AttemptExecutor } from './certify-attempt.ts';
import { type CertifiedMinimax, certifyMinimax } from './certify-minimax.ts';

/** What listings say of the method. */
export const minimaxMethod: Readonly<{ name: string; role: MethodRole; summary: string }> = Object.freeze({
  name: 'minimax',
  role: 'competitor',
  summary: 'best single rational function of the least degree n whose certified error is at most ε: about 2√(2n) gates',
});

/** How far the search goes, and who certifies. */
export interface MinimaxOptions {
  /** Seconds for all degrees together; default 600. */
  readonly maxSeconds?: number;
  readonly executor?: AttemptExecutor;
  /** Told about every degree that is tried. */
  readonly onDegree?: (degree: number) => void;
}

/** upper/lower − 1 of the errors: those of neighbouring degrees are further apart. */
const GAP = 1e-3;
const MOST_DEGREE = 200;
const DEFAULT_SECONDS = 600;

/** A degree that was tried: an approximant within ε, or why there is none. */
type Trial = { readonly found: CertifiedMinimax } | { readonly reason: string };

/** Tries a type; `excess` is what the numerator's degree is larger. */
async function tryDegree(
  target: Target,
  { domain, eps }: ConstructionRequest,
  degree: number,
  excess: number,
  maxSeconds: number,
  executor: AttemptExecutor | undefined,
): Promise<Trial> {
  try {
    const type = [degree + excess, degree] as const;
    const found = await certifyMinimax({ target, domain, type, gap: GAP, maxSeconds, ...(executor && { executor }) });
    const { upper } = found.error;
    if (upper === null) return { reason: found.reason ?? 'the error is not bounded' };
    const isWithin = rationals.compare(parseNumeral(upper), eps) <= 0;
    return isWithin ? { found } : { reason: `the best error of degree ${String(degree)} is ${found.error.lower}` };
  } catch (error) {
    if (error instanceof RangeError) return { reason: error.message };
    throw error;
  }
}

/**
 * Constructs the best rational function of one fraction within ε.
 *
 * The degree is doubled until the certified error of the best approximant of type (n, n) is at most ε, then bisected. Where
 * taking a multiple of x off makes the target even, types (n + 1, n) are taken, which cost half.
 *
 * Error: `bound` is the upper end of a certified interval for the circuit's error (proofs/best-rational.md).
 * @param target - The target.
 * @param request - Domain and ε.
 * @param options - Limits.
 * @returns The construction; its certificate is found again by certifying the circuit.
 * @throws {RangeError} for an ε outside (0, 1), a domain on which the target is undefined, and where no degree up to 200
 * reaches ε in the time given.
 */
export async function constructMinimax(
  target: Target,
  request: ConstructionRequest,
  options: MinimaxOptions = {},
): Promise<Construction> {
  const { domain, eps } = request;
  if (eps.numerator <= 0n || eps.numerator >= eps.denominator) {
    throw new RangeError(`construct: expected 0 < eps < 1, got ${formatDecimal(eps, 6)}`);
  }
  if (rationals.compare(domain.lower, domain.upper) >= 0) {
    throw new RangeError(`construct: expected a domain a,b with a < b, got ${describeDomain(domain).join(',')}`);
  }
  target.checkDomain(domain);
  const { maxSeconds = DEFAULT_SECONDS, executor, onDegree } = options;
  const deadline = performance.now() + 1000 * maxSeconds;
  const problem = { f: target.evaluate, domain, kinks: target.kinks(domain) };
  const excess = findSymmetry(problem, 2, 1)?.hasSlope === true ? 1 : 0;
  let reason = '';
  const trialOf = async (degree: number): Promise<CertifiedMinimax | undefined> => {
    onDegree?.(degree);
    const seconds = (deadline - performance.now()) / 1000;
    if (seconds <= 0) throw new RangeError(`construct: minimax: ${String(maxSeconds)} s were not enough; ${reason}`);
    const trial = await tryDegree(target, request, degree, excess, seconds, executor);
    if ('found' in trial) return trial.found;
    reason = trial.reason;
    return undefined;
  };
  let [low, high] = [-1, 0];
  let best = await trialOf(high);
  while (best === undefined) {
    if (high >= MOST_DEGREE) {
      throw new RangeError(`construct: minimax: no degree up to ${String(MOST_DEGREE)} was seen to do; ${reason}`);
    }
    [low, high] = [high, Math.min(MOST_DEGREE, Math.max(1, 2 * high))];
    best = await trialOf(high);
  }
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    const found = await trialOf(middle);
    if (found === undefined) low = middle;
    else [best, high] = [found, middle];
  }
  return constructionOf(best, target, request);
}

function constructionOf(
  { circuit, best, error, type }: CertifiedMinimax,
  target: Target,
  { domain, eps }: ConstructionRequest,
): Construction {
  const bound = error.upper ?? '';
  const plan = { type: [...type], defect: best.defect, digits: best.digits, bestError: error };
  const { name: method, role } = minimaxMethod;
  const meta = {
    target: target.name,
    method,
    domain: describeDomain(domain),
    eps: formatDecimal(eps, 20),
    bound,
    plan,
  };
  return {
    target: target.name,
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
