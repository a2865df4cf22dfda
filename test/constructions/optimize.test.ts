import { describe, expect, it } from 'vitest';
import { parseNumeral } from '../../src/arithmetic/numerals.ts';
import { makeRational, rationals as Q } from '../../src/arithmetic/rational.ts';
import type { Field } from '../../src/arithmetic/number-systems.ts';
import { circuitField } from '../../src/circuits/builder.ts';
import type { Size } from '../../src/circuits/circuit.ts';
import { sizeOf } from '../../src/circuits/size.ts';
import { reciprocalAgm, reciprocalAgmWork } from '../../src/constructions/agm.ts';
import { construct, constructLayer, methodsFor, objectives } from '../../src/constructions/index.ts';
import { defaultDomain } from '../../src/constructions/construct.ts';
import { expDoubling, planDoubling } from '../../src/constructions/exp-doubling.ts';
import { expHybrid, planHybrid } from '../../src/constructions/exp-hybrid.ts';
import { thetaPair } from '../../src/constructions/log-agm.ts';
import { planLog } from '../../src/constructions/log-plan.ts';
import { S } from '../../src/constructions/planning.ts';
import { expectedSquareRootSteps, planRoot } from '../../src/constructions/pth-root.ts';
import { compareWork, inSequence, leastBy, PRODUCT, SQUARE, sideBySide } from '../../src/constructions/work.ts';
import { findTarget } from '../../src/functions/catalog.ts';
import { findLayer } from '../../src/functions/layers.ts';
import { createRandom } from '../laws/random.ts';
import { scalarOf } from './sampling.ts';

/** Size of a function of one variable as a circuit. */
function measured(apply: <T>(F: Field<T>, x: T) => T): Size {
  const F = circuitField(['x']);
  const [x = F.zero] = F.inputs;
  return sizeOf(F.build([apply(F, x)]));
}

const ACCURACIES = ['1e-2', '1e-7', '1e-16', '1e-40', '1e-150'];

describe('work', () => {
  it('adds in sequence, and takes the longer chain side by side', () => {
    expect(inSequence(SQUARE, PRODUCT)).toEqual({ gates: 2, nodes: 3, depth: 2 });
    expect(sideBySide(SQUARE, inSequence(PRODUCT, PRODUCT))).toEqual({ gates: 3, nodes: 5, depth: 2 });
  });

  it('compares by the objective first, then by the other measures, and keeps the first of equals', () => {
    const [few, shallow] = [
      { gates: 3, nodes: 5, depth: 5 },
      { gates: 4, nodes: 5, depth: 3 },
    ];
    expect(compareWork(few, shallow, 'gates')).toBeLessThan(0);
    expect(compareWork(few, shallow, 'depth')).toBeGreaterThan(0);
    expect(compareWork(few, shallow, 'nodes')).toBeLessThan(0);
    expect(leastBy([few, shallow, { ...shallow }], (work) => work, 'depth')).toBe(shallow);
    expect(leastBy([], (work: typeof few) => work, 'depth')).toBeUndefined();
  });
});

describe('planners expect what circuits cost', () => {
  it.each(objectives)('Padé with doubling and the hybrid form, planned for %s', (objective) => {
    for (const eps of ACCURACIES) {
      const plan = planDoubling(S.one, scalarOf(eps), objective);
      const { gates, nodes, depth } = measured((F, x) => expDoubling(F, x, plan));
      expect([gates, nodes]).toEqual([plan.gates, plan.nodes]);
      // The odd part may not need the last power.
      expect([plan.depth, plan.depth - 1]).toContain(depth);
      const hybrid = planHybrid(S.one, scalarOf(eps), objective);
      expect(measured((F, x) => expHybrid(F, x, hybrid)).gates).toBe(hybrid.gates);
    }
  });

  it('the finish of the AGM', () => {
    const factor = makeRational(1n, 2n);
    for (const terms of [0, 1, 2, 3, 5, 8, 21, 64]) {
      expect(measured((F, x) => reciprocalAgm(F, F.one, x, terms, factor)).gates).toBe(reciprocalAgmWork(terms).gates);
    }
  });

  it('steps of composite square roots, but for one', () => {
    const random = createRandom(11);
    for (let i = 0; i < 60; i += 1) {
      const hi = S.exp(S.constant(makeRational(BigInt(random.integer(-400, 400)), 7n)));
      const lo = S.div(hi, S.add(S.one, S.exp(S.constant(makeRational(BigInt(random.integer(-40, 4000)), 9n)))));
      const error = S.scale(S.one, -random.integer(1, 900));
      const { weights } = planRoot(2, lo, hi, error);
      expect(Math.abs(expectedSquareRootSteps(lo, hi, error) - weights.length)).toBeLessThanOrEqual(1);
      if (weights.length > 0) expect(planRoot(2, lo, hi, error).weights.length).toBe(weights.length);
    }
  });
});

describe('theta series of any length', () => {
  it('are the sums of the powers, exactly', () => {
    const q = makeRational(1n, 3n);
    const power = (n: number) => makeRational(1n, 3n ** BigInt(n));
    const sum = (exponents: readonly number[]) => exponents.map(power).reduce((x, y) => Q.add(x, y), Q.zero);
    for (let n2 = 1; n2 <= 9; n2 += 1) {
      for (let n3 = 1; n3 <= Math.min(2 * n2, 11); n3 += 1) {
        const [two, three] = thetaPair(Q, q, [n2, n3]);
        const odd = Array.from({ length: n2 }, (_, n) => (2 * n + 1) ** 2);
        const even = Array.from({ length: n3 - 1 }, (_, n) => 4 * (n + 1) ** 2);
        expect(two).toEqual(Q.scale(sum(odd), 1));
        expect(three).toEqual(Q.add(Q.one, Q.scale(sum(even), 1)));
      }
    }
  });
});

describe('more freedom costs no gates', () => {
  it('more theta terms, and a longer finish, in the logarithm', () => {
    for (const eps of ['1e-16', '1e-64', '1e-300']) {
      const gates = (options: Partial<Parameters<typeof planLog>[3]>): number =>
        planLog(scalarOf('0.5'), scalarOf('2'), scalarOf(eps), { roots: 'free', ...options }).gates;
      const best = gates({});
      expect(gates({ forms: [[1, 1]] })).toBeGreaterThan(best);
      expect(gates({ mostFinish: 0 })).toBeGreaterThan(best);
      expect(gates({ forms: ['salamin'] })).toBeGreaterThan(best);
    }
  });

  it('hybrid needs fewer gates than coupled', () => {
    for (const eps of ['1e-16', '1e-100', '1e-400']) {
      const size = (method: string) =>
        construct(findTarget('exp'), { domain: defaultDomain('exp'), eps: parseNumeral(eps), method }).size.gates;
      expect(size('hybrid')).toBeLessThan(size('coupled'));
    }
  });
});

describe('optimize', () => {
  it.each(['exp', 'tanh', 'gelu-tanh', 'log', 'softplus', 'gelu-erf'])(
    'gives for %s no more of its measure than any plan for another, by every method',
    (name) => {
      const target = findTarget(name);
      const domain = defaultDomain(name);
      for (const eps of ['1e-3', '1e-30'].map(parseNumeral)) {
        for (const method of ['auto', ...methodsFor(target).map((known) => known.name)]) {
          const sizes = objectives.map((optimize) => construct(target, { domain, eps, method, optimize }).size);
          const [gates, ...others] = sizes;
          objectives.forEach((measure, i) => {
            expect(sizes[i]?.[measure], `${method}, ${measure}`).toBeLessThanOrEqual(gates?.[measure] ?? 0);
          });
          for (const other of others) expect(gates?.gates).toBeLessThanOrEqual(other.gates);
        }
      }
    },
  );

  it('trades gates for depth and nodes', () => {
    const request = { domain: defaultDomain('exp'), eps: parseNumeral('1e-1000'), method: 'doubling' };
    const [gates, nodes, depth] = objectives.map(
      (optimize) => construct(findTarget('exp'), { ...request, optimize }).size,
    );
    expect(depth?.depth).toBeLessThan(gates?.depth ?? 0);
    expect(depth?.gates).toBeGreaterThan(gates?.gates ?? 0);
    expect(nodes?.nodes).toBeLessThan(gates?.nodes ?? 0);
  });

  it('reaches layers', () => {
    const request = { domain: defaultDomain('softmax:2'), eps: parseNumeral('1e-300') };
    const [gates, , depth] = objectives.map(
      (optimize) => constructLayer(findLayer('softmax:2'), { ...request, optimize }).size,
    );
    expect(depth?.depth).toBeLessThan(gates?.depth ?? 0);
  });
});
