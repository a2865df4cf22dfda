/**
 * The smallest construction of all: planned ones and single rational functions side by side.
 */
import { log2Of } from '../arithmetic/numerals.ts';
import type { Rational } from '../arithmetic/rational.ts';
import type { Size } from '../circuits/circuit.ts';
import { construct, type Construction, type ConstructionRequest } from '../constructions/construct.ts';
import type { Symmetry } from '../constructions/minimax/symmetry.ts';
import { centred } from '../constructions/single/approximant.ts';
import { sizeOfType } from '../constructions/single/type-size.ts';
import type { Target } from '../functions/target.ts';
import type { AttemptExecutor } from './certify-attempt.ts';
import { checkRequest } from './construct-single.ts';
import { minimaxMethod } from './construct-minimax.ts';
import { directMethods } from './single-methods.ts';
import { type SingleMethod, SingleSearch } from './single-search.ts';

/** How far the search for single rational functions goes. */
export interface BestOptions {
  /** Seconds after which it is given up, as a last resort; default 10. */
  readonly maxSeconds?: number;
  readonly executor?: AttemptExecutor;
  /** Told about every degree that is tried. */
  readonly onDegree?: (degree: number, method: string) => void;
}

const DEFAULT_SECONDS = 10;
/** Part of the time in which degrees are tried; the rest is for certificates. */
const SEARCH_PART = 0.5;
/** Products of words of 64 bits that a linear system may cost; best approximants take several, at many points. */
const WORK = 5e6;
const BEST_WORK = 5e5;
/** Errors beside kinks fall slowly, and best approximants are found with many exchanges. */
const MOST_KINKED_DEGREE = 24;
/** Where no other family is seen to do, the target is not analytic on the domain: best errors of the degrees in question are above 2^−this. */
const SLOW_BITS = 53;

/** A degree of a family that was seen to do. */
interface Candidate {
  readonly search: SingleSearch;
  readonly degree: number;
  readonly size: number;
}

/** The type (n + excess, n) that families take for a degree, and what it can use. */
interface Shape {
  readonly symmetryOf: (degree: number) => Symmetry | undefined;
  readonly excess: number;
}

function shapeOf(target: Target, { domain }: ConstructionRequest): Shape {
  const problem = { f: target.evaluate, domain, kinks: target.kinks(domain) };
  const excess = centred({ ...problem, type: [2, 1] }).symmetry?.hasSlope === true ? 1 : 0;
  const seen = new Map<boolean, Symmetry | undefined>();
  // From degree 1 on all degrees can use the same.
  const symmetryOf = (degree: number): Symmetry | undefined => {
    const isConstant = degree === 0;
    if (!seen.has(isConstant)) {
      const type = isConstant ? ([excess, 0] as const) : ([2 + excess, 2] as const);
      seen.set(isConstant, centred({ ...problem, type }).symmetry);
    }
    return seen.get(isConstant);
  };
  return { symmetryOf, excess };
}

/** The largest degree that costs at most `work` with the digits of ε. */
function degreeWithin(work: number, eps: Rational, symmetry: Symmetry | undefined): number {
  const words = 4 - log2Of(eps) / 64;
  const order = Math.cbrt((3 * work) / words ** 2);
  return Math.floor(symmetry === undefined ? order : 2 * order);
}

/**
 * The smallest construction within ε: a planned one, or a single rational function.
 *
 * The size of a single rational function follows from its type, so only degrees are tried whose circuit is smaller than the smallest
 * one so far: first the families whose approximants are found by solving one system, then best approximants, which have the least degree
 * of all. The work is bounded by limits of the degrees that depend on ε; beyond them, and where no certificate is found, the planned construction stands.
 *
 * Error: that of the construction chosen: a plan's proven bound, or a certified one.
 * @param target - The target.
 * @param request - Domain, ε and the measure of size; the method is not looked at.
 * @param options - Limits.
 * @returns The construction; of two of the same size, the planned one.
 * @throws {RangeError} as {@link construct} for a request that makes no sense, and where nothing applies
 */
export async function constructBest(
  target: Target,
  { domain, eps, optimize = 'gates' }: ConstructionRequest,
  options: BestOptions = {},
): Promise<Construction> {
  const request: ConstructionRequest = { domain, eps, optimize };
  const planned = attempt(() => construct(target, request));
  checkRequestOrThrow(target, request, planned);
  const measure = (size: Size): number => size[optimize];
  const limit = 'value' in planned ? measure(planned.value.size) : Infinity;
  const candidates = limit > 0 ? candidatesBelow(limit, target, request, measure, options) : [];
  for (const { search, degree } of candidates) {
    const single = await attemptLater(() => search.certifiedFrom(degree));
    if (single !== undefined && measure(single.size) < limit) return single;
  }
  if ('value' in planned) return planned.value;
  throw planned.error;
}

type Attempt<T> = { readonly value: T } | { readonly error: RangeError };

function attempt<T>(work: () => T): Attempt<T> {
  try {
    return { value: work() };
  } catch (error) {
    if (error instanceof RangeError) return { error };
    throw error;
  }
}

async function attemptLater<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** What the planners refuse because it makes no sense is refused in their words. */
function checkRequestOrThrow(target: Target, request: ConstructionRequest, planned: Attempt<Construction>): void {
  const checked = attempt(() => {
    checkRequest(target, request);
  });
  if ('error' in checked) throw 'error' in planned ? planned.error : checked.error;
}

/** What bounds the search of one family. */
interface Limits {
  /** Sizes from which a circuit is not wanted. */
  readonly size: number;
  readonly degree: number;
}

/** The largest degree of each size below a limit, rising: of equal sizes it is the most accurate one. */
function degreesBelow({ size, degree: most }: Limits, sizeAt: (degree: number) => number): readonly number[] {
  const sizes: number[] = [];
  for (let n = 0; n <= most; n += 1) {
    const own = sizeAt(n);
    if (own >= size) break;
    sizes.push(own);
  }
  return sizes.flatMap((own, n) => (sizes[n + 1] === own ? [] : [n]));
}

/** Degrees that were seen to do with a smaller circuit, the smallest first. */
function candidatesBelow(
  limit: number,
  target: Target,
  request: ConstructionRequest,
  measure: (size: Size) => number,
  { maxSeconds = DEFAULT_SECONDS, executor, onDegree }: BestOptions,
): readonly Candidate[] {
  const { symmetryOf, excess } = shapeOf(target, request);
  const sizeAt = (degree: number): number => measure(sizeOfType(symmetryOf(degree), degree + excess, degree));
  const isKinked = target.kinks(request.domain).length > 0;
  const [searchEnd, end] = [SEARCH_PART, 1].map((part) => performance.now() + 1000 * part * maxSeconds) as [
    number,
    number,
  ];
  const candidates: Candidate[] = [];
  const families: SingleSearch[] = [];
  const search = (method: SingleMethod, work: number): void => {
    const size = Math.min(limit, ...candidates.map((known) => known.size));
    const within = degreeWithin(work, request.eps, symmetryOf(1));
    const degrees = degreesBelow({ size, degree: isKinked ? Math.min(MOST_KINKED_DEGREE, within) : within }, sizeAt);
    const most = degrees.at(-1);
    if (most === undefined || families.some((family) => family.excludes(most))) return;
    const found = attempt(() => {
      const family = new SingleSearch(method, target, request, {
        degrees,
        maxSeconds: (end - performance.now()) / 1000,
        searchSeconds: (searchEnd - performance.now()) / 1000,
        ...(executor && { executor }),
        onDegree: (degree) => onDegree?.(degree, method.name),
      });
      families.push(family);
      const degree = method === minimaxMethod ? family.leastSeenFromAbove() : family.leastSeen();
      return degree === undefined ? undefined : { search: family, degree, size: sizeAt(degree) };
    });
    if ('value' in found && found.value !== undefined) candidates.unshift(found.value);
  };
  for (const method of directMethods) if (candidates.length === 0) search(method, WORK);
  const isSlow = candidates.length === 0 && log2Of(request.eps) < -SLOW_BITS;
  if (!isSlow) search(minimaxMethod, BEST_WORK);
  return candidates;
}
