/**
 * Canonical JSON: keys sorted, two spaces, a line feed at the end, so that equal records are equal files.
 */
import type { VerifyResults } from '../theorems/records.ts';

/** The value with the keys of every object sorted by code unit; absent members stay absent. */
function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(
    entries.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([key, member]) => [key, sortKeys(member)]),
  );
}

/**
 * Writes plain data as canonical JSON.
 *
 * @param value - plain data; numbers must be finite
 * @returns JSON with sorted keys
 * @throws {RangeError} if a number is NaN or infinite, which JSON would turn into null
 */
export function canonicalJson(value: unknown): string {
  const check = (_key: string, member: unknown): unknown => {
    if (typeof member === 'number' && !Number.isFinite(member)) {
      throw new RangeError(`canonicalJson: expected finite numbers, got ${String(member)}`);
    }
    return member;
  };
  return `${JSON.stringify(sortKeys(value), check, 2)}\n`;
}

/**
 * The content of `results.json`.
 *
 * @param results - the records of one run
 * @returns canonical JSON
 * @throws {RangeError} if a number is not finite
 */
export function resultsJson(results: VerifyResults): string {
  return canonicalJson(results);
}
