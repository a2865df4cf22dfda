/**
 * Limb arithmetic in WGSL: the operations of `limbs(p)` on 16-bit digits held in 32-bit words, with the same bits.
 *
 * A number is `±m · 2^e` with p = 16 D bits in D digits, lowest first; the top digit of a non-zero number is at least
 * 2^15, zero has no digits but zeros. A product of two digits and two more digits fit 32 bits exactly:
 * (2^16 − 1)² + 2 (2^16 − 1) = 2^32 − 1. Nothing depends on floating point, nor on the order a compiler chooses.
 */

/** Exponent of zero: below all others by more than any mantissa is long. */
const ZERO_EXPONENT = '-0x30000000';
/** |E| < 2^28 for all results, as in `LIMB_EXPONENTS`. */
const EXPONENT_LIMIT = '0x10000000';

const range = (from: number, to: number): number[] =>
  Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i);

/** One line for each i in [from, to). */
const each = (from: number, to: number, line: (i: number) => string): string => range(from, to).map(line).join('\n  ');

const digitsOf = (prefix: string, count: number): string =>
  range(0, count)
    .map((i) => `${prefix}${String(i)}`)
    .join(', ');

/** Moves r0 … r(n−1) up by the number of their leading zero bits, counting these in `lost`. */
function normalise(count: number): string {
  const stages: string[] = [];
  for (let step = 2 ** Math.floor(Math.log2(count - 1)); step >= 1; step /= 2) {
    const top = range(count - step, count).map((i) => `r${String(i)}`);
    stages.push(
      `{ let up = (${top.join(' | ')}) == 0u;`,
      ...range(0, count)
        .reverse()
        .map((i) => `r${String(i)} = select(r${String(i)}, ${i >= step ? `r${String(i - step)}` : '0u'}, up);`),
      `lost += select(0, ${String(16 * step)}, up); }`,
    );
  }
  const last = String(count - 1);
  return `${stages.join('\n  ')}
  let lead = select(countLeadingZeros(r${last}) - 16u, 0u, r${last} == 0u);
  lost += i32(lead);
  ${range(0, count)
    .reverse()
    .map(
      (i) =>
        `r${String(i)} = ((r${String(i)} << lead) | ${i > 0 ? `(r${String(i - 1)} >> (16u - lead))` : '0u'}) & 0xffffu;`,
    )
    .join('\n  ')}`;
}

/** Moves b0 … b(n−1) down by `gap` bits; `sticky` becomes 1 where bits are lost. */
function align(count: number): string {
  const stages: string[] = [];
  for (let step = 1; step < count; step *= 2) {
    const low = range(0, Math.min(step, count)).map((i) => `b${String(i)}`);
    stages.push(
      `{ let down = (whole & ${String(step)}u) != 0u;`,
      `sticky |= select(0u, ${low.join(' | ')}, down);`,
      ...range(0, count).map(
        (i) => `b${String(i)} = select(b${String(i)}, ${i + step < count ? `b${String(i + step)}` : '0u'}, down);`,
      ),
      '}',
    );
  }
  return `let whole = gap >> 4u;
  let part = gap & 15u;
  ${stages.join('\n  ')}
  sticky |= b0 & ((1u << part) - 1u);
  ${range(0, count)
    .map(
      (i) =>
        `b${String(i)} = (b${String(i)} >> part) | ${i + 1 < count ? `((b${String(i + 1)} << (16u - part)) & 0xffffu)` : '0u'};`,
    )
    .join('\n  ')}`;
}

/** `x + y`: the smaller one is moved under the larger one with one guard digit and taken away rounded up. */
function addition(D: number): string {
  return `fn limb_add(x: Limbs, y: Limbs) -> Limbs {
  let swap = y.e > x.e;
  let gap = min(u32(abs(x.e - y.e)), ${String(16 * (D + 1))}u);
  let opposite = x.s != y.s;
  ${each(0, D, (i) => `var b${String(i + 1)} = select(y.d[${String(i)}], x.d[${String(i)}], swap);`)}
  var b0 = 0u;
  var sticky = 0u;
  ${align(D + 1)}
  let flip = select(0u, 0xffffu, opposite);
  var carry = select(0u, select(1u, 0u, sticky != 0u), opposite);
  var t = (b0 ^ flip) + carry;
  var r0 = t & 0xffffu;
  carry = t >> 16u;
  ${each(
    0,
    D,
    (i) =>
      `t = select(x.d[${String(i)}], y.d[${String(i)}], swap) + (b${String(i + 1)} ^ flip) + carry; var r${String(i + 1)} = t & 0xffffu; carry = t >> 16u;`,
  )}
  var e = max(x.e, y.e);
  var s = select(x.s, y.s, swap);
  if (opposite) {
    // Without a carry the difference is negative, which happens for equal exponents only, where nothing was lost.
    let negative = carry == 0u;
    s ^= select(0u, 1u, negative);
    let turn = select(0u, 0xffffu, negative);
    carry = select(0u, 1u, negative);
    ${each(0, D + 1, (i) => `t = (r${String(i)} ^ turn) + carry; r${String(i)} = t & 0xffffu; carry = t >> 16u;`)}
    var lost = 0;
    ${normalise(D + 1)}
    e -= lost;
  } else if (carry != 0u) {
    ${each(1, D, (i) => `r${String(i)} = (r${String(i)} >> 1u) | ((r${String(i + 1)} & 1u) << 15u);`)}
    r${String(D)} = (r${String(D)} >> 1u) | 0x8000u;
    e += 1;
  }
  return limb_checked(e, s, array<u32, ${String(D)}>(${digitsOf('r', D + 1).replace('r0, ', '')}));
}`;
}

/**
 * `x · y`: rows of the product, each moving the sum down by a digit; the last digit moved out is the guard.
 *
 * A loop over the digits of x: written out for all pairs, a kernel takes drivers many times as long to compile and is no faster
 * (measured at 128 and 256 bits).
 */
function multiplication(D: number): string {
  return `fn limb_mul(x: Limbs, y: Limbs) -> Limbs {
  var digits = x.d;
  ${each(0, D, (i) => `let y${String(i)} = y.d[${String(i)}]; var r${String(i)} = 0u;`)}
  var guard = 0u;
  for (var i = 0u; i < ${String(D)}u; i++) {
  let a = digits[i];
  var t = r0 + a * y0;
  guard = t & 0xffffu;
  ${each(1, D, (j) => `t = r${String(j)} + a * y${String(j)} + (t >> 16u); r${String(j - 1)} = t & 0xffffu;`)}
  r${String(D - 1)} = t >> 16u;
  }
  let up = 1u - (r${String(D - 1)} >> 15u);
  ${range(0, D)
    .reverse()
    .map(
      (i) =>
        `r${String(i)} = ((r${String(i)} << up) | ${i > 0 ? `((r${String(i - 1)} >> 15u) & up)` : '((guard >> 15u) & up)'}) & 0xffffu;`,
    )
    .join('\n  ')}
  return limb_checked(x.e + y.e + ${String(16 * D)} - i32(up), x.s ^ y.s, array<u32, ${String(D)}>(${digitsOf('r', D)}));
}`;
}

/**
 * `x / y` by long division: each digit is estimated from the top digits, corrected by the next one, and put right where
 * the remainder turns negative (Knuth, The Art of Computer Programming 2, §4.3.1, Algorithm D).
 */
function division(D: number): string {
  const top = String(D - 1);
  const digit = `let head = (r${String(D - 1)} << 16u) | r${String(D - 2)};
  var q = min(head / v, 0xffffu);
  var rest = head - q * v;
  ${range(0, 2)
    .map(
      () =>
        `if (rest < 0x10000u && q * y${String(D - 2)} > ((rest << 16u) | r${String(D - 3)})) { q -= 1u; rest += v; }`,
    )
    .join('\n  ')}
  var p = q * y0;
  var t = next - (p & 0xffffu);
  let n0 = t & 0xffffu;
  p = (p >> 16u) + (t >> 31u);
  ${each(1, D, (k) => `p += q * y${String(k)}; t = r${String(k - 1)} - (p & 0xffffu); let n${String(k)} = t & 0xffffu; p = (p >> 16u) + (t >> 31u);`)}
  let over = r${top} < p;
  next = 0u;
  ${each(0, D, (k) => `r${String(k)} = n${String(k)};`)}
  if (over) {
    q -= 1u;
    p = 0u;
    ${each(0, D, (k) => `p += r${String(k)} + y${String(k)}; r${String(k)} = p & 0xffffu; p >>= 16u;`)}
  }
  digits[${top}u - i] = q;`;
  return `fn limb_div(x: Limbs, y: Limbs) -> Limbs {
  if (y.d[${top}] == 0u) { limb_fault = 1u; return limb_zero(); }
  if (x.d[${top}] == 0u) { return limb_zero(); }
  let v = y.d[${top}];
  ${each(0, D, (i) => `let y${String(i)} = y.d[${String(i)}];`)}
  // The first remainder is x, or x/2 where x is not below y.
  var borrow = 0u;
  ${each(0, D, (i) => `borrow = (x.d[${String(i)}] - y${String(i)} - borrow) >> 31u;`)}
  let half = 1u - borrow;
  var next = (x.d[0] & half) << 15u;
  ${each(0, D, (i) => `var r${String(i)} = (x.d[${String(i)}] >> half) | ${i + 1 < D ? `(((x.d[${String(i + 1)}] & half) << 15u))` : '0u'};`)}
  var digits: array<u32, ${String(D)}>;
  for (var i = 0u; i < ${String(D)}u; i++) {
  ${digit}
  }
  return limb_checked(x.e - y.e - ${String(16 * D)} + i32(half), x.s ^ y.s, digits);
}`;
}

/** The operations that move, mark and choose. */
function moves(D: number): string {
  const top = String(D - 1);
  const bits = String(16 * D);
  return `fn limb_zero() -> Limbs { return Limbs(${ZERO_EXPONENT}, 0u, array<u32, ${String(D)}>()); }
fn limb_is_zero(x: Limbs) -> bool { return x.d[${top}] == 0u; }
// Zero has one form; a magnitude that the exponents cannot hold is a fault.
fn limb_checked(e: i32, s: u32, d: array<u32, ${String(D)}>) -> Limbs {
  if (d[${top}] == 0u) { return limb_zero(); }
  if (abs(e + ${bits}) >= ${EXPONENT_LIMIT}) { limb_fault = 1u; return limb_zero(); }
  return Limbs(e, s, d);
}
fn limb_neg(x: Limbs) -> Limbs { return Limbs(x.e, select(x.s ^ 1u, 0u, limb_is_zero(x)), x.d); }
fn limb_abs(x: Limbs) -> Limbs { return Limbs(x.e, 0u, x.d); }
fn limb_scale(x: Limbs, k: i32) -> Limbs { return limb_checked(x.e + k, x.s, x.d); }
fn limb_select(c: Limbs, x: Limbs, y: Limbs) -> Limbs { if (c.s == 1u) { return x; } return y; }
// The bits below the point are cleared.
fn limb_truncate(x: Limbs) -> Limbs {
  let below = clamp(-x.e, 0, ${bits});
  return limb_checked(x.e, x.s, array<u32, ${String(D)}>(${range(0, D)
    .map((i) => `x.d[${String(i)}] & (0xffffu << u32(clamp(below - ${String(16 * i)}, 0, 16)))`)
    .join(', ')}));
}
fn limb_shift(x: Limbs, k: Limbs) -> Limbs {
  if (limb_is_zero(k) || limb_is_zero(x)) { return x; }
  let size = k.e + ${bits};
  if (size > 29) { limb_fault = 1u; return x; }
  let n = i32(((k.d[${top}] << 16u) | k.d[${String(D - 2)}]) >> u32(clamp(32 - size, 0, 31)));
  return limb_checked(x.e + select(n, -n, k.s == 1u), x.s, x.d);
}
fn limb_exponent_of(x: Limbs) -> Limbs {
  if (x.s == 1u || limb_is_zero(x)) { limb_fault = 1u; return limb_zero(); }
  return limb_integer(x.e + ${bits});
}
fn limb_integer(n: i32) -> Limbs {
  let size = u32(abs(n));
  let lead = countLeadingZeros(size);
  let m = size << (lead & 31u);
  var d = array<u32, ${String(D)}>();
  d[${top}] = m >> 16u;
  d[${String(D - 2)}] = m & 0xffffu;
  return limb_checked(${String(32 - 16 * D)} - i32(lead), select(0u, 1u, n < 0), d);
}`;
}

/** Words of a stored number: exponent and sign, then the digits in pairs. */
export const wordsPerNumber = (words: number): number => words + 1;

/**
 * The type `Limbs` and its operations.
 * @param words - Length of the mantissas in 32-bit words, 4 … 32.
 * @param needed - Those of the long ones that are wanted: a driver compiles all that it is given.
 * @returns WGSL declarations: `limb_add`, `limb_mul`, `limb_div` and so on; `limb_fault` becomes 1 where `limbs(p)` throws.
 */
export function limbDeclarations(words: number, needed: ReadonlySet<'add' | 'mul' | 'div'>): string {
  const D = 2 * words;
  return [
    `struct Limbs { e: i32, s: u32, d: array<u32, ${String(D)}> }`,
    'var<private> limb_fault: u32 = 0u;',
    moves(D),
    ...(needed.has('add') ? [addition(D)] : []),
    ...(needed.has('mul') ? [multiplication(D)] : []),
    ...(needed.has('div') ? [division(D)] : []),
  ].join('\n');
}
