import { describe, expect, it } from 'vitest';
import { formatExact } from '../../src/arithmetic/numerals.ts';
import { type ExpressionNode, foldExpression, parseExpression } from '../../src/functions/parse-expression.ts';
import { expressionTarget, resolveTarget } from '../../src/functions/expression.ts';

/** The tree in full parentheses, with positions. */
const show = (root: ExpressionNode): string =>
  foldExpression<string>(root, (node, parts) => {
    const place = `@${String(node.position)}`;
    if (node.kind === 'number') return formatExact(node.value) + place;
    if (node.kind === 'negation') return `(-${place} ${parts.join()})`;
    if (node.kind === 'binary') return `(${parts.join(` ${node.operator}${place} `)})`;
    return node.kind === 'call' ? `${node.name}${place}(${parts.join()})` : node.name + place;
  });

describe('the tree of an expression', () => {
  it.each([
    ['1 + x*2', '(1@1 +@3 (x@5 *@6 2@7))'],
    ['-x^2', '(-@1 (x@2 ^@3 2@4))'],
    ['2^-x', '(2@1 ^@2 (-@3 x@4))'],
    ['2x', '(2@1 *@2 x@2)'],
    ['2(x)', '(2@1 *@3 x@3)'],
    ['exp(x)(2)', '(exp@1(x@5) *@8 2@8)'],
    ['min(x, -pi)', 'min@1(x@5,(-@8 pi@9))'],
    ['1.50e-3', '0.0015@1'],
    ['1e-500', '1e-500@1'],
    ['2e-x', '((2@1 *@2 e@2) -@3 x@4)'],
    ['2e-3x', '(2e-3@1 *@5 x@5)'],
  ])('%s is %s', (text, tree) => {
    expect(show(parseExpression(text))).toBe(tree);
  });

  it('may have other variables', () => {
    expect(show(parseExpression('a*b', ['a', 'b']))).toBe('(a@1 *@2 b@3)');
    expect(() => parseExpression('x', ['a', 'b'])).toThrow(/unknown name "x"/);
  });

  it('may have variables whose names mean something to mathjs', () => {
    const words = ['mod', 'to', 'in', 'and', 'not', 'true', 'NaN', 'null', 'Infinity', 'end', 'i', 'e', 'constructor'];
    for (const word of words) expect(show(parseExpression(`2*${word}`, words)), word).toBe(`(2@1 *@2 ${word}@3)`);
    for (const text of ['0x10', '0b1', '0o7', '0x1+a']) {
      expect(() => parseExpression(text, ['a', 'x1', 'x10', 'b1', 'o7']), text).toThrow(/^parseExpression: unexpected/);
    }
  });

  it('marks the products that have no sign', () => {
    const marks = (text: string): readonly boolean[] =>
      foldExpression<readonly boolean[]>(parseExpression(text), (node, parts) => [
        ...parts.flat(),
        ...(node.kind === 'binary' ? [node.implicit === true] : []),
      ]);
    expect(marks('2x*3(x)')).toEqual([true, true, false]);
    expect(marks('1/2x')).toEqual([false, true]);
    expect(marks('2*x/3')).toEqual([false, false]);
  });
});

const HOSTILE: readonly string[] = [
  'constructor',
  'x.constructor',
  'x["constructor"]',
  'constructor.constructor("return process")()',
  '__proto__',
  'x.__proto__.polluted',
  'toString',
  'hasOwnProperty(x)',
  'valueOf()',
  'import("fs")',
  'import({exp: 1}, {override: true})',
  'createUnit("foo")',
  'evaluate("1+1")',
  'parse("x")',
  'simplify("x")',
  'derivative("x", "x")',
  'config({number: "BigNumber"})',
  'typed("f", {})',
  'resolve(x, {x: 1})',
  'process.exit(1)',
  'globalThis',
  'require("child_process")',
  'f(x)=x',
  'x=2',
  'x==2',
  'x<2',
  'x>=2 ? 1 : 0',
  'x ? x : x',
  '[1,2]',
  '[1;2]',
  'x[1]',
  '1:3',
  '{a: 1}',
  '"x"',
  "'x'",
  "x'",
  '`${x}`',
  'x!',
  '5%',
  'x%2',
  'x mod 2',
  'x and x',
  'not x',
  'x & 1',
  'x | 1',
  '~x',
  'x << 2',
  'x .* x',
  '2.*x',
  'x.^2',
  'x.5',
  '5 cm',
  '5 cm to inch',
  'x in inch',
  'i',
  'Infinity',
  'NaN',
  'null',
  'true',
  'undefined',
  'end',
  'random()',
  'while(1){}',
  'while',
  'for(;;){}',
  'function(){}',
  '() => 1',
  'x; x',
  'x # comment',
  'x // comment',
  'x /* comment */',
  '1e999999999',
  '1e-999999999',
  '9^9^9^9',
  'x^1e9',
  '0x10',
  '0b11',
  '0x',
  '1_000',
  '1,5',
  '1.2.3',
  '.',
  'e5e',
  '(',
  ')',
  '()',
  '(x',
  'x)',
  '',
  ' \n\t ',
  '+',
  'x+',
  '*x',
  'x^^2',
  'x**2',
  'x,x',
  'exp',
  'exp()',
  'exp x',
  'exp(x,x)',
  'min()',
  'x(2)',
  'pi(2)',
  'e x p',
  'х', // Cyrillic
  'ехр(x)', // Cyrillic
  'x−1', // minus sign
  'x×2',
  '½x',
  'x²',
  'π',
  '√x',
  'x\u200b',
  'x\u00a0+1',
  'x\u202e+1',
  'x\u0000',
  '\ud800',
  '😀',
  'ｘ', // full width
  '-'.repeat(5000) + 'x',
  '('.repeat(5000) + 'x' + ')'.repeat(5000),
  'exp('.repeat(3000) + 'x' + ')'.repeat(3000),
  'x^'.repeat(5000) + 'x',
  'x^-'.repeat(5000) + 'x',
  '-('.repeat(5000) + 'x' + ')'.repeat(5000),
  '(' + 'x+'.repeat(30_000) + 'x)',
  'x'.repeat(100_000),
  '1'.repeat(100_000),
  ' '.repeat(100_000) + 'x',
  `${' '.repeat(9_000)}!${' '.repeat(9_000)}`,
];

describe('a text that is no expression in x', () => {
  it.each(HOSTILE.map((text) => [text.length > 60 ? `${text.slice(0, 60)}…` : text, text] as const))(
    '%j is refused in one line',
    (_, text) => {
      const start = performance.now();
      let thrown: unknown;
      try {
        expressionTarget(text);
      } catch (error) {
        thrown = error;
      }
      expect(thrown).toBeInstanceOf(RangeError);
      const { message } = thrown as RangeError;
      expect(message).toMatch(/^(parseExpression|expressionTarget): [\x20-\x7e±…−×·÷()]+$/);
      expect(message.length).toBeLessThan(160);
      expect(performance.now() - start).toBeLessThan(500);
      if (text.trim() !== 'exp' && text.trim() !== 'x') expect(() => resolveTarget(text)).toThrow(RangeError);
    },
  );

  it('has the faulty part named', () => {
    const faults = {
      'x + tahn(x)': 'unknown name "tahn" (did you mean tanh?) at character 5',
      'ln(x)': 'unknown name "ln" (did you mean log?) at character 1',
      'x!': 'unexpected "!" (factorials are not allowed) at character 2',
      'x−1': 'unexpected character U+2212 (write the minus sign as -) at character 2',
      'x(2)': 'x is not a function: write x*(…) at character 1',
      'pow(x)': 'pow takes 2 arguments, got 1, at character 1',
      'exp(x, 2)': 'exp takes 1 argument, got 2, at character 1',
      exp: 'expected arguments in parentheses after exp at character 1',
      '0x10': 'unexpected "x10" (numbers are decimal, products are written with *) at character 2',
      '2    3': 'unexpected part "3" at character 6',
      '1 + ': 'unexpected end of expression at character 5',
    };
    for (const [text, message] of Object.entries(faults)) {
      expect(() => parseExpression(text), text).toThrow(new RangeError(`parseExpression: ${message}`));
    }
  });

  it('has no effect on what follows', () => {
    expect('polluted' in {}).toBe(false);
    expect(show(parseExpression('x'))).toBe('x@1');
  });
});

describe('nesting', () => {
  it.each([
    ['(', ')'],
    ['exp(', ')'],
    ['-', ''],
    ['x^', ''],
    ['x+(', ')'],
  ])('of %j is admitted a hundred levels deep, and no deeper', (open, close) => {
    const nested = (depth: number): string => open.repeat(depth) + 'x' + close.repeat(depth);
    expect(() => parseExpression(nested(100))).not.toThrow();
    expect(() => parseExpression(nested(101))).toThrow(/at most 100 levels of nesting/);
  });

  it('counts levels, not signs', () => {
    expect(() => parseExpression('x^2+'.repeat(500) + '(-x)*'.repeat(500) + '2^-x')).not.toThrow();
  });
});
