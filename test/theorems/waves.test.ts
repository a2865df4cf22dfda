import { describe, expect, it } from 'vitest';
import { parseNumeral } from '../../src/arithmetic/numerals.ts';
import { makeRational, rationals as Q } from '../../src/arithmetic/rational.ts';
import {
  caseStatement,
  checkInstance,
  type CheckableStatement,
  type Finding,
  instanceOf,
  type VerificationContext,
  type WaveInstance,
  waveStatements,
  yarotskySquare,
} from '../../src/theorems/index.ts';
import { waveInstances } from '../../src/theorems/mhl.ts';
import { createRandomSource } from '../../src/training/random.ts';
import { recorded } from './context.ts';

const failures = <I>(statement: CheckableStatement<I>, instance: I): readonly string[] =>
  checkInstance(statement.propositions, instance).flatMap(({ claim, witness, undecided }) =>
    witness === undefined && undecided === undefined ? [] : [`${claim}: ${witness ?? undecided ?? ''}`],
  );

describe.each(waveStatements)('$id', (statement) => {
  it('holds for the chosen instances and for random ones', () => {
    const random = createRandomSource(61);
    const drawn = Array.from({ length: 25 }, () => waveInstances.draw(random));
    for (const instance of [...waveInstances.fixed, ...drawn]) expect(failures(statement, instance)).toEqual([]);
  });

  it('holds for peaks that a reader gives, few or many, repeated or not', () => {
    for (const peaks of [
      ['1/2'],
      ['0.3', '0.7'],
      ['0.62', '0.61', '0.58', '0.7', '0.99', '0.01', '1/3', '1/7', '1/9'],
    ]) {
      expect(failures(statement, instanceOf(peaks.map(parseNumeral)))).toEqual([]);
    }
  });

  it('says what it claims, under which hypotheses, and whose it is', () => {
    const { claim, hypotheses, references, needs } = statement;
    expect(references.join()).toContain('arXiv 2311.18022');
    expect(Math.min(claim.length, hypotheses.length, needs.length)).toBeGreaterThan(0);
  });
});

describe('what the statements check', () => {
  const byId = (id: string): CheckableStatement<WaveInstance> => {
    const found = waveStatements.find((statement) => statement.id === id);
    if (found === undefined) throw new Error(`expected ${id}`);
    return found;
  };

  it('fails where a hypothesis fails: a negative s_0 turns concave into convex', () => {
    const { a, s } = instanceOf([makeRational(1n, 3n)]);
    const turned = { a, s: [Q.neg(s[0]!), ...s.slice(1)] };
    expect(failures(byId('mhl-a.6'), turned).length).toBeGreaterThan(0);
    expect(failures(byId('mhl-a.7'), turned).length).toBeGreaterThan(0);
    expect(failures(byId('mhl-lemma-3.2'), turned)).toEqual([]);
  });

  it('fails with a witness that names peaks, factors and the place', () => {
    const { a, s } = instanceOf([makeRational(1n, 3n)]);
    const [failure] = failures(byId('mhl-a.6'), { a, s: [Q.neg(s[0]!), ...s.slice(1)] });
    expect(failure).toMatch(/a = 1\/3, 1\/3.*; s = -1\/9/);
  });
});

describe('yarotsky-square', () => {
  it('holds for its instances', () => {
    const { fixed, draw } = yarotskySquare.instances;
    const random = createRandomSource(62);
    for (const instance of [...fixed, ...Array.from({ length: 30 }, () => draw(random))]) {
      expect(failures(yarotskySquare, instance)).toEqual([]);
    }
  });

  it('is verified with rows of exact errors 4^−(n+1), and of exp within its plan', async () => {
    const run = recorded(['1e-2', '1e-5', '1e-40']);
    const { verdict, rows, checks } = await yarotskySquare.verify(run.context);
    expect(verdict).toBe('verified');
    expect(checks?.every(({ method, cases }) => method === 'exact' && cases > 1000)).toBe(true);
    const squares = rows.filter(({ target }) => target === 'x^2');
    for (const { steps, error, size } of squares) {
      expect(Number(error?.lower)).toBeCloseTo(4 ** -(steps! + 1), 15);
      expect(size).toMatchObject({ gates: 0, depth: steps });
    }
    const exp = rows.filter(({ target }) => target === 'exp');
    expect(exp.map(({ eps }) => eps)).toEqual(['0.01', '0.00001']);
    for (const { eps, planBound, estimate } of exp) {
      expect(Number(planBound)).toBeLessThanOrEqual(Number(eps));
      expect(Number(estimate?.error)).toBeLessThanOrEqual(Number(planBound));
      expect(Number(estimate?.error)).toBeGreaterThan(0);
    }
    expect(run.rows.size).toBe(2);
  });
});

describe('a statement of cases', () => {
  const context: VerificationContext = recorded(['1e-3']).context;
  const statementOf = (check: (n: number) => Finding): CheckableStatement<number> =>
    caseStatement<number>({
      id: 'demo-1',
      title: 'demo',
      claim: 'n < 1',
      hypotheses: ['n is a number'],
      references: ['nobody'],
      propositions: [
        { claim: 'always', method: 'exact', check: () => undefined },
        { claim: 'n < 1', method: 'enclosed', check },
      ],
      instances: { fixed: [0, 0.25], draw: (random) => random.uniform(), count: 50 },
      notes: [],
    });

  it('is verified if all cases hold, and says how many and how', async () => {
    const { verdict, checks, reason } = await statementOf((n) => (n < 1 ? undefined : { witness: String(n) })).verify(
      context,
    );
    expect([verdict, reason]).toEqual(['verified', undefined]);
    expect(checks).toEqual([
      { claim: 'always', method: 'exact', cases: 52 },
      { claim: 'n < 1', method: 'enclosed', cases: 52 },
    ]);
  });

  it('is violated by one witness, which is the reason', async () => {
    const { verdict, checks, reason } = await statementOf((n) =>
      n < 0.9 ? undefined : { witness: 'too large' },
    ).verify(context);
    expect([verdict, reason]).toEqual(['violated', 'n < 1: too large']);
    expect(checks?.[1]?.cases).toBeLessThan(52);
  });

  it('is inconclusive where a case stays open, and violated if another is refuted', async () => {
    const open = await statementOf(() => ({ undecided: 'too wide' })).verify(context);
    expect([open.verdict, open.reason]).toEqual(['inconclusive', 'n < 1: too wide']);
  });

  it('draws the same instances for the same seed, and others for another', async () => {
    const seen = async (seed: number): Promise<readonly number[]> => {
      const drawn: number[] = [];
      await statementOf((n) => {
        drawn.push(n);
        return undefined;
      }).verify({ ...context, seed });
      return drawn;
    };
    expect(await seen(1)).toEqual(await seen(1));
    expect(await seen(2)).not.toEqual(await seen(1));
  });
});
