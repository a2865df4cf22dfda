import { describe, expect, it } from 'vitest';
import { ball } from '../../src/arithmetic/ball.ts';
import { bigfloat } from '../../src/arithmetic/bigfloat.ts';
import { decimal } from '../../src/arithmetic/decimal.ts';
import type { OrderedRealField, RealField } from '../../src/arithmetic/number-systems.ts';
import { dyadic, makeRational, type Rational, rationals } from '../../src/arithmetic/rational.ts';
import { cases, createRandom } from './random.ts';

type Unary = 'exp' | 'log' | 'sinh' | 'cosh' | 'tanh' | 'atanh' | 'sin' | 'cos' | 'atan' | 'erf' | 'sqrt';
const functions: readonly Unary[] = [
  'exp',
  'log',
  'sinh',
  'cosh',
  'tanh',
  'atanh',
  'sin',
  'cos',
  'atan',
  'erf',
  'sqrt',
];

/** Dyadic arguments of 20 bits, which every system holds exactly, inside the domain of f. */
function* samples(f: Unary, seed: number, count: number): Generator<Rational> {
  const random = createRandom(seed);
  for (let i = 0; i < cases(count); i++) {
    const x = f === 'atanh' ? random.dyadic(20, -12, 0) : random.dyadic(20, -12, 5);
    const positive = f === 'log' || f === 'sqrt';
    yield positive && x.numerator < 0n ? rationals.neg(x) : x;
  }
}

const absolute = (x: Rational): Rational => (x.numerator < 0n ? rationals.neg(x) : x);

function expectAgreement<T, S>(F: OrderedRealField<T>, G: OrderedRealField<S>, unit: Rational, count: number): void {
  const compare = (name: string, x: T, y: S): void => {
    const [value, reference] = [F.toRational(x), G.toRational(y)];
    const error = absolute(rationals.sub(value, reference));
    expect(rationals.compare(error, rationals.mul(unit, absolute(reference))), name).toBeLessThanOrEqual(0);
  };
  functions.forEach((f, i) => {
    for (const x of samples(f, 301 + i, count))
      compare(`${f} ${String(rationals.toNumber(x))}`, F[f](F.constant(x)), G[f](G.constant(x)));
  });
  for (const x of samples('log', 320, count)) {
    for (const y of samples('atan', 321, 2)) {
      compare('pow', F.pow(F.constant(x), F.constant(y)), G.pow(G.constant(x), G.constant(y)));
    }
    for (const p of [3, 5, 10]) compare('root', F.root(F.constant(x), p), G.root(G.constant(x), p));
  }
  compare('pi', F.pi, G.pi);
}

describe('independent number systems agree within a unit in the last place', () => {
  it.each([
    [53, 30, 15],
    [113, 50, 15],
    [200, 75, 10],
    [1000, 320, 3],
  ])('bigfloat(%i) with decimal(%i)', (bits, digits, count) => {
    const unit = rationals.mul(dyadic(1n, 1 - bits), makeRational(1_000_001n, 1_000_000n));
    expectAgreement(bigfloat(bits), decimal(digits), unit, count);
  });

  it.each([
    [30, 150, 15],
    [100, 400, 5],
  ])('decimal(%i) with bigfloat(%i)', (digits, bits, count) => {
    expectAgreement(decimal(digits), bigfloat(bits), makeRational(1n, 10n ** BigInt(digits - 1)), count);
  });

  it('balls contain the values of decimals with more digits', () => {
    const [B, D] = [ball(64), decimal(60)];
    const evaluate = <T>(F: RealField<T>, f: Unary, x: Rational): T => F[f](F.constant(x));
    functions.forEach((f, i) => {
      for (const x of samples(f, 341 + i, 15)) {
        const reference = D.toRational(evaluate(D, f, x));
        const result = evaluate(B, f, x);
        // Exact results (a point ball) are the decimal ones exactly; all others are not near the boundary to 60 digits.
        expect(B.contains(result, reference), `${f} ${String(rationals.toNumber(x))}`).toBe(true);
      }
    });
  });
});
