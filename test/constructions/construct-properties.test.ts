import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimal } from '../../src/arithmetic/decimal.ts';
import { log2Of, parseNumeral } from '../../src/arithmetic/numerals.ts';
import { fromDouble, makeRational, type Rational, rationals } from '../../src/arithmetic/rational.ts';
import { serializeCircuit } from '../../src/circuits/file.ts';
import { construct, methodsFor } from '../../src/constructions/construct.ts';
import { findTarget } from '../../src/functions/catalog.ts';
import type { Domain } from '../../src/functions/target.ts';
import { cases } from '../laws/random.ts';
import { evaluateFile } from './evaluate-file.ts';

const SEED = 20_240_611;

/** m·10^e. */
const decimalNumber = (digits: number, exponent: fc.Arbitrary<number>): fc.Arbitrary<Rational> =>
  fc
    .tuple(fc.integer({ min: 1, max: 10 ** digits - 1 }), exponent)
    .map(([m, e]) => parseNumeral(`${String(m)}e${String(e)}`));

const positive = decimalNumber(6, fc.integer({ min: -20, max: 10 }));
const any = fc
  .tuple(fc.boolean(), decimalNumber(4, fc.integer({ min: -7, max: -3 })))
  .map(([minus, x]) => (minus ? rationals.neg(x) : x));

const ordered = (x: Rational, y: Rational): Domain =>
  rationals.compare(x, y) < 0 ? { lower: x, upper: y } : { lower: y, upper: rationals.add(x, makeRational(1n, 1000n)) };
const real = fc.tuple(any, any).map(([x, y]) => ordered(x, y));
const positives = fc.tuple(positive, positive).map(([x, y]) => ordered(x, y));
const fromZero = positive.map((upper) => ({ lower: rationals.zero, upper }));
const mirrored = fc
  .tuple(positives, fc.boolean())
  .map(([{ lower, upper }, minus]) =>
    minus ? { lower: rationals.neg(upper), upper: rationals.neg(lower) } : { lower, upper },
  );

/** On (0, ∞) beyond three decades the plain iterations may need more than their 200 steps. */
const narrow = positive.map((lower) => ({ lower, upper: rationals.mul(lower, rationals.fromInteger(1000)) }));

const rooted = (target: string): [string, string, fc.Arbitrary<Domain>][] => [
  [target, 'scaled-newton', fc.oneof(positives, fromZero)],
  [target, 'newton', narrow],
  [target, 'halley', narrow],
];

const subjects: [string, string, fc.Arbitrary<Domain>][] = [
  ...['sqrt', 'cbrt', 'root:4', 'root:7'].flatMap(rooted),
  ['sign', 'zolotarev', mirrored],
  ['abs', 'zolotarev', real],
  ['abs', 'root', real],
  ...methodsFor(findTarget('log')).map(({ name }): [string, string, fc.Arbitrary<Domain>] => ['log', name, positives]),
  ...['exp', 'tanh', 'gelu-tanh'].flatMap((target) =>
    methodsFor(findTarget(target)).map(({ name }): [string, string, fc.Arbitrary<Domain>] => [target, name, real]),
  ),
];

const eps = fc
  .tuple(fc.integer({ min: 1, max: 9999 }), fc.integer({ min: 4, max: 40 }))
  .map(([m, e]) => parseNumeral(`${String(m)}e-${String(e)}`));
const positions = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 3, maxLength: 3 });

describe('construct, for random targets, domains and accuracies', () => {
  it.each(subjects)('is within its bound, and that within ε: %s by %s', (name, method, domains) => {
    const target = findTarget(name);
    fc.assert(
      fc.property(domains, eps, positions, (domain, tolerance, where) => {
        const built = construct(target, { domain, eps: tolerance, method });
        expect(rationals.compare(parseNumeral(built.bound), tolerance)).toBeLessThanOrEqual(0);
        // Digits of the bound and 60 more: for values far from 1 and for the condition of the circuit.
        const F = decimal(60 + Math.ceil(-log2Of(parseNumeral(built.bound)) * Math.LOG10E * Math.LN2));
        const f = evaluateFile(F, serializeCircuit(built.circuit));
        const width = rationals.sub(domain.upper, domain.lower);
        for (const t of [0, 1, ...where]) {
          const x = F.constant(rationals.add(domain.lower, rationals.mul(width, fromDouble(t))));
          const gap = F.abs(F.sub(f(x), target.evaluate(F, x)));
          expect(F.compare(gap, F.constant(parseNumeral(built.bound)))).toBeLessThanOrEqual(0);
        }
      }),
      { seed: SEED, numRuns: cases(5) },
    );
  });
});
