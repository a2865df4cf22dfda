/**
 * IEEE double precision as a number system: fast previews, and the control in comparisons.
 */
import type { OrderedRealField } from './number-systems.ts';
import { fromDouble, type Rational, rationalToNumber, scaleDouble } from './rational.ts';

/** Lets finite results through: a system without infinities never hands on what would become NaN. */
function finite(operation: string, value: number): number {
  if (Number.isFinite(value)) return value;
  throw new RangeError(`float64.${operation}: expected a finite result, got ${String(value)}`);
}

function unless(outside: boolean, operation: string, domain: string, x: number): void {
  if (outside) throw new RangeError(`float64.${operation}: expected ${domain}, got ${String(x)}`);
}

/** Horner's rule; coefficients highest degree first. */
function horner(coefficients: readonly number[], x: number): number {
  let value = 0;
  for (const coefficient of coefficients) value = value * x + coefficient;
  return value;
}

/*
 * Coefficients of the rational approximations of erf in FDLIBM's s_erf.c, highest degree first. Copyright (C) 1993 by
 * Sun Microsystems, Inc. All rights reserved. Developed at SunPro, a Sun Microsystems, Inc. business. Permission to
 * use, copy, modify, and distribute this software is freely granted, provided that this notice is preserved.
 */
// prettier-ignore
const SMALL = {
  numerator: [-2.37630166566501626084e-5, -5.77027029648944159157e-3, -2.84817495755985104766e-2,
    -3.25042107247001499370e-1, 1.28379167095512558561e-1],
  denominator: [-3.96022827877536812320e-6, 1.32494738004321644526e-4, 5.08130628187576562776e-3,
    6.50222499887672944485e-2, 3.97917223959155352819e-1, 1],
};
const AT_ONE = 8.45062911510467529297e-1;
// prettier-ignore
const NEAR_ONE = {
  numerator: [-2.16637559486879084300e-3, 3.54783043256182359371e-2, -1.10894694282396677476e-1,
    3.18346619901161753674e-1, -3.72207876035701323847e-1, 4.14856118683748331666e-1, -2.36211856075265944077e-3],
  denominator: [1.19844998467991074170e-2, 1.36370839120290507362e-2, 1.26171219808761642112e-1,
    7.18286544141962662868e-2, 5.40397917702171048937e-1, 1.06420880400844228286e-1, 1],
};
// prettier-ignore
const MIDDLE = {
  numerator: [-9.81432934416914548592, -8.12874355063065934246e1, -1.84605092906711035994e2, -1.62396669462573470355e2,
    -6.23753324503260060396e1, -1.05586262253232909814e1, -6.93858572707181764372e-1, -9.86494403484714822705e-3],
  denominator: [-6.04244152148580987438e-2, 6.57024977031928170135, 1.08635005541779435134e2, 4.29008140027567833386e2,
    6.45387271733267880336e2, 4.34565877475229228821e2, 1.37657754143519042600e2, 1.96512716674392571292e1, 1],
};
// prettier-ignore
const TAIL = {
  numerator: [-4.83519191608651397019e2, -1.02509513161107724954e3, -6.37566443368389627722e2,
    -1.60636384855821916062e2, -1.77579549177547519889e1, -7.99283237680523006574e-1, -9.86494292470009928597e-3],
  denominator: [-2.24409524465858183362e1, 4.74528541206955367215e2, 2.55305040643316442583e3, 3.19985821950859553908e3,
    1.53672958608443695994e3, 3.25792512996573918826e2, 3.03380607434824582924e1, 1],
};

interface Quotient {
  readonly numerator: readonly number[];
  readonly denominator: readonly number[];
}

const evaluate = (f: Quotient, x: number): number => horner(f.numerator, x) / horner(f.denominator, x);

/**
 * erf x = (2/√π) ∫₀ˣ e^(−t²) dt in double precision: rational approximations on four intervals, error below 1 ulp.
 *
 * Reference: W. J. Cody, Rational Chebyshev approximations for the error function, Math. Comp. 23 (1969) 631–637,
 * doi:10.1090/S0025-5718-1969-0247736-4, in the form of FDLIBM.
 */
function erf(x: number): number {
  const size = Math.abs(x);
  if (size < 0.84375) return x + x * evaluate(SMALL, x * x);
  const sign = x < 0 ? -1 : 1;
  if (size < 1.25) return sign * (AT_ONE + evaluate(NEAR_ONE, size - 1));
  if (size >= 6) return sign;
  const correction = evaluate(size < 1 / 0.35 ? MIDDLE : TAIL, 1 / (size * size));
  // head² is exact, so that exp(−x²) keeps its relative accuracy.
  const head = Math.fround(size);
  const complement = Math.exp(-head * head - 0.5625) * Math.exp((head - size) * (head + size) + correction);
  return sign * (1 - complement / size);
}

/** x^(1/p) for x > 0: the exponent is taken out, so that the rounding of 1/p is not multiplied by log x. */
function positiveRoot(x: number, p: number): number {
  if (p === 1 || x === 1) return x;
  if (p === 2) return Math.sqrt(x);
  if (p === 3) return Math.cbrt(x);
  const shift = Math.round(Math.log2(x) / p);
  const reduced = scaleDouble(x, -p * shift);
  const start = reduced ** (1 / p);
  const power = start ** (p - 1);
  // One step of Newton's iteration makes perfect powers exact; beyond p = 1024 the power could leave the range.
  const root = p <= 1024 ? start - (start * power - reduced) / (p * power) : start;
  return scaleDouble(root, shift);
}

function root(x: number, p: number): number {
  if (!Number.isSafeInteger(p) || p < 1) throw new RangeError(`float64.root: expected p ≥ 1, got ${String(p)}`);
  if (x === 0) return 0;
  if (x > 0) return positiveRoot(x, p);
  unless(p % 2 === 0, 'root', `x ≥ 0 for even p = ${String(p)}`, x);
  return -positiveRoot(-x, p);
}

function pow(x: number, y: number): number {
  unless(x < 0 && !Number.isInteger(y), 'pow', `x ≥ 0 for the exponent ${String(y)}`, x);
  unless(x === 0 && y < 0, 'pow', `x ≠ 0 for the exponent ${String(y)}`, x);
  return finite('pow', x ** y);
}

/**
 * The doubles.
 *
 * Field operations and square roots are correctly rounded; elementary functions are within 2 ulps (sin, cos, sinh, cosh,
 * pow, root as good as the platform's). Subnormal results lose relative accuracy, as usual.
 * @throws {RangeError} from every operation whose result is undefined or overflows: there is no NaN and no infinity.
 */
export const float64: OrderedRealField<number> = Object.freeze({
  name: 'float64',
  zero: 0,
  one: 1,
  pi: Math.PI,
  fromInteger: (n: bigint | number) => finite('fromInteger', Number(n)),
  constant: (value: Rational) => finite('constant', rationalToNumber(value)),
  add: (x: number, y: number) => finite('add', x + y),
  sub: (x: number, y: number) => finite('sub', x - y),
  mul: (x: number, y: number) => finite('mul', x * y),
  neg: (x: number) => -x,
  div: (x: number, y: number) => {
    unless(y === 0, 'div', 'a non-zero divisor', y);
    return finite('div', x / y);
  },
  scale: (x: number, k: number) => finite('scale', scaleDouble(x, k)),
  sqrt: (x: number) => {
    unless(x < 0, 'sqrt', 'x ≥ 0', x);
    return finite('sqrt', Math.sqrt(x));
  },
  root,
  exp: (x: number) => finite('exp', Math.exp(x)),
  log: (x: number) => {
    unless(x <= 0, 'log', 'x > 0', x);
    return finite('log', Math.log(x));
  },
  xlogx: (x: number) => {
    unless(x < 0, 'xlogx', 'x ≥ 0', x);
    return x === 0 ? 0 : finite('xlogx', x * Math.log(x));
  },
  sinh: (x: number) => finite('sinh', Math.sinh(x)),
  cosh: (x: number) => finite('cosh', Math.cosh(x)),
  tanh: Math.tanh,
  atanh: (x: number) => {
    unless(x <= -1 || x >= 1, 'atanh', '−1 < x < 1', x);
    return Math.atanh(x);
  },
  sin: Math.sin,
  cos: Math.cos,
  atan: Math.atan,
  erf,
  pow,
  abs: Math.abs,
  sign: (x: number) => (x > 0 ? 1 : x < 0 ? -1 : 0),
  min: (x: number, y: number) => (x <= y ? x : y),
  max: (x: number, y: number) => (x >= y ? x : y),
  choose: <R>(x: number, left: () => R, right: () => R): R => (x < 0 ? left() : right()),
  compare: (x: number, y: number) => x - y,
  toNumber: (x: number) => x,
  toRational: fromDouble,
});
