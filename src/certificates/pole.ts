/**
 * Poles on the domain: proofs that the output of a circuit is unbounded near a point.
 *
 * The proof follows limits through the circuit: a value tends to zero, to a finite number or to infinity as x tends to the
 * point, and whatever is of the form 0/0, 0·∞ or ∞ − ∞ leaves the question open (proofs/certification.md, lemma 7).
 */
import { ball, type Ball } from '../arithmetic/ball.ts';
import type { Field } from '../arithmetic/number-systems.ts';
import { type Rational, rationals } from '../arithmetic/rational.ts';
import { shortRationals } from './short-rationals.ts';
import { evaluateSteps, STEP, type Steps } from './steps.ts';

/** Where a pole is: at a point, or where the value of a step changes its sign between two points. */
export type PoleClaim =
  | { readonly kind: 'point'; readonly at: Rational }
  | {
      readonly kind: 'sign-change';
      readonly lower: Rational;
      readonly upper: Rational;
      /** The step whose value vanishes in between. */
      readonly step: number;
      readonly bits: number;
    };

/** The limit of a value; `undefined` is a form that is not determined. */
type Limit<T> =
  { readonly kind: 'zero' } | { readonly kind: 'finite'; readonly value: T } | { readonly kind: 'infinite' };

/** Not decided by limits. */
class Undetermined extends RangeError {}

const ZERO: Limit<never> = { kind: 'zero' };
const INFINITE: Limit<never> = { kind: 'infinite' };

/** Limits over a field whose elements may be enclosures; `isNonZero` says of a value that it is certainly not zero. */
function limits<T>(F: Field<T>, isNonZero: (x: T) => boolean, isZero: (x: T) => boolean): Field<Limit<T>> {
  const finite = (value: T): Limit<T> => (isZero(value) ? ZERO : { kind: 'finite', value });
  const open = (): never => {
    throw new Undetermined('limits: expected a determined form');
  };
  const add = (x: Limit<T>, y: Limit<T>): Limit<T> => {
    if (x.kind === 'infinite' || y.kind === 'infinite') return x.kind === y.kind ? open() : INFINITE;
    if (x.kind === 'zero') return y;
    return y.kind === 'zero' ? x : finite(F.add(x.value, y.value));
  };
  const neg = (x: Limit<T>): Limit<T> => (x.kind === 'finite' ? finite(F.neg(x.value)) : x);
  const mul = (x: Limit<T>, y: Limit<T>): Limit<T> => {
    if (x.kind === 'finite' && y.kind === 'finite') return finite(F.mul(x.value, y.value));
    const isInfinite = x.kind === 'infinite' || y.kind === 'infinite';
    if (!isInfinite) return ZERO;
    return [x, y].every((z) => z.kind === 'infinite' || (z.kind === 'finite' && isNonZero(z.value)))
      ? INFINITE
      : open();
  };
  const inverse = (x: Limit<T>): Limit<T> => {
    if (x.kind === 'zero') return INFINITE;
    return x.kind === 'infinite' ? ZERO : finite(F.div(F.one, x.value));
  };
  return {
    name: `limits over ${F.name}`,
    zero: ZERO,
    one: finite(F.one),
    fromInteger: (n) => finite(F.fromInteger(n)),
    constant: (value) => finite(F.constant(value)),
    add,
    sub: (x, y) => add(x, neg(y)),
    mul,
    neg,
    div: (x, y) => (x.kind === 'finite' && y.kind === 'finite' ? finite(F.div(x.value, y.value)) : mul(x, inverse(y))),
    scale: (x, k) => (x.kind === 'finite' ? finite(F.scale(x.value, k)) : x),
  };
}

/** Exact numbers longer than this are given up. */
const MAX_BITS = 2 ** 14;

function isPoleAt(steps: Steps, at: Rational): boolean {
  const isZero = ({ numerator }: Rational): boolean => numerator === 0n;
  const field = limits(shortRationals(MAX_BITS), (q) => !isZero(q), isZero);
  const x: Limit<Rational> = isZero(at) ? ZERO : { kind: 'finite', value: at };
  return evaluateSteps(field, steps, x)[steps.output]?.kind === 'infinite';
}

/** Whether a step's value has opposite signs at two points, by enclosures. */
function changesSign(steps: Steps, step: number, lower: Rational, upper: Rational, bits: number): boolean {
  const F = ball(bits);
  const signs = [lower, upper].map((point) => {
    const value = evaluateSteps(F, upTo(steps, step), F.constant(point))[step] as Ball;
    return F.containsZero(value) ? 0 : value.midpoint.mantissa < 0n ? -1 : 1;
  });
  return (signs[0] as number) * (signs[1] as number) < 0;
}

/** The first steps of a circuit, as far as one of them. */
const upTo = (steps: Steps, step: number): Steps => ({ ...steps, length: step + 1 });

function isPoleBetween(steps: Steps, claim: Extract<PoleClaim, { kind: 'sign-change' }>): boolean {
  const { lower, upper, step, bits } = claim;
  if (!(Number.isInteger(step) && step > 0 && step < steps.length) || steps.ops[step] === STEP.const) return false;
  if (rationals.compare(lower, upper) >= 0 || !changesSign(steps, step, lower, upper, bits)) return false;
  const F = ball(bits);
  const interval = F.union(F.constant(lower), F.constant(upper));
  // The values before are finite on the whole interval, hence continuous, and the step's own vanishes at some point of it.
  evaluateSteps(F, upTo(steps, step), interval);
  const field = limits(
    F,
    (x) => !F.containsZero(x),
    (x) => x.midpoint.mantissa === 0n && x.radius.mantissa === 0,
  );
  const values = evaluateSteps(field, steps, { kind: 'finite', value: interval }, step);
  return values[steps.output]?.kind === 'infinite';
}

/**
 * Whether a claim of a pole is proven.
 * @param steps - The circuit.
 * @param claim - A point where the output tends to infinity, or two points between which there is one.
 * @returns True if it is; false if the proof does not go through.
 */
export function provesPole(steps: Steps, claim: PoleClaim): boolean {
  try {
    return claim.kind === 'point' ? isPoleAt(steps, claim.at) : isPoleBetween(steps, claim);
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}
