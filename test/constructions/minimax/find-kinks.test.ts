import { describe, expect, it } from 'vitest';
import { rationals } from '../../../src/arithmetic/rational.ts';
import { findKinks } from '../../../src/constructions/minimax/find-kinks.ts';
import { parseDomain, resolveTarget } from '../../../src/functions/index.ts';

describe('findKinks', () => {
  it.each([
    ['exp', '-1,1', []],
    ['abs(x-1/3)', '-1,1', [1 / 3]],
    ['abs(x^2-1/2)', '-1,1', [-Math.SQRT1_2, Math.SQRT1_2]],
    ['max(x,exp(-x))+abs(x)', '-1,1', [0, 0.5671432904097838]],
    ['cbrt(x^2-1/2)', '0,1', [Math.SQRT1_2]],
    ['relu6', '-8,8', [0, 6]],
  ] as const)('of %s on [%s]', (target, interval, expected) => {
    const found = findKinks(resolveTarget(target), parseDomain(interval)).map((x) => rationals.toNumber(x));
    expect(found).toEqual(expected);
  });
});
