/**
 * Targets that are themselves rational functions of the type asked for: they come back exactly.
 */
import { makeRational, type Rational, rationals } from '../../arithmetic/rational.ts';
import { exactValues } from '../../functions/exact-values.ts';
import type { Domain } from '../../functions/target.ts';
import type { Quotient } from './coefficients.ts';
import type { MinimaxProblem } from './problem.ts';

/** Points beyond those that determine the function. */
const SPARE_POINTS = 5;
/** Elimination with fractions takes long beyond this. */
const MOST_DEGREES = 60;

/** Exact values at points of the interval with small denominators; undefined if one is not seen to be rational. */
function exactSamples(
  f: MinimaxProblem['f'],
  { lower, upper }: Domain,
  count: number,
): readonly (readonly [Rational, Rational])[] | undefined {
  const step = rationals.div(rationals.sub(upper, lower), makeRational(BigInt(count + 1)));
  const samples: [Rational, Rational][] = [];
  for (let k = 1; k <= count; k += 1) {
    const x = rationals.add(lower, rationals.mul(step, makeRational(BigInt(k))));
    try {
      const value = f(exactValues, x);
      if (value === undefined) return undefined;
      samples.push([x, value]);
    } catch (error) {
      if (error instanceof RangeError) return undefined;
      throw error;
    }
  }
  return samples;
}

const valueAt = (coefficients: readonly Rational[], x: Rational): Rational =>
  coefficients.reduceRight((sum, c) => rationals.add(rationals.mul(sum, x), c), rationals.zero);

/** Whether q has no zero and p/q is the target at more points than determine it, between each two neighbouring kinks. */
function isTargetItself({ f, domain, kinks }: MinimaxProblem, { numerator, denominator }: Quotient<Rational>): boolean {
  const count = numerator.length + denominator.length + SPARE_POINTS;
  const ends = [domain.lower, ...kinks, domain.upper];
  return ends.slice(1).every((upper, i) => {
    const samples = exactSamples(f, { lower: ends[i] as Rational, upper }, count);
    return samples?.every(([x, value]) => {
      const q = valueAt(denominator, x);
      return q.numerator !== 0n && rationals.compare(rationals.mul(value, q), valueAt(numerator, x)) === 0;
    });
  });
}

/** The first column that depends on those before it, as a combination that vanishes; undefined if none does. */
function firstDependence(columns: readonly (readonly Rational[])[]): readonly Rational[] | undefined {
  const reduced: {
    readonly pivot: number;
    readonly values: readonly Rational[];
    readonly made: readonly Rational[];
  }[] = [];
  for (const [j, column] of columns.entries()) {
    let values = column;
    let made: readonly Rational[] = columns.map((_, i) => (i === j ? rationals.one : rationals.zero));
    for (const known of reduced) {
      const factor = values[known.pivot] as Rational;
      if (factor.numerator === 0n) continue;
      const less = (list: readonly Rational[], other: readonly Rational[]): readonly Rational[] =>
        list.map((value, i) => rationals.sub(value, rationals.mul(factor, other[i] as Rational)));
      [values, made] = [less(values, known.values), less(made, known.made)];
    }
    const pivot = values.findIndex(({ numerator }) => numerator !== 0n);
    if (pivot < 0) return made;
    const inverse = rationals.div(rationals.one, values[pivot] as Rational);
    const scaled = (list: readonly Rational[]): readonly Rational[] =>
      list.map((value) => rationals.mul(value, inverse));
    reduced.push({ pivot, values: scaled(values), made: scaled(made) });
  }
  return undefined;
}

/**
 * The rational function of type (m, n) that equals the target at m + n + 6 exact points, and as many between each two kinks,
 * in lowest terms; undefined if the target has no exact values or there is none.
 */
export function exactRational(problem: MinimaxProblem, m: number, n: number): Quotient<Rational> | undefined {
  if (m + n > MOST_DEGREES) return undefined;
  const samples = exactSamples(problem.f, problem.domain, m + n + 1 + SPARE_POINTS);
  if (samples === undefined) return undefined;
  // Columns x^k and −f x^k by rising k: the first dependence among them has the least degrees.
  const entries = Array.from({ length: Math.max(m, n) + 1 }, (_, k) => [
    ...(k <= n ? [{ of: 'q', k } as const] : []),
    ...(k <= m ? [{ of: 'p', k } as const] : []),
  ]).flat();
  const powers = samples.map(([x]) => {
    const list = [rationals.one];
    for (let k = 1; k <= Math.max(m, n); k += 1) list.push(rationals.mul(list[k - 1] as Rational, x));
    return list;
  });
  const columns = entries.map(({ of, k }) =>
    samples.map(([, value], i) => {
      const power = powers[i]?.[k] as Rational;
      return of === 'p' ? power : rationals.neg(rationals.mul(value, power));
    }),
  );
  const found = firstDependence(columns);
  if (found === undefined) return undefined;
  const part = (of: 'p' | 'q'): readonly Rational[] => {
    const list = entries.flatMap((entry, i) => (entry.of === of ? [found[i] as Rational] : []));
    const last = list.findLastIndex(({ numerator }) => numerator !== 0n);
    return list.slice(0, Math.max(1, last + 1));
  };
  const [p, q] = [part('p'), part('q')];
  const divisor = q.find(({ numerator }) => numerator !== 0n);
  if (divisor === undefined) return undefined;
  const scaled = (list: readonly Rational[]): readonly Rational[] => list.map((c) => rationals.div(c, divisor));
  const quotient = { numerator: scaled(p), denominator: scaled(q) };
  return isTargetItself(problem, quotient) ? quotient : undefined;
}
