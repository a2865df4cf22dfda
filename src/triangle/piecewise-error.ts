/**
 * The uniform error of a piecewise linear network against a target, as a bound: exact pieces, and on each of them an
 * enclosure of target − line.
 */
import { ball, type Ball, type BallField } from '../arithmetic/ball.ts';
import { formatDecimal, roundToDigits } from '../arithmetic/numerals.ts';
import { powerSeries } from '../arithmetic/power-series.ts';
import { fromDouble, makeRational, type Rational, rationals } from '../arithmetic/rational.ts';
import type { DenseNetwork } from '../circuits/network-file.ts';
import { interior } from '../functions/domain.ts';
import type { Domain, Target } from '../functions/target.ts';
import { type LinearPiece, linearPieces } from './linear-pieces.ts';

/** An interval proven to contain a uniform error. */
export interface PiecewiseBound {
  readonly kind: 'bound';
  /** Attained at `at`, up to the rounding that is already taken off. */
  readonly lower: Rational;
  readonly upper: Rational;
  readonly at: Rational;
  /** Number of linear pieces. */
  readonly pieces: number;
  /** Whether upper ≤ tightness · lower was reached, or both ends are the same. */
  readonly isTight: boolean;
}

/** Digits of ends as text. */
const TEXT_DIGITS = 12;

/**
 * The ends of a bound as decimal strings of 12 digits, rounded outward.
 *
 * @param bound - Ends of a bound, 0 ≤ lower ≤ upper.
 * @returns What result records hold.
 */
export function boundAsText({ lower, upper }: Pick<PiecewiseBound, 'lower' | 'upper'>): {
  readonly kind: 'bound';
  readonly lower: string;
  readonly upper: string;
} {
  return { kind: 'bound', lower: outward(lower, -1), upper: outward(upper, 1) };
}

/** A decimal number at or beyond x ≥ 0 in a direction, one unit of the 12th digit away at most. */
function outward(x: Rational, direction: 1 | -1): string {
  const rounded = roundToDigits(x, TEXT_DIGITS);
  if (direction * Q.compare(rounded, x) >= 0) return formatDecimal(rounded, TEXT_DIGITS);
  // A unit of the last digit is between 10^−12 and 10^−11 of the number.
  const factor = makeRational(10n ** 11n + BigInt(direction), 10n ** 11n);
  return formatDecimal(Q.mul(rounded, factor), TEXT_DIGITS);
}

/** How far to go. */
export interface PiecewiseBoundOptions {
  /** upper/lower to be reached; default 1.05. */
  readonly tightness?: number;
  /** Cells that may be examined in all; default 200 000. */
  readonly budget?: number;
}

/** Part of a piece, and what is known of |target − line| there. */
interface Cell {
  readonly piece: LinearPiece<Rational>;
  readonly lower: Rational;
  readonly upper: Rational;
  /** Ends of |target − line| at its midpoint. */
  readonly middle: Ends;
  /** At least |target − line| on the whole cell. */
  readonly bound: Rational;
}

/** An interval that holds a number ≥ 0. */
interface Ends {
  readonly lower: Rational;
  readonly upper: Rational;
}

const Q = rationals;
const FIRST_BITS = 128;
const LAST_BITS = 4096;

/** |target − line| on cells and at points, in one precision. */
class ErrorOnCells {
  readonly #F: BallField;
  readonly #target: Target;

  constructor(target: Target, bits: number) {
    this.#F = ball(bits);
    this.#target = target;
  }

  /** Proven lower and upper ends of |e(x)| at a point. */
  at(piece: LinearPiece<Rational>, x: Rational): Ends {
    const F = this.#F;
    const point = F.constant(x);
    const error = F.abs(F.sub(this.#target.evaluate(F, point), this.#line(piece, point)));
    return { lower: Q.max(Q.zero, F.base.toRational(F.lower(error))), upper: F.base.toRational(F.upper(error)) };
  }

  /**
   * An upper bound of |e| on [lower, upper], m its midpoint and h half its width: the least of |e(cell)|,
   * `|e(m)| + h |e′(cell)|` and `|e(m)| + h |e′(m)| + h²/2 |e″(cell)|` that can be had.
   */
  on(piece: LinearPiece<Rational>, lower: Rational, upper: Rational): Rational {
    const F = this.#F;
    const middle = Q.scale(Q.add(lower, upper), -1);
    const half = F.constant(Q.scale(Q.sub(upper, lower), -1));
    const cell = F.union(F.constant(lower), F.constant(upper));
    const centre = F.constant(middle);
    const slope = F.constant(piece.slope);
    const size = (x: Ball): Ball => F.fromMidpoint(F.upper(F.abs(x)));
    const bounds: Ball[] = [];
    attempt(() => bounds.push(size(F.sub(this.#target.evaluate(F, cell), this.#line(piece, cell)))));
    attempt(() => {
      // Taylor coefficients f, f′, f″/2: enclosures over the cell, and values at its midpoint.
      const series = powerSeries(F, 2);
      const taylor = (x: Ball): readonly Ball[] =>
        series.coefficients(this.#target.evaluate(series, series.variable(x)));
      const [, wideFirst, wideSecond] = taylor(cell) as readonly [Ball, Ball, Ball];
      const [value, first] = taylor(centre) as readonly [Ball, Ball, Ball];
      const start = size(F.sub(value, this.#line(piece, centre)));
      const [tilt, wideTilt] = [size(F.sub(first, slope)), size(F.sub(wideFirst, slope))];
      const bend = F.mul(F.mul(half, half), size(wideSecond));
      bounds.push(F.add(start, F.mul(half, wideTilt)), F.add(F.add(start, F.mul(half, tilt)), bend));
    });
    if (bounds.length === 0) throw new RangeError('the target has no enclosure on a part of the domain');
    return bounds.map((x) => F.base.toRational(F.upper(x))).reduce((x, y) => Q.min(x, y));
  }

  #line({ slope, intercept }: LinearPiece<Rational>, x: Ball): Ball {
    const F = this.#F;
    return F.add(F.mul(F.constant(slope), x), F.constant(intercept));
  }
}

/** Runs what may be undecided for this cell: a kink inside, or an argument too wide for its domain. */
function attempt(run: () => unknown): void {
  try {
    run();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
}

/** Pieces cut at the target's kinks, which no derivative passes. */
function cutAt(pieces: readonly LinearPiece<Rational>[], kinks: readonly Rational[]): readonly LinearPiece<Rational>[] {
  return pieces.flatMap((piece) => {
    const ends = [piece.lower, ...interior(kinks, piece), piece.upper];
    return ends.slice(1).map((upper, k) => ({ ...piece, lower: ends[k] as Rational, upper }));
  });
}

/**
 * A bound of the uniform error of a ReLU network with one input and one output against a target.
 *
 * The pieces of the network are found exactly. On each piece the error is target − line; cells whose bound is above the
 * tightness are halved until the largest bound is at most `tightness` times the largest error proven at a point, the
 * precision rising where rounding is in the way. What is returned is an enclosure whether or not that is reached.
 * @param network - Dense layers with ReLU or the identity.
 * @param target - The target, continuous on the domain.
 * @param domain - The interval.
 * @param options - Tightness and budget.
 * @returns `lower ≤ sup |target − network| ≤ upper`.
 * @throws {RangeError} as {@link linearPieces}, if the target is not defined and continuous on the domain, or if balls
 * cannot enclose it on a part of the domain.
 */
export function boundPiecewiseError(
  network: DenseNetwork,
  target: Target,
  domain: Domain,
  options: PiecewiseBoundOptions = {},
): PiecewiseBound {
  target.checkDomain(domain);
  const pieces = linearPieces(Q, network, domain.lower, domain.upper);
  const found = boundOnPieces(cutAt(pieces, target.kinks(domain)), target, options);
  return { ...found, pieces: pieces.length };
}

/**
 * A bound of sup |target − line| over linear pieces; see {@link boundPiecewiseError}.
 * @param pieces - Lines on intervals on whose interiors the target is analytic.
 */
export function boundOnPieces(
  pieces: readonly LinearPiece<Rational>[],
  target: Target,
  options: PiecewiseBoundOptions = {},
): Omit<PiecewiseBound, 'pieces'> {
  const [first] = pieces;
  if (first === undefined) throw new RangeError('boundOnPieces: expected at least one piece, got none');
  const tightness = tightnessOf(options.tightness ?? 1.05);
  const search = new Search(target, first.lower);
  for (const piece of pieces) {
    search.look(piece, piece.lower);
    search.look(piece, piece.upper);
  }
  let open: readonly Cell[] = pieces.map((piece) => search.examine(piece, piece.lower, piece.upper));
  let settled = Q.zero;
  for (let remaining = (options.budget ?? 200_000) - open.length; ; remaining -= open.length) {
    const enough = Q.mul(tightness, search.witness.lower);
    const isSettled = ({ bound }: Cell): boolean => Q.compare(bound, enough) <= 0;
    settled = open.filter(isSettled).reduce((most, { bound }) => Q.max(most, bound), settled);
    open = open.filter((cell) => !isSettled(cell));
    if (open.length === 0 || remaining < 2 * open.length) break;
    if (isRounding(open, tightness)) {
      // Where rounding is all that shows, halving brings nothing: more bits do.
      if (!search.raisePrecision()) break;
      open = open.map(({ piece, lower, upper }) => search.examine(piece, lower, upper));
    } else {
      open = open.flatMap(({ piece, lower, upper }) => {
        const middle = Q.scale(Q.add(lower, upper), -1);
        return [search.examine(piece, lower, middle), search.examine(piece, middle, upper)];
      });
    }
  }
  const { lower, at } = search.witness;
  const upper = open.reduce((most, { bound }) => Q.max(most, bound), settled);
  return { kind: 'bound', lower, upper, at, isTight: Q.compare(upper, Q.mul(tightness, lower)) <= 0 };
}

/** The state of a search for the largest error: the precision, and the largest error proven so far. */
class Search {
  readonly #target: Target;
  #bits = FIRST_BITS;
  #error: ErrorOnCells;
  witness: { readonly lower: Rational; readonly at: Rational };

  constructor(target: Target, start: Rational) {
    this.#target = target;
    this.#error = new ErrorOnCells(target, this.#bits);
    this.witness = { lower: Q.zero, at: start };
  }

  /** The error at a point, which becomes the witness if it is proven larger. */
  look(piece: LinearPiece<Rational>, x: Rational): Ends {
    const ends = this.#error.at(piece, x);
    if (Q.compare(ends.lower, this.witness.lower) > 0) this.witness = { lower: ends.lower, at: x };
    return ends;
  }

  examine(piece: LinearPiece<Rational>, lower: Rational, upper: Rational): Cell {
    const middle = this.look(piece, Q.scale(Q.add(lower, upper), -1));
    return { piece, lower, upper, middle, bound: this.#error.on(piece, lower, upper) };
  }

  /** Doubles the precision; false at its limit. */
  raisePrecision(): boolean {
    if (this.#bits >= LAST_BITS) return false;
    this.#bits *= 2;
    this.#error = new ErrorOnCells(this.#target, this.#bits);
    return true;
  }
}

/** Whether some error is so poorly known at a midpoint that halving its cell cannot settle it. */
function isRounding(cells: readonly Cell[], tightness: Rational): boolean {
  const share = Q.scale(Q.sub(tightness, Q.one), -3);
  return cells.some(({ middle, bound }) => {
    const gap = Q.sub(middle.upper, middle.lower);
    return Q.compare(gap, Q.mul(share, middle.upper)) > 0 && Q.compare(Q.scale(gap, 4), bound) > 0;
  });
}

function tightnessOf(value: number): Rational {
  if (!(value > 1) || !Number.isFinite(value)) {
    throw new RangeError(`boundPiecewiseError: expected a tightness above 1, got ${String(value)}`);
  }
  return fromDouble(value);
}
