/** Small help for writing WGSL line by line. */

/** from, from + 1, …, to − 1. */
export const range = (from: number, to: number): number[] =>
  Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i);

/** One line for each i in [from, to). */
export const each = (from: number, to: number, line: (i: number) => string): string =>
  range(from, to).map(line).join('\n  ');

/** The same, from to − 1 down. */
export const eachDown = (from: number, to: number, line: (i: number) => string): string =>
  range(from, to).reverse().map(line).join('\n  ');

/** `prefix0, prefix1, …` */
export const listed = (count: number, item: (i: number) => string): string => range(0, count).map(item).join(', ');

/** An unsigned number. */
export const u = (n: number): string => `${String(n)}u`;
