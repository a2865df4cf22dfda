/** Sums of limbs in WGSL. */
import { each, eachDown, listed, range, u } from './wgsl.ts';

/** b0 … b(n−1) moved down by `gap` bits; `sticky` becomes other than 0 where bits are lost. */
function align(n: number): string {
  const stages: string[] = [];
  for (let step = 1; step <= n; step *= 2) {
    const lost = range(0, Math.min(step, n)).map((i) => `b${String(i)}`);
    stages.push(
      `if ((whole & ${u(step)}) != 0u) {`,
      `sticky |= ${lost.join(' | ')};`,
      ...range(0, n).map((i) => `b${String(i)} = ${i + step < n ? `b${String(i + step)}` : '0u'};`),
      '}',
    );
  }
  return `let whole = gap >> 5u;
  let part = gap & 31u;
  if (whole != 0u) {
  ${stages.join('\n  ')}
  }
  sticky |= b0 & ((1u << part) - 1u);
  ${each(0, n, (i) => `b${String(i)} = (b${String(i)} >> part) | ${i + 1 < n ? `((b${String(i + 1)} << 1u) << (31u - part))` : '0u'};`)}`;
}

/** r0 … r(n−1) moved up by their leading zeros, which are taken off e. */
function normalise(n: number): string {
  const stages: string[] = [];
  for (let step = 2 ** Math.floor(Math.log2(n - 1)); step >= 1; step /= 2) {
    const top = range(n - step, n).map((i) => `r${String(i)}`);
    stages.push(
      `if ((${top.join(' | ')}) == 0u) {`,
      ...range(0, n)
        .reverse()
        .map((i) => `r${String(i)} = ${i >= step ? `r${String(i - step)}` : '0u'};`),
      `e -= ${String(32 * step)}; }`,
    );
  }
  const last = `r${String(n - 1)}`;
  return `if (${last} == 0u) {
  ${stages.join('\n  ')}
  }
  let lead = countLeadingZeros(${last}) & 31u;
  e -= i32(lead);
  ${eachDown(0, n, (i) => `r${String(i)} = (r${String(i)} << lead) | ${i > 0 ? `((r${String(i - 1)} >> 1u) >> (31u - lead))` : '0u'};`)}`;
}

/** `x + y`: the smaller one is moved under the larger one with one guard word and taken away rounded up. */
export function addition(words: number): string {
  const top = String(words);
  return `fn limb_add(x: Limbs, y: Limbs) -> Limbs {
  let swap = y.e > x.e;
  let gap = min(u32(abs(x.e - y.e)), ${u(32 * (words + 1))});
  ${each(0, words, (i) => `let a${String(i + 1)} = select(x.m[${String(i)}], y.m[${String(i)}], swap); var b${String(i + 1)} = select(y.m[${String(i)}], x.m[${String(i)}], swap);`)}
  var b0 = 0u;
  var sticky = 0u;
  ${align(words + 1)}
  ${each(0, words + 1, (i) => `var r${String(i)} = 0u;`)}
  var t = 0u;
  var carry = 0u;
  var e = max(x.e, y.e);
  var s = select(x.s, y.s, swap);
  if (x.s == y.s) {
    ${each(1, words + 1, (i) => `t = a${String(i)} + b${String(i)}; r${String(i)} = t + carry; carry = u32(t < a${String(i)} || r${String(i)} < carry);`)}
    ${each(1, words, (i) => `r${String(i)} = (r${String(i)} >> carry) | ((r${String(i + 1)} & carry) << 31u);`)}
    r${top} = (r${top} >> carry) | (carry << 31u);
    e += i32(carry);
  } else {
    t = select(0u, 1u, sticky != 0u);
    r0 = 0u - b0 - t;
    carry = (b0 | t);
    carry = u32(carry != 0u);
    ${each(1, words + 1, (i) => `t = a${String(i)} - b${String(i)}; r${String(i)} = t - carry; carry = u32(a${String(i)} < b${String(i)} || t < carry);`)}
    // Negative for equal exponents only, where nothing was lost.
    if (carry != 0u) {
      s ^= 1u;
      ${each(1, words + 1, (i) => `t = r${String(i)}; r${String(i)} = ~t + carry; carry = u32((t | (1u - carry)) == 0u);`)}
    }
    ${normalise(words + 1)}
  }
  return limb_checked(e, s, Mantissa(${listed(words, (i) => `r${String(i + 1)}`)}));
}`;
}
