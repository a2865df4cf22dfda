/**
 * Computing that writes statements: a number system whose elements are the names of values in some other language.
 */
import type { RealField } from '../arithmetic/number-systems.ts';
import { makeRational, type Rational } from '../arithmetic/rational.ts';

/** What is written: an operation of the target language on values that have names already. */
export type RecordedOperation =
  | 'add'
  | 'sub'
  | 'mul'
  | 'div'
  | 'neg'
  | 'sqrt'
  | 'exp'
  | 'log'
  | 'sinh'
  | 'cosh'
  | 'tanh'
  | 'atanh'
  | 'sin'
  | 'cos'
  | 'atan'
  | 'erf'
  | 'pow'
  | 'abs'
  | 'sign'
  | 'min'
  | 'max';

/** A language that statements are written in. */
export interface Notation {
  readonly name: string;
  /** How an exact number is written; it may be rounded. @throws {RangeError} if the language cannot hold it */
  constant(value: Rational): string;
  /** Writes one statement; returns the name of its value. @throws {RangeError} if the language lacks the operation */
  apply(operation: RecordedOperation, operands: readonly string[]): string;
  readonly pi: string;
}

const TWO = makeRational(2n);

/**
 * The number system of a notation. Equal statements are written once. Where two formulas would do, that for x ≥ 0 is written.
 * @param notation - The language.
 */
export function recorder(notation: Notation): RealField<string> {
  const known = new Map<string, string>();
  const apply = (operation: RecordedOperation, ...operands: string[]): string => {
    const key = [operation, ...operands].join(' ');
    let name = known.get(key);
    if (name === undefined) {
      name = notation.apply(operation, operands);
      known.set(key, name);
    }
    return name;
  };
  const constant = (value: Rational): string => notation.constant(value);
  const unary =
    (operation: RecordedOperation) =>
    (x: string): string =>
      apply(operation, x);
  const binary =
    (operation: RecordedOperation) =>
    (x: string, y: string): string =>
      apply(operation, x, y);
  const [zero, one] = [constant(makeRational(0n)), constant(makeRational(1n))];
  const [add, mul] = [binary('add'), binary('mul')];
  const root = (x: string, p: number): string => {
    if (p === 1) return x;
    if (p === 2) return apply('sqrt', x);
    const power = apply('pow', p % 2 === 0 ? x : apply('abs', x), constant(makeRational(1n, BigInt(p))));
    return p % 2 === 0 ? power : apply('mul', apply('sign', x), power);
  };
  return {
    name: notation.name,
    zero,
    one,
    pi: notation.pi,
    fromInteger: (n) => constant(makeRational(BigInt(n))),
    constant,
    add: (x, y) => (x === zero ? y : y === zero ? x : add(x, y)),
    sub: (x, y) => (y === zero ? x : apply('sub', x, y)),
    mul: (x, y) => (x === one ? y : y === one ? x : mul(x, y)),
    div: (x, y) => (y === one ? x : apply('div', x, y)),
    neg: unary('neg'),
    scale: (x, k) => (k === 0 ? x : mul(constant(power(k)), x)),
    sqrt: unary('sqrt'),
    root,
    exp: unary('exp'),
    log: unary('log'),
    xlogx: (x) => mul(x, apply('log', x)),
    sinh: unary('sinh'),
    cosh: unary('cosh'),
    tanh: unary('tanh'),
    atanh: unary('atanh'),
    sin: unary('sin'),
    cos: unary('cos'),
    atan: unary('atan'),
    erf: unary('erf'),
    pow: binary('pow'),
    abs: unary('abs'),
    sign: unary('sign'),
    min: binary('min'),
    max: binary('max'),
    choose: (_x, _left, right) => right(),
  };
}

/** 2^k. */
function power(k: number): Rational {
  const size = TWO.numerator ** BigInt(Math.abs(k));
  return k < 0 ? makeRational(1n, size) : makeRational(size);
}
