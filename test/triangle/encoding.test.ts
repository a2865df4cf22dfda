import { describe, expect, it } from 'vitest';
import { bigfloat } from '../../src/arithmetic/bigfloat.ts';
import { formatExact } from '../../src/arithmetic/numerals.ts';
import { rationals as Q, type Rational } from '../../src/arithmetic/rational.ts';
import { evaluateDense, parseNetwork, serializeNetwork } from '../../src/circuits/index.ts';
import {
  encodeWaves,
  firstFactor,
  linearPieces,
  scalingFactors,
  slopesOf,
  sumPieces,
  type WaveForm,
  waveSum,
} from '../../src/triangle/index.ts';
import { cases, createRandom } from '../laws/random.ts';
import { q, randomPeaks, shortFraction } from './instances.ts';

const FORMS: readonly WaveForm[] = ['waves', 'sum', 'difference'];

/** The function that a form stands for, from the waves themselves. */
function expected(form: WaveForm, a: readonly Rational[], s: readonly Rational[], x: Rational): Rational {
  const sum = waveSum(Q, a, s, x);
  if (form === 'waves') return sum;
  return form === 'sum' ? Q.add(x, sum) : Q.sub(x, sum);
}

describe('the ReLU encoding', () => {
  it('equals F_n, x + F_n and x − F_n exactly for 1000 random peaks and depths up to 12', () => {
    const random = createRandom(31);
    for (let run = 0; run < cases(1000); run += 1) {
      const depth = 1 + (run % 12);
      const a = randomPeaks(random, depth + 1);
      const form = FORMS[run % 3] as WaveForm;
      const s = scalingFactors(Q, a, firstFactor(Q, a, form));
      const network = encodeWaves(a, s, form);
      expect(network.layers).toHaveLength(depth + 1);
      for (const x of [Q.zero, a[0] as Rational, shortFraction(random), Q.one]) {
        const [y] = evaluateDense(Q, network, [x]);
        expect(formatExact(y as Rational)).toBe(formatExact(expected(form, a, s, x)));
      }
    }
  });

  it('is the same function on every linear piece', () => {
    const random = createRandom(32);
    for (let run = 0; run < 30; run += 1) {
      const a = randomPeaks(random, 2 + (run % 5));
      const s = scalingFactors(Q, a, firstFactor(Q, a, 'waves'));
      const found = linearPieces(Q, encodeWaves(a, s, 'waves'), Q.zero, Q.one);
      const sum = sumPieces(Q, a, s);
      expect(found.map(({ upper }) => formatExact(upper))).toEqual(sum.points.slice(1).map(formatExact));
      expect(found.map(({ slope }) => formatExact(slope))).toEqual(slopesOf(Q, sum).map(formatExact));
    }
  });

  it('has 2^d pieces for depth d', () => {
    const random = createRandom(33);
    for (const depth of [1, 2, 5, 8, 10]) {
      const a = randomPeaks(random, depth + 1);
      const network = encodeWaves(a, scalingFactors(Q, a, firstFactor(Q, a, 'difference')), 'difference');
      expect(linearPieces(Q, network, Q.zero, Q.one)).toHaveLength(2 ** depth);
    }
  });

  it('holds for factors of any sign, zero included, where ReLU would cut the sum', () => {
    const random = createRandom(34);
    for (let run = 0; run < 120; run += 1) {
      const a = randomPeaks(random, 5);
      const s = a.map((_, i) => ((run + i) % 5 === 0 ? Q.zero : Q.sub(shortFraction(random), q(1, 2))));
      const form = FORMS[run % 3] as WaveForm;
      const network = encodeWaves(a, s, form);
      for (let k = 0; k < 5; k += 1) {
        const x = shortFraction(random);
        expect(formatExact(evaluateDense(Q, network, [x])[0] as Rational)).toBe(formatExact(expected(form, a, s, x)));
      }
    }
  });

  it('needs no offset where x − F_n is known to be positive', () => {
    const a = [q(1, 3), q(2, 3), q(1, 5), q(1, 2)];
    const rule = encodeWaves(a, scalingFactors(Q, a, firstFactor(Q, a, 'difference')), 'difference');
    expect(rule.layers.at(-1)?.bias.map(formatExact)).toEqual(['0']);
    const steeper = encodeWaves(a, scalingFactors(Q, a, Q.one), 'difference');
    expect(steeper.layers.at(-1)?.bias[0]?.numerator).toBeLessThan(0n);
  });

  it('survives its file, and evaluates over other number systems', () => {
    const a = [q(1, 3), q(2, 3), q(1, 5), q(1, 2)];
    const network = encodeWaves(a, scalingFactors(Q, a, q(1, 4)), 'sum');
    expect(parseNetwork(serializeNetwork(network))).toEqual(network);
    const F = bigfloat(200);
    const [y] = evaluateDense(F, network, [F.constant(q(1, 7))]);
    const [exact] = evaluateDense(Q, network, [q(1, 7)]);
    expect(Q.toNumber(Q.sub(F.toRational(y!), exact!))).toBeLessThan(1e-55);
  });

  it('refuses no factor, and fewer peaks than factors', () => {
    expect(() => encodeWaves([q(1, 2)], [], 'sum')).toThrow('at least one factor');
    expect(() => encodeWaves([q(1, 2)], [q(1, 2), q(1, 8)], 'sum')).toThrow('at least 2 peaks, got 1');
  });
});
