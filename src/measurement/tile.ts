/** Covering a contour adaptively: a disc for each edge, halved where a disc shows nothing. */
import { type Contour, discOver, type NormalisedDisc, type Tiling } from '../certificates/contour.ts';

/** Findings along a contour, with the tiling that gave them. */
export interface Tiled<F> {
  readonly tiling: Tiling;
  readonly findings: readonly F[];
}

/** How far discs are halved, and how many there may be. */
export interface TileLimits {
  readonly depth: number;
  readonly discs: number;
}

/**
 * Covers a contour.
 * @param contour - The contour.
 * @param examine - What a disc shows; undefined where it has to be halved.
 * @param limits - When to give up.
 * @returns Tiling and findings, or undefined where a limit is reached.
 */
export function tile<F>(
  contour: Contour,
  examine: (disc: NormalisedDisc) => F | undefined,
  limits: TileLimits,
): Tiled<F> | undefined {
  const findings: F[] = [];
  const tiling: number[][] = [];
  let tried = 0;
  for (let edge = 0; edge + 1 < contour.vertices.length; edge += 1) {
    const depths: number[] = [];
    const open: { readonly start: number; readonly depth: number }[] = [{ start: 0, depth: 0 }];
    for (let part = open.pop(); part !== undefined; part = open.pop()) {
      const { start, depth } = part;
      tried += 1;
      const finding = examine(discOver(contour, edge, start, depth));
      if (finding !== undefined) {
        findings.push(finding);
        depths.push(depth);
      } else if (depth >= limits.depth || tried >= limits.discs) {
        return undefined;
      } else {
        open.push({ start: 2 * start + 1, depth: depth + 1 }, { start: 2 * start, depth: depth + 1 });
      }
    }
    tiling.push(depths);
  }
  return { tiling, findings };
}
