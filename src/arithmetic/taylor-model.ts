/**
 * Taylor models: functions of a few variables on a box as polynomials with proven remainders, so that what two functions have in
 * common cancels.
 *
 * Containment: if the operands are functions of models x and y, the result of an operation on the functions is one of the model
 * that the operation gives; roundings are part of the remainder.
 *
 * Reference: K. Makino, M. Berz, Taylor models and other validated functional inclusion methods, Int. J. Pure Appl. Math. 6 (2003) 239–316.
 */
import { type Ball } from './ball.ts';
import type { CoefficientSystem, Rounded } from './coefficients.ts';
import { addUp, type Magnitude, mulUp, scaleMagnitude, zeroMagnitude } from './magnitude.ts';
import { monomials } from './monomials.ts';
import type { RealField } from './number-systems.ts';
import { powerSeries, type Series } from './power-series.ts';
import { makeRational, type Rational, rationals } from './rational.ts';
import { createTaylorArithmetic, TaylorFault, type TaylorModel } from './taylor-model-arithmetic.ts';

export { bigfloatCoefficients, type CoefficientSystem, doubleCoefficients } from './coefficients.ts';
export { TaylorFault, type TaylorModel } from './taylor-model-arithmetic.ts';

/** The Taylor models of one degree in some variables. */
export interface TaylorModelField<T> extends RealField<TaylorModel<T>> {
  /** The coordinate number `variable`, t ↦ (lower + upper)/2 + t (upper − lower)/2. */
  variable(variable: number, lower: Rational, upper: Rational): TaylorModel<T>;
  /** A bound of the modulus of all functions of the model. */
  supremum(x: TaylorModel<T>): Magnitude;
  /** How much the terms of a degree and above change with each variable, roughly. */
  variation(x: TaylorModel<T>, from: number): readonly number[];
}

/** A function of one variable over any number system. */
type Unary = <S>(F: RealField<S>, x: S) => S;

/**
 * The Taylor models with coefficients of one arithmetic.
 *
 * Cost of a product: one product of coefficients for each pair of monomials whose product is kept.
 * @param system - {@link doubleCoefficients} or {@link bigfloatCoefficients}.
 * @param variables - Number of variables, at least 1.
 * @param degree - The highest total degree, at least 1.
 * @returns The number system; operations that are not shown to be defined throw a {@link TaylorFault}.
 */
export function taylorModels<T>(system: CoefficientSystem<T>, variables: number, degree: number): TaylorModelField<T> {
  const table = monomials(variables, degree);
  const A = createTaylorArithmetic(system, table);
  const { field: F, unit, underflow, balls } = system;
  const point = ({ value, error }: Rounded<T>): TaylorModel<T> => A.make([value], error);

  /** An exact number; its rounding is the remainder. */
  function rounded(q: Rational): Rounded<T> {
    const value = F.constant(q);
    const isExact = rationals.compare(F.toRational(value), q) === 0;
    return { value, error: isExact ? zeroMagnitude : addUp(mulUp(system.above(value), unit), underflow) };
  }
  const constant = (q: Rational): TaylorModel<T> => point(rounded(q));

  function variable(index: number, lower: Rational, upper: Rational): TaylorModel<T> {
    const middle = rounded(rationals.scale(rationals.add(lower, upper), -1));
    const radius = rounded(rationals.scale(rationals.sub(upper, lower), -1));
    const coefficients = Array.from({ length: variables + 1 }, () => F.zero);
    coefficients[0] = middle.value;
    const position = table.exponents.findIndex((exponent) => exponent[index] === 1);
    coefficients[position] = radius.value;
    return A.make(coefficients, addUp(middle.error, radius.error));
  }

  /** Coefficients of the Taylor series of f about a ball; by containment those about each of its members. */
  function seriesAt(f: Unary, centre: Ball, order: number): readonly Ball[] {
    const S = powerSeries(balls, order);
    return S.coefficients(f<Series<Ball>>(S, S.variable(centre)));
  }

  /** Lagrange: f(c + h) = Σ_(k≤n) f_k h^k + f_(n+1)(ξ) h^(n+1), ξ in the range of c + h. */
  const compose =
    (name: string, f: Unary) =>
    (x: TaylorModel<T>): TaylorModel<T> => {
      const c = A.constantTerm(x);
      const width = A.spread(x);
      const order = width.mantissa === 0 ? 0 : x.norms.length === 1 ? 1 : degree;
      try {
        const about = seriesAt(f, system.toBall(c), order);
        const within = seriesAt(f, balls.fromMidpoint(system.toBall(c).midpoint, width), order + 1)[order + 1];
        const h: TaylorModel<T> = A.make([F.zero, ...x.coefficients.slice(1)], x.remainder);
        let sum = point(system.fromBall(about[order] ?? balls.zero));
        for (let k = order - 1; k >= 0; k -= 1) {
          sum = A.add(A.mul(sum, h), point(system.fromBall(about[k] ?? balls.zero)));
        }
        let tail = sizeOf(within ?? balls.zero);
        for (let k = 0; k <= order; k += 1) tail = mulUp(tail, width);
        return A.widened(sum, tail);
      } catch (error) {
        if (error instanceof RangeError && !(error instanceof TaylorFault)) {
          throw new TaylorFault(`${name} is not shown to be defined: ${error.message}`, A.variation(x, 1));
        }
        throw error;
      }
    };
  const sizeOf = (x: Ball): Magnitude => addUp(system.above(system.fromBall(x).value), system.fromBall(x).error);

  /** |x|: x or −x, or half of its bound with as much of a remainder. */
  function abs(x: TaylorModel<T>): TaylorModel<T> {
    const sign = A.signOf(x);
    if (sign !== undefined) return sign > 0 ? x : A.neg(x);
    const half = scaleMagnitude(A.supremum(x), -1);
    const { value, error } = system.fromBall(
      balls.fromMidpoint(balls.base.fromParts(BigInt(half.mantissa * 2 ** 52), half.exponent - 52)),
    );
    return point({ value, error: addUp(half, error) });
  }

  const extreme =
    (direction: 1 | -1) =>
    (x: TaylorModel<T>, y: TaylorModel<T>): TaylorModel<T> => {
      const difference = A.sub(x, y);
      const sign = A.signOf(difference);
      if (sign !== undefined) return sign === direction ? x : y;
      const size = abs(difference);
      const sum = A.add(x, y);
      return A.scale(direction > 0 ? A.add(sum, size) : A.sub(sum, size), -1);
    };

  function sign(x: TaylorModel<T>): TaylorModel<T> {
    const known = A.signOf(x);
    if (known === undefined || A.supremum(x).mantissa === 0)
      throw new TaylorFault('the sign of a value is not decided', A.variation(x, 1));
    return constant(makeRational(BigInt(known)));
  }

  const [exp, log] = [compose('exp', (G, x) => G.exp(x)), compose('log', (G, x) => G.log(x))];
  const one = constant(makeRational(1n));
  const roots = new Map<number, (x: TaylorModel<T>) => TaylorModel<T>>();
  function root(x: TaylorModel<T>, p: number): TaylorModel<T> {
    if (p === 2) return A.sqrt(x);
    const known = roots.get(p) ?? compose('root', (G, y) => G.root(y, p));
    roots.set(p, known);
    return known(x);
  }

  return Object.freeze({
    name: `models(${F.name}, ${String(variables)}, ${String(degree)})`,
    zero: constant(makeRational(0n)),
    one,
    get pi() {
      return point(system.fromBall(balls.pi));
    },
    fromInteger: (n: bigint | number) => constant(makeRational(BigInt(n))),
    constant,
    variable,
    supremum: A.supremum,
    variation: A.variation,
    add: A.add,
    sub: A.sub,
    mul: A.mul,
    neg: A.neg,
    div: A.div,
    scale: A.scale,
    sqrt: A.sqrt,
    root,
    exp,
    log,
    log1p: (x: TaylorModel<T>) => log(A.add(one, x)),
    expm1: (x: TaylorModel<T>) => A.sub(exp(x), one),
    xlogx: compose('x log x', (G, x) => G.xlogx(x)),
    sinh: compose('sinh', (G, x) => G.sinh(x)),
    cosh: compose('cosh', (G, x) => G.cosh(x)),
    tanh: compose('tanh', (G, x) => G.tanh(x)),
    atanh: compose('atanh', (G, x) => G.atanh(x)),
    sin: compose('sin', (G, x) => G.sin(x)),
    cos: compose('cos', (G, x) => G.cos(x)),
    atan: compose('atan', (G, x) => G.atan(x)),
    erf: compose('erf', (G, x) => G.erf(x)),
    pow: (x: TaylorModel<T>, y: TaylorModel<T>) => exp(A.mul(y, log(x))),
    abs,
    sign,
    min: extreme(-1),
    max: extreme(1),
    choose: <R>(x: TaylorModel<T>, left: () => R, right: () => R): R =>
      F.compare(A.constantTerm(x), F.zero) < 0 ? left() : right(),
  });
}
