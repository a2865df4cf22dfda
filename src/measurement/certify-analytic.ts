/**
 * Finding the numbers of an analytic panel: an ellipse, covers of the circuit and the target on it, degrees and precisions.
 */
import { compareMagnitudes, divUp, type Magnitude, magnitude } from '../arithmetic/magnitude.ts';
import { log2Of } from '../arithmetic/numerals.ts';
import { bigfloat } from '../arithmetic/bigfloat.ts';
import { float64 } from '../arithmetic/float64.ts';
import { fromDouble, type Rational, rationals, rationalToNumber } from '../arithmetic/rational.ts';
import { attainedError } from '../certificates/attained.ts';
import { type Branch, branchOn } from '../certificates/branches.ts';
import type { Contour } from '../certificates/contour.ts';
import { DiscEvaluator, type DiscFinding } from '../certificates/disc-model.ts';
import type { ModelShape } from '../certificates/model.ts';
import { circuitBound, errorBound, targetBound } from '../certificates/enclosure.ts';
import {
  centredSeries,
  errorSeries,
  type ErrorValues,
  interpolantBound,
  interpolationBound,
  type NodeTask,
  type PanelBound,
} from '../certificates/interpolation.ts';
import { LIMITS } from '../certificates/limits.ts';
import {
  type AnalyticPanel,
  type CircuitCover,
  discIn,
  type ErrorProblem,
  type Frame,
  frameOf,
  halfLength,
  middleOf,
  PanelFault,
  targetDiscIn,
} from '../certificates/panel.ts';
import { targetEnclosure } from '../certificates/target-disc.ts';
import type { Steps } from '../certificates/steps.ts';
import type { Domain } from '../functions/target.ts';
import { contourOfRho, type Probe, probe, probeExactly, unitsFor } from './contours.ts';
import { boundAtPeaks, isWithin } from './certify-peaks.ts';
import { degreeAndGrid, log2Up, nodesFor, type PanelGoal, refinePeak, SHARES } from './certify-series.ts';
import { tile } from './tile.ts';

/** A panel that was bounded. */
export interface Bounded<P> {
  readonly panel: P;
  readonly bound: PanelBound;
  /** The largest error seen on it, up to a few percent. */
  readonly seen: Magnitude;
  /** Where it was seen. */
  readonly at: Rational;
}

/** Why a panel was not bounded. */
export interface Unbounded {
  readonly fault: 'branch' | 'target' | 'circuit' | 'precision';
  readonly reason: string;
}

/** Computes the error at the nodes of a panel, here or elsewhere. */
export type NodeEvaluator = (problem: ErrorProblem, task: NodeTask) => Promise<ErrorValues>;

/** Parameters ρ of the ellipses tried. */
const RHOS = [1.45, 1.65, 2, 2.5, 3, 3.5, 4, 5, 6.5, 8, 12, 16, 24, 32];
/** Those tried where doubles do not do for a look, and the circuit is long. */
const FEW_RHOS = [1.45, 2, 3, 5];
/** Steps up to which a look with more precision costs little. */
const SHORT = 2000;
/** An ellipse this slim costs more points than two panels with wider ones. */
const SLIMMEST_RHO = 1.45;
/** Chosen by measurement on deep circuits: few discs of higher order cost least. */
const EDGES = 8;
const ORDER = 10;
/** Noise symbols cost time for each product; circuits that would need more have their noise gathered now and then. */
const MOST_SYMBOLS = 2048;
const TILES = { depth: 5, discs: 160 };
const TARGET_BITS = 64;

/** Bits of the middle of a panel that do not tell its points apart. */
const depthOf = (centre: Rational, radius: Rational): number =>
  centre.numerator === 0n ? 0 : Math.max(0, Math.ceil(log2Of(centre) - log2Of(radius)));

/** Precision of the target on discs: beyond the bits that say where they are. */
const targetBitsFor = ({ centre, scale }: Frame): number =>
  Math.min(4096, TARGET_BITS + 32 * Math.floor(depthOf(centre, scale) / 32));
/** Perturbations of 2^−g of every value: more where a value is the difference of far larger ones, as far as doubles hold 2^2g. */
const PERTURBATIONS = [40, 72, 136, 264, 400];

/** Below this tightness peaks are looked at where a grid would take more points than so many for each term. */
const FINE = 1.001;
const MOST_GRID = 64;
/** Where peaks are looked at, second derivatives are to be seen as well, in which errors of the values are multiplied by up to n⁵. */
const SPARE_BITS = 24;

/** Bits by which values around a panel may exceed those on it: beyond them two panels cost less than one. */
const MOST_GROWTH = 256;

/** log₂ of the largest error at the ends and the middle of an interval, about. */
function sizeOnAxis(problem: ErrorProblem, { lower, upper }: Domain): number {
  const middle = middleOf(lower, upper);
  const depth = depthOf(middle, rationals.sub(upper, lower));
  const sizes = [lower, middle, upper].map((x) => {
    try {
      const { upper: error } = attainedError(problem, x, 64 * Math.ceil((128 + depth) / 64));
      return error.numerator === 0n ? -Infinity : log2Of(error);
    } catch (fault) {
      if (fault instanceof RangeError) return -Infinity;
      throw fault;
    }
  });
  return Math.max(...sizes);
}

/** Steps times bits of the error below which a point costs less than a disc of the target. */
const CHEAP = 2e4;

/** Points at which the target's analyticity is guessed. */
const GUESS_POINTS = 33;
/** Bits of x that a panel may leave to doubles: with fewer left they do not tell its points apart. */
const DOUBLES_BITS = 12;

/** Values of the target at points c + r·t of a panel, as doubles. */
function valuesAt({ target }: ErrorProblem, { lower, upper }: Domain, ts: readonly number[]): readonly number[] {
  const [centre, radius] = [middleOf(lower, upper), halfLength(lower, upper)];
  const depth = depthOf(centre, radius);
  if (depth <= DOUBLES_BITS) {
    const [c, r] = [rationalToNumber(centre), rationalToNumber(radius)];
    return ts.map((t) => target.evaluate(float64, c + r * t));
  }
  const F = bigfloat(64 + 2 * depth);
  const [c, r] = [F.constant(centre), F.constant(radius)];
  const values = ts.map((t) => target.evaluate(F, F.add(c, F.mul(r, F.constant(fromDouble(t))))));
  const largest = values.reduce((top, value) => F.max(top, F.abs(value)), F.zero);
  // Relative to the largest: values may be below the least double.
  return values.map((value) => F.toNumber(F.div(value, largest)));
}

/**
 * A guess of the largest ρ for which the target is analytic in E_ρ, from the decay of its Chebyshev coefficients in doubles.
 */
function guessRho(problem: ErrorProblem, domain: Domain): number {
  const angles = Array.from({ length: GUESS_POINTS }, (_, j) => ((2 * j + 1) * Math.PI) / (2 * GUESS_POINTS));
  try {
    const values = valuesAt(problem, domain, angles.map(Math.cos));
    const size = Math.max(...values.map(Math.abs));
    for (let k = GUESS_POINTS - 1; k > 0; k -= 1) {
      const sum = values.reduce((total, value, j) => total + value * Math.cos(k * (angles[j] as number)), 0);
      const relative = Math.abs((2 * sum) / GUESS_POINTS) / size;
      if (relative > 1e-13) return relative ** (-1 / k);
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  return Infinity;
}

/** An ellipse to try. */
interface Candidate {
  readonly rho: number;
  readonly contour: Contour;
  readonly seen: Probe;
  /** About how many points interpolation will take. */
  readonly cost: number;
}

/** Ellipses in which no divisor seems to vanish, the cheapest first. */
function candidates(problem: ErrorProblem, frame: Frame, domain: Domain, goal: PanelGoal): Candidate[] {
  const { steps } = problem;
  // Close to a singularity of the target ellipses take many discs: worth it where a point costs more than a disc.
  const isCheap = steps.length * Math.max(64, -log2Up(goal.scale)) < CHEAP;
  const largest = (isCheap ? 0.85 : 1.15) * guessRho(problem, domain);
  return RHOS.filter((rho) => rho <= Math.max(largest, SLIMMEST_RHO))
    .flatMap((rho): Candidate[] => {
      const contour = contourOfRho(rho, EDGES);
      const seen =
        probe(steps, frame, contour) ??
        (steps.length <= SHORT || FEW_RHOS.includes(rho) ? probeExactly(steps, frame, contour) : undefined);
      if (seen === undefined || seen.winds) return [];
      const size = Math.max(0, seen.sizes[steps.output] as number) + 3 - Math.log2(rho - 1);
      return [{ rho, contour, seen, cost: (size - log2Up(goal.scale)) / Math.log2(rho) }];
    })
    .sort((x, y) => x.cost - y.cost);
}

/** Models with a symbol for every value that is read more than once. */
function shapeFor({ uses }: Steps): ModelShape {
  const shared = uses.reduce((count, times) => count + (times > 1 ? 1 : 0), 0);
  return { order: ORDER, symbols: Math.min(MOST_SYMBOLS, shared + 1) };
}

/** Covers the circuit on a contour, with perturbations as fine as it takes. */
export function coverAdaptively(
  problem: ErrorProblem,
  frame: Frame,
  contour: Contour,
  seen: Probe,
  goal: PanelGoal,
): { readonly cover: CircuitCover; readonly circuit: Magnitude } | undefined {
  const { steps } = problem;
  const shape = shapeFor(steps);
  for (const g of PERTURBATIONS) {
    const units = unitsFor(steps, seen, g, Math.floor(4 * Math.min(0, log2Up(goal.scale))) - 2000 - g);
    const evaluator = new DiscEvaluator(steps, units, shape);
    const state = { noisy: false };
    const tiled = tile<DiscFinding>(
      contour,
      (disc) => {
        const finding = evaluator.evaluate(discIn(frame, disc));
        // Also where noise has swallowed the divisor altogether, and neither is a number.
        if ('fault' in finding) state.noisy = finding.fault === 'divisor' && !(finding.noise <= 2 * finding.variation);
        return 'fault' in finding || !(finding.bound < Infinity) ? undefined : finding;
      },
      TILES,
    );
    if (tiled !== undefined) {
      const cover: CircuitCover = { contour, tiling: tiled.tiling, units, shape };
      return { cover, circuit: circuitBound(problem, units, tiled.findings) };
    }
    if (!state.noisy) return undefined;
  }
  return undefined;
}

/** Covers the target on a contour. */
function coverTargetAdaptively(
  { target, relative }: ErrorProblem,
  frame: Frame,
  contour: Contour,
  branch: Branch,
): { readonly tiling: AnalyticPanel['targetTiling']; readonly bounds: ReturnType<typeof targetBound> } | undefined {
  const enclose = targetEnclosure(target, branch, targetBitsFor(frame), relative);
  const tiled = tile(
    contour,
    (disc) => {
      try {
        return enclose(targetDiscIn(frame, disc));
      } catch (error) {
        if (error instanceof RangeError) return undefined;
        throw error;
      }
    },
    TILES,
  );
  return tiled && { tiling: tiled.tiling, bounds: targetBound(tiled.findings) };
}

/** Both covers on the first ellipse that admits them. */
function coverBoth(
  problem: ErrorProblem,
  domain: Domain,
  branch: Branch,
  goal: PanelGoal,
):
  | {
      readonly rho: Rational;
      readonly cover: CircuitCover;
      readonly circuit: Magnitude;
      readonly target: NonNullable<ReturnType<typeof coverTargetAdaptively>>;
    }
  | Unbounded {
  const frame = frameOf(domain);
  const tried = candidates(problem, frame, domain, goal);
  let fault: Unbounded['fault'] = 'circuit';
  for (const { rho, contour, seen } of tried) {
    try {
      const target = coverTargetAdaptively(problem, frame, contour, branch);
      if (target === undefined) {
        fault = 'target';
        continue;
      }
      const covered = coverAdaptively(problem, frame, contour, seen, goal);
      if (covered !== undefined) return { rho: fromDouble(rho), ...covered, target };
      fault = 'circuit';
    } catch (error) {
      if (!(error instanceof PanelFault)) throw error;
      fault = error.message.startsWith('target') ? 'target' : 'circuit';
    }
  }
  const what = fault === 'target' ? 'the target' : 'the network';
  return { fault, reason: `${what} cannot be enclosed on any ellipse around the panel` };
}

/**
 * Tries to bound the error on an interval by interpolation.
 * @param problem - The circuit and the target.
 * @param domain - The interval.
 * @param goal - How tightly.
 * @param evaluate - Computes the values at the nodes.
 * @returns The panel with its bound, or why there is none.
 */
export async function boundAnalytically(
  problem: ErrorProblem,
  domain: Domain,
  goal: PanelGoal,
  evaluate: NodeEvaluator,
): Promise<Bounded<AnalyticPanel> | Unbounded> {
  const { lower, upper } = domain;
  const branch = branchOn(problem.target, domain);
  if (branch === undefined) return { fault: 'branch', reason: 'the target switches its formula on the panel' };
  const covered = coverBoth(problem, domain, branch, goal);
  if ('fault' in covered) return covered;
  const { rho, cover, circuit, target } = covered;
  const bound = errorBound(problem, circuit, target.bounds);
  const slack = Math.log2(Math.log(goal.tightness));
  const nodes = nodesFor(bound, rationalToNumber(rho), log2Up(goal.scale) + slack + Math.log2(SHARES.interpolation));
  // Errors δ of the values pass to the bound as 2nδ at most.
  const isFine = goal.tightness < FINE;
  const spare = isFine ? SPARE_BITS : 0;
  const allowed = log2Up(goal.scale) + slack + Math.log2(SHARES.values) - Math.log2(2 * nodes) - spare;
  const relevant = problem.relative ? divUp(circuit, target.bounds.below) : circuit;
  const size = Math.max(log2Up(goal.scale), sizeOnAxis(problem, domain), 0);
  if (log2Up(bound) > MOST_GROWTH + size || nodes > LIMITS.nodes) {
    const fault = compareMagnitudes(circuit, target.bounds.above) >= 0 ? 'circuit' : 'target';
    return { fault, reason: 'the error grows too fast around the panel' };
  }
  const precision = Math.max(32, Math.ceil(log2Up(relevant) + 2 - allowed));
  // The points are told apart by what lies below the bits of the middle.
  const depth = depthOf(middleOf(lower, upper), halfLength(lower, upper));
  const needed = Math.ceil(Math.max(log2Up(bound), log2Up(target.bounds.above)) + 8 - allowed) + depth;
  const bits = Math.max(64, needed);
  if (Math.max(precision, bits) > Math.min(goal.maxBits, LIMITS.nodeBits / nodes)) {
    return { fault: 'precision', reason: `more than ${String(goal.maxBits)} bits of precision would be needed` };
  }
  const task: NodeTask = { lower, upper, units: cover.units, nodes, precision, bits, circuit };
  const values = await evaluate(problem, task);
  const series = errorSeries(values);
  const remainder = interpolationBound(bound, rho, nodes);
  const base = {
    kind: 'analytic',
    deferred: [],
    lower,
    upper,
    rho,
    cover,
    targetTiling: target.tiling,
    targetBits: targetBitsFor(frameOf(domain)),
    nodes,
    precision,
    bits,
  } as const;
  const { degree, grid } = degreeAndGrid(series, goal);
  const isGridded = grid <= LIMITS.grid && degree * grid <= LIMITS.gridProducts;
  const coarse = isGridded && !(isFine && grid > MOST_GRID * degree);
  const found = coarse ? interpolantBound(series, remainder, degree, grid) : undefined;
  if (isFine && (found === undefined || !isWithin(found.upper, goal.scale, goal))) {
    const byPeaks = boundAtPeaks(problem, task, centredSeries(values), remainder, goal);
    if (byPeaks !== undefined) {
      const { bound: best, chosen } = byPeaks;
      return { panel: { ...base, degree: nodes, ...chosen }, bound: best, seen: best.seen, at: best.at };
    }
  }
  if (found === undefined) {
    return { fault: 'target', reason: 'the error would have to be evaluated at too many points' };
  }
  const peak = refinePeak(series.series, degree, grid, found.index);
  const panel: AnalyticPanel = { ...base, degree, grid, peaks: [] };
  const frame = frameOf(panel);
  return {
    panel,
    bound: found,
    seen: magnitude(peak.size, series.exponent),
    at: rationals.add(frame.centre, rationals.mul(frame.scale, fromDouble(peak.t))),
  };
}
