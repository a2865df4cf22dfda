/**
 * The known name that a misspelt one most likely meant.
 */

/** Longer texts are no misspelt names; the bound also limits the work. */
const MAX_LENGTH = 40;

/** Optimal string alignment distance: insertions, deletions, substitutions and exchanges of neighbours cost 1 each. */
function editDistance(a: string, b: string): number {
  let beforePrevious: readonly number[] = [];
  let previous: readonly number[] = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const same = a.charAt(i - 1) === b.charAt(j - 1);
      const exchanged = i > 1 && j > 1 && a.charAt(i - 1) === b.charAt(j - 2) && a.charAt(i - 2) === b.charAt(j - 1);
      row.push(
        Math.min(
          (row[j - 1] ?? Infinity) + 1,
          (previous[j] ?? Infinity) + 1,
          (previous[j - 1] ?? Infinity) + (same ? 0 : 1),
          exchanged ? (beforePrevious[j - 2] ?? Infinity) + 1 : Infinity,
        ),
      );
    }
    [beforePrevious, previous] = [previous, row];
  }
  return previous[b.length] ?? Infinity;
}

/**
 * The candidate nearest to a name in edit distance (insertions, deletions, substitutions, exchanges of neighbours).
 *
 * @param name - The name as written; upper and lower case count as equal.
 * @param candidates - The known names.
 * @returns The nearest one if it is within a third of the name's length (at least one edit), otherwise undefined; the
 * first of several equally near ones.
 */
export function nearestName(name: string, candidates: Iterable<string>): string | undefined {
  if (name.length > MAX_LENGTH) return undefined;
  const wanted = name.toLowerCase();
  let best: string | undefined;
  let bound = Math.max(1, Math.floor(name.length / 3)) + 1;
  for (const candidate of candidates) {
    const distance = editDistance(wanted, candidate.toLowerCase());
    if (distance < bound) [best, bound] = [candidate, distance];
  }
  return best;
}
