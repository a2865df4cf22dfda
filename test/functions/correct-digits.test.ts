import { describe, expect, it } from 'vitest';
import { type BigFloat, bigfloat, type BigFloatField } from '../../src/arithmetic/bigfloat.ts';
import type { RealField } from '../../src/arithmetic/number-systems.ts';
import { formatDecimal, parseNumeral } from '../../src/arithmetic/numerals.ts';
import { dyadic, makeRational } from '../../src/arithmetic/rational.ts';
import { correctDigits, evaluateToDigits } from '../../src/functions/correct-digits.ts';
import { resolveTarget } from '../../src/functions/expression.ts';
import { mpfr, mpfrPow, mpfrRoot } from '../fixtures/mpfr.ts';
import { createRandom } from '../laws/random.ts';

const digitsOf = (text: string, x: string, digits: number): string =>
  evaluateToDigits(resolveTarget(text).evaluate, parseNumeral(x), digits);

/** Values of MPFR with 100 bits to spare, at a precision at which the dyadic argument is exact. */
const ORACLES: Readonly<Record<string, (x: BigFloat, bits: number) => BigFloat>> = {
  exp: (x, bits) => mpfr('exp', x, bits),
  log: (x, bits) => mpfr('log', x, bits),
  tanh: (x, bits) => mpfr('tanh', x, bits),
  erf: (x, bits) => mpfr('erf', x, bits),
  atan: (x, bits) => mpfr('atan', x, bits),
  sin: (x, bits) => mpfr('sin', x, bits),
  cosh: (x, bits) => mpfr('cosh', x, bits),
  sqrt: (x, bits) => mpfr('sqrt', x, bits),
  'root:5': (x, bits) => mpfrRoot(x, 5, bits),
  'x^x': (x, bits) => mpfrPow(x, x, bits),
};

/** gelu-tanh by MPFR's elementary functions and products of this project. */
function geluTanh(F: BigFloatField, x: BigFloat, pi: BigFloat): BigFloat {
  const cubic = F.mul(F.constant(makeRational(44715n, 1_000_000n)), F.mul(x, F.mul(x, x)));
  const u = F.mul(mpfr('sqrt', F.div(F.fromInteger(2), pi), F.bits), F.add(x, cubic));
  return F.mul(F.scale(x, -1), F.add(F.one, F.from(mpfr('tanh', u, F.bits))));
}

describe('digits against MPFR', () => {
  it.each([10, 50, 1000])('are all correct at %i digits', (digits) => {
    const F = bigfloat(Math.ceil(3.33 * digits) + 100);
    const random = createRandom(digits);
    for (const [name, oracle] of Object.entries(ORACLES)) {
      const { evaluate } = resolveTarget(name);
      for (let i = 0; i < 5; i += 1) {
        const x = dyadic(random.bits(40) + 1n, -39);
        const wanted = formatDecimal(F.toRational(oracle(F.constant(x), F.bits)), digits);
        expect(evaluateToDigits(evaluate, x, digits), `${name} at ${String(x.numerator)}/2^39`).toBe(wanted);
      }
    }
  });

  it('give a thousand digits of gelu-tanh in well under a second', () => {
    const F = bigfloat(3500);
    const pi = F.scale(mpfr('atan', F.one, F.bits), 2);
    const start = performance.now();
    const text = digitsOf('gelu-tanh', '-3', 1000);
    expect(performance.now() - start).toBeLessThan(1000);
    expect(text).toBe(formatDecimal(F.toRational(geluTanh(F, F.fromInteger(-3), pi)), 1000));
  });

  it('agree at ten thousand digits', () => {
    const bits = 33_400;
    const wanted = formatDecimal(bigfloat(bits).toRational(mpfr('exp', bigfloat(bits).one, bits)), 10_000);
    expect(digitsOf('exp', '1', 10_000)).toBe(wanted);
  });
});

describe('exact values', () => {
  it.each([
    ['sqrt', '4', 10, '2'],
    ['sqrt', '1/64', 2, '0.12'],
    ['sqrt', '9/64', 2, '0.38'],
    ['root:3', '-1/27', 5, '-0.33333'],
    ['root:7', '1e-700', 3, '1e-100'],
    ['exp', '0', 5, '1'],
    ['log', '1', 5, '0'],
    ['tanh', '0', 5, '0'],
    ['gelu-tanh', '0', 20, '0'],
    ['gelu-erf', '0', 20, '0'],
    ['mish', '0', 20, '0'],
    ['relu', '-1', 20, '0'],
    ['relu', '0.125', 2, '0.12'],
    ['relu', '0.135', 2, '0.14'],
    ['8^(x/3)', '1', 10, '2'],
    ['x^(2/3)', '-0', 3, '0'],
    ['(x-1/3)*3', '1/3', 3, '0'],
    ['cos(pi*x)', '1/3', 30, '0.5'],
  ])('of %s at %s to %i digits end at %s, proved', (name, x, digits, text) => {
    expect(correctDigits(resolveTarget(name).evaluate, parseNumeral(x), digits)).toEqual({ text, status: 'proved' });
  });

  it('that cannot be proved are marked as assumed', () => {
    const sine = resolveTarget('sin(pi*x)').evaluate;
    expect(correctDigits(sine, parseNumeral('1'), 20)).toEqual({ text: '0', status: 'assumed' });
    const halfway = resolveTarget('cos(pi*x)/4').evaluate;
    expect(correctDigits(halfway, parseNumeral('1/3'), 2)).toEqual({ text: '0.12', status: 'assumed' });
  });

  it('keep their zeros if asked', () => {
    expect(evaluateToDigits(resolveTarget('sqrt').evaluate, parseNumeral('4'), 5, { trim: false })).toBe('2.0000');
  });
});

describe('hard cases', () => {
  it.each([
    ['1-cos(x)', '1e-500', 10, '5e-1001'],
    ['exp(x)-1', '1e-2000', 30, '1e-2000'],
    ['exp(x)-1-x', '1e-700', 5, '5e-1401'],
    ['e^(pi*sqrt(163)) - 262537412640768744', '0', 12, '-7.49927402802e-13'],
    ['exp', '-1e5', 10, '3.562949565e-43430'],
    ['exp', '1000000', 12, '3.0332153968e434294'],
  ])('%s at %s', (name, x, digits, text) => {
    expect(digitsOf(name, x, digits)).toBe(text);
  });

  it('find the side of a value beside a halfway number', () => {
    expect(digitsOf('x', `0.125${'0'.repeat(300)}1`, 2)).toBe('0.13');
    expect(digitsOf('sqrt(x^2 + 1e-400)', '0.125', 2)).toBe('0.13');
    expect(digitsOf('sqrt(x^2 - 1e-400)', '0.125', 2)).toBe('0.12');
  });

  it('take any function over number systems', () => {
    const newton = <T>(F: RealField<T>, x: T): T => {
      let y = F.one;
      for (let k = 0; k < 3; k += 1) y = F.scale(F.add(y, F.div(x, y)), -1);
      return y;
    };
    // 577/408.
    expect(evaluateToDigits(newton, makeRational(2n), 20)).toBe('1.4142156862745098039');
  });
});

describe('points without a value', () => {
  it.each([
    ['log', '0', 'x = 0: log of 0 is undefined'],
    ['log', '-1', 'x = -1: log of -1 is undefined'],
    ['1/x', '0', 'x = 0: division by zero is undefined'],
    ['1/(x-1/3)', '1/3', 'x = 1/3: division by zero is undefined'],
    ['sqrt', '-2', 'x = -2: the root of order 2 of -2 is undefined'],
    ['atanh', '1', 'x = 1: atanh of 1 is undefined'],
    ['x^0.3', '-1', 'x = -1: -1 to the power 0.3 is undefined'],
    ['x^(-1/3)', '0', 'x = 0: 0 to the power -1/3 is undefined'],
    ['sign(sin(pi*x))', '1', 'x = 1: the digits cannot be decided'],
  ])('%s at %s is refused in one line', (name, x, message) => {
    expect(() => digitsOf(name, x, 10)).toThrow(new RangeError(`evaluateToDigits: no value at ${message}`));
  });

  it.each(['1/sin(pi*x)', 'log(sin(pi*x))', 'exp(exp(exp(x+5)))', 'exp(1e12*x)', 'log(-2-sin(x))'])(
    '%s at 1 is refused',
    (name) => {
      expect(() => digitsOf(name, '1', 10)).toThrow(/^evaluateToDigits: no value at x = 1: [^\n]+$/);
    },
  );

  it.each([0, -1, 1.5, NaN, 1e9])('%d digits are refused', (digits) => {
    expect(() => digitsOf('exp', '1', digits)).toThrow(/^evaluateToDigits: expected a number of digits/);
  });
});
