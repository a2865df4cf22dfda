/**
 * Targets given as expressions in x.
 */
import type { RealField } from '../arithmetic/number-systems.ts';
import { findTarget, isCatalogName } from './catalog.ts';
import { checkProgramDomain } from './expression-domain.ts';
import { findProgramKinks } from './expression-kinks.ts';
import { parseExpression } from './parse-expression.ts';
import { compileExpression, runProgram } from './program.ts';
import type { Target } from './target.ts';

const MAX_NAME = 80;

/**
 * The target of an expression in x, in mathjs's syntax.
 *
 * Numbers are read exactly and rational constants combined exactly; x^n is computed by multiplications for integers n, as
 * √x^(2n) for half-integers, `e^…` as exp, every other power by `F.pow` (undefined for negative bases). Evaluation costs
 * one operation per operator or function; it is as accurate as the formula is as written.
 * @param text - The expression; {@link parseExpression} states what is admitted.
 * @returns The target. Its `checkDomain` refuses domains on which the expression cannot be shown to be defined and
 * continuous; its `kinks` are the rational ones found.
 * @throws {RangeError} with one line that names the part refused and its place.
 * @example expressionTarget('1/(1 + exp(-x))').evaluate(float64, 0) // 0.5
 */
export function expressionTarget(text: string): Target {
  const program = compileExpression(parseExpression(text));
  const name = text.trim().replaceAll(/\s+/g, ' ');
  const shown = name.length > MAX_NAME ? `${name.slice(0, MAX_NAME)}…` : name;
  return Object.freeze<Target>({
    name,
    formula: name,
    reference: 'expression in mathjs syntax, numbers exact',
    evaluate: <T>(F: RealField<T>, x: T): T => runProgram(program, F, x)[program.length - 1] as T,
    checkDomain: (domain) => {
      checkProgramDomain(shown, program, domain);
    },
    kinks: (domain) => findProgramKinks(program, domain),
  });
}

/** Texts of this form look like names of the catalog, with parameters or without. */
const NAME = /^[A-Za-z][\w-]*(?::.*)?$/;

/**
 * The target that a text means: a name of the catalog if it is one, otherwise an expression in x.
 *
 * @param text - For instance `gelu-tanh`, `root:3` or `exp(-x^2)`.
 * @returns The target.
 * @throws {RangeError} that speaks of names if the text looks like a name, otherwise of the faulty part of the expression.
 */
export function resolveTarget(text: string): Target {
  const trimmed = text.trim();
  if (isCatalogName(trimmed)) return findTarget(trimmed);
  try {
    return expressionTarget(trimmed);
  } catch (error) {
    if (NAME.test(trimmed)) return findTarget(trimmed);
    throw error;
  }
}
