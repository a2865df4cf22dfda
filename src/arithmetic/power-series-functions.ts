/**
 * Functions of truncated power series, by the classical recurrences: Knuth, The Art of Computer Programming 2, §4.7.
 *
 * A constant gets the function of its value, whatever the derivatives there; all others need a constant term at which the
 * function is analytic.
 */
import type { RealField } from './number-systems.ts';
import { type Series, type SeriesArithmetic, total } from './power-series-arithmetic.ts';

type Unary<T> = (x: Series<T>) => Series<T>;

/** The functions of a {@link RealField}. */
export type SeriesFunctions<T> = Omit<
  RealField<Series<T>>,
  keyof SeriesArithmetic<T> | 'name' | 'fromInteger' | 'constant' | 'pi'
>;

/** The derivative's coefficients k c_k, k ≥ 1, as they stand in the recurrences. */
const derivative = <T>(F: RealField<T>, x: Series<T>): readonly T[] =>
  x.coefficients.map((c, k) => F.mul(F.fromInteger(k), c));

/** exp, and the pairs sinh, cosh and sin, cos. */
function createExponentials<T>(
  A: SeriesArithmetic<T>,
): Pick<RealField<Series<T>>, 'exp' | 'sinh' | 'cosh' | 'sin' | 'cos' | 'tanh'> {
  const { base: F, order } = A;
  const over = (x: T, k: number): T => F.div(x, F.fromInteger(k));

  /** k·result_k = Σ_{j=1..k} j x_j · other_{k−j} for result′ = x′ · other. */
  function coefficient(slopes: readonly T[], other: readonly T[], k: number): T {
    const last = Math.min(k, slopes.length - 1);
    return over(
      total(F, 1, last, (j) => F.mul(slopes[j] as T, other[k - j] as T)),
      k,
    );
  }

  /** y′ = x′ y. */
  function exp(x: Series<T>): Series<T> {
    const y = [F.exp(A.first(x))];
    const slopes = derivative(F, x);
    if (slopes.length > 1) for (let k = 1; k <= order; k++) y.push(coefficient(slopes, y, k));
    return { coefficients: y };
  }

  /** s′ = x′ c and c′ = ± x′ s. */
  function pair(s0: T, c0: T, isHyperbolic: boolean, x: Series<T>): readonly [Series<T>, Series<T>] {
    const [s, c] = [[s0], [c0]];
    const slopes = derivative(F, x);
    for (let k = 1; slopes.length > 1 && k <= order; k++) {
      const [nextS, nextC] = [coefficient(slopes, c, k), coefficient(slopes, s, k)];
      s.push(nextS);
      c.push(isHyperbolic ? nextC : F.neg(nextC));
    }
    return [{ coefficients: s }, { coefficients: c }];
  }

  /** y′ = x′ (1 − y²); the square grows by one coefficient at each step. */
  function tanh(x: Series<T>): Series<T> {
    const y = [F.tanh(A.first(x))];
    const slopes = derivative(F, x);
    if (slopes.length === 1) return { coefficients: y };
    const rest: T[] = [];
    for (let k = 1; k <= order; k++) {
      const square = total(F, 0, k - 1, (j) => F.mul(y[j] as T, y[k - 1 - j] as T));
      rest.push(k === 1 ? F.sub(F.one, square) : F.neg(square));
      y.push(coefficient(slopes, rest, k));
    }
    return { coefficients: y };
  }

  const hyperbolic = (x: Series<T>): readonly [Series<T>, Series<T>] =>
    pair(F.sinh(A.first(x)), F.cosh(A.first(x)), true, x);
  const circular = (x: Series<T>): readonly [Series<T>, Series<T>] =>
    pair(F.sin(A.first(x)), F.cos(A.first(x)), false, x);
  return {
    exp,
    tanh,
    sinh: (x) => hyperbolic(x)[0],
    cosh: (x) => hyperbolic(x)[1],
    sin: (x) => circular(x)[0],
    cos: (x) => circular(x)[1],
  };
}

/** Functions by their derivatives: f(x)′ = f′(x) x′. */
function createPrimitives<T>(
  A: SeriesArithmetic<T>,
  exp: (x: Series<T>) => Series<T>,
): Pick<RealField<Series<T>>, 'log' | 'xlogx' | 'atanh' | 'atan' | 'erf'> {
  const { base: F, one } = A;
  const square = (x: Series<T>): Series<T> => A.mul(x, x);

  /** The series with the constant term c and the derivative slope · x′. */
  function integrate(c: T, slope: () => Series<T>, x: Series<T>): Series<T> {
    if (x.coefficients.length === 1) return A.fromConstant(c);
    const y = A.mul(slope(), { coefficients: derivative(F, x).slice(1) });
    return A.fromCoefficients([c, ...y.coefficients.map((d, k) => F.div(d, F.fromInteger(k + 1)))]);
  }

  const log = (x: Series<T>): Series<T> => integrate(F.log(A.first(x)), () => A.div(one, x), x);
  return {
    log,
    xlogx: (x) => integrate(F.xlogx(A.first(x)), () => A.add(one, log(x)), x),
    atanh: (x) => integrate(F.atanh(A.first(x)), () => A.div(one, A.sub(one, square(x))), x),
    atan: (x) => integrate(F.atan(A.first(x)), () => A.div(one, A.add(one, square(x))), x),
    erf: (x) =>
      integrate(
        F.erf(A.first(x)),
        () => A.mul(A.fromConstant(F.div(F.fromInteger(2), F.sqrt(F.pi))), exp(A.neg(square(x)))),
        x,
      ),
  };
}

/** Roots and powers. */
function createPowers<T>(
  A: SeriesArithmetic<T>,
  exp: Unary<T>,
  log: Unary<T>,
): Pick<RealField<Series<T>>, 'sqrt' | 'root' | 'pow'> {
  const { base: F, order } = A;

  /**
   * y = x^(α/β) from y₀: β x y′ = α x′ y, hence β k x₀ y_k = Σ_{j=1..k} (α j − β (k − j)) x_j y_{k−j}; `weight` gives the
   * factors α j − β (k − j).
   */
  function powerFrom(y0: T, x: Series<T>, beta: number, weight: (j: number, rest: number) => T): Series<T> {
    const y = [y0];
    const c = x.coefficients;
    for (let k = 1; c.length > 1 && k <= order; k++) {
      const last = Math.min(k, c.length - 1);
      const sum = total(F, 1, last, (j) => F.mul(weight(j, k - j), F.mul(c[j] as T, y[k - j] as T)));
      y.push(F.div(sum, F.mul(F.fromInteger(beta * k), A.first(x))));
    }
    return { coefficients: y };
  }

  const root = (y0: T, x: Series<T>, p: number): Series<T> =>
    powerFrom(y0, x, p, (j, rest) => F.fromInteger(j - p * rest));

  /** Constant exponents c by the recurrence with α = c, others by exp(y log x). */
  function pow(x: Series<T>, y: Series<T>): Series<T> {
    if (y.coefficients.length > 1) return exp(A.mul(y, log(x)));
    const c = A.first(y);
    return powerFrom(F.pow(A.first(x), c), x, 1, (j, rest) => F.sub(F.mul(c, F.fromInteger(j)), F.fromInteger(rest)));
  }

  return {
    sqrt: (x) => root(F.sqrt(A.first(x)), x, 2),
    root: (x, p) => root(F.root(A.first(x), p), x, p),
    pow,
  };
}

/** All functions over a series arithmetic. */
export function createSeriesFunctions<T>(A: SeriesArithmetic<T>): SeriesFunctions<T> {
  const exponentials = createExponentials(A);
  const primitives = createPrimitives(A, exponentials.exp);
  return { ...exponentials, ...primitives, ...createPowers(A, exponentials.exp, primitives.log) };
}
