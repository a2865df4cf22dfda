/**
 * What a figure of sizes shows beyond the rows: where methods are expected to overtake each other. Nothing of it was computed.
 */
import { doubleLogarithm } from './decimal-text.ts';
import type { Extrapolation } from './panel.ts';
import type { Series } from './series.ts';
import type { Crossing, GrowthCurve, SizeMeasure, StatementResult } from '../theorems/records.ts';

/** The value of a curve at L. */
const valueAt = ({ constant, exponent, variable }: GrowthCurve, l: number): number =>
  constant * (variable === undefined ? l : 2 ** l) ** exponent;

/** Points along a curve from one L to another; on logarithmic axes powers of log₂(1/ε) are no straight lines. */
function trace(curve: GrowthCurve, from: number, to: number): readonly (readonly [number, number])[] {
  const steps = 40;
  return Array.from({ length: steps + 1 }, (_, i) => {
    const l = from * (to / from) ** (i / steps);
    return [l, valueAt(curve, l)] as const;
  });
}

/** The crossings of the project’s own methods about one target that lie beyond the rows. */
export function extrapolatedCrossings(
  { crossings = [], rows }: Pick<StatementResult, 'crossings' | 'rows'>,
  target: string | undefined,
  measure: SizeMeasure,
): readonly Crossing[] {
  const own = new Set(rows.filter(({ role }) => role === 'own').map(({ method }) => method));
  return crossings.filter(
    (crossing) =>
      crossing.target === target &&
      crossing.measure === measure &&
      crossing.extrapolated !== undefined &&
      own.has(crossing.methods[1]),
  );
}

/** The ends of L and of the sizes that the crossings reach; none where there are none. */
export function reachOf(crossings: readonly Crossing[]): {
  readonly x: readonly number[];
  readonly y: readonly number[];
} {
  const all = crossings.flatMap(({ extrapolated = [] }) => extrapolated);
  return { x: all.map(({ at }) => at), y: all.map(({ at, curves: [, curve] }) => valueAt(curve, at)) };
}

/**
 * The curves and columns of some crossings.
 *
 * @param crossings - those of one target
 * @param series - the lines of the panel, for their colours and ends
 * @returns what is drawn for each
 */
export function extrapolationsOf(crossings: readonly Crossing[], series: readonly Series[]): readonly Extrapolation[] {
  const lineOf = (method: string): Series | undefined => series.find((line) => line.method === method);
  const endOf = (method: string): number => doubleLogarithm(lineOf(method)?.rows.at(-1)?.eps ?? '0.1');
  const drawn = crossings.flatMap(({ methods: [first, overtaking], extrapolated = [] }): Extrapolation[] => {
    const [slow, fast] = [lineOf(first), lineOf(overtaking)];
    if (slow === undefined || fast === undefined || extrapolated.length === 0) return [];
    const places = extrapolated.map(({ at }) => at);
    const column = [Math.min(...places), Math.max(...places)] as const;
    return [
      {
        colour: slow.style.colour,
        curves: extrapolated.map(({ at, curves: [curve] }) => trace(curve, endOf(first), at)),
        crossings: [],
      },
      {
        colour: fast.style.colour,
        curves: extrapolated.map(({ at, curves: [, curve] }) => trace(curve, endOf(overtaking), at)),
        column,
        crossings: extrapolated.map(({ at, curves: [, curve] }) => [at, valueAt(curve, at)] as const),
      },
    ];
  });
  return drawn;
}

/** 10^(−10^k) for L, k to one place. */
const power = (l: number): string => (l * Math.log10(2) + Math.log10(Math.log10(2))).toFixed(1);

/** The crossings in words, for the caption. */
export function extrapolationWords(crossings: readonly Crossing[]): string {
  if (crossings.length === 0) return '';
  const parts = crossings.map(({ methods: [first, overtaking], extrapolated = [] }) => {
    const places = extrapolated.map(({ at }) => at);
    const [low, high] = [power(Math.min(...places)), power(Math.max(...places))];
    return `${overtaking} has fewer gates than ${first} from −log₁₀ ε = 10^_k_ on, _k_ between ${low} and ${high}`;
  });
  return ` Dotted lines, rings and coloured columns are extrapolated, not computed: ${parts.join('; ')}.`;
}
