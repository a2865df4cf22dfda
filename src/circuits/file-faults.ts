/**
 * How readers of files report what is wrong: one line, the place first.
 */
import { z } from 'zod';
import { parseNumeral } from '../arithmetic/numerals.ts';
import type { Rational } from '../arithmetic/rational.ts';

/** A place inside a JSON document: keys and indices from the root. */
export type Place = readonly PropertyKey[];

/** `instructions[3].args[0]`. */
function placeText(place: Place): string {
  return place
    .map((key) => (typeof key === 'number' ? `[${String(key)}]` : `.${String(key)}`))
    .join('')
    .replace(/^\./, '');
}

/** What a fault's message says of the value found; short and on one line whatever the value. */
export function describe(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return `an array of ${String(value.length)}`;
  if (typeof value === 'object' && value !== null) return 'an object';
  if (typeof value === 'string') return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
  return typeof value === 'number' ? String(value) : JSON.stringify(value);
}

/** The error that names the place: `instructions[3].args[0]: expected a value before 4, got 7`. */
export function fault(place: Place, message: string): RangeError {
  const where = placeText(place);
  return new RangeError(where === '' ? message : `${where}: ${message}`);
}

const NOUNS: Readonly<Record<string, string>> = {
  int: 'an integer',
  array: 'an array',
  object: 'an object',
  number: 'a number',
  string: 'a string',
};

/** What a schema expected, from zod's account of it. */
function expectation(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type') return NOUNS[issue.expected] ?? issue.expected;
  if (issue.code === 'invalid_value') return issue.values.map((value) => JSON.stringify(value)).join(' or ');
  if (issue.code === 'invalid_union' && 'options' in issue && Array.isArray(issue.options)) {
    return `one of ${issue.options.join(', ')}`;
  }
  if (issue.code === 'too_small' || issue.code === 'too_big') {
    if (issue.origin === 'string') return 'a non-empty string';
    const bound = issue.code === 'too_small' ? `at least ${String(issue.minimum)}` : `at most ${String(issue.maximum)}`;
    return issue.origin === 'array' ? `${bound} entries` : `a number of ${bound}`;
  }
  return issue.message;
}

function valueAt(document: unknown, place: Place): unknown {
  return place.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[key] : undefined,
    document,
  );
}

/**
 * The document, or the part of one that stands at `root`, as its schema types it.
 * @throws {RangeError} naming the place of the first fault
 */
export function checked<S extends z.ZodType>(schema: S, document: unknown, root: Place = []): z.output<S> {
  const result = schema.safeParse(document);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  if (issue === undefined) throw new RangeError('expected a valid document');
  if (issue.code === 'unrecognized_keys') {
    throw fault([...root, ...issue.path], `expected no other fields, got ${describe(issue.keys[0])}`);
  }
  throw fault(
    [...root, ...issue.path],
    `expected ${expectation(issue)}, got ${describe(valueAt(document, issue.path))}`,
  );
}

/**
 * JSON as a value.
 * @throws {RangeError} if the text is not JSON
 */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new RangeError(`expected JSON: ${reason.replaceAll(/\s+/g, ' ')}`, { cause: error });
  }
}

/**
 * The exact number that a text denotes.
 * @throws {RangeError} naming the place, if it denotes none
 */
export function numeralAt(place: Place, text: string): Rational {
  try {
    return parseNumeral(text);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw fault(place, error.message.replace(/^parseNumeral: /, ''));
  }
}

/** Deeper metadata could not be written again: JSON.stringify is recursive. */
const MAX_META_DEPTH = 100;

function isDeeper(value: unknown, limit: number): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > limit) return true;
    level = level.flatMap((entry): unknown[] =>
      typeof entry === 'object' && entry !== null ? Object.values(entry) : [],
    );
  }
  return false;
}

/** Metadata: any JSON object; passed on as it is. */
export const metaSchema: z.ZodType<Readonly<Record<string, unknown>> | undefined> = z
  .custom<Readonly<Record<string, unknown>>>(
    (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
    {
      error: 'an object',
    },
  )
  .refine((value) => !isDeeper(value, MAX_META_DEPTH), { error: `at most ${String(MAX_META_DEPTH)} levels` })
  .optional();

/** Runs a reader and puts the document's name before what it says. */
export function named<T>(name: string | undefined, read: () => T): T {
  if (name === undefined) return read();
  try {
    return read();
  } catch (error) {
    throw error instanceof RangeError ? new RangeError(`${name}: ${error.message}`, { cause: error }) : error;
  }
}
