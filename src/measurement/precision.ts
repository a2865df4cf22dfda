/**
 * The working precision of an estimate: where it begins, when it is enough, and when an error counts as 0.
 */
import { type BigFloat, bigfloat } from '../arithmetic/bigfloat.ts';
import type { RealField } from '../arithmetic/number-systems.ts';
import { bitLength, type Rational } from '../arithmetic/rational.ts';
import { PoleError } from '../circuits/evaluate.ts';
import { type Exact, exactValues } from '../functions/exact-values.ts';
import {
  encloseError,
  errorFunction,
  type ErrorTask,
  largestErrors,
  type Peak,
  workingError,
  workingField,
} from './error-function.ts';
import { refusePoles } from './poles.ts';
import { samplePoint } from './sampling.ts';

const GUARD_BITS = 64;

/** The highest precision tried. */
export const MOST_BITS: number = 1 << 20;

/** ⌈log₂(1/ε)⌉. */
function inverseBits({ numerator, denominator }: Rational): number {
  return Math.max(0, denominator.toString(2).length - numerator.toString(2).length + 1);
}

/** Bits that hold so many decimal digits. */
export const digitsToBits = (digits: number): number => Math.ceil(digits * 3.3219280948873626) + 8;
/** The precision at which results of `bits` bits are checked. */
export const checkBits = (bits: number): number => bits + Math.max(GUARD_BITS, bits >> 2);

/**
 * The error at x, if the value found with `bits` bits agrees with it to 2^−23.
 *
 * What it is compared with is an enclosure: two working precisions can agree on the same wrong value, as 96 and 160 bits
 * do for (x + 10^300) − 10^300. Where no enclosure is to be had, at an end of the target's domain for instance, a higher
 * precision has to do.
 */
export function confirmed(task: ErrorTask, { x, error }: Peak, bits: number): BigFloat | undefined {
  const F = bigfloat(checkBits(bits));
  const enclosure = encloseError(task, F.bits, x);
  if (enclosure === undefined && bits < UNENCLOSED_BITS) return undefined;
  const { lower, upper } = enclosure ?? { lower: undefined, upper: errorFunction(task, F.bits)(x) };
  const near = (value: BigFloat): boolean => F.compare(F.abs(F.sub(F.from(error), value)), F.scale(upper, -24)) <= 0;
  return upper.mantissa !== 0n && near(upper) && (lower === undefined || near(lower)) ? upper : undefined;
}

/** Whether the errors at all points of a small task are right to 2^−20 of the largest: none hides below its rounding. */
function allConfirmed(task: ErrorTask, bits: number, peak: Peak): boolean {
  const [F, G] = [workingField(bits), bigfloat(checkBits(bits))];
  const error = workingError(task, bits);
  const tolerance = G.scale(peak.error, -20);
  for (let i = 0; i < task.samples.points; i += 1) {
    const { x } = samplePoint(F, task.samples, i);
    const value = error(x);
    const enclosure = encloseError(task, G.bits, x);
    if (enclosure === undefined && bits < UNENCLOSED_BITS) return false;
    if (enclosure === undefined) continue;
    const ends = [G.sub(value, enclosure.lower), G.sub(enclosure.upper, value)].map((gap) => G.abs(gap));
    if (ends.some((gap) => G.compare(gap, tolerance) > 0)) return false;
  }
  return true;
}

/** Precision from which a value without an enclosure is believed. */
const UNENCLOSED_BITS = 512;

const COARSE_POINTS = 33;

/** Where measuring begins: a precision, and whether a few errors were seen to vanish with rising precision. */
export interface Start {
  readonly bits: number;
  readonly vanishes: boolean;
}

/** Raises the precision until a few errors no longer depend on it, or are seen to vanish. */
export function startingPrecision(task: ErrorTask, first: number, limit: number): Start {
  const coarse: ErrorTask = { ...task, samples: { ...task.samples, points: COARSE_POINTS } };
  const largest = (bits: number): Peak | undefined => largestErrors(coarse, bits, 0, COARSE_POINTS)[0];
  let follow = true;
  for (let bits = first; bits <= MOST_BITS; bits *= 2) {
    try {
      refusePoles(task, bits);
      const peak = largest(bits);
      if (peak === undefined) return { bits, vanishes: false };
      if (confirmed(task, peak, bits) !== undefined && allConfirmed(coarse, bits, peak))
        return { bits, vanishes: false };
      if (follow && 2 * bits >= limit) {
        follow = false;
        if (isNothing(largest(limit)?.error, limit)) return { bits: first, vanishes: true };
      }
    } catch (error) {
      // Cancellation can make a divisor vanish at low precision: believe a pole only when it persists.
      if (!isPole(error) || bits >= POLE_BITS) throw error;
    }
  }
  throw new RangeError(
    `estimateError: expected an error that settles within ${String(MOST_BITS)} bits, got one that does not`,
  );
}

/** The precision that was asked for, once no pole persists at it or above. */
export function fixedPrecision(task: ErrorTask, bits: number): Start {
  for (let trial = bits; ; trial *= 2) {
    try {
      refusePoles(task, trial);
      return { bits, vanishes: false };
    } catch (error) {
      if (!isPole(error) || trial >= POLE_BITS) throw error;
    }
  }
}

/** The result, or undefined where a divisor vanishes at a precision that cannot be trusted with that. */
export async function unlessSpuriousPole<R>(bits: number, evaluate: () => R | Promise<R>): Promise<R | undefined> {
  try {
    return await evaluate();
  } catch (error) {
    if (!isPole(error) || bits >= POLE_BITS) throw error;
    return undefined;
  }
}

const POLE_BITS = 4096;
const isPole = (error: unknown): boolean =>
  error instanceof PoleError || (error instanceof RangeError && /^pole at |pole on the domain/.test(error.message));

/** The precision to begin with. */
export const firstPrecision = (eps: Rational | undefined): number =>
  eps === undefined ? 96 : GUARD_BITS + inverseBits(eps);

/**
 * The precision at which an error that still shrinks is taken to be 0.
 *
 * Heuristic, chosen for safety: a difference of two formulas whose numbers have b bits seldom is below 2^−2b without being
 * 0 (`x + 10^−2000` against `x` has 2^−b); this allows 2^(−2048 − 2b).
 */
export function vanishingBits({ circuit, target }: ErrorTask, first: number): number {
  let longest = 0;
  const note = (value: Rational): Rational => {
    longest = Math.max(longest, bitLength(value.numerator) + bitLength(value.denominator));
    return value;
  };
  for (const instruction of circuit.instructions) if (instruction.op === 'const') note(instruction.value);
  const F: RealField<Exact> = { ...exactValues, constant: note };
  target.evaluate<Exact>(F, undefined);
  return Math.max(4096 + 4 * longest, 4 * first);
}

/** Whether an error at the precision `limit` is nothing but its rounding. */
export function isNothing(error: BigFloat | undefined, limit: number): boolean {
  const F = bigfloat(limit);
  return error === undefined || F.compare(error, F.scale(F.one, -(limit >> 1))) <= 0;
}
