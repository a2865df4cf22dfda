/**
 * Ticks of logarithmic axes, chosen so that their labels do not touch.
 */
import { superscript } from './decimal-text.ts';

/** A tick: where it stands in data coordinates, and what is written there. */
export interface Tick {
  readonly value: number;
  readonly label: string;
}

/** Steps within a decade, finest first; the first set with few enough ticks is taken. */
const mantissas: readonly (readonly number[])[] = [[1, 1.5, 2, 3, 4, 6, 8], [1, 2, 3, 5], [1, 2, 5], [1, 3], [1]];

function ticksWithin(low: number, high: number, steps: readonly number[], everyDecade: number): readonly number[] {
  const ticks: number[] = [];
  for (let decade = Math.floor(Math.log10(low)); decade <= Math.ceil(Math.log10(high)); decade += 1) {
    if (decade % everyDecade !== 0) continue;
    for (const step of steps) ticks.push(step * 10 ** decade);
  }
  return ticks.filter((tick) => tick >= low * (1 - 1e-12) && tick <= high * (1 + 1e-12));
}

/** A size in full below 10⁵, beyond that with a power of ten. */
function sizeLabel(value: number): string {
  if (value < 1e5) return String(value);
  const exponent = Math.floor(Math.log10(value) + 1e-9);
  const mantissa = Math.round(value / 10 ** exponent);
  return `${mantissa === 1 ? '' : `${String(mantissa)}×`}10${superscript(exponent)}`;
}

/**
 * Ticks of a logarithmic axis of whole numbers.
 *
 * @param low - left end, > 0
 * @param high - right end, > low
 * @param most - the largest number of ticks wanted, at least 2
 * @returns ticks at 1–2–5 steps or powers of ten, in increasing order, whole numbers only
 */
export function sizeTicks(low: number, high: number, most: number): readonly Tick[] {
  const sets = [...mantissas.map((steps) => ({ steps, every: 1 })), { steps: [1], every: 2 }, { steps: [1], every: 3 }];
  const last: readonly number[] = ticksWithin(low, high, [1], 5);
  const found = sets.map(({ steps, every }) => ticksWithin(low, high, steps, every).filter(Number.isInteger));
  const chosen = found.find((ticks) => ticks.length <= most) ?? last;
  return chosen.map((value) => ({ value, label: sizeLabel(value) }));
}

/**
 * Ticks at ε = 10⁻¹, 10⁻², 10⁻⁴, 10⁻⁸, …: equally spaced on the scale L(ε).
 *
 * @param lowDigits - −log₁₀ of the largest ε shown, > 0
 * @param highDigits - −log₁₀ of the smallest ε shown
 * @param most - the largest number of ticks wanted, at least 1
 * @returns ticks whose values are numbers of decimal digits, −log₁₀ ε
 */
export function epsTicks(lowDigits: number, highDigits: number, most: number): readonly Tick[] {
  const all = Array.from({ length: 60 }, (_, k) => 2 ** k).filter((d) => d >= lowDigits && d <= highDigits);
  const stride = Math.max(1, Math.ceil(all.length / most));
  return all
    .filter((digits) => Math.log2(digits) % stride === 0)
    .map((digits) => ({ value: digits, label: `10${superscript(-digits)}` }));
}

/**
 * Ticks of numbers of digits over many orders of magnitude: 1, 4, 16, 64, 256, then powers of ten.
 *
 * @param low - the smallest number of digits shown, > 0
 * @param high - the largest
 * @returns ticks whose values are numbers of decimal digits
 */
export function manyDigitTicks(low: number, high: number): readonly Tick[] {
  const small = [1, 4, 16, 64, 256].map((value) => ({ value, label: String(value) }));
  const last = Math.floor(Math.log10(high));
  const large = Array.from({ length: Math.max(0, last - 2) }, (_, k) => k + 3).map((k) => ({
    value: 10 ** k,
    label: k === 3 ? '1000' : `10${superscript(k)}`,
  }));
  return [...small, ...large.filter((_, i) => i < 2 || i % 2 === 1)].filter(
    ({ value }) => value >= low && value <= high,
  );
}

/**
 * Ticks of a linear axis of powers of ten, 10^(−k·step).
 *
 * @param lowDigits - −log₁₀ of the largest value shown
 * @param highDigits - −log₁₀ of the smallest value shown
 * @param most - the largest number of ticks wanted, at least 2
 * @returns ticks whose values are numbers of decimal digits
 */
export function digitTicks(lowDigits: number, highDigits: number, most: number): readonly Tick[] {
  const span = Math.max(highDigits - lowDigits, 1);
  const decade = 10 ** Math.floor(Math.log10(span / most));
  const steps = [1, 2, 5, 10, 20].map((step) => step * decade).filter((step) => step >= 1);
  const step = steps.find((candidate) => span / candidate <= most) ?? Math.ceil(span / most);
  const first = Math.ceil(lowDigits / step);
  const count = Math.floor(highDigits / step) - first + 1;
  return Array.from({ length: Math.max(count, 0) }, (_, k) => (first + k) * step).map((digits) => ({
    value: digits,
    label: digits === 0 ? '1' : `10${superscript(-digits)}`,
  }));
}

/**
 * Ticks of the axis L(ε), whole numbers.
 *
 * @param low - left end
 * @param high - right end
 * @param most - the largest number of ticks wanted
 * @returns ticks at multiples of 1, 2 or 5
 */
export function doubleLogarithmTicks(low: number, high: number, most: number): readonly Tick[] {
  const step = [1, 2, 5, 10].find((candidate) => (high - low) / candidate <= most) ?? 20;
  const first = Math.ceil(low / step);
  const count = Math.floor(high / step) - first + 1;
  return Array.from({ length: Math.max(count, 0) }, (_, k) => (first + k) * step).map((value) => ({
    value,
    label: String(value),
  }));
}

/**
 * Ticks of a linear axis.
 *
 * @param low - left end
 * @param high - right end, > low
 * @param most - the largest number of ticks wanted, at least 2
 * @returns ticks at multiples of 1, 2 or 5 times a power of ten
 */
export function linearTicks(low: number, high: number, most: number): readonly Tick[] {
  const decade = 10 ** Math.floor(Math.log10((high - low) / most));
  const step = [1, 2, 5, 10].map((factor) => factor * decade).find((one) => (high - low) / one <= most) ?? 10 * decade;
  const first = Math.ceil(low / step - 1e-9);
  const count = Math.floor(high / step + 1e-9) - first + 1;
  // Twelve digits hide what the product with the step has rounded.
  return Array.from({ length: count }, (_, k) => Number(((first + k) * step).toPrecision(12))).map((value) => ({
    value,
    label: String(value).replace('-', '−'),
  }));
}

/**
 * Ticks of a logarithmic axis at powers of ten.
 *
 * @param low - left end, > 0
 * @param high - right end, > low
 * @param most - the largest number of ticks wanted, at least 2
 * @returns ticks at every power, or at every second, fifth, … one
 */
export function powerTicks(low: number, high: number, most: number): readonly Tick[] {
  return linearTicks(Math.log10(low), Math.log10(high), most)
    .filter(({ value }) => Number.isInteger(value))
    .map(({ value }) => ({ value: 10 ** value, label: `10${superscript(value)}` }));
}
