import { describe, expect, it } from 'vitest';
import { parseNumeral } from '../../src/arithmetic/numerals.ts';
import { rationals } from '../../src/arithmetic/rational.ts';
import { estimate, relativeDistance } from './requests.ts';

/** The enclosure that a refusal names. */
async function enclosure(network: string, domain: string): Promise<readonly [string, string]> {
  const refusal = await estimate(network, '0*x', domain).then(
    () => 'no refusal',
    (error: unknown) => String(error),
  );
  const match = /the network has a pole on the domain, in \[(.*), (.*)\]$/.exec(refusal);
  if (match?.[1] === undefined || match[2] === undefined)
    throw new Error(`${network}: expected an enclosure, got ${refusal}`);
  return [match[1], match[2]];
}

describe('a pole on the domain is refused with an enclosure of it', () => {
  it.each([
    ['1/(x-0.3333)', '0,1', '0.3333'],
    ['1/(x-1/3)', '0,1', '1/3'],
    ['1/(3*x-1)^2', '0,1', '1/3'],
    ['1/((x-0.3333)*(x+2))^4', '0,1', '0.3333'],
    ['(1+x)/((x-5)/(x+7))', '0,10', '5'],
    ['x+1e-30/(x-0.3333)', '0,1', '0.3333'],
    ['1e-30/(x-0.3333)', '0,1', '0.3333'],
    ['1/x^2', '-1,1', '0'],
    ['1/(x+1e-30)', '-1,1', '-1e-30'],
    ['1/(x^3-2)', '0,2', '1.2599210498948731647672106072782'],
    // A removable zero of one divisor beside the pole of another does not hide it.
    ['(x-0.3)/(x-0.3)+1/(x-0.3001)', '0,1', '0.3001'],
    ['1/(x-1e9)', '0,2e9', '1e9'],
  ])('%s on [%s]', async (network, domain, pole) => {
    const [left, right] = await enclosure(network, domain);
    const [a, b, x] = [left, right, pole].map(parseNumeral) as [never, never, never];
    expect(rationals.compare(a, x), `${left} ≤ ${pole}`).toBeLessThanOrEqual(0);
    expect(rationals.compare(x, b), `${pole} ≤ ${right}`).toBeLessThanOrEqual(0);
    expect(Number(right) - Number(left)).toBeLessThan(1e-12 * Math.max(1, Math.abs(Number(left))));
  });

  it.each([
    ['1/x', '0,1', /pole on the domain, at x = 0 /],
    ['1/(1-x)', '0,1', /pole on the domain, at x = 1 /],
  ])('%s at an end of [%s]', async (network, domain, message) => {
    await expect(estimate(network, 'x', domain)).rejects.toThrow(message);
  });

  it('also where the number of digits is given', async () => {
    await expect(estimate('1/(x-0.3333)', 'x', '0,1', { digits: 20 })).rejects.toThrow(/pole on the domain/);
  });
});

describe('no pole is reported', () => {
  it('for a divisor that comes very close to 0 without reaching it', async () => {
    expect((await estimate('1/((x-0.3333)^2+1e-40)', 'exp', '0,1')).kind).toBe('estimate');
  });

  it('for a zero of a divisor at which the network stays bounded', async () => {
    const { error } = await estimate('(x^2-1/9)/(x-1/3)', 'x', '0,1', { points: 200 });
    expect(relativeDistance(error, '1/3')).toBeLessThan(1e-6);
    // The inner pole at 1/3 is a zero of the whole.
    const { error: whole } = await estimate('1/(1+1/(3*x-1)^2)', '0*x', '0,1', { points: 200 });
    expect(relativeDistance(whole, '0.8')).toBeLessThan(1e-6);
  });

  it('outside the domain', async () => {
    expect((await estimate('1/(x-1.0000001)', '1/(x-1.0000001)+1', '0,1')).error).toBe('1');
  });

  it('for a divisor that only rounding makes vanish', async () => {
    const { error } = await estimate('1/((1e60+1e-3+x)-1e60)', '1/(x+1e-3)+1', '0,1', { points: 200 });
    expect(error).toBe('1');
  });
});
