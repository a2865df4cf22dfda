/**
 * Decimal floating point on decimal.js: an oracle that shares no code with the binary systems.
 *
 * Of decimal.js only + − × ÷ √ ln exp sinh are used, which round as documented; the rest is composed from these with
 * guard digits. Precision lives in a cloned constructor per system, never in the package's global one.
 */
import { Decimal } from 'decimal.js';
import type { OrderedRealField } from './number-systems.ts';
import { parseNumeral } from './numerals.ts';
import type { Rational } from './rational.ts';

/** Guard digits of every composed function; each composition loses fewer than three of them. */
const GUARD = 12;
/** decimal.js knows ln 10 to 1025 digits; its logarithm stays below that with room for its own guard digits. */
const LIBRARY_LOGARITHM = 900;

type Arithmetic = Decimal.Constructor;

const arithmetics = new Map<number, Arithmetic>();

/** The constructor of decimal.js at this precision, rounding half to even. */
function arithmetic(digits: number): Arithmetic {
  const known = arithmetics.get(digits);
  if (known) return known;
  const created = Decimal.clone({ defaults: true, precision: digits, rounding: Decimal.ROUND_HALF_EVEN });
  arithmetics.set(digits, created);
  return created;
}

/** A working arithmetic of at least this precision; few precisions, so that the cache stays small. */
const workspace = (digits: number): Arithmetic => arithmetic(8 * Math.ceil(digits / 8));

/** ⌊10^digits · atan(1/n)⌋ up to one unit per term, from Gregory's series in integers. */
function inverseTangent(n: bigint, unit: bigint): bigint {
  const square = n * n;
  let [sum, power] = [0n, unit / n];
  for (let k = 1n; power !== 0n; k += 4n) {
    sum += power / k;
    power /= square;
    sum -= power / (k + 2n);
    power /= square;
  }
  return sum;
}

const piCache = { digits: 0, text: '' };

/** π to the given number of digits, by Machin's formula π/4 = 4 atan(1/5) − atan(1/239). */
function piTo(digits: number): Decimal {
  if (digits > piCache.digits) {
    // Each of the fewer than 3·digits terms errs by one unit, so ten digits and those of the count are enough.
    const places = digits + 10 + String(digits).length;
    const unit = 10n ** BigInt(places);
    const pi = 4n * (4n * inverseTangent(5n, unit) - inverseTangent(239n, unit));
    piCache.digits = digits;
    piCache.text = `3.${String(pi).slice(1)}`;
  }
  const W = arithmetic(digits);
  return new W(piCache.text.slice(0, digits + 10)).toSignificantDigits(digits);
}

/** Σ_k term_k, where term_{k+1} = next(term_k, k) eventually decreases, until terms no longer count. */
function sumSeries(first: Decimal, W: Arithmetic, next: (term: Decimal, k: number) => Decimal): Decimal {
  let [sum, term] = [first, first];
  for (let k = 0; ; k++) {
    term = next(term, k);
    if (term.isZero() || term.e < sum.e - W.precision - 2) return sum;
    sum = sum.plus(term);
  }
}

/** ∓ alternating or positive odd series Σ (sign)^k x^(2k+1)/(2k+1) for |x| ≤ 0.1. */
function oddHarmonicSeries(x: Decimal, W: Arithmetic, sign: 1 | -1): Decimal {
  const square = x.times(x).times(sign);
  let power = x;
  return sumSeries(x, W, (_, k) => {
    power = power.times(square);
    return power.div(2 * k + 3);
  });
}

/** log x with relative error below 10^(2−digits), also beside 1; Halley steps on e^y = x beyond the library's reach. */
function logarithm(x: Decimal, digits: number): Decimal {
  const W = workspace(digits);
  if (W.precision <= LIBRARY_LOGARITHM) return new W(x).ln();
  // log x is about x − 1 there, so that many more digits carry the relative accuracy.
  const lost = Math.max(0, -x.minus(1).e);
  const V = workspace(digits + lost + 4);
  const start = new V(logarithm(x, Math.ceil(digits / 3) + 8));
  const power = start.exp();
  // y + 2 (x − e^y)/(x + e^y) has the error δ³/12 for δ = log x − y.
  return start.plus(new V(x).minus(power).times(2).div(power.plus(x)));
}

/** r and k with x = k·π/2 + r, |r| ≤ π/4 (about), r to the given number of digits. */
function reduceByHalfPi(x: Decimal, digits: number): { readonly rest: Decimal; readonly quadrant: number } {
  for (let precision = digits + Math.max(0, x.e) + 2; ;) {
    const W = workspace(precision);
    const halfPi = new W(piTo(W.precision)).div(2);
    const count = new W(x).div(halfPi).round();
    const rest = new W(x).minus(count.times(halfPi));
    const lost = Math.max(0, x.e - rest.e) + 2;
    // Cancellation: as many digits again as were lost, which ends because π is irrational.
    if (count.isZero() || (!rest.isZero() && W.precision - lost >= digits)) {
      return { rest, quadrant: count.modulo(4).plus(4).modulo(4).toNumber() };
    }
    precision = rest.isZero() ? 2 * precision : digits + lost + 8;
  }
}

/** sin(x + shift·π/2) for shift = 0 or 1. */
function circular(x: Decimal, digits: number, shift: 0 | 1): Decimal {
  if (x.isZero()) return shift === 0 ? x : new (workspace(digits))(1);
  const W = workspace(digits);
  const { rest, quadrant } = reduceByHalfPi(x, W.precision);
  const r = new W(rest).toSignificantDigits(W.precision);
  const square = r.times(r).neg();
  const phase = (quadrant + shift) % 4;
  const odd = phase % 2 === 0;
  const value = sumSeries(odd ? r : new W(1), W, (term, k) =>
    term.times(square).div((2 * k + (odd ? 2 : 1)) * (2 * k + (odd ? 3 : 2))),
  );
  return phase < 2 ? value : value.neg();
}

/** atan x: reflection beyond 1, then halving x ↦ x/(1+√(1+x²)) down to 0.1. */
function arctangent(x: Decimal, digits: number): Decimal {
  const W = workspace(digits);
  const y = new W(x);
  if (y.abs().greaterThan(1)) {
    const complement = arctangent(new W(1).div(y.abs()), digits);
    const value = piTo(W.precision).div(2).minus(complement);
    return new W(y.isNegative() ? value.neg() : value);
  }
  let [reduced, factor] = [y, 1];
  for (; reduced.abs().greaterThan(0.1); factor *= 2) {
    reduced = reduced.div(reduced.times(reduced).plus(1).sqrt().plus(1));
  }
  return oddHarmonicSeries(reduced, W, -1).times(factor);
}

/** atanh x for |x| < 1: its series, or ½ log((1+x)/(1−x)) where that does not cancel. */
function hyperbolicArctangent(x: Decimal, digits: number): Decimal {
  // 1 − |x| is exact with as many digits as x has places.
  const W = workspace(digits);
  const y = new W(x);
  if (y.abs().lessThanOrEqualTo(0.1)) return oddHarmonicSeries(y, W, 1);
  const V = workspace(Math.max(digits, x.decimalPlaces() + 2));
  const quotient = new V(x).plus(1).div(new V(1).minus(x));
  return new W(logarithm(quotient, digits)).div(2);
}

/** sinh x: the library's Taylor series below 1, exponentials above. */
function hyperbolicSine(x: Decimal, digits: number): Decimal {
  const W = workspace(digits);
  const y = new W(x);
  if (y.abs().lessThan(1)) return y.sinh();
  const power = y.exp();
  return power.minus(new W(1).div(power)).div(2);
}

function hyperbolicCosine(x: Decimal, digits: number): Decimal {
  const W = workspace(digits);
  const power = new W(x).exp();
  return power.plus(new W(1).div(power)).div(2);
}

/** tanh x = s/√(1+s²) with s = sinh x below 1, and ±(1 − 2/(e^(2|x|)+1)) above. */
function hyperbolicTangent(x: Decimal, digits: number): Decimal {
  const W = workspace(digits);
  const y = new W(x);
  if (y.abs().lessThan(1)) {
    const sine = y.sinh();
    return sine.div(sine.times(sine).plus(1).sqrt());
  }
  // Beyond this, 2/(e^(2|x|)+1) < 10^−digits.
  if (y.abs().greaterThan(2 * W.precision)) return new W(y.isNegative() ? -1 : 1);
  const value = new W(1).minus(new W(2).div(y.abs().times(2).exp().plus(1)));
  return y.isNegative() ? value.neg() : value;
}

/** erf x = (2/√π) e^(−x²) Σ 2^k x^(2k+1)/(2k+1)!!, a series of one sign; ±1 where erfc x < e^(−x²) is below 10^−digits. */
function errorFunction(x: Decimal, digits: number): Decimal {
  const W = workspace(digits);
  const y = new W(x);
  const square = y.times(y);
  if (square.greaterThan(2.31 * W.precision)) return new W(y.isNegative() ? -1 : 1);
  const series = sumSeries(y, W, (term, k) =>
    term
      .times(square)
      .times(2)
      .div(2 * k + 3),
  );
  return series.times(2).times(square.neg().exp()).div(piTo(W.precision).sqrt());
}

/** x^n by squaring, for an integer n ≥ 0. */
function integerPower(x: Decimal, n: bigint, W: Arithmetic): Decimal {
  let power = new W(1);
  for (let [rest, base] = [n, new W(x)]; ; base = base.times(base)) {
    if (rest & 1n) power = power.times(base);
    rest >>= 1n;
    if (rest === 0n) return power;
  }
}

/** Integer exponents up to this many are done by squaring. */
const SQUARING_LIMIT = 2 ** 53;

function power(x: Decimal, y: Decimal, digits: number): Decimal {
  const integer = y.isInteger() && y.abs().lessThan(SQUARING_LIMIT);
  if (integer) {
    // n multiplications multiply the relative error by n < 2^53 < 10^16.
    const W = workspace(digits + 17);
    const value = integerPower(x, BigInt(y.abs().toFixed()), W);
    return y.isNegative() ? new W(1).div(value) : value;
  }
  const size = Math.max(0, y.e + String(Math.abs(x.e) + 10).length + 1);
  const W = workspace(digits + size);
  const magnitude = new W(logarithm(x.abs(), digits + size)).times(y).exp();
  return x.isNegative() && !y.modulo(2).isZero() ? magnitude.neg() : magnitude;
}

const systems = new Map<number, OrderedRealField<Decimal>>();

/**
 * Decimal floating point with `digits` significant digits.
 *
 * Each of + − × ÷ √ is rounded to nearest, ties to even; every other result has a relative error below 10^(1−digits).
 * Much slower than `bigfloat`, and independent of it.
 * @param digits - Significant decimal digits, 2 to 100 000.
 * @returns The number system; the same object for the same precision.
 * @throws {RangeError} unless `digits` is such an integer; operations throw it where they are undefined or overflow.
 */
export function decimal(digits: number): OrderedRealField<Decimal> {
  const known = systems.get(digits);
  if (known) return known;
  if (!Number.isSafeInteger(digits) || digits < 2 || digits > 100_000) {
    throw new RangeError(`decimal: expected a precision of 2 to 100000 digits, got ${String(digits)}`);
  }
  const created = createDecimal(digits);
  systems.set(digits, created);
  return created;
}

function createDecimal(digits: number): OrderedRealField<Decimal> {
  const D = arithmetic(digits);
  const working = digits + GUARD;
  const finite = (operation: string, value: Decimal): Decimal => {
    if (!value.isFinite())
      throw new RangeError(`decimal.${operation}: expected a finite result, got ${value.toString()}`);
    return value;
  };
  const unless = (outside: boolean, operation: string, domain: string, x: Decimal): void => {
    if (outside) throw new RangeError(`decimal.${operation}: expected ${domain}, got ${x.toPrecision(6)}`);
  };
  /** Back from a working precision. */
  const rounded = (operation: string, value: Decimal): Decimal =>
    finite(operation, new D(value).toSignificantDigits(digits));
  const composed =
    (operation: string, f: (x: Decimal, digits: number) => Decimal) =>
    (x: Decimal): Decimal =>
      rounded(operation, f(x, working));

  function root(x: Decimal, p: number): Decimal {
    if (!Number.isSafeInteger(p) || p < 1) throw new RangeError(`decimal.root: expected p ≥ 1, got ${String(p)}`);
    unless(x.isNegative() && !x.isZero() && p % 2 === 0, 'root', `x ≥ 0 for even p = ${String(p)}`, x);
    if (x.isZero() || p === 1) return x;
    // exp(log|x|/p): the logarithm of a number within the exponent range has at most 17 digits before the point.
    const W = workspace(working + 17);
    const magnitude = new W(logarithm(x.abs(), working + 17)).div(p).exp();
    return rounded('root', x.isNegative() ? magnitude.neg() : magnitude);
  }

  function pow(x: Decimal, y: Decimal): Decimal {
    if (y.isZero()) return new D(1);
    unless(x.isZero() && y.isNegative(), 'pow', `x ≠ 0 for the exponent ${y.toPrecision(6)}`, x);
    if (x.isZero()) return new D(0);
    unless(x.isNegative() && !y.isInteger(), 'pow', `x ≥ 0 for the exponent ${y.toPrecision(6)}`, x);
    return rounded('pow', power(x, y, working));
  }

  function scale(x: Decimal, k: number): Decimal {
    const W = workspace(working + 17);
    const factor = integerPower(new W(2), BigInt(Math.abs(k)), W);
    return rounded('scale', k < 0 ? new W(x).div(factor) : factor.times(x));
  }

  return Object.freeze({
    name: `decimal(${String(digits)})`,
    zero: new D(0),
    one: new D(1),
    get pi() {
      return new D(piTo(working)).toSignificantDigits(digits);
    },
    fromInteger: (n: bigint | number) => rounded('fromInteger', new D(String(n))),
    constant: (value: Rational) =>
      finite('constant', new D(String(value.numerator)).div(new D(String(value.denominator)))),
    add: (x: Decimal, y: Decimal) => finite('add', x.plus(y)),
    sub: (x: Decimal, y: Decimal) => finite('sub', x.minus(y)),
    mul: (x: Decimal, y: Decimal) => finite('mul', x.times(y)),
    neg: (x: Decimal) => x.neg(),
    div: (x: Decimal, y: Decimal) => {
      unless(y.isZero(), 'div', 'a non-zero divisor', y);
      return finite('div', x.div(y));
    },
    scale,
    sqrt: (x: Decimal) => {
      unless(x.isNegative() && !x.isZero(), 'sqrt', 'x ≥ 0', x);
      return x.sqrt();
    },
    root,
    exp: (x: Decimal) => rounded('exp', new (workspace(working))(x).exp()),
    log: (x: Decimal) => {
      unless(x.isNegative() || x.isZero(), 'log', 'x > 0', x);
      return rounded('log', logarithm(x, working));
    },
    xlogx: (x: Decimal) => {
      unless(x.isNegative() && !x.isZero(), 'xlogx', 'x ≥ 0', x);
      return x.isZero() ? new D(0) : rounded('xlogx', new (workspace(working))(logarithm(x, working)).times(x));
    },
    sinh: composed('sinh', hyperbolicSine),
    cosh: composed('cosh', hyperbolicCosine),
    tanh: composed('tanh', hyperbolicTangent),
    atanh: (x: Decimal) => {
      unless(x.abs().greaterThanOrEqualTo(1), 'atanh', '−1 < x < 1', x);
      return rounded('atanh', hyperbolicArctangent(x, working));
    },
    sin: composed('sin', (x, n) => circular(x, n, 0)),
    cos: composed('cos', (x, n) => circular(x, n, 1)),
    atan: composed('atan', arctangent),
    erf: composed('erf', errorFunction),
    pow,
    abs: (x: Decimal) => x.abs(),
    sign: (x: Decimal) => new D(x.isZero() ? 0 : x.isNegative() ? -1 : 1),
    min: (x: Decimal, y: Decimal) => (x.lessThanOrEqualTo(y) ? x : y),
    max: (x: Decimal, y: Decimal) => (x.greaterThanOrEqualTo(y) ? x : y),
    choose: <R>(x: Decimal, left: () => R, right: () => R): R => (x.isNegative() ? left() : right()),
    compare: (x: Decimal, y: Decimal) => x.comparedTo(y),
    toNumber: (x: Decimal) => x.toNumber(),
    toRational: (x: Decimal) => parseNumeral(x.toString()),
  });
}
