import { describe, expect, it } from 'vitest';
import { bigfloat } from '../../src/arithmetic/bigfloat.ts';
import { complexField } from '../../src/arithmetic/complex-field.ts';
import { dyadic, fromDouble, makeRational, type Rational, rationals } from '../../src/arithmetic/rational.ts';
import { type Disc, DiscEvaluator, type DiscFinding } from '../../src/certificates/disc-model.ts';
import { CENTRE_BITS, type ModelShape } from '../../src/certificates/model.ts';
import { STEP, type Steps, stepsOf } from '../../src/certificates/steps.ts';
import { randomCircuit } from '../circuits/random-circuits.ts';
import { cases, createRandom, type Random } from '../laws/random.ts';
import {
  inUnitDisc,
  log2Size,
  onDisc,
  perturbations,
  perturbedValues,
  type Point,
  point,
  pushedOutward,
  sizeOf,
} from './perturbed.ts';
import { stepsFor } from './problems.ts';

const F = bigfloat(300);
const C = complexField(F);

type Enclosed = Extract<DiscFinding, { bound: number }>;

/** Steps, the disc and how they are enclosed. */
interface Setting {
  readonly steps: Steps;
  readonly disc: Disc;
  readonly units: Int32Array;
  readonly shape: ModelShape;
}

const evaluate = ({ steps, disc, units, shape }: Setting): DiscFinding =>
  new DiscEvaluator(steps, units, shape).evaluate(disc);

/** |value of the output| · 2^−unit at perturbed steps, to full precision. */
function outputSize({ steps, units }: Setting, values: readonly Point[]): Rational {
  return F.toRational(F.scale(sizeOf(values[steps.output]!), -units[steps.output]!));
}

const boundOf = ({ bound }: Enclosed): Rational => fromDouble(bound);

/** The divisors whose centres a finding lists, in order. */
const listed = ({ ops, rights, divisions }: Steps): readonly number[] =>
  divisions.map((division) => rights[division]!).filter((divisor) => ops[divisor] !== STEP.const);

/** What is wrong with a finding at one point and one choice of perturbations; nothing in a correct program. */
function violation(setting: Setting, finding: Enclosed, zeta: Point, moved: readonly (Point | undefined)[]): string {
  const { steps, disc, units } = setting;
  const values = perturbedValues(steps, onDisc(disc, zeta), moved);
  const size = outputSize(setting, values);
  if (rationals.compare(size, boundOf(finding)) > 0) {
    return `|u| = ${String(rationals.toNumber(size))} above ${String(finding.bound)}`;
  }
  const far = listed(steps).findIndex((divisor, k) => {
    const [re, im] = finding.divisors[k]!.map((n) => F.fromParts(n, units[divisor]! - CENTRE_BITS)) as [never, never];
    const centre = C.fromParts(re, im);
    return log2Size(C.sub(values[divisor]!, centre)) > log2Size(centre) + Math.log2(0.9);
  });
  return far < 0 ? '' : `the divisor number ${String(far)} is far from its centre`;
}

/** A random disc, from wide to narrow, sometimes around a real point. */
function randomDisc(random: Random): Disc {
  const part = (): Rational => random.dyadic(20, -4, 2);
  const depth = random.integer(0, 8);
  return {
    re: part(),
    im: random.integer(0, 2) === 0 ? rationals.zero : part(),
    radius: 1 + random.uniform() * 0.999,
    exponent: -depth - 1,
  };
}

/** log₂ of the values at the centre of a disc; undefined where a divisor vanishes. */
function sizesAtCentre(steps: Steps, { re, im }: Disc): readonly number[] | undefined {
  try {
    return perturbedValues(steps, C.fromParts(F.constant(re), F.constant(im)), []).map(log2Size);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** A random circuit on a random disc; `finenessOf` says how far the unit of a step lies below its size. */
function randomSetting(random: Random, finenessOf: () => number): Setting | undefined {
  const circuit = randomCircuit(random.integer(0, 1e9), random.integer(1, 14), 1);
  const steps = stepsOf({ ...circuit, outputs: circuit.outputs.slice(1) });
  const disc = randomDisc(random);
  const sizes = sizesAtCentre(steps, disc);
  if (sizes === undefined) return undefined;
  const units = Int32Array.from(sizes, (size) => Math.ceil(Math.max(-60, size)) - finenessOf());
  return { steps, disc, units, shape: { order: random.integer(1, 12), symbols: random.integer(1, 12) } };
}

/** Runs random settings until `count` of them were enclosed, and looks for violations. */
function searchViolation(seed: number, count: number, finenessOf: (random: Random) => () => number): void {
  const random = createRandom(seed);
  let enclosed = 0;
  for (let i = 0; enclosed < count; i += 1) {
    if (i > 20 * count) expect.fail(`only ${String(enclosed)} of ${String(i)} settings were enclosed`);
    const setting = randomSetting(random, finenessOf(random));
    if (setting === undefined) continue;
    const finding = evaluate(setting);
    if ('fault' in finding) continue;
    enclosed += 1;
    const { steps, units, disc } = setting;
    const zeta = inUnitDisc(random);
    const attempts = [{ zeta, perturbations: perturbations(steps, units, () => inUnitDisc(random)) }];
    if (i % 4 === 0) attempts.push(pushedOutward(steps, disc, units, zeta));
    for (const { zeta: at, perturbations: moved } of attempts) {
      const fault = violation(setting, finding, at, moved);
      if (fault !== '') expect.fail(`case ${String(i)} of seed ${String(seed)}: ${fault}`);
    }
  }
}

describe('models on discs enclose perturbed values', () => {
  it('of random circuits, with perturbations from a quarter of the values to far below them', () => {
    searchViolation(311, cases(6000), (random) => {
      const fineness = [2, 4, 8, 20, 40, 80][random.integer(0, 5)]!;
      return () => fineness + random.integer(0, 3);
    });
  });

  it('also where every step has a unit of its own, hundreds of bits above and below the others', () => {
    searchViolation(312, cases(4000), (random) => {
      const spread = [40, 200, 400, 600, 1100][random.integer(0, 4)]!;
      return () => (random.integer(0, 2) === 0 ? random.integer(-3, spread) : 30);
    });
  });
});

/** A disc with doubles for its numbers. */
const discAt = (re: number, im: number, radius: number, exponent = 0): Disc => ({
  re: fromDouble(re),
  im: fromDouble(im),
  radius,
  exponent,
});

describe('the extremes of single operations', () => {
  const every = (steps: Steps, unit: number): Int32Array => new Int32Array(steps.length).fill(unit);
  // Centre, radius and unit are of one size, so that every product of two of them counts.
  it.each([
    ['x*x', 4, 1, 0, 1, 1.02],
    ['x*x', 4, 1, 0, 6, 1.02],
    ['x*x*x', 4, 1, 0, 1, 1.1],
    ['x*x*x', 4, 1, -6, 1, 1.02],
    ['(x+1)*(x-1)', 4, 1, -3, 1, 1.03],
    ['(x+1)*(x-1)', 4, 1, -3, 8, 1.03],
    ['x+x+x', 4, 1, 0, 1, 1.01],
    ['1/x', 4, 1, -6, 1, 1.02],
    ['1/x', 4, 1, -2, 1, 1.15],
    ['1/x', 4, 2, -6, 3, 1.1],
    ['x/(x+1)', 4, 1, -8, 2, 2],
    ['(x+3)/(x*x)', 4, 1, -8, 2, 2],
    ['(1/x)*(1/x)', 4, 1, -6, 2, 1.05],
    ['-(x*x)', 4, 1, 0, 2, 1.02],
  ] as const)(
    '%s around %d with radius %d, units 2^%d, order %i, are enclosed, and not by far',
    (text, c, h, unit, order, far) => {
      const steps = stepsFor(text);
      const setting: Setting = {
        steps,
        disc: discAt(c, 0, h),
        units: every(steps, unit),
        shape: { order, symbols: 40 },
      };
      const finding = evaluate(setting);
      if ('fault' in finding) expect.fail(finding.fault);
      const [bound, sizes] = [
        finding.bound,
        [point(1, 0), point(-1, 0), point(0, 1), point(0.6, 0.8)].map((start) => {
          const { zeta, perturbations: moved } = pushedOutward(steps, setting.disc, setting.units, start);
          return rationals.toNumber(outputSize(setting, perturbedValues(steps, onDisc(setting.disc, zeta), moved)));
        }),
      ];
      const largest = Math.max(...sizes);
      expect(largest).toBeLessThanOrEqual(bound);
      expect(bound).toBeLessThan(largest * far + 0.01);
    },
  );

  it.each([
    '(x*x)*x*x-(x*x)*5',
    '((x*x)/x)/x+(x*x)*2',
    '((x*x)*(x+1)+x)*((x*x)-1)*x',
    '(1/(x*x)+x)*(x*x)*x',
    '(x*x)/((x*x)*x+1)',
    '(x*x)+1/((x*x)*x*x)',
    '(x*x)*x-(x*x)/x',
  ])('%s around points off the axis, with symbols turned by complex factors, is enclosed, and not by far', (text) => {
    const steps = stepsFor(text);
    // Only the square is moved far: it is read twice, so that its noise is one symbol in all that follows.
    const squared = steps.ops.indexOf(STEP.mul);
    const units = Int32Array.from({ length: steps.length }, (_, i) => (i === squared ? -10 : -60));
    for (let k = 0; k < 12; k += 1) {
      const [re, im] = [(2 + k / 8) * Math.cos(k + 0.5), (2 + k / 8) * Math.sin(k + 0.5)];
      const setting: Setting = { steps, units, disc: discAt(re, im, 2 ** -30), shape: { order: 2, symbols: 40 } };
      const finding = evaluate(setting);
      if ('fault' in finding) expect.fail(finding.fault);
      const { zeta, perturbations: moved } = pushedOutward(steps, setting.disc, units, point(0, 1));
      expect(violation(setting, finding, zeta, moved)).toBe('');
      const values = perturbedValues(steps, onDisc(setting.disc, zeta), moved);
      const centre = perturbedValues(steps, onDisc(setting.disc, point(0, 0)), []);
      // Beyond the centre's value, the bound is that of one symbol, to first order.
      const [least, all, without] = [finding.bound, outputSize(setting, values), outputSize(setting, centre)].map(
        (size) => (typeof size === 'number' ? size : rationals.toNumber(size)),
      ) as [number, number, number];
      expect((least - without) / (all - without)).toBeLessThan(1.12);
    }
  });

  it('a divisor may come within a tenth of its centre and no nearer', () => {
    const steps = stepsFor('1/x');
    const units = every(steps, -20);
    const reach = (radius: number): DiscFinding =>
      new DiscEvaluator(steps, units, { order: 8, symbols: 8 }).evaluate(discAt(1, 0, radius));
    expect(reach(0.899)).toHaveProperty('bound');
    expect(reach(0.901)).toMatchObject({ fault: 'divisor', step: 2 });
    expect(reach(2)).toMatchObject({ fault: 'divisor' });
  });
});

describe('rounding of doubles', () => {
  // The units lie below the rounding of doubles, and the rounded coefficients and symbols cancel: what is left of the
  // exact sum is often larger than what is left of the computed one.
  const texts = ['(A*x+B*x)-C*x', '(A*x*x+B*x*x)-C*x*x', 'A/(x+B)-A/(x+C)', '(x+A*x)-C*x', '1/(A*x)-1/(C*x)'];
  it.each(texts)('of %s is part of the bound', (text) => {
    const random = createRandom(313);
    for (let i = 0; i < cases(400); i += 1) {
      const [A, B] = [random.dyadic(53, 0, 1), random.dyadic(53, 0, 1)].map((q) =>
        q.numerator < 0n ? rationals.neg(q) : q,
      ) as [Rational, Rational];
      const gap = dyadic(BigInt(random.integer(-9, 9)), -54);
      const isSum = text.startsWith('(A');
      const one = text.startsWith('(x') ? rationals.one : isSum ? B : undefined;
      const C0 = one === undefined ? (text.startsWith('1') ? A : B) : rationals.add(A, one);
      const constant = (q: Rational): string => `(${String(q.numerator)}/${String(q.denominator)})`;
      const steps = stepsFor(
        text
          .replaceAll('A', constant(A))
          .replaceAll('B', constant(B))
          .replaceAll('C', constant(rationals.add(C0, gap))),
      );
      const disc = discAt(text.includes('/') ? 3 : 0, 0, 1 + random.uniform() * 0.9, -1);
      const setting: Setting = {
        steps,
        disc,
        units: new Int32Array(steps.length).fill(-110),
        shape: { order: 6, symbols: 12 },
      };
      const finding = evaluate(setting);
      if ('fault' in finding) expect.fail(finding.fault);
      for (let k = 0; k < 8; k += 1) {
        const zeta = point(Math.cos(k) * (1 - 2 ** -40), Math.sin(k) * (1 - 2 ** -40));
        const fault = violation(setting, finding, zeta, []);
        if (fault !== '') expect.fail(`case ${String(i)}: ${fault}`);
      }
    }
  });

  it.each(['mul', 'div'] as const)('of a chain of products is part of the bound: %s', (op) => {
    // c = 1 ± 2^−53 is 1 in doubles; sixty times c are not.
    const c = rationals.add(rationals.one, dyadic(op === 'mul' ? 1n : -1n, -53));
    const chain = Array.from({ length: 60 }, (_, k) => ({ op, args: [k === 0 ? 0 : k + 1, 1] as const }));
    const circuit = { inputs: ['x'], outputs: [62] };
    const steps = stepsOf({
      ...circuit,
      instructions: [{ op: 'const', value: c }, ...chain, { op: 'sub', args: [61, 0] }],
    });
    const setting: Setting = {
      steps,
      units: new Int32Array(steps.length).fill(-120),
      disc: discAt(0, 0, 1),
      shape: { order: 1, symbols: 8 },
    };
    const finding = evaluate(setting);
    if ('fault' in finding) expect.fail(finding.fault);
    expect(violation(setting, finding, point(1, 0), [])).toBe('');
  });

  it('of a chain of sums is part of the bound', () => {
    // Sixty times 2^−54 is lost in doubles, one after the other.
    const chain = Array.from({ length: 60 }, (_, k) => ({ op: 'add', args: [k === 0 ? 0 : k + 2, 2] }) as const);
    const steps = stepsOf({
      inputs: ['x'],
      instructions: [
        { op: 'const', value: dyadic(1n, -54) },
        { op: 'mul', args: [0, 1] },
        ...chain,
        { op: 'sub', args: [62, 0] },
      ],
      outputs: [63],
    });
    const setting: Setting = {
      steps,
      units: new Int32Array(steps.length).fill(-120),
      disc: discAt(0, 0, 1),
      shape: { order: 1, symbols: 8 },
    };
    const finding = evaluate(setting);
    if ('fault' in finding) expect.fail(finding.fault);
    expect(violation(setting, finding, point(1, 0), [])).toBe('');
  });

  it('of centres is part of the bound: units far above the numbers cut them to nothing', () => {
    const steps = stepsFor('x*x-2');
    const units = new Int32Array(steps.length).fill(60);
    const finding = evaluate({ steps, units, disc: discAt(1.5, 0.25, 1), shape: { order: 2, symbols: 8 } });
    expect(finding).toHaveProperty('bound');
    expect((finding as Enclosed).bound).toBeGreaterThan(3);
  });
});

describe('numbers out of the range of doubles', () => {
  const contour = (text: string, finer: (steps: Steps) => Readonly<Record<number, number>>): Setting => {
    const steps = stepsFor(text);
    const units = new Int32Array(steps.length).fill(-40);
    for (const [step, unit] of Object.entries(finer(steps))) units[Number(step)] = unit;
    return { steps, units, disc: discAt(0.5, 0, 1), shape: { order: 8, symbols: 16 } };
  };
  const divisor = (steps: Steps): number => steps.rights[steps.output]!;

  it('a divisor that vanishes on the disc is not let through by squares that overflow', () => {
    // |w|² in its units leaves the range of doubles, and 1/|w|² would be taken for 0.
    for (const unit of [-40, -400, -500, -540, -600, -1000]) {
      expect(evaluate(contour('1/(x^16+1e-9)', (steps) => ({ [divisor(steps)]: unit })))).toHaveProperty('fault');
    }
  });

  it.each([
    [990, 400],
    [990, 440],
    [900, 420],
    [600, 420],
    [990, 300],
  ])('noise is not lost where a numerator has 2^%i units and a divisor 2^%i', (numerator, denominator) => {
    // The noise of x is half as large as x; its share in 1/w, in units, is below all doubles.
    // It is a symbol, since x is read twice.
    const steps = stepsFor('5/(x+1)-x');
    const units = new Int32Array(steps.length).fill(-2);
    const division = steps.divisions[0]!;
    units[steps.lefts[division]!] = -numerator;
    units[steps.rights[division]!] = -denominator;
    const setting: Setting = { steps, units, disc: discAt(1, 0, 0.5), shape: { order: 6, symbols: 8 } };
    const finding = evaluate(setting);
    if ('fault' in finding) expect.fail(finding.fault);
    const { zeta, perturbations: moved } = pushedOutward(steps, setting.disc, units, point(1, 0));
    expect(violation(setting, finding, zeta, moved)).toBe('');
  });

  it('nor where a scale underflows that a product of large numbers would bring back into sight', () => {
    // −3 in units of 2^−990 times noise of 2^78: 3 · 2^1068 · 2^−1075 in units of the product.
    const steps = stepsFor('(-3)*(x+1)-x');
    const units = Int32Array.from({ length: steps.length }, (_, i) => (i === 0 ? 78 : 0));
    const product = steps.lefts[steps.output]!;
    const factors = [steps.lefts[product]!, steps.rights[product]!];
    units[factors.find((factor) => steps.ops[factor] === STEP.const)!] = -990;
    for (const step of [product, steps.output]) units[step] = 85;
    const setting: Setting = { steps, units, disc: discAt(0, 0, 0.125), shape: { order: 6, symbols: 8 } };
    const finding = evaluate(setting);
    if ('fault' in finding) {
      expect(finding.fault).toBe('range');
      return;
    }
    const { zeta, perturbations: moved } = pushedOutward(steps, setting.disc, units, point(1, 0));
    expect(violation(setting, finding, zeta, moved)).toBe('');
  });

  it.each([
    ['x*x', { 0: -1000 }],
    ['x*x', { 1: -1200 }],
    ['x+1', { 2: -1100 }],
    ['1/x', { 2: -1100 }],
    ['x*x-x*x*x', { 0: -700, 1: -700 }],
  ] as const)('%s with units %j has no bound', (text, finer) => {
    expect(evaluate(contour(text, () => finer))).toHaveProperty('fault');
  });

  it('a large number that disappears in the result has no bound either', () => {
    // 0·x² with x² beyond doubles: every value must be a number.
    const setting = contour('(x*x)*(1/3-1/3+0)', () => ({}));
    expect(evaluate({ ...setting, disc: discAt(1e200, 0, 1) })).toHaveProperty('bound');
    const steps = stepsOf({
      inputs: ['x'],
      instructions: [
        { op: 'mul', args: [0, 0] },
        { op: 'const', value: rationals.zero },
        { op: 'mul', args: [1, 2] },
      ],
      outputs: [3],
    });
    const units = Int32Array.from([600, 100, 0, 0]);
    expect(evaluate({ ...setting, steps, units, disc: { ...discAt(0, 0, 1), re: makeRational(10n ** 200n) } })).toEqual(
      {
        fault: 'range',
      },
    );
  });
});

describe('symbols', () => {
  it('are gathered where they run out, and refused where they are fewer than live values', () => {
    // Every power is read again, the first ones at the end.
    const steps = stepsFor('((((x*x)*(x*x)+x)*((x*x)+1)+x)/(x*x+x+3)+(x*x))*(x+5)');
    const units = new Int32Array(steps.length).fill(-20);
    const bounds = [1, 2, 3, 4, 5, 6, 8, 12, 40].map((symbols) => {
      const setting: Setting = { steps, units, disc: discAt(1, 0.5, 0.125), shape: { order: 6, symbols } };
      const finding = evaluate(setting);
      if ('fault' in finding) {
        expect(finding.fault).toBe('symbols');
        return Infinity;
      }
      const { zeta, perturbations: moved } = pushedOutward(steps, setting.disc, units, point(1, 0));
      expect(violation(setting, finding, zeta, moved)).toBe('');
      return finding.bound;
    });
    expect(bounds[0]).toBe(Infinity);
    expect(bounds.at(-1)).toBeLessThan(Infinity);
  });

  it('that the steps share cancel: Newton steps do not lose what they forget', () => {
    // x ↦ (x + 2/x)/2 forgets the perturbation of x; with independent noise it would be kept.
    const steps = stepsFor('(x+2/x)/2');
    const units = Int32Array.from({ length: steps.length }, (_, i) => (i === 0 ? -10 : -60));
    const finding = evaluate({
      steps,
      units,
      disc: { ...discAt(Math.SQRT2, 0, 1), exponent: -200 },
      shape: { order: 4, symbols: 8 },
    });
    expect(finding).toHaveProperty('bound');
    // √2 ± 2^−20 or so, in units of 2^−60.
    expect(Math.abs((finding as Enclosed).bound * 2 ** -60 - Math.SQRT2)).toBeLessThan(2 ** -18);
  });

  it('many values with many symbols are refused before the memory is gone', () => {
    const instructions = Array.from({ length: 20_000 }, () => ({ op: 'mul', args: [0, 0] }) as const);
    const sums = instructions.map((_, i) => ({ op: 'add', args: [i + 1, i === 0 ? 0 : 20_000 + i] }) as const);
    const steps = stepsOf({ inputs: ['x'], instructions: [...instructions, ...sums], outputs: [40_000] });
    const units = new Int32Array(steps.length).fill(-20);
    expect(() => new DiscEvaluator(steps, units, { order: 10, symbols: 4096 })).toThrow(
      /^certificates: expected models that fit into the memory, got 20002 at a time with 4096 symbols$/,
    );
    expect(() => new DiscEvaluator(steps, units, { order: 10, symbols: 1000 })).not.toThrow();
  });
});
