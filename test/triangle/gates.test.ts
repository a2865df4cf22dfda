import { describe, expect, it } from 'vitest';
import { rationals as Q, type Rational } from '../../src/arithmetic/rational.ts';
import { evaluateDense } from '../../src/circuits/index.ts';
import {
  affineReluOver,
  chebyshevError,
  chebyshevSum,
  linearPieces,
  reluBuilder,
  productGate,
  type Signal,
  squareGate,
} from '../../src/triangle/index.ts';
import { formatExact } from '../../src/arithmetic/numerals.ts';
import { createRandom } from '../laws/random.ts';
import { q, shortFraction } from './instances.ts';

const P = affineReluOver(Q);
const unit = (waves: number): Rational => Q.div(Q.one, q(4 ** (waves + 1)));
const signed = (random: ReturnType<typeof createRandom>): Rational => Q.sub(Q.scale(shortFraction(random), 1), Q.one);
const isBetween = (low: Rational, x: Rational, high: Rational): boolean =>
  Q.compare(low, x) <= 0 && Q.compare(x, high) <= 0;

describe('the squaring gate', () => {
  it('is too large by exactly 4^−(n+1) halfway between its nodes, and right at them', () => {
    for (const waves of [1, 2, 5, 8]) {
      for (let k = 0; k <= 2 ** (waves + 1); k += 1) {
        const x = q(k, 2 ** (waves + 1));
        const error = Q.sub(squareGate(P, x, waves), Q.mul(x, x));
        expect(formatExact(error)).toBe(formatExact(k % 2 === 0 ? Q.zero : unit(waves)));
      }
    }
  });

  it('is a network of at most three neurons a layer with 2^n pieces', () => {
    const waves = 6;
    const builder = reluBuilder(1);
    const network = builder.build([squareGate(builder, builder.inputs[0] as Signal, waves)]);
    expect(network.layers.map(({ bias }) => bias.length)).toEqual([
      2,
      ...Array.from({ length: waves - 1 }, () => 3),
      1,
    ]);
    expect(linearPieces(Q, network, Q.zero, Q.one)).toHaveLength(2 ** waves);
    const x = q(3, 7);
    expect(formatExact(evaluateDense(Q, network, [x])[0] as Rational)).toBe(formatExact(squareGate(P, x, waves)));
  });

  it('refuses a number of waves that is not positive', () => {
    expect(() => squareGate(P, Q.one, 0)).toThrow('squareGate: expected a positive number of waves, got 0');
  });
});

describe('the product gate', () => {
  it('errs between −4^−(n+1) and 2·4^−(n+1) on [−1, 1]², as numbers and as a network', () => {
    const random = createRandom(41);
    const waves = 5;
    const builder = reluBuilder(2);
    const [u, v] = builder.inputs as readonly [Signal, Signal];
    const network = builder.build([productGate(builder, u, v, waves)]);
    for (let run = 0; run < 300; run += 1) {
      const [x, y] = [signed(random), signed(random)];
      const value = productGate(P, x, y, waves);
      expect(isBetween(Q.neg(unit(waves)), Q.sub(value, Q.mul(x, y)), Q.scale(unit(waves), 1))).toBe(true);
      expect(formatExact(evaluateDense(Q, network, [x, y])[0] as Rational)).toBe(formatExact(value));
    }
  });
});

describe('polynomials from gates', () => {
  it('keep the bound of every Chebyshev polynomial, as numbers and as a network', () => {
    const random = createRandom(42);
    const [waves, degree] = [6, 9];
    const bounds = chebyshevError(degree, waves);
    for (let k = 0; k <= degree; k += 1) {
      const coefficients = Array.from({ length: k + 1 }, (_, j) => (j === k ? Q.one : Q.zero));
      const builder = reluBuilder(1);
      const network = builder.build([chebyshevSum(builder, coefficients, builder.inputs[0] as Signal, waves)]);
      for (let run = 0; run < 12; run += 1) {
        const x = signed(random);
        let [previous, exact] = [Q.one, k === 0 ? Q.one : x];
        for (let j = 1; j < k; j += 1) [previous, exact] = [exact, Q.sub(Q.scale(Q.mul(x, exact), 1), previous)];
        const value = chebyshevSum(P, coefficients, x, waves);
        const bound = bounds[k] as Rational;
        expect(isBetween(Q.neg(bound), Q.sub(value, exact), bound), `T_${String(k)}`).toBe(true);
        expect(formatExact(evaluateDense(Q, network, [x])[0] as Rational)).toBe(formatExact(value));
      }
    }
  });

  it('take one gate for each degree, in logarithmically many levels', () => {
    const waves = 3;
    const layers = (degree: number): number => {
      const builder = reluBuilder(1);
      const coefficients = Array.from({ length: degree + 1 }, () => Q.one);
      return builder.build([chebyshevSum(builder, coefficients, builder.inputs[0] as Signal, waves)]).layers.length;
    };
    expect(layers(16) - layers(8)).toBe(layers(8) - layers(4));
  });
});
