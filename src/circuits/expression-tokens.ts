/**
 * The tokens of a rational expression, checked for order, nesting and length before anything is parsed.
 */

/** A number, a name or an operator, and its position: characters before it, plus one. */
export interface Token {
  readonly kind: 'number' | 'name' | 'operator';
  readonly text: string;
  readonly position: number;
}

const MAX_LENGTH = 100_000;
/** Parentheses, signs and chained powers around one operand; mathjs's parser is recursive in them. */
const MAX_NESTING = 128;

const BLANK = /\s*/y;
const TOKEN = /(\d+\.?\d*(?:e[+-]?\d+)?|\.\d+(?:e[+-]?\d+)?)|([a-z_]\w*)|([-+*/^()])/iy;

/** A piece of the text for a message: quoted, on one line, cut if long. */
export function quoted(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);
}

/** The error that says what is wrong where. */
export function refusal(expected: string, got: string, position: number): RangeError {
  return new RangeError(`circuitFromExpression: expected ${expected}, got ${got} at position ${String(position)}`);
}

function readToken(text: string, start: number, alphabet: string): Token {
  TOKEN.lastIndex = start;
  const match = TOKEN.exec(text);
  if (match === null) throw refusal(alphabet, quoted(String.fromCodePoint(text.codePointAt(start) ?? 0)), start + 1);
  const [token, number, name] = match;
  const kind = number !== undefined ? 'number' : name !== undefined ? 'name' : 'operator';
  return { kind, text: token, position: start + 1 };
}

/** Follows the order of the tokens: where an operand must come, where an operator, and how deep the nesting is. */
class Grammar {
  #wantsOperand = true;
  #nesting = 0;
  /** The nesting outside each open parenthesis. */
  readonly #open: number[] = [];

  accept(token: Token): void {
    const { kind, text, position } = token;
    if (this.#wantsOperand) {
      if (kind === 'operator' && text !== '(' && text !== '-' && text !== '+') {
        throw refusal('a number, a name or "("', quoted(text), position);
      }
      if (text === '(') this.#open.push(this.#nesting);
      if (kind === 'operator') this.#deeper(position);
      else this.#wantsOperand = false;
      return;
    }
    if (kind !== 'operator' || text === '(') throw refusal('an operator', quoted(text), position);
    if (text === ')') {
      const outside = this.#open.pop();
      if (outside === undefined) throw refusal('no ")" without "("', quoted(text), position);
      this.#nesting = outside;
      return;
    }
    this.#wantsOperand = true;
    if (text === '^') this.#deeper(position);
    else this.#nesting = (this.#open.at(-1) ?? -1) + 1;
  }

  finish(length: number): void {
    if (this.#wantsOperand) throw refusal('a number, a name or "("', 'the end', length + 1);
    if (this.#open.length > 0) throw refusal('")"', 'the end', length + 1);
  }

  #deeper(position: number): void {
    this.#nesting += 1;
    if (this.#nesting <= MAX_NESTING) return;
    throw refusal(`at most ${String(MAX_NESTING)} levels of nesting`, 'more', position);
  }
}

/**
 * The tokens of an expression in the given names.
 *
 * @param text numbers, names, `+ - * / ^ ( )` and white space
 * @param names the names that may occur
 * @returns the tokens, in an order that an expression can have: operands and operators alternate, parentheses match
 * @throws {RangeError} naming the offending part and its position; texts of more than 100 000 characters, and nesting of
 * more than 128 levels
 */
export function tokensOf(text: string, names: readonly string[]): readonly Token[] {
  if (text.length > MAX_LENGTH) {
    throw new RangeError(
      `circuitFromExpression: expected at most ${String(MAX_LENGTH)} characters, got ${String(text.length)}`,
    );
  }
  const alphabet = ['numbers, + - * / ^ ( )', ...names].join(', ');
  const known = new Set(names);
  const grammar = new Grammar();
  const tokens: Token[] = [];
  for (let at = 0; ;) {
    BLANK.lastIndex = at;
    at += BLANK.exec(text)?.[0].length ?? 0;
    if (at >= text.length) break;
    const token = readToken(text, at, alphabet);
    if (token.kind === 'name' && !known.has(token.text)) throw refusal(alphabet, quoted(token.text), token.position);
    grammar.accept(token);
    tokens.push(token);
    at += token.text.length;
  }
  grammar.finish(text.length);
  return tokens;
}
