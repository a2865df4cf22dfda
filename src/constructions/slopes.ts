/**
 * Values and slopes of an activation on any part of an interval, enclosed.
 *
 * A slope is a difference quotient (f(a) − f(b))/(a − b). Its rules over intervals are those of derivatives, with the hull of
 * both branches at a kink: so slopes exist for |x|, min and max, where derivatives do not.
 */
import { type Interval, interval64 as I } from '../arithmetic/interval64.ts';
import type { RealField } from '../arithmetic/number-systems.ts';
import { powerSeries, type Series } from '../arithmetic/power-series.ts';
import { fromDouble, rationalToNumber } from '../arithmetic/rational.ts';
import type { Target } from '../functions/target.ts';

/** An activation: its value over any number system, and where its derivative jumps. */
export type Activation = Pick<Target, 'evaluate' | 'kinks'>;

const FIRST_ORDER = powerSeries(I, 1);

const valueOf = ({ coefficients }: Series<Interval>): Interval => coefficients[0] ?? I.zero;
const slopeOf = ({ coefficients }: Series<Interval>): Interval => coefficients[1] ?? I.zero;
const hull = (x: Interval, y: Interval): Interval => I.union(x, y);

/** The larger of two, or with direction −1 the smaller; undecided, its slopes are those of either. */
const extreme =
  (direction: 1 | -1) =>
  (x: Series<Interval>, y: Series<Interval>): Series<Interval> => {
    const [low, high] = direction > 0 ? [y, x] : [x, y];
    if (valueOf(low).upper <= valueOf(high).lower) return x;
    if (valueOf(high).upper <= valueOf(low).lower) return y;
    const value = direction > 0 ? I.max(valueOf(x), valueOf(y)) : I.min(valueOf(x), valueOf(y));
    return FIRST_ORDER.fromCoefficients([value, hull(slopeOf(x), slopeOf(y))]);
  };

const larger = extreme(1);

/**
 * Pairs (value, slope) over intervals.
 *
 * For f evaluated at `variable(X)`: the value contains f(x) for all x ∈ X, the slope (f(a) − f(b))/(a − b) for all a ≠ b ∈ X.
 * For products, (fg)(a) − (fg)(b) = f(a)(g(a) − g(b)) + g(b)(f(a) − f(b)); for quotients q = f/g, q(a) − q(b) =
 * (f(a) − f(b) − q(b)(g(a) − g(b)))/g(a); for smooth functions the mean value theorem; max(f, g) and |f| change no faster than
 * the branches that they are made of. proofs/theorem-3.4.md.
 */
const slopes: RealField<Series<Interval>> = Object.freeze({
  ...FIRST_ORDER,
  name: 'slopes',
  max: larger,
  min: extreme(-1),
  abs: (x: Series<Interval>) => larger(x, FIRST_ORDER.neg(x)),
});

/** Value and slope of an activation on one piece [lower, upper]; the slope is unbounded where none was found. */
interface SlopePiece {
  readonly lower: number;
  readonly upper: number;
  readonly value: Interval;
  readonly slope: Interval;
}

const UNBOUNDED: Interval = Object.freeze({ lower: -Infinity, upper: Infinity });

/** An activation on an interval: its values and slopes on every part of it. */
export interface SlopeTable {
  /**
   * Contains f(x) for all x ∈ X.
   * @param part - A part of the interval of the table.
   */
  value(part: Interval): Interval;
  /** Contains (f(a) − f(b))/(a − b) for all a ≠ b ∈ X. */
  slope(part: Interval): Interval;
}

/** Pieces to begin with, and the most of them: enough for slopes within a thirtieth on [−1000, 1000]. */
const FIRST_PIECES = 16;
const MOST_PIECES = 4096;
/** Halvings of an even piece. */
const MOST_HALVINGS = 16;
/** Width of the enclosure of a slope, relative to the largest slope. */
const NARROW = 1 / 32;

const width = ({ lower, upper }: Interval): number => upper - lower;
const largest = ({ lower, upper }: Interval): number => Math.max(-lower, upper);
const point = (x: number): Interval => I.constant(fromDouble(x));

/** f(b) + slope · (X − b) for a point b: all values on an X that lies beside b in the same piece. */
const fromEdge = (value: Interval, slope: Interval, edge: number, part: Interval): Interval =>
  I.add(value, I.mul(slope, I.sub(part, point(edge))));

const intersection = (x: Interval, y: Interval): Interval =>
  I.fromInterval(Math.max(x.lower, y.lower), Math.min(x.upper, y.upper));

function measurePiece(activation: Activation, lower: number, upper: number): SlopePiece {
  const x = I.fromInterval(lower, upper);
  try {
    const found = activation.evaluate(slopes, FIRST_ORDER.variable(x));
    return { lower, upper, value: valueOf(found), slope: slopeOf(found) };
  } catch (error) {
    // Not shown to be defined on all of the piece; its halves may be.
    if (error instanceof RangeError) return { lower, upper, value: UNBOUNDED, slope: UNBOUNDED };
    throw error;
  }
}

/** The interval cut at the kinks, and evenly. */
function firstPieces({ lower, upper }: Interval, kinks: readonly number[]): readonly (readonly [number, number])[] {
  const even = Array.from({ length: FIRST_PIECES - 1 }, (_, i) => lower + ((i + 1) * (upper - lower)) / FIRST_PIECES);
  const inside = [...even, ...kinks].filter((x) => x > lower && x < upper).sort((x, y) => x - y);
  const ends = [lower, ...inside.filter((x, i) => x !== inside[i - 1]), upper];
  return ends.slice(1).map((end, i) => [ends[i] as number, end] as const);
}

/** Halves the pieces of wide slopes until there is none but at kinks. */
function subdivide(activation: Activation, range: Interval): readonly SlopePiece[] {
  const shortest = (width(range) / FIRST_PIECES) * 2 ** -MOST_HALVINGS;
  const domain = { lower: fromDouble(range.lower), upper: fromDouble(range.upper) };
  let pieces = firstPieces(range, activation.kinks(domain).map(rationalToNumber)).map(([lower, upper]) =>
    measurePiece(activation, lower, upper),
  );
  for (;;) {
    const scale = pieces.reduce((most, { slope }) => Math.max(most, largest(slope) < Infinity ? largest(slope) : 0), 0);
    const isWide = ({ slope, lower, upper }: SlopePiece): boolean =>
      width(slope) > NARROW * scale && upper - lower > 2 * shortest;
    const count = pieces.filter(isWide).length;
    if (count === 0 || pieces.length + count > MOST_PIECES) return pieces;
    pieces = pieces.flatMap((piece) => {
      const middle = piece.lower + (piece.upper - piece.lower) / 2;
      if (!isWide(piece) || !(middle > piece.lower && middle < piece.upper)) return [piece];
      return [measurePiece(activation, piece.lower, middle), measurePiece(activation, middle, piece.upper)];
    });
  }
}

/**
 * Encloses values and slopes of an activation on all parts of an interval.
 *
 * Pieces are halved until the slope of each is enclosed within about a thirtieth of the largest, or is at a kink. Values on a
 * part are f(edge) + slope·(x − edge) at its ends and hulls of pieces between.
 * @param activation - Continuous on the interval.
 * @param range - A finite interval of positive width.
 * @returns Enclosures for parts of the interval.
 * @throws {RangeError} where no piece, however short, has a bounded slope: at poles, at √0, where it is undefined.
 */
export function slopeTable(activation: Activation, range: Interval): SlopeTable {
  const rough = subdivide(activation, range);
  const unbounded = rough.find(({ slope, value }) => !(largest(slope) < Infinity && largest(value) < Infinity));
  if (unbounded !== undefined) {
    throw new RangeError(
      `its slope is not shown to be bounded on [${String(unbounded.lower)}, ${String(unbounded.upper)}], which the network can reach`,
    );
  }
  const starts = rough.map(({ lower }) => activation.evaluate(I, point(lower)));
  const last = rough.at(-1) as SlopePiece;
  starts.push(activation.evaluate(I, point(last.upper)));
  const pieces = rough.map((piece, i) => {
    const all = I.fromInterval(piece.lower, piece.upper);
    return {
      ...piece,
      value: intersection(piece.value, fromEdge(starts[i] as Interval, piece.slope, piece.lower, all)),
    };
  });

  /** The piece that contains x. */
  function find(x: number): number {
    let [low, high] = [0, pieces.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((pieces[middle] as SlopePiece).lower <= x) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  function span(part: Interval): readonly [number, number] {
    if (!(part.lower >= range.lower && part.upper <= range.upper && part.lower <= part.upper)) {
      throw new RangeError('slopeTable: expected a part of the interval of the table');
    }
    return [find(part.lower), find(part.upper)];
  }

  function value(part: Interval): Interval {
    const [first, end] = span(part);
    const [left, right] = [pieces[first] as SlopePiece, pieces[end] as SlopePiece];
    const tail = fromEdge(
      starts[end] as Interval,
      right.slope,
      right.lower,
      I.fromInterval(first === end ? part.lower : right.lower, part.upper),
    );
    if (first === end) return intersection(tail, left.value);
    let union = hull(
      tail,
      fromEdge(starts[first + 1] as Interval, left.slope, left.upper, I.fromInterval(part.lower, left.upper)),
    );
    for (let i = first + 1; i < end; i += 1) union = hull(union, (pieces[i] as SlopePiece).value);
    return union;
  }

  function slope(part: Interval): Interval {
    const [first, end] = span(part);
    let union = (pieces[first] as SlopePiece).slope;
    for (let i = first + 1; i <= end; i += 1) union = hull(union, (pieces[i] as SlopePiece).slope);
    return union;
  }
  return { value, slope };
}
