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
    ['x^2^-1^2', q(1, 9)],
    ['x^0', q(1)],
    ['(2/3)^-3', q(27, 8)],
    ['-2^2*x', q(-12)],
    [' ( x )\n\t+ 1 ', q(4)],
    ['0*x', q(0)],
    ['x^13', q(1594323)],
  ])('reads %s', (text, expected) => {
    if (text === 'x^2^-1^2') expect(() => valueAt(text, q(3))).toThrow('expected an integer exponent');
    else expect(valueAt(text, q(3))).toEqual(expected);
  });

  it('takes other names, also words that mean something to mathjs', () => {
    const circuit = circuitFromExpression('mod*to - e/i_2', ['mod', 'to', 'e', 'i_2']);
    expect(circuit.inputs).toEqual(['mod', 'to', 'e', 'i_2']);
    expect(evaluate(rationals, circuit, [q(2), q(3), q(5), q(7)])).toEqual([q(37, 7)]);
    expect(() => circuitFromExpression('1', ['2x'])).toThrow('expected names of letters and digits, got "2x"');
  });

  it('shares the squares of all powers of the same base', () => {
    expect(sizeOf(circuitFromExpression('x^5+x^4')).gates).toBe(3);
    expect(sizeOf(circuitFromExpression('x^1000000'))).toMatchObject({ gates: 25, degree: 1_000_000n });
    expect(sizeOf(circuitFromExpression('(x+1)^2*(1+x)^2')).gates).toBe(2);
  });

  it.each([
    ['', 'expected a number, a name or "(", got the end at position 1'],
    ['sin(x)', 'expected numbers, + - * / ^ ( ), x, got "sin" at position 1'],
    ['1+y', 'got "y" at position 3'],
    ['x!', 'got "!" at position 2'],
    ['x%2', 'got "%" at position 2'],
    ['2x', 'expected an operator, got "x" at position 2'],
    ['x(2)', 'expected an operator, got "(" at position 2'],
    ['(x)(x)', 'expected an operator, got "(" at position 4'],
    ['5 m', 'got "m" at position 3'],
    ['x 2', 'expected an operator, got "2" at position 3'],
    ['x.y', 'got "." at position 2'],
    ['x=1', 'got "=" at position 2'],
    ['[1,2]', 'got "[" at position 1'],
    ['"s"', 'got "\\"" at position 1'],
    ['x;1', 'got ";" at position 2'],
    ["x'", 'got "\'" at position 2'],
    ['x−1', 'got "−" at position 2'],
    ['1.2.3', 'got ".3" at position 4'],
    ['0x10', 'got "x10" at position 2'],
    ['(x', 'expected ")", got the end at position 3'],
    ['x)', 'expected no ")" without "(", got ")" at position 2'],
    ['()', 'expected a number, a name or "(", got ")" at position 2'],
    ['x+', 'got the end at position 3'],
    ['2**x', 'got "*" at position 3'],
    ['x^0.5', 'expected an integer exponent, got another one at position 3'],
    ['x^x', 'expected an integer exponent'],
    ['2^x', 'expected an integer exponent'],
    ['1/0', 'expected a divisor that is not zero, got 0 at position 3'],
    ['x/(2-2)', 'expected a divisor that is not zero, got 0 at position 4'],
    ['1/(x-x)', 'expected a divisor that is not zero'],
    ['0^-1', 'expected a divisor that is not zero'],
    ['__proto__', 'got "__proto__" at position 1'],
    ['constructor', 'got "constructor" at position 1'],
    ['1e99999999999', 'expected a number of reasonable length'],
  ])('refuses %j', (text, message) => {
    const act = (): unknown => circuitFromExpression(text);
    expect(act).toThrow(RangeError);
    expect(act).toThrow(message);
    expect(act).toThrow(/^circuitFromExpression: [^\n]*$/);
  });

  it.each([
    ['10^(10^9)', 'expected a power of at most 1048576 bits'],
    ['2^2^2^2^2^2', 'expected an exponent of at most 1000000000'],
    ['x^10000000000', 'expected an exponent of at most 1000000000'],
    [Array.from({ length: 60 }, () => '9^99999').join('*'), 'expected constants of reasonable length'],
    [
      Array.from({ length: 7000 }, (_, i) => `1/${String(i + 3)}^9`).join('+'),
      'expected constants of reasonable length',
    ],
    ['('.repeat(50_000), 'expected at most 128 levels of nesting, got more at position 129'],
    ['-'.repeat(50_000), 'expected at most 128 levels of nesting'],
    [`x${'^1'.repeat(40_000)}`, 'expected at most 128 levels of nesting'],
    ['x'.repeat(100_001), 'expected at most 100000 characters, got 100001'],
  ])('refuses what would take long, before it does', (text, message) => {
    const start = performance.now();
    expect(() => circuitFromExpression(text)).toThrow(message);
    expect(performance.now() - start).toBeLessThan(10_000);
  });

  it('accepts long texts, many levels side by side, and 128 levels of nesting', () => {
    expect(circuitFromExpression(`x${'+x^2*3'.repeat(14_000)}`).instructions.length).toBeGreaterThan(14_000);
    expect(valueAt(`${'('.repeat(128)}x${')'.repeat(128)}`, q(3))).toEqual(q(3));
    expect(valueAt(`${'('.repeat(100)}x${')'.repeat(100)}${'^1'.repeat(100)}`, q(3))).toEqual(q(3));
    expect(valueAt(Array.from({ length: 500 }, () => '-(-x)').join('+'), q(1))).toEqual(q(500));
    expect(valueAt(`0.${'7'.repeat(30_000)}-0.${'7'.repeat(900)}`, q(0))?.numerator).not.toBe(0n);
  });
});
