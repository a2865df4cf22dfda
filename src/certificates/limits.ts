/**
 * What certificates may ask for: far beyond what is of use, and little enough that no single number in a file drives a check
 * out of memory. The search keeps to it: a panel beyond the limits is not accepted there either. No bound rests on it.
 */
import { bitLength, type Rational } from '../arithmetic/rational.ts';
import type { Domain } from '../functions/target.ts';
import type { Tiling } from './contour.ts';
import type { Panel } from './panel.ts';

/** The largest counts and sizes. */
export const LIMITS: Readonly<{
  /** Chebyshev points of a panel; their cosine transform takes the square of it in products. */
  nodes: number;
  /** Points of a grid. */
  grid: number;
  /** Terms of a series times points of the grid. */
  gridProducts: number;
  /** Bits of precision. */
  bits: number;
  /** Chebyshev points times bits of precision: a few copies of their values are kept. */
  nodeBits: number;
  /** Exponents of units. */
  unit: number;
  /** Vertices of a contour. */
  vertices: number;
  /** Discs of a tiling. */
  discs: number;
  /** Bits of a numerator and a denominator together: ends of intervals, ρ and H are computed with exactly. */
  exactBits: number;
}> = Object.freeze({
  nodes: 2 ** 16,
  grid: 2 ** 21,
  gridProducts: 2 ** 33,
  bits: 2 ** 22,
  nodeBits: 2 ** 31,
  unit: 2 ** 24,
  vertices: 2 ** 12,
  discs: 2 ** 14,
  exactBits: 2 ** 18,
});

/** Whether an exact number is short enough to be computed with. */
export const isShort = ({ numerator, denominator }: Rational): boolean =>
  bitLength(numerator) + bitLength(denominator) <= LIMITS.exactBits;

/** What a panel asks for in excess: the field of its file, and what was expected there. */
export interface Excess {
  readonly field: string;
  readonly expected: string;
}

const atMost = (field: string, what: string, actual: number, limit: number): Excess | undefined =>
  actual <= limit
    ? undefined
    : { field, expected: `expected ${what} of at most ${String(limit)}, got ${String(actual)}` };

const short = (field: string, ...numbers: readonly Rational[]): Excess | undefined =>
  numbers.every(isShort)
    ? undefined
    : { field, expected: `expected numbers of at most ${String(LIMITS.exactBits)} bits in exact form` };

/** The excess of an interval whose ends are too long. */
export const intervalExcess = ({ lower, upper }: Domain): Excess | undefined => short('interval', lower, upper);

const discs = (field: string, tiling: Tiling): Excess | undefined =>
  atMost(
    field,
    'a number of discs',
    tiling.reduce((sum, depths) => sum + depths.length, 0),
    LIMITS.discs,
  );

/**
 * The first limit that a panel exceeds.
 * @param panel - The panel.
 * @returns The excess; undefined if the panel keeps to all limits.
 */
export function excessOf(panel: Panel): Excess | undefined {
  const { cover, precision, bits } = panel;
  const unit = cover.units.reduce((most, size) => Math.max(most, Math.abs(size)), 0);
  const common =
    intervalExcess(panel) ??
    discs('tiling', cover.tiling) ??
    atMost('units', 'exponents', unit, LIMITS.unit) ??
    atMost('precision', 'a precision', precision, LIMITS.bits) ??
    atMost('bits', 'a precision', bits, LIMITS.bits);
  if (common !== undefined) return common;
  if (panel.kind === 'range') return short('reach', panel.reach);
  const { rho, targetTiling, nodes, degree, grid, peaks } = panel;
  return (
    short('rho', rho) ??
    discs('target.tiling', targetTiling) ??
    atMost('nodes', 'a number of points', nodes, LIMITS.nodes) ??
    atMost('degree', 'a degree', degree, nodes) ??
    atMost('grid', 'a number of points', grid, LIMITS.grid) ??
    atMost('grid', 'degree times grid', degree * grid, LIMITS.gridProducts) ??
    atMost('peaks', 'a number of points', peaks.length, nodes) ??
    atMost('nodes', 'nodes times bits', nodes * Math.max(bits, precision), LIMITS.nodeBits)
  );
}
