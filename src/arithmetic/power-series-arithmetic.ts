/**
 * Truncated power series: their type, field and lattice operations.
 */
import type { RealField } from './number-systems.ts';

/**
 * The polynomial Σ c_k t^k that stands for a power series up to a fixed order: at least one coefficient, lowest degree first;
 * those that are missing are zero. One coefficient alone makes a constant.
 */
export interface Series<T> {
  readonly coefficients: readonly T[];
}

/** What the functions of series rest on. */
export interface SeriesArithmetic<T> extends Pick<
  RealField<Series<T>>,
  'zero' | 'one' | 'add' | 'sub' | 'mul' | 'neg' | 'div' | 'scale' | 'abs' | 'sign' | 'min' | 'max' | 'choose'
> {
  readonly base: RealField<T>;
  readonly order: number;
  readonly fromConstant: (c: T) => Series<T>;
  readonly fromCoefficients: (coefficients: readonly T[]) => Series<T>;
  /** The constant term. */
  readonly first: (x: Series<T>) => T;
}

/** Σ over j from first to last, which must not be less. */
export function total<T>(F: RealField<T>, first: number, last: number, term: (j: number) => T): T {
  let sum = term(first);
  for (let j = first + 1; j <= last; j++) sum = F.add(sum, term(j));
  return sum;
}

/**
 * Field and lattice operations of series.
 * @param F - The field of the coefficients.
 * @param order - The highest power of t that is kept, an integer ≥ 0.
 * @returns The operations.
 */
export function createSeriesArithmetic<T>(F: RealField<T>, order: number): SeriesArithmetic<T> {
  const fromConstant = (c: T): Series<T> => ({ coefficients: [c] });
  const first = ({ coefficients }: Series<T>): T => coefficients[0] as T;
  const map = (f: (c: T) => T, { coefficients }: Series<T>): Series<T> => ({ coefficients: coefficients.map(f) });
  const isConstant = ({ coefficients }: Series<T>): boolean => coefficients.length === 1;

  function add(x: Series<T>, y: Series<T>): Series<T> {
    if (x.coefficients.length < y.coefficients.length) return add(y, x);
    const shorter = y.coefficients;
    return { coefficients: x.coefficients.map((c, k) => (k < shorter.length ? F.add(c, shorter[k] as T) : c)) };
  }

  /** (xy)_k = Σ x_j y_{k−j}. */
  function mul(x: Series<T>, y: Series<T>): Series<T> {
    const [a, b] = [x.coefficients, y.coefficients];
    const length = Math.min(order + 1, a.length + b.length - 1);
    return {
      coefficients: Array.from({ length }, (_, k) =>
        total(F, Math.max(0, k - b.length + 1), Math.min(k, a.length - 1), (j) => F.mul(a[j] as T, b[k - j] as T)),
      ),
    };
  }

  /** y₀ q_k = x_k − Σ_{j ≥ 1} y_j q_{k−j}. */
  function div(x: Series<T>, y: Series<T>): Series<T> {
    const [a, b] = [x.coefficients, y.coefficients];
    if (b.length === 1) return map((c) => F.div(c, first(y)), x);
    const q: T[] = [];
    for (let k = 0; k <= order; k++) {
      const known = k < a.length ? (a[k] as T) : F.zero;
      const last = Math.min(k, b.length - 1);
      const rest =
        last < 1
          ? known
          : F.sub(
              known,
              total(F, 1, last, (j) => F.mul(b[j] as T, q[k - j] as T)),
            );
      q.push(F.div(rest, first(y)));
    }
    return { coefficients: q };
  }

  const neg = (x: Series<T>): Series<T> => map((c) => F.neg(c), x);
  const sub = (x: Series<T>, y: Series<T>): Series<T> => add(x, neg(y));

  /** |c| or 1/c is refused for a c that may be at the kink, where a series has no derivative. */
  function expectSign(operation: string, c: T): void {
    try {
      F.abs(c);
      F.div(F.one, c);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      const message = `powerSeries.${operation}: expected a constant term off the kink, got one that may be at it`;
      throw new RangeError(message, { cause: error });
    }
  }

  function abs(x: Series<T>): Series<T> {
    if (isConstant(x)) return map((c) => F.abs(c), x);
    expectSign('abs', first(x));
    return F.choose(
      first(x),
      () => neg(x),
      () => x,
    );
  }

  function sign(x: Series<T>): Series<T> {
    if (!isConstant(x)) expectSign('sign', first(x));
    return fromConstant(F.sign(first(x)));
  }

  function min(x: Series<T>, y: Series<T>): Series<T> {
    if (isConstant(x) && isConstant(y)) return fromConstant(F.min(first(x), first(y)));
    const difference = F.sub(first(x), first(y));
    expectSign('min', difference);
    return F.choose(
      difference,
      () => x,
      () => y,
    );
  }

  return {
    base: F,
    order,
    zero: fromConstant(F.zero),
    one: fromConstant(F.one),
    fromConstant,
    fromCoefficients: (coefficients) => ({
      coefficients: coefficients.length === 0 ? [F.zero] : coefficients.slice(0, order + 1),
    }),
    first,
    add,
    sub,
    mul,
    neg,
    div,
    scale: (x, k) => map((c) => F.scale(c, k), x),
    abs,
    sign,
    min,
    max: (x, y) => neg(min(neg(x), neg(y))),
    choose: (x, left, right) => F.choose(first(x), left, right),
  };
}
