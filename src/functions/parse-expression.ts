/**
 * Expressions as text, read safely; of mathjs only the parser is used.
 *
 * A scanner admits numbers, known names and `+ - * / ^ ( ) ,` and nothing else, so that mathjs never sees what it could
 * act upon; its tree is copied to plain immutable data in which every number is exact. mathjs evaluates nothing here.
 */
import { create, parseDependencies } from 'mathjs/number';

import { parseNumeral } from '../arithmetic/numerals.ts';
import type { Rational } from '../arithmetic/rational.ts';
import { type Kind, scan, type Token } from './scan-expression.ts';

/** The functions of expressions with the least and greatest number of arguments. */
export const EXPRESSION_FUNCTIONS: ReadonlyMap<string, readonly [least: number, greatest: number]> = new Map([
  ['exp', [1, 1]],
  ['log', [1, 2]],
  ['sqrt', [1, 1]],
  ['cbrt', [1, 1]],
  ['abs', [1, 1]],
  ['sign', [1, 1]],
  ['min', [1, 64]],
  ['max', [1, 64]],
  ['tanh', [1, 1]],
  ['sinh', [1, 1]],
  ['cosh', [1, 1]],
  ['sin', [1, 1]],
  ['cos', [1, 1]],
  ['atan', [1, 1]],
  ['atanh', [1, 1]],
  ['erf', [1, 1]],
  ['pow', [2, 2]],
]);

/** The named constants of expressions. */
export const EXPRESSION_CONSTANTS: ReadonlySet<string> = new Set(['pi', 'e', 'tau']);

/** The binary operators. */
export type BinaryOperator = '+' | '-' | '*' | '/' | '^';

/** A node of a syntax tree; `position` counts the characters of the text from 1. */
export type ExpressionNode =
  | { readonly kind: 'number'; readonly value: Rational; readonly position: number }
  | { readonly kind: 'variable' | 'constant'; readonly name: string; readonly position: number }
  | { readonly kind: 'negation'; readonly arguments: readonly [ExpressionNode]; readonly position: number }
  | {
      readonly kind: 'binary';
      readonly operator: BinaryOperator;
      readonly arguments: readonly [ExpressionNode, ExpressionNode];
      /** A product without a sign between its factors; its position is that of the second factor. */
      readonly implicit?: true;
      readonly position: number;
    }
  | {
      readonly kind: 'call';
      readonly name: string;
      readonly arguments: readonly ExpressionNode[];
      readonly position: number;
    };

/** What of mathjs's node classes is read. */
interface Syntax {
  readonly type: string;
  readonly fn?: unknown;
  readonly op?: string;
  readonly implicit?: boolean;
  readonly args?: readonly Syntax[];
  readonly content?: Syntax;
}

const BINARY: ReadonlyMap<unknown, BinaryOperator> = new Map<unknown, BinaryOperator>([
  ['add', '+'],
  ['subtract', '-'],
  ['multiply', '*'],
  ['divide', '/'],
  ['pow', '^'],
]);

const UNARY: ReadonlyMap<unknown, string> = new Map<unknown, string>([
  ['unaryMinus', '-'],
  ['unaryPlus', '+'],
]);

const { parse } = create({ ...parseDependencies }, {});

function fault(what: string, position: number): RangeError {
  return new RangeError(`parseExpression: ${what} at character ${String(position)}`);
}

/**
 * The tokens as mathjs may see them, each in its place. Line breaks, which would begin a second statement, become blanks;
 * names become names that mean nothing: `mod` would be an operator, `true` a constant, `2e-x` a malformed number.
 */
function plain(tokens: readonly Token[], length: number): string {
  const parts: string[] = [];
  let end = 1;
  for (const { kind, text, position } of tokens) {
    parts.push(' '.repeat(position - end), kind === 'name' ? 'v'.repeat(text.length) : text);
    end = position + text.length;
  }
  return parts.join('').padEnd(length);
}

/** The grammar, applied by mathjs to a text that the scanner has admitted. */
function grammar(text: string): Syntax {
  try {
    return parse(text);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const place = /^(.*) \(char (\d+)\)$/s.exec(message);
    if (place === null) throw new RangeError(`parseExpression: ${message}`, { cause: error });
    const [, what = '', position = ''] = place;
    throw fault(what.charAt(0).toLowerCase() + what.slice(1), Number(position));
  }
}

/** A node being copied, whose children are done one after the other. */
interface Frame {
  readonly node: Syntax;
  readonly children: readonly Syntax[];
  readonly done: ExpressionNode[];
  /** Set before the first child for calls and signs, after it for binary operators. */
  token: Token | undefined;
}

/** mathjs keeps no positions, but it keeps the order: leaves and operators, from left to right, are the tokens. */
class TokenOrder {
  readonly #tokens: readonly Token[];
  #next = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens.filter(({ kind }) => kind !== 'punctuation');
  }

  peek(): Token {
    const token = this.#tokens[this.#next];
    if (token === undefined) throw new RangeError('parseExpression: expected a complete expression');
    return token;
  }

  /** Fails unless mathjs has read every token, as it must have if it splits texts as the scanner does. */
  finish(): void {
    const rest = this.#tokens[this.#next];
    if (rest !== undefined) throw fault(`unexpected ${JSON.stringify(rest.text)}`, rest.position);
  }

  take(kind: Kind, text?: string): Token {
    const token = this.peek();
    if (token.kind !== kind || (text !== undefined && token.text !== text)) {
      throw fault(`unexpected ${JSON.stringify(token.text)}`, token.position);
    }
    this.#next += 1;
    return token;
  }
}

function open(node: Syntax, order: TokenOrder): Frame {
  const children = node.type === 'ParenthesisNode' && node.content ? [node.content] : (node.args ?? []);
  const frame: Frame = { node, children, done: [], token: undefined };
  const sign = UNARY.get(node.fn);
  if (node.type === 'OperatorNode' && children.length === 1 && sign !== undefined) {
    frame.token = order.take('operator', sign);
  } else if (node.type === 'FunctionNode' || node.type === 'SymbolNode') {
    frame.token = order.take('name');
  } else if (node.type === 'ConstantNode') {
    frame.token = order.take('number');
  } else if (node.type !== 'ParenthesisNode' && !(node.type === 'OperatorNode' && BINARY.has(node.fn))) {
    throw fault(`${node.op ?? node.type.replace(/Node$/, '').toLowerCase()} is not allowed`, order.peek().position);
  }
  return frame;
}

function closeCall(token: Token, parts: readonly ExpressionNode[]): ExpressionNode {
  const { text: name, position } = token;
  const range = EXPRESSION_FUNCTIONS.get(name);
  if (range === undefined) throw fault(`${name} is not a function: write ${name}*(…)`, position);
  const [least, greatest] = range;
  if (parts.length < least || parts.length > greatest) {
    const wanted = least === greatest ? String(least) : `${String(least)} to ${String(greatest)}`;
    throw fault(`${name} takes ${wanted} argument${greatest === 1 ? '' : 's'}, got ${String(parts.length)},`, position);
  }
  return { kind: 'call', name, arguments: parts, position };
}

function closeSymbol({ text: name, position }: Token, variables: ReadonlySet<string>): ExpressionNode {
  if (variables.has(name)) return { kind: 'variable', name, position };
  if (EXPRESSION_CONSTANTS.has(name)) return { kind: 'constant', name, position };
  throw fault(`expected arguments in parentheses after ${name}`, position);
}

function close({ node, done, token }: Frame, variables: ReadonlySet<string>): ExpressionNode {
  const [first, second] = done;
  if (node.type === 'ParenthesisNode' && first) return first;
  if (token === undefined) throw new RangeError('parseExpression: expected a complete expression');
  const { text, position } = token;
  if (node.type === 'ConstantNode') return { kind: 'number', value: parseNumeral(text), position };
  if (node.type === 'SymbolNode') return closeSymbol(token, variables);
  if (node.type === 'FunctionNode' || first === undefined) return closeCall(token, done);
  const operator = BINARY.get(node.fn);
  if (second !== undefined && operator !== undefined) {
    return { kind: 'binary', operator, arguments: [first, second], ...(node.implicit && { implicit: true }), position };
  }
  return node.fn === 'unaryPlus' ? first : { kind: 'negation', arguments: [first], position };
}

/** Copies mathjs's tree without recursion: a sum of n terms is n levels deep. */
function copy(root: Syntax, order: TokenOrder, variables: ReadonlySet<string>): ExpressionNode {
  const stack: Frame[] = [open(root, order)];
  for (;;) {
    const frame = stack.at(-1);
    if (frame === undefined) throw new RangeError('parseExpression: expected an expression');
    const child = frame.children[frame.done.length];
    if (frame.done.length === 1 && child !== undefined && frame.token === undefined) {
      // The factors of an implicit product have no sign between them; the second factor stands for it.
      frame.token = frame.node.implicit ? order.peek() : order.take('operator', BINARY.get(frame.node.fn));
    }
    if (child !== undefined) {
      stack.push(open(child, order));
      continue;
    }
    stack.pop();
    const copied = close(frame, variables);
    const parent = stack.at(-1);
    if (parent === undefined) return copied;
    parent.done.push(copied);
  }
}

/**
 * Reads an expression in mathjs's syntax into a plain immutable tree with exact numbers.
 *
 * Operators `+ - * / ^` and signs with mathjs's precedence: `-x^2` is −(x²), `2^3^2` is 2^9. Products without a sign are
 * read as mathjs does, `1/2x` as (1/2)·x but `x/2x` as x/(2·x), and marked as implicit. The functions of
 * {@link EXPRESSION_FUNCTIONS}; the constants `pi`, `e`, `tau`. Everything else that mathjs knows is refused. At most
 * 20 000 characters, 100 levels of nesting, and decimal exponents within ±100 000. Chains of sums and products may be
 * thousands of levels deep: walk the tree with {@link foldExpression}, never by recursion.
 * @param text - The expression.
 * @param variables - The names that stand for variables; `x` alone by default.
 * @returns The tree.
 * @throws {RangeError} with one line that names the part refused and its place.
 */
export function parseExpression(text: string, variables: readonly string[] = ['x']): ExpressionNode {
  const known = new Set(variables);
  const tokens = scan(text, [...known, ...EXPRESSION_CONSTANTS, ...EXPRESSION_FUNCTIONS.keys()]);
  const order = new TokenOrder(tokens);
  const tree = copy(grammar(plain(tokens, text.length)), order, known);
  order.finish();
  return tree;
}

/**
 * Computes a value for a tree from the values of its parts, bottom up and from left to right, without recursion.
 *
 * @param root - The tree.
 * @param visit - The value of a node, given those of its arguments.
 * @returns The value of the root.
 */
export function foldExpression<R>(root: ExpressionNode, visit: (node: ExpressionNode, parts: readonly R[]) => R): R {
  interface Pending {
    readonly node: ExpressionNode;
    readonly parts: R[];
  }
  const stack: Pending[] = [{ node: root, parts: [] }];
  for (;;) {
    const top = stack.at(-1);
    if (top === undefined) throw new RangeError('foldExpression: expected a tree');
    const child = 'arguments' in top.node ? top.node.arguments[top.parts.length] : undefined;
    if (child !== undefined) {
      stack.push({ node: child, parts: [] });
      continue;
    }
    stack.pop();
    const value = visit(top.node, top.parts);
    const parent = stack.at(-1);
    if (parent === undefined) return value;
    parent.parts.push(value);
  }
}
