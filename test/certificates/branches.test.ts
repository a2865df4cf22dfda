import { describe, expect, it } from 'vitest';
import { ball } from '../../src/arithmetic/ball.ts';
import { parseNumeral } from '../../src/arithmetic/numerals.ts';
import { dyadic, makeRational, type Rational, rationals } from '../../src/arithmetic/rational.ts';
import { answersAt, ballOver, type Branch, branching, branchOn, replay } from '../../src/certificates/branches.ts';
import { resolveTarget } from '../../src/functions/index.ts';
import type { Domain } from '../../src/functions/target.ts';
import { cases, createRandom } from '../laws/random.ts';

/** `a,b` of any numerals, also such that parseDomain would refuse. */
const domain = (text: string): Domain => {
  const [lower, upper] = text.split(',').map(parseNumeral) as [Rational, Rational];
  return { lower, upper };
};
const branch = (target: string, interval: string): Branch | undefined =>
  branchOn(resolveTarget(target), domain(interval));

describe('the branch of a target', () => {
  it.each<[string, string, Branch]>([
    ['abs', '1,2', [1]],
    ['abs', '-2,-1', [-1]],
    ['abs', '0,1', [1]],
    ['abs', '-1,0', [-1]],
    ['abs(x-1/3)', '1/2,1', [1]],
    ['abs(x^2+1e-30)', '-1,1', [1]],
    ['min(x,2)', '-1,1', [-1]],
    ['min(3,2)', '-1,1', [1]],
    ['sign', '1e-30,1', [1]],
    ['sign', '-1,-1e-30', [-1]],
    ['root:3', '0,1', [1]],
    ['root:3', '-1,0', [-1]],
    ['root:4', '0,1', []],
    ['exp', '-1,1', []],
    ['relu6', '1,5', [1, -1]],
    ['relu6', '7,9', [1, 1]],
    ['relu6', '-3,-1', [-1, -1]],
    ['abs(x-pi)', '3.15,4', [1]],
    ['abs(x-pi)', '3,3.14', [-1]],
    ['abs(sqrt(2)-x)', '0,1.4142', [1]],
  ])('of %s on [%s] is decided', (target, interval, answers) => {
    expect(branch(target, interval)).toEqual(answers);
  });

  it.each([
    ['abs', '-1,1'],
    ['abs', '-1e-30,1'],
    ['abs', '-1,1e-30'],
    ['abs', '-1e-300,1'],
    ['abs(x-1e-30)', '0,1'],
    ['abs(x+1e-30)', '-1,0'],
    ['abs(x-1/3)', '0,1'],
    ['abs(x-1+1e-40)', '0,1'],
    ['abs(x^2-2)', '1,2'],
    ['abs(x-1/2)*abs(x-1/4)', '0.3,1'],
    ['max(x,x^2)', '1/2,2'],
    ['max(x,x^2)', '-1/2,1/2'],
    ['min(x,0)', '-1e-60,1'],
    ['root:3', '-1,1'],
    ['cbrt(x-1/7)', '0,1'],
    ['relu6', '5,7'],
    ['abs(sin(x))', '3,4'],
    ['abs(x-pi)', '3,4'],
    // A kink that bisection meets exactly, and one of even order that is no change of sign.
    ['abs(x)', '-1,3'],
    ['abs(abs(x)-1/2)', '1/4,1'],
  ])('of %s on [%s] is not, since there is a kink inside', (target, interval) => {
    expect(branch(target, interval)).toBeUndefined();
  });

  it('of a sign needs more than a half-plane: it is not decided where its operand touches zero', () => {
    expect(branch('sign', '0,1')).toBeUndefined();
    expect(branch('sign', '-1,0')).toBeUndefined();
    expect(branch('sign(x^2)', '-1,1')).toBeUndefined();
    expect(branch('sign(x^2+1e-9)', '-1,1')).toEqual([1]);
    expect(branch('sign(abs(x))', '0,1')).toBeUndefined();
  });

  it.each<[string, string, Branch]>([
    ['abs(x^2)', '-1,1', [1]],
    ['abs(x^2)', '0,1', [1]],
    ['max(x,x^2)', '0,1', [1]],
    ['max(x,x^2)', '1,2', [-1]],
    ['abs((x-1/3)^2)', '0,1', [1]],
    ['abs(x-x)', '0,1', [1]],
    ['abs(-(x^2))', '0,1', [-1]],
  ])(
    'of %s on [%s], whose operand touches zero, may stay open, and is not decided wrongly',
    (target, interval, answers) => {
      expect([undefined, answers]).toContainEqual(branch(target, interval));
    },
  );

  it('is not decided where the target is undefined, or is so close to a kink that enclosures do not tell', () => {
    expect(branch('log(abs(x))', '0,1')).toBeUndefined();
    expect(branch('abs(1/x)', '0,1')).toBeUndefined();
    // |x − 1/3| from 1/3 on: the end cannot be held exactly.
    expect(branch('abs(x-1/3)', '1/3,1')).toBeUndefined();
  });

  it('is right at every point where it is decided, for random kinks and intervals', () => {
    const random = createRandom(381);
    let [decided, open] = [0, 0];
    for (let i = 0; i < cases(120); i += 1) {
      const kinks = Array.from({ length: random.integer(1, 3) }, () => random.integer(-8, 8));
      const text = kinks
        .map((kink, k) => {
          const at = `(${String(kink)}/4)`;
          return [`abs(x-${at})`, `max(x,${at})`, `min(2*x,2*${at})`, `cbrt(x-${at})`, `sign(x-${at})`][(i + k) % 5]!;
        })
        .join('+');
      const ends = [0, 1].map(() =>
        makeRational(BigInt(random.integer(-16, 16)), BigInt(random.integer(0, 1) === 0 ? 4 : 7)),
      );
      const [lower, upper] = ends.sort((x, y) => rationals.compare(x, y)) as [Rational, Rational];
      if (rationals.compare(lower, upper) === 0) continue;
      const isInside = kinks.some((kink) => {
        const at = makeRational(BigInt(kink), 4n);
        return rationals.compare(lower, at) < 0 && rationals.compare(at, upper) < 0;
      });
      const target = resolveTarget(text);
      const found = branchOn(target, { lower, upper });
      if (found === undefined) {
        open += 1;
        continue;
      }
      decided += 1;
      expect(isInside, `case ${String(i)}: ${text}`).toBe(false);
      const F = ball(200);
      for (let k = 0; k <= 8; k += 1) {
        const t = makeRational(BigInt(k), 8n);
        const x = F.constant(rationals.add(lower, rationals.mul(t, rationals.sub(upper, lower))));
        const [byBranch, itself] = [target.evaluate(branching(F, replay(found)), x), target.evaluate(F, x)];
        expect(F.containsZero(F.sub(byBranch, itself))).toBe(true);
      }
    }
    expect(Math.min(decided, open)).toBeGreaterThan(cases(20));
  });

  it('says which answers at a point are certain', () => {
    const F = ball(64);
    const at = (target: string, x: string): ReturnType<typeof answersAt> =>
      answersAt(resolveTarget(target), F, parseNumeral(x));
    expect(at('abs', '0')).toEqual({ branch: [1], certain: [false], matter: true });
    expect(at('abs(x-1/3)', '1/3')).toMatchObject({ certain: [false], matter: true });
    expect(at('max(x,1)', '2')).toEqual({ branch: [1], certain: [true], matter: true });
    expect(at('silu', '2')).toMatchObject({ certain: [false], matter: false });
  });
});

describe('a ball over an interval', () => {
  it('contains both ends, whatever their digits, and has them for its ends where they are short', () => {
    const random = createRandom(382);
    for (let i = 0; i < cases(3000); i += 1) {
      const bits = [8, 24, 64, 200][random.integer(0, 3)]!;
      const F = ball(bits);
      const lower = random.integer(0, 3) === 0 ? rationals.zero : random.dyadic(80, -30, 30);
      const width = random.integer(0, 1) === 0 ? random.between(1e-3, 5) : dyadic(1n, -random.integer(0, 300));
      const interval = { lower, upper: rationals.add(lower, width) };
      const over = ballOver(F, interval);
      expect(F.contains(over, interval.lower), `case ${String(i)}`).toBe(true);
      expect(F.contains(over, interval.upper), `case ${String(i)}`).toBe(true);
      const size = rationals.toNumber(
        rationals.div(F.base.toRational(F.upper({ ...over, midpoint: F.base.zero })), width),
      );
      if (lower.numerator === 0n && bits >= 64) {
        expect(size).toBeLessThan(0.5 + 2 ** -30);
        expect(F.lower(over).mantissa).toBe(0n);
      }
    }
  });
});
