/**
 * What a function depends on, read off its operations: which inputs, and whether it keeps its value where all inputs are shifted
 * by the same number.
 */
import type { RealField } from '../arithmetic/number-systems.ts';
import { type Rational, rationals } from '../arithmetic/rational.ts';

/** A value as a function of the inputs. */
export interface Structure {
  /** Bit j is set if the value may depend on input j. */
  readonly inputs: bigint;
  /** s with value(x + t(1, …, 1)) = value(x) + s t for all x and t; undefined where none is seen. */
  readonly slope: Rational | undefined;
  /** The exact value of a rational constant. */
  readonly constant?: Rational;
}

const { zero } = rationals;
const isZero = (slope: Rational | undefined): boolean => slope?.numerator === 0n;

const constantOf = (constant: Rational): Structure => ({ inputs: 0n, slope: zero, constant });

/** A function of a value: of its inputs, and shifted only if the value is not. */
const unary = (x: Structure): Structure => ({ inputs: x.inputs, slope: isZero(x.slope) ? zero : undefined });

const binary = (x: Structure, y: Structure): Structure => ({
  inputs: x.inputs | y.inputs,
  slope: isZero(x.slope) && isZero(y.slope) ? zero : undefined,
});

const sum =
  (op: 'add' | 'sub') =>
  (x: Structure, y: Structure): Structure => ({
    inputs: x.inputs | y.inputs,
    slope: x.slope && y.slope && rationals[op](x.slope, y.slope),
  });

const scaled = (x: Structure, factor: Rational): Structure => ({
  inputs: x.inputs,
  slope: x.slope && rationals.mul(x.slope, factor),
});

function mul(x: Structure, y: Structure): Structure {
  if (x.constant !== undefined) return scaled(y, x.constant);
  return y.constant === undefined ? binary(x, y) : scaled(x, y.constant);
}

function div(x: Structure, y: Structure): Structure {
  if (y.constant === undefined || y.constant.numerator === 0n) return binary(x, y);
  return scaled(x, rationals.div(rationals.one, y.constant));
}

/** max(x + st, y + st) = max(x, y) + st. */
const extreme = (x: Structure, y: Structure): Structure =>
  x.slope && y.slope && rationals.compare(x.slope, y.slope) === 0
    ? { inputs: x.inputs | y.inputs, slope: x.slope }
    : binary(x, y);

/** The structure of the j-th input. */
export const inputStructure = (j: number): Structure => ({ inputs: 1n << BigInt(j), slope: rationals.one });

/** The number system of structures; both formulas that `choose` offers are the same function. */
export const structures: RealField<Structure> = Object.freeze({
  name: 'structures',
  zero: constantOf(zero),
  one: constantOf(rationals.one),
  pi: { inputs: 0n, slope: zero },
  fromInteger: (n: bigint | number) => constantOf(rationals.fromInteger(n)),
  constant: constantOf,
  add: sum('add'),
  sub: sum('sub'),
  neg: (x: Structure) => scaled(x, rationals.fromInteger(-1)),
  scale: (x: Structure, k: number) => scaled(x, rationals.scale(rationals.one, k)),
  mul,
  div,
  min: extreme,
  max: extreme,
  pow: binary,
  sqrt: unary,
  root: unary,
  exp: unary,
  log: unary,
  xlogx: unary,
  sinh: unary,
  cosh: unary,
  tanh: unary,
  atanh: unary,
  sin: unary,
  cos: unary,
  atan: unary,
  erf: unary,
  abs: unary,
  sign: unary,
  choose: <R>(_: Structure, left: () => R): R => left(),
});
