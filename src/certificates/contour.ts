/**
 * Contours: closed polygons, symmetric to the real axis, around an ellipse.
 *
 * All of it happens in the normalised variable t, in which a panel [l, u] is [−1, 1]: z = (l+u)/2 + (u−l)/2 · t. Vertices are
 * integers over 2^bits, so that every condition is decided exactly.
 */
import { makeRational, type Rational, rationals } from '../arithmetic/rational.ts';
import { modulusUp } from './rounding.ts';

/** The upper half of a contour, from a point right of the panel to one left of it, counter-clockwise. */
export interface Contour {
  /** Vertices are integers over 2^bits. */
  readonly bits: number;
  readonly vertices: readonly (readonly [x: number, y: number])[];
}

/** The squared half-axes of an ellipse around 0. */
export type SquaredAxes = readonly [a2: Rational, b2: Rational];

/** The unit disc. */
export const UNIT_DISC: SquaredAxes = [rationals.one, rationals.one];

/** The Bernstein ellipse E_ρ with foci ±1: half-axes `(ρ ± 1/ρ)/2`, ρ > 1. */
export function bernsteinEllipse(rho: Rational): SquaredAxes {
  const inverse = rationals.div(rationals.one, rho);
  const square = (x: Rational): Rational => rationals.mul(x, x);
  return [
    square(rationals.scale(rationals.add(rho, inverse), -1)),
    square(rationals.scale(rationals.sub(rho, inverse), -1)),
  ];
}

/** Differences of coordinates up to this are exact in doubles, and discs over the edges with them. */
const LARGEST = 2 ** 52;

/** Why the ends or the heights of a contour are not as they should be. */
function vertexFault({ bits, vertices }: Contour): string | undefined {
  if (!Number.isSafeInteger(bits) || bits < 1 || bits > 40) return 'expected vertices over 2^1 to 2^40';
  const last = vertices.length - 1;
  if (last < 2) return 'expected at least two edges above the axis';
  for (const [i, [x, y]] of vertices.entries()) {
    if (![x, y].every((part) => Number.isSafeInteger(part) && Math.abs(part) <= LARGEST)) {
      return 'expected integer coordinates of at most 2^52';
    }
    const onAxis = i === 0 || i === last;
    if (onAxis ? y !== 0 : y <= 0) return `expected vertex ${String(i)} ${onAxis ? 'on' : 'above'} the real axis`;
    if ((i === 0 && x <= 0) || (i === last && x >= 0)) return 'expected ends on both sides of 0';
  }
  return undefined;
}

/**
 * Why a contour does not enclose an ellipse, or undefined if it does.
 *
 * The upper half must begin and end on the real axis, right and left of 0, and stay above it in between; with its mirror
 * image it then winds once around 0. The line through each edge from (x, y) by (dx, dy), with d = x·dy − y·dx, must have the
 * ellipse on its left: d > 0 and d² ≥ a² dy² + b² dx² (the support function of an ellipse). See proofs/certification.md,
 * lemma 1.
 * @param contour - The contour.
 * @param axes - The ellipse.
 * @returns The first condition that fails, in words.
 */
export function contourFault(contour: Contour, [a2, b2]: SquaredAxes): string | undefined {
  const fault = vertexFault(contour);
  if (fault !== undefined) return fault;
  const { bits, vertices } = contour;
  for (let i = 0; i + 1 < vertices.length; i += 1) {
    const [x, y] = (vertices[i] as readonly [number, number]).map(BigInt) as [bigint, bigint];
    const [nextX, nextY] = (vertices[i + 1] as readonly [number, number]).map(BigInt) as [bigint, bigint];
    const [dx, dy] = [nextX - x, nextY - y];
    const d = x * dy - y * dx;
    const support = rationals.add(rationals.mul(a2, makeRational(dy * dy)), rationals.mul(b2, makeRational(dx * dx)));
    if (d <= 0n || rationals.compare(makeRational(d * d), rationals.scale(support, 2 * bits)) < 0) {
      return `expected the ellipse left of edge ${String(i)}`;
    }
  }
  return undefined;
}

/** A disc in the variable t: the centre exactly, an upper bound of the radius. */
export interface NormalisedDisc {
  readonly re: Rational;
  readonly im: Rational;
  readonly radius: number;
}

/**
 * How the edges of a contour are cut into the segments that discs cover: for each edge the depths of the leaves of a
 * binary subdivision, from its beginning to its end; depth k is a part 2^−k of the edge.
 */
export type Tiling = readonly (readonly number[])[];

const MAX_DEPTH = 20;

/** The disc over the part of edge `edge` that begins at `start·2^−depth` and is 2^−depth long. */
export function discOver(contour: Contour, edge: number, start: number, depth: number): NormalisedDisc {
  const { bits, vertices } = contour;
  const [x, y] = vertices[edge] as readonly [number, number];
  const [nextX, nextY] = vertices[edge + 1] as readonly [number, number];
  const [dx, dy] = [nextX - x, nextY - y];
  const along = BigInt(2 * start + 1);
  const place = (from: number, by: number): Rational => {
    const numerator = (BigInt(from) << BigInt(depth + 1)) + BigInt(by) * along;
    return makeRational(numerator, 1n << BigInt(bits + depth + 1));
  };
  // The segment's half length: |(dx, dy)| · 2^−depth / 2 · 2^−bits; scaling by powers of two is exact.
  return { re: place(x, dx), im: place(y, dy), radius: modulusUp(dx, dy) * 2 ** (-depth - 1 - bits) };
}

/**
 * The discs of a tiling, in the order of the contour; each shares a point of the contour with the next.
 * @param contour - The contour.
 * @param tiling - Its subdivision.
 * @returns The discs.
 * @throws {RangeError} if the tiling leaves out or repeats a part of an edge.
 */
export function discsOf(contour: Contour, tiling: Tiling): readonly NormalisedDisc[] {
  const fault = (edge: number): RangeError =>
    new RangeError(`certificates: expected a tiling that covers edge ${String(edge)} exactly once`);
  if (tiling.length !== contour.vertices.length - 1) throw fault(tiling.length);
  return tiling.flatMap((depths, edge) => {
    // Positions in units of 2^−MAX_DEPTH, exact in doubles.
    let position = 0;
    const discs = depths.map((depth) => {
      if (!Number.isSafeInteger(depth) || depth < 0 || depth > MAX_DEPTH) throw fault(edge);
      const length = 2 ** (MAX_DEPTH - depth);
      if (position % length !== 0) throw fault(edge);
      const disc = discOver(contour, edge, position / length, depth);
      position += length;
      return disc;
    });
    if (position !== 2 ** MAX_DEPTH) throw fault(edge);
    return discs;
  });
}
