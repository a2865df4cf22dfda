/**
 * Constants kept apart from what depends on x: a number system over another one.
 */
import type { RealField } from '../arithmetic/number-systems.ts';
import { type Rational, rationals } from '../arithmetic/rational.ts';
import type { BinaryOperation, UnaryOperation } from '../functions/program.ts';

/** A real constant as what computes it: in any number system. */
export type RealConstant = <T>(F: RealField<T>) => T;

/** A rational constant, another constant, or a value of the inner system. */
export type Folded<T> = { readonly exact: Rational } | { readonly real: RealConstant } | { readonly value: T };

/** A constant as what computes it. */
const asReal = (x: { readonly exact: Rational } | { readonly real: RealConstant }): RealConstant =>
  'real' in x ? x.real : (F) => F.constant(x.exact);

/**
 * The system of values of F and of constants that F has not seen: rational ones are combined exactly, others put together as
 * formulas; `lift` turns one into a value of F where it meets one.
 * @param F - The inner system.
 * @param lift - What a constant that is not rational becomes there.
 */
export function folding<T>(F: RealField<T>, lift: (constant: RealConstant) => T): RealField<Folded<T>> {
  const value = (x: Folded<T>): T => ('value' in x ? x.value : 'exact' in x ? F.constant(x.exact) : lift(x.real));
  const unary =
    (op: UnaryOperation) =>
    (x: Folded<T>): Folded<T> => {
      if ('value' in x) return { value: F[op](x.value) };
      if (op === 'neg' && 'exact' in x) return { exact: rationals.neg(x.exact) };
      const constant = asReal(x);
      return { real: (G) => G[op](constant(G)) };
    };
  const binary =
    (op: BinaryOperation) =>
    (x: Folded<T>, y: Folded<T>): Folded<T> => {
      if ('value' in x || 'value' in y) return { value: F[op](value(x), value(y)) };
      const isField = op === 'add' || op === 'sub' || op === 'mul' || op === 'div';
      if (isField && 'exact' in x && 'exact' in y) return { exact: rationals[op](x.exact, y.exact) };
      const [a, b] = [asReal(x), asReal(y)];
      return { real: (G) => G[op](a(G), b(G)) };
    };
  const optional = (op: 'log1p' | 'expm1'): Readonly<Partial<Record<typeof op, (x: Folded<T>) => Folded<T>>>> => {
    const inner = F[op];
    return inner === undefined ? {} : { [op]: (x: Folded<T>) => ({ value: inner(value(x)) }) };
  };
  return {
    name: `constants and ${F.name}`,
    zero: { exact: rationals.zero },
    one: { exact: rationals.one },
    pi: { real: (G) => G.pi },
    fromInteger: (n) => ({ exact: rationals.fromInteger(n) }),
    constant: (exact) => ({ exact }),
    add: binary('add'),
    sub: binary('sub'),
    mul: binary('mul'),
    div: binary('div'),
    pow: (x, y) => {
      if ('value' in x && 'exact' in y && y.exact.denominator === 1n)
        return { value: integerPower(F, x.value, y.exact) };
      return binary('pow')(x, y);
    },
    min: binary('min'),
    max: binary('max'),
    neg: unary('neg'),
    sqrt: unary('sqrt'),
    exp: unary('exp'),
    log: unary('log'),
    xlogx: unary('xlogx'),
    sinh: unary('sinh'),
    cosh: unary('cosh'),
    tanh: unary('tanh'),
    atanh: unary('atanh'),
    sin: unary('sin'),
    cos: unary('cos'),
    atan: unary('atan'),
    erf: unary('erf'),
    abs: unary('abs'),
    sign: unary('sign'),
    ...optional('log1p'),
    ...optional('expm1'),
    scale: (x, k) => {
      if ('value' in x) return { value: F.scale(x.value, k) };
      return 'exact' in x ? { exact: rationals.scale(x.exact, k) } : { real: (G) => G.scale(x.real(G), k) };
    },
    root: (x, p) => ('value' in x ? { value: F.root(x.value, p) } : { real: (G) => G.root(asReal(x)(G), p) }),
    choose: (x, left, right) => F.choose(value(x), left, right),
  };
}

/** xⁿ by repeated squaring, for n of either sign. */
function integerPower<T>(F: RealField<T>, x: T, { numerator }: Rational): T {
  if (numerator < 0n) return F.div(F.one, integerPower(F, x, rationals.fromInteger(-numerator)));
  let [result, base]: [T | undefined, T] = [undefined, x];
  for (let n = numerator; n > 0n; n >>= 1n, base = n > 0n ? F.mul(base, base) : base) {
    if ((n & 1n) === 1n) result = result === undefined ? base : F.mul(result, base);
  }
  return result ?? F.one;
}
