/**
 * Limb arithmetic in WGSL: the operations of `limbs(p)` on 32-bit words, with the same bits.
 *
 * A number is `±m · 2^e` with p = 32 W bits in W words, lowest first; the top bit of a non-zero number is set,
 * zero has no bits but zeros. Nothing depends on floating point, nor on the order a compiler chooses.
 */
import { longProduct, multiplication } from './limb-product.ts';
import { division } from './limb-quotient.ts';
import { addition } from './limb-sum.ts';
import { listed, u } from './wgsl.ts';

/** Exponent of zero: below all others by more than any mantissa is long. */
const ZERO_EXPONENT = '-0x30000000';
/** |E| < 2^28 for all results, as in `LIMB_EXPONENTS`. */
const EXPONENT_LIMIT = '0x10000000';

/** The operations that move, mark and choose. */
function moves(words: number): string {
  const top = String(words - 1);
  const bits = String(32 * words);
  return `fn limb_zero() -> Limbs { return Limbs(${ZERO_EXPONENT}, 0u, Mantissa()); }
fn limb_is_zero(x: Limbs) -> bool { return x.m[${top}] == 0u; }
// Zero has one form; a magnitude that the exponents cannot hold is a fault.
fn limb_checked(e: i32, s: u32, m: Mantissa) -> Limbs {
  if (m[${top}] == 0u) { return limb_zero(); }
  if (abs(e + ${bits}) >= ${EXPONENT_LIMIT}) { limb_fault = 1u; return limb_zero(); }
  return Limbs(e, s, m);
}
fn limb_neg(x: Limbs) -> Limbs { return Limbs(x.e, select(x.s ^ 1u, 0u, limb_is_zero(x)), x.m); }
fn limb_abs(x: Limbs) -> Limbs { return Limbs(x.e, 0u, x.m); }
fn limb_scale(x: Limbs, k: i32) -> Limbs { return limb_checked(x.e + k, x.s, x.m); }
fn limb_select(c: Limbs, x: Limbs, y: Limbs) -> Limbs { if (c.s == 1u) { return x; } return y; }
// The bits below the point are cleared; those of a word in two moves, as there may be 32.
fn limb_truncate(x: Limbs) -> Limbs {
  let below = clamp(-x.e, 0, ${bits});
  return limb_checked(x.e, x.s, Mantissa(${listed(words, (k) => `limb_cleared(x.m[${String(k)}], below - ${String(32 * k)})`)}));
}
fn limb_cleared(word: u32, below: i32) -> u32 {
  let half = u32(clamp(below, 0, 32)) >> 1u;
  return word & ((0xffffffffu << half) << (u32(clamp(below, 0, 32)) - half));
}
fn limb_shift(x: Limbs, k: Limbs) -> Limbs {
  let size = k.e + ${bits};
  if (size <= 0 || limb_is_zero(x)) { return x; }
  if (size > 29) { limb_fault = 1u; return x; }
  let n = i32(k.m[${top}] >> u32(32 - size));
  return limb_checked(x.e + select(n, -n, k.s == 1u), x.s, x.m);
}
fn limb_exponent_of(x: Limbs) -> Limbs {
  if (x.s == 1u || limb_is_zero(x)) { limb_fault = 1u; return limb_zero(); }
  return limb_integer(x.e + ${bits});
}
fn limb_integer(n: i32) -> Limbs {
  let lead = countLeadingZeros(u32(abs(n))) & 31u;
  var m = Mantissa();
  m[${top}] = u32(abs(n)) << lead;
  return limb_checked(${String(32 - 32 * words)} - i32(lead), select(0u, 1u, n < 0), m);
}`;
}

/** Words of a stored number: exponent and sign, then the mantissa. */
export const wordsPerNumber = (words: number): number => words + 1;

/** Operations that take long to compile. */
export type LongOperation = 'add' | 'mul' | 'sqr' | 'div';

/**
 * The type `Limbs` and its operations.
 * @param words - Length of the mantissas in 32-bit words, 4 … 32.
 * @param needed - Those of the long ones that are wanted: a driver compiles all that it is given.
 * @returns WGSL declarations: `limb_add`, `limb_mul`, `limb_div` and so on; `limb_fault` becomes 1 where `limbs(p)` throws.
 */
export function limbDeclarations(words: number, needed: ReadonlySet<LongOperation>): string {
  const isMultiplied = needed.has('mul') || needed.has('sqr') || needed.has('div');
  return [
    `alias Mantissa = array<u32, ${u(words)}>;`,
    'struct Limbs { e: i32, s: u32, m: Mantissa }',
    'var<private> limb_fault: u32 = 0u;',
    moves(words),
    ...(isMultiplied ? [longProduct(words)] : []),
    ...(needed.has('add') ? [addition(words)] : []),
    ...(needed.has('mul') ? [multiplication(words, false)] : []),
    ...(needed.has('sqr') ? [multiplication(words, true)] : []),
    ...(needed.has('div') ? [division(words)] : []),
  ].join('\n');
}
