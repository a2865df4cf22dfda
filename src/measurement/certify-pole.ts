/**
 * Looking for poles on the domain, and proving them.
 */
import { type BigFloat, type BigFloatField, bigfloat } from '../arithmetic/bigfloat.ts';
import { type Rational, rationals } from '../arithmetic/rational.ts';
import { log2Of } from '../arithmetic/numerals.ts';
import { type PoleClaim, provesPole } from '../certificates/pole.ts';
import { evaluateSteps, STEP, type Steps } from '../certificates/steps.ts';
import { simplestBetween } from '../functions/simplest-rational.ts';
import type { Domain } from '../functions/target.ts';

/**
 * The values whose zeros are the zeros of a divisor: a product is followed into its factors and a quotient into its
 * numerator, so that the poles of 1/(x − c)² are seen, where the divisor itself keeps its sign.
 */
function factorsOf({ ops, lefts, rights }: Steps, divisor: number): ReadonlySet<number> {
  const open = [divisor];
  const seen = new Set<number>();
  const factors = new Set<number>();
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    if (seen.has(value)) continue;
    seen.add(value);
    if (ops[value] === STEP.mul) open.push(lefts[value] as number, rights[value] as number);
    else if (ops[value] === STEP.neg || ops[value] === STEP.div) open.push(lefts[value] as number);
    else if (ops[value] !== STEP.const) factors.add(value);
  }
  return factors;
}

/** Factors of divisors, with the divisions that they make infinite. */
type Factors = ReadonlyMap<number, readonly number[]>;

/** The factors of all divisors of a circuit, in order. */
export function divisorFactors(steps: Steps): Factors {
  const found = new Map<number, number[]>();
  for (const division of steps.divisions) {
    for (const factor of factorsOf(steps, steps.rights[division] as number)) {
      found.set(factor, [...(found.get(factor) ?? []), division]);
    }
  }
  return new Map([...found].sort(([a], [b]) => a - b));
}

/** What was found where a divisor vanishes: a pole that is proven, or divisions that can be put off. */
export type Vanishing = { readonly pole: PoleClaim } | { readonly divisions: readonly number[] };

const POINTS = 9;
/** A sign change is followed until it is this much narrower, relative to its distance from 0 or the interval. */
const HALVINGS = 96;

const valuesAt = (F: BigFloatField, steps: Steps, x: BigFloat): readonly BigFloat[] | undefined => {
  try {
    return evaluateSteps(F, steps, x);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
};

/** Bits that tell points of an interval apart, with room for the halvings. */
function bitsFor({ lower, upper }: Domain): number {
  const width = log2Of(rationals.sub(upper, lower));
  const size = Math.max(...[lower, upper].map((end) => (end.numerator === 0n ? width : log2Of(end))));
  return 64 * Math.ceil((2 * HALVINGS + 64 + size - width) / 64);
}

/** Whether a factor of a divisor seems to vanish at a point. */
function vanishesAt(F: BigFloatField, steps: Steps, factors: Factors, at: Rational): boolean {
  const values = valuesAt(F, steps, F.constant(at));
  if (values === undefined) return true;
  return [...factors.keys()].some((factor) => {
    const { mantissa, exponent } = values[factor] as BigFloat;
    return mantissa === 0n || exponent + F.bits < -F.bits / 3;
  });
}

/** A claim of a pole between two points where a factor of a divisor has opposite signs. */
function followSignChange(
  steps: Steps,
  factor: number,
  left: Rational,
  right: Rational,
  bits: number,
): PoleClaim | undefined {
  const F = bigfloat(bits);
  const signAt = (x: Rational): boolean | undefined => {
    const value = valuesAt(F, { ...steps, length: factor + 1 }, F.constant(x))?.[factor];
    return value === undefined || value.mantissa === 0n ? undefined : value.mantissa > 0n;
  };
  let [lower, upper] = [left, right];
  const positive = signAt(lower);
  for (let i = 0; i < HALVINGS; i += 1) {
    const middle = rationals.scale(rationals.add(lower, upper), -1);
    const sign = signAt(middle);
    if (sign === undefined) break;
    if (sign === positive) lower = middle;
    else upper = middle;
  }
  const claim: PoleClaim = { kind: 'sign-change', lower, upper, step: factor, bits: 2 * bits };
  return provesPole(steps, claim) ? claim : undefined;
}

/**
 * What happens where a divisor of a circuit vanishes on an interval: a pole with its proof, or a zero of a divisor at which
 * the circuit may stay finite.
 * @param steps - The circuit.
 * @param interval - Where to look; a little beyond it as well.
 * @param domain - The claim stays inside of it.
 * @returns A claim that {@link provesPole} accepts, else the divisions by a factor that changes its sign; undefined where none does.
 */
export function findVanishing(steps: Steps, interval: Domain, domain: Domain): Vanishing | undefined {
  const width = rationals.sub(interval.upper, interval.lower);
  const [from, to] = [rationals.sub(interval.lower, width), rationals.add(interval.upper, width)];
  const lower = rationals.compare(from, domain.lower) < 0 ? domain.lower : from;
  const upper = rationals.compare(to, domain.upper) > 0 ? domain.upper : to;
  const bits = bitsFor({ lower, upper });
  const F = bigfloat(bits);
  const factors = divisorFactors(steps);
  for (const at of [interval.lower, interval.upper, simplestBetween({ lower, upper })]) {
    const claim: PoleClaim = { kind: 'point', at };
    if (vanishesAt(F, steps, factors, at) && provesPole(steps, claim)) return { pole: claim };
  }
  const step = rationals.div(rationals.sub(upper, lower), { numerator: BigInt(POINTS - 1), denominator: 1n });
  let divisions: readonly number[] | undefined;
  let previous: { readonly x: Rational; readonly values: readonly BigFloat[] } | undefined;
  for (let i = 0; i < POINTS; i += 1) {
    const x = rationals.add(lower, rationals.mul(step, { numerator: BigInt(i), denominator: 1n }));
    const values = valuesAt(F, steps, F.constant(x));
    if (values === undefined) continue;
    for (const [factor, divided] of previous === undefined ? [] : factors) {
      const [before, now] = [previous?.values[factor], values[factor]];
      if (before === undefined || now === undefined || before.mantissa > 0n === now.mantissa > 0n) continue;
      const claim = followSignChange(steps, factor, previous?.x ?? lower, x, bits);
      if (claim !== undefined) return { pole: claim };
      divisions ??= divided;
    }
    previous = { x, values };
  }
  return divisions && { divisions };
}
