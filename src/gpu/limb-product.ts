/** Products of limbs in WGSL. */
import { DIGIT_BITS, declareDigits, digitCount, SUMMANDS, wordOfDigits } from './limb-digits.ts';
import { each, eachDown, listed, range, u } from './wgsl.ts';

const MASK = u(2 ** DIGIT_BITS - 1);

/** Every digit of the product of two rows of digits, highest first: slow, small, and seldom needed. */
export function longProduct(words: number): string {
  const n = digitCount(words);
  return `fn long_product(x: array<u32, ${String(n)}>, y: array<u32, ${String(n)}>) -> array<u32, ${String(2 * n)}> {
  var a = x;
  var b = y;
  var product: array<u32, ${String(2 * n)}>;
  var low = 0u;
  for (var s = ${u(2 * n - 2)}; s < ${u(2 * n)}; s--) {
    var high = 0u;
    for (var i = max(s, ${u(n - 1)}) - ${u(n - 1)}; i <= min(s, ${u(n - 1)}); i++) {
      let t = a[i] * b[s - i];
      low += t & ${MASK};
      high += t >> ${u(DIGIT_BITS)};
    }
    product[s + 1u] = low & ${MASK};
    low = high + (low >> ${u(DIGIT_BITS)});
  }
  product[0] = low;
  return product;
}`;
}

/** The sum of the products `x_i y_(s−i)`, with what is above a digit moved into `carry` every 64 summands. */
function column(s: number, n: number, square: boolean): string {
  const pairs = range(Math.max(0, s - n + 1), Math.min(s, n - 1) + 1);
  const terms = square
    ? pairs
        .filter((i) => 2 * i <= s)
        .map((i) => (2 * i === s ? `x${String(i)} * x${String(i)}` : `w${String(i)} * x${String(s - i)}`))
    : pairs.map((i) => `x${String(i)} * y${String(s - i)}`);
  const most = square ? SUMMANDS / 2 : SUMMANDS;
  const parts = range(0, Math.ceil(terms.length / most)).map((part) =>
    terms.slice(most * part, most * (part + 1)).join(' + '),
  );
  return parts.length === 1
    ? `t = ${parts[0] ?? ''} + carry; carry = t >> ${u(DIGIT_BITS)};`
    : [
        `t = ${parts[0] ?? ''} + carry; carry = t >> ${u(DIGIT_BITS)};`,
        ...parts.slice(1).map((part) => `t = (t & ${MASK}) + ${part}; carry += t >> ${u(DIGIT_BITS)};`),
      ].join(' ');
}

/**
 * `x · y`: the columns of the product that reach the mantissa and some bits below it. What they leave out is smaller than
 * n 2^13 units of the last of them; only where that could carry into the mantissa, all digits are computed.
 * @param words - Length of the mantissas.
 * @param square - For x · x, with half of the products.
 */
export function multiplication(words: number, square: boolean): string {
  const n = digitCount(words);
  const bits = 32 * words;
  // Bits below the mantissa: 13 + log₂ n for what is left out, and 8 that make a carry improbable.
  const last = Math.min(2 * n - 2, Math.ceil((bits + 9 + Math.log2(n)) / DIGIT_BITS) - 1);
  const below = DIGIT_BITS * (last + 2) - bits;
  const slack = Math.ceil(n * 2 ** (DIGIT_BITS + 32 - below)) + 1;
  const digit = (i: number): string => `g${String(i)}`;
  const exact = (i: number): string => `exact[${String(i)}]`;
  const wordAt = (k: number, row: (i: number) => string, count: number): string =>
    wordOfDigits(32 * (words - 1 - k), row, count);
  const right = square ? 'x' : 'y';
  return `fn limb_${square ? 'sqr' : 'mul'}(x: Limbs${square ? '' : ', y: Limbs'}) -> Limbs {
  ${declareDigits(words, 'x', 'x')}
  ${square ? each(0, n, (i) => `let w${String(i)} = x${String(i)} << 1u;`) : declareDigits(words, 'y', 'y')}
  var carry = 0u;
  var t = 0u;
  ${eachDown(0, last + 1, (s) => `${column(s, n, square)} let g${String(s + 1)} = t & ${MASK};`)}
  let g0 = carry;
  ${each(0, words, (k) => `var m${String(k)} = ${wordAt(k, digit, last + 2)};`)}
  var guard = ${wordAt(-1, digit, last + 2)};
  if (guard >= ${u(2 ** 32 - slack)} || (m${String(words - 1)} < 0x80000000u && (guard & 0x7fffffffu) >= ${u(2 ** 31 - slack)})) {
    let exact = long_product(array<u32, ${String(n)}>(${listed(n, (i) => `x${String(i)}`)}), array<u32, ${String(n)}>(${listed(n, (i) => `${right}${String(i)}`)}));
    ${each(0, words, (k) => `m${String(k)} = ${wordAt(k, exact, 2 * n)};`)}
    guard = ${wordAt(-1, exact, 2 * n)};
  }
  let up = 1u - (m${String(words - 1)} >> 31u);
  return limb_checked(x.e + ${right}.e + ${String(bits)} - i32(up), ${square ? '0u' : 'x.s ^ y.s'}, Mantissa(${listed(words, (k) => `(m${String(k)} << up) | (${k > 0 ? `(m${String(k - 1)} >> 31u)` : '(guard >> 31u)'} & up)`)}));
}`;
}
