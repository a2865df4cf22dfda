/** Quotients of limbs in WGSL. */
import { DIGIT_BITS, declareDigits, digitCount, digitsOf, wordOfDigits } from './limb-digits.ts';
import { each, eachDown, listed, range, u } from './wgsl.ts';

const BASE = 2 ** DIGIT_BITS;
const MASK = String(BASE - 1);
/** Rows that may be taken away before the remainder's columns are carried: 26 · 9996 (2^13 − 1) < 2^31. */
const ROWS = 24;

/** Takes away the rows of the quotient's digits 1 … N from the remainder r. */
function rows(n: number, N: number): string {
  const last = N + 1;
  const lines: string[] = [];
  for (let i = 1; i <= N; i += 1) {
    const columns = range(i, Math.min(last, i + n - 1) + 1);
    lines.push(
      `t = s * ${String(BASE)} + r${String(i)} + (r${String(i + 1)} >> ${u(DIGIT_BITS)});`,
      `let q${String(i)} = (((t + 1024) >> 11u) * v + 32768) >> 16u;`,
      ...columns.map((k) => `r${String(k)} -= q${String(i)} * y${String(k - i)};`),
      `s = s * ${String(BASE)} + r${String(i)};`,
    );
    if (i % ROWS === 0 && i < N) {
      for (let k = last; k > i + 1; k -= 1) {
        lines.push(`r${String(k - 1)} += r${String(k)} >> ${u(DIGIT_BITS)}; r${String(k)} &= ${MASK};`);
      }
    }
  }
  return lines.join('\n  ');
}

/** Puts the quotient one unit lower where its product with the divisor exceeds the dividend. */
function lowered(words: number, n: number): string {
  const digits = digitsOf(words, (k) => `m${String(k)}`);
  const row = (name: string): string => `array<u32, ${String(n)}>(${listed(n, (i) => `u32(${name}${String(i)})`)})`;
  return `var product = long_product(array<u32, ${String(n)}>(${digits.join(', ')}), ${row('y')});
    var dividend = ${row('x')};
    var lower = whole > 1;
    // The product of m ≥ 1 and y against x: at the top of the digits, or a bit lower where the quotient is below 1.
    var above = 0u;
    for (var i = 0u; i <= ${u(2 * n)} && !lower; i++) {
      var next = 0u;
      if (i < ${u(2 * n)}) { next = product[i]; }
      var want = 0u;
      if (i > 0u && i <= ${u(n)}) { want = dividend[i - 1u]; }
      let have = select(above, ((above << 1u) | (next >> ${u(DIGIT_BITS - 1)})) & ${MASK}u, half == 1u);
      above = next;
      if (have != want) { lower = have > want; break; }
    }
    if (lower) {
      var borrow = 1u;
      ${each(0, words, (k) => `{ let d = m${String(k)}; m${String(k)} = d - borrow; borrow = select(0u, borrow, d == 0u); }`)}
      // Below the power of two 1 lies a number of twice as many bits.
      if (m${String(words - 1)} < 0x80000000u) { m${String(words - 1)} |= 0x80000000u; e -= 1; }
    }`;
}

/**
 * `x / y` by long division in digits that may be off by a little and are signed: each is the remainder's head times a
 * reciprocal of the divisor's, which is an integer of 15 bits. The remainder's columns are not carried, and end some bits below those needed. The
 * quotient is then known to 4 units of its last digit; only where these could change the mantissa, its product with y decides.
 * @param words - Length of the mantissas.
 */
export function division(words: number): string {
  const n = digitCount(words);
  const bits = 32 * words;
  const N = Math.ceil((bits + 10) / DIGIT_BITS);
  const top = String(words - 1);
  const digit = (i: number): string => `g${String(i + 1)}`;
  const wordAt = (k: number): string => wordOfDigits(32 * (words - 1 - k), digit, N);
  const slack = 4 * 2 ** (32 - (DIGIT_BITS * N - bits));
  return `fn limb_div(x: Limbs, y: Limbs) -> Limbs {
  if (y.m[${top}] == 0u) { limb_fault = 1u; return limb_zero(); }
  if (x.m[${top}] == 0u) { return limb_zero(); }
  ${declareDigits(words, 'a', 'x')}
  ${declareDigits(words, 'b', 'y')}
  ${each(0, n, (i) => `let x${String(i)} = i32(a${String(i)}); let y${String(i)} = i32(b${String(i)});`)}
  // 2^30 over the top 16 bits of y, both rounded.
  let head = ((y.m[${top}] >> 15u) + 1u) >> 1u;
  let v = i32((0x40000000u + (head >> 1u)) / head);
  // Digit 0 is 1.
  ${each(0, N + 2, (k) => `var r${String(k)} = ${k < n ? `x${String(k)} - y${String(k)}` : '0'};`)}
  var s = r0;
  var t = 0;
  ${rows(n, N)}
  // Two units more: never below the quotient, nor above it by four.
  t = 2;
  ${eachDown(1, N + 1, (i) => `t += q${String(i)}; let g${String(i)} = u32(t & ${MASK}); t >>= ${u(DIGIT_BITS)};`)}
  let whole = 1 + t;
  let half = u32(whole & 1);
  ${each(0, words, (k) => `let n${String(k)} = ${wordAt(k)};`)}
  let guard = ((${wordAt(-1)}) >> half) | ((n0 & half) << 31u);
  ${each(0, words, (k) => `var m${String(k)} = (n${String(k)} >> half) | (${k + 1 < words ? `(n${String(k + 1)} & half)` : 'half'} << 31u);`)}
  var e = x.e - y.e - ${String(bits)} + select(0, 1, whole > 0);
  let differ = ${range(0, words)
    .map((k) => `(x.m[${String(k)}] ^ y.m[${String(k)}])`)
    .join(' | ')};
  if (guard < (${u(slack)} >> half) && differ != 0u) {
    ${lowered(words, n)}
  }
  return limb_checked(e, x.s ^ y.s, Mantissa(${listed(words, (k) => `m${String(k)}`)}));
}`;
}
