/** Ids of statements as arguments. */
import { nearestName } from '../functions/nearest-name.ts';
import { type Statement, statements } from '../theorems/index.ts';
import { badRequest } from './failure.ts';

/** Whether an id, or the beginning of one before a hyphen, names a statement: `mhl` names all of that paper. */
const names = (word: string, id: string): boolean => id === word || id.startsWith(`${word}-`);

/**
 * The statements that ids, or beginnings of ids, mean; all of them without words.
 * @param command who asks, for messages
 */
export function chosenStatements(command: string, words: readonly string[]): readonly Statement[] {
  for (const word of words) {
    if (statements.some(({ id }) => names(word, id))) continue;
    const near = nearestName(
      word,
      statements.map(({ id }) => id),
    );
    throw badRequest(
      `${command}: unknown statement "${word.slice(0, 40)}"${near === undefined ? '' : `: did you mean ${near}?`} (loglog list statements)`,
    );
  }
  return words.length === 0 ? statements : statements.filter(({ id }) => words.some((word) => names(word, id)));
}
