/**
 * What the statements of [MHL] share: instances of peaks and factors, and the peaks of their waves.
 *
 * Notation (proofs/mhl.md): `F_n = Σ_{j<n} s_j W_j`, `E_i = F − F_i`, P_i the peaks of W_i, w₋ > 0 and −w₊ < 0 the slopes of W_i
 * beside one of them.
 */
import { formatExact } from '../arithmetic/numerals.ts';
import { makeRational, type Rational, rationals } from '../arithmetic/rational.ts';
import type { RandomSource } from '../training/random.ts';
import { bendsOfWaves } from '../triangle/bends.ts';
import { type OneSided, waveDerivatives } from '../triangle/derivatives.ts';
import { scalingFactors } from '../triangle/scaling.ts';
import type { Finding, Instances } from './case-statement.ts';

const Q = rationals;

/** Where the statements come from. */
export const MHL_REFERENCE = 'Milkert, Hyde, Laine, arXiv 2311.18022';

/** Peaks and factors to check a statement for. */
export interface WaveInstance {
  /** a_0, a_1, …: at least two more than there are factors. */
  readonly a: readonly Rational[];
  /** s_0 > 0 for the rule, and arbitrary factors after it for statements that hold for any. */
  readonly s: readonly Rational[];
}

/** Waves of a random instance: W_i has up to 16 peaks. */
const WAVES = 5;

/** Random instances for each proposition. */
const COUNT = 1000;

const fraction = (n: number, d: number): Rational => makeRational(BigInt(n), BigInt(d));

/** A fraction in (0, 1) with a denominator below 100. */
function randomFraction(random: RandomSource): Rational {
  const denominator = 3 + random.below(97);
  return fraction(1 + random.below(denominator - 1), denominator);
}

function drawInstance(random: RandomSource): WaveInstance {
  const a = Array.from({ length: WAVES + 2 }, () => randomFraction(random));
  const first = randomFraction(random);
  const others = Array.from({ length: WAVES - 1 }, () => Q.sub(randomFraction(random), fraction(1, 2)));
  return { a, s: [first, ...others] };
}

/** An instance whose peaks repeat a pattern; its factors alternate in sign. */
function pattern(...peaks: readonly Rational[]): WaveInstance {
  const a = Array.from({ length: WAVES + 2 }, (_, i) => peaks[i % peaks.length] as Rational);
  const s = Array.from({ length: WAVES }, (_, i) => fraction(i % 2 === 0 ? 1 : -1, 2 + i));
  return { a, s };
}

/** Symmetric peaks, peaks near 0 and 1, and a thousand random ones. */
export const waveInstances: Instances<WaveInstance> = Object.freeze({
  fixed: [
    pattern(fraction(1, 2)),
    pattern(fraction(1, 3)),
    pattern(fraction(1, 100), fraction(99, 100)),
    pattern(fraction(999, 1000)),
    pattern(fraction(1, 1000), fraction(1, 2), fraction(2, 3)),
  ],
  draw: drawInstance,
  count: COUNT,
});

/** The instance of given peaks, to be checked by every statement: all peaks are used, with s_0 = a_0 a_1. */
export function instanceOf(peaks: readonly Rational[]): WaveInstance {
  const last = peaks.at(-1) as Rational;
  const waves = Math.min(Math.max(peaks.length, 3), 8);
  const a = Array.from({ length: waves + 2 }, (_, i) => peaks[i] ?? last);
  const first = Q.mul(a[0] as Rational, a[1] as Rational);
  return { a, s: Array.from({ length: waves }, (_, i) => (i === 0 ? first : fraction(i % 2 === 0 ? 1 : -1, 2 + i))) };
}

/** Factors by the rule, s_0, …, s_n with n the number of the instance's factors. */
export function ruleFactors({ a, s }: WaveInstance): readonly Rational[] {
  return scalingFactors(Q, a.slice(0, s.length + 2), s[0] as Rational);
}

/** A peak of the wave W_layer, with that wave's slopes beside it. */
export interface WavePeak {
  readonly layer: number;
  readonly x: Rational;
  readonly slopes: OneSided<Rational>;
}

/** All peaks of the first `waves` waves. */
export function peaksOfWaves({ a }: WaveInstance, waves: number): readonly WavePeak[] {
  return bendsOfWaves(Q, a.slice(0, waves)).flatMap(({ peaks }, layer) =>
    peaks.map((x) => ({ layer, x, slopes: waveDerivatives(Q, a.slice(0, layer + 1), x)[layer] as OneSided<Rational> })),
  );
}

/** Π (1 − a_m) for m = from, …, to. */
export function complementProduct(a: readonly Rational[], from: number, to: number): Rational {
  return a.slice(from, to + 1).reduce((product, peak) => Q.mul(product, Q.sub(Q.one, peak)), Q.one);
}

/** Whether two exact numbers are equal. */
export const same = (x: Rational, y: Rational): boolean => Q.compare(x, y) === 0;

/** The peaks of an instance in words. */
const describePeaks = (a: readonly Rational[]): string => `a = ${a.map(formatExact).join(', ')}`;

/** A finding against the claim: what was found where. */
export function against({ a, s }: WaveInstance, ...facts: readonly string[]): Finding {
  return { witness: `${describePeaks(a)}; s = ${s.map(formatExact).join(', ')}; ${facts.join(', ')}` };
}

/** The first finding among some. */
export function firstFinding<T>(items: Iterable<T>, check: (item: T) => Finding): Finding {
  for (const item of items) {
    const finding = check(item);
    if (finding !== undefined) return finding;
  }
  return undefined;
}

/** `name = value` for a witness. */
export const fact = (name: string, value: Rational): string => `${name} = ${formatExact(value)}`;
