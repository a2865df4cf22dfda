/**
 * Taylor models: their type, field operations and square root.
 *
 * A model is a polynomial P in t ∈ [−1,1]^d with a remainder r: it stands for every function f on the cube with |f − P| ≤ r. ‖P‖ is
 * the sum of the moduli of the coefficients, a bound of |P| on the cube.
 */
import type { CoefficientSystem } from './coefficients.ts';
import {
  addUp,
  divUp,
  type Magnitude,
  mulUp,
  powerOfTwo,
  scaleMagnitude,
  subDown,
  zeroMagnitude,
} from './magnitude.ts';
import type { Monomials } from './monomials.ts';

/** A polynomial with a remainder. */
export interface TaylorModel<T> {
  /** In the order of {@link Monomials}, up to the degree of the polynomial. */
  readonly coefficients: readonly T[];
  /** Upper bounds of the sum of |c| over the coefficients of each degree. */
  readonly norms: readonly Magnitude[];
  readonly remainder: Magnitude;
}

/** An operation that is not shown to be defined on the cube; `variation` says how much its operand depends on each variable. */
export class TaylorFault extends RangeError {
  readonly variation: readonly number[];

  constructor(message: string, variation: readonly number[]) {
    super(message);
    this.name = 'TaylorFault';
    this.variation = variation;
  }
}

const sumUp = (terms: readonly Magnitude[]): Magnitude => terms.reduce(addUp, zeroMagnitude);

/** What the functions of Taylor models rest on. */
export interface TaylorArithmetic<T> {
  readonly table: Monomials;
  readonly system: CoefficientSystem<T>;
  /** A model from its coefficients; the norms are computed. */
  make(coefficients: readonly T[], remainder: Magnitude): TaylorModel<T>;
  /** ‖P‖ + r, a bound of the functions. */
  supremum(x: TaylorModel<T>): Magnitude;
  /** A bound of how far the functions are from the constant coefficient. */
  spread(x: TaylorModel<T>): Magnitude;
  /** The sign of all functions, if they have one; 0 counts as either. */
  signOf(x: TaylorModel<T>): 1 | -1 | undefined;
  /** How much the terms of a degree and above change with each variable: Σ α_j |c_α|, roughly. */
  variation(x: TaylorModel<T>, from: number): readonly number[];
  constantTerm(x: TaylorModel<T>): T;
  widened(x: TaylorModel<T>, error: Magnitude): TaylorModel<T>;
  add(x: TaylorModel<T>, y: TaylorModel<T>): TaylorModel<T>;
  sub(x: TaylorModel<T>, y: TaylorModel<T>): TaylorModel<T>;
  neg(x: TaylorModel<T>): TaylorModel<T>;
  mul(x: TaylorModel<T>, y: TaylorModel<T>): TaylorModel<T>;
  div(x: TaylorModel<T>, y: TaylorModel<T>): TaylorModel<T>;
  scale(x: TaylorModel<T>, k: number): TaylorModel<T>;
  sqrt(x: TaylorModel<T>): TaylorModel<T>;
}

/**
 * The operations.
 * @param system - The arithmetic of the coefficients.
 * @param table - Variables and degree.
 */
export function createTaylorArithmetic<T>(system: CoefficientSystem<T>, table: Monomials): TaylorArithmetic<T> {
  const { field: F, unit, underflow } = system;
  const { counts, degrees, exponents, products, mostPairs, degree: top } = table;

  const make = (coefficients: readonly T[], remainder: Magnitude): TaylorModel<T> => ({
    coefficients,
    norms: system.norms(table, coefficients),
    remainder,
  });
  const norm = ({ norms }: TaylorModel<T>): Magnitude => sumUp(norms);
  const supremum = (x: TaylorModel<T>): Magnitude => addUp(norm(x), x.remainder);
  const spread = ({ norms, remainder }: TaylorModel<T>): Magnitude => addUp(sumUp(norms.slice(1)), remainder);
  const constantTerm = ({ coefficients }: TaylorModel<T>): T => coefficients[0] ?? F.zero;
  const least = (x: TaylorModel<T>): Magnitude => subDown(system.below(constantTerm(x)), spread(x));
  const widened = (x: TaylorModel<T>, error: Magnitude): TaylorModel<T> => ({
    ...x,
    remainder: addUp(x.remainder, error),
  });

  function signOf(x: TaylorModel<T>): 1 | -1 | undefined {
    const width = spread(x);
    const sign = F.compare(constantTerm(x), F.zero);
    if (width.mantissa === 0) return sign >= 0 ? 1 : -1;
    // |c₀| − width = 0 would do as well; where it is rounded to that is not worth telling.
    if (least(x).mantissa === 0) return undefined;
    return sign >= 0 ? 1 : -1;
  }

  function variation({ coefficients }: TaylorModel<T>, from: number): readonly number[] {
    const sums = Array.from({ length: table.variables }, () => 0);
    coefficients.forEach((c, i) => {
      if ((degrees[i] ?? 0) < from) return;
      const size = Math.abs(F.toNumber(c));
      exponents[i]?.forEach((e, j) => {
        sums[j] = (sums[j] ?? 0) + e * size;
      });
    });
    return sums;
  }

  /** Sums of coefficients have a relative error of `unit` each. */
  const combine =
    (op: 'add' | 'sub') =>
    (x: TaylorModel<T>, y: TaylorModel<T>): TaylorModel<T> => {
      const [a, b] = [x.coefficients, y.coefficients];
      const shared = Math.min(a.length, b.length);
      const coefficients: T[] = [];
      for (let i = 0; i < shared; i += 1) coefficients.push(F[op](a[i] as T, b[i] as T));
      for (let i = shared; i < a.length; i += 1) coefficients.push(a[i] as T);
      for (let i = shared; i < b.length; i += 1) coefficients.push(op === 'add' ? (b[i] as T) : F.neg(b[i] as T));
      const sum = make(coefficients, addUp(x.remainder, y.remainder));
      // What no other is added to is exact: zeros are common, as where a constant is added.
      const rounded = sumUp(sum.norms.slice(0, (degrees[shared - 1] ?? 0) + 1));
      return widened(sum, mulUp(rounded, scaleMagnitude(unit, 1)));
    };
  const [add, sub] = [combine('add'), combine('sub')];

  const neg = ({ coefficients, norms, remainder }: TaylorModel<T>): TaylorModel<T> => ({
    coefficients: coefficients.map((c) => F.neg(c)),
    norms,
    remainder,
  });

  /** Terms beyond the degree are at most Σ_(i+j>n) ‖x‖_i ‖y‖_j. */
  function truncated(x: TaylorModel<T>, y: TaylorModel<T>): Magnitude {
    let sum = zeroMagnitude;
    // Norms of y from degree j on.
    const tails: Magnitude[] = [];
    for (let j = y.norms.length - 1; j >= 0; j -= 1) {
      sum = addUp(sum, y.norms[j] ?? zeroMagnitude);
      tails[j] = sum;
    }
    return sumUp(x.norms.map((size, i) => mulUp(size, tails[top - i + 1] ?? zeroMagnitude)));
  }

  /**
   * (P + r)(Q + s) = PQ + Ps + Qr + rs. A coefficient that is a sum of m products has a relative error of m + 1 units of the sum of
   * their moduli; these sum up to at most ‖P‖‖Q‖.
   */
  function mul(x: TaylorModel<T>, y: TaylorModel<T>): TaylorModel<T> {
    const [a, b] = [x.coefficients, y.coefficients];
    const degree = Math.min(top, x.norms.length + y.norms.length - 2);
    const coefficients = system.multiply(table, a, b, counts[degree] ?? 1);
    const [p, q] = [norm(x), norm(y)];
    const pairs = Math.min(mostPairs, a.length, b.length);
    const rounding = mulUp(mulUp(p, q), mulUp(unit, powerOfTwo(Math.ceil(Math.log2(pairs + 2)))));
    const lost = scaleMagnitude(underflow, Math.ceil(Math.log2(a.length * b.length)));
    const ofRemainders = addUp(mulUp(p, y.remainder), mulUp(addUp(q, y.remainder), x.remainder));
    return make(coefficients, addUp(addUp(ofRemainders, truncated(x, y)), addUp(rounding, lost)));
  }

  const scale = ({ coefficients, norms, remainder }: TaylorModel<T>, k: number): TaylorModel<T> => ({
    coefficients: coefficients.map((c) => F.scale(c, k)),
    norms: norms.map((size) => scaleMagnitude(size, k)),
    remainder: addUp(
      scaleMagnitude(remainder, k),
      k < 0 ? scaleMagnitude(underflow, Math.ceil(Math.log2(coefficients.length))) : zeroMagnitude,
    ),
  });

  /** The power series of x/y, from the lowest degree on; no error is known of it. */
  function seriesQuotient(x: TaylorModel<T>, y: TaylorModel<T>): T[] {
    const length = y.norms.length > 1 ? (counts[top] ?? 1) : x.coefficients.length;
    const rest = Array.from({ length }, (_, i) => x.coefficients[i] ?? F.zero);
    const divisor = constantTerm(y);
    for (let i = 0; i < length; i += 1) {
      const c = F.div(rest[i] as T, divisor);
      rest[i] = c;
      if (F.compare(c, F.zero) === 0) continue;
      const row = products[i] as Int32Array;
      const end = Math.min(row.length, y.coefficients.length);
      for (let j = 1; j < end; j += 1) {
        const k = row[j] as number;
        rest[k] = F.sub(rest[k] as T, F.mul(c, y.coefficients[j] as T));
      }
    }
    return rest;
  }

  /** For any polynomial Q, |x/y − Q| ≤ |x − Qy| / min |y|. */
  function div(x: TaylorModel<T>, y: TaylorModel<T>): TaylorModel<T> {
    const smallest = least(y);
    if (smallest.mantissa === 0) {
      throw new TaylorFault('a divisor is not shown to differ from 0', variation(y, 1));
    }
    const quotient = make(seriesQuotient(x, y), zeroMagnitude);
    return widened(quotient, divUp(supremum(sub(x, mul(quotient, y))), smallest));
  }

  /** The power series of √x. */
  function seriesRoot(x: TaylorModel<T>): T[] {
    const length = x.norms.length > 1 ? (counts[top] ?? 1) : 1;
    const rest = Array.from({ length }, (_, i) => x.coefficients[i] ?? F.zero);
    const root = F.sqrt(constantTerm(x));
    rest[0] = root;
    const divisor = F.scale(root, 1);
    for (let i = 1; i < length; i += 1) {
      const c = F.div(rest[i] as T, divisor);
      rest[i] = c;
      if (F.compare(c, F.zero) === 0) continue;
      const row = products[i] as Int32Array;
      for (let j = 1; j <= Math.min(i, row.length - 1); j += 1) {
        const product = F.mul(c, rest[j] as T);
        const k = row[j] as number;
        rest[k] = F.sub(rest[k] as T, j === i ? product : F.scale(product, 1));
      }
    }
    return rest;
  }

  /** For any polynomial Q > 0, |√x − Q| = |x − Q²|/(√x + Q) ≤ |x − Q²| / min Q. */
  function sqrt(x: TaylorModel<T>): TaylorModel<T> {
    if (x.norms.length === 1 && supremum(x).mantissa === 0) return x;
    const fault = (): TaylorFault =>
      new TaylorFault('the argument of a root is not shown to be positive', variation(x, 1));
    if (signOf(x) !== 1) throw fault();
    const root = make(seriesRoot(x), zeroMagnitude);
    const smallest = least(root);
    if (smallest.mantissa === 0) throw fault();
    return widened(root, divUp(supremum(sub(x, mul(root, root))), smallest));
  }

  return {
    table,
    system,
    make,
    supremum,
    spread,
    signOf,
    variation,
    constantTerm,
    widened,
    add,
    sub,
    neg,
    mul,
    div,
    scale,
    sqrt,
  };
}
