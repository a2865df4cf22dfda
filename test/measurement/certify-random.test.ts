import { describe, expect, it } from 'vitest';
import { formatDecimal, parseNumeral } from '../../src/arithmetic/numerals.ts';
import { makeRational, rationals } from '../../src/arithmetic/rational.ts';
import { problemOf } from '../../src/certificates/check.ts';
import { attainedError } from '../../src/certificates/attained.ts';
import { circuitFromExpression } from '../../src/circuits/expression.ts';
import { makeDomain } from '../../src/functions/domain.ts';
import { resolveTarget } from '../../src/functions/expression.ts';
import type { Domain } from '../../src/functions/target.ts';
import { certifyError } from '../../src/measurement/certify.ts';
import { largestSampled } from '../certificates/sampled.ts';
import { cases, createRandom, type Random } from '../laws/random.ts';

const TARGETS: readonly string[] = [
  'exp',
  'tanh',
  'gelu-tanh',
  'abs',
  'relu',
  'sin(3*x)',
  'softplus:1',
  'erf',
  'atan(2*x)',
  'max(x,1-2*x)',
  'x/2',
];
/** Those that are defined on positive numbers only. */
const POSITIVE: readonly string[] = ['sqrt', 'log', 'root:3', 'x^(5/2)'];

const decimal = (value: number): string => `(${value.toFixed(6)})`;

/** A rational function as up to 40 operations deep, with poles at distances from 1 to 1e-4 of real points. */
function randomNetwork(random: Random): string {
  let text = 'x';
  const layers = random.integer(1, 8);
  const centre = (): string => decimal(4 * random.uniform() - 2);
  for (let i = 0; i < layers; i += 1) {
    const [a, b] = [centre(), centre()];
    const distance = `${(1 + 8 * random.uniform()).toFixed(3)}e-${String(random.integer(0, i === 0 ? 4 : 1))}`;
    text = (
      [
        `(${text}+${a}*x)/3`,
        `(${text}*${a}+${b})/2`,
        `(${a}*${text}+${b})/((${text}+${b})^2+${distance}^2)*${distance}`,
        `${a}+${distance}/(1+(${text})^2)`,
        `((${text})^2+${b})/5`,
      ] as const
    )[random.integer(0, 4)] as string;
    text = `(${text})`;
  }
  return text;
}

interface Case {
  readonly network: string;
  readonly target: string;
  readonly domain: Domain;
}

function randomCase(seed: number): Case {
  const random = createRandom(seed);
  const positive = random.integer(0, 4) === 0;
  const width = makeRational(BigInt(random.integer(1, 3000)), 1000n);
  const lower = makeRational(BigInt(random.integer(positive ? 1 : -2000, 1000)), 1000n);
  const targets = positive ? POSITIVE : TARGETS;
  const target = targets[random.integer(0, targets.length - 1)] as string;
  return { network: randomNetwork(random), target, domain: makeDomain(lower, rationals.add(lower, width)) };
}

const COUNT = cases(200);

describe(`${String(COUNT)} random networks against random targets on random domains`, () => {
  it('have no sampled error above the proven bound, and attain the lower one', async () => {
    let [proved, close] = [0, 0];
    for (let seed = 1; seed <= COUNT; seed += 1) {
      const { network, target, domain } = randomCase(seed);
      const circuit = circuitFromExpression(network);
      const limits = { maxSeconds: 4, maxBits: 2 ** 12 };
      const { status, error, at } = await certifyError({ circuit, target: resolveTarget(target), domain, ...limits });
      if (status === 'proved') proved += 1;
      if (error.upper === null || at === undefined) continue;
      const about = `${network} against ${target} on ${formatDecimal(domain.lower, 9)},${formatDecimal(domain.upper, 9)}`;
      const problem = problemOf({ circuit, target, relative: false });
      const [lower, upper] = [parseNumeral(error.lower), parseNumeral(error.upper)];
      const sampled = largestSampled(problem, domain, 400);
      expect(rationals.compare(sampled.lower, upper), about).toBeLessThanOrEqual(0);
      expect(
        rationals.compare(attainedError(problem, parseNumeral(at), 512).upper, lower),
        about,
      ).toBeGreaterThanOrEqual(0);
      if (rationals.toNumber(rationals.div(sampled.lower, upper)) > 0.9) close += 1;
    }
    expect(proved).toBeGreaterThan(0.95 * COUNT);
    // A bound that were a tenth too low would be seen in most cases.
    expect(close).toBeGreaterThan(0.9 * COUNT);
  });
});
