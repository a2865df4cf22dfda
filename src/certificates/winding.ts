/** Winding numbers of closed curves that are known by centres of discs along them, exactly. */

/** A point of the plane, up to a positive factor. */
export type Direction = readonly [re: bigint, im: bigint];

/** What a step adds: −1 or 1 where the shorter way from a to b crosses the negative real axis clockwise or counter-clockwise. */
function crossing([aRe, aIm]: Direction, [bRe, bIm]: Direction): number {
  const [aAbove, bAbove] = [aIm >= 0n, bIm >= 0n];
  if (aAbove === bAbove) return 0;
  const turn = aRe * bIm - aIm * bRe;
  // From below to above the shorter way is clockwise only through the negative axis, and the other way round.
  if (bAbove) return turn < 0n ? -1 : 0;
  return turn > 0n ? 1 : 0;
}

/**
 * The winding number around 0 of the image of a contour under a function that is real on the real axis.
 *
 * Discs cover the image of the upper half in order, each sharing a point with the next; each lies within less than its
 * centre's distance from 0 around that centre. So the argument at a shared point differs by less than π/2 from those of both
 * centres, the argument changes from centre to centre by the principal value, and the whole change is 2π times the number of
 * signed crossings of the negative axis: proofs/certification.md, lemma 1. The lower half is the mirror image.
 * @param upper - The centres along the upper half, none of them 0.
 * @returns The winding number.
 */
export function windingNumber(upper: readonly Direction[]): number {
  const lower = upper.map(([re, im]): Direction => [re, -im]).reverse();
  const closed = [...upper, ...lower];
  return closed.reduce((sum, point, i) => sum + crossing(point, closed[(i + 1) % closed.length] as Direction), 0);
}
