/**
 * The scanner before the parser: admits a small alphabet of tokens and refuses all else by name and place.
 */
import { nearestName } from './nearest-name.ts';

/** The kinds of tokens. */
export type Kind = 'number' | 'name' | 'operator' | 'punctuation';

/** A token; `position` counts characters from 1. */
export interface Token {
  readonly kind: Kind;
  readonly text: string;
  readonly position: number;
}

/** More is a mistake or an attack, not a formula. */
const MAX_LENGTH = 20_000;
/** mathjs's parser recurses about twenty frames per level and overflows the stack near 300 levels. */
const MAX_DEPTH = 100;
const MAX_DECIMAL_EXPONENT = 100_000;

// An `e` that no digit follows is the constant: `2e` is 2·e, as in mathjs.
const TOKEN =
  /[ \t\r\n]*(?:(?<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|(?<name>[A-Za-z_$][\w$]*)|(?<operator>[-+*/^])|(?<punctuation>[(),]))/y;

const REFUSED: ReadonlyMap<string, string> = new Map([
  ['!', 'factorials are not allowed'],
  ['[', 'matrices are not allowed'],
  [']', 'matrices are not allowed'],
  ['{', 'objects are not allowed'],
  ['}', 'objects are not allowed'],
  ['"', 'strings are not allowed'],
  ["'", 'strings and transposes are not allowed'],
  ['`', 'strings are not allowed'],
  ['=', 'assignments and comparisons are not allowed'],
  ['<', 'comparisons are not allowed'],
  ['>', 'comparisons are not allowed'],
  ['?', 'conditions are not allowed'],
  [':', 'ranges and conditions are not allowed'],
  [';', 'only one expression is allowed'],
  ['.', 'property access and elementwise operators are not allowed'],
  ['%', 'remainders and percentages are not allowed'],
  ['&', 'bitwise operators are not allowed'],
  ['|', 'bitwise operators are not allowed'],
  ['~', 'bitwise operators are not allowed'],
  ['#', 'comments are not allowed'],
  ['−', 'write the minus sign as -'],
  ['×', 'write products with *'],
  ['·', 'write products with *'],
  ['÷', 'write quotients with /'],
]);

/** Names in common use elsewhere, with the spelling here. */
const SYNONYMS: ReadonlyMap<string, string> = new Map([
  ['ln', 'log'],
  ['log2', 'log(…, 2)'],
  ['log10', 'log(…, 10)'],
  ['sgn', 'sign'],
  ['arctan', 'atan'],
  ['artanh', 'atanh'],
  ['arctanh', 'atanh'],
]);

const fault = (what: string, position: number): RangeError =>
  new RangeError(`parseExpression: ${what} at character ${String(position)}`);

function refuseCharacter(text: string, index: number, position = index + 1): RangeError {
  const character = String.fromCodePoint(text.codePointAt(index) ?? 0);
  const code = `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
  const shown = /^[!-~]$/.test(character) ? JSON.stringify(character) : `character ${code}`;
  const reason = REFUSED.get(character);
  return fault(`unexpected ${shown}${reason === undefined ? '' : ` (${reason})`}`, position);
}

function refuseName(name: string, known: readonly string[], position: number): RangeError {
  const shown = name.length > 40 ? `${name.slice(0, 40)}…` : name;
  const near = SYNONYMS.get(name) ?? nearestName(name, known);
  return fault(`unknown name "${shown}"${near === undefined ? '' : ` (did you mean ${near}?)`}`, position);
}

function checkNumber({ text, position }: Token, previous: Token | undefined): void {
  const exponent = /[eE](.*)$/.exec(text)?.[1];
  if (exponent !== undefined && Math.abs(Number(exponent)) > MAX_DECIMAL_EXPONENT) {
    const limit = String(MAX_DECIMAL_EXPONENT);
    throw fault(`expected decimal exponents within ±${limit}, got "${text.slice(0, 40)}"`, position);
  }
  // `x.5` would be read as x·0.5, which nobody means.
  if (text.startsWith('.') && previous && endsOperand(previous)) throw refuseCharacter(text, 0, position);
}

/** mathjs would read the beginning of `0x1` and `0b1` as a number in another base, whatever names are known. */
function checkRadix({ text, position }: Token, previous: Token | undefined): void {
  if (previous?.text !== '0' || previous.position + 1 !== position || !/^[box]/i.test(text)) return;
  const shown = JSON.stringify(text.slice(0, 40));
  throw fault(`unexpected ${shown} (numbers are decimal, products are written with *)`, position);
}

const endsOperand = ({ kind, text }: Token): boolean => kind === 'number' || kind === 'name' || text === ')';

/** Bounds the depth of the parser's recursion: open parentheses, and the signs and `^` waiting for their operand. */
function checkDepth(tokens: readonly Token[]): void {
  const outer: number[] = [];
  let depth = 0;
  let afterOperand = false;
  for (const token of tokens) {
    const { kind, text, position } = token;
    if (text === '(') {
      outer.push(depth);
      depth += 1;
    } else if (text === ')') {
      depth = outer.pop() ?? 0;
    } else if (text === '^' || (kind === 'operator' && !afterOperand)) {
      depth += 1;
    } else if (kind === 'operator' || text === ',') {
      depth = (outer.at(-1) ?? -1) + 1;
    }
    afterOperand = endsOperand(token);
    if (depth > MAX_DEPTH) throw fault(`expected at most ${String(MAX_DEPTH)} levels of nesting, got more`, position);
  }
}

/**
 * Splits a text into tokens.
 *
 * @param text - The expression.
 * @param known - The names admitted.
 * @returns The tokens in order.
 * @throws {RangeError} for an empty or too long or too deeply nested text, and for every character, name or exponent
 * that is not admitted.
 */
export function scan(text: string, known: readonly string[]): readonly Token[] {
  if (text.length > MAX_LENGTH) {
    throw new RangeError(
      `parseExpression: expected at most ${String(MAX_LENGTH)} characters, got ${String(text.length)}`,
    );
  }
  let end = text.length;
  while (end > 0 && ' \t\r\n'.includes(text.charAt(end - 1))) end -= 1;
  if (end === 0) throw new RangeError('parseExpression: expected an expression, got an empty text');
  const names = new Set(known);
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  for (let index = 0; index < end; index = TOKEN.lastIndex) {
    const match = TOKEN.exec(text);
    if (match?.groups === undefined) throw refuseCharacter(text, text.slice(index).search(/[^ \t\r\n]/) + index);
    const entries = Object.entries<string | undefined>(match.groups);
    const [kind, found = ''] = entries.find(([, part]) => part !== undefined) ?? ['punctuation'];
    const token: Token = { kind: kind as Kind, text: found, position: TOKEN.lastIndex - found.length + 1 };
    if (token.kind === 'name') checkRadix(token, tokens.at(-1));
    if (token.kind === 'name' && !names.has(found)) throw refuseName(found, known, token.position);
    if (token.kind === 'number') checkNumber(token, tokens.at(-1));
    tokens.push(token);
  }
  checkDepth(tokens);
  return tokens;
}
