import { describe, expect, it } from 'vitest';
import { parseNumeral } from '../../src/arithmetic/numerals.ts';
import { makeRational } from '../../src/arithmetic/rational.ts';
import { exactValues as E } from '../../src/functions/exact-values.ts';

const q = parseNumeral;
const zero = makeRational(0n);

describe('exact values', () => {
  it('are unknown where they are irrational, and zero times an unknown real is zero', () => {
    expect(E.pi).toBeUndefined();
    expect(E.exp(E.one)).toBeUndefined();
    expect(E.sqrt(q('2'))).toBeUndefined();
    expect(E.mul(zero, E.pi)).toEqual(zero);
    expect(E.mul(E.pi, zero)).toEqual(zero);
    expect(E.mul(E.one, E.pi)).toBeUndefined();
    expect(E.add(E.one, E.pi)).toBeUndefined();
    expect(E.min(E.one, E.pi)).toBeUndefined();
    expect(E.div(zero, E.pi)).toBeUndefined();
  });

  it('of roots and powers are found', () => {
    expect(E.sqrt(q('9/16'))).toEqual(q('3/4'));
    expect(E.root(q('-32/243'), 5)).toEqual(q('-2/3'));
    expect(E.pow(q('4/9'), q('-3/2'))).toEqual(q('27/8'));
    expect(E.pow(q('-2'), q('-3'))).toEqual(q('-1/8'));
    expect(E.pow(q('2'), q('1/2'))).toBeUndefined();
    expect(E.pow(zero, q('1/3'))).toEqual(zero);
    expect(E.pow(E.pi, zero)).toEqual(E.one);
    expect(E.pow(E.one, q('1/3'))).toEqual(E.one);
  });

  it('compare, and take signs', () => {
    expect(E.min(q('-1'), q('1/2'))).toEqual(q('-1'));
    expect(E.max(q('-1'), q('1/2'))).toEqual(q('1/2'));
    expect(E.abs(q('-1/2'))).toEqual(q('1/2'));
    expect(E.sign(q('-1/2'))).toEqual(q('-1'));
    expect(E.scale(q('3'), -2)).toEqual(q('3/4'));
  });

  it.each([
    ['exp', '1'],
    ['cos', '1'],
    ['cosh', '1'],
    ['sin', '0'],
    ['sinh', '0'],
    ['tanh', '0'],
    ['atan', '0'],
    ['atanh', '0'],
    ['erf', '0'],
  ] as const)('of %s are known at 0 only', (name, at) => {
    expect(E[name](zero)).toEqual(q(at));
    expect(E[name](q('1/2'))).toBeUndefined();
  });

  it('are given up where they grow beyond a million bits', () => {
    let x = E.constant(q('3'));
    for (let i = 0; i < 64; i += 1) x = E.mul(x, x);
    expect(x).toBeUndefined();
    expect(E.pow(q('3'), q('1e12'))).toBeUndefined();
    expect(E.scale(E.one, 1e9)).toBeUndefined();
  });

  it.each([
    ['division by zero', () => E.div(E.pi, zero)],
    ['log of 0', () => E.log(zero)],
    ['log of -1/3', () => E.log(q('-1/3'))],
    ['atanh of -1', () => E.atanh(q('-1'))],
    ['the root of order 4 of -1', () => E.root(q('-1'), 4)],
    ['-1 to the power 0.5', () => E.pow(q('-1'), q('0.5'))],
    ['0 to the power -1', () => E.pow(zero, q('-1'))],
  ])('say that %s is undefined', (what, operation) => {
    expect(operation).toThrow(new RangeError(`${what} is undefined`));
  });
});
