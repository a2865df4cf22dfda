/** Logarithms and arc tangents of short rational numbers, computed when first needed and then kept. */
import { cachedConstant, type FixedConstant, piFixed } from '../constants.ts';
import { rationalAtan, rationalAtanh } from './binary-splitting.ts';

/** A table whose entries are made on demand: `index ↦ (bits ↦ fixed point within one unit)`. */
function lazyTable(entry: (index: number) => FixedConstant): (index: number, bits: number) => bigint {
  const entries = new Map<number, FixedConstant>();
  return (index, bits) => {
    let constant = entries.get(index);
    if (constant === undefined) {
      constant = entry(index);
      entries.set(index, constant);
    }
    return index === 0 ? 0n : constant(bits);
  };
}

/** `log(1 + i/2^k) = 2 atanh(i / (2^(k+1) + i))`, within one unit, for `−2^(k−1) ≤ i ≤ 2^k`. */
const logTable = (k: number): ((index: number, bits: number) => bigint) =>
  lazyTable((i) => cachedConstant((bits) => rationalAtanh(i, 2 ** (k + 1) + i, bits + 1)));

/** `atan(i/2^k)`, within one unit, for `|i| ≤ 2^k`. */
const atanTable = (k: number): ((index: number, bits: number) => bigint) =>
  lazyTable((i) =>
    Math.abs(i) === 2 ** k
      ? (bits) => BigInt(Math.sign(i)) * piFixed(bits - 2)
      : cachedConstant((bits) => rationalAtan(i, 2 ** k, bits)),
  );

/** `2^bits · log(1 + i/128)`, within one unit. */
export const coarseLog: (index: number, bits: number) => bigint = logTable(7);

/** `2^bits · log(1 + i/2^14)`, within one unit. */
export const fineLog: (index: number, bits: number) => bigint = logTable(14);

/** `2^bits · atan(i/128)`, within one unit. */
export const coarseAtan: (index: number, bits: number) => bigint = atanTable(7);

/** `2^bits · atan(i/2^14)`, within one unit. */
export const fineAtan: (index: number, bits: number) => bigint = atanTable(14);
