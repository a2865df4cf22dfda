import { describe, expect, it } from 'vitest';
import { makeRational, type Rational, rationals } from '../../src/arithmetic/rational.ts';
import { evaluate } from '../../src/circuits/evaluate.ts';
import { circuitFromExpression } from '../../src/circuits/expression.ts';
import { sizeOf } from '../../src/circuits/size.ts';

const q = (n: number | bigint, d: number | bigint = 1): Rational => makeRational(BigInt(n), BigInt(d));
const valueAt = (text: string, x: Rational): Rational | undefined =>
  evaluate(rationals, circuitFromExpression(text), [x])[0];

describe('circuitFromExpression', () => {
  it.each<[string, Rational]>([
    ['1/(1+25*x^2)', q(1, 226)],
    ['0.1*x', q(3, 10)],
    ['.5e-3 + 2.', q(20005, 10000)],
    ['1e-500', q(1n, 10n ** 500n)],
    ['0.1234567890123456789012345678901', q(1234567890123456789012345678901n, 10n ** 31n)],
    ['x-1-1', q(1)],
    ['12/x/2', q(2)],
    ['12/x*2', q(8)],
    ['-x^2', q(-9)],
    ['(-x)^2', q(9)],
    ['x--x', q(6)],
    ['+x*-2', q(-6)],
    ['x^-2', q(1, 9)],
    ['x^-(1+1)', q(1, 9)],
    ['2^3^2', q(512)],
    ['x^0', q(1)],
    ['(2/3)^-3', q(27, 8)],
    ['-2^2*x', q(-12)],
    [' ( x )\n\t+ 1 ', q(4)],
    ['0*x', q(0)],
    ['x^13', q(1594323)],
    ['1 - -1^2 + (-1)^1000000000', q(3)],
    ['0^0', q(1)],
    ['4/2/x', q(2, 3)],
  ])('reads %s', (text, expected) => {
    expect(valueAt(text, q(3))).toEqual(expected);
  });

  it('takes other names, also words that mean something to mathjs', () => {
    const circuit = circuitFromExpression('mod*to - e/i_2', ['mod', 'to', 'e', 'i_2']);
    expect(circuit.inputs).toEqual(['mod', 'to', 'e', 'i_2']);
    expect(evaluate(rationals, circuit, [q(2), q(3), q(5), q(7)])).toEqual([q(37, 7)]);
    const words = ['true', 'NaN', 'null', 'end', 'i', 'not', 'exp'];
    const sum = circuitFromExpression(words.join('+'), words);
    expect(
      evaluate(
        rationals,
        sum,
        words.map((_, i) => q(2 ** i)),
      ),
    ).toEqual([q(127)]);
    expect(() => circuitFromExpression('exp(2)', ['exp'])).toThrow('got exp at character 1');
    expect(() => circuitFromExpression('0x1', ['x1'])).toThrow('unexpected "x1"');
    expect(() => circuitFromExpression('0b1', ['b1'])).toThrow('unexpected "b1"');
    expect(() => circuitFromExpression('1', ['2x'])).toThrow('expected names of letters and digits, got "2x"');
  });

  it('shares the squares of all powers of the same base', () => {
    expect(sizeOf(circuitFromExpression('x^5+x^4')).gates).toBe(3);
    expect(sizeOf(circuitFromExpression('x^1000000'))).toMatchObject({ gates: 25, degree: 1_000_000n });
    expect(sizeOf(circuitFromExpression('(x+1)^2*(1+x)^2')).gates).toBe(2);
  });

  it.each([
    ['', 'expected an expression, got an empty text'],
    ['sin(x)', 'expected numbers, inputs and + - * / ^ only, got sin at character 1'],
    ['x^min(1,2)', 'expected numbers, inputs and + - * / ^ only, got min at character 3'],
    ['2*pi', 'expected numbers, inputs and + - * / ^ only, got pi at character 3'],
    ['x+e', 'expected numbers, inputs and + - * / ^ only, got e at character 3'],
    ['tau', 'expected numbers, inputs and + - * / ^ only, got tau at character 1'],
    ['1+y', 'unknown name "y" (did you mean x?) at character 3'],
    ['x!', 'unexpected "!" (factorials are not allowed) at character 2'],
    ['x%2', 'unexpected "%" (remainders and percentages are not allowed) at character 2'],
    ['2x', 'expected "*" between the factors of a product at character 2'],
    ['1/2x', 'expected "*" between the factors of a product at character 4'],
    ['x/2x', 'expected "*" between the factors of a product at character 4'],
    ['x(2)', 'x is not a function: write x*(…) at character 1'],
    ['(x)(x)', 'expected "*" between the factors of a product at character 5'],
    ['2(x)', 'expected "*" between the factors of a product at character 3'],
    ['5 m', 'unknown name "m" (did you mean x?) at character 3'],
    ['x 2', 'expected "*" between the factors of a product at character 3'],
    ['x.y', 'unexpected "." (property access and elementwise operators are not allowed) at character 2'],
    ['x=1', 'unexpected "=" (assignments and comparisons are not allowed) at character 2'],
    ['[1,2]', 'unexpected "[" (matrices are not allowed) at character 1'],
    ['"s"', 'unexpected "\\"" (strings are not allowed) at character 1'],
    ['x;1', 'unexpected ";" (only one expression is allowed) at character 2'],
    ["x'", 'unexpected "\'" (strings and transposes are not allowed) at character 2'],
    ['x−1', 'unexpected character U+2212 (write the minus sign as -) at character 2'],
    ['1.2.3', 'unexpected "." (property access and elementwise operators are not allowed) at character 4'],
    ['0x10', 'unexpected "x10" (numbers are decimal, products are written with *) at character 2'],
    ['(x', 'parenthesis ) expected at character 3'],
    ['x)', 'unexpected operator ) at character 2'],
    ['()', 'value expected at character 2'],
    ['x+', 'unexpected end of expression at character 3'],
    ['2**x', 'value expected at character 3'],
    ['x,x', 'unexpected operator , at character 2'],
    ['x^0.5', 'expected an integer exponent, got 0.5, at character 2'],
    ['x^(1/3)', 'expected an integer exponent, got 1/3, at character 2'],
    ['x^x', 'expected an integer exponent, got one that depends on the inputs, at character 2'],
    ['2^x', 'expected an integer exponent, got one that depends on the inputs, at character 2'],
    ['x^2^-1^2', 'expected an integer exponent, got 0.5, at character 2'],
    ['1/0', 'expected a divisor that is not zero, got 0, at character 2'],
    ['x/(2-2)', 'expected a divisor that is not zero, got 0, at character 2'],
    ['1/(x-x)', 'expected a divisor that is not zero, got 0, at character 2'],
    ['0^-1', 'expected a divisor that is not zero, got 0, at character 2'],
    ['__proto__', 'unknown name "__proto__" at character 1'],
    ['constructor', 'unknown name "constructor" at character 1'],
    ['1e99999999999', 'expected decimal exponents within ±100000, got "1e99999999999" at character 1'],
  ])('refuses %j', (text, message) => {
    let thrown: unknown;
    try {
      circuitFromExpression(text);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(RangeError);
    expect((thrown as RangeError).message).toMatch(/^(?:circuitFromExpression|parseExpression): [^\n]*$/);
    expect((thrown as RangeError).message.replace(/^\w+: /, '')).toBe(message);
  });

  // The texts are short, or cut short, and constants are bounded before they are computed: a second is ample.
  it.each([
    ['10^(10^9)', 'expected powers of numbers of at most 1048576 bits, got more at character 3'],
    ['2^2^2^2^2^2', 'expected exponents within ±1000000000, got a longer one, at character 2'],
    ['x^10000000000', 'expected exponents within ±1000000000, got 1e10, at character 2'],
    ['x^-1000000001', 'expected exponents within ±1000000000, got -1000000001, at character 2'],
    [Array.from({ length: 60 }, () => '9^99999').join('*'), 'expected constants of reasonable length'],
    [
      Array.from({ length: 1600 }, (_, i) => `1/${String(i + 12_345)}^9`).join('+'),
      'expected constants of reasonable length',
    ],
    ['('.repeat(20_000), 'expected at most 100 levels of nesting, got more at character 101'],
    ['-'.repeat(20_000), 'expected at most 100 levels of nesting'],
    [`x${'^1'.repeat(9_999)}`, 'expected at most 100 levels of nesting'],
    ['x'.repeat(20_001), 'expected at most 20000 characters, got 20001'],
  ])('refuses what would take long, before it does', (text, message) => {
    const start = performance.now();
    expect(() => circuitFromExpression(text)).toThrow(message);
    expect(performance.now() - start).toBeLessThan(10_000);
  });

  it('accepts long texts, many levels side by side, and 100 levels of nesting', () => {
    expect(circuitFromExpression(`x${'+x^2*3'.repeat(3_300)}`).instructions.length).toBeGreaterThan(3_300);
    expect(valueAt(`${'('.repeat(100)}x${')'.repeat(100)}`, q(3))).toEqual(q(3));
    expect(valueAt(`${'('.repeat(100)}x${')'.repeat(100)}${'^1'.repeat(100)}`, q(3))).toEqual(q(3));
    expect(valueAt(Array.from({ length: 500 }, () => '-(-x)').join('+'), q(1))).toEqual(q(500));
    expect(valueAt(`0.${'7'.repeat(19_000)}-0.${'7'.repeat(900)}`, q(0))?.numerator).not.toBe(0n);
  });

  it('agrees with arithmetic done beside the text, for random expressions', () => {
    // Mulberry32, seeded.
    let state = 20_260_214;
    const below = (n: number): number => {
      state = (state + 0x6d2b79f5) | 0;
      let t = Math.imul(state ^ (state >>> 15), 1 | state);
      t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
      return ((t ^ (t >>> 14)) >>> 0) % n;
    };
    const x = q(7, 5);
    // Each text stands in parentheses or is a leaf, so that the value follows its making and not the precedence.
    const make = (levels: number): readonly [string, Rational] => {
      const digit = below(9) + 1;
      if (levels === 0) return below(2) === 0 ? ['x', x] : [`${String(digit)}e-1`, q(digit, 10)];
      const [a, va] = make(levels - 1);
      const [b, vb] = make(below(levels));
      const operations = ['add', 'sub', 'mul', 'div'] as const;
      const k = below(4);
      const op = operations[k] ?? 'add';
      if (op === 'div' && vb.numerator === 0n) return [`(-${a})`, rationals.neg(va)];
      return [`(${a}${'+-*/'.charAt(k)}${b})`, rationals[op](va, vb)];
    };
    for (let i = 0; i < 200; i += 1) {
      const [text, value] = make(1 + below(6));
      expect(valueAt(text, x), text).toEqual(value);
    }
  });
});
