import { describe, expect, it } from 'vitest';
import { bigfloat } from '../../src/arithmetic/bigfloat.ts';
import { parseNumeral } from '../../src/arithmetic/numerals.ts';
import { type Rational, rationals as Q } from '../../src/arithmetic/rational.ts';
import { bindDense, catalogActivations } from '../../src/circuits/dense.ts';
import { networkTarget, targetOf } from '../../src/circuits/network-target.ts';
import { parseDomain } from '../../src/functions/domain.ts';
import { randomNetwork } from '../../src/theorems/random-network.ts';

const UNIT = parseDomain('-1,1');

describe('dense networks as targets', () => {
  it('are made again from their names', () => {
    const network = randomNetwork([1, 3, 1], ['gelu-erf', 'tanh'], 2, 6);
    const target = networkTarget(network);
    const F = bigfloat(120);
    const x = F.constant(parseNumeral('0.3'));
    expect(target.name).not.toContain('\n');
    expect(targetOf(target.name).evaluate(F, x)).toEqual(target.evaluate(F, x));
    expect(bindDense(F, network, catalogActivations(F))([x])).toEqual([target.evaluate(F, x)]);
    expect(targetOf('tanh').name).toBe('tanh');
  });

  it('have the kinks of their first layer', () => {
    const network = randomNetwork([1, 3, 1], ['relu', 'identity'], 2, 6);
    const kinks = networkTarget(network).kinks(UNIT);
    expect(kinks.length).toBeGreaterThan(0);
    const [first] = network.layers;
    const argument = ([w = Q.zero]: readonly Rational[], i: number, x: Rational): Rational =>
      Q.add(Q.mul(w, x), first?.bias[i] ?? Q.zero);
    for (const kink of kinks) {
      expect(first?.weights.some((row, i) => argument(row, i, kink).numerator === 0n)).toBe(true);
    }
  });

  it('refuse other shapes, and domains on which an activation is not defined', () => {
    expect(() => networkTarget(randomNetwork([2, 1], ['tanh'], 1, 1))).toThrow(/one input and one output/u);
    expect(() => {
      networkTarget(randomNetwork([1, 1], ['log'], 1, 1)).checkDomain(UNIT);
    }).toThrow(/log/u);
    expect(() => targetOf('{"format":"loglog-network"}')).toThrow(RangeError);
  });
});
