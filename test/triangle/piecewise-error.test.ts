import { describe, expect, it } from 'vitest';
import { ball } from '../../src/arithmetic/ball.ts';
import { formatExact, parseNumeral } from '../../src/arithmetic/numerals.ts';
import { dyadic, rationals as Q, type Rational } from '../../src/arithmetic/rational.ts';
import type { DenseNetwork } from '../../src/circuits/index.ts';
import { evaluateDense } from '../../src/circuits/index.ts';
import { makeDomain, resolveTarget } from '../../src/functions/index.ts';
import {
  boundPiecewiseError,
  encodeWaves,
  extendPeaks,
  firstFactor,
  linearPieces,
  scalingFactors,
} from '../../src/triangle/index.ts';
import { createRandom, type Random } from '../laws/random.ts';
import { q, randomPeaks } from './instances.ts';

const UNIT = makeDomain(Q.zero, Q.one);
const ratio = (upper: Rational, lower: Rational): number => Q.toNumber(Q.div(upper, lower));

/** A random network with short dyadic weights. */
function randomNetwork(random: Random, widths: readonly number[]): DenseNetwork {
  const number = (): Rational => dyadic(BigInt(random.integer(-255, 255)), -7);
  return {
    layers: widths.slice(1).map((width, l) => ({
      weights: Array.from({ length: width }, () => Array.from({ length: widths[l] ?? 1 }, number)),
      bias: Array.from({ length: width }, number),
      activation: l < widths.length - 2 ? 'relu' : 'identity',
    })),
  };
}

describe('the linear pieces of a network', () => {
  it('cover the interval without gaps and agree with its evaluation, for random networks', () => {
    const random = createRandom(51);
    for (let run = 0; run < 60; run += 1) {
      const network = randomNetwork(random, [1, 4, 4, 3, 1]);
      const pieces = linearPieces(Q, network, q(-1), Q.one);
      expect([formatExact(pieces[0]!.lower), formatExact(pieces.at(-1)!.upper)]).toEqual(['-1', '1']);
      pieces.forEach(({ lower, upper, slope, intercept }, k) => {
        if (k > 0) expect(formatExact(lower)).toBe(formatExact(pieces[k - 1]!.upper));
        for (const x of [lower, Q.scale(Q.add(lower, upper), -1), upper]) {
          const [y] = evaluateDense(Q, network, [x]);
          expect(formatExact(Q.add(Q.mul(slope, x), intercept))).toBe(formatExact(y!));
        }
      });
    }
  });

  it('are refused for other activations and shapes', () => {
    const layer = { weights: [[Q.one]], bias: [Q.zero] };
    expect(() => linearPieces(Q, { layers: [{ ...layer, activation: 'tanh' }] }, Q.zero, Q.one)).toThrow(
      'expected the activation relu or identity, got tanh',
    );
    const wide = { layers: [{ weights: [[Q.one, Q.one]], bias: [Q.zero], activation: 'relu' }] };
    expect(() => linearPieces(Q, wide, Q.zero, Q.one)).toThrow('expected one input and one output, got 2 and 1');
  });
});

describe('the bound of a piecewise linear error', () => {
  it('contains 4^−(n+1) for the squaring gate and reaches the tightness', () => {
    for (const n of [1, 4, 7]) {
      const a = extendPeaks([q(1, 2)], n + 1);
      const network = encodeWaves(a, scalingFactors(Q, a, q(1, 4)), 'difference');
      const { lower, upper, isTight, pieces } = boundPiecewiseError(network, resolveTarget('x^2'), UNIT);
      const exact = Q.div(Q.one, q(4 ** (n + 1)));
      expect(Q.compare(lower, exact) <= 0 && Q.compare(exact, upper) <= 0).toBe(true);
      expect(ratio(upper, lower)).toBeLessThanOrEqual(1.05);
      expect([isTight, pieces]).toEqual([true, 2 ** n]);
    }
  });

  it.each(['x^3', 'tanh(3*x)', 'sin(pi*x/2)', 'exp(-x)', 'sqrt(x)', 'abs(x-1/3)', 'abs(x-sqrt(2)/2)', 'x*log(x+1)'])(
    'holds for %s: no sampled error exceeds it, and its lower end is attained',
    (expression) => {
      const random = createRandom(52);
      const a = randomPeaks(random, 5);
      const network = encodeWaves(a, scalingFactors(Q, a, firstFactor(Q, a, 'difference')), 'difference');
      const target = resolveTarget(expression);
      const { lower, upper, at, isTight } = boundPiecewiseError(network, target, UNIT, { tightness: 1.01 });
      expect(isTight).toBe(true);
      const F = ball(256);
      const error = (x: Rational): Rational => {
        const [y] = evaluateDense(F, network, [F.constant(x)]);
        return F.base.toRational(F.upper(F.abs(F.sub(target.evaluate(F, F.constant(x)), y!))));
      };
      expect(Q.compare(lower, error(at))).toBeLessThanOrEqual(0);
      for (let k = 0; k <= 300; k += 1) expect(Q.compare(error(q(k, 300)), upper)).toBeLessThanOrEqual(0);
    },
  );

  it('is tight for a tolerance near 1, and for errors far below double precision', () => {
    const n = 5;
    const a = extendPeaks([q(1, 2)], n + 1);
    const network = encodeWaves(a, scalingFactors(Q, a, q(1, 4)), 'difference');
    const near = boundPiecewiseError(network, resolveTarget('x^2'), UNIT, { tightness: 1 + 1e-9 });
    expect(ratio(near.upper, near.lower) - 1).toBeLessThan(1e-9);
    const line: DenseNetwork = { layers: [{ weights: [[Q.one]], bias: [Q.zero], activation: 'identity' }] };
    const tiny = boundPiecewiseError(line, resolveTarget('x + 1e-80*x^2'), UNIT);
    expect(tiny.isTight).toBe(true);
    expect(Q.compare(tiny.lower, parseNumeral('1e-80')) <= 0).toBe(true);
    expect(Q.compare(parseNumeral('1e-80'), tiny.upper) <= 0).toBe(true);
  });

  it('is an enclosure also where the budget ends early', () => {
    const a = randomPeaks(createRandom(53), 4);
    const network = encodeWaves(a, scalingFactors(Q, a, firstFactor(Q, a, 'difference')), 'difference');
    const target = resolveTarget('x^3');
    const short = boundPiecewiseError(network, target, UNIT, { budget: 9, tightness: 1.000001 });
    const long = boundPiecewiseError(network, target, UNIT, { tightness: 1.000001 });
    expect([short.isTight, long.isTight]).toEqual([false, true]);
    expect(Q.compare(short.lower, long.upper) <= 0 && Q.compare(long.lower, short.upper) <= 0).toBe(true);
  });

  it('refuses a tightness of 1 and a target that is undefined on the domain', () => {
    const line: DenseNetwork = { layers: [{ weights: [[Q.one]], bias: [Q.zero], activation: 'identity' }] };
    expect(() => boundPiecewiseError(line, resolveTarget('x'), UNIT, { tightness: 1 })).toThrow('tightness above 1');
    expect(() => boundPiecewiseError(line, resolveTarget('log(x)'), UNIT)).toThrow(/log/);
  });
});
