/** Ids of statements as arguments. */
import { nearestName } from '../functions/nearest-name.ts';
import { type Statement, statements } from '../theorems/index.ts';
import { badRequest } from './failure.ts';

/**
 * The statements that ids mean; all of them without ids.
 * @param command who asks, for messages
 */
export function chosenStatements(command: string, ids: readonly string[]): readonly Statement[] {
  for (const id of ids) {
    if (statements.some((statement) => statement.id === id)) continue;
    const near = nearestName(
      id,
      statements.map((statement) => statement.id),
    );
    throw badRequest(
      `${command}: unknown statement "${id.slice(0, 40)}"${near === undefined ? '' : `: did you mean ${near}?`} (loglog list statements)`,
    );
  }
  return ids.length === 0 ? statements : statements.filter(({ id }) => ids.includes(id));
}
